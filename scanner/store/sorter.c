/* sorter.c -- sorted runs in one file, the last one in memory, merged by a heap of the runs' next records. */
#include "sorter.h"

#include "daicho/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMORY (2u << 20)		/* bytes of a run, and of all windows together */
#define WINDOW_LEAST 4096

struct run {				/* [at, end) is still to be read; [pos, n) bytes of the window are to be given */
	off_t at, end;
	uint8_t *window;
	size_t pos, n;
};

struct sorter {
	size_t size;
	int (*compare)(const void *, const void *);
	const char *folder;		/* of the file; NULL: none can be made there, or its disk is full: what comes stays in memory */
	int fd;				/* -1: not yet */
	off_t written;
	struct dc_buf gathered;		/* not in a file's run */
	struct dc_buf runs;		/* struct run */
	struct run **heap;		/* while they are given; NULL: not yet */
	size_t n_heap, window;
	uint8_t *windows;
};

struct sorter *sorter_new(size_t size, int (*compare)(const void *, const void *), const char *folder)
{
	struct sorter *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->size = size;
	s->compare = compare;
	s->folder = folder;
	s->fd = -1;
	dc_buf_init(&s->gathered, 0);
	dc_buf_init(&s->runs, 0);
	return s;
}

void sorter_free(struct sorter *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0)
		close(s->fd);
	dc_buf_done(&s->gathered);
	dc_buf_done(&s->runs);
	free(s->heap);
	free(s->windows);
	free(s);
}

static void sort(struct sorter *s)
{
	if (s->gathered.n > s->size)
		qsort(s->gathered.p, s->gathered.n / s->size, s->size, s->compare);
}

/* False: the disk is full. */
static bool write_run(const struct sorter *s)
{
	const uint8_t *p = s->gathered.p;

	for (size_t done = 0; done < s->gathered.n;) {
		ssize_t n = pwrite(s->fd, p + done, s->gathered.n - done, s->written + (off_t)done);

		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

static enum dc_status spill(struct sorter *s, struct dc_error *err)
{
	struct run r = { .at = s->written, .end = s->written + (off_t)s->gathered.n };

	sort(s);
	if (s->fd < 0)
		s->fd = open(s->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (s->fd < 0 || !write_run(s)) {
		s->folder = NULL;
		return DC_OK;
	}
	if (dc_buf_add(&s->runs, &r, sizeof r) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "sorting: out of memory");
	s->written = r.end;
	dc_buf_clear(&s->gathered);
	return DC_OK;
}

enum dc_status sorter_add(struct sorter *s, const void *records, size_t n, struct dc_error *err)
{
	if (dc_buf_add(&s->gathered, records, n * s->size) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "sorting: out of memory");
	return s->folder != NULL && s->gathered.n >= MEMORY ? spill(s, err) : DC_OK;
}

/* ---- giving */

/* DC_END: the run has come to its end. */
static enum dc_status refill(struct sorter *s, struct run *r, struct dc_error *err)
{
	size_t want = r->end - r->at < (off_t)s->window ? (size_t)(r->end - r->at) : s->window;

	r->pos = r->n = 0;
	while (r->n < want) {
		ssize_t n = pread(s->fd, r->window + r->n, want - r->n, r->at);

		if (n <= 0)
			return dc_fail(err, DC_EIO, "a file for sorting: %s", n == 0 ? "it was cut" : strerrordesc_np(errno));
		r->n += (size_t)n;
		r->at += n;
	}
	return r->n == 0 ? DC_END : DC_OK;
}

static bool before(const struct sorter *s, const struct run *a, const struct run *b)
{
	return s->compare(a->window + a->pos, b->window + b->pos) < 0;
}

static void sift(struct sorter *s, size_t i)
{
	for (;;) {
		size_t least = i, left = 2 * i + 1;
		struct run *r = s->heap[i];

		for (size_t k = left; k < left + 2 && k < s->n_heap; k++)
			if (before(s, s->heap[k], s->heap[least]))
				least = k;
		if (least == i)
			return;
		s->heap[i] = s->heap[least];
		s->heap[least] = r;
		i = least;
	}
}

/* What is in memory is a run that is read already. */
static enum dc_status begin(struct sorter *s, struct dc_error *err)
{
	const struct run rest = { .window = s->gathered.p, .n = s->gathered.n };
	struct run *runs;
	size_t n;
	enum dc_status st = DC_OK;

	sort(s);
	if (dc_buf_add(&s->runs, &rest, sizeof rest) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "sorting: out of memory");
	runs = (struct run *)(void *)s->runs.p;
	n = s->runs.n / sizeof *runs;
	s->window = MEMORY / n < WINDOW_LEAST ? WINDOW_LEAST : MEMORY / n;
	s->window -= s->window % s->size;
	s->heap = calloc(n, sizeof(struct run *));
	s->windows = calloc(n, s->window);
	if (s->heap == NULL || s->windows == NULL)
		return dc_fail(err, DC_ENOMEM, "sorting: out of memory");
	for (size_t i = 0; st == DC_OK && i < n; i++) {
		if (i + 1 < n) {
			runs[i].window = s->windows + i * s->window;
			st = refill(s, &runs[i], err);
		}
		if (runs[i].n != 0)
			s->heap[s->n_heap++] = &runs[i];
	}
	for (size_t i = s->n_heap / 2; st == DC_OK && i > 0; i--)
		sift(s, i - 1);
	return st;
}

/* The record that was given last is passed over only now: it is borrowed until then. */
static enum dc_status pass(struct sorter *s, struct dc_error *err)
{
	struct run *r = s->heap[0];
	enum dc_status st = DC_OK;

	r->pos += s->size;
	if (r->pos == r->n)
		st = refill(s, r, err);
	if (st == DC_END)
		s->heap[0] = s->heap[--s->n_heap];
	if (st > DC_END)
		return st;
	if (s->n_heap > 1)
		sift(s, 0);
	return DC_OK;
}

enum dc_status sorter_next(struct sorter *s, const void **record, struct dc_error *err)
{
	const struct run *first;
	enum dc_status st = s->heap == NULL ? begin(s, err) : s->n_heap != 0 ? pass(s, err) : DC_OK;

	if (st != DC_OK)
		return st;
	first = s->n_heap == 0 ? NULL : s->heap[0];
	if (first == NULL)
		return DC_END;
	*record = first->window + first->pos;
	return DC_OK;
}
