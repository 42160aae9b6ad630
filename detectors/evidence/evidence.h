/* evidence.h -- candidate + what stands near it -> finding with reasons. One per session. */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "candidate.h"

struct evidence;

enum dc_status evidence_new(const struct dc_engine *engine, struct evidence **out, struct dc_error *err);
void evidence_free(struct evidence *ev);		/* NULL is fine */
enum dc_status evidence_begin(struct evidence *ev, const struct dc_document *doc, struct dc_error *err);
/* Takes all candidates of one text (ordered by start; their order and contents may be changed). In prose the hits go out
 * at once; in tables they may wait until their column is decided. */
enum dc_status evidence_text(struct evidence *ev, const struct dc_text *text, struct candidates *found,
	struct dc_hit_sink *out, struct dc_error *err);
/* The kind that nearly all cells of a column have been, from end to end; NULL: none, or too early to say. *own: the mean log-odds of
 * its candidates before their column was weighed. */
const struct dc_kind *evidence_settled(const struct evidence *ev, size_t column, float *own);
enum dc_status evidence_end(struct evidence *ev, struct dc_hit_sink *out, struct dc_error *err);

#endif
