/* memory.h -- what both ends of a worker's socket remember of an object's tables. Rows repeat: hit after hit has the weights, the kind and
 * the column of one before it, and often its value. Such a hit travels as two numbers and its place.
 *
 * A form is all of a hit but its value and its place. Forms and values stand in slots that the worker chooses and overwrites at will; the
 * controller keeps what the last record put there, checked as any record is. All is of one object and forgotten with it. */
#ifndef SANDBOX_MEMORY_H
#define SANDBOX_MEMORY_H

#include "daicho/detector.h"

#define MEMORY_FORMS 256		/* powers of two */
#define MEMORY_VALUES 8192
#define MEMORY_NONE UINT16_MAX		/* no slot */
#define MEMORY_FIELD_MOST 96		/* bytes; hits under longer headings have no form */
#define MEMORY_VALUE_MOST 104		/* bytes; longer values are sent each time */

struct memory_form {
	uint32_t epoch;			/* of the object it is of */
	uint32_t part, column;
	const struct dc_kind *kind;
	const char *category;
	float confidence;
	uint8_t band, flags, n_weights;
	struct dc_weight weights[DC_WEIGHTS_MOST];
	char field[MEMORY_FIELD_MOST + 1];
};

struct memory_value {
	uint32_t epoch;
	uint32_t points;		/* code points of the value itself */
	uint16_t n, shown;
	bool no_value;			/* a hash in place of the value: DC_KIND_NO_VALUE */
};

/* What dc_hit.same called the value that a slot was sent for. */
struct memory_same { uint64_t same; uint32_t epoch, part; };

struct record_memory {
	uint32_t epoch;			/* of the object under way */
	struct memory_form forms[MEMORY_FORMS];
	struct memory_value values[MEMORY_VALUES];
	uint8_t bytes[MEMORY_VALUES][MEMORY_VALUE_MOST];	/* of the values */
	struct memory_same sames[MEMORY_VALUES];	/* sender's alone; a slot is known by this or by its value */
	uint16_t used[MEMORY_VALUES];	/* slots to wipe */
	size_t n_used;
};

/* Kept out of cores. NULL: memory is out. */
struct record_memory *memory_new(void);
void memory_free(struct record_memory *m);		/* wipes; NULL is fine */
void memory_forget(struct record_memory *m);		/* the object is done; NULL is fine */
/* Puts a value of at most MEMORY_VALUE_MOST bytes into the slot. */
void memory_value_put(struct record_memory *m, uint16_t slot, struct dc_span v, uint32_t points, uint16_t shown, bool no_value);

#endif
