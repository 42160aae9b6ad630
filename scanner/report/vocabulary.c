/* vocabulary.c -- see vocabulary.h. */
#include "vocabulary.h"

#include "daicho/category.h"

static bool listed(struct dc_span list, const char *id)
{
	for (size_t at = 0; at < list.n;) {
		const uint8_t *comma = memchr(list.p + at, ',', list.n - at);
		size_t end = comma == NULL ? list.n : (size_t)(comma - list.p);
		char one[80];

		snprintf(one, sizeof one, "%.*s", (int)(end - at), (const char *)list.p + at);
		if (dc_category_within(id, one))
			return true;
		for (at = end + 1; at < list.n && list.p[at] == ' '; at++)
			;
	}
	return false;
}

void vocabulary_terms(struct dc_span categories, const char *(*term_of)(size_t category), void (*put)(void *ctx, const char *term, bool first),
	void *ctx)
{
	bool first = true;

	for (size_t i = 0; i < dc_category_count(); i++) {
		const char *term = term_of(i);
		bool before = false;

		if (term[0] == '\0' || !listed(categories, dc_category_at(i)->id))
			continue;
		for (size_t k = 0; k < i && !before; k++)
			before = strcmp(term_of(k), term) == 0 && listed(categories, dc_category_at(k)->id);
		if (before)
			continue;
		put(ctx, term, first);
		first = false;
	}
}
