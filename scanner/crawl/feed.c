/* feed.c -- takes objects from the sources, one target after the other. What needs no reading goes straight to the writer,
 * what an interrupted run already holds is left alone. */
#include "crawl.h"

/* Whether the run that is resumed has it. */
static enum dc_status is_done(struct crawl *c, const struct dc_object *o, bool *done, struct dc_error *err)
{
	enum dc_status st;

	*done = false;
	if (!c->resuming)
		return DC_OK;
	pthread_mutex_lock(&c->store_lock);
	st = dc_store_has(c->opt->store, c->run.id, o->path, o->path_len, done, err);
	pthread_mutex_unlock(&c->store_lock);
	return st;
}

static enum dc_status unread(struct crawl *c, struct handful **h, struct dc_object *o, struct dc_error *err)
{
	struct dc_result *r;
	enum dc_status st = tally_unread(o, &r, err);

	if (st == DC_OK)
		st = crawl_result(c, h, r, err);
	dc_object_free(o);
	return st;
}

static enum dc_status feed(struct crawl *c, struct handful **h, struct dc_source *source, struct dc_object *o, struct dc_error *err)
{
	enum dc_status st;
	bool done;

	atomic_fetch_add(&c->n.discovered, 1);
	atomic_fetch_add(&c->n.discovered_bytes, o->size);
	st = is_done(c, o, &done, err);
	if (st == DC_OK && done) {
		atomic_fetch_add(&c->n.resumed, 1);
		atomic_fetch_add(&c->n.resumed_bytes, o->size);
	}
	if (st != DC_OK || done) {
		dc_object_free(o);
		return st;
	}
	if (o->reason != DC_R_none)
		return unread(c, h, o, err);
	if (sched_push(c->work, (struct work){ source, o }) != DC_OK)
		dc_object_free(o);	/* the run is over */
	return DC_OK;
}

void *crawl_feed(void *arg)
{
	struct crawl *c = arg;
	struct dc_error err = { 0 };
	enum dc_status st = DC_OK;
	struct handful *h = NULL;

	for (size_t i = 0; i < c->n_sources && (st == DC_OK || st == DC_END); i++) {
		struct dc_source *s = c->sources[i];
		struct dc_object *o;

		while ((st = s->ops->next(s, &o, &err)) == DC_OK && (st = feed(c, &h, s, o, &err)) == DC_OK)
			;
	}
	crawl_hand_over(c, &h);
	if (st != DC_END && st != DC_ECANCEL)
		crawl_fail(c, &err);
	else if (st == DC_END)
		atomic_store(&c->n.walked, true);
	sched_close(c->work);
	return NULL;
}
