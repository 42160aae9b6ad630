/* form.c -- see form.h. What makes a form: at least two rows begin with a label and go on with something that is none, these are half of
 * all rows and more, and no label stands there twice (a column of kinds would). */
#include "form.h"

#include "heading.h"

#define ROWS_MOST 200
#define PAIRS_MOST 400

struct pair {
	size_t label, value;		/* of cells */
};

struct pairs {
	struct pair at[PAIRS_MOST];
	size_t n;
	unsigned rows, headed;		/* with something in them; of these, that begin with a label and a value */
};

static struct dc_span of_cell(struct dc_span text, const struct dc_cell *c)
{
	return dc_span_cut(text, c->start, c->end);
}

static bool is_label(struct dc_span text, const struct dc_cell *c)
{
	return heading_is_label(of_cell(text, c));
}

/* Cells [from, to) of one row: label, value, label, value. A value may lack; two labels in a row are a heading. */
static void read_row(struct dc_span text, const struct dc_cell *cells, size_t from, size_t to, struct pairs *p)
{
	bool first = true;

	for (size_t i = from; i < to; i++) {
		if (cells[i].end == cells[i].start)
			continue;
		p->rows += first;
		if (i + 1 < to && is_label(text, &cells[i])) {
			size_t v = i + 1;

			while (v + 1 < to && cells[v].end == cells[v].start)
				v++;
			if (cells[v].end > cells[v].start && !is_label(text, &cells[v]) && p->n < PAIRS_MOST) {
				p->at[p->n++] = (struct pair){ i, v };
				p->headed += first;
				i = v;
			}
		}
		first = false;
	}
}

static bool same_label(struct dc_span text, const struct dc_cell *cells, const struct pairs *p)
{
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < i; k++)
			if (dc_span_eq(of_cell(text, &cells[p->at[i].label]), of_cell(text, &cells[p->at[k].label])))
				return true;
	return false;
}

static enum dc_status name_columns(struct dc_span text, struct dc_cell *cells, size_t n, const struct pairs *p, struct dc_arena *arena,
	struct dc_column *columns)
{
	for (size_t i = 0; i < n; i++)
		cells[i].column = DC_NO_COLUMN;
	for (size_t i = 0; i < p->n; i++) {
		struct dc_span label = of_cell(text, &cells[p->at[i].label]);

		columns[i] = (struct dc_column){ dc_arena_strndup(arena, label.p, label.n), "" };
		if (columns[i].name == NULL)
			return DC_ENOMEM;
		cells[p->at[i].value].column = (uint32_t)i;
	}
	return DC_OK;
}

enum dc_status form_read(struct dc_span text, struct dc_cell *cells, size_t n, struct dc_arena *arena, struct dc_column **columns,
	size_t *n_columns)
{
	struct pairs p = { .n = 0 };

	*n_columns = 0;
	if (n == 0 || cells[n - 1].row >= ROWS_MOST)
		return DC_OK;
	for (size_t from = 0, to = 0; from < n; from = to) {
		while (to < n && cells[to].row == cells[from].row)
			to++;
		read_row(text, cells, from, to, &p);
	}
	if (p.headed < 2 || p.headed * 2 < p.rows || same_label(text, cells, &p))
		return DC_OK;
	*columns = dc_arena_array(arena, p.n, sizeof **columns);
	if (*columns == NULL)
		return DC_ENOMEM;
	*n_columns = p.n;
	return name_columns(text, cells, n, &p, arena, *columns);
}
