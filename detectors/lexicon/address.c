/* address.c -- see address.h. A cursor goes over the text once; nothing is looked at twice but words of
 * the dictionary. */
#include "address.h"

#include "daicho/status.h"
#include "utf8.h"

#define ENTRIES 16
#define AREA_CHARS_MOST 24
#define BUILDING_CHARS_MOST 30
#define NUMBERS_MOST 6

struct cursor {
	const struct lexicon *lx;
	struct dc_span text;
	uint32_t at;
	struct address *out;
};

static struct dc_span rest(const struct cursor *c)
{
	return dc_span_cut(c->text, c->at, c->text.n);
}

static uint32_t peek(const struct cursor *c, size_t *step)
{
	uint32_t ch = 0;

	*step = utf8_read(c->text.p + c->at, c->text.n - c->at, &ch);
	return *step == 0 ? 0 : ch;
}

static bool stands(struct dc_span text, const char *word)
{
	size_t n = strlen(word);

	return text.n >= n && memcmp(text.p, word, n) == 0;
}

static void emit(struct address *a, const void *p, size_t n)
{
	if (n > sizeof a->value - a->n_value)
		n = 0;				/* a value is whole characters: what does not fit is left out */
	memcpy(a->value + a->n_value, p, n);
	a->n_value += (uint16_t)n;
}

static void take(struct cursor *c, size_t n)
{
	emit(c->out, c->text.p + c->at, n);
	c->at += (uint32_t)n;
}

static void skip_spaces(struct cursor *c)
{
	size_t step;
	uint32_t ch = peek(c, &step);

	for (unsigned n = 0; n < 3 && (ch == ' ' || ch == 0x3000 || ch == 0xa0); n++) {
		c->at += (uint32_t)step;
		ch = peek(c, &step);
	}
}

/* Longest entry of the classes at the cursor; 0: none. */
static size_t entry(const struct cursor *c, unsigned classes)
{
	struct lexicon_entry e[ENTRIES];
	size_t n = lexicon_match(c->lx, rest(c), e, ENTRIES);

	while (n > 0) {
		if (e[--n].classes & classes)
			return e[n].bytes;
	}
	return 0;
}

/* ---- prefecture and municipality ---- */

static bool is_name_char(uint32_t c)
{
	return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c < 0x4e00) || c == 0x3005 || c == 0x30f6 ||
		(c >= 0x30a1 && c <= 0x30fc) || (c >= 0xf900 && c <= 0xfaff);
}

/* One to five characters and 市 区 町 村: a municipality that merged since, or a county before one. */
static size_t municipality_like(const struct cursor *c)
{
	struct cursor probe = *c;
	size_t step;

	for (unsigned n = 0; n < 6; n++) {
		uint32_t ch = peek(&probe, &step);

		if (n > 0 && (ch == 0x5e02 || ch == 0x533a || ch == 0x753a || ch == 0x6751))
			return probe.at + step - c->at;
		if (!is_name_char(ch))
			return 0;
		probe.at += (uint32_t)step;
	}
	return 0;
}

static void read_place(struct cursor *c)
{
	struct address *a = c->out;
	size_t n = entry(c, LEX_PREFECTURE);

	if (n > 0) {
		a->prefecture = true;
		take(c, n);
		skip_spaces(c);
	}
	n = entry(c, LEX_MUNICIPALITY);
	if (n > 0) {
		a->municipality = true;
		take(c, n);
		skip_spaces(c);
		n = entry(c, LEX_MUNICIPALITY);	/* a ward behind a space */
		if (n >= 3 && memcmp(c->text.p + c->at + n - 3, "区", 3) == 0)
			take(c, n);
	} else if (a->prefecture && (n = municipality_like(c)) > 0) {
		a->municipality_like = true;
		take(c, n);
	}
	a->n_shown = a->n_value;
}

/* ---- numbers ---- */

