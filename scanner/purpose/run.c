/* run.c -- judges a run of the inventory: findings, then objects, then scopes, each verdict written as it is reached, in one
 * transaction: a run has all of its verdicts or the old ones, and memory does not grow with the inventory but for the code
 * of each earlier verdict (changes.c). */
#include "before.h"
#include "changes.h"
#include "judge.h"
#include "kept.h"

#include "daicho/category.h"

#include <stdlib.h>
#include <string.h>

struct said {				/* one verdict of a finding, an object or a scope */
	int64_t finding, object;
	const struct scope *scope;
	struct verdict v;
	bool primary;
};

struct bound {				/* what is known of one scope of the run */
	const char **category;		/* bound ones, each once */
	bool *found;
	size_t n;
	uint64_t objects;
	bool unread;			/* some of its objects were not, or not wholly, read */
	struct dc_scope_coverage covered;
};

#define RECENT (1u << 18)

struct recent {				/* what was said lately, and its number in the store */
	struct verdict v;
	const struct scope *scope;
	int64_t ruling;			/* 0: free */
};

#define READERS_MOST 64

struct name {
	struct name *next;
	const char *text;
};

struct run {
	const struct dc_declaration *d;
	struct judge *judge;
	struct before *before;
	struct dc_arena *arena;
	struct dc_store *store;
	struct changes changes;
	struct recent *recent;
	struct name *names;		/* of readers, each once */
	const char *readers[READERS_MOST];	/* of the object at hand */
	size_t n_readers;
	int64_t id;			/* the run's number */
	int today;
	struct bound *bound;		/* by scope index; the last: outside all, of which coverage alone is known */
	struct dc_judgement *count;
	int64_t object;			/* of the last finding */
	int modified;
};

/* The number of what is said, made or known. */
static enum dc_status ruling_of(const struct run *r, const struct said *h, int64_t *ruling, struct dc_error *err)
{
	const struct verdict *v = &h->v;
	char due[16], now[16], would_be[96] = "", detail[192];
	enum verdict_kind stands = v->kind == V_review ? (enum verdict_kind)v->would_be : (enum verdict_kind)v->kind;
	const char *why = verdict_why((enum why)v->why);
	struct dc_verdict_row row = {
		.scope = h->scope == NULL ? "" : h->scope->id.s,
		.verdict = verdict_name((enum verdict_kind)v->kind), .reason = v->kind == V_review ? "" : why,
		.level = verdict_level_name((enum level)v->level), .would_be = would_be,
		.clause = v->cited == NULL ? "" : v->cited->clause, .clause_text = v->cited == NULL ? "" : v->cited->text,
		.candidates = v->candidates == NULL ? "" : v->candidates, .waiver = v->waiver == NULL ? "" : v->waiver->id.s,
		.suggested = verdict_step((enum verdict_kind)v->kind, (enum why)v->why), .detail = detail,
	};

	if (v->kind == V_review)
		snprintf(would_be, sizeof would_be, "%s%s%s", verdict_name(stands), why[0] == '\0' ? "" : "/", why);
	if (v->due != 0)
		snprintf(detail, sizeof detail, "%s < %s%s%s%s", when_text(v->due, due), when_text(r->today, now),
			v->note == NULL ? "" : " (", v->note == NULL ? "" : v->note, v->note == NULL ? "" : ")");
	else
		snprintf(detail, sizeof detail, "%s", v->note == NULL ? "" : v->note);
	return dc_store_ruling(r->store, r->id, &row, ruling, err);
}

static uint64_t mix(uint64_t hash, uint64_t v)
{
	return (hash ^ v) * 0x9e3779b97f4a7c15u;
}

static size_t slot_of(const struct said *h)
{
	uint64_t hash = mix((uint64_t)h->v.kind | (uint64_t)h->v.why << 8 | (uint64_t)h->v.level << 16 | (uint64_t)h->v.would_be << 24,
		(uint64_t)(uint32_t)h->v.due);

	hash = mix(mix(hash, (uintptr_t)h->scope), (uintptr_t)h->v.cited);
	hash = mix(mix(hash, (uintptr_t)h->v.candidates), (uintptr_t)h->v.note);
	return (size_t)(mix(hash, (uintptr_t)h->v.waiver) >> 40) & (RECENT - 1);
}

