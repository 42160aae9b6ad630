/* address_romaji.c -- prefectures in Latin letters, see address.h. */
#include "address.h"
#include "word_list.h"

/* By first letter, each with a space behind: every capitalised word of a text that may be a name comes by here. */
static const char *const prefectures[26] = {
	['a' - 'a'] = "aomori akita aichi ", ['c' - 'a'] = "chiba ", ['e' - 'a'] = "ehime ",
	['f' - 'a'] = "fukushima fukui fukuoka ", ['g' - 'a'] = "gunma gifu ",
	['h' - 'a'] = "hokkaido hyogo hiroshima ", ['i' - 'a'] = "iwate ibaraki ishikawa ",
	['k' - 'a'] = "kanagawa kyoto kagawa kochi kumamoto kagoshima ", ['m' - 'a'] = "miyagi mie miyazaki ",
	['n' - 'a'] = "niigata nagano nara nagasaki ", ['o' - 'a'] = "osaka okayama oita okinawa ",
	['s' - 'a'] = "saitama shizuoka shiga shimane saga ", ['t' - 'a'] = "tochigi tokyo toyama tottori tokushima ",
	['w' - 'a'] = "wakayama ", ['y' - 'a'] = "yamagata yamanashi yamaguchi " };

bool address_romaji_prefecture(struct dc_span word)
{
	return word.n > 0 && word.p[0] >= 'a' && word.p[0] <= 'z' && words_has(prefectures[word.p[0] - 'a'], word);
}
