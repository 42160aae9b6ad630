/* diff.h -- comparing the ends of two runs, as its two files see each other. */
#ifndef STORE_DIFF_H
#define STORE_DIFF_H

#include "db.h"

/* Files that went and files that came as the same, paired. */
struct moves {
	struct move *all;		/* by the later object's id */
	size_t n;
	int64_t *left;			/* ids of the earlier objects, ascending */
};

struct move {
	int64_t from, to;		/* object ids */
};

/* Pairs objects gone between the runs with objects first met between them, of an id not below the least. */
enum dc_status moves_find(struct db_store *s, int64_t from, int64_t to, int64_t least, struct moves *out, struct dc_error *err);
/* What came in the run from where it went in it keeps the runs that its findings were first seen in. */
enum dc_status moves_carry(struct db_store *s, int64_t run, int64_t least, struct dc_error *err);
void moves_done(struct moves *m);
/* The object that this one was before; 0: none. */
int64_t moves_before(const struct moves *m, int64_t id);
bool moves_left(const struct moves *m, int64_t id);

#endif
