/* pack.h -- rule packs: thresholds, deadlines, periods and form items of the law, dated, with their sources. */
#ifndef PURPOSE_PACK_H
#define PURPOSE_PACK_H

#include <stdbool.h>
#include <stddef.h>

struct pack_number {
	const char *id;			/* "breach.persons" */
	int value;
	const char *unit;		/* "persons", "days", "years" */
	const char *source, *source_ja;	/* law and article */
	bool verified;			/* read in the text itself, not in a second-hand source */
};

struct pack_item {			/* of a form or a notice */
	const char *id, *ja, *en, *source, *source_ja;
	bool notice;			/* also told to the persons concerned */
};

struct pack {
	const char *id, *ja, *en;
	int effective_from, effective_to;	/* yyyymmdd; to 0: no end known */
	const struct pack_number *numbers;
	size_t n_numbers;
	const struct pack_item *items;
	size_t n_items;
};

#define PACKS_ADDED_MOST 16

/* One more beside those compiled in, borrowed to the end of the program; before threads begin. False: there are too many. */
bool pack_add(const struct pack *pack);
const struct pack *pack_find(const char *id);		/* NULL: not known */
const struct pack *pack_at(size_t i);			/* NULL behind the last; those compiled in, newest first, then those added */
/* The pack in force on a day, of several the one with the later day of effect; NULL: none. */
const struct pack *pack_in_force(int date);
/* The value of a number of the pack; aborts on an id that no pack has: a mistake of ours, covered by a test. */
int pack_value(const struct pack *pack, const char *id);

#endif
