/* train_cell.c -- learns the weights of the cell classifier and prints cell_weights.h.
 *
 * usage: lexicon_train_cell SAMPLING.tsv WORDS.tsv > cell_weights.h
 *
 * Cells that are names are drawn from the dictionary by its costs, with and without a space; cells that are none are its
 * words, places, organisations and pairs of them. One part in five of each is held out and measured (on stderr). The
 * dictionary knows all these words: a rare given name that it lacks is made of two characters of other names. */
#include <errno.h>
#include <math.h>

#include "cell_features.h"
#include "corpus.h"
#include "daicho/status.h"
#include "utf8.h"

#define CELLS 60000
#define EPOCHS 20
#define STEP 0.05f
#define SHRINK 1e-6f

struct cell {
	char text[96];
	bool right, held;
};

static struct cell cells[CELLS];

static void swap_end(char *given, const char *other)
{
	size_t n = strlen(given), m = strlen(other);

	if (n == 6 && m == 6)
		memcpy(given + 3, other + 3, 3);	/* 太郎 and 健一: 太一 */
}

static void name_cell(struct stock *s, enum lexicon_cell what, char *out, size_t cap)
{
	static const char *const gaps[] = { "", "", " ", "\xe3\x80\x80" };
	char given[64];
	const char *kana_surname, *kana_given;
	unsigned form;

	snprintf(given, sizeof given, "%s", stock_draw(s, STOCK_GIVEN, NULL));
	if (draw(3) == 0)
		swap_end(given, stock_draw(s, STOCK_GIVEN, NULL));
	switch (what) {
	case LEXICON_CELL_FULL_NAME:
		snprintf(out, cap, "%s%s%s", stock_draw(s, STOCK_SURNAME, NULL), gaps[draw(DC_ARRAY_LEN(gaps))], given);
		break;
	case LEXICON_CELL_SURNAME:
		snprintf(out, cap, "%s", stock_draw(s, STOCK_SURNAME, NULL));
		break;
	case LEXICON_CELL_GIVEN:
		snprintf(out, cap, "%s", given);
		break;
	default:
		stock_draw(s, STOCK_SURNAME, &kana_surname);
		stock_draw(s, STOCK_GIVEN, &kana_given);
		form = draw(4);			/* a surname, a given name, both, both with a space */
		snprintf(out, cap, "%s%s%s", form == 1 ? "" : kana_surname, form == 3 ? " " : "", form == 0 ? "" : kana_given);
	}
}

static void other_cell(struct stock *s, enum lexicon_cell what, char *out, size_t cap)
{
	static const enum stock_list lists[] = { STOCK_WORD, STOCK_PLACE, STOCK_ORG };
	const char *first = stock_draw(s, lists[draw(3)], NULL);

	if (what == LEXICON_CELL_KANA)
		snprintf(out, cap, "%s", stock_draw(s, STOCK_KATAKANA, NULL));
	else
		snprintf(out, cap, "%s%s", first, draw(2) == 0 ? stock_draw(s, lists[draw(3)], NULL) : "");
}

/* Other cells of real tables stand in no dictionary: what says that a cell is a known word is hidden in some. */
static void hide_words(enum lexicon_cell what, float *f)
{
	static const uint8_t known[CELL_TRAINED][6] = { { 9, 10, 11, 12, 13, 14 }, { 6, 7, 8, 9 }, { 6, 7, 8, 9 },
		{ 6, 7 } };

	for (size_t i = 0; i < sizeof known[0] && known[what][i] != 0; i++)
		f[known[what][i]] = 0;
}

static float sum_of(const float *w, const float *f)
{
	float sum = 0;

	for (unsigned i = 0; i < CELL_FEATURES; i++)
		sum += w[i] * f[i];
	return sum;
}

static void measure(enum lexicon_cell what, const float *w)
{
	double sum[2] = { 0 };
	size_t n[2] = { 0 }, over[2] = { 0 };

	for (size_t i = 0; i < CELLS; i++) {
		float f[CELL_FEATURES];
		double p = 0;

		if (!cells[i].held)
			continue;
		if (cell_features(dc_span_of(cells[i].text), what, f)) {
			if (!cells[i].right && i % 5 < 2)
				hide_words(what, f);
			p = 1 / (1 + exp(-(double)sum_of(w, f)));
		}
		sum[cells[i].right] += p;
		n[cells[i].right]++;
		over[cells[i].right] += p > 0.5;
	}
	fprintf(stderr, "kind %d: names mean %.3f, %.3f above 0.5; others mean %.3f, %.3f above 0.5\n", what, sum[1] / (double)n[1],
		(double)over[1] / (double)n[1], sum[0] / (double)n[0], (double)over[0] / (double)n[0]);
}

static void learn(struct stock *s, enum lexicon_cell what, float *w)
{
	float square[CELL_FEATURES] = { 0 };

	for (size_t i = 0; i < CELLS; i++) {
		cells[i].right = draw(2);
		cells[i].held = draw(5) == 0;
		if (cells[i].right)
			name_cell(s, what, cells[i].text, sizeof cells[i].text);
		else
			other_cell(s, what, cells[i].text, sizeof cells[i].text);
	}
	for (unsigned e = 0; e < EPOCHS; e++) {
		for (size_t i = 0; i < CELLS; i++) {
			float f[CELL_FEATURES], g;

			if (cells[i].held || !cell_features(dc_span_of(cells[i].text), what, f))
				continue;
			if (!cells[i].right && i % 5 < 2)
				hide_words(what, f);
			g = 1 / (1 + expf(-sum_of(w, f))) - cells[i].right;
			for (unsigned k = 0; k < CELL_FEATURES; k++) {
				square[k] += g * g * f[k] * f[k];
				w[k] -= STEP / sqrtf(square[k] / 100 + 0.01f) * g * f[k] + SHRINK * w[k];
			}
		}
	}
	measure(what, w);
}

int main(int argc, char **argv)
{
	struct stock *s;

	if (argc != 3)
		die("usage: lexicon_train_cell SAMPLING.tsv WORDS.tsv");
	s = stock_read(argv[1], argv[2]);
	printf("/* cell_weights.h -- made by build/train_cell.c; log-odds for each feature of cell.c. */\n"
		"#ifndef LEXICON_CELL_WEIGHTS_H\n#define LEXICON_CELL_WEIGHTS_H\n\n"
		"static const float cell_weights[CELL_TRAINED][CELL_FEATURES] = {\n");
	for (int what = 0; what < CELL_TRAINED; what++) {
		float w[CELL_FEATURES] = { 0 };

		learn(s, what, w);
		printf("\t{");
		for (unsigned k = 0; k < CELL_FEATURES; k++)
			printf("%s%.3ff,", k % 10 == 0 && k > 0 ? "\n\t  " : " ", (double)w[k]);
		printf(" },\n");
	}
	printf("};\n\n#endif\n");
	stock_free(s);
	return 0;
}
