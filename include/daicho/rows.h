/* rows.h -- the rows of one table on their way from a connector, which talks to the server and understands nothing, to a
 * worker, which understands and reaches nothing. A stream of frames over a pipe, numbers as this machine has them (both ends
 * are the same program); the reader believes none of them.
 *
 *   magic, 'H' table columns    once
 *   'N' text                    a comment of the table or of a column: content
 *   'R' cells                   a row
 *   'K'                         nothing yet, but the connection lives
 *   'E' reason detail           the last one; a stream that ends without it was cut
 */
#ifndef DAICHO_ROWS_H
#define DAICHO_ROWS_H

#include "daicho/buf.h"
#include "daicho/ledger.h"

#define ROWS_MAGIC "daicho-rows-1\n"
#define ROWS_NULL UINT32_MAX		/* length of a cell that is NULL */
#define ROWS_COLUMNS_MOST 4096		/* PostgreSQL has 1,600, MySQL 4,096 */
#define ROWS_NAME_MOST 1024		/* bytes of a name or type; longer ones are cut */

enum rows_shape {
	ROWS_TEXT,			/* text, numbers, dates: as the server prints them */
	ROWS_JSON,			/* walked by key */
	ROWS_LIST,			/* PostgreSQL's {a,"b c",NULL}: an element is a value of its own */
	ROWS_BYTES,			/* looked at as a file */
	ROWS_PAIRS,			/* hstore's "key"=>"value", "k"=>NULL: a column for each key */
	ROWS_SHAPES
};

struct rows_column {
	const char *name, *type;	/* as the server has them */
	uint8_t shape;			/* enum rows_shape */
	uint8_t charset;		/* enum dc_charset: what the server says of the bytes */
};

/* The writing end. Once the reader has gone all writing does nothing: broken tells. */
struct rows_out {
	int fd;
	struct dc_buf buf;
	uint32_t cell_most;		/* bytes of a cell; what is beyond is left out and said at the end */
	uint64_t rows, bytes;
	bool broken, truncated;
};

void rows_open(struct rows_out *o, int fd, uint32_t cell_most);
void rows_go_on(struct rows_out *o, int fd, uint32_t cell_most);	/* a stream that another has begun */
void rows_head(struct rows_out *o, const char *table, const struct rows_column *columns, size_t n);
void rows_note(struct rows_out *o, const char *text);
void rows_row(struct rows_out *o);			/* then one rows_cell for each column */
void rows_cell(struct rows_out *o, const void *p, size_t n);	/* p NULL: NULL */
void rows_alive(struct rows_out *o);
void rows_flush(struct rows_out *o);			/* whole rows so far, for who goes on with the stream */
/* Writes what is left. reason DC_R_none: read whole (or cell_truncated, if a cell was). */
void rows_end(struct rows_out *o, enum dc_reason reason, const char *detail);
void rows_close(struct rows_out *o);			/* wipes the buffer; the descriptor is the caller's */

#endif
