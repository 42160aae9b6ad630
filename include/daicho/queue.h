/* queue.h -- a bounded queue of pointers between threads. */
#ifndef DAICHO_QUEUE_H
#define DAICHO_QUEUE_H

#include "daicho/status.h"

#include <stddef.h>

struct dc_queue;

struct dc_queue *dc_queue_new(size_t capacity);		/* NULL when memory is out */
void dc_queue_free(struct dc_queue *q);			/* no thread may use it any more; NULL is fine */

/* Any thread; waits for room. After DC_OK the queue owns p; after DC_ECANCEL (queue closed) the caller still does. */
enum dc_status dc_queue_push(struct dc_queue *q, void *p);
/* Any thread; waits for an entry. DC_END once the queue is closed and empty. */
enum dc_status dc_queue_pop(struct dc_queue *q, void **out);
/* Any thread, any number of times: pushers get DC_ECANCEL, poppers drain what is left. */
void dc_queue_close(struct dc_queue *q);
size_t dc_queue_length(struct dc_queue *q);

#endif
