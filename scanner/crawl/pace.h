/* pace.h -- how fast files are opened and read, over all workers together: a share that others work on is not to feel the scan. */
#ifndef CRAWL_PACE_H
#define CRAWL_PACE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

struct pace {
	uint64_t opens_s, bytes_s;	/* at most, in a second; 0: as fast as it goes */
	pthread_mutex_t lock;
	uint64_t free_ns;		/* when what was let through so far is paid for; monotonic */
};

void pace_init(struct pace *p, uint64_t opens_s, uint64_t bytes_s);
void pace_done(struct pace *p);
/* When an object of that size may be read if it asks now, monotonic; its time is taken. A file is let through as a whole: what it costs
 * is waited for behind it. A second may be caught up on. */
uint64_t pace_take(struct pace *p, uint64_t now_ns, uint64_t bytes);
/* Waits until then. Any thread; ends early when stop is not 0. */
void pace_wait(struct pace *p, uint64_t bytes, const atomic_int *stop);

#endif
