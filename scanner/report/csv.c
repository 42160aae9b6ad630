/* csv.c -- RFC 4180 with a UTF-8 mark, as spreadsheets want it. The table stands first, the head of the report below it,
 * so that the first line is that of the columns. */
#include "page.h"
#include "plain.h"

#include <iconv.h>
#include <stdlib.h>

static bool blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200f) ||
		c == 0xfeff;
}

/* A spreadsheet takes what begins so for a formula (OWASP, CSV Injection), also behind blanks and in full width. */
static bool formula(struct dc_span s)
{
	static const uint32_t signs[] = { '=', '+', '-', '@', '|', '%', 0xff1d, 0xff0b, 0xff0d, 0xff20, 0x2212 };
	uint8_t byte = 0;

	if (s.n != 0 && (s.p[0] == '\t' || s.p[0] == '\r' || s.p[0] == '\n'))
		return true;
	for (size_t at = 0; at < s.n;) {
		uint32_t c = plain_next(s, &at, &byte);

		if (blank(c))
			continue;
		for (size_t i = 0; i < DC_ARRAY_LEN(signs); i++) {
			if (c == signs[i])
				return true;
		}
		return false;
	}
	return false;
}

/* Code page 932 instead of UTF-8, for programs that want it: what it lacks becomes a geta mark and is listed at the end. */
#define LOST_MOST 1024

struct csv {
	iconv_t to;
	uint32_t lost[LOST_MOST];
	size_t n_lost;
	bool more_lost;
};

static void note_lost(struct csv *c, uint32_t point)
{
	for (size_t i = 0; i < c->n_lost; i++) {
		if (c->lost[i] == point)
			return;
	}
	if (c->n_lost == LOST_MOST)
		c->more_lost = true;
	else
		c->lost[c->n_lost++] = point;
}

/* A piece of valid UTF-8, in the encoding of the file. */
static void put_piece(struct page *p, const uint8_t *from, size_t n)
{
	struct csv *c = p->state;
	struct dc_span s = { from, n };
	uint8_t byte = 0;

	if (c == NULL) {
		out_bytes(&p->out, from, n);
		return;
	}
	for (size_t at = 0; at < n;) {
		size_t begin = at;
		uint32_t point = plain_next(s, &at, &byte);
		char in[8] = "", out[8], *ip = in, *op = out;
		size_t left = at - begin < sizeof in ? at - begin : sizeof in, room = sizeof out;

		memcpy(in, from + begin, left);
		iconv(c->to, NULL, NULL, NULL, NULL);
		if (iconv(c->to, &ip, &left, &op, &room) == (size_t)-1) {
			note_lost(c, point);
			out_bytes(&p->out, "\x81\xac", 2);
		} else
			out_bytes(&p->out, out, sizeof out - room);
	}
}

/* The one place where text becomes CSV: quoted, controls made visible, an apostrophe before what would be a formula. */
static void put_text(struct page *p, struct dc_span s)
{
	struct out *o = &p->out;

	out_str(o, formula(s) ? "\"'" : "\"");
	for (size_t at = 0; at < s.n;) {
		size_t from = at, run = plain_run(s, at, "\"");
		uint8_t byte = 0;
		uint32_t c;

		if (run != 0) {
			put_piece(p, s.p + at, run);
			at += run;
			continue;
		}
		c = plain_next(s, &at, &byte);
		if (c == UINT32_MAX)
			out_fmt(o, "\\x%02X", byte);
		else if (c == '"')
			out_str(o, "\"\"");
		else if (plain_shown(c))
			put_piece(p, s.p + from, at - from);
		else
			out_fmt(o, "\\u{%X}", (unsigned)c);
	}
	out_str(o, "\"");
}

static void put_weights(struct page *p, const struct cell *c)
{
	char text[1024] = "";
	size_t at = 0;

	for (size_t i = 0; i < c->n_weights; i++) {
		int n = snprintf(text + at, sizeof text - at, "%s%s %+.2f", i == 0 ? "" : "; ",
			label_evidence_id(c->weights[i].why), (double)c->weights[i].logodds);

		if (n < 0 || (size_t)n >= sizeof text - at)
			break;
		at += (size_t)n;
	}
	put_text(p, dc_span_of(text));
}

