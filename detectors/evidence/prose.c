/* prose.c -- context first, then lists, then the duel of readings, then who stands together. */
#include "prose.h"

#include "beside.h"
#include "calibrate.h"
#include "compete.h"
#include "echo.h"
#include "group.h"
#include "namesake.h"
#include "placeholder.h"
#include "record.h"
#include "rival.h"

#define RECORD_MOST 512			/* candidates of one record that know of each other */

static struct dc_span value_of(const struct candidates *found, const struct candidate *c)
{
	return (struct dc_span){ found->values.p + c->value, c->value_len };
}

/* What the text as a whole says: the form label or JSON key above it, and the names of the file. */
static void weigh_by_place(const struct prose *p, enum dc_text_form form, const struct heading *h, struct candidate *c,
	uint16_t kind)
{
	float says = h == NULL ? 0 : heading_logodds(h, p->ctx->profiles, kind);

	if (says != 0 && !weighed(c, DC_E_label))
		candidate_weigh(c, says > 0 ? DC_E_heading : DC_E_heading_against, says);
	if (form != DC_NAME)			/* a name does not speak for itself */
		context_weigh_file(p->ctx, c, kind);
}

static void weigh_rivals(struct prose *p, const struct candidates *found)
{
	for (size_t i = 0; i < found->n; i++) {
		struct candidate *c = &found->at[i];
		uint16_t kind = profile_of(p->ctx->profiles, c->kind);
		float rival;

		if (c->dropped || kind == NO_PROFILE || !(p->ctx->profiles->at[kind].traits & KIND_NUMBER) ||
		    weighed(c, DC_E_label) || weighed(c, DC_E_heading))
			continue;
		rival = rival_logodds(value_of(found, c), weighed(c, DC_E_context_against));
		if (rival < 0)
			candidate_weigh(c, DC_E_competing, rival);
	}
}

static enum dc_status weigh_all(struct prose *p, const struct dc_text *text, struct candidates *found)
{
	struct heading heading, *h = NULL;
	enum dc_status st = context_weigh(p->ctx, text, found);

	if (st == DC_OK && text->label != NULL) {
		st = heading_read(p->ctx, text->label, &heading);
		h = &heading;
	}
	for (size_t i = 0; st == DC_OK && i < found->n; i++) {
		uint16_t kind = profile_of(p->ctx->profiles, found->at[i].kind);

		if (!found->at[i].dropped && kind != NO_PROFILE)
			weigh_by_place(p, text->form, h, &found->at[i], kind);
	}
	if (st != DC_OK)
		return st;
	weigh_rivals(p, found);
	st = group_weigh(text, found);
	compete(found->at, found->n);
	if (st == DC_OK)
		st = namesakes(p->ctx->profiles, text, found);
	if (st == DC_OK)
		st = echo_names(p->ctx->profiles, text, found);
	return st == DC_OK ? beside_names(p->ctx->profiles, text, found) : st;
}

static bool is_name(const struct prose *p, const struct candidate *c)
{
	uint16_t kind = profile_of(p->ctx->profiles, c->kind);

	return kind != NO_PROFILE && p->ctx->profiles->at[kind].traits & KIND_NAME && candidate_logodds(c) > 0;
}

/* The record that begins at candidate i: those that survived, up to a break or another person's name. */
static size_t gather(const struct prose *p, const struct dc_text *text, const struct candidates *found, size_t i,
	struct candidate **kept, size_t *n)
{
	const struct candidate *name = NULL;

	*n = 0;
	for (; i < found->n && *n < RECORD_MOST; i++) {
		struct candidate *c = &found->at[i];

		if (c->dropped)
			continue;
		if (*n > 0 && c->start >= kept[*n - 1]->end && record_breaks(text, kept[*n - 1]->end, c->start))
			break;
		if (is_name(p, c)) {
			if (name != NULL && !dc_span_eq(value_of(found, name), value_of(found, c)))
				break;
			name = c;
		}
		kept[(*n)++] = c;
	}
	return i;
}

static enum dc_status send(struct prose *p, const struct dc_text *text, const struct candidates *found, struct candidate *c,
	struct place *place, struct dc_hit_sink *out, struct dc_error *err)
{
	struct spot s = { .column = DC_NO_COLUMN, .record = RECORD_PROSE + p->records };

	if (c->start < text->page || c->start >= text->page_end)
		return DC_OK;			/* the margin: found where it is the page */
	calibrate(c, p->ctx->profiles);
	placeholder_cap(c);		/* last: no line fitted elsewhere lifts a sample value */
	s.start = dc_map_stored(text->map, c->start);
	s.end = dc_map_stored_end(text->map, c->end);
	place_find(place, c->start, &s.line, &s.col);
	return emit_hit(c, value_of(found, c), &s, out, err);
}

enum dc_status prose_text(struct prose *p, const struct dc_text *text, struct candidates *found, struct place *place,
	struct dc_hit_sink *out, struct dc_error *err)
{
	struct candidate *kept[RECORD_MOST];
	enum dc_status st = weigh_all(p, text, found);
	size_t i = 0;

	if (st != DC_OK)
		return dc_fail(err, st, "weighing a text");
	while (i < found->n && st == DC_OK) {
		size_t n;

		i = gather(p, text, found, i, kept, &n);
		if (n == 0)
			break;
		p->records++;
		record_weigh(kept, n, p->ctx->profiles);
		for (size_t k = 0; k < n && st == DC_OK; k++)
			st = send(p, text, found, kept[k], place, out, err);
	}
	return st;
}
