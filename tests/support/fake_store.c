/* fake_store.c -- the functions of store.h and purpose.h that reports call, over plain rows. */
#include "fake_store.h"

#include <string.h>

enum dc_status dc_store_run_last(struct dc_store *s, struct dc_run *out, struct dc_arena *arena, struct dc_error *err)
{
	(void)arena;
	(void)err;
	if (s->no_run)
		return DC_END;
	*out = s->run;
	return DC_OK;
}

/* The run of the set alone. */
enum dc_status dc_store_each_run(struct dc_store *s, enum dc_status (*each)(void *, const struct dc_run *, struct dc_error *), void *ctx,
	struct dc_error *err)
{
	enum dc_status st = s->no_run ? DC_OK : each(ctx, &s->run, err);

	return st == DC_END ? DC_OK : st;
}

enum dc_status dc_store_each_typed(struct dc_store *s,
	enum dc_status (*each)(void *, const char *, const char *, const char *, struct dc_error *), void *ctx, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < s->n_typed && st == DC_OK; i++)
		st = each(ctx, s->typed[i].row_id, s->typed[i].name, s->typed[i].text, err);
	return st == DC_END ? DC_OK : st;
}

enum dc_status dc_store_each_change(struct dc_store *s, int64_t from, int64_t to,
	enum dc_status (*each)(void *, const struct dc_change_row *, struct dc_error *), void *ctx, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	(void)from;
	(void)to;
	for (size_t i = 0; i < s->n_changes && st == DC_OK; i++)
		st = each(ctx, &s->changes[i], err);
	return st == DC_END ? DC_OK : st;
}

/* The words of PURPOSES §2.3. */
const char *dc_change_name(enum dc_change change)
{
	static const char *const names[DC_N_CHANGES] = {
		"new", "gone", "moved", "count_changed", "verdict_changed", "lost_sight", "regained"
	};

	return names[change];
}

const char *dc_cause_name(enum dc_cause cause)
{
	static const char *const names[DC_N_CAUSES] = { "data", "declaration", "detector", "coverage" };

	return names[cause];
}

enum dc_status dc_store_coverage(struct dc_store *s, int64_t run, struct dc_coverage *out, struct dc_error *err)
{
	(void)run;
	(void)err;
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < s->n_objects; i++) {
		const struct dc_stored_object *o = &s->objects[i];

		out->objects[o->reason]++;
		out->bytes[o->reason] += o->size;
		out->read[o->reason] += o->bytes_read;
	}
	return DC_OK;
}

static enum dc_status done(enum dc_status st)
{
	return st == DC_END ? DC_OK : st;
}

enum dc_status dc_store_each_finding(struct dc_store *s, int64_t run,
	enum dc_status (*each)(void *, const struct dc_stored_finding *, struct dc_error *), void *ctx, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	size_t times = s->repeat == 0 ? 1 : s->repeat;

	(void)run;
	for (size_t k = 0; k < times; k++) {
		for (size_t i = 0; i < s->n_findings && st == DC_OK; i++)
			st = each(ctx, &s->findings[i], err);
	}
	return done(st);
}

/* One of each register: missed by the last run, and by one before it. */
enum dc_status dc_store_each_lost(struct dc_store *s, enum dc_status (*each)(void *ctx, const struct dc_kept *, struct dc_error *), void *ctx,
	struct dc_error *err)
{
	const struct dc_kept lost[] = {
		{ .which = "provision", .date = 20251001, .keep_until = 20281001, .lost_run = s->run.id },
		{ .which = "receipt", .date = 20251002, .keep_until = 20281002, .lost_run = s->run.id - 1 },
	};
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < DC_ARRAY_LEN(lost) && st == DC_OK; i++)
		st = each(ctx, &lost[i], err);
	return done(st);
}

enum dc_status dc_store_each_object(struct dc_store *s, int64_t run,
	enum dc_status (*each)(void *, const struct dc_stored_object *, struct dc_error *), void *ctx, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	(void)run;
	for (size_t i = 0; i < s->n_objects && st == DC_OK; i++)
		st = each(ctx, &s->objects[i], err);
	return done(st);
}

enum dc_status dc_store_each_part(struct dc_store *s, int64_t run, bool all,
	enum dc_status (*each)(void *, const struct dc_stored_object *, const struct dc_stored_part *, struct dc_error *), void *ctx,
	struct dc_error *err)
{
	enum dc_status st = DC_OK;

