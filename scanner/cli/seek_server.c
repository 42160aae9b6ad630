/* seek_server.c -- what stands on servers, read again: tables through connectors, shares through theirs, by the same source as a scan.
 * A table is read whole: no value of the person's goes into a query, where the server would log it. */
#include "subject.h"

#include "daicho/source.h"

#include <stdlib.h>
#include <string.h>

static atomic_int never;		/* the search is not stopped but by ending the program */

/* The objects of one server that can hold it, by path. */
struct wanted { const struct object **at; size_t n; bool *met; };

static int by_path(const void *a, const void *b)
{
	return strcmp((*(const struct object *const *)a)->path, (*(const struct object *const *)b)->path);
}

static bool gather(const struct search *s, const char *asset, struct wanted *w)
{
	const struct object *all = (const struct object *)(const void *)s->objects.p;
	size_t n = s->objects.n / sizeof *all;

	*w = (struct wanted){ calloc(n + 1, sizeof(*w->at)), 0, calloc(n + 1, sizeof *w->met) };
	for (size_t i = 0; w->at != NULL && i < n; i++)
		if (all[i].wanted && strcmp(all[i].asset, asset) == 0)
			w->at[w->n++] = &all[i];
	if (w->n != 0)
		qsort(w->at, w->n, sizeof(*w->at), by_path);
	return w->at != NULL && w->met != NULL;
}

static const struct object *find(const struct wanted *w, const char *path)
{
	const struct object key = { .path = path }, *k = &key, **at = w->n == 0 ? NULL : bsearch(&k, w->at, w->n, sizeof(*w->at), by_path);

	if (at == NULL)
		return NULL;
	w->met[at - w->at] = true;
	return *at;
}

/* The object once more, and what the source says of it. */
static enum dc_status read_object(struct search *s, struct dc_source *source, struct dc_object *o, const struct object *as, struct dc_error *err)
{
	struct dc_job job = { .name = o->path, .text_only = true, .rows = source->rows };
	enum dc_status st = o->reason != DC_R_none ? DC_OK : source->ops->reopen(source, o, err);

	if (st != DC_OK)
		return st;
	if (o->reason != DC_R_none || o->fd < 0)
		return seek_miss(s, as->path, dc_reason_name(o->reason == DC_R_none ? DC_R_io_error : o->reason), err);
	job.fd = o->fd;
	job.size = o->size;
	st = seek_read(s, as, &job, source->budget, err);
	if (st == DC_OK && source->ops->changed(o))
		st = seek_miss(s, as->path, dc_reason_name(DC_R_changed), err);
	return st;
}

static enum dc_status read_source(struct search *s, struct dc_source *source, const struct wanted *w, struct dc_error *err)
{
	struct dc_object *o;
	enum dc_status st;

	while ((st = source->ops->next(source, &o, err)) == DC_OK) {
		const struct object *as = find(w, o->path);

		if (as != NULL)
			st = read_object(s, source, o, as, err);
		if (source->ops->finish != NULL)
			source->ops->finish(source, o);
		dc_object_free(o);
		if (st != DC_OK)
			return st;
	}
	return st == DC_END ? DC_OK : st;
}

/* All of it is missed, for one reason or because it is not there any more. */
static enum dc_status miss_rest(struct search *s, const struct wanted *w, enum dc_reason why, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < w->n && st == DC_OK; i++)
		if (!w->met[i])
			st = seek_miss(s, w->at[i]->path, dc_reason_name(why), err);
	return st;
}

enum dc_status seek_server(struct search *s, const char *asset, struct dc_error *err)
{
	const struct dc_source_ops *ops = dc_source_find(asset);
	struct dc_source_options opt = { .threads = 1, .stop = &never, .program = cli_program(), .budget = &dc_budget_default,
		.unsafe_no_sandbox = s->values->unsafe_no_sandbox, .password_file = s->values->password_file };
	struct dc_source *source = NULL;
	struct dc_error why = { 0 };
	struct wanted w;
	enum dc_status st = gather(s, asset, &w) ? DC_OK : no_memory(err);

	if (st == DC_OK && ops != NULL)
		st = ops->open(asset, &opt, &source, &why);
	if (source != NULL)
		st = read_source(s, source, &w, &why);
	if (st != DC_OK && st != DC_ENOMEM) {	/* the server ended this, not the search */
		cli_note("%s", why.text);
		st = miss_rest(s, &w, source == NULL ? DC_R_auth_failed : DC_R_io_error, err);
	} else if (st == DC_OK) {
		st = miss_rest(s, &w, DC_R_vanished, err);
	} else {
		no_memory(err);
	}
	if (source != NULL)
		source->ops->close(source);
	free(w.at);
	free(w.met);
	return st;
}
