/* session.h -- the state of one thread's reading, shared by session.c and anchors.c. */
#ifndef SESSION_H
#define SESSION_H

#include "again.h"
#include "engine.h"

#include "name_west.h"

#define LABEL_REACH 120			/* bytes behind a label (40 characters of Japanese) in which it speaks */
#define ASCII_REACH 40

/* A column whose cells were nearly all of one kind so far. */
struct settled {
	const struct detector *kind;	/* NULL: not settled */
	bool labelled;			/* its heading names the kind */
	float own;			/* mean log-odds that its cells had for themselves */
};

struct dc_session {
	const struct dc_engine *engine;
	struct evidence *evidence;
	struct rules_scan *rules;	/* NULL without users' own kinds */
	struct candidates found;
	struct kind_set *columns;	/* kinds that each heading of the table names */
	struct settled *settled;	/* n_columns of them */
	struct again *again;		/* cells of settled columns; NULL: no column was settled yet */
	const struct dc_column *columns_of;
	size_t n_columns;
	unsigned early;			/* looks at young columns so far */
	bool long_way;			/* every cell is read by everybody: what tests hold the quick way against */
	bool no_rows;			/* no row goes to evidence as it is, likewise */
	uint64_t rows;			/* that did */
	/* of the text being read */
	const struct dc_text *text;
	enum dc_status status;
	size_t cell_next, cell_shown, cell_given;	/* cursors: anchors, ON_CELL, evidence */
	size_t page;			/* what evidence has not seen begins here */
	uint32_t cell, floor, ceiling;	/* of the anchor being read */
	unsigned row_flushes;		/* parts given to evidence for the sake of a row behind them */
	uint32_t quiet_until;		/* cells before this were read the quick way */
	uint32_t loud_until;		/* cells before this may have anchors */
	uint32_t digits_until;		/* digits before this were read */
	uint32_t hex_until;		/* and groups of hexadecimal digits */
	size_t first_block;		/* of the stride in pass */
	uint32_t label_end[KINDS_MOST];	/* 1 + the end of the last label of a kind; 0: none */
	struct kind_set named;		/* by dc_text.label */
	uint32_t ascii_at;		/* 1 + the position that ascii_named was made for */
	struct kind_set ascii_named;
	struct west_memo west;
	struct pass pass;
};

/* Moves to the cell (or the text) that holds pos; false if pos lies between cells. */
bool session_enter(struct dc_session *s, uint32_t pos);
/* A label of the kind stands shortly before pos, or the heading names it. */
bool session_labelled(struct dc_session *s, unsigned kind, uint32_t pos);
void session_propose(struct dc_session *s, unsigned kind, const struct probe *at);
/* Every kind that asked for the trigger. */
void session_wake(struct dc_session *s, enum trigger trigger, uint32_t pos);

/* Shows cells that begin before `until` to the kinds their heading names. */
void session_cells(struct dc_session *s, uint32_t until);

/* Cell i is the one to be read (cell, floor, ceiling), blanks behind it left out. */
void session_cell(struct dc_session *s, uint32_t i);
/* So few digits that nothing can stand in them. */
bool session_silent(const struct dc_session *s, const struct dc_cell *c);
/* Gives evidence what begins before `cut`. */
enum dc_status session_flush(struct dc_session *s, uint32_t cut, struct dc_hit_sink *out, struct dc_error *err);
/* The row at cell_shown, if it is of settled columns all through. False: it is not, and nothing was done with it. */
bool session_row(struct dc_session *s, struct dc_hit_sink *out, struct dc_error *err);
/* Where the cell that is to be read is kept, if it came by before. */
struct again_place session_place(const struct dc_session *s);
/* What the settled column's kind reads in that cell; good until AGAIN_ONCE more were read. NULL: something else, or too long. */
const struct again_slot *session_slot(struct dc_session *s, const struct settled *column, struct again_place place);

/* Reads the cell (s->cell, floor, ceiling) as its settled column says. False: it is not what the column holds, nothing was proposed. */
bool session_quick(struct dc_session *s, const struct settled *column);

/* All anchors of one block of the stride, in order. */
void session_block(struct dc_session *s, size_t b);

#endif
