/* pdf_cmap.c -- CMaps (Adobe Technical Note 5014; ISO 32000-1, 9.7.5 and 9.10.3) as ordered ranges of codes. */
#include "pdf_font.h"
#include "pdf_lex.h"

#include <stdlib.h>
#include <string.h>

enum section { NOTHING, SPACES, BF_CHAR, BF_RANGE, CID_CHAR, CID_RANGE };

static const struct { const char *word; enum section section; } begins[] = {
	{ "begincodespacerange", SPACES }, { "beginbfchar", BF_CHAR }, { "beginbfrange", BF_RANGE },
	{ "begincidchar", CID_CHAR }, { "begincidrange", CID_RANGE }, { "endcodespacerange", NOTHING }, { "endbfchar", NOTHING },
	{ "endbfrange", NOTHING }, { "endcidchar", NOTHING }, { "endcidrange", NOTHING },
};

enum dc_status pdf_map_add(struct pdf_map *m, struct pdf_range r)
{
	if (m->n == m->cap) {
		size_t cap = m->cap == 0 ? 256 : m->cap * 2;
		struct pdf_range *p = realloc(m->p, cap * sizeof *p);

		if (p == NULL)
			return DC_ENOMEM;
		m->p = p;
		m->cap = cap;
	}
	m->p[m->n++] = r;
	return DC_OK;
}

static int by_code(const void *a, const void *b)
{
	const struct pdf_range *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? -1 : 1;
	return x->lo < y->lo ? -1 : x->lo > y->lo;
}

void pdf_map_sort(struct pdf_map *m)
{
	if (m->n > 1)
		qsort(m->p, m->n, sizeof *m->p, by_code);
}

const struct pdf_range *pdf_map_find(const struct pdf_map *m, uint32_t code, unsigned bytes)
{
	size_t lo = 0, hi = m->n;

	while (lo < hi) {		/* the first range that begins behind the code */
		size_t mid = lo + (hi - lo) / 2;

		if (m->p[mid].bytes > bytes || (m->p[mid].bytes == bytes && m->p[mid].lo > code))
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo > 0 && m->p[lo - 1].bytes == bytes && m->p[lo - 1].hi >= code ? &m->p[lo - 1] : NULL;
}

void pdf_map_done(struct pdf_map *m)
{
	free(m->p);
	dc_buf_done(&m->strings);
	*m = (struct pdf_map){ 0 };
}

static uint32_t code_of(const struct dc_buf *s)
{
	uint32_t v = 0;

	for (size_t i = 0; i < s->n && i < 4; i++)
		v = v << 8 | s->p[i];
	return v;
}

static enum dc_status add_string(struct pdf_map *m, struct pdf_range r, const struct dc_buf *s)
{
	enum dc_status st;

	if (m->strings.n > UINT32_MAX / 2)
		return DC_OK;
	r.n = s->n > 254 ? 254 : (uint8_t)(s->n & ~1u);
	r.to = (uint32_t)m->strings.n;
	if (s->n == 1) {		/* writers give one byte for a Latin character */
		st = dc_buf_addc(&m->strings, '\0');
		r.n = 2;
		if (st == DC_OK)
			st = dc_buf_add(&m->strings, s->p, 1);
	} else {
		st = r.n == 0 ? DC_OK : dc_buf_add(&m->strings, s->p, r.n);
	}
	return st == DC_OK ? pdf_map_add(m, r) : st;
}

/* bfrange <lo> <hi> [<a> <b> ...]: a string for each code. */
static enum dc_status listed(struct pdf_map *m, struct pdf_lex *l, struct pdf_range r)
{
	enum dc_status st = pdf_next(l);

	for (uint32_t code = r.lo; st == DC_OK && l->kind == PDF_STRING && code <= r.hi; code++) {
		st = add_string(m, (struct pdf_range){ .lo = code, .hi = code, .bytes = r.bytes }, &l->string);
		if (st == DC_OK)
			st = pdf_next(l);
	}
	return st;
}

/* What a section maps; its first string, the code, was just read. */
static enum dc_status entry(struct pdf_map *m, struct pdf_lex *l, enum section section)
{
	struct pdf_range r = { .lo = code_of(&l->string), .bytes = l->string.n > 4 ? 4 : (uint8_t)l->string.n };
	enum dc_status st;

	r.hi = r.lo;
	if (section != BF_CHAR && section != CID_CHAR) {
		st = pdf_next(l);
		if (st != DC_OK || l->kind != PDF_STRING)
			return st;
		r.hi = code_of(&l->string);
	}
	if (section == SPACES) {
		if (r.bytes > 0)
			m->spaces[r.bytes - 1] = 1;
		return DC_OK;
	}
	st = pdf_next(l);
	if (st != DC_OK || r.bytes == 0 || r.hi < r.lo)
		return st;
	if (l->kind == PDF_NUMBER && l->number >= 0 && l->number <= 0xffff) {
		r.to = (uint32_t)l->number;
		return pdf_map_add(m, r);
	}
	if (l->kind == PDF_OPEN)
		return listed(m, l, r);
	return l->kind == PDF_STRING ? add_string(m, r, &l->string) : DC_OK;
}

enum dc_status pdf_map_read(struct pdf_map *m, struct dc_span cmap)
{
	struct pdf_lex l = { .in = cmap };
	enum section section = NOTHING;
	enum dc_status st = pdf_next(&l);

	while (st == DC_OK && l.kind != PDF_END) {
		if (l.kind == PDF_STRING && section != NOTHING)
			st = entry(m, &l, section);
		for (size_t i = 0; l.kind == PDF_WORD && i < DC_ARRAY_LEN(begins); i++)
			if (pdf_word_is(&l, begins[i].word))
				section = begins[i].section;
		if (st == DC_OK)
			st = pdf_next(&l);
	}
	pdf_map_sort(m);
	dc_buf_done(&l.string);
	return st;
}
