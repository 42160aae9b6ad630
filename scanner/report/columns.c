/* columns.c -- what each column of a table or sheet was decided to hold (DESIGN §5: other tools read these names). */
#include "place.h"

#define COLUMNS(X) \
	X(type, W_c_type, CELL_CODE, COL_HEAD) \
	X(asset, W_c_asset, CELL_NAME, COL_DATA) \
	X(path, W_c_path, CELL_NAME, COL_PLACE) \
	X(member, W_c_member, CELL_NAME, COL_PLACE) \
	X(database, W_c_database, CELL_NAME, 0) \
	X(schema, W_c_schema, CELL_NAME, 0) \
	X(table, W_c_table, CELL_NAME, COL_PLACE) \
	X(field, W_c_field, CELL_NAME, COL_PLACE) \
	X(confidence, W_c_confidence, CELL_SHARE, COL_RIGHT) \
	X(share, W_c_share, CELL_SHARE, COL_RIGHT) \
	X(rows, W_c_rows, CELL_COUNT, COL_RIGHT) \
	X(filled, W_c_filled, CELL_COUNT, 0) \
	X(distinct, W_c_distinct, CELL_COUNT, 0) \
	X(read, W_c_read, CELL_CODE, 0) \
	X(detector, W_c_detector, CELL_TEXT, 0) \
	X(reasons, W_c_reasons, CELL_WEIGHTS, 0)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

/* "crm" of "postgresql://host/crm?sslmode=require"; of sqlite:FILE the file. */
static struct cell database_of(const char *asset)
{
	const char *rest = strstr(asset, "://"), *slash, *end;

	if (rest == NULL)
		return cell_text(strncmp(asset, "sqlite:", 7) == 0 ? asset + 7 : asset);
	slash = strchr(rest + 3, '/');
	if (slash == NULL)
		return cell_none();
	end = slash + 1 + strcspn(slash + 1, "/?#");
	return cell_span(slash + 1, (size_t)(end - slash) - 1);
}

/* whole, sampled, refused */
static const char *read_word(enum dc_reason r)
{
	if (dc_reason_outcome(r) == DC_FAILED)
		return "refused";
	return r == DC_R_sampled || dc_reason_outcome(r) == DC_PARTIAL ? "sampled" : "whole";
}

static void put_table(const struct page *p, const char *asset, const char *table, struct cell *c,
	char room[2][PLACE_MASK_MOST])
{
	const char *dot = strchr(table, '.');

	if (!place_database(asset) || p->req->mask_paths) {
		c[C_table] = place_name(p, table, room[0]);
		return;
	}
	c[C_database] = database_of(asset);
	if (dot != NULL)
		c[C_schema] = cell_span(table, (size_t)(dot - table));
	c[C_table] = cell_text(dot == NULL ? table : dot + 1);
}

static enum dc_status give(void *ctx, const struct dc_stored_object *o, const char *inner, const char *table,
	const struct dc_result_column *r, const char *kind, struct dc_error *err)
{
	struct page *p = ctx;
	struct cell c[N_COLUMNS] = { 0 };
	char room[6][PLACE_MASK_MOST];
	const char *read = read_word(o->reason);

	(void)err;
	c[C_type] = cell_code(r->category, label_category(r->category, p->lang));
	c[C_asset] = place_path(p, o->asset, strlen(o->asset), room[0]);
	c[C_path] = place_path(p, o->path, o->path_len, room[1]);
	c[C_member] = place_name(p, inner, room[2]);
	c[C_field] = place_name(p, r->field, room[3]);
	put_table(p, o->asset, table, c, room + 4);
	c[C_confidence] = cell_x((double)r->confidence);
	if (r->distinct != 0)
		c[C_share] = cell_x((double)r->matching / (double)r->distinct);
	c[C_rows] = cell_n(r->rows);
	c[C_filled] = cell_n(r->filled);
	c[C_distinct] = cell_n(r->distinct);
	c[C_read] = cell_code(read, label_text(LABEL_READ, read, p->lang));
	c[C_detector] = cell_text(kind);
	c[C_reasons] = (struct cell){ .known = r->n_weights != 0, .x = (double)r->confidence, .weights = r->weights,
		.n_weights = r->n_weights };
	return page_row(p, c);
}

static enum dc_status columns_write(struct page *p, struct dc_error *err)
{
	struct section s = { .id = "columns", .title = page_word(p, W_t_columns), .note = page_word(p, W_s_columns_note),
		.empty = page_word(p, W_s_columns_empty), .columns = columns, .n_columns = N_COLUMNS, .style = STYLE_ROWS,
		.rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &s);

	if (st == DC_OK)
		st = dc_store_each_column(p->req->store, p->req->run, give, p, err);
	return st == DC_OK ? page_section_end(p) : st;
}

const struct report report_columns = { "columns", W_t_columns, F_ALL, true, columns_write, NULL };
