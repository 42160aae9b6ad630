/* drive.c -- one thread for one worker: an object at a time to it, its records to a result. A worker that dies takes its
 * object with it for a second try, alone in a fresh one; after a second death the object is read as raw bytes by a third,
 * and counts as failed with what that found. */
#include "crawl.h"

#include "process.h"

#include <unistd.h>

#define HANGING_MOST 2			/* workers that hang in the kernel, for each driver; then the share is taken for dead */

struct reading {
	struct driver *d;
	struct tally *tally;
	struct work w;
	uint32_t attempts;
};

/* A new worker with the limits of the last one, or those the source sets. */
static enum dc_status fresh(struct driver *d, struct dc_error *err)
{
	struct dc_worker_options opt = d->c->worker;

	if (d->budget != NULL)
		opt.budget = *d->budget;
	dc_worker_close(d->worker);
	d->worker = NULL;
	return dc_worker_start(&opt, &d->worker, err);
}

/* The object from its beginning, and as it is now. */
static enum dc_status reopen(struct reading *r, struct dc_error *err)
{
	struct dc_object *o = r->w.object;
	uint64_t size = o->size;
	enum dc_status st = r->w.source->ops->reopen(r->w.source, o, err);

	/* The ledger balances by bytes: an object counts with the size it was last seen to have. */
	atomic_fetch_add(&r->d->c->n.discovered_bytes, o->size - size);
	return st;
}

/* One pass. DC_OK: the records are in the tally. DC_EIO with *died: the worker is gone. */
static enum dc_status pass(struct reading *r, bool raw, enum dc_reason *died, struct dc_error *err)
{
	struct dc_object *o = r->w.object;
	struct dc_job job = { .fd = o->fd, .size = o->size, .name = o->path, .raw_only = raw, .rows = r->w.source->rows };
	const struct dc_source_ops *ops = r->w.source->ops;
	int beside = ops->beside == NULL || raw ? -1 : ops->beside(r->w.source, o);
	struct dc_buf name;
	enum dc_status st;

	job.beside = beside > 0 ? beside : 0;
	*died = DC_R_none;
	r->attempts++;
	tally_reset(r->tally);
	dc_buf_init(&name, 0);
	st = dc_escape(&name, (struct dc_span){ (const uint8_t *)o->path, o->path_len });
	job.name = st == DC_OK ? dc_buf_cstr(&name) : NULL;
	if (job.name == NULL)
		st = dc_fail(err, DC_ENOMEM, "a name");
	tally_path(r->tally, job.name);
	if (st == DC_OK)
		st = dc_worker_run(r->d->worker, &job, tally_record, r->tally, died, err);
	tally_path(r->tally, NULL);
	if (!r->w.source->rows)
		pace_read(&r->d->c->pace, o->size < r->d->c->opt->budget.object_bytes ? o->size : r->d->c->opt->budget.object_bytes);
	dc_buf_done(&name);
	if (beside >= 0)
		close(beside);
	if (*died != DC_R_none)
		atomic_fetch_add(&r->d->c->n.deaths, 1);
	return st;
}

/* How large a table is, its reading tells: what the server said before was an estimate. */
static void measure(struct reading *r)
{
	struct dc_object *o = r->w.object;
	uint64_t size = o->size, read;
	bool whole;

	if (!r->w.source->rows)
		return;
	read = tally_bytes(r->tally, &whole);
	o->size = whole || read > size ? read : size;
	atomic_fetch_add(&r->d->c->n.discovered_bytes, o->size - size);
}

static enum dc_status result(struct reading *r, enum dc_reason reason, const char *detail, struct dc_error *err)
{
	struct dc_result *out;
	enum dc_status st;

	measure(r);
	st = tally_result(r->tally, r->w.object, reason, detail, r->attempts, &out, err);

	if (st == DC_OK)
		st = crawl_result(r->d->c, &r->d->results, out, err);
	return st;
}

/* Became something else before it could be read again. */
static enum dc_status gone(struct reading *r, struct dc_error *err)
{
	tally_reset(r->tally);
	return result(r, r->w.object->reason, r->w.object->detail, err);
}

