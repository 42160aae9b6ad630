/* queue.c -- a ring under one lock: entries are objects of many microseconds' work, so the lock does not show. */
#include "daicho/queue.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

struct dc_queue {
	pthread_mutex_t lock;
	pthread_cond_t room, entry;
	size_t capacity, first, n;
	bool closed;
	void *at[];
};

struct dc_queue *dc_queue_new(size_t capacity)
{
	struct dc_queue *q;

	if (capacity == 0 || capacity > (SIZE_MAX - sizeof *q) / sizeof(void *))
		return NULL;
	q = calloc(1, sizeof *q + capacity * sizeof(void *));
	if (q == NULL)
		return NULL;
	q->capacity = capacity;
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->room, NULL);
	pthread_cond_init(&q->entry, NULL);
	return q;
}

void dc_queue_free(struct dc_queue *q)
{
	if (q == NULL)
		return;
	pthread_cond_destroy(&q->entry);
	pthread_cond_destroy(&q->room);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

enum dc_status dc_queue_push(struct dc_queue *q, void *p)
{
	enum dc_status st = DC_ECANCEL;

	pthread_mutex_lock(&q->lock);
	while (!q->closed && q->n == q->capacity)
		pthread_cond_wait(&q->room, &q->lock);
	if (!q->closed) {
		q->at[(q->first + q->n++) % q->capacity] = p;
		pthread_cond_signal(&q->entry);
		st = DC_OK;
	}
	pthread_mutex_unlock(&q->lock);
	return st;
}

enum dc_status dc_queue_pop(struct dc_queue *q, void **out)
{
	enum dc_status st = DC_END;

	pthread_mutex_lock(&q->lock);
	while (!q->closed && q->n == 0)
		pthread_cond_wait(&q->entry, &q->lock);
	if (q->n != 0) {
		*out = q->at[q->first];
		q->first = (q->first + 1) % q->capacity;
		q->n--;
		/* Not for each entry: a pusher that was held up finds room for many, and sleeps once instead of every time. */
		if (q->n <= q->capacity / 2)
			pthread_cond_broadcast(&q->room);
		st = DC_OK;
	}
	pthread_mutex_unlock(&q->lock);
	return st;
}

void dc_queue_close(struct dc_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->room);
	pthread_cond_broadcast(&q->entry);
	pthread_mutex_unlock(&q->lock);
}

size_t dc_queue_length(struct dc_queue *q)
{
	size_t n;

	pthread_mutex_lock(&q->lock);
	n = q->n;
	pthread_mutex_unlock(&q->lock);
	return n;
}
