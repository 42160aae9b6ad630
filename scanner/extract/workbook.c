/* workbook.c -- ECMA-376 part 1, 18: shared strings, number formats, sheets. Values are those that were stored with the file;
 * formulas are not computed. Dates come as yyyy-mm-dd. */
#include "workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define LONGEST_VALUE 32768u		/* ECMA-376 18.3.1.96: a cell holds 32,767 characters */
#define SHEET_COLUMNS 16384u

struct workbook *workbook_new(struct dc_extraction *ex)
{
	struct workbook *w = calloc(1, sizeof *w);

	if (w != NULL) {
		dc_buf_init(&w->strings, (size_t)(ex->budget->memory_bytes / 4));
		dc_buf_init(&w->ends, (size_t)(ex->budget->memory_bytes / 4));
		dc_buf_init(&w->dates, 1 << 20);
		dc_buf_init(&w->date_formats, 1 << 20);
	}
	return w;
}

void workbook_free(struct workbook *w)
{
	if (w == NULL)
		return;
	dc_buf_done(&w->strings);
	dc_buf_done(&w->ends);
	dc_buf_done(&w->dates);
	dc_buf_done(&w->date_formats);
	free(w);
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n >= k && strcmp(name + n - k, end) == 0;
}

bool workbook_wants(const char *name)
{
	return ends_with(name, "xl/sharedStrings.xml") || ends_with(name, "xl/styles.xml") || ends_with(name, "xl/workbook.xml") ||
		ends_with(name, "xl/_rels/workbook.xml.rels");
}

static enum dc_status no_room(enum dc_status st, struct dc_error *err)
{
	return st == DC_ELIMIT ? DC_ELIMIT : dc_fail(err, st, "no memory for a workbook's strings");
}

static enum dc_status take_strings(struct workbook *w, struct markup *m, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	bool text = false;
	unsigned reading = 0;		/* within rPh: how the text is read aloud, not the text */

	while (st == DC_OK) {
		bool begins;

		st = markup_next(m, err);
		if (st != DC_OK || m->kind == MARKUP_EOF)
			return st;
		begins = m->kind == MARKUP_START && !m->empty;
		if (m->kind == MARKUP_TEXT && text && reading == 0)
			st = markup_plain(m, m->text, &w->strings);
		else if (m->kind == MARKUP_TEXT || m->kind == MARKUP_COMMENT)
			continue;
		else if (markup_is(m, "t"))
			text = begins;
		else if (markup_is(m, "rPh"))
			reading = begins;
		else if (markup_is(m, "si") && (m->kind == MARKUP_END || m->empty))
			st = dc_buf_add(&w->ends, &w->strings.n, sizeof w->strings.n);
		if (st != DC_OK && err->status == DC_OK)
			return no_room(st, err);
	}
	return st;
}

