/* evidence.c -- a session's weighing: one text's candidates in, hits out. */
#include "evidence.h"

#include "compete.h"
#include "emit.h"
#include "place.h"

#include <stdlib.h>

struct evidence {
	const struct dc_engine *engine;
	uint32_t carried;		/* code points of the line that the last text left unfinished */
};

enum dc_status evidence_new(const struct dc_engine *engine, struct evidence **out, struct dc_error *err)
{
	struct evidence *ev = calloc(1, sizeof *ev);

	if (ev == NULL)
		return dc_fail(err, DC_ENOMEM, "evidence");
	ev->engine = engine;
	*out = ev;
	return DC_OK;
}

void evidence_free(struct evidence *ev)
{
	free(ev);
}

enum dc_status evidence_begin(struct evidence *ev, const struct dc_document *doc, struct dc_error *err)
{
	(void)doc;
	(void)err;
	ev->carried = 0;
	return DC_OK;
}

static struct spot spot_of(const struct dc_text *text, const struct candidate *c, struct place *place)
{
	struct spot s = { .column = DC_NO_COLUMN };

	s.start = dc_map_stored(text->map, c->start);
	s.end = dc_map_stored_end(text->map, c->end);
	place_find(place, c->start, &s.line, &s.col);
	if (c->cell < text->n_cells) {
		s.column = text->cells[c->cell].column;
		s.row = text->first_row + text->cells[c->cell].row;
		s.record = s.row;
	}
	return s;
}

enum dc_status evidence_text(struct evidence *ev, const struct dc_text *text, struct candidates *found,
	struct dc_hit_sink *out, struct dc_error *err)
{
	struct place place;

	place_begin(&place, text, ev->carried);
	compete(found);
	for (size_t i = 0; i < found->n; i++) {
		struct candidate *c = &found->at[i];
		struct spot spot;
		enum dc_status st;

		if (c->dropped || c->start < text->page || c->start >= text->page_end)
			continue;
		spot = spot_of(text, c, &place);
		st = emit_hit(c, (struct dc_span){ found->values.p + c->value, c->value_len }, &spot, out, err);
		if (st != DC_OK)
			return st;
	}
	ev->carried = place_end(text, ev->carried);
	return DC_OK;
}

enum dc_status evidence_end(struct evidence *ev, struct dc_hit_sink *out, struct dc_error *err)
{
	(void)ev;
	(void)out;
	(void)err;
	return DC_OK;
}
