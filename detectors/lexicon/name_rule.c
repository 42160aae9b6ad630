/* name_rule.c -- see name_rule.h. */
#include "name_rules.h"

#include "kana.h"

#define SURNAME_TITLED 2.2f		/* 斎藤さん */
#define PLACE_TITLED 1.9f		/* 千葉部長; the office is taken off */
#define WORD_TITLED 1.4f		/* 早見さん: a word too (早見表), but a common surname */
#define COMMON_SURNAME 126		/* 味方, 上司, 仲間 and 大家 are rarer */
#define ONE_TITLED 1.2f			/* 東さん */
#define CHAIN_TITLED 2.6f		/* 斎藤花子さん */
#define GIVEN_TITLED 1.6f		/* 花子さん */
#define GIVEN_PLACE_TITLED 0.9f	/* 信夫氏 */
#define UNHEARD_TITLED 1.7f		/* a surname and characters that no dictionary has together */
#define UNKNOWN_TITLED 0.7f
#define FOREIGN_TITLED 1.7f
#define FOREIGN_CHAIN 0.9f
#define KATAKANA_TITLED 0.9f
#define LONE_MOST 7			/* characters of a name that the dictionary has as a word or not at all */
#define OFFICE -0.6f			/* a title of an office stands behind places too */
#define INTRODUCED 1.5f
#define LINE_WHOLE 0.9f
#define FIELD_SPACED 1.9f		/* 宮崎 智子 マイナンバー ... */
#define FIELD_WHOLE 0.6f
#define SPEAKER 0.9f

/* The longest word there takes the rest, and again: most runs are done with at once. */
static bool tiled(const struct lexicon *lx, struct dc_span text, const struct line *l, size_t from, size_t to)
{
	uint32_t at = l->at[from], end = l->at[to];

	while (at < end) {
		struct lexicon_entry e[8];
		size_t n = lexicon_match(lx, dc_span_cut(text, at, end), e, DC_ARRAY_LEN(e));

		while (n > 0 && !(e[n - 1].classes & NOT_A_NAME))
			n--;
		if (n == 0 || e[n - 1].bytes <= 3)
			return false;
		at += e[n - 1].bytes;
	}
	return true;
}

bool name_unexplained(const struct lexicon *lx, struct dc_span text, const struct line *l, size_t from, size_t to)
{
	uint8_t bare[UNEXPLAINED_MOST + 1];	/* fewest characters up to there that no word covers */
	size_t n = to - from;
	bool given = false;

	if (n > UNEXPLAINED_MOST || tiled(lx, text, l, from, to))
		return false;
	memset(bare, 0xff, sizeof bare);
	bare[0] = 0;
	for (size_t i = 0; i < n; i++) {
		struct lexicon_entry e[8];
		size_t found = lexicon_match(lx, dc_span_cut(text, l->at[from + i], l->at[to]), e, DC_ARRAY_LEN(e));

		bare[i + 1] = bare[i] + 1 < bare[i + 1] ? (uint8_t)(bare[i] + 1) : bare[i + 1];
		for (size_t k = 0; k < found; k++) {
			size_t chars = chars_in(l, from + i, e[k].bytes);

			if (chars > 1 && e[k].classes & NOT_A_NAME)
				bare[i + chars] = bare[i] < bare[i + chars] ? bare[i] : bare[i + chars];
			else if (chars > 1 && i + chars == n)
				given = given || (e[k].classes & LEX_GIVEN) != 0;
		}
	}
	return bare[n] >= 2 || given;
}

void rule_add(struct rules *r, size_t from, size_t to, float least, bool honorific)
{
	size_t at = 0, end;

	while (at < r->n && r->out[at].to <= from)
		at++;
	for (end = at; end < r->n && r->out[end].from < to; end++) {
		if (r->out[end].least >= least)
			return;
	}
	if (end == at && r->n == RULE_SPANS_MOST)
		return;
	memmove(&r->out[at + 1], &r->out[end], (r->n - end) * sizeof *r->out);
	r->n -= end - at;
	r->n++;
	r->out[at] = (struct rule_span){ from, to, least, honorific };
}

