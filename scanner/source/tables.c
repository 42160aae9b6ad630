/* tables.c -- the list of a server's tables, and what rules leave out of it: databases, tables, columns. */
#include "database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *path_of(struct database *d, struct dc_arena *a, const struct connect_listed *l)
{
	char base[2048];

	if (connect_canonical(&d->uri, l->database, base, sizeof base) != DC_OK)
		return NULL;
	return dc_arena_printf(a, "%s%s%s%s%s", base, *l->table == '\0' ? "" : "/", l->schema, *l->schema == '\0' ? "" : ".", l->table);
}

/* The rule that leaves it out; NULL: none. *taken: a rule of --include names it, or there is none. */
static const char *rule_of(const struct database *d, const struct connect_listed *l, const char *column, bool *taken)
{
	const char *const parts[] = { l->database, l->schema, l->table, column };
	size_t n = *l->table == '\0' ? 1 : *column == '\0' ? 3 : 4;

	*taken = d->opt.include == NULL || source_names(d->opt.include, parts, n, n == 4) != NULL;
	return source_names(d->opt.exclude, parts, n, n == 4);
}

enum dc_status tables_add(struct database *d, const struct connect_listed *l, struct dc_error *err)
{
	struct dc_arena *a = dc_arena_new(0);
	struct table *t = a == NULL ? NULL : dc_arena_alloc(a, sizeof *t);

	if (d->n == d->cap) {
		size_t cap = d->cap == 0 ? 256 : d->cap * 2;
		struct dc_object **more = realloc(d->objects, cap * sizeof(*more));

		if (more != NULL) {
			d->objects = more;
			d->cap = cap;
		}
	}
	if (t != NULL && d->n < d->cap) {
		t->object = (struct dc_object){ .arena = a, .asset = d->asset, .path = path_of(d, a, l), .reason = l->reason, .fd = -1,
			.size = l->bytes, .mode = S_IFREG | 0600 | (l->everyone ? 0004 : 0), .detail = dc_arena_strdup(a, l->detail) };
		t->into = -1;
		t->database = dc_arena_strdup(a, l->database);
		t->schema = dc_arena_strdup(a, l->schema);
		t->table = dc_arena_strdup(a, l->table);
	}
	if (t == NULL || d->n == d->cap || t->object.path == NULL || t->object.detail == NULL || t->database == NULL || t->schema == NULL || t->table == NULL) {
		dc_arena_free(a);
		return dc_fail(err, DC_ENOMEM, "the list of tables");
	}
	t->object.path_len = strlen(t->object.path);
	d->objects[d->n++] = &t->object;
	return DC_OK;
}

/* The rules are asked for what would be read. */
static enum dc_status add_table(struct database *d, const struct connect_listed *l, struct dc_error *err)
{
	enum dc_status st = tables_add(d, l, err);
	struct table *t = st == DC_OK ? (struct table *)d->objects[d->n - 1] : NULL;
	const char *rule;
	bool taken;

	if (st != DC_OK || l->reason != DC_R_none)
		return st;
	rule = rule_of(d, l, "", &taken);
	if (rule != NULL || !taken) {
		t->by_column = rule == NULL;
		t->object.reason = DC_R_policy_exclude;
		t->object.detail = rule == NULL ? "--include" : dc_arena_printf(t->object.arena, "--exclude %s", rule);
	}
	return t->object.detail == NULL ? dc_fail(err, DC_ENOMEM, "the list of tables") : DC_OK;
}

/* ---- columns */

/* The listed table that a column belongs to: columns come in the tables' order. */
static struct table *table_of(struct database *d, const struct connect_listed *l)
{
	for (size_t tried = d->at; tried < d->n; tried++, d->at_column++) {
		struct table *t;

		if (d->at_column < d->at || d->at_column >= d->n)
			d->at_column = d->at;
		t = (struct table *)d->objects[d->at_column];
		if (strcmp(t->table, l->table) == 0 && strcmp(t->schema, l->schema) == 0 && strcmp(t->database, l->database) == 0)
			return t;
	}
	return NULL;
}

