/* crf.c -- see crf.h. Sums are kept as scaled probabilities, not logarithms: five exponentials a character. */
#include "crf.h"

#include <math.h>

bool crf_may_follow(unsigned before, unsigned label)
{
	bool inside = before == CRF_B || before == CRF_I;

	return inside == (label == CRF_I || label == CRF_E);
}

static bool may_end(unsigned label)
{
	return label != CRF_B && label != CRF_I;
}

void crf_moves(const float transition[CRF_LABELS + 1][CRF_LABELS], float move[CRF_LABELS + 1][CRF_LABELS])
{
	for (unsigned a = 0; a <= CRF_LABELS; a++) {
		for (unsigned b = 0; b < CRF_LABELS; b++)
			move[a][b] = crf_may_follow(a, b) ? expf(transition[a][b]) : 0;
	}
}

static float grow(struct crf_lattice *x, size_t i)
{
	float most = x->score[i][0];

	for (unsigned j = 1; j < CRF_LABELS; j++)
		most = x->score[i][j] > most ? x->score[i][j] : most;
	for (unsigned j = 0; j < CRF_LABELS; j++)
		x->grown[i][j] = expf(x->score[i][j] - most);
	return most;
}

static void forward(struct crf_lattice *x, unsigned first)
{
	x->log_z = 0;
	for (size_t i = 0; i < x->n; i++) {
		float most = grow(x, i), sum = 0;

		for (unsigned j = 0; j < CRF_LABELS; j++) {
			float in = 0;

			if (i == 0)
				in = x->move[first][j];
			for (unsigned a = 0; i > 0 && a < CRF_LABELS; a++)
				in += x->forward[i - 1][a] * x->move[a][j];
			if (i == x->n - 1 && !may_end(j))
				in = 0;
			x->forward[i][j] = in * x->grown[i][j];
			sum += x->forward[i][j];
		}
		sum = sum > 1e-30f ? sum : 1e-30f;
		for (unsigned j = 0; j < CRF_LABELS; j++)
			x->forward[i][j] /= sum;
		x->norm[i] = sum;
		x->log_z += (double)logf(sum) + (double)most;
	}
}

static void backward(struct crf_lattice *x)
{
	for (unsigned j = 0; j < CRF_LABELS; j++)
		x->backward[x->n - 1][j] = may_end(j);
	for (size_t i = x->n - 1; i-- > 0; ) {
		for (unsigned a = 0; a < CRF_LABELS; a++) {
			float sum = 0;

			for (unsigned j = 0; j < CRF_LABELS; j++)
				sum += x->move[a][j] * x->grown[i + 1][j] * x->backward[i + 1][j];
			x->backward[i][a] = sum / x->norm[i + 1];
		}
	}
}

void crf_sums(struct crf_lattice *x, unsigned first)
{
	if (x->n == 0)
		return;
	forward(x, first);
	backward(x);
}

float crf_span_probability(const struct crf_lattice *x, size_t from, size_t to)
{
	float p;

	if (to - from == 1)
		return x->forward[from][CRF_S] * x->backward[from][CRF_S];
	p = x->forward[from][CRF_B];
	for (size_t i = from + 1; i < to; i++) {
		unsigned before = i == from + 1 ? CRF_B : CRF_I, label = i == to - 1 ? CRF_E : CRF_I;

		p *= x->move[before][label] * x->grown[i][label] / x->norm[i];
	}
	p *= x->backward[to - 1][CRF_E];
	return p < 1 ? p : 1;
}

/* Viterbi on grown scores (logarithms are not needed: products of scaled numbers, rescaled at each character). */
static void best_labels(const struct crf_lattice *x, unsigned first, float bias, uint8_t *label)
{
	uint8_t from[LINE_MOST][CRF_LABELS];
	float now[CRF_LABELS], was[CRF_LABELS] = { 0 }, less = expf(-bias);
	unsigned best = 0;

	for (size_t i = 0; i < x->n; i++) {
		float most = 0;

		for (unsigned j = 0; j < CRF_LABELS; j++) {
			now[j] = i == 0 ? x->move[first][j] : 0;
			from[i][j] = CRF_O;
			for (unsigned a = 0; i > 0 && a < CRF_LABELS; a++) {
				if (was[a] * x->move[a][j] > now[j]) {
					now[j] = was[a] * x->move[a][j];
					from[i][j] = (uint8_t)a;
				}
			}
			now[j] *= x->grown[i][j] * (j == CRF_O ? less : 1);
			if (i == x->n - 1 && !may_end(j))
				now[j] = 0;
			most = now[j] > most ? now[j] : most;
		}
		for (unsigned j = 0; j < CRF_LABELS; j++)
			was[j] = most > 0 ? now[j] / most : j == CRF_O;
	}
	for (unsigned j = 1; j < CRF_LABELS; j++)
		best = was[j] > was[best] ? j : best;
	for (size_t i = x->n; i-- > 0; ) {
		label[i] = (uint8_t)best;
		best = from[i][best];
	}
}

size_t crf_spans(const struct crf_lattice *x, unsigned first, float bias, struct crf_span *out, size_t cap)
{
	uint8_t label[LINE_MOST];
	size_t n = 0, start = 0;

	if (x->n == 0)
		return 0;
	best_labels(x, first, bias, label);
	for (size_t i = 0; i < x->n && n < cap; i++) {
		if (label[i] == CRF_B || label[i] == CRF_S)
			start = i;
		if (label[i] == CRF_E || label[i] == CRF_S) {
			out[n].from = (uint32_t)start;
			out[n].to = (uint32_t)i + 1;
			out[n].p = crf_span_probability(x, start, i + 1);
			n++;
		}
	}
	return n;
}

enum crf_script crf_script_of(const struct line *l, size_t from, size_t to)
{
	bool kanji = false, katakana = false;

	for (size_t i = from; i < to; i++) {
		uint8_t t = line_type(l, (ptrdiff_t)i);

		kanji = kanji || t == CHAR_KANJI;
		katakana = katakana || t == CHAR_KATAKANA;
	}
	return kanji ? CRF_KANJI : katakana ? CRF_KATAKANA : CRF_MIXED;
}
