/* worklist.h -- the bounded queue between walkers and drivers, in two levels: big objects first, so that the last thing a scan
 * does is not one big file on one core while the others wait; small ones in the order they come. */
#ifndef CRAWL_WORKLIST_H
#define CRAWL_WORKLIST_H

#include "daicho/source.h"

#define SCHED_ROOM 256			/* objects that wait, each with a descriptor */
#define SCHED_BIG (1u << 20)		/* bytes: from here on an object is big */

/* An object with the source it came from. */
struct work {
	struct dc_source *source;
	struct dc_object *object;
};

struct sched;

struct sched *sched_new(void);		/* NULL: memory is out */
void sched_free(struct sched *s);	/* frees the objects left */
/* Waits for room. DC_ECANCEL: ended, the object stays the caller's. */
enum dc_status sched_push(struct sched *s, struct work w);
/* Waits for an object. DC_END: none will come. */
enum dc_status sched_pop(struct sched *s, struct work *out);
/* More of those that come next, at most n, as long as they are smaller than less_than bytes; of what waits not more than one part in
 * shares, so that others have some too. Does not wait. Returns how many. */
size_t sched_more(struct sched *s, struct work *out, size_t n, uint64_t less_than, size_t shares);
bool sched_empty(struct sched *s);	/* a pop would wait */
void sched_close(struct sched *s);	/* no more pushes; what is there is still popped */
void sched_end(struct sched *s);	/* pops end at once */

#endif
