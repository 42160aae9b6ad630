/* event.c -- reads of an inventory what a run changed. */
#include "event.h"

#include "verdict.h"

#include "daicho/category.h"
#include "daicho/log.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define COVERAGE_DROP 0.01		/* of the bytes: less is the ordinary coming and going of files */

struct gathering {
	struct event *e;
	struct dc_arena *arena;
	bool mask_paths;
};

/* ---- places */

static const char *masked_place(struct dc_arena *arena, struct dc_span path)
{
	uint8_t sum[crypto_generichash_BYTES];
	char hex[17];

	crypto_generichash(sum, sizeof sum, path.p, path.n, NULL, 0);
	sodium_bin2hex(hex, sizeof hex, sum, 8);
	return dc_arena_printf(arena, "path:%s", hex);
}

static const char *place_of(const struct gathering *g, const struct dc_change_row *c)
{
	struct dc_span path = { (const uint8_t *)c->path, c->path_len };
	struct dc_buf b;
	const char *where = NULL;

	if (g->mask_paths)
		return masked_place(g->arena, path);
	dc_buf_init(&b, 0);
	if (dc_escape(&b, path) == DC_OK && (*c->inner == '\0' || (dc_buf_adds(&b, "!/") == DC_OK && dc_escape(&b, dc_span_of(c->inner)) == DC_OK)) &&
	    (*c->field == '\0' || (dc_buf_adds(&b, "#col=") == DC_OK && dc_escape(&b, dc_span_of(c->field)) == DC_OK)))
		where = dc_arena_strndup(g->arena, b.p, b.n);
	dc_buf_done(&b);
	return where;
}

static enum dc_status add_place(struct gathering *g, const struct dc_change_row *c, struct dc_error *err)
{
	struct event *e = g->e;
	struct event_place *p = &e->places[e->n_places];

	if (e->n_places == EVENT_PLACES) {
		e->places_left++;
		return DC_OK;
	}
	*p = (struct event_place){ dc_change_name(c->change), place_of(g, c), dc_arena_strdup(g->arena, c->category),
		dc_arena_strdup(g->arena, c->after.verdict) };
	if (p->where == NULL || p->category == NULL || p->verdict == NULL)
		return dc_fail(err, DC_ENOMEM, "what changed");
	e->n_places++;
	return DC_OK;
}

/* ---- changes */

static bool violates(const char *verdict)
{
	size_t n = strcspn(verdict, "/");

	for (unsigned k = 0; k < N_VERDICTS; k++) {
		const char *name = verdict_name(k);

		if (strlen(name) == n && memcmp(name, verdict, n) == 0)
			return verdict_level(k) <= LEVEL_WARNING;
	}
	return false;
}

/* Counted when data came, not when a declaration or a detector changed: those are not what happened on the share. */
static void count_grave(struct event *e, const struct dc_change_row *c)
{
	const struct dc_category *cat = dc_category_find(c->category);

	if (c->change != DC_CHANGE_NEW || cat == NULL || c->after.confidence < 0.6F)
		return;
	e->special += (cat->flags & DC_CAT_SPECIAL) != 0;
	e->financial += (cat->flags & DC_CAT_FIN) != 0;
	e->my_number += (cat->flags & DC_CAT_NO_TOKEN) != 0;
}

static enum dc_status on_change(void *ctx, const struct dc_change_row *c, struct dc_error *err)
{
	struct gathering *g = ctx;
	struct event *e = g->e;
	bool violation = (c->change == DC_CHANGE_NEW || c->change == DC_CHANGE_VERDICT) && violates(c->after.verdict) && !violates(c->before.verdict);

	e->changes[c->change]++;
	e->violations += violation;
	count_grave(e, c);
	return violation || c->change == DC_CHANGE_LOST_SIGHT ? add_place(g, c, err) : DC_OK;
}

/* ---- what stands */

static enum dc_status on_verdict(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f, const struct dc_stored_object *o,
	struct dc_error *err)
{
	struct gathering *g = ctx;