static bool same_verdict(const struct verdict *a, const struct verdict *b)
{
	return a->kind == b->kind && a->why == b->why && a->level == b->level && a->would_be == b->would_be && a->due == b->due &&
		a->cited == b->cited && a->candidates == b->candidates && a->note == b->note && a->waiver == b->waiver;
}

/* What a verdict points to lives as long as the run, so equal pointers say the same. */
static enum dc_status put(struct run *r, const struct said *h, struct dc_error *err)
{
	struct recent *known = &r->recent[slot_of(h)];
	enum dc_status st = DC_OK;

	if (known->ruling == 0 || known->scope != h->scope || !same_verdict(&known->v, &h->v)) {
		st = ruling_of(r, h, &known->ruling, err);
		known->scope = h->scope;
		known->v = h->v;
	}
	return st == DC_OK ? dc_store_rule(r->store, r->id, h->finding, h->object, known->ruling, h->primary, err) : st;
}

/* ---- scopes: which categories are bound */

static bool listed(const struct bound *b, const char *category)
{
	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->category[i], category) == 0)
			return true;
	return false;
}

static enum dc_status bind_scope(struct run *r, const struct scope *s, struct bound *out)
{
	size_t most = 0;

	for (size_t i = 0; i < s->bindings.n; i++) {
		const struct words *eff = ((const struct binding *)s->bindings.v[i])->eff;

		most += eff == NULL ? 0 : eff->n;
	}
	out->category = dc_arena_array(r->arena, most, sizeof *out->category);
	out->found = dc_arena_array(r->arena, most, sizeof *out->found);
	if (out->category == NULL || out->found == NULL)
		return DC_ENOMEM;
	for (size_t i = 0; i < s->bindings.n; i++) {
		const struct words *eff = ((const struct binding *)s->bindings.v[i])->eff;

		for (size_t k = 0; eff != NULL && k < eff->n; k++)
			if (!listed(out, eff->v[k].s))
				out->category[out->n++] = eff->v[k].s;
	}
	return DC_OK;
}

static void mark_found(struct bound *b, const char *category)
{
	for (size_t i = 0; i < b->n; i++)
		b->found[i] = b->found[i] || dc_category_within(category, b->category[i]);
}

/* ---- findings */

/* The worst level that no waiver suppresses counts, so that a waived verdict hides no other. */
static void count_finding(struct dc_judgement *count, const struct verdicts *v)
{
	int worst = -1;

	for (size_t i = 0; i < v->n; i++)
		if (v->v[i].waiver == NULL && (worst < 0 || v->v[i].level < worst))
			worst = v->v[i].level;
	count->findings++;
	if (worst < 0)
		count->waived++;
	else
		count->by_level[worst]++;
}

/* Verdicts point to the names, so each is kept once for the run. */
static const char *kept_name(struct run *r, const char *name, size_t n)
{
	struct name *at = r->names;

	while (at != NULL && (strlen(at->text) != n || memcmp(at->text, name, n) != 0))
		at = at->next;
	if (at != NULL)
		return at->text;
	at = dc_arena_alloc(r->arena, sizeof *at);
	if (at == NULL || (at->text = dc_arena_strndup(r->arena, name, n)) == NULL)
		return NULL;
	at->next = r->names;
	r->names = at;
	return at->text;
}

static enum dc_status take_readers(struct run *r, const char *readers)
{
	r->n_readers = 0;
	while (readers != NULL && *readers != '\0' && r->n_readers < READERS_MOST) {
		size_t n = strcspn(readers, "\n");

		r->readers[r->n_readers] = kept_name(r, readers, n);
		if (r->readers[r->n_readers++] == NULL)
			return DC_ENOMEM;
		readers += n + (readers[n] == '\n');
	}
	return DC_OK;
}

