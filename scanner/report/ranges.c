/* ranges.c -- coverage by declared scope and by the text encoding that was assumed: one pass over the objects. */
#include "ranges.h"

#include <stdlib.h>

#define COLUMNS(X) \
	X(range, W_c_range_of, CELL_TEXT, COL_HEAD) \
	X(complete, W_c_complete, CELL_COUNT, COL_RIGHT) \
	X(partial, W_c_partial, CELL_COUNT, COL_RIGHT) \
	X(skipped, W_c_skipped, CELL_COUNT, COL_RIGHT) \
	X(failed, W_c_failed, CELL_COUNT, COL_RIGHT) \
	X(bytes, W_c_bytes, CELL_BYTES, COL_RIGHT) \
	X(bytes_read, W_c_bytes_read, CELL_BYTES, COL_RIGHT)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

#define ENCODINGS_MOST 64

struct range {
	char name[48];			/* of an encoding; scopes have theirs in the declaration */
	uint64_t objects[DC_N_OUTCOMES], bytes, read;
};

struct walk {
	struct page *p;
	struct range *scopes;		/* the last: outside every scope */
	size_t n_scopes;
	struct range encodings[ENCODINGS_MOST];	/* the last takes what is beyond */
	size_t n_encodings;
};

static void add(struct range *r, const struct dc_stored_object *o)
{
	enum dc_outcome outcome = dc_reason_outcome(o->reason);

	r->objects[outcome]++;
	r->bytes += o->size;
	if (outcome == DC_COMPLETE || outcome == DC_PARTIAL)
		r->read += o->bytes_read;
}

static struct range *encoding_of(struct walk *w, const char *name)
{
	for (size_t i = 0; i < w->n_encodings; i++) {
		if (strncmp(w->encodings[i].name, name, sizeof w->encodings[i].name - 1) == 0)
			return &w->encodings[i];
	}
	if (w->n_encodings == ENCODINGS_MOST)
		return &w->encodings[ENCODINGS_MOST - 1];
	snprintf(w->encodings[w->n_encodings].name, sizeof w->encodings[0].name, "%s", name);
	return &w->encodings[w->n_encodings++];
}

static enum dc_status take(void *ctx, const struct dc_stored_object *o, struct dc_error *err)
{
	struct walk *w = ctx;
	const struct dc_declaration *d = w->p->req->declaration;
	long scope = d == NULL ? -1 : dc_declaration_scope_of(d, o->path, o->path_len);

	(void)err;
	add(&w->scopes[scope < 0 ? w->n_scopes - 1 : (size_t)scope], o);
	if (o->charset != NULL && o->charset[0] != '\0')
		add(encoding_of(w, o->charset), o);
	return DC_OK;
}

static enum dc_status put(struct page *p, const char *name, const struct range *r)
{
	struct cell c[N_COLUMNS] = { [C_range] = cell_text(name), [C_complete] = cell_n(r->objects[DC_COMPLETE]),
		[C_partial] = cell_n(r->objects[DC_PARTIAL]), [C_skipped] = cell_n(r->objects[DC_SKIPPED]),
		[C_failed] = cell_n(r->objects[DC_FAILED]), [C_bytes] = cell_n(r->bytes), [C_bytes_read] = cell_n(r->read) };

	return page_row(p, c);
}

static enum dc_status put_scopes(struct walk *w)
{
	struct page *p = w->p;
	struct section s = { .id = "by_scope", .title = page_word(p, W_s_by_scope), .note = page_word(p, W_s_by_scope_note),
		.empty = "", .columns = columns, .n_columns = N_COLUMNS, .style = STYLE_TABLE, .rows = w->n_scopes };
	enum dc_status st = page_section(p, &s);

	for (size_t i = 0; i + 1 < w->n_scopes && st == DC_OK; i++) {
		struct dc_declared_scope d;

		dc_declaration_scope(p->req->declaration, i, p->lang == LANG_JA ? "ja" : "en", &d);
		st = put(p, d.title[0] != '\0' ? d.title : d.id, &w->scopes[i]);
	}
	if (st == DC_OK)
		st = put(p, page_word(p, W_outside), &w->scopes[w->n_scopes - 1]);
	return st == DC_OK ? page_section_end(p) : st;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct range *)a)->name, ((const struct range *)b)->name);
}

static enum dc_status put_encodings(struct walk *w)
{
	struct page *p = w->p;
	struct section s = { .id = "by_encoding", .title = page_word(p, W_s_by_encoding), .empty = page_word(p, W_s_by_encoding_empty),
		.columns = columns, .n_columns = N_COLUMNS, .style = STYLE_TABLE, .rows = w->n_encodings };
	enum dc_status st = page_section(p, &s);

	qsort(w->encodings, w->n_encodings, sizeof w->encodings[0], by_name);
	for (size_t i = 0; i < w->n_encodings && st == DC_OK; i++)
		st = put(p, w->encodings[i].name, &w->encodings[i]);
	return st == DC_OK ? page_section_end(p) : st;
}

enum dc_status ranges_write(struct page *p, struct dc_error *err)
{
	const struct dc_declaration *d = p->req->declaration;
	struct walk w = { .p = p, .n_scopes = (d == NULL ? 0 : dc_declaration_scopes(d)) + 1 };
	enum dc_status st;

	w.scopes = calloc(w.n_scopes, sizeof *w.scopes);
	if (w.scopes == NULL)
		return dc_fail(err, DC_ENOMEM, "report %s", p->report->id);
	st = dc_store_each_object(p->req->store, p->req->run, take, &w, err);
	if (st == DC_OK && d != NULL)
		st = put_scopes(&w);
	if (st == DC_OK)
		st = put_encodings(&w);
	free(w.scopes);
	return st;
}
