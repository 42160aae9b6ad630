/* pace.h -- how fast a scan may be: objects begun and bytes read in a second, over all its workers. */
#ifndef CRAWL_PACE_H
#define CRAWL_PACE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

struct pace {
	uint64_t opens_per_second, bytes_per_second;	/* 0: no limit */
	pthread_mutex_t lock;
	uint64_t opens_at_ns, bytes_at_ns;	/* not before: the next object, because of those begun, of the bytes read */
};

/* Waits until one more object may be begun, or *stop is not 0. Any thread. */
void pace_begin(struct pace *p, const atomic_int *stop);
/* So many bytes were read: who begins next waits for them. An object is read at full speed, however large. */
void pace_read(struct pace *p, uint64_t bytes);

#endif
