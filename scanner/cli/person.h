/* person.h -- what is known of one person, and whether a text says the same (PURPOSES §2.6). Attributes come from a prompt or
 * standard input alone and are wiped; nothing of them is printed or kept. */
#ifndef PERSON_H
#define PERSON_H

#include "daicho/buf.h"
#include "daicho/status.h"

#include <stdbool.h>
#include <stdint.h>

enum attribute { AT_NAME, AT_KANA, AT_EMAIL, AT_PHONE, AT_BIRTH_DATE, AT_ADDRESS, AT_ID, AT_MY_NUMBER, N_ATTRIBUTES };

struct attribute_kind {
	const char *key;		/* "name" */
	const char *en, *ja;
	const char *const *categories;	/* what findings of it are of, NULL-terminated; none: any */
	bool tokens;			/* the inventory knows its values by token */
};
extern const struct attribute_kind attribute_kinds[N_ATTRIBUTES];

#define PERSON_VALUES_MOST 24

struct person {
	struct person_value { enum attribute of; char *text; struct dc_buf folded; } values[PERSON_VALUES_MOST];
	size_t n;
};

void person_done(struct person *p);		/* wipes */
/* "key: value" lines or one JSON object (values: strings or lists of strings); keys in English or Japanese. DC_EUSAGE says which
 * line is wrong, never its value. */
enum dc_status person_read(struct person *p, struct dc_span text, struct dc_error *err);
enum dc_status person_add(struct person *p, enum attribute of, struct dc_span value, struct dc_error *err);
bool person_key(struct dc_span key, enum attribute *out);

/* NFKC without case; hiragana for katakana; no blanks, hyphens or dots; new characters for old (髙 高). Appends. DC_ENOMEM. */
enum dc_status person_fold(struct dc_span text, struct dc_buf *out);
/* Bits of the attributes that stand in the text: 1 << enum attribute. folded: of the same text. */
unsigned person_in(const struct person *p, struct dc_span text, struct dc_span folded);

#endif
