/* tally.h -- the records of one object -> its result. One driver's; used for one object after another. */
#ifndef CRAWL_TALLY_H
#define CRAWL_TALLY_H

#include "filter.h"

#include "daicho/source.h"
#include "daicho/store.h"
#include "daicho/worker.h"

struct tally;

/* folder: the inventory's, or NULL (persons.h). all: results list every hit (up to the budget); else the best of each finding, which is
 * what the store keeps. NULL: memory is out */
struct tally *tally_new(const struct dc_store *store, const struct dc_budget *budget, const char *folder, bool all, struct tally_filter *filter);
void tally_free(struct tally *t);
void tally_reset(struct tally *t);
void tally_path(struct tally *t, const char *path);	/* of the object, borrowed until its result is made; for the allow-list */
/* Takes one record in; for dc_worker_run (ctx: the tally). Values are masked and tokenised here and not kept. */
enum dc_status tally_record(void *ctx, const struct dc_record *record, struct dc_error *err);
/* The result of the object, in an arena of its own (result->arena). reason: DC_R_none takes the worker's. */
enum dc_status tally_result(struct tally *t, const struct dc_object *object, enum dc_reason reason, const char *detail, uint32_t attempts,
	struct dc_result **out, struct dc_error *err);
/* Bytes that the worker read of it, and whether it says that it read it whole. */
uint64_t tally_bytes(const struct tally *t, bool *whole);

#endif
