/* database.c -- a server's tables as objects. They are read through connectors (connect.h): one lists, one for each driver reads.
 * An object gets its stream of rows when it is about to be read, not when it is found: a connector serves one at a time. */
#include "database.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MEND_TRIES 8			/* to get a new connection, with no row between them, */
#define MEND_NS 2000000000		/* and so much time */
#define LONG_SECONDS (7 * 24 * 3600)	/* a table takes as long as it takes: the server's and the reader's own deadlines hold */

static struct connector_options options_of(const struct database *d, const char *database)
{
	const struct dc_source_options *o = &d->opt;

	return (struct connector_options){ .program = o->program, .target = d->asset, .database = database, .password_file = o->password_file,
		.sample = o->sample, .changed_since = o->changed_since, .max_rows = o->max_rows, .rows_per_second = o->rows_per_second, .bytes_per_second = o->bytes_per_second,
		.columns = o->exclude != NULL || o->include != NULL, .cell_bytes = d->budget.cell_bytes,
		.unsafe_no_sandbox = o->unsafe_no_sandbox, .stop = o->stop };
}

/* A free connector that is connected to the database goes back to the pool with what it was started for. */
static struct pooled *slot(struct database *d, const char *database)
{
	struct pooled *free_one = NULL;

	for (size_t i = 0; i < POOL; i++) {
		struct pooled *p = &d->pool[i];

		if (p->busy)
			continue;
		if (p->connector != NULL && strcmp(p->database, database) == 0)
			return p;
		if (free_one == NULL || (free_one->connector != NULL && p->connector == NULL))
			free_one = p;
	}
	return free_one;
}

static enum dc_status acquire(struct database *d, const char *database, struct pooled **out, struct dc_error *err)
{
	struct connector_options o = options_of(d, *database == '\0' ? NULL : database);
	struct pooled *p;

	pthread_mutex_lock(&d->lock);
	p = slot(d, database);
	if (p != NULL)
		p->busy = true;
	pthread_mutex_unlock(&d->lock);
	if (p == NULL)
		return dc_fail(err, DC_EBUG, "more readers than connectors");
	*out = p;
	if (p->connector != NULL && strcmp(p->database, database) == 0)
		return DC_OK;
	connector_close(p->connector);
	p->connector = NULL;
	snprintf(p->database, sizeof p->database, "%s", database);
	return connector_start(&o, &p->connector, err);
}

static void release(struct database *d, struct pooled *p, bool alive)
{
	if (!alive) {
		connector_close(p->connector);
		p->connector = NULL;
	}
	pthread_mutex_lock(&d->lock);
	p->busy = false;
	pthread_mutex_unlock(&d->lock);
}

static enum dc_status list(struct database *d, const char *database, struct dc_error *err)
{
	struct pooled *p = NULL;
	size_t from = d->n;
	enum dc_status st = acquire(d, database, &p, err);

	if (st == DC_OK)
		st = connector_list(p->connector, tables_listed, d, err);
	if (st == DC_OK)
		st = tables_settle(d, from, err);
	if (p != NULL)
		release(d, p, st == DC_OK);
	return st;
}

/* ---- the source */

static void database_close(struct dc_source *s)
{
	struct database *d = (struct database *)s;

	for (size_t i = d->at; i < d->n; i++)
		dc_object_free(d->objects[i]);
	for (size_t i = 0; i < POOL; i++)
		connector_close(d->pool[i].connector);
	free(d->objects);
	free(d->databases);
	dc_arena_free(d->arena);
	pthread_mutex_destroy(&d->lock);
	free(d);
}

static enum dc_status database_open(const char *target, const struct dc_source_options *opt, struct dc_source **out, struct dc_error *err)
{
	struct database *d = calloc(1, sizeof *d);
	enum dc_status st;

	if (d == NULL || (d->arena = dc_arena_new(0)) == NULL) {
		free(d);
		return dc_fail(err, DC_ENOMEM, "%s", target);
	}
	pthread_mutex_init(&d->lock, NULL);
	d->asset = target;
	d->opt = *opt;
	d->budget = *opt->budget;
	d->budget.wall_seconds = d->budget.cpu_seconds = LONG_SECONDS;
	d->budget.object_bytes = d->budget.output_bytes = UINT64_MAX;
	st = connect_parse(target, &d->uri, err);
	d->base.ops = strcmp(d->uri.scheme, "mysql") == 0 ? &source_mysql : &source_postgresql;
	d->base.budget = &d->budget;
	d->base.rows = true;
	if (st == DC_OK)
		st = list(d, d->uri.database, err);
	if (st == DC_EIO)		/* a target that cannot be listed is none, whoever's fault it is */
		st = err->status = DC_EUSAGE;
	if (st != DC_OK) {
		database_close(&d->base);
		return dc_within(err, "%s", target);
	}
	*out = &d->base;
	return DC_OK;
}

/* A database that cannot be listed is a failed object, with unknown tables in it. */
static enum dc_status list_next(struct database *d, struct dc_error *err)
{
	const char *name = d->databases[d->at_database++];
	struct dc_error why = { 0 };
	enum dc_status st = list(d, name, &why);

