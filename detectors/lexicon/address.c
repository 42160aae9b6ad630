/* address.c -- see address.h. A cursor goes over the text once; nothing is looked at twice but words of
 * the dictionary. */
#include "address_parts.h"

#include "daicho/status.h"

#define AREA_CHARS_MOST 24
#define BUILDING_CHARS_MOST 30
#define LABEL_BYTES 24
#define HONOURED_BYTES 24		/* of a name before its honorific, blank within */

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

/* 御池上る is no town 池上: the next n bytes end with the first character of a street word. */
static bool cuts_street(const struct cursor *c, size_t n)
{
	struct cursor probe = *c;
	struct address ignored = { 0 };

	if (n < 6)
		return false;
	probe.at += (uint32_t)n - 3;
	probe.out = &ignored;
	return street_word(&probe);
}

/* Kyoto: a number and 条 that begin a town's name (二条殿町, 三条油小路町), not the number of a block. */
static bool town_of_avenue(const struct cursor *c)
{
	struct cursor probe = *c;
	size_t step;

	if (digit_of(peek(&probe, &step)) < 0 || step != 3)
		return false;
	probe.at += 3;
	if (!stands(rest(&probe), "条"))
		return false;
	probe.at += 3;
	return is_name_char(peek(&probe, &step)) && digit_of(peek(&probe, &step)) < 0;
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

static bool area_char(const struct cursor *c, uint32_t ch)
{
	if (is_name_char(ch))
		return ch != 0x7b2c || stands(rest(c), "第");	/* 第 is judged by the block */
	return ch == 0x306e || ch == 0x304c || ch == 0x30f6;	/* の が ヶ */
}

/* True if a number stands near enough to be this address's block. Most places in prose have none, and are let go here. */
static bool number_ahead(const struct cursor *c)
{
	struct cursor probe = *c;
	size_t step;

	for (unsigned n = 0; n < AREA_CHARS_MOST + 3; n++) {
		uint32_t ch = peek(&probe, &step);

		if (digit_of(ch) >= 0 || ch == 0x7121)	/* 無 */
			return true;
		if (step == 0 || ch == '\n' || ch == 0x3002 || ch == 0x3001)
			return false;
		probe.at += (uint32_t)step;
	}
	return false;
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
	if (!number_ahead(c))
		return town_end;
	for (unsigned chars = 0; chars < AREA_CHARS_MOST; chars++) {
		uint32_t ch = peek(c, &step);

		if (street_word(c))
			continue;
		if (c->out->street && town_of_avenue(c)) {
			take(c, 6);
			continue;
		}
		if (at_block(c))
			break;
		if (!c->out->town && (n = entry(c, LEX_TOWN)) > 0 && chars > 0 && !cuts_street(c, n)) {
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

/* ch: the first of text. Most characters begin none of the words. */
static bool building_word(uint32_t ch, struct dc_span text)
{
	static const struct { uint32_t first; const char *word; } words[] = {
		{ U'ビ', "ビル" }, { U'マ', "マンション" }, { U'ハ', "ハイツ" }, { U'コ', "コーポ" }, { U'荘', "荘" }, { U'号', "号室" },
		{ U'号', "号棟" }, { U'団', "団地" }, { U'レ', "レジデンス" }, { U'タ', "タワー" }, { U'ア', "アパート" },
		{ U'メ', "メゾン" }, { U'パ', "パレス" }, { U'ハ', "ハイム" }, { U'ヒ', "ヒルズ" }, { U'プ', "プラザ" },
		{ U'セ', "センター" }, { U'会', "会館" }, { U'住', "住宅" }, { U'寮', "寮" }, { U'棟', "棟" }, { U'階', "階" },
		{ U'館', "館" }, { U'号', "号" } };

	for (size_t i = 0; ch >= 0x80 && i < DC_ARRAY_LEN(words); i++) {
		if (words[i].first == ch && stands(text, words[i].word))
			return true;
	}
	return false;
}

static bool building_char(uint32_t c)
{
	return is_name_char(c) || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		(c >= 0xff10 && c <= 0xff5a) || is_hyphen(c) || c == 0x30fb || c == 0x306e || c == '#';
}

/* A word and a colon: 名称：第三大久保荘. */
static bool is_label(struct dc_span text)
{
	for (size_t at = 3; at + 3 <= text.n && at <= LABEL_BYTES; at++) {
		if (stands(dc_span_cut(text, at, text.n), "：") || text.p[at] == ':')
			return true;
		if (text.p[at] < 0x80 || stands(dc_span_cut(text, at, text.n), "\xe3\x80\x80"))
			return false;
	}
	return false;
}

/* Behind a blank: a telephone number, a label, a person with an honorific, or a particle (の) is no part of the building. */
static bool another_field(struct dc_span text)
{
	static const char *const labels[] = { "TEL", "Tel", "tel", "ＴＥＬ", "℡", "FAX", "Fax", "ＦＡＸ", "電話", "携帯", "担当", "氏名" };
	static const char *const honorifics[] = { "様", "殿", "さま", "御中", "宛", "先生" };

	if (text.n > 0 && (text.p[0] == '0' || stands(text, "０") || stands(text, "の") || is_label(text)))
		return true;
	for (size_t i = 0; i < DC_ARRAY_LEN(labels); i++)
		if (stands(text, labels[i]))
			return true;
	for (size_t at = 3; at + 3 <= text.n && at <= HONOURED_BYTES && text.p[at] != '\n' && !(text.p[at - 3] >= '0' && text.p[at - 3] <= '9'); at++)
		for (size_t i = 0; i < DC_ARRAY_LEN(honorifics) && text.p[at] >= 0xe3; i++)
			if (stands(dc_span_cut(text, at, text.n), honorifics[i]))
				return true;
	return false;
}

/* A run of words behind the block, kept up to its last room number or building word; nothing without one. */
static void read_building(struct cursor *c)
{
	struct cursor probe = *c;
	uint32_t end = 0, letters = 0;
	bool blank = false;
	size_t step;

	skip_spaces(&probe);
	blank = probe.at > c->at;
	for (unsigned n = 0; n < BUILDING_CHARS_MOST; n++) {
		uint32_t ch = peek(&probe, &step);
		bool word = building_word(ch, rest(&probe));

		if (ch == ' ' || ch == 0x3000) {
			probe.at += (uint32_t)step;
			blank = true;
			continue;
		}
		if (blank && another_field(rest(&probe)))
			break;
		blank = false;
		if (!building_char(ch))
			break;
		letters += digit_of(ch) < 0 || digit_of(ch) >= 100;
		probe.at += (uint32_t)step;
		if ((ch == 'F' || ch == 0xff26) && end != 0 && end + step == probe.at)
			end = probe.at;			/* 5F */
		else if (word && letters > 0)
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
		uint8_t folded = (uint8_t)(ch >= 0xff01 && ch <= 0xff5e ? ch - 0xfee0 :
				is_hyphen(ch) && ch != 0x30fc           ? '-' :
									  0);

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
