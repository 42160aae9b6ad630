/* xml.c -- any XML as rows: an element that holds values is a record, its values and attributes are cells of columns called
 * "record.value". */
#include "markup.h"

#include "document.h"

#define LONGEST_NAME 256

struct xml {
	struct markup m;
	struct built b;
	char names[LONGEST_NAME * 2];	/* "parent.child" of the innermost elements */
	struct { uint8_t n; char p[LONGEST_NAME - 1]; } *stack;
	uint32_t depth, most;		/* open elements; stack's size */
	uint32_t row_depth;		/* depth of the shallowest element that held a value of this row, 0: none */
	uint64_t row;
};

static int xml_bid(struct dc_span head, const char *mime, const char *name)
{
	static const char *const names[] = { ".xml", ".rdf", ".svg", ".xsl", ".plist", ".kml", ".gpx", NULL };
	size_t i = head_has(head, 0, "\xef\xbb\xbf", 3) ? 3 : 0;

	if (head_has(head, i, "<?xml", 5) || head_has(head, 0, "<\0?\0x\0", 6) || head_has(head, 0, "\xff\xfe<\0?\0", 6))
		return 72;
	if (strcmp(mime, "text/xml") == 0 || (name_ends(name, names) && head.n > 0 && head_is_text(head)))
		return 62;
	return 0;
}

/* Cut at a character: names become text. */
static size_t cut_name(struct dc_span name)
{
	size_t n = name.n < LONGEST_NAME - 2 ? name.n : LONGEST_NAME - 2;

	while (n > 0 && n < name.n && (name.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static enum dc_status push(struct xml *x, struct dc_span name, struct dc_error *err)
{
	size_t n = cut_name(name);

	if (x->depth >= x->most) {
		extract_reason(x->b.ex, x->b.end, DC_R_limit_depth, x->b.end->bytes, "too many elements in each other");
		return DC_END;
	}
	(void)err;
	x->stack[x->depth].n = (uint8_t)n;
	if (n != 0 && name.p != NULL)
		memcpy(x->stack[x->depth].p, name.p, n);
	x->depth++;
	return DC_OK;
}

/* "parent.child": the element at `depth` (from 1), or its attribute. */
static size_t column_name(struct xml *x, uint32_t depth, struct dc_span attribute)
{
	size_t n = 0;

	for (uint32_t i = attribute.n != 0 || depth < 2 ? depth - 1 : depth - 2; i < depth; i++) {
		memcpy(x->names + n, x->stack[i].p, x->stack[i].n);
		n += x->stack[i].n;
		if (i + 1 < depth || attribute.n != 0)
			x->names[n++] = '.';
	}
	attribute.n = cut_name(attribute);
	if (attribute.n != 0 && attribute.p != NULL)
		memcpy(x->names + n, attribute.p, attribute.n);
	return n + attribute.n;
}

static enum dc_status value(struct xml *x, uint32_t record, struct dc_span attribute, struct dc_span text, struct dc_error *err)
{
	size_t n = column_name(x, x->depth, attribute);
	uint32_t column;
	bool fresh;
	enum dc_status st = built_cell_end(&x->b, err);

	if (st == DC_OK)
		st = built_column(&x->b, x->names, n, &column, &fresh, err);
	if (st == DC_OK && x->row_depth == 0)
		st = built_row(&x->b, ++x->row, err);
	if (x->row_depth == 0 || record < x->row_depth)
		x->row_depth = record == 0 ? 1 : record;
	if (st == DC_OK)
		st = built_cell(&x->b, column, err);
	return st == DC_OK ? markup_add(&x->m, text, &x->b, err) : st;
}

static enum dc_status attributes(struct xml *x, struct dc_error *err)
{
	struct dc_span name, text;
	enum dc_status st = DC_OK;
	size_t from = 0;

	while (st == DC_OK && markup_each(&x->m, &from, &name, &text))
		if (!markup_blank(text) && !(name.n >= 5 && memcmp(name.p, "xmlns", 5) == 0))
			st = value(x, x->depth, name, text, err);
	return st == DC_OK ? built_cell_end(&x->b, err) : st;
}

static enum dc_status closes(struct xml *x, struct dc_error *err)
{
	enum dc_status st = built_cell_end(&x->b, err);

	if (x->depth > 0 && x->depth == x->row_depth)
		x->row_depth = 0;
	x->depth -= x->depth > 0;
	return st;
}

static enum dc_status token(struct xml *x, struct dc_error *err)
{
	struct dc_span none = { 0 };
	enum dc_status st;

	switch (x->m.kind) {
	case MARKUP_START:
		st = push(x, x->m.name, err);
		if (st == DC_OK)
			st = attributes(x, err);
		if (st == DC_OK && x->m.empty)
			st = closes(x, err);
		return st;
	case MARKUP_END:
		return closes(x, err);
	case MARKUP_TEXT:
		if (x->b.cell_open)
			return markup_add(&x->m, x->m.text, &x->b, err);
		if (markup_blank(x->m.text))
			return DC_OK;
		if (x->depth == 0)	/* behind the root: no XML any more, but text */
			return push(x, none, err) == DC_OK ? value(x, 0, none, x->m.text, err) : DC_OK;
		return value(x, x->depth - 1, none, x->m.text, err);
	default:
		st = built_cell_end(&x->b, err);
		if (st == DC_OK && x->row_depth == 0)
			st = built_row(&x->b, ++x->row, err);
		if (st == DC_OK)
			st = built_cell(&x->b, DC_NO_COLUMN, err);
		if (st == DC_OK)
			st = markup_add(&x->m, x->m.text, &x->b, err);
		return st == DC_OK ? built_cell_end(&x->b, err) : st;
	}
}

static enum dc_status xml_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct xml x = { .most = ex->budget->markup_depth + 1 };
	struct stream s = { 0 };
	enum dc_status st = stream_open(&s, ex, item, self, end, html_charset(extract_head(item)), err);

	x.m.s = &s;
	x.most = ex->budget->markup_depth;
	x.stack = dc_arena_array(ex->arena, (size_t)x.most + 1, sizeof *x.stack);
	if (st == DC_OK && x.stack == NULL)
		st = dc_fail(err, DC_ENOMEM, "no memory for elements");
	if (st == DC_OK)
		st = built_open(&x.b, ex, self, end, DC_TABLE, true, err);
	while (st == DC_OK) {
		st = markup_next(&x.m, err);
		if (st != DC_OK || x.m.kind == MARKUP_EOF)
			break;
		st = token(&x, err);
	}
	if (st == DC_OK || st == DC_END)
		st = built_cell_end(&x.b, err);
	if (st == DC_OK)
		st = built_flush(&x.b, err);
	stream_close(&s);
	built_close(&x.b);
	return st;
}

const struct dc_extractor extractor_xml = {
	.id = "xml",
	.reads = "XML: text and attributes by element; no DTD, no entities of its own",
	.bid = xml_bid,
	.extract = xml_extract,
};
