/* catalogue.c -- the built-in categories: a table and the rule that a parent admits its children. */
#include "daicho/category.h"

#include <string.h>

static const struct dc_category categories[] = {
#define CATEGORY(id, ja, en, fideslang, dpv, flags) { id, ja, en, fideslang, dpv, flags },
#include "categories.def"
#undef CATEGORY
};

#define N_CATEGORIES (sizeof categories / sizeof categories[0])

size_t dc_category_count(void)
{
	return N_CATEGORIES;
}

const struct dc_category *dc_category_at(size_t i)
{
	return i < N_CATEGORIES ? &categories[i] : NULL;
}

const struct dc_category *dc_category_find(const char *id)
{
	for (size_t i = 0; i < N_CATEGORIES; i++)
		if (strcmp(categories[i].id, id) == 0)
			return &categories[i];
	return NULL;
}

bool dc_category_known(const char *id)
{
	for (size_t i = 0; i < N_CATEGORIES; i++)
		if (dc_category_within(categories[i].id, id))
			return true;
	return false;
}

bool dc_category_within(const char *c, const char *x)
{
	size_t n = strlen(x);

	return n != 0 && strncmp(c, x, n) == 0 && (c[n] == '\0' || c[n] == '.');
}
