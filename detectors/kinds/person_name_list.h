/* person_name_list.h -- names behind a label that are not one plain name: a list of them, or one set with spaces between all
 * its characters. */
#ifndef PERSON_NAME_LIST_H
#define PERSON_NAME_LIST_H

#include "kind.h"

/* Reads on from `from`, the first byte behind the label and its colon, to the end of the list, and adds the names that are not
 * among the last candidates yet. Two items make a list, three where mere
 * spaces stand between. DC_ENOMEM or DC_OK. */
enum dc_status person_names_listed(const struct detector *self, const struct probe *at, uint32_t from, struct candidates *out);
/* A common surname at `from` that stands alone up to a separator, if it is not among the last candidates yet. */
enum dc_status person_name_alone(const struct detector *self, const struct probe *at, uint32_t from, struct candidates *out);
/* Katakana words with middle dots between (タパ・スニル) at `from`, up to what ends a value; as above. */
enum dc_status person_name_dotted(const struct detector *self, const struct probe *at, uint32_t from, struct candidates *out);
/* A surname of one character before an honorific (森さん) at the anchor, which the model takes for the thing; as above. */
enum dc_status person_name_honoured(const struct detector *self, const struct probe *at, struct candidates *out);
/* A name with a space behind each character (山 田 太 郎) at `from`; *found tells whether it was one. DC_ENOMEM or DC_OK. */
enum dc_status person_name_spaced(const struct detector *self, const struct probe *at, uint32_t from, struct candidates *out,
	bool *found);
/* True if one of the last candidates of the kind overlaps [start, end). */
bool person_name_known(const struct candidates *out, const struct dc_kind *kind, uint32_t start, uint32_t end);


/* True if an e-mail address in angle brackets follows, as behind a display name: "Taro Yamada" <taro@...> (RFC 5322, 3.4). */
bool person_mailbox_behind(const struct probe *at, uint32_t end);
#define PERSON_MAILBOX 1.2f		/* log-odds: programs and lists have such names too */

#endif
