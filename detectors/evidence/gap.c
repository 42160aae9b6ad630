/* gap.c -- small tables of what joins, and what measures. */
#include "gap.h"

#include "daicho/status.h"

#define GAP_MOST 48			/* bytes between a label and its value */

/* Longest first where one begins another. */
static const char *const joins[] = {
	"番号", "ナンバー", "アドレス", "コード", "は、", "は", "欄", "等", "number", "Number", "No.", "no.", "NO.", "No", "no", "address",
	"：", "＝", "＞", "｜", "（", "）", "［", "］", "【", "】", "〔", "〕", "「", "」", "『", "』", "“", "”", "・", "→", "⇒", "　",
	"、", "．", "＃", "：", "／", "\xc2\xa0", "(携帯)", "(自宅)", "携帯", "自宅", "（半角）", "半角", "本人", "必須", "\xe2\x80\x8b",
};
static const char ascii_joins[] = " \t:=\"'>|/()[].,;#*-<`+";
static const char *const units[] = {
	"円", "件", "個", "本", "枚", "台", "部", "冊", "名", "人", "回", "行", "頁", "年度", "万", "億", "千円", "％", "ドル", "ユーロ", "ポイント",
	"㎡", "㎏", "㎜", "ページ", "バイト", "ミリ", "キロ", "グラム", "%", "kg", "km", "mm", "cm", "ms", "MB", "GB", "KB", "kB",
	"yen", "JPY", "USD", "EUR", "bytes", "pts", "px",
};
static const char *const currencies[] = { "¥", "￥", "$", "€", "£", "＄", "\\" };

static bool begins(struct dc_span text, uint32_t at, uint32_t to, const char *s)
{
	size_t n = strlen(s);

	return n <= to - at && memcmp(text.p + at, s, n) == 0;
}

/* Bytes of the joining piece at `at`; 0 if there is none. */
static uint32_t join_length(struct dc_span text, uint32_t at, uint32_t to)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(joins); i++)
		if (begins(text, at, to, joins[i]))
			return (uint32_t)strlen(joins[i]);
	return text.p[at] != '\0' && strchr(ascii_joins, text.p[at]) != NULL ? 1 : 0;
}

bool gap_joins(struct dc_span text, uint32_t from, uint32_t to)
{
	if (to < from || to - from > GAP_MOST)
		return false;
	while (from < to) {
		uint32_t n = join_length(text, from, to);

		if (n == 0)
			return false;
		from += n;
	}
	return true;
}

static bool is_decoration(struct dc_span text, uint32_t *at, uint32_t to)
{
	static const char *const marks[] = { "【", "】", "■", "●", "◆", "・", "　", "［", "］", "〔", "〕", "：", "※", "▼", "□", "○", "＜", "＞" };

	if (strchr(" \t\r#*:<>[]|-", text.p[*at]) != NULL && text.p[*at] != '\0') {
		(*at)++;
		return true;
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(marks); i++)
		if (begins(text, *at, to, marks[i])) {
			*at += 3;
			return true;
		}
	return false;
}

static bool only_decoration(struct dc_span text, uint32_t from, uint32_t to)
{
	while (from < to)
		if (!is_decoration(text, &from, to))
			return false;
	return true;
}

bool gap_line_above(struct dc_span text, uint32_t from, uint32_t to, uint32_t at)
{
	uint32_t reach = from > GAP_MOST ? from - GAP_MOST : 0;	/* one line of a megabyte must not be walked again and again */
	const uint8_t *line = from == reach ? NULL : memrchr(text.p + reach, '\n', from - reach);
	const uint8_t *end = memchr(text.p + to, '\n', at - to);
	uint32_t line_at = line == NULL ? 0 : (uint32_t)(line - text.p) + 1;

	if (end == NULL || (line == NULL && reach > 0) || !only_decoration(text, line_at, from))
		return false;
	return only_decoration(text, to, (uint32_t)(end - text.p)) && only_decoration(text, (uint32_t)(end - text.p) + 1, at);
}

bool gap_amount(struct dc_span text, uint32_t start, uint32_t end)
{
	uint32_t to = (uint32_t)text.n;

	if (end < to && text.p[end] == ' ')
		end++;
	for (size_t i = 0; i < DC_ARRAY_LEN(units); i++)
		if (begins(text, end, to, units[i]))
			return true;
	for (size_t i = 0; i < DC_ARRAY_LEN(currencies); i++) {
		uint32_t n = (uint32_t)strlen(currencies[i]);

		if (start >= n && memcmp(text.p + start - n, currencies[i], n) == 0)
			return true;
	}
	return false;
}
