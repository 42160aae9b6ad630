/* evidence.c -- a session's weighing: one text's candidates in, hits out. Prose and tables part here. */
#include "evidence.h"

#include "placeholder.h"
#include "prose.h"
#include "table.h"

#include <stdlib.h>

struct evidence {
	struct profiles profiles;
	struct context ctx;
	struct prose prose;
	struct table table;
	uint32_t carried;		/* code points of the line that the last text left unfinished */
	bool has_table;
};

enum dc_status evidence_new(const struct dc_engine *engine, struct evidence **out, struct dc_error *err)
{
	struct evidence *ev = calloc(1, sizeof *ev);
	enum dc_status st;

	if (ev == NULL)
		return dc_fail(err, DC_ENOMEM, "evidence");
	st = profiles_new(engine, &ev->profiles, err);
	if (st == DC_OK)
		st = context_init(&ev->ctx, &ev->profiles, err);
	if (st == DC_OK)
		st = table_init(&ev->table, &ev->ctx);
	if (st != DC_OK) {
		evidence_free(ev);
		return st;
	}
	ev->prose.ctx = &ev->ctx;
	*out = ev;
	return DC_OK;
}

void evidence_free(struct evidence *ev)
{
	if (ev == NULL)
		return;
	table_done(&ev->table);
	context_done(&ev->ctx);
	profiles_done(&ev->profiles);
	free(ev);
}

enum dc_status evidence_begin(struct evidence *ev, const struct dc_document *doc, struct dc_error *err)
{
	ev->carried = 0;
	ev->has_table = false;
	ev->prose.records = 0;
	table_begin(&ev->table);
	return context_document(&ev->ctx, doc) == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "names of a part");
}

/* Both lists are ordered by start: one walk gives every candidate its cell. What lies in none is no value. */
static void assign_cells(const struct dc_text *text, struct candidates *found)
{
	size_t cell = 0;

	for (size_t i = 0; i < found->n; i++) {
		struct candidate *c = &found->at[i];

		while (cell < text->n_cells && text->cells[cell].end <= c->start)
			cell++;
		if (cell < text->n_cells && text->cells[cell].start <= c->start && c->end <= text->cells[cell].end)
			c->cell = (uint32_t)cell;
		else
			c->dropped = true;
	}
}

static void mark_all(const struct evidence *ev, struct candidates *found)
{
	for (size_t i = 0; i < found->n; i++) {
		struct candidate *c = &found->at[i];
		uint16_t kind = profile_of(&ev->profiles, c->kind);

		if (!c->dropped && kind != NO_PROFILE)
			placeholder_mark(c, (struct dc_span){ found->values.p + c->value, c->value_len },
				ev->profiles.at[kind].traits);
	}
}

enum dc_status evidence_text(struct evidence *ev, const struct dc_text *text, struct candidates *found,
	struct dc_hit_sink *out, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	struct place place;

	place_begin(&place, text, ev->carried);
	mark_all(ev, found);
	if (text->form == DC_TABLE) {
		ev->has_table = true;
		assign_cells(text, found);
		if (context_weigh(&ev->ctx, text, found) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "weighing a table");
		st = table_text(&ev->table, text, found, &place, out, err);
	} else if (found->n > 0) {
		st = prose_text(&ev->prose, text, found, &place, out, err);
	}
	ev->carried = place_end(text, ev->carried);
	return st;
}

const struct dc_kind *evidence_settled(const struct evidence *ev, size_t column, float *own)
{
	return table_settled(&ev->table, column, own);
}

enum dc_status evidence_end(struct evidence *ev, struct dc_hit_sink *out, struct dc_error *err)
{
	return ev->has_table ? table_end(&ev->table, out, err) : DC_OK;
}
