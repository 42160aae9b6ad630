/* spool.c -- one file of blobs (the hits of one object each), one of sorted runs of (path, where its blob is). Reading
 * merges the runs, so neither the number of objects nor of hits shows in memory. */
#include "spool.h"

#include "nameless.h"

#include "daicho/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define RUN_BYTES (4u << 20)		/* of paths sorted at a time */
#define READ_BYTES (64u << 10)
#define STRINGS 7			/* of one hit */

struct run { uint64_t at, end; };
struct entry { uint64_t blob; uint32_t hits, path_len; size_t path; };	/* path: offset into f->paths */

struct dc_findings {
	struct nameless blobs, index;
	struct entry *entries; size_t n_entries, cap_entries;	/* of the run in the making */
	struct dc_buf paths, out;
	struct run *runs; size_t n_runs;
	uint64_t count;
};

enum dc_status spool_new(const char *folder, struct dc_findings **out, struct dc_error *err)
{
	struct dc_findings *f = calloc(1, sizeof *f);

	if (f == NULL)
		return dc_fail(err, DC_ENOMEM, "the list of findings");
	f->blobs.fd = nameless_new(folder);
	f->index.fd = nameless_new(folder);
	dc_buf_init(&f->paths, 0);
	dc_buf_init(&f->out, 0);
	if (f->blobs.fd < 0 || f->index.fd < 0) {
		dc_fail(err, DC_EIO, "no file for the list of findings: %s", strerrordesc_np(errno));
		dc_findings_free(f);
		return err->status;
	}
	*out = f;
	return DC_OK;
}

void dc_findings_free(struct dc_findings *f)
{
	if (f == NULL)
		return;
	if (f->blobs.fd >= 0)
		close(f->blobs.fd);
	if (f->index.fd >= 0)
		close(f->index.fd);
	dc_buf_done(&f->paths);
	dc_buf_done(&f->out);
	free(f->entries);
	free(f->runs);
	free(f);
}

uint64_t dc_findings_count(const struct dc_findings *f)
{
	return f->count;
}

/* ---- writing */

/* What a hit is on disk: this, its weights, its strings (each with a NUL). */
struct stored {
	uint64_t start, end, line, row;
	uint32_t bytes;			/* of the whole record */
	uint32_t col, column, flags;
	float confidence;
	uint32_t band, n_weights;
};

static enum dc_status put_hit(struct dc_buf *b, const struct dc_result *r, const struct dc_result_hit *h)
{
	const struct dc_result_finding *f = &r->findings[h->finding];
	const struct dc_result_part *p = &r->parts[h->part];
	const char *strings[STRINGS] = { p->inner, p->table, p->format, h->field, f->category, f->kind->id, h->masked };
	struct stored s = { .start = h->start, .end = h->end, .line = h->line, .row = h->row, .col = h->col, .column = h->column,
		.flags = h->flags, .confidence = h->confidence, .band = h->band, .n_weights = (uint32_t)h->n_weights };
	size_t begin = b->n;
	enum dc_status st = dc_buf_add(b, &s, sizeof s);

	if (st == DC_OK)
		st = dc_buf_add(b, h->weights, h->n_weights * sizeof *h->weights);
	for (size_t i = 0; i < STRINGS && st == DC_OK; i++)
		st = dc_buf_add(b, strings[i] == NULL ? "" : strings[i], strings[i] == NULL ? 1 : strlen(strings[i]) + 1);
	while (st == DC_OK && (b->n - begin) % 8 != 0)		/* the next one is aligned */
		st = dc_buf_addc(b, '\0');
	if (st == DC_OK) {
		s.bytes = (uint32_t)(b->n - begin);
		memcpy(b->p + begin, &s, sizeof s);
	}
	return st;
}

static const struct dc_findings *sorting;	/* qsort has no context; spools are written by one thread */

static int by_path(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	size_t n = x->path_len < y->path_len ? x->path_len : y->path_len;
	int c = memcmp(sorting->paths.p + x->path, sorting->paths.p + y->path, n);

	if (c != 0)
		return c;
	if (x->path_len != y->path_len)
		return x->path_len < y->path_len ? -1 : 1;
	return x->blob < y->blob ? -1 : x->blob > y->blob;
}

/* The entries so far as one sorted run. */
static enum dc_status run_end(struct dc_findings *f, struct dc_error *err)
{
	struct run *runs = f->n_entries == 0 ? NULL : realloc(f->runs, (f->n_runs + 1) * sizeof *runs);
	enum dc_status st = DC_OK;

