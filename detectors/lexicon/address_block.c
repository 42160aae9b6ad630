/* address_block.c -- the numbers of an address: 1-2-3, 一丁目二番三号, 北1条西2丁目, 第5地割10番地2, 無番地. */
#include "address_parts.h"

#include "daicho/status.h"

#define NUMBERS_MOST 6

int digit_of(uint32_t c)
{
	static const uint32_t kanji[] = { 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03, 0x516b,
		0x4e5d };

	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	if (c >= 0xff10 && c <= 0xff19)
		return (int)(c - 0xff10);
	for (int i = 0; i < 10 && c >= kanji[0]; i++) {
		if (c == kanji[i])
			return 100 + i;		/* a hundred more: written in kanji */
	}
	return c == 0x5341 ? 110 : c == 0x767e ? 111 : -1;	/* 十 百 */
}

/* A number in digits (either width) or in kanji up to 999; 0: none, or too long, or with a leading zero. */
static unsigned number(const struct cursor *c, uint32_t *end)
{
	struct cursor probe = *c;
	unsigned value = 0, pending = 0, digits = 0;
	bool kanji = false;
	size_t step;

	for (;;) {
		int d = digit_of(peek(&probe, &step));

		if (d < 0 || (digits > 0 && kanji != (d >= 100)))
			break;
		if (digits == 0 && d == 0)
			return 0;
		kanji = d >= 100;
		if (d == 110 || d == 111) {
			value += (pending == 0 ? 1 : pending) * (d == 110 ? 10 : 100);
			pending = 0;
		} else {
			pending = pending * 10 + (unsigned)(d % 100);
		}
		probe.at += (uint32_t)step;
		if (++digits > 5)
			return 0;
	}
	*end = probe.at;
	return value + pending;
}

bool is_hyphen(uint32_t c)
{
	static const uint32_t hyphens[] = { '-', 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe63,
		0xff0d, 0x30fc, 0xff70, 0x2500, 0x301c, 0xff5e };

	if (c < 0x2010)
		return c == '-';
	for (size_t i = 0; i < DC_ARRAY_LEN(hyphens); i++) {
		if (hyphens[i] == c)
			return true;
	}
	return false;
}

static const struct unit {
	const char *word;
	bool kept;			/* its word stays in the value: it is no mere separator */
} units[] = {
	{ "丁目", false }, { "丁", false }, { "番地の", false }, { "番地", false }, { "番町", true }, { "番", false }, { "号", false },
	{ "地割", true }, { "条", true }, { "線", true },
};

/* Directions of the Sapporo grid, block letters, and what else stands before a number of a block. */
static const char *const before_number[] = { "北", "南", "東", "西", "第", "甲", "乙", "丙", "丁", "イ", "ロ", "ハ", "ニ", "の", "ノ" };

/* True if the number at the cursor begins a block, and is not a year, a count or a telephone number. */
static bool block_begins(const struct cursor *c)
{
	static const char *const counted[] = { "年", "月", "日", "人", "円", "件", "歳", "世帯", "時", "分", "km", "m", "台", "名", "か所",
		"ヶ所", "カ所", "箇所", "万", "億", "カ国", "か国", "%", "%", "校", "位", "回", "階", "店", "社", "代", "本", "つ", "期", "度", "区",
		"市", "町", "村", "駅", "票", "票差", "勝", "敗", "点", "km", "キロ", "メートル", "トン", "戸", "棟", "世紀", "作", "巻", "話", ":" };
	struct cursor probe = *c;
	uint32_t end;

	if (number(c, &end) == 0)
		return false;
	probe.at = end;
	if (stands(rest(&probe), "-"))
		return true;			/* most of them */
	if (stands(rest(&probe), ",") && c->text.n - end > 1 && digit_of(c->text.p[end + 1]) >= 0 && end - c->at < 4)
		return false;			/* 1,000 */
	for (size_t i = 0; i < DC_ARRAY_LEN(counted); i++) {
		if (stands(rest(&probe), counted[i]))
			return false;
	}
	return true;
}

