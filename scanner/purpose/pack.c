/* pack.c -- the packs compiled in (a new one is a .def file, its arrays here and a line in packs.def), and those read from files. */
#include "pack.h"

#include <stdlib.h>
#include <string.h>

static const struct pack_number appi_2024_04_numbers[] = {
#define NUMBER(id, value, unit, source, source_ja, verified) { id, value, unit, source, source_ja, verified },
#include "packs/appi-2024-04.def"
#undef NUMBER
};

static const struct pack_item appi_2024_04_items[] = {
#define ITEM(id, ja, en, source, source_ja, notice) { id, ja, en, source, source_ja, notice },
#include "packs/appi-2024-04.def"
#undef ITEM
};

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct pack packs[] = {
#define PACK(name, file, id, from, to, ja, en) \
	{ id, ja, en, from, to, name##_numbers, N(name##_numbers), name##_items, N(name##_items) },
#include "packs/packs.def"
#undef PACK
};

static struct pack added[PACKS_ADDED_MOST];
static size_t n_added;

bool pack_add(const struct pack *pack)
{
	if (n_added == PACKS_ADDED_MOST)
		return false;
	added[n_added++] = *pack;
	return true;
}

const struct pack *pack_at(size_t i)
{
	return i < N(packs) ? &packs[i] : i - N(packs) < n_added ? &added[i - N(packs)] : NULL;
}

const struct pack *pack_find(const char *id)
{
	const struct pack *p;

	for (size_t i = 0; (p = pack_at(i)) != NULL; i++)
		if (strcmp(p->id, id) == 0)
			return p;
	return NULL;
}

const struct pack *pack_in_force(int date)
{
	const struct pack *p, *found = NULL;

	for (size_t i = 0; (p = pack_at(i)) != NULL; i++)
		if (date >= p->effective_from && (p->effective_to == 0 || date <= p->effective_to) &&
		    (found == NULL || p->effective_from > found->effective_from))
			found = p;
	return found;
}

int pack_value(const struct pack *pack, const char *id)
{
	for (size_t i = 0; i < pack->n_numbers; i++)
		if (strcmp(pack->numbers[i].id, id) == 0)
			return pack->numbers[i].value;
	abort();
}
