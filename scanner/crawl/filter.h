/* filter.h -- what the operator wants no finding of: hits below a confidence, and what the allow-list knows. */
#ifndef CRAWL_FILTER_H
#define CRAWL_FILTER_H

#include "daicho/known.h"
#include "daicho/worker.h"

#include <stdatomic.h>

/* With how many hits that was; one for all tallies of a run. */
struct tally_filter {
	double min_confidence;
	const struct dc_known *known;	/* or NULL */
	_Atomic uint64_t below, by_list;
};

enum filtered { FILTER_KEEP, FILTER_KNOWN, FILTER_BELOW };

static inline bool filter_placeholder(const struct dc_hit *h)
{
	return (h->flags & (DC_HIT_PLACEHOLDER | DC_HIT_TEST)) != 0;
}

/* path: of its object, or NULL. Any thread. */
enum filtered filter_hit(const struct tally_filter *filter, const char *path, const struct dc_hit *h);
/* What the allow-list knows stays low and counts as a placeholder, by a reason of its own. room: DC_WEIGHTS_MOST; must live as long as h */
void filter_known(struct dc_hit *h, struct dc_weight *room);

#endif