	if (f->n_entries == 0)
		return DC_OK;
	if (runs == NULL)
		return dc_fail(err, DC_ENOMEM, "the list of findings");
	f->runs = runs;
	runs[f->n_runs].at = f->index.length;
	sorting = f;
	qsort(f->entries, f->n_entries, sizeof *f->entries, by_path);
	for (size_t i = 0; i < f->n_entries && st == DC_OK; i++) {
		const struct entry *e = &f->entries[i];

		st = dc_buf_add(&f->out, e, sizeof *e);
		if (st == DC_OK)
			st = dc_buf_add(&f->out, f->paths.p + e->path, e->path_len);
		if (st == DC_OK && f->out.n > READ_BYTES) {
			st = nameless_append(&f->index, f->out.p, f->out.n, err);
			dc_buf_clear(&f->out);
		}
	}
	if (st == DC_OK)
		st = nameless_append(&f->index, f->out.p, f->out.n, err);
	dc_buf_clear(&f->out);
	dc_buf_clear(&f->paths);
	f->n_entries = 0;
	runs[f->n_runs++].end = f->index.length;
	return st == DC_OK ? DC_OK : dc_fail(err, st, "the list of findings");
}

static enum dc_status index_add(struct dc_findings *f, const struct dc_result *r, uint64_t blob)
{
	if (f->n_entries == f->cap_entries) {
		size_t want = f->cap_entries == 0 ? 256 : f->cap_entries * 2;
		struct entry *e = realloc(f->entries, want * sizeof *e);

		if (e == NULL)
			return DC_ENOMEM;
		f->entries = e;
		f->cap_entries = want;
	}
	f->entries[f->n_entries++] = (struct entry){ .blob = blob, .hits = (uint32_t)r->n_hits, .path_len = (uint32_t)r->path_len, .path = f->paths.n };
	return dc_buf_add(&f->paths, r->path, r->path_len);
}

enum dc_status spool_add(struct dc_findings *f, const struct dc_result *r, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (r->n_hits == 0)
		return DC_OK;
	st = index_add(f, r, f->blobs.length);
	dc_buf_clear(&f->out);
	if (st == DC_OK)
		st = dc_buf_add(&f->out, r->asset, strlen(r->asset) + 1);
	while (st == DC_OK && f->out.n % 8 != 0)
		st = dc_buf_addc(&f->out, '\0');
	for (size_t i = 0; i < r->n_hits && st == DC_OK; i++) {
		st = put_hit(&f->out, r, &r->hits[i]);
		if (st == DC_OK && f->out.n > READ_BYTES) {
			st = nameless_append(&f->blobs, f->out.p, f->out.n, err);
			dc_buf_clear(&f->out);
		}
	}
	if (st == DC_OK)
		st = nameless_append(&f->blobs, f->out.p, f->out.n, err);
	dc_buf_clear(&f->out);
	if (st != DC_OK)
		return dc_fail(err, st, "the list of findings");
	f->count += r->n_hits;
	return f->paths.n > RUN_BYTES ? run_end(f, err) : DC_OK;
}

/* ---- reading */

struct reader {
	int fd;
	uint64_t at, end;		/* of the file: what comes next, and where to stop */
	struct dc_buf buf;
	size_t used;			/* of buf */
};

