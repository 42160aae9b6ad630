/* marks.h -- marks of objects in the database: written with the objects, in the same batch. */
#ifndef STORE_MARKS_H
#define STORE_MARKS_H

#include "db.h"
#include "recall.h"

#define MARKS_BYTES (RECALL_CHUNK * sizeof(uint64_t))

/* Of the object as the run read it whole, or met it unchanged. */
enum dc_status marks_set_read(struct db_store *s, int64_t run, int64_t id, const struct dc_result *seen, struct dc_error *err);
enum dc_status marks_set(struct db_store *s, int64_t id, uint64_t mark, struct dc_error *err);	/* RECALL_NONE or RECALL_ASK */
/* Every chunk up to that of the last object, in order; those that an earlier version left out are made. */
enum dc_status marks_each(struct db_store *s, enum dc_status (*each)(void *ctx, int64_t chunk, const uint8_t marks[MARKS_BYTES],
	struct dc_error *), void *ctx, struct dc_error *err);
enum dc_status marks_last_id(struct db_store *s, int64_t *out, struct dc_error *err);	/* -1: there is no object */
uint64_t marks_at(const uint8_t marks[MARKS_BYTES], unsigned i);
/* What was set goes to the database; before a commit, and before it is read. */
enum dc_status marks_flush(struct db_store *s, struct dc_error *err);
void marks_forget(struct db_store *s);		/* at a batch's beginning: what a rolled-back one left */

/* met.c: what the run met is forgotten of earlier ones. */
enum dc_status met_tidy(struct db_store *s, int64_t run, struct dc_error *err);
/* The bits of a run's chunk; zero where there are none. */
enum dc_status met_bits(struct db_store *s, int64_t chunk, int64_t run, uint8_t bits[RECALL_CHUNK / 8], struct dc_error *err);

#endif
