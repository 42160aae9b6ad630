/* again.h -- cells of settled columns that were read before. What a kind says of a cell depends on the cell and its heading alone, and tables
 * say the same thing over and over: the towns, the customers of an order book. */
#ifndef ENGINE_AGAIN_H
#define ENGINE_AGAIN_H

#include "kind.h"

#define AGAIN_SLOTS 8192		/* a power of two; two side by side serve a cell */
#define AGAIN_ONCE 64			/* cells that were seen but once; the last so many are kept, not more */
#define AGAIN_SEEN 16384		/* a power of two */
#define AGAIN_BYTES 176			/* of a cell and its value together; longer ones are read anew */
#define AGAIN_WEIGHTS 4

struct again_slot {
	uint64_t hash;			/* as evidence_prepare() gave it */
	uint64_t turn;			/* counts what was put into slots: no two are equal */
	const struct detector *kind;
	uint32_t epoch;			/* of the headings it was read under; 0: empty */
	uint32_t column;
	uint16_t cell_len, value_at, value_len, shown;
	uint16_t flags;
	uint16_t profile;		/* likewise */
	uint8_t n_weights;
	float logodds;			/* sum of the weights */
	const char *category;
	struct dc_weight weights[AGAIN_WEIGHTS];
	uint8_t bytes[AGAIN_BYTES];	/* the cell, then the value where it is another */
};

/* What is asked of a slot before it is touched: slots lie far apart, and in a column of all-different cells none has the cell. */
struct again_tag {
	uint64_t turn;
	uint32_t epoch, tag;
};

struct again {
	uint64_t turn;
	uint32_t epoch;
	unsigned next_once;
	uint16_t seen[AGAIN_SEEN];	/* tags of cells that came by; a cell gets a slot the second time it comes */
	struct again_tag tags[AGAIN_SLOTS];
	struct again_slot slots[AGAIN_SLOTS];
	struct again_slot once[AGAIN_ONCE];
};

/* Where a cell of a column is kept. */
struct again_place {
	uint32_t slot, tag;
};

struct again *again_new(void);			/* NULL: memory is out; then cells are read anew */
void again_free(struct again *a);		/* wipes; NULL is fine */
void again_forget(struct again *a);		/* the headings are others; NULL is fine */
struct again_place again_place(struct dc_span cell, uint32_t column);
/* Has memory bring what is kept there: to be called for all cells of a row before the first is asked for. */
void again_fetch(const struct again *a, struct again_place place);
/* The slot that has the cell, else NULL. *into: the one that may be overwritten for it, no other than those of the last AGAIN_ONCE. */
struct again_slot *again_find(struct again *a, struct again_place place, struct dc_span cell, uint32_t column,
	const struct detector *kind, struct again_slot **into);
/* The candidate of the slot, as one of the cell that begins at start. DC_ENOMEM or DC_OK. */
enum dc_status again_add(const struct again_slot *slot, uint32_t start, struct candidates *out);
/* Keeps what was found for the cell: the last of found. False: it is too long. */
bool again_put(struct again *a, struct again_slot *slot, struct dc_span cell, uint32_t column, const struct detector *kind,
	const struct candidates *found);

static inline struct dc_span again_value(const struct again_slot *slot)
{
	return (struct dc_span){ slot->bytes + slot->value_at, slot->value_len };
}

#endif
