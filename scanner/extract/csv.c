/* csv.c -- delimited text as a table. Cells point into the decoded text itself; a row is never split between texts.
 *
 * A cell too long for one text is handed on as prose under its heading, up to the budget's longest cell. A quote that is
 * not closed is taken as it stands, and the part says so. */
#include "cells.h"
#include "daicho/text.h"
#include "form.h"
#include "heading.h"
#include "stream.h"

#include <stdio.h>

#define FORM_BYTES_MOST 8192

struct csv {
	struct stream s;
	struct cells_form form;
	struct cells cells;
	struct dc_column *columns;
	size_t n_columns;
	uint64_t row;			/* number of the row text begins with, from 1 */
	bool headed;			/* headings were looked for */
	bool is_form;			/* the rows so far are a form's; its columns name no others */
};

static const char *const names[] = { ".csv", ".tsv", ".tab", ".psv", NULL };

static int csv_bid(struct dc_span head, const char *mime, const char *name)
{
	struct cells_guess g;

	(void)mime;
	if (head.n == 0 || !head_is_text(head))
		return 0;
	if (name_ends(name, names))
		return 85;
	if (memchr(head.p, 0, head.n) != NULL)
		return 0;
	g = cells_guess(head, true);
	return g.fields >= 3 && g.share >= 90 && g.lines >= 3 ? 45 : 0;
}

/* Headings are copied: quotes undone, blanks at the ends taken off. */
static char *heading_of(struct csv *c, const struct dc_cell *cell)
{
	const uint8_t *p = c->s.text.p + cell->start;
	size_t n = cell->end - cell->start, k = 0;
	char *name = dc_arena_alloc(c->s.ex->arena, n + 1);

	for (size_t i = 0; name != NULL && i < n; i++) {
		if (p[i] == '"' && i + 1 < n && p[i + 1] == '"')
			i++;
		if (p[i] != 0 && (k > 0 || (p[i] != ' ' && p[i] != '\t')))
			name[k++] = (char)(p[i] == '\n' || p[i] == '\r' ? ' ' : p[i]);
	}
	while (name != NULL && k > 0 && name[k - 1] == ' ')
		name[--k] = '\0';
	return name;
}

/* *first: the first cell that is a value. *end: where the headings end; they are handed on as prose, for they are no values
 * of their columns, but should they be none after all they must be seen. */
static enum dc_status find_headings(struct csv *c, size_t *first, size_t *end, struct dc_error *err)
{
	struct dc_span text = { c->s.text.p, c->s.text.n };
	int row = heading_row(text, c->cells.p, c->cells.done_cells);

