/* again.h -- cells of settled columns that were read before. What a kind says of a cell depends on the cell and its heading alone, and tables
 * say the same thing over and over: the towns, the customers of an order book. */
#ifndef ENGINE_AGAIN_H
#define ENGINE_AGAIN_H

#include "kind.h"

#define AGAIN_SLOTS 8192		/* a power of two */
#define AGAIN_BYTES 176			/* of a cell and its value together; longer ones are read anew */
#define AGAIN_WEIGHTS 6

struct again_slot {
	uint32_t epoch;			/* of the headings it was read under; 0: empty */
	uint32_t column;
	const struct detector *kind;
	const char *category;
	uint16_t cell_len, value_len, shown, flags;
	uint8_t n_weights;
	bool checked;
	float logodds;			/* sum of the weights */
	uint64_t hash;			/* evidence_prepare() gave it */
	struct dc_weight weights[AGAIN_WEIGHTS];
	uint8_t bytes[AGAIN_BYTES];	/* the cell, then the value */
};

struct again {
	uint32_t epoch;
	struct again_slot slots[AGAIN_SLOTS];
};

struct again *again_new(void);			/* NULL: memory is out; then cells are read anew */
void again_free(struct again *a);		/* wipes; NULL is fine */
void again_forget(struct again *a);		/* the headings are others; NULL is fine */
/* The slot of a cell. Its content may be another's. */
struct again_slot *again_slot(struct again *a, struct dc_span cell, uint32_t column, const struct detector *kind);
bool again_is(const struct again *a, const struct again_slot *slot, struct dc_span cell, uint32_t column, const struct detector *kind);
/* The candidate of the slot, as one of the cell that begins at start. DC_ENOMEM or DC_OK. */
enum dc_status again_add(const struct again_slot *slot, uint32_t start, struct candidates *out);
/* Keeps what was found for the cell: the last of found. False: it is too long. */
bool again_put(const struct again *a, struct again_slot *slot, struct dc_span cell, uint32_t column, const struct detector *kind,
	const struct candidates *found, uint64_t hash);

#endif
