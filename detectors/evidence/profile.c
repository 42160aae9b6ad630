/* profile.c -- traits by category, and kinds by pointer. */
#include "profile.h"

#include "calibrate.h"

#include <stdlib.h>

#define KINDS_MOST 4096

static const struct trait { const char *category; unsigned traits; const char *beside_person; } traits[] = {
	{ "person.name", KIND_PERSON | KIND_NAME, NULL },
	{ "person.name_kana", KIND_PERSON | KIND_KANA, NULL },
	{ "person.birth_date", KIND_PERSON | KIND_QUASI | KIND_BORN, NULL },
	{ "govid.passport", KIND_NUMBER | KIND_PERSON | KIND_PREFIXED, NULL },
	{ "person.age", KIND_QUASI | KIND_AGE, NULL },
	{ "person.sex", KIND_QUASI, NULL },
	{ "contact.phone", KIND_NUMBER | KIND_PERSON | KIND_OFFICE, NULL },
	{ "contact.fax", KIND_NUMBER | KIND_OFFICE, NULL },
	{ "contact.email", KIND_PERSON | KIND_MAIL, NULL },
	{ "contact.address", KIND_PERSON | KIND_OFFICE, NULL },
	{ "contact.postal_code", KIND_NUMBER | KIND_QUASI, NULL },
	{ "contact.emergency", KIND_NUMBER | KIND_PERSON, NULL },
	{ "person.photo", KIND_OF_PERSON, NULL },
	{ "person.seal", KIND_OF_PERSON, NULL },
	{ "finance.transaction", KIND_OF_PERSON, NULL },
	{ "holder", KIND_OF_PERSON, NULL },
	{ "family", KIND_OF_PERSON, NULL },
	{ "career", KIND_OF_PERSON, NULL },
	{ "work.employer", KIND_OF_PERSON, NULL },
	{ "work.evaluation", KIND_OF_PERSON, NULL },
	{ "work.attendance", KIND_OF_PERSON, NULL },
	{ "online.location", KIND_WITH_PERSON, NULL },
	{ "online.usage_history", KIND_OF_PERSON, NULL },
	{ "content", KIND_OF_PERSON, NULL },
	{ "anon.link_code", 0, "anon.mapping_table" },
	{ "finance", KIND_NUMBER, NULL },
	{ "govid", KIND_NUMBER | KIND_PERSON, NULL },
	{ "work.employee_id", KIND_NUMBER | KIND_PERSON, NULL },
	{ "online.user_id", KIND_PERSON, NULL },
	{ "special", KIND_SPECIAL, NULL },
	{ "euspecial", KIND_SPECIAL, NULL },
};

bool category_is(const char *c, const char *x)
{
	size_t n = strlen(x);

	return strncmp(c, x, n) == 0 && (c[n] == '\0' || c[n] == '.');
}

static const struct trait *trait_of(const char *category)
{
	static const struct trait none = { .category = "" };

	for (size_t i = 0; i < DC_ARRAY_LEN(traits); i++)
		if (category_is(category, traits[i].category))
			return &traits[i];
	return &none;
}

unsigned category_traits(const char *category)
{
	return trait_of(category)->traits;
}

static size_t slot_of(const struct profiles *p, const struct dc_kind *kind)
{
	size_t i = (size_t)(((uint64_t)(uintptr_t)kind * 0x9E3779B97F4A7C15u) >> 40) & (p->n_slots - 1);

	while (p->slots[i] != NO_PROFILE && p->at[p->slots[i]].kind != kind)
		i = (i + 1) & (p->n_slots - 1);
	return i;
}

enum dc_status profiles_new(const struct dc_engine *engine, struct profiles *out, struct dc_error *err)
{
	struct profiles p = { .n = dc_engine_kinds(engine), .n_slots = 16 };

	if (p.n > KINDS_MOST)
		return dc_fail(err, DC_ELIMIT, "%zu kinds of data: at most %d", p.n, KINDS_MOST);
	while (p.n_slots < p.n * 2)
		p.n_slots *= 2;
	p.at = calloc(p.n + 1, sizeof *p.at);
	p.slots = malloc(p.n_slots * sizeof *p.slots);
	if (p.at == NULL || p.slots == NULL) {
		profiles_done(&p);
		return dc_fail(err, DC_ENOMEM, "evidence: table of kinds");
	}
	memset(p.slots, 0xff, p.n_slots * sizeof *p.slots);
	for (size_t i = 0; i < p.n; i++) {
		const struct dc_kind *kind = dc_engine_kind(engine, i);

		p.at[i] = (struct profile){ .kind = kind, .traits = trait_of(kind->category)->traits,
			.beside_person = trait_of(kind->category)->beside_person };
		calibration_of(kind->category, &p.at[i].slope, &p.at[i].shift);
		p.slots[slot_of(&p, kind)] = (uint16_t)i;
	}
	*out = p;
	return DC_OK;
}

void profiles_done(struct profiles *p)
{
	free(p->at);
	free(p->slots);
	*p = (struct profiles){ 0 };
}

uint16_t profile_of(const struct profiles *p, const struct dc_kind *kind)
{
	return p->slots[slot_of(p, kind)];
}
