/* feed.c -- takes objects from the sources, one target after the other. What needs no reading goes straight to the writer,
 * what an interrupted run already holds is left alone. */
#include "crawl.h"
#include "unread.h"

#include <sodium.h>
#include <unistd.h>

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

static int64_t ns_of(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* An SQLite file is the same while its log grows. */
static bool has_beside(struct dc_source *source, const struct dc_object *o)
{
	int fd = source->ops->beside == NULL ? -1 : source->ops->beside(source, o);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static struct dc_result seen_of(const struct dc_object *o)
{
	return (struct dc_result){ .path = o->path, .path_len = o->path_len, .size = o->size, .dev = o->dev, .ino = o->ino,
		.btime_ns = ns_of(o->btime), .mtime_ns = ns_of(o->mtime), .ctime_ns = ns_of(o->ctime) };
}

bool crawl_verifies(const struct crawl *c, const char *path, size_t n)
{
	uint64_t drawn;

	if (c->opt->verify <= 0)
		return false;
	crypto_shorthash_siphash24((uint8_t *)&drawn, (const uint8_t *)path, n, c->verify_key);
	return (double)(drawn >> 11) < c->opt->verify * 0x1p53;
}

/* Files that were read whole and are the same still need no reading; those that killed their reader twice get no third. */
static enum dc_status look_up(struct crawl *c, const struct dc_object *o, enum dc_reason *as, struct dc_error *err)
{
	struct dc_result seen = seen_of(o);
	enum dc_status st;

	pthread_mutex_lock(&c->store_lock);
	st = dc_store_unchanged(c->opt->store, &seen, c->run.detector_version, as, err);
	pthread_mutex_unlock(&c->store_lock);
	if (*as == DC_R_unchanged_since && crawl_verifies(c, o->path, o->path_len))
		*as = DC_R_none;
	return st;
}

/* A store that fails here fails its writer too, which ends the run. */
enum dc_reason crawl_known(void *crawl, const struct dc_object *seen)
{
	struct dc_error ignored = { 0 };
	enum dc_reason as = DC_R_none;

	return look_up(crawl, seen, &as, &ignored) == DC_OK ? as : DC_R_none;
}

/* Most of a share, every night: no object is made of it, no queue passed and no row written. */
bool crawl_noted(void *crawl, const struct dc_object *seen)
{
	struct crawl *c = crawl;
	struct dc_result r;
	enum dc_recalled known;

	if (c->recall == NULL || crawl_verifies(c, seen->path, seen->path_len))
		return false;
	r = seen_of(seen);
	known = dc_recall_meet(c->recall, &r);
	if (known == DC_RECALL_SAME) {
		atomic_fetch_add_explicit(&c->n.same, 1, memory_order_relaxed);
		atomic_fetch_add_explicit(&c->n.same_bytes, seen->size, memory_order_relaxed);
	} else if (known == DC_RECALL_AGAIN && c->resuming) {	/* else the folder told its name twice */
		atomic_fetch_add(&c->n.discovered, 1);
		atomic_fetch_add(&c->n.discovered_bytes, seen->size);
		atomic_fetch_add(&c->n.resumed, 1);
		atomic_fetch_add(&c->n.resumed_bytes, seen->size);
	}
	return known != DC_RECALL_NO;
}

static enum dc_status is_known(struct crawl *c, struct dc_source *source, struct dc_object *o, struct dc_error *err)
{
	enum dc_reason as = o->asked ? o->reason : DC_R_none;
	enum dc_status st = DC_OK;

	if (c->opt->full || source->rows || (o->reason != DC_R_none && !o->asked) || o->ino == 0)
		return DC_OK;
	if (!o->asked)
		st = look_up(c, o, &as, err);
	if (as == DC_R_unchanged_since && has_beside(source, o))
		as = DC_R_none;		/* the driver opens it */
	o->reason = as;
	if (as == DC_R_poison)
		o->detail = "its reader died twice in an earlier scan; --full tries again";
	return st;
}

static enum dc_status unread(struct crawl *c, struct handful **h, struct dc_object *o, struct dc_error *err)
{
	struct dc_result *r;
	enum dc_status st = result_of_unread(o, &r, err);

	if (st == DC_OK)
		st = crawl_result(c, h, r, err);
	dc_object_free(o);
	return st;
}

static enum dc_status feed(struct crawl *c, struct handful **h, struct dc_source *source, struct dc_object *o, struct dc_error *err)
{
	enum dc_status st;
	bool done;

	/* a folder that cannot be read hides objects of every part: each host tells it, a merge counts it once */
	if (!o->directory && !dc_shard_has(c->opt->shard, o->path, o->path_len)) {
		dc_object_free(o);
		return DC_OK;
	}
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
	st = is_known(c, source, o, err);
	if (st != DC_OK) {
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
