/* drawn.h -- tables drawn in plain text: rows of cells between bars under a ruled line, as Markdown and the clients of databases write them. */
#ifndef EXTRACT_DRAWN_H
#define EXTRACT_DRAWN_H

#include "daicho/arena.h"
#include "daicho/text.h"

struct drawn {
	size_t start, end;		/* bytes: from its heading on, to behind its last row */
	size_t body;			/* where the rows begin, behind the ruled line */
	bool open;			/* it reaches the end of the text: more rows may follow */
};

/* The first table whose heading begins at `from` or behind. last: nothing follows the text. False: none. */
bool drawn_find(struct dc_span text, size_t from, bool last, struct drawn *out);

/* Its cells, trimmed, rows numbered from 0 in `body`; empty ones are left out. cells has room for `room`; returns how many, at most room. */
size_t drawn_cells(struct dc_span text, const struct drawn *d, struct dc_cell *cells, size_t room);
/* The columns by its heading, in the arena; NULL: no memory. */
struct dc_column *drawn_columns(struct dc_span text, const struct drawn *d, struct dc_arena *arena, size_t *n);

#endif
