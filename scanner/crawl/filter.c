/* filter.c -- a hit against the least confidence and the allow-list. */
#include "filter.h"

#include "daicho/category.h"

#define KNOWN_CONFIDENCE 0.30f		/* the least that is listed */
#define KNOWN_LOGODDS (-0.8472979f)	/* the same */

static bool is_known(const struct dc_known *k, const char *path, const struct dc_hit *h)
{
	if (k == NULL)
		return false;
	return (path != NULL && dc_known_path(k, h->category, path)) ||
		((h->kind->flags & DC_KIND_NO_VALUE) == 0 && dc_known_value(k, h->category, h->value));
}

/* A My Number is never left out. */
static bool is_below(double least, const struct dc_hit *h)
{
	const struct dc_category *c;

	if (filter_placeholder(h) || (double)h->confidence >= least)
		return false;
	c = dc_category_find(h->category);
	return c == NULL || (c->flags & DC_CAT_NO_TOKEN) == 0;
}

enum filtered filter_hit(const struct tally_filter *filter, const char *path, const struct dc_hit *h)
{
	if (h->band == DC_BAND_NONE && !filter_placeholder(h))
		return FILTER_KEEP;		/* is not listed anyway */
	if (is_known(filter->known, path, h))
		return FILTER_KNOWN;
	return is_below(filter->min_confidence, h) ? FILTER_BELOW : FILTER_KEEP;
}

void filter_known(struct dc_hit *h, struct dc_weight *room)
{
	float sum = 0, last = 0;

	for (size_t i = 0; i < h->n_weights && i < DC_WEIGHTS_MOST; i++) {
		room[i] = h->weights[i];
		last = room[i].logodds;
		sum += last;
	}
	h->flags |= DC_HIT_PLACEHOLDER;
	if (sum <= KNOWN_LOGODDS)
		return;
	if (h->n_weights == DC_WEIGHTS_MOST)
		h->n_weights--;			/* the last gives its place, and its share with it */
	else
		last = 0;
	room[h->n_weights++] = (struct dc_weight){ DC_E_known, KNOWN_LOGODDS - sum + last };
	h->weights = room;
	h->confidence = KNOWN_CONFIDENCE;
	h->band = dc_band_of(h->confidence);
}
