/* pace.c -- one clock for all workers (the generic cell rate algorithm, ITU-T I.371): each object moves it on by what it costs, the dearer
 * of an open and its bytes. */
#include "pace.h"

#include <time.h>

#define SECOND UINT64_C(1000000000)
#define NAP (SECOND / 20)		/* between two looks at stop */

void pace_init(struct pace *p, uint64_t opens_s, uint64_t bytes_s)
{
	*p = (struct pace){ .opens_s = opens_s, .bytes_s = bytes_s };
	pthread_mutex_init(&p->lock, NULL);
}

void pace_done(struct pace *p)
{
	pthread_mutex_destroy(&p->lock);
}

static uint64_t cost_of(const struct pace *p, uint64_t bytes)
{
	uint64_t open = p->opens_s == 0 ? 0 : SECOND / p->opens_s;
	double read = p->bytes_s == 0 ? 0 : (double)bytes * (double)SECOND / (double)p->bytes_s;
	uint64_t whole = read > (double)(INT64_MAX / 4) ? INT64_MAX / 4 : (uint64_t)read;

	return open > whole ? open : whole;
}

uint64_t pace_take(struct pace *p, uint64_t now_ns, uint64_t bytes)
{
	uint64_t at;

	pthread_mutex_lock(&p->lock);
	if (p->free_ns + SECOND < now_ns)
		p->free_ns = now_ns - SECOND;
	at = p->free_ns < now_ns ? now_ns : p->free_ns;
	p->free_ns += cost_of(p, bytes);
	pthread_mutex_unlock(&p->lock);
	return at;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

void pace_wait(struct pace *p, uint64_t bytes, const atomic_int *stop)
{
	uint64_t at;

	if (p->opens_s == 0 && p->bytes_s == 0)
		return;
	at = pace_take(p, now(), bytes);
	for (uint64_t t = now(); t < at && atomic_load(stop) == 0; t = now()) {
		uint64_t left = at - t < NAP ? at - t : NAP;

		nanosleep(&(struct timespec){ .tv_nsec = (long)left }, NULL);
	}
}
