/* drive.c -- one thread for one worker: objects to it, their records to results, in the order given. Of small objects some are
 * given ahead, so that neither side wakes up for each. A worker that dies takes the object it was in with it for a second try, alone
 * in a fresh one; after a second death the object is read as raw bytes by a third, and counts as failed with what that found. What
 * was given ahead is given again, one at a time: no object pays for another. */
#include "crawl.h"

#include "process.h"

#include <unistd.h>

#define HANGING_MOST 2			/* workers that hang in the kernel, for each driver; then the share is taken for dead */
#define AHEAD_BYTES (64 * 1024)		/* objects smaller than this are given ahead */
#define AHEAD_OPEN 512			/* objects that all drivers hold together, each with a descriptor */

/* An object of this driver's. */
struct held {
	struct work w;
	struct dc_buf name;		/* of the path as it is shown */
	bool given;			/* to the worker as it is now */
	bool paced;			/* was waited for, once */
	bool stale;			/* given to one that is gone: to be opened again, for who knows how far it was read */
	enum dc_reason died;		/* of a worker that it was given to ahead */
};

struct reading {
	struct driver *d;
	struct tally *tally;
	struct held held[DC_WORKER_AHEAD];
	size_t n;
	size_t singly;			/* so many of them are given one at a time */
	struct work w;			/* of the oldest */
	uint32_t attempts;
};

/* A new worker with the limits of the last one, or those the source sets. */
static enum dc_status fresh(struct reading *r, struct dc_error *err)
{
	struct driver *d = r->d;
	struct dc_worker_options opt = d->c->worker;

	for (size_t i = 0; i < r->n; i++) {
		r->held[i].stale |= r->held[i].given;
		r->held[i].given = false;
	}
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

	r->held[0].stale = false;
	/* The ledger balances by bytes: an object counts with the size it was last seen to have. */
	atomic_fetch_add(&r->d->c->n.discovered_bytes, o->size - size);
	return st;
}

static bool mend(void *reading)
{
	struct reading *r = reading;

	return r->w.source->ops->mend(r->w.source, r->w.object);
}

/* Borrowed until the object is done. */
static enum dc_status name_of(struct held *h, const char **name, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (h->name.n == 0)
		st = dc_escape(&h->name, (struct dc_span){ (const uint8_t *)h->w.object->path, h->w.object->path_len });
	*name = st == DC_OK ? dc_buf_cstr(&h->name) : NULL;
	return *name != NULL ? DC_OK : dc_fail(err, DC_ENOMEM, "a name");
}

static enum dc_status give(struct reading *r, struct held *h, bool raw, struct dc_error *err)
{
	struct dc_object *o = h->w.object;
	struct dc_job job = { .fd = o->fd, .size = o->size, .raw_only = raw, .rows = h->w.source->rows };
	const struct dc_source_ops *ops = h->w.source->ops;
	int beside = ops->beside == NULL || raw ? -1 : ops->beside(h->w.source, o);
	enum dc_status st = name_of(h, &job.name, err);

	if (!h->paced && !h->w.source->rows)		/* tables keep their own */
		pace_wait(&r->d->c->pace, o->size, &r->d->c->halt);
	h->paced = true;
	job.beside = beside > 0 ? beside : 0;
	if (h->w.source->mended) {
		job.idle = mend;
		job.idle_ctx = r;
	}
	if (st == DC_OK)
		st = dc_worker_give(r->d->worker, &job, err);
	if (beside >= 0)
		close(beside);
	h->given = st == DC_OK;
	return st;
}

/* Whose death it was: the oldest's own, or that of one behind it, which has one try less. All are given again. */
static void blame(struct reading *r, const struct dc_worker_death *death)
{
	if (death->how != DC_R_none)
		atomic_fetch_add(&r->d->c->n.deaths, 1);
	if (death->how != DC_R_none && death->behind != 0 && death->behind < r->n)
		r->held[death->behind].died = death->how;
	r->singly = r->n;
}