static void emit_number(struct cursor *c, unsigned value, uint32_t end)
{
	char text[12];
	size_t at = sizeof text;

	do {
		text[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	emit(c->out, text + at, sizeof text - at);
	c->at = end;
	c->out->numbers++;
}

/* A unit or a hyphen behind a number; true if the block may go on behind it. */
static bool unit_or_hyphen(struct cursor *c, bool *separator)
{
	size_t step;
	uint32_t ch = peek(c, &step);

	*separator = false;
	for (size_t i = 0; ch >= 0x80 && i < DC_ARRAY_LEN(units); i++) {
		if (!stands(rest(c), units[i].word) || stands(rest(c), "番組") || stands(rest(c), "号線") ||
		    stands(rest(c), "号室") || stands(rest(c), "号棟"))
			continue;
		if (units[i].kept)
			emit(c->out, units[i].word, strlen(units[i].word));
		*separator = !units[i].kept;
		c->at += (uint32_t)strlen(units[i].word);
		c->out->units++;
		return true;
	}
	if (is_hyphen(ch)) {
		struct cursor probe = *c;
		uint32_t end;

		probe.at += (uint32_t)step;
		if (number(&probe, &end) == 0)
			return false;
		c->at += (uint32_t)step;
		*separator = true;
		return true;
	}
	return false;
}

void read_block(struct cursor *c)
{
	bool separator = false;
	uint32_t end = 0;

	if (stands(rest(c), "無番地")) {
		take(c, strlen("無番地"));
		c->out->units += 2;
		c->out->numbers++;
		return;
	}
	while (c->out->numbers < NUMBERS_MOST) {
		struct cursor probe = *c;
		unsigned value;
		size_t word = 0, step;

		for (size_t i = 0; i < DC_ARRAY_LEN(before_number) && word == 0 && peek(c, &step) >= 0x80; i++)
			word = stands(rest(c), before_number[i]) ? strlen(before_number[i]) : 0;
		probe.at += (uint32_t)word;
		value = number(&probe, &end);
		if (value == 0 || (c->out->numbers == 0 && !block_begins(&probe)))
			break;
		if (separator)
			emit(c->out, "-", 1);
		take(c, word);
		emit_number(c, value, end);
		if (!unit_or_hyphen(c, &separator))
			break;
	}
}

/* The grid of Sapporo: a direction and a number with 条. */
bool grid_begins(const struct cursor *c)
{
	struct cursor probe = *c;
	uint32_t end;

	if (!stands(rest(c), "北") && !stands(rest(c), "南") && !stands(rest(c), "東") && !stands(rest(c), "西"))
		return false;
	probe.at += 3;
	if (number(&probe, &end) == 0)
		return false;
	probe.at = end;
	return stands(rest(&probe), "条") || stands(rest(&probe), "丁目") || stands(rest(&probe), "線");
}

/* True if the block stands here: a number that is not part of a town's name (三条町, 一番町). */
bool at_block(const struct cursor *c)
{
	struct cursor probe = *c;
	uint32_t end;

	if (stands(rest(c), "無番地") || grid_begins(c))
		return true;
	if (stands(rest(c), "第")) {
		probe.at += 3;
		if (number(&probe, &end) == 0)
			return false;
		probe.at = end;
		return stands(rest(&probe), "地割");
	}
	if (number(c, &end) == 0)
		return false;
	probe.at = end;
	return digit_of(c->text.p[c->at]) >= 0 || c->text.p[c->at] == 0xef || stands(rest(&probe), "丁目") || stands(rest(&probe), "番地") ||
		(stands(rest(&probe), "番") && !stands(rest(&probe), "番町")) || stands(rest(&probe), "号") || stands(rest(&probe), "-");
}
