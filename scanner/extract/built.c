/* built.c -- appends pieces, notes where they come from, hands on what is full. */
#include "built.h"

#include "form.h"
#include "heading.h"
#include "utf8.h"
#include "window.h"

#include <stdlib.h>

#define FULL (256u << 10)		/* a text is handed on from so many bytes on */
#define ROOM 16384			/* a row that leaves less room in the window is handed on in pieces */

enum dc_status built_open(struct built *b, struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end,
	enum dc_text_form form, bool mapped, struct dc_error *err)
{
	*b = (struct built){ .ex = ex, .self = self, .end = end, .form = form, .mapped = mapped, .row = 1, .first_row = 1,
		.heading = BUILT_UNKNOWN };
	if (!window_open(&b->text))
		return dc_fail(err, DC_ENOMEM, "no memory to build a text");
	return DC_OK;
}

void built_close(struct built *b)
{
	window_close(&b->text);
	dc_map_done(&b->map);
	free(b->cells);
	b->cells = NULL;
}

void built_table(struct built *b, bool table)
{
	b->form = table ? DC_TABLE : DC_PROSE;
	b->columns = NULL;
	b->n_columns = b->cap_columns = 0;
	b->heading = BUILT_UNKNOWN;
	b->is_form = false;
}

/* Names the columns by the row that heads them, once, when the first rows are there. */
static enum dc_status find_headings(struct built *b, size_t *first, size_t *end, struct dc_error *err)
{
	struct dc_span text = { b->text.p, b->text.n };
	uint32_t widest = 0;
	int row;

	if (b->heading != BUILT_NO_HEADING && b->text.n < FULL && form_read(text, b->cells, b->n_cells, b->ex->arena, &b->columns, &b->n_columns) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "no memory for the labels of a form");
	b->is_form = b->n_columns > 0;
	if (b->is_form) {
		b->cap_columns = b->n_columns;
		return DC_OK;
	}
	row = b->heading == BUILT_NO_HEADING ? -1 : b->heading != BUILT_UNKNOWN ? (int)(b->heading - b->first_row)
		: heading_row(text, b->cells, b->n_cells);

	for (size_t i = 0; i < b->n_cells; i++)
		if (b->cells[i].column != DC_NO_COLUMN && b->cells[i].column >= widest)
			widest = b->cells[i].column + 1;
	if (widest > BUILT_COLUMNS)
		widest = BUILT_COLUMNS;
	b->columns = dc_arena_array(b->ex->arena, widest + 1, sizeof *b->columns);
	if (b->columns == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for headings");
	b->n_columns = b->cap_columns = widest;
	for (size_t i = 0; i < widest; i++)
		b->columns[i] = (struct dc_column){ "", "" };
	for (size_t i = 0; i < b->n_cells && row >= 0; i++) {
		const struct dc_cell *c = &b->cells[i];

		if (c->row != (uint32_t)row || c->column >= widest)
			continue;
		b->columns[c->column].name = dc_arena_strndup(b->ex->arena, text.p + c->start, c->end - c->start);
		if (b->columns[c->column].name == NULL)
			return dc_fail(err, DC_ENOMEM, "no memory for a heading");
	}
	if (row < 0)
		return DC_OK;
	*first = heading_cells(b->cells, b->n_cells, (uint32_t)row, end);
	return b->ex->sink->text(b->ex->sink, b->self, &(struct dc_text){ .form = DC_PROSE, .bytes = { text.p, *end },
		.page_end = *end, .map = &b->map }, err);
}

static enum dc_status hand_on(struct built *b, size_t page_end, struct dc_error *err)
{
	size_t first = 0, from = 0;

	if (page_end <= b->page)
		return DC_OK;
	memset(b->text.p + b->text.n, 0, DC_TEXT_PAD);
	if (b->form == DC_TABLE && b->columns == NULL) {
		enum dc_status st = find_headings(b, &first, &from, err);

		if (st != DC_OK)
			return st;
	}
	if (from >= page_end)
		return DC_OK;
	from = from > b->page ? from : b->page;
	return b->ex->sink->text(b->ex->sink, b->self, &(struct dc_text){
		.form = b->form, .bytes = { b->text.p, b->text.n }, .page = from, .page_end = page_end, .map = &b->map,
		.first_row = b->form == DC_TABLE ? b->first_row : 0, .cells = b->n_cells == 0 ? NULL : b->cells + first,
		.n_cells = b->n_cells - first,
		.columns = b->columns, .n_columns = b->n_columns, .one_record = b->is_form }, err);
}

/* Forgets the text before `keep` and its cells; a cell that reaches beyond it goes on. */
static void slide(struct built *b, size_t keep)
{
	size_t left = 0;

	for (size_t i = 0; i < b->n_cells; i++) {
		struct dc_cell c = b->cells[i];

		if (c.end <= keep && !(b->cell_open && i + 1 == b->n_cells))
			continue;
		c.start = c.start > keep ? c.start - (uint32_t)keep : 0;
		c.end = c.end > keep ? c.end - (uint32_t)keep : 0;
		b->cells[left++] = c;
	}
	b->n_cells = left;
	window_drop(&b->text, &b->map, keep);
}

/* Hands on all but a margin, and keeps a margin before that. */
static enum dc_status hand_on_page(struct built *b, struct dc_error *err)
{
	size_t page_end = b->text.n <= DC_TEXT_MARGIN ? 0 : window_char(&b->text, b->text.n - DC_TEXT_MARGIN), keep;
	enum dc_status st;

