/* item.c -- items over a descriptor and over memory; names and heads as bids ask for them. */
#include "extract.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define SPOOL (64u << 10)		/* first step of keeping an item in memory */

static int fd_of(struct dc_item *item)
{
	return (int)(intptr_t)item->state;
}

static enum dc_status fd_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *err)
{
	ssize_t n;

	*got = 0;
	do {
		n = read(fd_of(item), into, cap);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return dc_fail(err, DC_EIO, "read: %s", strerror(errno));
	*got = (size_t)n;
	return DC_OK;
}

static enum dc_status fd_seek(struct dc_item *item, uint64_t at, struct dc_error *err)
{
	if (at > INT64_MAX || lseek(fd_of(item), (off_t)at, SEEK_SET) < 0)
		return dc_fail(err, DC_EIO, "seek: %s", strerror(at > INT64_MAX ? EINVAL : errno));
	return DC_OK;
}

void dc_item_of_fd(struct dc_item *item, int fd, uint64_t size, const char *name)
{
	struct stat sb;

	*item = (struct dc_item){ .name = name, .name_len = strlen(name), .size = size, .read = fd_read,
		.state = (void *)(intptr_t)fd };
	if (fstat(fd, &sb) == 0 && S_ISREG(sb.st_mode))
		item->seek = fd_seek;
}

static enum dc_status memory_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *err)
{
	struct dc_item_memory *m = item->state;
	size_t n = m->bytes.n - m->at < cap ? m->bytes.n - m->at : cap;

	(void)err;
	if (n != 0)
		memcpy(into, m->bytes.p + m->at, n);
	m->at += n;
	*got = n;
	return DC_OK;
}

static enum dc_status memory_seek(struct dc_item *item, uint64_t at, struct dc_error *err)
{
	struct dc_item_memory *m = item->state;

	(void)err;
	m->at = at < m->bytes.n ? (size_t)at : m->bytes.n;
	return DC_OK;
}

void dc_item_of_memory(struct dc_item *item, struct dc_item_memory *state, struct dc_span bytes, const char *name)
{
	*state = (struct dc_item_memory){ .bytes = bytes };
	*item = (struct dc_item){ .name = name, .name_len = strlen(name), .size = bytes.n, .read = memory_read,
		.seek = memory_seek, .state = state };
}

enum dc_status extract_fill(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *why)
{
	*got = 0;
	while (*got < cap) {
		size_t n = 0;
		enum dc_status st = item->read(item, (uint8_t *)into + *got, cap - *got, &n, why);

		*got += n;
		if (st != DC_OK)
			return st;
		if (n == 0)
			break;
	}
	return DC_OK;
}

enum dc_status extract_spool(struct dc_extraction *ex, struct dc_item *item, struct dc_buf *into, struct dc_error *why)
{
	uint64_t most = ex->budget->memory_bytes / 4;
	enum dc_status st = DC_OK;

	dc_buf_init(into, most < SIZE_MAX ? (size_t)most : 0);
	for (;;) {
		size_t got, step = into->n < SPOOL ? SPOOL : into->n / 2;

		if (into->limit != 0 && step > into->limit - into->n)
			step = into->limit - into->n + 1;	/* one too many tells whether it ends at the limit */
		st = dc_buf_reserve(into, step > into->limit - into->n ? into->limit - into->n : step);
		if (st == DC_ENOMEM || step == 1 || into->n == into->limit) {
			ex->crossed = DC_R_limit_memory;
			return dc_fail(why, DC_ELIMIT, "does not fit in memory");
		}
		if (step > into->limit - into->n)
			step = into->limit - into->n;
		st = extract_fill(item, into->p + into->n, step, &got, why);
		into->n += got;
		if (st != DC_OK || got < step)
			return st;
	}
}

bool name_ends(const char *name, const char *const *endings)
{
	size_t n = strlen(name);

	for (; *endings != NULL; endings++) {
		size_t k = strlen(*endings);

		if (n > k && strcasecmp(name + n - k, *endings) == 0)
			return true;
	}
	return false;
}

bool head_has(struct dc_span head, size_t at, const char *bytes, size_t n)
{
	return head.n >= at + n && memcmp(head.p + at, bytes, n) == 0;
}

/* Of 01 to 1F all but BS, TAB, LF, FF, CR, SUB and ESC. In blocks that a byte counts, so that the compiler makes vectors of it. */
static size_t controls(struct dc_span s)
{
	size_t n = 0;

	for (size_t i = 0, to; i < s.n; i = to) {
		uint8_t some = 0;

		to = s.n - i > 240 ? i + 240 : s.n;
		for (size_t k = i; k < to; k++) {
			uint8_t b = s.p[k];

			some += (uint8_t)(((uint8_t)(b - 0x01) < 7) | (b == 0x0b) | ((uint8_t)(b - 0x0e) < 12) | ((uint8_t)(b - 0x1c) < 4));
		}
		n += some;
	}
	return n;
}

/* Text has next to no control characters. UTF-16 has zeros, but only in one half of its units. */
bool head_is_text(struct dc_span head)
{
	size_t control = controls(head), zero[2] = { 0 };

	if (head_has(head, 0, "\xff\xfe", 2) || head_has(head, 0, "\xfe\xff", 2) || head_has(head, 0, "\0\0\xfe\xff", 4))
		return true;
	if (head.n != 0 && memchr(head.p, 0, head.n) != NULL)
		for (size_t i = 0; i < head.n; i++)
			zero[i & 1] += head.p[i] == 0;
	if (zero[0] + zero[1] != 0)
		return (zero[0] == 0 || zero[1] == 0) && (zero[0] + zero[1]) * 16 > head.n && control * 8 <= head.n &&
			(zero[0] + zero[1]) * 2 <= head.n + 1;
	return control * 32 <= head.n;
}