	(void)o;
	(void)err;
	if (!v->primary || *v->waiver != '\0')
		return DC_OK;
	for (unsigned l = 0; l < 5; l++)
		g->e->levels[l] += strcmp(v->level, verdict_level_name(l)) == 0;
	if (g->e->since == 0 && f != NULL)
		g->e->violations += violates(v->verdict);
	return DC_OK;
}

static enum dc_status on_finding(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct gathering *g = ctx;
	struct event *e = g->e;
	size_t i = 0;

	(void)err;
	while (i < e->n_kinds && strcmp(e->kinds[i].category, f->category) != 0)
		i++;
	if (i == EVENT_KINDS)
		return DC_OK;
	if (i == e->n_kinds)
		snprintf(e->kinds[e->n_kinds++].category, sizeof e->kinds[0].category, "%s", f->category);
	e->kinds[i].hits += f->medium + f->high;
	return DC_OK;
}

static void take_coverage(struct event *e, const struct dc_coverage *c)
{
	uint64_t all = 0, read = 0;

	for (unsigned r = 0; r < DC_N_REASONS; r++) {
		enum dc_outcome o = dc_reason_outcome(r);

		e->objects[o] += c->objects[r];
		e->bytes[o] += c->bytes[r];
		all += c->bytes[r];
		read += r == DC_R_none || r == DC_R_unchanged_since ? c->bytes[r] : 0;
	}
	e->coverage = all == 0 ? 1 : (double)read / (double)all;
}

static unsigned news(const struct event *e)
{
	unsigned why = 0;

	if (e->violations != 0)
		why |= WAKE_VIOLATIONS;
	if (e->changes[DC_CHANGE_LOST_SIGHT] != 0)
		why |= WAKE_LOST_SIGHT;
	if (e->coverage_before >= 0 && e->coverage < e->coverage_before - COVERAGE_DROP)
		why |= WAKE_COVERAGE;
	if (e->special + e->financial + e->my_number != 0)
		why |= WAKE_TRIAGE;
	return why;
}

static enum dc_status gather(struct dc_store *store, struct gathering *g, struct dc_error *err)
{
	struct event *e = g->e;
	struct dc_coverage coverage = { 0 };
	struct dc_run run = { 0 };
	enum dc_status st = dc_store_run_last(store, &run, g->arena, err);

	if (st != DC_OK)
		return st;
	e->run = run.id;
	e->started_ns = run.started_ns;
	e->ended_ns = run.ended_ns;
	e->persons = run.persons;
	st = dc_store_coverage(store, run.id, &coverage, err);
	if (st == DC_OK)
		st = dc_store_each_verdict(store, run.id, on_verdict, g, err);
	if (st == DC_OK)
		st = dc_store_each_finding(store, run.id, on_finding, g, err);
	if (st == DC_OK && e->since > 0 && e->since < run.id)
		st = dc_store_each_change(store, e->since, run.id, on_change, g, err);
	take_coverage(e, &coverage);
	e->why = e->since < run.id ? news(e) : 0;	/* the run is told already */
	return st;
}

enum dc_status event_gather(const char *database, int64_t since, double coverage_before, bool mask_paths, struct dc_arena *arena,
	struct event *out, struct dc_error *err)
{
	struct gathering g = { out, arena, mask_paths };
	struct dc_store *store = NULL;
	enum dc_status st = dc_store_open(database, DC_STORE_READ, &store, err);

	out->since = since;
	out->coverage_before = coverage_before;
	if (st == DC_OK)
		st = gather(store, &g, err);
	dc_store_close(store);
	return st;
}

int event_severity(const struct event *e)
{
	if ((e->why & (WAKE_FAILURE | WAKE_TRIAGE)) != 0)
		return 2;
	return (e->why & (WAKE_VIOLATIONS | WAKE_LOST_SIGHT | WAKE_COVERAGE)) != 0 ? 4 : 6;
}
