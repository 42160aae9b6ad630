/* document.c -- walks tokens, writes lines of prose and cells of tables. */
#include "document.h"

#include <strings.h>

#define R(name, role) { name, sizeof name - 1, role }

static const struct document_role_of html_roles[] = {
	R("p", ROLE_BLOCK), R("div", ROLE_BLOCK), R("li", ROLE_BLOCK), R("h1", ROLE_BLOCK), R("h2", ROLE_BLOCK),
	R("h3", ROLE_BLOCK), R("h4", ROLE_BLOCK), R("h5", ROLE_BLOCK), R("h6", ROLE_BLOCK), R("dt", ROLE_BLOCK),
	R("dd", ROLE_BLOCK), R("title", ROLE_BLOCK), R("section", ROLE_BLOCK), R("article", ROLE_BLOCK), R("pre", ROLE_BLOCK),
	R("form", ROLE_BLOCK), R("option", ROLE_BLOCK), R("textarea", ROLE_BLOCK), R("blockquote", ROLE_BLOCK),
	R("caption", ROLE_BLOCK), R("header", ROLE_BLOCK), R("footer", ROLE_BLOCK), R("button", ROLE_BLOCK),
	R("br", ROLE_LINE), R("hr", ROLE_LINE), R("table", ROLE_TABLE), R("tr", ROLE_ROW), R("td", ROLE_CELL), R("th", ROLE_HEAD),
};
static const struct document_role_of word_roles[] = {
	R("p", ROLE_BLOCK), R("t", ROLE_TEXT), R("delText", ROLE_TEXT), R("instrText", ROLE_TEXT), R("tab", ROLE_TAB),
	R("br", ROLE_LINE), R("cr", ROLE_LINE), R("tbl", ROLE_TABLE), R("tr", ROLE_ROW), R("tc", ROLE_CELL),
	R("Fallback", ROLE_SKIP),
};
static const struct document_role_of slide_roles[] = {
	R("p", ROLE_BLOCK), R("t", ROLE_TEXT), R("text", ROLE_TEXT), R("br", ROLE_LINE), R("tbl", ROLE_TABLE), R("tr", ROLE_ROW),
	R("tc", ROLE_CELL), R("Fallback", ROLE_SKIP),
};
static const struct document_role_of odf_roles[] = {
	R("p", ROLE_BLOCK), R("h", ROLE_BLOCK), R("tab", ROLE_TAB), R("s", ROLE_SPACE), R("line-break", ROLE_LINE),
	R("table", ROLE_TABLE), R("table-row", ROLE_ROW), R("table-cell", ROLE_CELL), R("styles", ROLE_SKIP),
	R("automatic-styles", ROLE_SKIP), R("master-styles", ROLE_SKIP), R("font-face-decls", ROLE_SKIP),
};
/* Headers and footers stand with the styles. */
static const struct document_role_of odf_page_roles[] = {
	R("p", ROLE_BLOCK), R("h", ROLE_BLOCK), R("tab", ROLE_TAB), R("s", ROLE_SPACE), R("line-break", ROLE_LINE),
	R("styles", ROLE_SKIP), R("automatic-styles", ROLE_SKIP), R("font-face-decls", ROLE_SKIP),
};
static const struct document_role_of property_roles[] = {
	R("creator", ROLE_BLOCK), R("lastModifiedBy", ROLE_BLOCK), R("title", ROLE_BLOCK), R("subject", ROLE_BLOCK),
	R("description", ROLE_BLOCK), R("keywords", ROLE_BLOCK), R("category", ROLE_BLOCK), R("Manager", ROLE_BLOCK),
	R("Company", ROLE_BLOCK), R("created", ROLE_BLOCK), R("modified", ROLE_BLOCK), R("author", ROLE_BLOCK),
};
static const char *const html_attributes[] = { "href", "value", "alt", "title", "content", "placeholder", NULL };
static const char *const link_attributes[] = { "href", NULL };

static const char *const relation_attributes[] = { "Target", NULL };

