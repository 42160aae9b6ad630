/* ledger.h -- the coverage ledger: discovered = complete + partial + skipped + failed, by count and by bytes.
 *
 * A skip is a decision, a failure an event, partial is what was read in part. Every object ends in one status with one
 * reason (complete has none). An unreadable directory is a failed object and makes the run incomplete.
 */
#ifndef DAICHO_LEDGER_H
#define DAICHO_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

enum dc_outcome { DC_COMPLETE, DC_PARTIAL, DC_SKIPPED, DC_FAILED, DC_N_OUTCOMES };

enum dc_reason {
	DC_R_none,
#define REASON(status, name) DC_R_##name,
#include "daicho/reasons.def"
#undef REASON
	DC_N_REASONS
};

const char *dc_outcome_name(enum dc_outcome outcome);	/* "complete" */
const char *dc_reason_name(enum dc_reason reason);	/* "limit_size"; "" for none */
enum dc_outcome dc_reason_outcome(enum dc_reason reason);	/* DC_COMPLETE for none */
bool dc_reason_kills(enum dc_reason reason);	/* the object killed its reader: it is not given to another of the same version */
bool dc_reason_parse(const char *name, enum dc_reason *out);

#endif
