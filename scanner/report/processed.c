/* processed.c -- see processed.h. k-min is of the rows that the scan could tell apart: columns that it does not know tell more. */
#include "processed.h"

#include "holdings.h"
#include "place.h"

#include <stdlib.h>

#define COLUMNS(X) \
	X(scope, W_c_scope, CELL_TEXT, COL_HEAD) \
	X(path, W_c_path, CELL_NAME, COL_PLACE) \
	X(inner, W_c_member, CELL_NAME, COL_DATA) \
	X(table, W_c_table, CELL_NAME, 0) \
	X(field, W_c_field, CELL_NAME, 0) \
	X(category, W_c_type, CELL_CODE, 0) \
	X(rows, W_pd_rows, CELL_COUNT, COL_RIGHT) \
	X(k_min, W_pd_k_min, CELL_COUNT, COL_RIGHT) \
	X(rows_alone, W_pd_alone, CELL_COUNT, COL_RIGHT) \
	X(rows_alone_share, W_pd_alone_share, CELL_SHARE, COL_RIGHT) \
	X(rows_by, W_pd_by, CELL_TEXT, COL_DATA) \
	X(values, W_pd_values, CELL_COUNT, COL_RIGHT) \
	X(joinability, W_pd_join, CELL_SHARE, COL_RIGHT) \
	X(joinability_error, W_pd_error, CELL_SHARE, 0) \
	X(joins_with, W_pd_with, CELL_TEXT, 0)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

struct processed_row { struct dc_processed at; };

struct reading { struct page *p; struct processed_list *l; };

static const char *kept(struct page *p, const char *s)
{
	return dc_arena_strdup(p->arena, s);
}

static enum dc_status take(void *ctx, const struct dc_processed *d, struct dc_error *err)
{
	struct reading *r = ctx;
	struct processed_list *l = r->l;
	struct dc_processed *at;

	if (l->n == l->cap) {
		size_t cap = l->cap == 0 ? 64 : l->cap * 2;
		struct processed_row *more = reallocarray(l->rows, cap, sizeof *more);

		if (more == NULL)
			return dc_fail(err, DC_ENOMEM, "report ledger");
		l->rows = more;
		l->cap = cap;
	}
	at = &l->rows[l->n].at;
	*at = *d;
	at->path = dc_arena_strndup(r->p->arena, d->path, d->path_len);
	at->inner = kept(r->p, d->inner);
	at->table = kept(r->p, d->table);
	at->field = kept(r->p, d->field);
	at->category = kept(r->p, d->category);
	at->rows_by = kept(r->p, d->rows_by);
	if (at->path == NULL || at->inner == NULL || at->table == NULL || at->field == NULL || at->category == NULL || at->rows_by == NULL)
		return dc_fail(err, DC_ENOMEM, "report ledger");
	l->n++;
	return DC_OK;
}

enum dc_status processed_read(struct page *p, struct processed_list *l, struct dc_error *err)
{
	struct reading r = { p, l };

	*l = (struct processed_list){ .n = 0 };
	if (p->req->declaration == NULL)
		return DC_OK;
	return dc_processed_each(p->req->declaration, p->req->store, p->req->run, take, &r, err);
}

void processed_done(struct processed_list *l)
{
	free(l->rows);
	*l = (struct processed_list){ .n = 0 };
}

/* "1.000 ± 0.001" in the arena of the page; "" where no value could be looked up. */
static const char *join_text(struct page *p, const struct dc_processed *d)
{
	return d->compared == 0 ? "" : page_str(p, dc_arena_printf(p->arena, "%.3f ± %.3f", d->joinability, d->error));
}

static const char *with_text(const struct page *p, const struct dc_processed *d)
{
	struct dc_declared_scope s;

	if (d->shared == 0)
		return "";
	if (d->with < 0)
		return page_word(p, W_outside);
	dc_declaration_scope(p->req->declaration, (size_t)d->with, p->lang == LANG_JA ? "ja" : "en", &s);
	return s.title[0] != '\0' ? s.title : s.id;
}

const char *processed_says(struct page *p, const struct processed_list *l, size_t scope)
{
	const struct dc_processed *rows = NULL, *join = NULL;
	const char *alike = "", *joins = "";
	char n[3][NUMBER_MOST];

	for (size_t i = 0; i < l->n; i++) {
		const struct dc_processed *d = &l->rows[i].at;

		if (d->scope != scope)
			continue;
		if (d->rows != 0 && (rows == NULL || d->least < rows->least || (d->least == rows->least && d->alone > rows->alone)))
			rows = d;
		if (d->compared != 0 && (join == NULL || d->joinability > join->joinability))
			join = d;
	}
	if (rows != NULL)
		alike = PAGE_SAY(p, W_pd_alike_text, number_count(rows->least, n[0]), number_count(rows->alone, n[1]), number_count(rows->rows, n[2]));
	if (join != NULL)
		joins = join->shared == 0 ? PAGE_SAY(p, W_pd_join_text, join_text(p, join))
			: PAGE_SAY(p, W_pd_join_with, join_text(p, join), with_text(p, join));
	if (*alike == '\0' || *joins == '\0')
		return *alike == '\0' ? joins : alike;
	return page_str(p, dc_arena_printf(p->arena, "%s%s%s", alike, p->lang == LANG_JA ? "、" : "; ", joins));
}

static enum dc_status put(struct page *p, const struct dc_processed *d)
{
	struct cell c[N_COLUMNS] = { 0 };
	struct dc_declared_scope s;
	char room[4][PLACE_MASK_MOST];

	dc_declaration_scope(p->req->declaration, d->scope, p->lang == LANG_JA ? "ja" : "en", &s);
	c[C_scope] = cell_text(s.title[0] != '\0' ? s.title : s.id);
	c[C_path] = place_path(p, d->path, d->path_len, room[0]);
	c[C_inner] = place_name(p, d->inner, room[1]);
	c[C_table] = place_name(p, d->table, room[2]);
	c[C_field] = place_name(p, d->field, room[3]);
	c[C_category] = cell_code(d->category, label_category(d->category, p->lang));
	if (d->rows != 0) {
		c[C_rows] = cell_n(d->rows);
		c[C_k_min] = cell_n(d->least);
		c[C_rows_alone] = cell_n(d->alone);
		c[C_rows_alone_share] = cell_x((double)d->alone / (double)d->rows);
		c[C_rows_by] = cell_text(holdings_ids(p, d->rows_by));
	}
	if (d->compared != 0) {
		c[C_values] = cell_n(d->values);
		c[C_joinability] = cell_x(d->joinability);
		c[C_joinability_error] = cell_x(d->error);
	}
	c[C_joins_with] = cell_text(with_text(p, d));
	return page_row(p, c);
}

enum dc_status processed_write(struct page *p, const struct processed_list *l)
{
	struct section s = { .id = "processed", .title = page_word(p, W_s_processed), .note = page_word(p, W_s_processed_note), .empty = "",
		.columns = columns, .n_columns = N_COLUMNS, .style = STYLE_ROWS, .rows = l->n };
	enum dc_status st = DC_OK;

	if (l->n == 0)
		return DC_OK;
	st = page_section(p, &s);
	for (size_t i = 0; i < l->n && st == DC_OK; i++)
		st = put(p, &l->rows[i].at);
	return st == DC_OK ? page_section_end(p) : st;
}
