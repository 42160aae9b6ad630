/* places.c -- the places of personal data: findings come by path, so those of one object stand together and are one row. */
#include "places.h"

#include "place.h"
#include "survey.h"
#include "verdicts.h"

#include <stdlib.h>

#define COLUMNS(X) \
	X(level, W_c_level, CELL_CODE, COL_MARK) \
	X(asset, W_c_asset, CELL_NAME, COL_DATA) \
	X(path, W_c_path, CELL_NAME, COL_HEAD) \
	X(items_found, W_l_items_found, CELL_TEXT, COL_PLACE) \
	X(records, W_l_records, CELL_COUNT, COL_RIGHT) \
	X(persons_best, W_l_persons_most, CELL_COUNT, COL_RIGHT) \
	X(scope, W_c_scope, CELL_TEXT, 0) \
	X(medium, W_l_medium, CELL_TEXT, 0) \
	X(modified, W_c_modified, CELL_TIME, 0) \
	X(access_seen, W_l_access_seen, CELL_TEXT, 0) \
	X(object_status, W_c_status, CELL_CODE, 0)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

struct walk {
	struct page *p;
	struct verdicts verdicts;
	int64_t object;			/* of the row that grows; 0: none */
	struct dc_buf asset, path, kinds;
	const char *scope, *level;
	char medium[64];
	uint64_t hits, persons;
	int64_t mtime_ns;
	uint32_t mode;
	enum dc_reason reason;
};

static enum dc_status give(struct walk *w)
{
	const struct page *p = w->p;
	struct cell c[N_COLUMNS] = { 0 };
	char room[2][PLACE_MASK_MOST], mode[PLACE_MODE_MOST];

	if (w->object == 0)
		return DC_OK;
	if (w->level != NULL)
		c[C_level] = cell_code(w->level, label_text(LABEL_LEVEL, w->level, p->lang));
	c[C_asset] = place_path(p, (const char *)w->asset.p, w->asset.n, room[0]);
	c[C_path] = place_path(p, (const char *)w->path.p, w->path.n, room[1]);
	c[C_items_found] = cell_span(w->kinds.p, w->kinds.n);
	c[C_records] = cell_n(w->hits);
	c[C_persons_best] = cell_n(w->persons);
	c[C_scope] = cell_text(w->scope);
	c[C_medium] = cell_text(w->medium);
	c[C_modified] = cell_n_or_none(w->mtime_ns);
	c[C_access_seen] = place_mode(p, w->mode, mode);
	c[C_object_status] = cell_code(dc_outcome_name(dc_reason_outcome(w->reason)),
		label_text(LABEL_UNREAD, dc_reason_name(w->reason), p->lang));
	return page_row(w->p, c);
}

static enum dc_status begin(struct walk *w, const struct dc_stored_finding *f)
{
	w->object = f->object_id;
	dc_buf_clear(&w->asset);
	dc_buf_clear(&w->path);
	dc_buf_clear(&w->kinds);
	w->hits = w->persons = 0;
	w->scope = "";
	w->level = NULL;
	snprintf(w->medium, sizeof w->medium, "%s", f->format == NULL ? "" : f->format);
	w->mtime_ns = f->mtime_ns;
	w->mode = f->mode;
	w->reason = f->object_reason;
	if (dc_buf_adds(&w->asset, f->asset) != DC_OK)
		return DC_ENOMEM;
	return dc_buf_add(&w->path, f->path, f->path_len);
}

static enum dc_status add_kind(struct walk *w, const char *category)
{
	const char *label = label_category(category, w->p->lang);

	if (w->kinds.n != 0 && memmem(w->kinds.p, w->kinds.n, label, strlen(label)) != NULL)
		return DC_OK;
	if (w->kinds.n != 0 && dc_buf_adds(&w->kinds, w->p->lang == LANG_JA ? "、" : ", ") != DC_OK)
		return DC_ENOMEM;
	return dc_buf_adds(&w->kinds, label);
}

static enum dc_status take(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct walk *w = ctx;
	const struct verdict *v = verdicts_of(&w->verdicts, f->id);
	enum dc_status st = DC_OK;

	if (f->high + f->medium + f->low == 0)
		return DC_OK;
	if (f->object_id != w->object) {
		st = give(w);
		if (st == DC_OK && begin(w, f) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "report ledger");
	}
	if (st == DC_OK && add_kind(w, f->category) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "report ledger");
	w->hits += f->high + f->medium + f->low;
	if (f->persons.best > w->persons)
		w->persons = f->persons.best;
	if (v != NULL) {
		w->scope = v->scope;
		if (w->level == NULL || level_of(v->level) < level_of(w->level))
			w->level = v->level;
	}
	return st;
}

enum dc_status places_write(struct page *p, struct dc_error *err)
{
	struct section s = { .id = "places", .title = page_word(p, W_s_places), .note = page_word(p, W_s_places_note),
		.empty = page_word(p, W_s_findings_empty), .columns = columns, .n_columns = N_COLUMNS, .style = STYLE_ROWS,
		.rows = ROWS_UNKNOWN };
	struct walk w = { .p = p };
	enum dc_status st = verdicts_load(&w.verdicts, p, err);

	if (st == DC_OK)
		st = page_section(p, &s);
	if (st == DC_OK)
		st = dc_store_each_finding(p->req->store, p->req->run, take, &w, err);
	if (st == DC_OK)
		st = give(&w);
	if (st == DC_OK)
		st = page_section_end(p);
	dc_buf_done(&w.asset);
	dc_buf_done(&w.path);
	dc_buf_done(&w.kinds);
	verdicts_done(&w.verdicts);
	return st;
}
