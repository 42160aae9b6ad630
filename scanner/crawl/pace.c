/* pace.c -- see pace.h. Nothing is saved up: after a pause it goes on no faster than before. */
#include "pace.h"

#include "crawl.h"

#define SECOND UINT64_C(1000000000)
#define SLICE (SECOND / 10)		/* between two looks at the stop flag */

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Its turn, by the monotonic clock. */
static uint64_t turn(struct pace *p)
{
	uint64_t now = crawl_now_ns(), at;

	pthread_mutex_lock(&p->lock);
	at = later(now, p->bytes_at_ns);
	if (p->opens_per_second != 0) {
		at = later(at, p->opens_at_ns);
		p->opens_at_ns = at + SECOND / p->opens_per_second;
	}
	pthread_mutex_unlock(&p->lock);
	return at;
}

void pace_begin(struct pace *p, const atomic_int *stop)
{
	uint64_t at, now;

	if (p->opens_per_second == 0 && p->bytes_per_second == 0)
		return;
	for (at = turn(p), now = crawl_now_ns(); now < at && atomic_load(stop) == 0; now = crawl_now_ns()) {
		uint64_t ns = at - now < SLICE ? at - now : SLICE;

		nanosleep(&(struct timespec){ .tv_nsec = (long)ns }, NULL);
	}
}

void pace_read(struct pace *p, uint64_t bytes)
{
	if (p->bytes_per_second == 0)
		return;
	pthread_mutex_lock(&p->lock);
	p->bytes_at_ns = later(p->bytes_at_ns, crawl_now_ns()) + (uint64_t)((double)bytes / (double)p->bytes_per_second * (double)SECOND);
	pthread_mutex_unlock(&p->lock);
}