	if (page_end <= b->page)
		return DC_OK;
	if (b->cell_open)
		b->cells[b->n_cells - 1].end = (uint32_t)b->text.n;
	st = hand_on(b, page_end, err);
	keep = page_end <= DC_TEXT_MARGIN ? 0 : window_char(&b->text, page_end - DC_TEXT_MARGIN);
	slide(b, keep);
	b->page = page_end - keep;
	return st;
}

enum dc_status built_flush(struct built *b, struct dc_error *err)
{
	enum dc_status st = hand_on(b, b->text.n, err);

	b->n_cells = 0;
	window_drop(&b->text, &b->map, b->text.n);
	b->page = 0;
	b->first_row = b->row;
	return st;
}

enum dc_status built_row(struct built *b, uint64_t row, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	/* row numbers in a text are 32 bit from its first */
	if (b->text.n >= FULL || row - b->first_row > UINT32_MAX / 2)
		st = built_flush(b, err);
	b->row = row;
	if (b->n_cells == 0)
		b->first_row = row;
	return st;
}

enum dc_status built_cell(struct built *b, uint32_t column, struct dc_error *err)
{
	if (b->n_cells == b->cap_cells) {
		size_t cap = b->cap_cells == 0 ? 1024 : b->cap_cells * 2;
		struct dc_cell *cells = realloc(b->cells, cap * sizeof *cells);

		if (cells == NULL)
			return dc_fail(err, DC_ENOMEM, "no memory for %zu cells", cap);
		b->cells = cells;
		b->cap_cells = cap;
	}
	b->cells[b->n_cells++] = (struct dc_cell){ (uint32_t)b->text.n, (uint32_t)b->text.n, column,
		(uint32_t)(b->row - b->first_row) };
	b->cell_open = true;
	b->cell_bytes = 0;
	return DC_OK;
}

enum dc_status built_cell_end(struct built *b, struct dc_error *err)
{
	if (!b->cell_open)
		return DC_OK;
	b->cell_open = false;
	b->cells[b->n_cells - 1].end = (uint32_t)b->text.n;
	return built_break(b, '\t', err);
}

/* Room for n bytes (at most ROOM), handing on what stands in the way. */
static enum dc_status make_room(struct built *b, size_t n, struct dc_error *err)
{
	if (b->form == DC_PROSE ? b->text.n >= FULL : b->text.n + n + DC_TEXT_MARGIN > DC_TEXT_MOST)
		return hand_on_page(b, err);
	return DC_OK;
}

/* False when the open cell is as long as a cell may be: what follows of it is left out, and said so. */
static bool cell_takes(struct built *b, size_t n)
{
	if (!b->cell_open)
		return true;
	if (b->cell_bytes + n > b->ex->budget->cell_bytes) {
		extract_reason(b->ex, b->end, DC_R_cell_truncated, b->end->bytes, NULL);
		return false;
	}
	b->cell_bytes += n;
	return true;
}

static enum dc_status note(struct built *b, uint64_t stored, unsigned text_step, size_t stored_step, struct dc_error *err)
{
	if (!b->mapped || (b->map.n == 0 && text_step == 1 && stored_step == 1 && b->map.base + b->text.n == stored))
		return DC_OK;
	if (b->text.n == 0)
		dc_map_clear(&b->map, stored);
	if (dc_map_add(&b->map, b->text.n, stored, text_step, stored_step > 255 ? 255 : (unsigned)stored_step) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "no memory for a map");
	return DC_OK;
}

/* As much of a piece as goes in one step: up to ROOM bytes, cut at a character. */
static size_t step_of(const uint8_t *p, size_t n)
{
	size_t k = ROOM;

	if (n <= ROOM)
		return n;
	while (k > ROOM - 4 && (p[k] & 0xc0) == 0x80)
		k--;
	return k;
}

static enum dc_status add(struct built *b, const uint8_t *p, size_t n, uint64_t stored, unsigned text_step, unsigned stored_step,
	struct dc_error *err)
{
	enum dc_status st = DC_OK;