/* Characters that are surnames, and before さん or 様 mostly no person's: 奥さん, 神様, 皆様. */
static bool common_before_title(uint32_t c)
{
	static const char not_names[] = "奥兄姉母父娘息嫁孫客店皆神王仏殿何上外多同一各両仕模有異紋横諸主姫若僕君貴彼旦職医巡先後新当該本御大小中爺婆妻夫弟妹叔伯友屋人者子世別"
		"今某次前元現旧副総正米韓英独露日伊州県市区町村";
	uint8_t utf8[3] = { (uint8_t)(0xe0 | c >> 12), (uint8_t)(0x80 | (c >> 6 & 0x3f)), (uint8_t)(0x80 | (c & 0x3f)) };

	for (const char *p = not_names; *p != '\0'; p += 3) {
		if (memcmp(p, utf8, 3) == 0)
			return true;
	}
	return false;
}

/* The end of a name that is one of a place or a body: 山口県, 鈴木家, 田中組. */
static bool ends_body(uint32_t c)
{
	static const char ends[] = "県市町村区州国省庁署部課係室店社会党派軍隊団組駅線校院寺城家側達等館園場所局科班号級型式性的化用物語学殿";
	uint8_t utf8[3] = { (uint8_t)(0xe0 | c >> 12), (uint8_t)(0x80 | (c >> 6 & 0x3f)), (uint8_t)(0x80 | (c & 0x3f)) };

	for (const char *p = ends; *p != '\0'; p += 3) {
		if (memcmp(p, utf8, 3) == 0)
			return true;
	}
	return false;
}

/* How well [from, to), kanji up to a title, is a name; 0: not. */
static float worth_titled(const struct rules *r, size_t from, size_t to, unsigned title)
{
	struct dc_span name = bytes_of(r, from, to);
	unsigned classes = classes_of(r->lx, name), rest = 0;
	uint32_t last = line_char(r->l, (ptrdiff_t)to - 1);
	struct chain c;
	size_t n;

	if (to - from == 1)
		return classes & LEX_SURNAME && !common_before_title(last) ? ONE_TITLED : 0;
	if (classes & LEX_SURNAME && !(classes & LEX_WORD) && !(title & HONORIFIC_OFFICE && classes & PLACE))
		return SURNAME_TITLED;
	if (classes & LEX_SURNAME && title & HONORIFIC_STAFF && !(classes & (LEX_WORD | LEX_ORG)))
		return PLACE_TITLED;
	if (classes & LEX_SURNAME && title == 0 && entry_of(r->lx, name).cost <= COMMON_SURNAME)
		return WORD_TITLED;
	if (classes & LEX_GIVEN && title == 0 && !(classes & (LEX_WORD | LEX_ORG | LEX_PREFECTURE | LEX_MUNICIPALITY)) && !ends_body(last))
		return classes & PLACE ? GIVEN_PLACE_TITLED : GIVEN_TITLED;
	if (classes & NOT_A_NAME || ends_body(last))
		return 0;
	if (classes & LEX_GIVEN)
		return GIVEN_TITLED;
	if (chain_at(r->lx, name, &c) && c.given > 0 && (size_t)c.surname + c.given == name.n && !chain_in_word(&c))
		return CHAIN_TITLED;
	if (!name_unexplained(r->lx, r->text, r->l, from, to))
		return 0;
	n = to - from > 3 ? 2 : 1;
	rest = classes_of(r->lx, bytes_of(r, from + n, to));
	if (classes_of(r->lx, bytes_of(r, from, from + n)) & LEX_SURNAME && !(rest & NOT_A_NAME))
		return UNHEARD_TITLED;
	return UNKNOWN_TITLED;
}