/* One pass. DC_OK: the records are in the tally. DC_EIO with *died: the object's worker is gone. DC_END: it is gone, and the object
 * has nothing to do with it. */
static enum dc_status pass(struct reading *r, bool raw, enum dc_reason *died, struct dc_error *err)
{
	struct held *h = &r->held[0];
	struct dc_worker_death death = { 0 };
	const char *name;
	enum dc_status st;

	*died = DC_R_none;
	tally_reset(r->tally);
	st = h->given ? DC_OK : give(r, h, raw, err);
	if (st == DC_OK)
		st = name_of(h, &name, err);
	if (st != DC_OK)
		return st;
	tally_path(r->tally, name);
	st = dc_worker_take(r->d->worker, tally_record, r->tally, &death, err);
	tally_path(r->tally, NULL);
	h->given = false;
	h->stale = true;
	if (st == DC_END || death.how != DC_R_none)
		blame(r, &death);
	if (st == DC_EIO && death.behind != 0)
		st = DC_END;
	r->attempts += st != DC_END;
	*died = st == DC_END ? DC_R_none : death.how;
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
	enum dc_status st = fresh(r, err);

	tally_reset(r->tally);
	if (st == DC_OK && died != DC_R_io_timeout)
		st = reopen(r, err);
	if (st == DC_OK && r->w.object->reason != DC_R_none)
		return gone(r, err);
	if (st == DC_OK && died != DC_R_io_timeout) {
		st = pass(r, true, &again, &lost);
		if (again != DC_R_none) {
			tally_reset(r->tally);
			st = fresh(r, err);
		} else if (st != DC_OK) {
			*err = lost;
		}
	}
	return st == DC_OK ? result(r, died, "the reader died twice; what the bytes alone show is kept", err) : st;
}

/* For another pass: as it is now, and where the last worker died by a new one. */
static enum dc_status again(struct reading *r, bool lost, struct dc_error *err)
{
	enum dc_status st = lost ? fresh(r, err) : DC_OK;

	return st == DC_OK ? reopen(r, err) : st;
}

/* Reads until it is read whole, given up, or the run ends. */
static enum dc_status object(struct reading *r, struct dc_error *err)
{
	enum dc_reason died = r->held[0].died;
	unsigned deaths = died != DC_R_none, changes = 0;

	tally_reset(r->tally);
	if (!r->held[0].given && spawn_abandoned() > HANGING_MOST * (unsigned)r->d->c->jobs)
		return result(r, DC_R_io_timeout, "not tried: too many readers hang in the kernel on files that do not answer", err);
	if ((r->w.object->fd < 0 || r->held[0].stale) && reopen(r, err) != DC_OK)
		return err->status;
	for (;;) {
		struct dc_error lost = { 0 };
		enum dc_status st;

		if (r->w.object->reason != DC_R_none)
			return gone(r, err);
		st = pass(r, false, &died, &lost);
		if (st == DC_OK && !r->w.source->ops->changed(r->w.object))
			return result(r, DC_R_none, NULL, err);
		if (st == DC_OK && ++changes == CRAWL_CHANGED_TRIES)
			return result(r, r->w.source->ops->lost, r->w.source->ops->lost == DC_R_changed ? "changed while it was read, each time" : NULL, err);
		if (died != DC_R_none && ++deaths == 2)
			return last_resort(r, died, err);
		if (st != DC_OK && st != DC_END && died == DC_R_none) {
			*err = lost;
			return st;
		}
		/* what was given ahead would be taken in its place: it goes to a new worker too */
		st = again(r, st != DC_OK || (r->n > 1 && r->held[1].given), err);
		if (st != DC_OK)
			return st;
	}
}

/* ---- what is given ahead */

static void hold(struct reading *r, struct work w)
{
	struct held *h = &r->held[r->n++];

	*h = (struct held){ .w = w };
	dc_buf_init(&h->name, 0);
}

