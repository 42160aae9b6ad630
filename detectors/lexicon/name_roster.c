/* name_roster.c -- persons that rosters, forms and minutes tell by their layout: with a reading behind, an office before, several on a line. */
#include "name_rules.h"

#include "kana.h"

#define LISTED 3.0f			/* 伊吹 咲良　宇田川 蓮 */
#define LISTED_ALONE 1.4f
#define READ 4.0f			/* 赤嶺 琉生　あかみね るい */
#define IN_OFFICE 1.5f			/* 会計 仁科 */

/* The end of the full name, set apart by a blank, that begins with the surname [from, to); to if none does. */
static size_t with_given(const struct rules *r, size_t from, size_t to)
{
	struct chain c;

	if (line_type(r->l, (ptrdiff_t)to) != CHAR_SPACE || !chain_at(r->lx, rest_of(r, from), &c) || c.gap == 0)
		return to;
	return from + chars_in(r->l, from, (size_t)c.surname + c.gap + c.given);
}

/* A surname behind what its bearer is, before a mark: 会計 仁科（405）、書記：五十嵐、行政書士 新谷 徹（. The role ends a word. */
static void in_office(struct rules *r, size_t from, size_t to)
{
	static const char *const roles[] = { "長", "会計", "書記", "監事", "委員", "主任", "担当", "担任", "司会", "講師", "顧問", "幹事", "代表", "役", "専務",
		"常務", "主査", "主将", "監督", "弁護士", "医師", "看護師", "欠席", "出席", "同席", "陪席", "立会人", "証人", "議事録", "記録", "作成", "承認", "確認",
		"起案", "報告者", "発表者", "係", "教頭", "教諭", "士", "師", "借主", "貸主", "買主", "売主", "保証人", "聞き手", "写真", "文責", "取りまとめ", "とりまとめ", "者", "編集", "原告", "被告" };
	static const char *const ends[] = { "（", "(", "、", ",", "，", "／", "/", " ", "　", "\n", "\r", "）", ")", "」", "。", "・", "|", "→" };
	size_t gap = from >= 2 && line_type(r->l, (ptrdiff_t)from - 1) != CHAR_KANJI ? 1 : 0, role = from - gap;
	unsigned classes = classes_of(r->lx, bytes_of(r, from, to));
	size_t whole = gap == 0 ? to : with_given(r, from, to);
	bool after = false, ended = whole == r->l->n;

	if (gap == 0 || to - from > 4 || !(classes & LEX_SURNAME) || (whole == to && (to - from < 2 || classes & (LEX_WORD | LEX_ORG))))
		return;
	if (line_type(r->l, (ptrdiff_t)role) != CHAR_SPACE && line_char(r->l, (ptrdiff_t)role) != ':' && line_char(r->l, (ptrdiff_t)role) != 0xff1a)
		return;
	while (role > 0 && (line_type(r->l, (ptrdiff_t)role - 1) == CHAR_SPACE || line_char(r->l, (ptrdiff_t)role - 1) == ':'))
		role--;
	for (size_t i = 0; i < DC_ARRAY_LEN(ends); i++)
		ended = ended || stands(rest_of(r, whole), ends[i]);
	for (size_t i = 0; ended && !after && i < DC_ARRAY_LEN(roles); i++) {
		size_t n = strlen(roles[i]);

		after = r->l->at[role] >= n && memcmp(r->text.p + r->l->at[role] - n, roles[i], n) == 0;
	}
	if (after)
		rule_add(r, from, whole, whole > to ? IN_OFFICE + 1 : classes & PLACE ? IN_OFFICE - 1 : IN_OFFICE, false);
}

/* Spaces, or one bracket, from i on: how many. */
static size_t gap_at(const struct rules *r, size_t i)
{
	size_t n = 0;

	while (n < 4 && line_type(r->l, (ptrdiff_t)(i + n)) == CHAR_SPACE)
		n++;
	return n == 0 && line_type(r->l, (ptrdiff_t)i) == CHAR_OPEN ? 1 : n;
}

static unsigned reading_classes(const struct rules *r, size_t from, size_t *chars)
{
	struct kana_run run;

	*chars = 0;
	if (from >= r->l->n || !kana_read(dc_span_cut(r->text, r->l->at[from], r->text.n), &run) || run.chars > 9)
		return 0;
	*chars = chars_in(r->l, from, run.taken);
	return classes_of(r->lx, (struct dc_span){ run.text, run.n });
}

/* Whether the two words at i are a reading: あかみね るい. */
static bool reading_at(const struct rules *r, size_t i)
{
	size_t first, second, gap;
	unsigned a = reading_classes(r, i, &first), b;

	if (first < 2)
		return false;
	gap = gap_at(r, i + first);
	b = reading_classes(r, i + first + gap, &second);
	return gap > 0 && second >= 2 && (a & LEX_SURNAME_KANA || b & LEX_GIVEN_KANA);
}