static void put_cell(struct page *p, enum cell_type type, const struct cell *c)
{
	char room[NUMBER_MOST];

	if (!c->known)
		return;
	switch (type) {
	case CELL_TEXT: case CELL_NAME: case CELL_CODE:
		put_text(p, c->text);
		break;
	case CELL_COUNT: case CELL_BYTES:
		out_number(&p->out, c->n);
		break;
	case CELL_SHARE:
		out_fmt(&p->out, "%.4f", c->x);
		break;
	case CELL_TIME:
		out_str(&p->out, number_time(c->n, room));
		break;
	case CELL_DATE:
		out_str(&p->out, number_date(c->n, room));
		break;
	case CELL_WEIGHTS:
		put_weights(p, c);
		break;
	}
}

static enum dc_status csv_begin(struct page *p)
{
	struct csv *c;

	if (!p->req->cp932) {
		out_str(&p->out, "\xef\xbb\xbf");
		return p->out.status;
	}
	c = calloc(1, sizeof *c);
	if (c == NULL)
		return dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
	c->to = iconv_open("CP932", "UTF-8");
	if (c->to == (iconv_t)-1) {
		free(c);
		return dc_fail(p->err, DC_EUSAGE, "this system has no conversion to CP932 (iconv)");
	}
	p->state = c;
	return p->out.status;
}

/* Sections of one kind (the owners of violations) are one table. */
static void csv_section(struct page *p, const struct section *s)
{
	if (p->columns == s->columns && s->group != NULL)
		return;
	if (p->columns != NULL) {
		out_str(&p->out, "\r\n");
		put_text(p, dc_span_of(s->title));
		out_str(&p->out, "\r\n");
	}
	for (size_t i = 0; s->columns != NULL && i < s->n_columns; i++) {
		if (i != 0)
			out_str(&p->out, ",");
		put_text(p, dc_span_of(page_word(p, s->columns[i].title)));
	}
	out_str(&p->out, "\r\n");
}

static void csv_row(struct page *p, const struct cell *cells)
{
	for (size_t i = 0; i < p->section->n_columns; i++) {
		if (i != 0)
			out_str(&p->out, ",");
		put_cell(p, p->section->columns[i].type, &cells[i]);
	}
	out_str(&p->out, "\r\n");
}

static void csv_lines(struct page *p, const char *id, const char *title, const char *const *lines, size_t n)
{
	(void)id;
	for (size_t i = 0; i < n; i++) {
		put_text(p, dc_span_of(title));
		out_str(&p->out, ",");
		put_text(p, dc_span_of(lines[i]));
		out_str(&p->out, "\r\n");
	}
}

/* Which characters the code page lacks, by their numbers. */
static void put_lost(struct page *p)
{
	const struct csv *c = p->state;

	if (c == NULL || c->n_lost == 0)
		return;
	put_text(p, dc_span_of(page_word(p, W_lost_characters)));
	out_str(&p->out, ",\"");
	for (size_t i = 0; i < c->n_lost; i++)
		out_fmt(&p->out, "%sU+%04X", i == 0 ? "" : " ", (unsigned)c->lost[i]);
	out_str(&p->out, c->more_lost ? " ...\"\r\n" : "\"\r\n");
}

static enum dc_status csv_end(struct page *p)
{
	out_str(&p->out, "\r\n");
	for (int i = 0; i < N_FACTS; i++) {
		put_text(p, dc_span_of(page_word(p, p->facts[i].label)));
		out_str(&p->out, ",");
		put_text(p, dc_span_of(p->facts[i].value));
		out_str(&p->out, "\r\n");
	}
	put_lost(p);
	return p->out.status;
}

static void csv_close(struct page *p)
{
	struct csv *c = p->state;

	if (c != NULL)
		iconv_close(c->to);
	free(c);
	p->state = NULL;
}

const struct format format_csv = { .id = "csv", .machine = true, .begin = csv_begin, .lines = csv_lines, .section = csv_section,
	.row = csv_row, .end = csv_end, .close = csv_close };