	(void)run;
	for (size_t i = 0; i < s->n_parts && st == DC_OK; i++) {
		if (all || s->parts[i].part.reason != DC_R_none)
			st = each(ctx, &s->objects[s->parts[i].object], &s->parts[i].part, err);
	}
	return done(st);
}

enum dc_status dc_store_each_column(struct dc_store *s, int64_t run,
	enum dc_status (*each)(void *, const struct dc_stored_object *, const char *, const char *, const struct dc_result_column *,
		const char *, struct dc_error *), void *ctx, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	(void)run;
	for (size_t i = 0; i < s->n_columns && st == DC_OK; i++) {
		const struct fake_column *c = &s->columns[i];

		st = each(ctx, &s->objects[c->object], c->inner, c->table, &c->column, c->kind, err);
	}
	return done(st);
}

enum dc_status dc_store_each_verdict(struct dc_store *s, int64_t run,
	enum dc_status (*each)(void *, const struct dc_verdict_row *, const struct dc_stored_finding *, const struct dc_stored_object *,
		struct dc_error *), void *ctx, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	(void)run;
	for (size_t i = 0; i < s->n_verdicts && st == DC_OK; i++) {
		const struct fake_verdict *v = &s->verdicts[i];

		st = each(ctx, &v->row, v->finding < 0 ? NULL : &s->findings[v->finding],
			v->object < 0 ? NULL : &s->objects[v->object], err);
	}
	return done(st);
}

/* As store.h says: the sum of the set here, for no two made-up objects share a person; hi unknown if one was not read. */
enum dc_status dc_store_persons(struct dc_store *s, const int64_t *ids, size_t n, struct dc_persons *out, struct dc_error *err)
{
	(void)err;
	*out = (struct dc_persons){ 0 };
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < s->n_findings; k++) {
			const struct dc_stored_finding *f = &s->findings[k];

			if (f->id != ids[i])
				continue;
			out->lo = f->persons.lo > out->lo ? f->persons.lo : out->lo;
			out->best += f->persons.best;
			if (f->object_reason != DC_R_none || f->persons.hi == DC_PERSONS_UNKNOWN)
				out->hi = DC_PERSONS_UNKNOWN;
			else if (out->hi != DC_PERSONS_UNKNOWN)
				out->hi += f->persons.hi;
		}
	}
	return DC_OK;
}

bool dc_store_has_key(const struct dc_store *s)
{
	return !s->no_key;
}

/* No secret to keep here: any function of the bytes will do. */
void dc_store_token(const struct dc_store *s, struct dc_span value, uint8_t token[DC_TOKEN_BYTES])
{
	uint64_t h = 1469598103934665603u;

	(void)s;
	for (size_t i = 0; i < value.n; i++)
		h = (h ^ value.p[i]) * 1099511628211u;
	for (size_t i = 0; i < DC_TOKEN_BYTES; i++)
		token[i] = (uint8_t)(h >> 8 * (i % 8));
}

const char *dc_declaration_sha256(const struct dc_declaration *d)
{
	return d->sha256;
}

const char *dc_declaration_controller(const struct dc_declaration *d, const char *lang)
{
	(void)lang;
	return d->controller;
}

const char *dc_declaration_rule_pack(const struct dc_declaration *d)
{
	return d->rule_pack;
}

int dc_declaration_zone(const struct dc_declaration *d)
{
	(void)d;
	return 9 * 60;
}

size_t dc_declaration_purposes(const struct dc_declaration *d)
{
	return d->n_purposes;
}

size_t dc_declaration_scopes(const struct dc_declaration *d)
{
	return d->n_scopes;
}

void dc_declaration_purpose(const struct dc_declaration *d, size_t i, const char *lang, struct dc_declared_purpose *out)
{
	(void)lang;
	*out = d->purposes[i];
}

void dc_declaration_scope(const struct dc_declaration *d, size_t i, const char *lang, struct dc_declared_scope *out)
{
	(void)lang;
	*out = d->scopes[i];
}

size_t dc_declaration_rows(const struct dc_declaration *d)
{
	return d->n_rows;
}

void dc_declaration_row(const struct dc_declaration *d, size_t i, const char *lang, struct dc_declared_row *out)
{
	(void)lang;
	*out = d->rows[i];
}

void dc_declaration_handling(const struct dc_declaration *d, size_t i, const char *lang, struct dc_handling *out)
{
	(void)lang;
	(void)i;
	*out = d->handling;
}

