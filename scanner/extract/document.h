/* document.h -- text documents in markup: which element means what. One reader for HTML, Word, PowerPoint, OpenDocument. */
#ifndef EXTRACT_DOCUMENT_H
#define EXTRACT_DOCUMENT_H

#include "markup.h"

enum document_role {
	ROLE_BLOCK,			/* begins and ends a line */
	ROLE_LINE,			/* a line break */
	ROLE_TAB, ROLE_SPACE,
	ROLE_TEXT,			/* where the format names it, only text within it counts */
	ROLE_TABLE, ROLE_ROW, ROLE_CELL, ROLE_HEAD,	/* HEAD: a cell that names its column */
	ROLE_SKIP			/* its content is no text */
};

struct document_role_of {
	const char *name;
	uint8_t n;			/* bytes of name: told apart by that first */
	enum document_role role;
};

struct document_format {
	bool html;
	bool text_only;			/* text counts within ROLE_TEXT alone */
	const char *const *attributes;	/* whose values are text too, NULL-terminated */
	const struct document_role_of *roles;
	size_t n_roles;
};

/* The charset that the first bytes of HTML or XML declare. */
enum dc_charset html_charset(struct dc_span head);

extern const struct document_format document_html, document_word, document_slide, document_odf, document_odf_pages, document_relations,
	document_properties;

/* Reads the stream to its end. number: of rows, carried on from table to table; starts at 0. */
enum dc_status document_read(struct stream *s, const struct document_format *format, struct built *b, uint64_t *number,
	struct dc_error *err);

#endif
