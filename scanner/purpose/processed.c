/* processed.c -- see processed.h. How far values are shared is told with its error: the half width of Wilson's interval for a share
 * (95 %), narrowed by how many of all values were compared; 0 where all were. */
#include "processed.h"

#include "daicho/category.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define JOIN_VALUES 3			/* fewer equal values are chance */
#define JOIN_SHARE 0.05

/* Rows of a part, as the inventory has them (dc_result_part.alike). */
struct rows { uint64_t n, least, alone; bool more; const char *categories; };

/* A finding of a scope that claims to be processed. */
struct inside {
	int64_t id;
	const struct scope *scope;
	struct dc_processed at;		/* strings in the arena */
	bool in_rows;			/* its category is one of those that tell the rows apart */
	const char *alike, *joinability;	/* in words; NULL: not measured */
};

struct processed {
	const struct dc_declaration *d;
	struct dc_arena *arena;
	struct dc_buf inside;		/* struct inside, by id */
	struct dc_buf ids, outside, groups;	/* ids of both sides; index of the other's scope, n of scopes: none */
	char last[256];			/* text of the part before, and what was made of it */
	struct rows rows;
	const char *said;
};

static bool claims(const struct scope *s)
{
	return s != NULL && s->claims != NULL && s->claims->how != PROCESSING_NONE;
}

enum dc_status processed_new(const struct dc_declaration *d, struct processed **out)
{
	struct processed *p;
	bool any = false;

	*out = NULL;
	for (size_t i = 0; i < d->root.scopes.n; i++)
		any = any || claims(d->root.scopes.v[i]);
	if (!any)
		return DC_OK;
	p = calloc(1, sizeof *p);
	if (p == NULL)
		return DC_ENOMEM;
	p->d = d;
	p->arena = dc_arena_new(0);
	dc_buf_init(&p->inside, 0);
	dc_buf_init(&p->ids, 0);
	dc_buf_init(&p->outside, 0);
	dc_buf_init(&p->groups, 0);
	*out = p;
	return p->arena == NULL ? DC_ENOMEM : DC_OK;
}

void processed_free(struct processed *p)
{
	if (p == NULL)
		return;
	dc_arena_free(p->arena);
	dc_buf_done(&p->inside);
	dc_buf_done(&p->ids);
	dc_buf_done(&p->outside);
	dc_buf_done(&p->groups);
	free(p);
}

static struct inside *inside_of(const struct processed *p, size_t *n)
{
	*n = p->inside.n / sizeof(struct inside);
	return (struct inside *)(void *)p->inside.p;
}

/* ---- rows */

/* "90\t1\t88\t0\tperson.age"; false: nothing, or nothing that this program wrote. */
static bool rows_read(const char *text, struct rows *out)
{
	unsigned long long n[4];
	char *end;

	for (size_t i = 0; i < DC_ARRAY_LEN(n); i++) {
		n[i] = strtoull(text, &end, 10);
		if (end == text || *end != '\t')
			return false;
		text = end + 1;
	}
	*out = (struct rows){ n[0], n[1], n[2], n[3] != 0, text };
	return n[0] != 0 && n[1] <= n[0] && n[2] <= n[0];
}

static enum dc_status take_rows(struct processed *p, const char *alike)
{
	const char *kept;

	if (p->said != NULL && strcmp(alike, p->last) == 0)
		return DC_OK;
	snprintf(p->last, sizeof p->last, "%s", alike);
	p->rows = (struct rows){ .n = 0 };
	p->said = "";
	if (!rows_read(alike, &p->rows))
		return DC_OK;
	kept = dc_arena_strdup(p->arena, p->rows.categories);
	p->rows.categories = kept;
	p->said = dc_arena_printf(p->arena, "k-min %llu: %llu of %llu rows stand alone by %s%s", (unsigned long long)p->rows.least,
		(unsigned long long)p->rows.alone, (unsigned long long)p->rows.n, kept, p->rows.more ? " (of the first rows)" : "");
	return kept == NULL || p->said == NULL ? DC_ENOMEM : DC_OK;
}

static bool category_in(const char *list, const char *category)
{
	size_t n = strlen(category);

	for (const char *at = list; at != NULL && *at != '\0'; at += strcspn(at, ","), at += *at == ',')
		if (strncmp(at, category, n) == 0 && (at[n] == ',' || at[n] == '\0'))
			return true;
	return false;
}

/* ---- findings */

static enum dc_status note_inside(struct processed *p, const struct dc_stored_finding *f, const struct scope *s)
{
	struct inside in = { .id = f->id, .scope = s, .at = { .scope = s->index, .path_len = f->path_len, .with = -1 } };
	enum dc_status st = take_rows(p, f->alike);

	if (st != DC_OK)
		return st;
	in.at.path = dc_arena_strndup(p->arena, (const uint8_t *)f->path, f->path_len);
	in.at.inner = dc_arena_strdup(p->arena, f->inner);
	in.at.table = dc_arena_strdup(p->arena, f->table);
	in.at.field = dc_arena_strdup(p->arena, f->field);
	in.at.category = dc_arena_strdup(p->arena, f->category);
	if (in.at.path == NULL || in.at.inner == NULL || in.at.table == NULL || in.at.field == NULL || in.at.category == NULL)
		return DC_ENOMEM;
	in.in_rows = category_in(p->rows.categories, f->category);
	in.alike = in.in_rows ? p->said : NULL;
	in.at.rows = p->rows.n;
	in.at.least = p->rows.least;
	in.at.alone = p->rows.alone;
	in.at.more = p->rows.more;
	in.at.rows_by = p->rows.n == 0 ? "" : p->rows.categories;
	st = dc_buf_add(&p->ids, &f->id, sizeof f->id);
	return st == DC_OK ? dc_buf_add(&p->inside, &in, sizeof in) : st;
}

