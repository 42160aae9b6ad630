/* evidence.h -- candidate + what stands near it -> finding with reasons. One per session. */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "candidate.h"

struct evidence;

enum dc_status evidence_new(const struct dc_engine *engine, struct evidence **out, struct dc_error *err);
void evidence_free(struct evidence *ev);		/* NULL is fine */
enum dc_status evidence_begin(struct evidence *ev, const struct dc_document *doc, struct dc_error *err);
/* A cell that is one value from end to end, as the kind of its settled column read it. */
struct evidence_cell {
	uint32_t cell;			/* index into dc_text.cells */
	uint32_t start, end;		/* bytes of the text */
	const struct dc_kind *kind;
	const char *category;		/* NULL: the kind's own */
	struct dc_span value;
	const struct dc_weight *weights;
	float logodds;			/* their sum */
	uint8_t n_weights;
	uint16_t shown, flags;
	uint64_t hash;			/* of the cell, and */
	uint16_t profile;		/* of the kind: evidence_prepare() gave both */
	uint64_t same;			/* as in struct dc_hit */
};

/* A text is begun, goes to evidence part by part (evidence_part, evidence_row; each behind the last), and ends. */
void evidence_text_begin(struct evidence *ev, const struct dc_text *text);
enum dc_status evidence_part(struct evidence *ev, const struct dc_text *part, struct candidates *found, struct dc_hit_sink *out,
	struct dc_error *err);
void evidence_text_end(struct evidence *ev, const struct dc_text *text);
/* Whether rows may come by evidence_row(): the table at hand is decided. */
bool evidence_takes_rows(const struct evidence *ev);
/* Marks a candidate that is its whole cell. False: such a cell must go the long way each time. */
bool evidence_prepare(const struct evidence *ev, struct candidate *c, struct dc_span value, struct dc_span cell, uint64_t *hash,
	uint16_t *profile);
/* The row of cells [from, to) of the text, of which `cells` are values and no other can hold any. *taken: false, it must go the long
 * way, as a part; nothing was done. */
enum dc_status evidence_row(struct evidence *ev, const struct dc_text *text, size_t from, size_t to, const struct evidence_cell *cells,
	size_t n, bool *taken, struct dc_hit_sink *out, struct dc_error *err);
/* All of the above for a text in one: takes all candidates of one text (ordered by start; their order and contents may be changed). In prose the hits go out
 * at once; in tables they may wait until their column is decided. */
enum dc_status evidence_text(struct evidence *ev, const struct dc_text *text, struct candidates *found,
	struct dc_hit_sink *out, struct dc_error *err);
/* The kind that nearly all cells of a column have been, from end to end; NULL: none, or too early to say. *own: the mean log-odds of
 * its candidates before their column was weighed. */
const struct dc_kind *evidence_settled(const struct evidence *ev, size_t column, float *own);
enum dc_status evidence_end(struct evidence *ev, struct dc_hit_sink *out, struct dc_error *err);

#endif
