/* md.c -- GitHub-flavoured Markdown: a table for each section, with the main columns alone; JSON Lines has the rest. */
#include "page.h"
#include "plain.h"

#include <inttypes.h>

/* The one place where text becomes Markdown: no markup, no HTML, no link that a renderer makes by itself. */
static void put_text(struct out *o, struct dc_span s)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		uint8_t byte = 0;
		uint32_t c = plain_next(s, &at, &byte);

		if (c == UINT32_MAX)
			out_fmt(o, "\\\\x%02X", byte);
		else if (c == '<' || c == '>' || c == '&')
			out_str(o, c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;");
		else if (c < 0x80 && strchr("\\`*_{}[]#|~@:+=", (int)c) != NULL && c != 0)
			out_fmt(o, c == ':' && (at + 1 >= s.n || s.p[at] != '/' || s.p[at + 1] != '/') ? "%c" : "\\%c", (int)c);
		else if (plain_shown(c))
			out_bytes(o, s.p + from, at - from);
		else
			out_fmt(o, "\\\\u\\{%X\\}", (unsigned)c);
		/* "www.x" links itself in the extended syntax; a word joiner that is not seen keeps the two apart */
		if (c == '.' && at >= 4 && memcmp(s.p + at - 4, "www.", 4) == 0)
			out_str(o, "&#8288;");
	}
}

static void put_str(struct page *p, const char *s)
{
	put_text(&p->out, dc_span_of(s));
}

static void put_cell(struct page *p, enum cell_type type, const struct cell *c)
{
	char room[NUMBER_MOST];

	if (!c->known) {
		out_str(&p->out, type == CELL_COUNT && c->n == -1 ? "∞" : "–");
		return;
	}
	switch (type) {
	case CELL_TEXT: case CELL_NAME:
		put_text(&p->out, c->text);
		break;
	case CELL_CODE:
		put_str(p, c->label != NULL ? c->label : (const char *)c->text.p);
		break;
	case CELL_COUNT:
		out_str(&p->out, number_count((uint64_t)c->n, room));
		break;
	case CELL_BYTES:
		out_str(&p->out, number_bytes((uint64_t)c->n, room));
		break;
	case CELL_SHARE:
		put_str(p, number_share(c->x, room));
		break;
	case CELL_TIME:
		put_str(p, number_when(p, c->n, room));
		break;
	case CELL_DATE:
		put_str(p, number_date(c->n, room));
		break;
	case CELL_WEIGHTS:
		break;
	}
}

/* Cards are read whole; of wide rows the main columns. */
static bool in_table(const struct section *s, size_t i)
{
	const struct column *c = &s->columns[i];

	if ((c->flags & COL_DATA) != 0 || c->type == CELL_WEIGHTS)
		return false;
	return s->style == STYLE_TABLE || (c->flags & COL_MAIN) != 0;
}

static enum dc_status md_begin(struct page *p)
{
	out_str(&p->out, "# ");
	put_str(p, p->title);
	out_str(&p->out, "\n\n");
	for (int i = 0; i < N_FACTS; i++) {
		out_str(&p->out, "- **");
		put_str(p, page_word(p, p->facts[i].label));
		out_str(&p->out, "** ");
		put_str(p, p->facts[i].value);
		out_str(&p->out, "\n");
	}
	return p->out.status;
}

static void md_numbers(struct page *p, const struct number *numbers, size_t n)
{
	out_str(&p->out, "\n");
	for (size_t i = 0; i < n; i++) {
		out_str(&p->out, "- ");
		put_str(p, numbers[i].label);
		out_str(&p->out, " **");
		put_str(p, numbers[i].value);
		out_str(&p->out, "** ");
		put_str(p, numbers[i].below);
		out_str(&p->out, "\n");
	}
}

static void md_figure(struct page *p, const struct figure *f)
{
	char room[NUMBER_MOST];

	if (f->n_rows == 0 || f->n_columns == 0)
		return;
	out_str(&p->out, "\n## ");
	put_str(p, f->title);
	out_str(&p->out, "\n\n| |");
	for (size_t k = 0; k < f->n_columns; k++) {
		out_str(&p->out, " ");
		put_str(p, f->columns[k]);
		out_str(&p->out, " |");
	}
	out_str(&p->out, "\n| --- |");
	for (size_t k = 0; k < f->n_columns; k++)
		out_str(&p->out, " ---: |");
	for (size_t r = 0; r < f->n_rows; r++) {
		out_str(&p->out, "\n| ");
		put_str(p, f->rows[r]);
		out_str(&p->out, " |");
		for (size_t k = 0; k < f->n_columns; k++) {
			uint64_t v = f->values[r * f->n_columns + k];

			out_fmt(&p->out, " %s |", f->bytes ? number_bytes(v, room) : number_count(v, room));
		}
	}
	out_str(&p->out, "\n");
}

static void md_lines(struct page *p, const char *id, const char *title, const char *const *lines, size_t n)
{
	(void)id;
	out_str(&p->out, "\n## ");
	put_str(p, title);
	out_str(&p->out, "\n\n");
	for (size_t i = 0; i < n; i++) {
		out_fmt(&p->out, "%zu. ", i + 1);
		put_str(p, lines[i]);
		out_str(&p->out, "\n");
	}
}

static void md_section(struct page *p, const struct section *s)
{
	out_str(&p->out, s->group == NULL ? "\n## " : "\n### ");
	put_str(p, s->title);
	out_str(&p->out, "\n");
}

static void table_head(struct page *p, const struct section *s)
{
	out_str(&p->out, "\n|");
	for (size_t i = 0; i < s->n_columns; i++) {
		if (!in_table(s, i))
			continue;
		out_str(&p->out, " ");
		put_str(p, page_word(p, s->columns[i].title));
		out_str(&p->out, " |");
	}
	out_str(&p->out, "\n|");
	for (size_t i = 0; i < s->n_columns; i++) {
		enum cell_type t = s->columns[i].type;

		if (in_table(s, i))
			out_str(&p->out, t == CELL_COUNT || t == CELL_BYTES || t == CELL_SHARE ? " ---: |" : " --- |");
	}
	out_str(&p->out, "\n");
}

static void md_row(struct page *p, const struct cell *cells)
{
	const struct section *s = p->section;

	if (p->rows == 0)
		table_head(p, s);
	out_str(&p->out, "|");
	for (size_t i = 0; i < s->n_columns; i++) {
		if (!in_table(s, i))
			continue;
		out_str(&p->out, " ");
		put_cell(p, s->columns[i].type, &cells[i]);
		out_str(&p->out, " |");
	}
	out_str(&p->out, "\n");
}

static void md_section_end(struct page *p)
{
	if (p->rows != 0)
		return;
	out_str(&p->out, "\n");
	put_str(p, p->section->empty);
	out_str(&p->out, "\n");
}

static enum dc_status md_end(struct page *p)
{
	return p->out.status;
}

const struct format format_md = { .id = "md", .begin = md_begin, .numbers = md_numbers, .figure = md_figure, .lines = md_lines,
	.section = md_section, .row = md_row, .section_end = md_section_end, .end = md_end };
