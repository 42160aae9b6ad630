/* crf.h -- a linear-chain conditional random field over characters, labels O B I E S: scores, marginals, spans. */
#ifndef LEXICON_CRF_H
#define LEXICON_CRF_H

#include "line.h"

enum crf_label { CRF_O, CRF_B, CRF_I, CRF_E, CRF_S, CRF_LABELS };
#define CRF_START CRF_LABELS		/* row of the transitions out of the line's beginning */

#define CRF_MAGIC 0x31465243u		/* "CRF1" */

/* The calibration of a class of spans: logodds = slope * logit(p) + shift, fitted on held-out text. */
struct crf_calibration {
	float slope, shift;
};

enum crf_script { CRF_KANJI, CRF_KATAKANA, CRF_MIXED, CRF_SCRIPTS };

struct crf_model {
	uint32_t magic, bits;
	float scale;			/* a weight is its byte times this */
	float transition[CRF_LABELS + 1][CRF_LABELS];
	float move[CRF_LABELS + 1][CRF_LABELS];	/* exp of the transitions, 0 where a label cannot follow */
	struct crf_calibration calibration[CRF_SCRIPTS];
	uint32_t unused[8];
	int8_t weight[1u << FEATURE_BITS][8];	/* the first CRF_LABELS of a row are used */
};

/* Scaled forward and backward sums. */
struct crf_lattice {
	size_t n;
	float score[LINE_MOST][CRF_LABELS];	/* the caller's: emission scores */
	float grown[LINE_MOST][CRF_LABELS];	/* exp(score - largest of the character) */
	float forward[LINE_MOST][CRF_LABELS], backward[LINE_MOST][CRF_LABELS];
	float norm[LINE_MOST];
	const float (*move)[CRF_LABELS];	/* the caller's: a model's */
	double log_z;
};

struct crf_span {
	uint32_t from, to;		/* characters */
	float p;			/* marginal probability of exactly this span */
};

bool crf_may_follow(unsigned before, unsigned label);	/* before: a label or CRF_START */
void crf_moves(const float transition[CRF_LABELS + 1][CRF_LABELS], float move[CRF_LABELS + 1][CRF_LABELS]);
/* Fills all but score and move. first: the row of move that leads into character 0. */
void crf_sums(struct crf_lattice *x, unsigned first);
float crf_span_probability(const struct crf_lattice *x, size_t from, size_t to);
/* The best labelling where O is less worth by bias (which brings doubtful spans up), as spans with their probability. */
size_t crf_spans(const struct crf_lattice *x, unsigned first, float bias, struct crf_span *out, size_t cap);
/* The script that chooses the calibration. */
enum crf_script crf_script_of(const struct line *l, size_t from, size_t to);

#endif