/* At least n bytes in a row; NULL: not there. */
static const uint8_t *need(struct reader *r, size_t n)
{
	while (r->buf.n - r->used < n) {
		size_t want = n > READ_BYTES ? n : READ_BYTES;
		ssize_t k;

		if (r->used != 0) {
			memmove(r->buf.p, r->buf.p + r->used, r->buf.n - r->used);
			r->buf.n -= r->used;
			r->used = 0;
		}
		if (want > r->end - r->at)
			want = (size_t)(r->end - r->at);
		if (want == 0 || dc_buf_reserve(&r->buf, want) != DC_OK)
			return NULL;
		k = pread(r->fd, r->buf.p + r->buf.n, want, (off_t)r->at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return NULL;
		r->buf.n += (size_t)k;
		r->at += (uint64_t)k;
	}
	return r->buf.p + r->used;
}

static bool more(const struct reader *r)
{
	return r->at < r->end || r->used < r->buf.n;
}

/* The entry at the head of a run with its path behind it; NULL: the run is over, or cannot be read (*bad). */
static const struct entry *head(struct reader *r, struct entry *into, bool *bad)
{
	const uint8_t *p;

	if (!more(r))
		return NULL;
	p = need(r, sizeof *into);
	if (p != NULL) {
		memcpy(into, p, sizeof *into);
		p = need(r, sizeof *into + into->path_len);
	}
	*bad |= p == NULL;
	return p == NULL ? NULL : into;
}

static int compare(const struct reader *a, const struct entry *x, const struct reader *b, const struct entry *y)
{
	size_t n = x->path_len < y->path_len ? x->path_len : y->path_len;
	int c = memcmp(a->buf.p + a->used + sizeof *x, b->buf.p + b->used + sizeof *y, n);

	if (c != 0)
		return c;
	return x->path_len != y->path_len ? (x->path_len < y->path_len ? -1 : 1) : x->blob < y->blob ? -1 : 1;
}

static void listed(const struct stored *s, const uint8_t *p, struct dc_listed_finding *l)
{
	const char **strings[STRINGS] = { &l->inner, &l->table, &l->format, &l->field, &l->category, &l->kind, &l->masked };
	const char *at = (const char *)p + sizeof *s + s->n_weights * sizeof(struct dc_weight);

	l->start = s->start;
	l->end = s->end;
	l->line = s->line;
	l->row = s->row;
	l->col = s->col;
	l->column = s->column;
	l->flags = s->flags;
	l->confidence = s->confidence;
	l->band = (enum dc_band)s->band;
	l->n_weights = s->n_weights;
	l->weights = (const struct dc_weight *)(const void *)(p + sizeof *s);
	for (size_t i = 0; i < STRINGS; i++) {
		*strings[i] = at;
		at += strlen(at) + 1;
	}
}

typedef enum dc_status each_fn(void *ctx, const struct dc_listed_finding *, struct dc_error *);

/* All hits of one object. */
static enum dc_status blob(struct dc_findings *f, const struct entry *e, const char *path, each_fn *each, void *ctx, struct dc_error *err)
{
	struct reader r = { .fd = f->blobs.fd, .at = e->blob, .end = f->blobs.length };
	struct dc_listed_finding l = { .path = path, .path_len = e->path_len };
	struct stored s;
	const uint8_t *p;
	char *asset = NULL;
	enum dc_status st = DC_OK;
	size_t n = 0;

	dc_buf_init(&r.buf, 0);
	do
		p = need(&r, ++n);
	while (p != NULL && p[n - 1] != '\0');
	if (p != NULL)
		asset = strdup((const char *)p);
	r.used = (n + 7) / 8 * 8;
	l.asset = asset;
	for (uint32_t i = 0; i < e->hits && st == DC_OK; i++) {
		p = asset == NULL ? NULL : need(&r, sizeof s);
		if (p != NULL) {
			memcpy(&s, p, sizeof s);
			p = need(&r, s.bytes);
		}
		if (p == NULL) {
			st = dc_fail(err, DC_EIO, "the list of findings cannot be read back");
			break;
		}
		listed(&s, p, &l);
		st = each(ctx, &l, err);
		r.used += s.bytes;
	}
	free(asset);
	dc_buf_done(&r.buf);
	return st;
}

static enum dc_status merge(struct dc_findings *f, struct reader *runs, each_fn *each, void *ctx, struct dc_error *err)
{
	for (;;) {
		struct entry least = { 0 }, e;
		size_t at = SIZE_MAX;
		bool bad = false;
		enum dc_status st;
		char *path;

		for (size_t i = 0; i < f->n_runs; i++)
			if (head(&runs[i], &e, &bad) != NULL && (at == SIZE_MAX || compare(&runs[i], &e, &runs[at], &least) < 0)) {
				at = i;
				least = e;
			}
		if (bad)
			return dc_fail(err, DC_EIO, "the list of findings cannot be read back");
		if (at == SIZE_MAX)
			return DC_OK;
		path = strndup((const char *)runs[at].buf.p + runs[at].used + sizeof least, least.path_len);
		if (path == NULL)
			return dc_fail(err, DC_ENOMEM, "the list of findings");
		st = blob(f, &least, path, each, ctx, err);
		free(path);
		if (st != DC_OK)
			return st == DC_END ? DC_OK : st;
		runs[at].used += sizeof least + least.path_len;
	}
}

enum dc_status dc_findings_each(struct dc_findings *f, each_fn *each, void *ctx, struct dc_error *err)
{
	enum dc_status st = run_end(f, err);
	struct reader *runs = st != DC_OK ? NULL : calloc(f->n_runs + 1, sizeof *runs);

	if (st != DC_OK)
		return st;
	if (runs == NULL)
		return dc_fail(err, DC_ENOMEM, "the list of findings");
	for (size_t i = 0; i < f->n_runs; i++)
		runs[i] = (struct reader){ .fd = f->index.fd, .at = f->runs[i].at, .end = f->runs[i].end };
	st = merge(f, runs, each, ctx, err);
	for (size_t i = 0; i < f->n_runs; i++)
		dc_buf_done(&runs[i].buf);
	free(runs);
	return st;
}