	c->headed = true;
	c->n_columns = c->cells.widest;
	c->columns = dc_arena_array(c->s.ex->arena, c->n_columns + 1, sizeof *c->columns);
	if (c->columns == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for %zu headings", c->n_columns);
	for (size_t i = 0; i < c->n_columns; i++)
		c->columns[i] = (struct dc_column){ "", "" };
	for (size_t i = 0; i < c->cells.done_cells && row >= 0; i++) {
		const struct dc_cell *cell = &c->cells.p[i];

		if (cell->row != (uint32_t)row || cell->column >= c->n_columns)
			continue;
		c->columns[cell->column].name = heading_of(c, cell);
		if (c->columns[cell->column].name == NULL)
			return dc_fail(err, DC_ENOMEM, "no memory for a heading");
	}
	if (row < 0)
		return DC_OK;
	*first = heading_cells(c->cells.p, c->cells.done_cells, (uint32_t)row, end);
	return c->s.ex->sink->text(c->s.ex->sink, c->s.self, &(struct dc_text){ .form = DC_PROSE, .bytes = { text.p, *end },
		.page_end = *end, .map = &c->s.map, .first_line = c->s.line }, err);
}

/* Labels in quotes keep them: hardly any do. */
static enum dc_status find_form(struct csv *c, size_t n_cells, struct dc_error *err)
{
	if (c->s.text.n > FORM_BYTES_MOST)
		return DC_OK;
	if (form_read((struct dc_span){ c->s.text.p, c->s.text.n }, c->cells.p, n_cells, c->s.ex->arena, &c->columns, &c->n_columns) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "no memory for the labels of a form");
	c->is_form = c->headed = c->n_columns > 0;
	return DC_OK;
}

/* Hands on n bytes of text with the first n_cells cells, and drops them. */
static enum dc_status hand_on(struct csv *c, size_t n, size_t n_cells, uint32_t rows, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	size_t first = 0, from = 0;

	for (size_t i = 0; i < n_cells && c->is_form; i++)
		c->cells.p[i].column = DC_NO_COLUMN;	/* behind the form's end, as far as the first read saw it */
	if (!c->headed)
		st = find_form(c, n_cells, err);
	if (st == DC_OK && !c->headed)
		st = find_headings(c, &first, &from, err);
	if (first > n_cells)
		first = n_cells;
	if (st == DC_OK && n > from)
		st = c->s.ex->sink->text(c->s.ex->sink, c->s.self, &(struct dc_text){
			.form = DC_TABLE, .bytes = { c->s.text.p, n }, .page = from, .page_end = n, .map = &c->s.map,
			.first_line = c->s.line, .first_row = c->row, .cells = first == 0 ? c->cells.p : c->cells.p + first,
			.n_cells = n_cells - first, .columns = c->columns, .n_columns = c->n_columns, .one_record = c->is_form }, err);
	stream_drop(&c->s, n);
	c->row += rows;
	return st;
}

/* The quote that opened the last cell is text then, and so is any behind it. */
static void quote_open(struct csv *c)
{
	char detail[64];

	snprintf(detail, sizeof detail, "row %llu: quote not closed", (unsigned long long)c->row + c->cells.rows);
	extract_reason(c->s.ex, c->s.end, DC_R_row_error, dc_map_stored(&c->s.map, c->cells.open), detail);
}

static void choose_form(struct csv *c)
{
	struct dc_span head = { c->s.text.p, c->s.text.n < EXTRACT_HEAD ? c->s.text.n : EXTRACT_HEAD };
	struct cells_guess g = cells_guess(head, false);

	c->form = (struct cells_form){ .delimiter = g.delimiter == 0 ? ',' : g.delimiter, .end = cells_row_end(head), .quotes = true };
	if (g.delimiter == 0 && memchr(head.p, '\t', head.n) != NULL)
		c->form.delimiter = '\t';
}

/* Inside the quotes stand lines like rows of this table: a quote was forgotten, not a long cell written. */
static bool swallows_rows(const struct csv *c)
{
	const uint8_t *p = c->s.text.p + c->cells.open;
	size_t n = c->s.text.n - c->cells.open, lines = 0, delimiters = 0;

	for (size_t i = 0; i < n; i++) {
		lines += p[i] == c->form.end;
		delimiters += p[i] == c->form.delimiter;
	}
	return lines >= 8 && c->n_columns >= 2 && delimiters * 2 >= lines * (c->n_columns - 1);
}

/* Where the long cell that text begins with ends; n if its end is not there. *seen: what need not be looked at again. */
static size_t cell_end(const struct csv *c, bool quoted, size_t *seen)
{
	const uint8_t *p = c->s.text.p;
	size_t n = c->s.text.n;

	for (size_t i = *seen; i < n; i++) {
		if (!quoted && (p[i] == c->form.delimiter || p[i] == c->form.end))
			return i;
		if (!quoted || p[i] != '"')
			continue;
		if (i + 1 == n && !c->s.eof) {
			*seen = i;
			return n;
		}
		if (i + 1 == n || p[i + 1] != '"')
			return i;
		i++;
	}
	*seen = n;
	return n;
}

/* The cell text begins with, as prose; text then begins with what follows the cell. */
static enum dc_status long_cell(struct csv *c, struct dc_error *err)
{
	const uint32_t column = c->cells.open_column;
	const bool quoted = c->cells.open_quote;
	uint64_t gone, begin;
	size_t page = 0, seen = 0;
	enum dc_status st = DC_OK;