bool workbook_builtin_date(uint64_t id)
{
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

/* Own formats that show a date have y, or m and d, outside quotes. */
static bool shows_date(const struct workbook *w, uint64_t id)
{
	if (workbook_builtin_date(id))
		return true;
	for (size_t i = 0; i + 4 <= w->date_formats.n; i += 4) {
		uint32_t one;

		memcpy(&one, w->date_formats.p + i, 4);
		if (one == id)
			return true;
	}
	return false;
}

bool workbook_code_is_date(struct dc_span code)
{
	bool y = false, d = false, quoted = false;

	for (size_t i = 0; i < code.n; i++) {
		if (code.p[i] == '"' || code.p[i] == '[')
			quoted = true;
		else if (code.p[i] == ']' || (code.p[i] == '&' && quoted))
			quoted = false;
		else if (!quoted && (code.p[i] | 0x20) == 'y')
			y = true;
		else if (!quoted && (code.p[i] | 0x20) == 'd')
			d = true;
	}
	return y || d;
}

static enum dc_status take_styles(struct workbook *w, struct markup *m, struct dc_error *err)
{
	bool in_formats = false;
	enum dc_status st = DC_OK;

	while (st == DC_OK) {
		struct dc_span v, code;
		uint64_t id = 0;

		st = markup_next(m, err);
		if (st != DC_OK || m->kind == MARKUP_EOF)
			return st;
		if (m->kind != MARKUP_START && m->kind != MARKUP_END)
			continue;
		if (markup_is(m, "cellXfs"))
			in_formats = m->kind == MARKUP_START;
		if (m->kind != MARKUP_START || !markup_attribute(m, "numFmtId", &v) || !markup_number(v, &id))
			continue;
		if (markup_is(m, "xf") && in_formats) {
			st = dc_buf_addc(&w->dates, shows_date(w, id));
		} else if (markup_is(m, "numFmt") && markup_attribute(m, "formatCode", &code) && workbook_code_is_date(code)) {
			uint32_t one = (uint32_t)id;

			st = dc_buf_add(&w->date_formats, &one, sizeof one);
		}
		if (st != DC_OK)
			return no_room(st, err);
	}
	return st;
}

static void copy(char *to, size_t cap, struct dc_span s)
{
	size_t n = s.n < cap ? s.n : cap - 1;

	while (n < s.n && n > 0 && (s.p[n] & 0xc0) == 0x80)
		n--;
	memcpy(to, s.p, n);
	to[n] = '\0';
}

static enum dc_status take_sheets(struct workbook *w, struct markup *m, bool relations, struct dc_error *err)
{
	for (;;) {
		struct dc_span name, id, v;
		enum dc_status st = markup_next(m, err);

		if (st != DC_OK || m->kind == MARKUP_EOF)
			return st;
		if (m->kind != MARKUP_START)
			continue;
		if (markup_is(m, "workbookPr") && markup_attribute(m, "date1904", &v))
			w->since_1904 = v.n > 0 && (v.p[0] == '1' || v.p[0] == 't');
		if (!relations && markup_is(m, "sheet") && w->n_sheets < DC_ARRAY_LEN(w->sheets) &&
		    markup_attribute(m, "name", &name) && markup_attribute(m, "id", &id)) {
			struct dc_buf plain;

			dc_buf_init(&plain, 0);
			if (markup_plain(m, name, &plain) != DC_OK) {
				dc_buf_done(&plain);
				return dc_fail(err, DC_ENOMEM, "no memory for a sheet's name");
			}
			copy(w->sheets[w->n_sheets].name, sizeof w->sheets[0].name, (struct dc_span){ plain.p, plain.n });
			copy(w->sheets[w->n_sheets].id, sizeof w->sheets[0].id, id);
			w->n_sheets++;
			dc_buf_done(&plain);
		}
		if (relations && markup_attribute(m, "Target", &v) && markup_attribute(m, "Id", &id))
			for (size_t i = 0; i < w->n_sheets; i++)
				if (strlen(w->sheets[i].id) == id.n && memcmp(w->sheets[i].id, id.p, id.n) == 0)
					copy(w->sheets[i].file, sizeof w->sheets[i].file, v);
	}
}

enum dc_status workbook_take(struct workbook *w, const char *name, struct stream *s, bool *known, struct dc_error *err)
{
	struct markup m = { .s = s };

	*known = true;
	if (ends_with(name, "sharedStrings.xml"))
		return take_strings(w, &m, err);
	if (ends_with(name, "styles.xml"))
		return take_styles(w, &m, err);
	return take_sheets(w, &m, ends_with(name, ".rels"), err);
}

const char *workbook_sheet_name(const struct workbook *w, const char *file)
{
	const char *slash = strrchr(file, '/');

	for (size_t i = 0; i < w->n_sheets; i++) {
		const char *own = strrchr(w->sheets[i].file, '/');

		if (slash != NULL && strcmp(own == NULL ? w->sheets[i].file : own + 1, slash + 1) == 0)
			return w->sheets[i].name;
	}
	return slash == NULL ? file : slash + 1;
}

/* By the usual reckoning of eras of 400 years. */
size_t workbook_date(double serial, bool since_1904, char out[16])
{
	int64_t z, era, doe, yoe, doy, mp, y, m, d;

	if (!(serial >= 1 && serial < 2958466))
		return 0;
	z = (int64_t)serial - 25569 + (since_1904 ? 1462 : 0) + 719468;
	era = z / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	d = doy - (153 * mp + 2) / 5 + 1;
	m = mp < 10 ? mp + 3 : mp - 9;
	y = yoe + era * 400 + (m <= 2);
	return (size_t)snprintf(out, 16, "%04d-%02d-%02d", (int)y % 10000, (int)m % 100, (int)d % 100);
}

struct sheet {
	const struct workbook *w;
	struct markup m;
	struct built *b;
	struct dc_buf value;
	uint64_t row, style;
	uint32_t column;
	enum { NUMBER, SHARED, TEXT } type;
	bool in_value, in_cell;
};

static uint32_t column_of(struct dc_span reference)
{
	uint32_t c = 0;

	for (size_t i = 0; i < reference.n && reference.p[i] >= 'A' && reference.p[i] <= 'Z' && c < SHEET_COLUMNS; i++)
		c = c * 26 + (reference.p[i] - 'A' + 1u);
	return c;
}

static void begin_cell(struct sheet *s)
{
	struct dc_span v;

	s->in_cell = true;
	dc_buf_clear(&s->value);
	s->type = NUMBER;
	s->style = 0;
	if (markup_attribute(&s->m, "t", &v))
		s->type = v.n == 1 && v.p[0] == 's' ? SHARED : v.n == 1 && v.p[0] == 'n' ? NUMBER : TEXT;
	if (markup_attribute(&s->m, "s", &v))
		markup_number(v, &s->style);
	if (markup_attribute(&s->m, "r", &v) && column_of(v) != 0)
		s->column = column_of(v) - 1;
}

/* What a number is shown as: a date, or its digits where it was written with an exponent. */
static struct dc_span number(struct sheet *s, char out[64])
{
	const char *text = dc_buf_cstr(&s->value);
	double v = text == NULL ? 0 : strtod(text, NULL);
	size_t n;

	if (s->style < s->w->dates.n && s->w->dates.p[s->style] != 0 && (n = workbook_date(v, s->w->since_1904, out)) != 0)
		return (struct dc_span){ (uint8_t *)out, n };
	if (memchr(s->value.p, 'E', s->value.n) == NULL || !(v > -1e18 && v < 1e18) || v != (double)(int64_t)v)
		return (struct dc_span){ s->value.p, s->value.n };
	return (struct dc_span){ (uint8_t *)out, (size_t)snprintf(out, 64, "%lld", (long long)v) };
}

static struct dc_span shared(const struct sheet *s)
{
	uint64_t i;
	size_t from = 0, to;

	if (!markup_number((struct dc_span){ s->value.p, s->value.n }, &i) || i >= s->w->ends.n / sizeof to)
		return (struct dc_span){ s->value.p, 0 };
	if (i > 0)
		memcpy(&from, s->w->ends.p + (i - 1) * sizeof from, sizeof from);
	memcpy(&to, s->w->ends.p + i * sizeof to, sizeof to);
	return (struct dc_span){ s->w->strings.p + from, to - from };
}

static enum dc_status end_cell(struct sheet *s, struct dc_error *err)
{
	struct dc_span v = { s->value.p, s->value.n };
	char out[64];
	enum dc_status st = DC_OK;

	s->in_cell = false;
	if (s->type == SHARED)
		v = shared(s);
	else if (s->type == NUMBER && v.n > 0)
		v = number(s, out);
	if (v.n > 0)
		st = built_cell(s->b, s->column, err);
	if (st == DC_OK && v.n > 0)
		st = built_add(s->b, v.p, v.n, 0, err);
	s->column++;
	return st == DC_OK ? built_cell_end(s->b, err) : st;
}

static enum dc_status begin_row(struct sheet *s, struct dc_error *err)
{
	struct dc_span v;
	uint64_t r;

	s->row = markup_attribute(&s->m, "r", &v) && markup_number(v, &r) && r > s->row && r < UINT32_MAX ? r : s->row + 1;
	s->column = 0;
	return built_row(s->b, s->row, err);
}

static enum dc_status token(struct sheet *s, struct dc_error *err)
{
	bool begins = s->m.kind == MARKUP_START;
	enum dc_status st = DC_OK;

	if (s->m.kind == MARKUP_TEXT) {
		if (s->in_value && s->value.n < 4 * LONGEST_VALUE)
			st = markup_plain(&s->m, s->m.text, &s->value);
		return st == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "no memory for a cell");
	}
	if (s->m.kind == MARKUP_COMMENT)
		return DC_OK;
	if (markup_is(&s->m, "row"))
		return begins ? begin_row(s, err) : DC_OK;
	if (markup_is(&s->m, "c")) {
		if (begins)
			begin_cell(s);
		return !begins || s->m.empty ? end_cell(s, err) : DC_OK;
	}
	if (markup_is(&s->m, "v") || markup_is(&s->m, "t") || markup_is(&s->m, "oddHeader") || markup_is(&s->m, "oddFooter"))
		s->in_value = begins && !s->m.empty;
	return DC_OK;
}

enum dc_status workbook_sheet(const struct workbook *w, struct stream *stream, struct built *b, struct dc_error *err)
{
	struct sheet s = { .w = w, .m = { .s = stream }, .b = b };
	enum dc_status st = DC_OK;

	dc_buf_init(&s.value, 0);
	built_table(b, true);
	while (st == DC_OK) {
		st = markup_next(&s.m, err);
		if (st != DC_OK || s.m.kind == MARKUP_EOF)
			break;
		st = token(&s, err);
	}
	if (st == DC_OK && s.in_cell)
		st = end_cell(&s, err);
	if (st == DC_OK)
		st = built_flush(b, err);
	dc_buf_done(&s.value);
	return st;
}
