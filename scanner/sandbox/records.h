/* records.h -- the records of one object: written in the worker, checked one by one in the controller. A record that
 * breaks a rule means that the worker is not (any more) our code. */
#ifndef SANDBOX_RECORDS_H
#define SANDBOX_RECORDS_H

#include "memory.h"
#include "wire.h"

#define RECORDS_NESTED 64		/* parts open in each other */
#define RECORDS_COLUMNS (1u << 20)	/* columns of a table */
#define RECORDS_TOKEN 16		/* bytes that stand for the value of a kind that has none (DC_KIND_NO_VALUE) */

/* ---- worker's side: fills packets, hands full ones to send. A status that is not DC_OK comes from send. */
struct record_out {
	struct wire_out out;
	enum dc_status (*send)(struct record_out *, struct dc_error *);	/* sends out.p[0, out.n), wipes it */
	void *ctx;
	const struct dc_engine *engine;
	uint32_t last_kind;		/* index of the last hit's */
	struct record_memory *memory;	/* NULL: every hit is sent in full */
	bool hold;			/* the end of an object may wait for what comes behind it; who sets it sends it in time */
};

/* A hit that is like one before it: what its record has behind type and part. A value that is not the slot's own follows. */
struct record_like {
	uint64_t start, end, line, row, record;
	uint32_t col;
	uint16_t form;
	uint16_t value;			/* slot; MEMORY_NONE: it is not remembered */
	uint32_t follows;		/* 1: u16 shown, u32 code points, u16 length, the bytes, NUL */
	uint32_t zero;
};

enum dc_status record_part_open(struct record_out *r, uint32_t part, uint32_t parent, const char *name, const char *format,
	const char *table, struct dc_error *err);
enum dc_status record_part_close(struct record_out *r, uint32_t part, const struct dc_part_end *end, struct dc_error *err);
/* token: RECORDS_TOKEN bytes for hits of DC_KIND_NO_VALUE, whose value is not written; NULL for all others. */
enum dc_status record_hit(struct record_out *r, uint32_t part, const struct dc_hit *hit, const char *field, const uint8_t *token,
	struct dc_error *err);
enum dc_status record_column(struct record_out *r, uint32_t part, const struct dc_column_finding *c, const char *field, struct dc_error *err);
/* A line or a cell; more than a record holds goes into several, cut at code points. line, row: 0 for none. */
enum dc_status record_text(struct record_out *r, uint32_t part, struct dc_span text, uint64_t line, uint64_t row, uint32_t column,
	const char *field, struct dc_error *err);
/* Dates that tell when the part's data came to be (yyyymmdd): of a column, or of running text (DC_NO_COLUMN). */
enum dc_status record_dates(struct record_out *r, uint32_t part, uint32_t column, int oldest, int newest, bool telling, const char *field,
	struct dc_error *err);
/* The last one; sends what is left, unless it may be held. */
enum dc_status record_end(struct record_out *r, enum dc_reason reason, const char *detail, uint64_t bytes, struct dc_error *err);

/* ---- controller's side */
struct record_check {
	const struct dc_engine *engine;
	uint64_t parts_most;
	uint32_t next_part, n_open, open[RECORDS_NESTED];
	bool begun, ended;
	struct dc_weight weights[DC_WEIGHTS_MOST];	/* what the record's weights point to */
	struct record_memory *memory;	/* set behind record_check_begin(); NULL: a hit that leans on it is a lie */
};

void record_check_begin(struct record_check *c, const struct dc_engine *engine, uint64_t parts_most);
/* The next record of a packet; false: the packet lies (i->bad) or is used up. Strings point into the packet. What stands behind an
 * END is the next object's, for which the check begins anew. */
bool record_next(struct record_check *c, struct wire_in *i, struct dc_record *out);

#endif
