/* profile.h -- what evidence must know of each kind, made once a session from the engine's table. Not public. */
#ifndef EVIDENCE_PROFILE_H
#define EVIDENCE_PROFILE_H

#include "kind.h"
#include "words.h"

enum kind_trait {
	KIND_NUMBER = 1,		/* its value is a number like any other: words for numbers speak against it */
	KIND_PERSON = 2,		/* shows that a person is there: names, ways to reach, identifiers */
	KIND_NAME = 4,			/* a person's name, kanji or letters */
	KIND_SPECIAL = 8,		/* special care: a word is no find, a person must stand near */
	KIND_OFFICE = 16,		/* may as well be an organisation's: phone, address, e-mail */
	KIND_MAIL = 64,
	KIND_OF_PERSON = 256,		/* a label and a value, which say something beside a person alone */
	KIND_BORN = 512,		/* days of birth: a column of them lies over a lifetime */
	KIND_PREFIXED = 1024,		/* letters that differ stand before its digits; a firm's own codes begin alike */
	KIND_AGE = 2048,		/* a number that is one right beside a name */
	KIND_WITH_PERSON = 4096,	/* says little of anybody where no person is: places on a map */
	KIND_KANA = 128,		/* a name in kana */
	KIND_QUASI = 32			/* says little alone, more beside other kinds: birth date, sex, age */
};

struct profile {
	const struct dc_kind *kind;
	unsigned traits;
	const char *beside_person;	/* the category it is in a record that names a person, or NULL: its own */
	float slope, shift;		/* calibration of the kind's own category */
};

struct profiles {
	struct profile *at;
	size_t n;
	uint16_t *slots;		/* kind pointer -> index, open addressing */
	size_t n_slots;			/* a power of two */
};

enum dc_status profiles_new(const struct dc_engine *engine, struct profiles *out, struct dc_error *err);
void profiles_done(struct profiles *p);
#define NO_PROFILE UINT16_MAX
uint16_t profile_of(const struct profiles *p, const struct dc_kind *kind);	/* NO_PROFILE: not in the table */
unsigned category_traits(const char *category);
/* c == x or within x */
bool category_is(const char *c, const char *x);

#endif
