/* guess.c -- scores a segment as each charset: how well its bytes fit, how usual the characters are that come out.
 *
 * Facts: hiragana are 829F-82F1 in CP932 and A4xx in EUC-JP, katakana 8340-8396 and A5xx, level-1 kanji 88-97 and B0-CF;
 * EUC text read as CP932 is rows of half-width kana; accented Latin letters stand alone among ASCII letters. */
#include "guess.h"

#include "legacy.h"
#include "utf8.h"

#define FAVOUR 6			/* what having been seen before is worth: two usual characters */
#define WRONG (-6)			/* a byte that fits nothing */

static bool is_letter(uint8_t b)
{
	return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
}

/* A voiced mark (DE, DF) follows only some half-width kana: ｶ-ﾄ ﾊ-ﾎ ｳ. */
static int score_half_kana(uint8_t before, uint8_t b)
{
	bool runs = before >= 0xa1 && before <= 0xdf;

	if (b == 0xde || b == 0xdf)
		return (before >= 0xb6 && before <= 0xc4) || (before >= 0xca && before <= 0xce) || before == 0xb3 ? 3 : -3;
	return runs ? 1 : 0;
}

static int score_cp932_pair(uint8_t lead, uint8_t trail)
{
	if (lead == 0x82)
		return trail >= 0x9f ? 4 : 3;
	if (lead == 0x83)
		return trail <= 0x96 ? 4 : 0;
	if (lead == 0x81 || (lead >= 0x88 && lead <= 0x97))
		return 3;
	if (lead >= 0xf0 && lead <= 0xf9)
		return -2;		/* user-defined: rare */
	return lead == 0x84 || lead == 0x85 || lead == 0x86 ? 0 : 1;
}

static int score_cp932(struct dc_span s)
{
	int score = 2;			/* the usual one on Japanese shares */

	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		int k = s.p[i] < 0x80 ? 1 : legacy_char_cp932(s.p + i, s.n - i, &c);

		if (k == 0)
			score += WRONG;
		else if (k == 2)
			score += score_cp932_pair(s.p[i], s.p[i + 1]);
		else if (k == 1 && s.p[i] >= 0x80)
			score += score_half_kana(i > 0 ? s.p[i - 1] : 0, s.p[i]);
		i += k > 0 ? (size_t)k : 1;
	}
	return score;
}

static int score_eucjp_pair(uint8_t lead)
{
	if (lead == 0xa4 || lead == 0xa5)
		return 4;
	if (lead == 0xa1 || lead == 0xa3 || (lead >= 0xb0 && lead <= 0xcf))
		return 3;
	if (lead >= 0xd0 && lead <= 0xf4)
		return 1;
	if (lead == 0x8e)
		return 2;
	return lead == 0x8f || lead == 0xad ? 1 : -2;
}

static int score_eucjp(struct dc_span s)
{
	int score = 0;

	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		int k = s.p[i] < 0x80 ? 1 : legacy_char_eucjp(s.p + i, s.n - i, &c);

		if (k == 0)
			score += WRONG;
		else if (k >= 2)
			score += score_eucjp_pair(s.p[i]);
		i += k > 0 ? (size_t)k : 1;
	}
	return score;
}

static int score_latin1(struct dc_span s)
{
	int score = 0;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t before = i > 0 ? s.p[i - 1] : ' ', behind = i + 1 < s.n ? s.p[i + 1] : ' ';

		if (s.p[i] < 0x80)
			continue;
		if (before >= 0x80 || behind >= 0x80)
			score -= 3;
		else if (s.p[i] >= 0xc0)
			score += is_letter(before) || is_letter(behind) ? 4 : 0;
		else
			score += s.p[i] >= 0xa0 ? 1 : 0;
	}
	return score;
}

static int score_utf8(struct dc_span s)
{
	int score = 0;

	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		size_t k = utf8_read(s.p + i, s.n - i, &c);

		if (k == 0)
			score += WRONG;
		else if (k > 1)
			score += k == 2 ? 3 : 5;
		i += k == 0 ? 1 : k;
	}
	return score;
}