/* A surname [from, to) with a given name in kana and a title: 坂下キヨさん, 芝野あかりさん. */
static bool titled_mixed(struct rules *r, size_t from, size_t to)
{
	unsigned classes = classes_of(r->lx, bytes_of(r, from, to)), title;

	if (!(classes & LEX_SURNAME) || (to - from == 1 && classes & LEX_WORD))
		return false;
	for (size_t n = 2; n <= KANA_GIVEN_MOST && to + n < r->l->n; n++) {
		struct kana_run run;

		if (honorific_read(rest_of(r, to + n), &title) == 0 || !kana_read(bytes_of(r, to, to + n), &run) || run.chars != n ||
		    !(classes_of(r->lx, (struct dc_span){ run.text, run.n }) & LEX_GIVEN_KANA))
			continue;
		rule_add(r, from, to + n, CHAIN_TITLED, true);
		return true;
	}
	return false;
}

/* A run of kanji [from, to): a name at its beginning with a title inside or behind. */
static void titled_kanji(struct rules *r, size_t from, size_t to)
{
	uint8_t before = line_type(r->l, (ptrdiff_t)from - 1);

	if (before == CHAR_KATAKANA || before == CHAR_DIGIT || (to - from < NAME_MOST && titled_mixed(r, from, to)))
		return;
	for (size_t i = from + 1; i <= to && i - from <= NAME_MOST; i++) {
		unsigned title = 0;
		float least;

		if (honorific_read(rest_of(r, i), &title) == 0)
			continue;
		least = worth_titled(r, from, i, title);
		if (least > 0) {
			rule_add(r, from, i, title & HONORIFIC_OFFICE ? least + OFFICE : least, true);
			return;
		}
	}
}

/* ブライアン・エプスタイン: a foreign given name, a dot, and words that are no places or bodies. */
static bool foreign_chain(const struct rules *r, size_t from, size_t to)
{
	size_t parts = 0;

	for (size_t i = from; i < to; parts++) {
		size_t end = i;
		unsigned classes;

		while (end < to && line_type(r->l, (ptrdiff_t)end) != CHAR_DOT)
			end++;
		classes = classes_of(r->lx, bytes_of(r, i, end));
		if (i == from ? !(classes & (LEX_FOREIGN | LEX_GIVEN_KANA)) || classes & LEX_WORD : end - i < 2 || classes & (PLACE | LEX_WORD))
			return false;
		i = end + 1;
	}
	return parts == 2 || parts == 3;
}

static void titled_katakana(struct rules *r, size_t from, size_t to)
{
	unsigned classes, title = 0;
	bool dot = false, lone;
	float office;

	if (to - from < 2 || to - from > 20 || line_type(r->l, (ptrdiff_t)from - 1) == CHAR_KANJI)
		return;
	if (honorific_read(rest_of(r, to), &title) == 0) {
		if (foreign_chain(r, from, to))
			rule_add(r, from, to, FOREIGN_CHAIN, false);
		return;
	}
	office = title & HONORIFIC_OFFICE && !(title & HONORIFIC_LONE) ? OFFICE : 0;
	for (size_t i = from; i < to; i++)
		dot = dot || line_type(r->l, (ptrdiff_t)i) == CHAR_DOT;
	classes = classes_of(r->lx, bytes_of(r, from, to));
	lone = title & HONORIFIC_LONE && !(classes & PLACE) && to - from <= LONE_MOST;
	if (dot && to - from >= 4)
		rule_add(r, from, to, FOREIGN_TITLED, true);
	else if (!dot && classes & (LEX_FOREIGN | LEX_SURNAME_KANA | LEX_GIVEN_KANA) && !(classes & LEX_WORD))
		rule_add(r, from, to, FOREIGN_TITLED + office, true);
	else if (!dot && (lone || name_unexplained(r->lx, r->text, r->l, from, to)))
		rule_add(r, from, to, KATAKANA_TITLED + office, true);
}