static enum dc_status one_finding(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct run *r = ctx;
	struct facts facts = {
		.where = { f->path, f->path_len, f->inner, f->table, f->field }, .category = f->category,
		.low = f->low, .medium = f->medium, .high = f->high, .roles = f->roles, .dated = f->oldest, .dates = f->dates, .mode = f->mode & 0777,
	};
	struct verdicts v;
	enum dc_status st;

	if (f->low + f->medium + f->high == 0) {
		r->count->placeholders++;
		return DC_OK;
	}
	if (r->object != f->object_id) {
		r->object = f->object_id;
		r->modified = f->mtime_ns == 0 ? 0 : when_of_ns(f->mtime_ns, r->d->zone_minutes);
		if (take_readers(r, f->readers) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "judge: out of memory");
	}
	facts.modified = r->modified;
	facts.subject = before_subject(r->before, f->object_id, f->inner, f->table);
	before_processed(r->before, f->id, &facts);
	facts.principals = r->readers;
	facts.n_principals = r->n_readers;
	st = judge_finding(r->judge, &facts, &v);
	if (st == DC_OK && v.scope != NULL)
		mark_found(&r->bound[v.scope->index], f->category);
	if (st == DC_OK && v.n > 0)
		st = changes_note(&r->changes, f->id, &v.v[0], v.scope);
	if (st != DC_OK)
		return dc_fail(err, st, "judge: out of memory");
	for (size_t i = 0; st == DC_OK && i < v.n; i++)
		st = put(r, &(struct said){ f->id, 0, v.scope, v.v[i], i == 0 }, err);
	count_finding(r->count, &v);
	return st;
}

/* ---- objects */

static void lose_sight(void *ctx, const struct scope *s)
{
	((struct run *)ctx)->bound[s->index].unread = true;
}

static void meet(void *ctx, const struct scope *s)
{
	((struct run *)ctx)->bound[s->index].objects++;
}

/* A database that is one object holds the places of table scopes inside, as a folder does. */
static enum dc_status one_database(struct run *r, const struct dc_stored_object *o, bool unread)
{
	enum dc_status st = DC_OK;

	if (o->directory || o->path_len == 0 || o->path[0] == '/')
		return DC_OK;
	st = locator_below(judge_locator(r->judge), r->d->places, o->path, o->path_len, meet, r);
	if (st == DC_OK && unread)
		st = locator_below(judge_locator(r->judge), r->d->places, o->path, o->path_len, lose_sight, r);
	return st;
}

static void cover(struct run *r, const struct scope *s, const struct dc_stored_object *o)
{
	struct dc_scope_coverage *c = &r->bound[s == NULL ? r->d->root.scopes.n : s->index].covered;
	bool carried = o->reason == DC_R_none && o->read_run != r->id;

	c->objects[carried ? DC_SKIPPED : dc_reason_outcome(o->reason)]++;
	c->carried += carried;
	c->bytes_read += o->read_run == r->id ? o->bytes_read : 0;
}

static enum dc_status one_object(void *ctx, const struct dc_stored_object *o, struct dc_error *err)
{
	struct run *r = ctx;
	struct location where = { o->path, o->path_len, "", "", "" };
	const struct scope *s;
	enum why why;
	bool unread = verdict_unread(o->reason, o->format == NULL ? "" : o->format, &why);
	enum dc_status st = locator_find(judge_locator(r->judge), r->d->places, &where, &s);
	struct said h = { 0, o->id, s, { .kind = V_unknown, .level = LEVEL_OPEN }, true };

	if (st == DC_OK)
		cover(r, s, o);
	if (st == DC_OK && s != NULL) {
		r->bound[s->index].objects += !o->directory;
		r->bound[s->index].unread = r->bound[s->index].unread || unread;
	}
	if (st == DC_OK)
		st = one_database(r, o, unread);
	if (st == DC_OK && unread && o->directory)	/* whatever lies below is unknown too */
		st = locator_below(judge_locator(r->judge), r->d->places, o->path, o->path_len, lose_sight, r);
	if (st == DC_OK && unread) {
		h.v.why = (uint8_t)why;
		h.v.note = dc_reason_name(o->reason);
		r->count->unread++;
		r->count->by_level[LEVEL_OPEN]++;
		return put(r, &h, err);
	}
	return st == DC_OK ? DC_OK : dc_fail(err, st, "judge: out of memory");
}

