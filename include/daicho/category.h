/* category.h -- the built-in catalogue of kinds of personal data (PURPOSES §1.2): dotted ids, a parent admits its
 * children. Ids are stored in inventories and written in declarations: never renamed, never reused. */
#ifndef DAICHO_CATEGORY_H
#define DAICHO_CATEGORY_H

#include <stdbool.h>
#include <stddef.h>

enum dc_category_flag {
	DC_CAT_ID = 1,			/* direct identifier */
	DC_CAT_QUASI = 2,
	DC_CAT_CODE = 4,		/* 個人識別符号: individual identification code, Order for the APPI art. 1 */
	DC_CAT_FIN = 8,			/* loss of money likely: Rules for the APPI art. 7(ii) */
	DC_CAT_SPECIAL = 16,		/* 要配慮個人情報: APPI art. 2(3) */
	DC_CAT_EU = 32,			/* special care only for data received on EU/UK adequacy */
	DC_CAT_NO_TOKEN = 64		/* never tokenised to disk: My Number */
};

struct dc_category {
	const char *id, *ja, *en;
	const char *fideslang;		/* key under "user."; "" where there is none */
	const char *dpv;		/* DPV PD term; "" where there is none */
	unsigned flags;
};

size_t dc_category_count(void);
const struct dc_category *dc_category_at(size_t i);
/* NULL if id is no leaf of the catalogue. */
const struct dc_category *dc_category_find(const char *id);
/* True if id names a leaf or a parent ("contact") of the catalogue. */
bool dc_category_known(const char *id);
/* c == x or c starts with x + "." */
bool dc_category_within(const char *c, const char *x);

#endif
