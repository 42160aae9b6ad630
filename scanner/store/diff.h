/* diff.h -- comparing the ends of two runs, as its two files see each other. */
#ifndef STORE_DIFF_H
#define STORE_DIFF_H

#include "db.h"

/* Files that went and files that came with the same bytes, paired. */
struct moves {
	struct move *all;		/* by the later object's id */
	size_t n;
	int64_t *left;			/* ids of the earlier objects, ascending */
};

struct move {
	int64_t from, to;		/* object ids */
};

/* Pairs objects gone between the runs with objects first met between them, by content. */
enum dc_status moves_find(struct db_store *s, int64_t from, int64_t to, struct moves *out, struct dc_error *err);
void moves_done(struct moves *m);
/* The object that this one was before; 0: none. */
int64_t moves_before(const struct moves *m, int64_t id);
bool moves_left(const struct moves *m, int64_t id);

#endif
