/* pack.c -- the packs compiled in; a new one is a .def file, its arrays here and a line in packs.def. */
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

const struct pack *pack_at(size_t i)
{
	return i < N(packs) ? &packs[i] : NULL;
}

const struct pack *pack_find(const char *id)
{
	for (size_t i = 0; i < N(packs); i++)
		if (strcmp(packs[i].id, id) == 0)
			return &packs[i];
	return NULL;
}

const struct pack *pack_in_force(int date)
{
	for (size_t i = 0; i < N(packs); i++)
		if (date >= packs[i].effective_from && (packs[i].effective_to == 0 || date <= packs[i].effective_to))
			return &packs[i];
	return NULL;
}

int pack_value(const struct pack *pack, const char *id)
{
	for (size_t i = 0; i < pack->n_numbers; i++)
		if (strcmp(pack->numbers[i].id, id) == 0)
			return pack->numbers[i].value;
	abort();
}