	stream_drop(&c->s, quoted);
	begin = c->s.gone;
	c->s.label = column < c->n_columns ? c->columns[column].name : NULL;
	c->cells.first_column = column;
	for (;;) {
		size_t end = cell_end(c, quoted, &seen);
		bool last = end < c->s.text.n || c->s.eof;

		gone = c->s.gone;
		if (gone + end - begin > c->s.ex->budget->cell_bytes) {
			extract_reason(c->s.ex, c->s.end, DC_R_cell_truncated, dc_map_stored(&c->s.map, page), NULL);
			stream_drop(&c->s, end);
			page = 0;
		} else {
			st = stream_prose(&c->s, end, last, &page, err);
		}
		seen -= (size_t)(c->s.gone - gone) < seen ? (size_t)(c->s.gone - gone) : seen;
		if (last || st != DC_OK)
			break;
		st = stream_more(&c->s, err);
		if (st != DC_OK)
			break;
	}
	c->s.label = NULL;
	if (st == DC_OK && quoted && c->s.text.n > 0)
		stream_drop(&c->s, 1);
	return st;
}

/* No row ends within the window: what stands before the cell that does not end goes first, then that cell. */
static enum dc_status long_row(struct csv *c, struct dc_error *err)
{
	enum dc_status st;

	if (c->cells.open == 0)
		return long_cell(c, err);
	st = hand_on(c, c->cells.open, c->cells.n, 0, err);
	c->cells.first_column = c->cells.open_column;
	return st;
}

/* quotes: false where no quote of text can be closed. */
static enum dc_status find_cells(struct csv *c, bool quotes, struct dc_error *err)
{
	struct cells_form form = c->form;

	form.quotes = quotes;
	if (!cells_find(&c->cells, (struct dc_span){ c->s.text.p, c->s.text.n }, &form, c->s.eof))
		return dc_fail(err, DC_ENOMEM, "no memory for cells");
	return DC_OK;
}

static enum dc_status find_rows(struct csv *c, bool full, struct dc_error *err)
{
	enum dc_status st = find_cells(c, true, err);

	if (st == DC_OK && c->cells.done == 0 && c->cells.open_quote && (c->s.eof || (full && swallows_rows(c)))) {
		quote_open(c);
		st = find_cells(c, false, err);
	}
	if (st != DC_OK)
		return st;
	if (c->cells.done > 0) {
		c->cells.first_column = 0;
		return hand_on(c, c->cells.done, c->cells.done_cells, c->cells.rows, err);
	}
	return full ? long_row(c, err) : DC_OK;
}

static enum dc_status all_rows(struct csv *c, struct dc_error *err)
{
	for (;;) {
		enum dc_status st = stream_more(&c->s, err);
		bool full = st == DC_ELIMIT && err->status == DC_OK;

		if (st != DC_OK && !full)
			return st;
		if (c->form.delimiter == 0)
			choose_form(c);
		st = find_rows(c, full, err);
		if (st != DC_OK || (c->s.eof && c->s.text.n == 0))
			return st;
	}
}

static enum dc_status csv_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct csv c = { .row = 1 };
	enum dc_status st = stream_open(&c.s, ex, item, self, end, DC_CS_UNKNOWN, err);

	if (st == DC_OK)
		st = all_rows(&c, err);
	stream_close(&c.s);
	cells_done(&c.cells);
	return st;
}

const struct dc_extractor extractor_csv = {
	.id = "csv",
	.reads = "values separated by comma, tab, semicolon or bar; quotes, line ends in cells, headings, broken rows",
	.bid = csv_bid,
	.extract = csv_extract,
};
