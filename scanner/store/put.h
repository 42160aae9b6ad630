/* put.h -- writing a result, as its two files see each other. */
#ifndef STORE_PUT_H
#define STORE_PUT_H

#include "db.h"

#define FINGERPRINT_BYTES 32
#define PUT_DIGEST_BYTES 16
#define PUT_HITS_MOST DC_HITS_STORED
#define PUT_TOKEN_BYTES (DC_TOKEN_BYTES + 5)	/* token, u32 component, u8 one-per-person */
#define PUT_TOKENS_IN_ROW 4096

/* A finding as it is told from others, and what makes it another state of the same. */
struct put_mark {
	uint8_t fingerprint[FINGERPRINT_BYTES];
	uint64_t counts[4];		/* low, medium, high, placeholders */
	int64_t first_run;
};

/* What the path held before. */
struct put_before {
	int64_t id, first_run, state_run, last_run;
	int64_t findings;
	bool there, gone;
	bool same;			/* nothing that matters changed */
	bool same_below;		/* what hangs on it is the same to the byte */
	struct dc_buf marks;		/* of its findings, sorted by fingerprint */
	size_t n_marks;
};

/* digest.c: BLAKE2b over links, parts, findings, hits, tokens and columns as they come. */
void put_digest(const struct dc_result *r, uint8_t out[PUT_DIGEST_BYTES]);
/* children.c: links, parts, findings with their best hits and tokens, columns. */
enum dc_status put_children(struct db_store *s, const struct dc_result *r, int64_t id, const struct put_mark *marks, struct dc_error *err);

#endif
