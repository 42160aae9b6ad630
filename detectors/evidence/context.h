/* context.h -- label and context words around candidates. One a session. Not public.
 *
 * Weights, in log-odds, before calibration: a label directly before the value speaks loudest, a word within forty
 * characters less the farther it stands, and less still across a line. */
#ifndef EVIDENCE_CONTEXT_H
#define EVIDENCE_CONTEXT_H

#include "profile.h"

struct context {
	const struct profiles *profiles;
	struct words *words;			/* label and context words of all kinds, general words, file-name hints */
	struct words *columns;			/* column names, romaji folded */
	struct folded folded;			/* scratch of the window at hand */
	struct word_hit *hits;
	size_t n_hits, cap_hits;
	float *file;				/* per kind: what the names of file, member and table give */
	bool sample_file;			/* the file's name says sample, test, template */
	bool source_code;			/* numbers are constants here */
	bool ocr;				/* the text was read from a picture */
};

enum dc_status context_init(struct context *ctx, const struct profiles *profiles, struct dc_error *err);
void context_done(struct context *ctx);
/* Reads the names of the part. */
enum dc_status context_document(struct context *ctx, const struct dc_document *doc);
/* Weighs candidates by the words around them: in prose all, in tables those that do not fill their cell. */
enum dc_status context_weigh(struct context *ctx, const struct dc_text *text, struct candidates *found);
/* What the names of the part say of a kind. */
void context_weigh_file(const struct context *ctx, struct candidate *c, uint16_t kind);
/* Folds text[from, to) and finds its words: ctx->hits, valid until the next call. */
enum dc_status context_words(struct context *ctx, struct dc_span text, uint32_t from, uint32_t to);
/* True if a weight of this name is on the candidate. */
bool weighed(const struct candidate *c, enum dc_evidence why);
/* Bytes the candidate may look at: its cell, or the text. */
void bounds_of(const struct dc_text *text, const struct candidate *c, uint32_t *floor, uint32_t *ceiling);
/* Does it fill its cell, blanks and quotes aside? False in prose. */
bool fills_cell(const struct dc_text *text, const struct candidate *c);

#endif