/* ---- scopes */

static enum dc_status one_scope(struct run *r, const struct scope *s, struct dc_error *err)
{
	const struct bound *b = &r->bound[s->index];
	bool unknown = b->unread || b->objects == 0;
	enum dc_status st = DC_OK;

	r->count->scopes_without_match += b->objects == 0;
	for (size_t i = 0; st == DC_OK && i < b->n; i++) {
		struct cited *cited;

		if (b->found[i])
			continue;
		cited = dc_arena_alloc(r->arena, sizeof *cited);
		if (cited == NULL)
			return dc_fail(err, DC_ENOMEM, "judge: out of memory");
		*cited = (struct cited){ b->category[i], "" };
		st = put(r, &(struct said){ 0, 0, s, {
			.kind = unknown ? V_not_found_unknown : V_not_found, .level = unknown ? LEVEL_OPEN : LEVEL_NOTE,
			.cited = cited, .note = b->objects == 0 ? "no object of this scope was met" : NULL }, true }, err);
	}
	return st;
}

/* ---- */

static enum dc_status begin(struct run *r, int today)
{
	enum dc_status st = judge_new(r->d, today, &r->judge);

	r->arena = dc_arena_new(0);
	r->recent = calloc(RECENT, sizeof *r->recent);
	if (st != DC_OK || r->arena == NULL || r->recent == NULL)
		return DC_ENOMEM;
	r->bound = dc_arena_array(r->arena, r->d->root.scopes.n + 1, sizeof *r->bound);
	if (r->bound == NULL)
		return DC_ENOMEM;
	for (size_t i = 0; st == DC_OK && i < r->d->root.scopes.n; i++) {
		st = bind_scope(r, scope_at(r->d, i), &r->bound[i]);
		r->bound[i].covered.scope = scope_at(r->d, i)->id.s;
	}
	r->bound[r->d->root.scopes.n].covered.scope = "";
	return st;
}

static enum dc_status walk(struct run *r, struct dc_error *err)
{
	enum dc_status st = changes_read(&r->changes, r->store, r->id, err);

	if (st == DC_OK)
		st = before_look(r->d, r->store, r->id, judge_locator(r->judge), &r->before, err);
	if (st == DC_OK)
		st = dc_store_verdicts_clear(r->store, r->id, r->d->sha256, err);
	if (st == DC_OK)
		st = dc_store_each_fact(r->store, r->id, one_finding, r, err);
	if (st == DC_OK)
		st = dc_store_each_object(r->store, r->id, one_object, r, err);
	for (size_t i = 0; st == DC_OK && i < r->d->root.scopes.n; i++)
		st = one_scope(r, scope_at(r->d, i), err);
	for (size_t i = 0; st == DC_OK && i <= r->d->root.scopes.n; i++)
		st = dc_store_scope_put(r->store, r->id, &r->bound[i].covered, err);
	return st == DC_OK ? kept_remember(r->d, r->store, r->id, r->today, err) : st;
}

enum dc_status dc_judge(const struct dc_declaration *decl, struct dc_store *store, int64_t run, int today, struct dc_judgement *out,
	struct dc_error *err)
{
	struct dc_judgement count = { 0 };
	struct run r = { .d = decl, .count = &count, .store = store, .id = run, .today = today };
	enum dc_status st;

	changes_init(&r.changes);
	st = begin(&r, today);
	if (st != DC_OK)
		st = dc_fail(err, st, "judge: out of memory");
	if (st == DC_OK)
		st = dc_store_begin(store, err);
	if (st == DC_OK) {
		st = walk(&r, err);
		if (st == DC_OK)
			st = dc_store_commit(store, err);
		else
			dc_store_rollback(store);
	}
	if (st == DC_OK) {
		changes_tell(&r.changes, &count);
		*out = count;
	}
	changes_done(&r.changes);
	free(r.recent);
	dc_arena_free(r.arena);
	before_free(r.before);
	judge_free(r.judge);
	return st;
}
