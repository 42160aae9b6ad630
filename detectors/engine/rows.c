/* rows.c -- rows of settled columns: each cell is one value of its column's kind, or of no concern. Such a row goes to evidence as it is,
 * with no candidate made; any other row is read by everybody. */
#include "session.h"

#include "evidence.h"

#define ROW_CELLS 64			/* values of one row */
_Static_assert(ROW_CELLS <= AGAIN_ONCE, "none of a row takes the place of another");
#define ROW_FLUSHES 32			/* of one text: where every other row needs the long way, all take it */

/* Finds where the cells of the row are kept, and has them brought. False: there are too many, or of a column nobody knows. */
static bool find_places(struct dc_session *s, size_t from, size_t to, struct again_place *places)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		const struct dc_cell *c = &s->text->cells[i];

		if (c->end == c->start)
			continue;
		if (c->column >= s->n_columns)
			return false;
		if (s->settled[c->column].kind == NULL)
			continue;
		if (n == ROW_CELLS)
			return false;
		session_cell(s, (uint32_t)i);
		places[n] = session_place(s);
		again_fetch(s->again, places[n++]);
	}
	return true;
}

/* Reads the cell by its column; false: it is something else. places: of the row's cells, the n-th is this one's. */
static bool read_cell(struct dc_session *s, uint32_t i, const struct again_place *places, struct evidence_cell *cells,
	const struct again_slot **slots, size_t *n)
{
	const struct dc_cell *c = &s->text->cells[i];
	const struct settled *settled;
	const struct again_slot *slot;

	settled = &s->settled[c->column];
	if (settled->kind == NULL)
		return kind_set_empty(&s->columns[c->column]) && session_silent(s, c);
	session_cell(s, i);
	slot = session_slot(s, settled, places[*n]);
	if (slot == NULL)
		return false;
	for (size_t k = 0; k < *n; k++)
		if (slots[k] == slot)
			return false;		/* one has just taken the other's place */
	slots[*n] = slot;
	cells[(*n)++] = (struct evidence_cell){ .cell = i, .start = s->floor, .end = s->ceiling, .kind = &slot->kind->kind,
		.category = slot->category, .value = again_value(slot), .same = slot->turn, .profile = slot->profile, .weights = slot->weights,
		.logodds = slot->logodds, .n_weights = slot->n_weights, .shown = slot->shown, .flags = slot->flags, .hash = slot->hash };
	return true;
}

/* Behind the last cell of the row that begins at i. */
static size_t row_end(const struct dc_text *t, size_t i)
{
	size_t k = i + 1;

	while (k < t->n_cells && t->cells[k].row == t->cells[i].row)
		k++;
	return k;
}

/* What evidence has not seen yet comes before the row. */
static bool catch_up(struct dc_session *s, size_t i, struct dc_hit_sink *out, struct dc_error *err)
{
	if (s->cell_given == i)
		return true;
	if (s->row_flushes++ >= ROW_FLUSHES)
		return false;
	s->status = session_flush(s, s->text->cells[i].start, out, err);
	return s->status == DC_OK;
}

bool session_row(struct dc_session *s, struct dc_hit_sink *out, struct dc_error *err)
{
	const struct dc_text *t = s->text;
	struct evidence_cell cells[ROW_CELLS];
	const struct again_slot *slots[ROW_CELLS];
	struct again_place places[ROW_CELLS];
	size_t i = s->cell_shown, end, n = 0;
	bool taken = false;

	if (s->no_rows || s->again == NULL || s->row_flushes >= ROW_FLUSHES || (i > 0 && t->cells[i - 1].row == t->cells[i].row) ||
	    !evidence_takes_rows(s->evidence))
		return false;
	end = row_end(t, i);
	if (t->cells[i].start < t->page || t->cells[end - 1].start >= t->page_end)
		return false;
	if (!find_places(s, i, end, places))
		return false;
	for (size_t k = i; k < end; k++)
		if (t->cells[k].end > t->cells[k].start && !read_cell(s, (uint32_t)k, places, cells, slots, &n))
			return false;
	if (!catch_up(s, i, out, err))
		return false;
	s->status = evidence_row(s->evidence, t, i, end, cells, n, &taken, out, err);
	if (!taken) {
		s->row_flushes = ROW_FLUSHES;	/* nor will the next */
		return false;
	}
	s->cell_shown = s->cell_given = end;
	s->page = end < t->n_cells && t->cells[end].start < t->page_end ? t->cells[end].start : t->page_end;
	s->quiet_until = t->cells[end - 1].end;
	s->rows++;
	return true;
}
