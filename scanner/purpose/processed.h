/* processed.h -- data said to be processed (PURPOSES 1.6), measured: rows that can be told apart, values that stand in other scopes.
 * Its memory is a few bytes for each finding of the run. */
#ifndef PURPOSE_PROCESSED_H
#define PURPOSE_PROCESSED_H

#include "judge.h"

#include "daicho/store.h"

struct processed;

/* NULL in *out where no scope claims to be processed. The declaration outlives it. DC_ENOMEM. */
enum dc_status processed_new(const struct dc_declaration *d, struct processed **out);
void processed_free(struct processed *p);	/* NULL is fine */
/* Each finding of the run, in the order of ids (dc_store_each_fact), with its scope or NULL. DC_ENOMEM. */
enum dc_status processed_note(struct processed *p, const struct dc_stored_finding *f, const struct scope *s);
/* Once all are noted: looks up the values. */
enum dc_status processed_join(struct processed *p, struct dc_store *store, struct dc_error *err);
/* What is known of the finding: its facts' linked_code, single_rows, totals, alike and joinability. Strings live as long as p. */
void processed_facts(const struct processed *p, int64_t finding, struct facts *out);

#endif
