/* worklist.c -- a heap of big objects and a ring of small ones under one lock. */
#include "worklist.h"

#include <pthread.h>
#include <stdlib.h>

struct sched {
	pthread_mutex_t lock;
	pthread_cond_t room, entry;
	struct work big[SCHED_ROOM], small[SCHED_ROOM];
	size_t n_big, first, n_small;
	bool closed, ended;
};

struct sched *sched_new(void)
{
	struct sched *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->room, NULL);
	pthread_cond_init(&s->entry, NULL);
	return s;
}

void sched_free(struct sched *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n_big; i++)
		dc_object_free(s->big[i].object);
	for (size_t i = 0; i < s->n_small; i++)
		dc_object_free(s->small[(s->first + i) % SCHED_ROOM].object);
	pthread_cond_destroy(&s->room);
	pthread_cond_destroy(&s->entry);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* The biggest is at 0; children of i at 2i+1 and 2i+2. */
static void heap_push(struct sched *s, struct work w)
{
	size_t i = s->n_big++;

	while (i > 0 && s->big[(i - 1) / 2].object->size < w.object->size) {
		s->big[i] = s->big[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	s->big[i] = w;
}

static struct work heap_pop(struct sched *s)
{
	struct work most = s->big[0], last = s->big[--s->n_big];
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < s->n_big && s->big[child + 1].object->size > s->big[child].object->size)
			child++;
		if (child >= s->n_big || s->big[child].object->size <= last.object->size)
			break;
		s->big[i] = s->big[child];
		i = child;
	}
	s->big[i] = last;
	return most;
}

static struct work small_pop(struct sched *s)
{
	struct work w = s->small[s->first];

	s->first = (s->first + 1) % SCHED_ROOM;
	s->n_small--;
	return w;
}

enum dc_status sched_push(struct sched *s, struct work w)
{
	enum dc_status st = DC_ECANCEL;

	pthread_mutex_lock(&s->lock);
	while (!s->closed && !s->ended && s->n_big + s->n_small >= SCHED_ROOM)
		pthread_cond_wait(&s->room, &s->lock);
	if (!s->closed && !s->ended) {
		if (w.object->size >= SCHED_BIG)
			heap_push(s, w);
		else
			s->small[(s->first + s->n_small++) % SCHED_ROOM] = w;
		pthread_cond_signal(&s->entry);
		st = DC_OK;
	}
	pthread_mutex_unlock(&s->lock);
	return st;
}

enum dc_status sched_pop(struct sched *s, struct work *out)
{
	enum dc_status st = DC_END;

	pthread_mutex_lock(&s->lock);
	while (!s->ended && !s->closed && s->n_big + s->n_small == 0)
		pthread_cond_wait(&s->entry, &s->lock);
	if (!s->ended && s->n_big + s->n_small != 0) {
		*out = s->n_big != 0 ? heap_pop(s) : small_pop(s);
		if (s->n_big + s->n_small <= SCHED_ROOM / 2)	/* the feeder sleeps once for many */
			pthread_cond_signal(&s->room);
		st = DC_OK;
	}
	pthread_mutex_unlock(&s->lock);
	return st;
}

size_t sched_more(struct sched *s, struct work *out, size_t n, uint64_t less_than, size_t shares)
{
	size_t k = 0;

	pthread_mutex_lock(&s->lock);
	n = n > s->n_small / shares ? s->n_small / shares : n;
	while (!s->ended && s->n_big == 0 && k < n && s->small[s->first].object->size < less_than)
		out[k++] = small_pop(s);
	if (k != 0 && s->n_small <= SCHED_ROOM / 2)
		pthread_cond_signal(&s->room);
	pthread_mutex_unlock(&s->lock);
	return k;
}

bool sched_empty(struct sched *s)
{
	bool empty;

	pthread_mutex_lock(&s->lock);
	empty = s->n_big + s->n_small == 0;
	pthread_mutex_unlock(&s->lock);
	return empty;
}

static void end_with(struct sched *s, bool at_once)
{
	pthread_mutex_lock(&s->lock);
	s->closed = true;
	s->ended |= at_once;
	pthread_cond_broadcast(&s->room);
	pthread_cond_broadcast(&s->entry);
	pthread_mutex_unlock(&s->lock);
}

void sched_close(struct sched *s)
{
	end_with(s, false);
}

void sched_end(struct sched *s)
{
	end_with(s, true);
}
