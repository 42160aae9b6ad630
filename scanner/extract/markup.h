/* markup.h -- XML and HTML as a row of tokens over decoded text.
 *
 * Our own and not expat: HTML and broken files must be read to their end, every character must lead back to its stored byte,
 * and there is one code for all. No DTD is read, no entity but the predefined and numbers is expanded, nothing is fetched. */
#ifndef EXTRACT_MARKUP_H
#define EXTRACT_MARKUP_H

#include "built.h"
#include "stream.h"

enum markup_kind { MARKUP_TEXT, MARKUP_START, MARKUP_END, MARKUP_COMMENT, MARKUP_EOF };

struct markup {
	struct stream *s;
	bool html;			/* names in any case, script and style hold no markup */
	size_t at;			/* next byte of s->text */
	uint8_t raw[16];		/* element whose content is no markup: it ends at </raw */
	size_t raw_n;
	/* the token; spans are valid until the next call */
	enum markup_kind kind;
	struct dc_span name;		/* without its prefix */
	struct dc_span attributes;	/* as they stand */
	struct dc_span text;		/* TEXT (perhaps in pieces), COMMENT */
	bool empty;			/* <a/> */
	bool cdata;			/* entities are text */
	unsigned depth;			/* open elements, this one included */
};

enum dc_status markup_next(struct markup *m, struct dc_error *err);
bool markup_is(const struct markup *m, const char *name);
/* The value of an attribute (any prefix), as it stands. False: none. */
bool markup_attribute(const struct markup *m, const char *name, struct dc_span *value);
/* Each attribute in turn; *from starts at 0. */
bool markup_each(const struct markup *m, size_t *from, struct dc_span *name, struct dc_span *value);
/* Appends a piece of the window with its entities read. */
enum dc_status markup_add(const struct markup *m, struct dc_span piece, struct built *b, struct dc_error *err);
/* The same into a plain buffer. */
enum dc_status markup_plain(const struct markup *m, struct dc_span piece, struct dc_buf *out);
bool markup_blank(struct dc_span s);
/* A number of decimal digits; false if there is anything else. */
bool markup_number(struct dc_span s, uint64_t *out);
/* Entity at p (& ... ;): its length, 0 if it is none. */
size_t markup_entity(const uint8_t *p, size_t n, uint32_t *c);

#endif