/* What was seen before fits again: no byte wrong, and usual characters on the whole: three points for two bytes, where half-width kana get two. */
static bool fits_again(struct dc_span s, enum dc_charset favour)
{
	size_t high = 0;
	int score;

	if (favour != DC_CS_CP932 && favour != DC_CS_EUCJP)
		return false;
	for (size_t i = 0; i < s.n; i++)
		high += s.p[i] >= 0x80;
	score = favour == DC_CS_CP932 ? score_cp932(s) : score_eucjp(s);
	return high >= 8 && score > 0 && (size_t)score * 2 >= high * 3;
}

enum dc_charset guess_segment(struct dc_span s, enum dc_charset favour)
{
	static const struct { enum dc_charset cs; int (*score)(struct dc_span); } tests[] = {
		{ DC_CS_UTF8, score_utf8 }, { DC_CS_CP932, score_cp932 }, { DC_CS_EUCJP, score_eucjp }, { DC_CS_LATIN1, score_latin1 },
	};
	enum dc_charset best = DC_CS_CP932;
	int most = INT32_MIN;

	if (fits_again(s, favour))
		return favour;
	for (size_t i = 0; i < DC_ARRAY_LEN(tests); i++) {
		int score = tests[i].score(s) + (tests[i].cs == favour ? FAVOUR : 0);

		if (score > most) {
			most = score;
			best = tests[i].cs;
		}
	}
	return best;
}

bool guess_kana_pairs(struct dc_span s)
{
	bool any = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < 0x80)
			continue;
		if (s.p[i] < 0xc2 || s.p[i] > 0xdf || i + 1 >= s.n || s.p[i + 1] < 0xa1 || s.p[i + 1] > 0xbf)
			return false;
		any = true;
		i++;
	}
	return any;
}

/* How often a zero or kana row byte stands at even and at odd offsets. Text of either kind has few of both. */
static enum dc_charset utf16_by_sight(struct dc_span head)
{
	size_t zero[2] = { 0 }, row[2] = { 0 }, units = head.n / 2;

	for (size_t i = 0; i < units * 2; i++) {
		zero[i & 1] += head.p[i] == 0;
		row[i & 1] += head.p[i] == 0x30 || (head.p[i] >= 0x4e && head.p[i] <= 0x9f) || head.p[i] == 0xff;
	}
	if (units < 2 || zero[0] + zero[1] == 0)
		return DC_CS_UNKNOWN;	/* UTF-16 text without one blank, digit or line end is not told from others */
	if (zero[0] * 8 <= zero[1] && (zero[1] + row[1]) * 10 >= units * 9)
		return DC_CS_UTF16LE;
	if (zero[1] * 8 <= zero[0] && (zero[0] + row[0]) * 10 >= units * 9)
		return DC_CS_UTF16BE;
	return DC_CS_UNKNOWN;
}

enum dc_charset guess_start(struct dc_span head, enum dc_charset hint, size_t *mark)
{
	enum dc_charset cs;

	*mark = 0;
	if (head.n >= 3 && memcmp(head.p, "\xef\xbb\xbf", 3) == 0) {
		*mark = 3;
		return DC_CS_UNKNOWN;	/* a mark says how a file began, not how it went on */
	}
	if (head.n >= 4 && (memcmp(head.p, "\xff\xfe\0\0", 4) == 0 || memcmp(head.p, "\0\0\xfe\xff", 4) == 0)) {
		*mark = 4;
		return head.p[0] == 0xff ? DC_CS_UTF32LE : DC_CS_UTF32BE;
	}
	if (head.n >= 2 && (memcmp(head.p, "\xff\xfe", 2) == 0 || memcmp(head.p, "\xfe\xff", 2) == 0)) {
		*mark = 2;
		return head.p[0] == 0xff ? DC_CS_UTF16LE : DC_CS_UTF16BE;
	}
	cs = utf16_by_sight(head);
	if (cs == DC_CS_UNKNOWN && (hint == DC_CS_UTF16LE || hint == DC_CS_UTF16BE)) {
		/* declared, and not contradicted: pages in UTF-8 that say "utf-16" are common, ASCII markup shows it */
		size_t ascii = 0;

		for (size_t i = 0; i < head.n; i++)
			ascii += head.p[i] >= 0x20 && head.p[i] < 0x7f;
		return ascii * 10 > head.n * 8 ? DC_CS_UNKNOWN : hint;
	}
	return cs;
}
