/* labelled.h -- text of lines that say what their value is (vCard, LDIF, YAML, INI): lines in, cells of a table out, one column for
 * each label. Offsets are those of the extracted text: values are unfolded and decoded on the way. */
#ifndef EXTRACT_LABELLED_H
#define EXTRACT_LABELLED_H

#include "built.h"
#include "stream.h"

struct labelled {
	struct stream s;
	struct built b;
	size_t at;			/* next byte of s.text */
	struct dc_buf line;		/* the line, without its end; at most a cell long */
	bool row_open;
	uint64_t row;
};

enum dc_status labelled_open(struct labelled *l, struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err);
/* A table that is not made of lines: for whoever finds values elsewhere. */
enum dc_status labelled_table(struct labelled *l, struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end,
	struct dc_error *err);
/* Adds the next line of the file to line. DC_END: there is none. */
enum dc_status labelled_line(struct labelled *l, struct dc_error *err);
bool labelled_folds(const struct labelled *l);		/* the next line begins with a blank */
void labelled_record(struct labelled *l);		/* what follows is another row */
/* A value (UTF-8) under its label; a label met for the first time is content as well. label.n 0: a value of no column. */
enum dc_status labelled_value(struct labelled *l, struct dc_span label, struct dc_span value, struct dc_error *err);
/* Bytes of any charset (hint, or what they look like) under their label; a file's bytes as a member named so. */
enum dc_status labelled_bytes(struct labelled *l, struct dc_span label, struct dc_span bytes, enum dc_charset hint, struct dc_error *err);
/* Ends the reading: what is left is handed on if st is DC_OK. Returns st, or what that met. */
enum dc_status labelled_close(struct labelled *l, enum dc_status st, struct dc_error *err);

struct dc_span span_trim(struct dc_span s);		/* without blanks at its ends */
bool span_is(struct dc_span s, const char *word);	/* whatever the case of ASCII */
/* Base64 and quoted-printable, as far as they are; appended. */
enum dc_status decode_base64(struct dc_buf *out, struct dc_span text);
enum dc_status decode_quoted(struct dc_buf *out, struct dc_span text);

#endif