#define ROLES(r) .roles = r, .n_roles = DC_ARRAY_LEN(r)
const struct document_format document_html = { .html = true, .attributes = html_attributes, ROLES(html_roles) };
const struct document_format document_word = { .text_only = true, ROLES(word_roles) };
const struct document_format document_slide = { .text_only = true, ROLES(slide_roles) };
const struct document_format document_odf = { .attributes = link_attributes, ROLES(odf_roles) };
const struct document_format document_odf_pages = { .attributes = link_attributes, ROLES(odf_page_roles) };
const struct document_format document_relations = { .attributes = relation_attributes };
const struct document_format document_properties = { ROLES(property_roles) };

#define MOST_COLUMNS 16384		/* of a sheet */

/* What stands between the last text and the next: it is written when text follows. */
enum pending { NOTHING, SPACE, TAB, LINE };

struct document {
	struct markup m;
	const struct document_format *format;
	struct built *b;
	unsigned in_text, tables, skip_depth;	/* skip_depth: depth of the element that is skipped, 0: none */
	enum pending pending;
	uint64_t *number;		/* of the last row */
	uint32_t column;
	bool row_open;
};

static const struct document_role_of *role_of(const struct document *d)
{
	for (size_t i = 0; i < d->format->n_roles; i++)
		if (d->m.name.n == d->format->roles[i].n && (d->m.name.p[0] | 0x20) == (d->format->roles[i].name[0] | 0x20) &&
		    markup_is(&d->m, d->format->roles[i].name))
			return &d->format->roles[i];
	return NULL;
}

static void want(struct document *d, enum pending p)
{
	if (p > d->pending)
		d->pending = p;
}

/* Opens a row and a cell of no column for text that stands in a table outside of them. */
static enum dc_status in_cell(struct document *d, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (d->b->form != DC_TABLE || d->b->cell_open)
		return DC_OK;
	if (!d->row_open) {
		d->row_open = true;
		st = built_row(d->b, ++*d->number, err);
	}
	return st == DC_OK ? built_cell(d->b, DC_NO_COLUMN, err) : st;
}

static enum dc_status write_pending(struct document *d, struct dc_error *err)
{
	static const char bytes[] = { 0, ' ', '\t', '\n' };
	enum pending p = d->pending;
	bool begins = d->b->cell_open ? d->b->cells[d->b->n_cells - 1].start == d->b->text.n
		: d->b->text.n == 0 || d->b->text.p[d->b->text.n - 1] == '\n';

	d->pending = NOTHING;
	return p == NOTHING || (begins && p != TAB) ? DC_OK : built_break(d->b, bytes[p], err);
}

static enum dc_status write_text(struct document *d, struct dc_span text, struct dc_error *err)
{
	enum dc_status st;

	if (d->skip_depth != 0 || (d->format->text_only && d->in_text == 0))
		return DC_OK;
	if (markup_blank(text)) {
		want(d, text.n == 0 ? NOTHING : SPACE);
		return DC_OK;
	}
	st = in_cell(d, err);
	if (st == DC_OK)
		st = write_pending(d, err);
	return st == DC_OK ? markup_add(&d->m, text, d->b, err) : st;
}

/* Links count where they hold a person's address: mailto: and tel:. */
static bool is_said(struct dc_span name, struct dc_span value)
{
	if (!(name.n == 4 && strncasecmp((const char *)name.p, "href", 4) == 0) && !(name.n == 6 && memcmp(name.p, "Target", 6) == 0))
		return true;
	return (value.n > 7 && memcmp(value.p, "mailto:", 7) == 0) || (value.n > 4 && memcmp(value.p, "tel:", 4) == 0);
}

static enum dc_status write_attributes(struct document *d, struct dc_error *err)
{
	struct dc_span name, value;
	enum dc_status st = DC_OK;
	size_t from = 0;

	while (st == DC_OK && d->format->attributes != NULL && markup_each(&d->m, &from, &name, &value)) {
		for (const char *const *a = d->format->attributes; *a != NULL && st == DC_OK; a++) {
			if (name.n != strlen(*a) || strncasecmp((const char *)name.p, *a, name.n) != 0 || !is_said(name, value))
				continue;
			want(d, LINE);
			d->in_text++;
			st = write_text(d, value, err);
			d->in_text--;
			want(d, LINE);
		}
	}
	return st;
}

static enum dc_status end_cell(struct document *d, struct dc_error *err)
{
	d->pending = NOTHING;
	return built_cell_end(d->b, err);
}

