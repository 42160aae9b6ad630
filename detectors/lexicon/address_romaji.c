/* address_romaji.c -- prefectures in Latin letters, see address.h. */
#include "address.h"
#include "daicho/status.h"

static const char *const prefectures[] = { "hokkaido", "aomori", "iwate", "miyagi", "akita", "yamagata", "fukushima", "ibaraki",
	"tochigi", "gunma", "saitama", "chiba", "tokyo", "kanagawa", "niigata", "toyama", "ishikawa", "fukui", "yamanashi", "nagano",
	"gifu", "shizuoka", "aichi", "mie", "shiga", "kyoto", "osaka", "hyogo", "nara", "wakayama", "tottori", "shimane", "okayama",
	"hiroshima", "yamaguchi", "tokushima", "kagawa", "ehime", "kochi", "fukuoka", "saga", "nagasaki", "kumamoto", "oita",
	"miyazaki", "kagoshima", "okinawa" };

bool address_romaji_prefecture(struct dc_span word)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(prefectures); i++)
		if (dc_span_eq(word, dc_span_of(prefectures[i])))
			return true;
	return false;
}