/* The first scope holds such data, half of it declared. */
bool dc_declaration_eu(const struct dc_declaration *d, size_t i, const char *lang, struct dc_declared_eu *out)
{
	(void)lang;
	*out = (struct dc_declared_eu){ .territories = d->scopes[i].title, .source = "", .received_on = "2025-04-01", .via = d->scopes[i].manager,
		.circumstances = "", .purposes_at_origin = d->purposes[0].id, .record_ref = d->scopes[i].id };
	return i == 0;
}

/* The first scope holds processed data: a column that tells rows apart, and one whose values stand elsewhere. */
enum dc_status dc_processed_each(const struct dc_declaration *d, struct dc_store *store, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_processed *, struct dc_error *), void *ctx, struct dc_error *err)
{
	const char *path = d->prefixes == NULL ? d->scopes[0].title : d->prefixes[0];
	struct dc_processed at = { .path = path, .path_len = strlen(path), .inner = d->scopes[0].title, .table = "", .field = d->scopes[0].manager,
		.category = "person.age", .rows_by = "person.age,person.sex", .rows = 12345, .least = 1, .alone = 678, .with = -1 };
	enum dc_status st = each(ctx, &at, err);

	(void)store;
	(void)run;
	at = (struct dc_processed){ .path = path, .path_len = strlen(path), .inner = "", .table = "", .field = "", .category = "anon.link_code", .rows_by = "",
		.values = 90000, .compared = 4096, .shared = 1024, .joinability = 0.25, .error = 0.0132, .with = (long)d->n_scopes - 1 };
	return st == DC_OK ? each(ctx, &at, err) : st;
}

/* A line of each kind: used, used without a date near any file, left out. The first scope's hand-over. */
void dc_declaration_entries(const struct dc_declaration *d, const char *which, struct dc_entries *out)
{
	static const struct dc_entry lines[] = {
		{ .line = 2, .date = 20261001, .keep_until = 20291001, .scope = 0, .recipient = 0, .file = "", .items = "person.name,contact" },
		{ .line = 3, .date = 20231201, .keep_until = 20261201, .scope = -1, .recipient = -1, .file = "", .items = "", .lacks = 127, .items_unclear = true,
			.foreign_no_route = true },
		{ .line = 5, .fault = DC_ENTRY_QUOTE, .scope = -1, .recipient = -1, .file = "", .items = "" },
	};

	*out = (struct dc_entries){ .file = d->scopes[0].title, .lines = lines, .n = strcmp(which, "provision") == 0 ? 3 : 0 };
}

bool dc_declaration_recipient(const struct dc_declaration *d, size_t scope, size_t k, const char *lang, struct dc_declared_recipient *out)
{
	(void)lang;
	*out = (struct dc_declared_recipient){ .index = 0, .name = d->scopes[scope].title, .why = "", .recorded = true };
	return k == 0;
}

long dc_declaration_scope_of(const struct dc_declaration *d, const char *path, size_t n)
{
	for (size_t i = 0; i < d->n_scopes; i++) {
		if (strlen(d->prefixes[i]) <= n && memcmp(d->prefixes[i], path, strlen(d->prefixes[i])) == 0)
			return (long)i;
	}
	return -1;
}

const char *dc_declaration_term(const struct dc_declaration *d, size_t row, enum dc_declared_term which, size_t k)
{
	static const char *const terms[] = { "essential.service", "ServiceProvision", "customer", "Customer" };

	(void)d;
	(void)row;
	return k == 0 ? terms[which] : NULL;
}

enum dc_status dc_store_each_scope(struct dc_store *s, enum dc_status (*each)(void *, int64_t, const struct dc_scope_coverage *, struct dc_error *),
	void *ctx, struct dc_error *err)
{
	const struct dc_scope_coverage hr = { .scope = "hr", .objects = { [DC_COMPLETE] = 5, [DC_SKIPPED] = 4, [DC_FAILED] = 1 }, .carried = 3, .bytes_read = 700 };
	enum dc_status st = s->no_run ? DC_OK : each(ctx, s->run.id, &hr, err);

	return st == DC_END ? DC_OK : st;
}

/* Nothing was judged before the run of the set. */
enum dc_status dc_store_each_level(struct dc_store *s,
	enum dc_status (*each)(void *, int64_t, const char *, const char *, uint64_t, struct dc_error *), void *ctx, struct dc_error *err)
{
	enum dc_status st = s->no_run ? DC_OK : each(ctx, s->run.id, "hr", "error", 3, err);

	return st == DC_END ? DC_OK : st;
}