/* The length of the part of a name that begins at i: kanji, or a given name in kana or with some. */
static size_t part_at(const struct rules *r, size_t i, bool given)
{
	size_t n = 0;
	uint8_t type = line_type(r->l, (ptrdiff_t)i);

	while (type == CHAR_KANJI || (given && (type == CHAR_HIRAGANA || type == CHAR_KATAKANA)))
		type = line_type(r->l, (ptrdiff_t)(i + ++n));
	return n;
}

/* A name with its reading behind it, as rosters have them: 赤嶺 琉生　あかみね るい. */
static void with_reading(struct rules *r, size_t from, size_t to)
{
	size_t gap = gap_at(r, to), given, end = to;

	if (to - from > NAME_MOST || gap == 0)
		return;
	given = line_type(r->l, (ptrdiff_t)to) == CHAR_OPEN ? 0 : part_at(r, to + gap, true);
	if (given > 0 && given <= NAME_MOST && gap_at(r, to + gap + given) > 0 && reading_at(r, to + gap + given + gap_at(r, to + gap + given)))
		end = to + gap + given;
	else if (to - from < 3 || !reading_at(r, to + gap))
		return;
	rule_add(r, from, end, READ, false);
}

/* 桐山 ほのか up to a mark or the line's end: a reading of given names tells it from a particle (東京 から). */
static void spaced_kana(struct rules *r, size_t from, size_t to)
{
	size_t gap = line_type(r->l, (ptrdiff_t)to) == CHAR_SPACE ? 1 : 0, chars, end;
	unsigned surname = classes_of(r->lx, bytes_of(r, from, to)), given;
	uint8_t behind;

	if (gap == 0 || !(surname & LEX_SURNAME) || surname & LEX_WORD || line_type(r->l, (ptrdiff_t)to + 1) != CHAR_HIRAGANA)
		return;
	given = reading_classes(r, to + 1, &chars);
	end = to + 1 + chars;
	behind = line_type(r->l, (ptrdiff_t)end);
	if (given & LEX_GIVEN_KANA && chars >= 2 && chars <= KANA_GIVEN_MOST &&
	    (end == r->l->n || (behind != CHAR_HIRAGANA && behind != CHAR_KANJI && behind != CHAR_KATAKANA)))
		rule_add(r, from, end, LINE_SPACED, false);
}

/* One of several persons on a line, 伊吹 咲良　宇田川 蓮: a blank within, another sign or the line's end behind. 0: none at i. */
static size_t listed_at(const struct rules *r, size_t i)
{
	const struct line *l = r->l;
	size_t surname = part_at(r, i, false), given, end;
	uint8_t before = line_type(l, (ptrdiff_t)i - 1);
	uint32_t gap, behind;

	if (surname == 0 || surname > NAME_MOST || before == CHAR_KATAKANA || before == CHAR_HIRAGANA || before == CHAR_DIGIT)
		return 0;
	gap = line_char(l, (ptrdiff_t)(i + surname));
	if (line_type(l, (ptrdiff_t)(i + surname)) != CHAR_SPACE || !(classes_of(r->lx, bytes_of(r, i, i + surname)) & LEX_SURNAME))
		return 0;
	given = part_at(r, i + surname + 1, true);
	end = i + surname + 1 + given;
	if (given == 0 || given > KANA_GIVEN_MOST || honorific_at(rest_of(r, i + surname + 1)) > 0)
		return 0;
	behind = line_char(l, (ptrdiff_t)end);
	if (end < l->n && (behind == gap || (line_type(l, (ptrdiff_t)end) != CHAR_SPACE && line_type(l, (ptrdiff_t)end) != CHAR_OPEN &&
	    line_type(l, (ptrdiff_t)end) != CHAR_STOP && behind != 0x30fb && behind != '/' && behind != '\r')))
		return 0;
	return end;
}

/* Two such and more, of which one given name is known at least; with a wide blank behind the narrow one, one will do. */
void roster_listed(struct rules *r)
{
	size_t from[RULE_SPANS_MOST], to[RULE_SPANS_MOST], n = 0, known = 0, end;

	for (size_t i = 0; i < r->l->n && n < RULE_SPANS_MOST; i = end > i ? end : i + 1) {
		end = listed_at(r, i);
		if (end == 0)
			continue;
		from[n] = i;
		to[n++] = end;
		for (size_t k = i; k < end; k++) {
			if (line_type(r->l, (ptrdiff_t)k) == CHAR_SPACE)
				known += (classes_of(r->lx, bytes_of(r, k + 1, end)) & (LEX_GIVEN | LEX_GIVEN_KANA)) != 0;
		}
	}
	for (size_t k = 0; k < n && known > 0; k++) {
		bool set_apart = line_char(r->l, (ptrdiff_t)to[k]) == 0x3000;

		if (n > 1 || set_apart)
			rule_add(r, from[k], to[k], n > 1 ? LISTED : LISTED_ALONE, false);
	}
}

void roster_run(struct rules *r, size_t from, size_t to)
{
	with_reading(r, from, to);
	spaced_kana(r, from, to);
	in_office(r, from, to);
}
