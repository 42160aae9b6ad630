/* unread.c -- what was not read whole, one by one: objects, then their parts. */
#include "unread.h"
#include "place.h"

#include <stdlib.h>

#define OBJECT_COLUMNS(X) \
	X(outcome, W_c_outcome, CELL_CODE, COL_MARK) \
	X(reason, W_c_reason, CELL_CODE, COL_HEAD) \
	X(asset, W_c_asset, CELL_NAME, COL_DATA) \
	X(path, W_c_path, CELL_NAME, COL_PLACE) \
	X(member, W_c_member, CELL_NAME, COL_PLACE) \
	X(table, W_c_table, CELL_NAME, COL_PLACE) \
	X(bytes, W_c_bytes, CELL_BYTES, COL_RIGHT) \
	X(bytes_read, W_c_bytes_read, CELL_BYTES, 0) \
	X(format, W_c_format, CELL_TEXT, 0) \
	X(detail, W_c_detail, CELL_TEXT, 0)
enum { OBJECT_COLUMNS(COLUMN_INDEX) N_OBJECT_COLUMNS };
static const struct column object_columns[] = { OBJECT_COLUMNS(COLUMN_ROW) };

static void put_reason(const struct page *p, struct cell *c, enum dc_reason r)
{
	const char *outcome = dc_outcome_name(dc_reason_outcome(r)), *reason = dc_reason_name(r);

	c[C_outcome] = cell_code(outcome, label_text(LABEL_OUTCOME, outcome, p->lang));
	c[C_reason] = cell_code(reason, label_text(LABEL_UNREAD, reason, p->lang));
}

static enum dc_status give_object(void *ctx, const struct dc_stored_object *o, struct dc_error *err)
{
	struct page *p = ctx;
	struct cell c[N_OBJECT_COLUMNS] = { 0 };
	char room[2][PLACE_MASK_MOST];

	(void)err;
	if (o->reason == DC_R_none || o->reason == DC_R_unchanged_since || o->reason == DC_R_duplicate_of)
		return DC_OK;		/* read, here or earlier or under another name */
	put_reason(p, c, o->reason);
	c[C_asset] = place_path(p, o->asset, strlen(o->asset), room[0]);
	c[C_path] = place_path(p, o->path, o->path_len, room[1]);
	c[C_bytes] = cell_n(o->size);
	c[C_bytes_read] = cell_n(o->bytes_read);
	c[C_format] = cell_text(o->format);
	c[C_detail] = p->req->mask_paths ? cell_none() : cell_text(o->detail);	/* a detail may name a member */
	return page_row(p, c);
}

static enum dc_status give_part(void *ctx, const struct dc_stored_object *o, const struct dc_stored_part *part,
	struct dc_error *err)
{
	struct page *p = ctx;
	struct cell c[N_OBJECT_COLUMNS] = { 0 };
	char room[4][PLACE_MASK_MOST];

	(void)err;
	if (part->inner[0] == '\0' && part->table[0] == '\0')
		return DC_OK;		/* the object itself: told above */
	put_reason(p, c, part->reason);
	c[C_asset] = place_path(p, o->asset, strlen(o->asset), room[0]);
	c[C_path] = place_path(p, o->path, o->path_len, room[1]);
	c[C_member] = place_name(p, part->inner, room[2]);
	c[C_table] = place_name(p, part->table, room[3]);
	c[C_bytes] = cell_n_or_none((int64_t)part->bytes);	/* 0: what was never opened has no known size */
	c[C_format] = cell_text(part->format);
	c[C_detail] = p->req->mask_paths ? cell_none() : cell_text(part->detail);
	return page_row(p, c);
}

enum dc_status unread_objects(struct page *p, const char *group, struct dc_error *err)
{
	struct section s = { .id = "unread", .group = group, .title = page_word(p, W_s_unread),
		.note = page_word(p, W_s_unread_note), .empty = page_word(p, W_s_unread_empty), .columns = object_columns,
		.n_columns = N_OBJECT_COLUMNS, .style = STYLE_ROWS, .rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &s);

	if (st == DC_OK)
		st = dc_store_each_object(p->req->store, p->req->run, give_object, p, err);
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status unread_parts(struct page *p, struct dc_error *err)
{
	struct section s = { .id = "unread_parts", .title = page_word(p, W_s_parts), .empty = page_word(p, W_s_parts_empty),
		.columns = object_columns, .n_columns = N_OBJECT_COLUMNS, .style = STYLE_ROWS, .rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &s);

	if (st == DC_OK)
		st = dc_store_each_part(p->req->store, p->req->run, false, give_part, p, err);
	return st == DC_OK ? page_section_end(p) : st;
}

enum dc_status unread_write(struct page *p, struct dc_error *err)
{
	enum dc_status st = unread_objects(p, NULL, err);

	return st == DC_OK ? unread_parts(p, err) : st;
}
