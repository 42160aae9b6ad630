/* evidence.h -- in a breach: each object with findings as it lies there now, by hash, size, time and access (PURPOSES §2.5). */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "daicho/report.h"

/* Reads the objects of the run that have findings and hashes their bytes. The manifest's own SHA-256 goes into the audit chain, so
 * that a manifest changed later shows. All of it lives in the arena. */
enum dc_status evidence_make(struct dc_store *store, int64_t run, struct dc_arena *arena, struct dc_manifest *out, struct dc_error *err);

#endif