static int digit_of(uint32_t c)
{
	static const uint32_t kanji[] = { 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d };

	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	if (c >= 0xff10 && c <= 0xff19)
		return (int)(c - 0xff10);
	for (int i = 0; i < 10; i++) {
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

static bool is_hyphen(uint32_t c)
{
	static const uint32_t hyphens[] = { '-', 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe63, 0xff0d, 0x30fc, 0xff70,
		0x2500, 0x301c, 0xff5e };

	for (size_t i = 0; i < DC_ARRAY_LEN(hyphens); i++) {
		if (hyphens[i] == c)
			return true;
	}
	return false;
}

/* ---- block ---- */

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
	int n = snprintf(text, sizeof text, "%u", value);

	emit(c->out, text, (size_t)n);
	c->at = end;
	c->out->numbers++;
}

/* A unit or a hyphen behind a number; true if the block may go on behind it. */
static bool unit_or_hyphen(struct cursor *c, bool *separator)
{
	size_t step;
	uint32_t ch = peek(c, &step);

	*separator = false;
	for (size_t i = 0; i < DC_ARRAY_LEN(units); i++) {
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

static void read_block(struct cursor *c)
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
		size_t word = 0;

		for (size_t i = 0; i < DC_ARRAY_LEN(before_number) && word == 0; i++)
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

/* ---- area: what stands between municipality and block ---- */

static bool street_word(struct cursor *c)
{
	static const char *const words[] = { "上る", "上ル", "下る", "下ル", "東入る", "西入る", "東入ル", "西入ル", "東入", "西入", "入る" };

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (stands(rest(c), words[i])) {
			take(c, strlen(words[i]));
			c->out->street = true;
			return true;
		}
	}
	return false;
}

/* Words behind a municipality that make it an office, a law or anything but a place to live. */
static bool no_area(const struct cursor *c)
{
	static const char *const words[] = { "役所", "役場", "議会", "条例", "規則", "告示", "長選", "立", "営", "教育委員会", "法", "令和", "平成",
		"昭和", "大会", "内", "民", "版" };

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (stands(rest(c), words[i]))
			return true;
	}
	return false;
}

/* The grid of Sapporo: a direction and a number with 条. */
static bool grid_begins(const struct cursor *c)
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

static bool area_char(const struct cursor *c, uint32_t ch)
{
	if (is_name_char(ch))
		return ch != 0x7b2c || stands(rest(c), "第");	/* 第 is judged by the block */
	return ch == 0x306e || ch == 0x304c || ch == 0x30f6;	/* の が ヶ */
}

/* True if the block stands here: a number that is not part of a town's name (三条町, 一番町). */
static bool at_block(const struct cursor *c)
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

/* Returns where the last known town ends, for addresses that go on without a block. */
static uint32_t read_area(struct cursor *c)
{
	size_t n = entry(c, LEX_TOWN), step;
	uint32_t town_end = 0;

	if (n > 0 && !grid_begins(c)) {
		c->out->town = true;
		take(c, n);
		town_end = c->at;
	}
	for (unsigned chars = 0; chars < AREA_CHARS_MOST; chars++) {
		uint32_t ch = peek(c, &step);

		if (at_block(c))
			break;
		if (street_word(c))
			continue;
		if (!c->out->town && (n = entry(c, LEX_TOWN)) > 0 && chars > 0) {
			c->out->town = true;
			take(c, n);
			town_end = c->at;
			continue;
		}
		if (!area_char(c, ch))
			break;
		take(c, step);
	}
	return town_end;
}

/* ---- building ---- */

static bool building_word(struct dc_span text)
{
	static const char *const words[] = { "ビル", "マンション", "ハイツ", "コーポ", "荘", "号室", "号棟", "団地", "レジデンス", "タワー", "アパート",
		"メゾン", "パレス", "ハイム", "ヒルズ", "プラザ", "センター", "会館", "住宅", "寮", "棟", "階", "館", "号" };

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (stands(text, words[i]))
			return true;
	}
	return false;
}

static bool building_char(uint32_t c)
{
	return is_name_char(c) || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		(c >= 0xff10 && c <= 0xff5a) || is_hyphen(c) || c == 0x30fb || c == 0x306e || c == '#';
}

/* A run of words behind the block, kept up to its last room number or building word; nothing without one. */
static void read_building(struct cursor *c)
{
	struct cursor probe = *c;
	uint32_t end = 0, letters = 0;
	size_t step;

	skip_spaces(&probe);
	for (unsigned n = 0; n < BUILDING_CHARS_MOST; n++) {
		uint32_t ch = peek(&probe, &step);
		bool word = building_word(rest(&probe));

		if (ch == ' ' || ch == 0x3000) {
			probe.at += (uint32_t)step;
			continue;
		}
		if (!building_char(ch))
			break;
		letters += digit_of(ch) < 0 || digit_of(ch) >= 100;
		probe.at += (uint32_t)step;
		if (word && letters > 0)
			end = probe.at + 3 * (stands(dc_span_cut(c->text, probe.at - step, c->text.n), "号室") ||
				stands(dc_span_cut(c->text, probe.at - step, c->text.n), "ビル"));
		else if (end != 0 || letters >= 3)
			end = digit_of(ch) >= 0 && digit_of(ch) < 10 ? probe.at : end;
	}
	if (end == 0 || end > c->text.n)
		return;
	c->out->building = true;
	skip_spaces(c);
	while (c->at < end) {
		uint32_t ch = peek(c, &step);
		uint8_t folded = (uint8_t)(ch >= 0xff01 && ch <= 0xff5e ? ch - 0xfee0 : is_hyphen(ch) && ch != 0x30fc ? '-' : 0);

		if (folded != 0)
			emit(c->out, &folded, 1);
		else if (ch != ' ' && ch != 0x3000)
			emit(c->out, c->text.p + c->at, step);
		c->at += (uint32_t)step;
	}
}

bool address_read(const struct lexicon *lx, struct dc_span text, bool bare, struct address *out)
{
	struct cursor c = { lx, text, 0, out };
	uint32_t place_end, town_end;
	uint16_t n_place;

	*out = (struct address){ 0 };
	read_place(&c);
	if (c.at == 0 && !(bare && entry(&c, LEX_TOWN) > 0))
		return false;
	place_end = c.at;
	n_place = out->n_value;
	skip_spaces(&c);
	if (no_area(&c)) {
		out->end = place_end;
		return true;
	}
	town_end = read_area(&c);
	skip_spaces(&c);
	read_block(&c);
	if (out->numbers > 0) {
		read_building(&c);
		out->end = c.at;
		return true;
	}
	/* Without a block the words behind the town are prose: 東京都新宿区中町に. */
	out->end = town_end > 0 ? town_end : place_end;
	c.at = place_end;
	out->n_value = n_place;
	skip_spaces(&c);
	if (town_end > c.at)
		take(&c, town_end - c.at);
	return true;
}
