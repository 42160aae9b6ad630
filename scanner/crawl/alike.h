/* alike.h -- how far the rows of a table can be told apart by items that point at nobody alone (age, sex, postal code): the smallest
 * group of equal rows and how many stand alone, as data said to be processed is tested (PURPOSES §1.6).
 *
 * One driver's, one object after another. Of a row a sum of keyed hashes is held until the object's end, nothing of it is stored. */
#ifndef CRAWL_ALIKE_H
#define CRAWL_ALIKE_H

#include "daicho/result.h"

#define ALIKE_ROWS (1u << 20)		/* rows of one part that are looked at, 8 bytes each: its first */

struct alike;

struct alike_count {
	uint64_t rows;			/* that have such items */
	uint64_t least;			/* of the smallest group of equal ones; 0: no row */
	uint64_t alone;			/* groups of one */
	bool more;			/* there were rows beyond ALIKE_ROWS */
};

struct alike *alike_new(void);		/* NULL: memory is out */
void alike_free(struct alike *a);	/* NULL is fine */
void alike_reset(struct alike *a);
/* A cell of a row, rows from 1; the cells of a row may come in any order. False: memory is out. */
bool alike_add(struct alike *a, uint32_t part, uint32_t column, uint64_t row, struct dc_span value);
/* Counts a part and forgets it. */
struct alike_count alike_of(struct alike *a, uint32_t part);
/* Cells of the category belong in here. */
bool alike_tells(const char *category);
/* Sets what the parts say of their rows (dc_result_part.alike, "" before). False: memory is out. */
bool alike_list(struct alike *a, const struct dc_result_finding *f, size_t n, struct dc_result_part *parts, size_t n_parts,
	struct dc_arena *arena);

#endif
