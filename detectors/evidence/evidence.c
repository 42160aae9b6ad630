/* evidence.c -- a session's weighing: one text's candidates in, hits out. Prose and tables part here. */
#include "evidence.h"

#include "placeholder.h"
#include "prose.h"
#include "table.h"
#include "table_quick.h"

#include <stdlib.h>

struct evidence {
	struct profiles profiles;
	struct context ctx;
	struct prose prose;
	struct table table;
	struct place place;		/* in the text at hand */
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

void evidence_text_begin(struct evidence *ev, const struct dc_text *text)
{
	place_begin(&ev->place, text, ev->carried);
	table_text_begin(&ev->table);
}

void evidence_text_end(struct evidence *ev, const struct dc_text *text)
{
	ev->carried = place_end(text, ev->carried);
}

enum dc_status evidence_part(struct evidence *ev, const struct dc_text *part, struct candidates *found, struct dc_hit_sink *out,
	struct dc_error *err)
{
	mark_all(ev, found);
	if (part->form == DC_TABLE) {
		ev->has_table = true;
		assign_cells(part, found);
		if (context_weigh(&ev->ctx, part, found) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "weighing a table");
		return table_text(&ev->table, part, found, &ev->place, out, err);
	}
	return found->n > 0 ? prose_text(&ev->prose, part, found, &ev->place, out, err) : DC_OK;
}

enum dc_status evidence_text(struct evidence *ev, const struct dc_text *text, struct candidates *found,
	struct dc_hit_sink *out, struct dc_error *err)
{
	enum dc_status st;

	evidence_text_begin(ev, text);
	st = evidence_part(ev, text, found, out, err);
	evidence_text_end(ev, text);
	return st;
}

bool evidence_takes_rows(const struct evidence *ev)
{
	return ev->table.decided;
}

bool evidence_prepare(const struct evidence *ev, struct candidate *c, struct dc_span value, struct dc_span cell, uint64_t *hash,
	uint16_t *profile)
{
	uint16_t kind = profile_of(&ev->profiles, c->kind);

	*profile = kind;
	if (kind == NO_PROFILE || c->checked || !table_is_plain(cell))
		return false;
	placeholder_mark(c, value, ev->profiles.at[kind].traits);
	*hash = distinct_hash(cell);
	return true;
}

enum dc_status evidence_row(struct evidence *ev, const struct dc_text *text, size_t from, size_t to, const struct evidence_cell *cells,
	size_t n, bool *taken, struct dc_hit_sink *out, struct dc_error *err)
{
	return table_quick_row(&ev->table, text, from, to, cells, n, &ev->place, taken, out, err);
}

const struct dc_kind *evidence_settled(const struct evidence *ev, size_t column, float *own)
{
	return table_settled(&ev->table, column, own);
}

enum dc_status evidence_end(struct evidence *ev, struct dc_hit_sink *out, struct dc_error *err)
{
	return ev->has_table ? table_end(&ev->table, out, err) : DC_OK;
}
