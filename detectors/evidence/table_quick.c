/* table_quick.c -- the quick way through a decided table. Counting is that of table.c; what a hit comes to is looked up, and worked out by
 * table_rows.c where it is not known yet. */
#include "table_quick.h"

#include "placeholder.h"
#include "table_rows.h"

#define CELLS_MOST 64			/* values of one row */

/* One value of the row. */
struct value {
	const struct evidence_cell *cell;
	struct column *column;
	struct tally *tally;
	struct ready_key key;
	const struct ready *ready;
};

/* A cell that its column's vote might call something else is for the long way. */
static bool vote_agrees(const struct table *t, const struct column *col, uint16_t kind)
{
	return col->vote.won < 0 || table_is_name(t, kind);
}

static bool look(struct table *t, const struct dc_text *text, size_t from, size_t to, const struct evidence_cell *cells, size_t n,
	struct value *values)
{
	size_t next = 0;

	for (size_t i = from; i < to; i++) {
		const struct dc_cell *cell = &text->cells[i];
		struct column *col = cell->column < t->n_columns ? &t->columns[cell->column] : NULL;
		bool is_value = next < n && cells[next].cell == i;

		if (col == NULL || (!is_value && cell->end > cell->start && col->vote.won >= 0))
			return false;
		if (!is_value)
			continue;
		if (!vote_agrees(t, col, cells[next].profile))
			return false;
		values[next].cell = &cells[next];
		values[next].column = col;
		values[next].tally = column_tally(col, cells[next].profile);
		if (values[next].tally == NULL)
			return false;
		distinct_fetch(&col->seen, cells[next].hash);
		next++;
	}
	return next == n;
}

static enum dc_status count(struct table *t, struct value *v)
{
	struct column *col = v->column;
	bool fresh;
	enum dc_status st = DC_OK;

	v->tally->cells++;
	v->tally->window++;
	v->tally->sum += v->cell->logodds;
	col->filled++;
	col->window++;
	if (col->wanted)
		st = distinct_add(&col->seen, v->cell->hash, (uint8_t)(1u << (v->tally - col->tally)), t->most, &fresh);
	column_look_again(col, t->profiles);
	return st;
}

static enum dc_status count_row(struct table *t, const struct dc_text *text, size_t from, size_t to, struct value *values)
{
	enum dc_status st = DC_OK;
	size_t next = 0;

	for (size_t i = from; i < to && st == DC_OK; i++) {
		if (text->cells[i].end == text->cells[i].start)
			continue;
		if (values[next].cell != NULL && values[next].cell->cell == i)
			st = count(t, &values[next++]);
		else
			st = table_count_plain(t, text, i);
	}
	t->rows++;
	return st;
}

/* What each comes to, once all are counted. False: of some it is not known. */
static bool find_ready(const struct table *t, struct value *values, size_t n)
{
	unsigned row = 0;

	for (size_t i = 0; i < n; i++) {
		struct value *v = &values[i];

		v->key = table_ready_key(t, v->column, v->cell->profile, v->cell->category, v->cell->flags, v->cell->weights, v->cell->n_weights);
		v->ready = ready_find(&v->column->ready, &v->key);
		if (v->ready == NULL)
			return false;
		row |= v->ready->gives;
	}
	for (size_t i = 0; i < n; i++) {
		if (values[i].ready->row != row)
			values[i].ready = ready_in_row(&values[i].column->ready, &values[i].key, row);
		if (values[i].ready == NULL)
			return false;
	}
	return true;
}

static struct spot spot_of(const struct evidence_cell *c, const struct dc_text *text, struct place *place)
{
	const struct dc_cell *cell = &text->cells[c->cell];
	struct spot s = { .column = cell->column, .row = text->first_row + cell->row, .whole = true };

	s.record = s.row;
	s.start = dc_map_stored(text->map, c->start);
	s.end = dc_map_stored_end(text->map, c->end);
	place_find(place, c->start, &s.line, &s.col);
	return s;
}

static enum dc_status emit(const struct value *v, const struct spot *spot, struct dc_hit_sink *out, struct dc_error *err)
{
	const struct ready *r = v->ready;
	struct dc_hit hit = {
		.kind = r->kind, .category = r->category, .start = spot->start, .end = spot->end, .line = spot->line, .col = spot->col,
		.column = spot->column, .row = spot->row, .record = spot->record, .confidence = r->confidence, .band = r->band,
		.flags = r->flags, .value = v->cell->value, .shown = v->cell->shown, .same = v->cell->same, .weights = r->weights,
		.n_weights = r->n_weights,
	};

	return r->band == DC_BAND_NONE ? DC_OK : out->hit(out, &hit, err);
}

/* The row as candidates, for who works it out. */
static enum dc_status hand_over(struct table *t, const struct value *v, const struct spot *spot)
{
	struct candidate c = { .kind = v->cell->kind, .category = v->cell->category, .start = v->cell->start, .end = v->cell->end,
		.value_len = (uint16_t)v->cell->value.n, .shown = v->cell->shown, .flags = v->cell->flags, .n_weights = v->cell->n_weights };

	memcpy(c.weights, v->cell->weights, v->cell->n_weights * sizeof *c.weights);
	return batch_add(&t->batch, &c, v->cell->value, spot);
}

enum dc_status table_quick_row(struct table *t, const struct dc_text *text, size_t from, size_t to, const struct evidence_cell *cells,
	size_t n, struct place *where, bool *taken, struct dc_hit_sink *out, struct dc_error *err)
{
	struct value values[CELLS_MOST + 1];
	enum dc_status st;
	bool known;

	*taken = t->decided && t->batch.list.n == 0 && n <= CELLS_MOST && look(t, text, from, to, cells, n, values);
	if (!*taken)
		return DC_OK;
	values[n].cell = NULL;
	st = count_row(t, text, from, to, values);
	known = st == DC_OK && find_ready(t, values, n);
	for (size_t i = 0; i < n && st == DC_OK; i++) {
		struct spot spot = spot_of(values[i].cell, text, where);

		st = known ? emit(&values[i], &spot, out, err) : hand_over(t, &values[i], &spot);
	}
	if (st == DC_ENOMEM && err->status == DC_OK)
		return dc_fail(err, DC_ENOMEM, "rows of a table");
	return st == DC_OK && !known ? table_flush(t, out, err) : st;
}
