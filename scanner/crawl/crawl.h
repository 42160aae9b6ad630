/* crawl.h -- what the threads of one scan share. */
#ifndef CRAWL_CRAWL_H
#define CRAWL_CRAWL_H

#include "pace.h"
#include "worklist.h"
#include "spool.h"
#include "tally.h"

#include "daicho/log.h"
#include "daicho/queue.h"
#include "daicho/run.h"

#include <pthread.h>

#define CRAWL_RESULTS 16		/* handfuls between drivers and the writer */
#define CRAWL_HANDFUL 16		/* results handed over at once: a writer that is woken for each sleeps and wakes more than it writes */
#define CRAWL_HANDFUL_NS 50000000	/* and not later than this */
#define CRAWL_BATCH 1000		/* objects of one transaction, or */
#define CRAWL_BATCH_NS 1000000000	/* its age */
#define CRAWL_CHANGED_TRIES 3		/* reads of an object that changes while it is read */

/* Counted by many threads, for progress and for the balance. */
struct counters {
	_Atomic uint64_t discovered, discovered_bytes, resumed, resumed_bytes;
	_Atomic uint64_t same, same_bytes;	/* noted by the walkers as unchanged; not among the discovered */
	_Atomic uint64_t done, done_bytes, failed, incomplete, findings, bytes_read, deaths;
	_Atomic uint64_t low, medium, high, placeholders;
	_Atomic uint64_t outcome[DC_N_OUTCOMES], outcome_bytes[DC_N_OUTCOMES];
	atomic_bool walked;
};

struct crawl {
	const struct dc_scan_options *opt;
	struct dc_engine *engine;	/* table of kinds */
	int jobs;
	struct dc_worker_options worker;
	struct dc_source **sources;
	size_t n_sources;
	char *own_name;			/* of the inventory; sources borrow it */
	char *folder;			/* it stands in; NULL: in none */
	struct pace pace;
	struct sched *work;
	struct dc_queue *results;	/* of struct handful; NULL entries ask the writer to look at the clock */
	struct dc_findings *spool;
	struct dc_run run;
	char detector_version[64];	/* with what a reading depends on beside the bytes */
	bool resuming;
	uint64_t clock_back_s;		/* of struct dc_scan_summary */
	atomic_int halt;		/* 1: the operator's stop; 2: a failure */
	struct counters n;
	struct dc_coverage coverage;	/* of results; the writer's while it runs */
	struct dc_recall *recall;	/* or NULL: each is asked for by its path */
	uint8_t verify_key[16];		/* which of the unchanged files are read all the same */
	uint64_t verified, differ;	/* the writer's while it runs */
	char differs[256];
	struct tally_filter filter;
	uint64_t began_ns;
	pthread_mutex_t store_lock;	/* the store takes one thread at a time */
	pthread_mutex_t lock;		/* of failed */
	struct dc_error failed;		/* the first failure that ends the run */
};

/* Results on their way to the writer. */
struct handful {
	struct dc_result *at[CRAWL_HANDFUL];
	size_t n;
	uint64_t began_ns;
};

struct driver {
	struct crawl *c;
	struct dc_worker *worker;	/* started before the thread for the first one; else NULL */
	const struct dc_budget *budget;	/* it was started with; NULL: the run's */
	pthread_t thread;
	bool started;
	struct handful *results;
};

uint64_t crawl_now_ns(void);		/* monotonic */
void crawl_covered(struct dc_run *run, const struct dc_coverage *coverage);	/* its numbers of objects and bytes, which were 0 */
bool crawl_complete(const struct dc_coverage *coverage);	/* nothing partial, failed or left alone */
/* Ends the run with a failure; the first stays. */
void crawl_fail(struct crawl *c, const struct dc_error *err);
/* struct dc_source_options.known */
enum dc_reason crawl_known(void *crawl, const struct dc_object *seen);
/* An unchanged file of that path is to be read all the same. */
bool crawl_verifies(const struct crawl *c, const char *path, size_t n);
bool crawl_noted(void *crawl, const struct dc_object *seen);	/* .noted */
void *crawl_feed(void *crawl);		/* thread: sources -> work */
void *crawl_drive(void *driver);	/* thread: work -> a worker -> results */
void *crawl_write(void *crawl);		/* thread: results -> store, spool */
/* Takes a result into *h (NULL: empty), to go to the writer with others, or at once if now. */
enum dc_status crawl_result(struct crawl *c, struct handful **h, struct dc_result *r, struct dc_error *err);
/* Hands over what is there; frees it if the run is over. */
void crawl_hand_over(struct crawl *c, struct handful **h);

#endif