	while (n > 0 && st == DC_OK) {
		size_t k = step_of(p, n);

		if (text_step > 1)
			k -= k % text_step;
		if (!cell_takes(b, k))
			return DC_OK;
		st = make_room(b, k, err);
		if (st == DC_OK)
			st = note(b, stored, text_step, stored_step, err);
		if (st == DC_OK && dc_buf_add(&b->text, p, k) != DC_OK)
			st = dc_fail(err, DC_EBUG, "a piece of %zu bytes does not fit its window", k);
		p += k;
		n -= k;
		stored += k / text_step * stored_step;
	}
	return st;
}

enum dc_status built_add(struct built *b, const uint8_t *p, size_t n, uint64_t stored, struct dc_error *err)
{
	return add(b, p, n, stored, 1, 1, err);
}

enum dc_status built_value(struct built *b, uint32_t column, struct dc_span text, struct dc_error *err)
{
	size_t at = b->text.n;
	enum dc_status st;

	/* Nearly all cells of a database are short and fit: no step of what follows below can fail or hand on. */
	if (!b->mapped && b->form == DC_TABLE && text.n <= ROOM && text.n <= b->ex->budget->cell_bytes && b->n_cells < b->cap_cells &&
	    at + text.n + 1 + DC_TEXT_MARGIN <= DC_TEXT_MOST) {
		memcpy(b->text.p + at, text.p, text.n);
		b->text.p[at + text.n] = '\t';
		b->text.n = at + text.n + 1;
		b->cells[b->n_cells++] = (struct dc_cell){ (uint32_t)at, (uint32_t)(at + text.n), column, (uint32_t)(b->row - b->first_row) };
		return DC_OK;
	}
	st = built_cell(b, column, err);
	if (st == DC_OK)
		st = built_add(b, text.p, text.n, 0, err);
	return st == DC_OK ? built_cell_end(b, err) : st;
}

enum dc_status built_add_mapped(struct built *b, struct dc_span text, const struct dc_map *map, size_t from, struct dc_error *err)
{
	size_t at = from, end = from + text.n, i = 0;
	enum dc_status st = DC_OK;

	if (map->n == 0)
		return built_add(b, text.p, text.n, map->base + from, err);
	while (i < map->n && map->runs[i].text <= from)	/* runs are few, or short: texts come in order */
		i++;
	while (at < end && st == DC_OK) {
		size_t stop = i < map->n && map->runs[i].text < end ? map->runs[i].text : end;
		unsigned text_step = i == 0 ? 1 : map->runs[i - 1].text_step;
		unsigned stored_step = i == 0 ? 1 : map->runs[i - 1].stored_step;

		st = add(b, text.p + (at - from), stop - at, dc_map_stored(map, at), text_step, stored_step, err);
		at = stop;
		i++;
	}
	return st;
}

enum dc_status built_char(struct built *b, uint32_t c, uint64_t stored, size_t stored_len, struct dc_error *err)
{
	uint8_t u[4];
	unsigned n = (unsigned)utf8_write(c, u);
	enum dc_status st;

	if (!cell_takes(b, n))
		return DC_OK;
	st = make_room(b, n, err);
	if (st == DC_OK)
		st = note(b, stored, n, stored_len, err);
	if (st == DC_OK && dc_buf_add(&b->text, u, n) != DC_OK)
		st = dc_fail(err, DC_EBUG, "a character does not fit its window");
	return st;
}

enum dc_status built_break(struct built *b, char c, struct dc_error *err)
{
	enum dc_status st = make_room(b, 1, err);

	if (st == DC_OK && b->mapped && b->text.n > 0)
		st = note(b, dc_map_stored_end(&b->map, b->text.n), 1, 0, err);
	if (st == DC_OK && dc_buf_addc(&b->text, c) != DC_OK)
		st = dc_fail(err, DC_EBUG, "a separator does not fit its window");
	return st;
}

enum dc_status built_column(struct built *b, const char *name, size_t n, uint32_t *column, bool *fresh, struct dc_error *err)
{
	*fresh = false;
	for (size_t i = 0, at = b->next_column; i < b->n_columns; i++, at++) {
		at = at < b->n_columns ? at : 0;	/* records alike name their values in the same order */
		if (strncmp(b->columns[at].name, name, n) == 0 && b->columns[at].name[n] == '\0') {
			*column = (uint32_t)at;
			b->next_column = at + 1;
			return DC_OK;
		}
	}
	*column = DC_NO_COLUMN;
	*fresh = true;
	if (b->n_columns == BUILT_COLUMNS)
		return DC_OK;
	if (b->n_columns == b->cap_columns) {
		size_t cap = b->cap_columns == 0 ? 16 : b->cap_columns * 2;
		struct dc_column *columns = dc_arena_array(b->ex->arena, cap, sizeof *columns);

		if (columns == NULL)
			return dc_fail(err, DC_ENOMEM, "no memory for %zu columns", cap);
		if (b->n_columns != 0)
			memcpy(columns, b->columns, b->n_columns * sizeof *columns);
		b->columns = columns;
		b->cap_columns = cap;
	}
	b->columns[b->n_columns] = (struct dc_column){ dc_arena_strndup(b->ex->arena, name, n), "" };
	if (b->columns[b->n_columns].name == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for a column's name");
	*column = (uint32_t)b->n_columns++;
	return DC_OK;
}