/* The oldest is done, or not to be done. */
static void let_go(struct reading *r)
{
	struct held *h = &r->held[0];

	if (h->w.source->ops->finish != NULL)
		h->w.source->ops->finish(h->w.source, h->w.object);
	dc_object_free(h->w.object);
	dc_buf_done(&h->name);
	r->singly -= r->singly != 0;
	memmove(r->held, r->held + 1, --r->n * sizeof *r->held);
}

/* Read in a moment, most likely, and by any worker of the run's. */
static bool goes_ahead(const struct held *h, const struct driver *d)
{
	const struct dc_object *o = h->w.object;

	return o->fd >= 0 && o->reason == DC_R_none && o->size < AHEAD_BYTES && !h->w.source->rows && h->w.source->budget == d->budget &&
		h->died == DC_R_none && !h->stale;
}

/* Half of what may be ahead, when less than that is. */
static void take_more(struct reading *r)
{
	struct crawl *c = r->d->c;
	size_t jobs = (size_t)c->jobs, most = AHEAD_OPEN / jobs, k;
	struct work more[DC_WORKER_AHEAD];

	most = most > DC_WORKER_AHEAD ? DC_WORKER_AHEAD : most;
	if (r->singly != 0 || r->n > most / 2)
		return;
	k = sched_more(c->work, more, most / 2, AHEAD_BYTES, jobs);
	for (size_t i = 0; i < k; i++)
		hold(r, more[i]);
}

/* In order: behind one that has to be alone none is given. */
static enum dc_status give_ahead(struct reading *r, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (r->singly != 0 || dc_worker_worn(r->d->worker))
		return DC_OK;
	for (size_t i = 0; i < r->n && st == DC_OK && goes_ahead(&r->held[i], r->d); i++)
		if (!r->held[i].given)
			st = give(r, &r->held[i], false, err);
	return st;
}

/* A worker for the oldest that is new enough, has the limits of its source, and was not left alone with an object that killed
 * another. */
static enum dc_status ready(struct reading *r, bool suspect, struct dc_error *err)
{
	struct driver *d = r->d;
	const struct held *h = &r->held[0];

	if (h->given)
		return DC_OK;
	suspect |= d->budget != h->w.source->budget || h->died != DC_R_none;
	d->budget = h->w.source->budget;
	return d->worker == NULL || suspect || dc_worker_worn(d->worker) ? fresh(r, err) : DC_OK;
}

/* The next object, the oldest of those held. DC_END: the run is over. */
static enum dc_status next(struct reading *r, bool suspect, struct dc_error *err)
{
	struct work w;
	enum dc_status st = DC_OK;

	if (r->n == 0 && sched_empty(r->d->c->work))
		crawl_hand_over(r->d->c, &r->d->results);	/* nobody waits for what we hold while we wait */
	if (r->n == 0) {
		st = sched_pop(r->d->c->work, &w);
		if (st == DC_OK)
			hold(r, w);
	}
	if (st != DC_OK)
		return st;
	take_more(r);
	r->w = r->held[0].w;
	r->attempts = r->held[0].died != DC_R_none;
	st = ready(r, suspect, err);
	return st == DC_OK ? give_ahead(r, err) : st;
}

void *crawl_drive(void *arg)
{
	struct driver *d = arg;
	struct reading r = { .d = d, .tally = tally_new(d->c->opt->store, &d->c->opt->budget, d->c->folder, d->c->opt->findings, &d->c->filter) };
	struct dc_error err = { 0 };
	enum dc_status st = r.tally == NULL ? dc_fail(&err, DC_ENOMEM, "a driver") : DC_OK;
	bool suspect = false;

	while (st == DC_OK) {
		st = next(&r, suspect, &err);
		if (st == DC_OK)
			st = object(&r, &err);
		suspect = r.attempts > 1;
		if (r.n != 0)
			let_go(&r);
	}
	while (r.n != 0)
		let_go(&r);
	if (st != DC_END && st != DC_ECANCEL)
		crawl_fail(d->c, &err);
	crawl_hand_over(d->c, &d->results);
	dc_worker_close(d->worker);
	tally_free(r.tally);
	return NULL;
}
