/* labelled.c -- what stands behind a label or in a cell under its heading. */
#include "labelled.h"

static bool is_none(struct dc_span v)
{
	static const char *const none[] = { "なし", "無", "無し", "ナシ", "特になし", "該当なし", "未入力", "未記入", "不明", "-", "--", "ー", "－",
		"−", "―", "none", "None", "NONE", "null", "NULL", "N/A", "n/a", "undefined", "true", "false", "string", "text", NULL };

	return v.n == 0 || span_is_one_of(v, none);
}

bool label_has_sign(const struct probe *at, uint32_t start)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };

	if (at->anchor > at->label && strchr(":=", at->text->bytes.p[at->anchor - 1]) != NULL)
		return true;
	for (uint32_t p = at->anchor; p < start;) {
		struct folded f = fold_at(text, p);

		if (f.c == ':' || f.c == '=' || f.c == '\t')
			return true;
		p += f.bytes;
	}
	return false;
}

static struct dc_span trim_right(struct dc_span v)
{
	for (;;) {
		if (v.n > 0 && strchr(" \t\r\"',;", v.p[v.n - 1]) != NULL && v.p[v.n - 1] != '\0')
			v.n--;
		else if (v.n >= 3 && memcmp(v.p + v.n - 3, "\u3000", 3) == 0)
			v.n -= 3;
		else
			return v;
	}
}

/* The rest of the line from `from` on, never more than `most` bytes and one, so that what is longer shows. */
static struct dc_span line_at(const struct probe *at, uint32_t from, size_t most)
{
	const uint8_t *p = at->text->bytes.p;
	size_t n = at->ceiling - from < most + 1 ? at->ceiling - from : most + 1;
	const uint8_t *end = memchr(p + from, '\n', n);

	return (struct dc_span){ p + from, end == NULL ? n : (size_t)(end - p) - from };
}

static struct dc_span value_at(const struct probe *at, uint32_t start, const struct labelled *how)
{
	if (at->trigger == ON_CELL)
		return trim_right(dc_span_cut(at->text->bytes, start, at->ceiling));
	return trim_right(how->line ? line_at(at, start, how->most) : word_at(at, start, how->most + 1));
}

enum dc_status propose_labelled(const struct detector *self, const struct probe *at, const struct labelled *how,
	struct candidates *out)
{
	uint32_t start = value_start(at);
	struct dc_span v;
	struct candidate *c;
	enum dc_status st;

	if (start >= at->ceiling || !value_set_off(at, start) || (at->trigger == ON_LABEL && !label_has_sign(at, start)))
		return DC_OK;
	v = value_at(at, start, how);
	if (is_none(v) || v.n > how->most || !how->fits(v))
		return DC_OK;
	st = add_bytes(self, at, start, start + (uint32_t)v.n, out, &c);
	if (st == DC_OK)
		candidate_weigh(c, how->form >= 0 ? DC_E_form : DC_E_form_weak, how->form);
	return st;
}

/* A character of a script: no mark of U+2000 to U+303F. */
static bool is_script(struct folded f, const uint8_t *p)
{
	return fold_is_letter(f.c) || (f.c == FOLD_OTHER && f.bytes > 1 && p[0] != 0xe2 && !(p[0] == 0xe3 && p[1] == 0x80));
}

static size_t letters_of(struct dc_span v, size_t *all)
{
	size_t letters = 0;

	*all = 0;
	for (size_t i = 0; i < v.n; (*all)++) {
		struct folded f = fold_at(v, i);

		letters += is_script(f, v.p + i);
		i += f.bytes;
	}
	return letters;
}

bool is_words(struct dc_span v)
{
	size_t all, letters = letters_of(v, &all);

	return letters >= 2 && letters * 3 >= all && strchr("<{[$%&*/\\#", v.p[0]) == NULL;
}

bool is_text(struct dc_span v)
{
	size_t all;

	return is_words(v) && letters_of(v, &all) >= 4;
}

bool is_count(struct dc_span v)
{
	size_t digits = 0, i = 0, units = 0;

	while (i < v.n) {
		struct folded f = fold_at(v, i);

		if (fold_is_digit(f.c))
			digits++;
		else if (f.c >= 0x80 || f.c == 0 || strchr(",.:", f.c) == NULL || digits == 0)
			break;
		i += f.bytes;
	}
	for (; i < v.n; units++)
		i += fold_at(v, i).bytes;
	return digits > 0 && digits <= 12 && units <= 8;
}

bool is_opaque(struct dc_span v, size_t least)
{
	size_t digits = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (!fold_is_letter(v.p[i]) && !fold_is_digit(v.p[i]) && (v.p[i] == '\0' || strchr("-_.", v.p[i]) == NULL))
			return false;
		digits += fold_is_digit(v.p[i]);
	}
	return v.n >= least && digits >= 2;
}
