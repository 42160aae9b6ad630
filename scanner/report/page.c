/* page.c -- what a report calls while it is written: passes on to the format, keeps count. */
#include "page.h"

enum dc_status page_numbers(struct page *p, const struct number *numbers, size_t n)
{
	if (p->format->numbers != NULL)
		p->format->numbers(p, numbers, n);
	return p->out.status;
}

enum dc_status page_figure(struct page *p, const struct figure *figure)
{
	if (p->format->figure != NULL)
		p->format->figure(p, figure);
	return p->out.status;
}

enum dc_status page_lines(struct page *p, const char *id, const char *title, const char *const *lines, size_t n)
{
	if (p->format->lines != NULL)
		p->format->lines(p, id, title, lines, n);
	return p->out.status;
}

enum dc_status page_section(struct page *p, const struct section *section)
{
	p->section = section;
	p->rows = 0;
	if (p->format->section != NULL)
		p->format->section(p, section);
	p->columns = section->columns;
	return p->out.status;
}

enum dc_status page_row(struct page *p, const struct cell *cells)
{
	p->format->row(p, cells);
	p->rows++;
	return p->out.status;
}

enum dc_status page_section_end(struct page *p)
{
	if (p->format->section_end != NULL)
		p->format->section_end(p);
	p->section = NULL;
	return p->out.status;
}

const char *page_word(const struct page *p, enum word w)
{
	return word_text(w, p->lang);
}

bool page_had(struct page *p, bool ok)
{
	if (!ok && p->out.status == DC_OK)
		p->out.status = dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
	return ok;
}

const char *page_str(struct page *p, const char *s)
{
	return page_had(p, s != NULL) ? s : "";
}

const char *page_say(struct page *p, enum word w, const char *const *args, size_t n)
{
	enum dc_status st = DC_OK;
	const char *out = NULL;
	struct dc_buf b;

	dc_buf_init(&b, 1 << 20);
	for (const char *s = page_word(p, w); *s != '\0' && st == DC_OK; s++) {
		if (s[0] == '{' && s[1] >= '0' && (size_t)(s[1] - '0') < n && s[2] == '}') {
			st = dc_buf_adds(&b, args[s[1] - '0']);
			s += 2;
		} else
			st = dc_buf_addc(&b, *s);
	}
	if (st == DC_OK)
		out = dc_arena_strndup(p->arena, b.p, b.n);
	dc_buf_done(&b);
	return page_str(p, out);
}

const struct cell *page_cell(const struct page *p, const struct cell *cells, const char *key)
{
	static const struct cell none = { .known = false };

	for (size_t i = 0; i < p->section->n_columns; i++) {
		if (strcmp(p->section->columns[i].key, key) == 0)
			return &cells[i];
	}
	return &none;
}