static enum dc_status table(struct document *d, bool begins, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	d->tables += begins ? 1 : d->tables > 0 ? -1u : 0;
	if (d->tables != (begins ? 1u : 0u))
		return DC_OK;
	st = end_cell(d, err);
	if (st == DC_OK)
		st = built_flush(d->b, err);
	built_table(d->b, begins);
	d->row_open = false;
	return st;
}

static enum dc_status row(struct document *d, bool begins, struct dc_error *err)
{
	enum dc_status st = end_cell(d, err);

	d->row_open = begins;
	d->column = 0;
	return begins && st == DC_OK ? built_row(d->b, ++*d->number, err) : st;
}

static enum dc_status cell(struct document *d, bool begins, bool head, struct dc_error *err)
{
	struct dc_span times;
	uint64_t n;
	enum dc_status st = end_cell(d, err);

	if (!begins || st != DC_OK)
		return st;
	if (!d->row_open)
		st = row(d, true, err);
	if (head && d->b->heading == BUILT_UNKNOWN)
		d->b->heading = *d->number;
	if (st == DC_OK)
		st = built_cell(d->b, d->column++, err);
	if (markup_attribute(&d->m, "number-columns-repeated", &times) && markup_number(times, &n) && n > 1)
		d->column += n < MOST_COLUMNS ? (uint32_t)n - 1 : MOST_COLUMNS;
	return st;
}

static enum dc_status act(struct document *d, enum document_role role, struct dc_error *err)
{
	bool begins = d->m.kind == MARKUP_START;
	enum dc_status st = DC_OK;

	if (d->tables != 1 && (role == ROLE_ROW || role == ROLE_CELL || role == ROLE_HEAD))
		role = role == ROLE_ROW ? ROLE_BLOCK : ROLE_TAB;	/* a table in a cell, or none at all */
	switch (role) {
	case ROLE_BLOCK:
	case ROLE_LINE:
		want(d, LINE);
		break;
	case ROLE_TAB:
		want(d, TAB);
		break;
	case ROLE_SPACE:
		want(d, SPACE);
		break;
	case ROLE_TEXT:
		d->in_text += begins ? !d->m.empty : d->in_text > 0 ? -1u : 0;
		break;
	case ROLE_TABLE:
		st = d->m.empty ? DC_OK : table(d, begins, err);
		break;
	case ROLE_ROW:
		st = row(d, begins, err);
		break;
	case ROLE_CELL:
	case ROLE_HEAD:
		st = cell(d, begins, role == ROLE_HEAD, err);
		break;
	case ROLE_SKIP:
		if (begins && !d->m.empty)
			d->skip_depth = d->m.depth;
		break;
	}
	return st;
}

static enum dc_status element(struct document *d, struct dc_error *err)
{
	const struct document_role_of *r = NULL;
	enum dc_status st = DC_OK;

	if (d->skip_depth != 0) {
		if (d->m.kind == MARKUP_END && d->m.depth < d->skip_depth)
			d->skip_depth = 0;
		return DC_OK;
	}
	if (d->m.name.n > 0)
		r = role_of(d);
	if (r != NULL)
		st = act(d, r->role, err);
	if (st == DC_OK && d->m.kind == MARKUP_START)
		st = write_attributes(d, err);
	return st;
}

enum dc_status document_read(struct stream *s, const struct document_format *format, struct built *b, uint64_t *number,
	struct dc_error *err)
{
	struct document d = { .m = { .s = s, .html = format->html }, .format = format, .b = b, .number = number };
	enum dc_status st = DC_OK;

	while (st == DC_OK) {
		st = markup_next(&d.m, err);
		if (st != DC_OK || d.m.kind == MARKUP_EOF)
			break;
		if (!format->html && d.m.depth > s->ex->budget->markup_depth) {
			extract_reason(s->ex, s->end, DC_R_limit_depth, s->end->bytes, "too many elements in each other");
			break;
		}
		if (d.m.kind == MARKUP_TEXT) {
			st = write_text(&d, d.m.text, err);
		} else if (d.m.kind == MARKUP_COMMENT) {
			want(&d, LINE);
			st = write_text(&d, d.m.text, err);
			want(&d, LINE);
		} else {
			st = element(&d, err);
		}
	}
	if (st == DC_OK)
		st = end_cell(&d, err);
	if (st == DC_OK)
		st = built_flush(b, err);
	built_table(b, false);
	return st;
}
