/* document.c -- walks tokens, writes lines of prose and cells of tables. */
#include "document.h"

#include <strings.h>

static const struct document_role_of html_roles[] = {
	{ "p", ROLE_BLOCK }, { "div", ROLE_BLOCK }, { "li", ROLE_BLOCK }, { "h1", ROLE_BLOCK }, { "h2", ROLE_BLOCK },
	{ "h3", ROLE_BLOCK }, { "h4", ROLE_BLOCK }, { "h5", ROLE_BLOCK }, { "h6", ROLE_BLOCK }, { "dt", ROLE_BLOCK },
	{ "dd", ROLE_BLOCK }, { "title", ROLE_BLOCK }, { "section", ROLE_BLOCK }, { "article", ROLE_BLOCK }, { "pre", ROLE_BLOCK },
	{ "form", ROLE_BLOCK }, { "option", ROLE_BLOCK }, { "textarea", ROLE_BLOCK }, { "blockquote", ROLE_BLOCK },
	{ "caption", ROLE_BLOCK }, { "header", ROLE_BLOCK }, { "footer", ROLE_BLOCK }, { "button", ROLE_BLOCK },
	{ "br", ROLE_LINE }, { "hr", ROLE_LINE }, { "table", ROLE_TABLE }, { "tr", ROLE_ROW }, { "td", ROLE_CELL }, { "th", ROLE_HEAD },
};
static const struct document_role_of word_roles[] = {
	{ "p", ROLE_BLOCK }, { "t", ROLE_TEXT }, { "delText", ROLE_TEXT }, { "instrText", ROLE_TEXT }, { "tab", ROLE_TAB },
	{ "br", ROLE_LINE }, { "cr", ROLE_LINE }, { "tbl", ROLE_TABLE }, { "tr", ROLE_ROW }, { "tc", ROLE_CELL },
	{ "Fallback", ROLE_SKIP },
};
static const struct document_role_of slide_roles[] = {
	{ "p", ROLE_BLOCK }, { "t", ROLE_TEXT }, { "text", ROLE_TEXT }, { "br", ROLE_LINE }, { "tbl", ROLE_TABLE }, { "tr", ROLE_ROW },
	{ "tc", ROLE_CELL }, { "Fallback", ROLE_SKIP },
};
static const struct document_role_of odf_roles[] = {
	{ "p", ROLE_BLOCK }, { "h", ROLE_BLOCK }, { "tab", ROLE_TAB }, { "s", ROLE_SPACE }, { "line-break", ROLE_LINE },
	{ "table", ROLE_TABLE }, { "table-row", ROLE_ROW }, { "table-cell", ROLE_CELL }, { "styles", ROLE_SKIP },
	{ "automatic-styles", ROLE_SKIP }, { "master-styles", ROLE_SKIP }, { "font-face-decls", ROLE_SKIP },
};
static const struct document_role_of property_roles[] = {
	{ "creator", ROLE_BLOCK }, { "lastModifiedBy", ROLE_BLOCK }, { "title", ROLE_BLOCK }, { "subject", ROLE_BLOCK },
	{ "description", ROLE_BLOCK }, { "keywords", ROLE_BLOCK }, { "category", ROLE_BLOCK }, { "Manager", ROLE_BLOCK },
	{ "Company", ROLE_BLOCK }, { "created", ROLE_BLOCK }, { "modified", ROLE_BLOCK }, { "author", ROLE_BLOCK },
};
static const char *const html_attributes[] = { "href", "value", "alt", "title", "content", "placeholder", NULL };
static const char *const link_attributes[] = { "href", NULL };

static const char *const relation_attributes[] = { "Target", NULL };

#define ROLES(r) .roles = r, .n_roles = DC_ARRAY_LEN(r)
const struct document_format document_html = { .html = true, .attributes = html_attributes, ROLES(html_roles) };
const struct document_format document_word = { .text_only = true, ROLES(word_roles) };
const struct document_format document_slide = { .text_only = true, ROLES(slide_roles) };
const struct document_format document_odf = { .attributes = link_attributes, ROLES(odf_roles) };
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
		if (markup_is(&d->m, d->format->roles[i].name))
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
	const struct document_role_of *r;
	enum dc_status st = DC_OK;

	if (d->skip_depth != 0) {
		if (d->m.kind == MARKUP_END && d->m.depth < d->skip_depth)
			d->skip_depth = 0;
		return DC_OK;
	}
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
