/* before.h -- what only a look at all findings tells, before each is judged: whose data a table or file holds (hints of the declared
 * subjects), and which values of data said to point at nobody stand in data that does. */
#ifndef PURPOSE_BEFORE_H
#define PURPOSE_BEFORE_H

#include "judge.h"

#include "daicho/store.h"

struct before;

/* Walks the run's findings once if the declaration has hints, twice over tokens if it claims processed data; else does nothing.
 * Strings it gives live as long as it does. */
enum dc_status before_look(const struct dc_declaration *d, struct dc_store *store, int64_t run, struct locator *locator,
	struct before **out, struct dc_error *err);
void before_free(struct before *b);		/* NULL is fine */
/* The subject of a part, NULL: not known. Parts are to be asked for in the order of each_fact. */
const char *before_subject(struct before *b, int64_t object, const char *inner, const char *table);
/* What was measured of a finding in data that is said to be processed (processed.h). */
void before_processed(const struct before *b, int64_t finding, struct facts *out);

#endif
