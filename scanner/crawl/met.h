/* met.h -- the tokens that one object showed, in the order they were met; and brought together by their bytes.
 *
 * A short list is in memory. A long one is in a nameless file, of which parts are sorted in memory one after the other: what it takes does
 * not grow with the list. */
#ifndef CRAWL_MET_H
#define CRAWL_MET_H

#include "nameless.h"

#include "daicho/result.h"

#define MET_MOST (256u << 10)		/* held in memory, 6 MiB, and sorted at a time, 7 MiB */
#define MET_PASS 65536u			/* let go at a time */

/* One token: of a finding, of a node of the graph of persons. */
struct met {
	uint8_t token[DC_TOKEN_BYTES];
	uint32_t finding, node;
};

/* One of a group of equal tokens; number: its place in the list. */
struct met_equal {
	struct met met;
	uint32_t number;
};

struct met_list {
	const char *folder;		/* of the file; borrowed */
	uint32_t most;			/* held in memory, and sorted at a time */
	struct met *held;		/* the last ones: all of them while there is no file */
	size_t n_held, cap;
	struct nameless file;		/* the others; fd negative: there is none */
	const struct met *map;		/* the file, as it was when it was last asked for; or NULL */
	size_t mapped;
	uint32_t n;
};

void met_init(struct met_list *l, const char *folder, uint32_t most);	/* most: MET_MOST; in tests another power of two */
void met_clear(struct met_list *l);		/* empty again; the file goes */
void met_done(struct met_list *l);
/* DC_ENOMEM; DC_EIO: no room on disk, and what was held in memory is forgotten. */
enum dc_status met_add(struct met_list *l, const struct met *m);
/* All of them in order, borrowed until the next call for this list. NULL: memory or disk is out. */
const struct met *met_all(struct met_list *l);
/* Who goes through all of them in order says so before each: pages of the file that are behind are no more held. */
void met_let_go(const struct met_list *l, uint32_t from, uint32_t to);
static inline void met_passed(const struct met_list *l, uint32_t i)
{
	if (l->map != NULL && i % MET_PASS == 0 && i != 0)
		met_let_go(l, i - MET_PASS, i);
}
/* Hands out each group of equal tokens once, its members by finding and then by number. */
enum dc_status met_groups(struct met_list *l, void (*each)(void *ctx, const struct met_equal *group, size_t n), void *ctx);

#endif
