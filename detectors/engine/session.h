/* session.h -- the state of one thread's reading, shared by session.c and anchors.c. */
#ifndef SESSION_H
#define SESSION_H

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
	const struct dc_column *columns_of;
	size_t n_columns;
	unsigned early;			/* looks at young columns so far */
	bool long_way;			/* every cell is read by everybody: what tests hold the quick way against */
	/* of the text being read */
	const struct dc_text *text;
	enum dc_status status;
	size_t cell_next, cell_shown, cell_given;	/* cursors: anchors, ON_CELL, evidence */
	size_t page;			/* what evidence has not seen begins here */
	uint32_t cell, floor, ceiling;	/* of the anchor being read */
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

/* Reads the cell (s->cell, floor, ceiling) as its settled column says. False: it is not what the column holds, nothing was proposed. */
bool session_quick(struct dc_session *s, const struct settled *column);

/* All anchors of one block of 64 bytes, in order. */
void session_block(struct dc_session *s, const uint64_t *found, uint32_t base);

#endif