	if (st == DC_OK || st == DC_ECANCEL || st == DC_ENOMEM) {
		*err = why;
		return st;
	}
	st = tables_add(d, &(struct connect_listed){ .database = name, .schema = "", .table = "", .reason = DC_R_auth_failed, .detail = why.text }, err);
	if (st == DC_OK)
		d->objects[d->n - 1]->directory = true;
	return st;
}

static enum dc_status database_next(struct dc_source *s, struct dc_object **out, struct dc_error *err)
{
	struct database *d = (struct database *)s;

	while (d->at == d->n && d->at_database < d->n_databases) {
		enum dc_status st = list_next(d, err);

		if (st != DC_OK)
			return st;
	}
	if (d->at == d->n)
		return DC_END;
	*out = d->objects[d->at++];
	return DC_OK;
}

/* False: the connection was lost. */
static bool settle(struct table *t)
{
	uint64_t rows;
	bool alive = connector_settle(t->reader->connector, &rows);

	t->rows += rows;
	return alive;
}

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Closing the stream early ends the connector, which cannot cancel a query; else it is asked whether it lives. */
static void database_finish(struct dc_source *s, struct dc_object *o)
{
	struct table *t = (struct table *)o;

	shut(&o->fd);
	shut(&t->into);
	connect_place_clear(&t->place);
	if (t->reader != NULL)
		release((struct database *)s, t->reader, settle(t));
	t->reader = NULL;
	atomic_fetch_add(&s->rows_read, t->rows);
	t->rows = 0;
}

/* A connector that reads the table from its place on into the stream. */
static enum dc_status begin(struct database *d, struct table *t, int into, struct dc_error *err)
{
	enum dc_status st = acquire(d, t->database, &t->reader, err);

	if (st == DC_OK)
		st = connector_read(t->reader->connector, &(struct connect_table){ .schema = *t->schema == '\0' ? t->database : t->schema,
			.table = t->table, .without = t->without }, &t->place, into, err);
	if (st == DC_OK)
		return DC_OK;
	if (t->reader != NULL)
		release(d, t->reader, false);
	t->reader = NULL;
	return st;
}

static enum dc_status database_reopen(struct dc_source *s, struct dc_object *o, struct dc_error *err)
{
	struct table *t = (struct table *)o;
	struct dc_error why = { 0 };
	int ends[2] = { -1, -1 };
	enum dc_status st;

	database_finish(s, o);
	t->tries = 0;
	st = connector_pipe(ends, &why);
	if (st == DC_OK)
		st = begin((struct database *)s, t, ends[1], &why);
	if (st == DC_OK) {
		o->fd = ends[0];
		t->into = ends[1];
		if (!s->mended)
			shut(&t->into);
		return DC_OK;
	}
	shut(&ends[0]);
	shut(&ends[1]);
	if (st == DC_ECANCEL || st == DC_ENOMEM || st == DC_EBUG)
		return dc_fail(err, st, "%s", why.text);
	o->reason = st == DC_EUSAGE ? DC_R_auth_failed : DC_R_io_error;
	o->detail = dc_arena_strdup(o->arena, why.text);
	return DC_OK;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* What was lost is given up: the reader sees the end of its stream. */
static bool give_up(struct table *t)
{
	shut(&t->into);
	return true;
}

/* A table whose connection was lost is gone on with behind the last row that came, by a new one; a server that starts again gets some
 * tries. Where that cannot be, the reader sees its stream end, and the table is read again from the beginning (changed). */
static bool database_mend(struct dc_source *s, struct dc_object *o)
{
	struct table *t = (struct table *)o;
	struct database *d = (struct database *)s;
	struct dc_error why = { 0 };
	uint64_t rows;

	if (t->into < 0)
		return false;
	if (t->reader != NULL) {
		if (!connector_lost(t->reader->connector, &rows, &t->place))
			return false;
		t->rows += rows;
		t->tries = rows != 0 ? 0 : t->tries;
		release(d, t->reader, false);
		t->reader = NULL;
		if (t->place.n == 0)
			return give_up(t);
	}
	if (t->tries != 0 && now_ns() - t->tried_ns < MEND_NS)
		return false;
	t->tried_ns = now_ns();
	if (t->tries++ == MEND_TRIES)
		return give_up(t);
	begin(d, t, t->into, &why);
	return true;
}

/* True if the connection was lost while it was read, and could not be mended: it is read again from the beginning. */
static bool database_changed(struct dc_object *o)
{
	struct table *t = (struct table *)o;

	shut(&o->fd);			/* a reader that ended early leaves a connector that waits for room */
	return t->reader == NULL || !settle(t);
}

static bool database_atime(const struct dc_source *s)
{
	(void)s;
	return true;			/* tables have none */
}

#define DATABASE(name) \
	const struct dc_source_ops source_##name = { .scheme = #name, .open = database_open, .next = database_next, .reopen = database_reopen, \
		.changed = database_changed, .mend = database_mend, .lost = DC_R_none, .finish = database_finish, .atime_kept = database_atime, .close = database_close }
DATABASE(postgresql);
DATABASE(postgres);
DATABASE(pg);
DATABASE(mysql);
DATABASE(mariadb);