/* A surname by which somebody tells who he is or who will call: 小林と申します, 弊社の斎藤より. */
static void introduced(struct rules *r, size_t from, size_t to)
{
	static const char *const after[] = { "と申", "でございます", "よりご", "よりお", "より折り返", "より連絡", "より報告", "より説明", "が担当", "が承" };
	static const char *const before[] = { "の", "、", "。" };
	unsigned classes;
	bool begins = from == 0;

	if (to - from < 2 || to - from > 3)
		return;
	for (size_t i = 0; i < DC_ARRAY_LEN(before) && from > 0; i++)
		begins = begins || stands(rest_of(r, from - 1), before[i]) || line_type(r->l, (ptrdiff_t)from - 1) == CHAR_SPACE;
	for (size_t i = 0; begins && i < DC_ARRAY_LEN(after); i++) {
		if (!stands(rest_of(r, to), after[i]))
			continue;
		classes = classes_of(r->lx, bytes_of(r, from, to));
		if (classes & LEX_SURNAME && !(classes & LEX_WORD) && (i == 0 || !(classes & (LEX_PREFECTURE | LEX_MUNICIPALITY))))
			rule_add(r, from, to, INTRODUCED, false);
		return;
	}
}

/* A name that has its line for itself, is the first of several fields on it, or a speaker's before a colon: 渡部 健太郎,
 * 宮崎 智子　内線 21, 橋本：予算の件です. */
static void alone(struct rules *r)
{
	const struct line *l = r->l;
	size_t from = 0, to = l->n, name;
	struct chain c;
	unsigned classes;

	while (from < to && line_type(l, (ptrdiff_t)from) == CHAR_SPACE)
		from++;
	while (to > from && (line_type(l, (ptrdiff_t)to - 1) == CHAR_SPACE || line_char(l, (ptrdiff_t)to - 1) == '\r'))
		to--;
	if (from == to || line_type(l, (ptrdiff_t)from) != CHAR_KANJI || !chain_at(r->lx, rest_of(r, from), &c) || chain_in_word(&c))
		return;
	name = from + chars_in(l, from, (size_t)c.surname + c.gap + c.given);
	if (name == to && c.given > 0 && (c.gap > 0 || c.surname_chars > 1)) {
		rule_add(r, from, to, c.gap > 0 ? LINE_SPACED : LINE_WHOLE, false);
		return;
	}
	if (c.given > 0 && c.given_chars > 1 && line_type(l, (ptrdiff_t)name) == CHAR_SPACE && (c.gap > 0 || c.surname_chars > 1) &&
	    !(classes_of(r->lx, bytes_of(r, name - c.given_chars, name)) & NOT_A_NAME)) {
		rule_add(r, from, name, c.gap > 0 ? FIELD_SPACED : FIELD_WHOLE, false);
		return;
	}
	classes = classes_of(r->lx, bytes_of(r, from, name));
	if (c.given == 0 && c.surname_chars > 1 && !(classes & (NOT_A_NAME & ~(LEX_PLACE | LEX_PROPER))) && name + 1 < to &&
	    (line_char(l, (ptrdiff_t)name) == ':' || line_char(l, (ptrdiff_t)name) == 0xff1a))
		rule_add(r, from, name, classes & LEX_PLACE ? SPEAKER - 0.4f : SPEAKER, false);
}

static bool is_katakana(const struct line *l, size_t i)
{
	uint8_t t = line_type(l, (ptrdiff_t)i);

	return t == CHAR_KATAKANA || t == CHAR_DOT || (t == CHAR_UPPER && line_type(l, (ptrdiff_t)i - 1) == CHAR_DOT);
}

size_t name_rules(const struct lexicon *lx, struct dc_span text, const struct line *l, struct rule_span out[RULE_SPANS_MOST])
{
	struct rules r = { lx, text, l, out, 0 };

	alone(&r);
	roster_listed(&r);
	for (size_t i = 0; i < l->n; ) {
		size_t from = i;
		uint8_t type = line_type(l, (ptrdiff_t)i);

		if (type != CHAR_KANJI && type != CHAR_KATAKANA) {
			i++;
			continue;
		}
		while (i < l->n && (type == CHAR_KANJI ? line_type(l, (ptrdiff_t)i) == CHAR_KANJI : is_katakana(l, i)))
			i++;
		if (type == CHAR_KATAKANA) {
			titled_katakana(&r, from, i);
		} else {
			roster_run(&r, from, i);
			titled_kanji(&r, from, i);
			introduced(&r, from, i);
		}
	}
	return r.n;
}