enum dc_status processed_note(struct processed *p, const struct dc_stored_finding *f, const struct scope *s)
{
	uint32_t group = s == NULL ? (uint32_t)p->d->root.scopes.n : s->index;
	enum dc_status st;

	if (f->low + f->medium + f->high == 0 || dc_category_within(f->category, "govid.my_number"))
		return DC_OK;
	if (claims(s))
		return note_inside(p, f, s);
	st = dc_buf_add(&p->outside, &f->id, sizeof f->id);
	return st == DC_OK ? dc_buf_add(&p->groups, &group, sizeof group) : st;
}

/* ---- joins */

static double half_width(const struct dc_shared *s)
{
	const double z = 1.96;		/* 95 % */
	double n = (double)s->compared, share = (double)s->shared / n, all = (double)s->all;
	double scale = 1 + z * z / n, middle = (share + z * z / (2 * n)) / scale;
	double half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale;

	if (all <= n)
		return 0;
	return fmax(share - (middle - half), middle + half - share) * sqrt((all - n) / (all - 1));
}

static enum dc_status say_join(struct processed *p, struct inside *in, const struct dc_shared *s)
{
	const struct scope *with = s->group < p->d->root.scopes.n ? scope_at(p->d, s->group) : NULL;

	if (s->compared == 0)
		return DC_OK;
	in->at.values = s->all;
	in->at.compared = s->compared;
	in->at.shared = s->shared;
	in->at.joinability = (double)s->shared / (double)s->compared;
	in->at.error = half_width(s);
	in->at.with = with == NULL ? -1 : (long)with->index;
	in->joinability = dc_arena_printf(p->arena, "joinability %.3f +- %.3f: %llu of %llu values%s are in data that is not processed%s%s",
		in->at.joinability, in->at.error, (unsigned long long)s->shared, (unsigned long long)s->compared,
		s->all > s->compared ? " compared" : "", with == NULL ? "" : ", most of them in ", with == NULL ? "" : with->id.s);
	return in->joinability == NULL ? DC_ENOMEM : DC_OK;
}

enum dc_status processed_join(struct processed *p, struct dc_store *store, struct dc_error *err)
{
	struct dc_shared_ask ask = { .findings = (const int64_t *)(void *)p->ids.p, .others = (const int64_t *)(void *)p->outside.p,
		.groups = (const uint32_t *)(void *)p->groups.p, .n_others = p->outside.n / sizeof(int64_t) };
	struct inside *in = inside_of(p, &ask.n);
	struct dc_shared *shared;
	enum dc_status st;

	if (ask.n == 0)
		return DC_OK;
	shared = calloc(ask.n, sizeof *shared);
	if (shared == NULL)
		return dc_fail(err, DC_ENOMEM, "judge: out of memory");
	st = dc_store_shared(store, &ask, shared, err);
	for (size_t i = 0; i < ask.n && st == DC_OK; i++)
		if (say_join(p, &in[i], &shared[i]) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "judge: out of memory");
	free(shared);
	return st;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = ((const struct inside *)b)->id;

	return (x > y) - (x < y);
}

void processed_facts(const struct processed *p, int64_t finding, struct facts *out)
{
	const struct inside *in;
	size_t n;

	if (p == NULL)
		return;
	in = inside_of(p, &n);
	in = n == 0 ? NULL : bsearch(&finding, in, n, sizeof *in, by_id);
	if (in == NULL)
		return;
	out->linked_code = in->at.shared >= JOIN_VALUES && in->at.joinability >= JOIN_SHARE;
	out->joinability = in->joinability;
	out->alike = in->alike;
	out->totals = in->in_rows && in->at.alone == in->at.rows;
	out->single_rows = in->in_rows && in->at.alone != 0 && !out->totals;
}

/* ---- for reports */

struct looking {
	struct processed *p;
	struct locator locator;
};

static enum dc_status look(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct looking *l = ctx;
	struct location where = { f->path, f->path_len, f->inner, f->table, f->field };
	const struct scope *s;
	enum dc_status st = locator_find(&l->locator, l->p->d->places, &where, &s);

	if (st == DC_OK)
		st = processed_note(l->p, f, s);
	return st == DC_OK ? DC_OK : dc_fail(err, st, "processed data: out of memory");
}

enum dc_status dc_processed_each(const struct dc_declaration *d, struct dc_store *store, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_processed *, struct dc_error *), void *ctx, struct dc_error *err)
{
	struct looking l = { .p = NULL };
	struct inside *in;
	size_t n;
	enum dc_status st = processed_new(d, &l.p);

	if (st != DC_OK)
		st = dc_fail(err, st, "processed data: out of memory");
	if (l.p == NULL || st != DC_OK) {
		processed_free(l.p);
		return st;
	}
	locator_init(&l.locator);
	st = dc_store_each_fact(store, run, look, &l, err);
	if (st == DC_OK)
		st = processed_join(l.p, store, err);
	in = inside_of(l.p, &n);
	for (size_t i = 0; i < n && st == DC_OK; i++)
		st = each(ctx, &in[i].at, err);
	locator_done(&l.locator);
	processed_free(l.p);
	return st;
}
