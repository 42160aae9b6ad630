/* write.c -- the one thread that writes: an object's status and its findings in one transaction, many objects in each. */
#include "crawl.h"

struct writing {
	struct crawl *c;
	unsigned in_batch;		/* objects put since the last commit; 0: none is open */
	uint64_t batch_began;
};

static void count_outcome(struct crawl *c, const struct dc_result *r)
{
	enum dc_outcome o = dc_reason_outcome(r->reason);
	uint64_t low = 0, medium = 0, high = 0, placeholders = 0;

	for (size_t i = 0; i < r->n_findings; i++) {
		low += r->findings[i].low;
		medium += r->findings[i].medium;
		high += r->findings[i].high;
		placeholders += r->findings[i].placeholders;
	}
	atomic_fetch_add(&c->n.outcome[o], 1);
	atomic_fetch_add(&c->n.outcome_bytes[o], r->size);
	atomic_fetch_add(&c->n.low, low);
	atomic_fetch_add(&c->n.medium, medium);
	atomic_fetch_add(&c->n.high, high);
	atomic_fetch_add(&c->n.placeholders, placeholders);
	atomic_fetch_add(&c->n.findings, low + medium + high);
	atomic_fetch_add(&c->n.bytes_read, r->bytes_read);
	atomic_fetch_add(&c->n.failed, o == DC_FAILED);
	atomic_fetch_add(&c->n.incomplete, o == DC_FAILED || o == DC_PARTIAL);
	atomic_fetch_add(&c->n.done_bytes, r->size);
	atomic_fetch_add(&c->n.done, 1);
	c->coverage.objects[r->reason]++;
	c->coverage.bytes[r->reason] += r->size;
	c->coverage.read[r->reason] += r->bytes_read;
}

/* What the walkers noted goes into the open batch, or one of its own. */
static enum dc_status put_noted(struct writing *w, struct dc_error *err)
{
	struct dc_store *store = w->c->opt->store;
	enum dc_status st = DC_OK;

	if (w->c->recall == NULL)
		return DC_OK;
	pthread_mutex_lock(&w->c->store_lock);
	if (w->in_batch == 0) {
		w->batch_began = crawl_now_ns();
		st = dc_store_begin(store, err);
	}
	if (st == DC_OK) {
		w->in_batch += w->in_batch == 0;
		st = dc_store_put_recalled(store, w->c->run.id, w->c->recall, err);
	}
	pthread_mutex_unlock(&w->c->store_lock);
	return st;
}

static enum dc_status commit(struct writing *w, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (w->in_batch == 0)
		return DC_OK;
	pthread_mutex_lock(&w->c->store_lock);
	st = dc_store_commit(w->c->opt->store, err);
	pthread_mutex_unlock(&w->c->store_lock);
	w->in_batch = 0;
	return st;
}

/* A file whose times said that it is the same was read all the same: does it say the same? Under the store's lock. */
static enum dc_status verify(struct crawl *c, const struct dc_result *r, struct dc_error *err)
{
	enum dc_reason before = DC_R_none;
	bool same = true;
	struct dc_buf name;
	enum dc_status st;

	if (r->ino == 0 || r->reason == DC_R_unchanged_since || !crawl_verifies(c, r->path, r->path_len))
		return DC_OK;
	st = dc_store_unchanged(c->opt->store, r, c->run.detector_version, &before, err);
	if (st != DC_OK || before != DC_R_unchanged_since)
		return st;
	st = dc_store_same(c->opt->store, r, &same, err);
	c->verified++;
	if (st != DC_OK || same || c->differ++ != 0)
		return st;
	dc_buf_init(&name, 0);
	if (dc_escape(&name, (struct dc_span){ (const uint8_t *)r->path, r->path_len }) == DC_OK && dc_buf_cstr(&name) != NULL)
		snprintf(c->differs, sizeof c->differs, "%s", dc_buf_cstr(&name));
	dc_buf_done(&name);
	return DC_OK;
}

static enum dc_status put(struct writing *w, const struct dc_result *r, struct dc_error *err)
{
	struct dc_store *store = w->c->opt->store;
	enum dc_status st = DC_OK;

	pthread_mutex_lock(&w->c->store_lock);
	if (w->in_batch == 0) {
		w->batch_began = crawl_now_ns();
		st = dc_store_begin(store, err);
	}
	if (st == DC_OK) {
		w->in_batch++;
		st = verify(w->c, r, err);
	}
	if (st == DC_OK) {
		st = dc_store_put(store, w->c->run.id, r, err);
	}
	pthread_mutex_unlock(&w->c->store_lock);
	if (st == DC_OK && w->c->spool != NULL)
		st = spool_add(w->c->spool, r, err);
	if (st == DC_OK)
		count_outcome(w->c, r);
	return st;
}

void *crawl_write(void *arg)
{
	struct writing w = { .c = arg };
	struct dc_error err = { 0 };
	enum dc_status st = DC_OK;
	void *p;

	while (dc_queue_pop(w.c->results, &p) == DC_OK) {
		struct handful *h = p;

		for (size_t i = 0; h != NULL && i < h->n; i++) {
			if (st == DC_OK)
				st = put(&w, h->at[i], &err);
			dc_arena_free(h->at[i]->arena);
		}
		if (st == DC_OK && h == NULL)
			st = put_noted(&w, &err);
		free(h);
		if (st == DC_OK && w.in_batch != 0 && (w.in_batch > CRAWL_BATCH - CRAWL_HANDFUL || crawl_now_ns() - w.batch_began >= CRAWL_BATCH_NS))
			st = commit(&w, &err);
		if (st != DC_OK)
			crawl_fail(w.c, &err);		/* and goes on to drain, so that nobody waits for room */
	}
	if (st == DC_OK)
		st = put_noted(&w, &err);
	if (st != DC_OK)
		crawl_fail(w.c, &err);
	if (st != DC_OK && w.in_batch != 0) {
		struct dc_error ignored = { 0 };

		commit(&w, &ignored);		/* rolls back: nothing of a failed batch is stored */
	} else if (commit(&w, &err) != DC_OK) {
		crawl_fail(w.c, &err);
	}
	return NULL;
}