static enum dc_status note_column(struct table *t, const char *name, const char *rule)
{
	struct dc_arena *a = t->object.arena;

	if (t->n_without % 16 == 0) {
		const char **names = dc_arena_array(a, t->n_without + 17, sizeof(*names)), **rules = dc_arena_array(a, t->n_without + 17, sizeof(*rules));

		if (names == NULL || rules == NULL)
			return DC_ENOMEM;
		if (t->n_without != 0) {
			memcpy(names, t->without, t->n_without * sizeof(*names));
			memcpy(rules, t->rules, t->n_without * sizeof(*rules));
		}
		t->without = names;
		t->rules = rules;
	}
	t->without[t->n_without] = dc_arena_strdup(a, name);
	t->rules[t->n_without] = rule == NULL ? "--include" : dc_arena_printf(a, "--exclude %s", rule);
	if (t->without[t->n_without] == NULL || t->rules[t->n_without] == NULL)
		return DC_ENOMEM;
	t->without[++t->n_without] = NULL;
	return DC_OK;
}

static enum dc_status on_column(struct database *d, const struct connect_listed *l, struct dc_error *err)
{
	struct table *t = table_of(d, l);
	const char *rule;
	bool taken;

	if (t == NULL || (t->object.reason != DC_R_none && !t->by_column))
		return DC_OK;
	rule = rule_of(d, l, l->column, &taken);
	taken = taken || !t->by_column;
	if (rule == NULL && taken) {
		t->any_column = true;
		return DC_OK;
	}
	return note_column(t, l->column, rule) == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "the list of columns");
}

/* A column that is left out has a line of its own in the ledger, and its table is read without it. */
static enum dc_status tell_column(struct database *d, const struct table *t, size_t i, struct dc_error *err)
{
	enum dc_status st = tables_add(d, &(struct connect_listed){ .database = t->database, .schema = t->schema, .table = t->table,
		.reason = DC_R_policy_exclude, .detail = t->rules[i] }, err);
	struct dc_object *o;

	if (st != DC_OK)
		return st;
	o = d->objects[d->n - 1];
	o->path = dc_arena_printf(o->arena, "%s.%s", o->path, t->without[i]);
	if (o->path == NULL)
		return dc_fail(err, DC_ENOMEM, "the list of columns");
	o->path_len = strlen(o->path);
	return DC_OK;
}

/* Once all columns are listed: a table of which rules leave nothing is left out whole, of others the columns are told. */
enum dc_status tables_settle(struct database *d, size_t from, struct dc_error *err)
{
	size_t n = d->n;
	enum dc_status st = DC_OK;

	for (size_t i = from; i < n && st == DC_OK; i++) {
		struct table *t = (struct table *)d->objects[i];

		if (t->by_column && t->any_column) {
			t->object.reason = DC_R_none;
			t->object.detail = "";
		} else if (t->n_without != 0 && !t->any_column && !t->by_column) {
			t->object.reason = DC_R_policy_exclude;
			t->object.detail = t->rules[0];
		}
		for (size_t k = 0; t->object.reason == DC_R_none && k < t->n_without && st == DC_OK; k++)
			st = tell_column(d, t, k, err);
	}
	return st;
}

static enum dc_status add_database(struct database *d, const char *name, struct dc_error *err)
{
	const char **more = realloc(d->databases, (d->n_databases + 1) * sizeof(*more));

	if (more == NULL)
		return dc_fail(err, DC_ENOMEM, "the list of databases");
	d->databases = more;
	d->databases[d->n_databases] = dc_arena_strdup(d->arena, name);
	return d->databases[d->n_databases++] == NULL ? dc_fail(err, DC_ENOMEM, "the list of databases") : DC_OK;
}

enum dc_status tables_listed(void *ctx, const struct connect_listed *l, struct dc_error *err)
{
	struct database *d = ctx;

	bool taken;

	if (*l->column != '\0')
		return on_column(d, l, err);
	if (*l->table == '\0' && l->reason == DC_R_none && rule_of(d, l, "", &taken) == NULL)
		return add_database(d, l->database, err);
	return add_table(d, l, err);
}