/* After two deaths. A read that hangs hangs a third time: it is left at that. */
static enum dc_status last_resort(struct reading *r, enum dc_reason died, struct dc_error *err)
{
	struct dc_error lost = { 0 };
	enum dc_reason again;
	enum dc_status st = fresh(r->d, err);

	tally_reset(r->tally);
	if (st == DC_OK && died != DC_R_io_timeout)
		st = reopen(r, err);
	if (st == DC_OK && r->w.object->reason != DC_R_none)
		return gone(r, err);
	if (st == DC_OK && died != DC_R_io_timeout) {
		st = pass(r, true, &again, &lost);
		if (again != DC_R_none) {
			tally_reset(r->tally);
			st = fresh(r->d, err);
		} else if (st != DC_OK) {
			*err = lost;
		}
	}
	return st == DC_OK ? result(r, died, "the reader died twice; what the bytes alone show is kept", err) : st;
}

/* Reads until it is read whole, given up, or the run ends. */
static enum dc_status object(struct reading *r, struct dc_error *err)
{
	unsigned deaths = 0, changes = 0;

	tally_reset(r->tally);
	if (spawn_abandoned() > HANGING_MOST * (unsigned)r->d->c->jobs)
		return result(r, DC_R_io_timeout, "not tried: too many readers hang in the kernel on files that do not answer", err);
	if (r->w.object->fd < 0 && reopen(r, err) != DC_OK)
		return err->status;
	if (r->w.object->reason != DC_R_none)
		return gone(r, err);
	for (;;) {
		struct dc_error lost = { 0 };
		enum dc_reason died;
		enum dc_status st = pass(r, false, &died, &lost);

		if (st == DC_OK && !r->w.source->ops->changed(r->w.object))
			return result(r, DC_R_none, NULL, err);
		if (st == DC_OK && ++changes == CRAWL_CHANGED_TRIES)
			return result(r, r->w.source->ops->lost, r->w.source->ops->lost == DC_R_changed ? "changed while it was read, each time" : NULL, err);
		if (died != DC_R_none && ++deaths == 2)
			return last_resort(r, died, err);
		if (st != DC_OK && died == DC_R_none) {
			*err = lost;
			return st;
		}
		st = died != DC_R_none ? fresh(r->d, err) : DC_OK;
		if (st == DC_OK)
			st = reopen(r, err);
		if (st != DC_OK)
			return st;
		if (r->w.object->reason != DC_R_none)
			return gone(r, err);
	}
}

/* A worker that is new enough, has the limits of the source, and was not left alone with an object that killed another. */
static enum dc_status ready(struct driver *d, const struct dc_source *source, bool suspect, struct dc_error *err)
{
	suspect |= d->budget != source->budget;
	d->budget = source->budget;
	return d->worker == NULL || suspect || dc_worker_worn(d->worker) ? fresh(d, err) : DC_OK;
}

void *crawl_drive(void *arg)
{
	struct driver *d = arg;
	struct reading r = { .d = d, .tally = tally_new(d->c->opt->store, &d->c->opt->budget, d->c->folder, d->c->opt->findings, &d->c->filter) };
	struct dc_error err = { 0 };
	enum dc_status st = r.tally == NULL ? dc_fail(&err, DC_ENOMEM, "a driver") : DC_OK;
	bool suspect = false;

	for (;;) {
		if (sched_empty(d->c->work))
			crawl_hand_over(d->c, &d->results);	/* nobody waits for what we hold while we wait */
		if (st != DC_OK || sched_pop(d->c->work, &r.w) != DC_OK)
			break;
		r.attempts = 0;
		if (!r.w.source->rows)		/* a database's connection keeps to its limits row by row */
			pace_begin(&d->c->pace, &d->c->halt);
		st = ready(d, r.w.source, suspect, &err);
		if (st == DC_OK)
			st = object(&r, &err);
		suspect = r.attempts > 1;
		if (r.w.source->ops->finish != NULL)
			r.w.source->ops->finish(r.w.source, r.w.object);
		dc_object_free(r.w.object);
	}
	if (st != DC_OK && st != DC_ECANCEL)
		crawl_fail(d->c, &err);
	crawl_hand_over(d->c, &d->results);
	dc_worker_close(d->worker);
	tally_free(r.tally);
	return NULL;
}
