/* pst_store.h -- the lower half of an Outlook store [MS-PST] 2.2: two trees of pages, of nodes and of blocks, and blocks that list
 * blocks. Read in place through the item, a page or a block at a time; every number in it is the file's word. */
#ifndef EXTRACT_PST_STORE_H
#define EXTRACT_PST_STORE_H

#include "extract.h"
#include "pst_crypt.h"

#define PST_BLOCKS_MOST 65536u		/* of one value */

struct pst_store {
	struct dc_item *item;
	uint64_t nodes, blocks;		/* where the roots of the trees are */
	bool wide;			/* 64-bit numbers: Outlook 2003 and later */
	size_t page;			/* bytes of a page: 512; 4,096 in stores of Outlook 2013 and later */
	enum pst_crypt crypt;
	uint64_t pages_left;		/* a file has no more pages than bytes allow: loops end */
	size_t most;			/* bytes of one value */
};

struct pst_node {
	uint32_t nid;			/* its low five bits say what it is */
	uint64_t data, sub;		/* block ids: its bytes, its own nodes; 0: none */
	uint32_t parent;
};

/* A value: its bytes, and where each block of them begins. */
struct pst_data {
	struct dc_buf bytes;
	struct dc_buf starts;		/* uint32_t each */
};

/* DC_EFORMAT: no such store. DC_EIO and others: of the item. */
enum dc_status pst_open(struct pst_store *s, struct dc_item *item, uint64_t most, struct dc_error *why);
/* each() for all nodes in order; another status than DC_OK ends it. */
enum dc_status pst_each(struct pst_store *s, enum dc_status (*each)(void *ctx, const struct pst_node *, struct dc_error *), void *ctx, struct dc_error *err);
enum dc_status pst_find(struct pst_store *s, uint32_t nid, struct pst_node *out);	/* DC_END: none */
/* The nodes below a node: sub is its sub. */
enum dc_status pst_each_sub(struct pst_store *s, uint64_t sub, enum dc_status (*each)(void *ctx, const struct pst_node *, struct dc_error *), void *ctx,
	struct dc_error *err);
/* A value's bytes, decoded. DC_EFORMAT: damaged; what was read stays. DC_ELIMIT, DC_ENOMEM. Call pst_data_done in any case. */
enum dc_status pst_data(struct pst_store *s, uint64_t bid, struct pst_data *out);
void pst_data_done(struct pst_data *d);

#endif
