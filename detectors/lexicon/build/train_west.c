/* train_west.c -- learns the weights of Western names (name_west.h) and writes names_west.bin.
 *
 * usage: lexicon_train_west OUT.bin [-j LABELLED.jsonl]... [-t NAMELESS.txt]... [-r ROTATION]
 *
 * Logistic regression over all spans of one to four words in every run of capitalised words. A fifth of the lines is held
 * out: half of it fits the calibration, half is measured; a rotation of 1 to 4 holds out another fifth. Deterministic. */
#include <errno.h>
#include <math.h>

#include "corpus.h"
#include "daicho/status.h"
#include "name_west.h"

#define EPOCHS 6
#define STEP 0.15f
#define SHRINK 2e-6f			/* of a weight, at each step */
#define DROPPED 100			/* of 1000 features, while learning */

static unsigned rotation;

static struct west_model model;
static float square[1u << WEST_FEATURE_BITS];

/* Labelled text comes with spaces before stops; the text we read has none. */
static void detokenise(struct sample *s)
{
	size_t n = 0;
	struct person moved[PERSONS_MOST];

	memcpy(moved, s->person, sizeof moved);
	for (size_t i = 0; i < s->n; i++) {
		bool drop = s->text[i] == ' ' && i + 1 < s->n && (strchr(",.;:!?)", s->text[i + 1]) != NULL ||
			(s->text[i + 1] == '\'' && i + 2 < s->n && s->text[i + 2] != ' '));

		for (unsigned k = 0; drop && k < s->n_persons; k++) {
			moved[k].from -= s->person[k].from > i;
			moved[k].to -= s->person[k].to > i;
		}
		if (!drop)
			s->text[n++] = s->text[i];
	}
	s->n = n;
	memcpy(s->person, moved, sizeof moved);
}

/* Whether a line is held out, and in which half: 0, 1; 2: learned from. */
static unsigned fold_of(const struct sample *s)
{
	unsigned f = (s->fold + 10 - 2 * rotation) % 10;

	return f < 2 ? f : 2;
}

static bool is_person(const struct sample *s, uint32_t from, uint32_t to)
{
	for (unsigned k = 0; k < s->n_persons; k++) {
		if (s->person[k].from == from && (s->person[k].to == to || s->person[k].to + 1 == to))
			return true;
	}
	return false;
}

/* The next run at or behind *at; moves *at behind it. */
static bool next_run(struct dc_span text, uint32_t *at, struct west_run *run)
{
	for (; *at < text.n; (*at)++) {
		uint8_t c = text.p[*at];

		if (((c >= 'A' && c <= 'Z') || c == 0xc3) && west_run_at(lexicon_get(), text, *at, run) &&
			run->token[run->n - 1].end > *at) {
			*at = run->token[run->n - 1].end;
			return true;
		}
	}
	return false;
}

static float sum_of(const uint32_t *row, unsigned n)
{
	float sum = 0;

	for (unsigned k = 0; k < n; k++)
		sum += model.weight[row[k]];
	return sum;
}

static unsigned drop_some(uint32_t *row, unsigned n)
{
	unsigned kept = 0;

	for (unsigned k = 0; k < n; k++) {
		if (draw(1000) >= DROPPED)
			row[kept++] = row[k];
	}
	return kept;
}

static double learn(const struct sample *s)
{
	struct dc_span text = { s->text, s->n };
	uint32_t at = 0, row[WEST_FEATURES];
	struct west_run run;
	double loss = 0;

	while (next_run(text, &at, &run)) {
		for (unsigned from = 0; from < run.n; from++) {
			for (unsigned to = from + 1; to <= run.n && to - from <= WEST_SPAN_MOST; to++) {
				unsigned n = drop_some(row, west_features(text, &run, from, to, row));
				bool right = is_person(s, run.token[from].start, run.token[to - 1].end);
				float p = 1 / (1 + expf(-sum_of(row, n))), g = p - right;

				loss -= log(right ? (double)p + 1e-9 : 1 - (double)p + 1e-9);
				for (unsigned k = 0; k < n; k++) {
					float *w = &model.weight[row[k]], *h = &square[row[k]];

					*h += g * g;
					*w -= STEP / sqrtf(*h + 0.1f) * g + SHRINK * *w;
				}
			}
		}
	}
	return loss;
}

struct outcome {
	float sum;
	bool right;
};

static struct outcome outcomes[200000];
static size_t n_outcomes;

static void collect(const struct corpus *c, unsigned fold, bool count_missed, size_t *persons)
{
	n_outcomes = 0;
	*persons = 0;
	for (size_t i = 0; i < c->n; i++) {
		const struct sample *s = &c->at[i];
		struct dc_span text = { s->text, s->n };
		struct west_run run;
		uint32_t at = 0;

		if (fold_of(s) != fold)
			continue;
		for (unsigned k = 0; k < s->n_persons; k++)
			*persons += memchr(s->text + s->person[k].from, ' ', s->person[k].to - s->person[k].from) !=
					NULL ||
				count_missed;
		while (next_run(text, &at, &run)) {
			struct west_hit hit;

			if (west_judge(&model, text, &run, false, &hit) && n_outcomes < DC_ARRAY_LEN(outcomes))
				outcomes[n_outcomes++] =
					(struct outcome){ hit.logodds, is_person(s, hit.start, hit.end) };
		}
	}
}

static void calibrate(void)
{
	double slope = 1, shift = 0;

	for (unsigned round = 0; round < 3000; round++) {
		double gs = (slope - 1) * 0.5, gb = shift * 0.1;

		for (size_t i = 0; i < n_outcomes; i++) {
			double p = 1 / (1 + exp(-(slope * (double)outcomes[i].sum + shift))) - outcomes[i].right;

			gs += p * (double)outcomes[i].sum;
			gb += p;
		}
		slope -= 0.05 * gs / (double)(n_outcomes + 1);
		shift -= 0.2 * gb / (double)(n_outcomes + 1);
	}
	model.slope = (float)slope;
	model.shift = (float)shift;
	printf("calibration: %.3f * sum %+.3f\n", slope, shift);
}

static void measure(const struct corpus *c)
{
	size_t persons, right = 0, found = 0;

	collect(c, 1, false, &persons);
	for (int bin = 0; bin < 10; bin++) {
		size_t n = 0, good = 0;

		for (size_t i = 0; i < n_outcomes; i++) {
			if ((int)(9.9999 / (1 + exp(-(double)outcomes[i].sum))) == bin) {
				n++;
				good += outcomes[i].right;
			}
		}
		if (n > 0)
			printf("  said %.1f to %.1f, was %.2f (%zu)\n", bin / 10.0, (bin + 1) / 10.0, (double)good / (double)n, n);
	}
	for (size_t i = 0; i < n_outcomes; i++) {
		found += outcomes[i].sum > 0;
		right += outcomes[i].sum > 0 && outcomes[i].right;
	}
	printf("names of two words and more: precision %.3f recall %.3f (%zu found, %zu true)\n", found == 0 ? 0 : (double)right / (double)found,
		persons == 0 ? 0 : (double)right / (double)persons, found, persons);
}

int main(int argc, char **argv)
{
	struct corpus c = { 0 };
	size_t persons;
	FILE *f;

	if (argc < 4)
		die("usage: lexicon_train_west OUT.bin [-j LABELLED.jsonl]... [-t NAMELESS.txt]... [-r ROTATION]");
	for (int i = 2; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "-j") == 0)
			corpus_read_jsonl(&c, argv[i + 1]);
		else if (strcmp(argv[i], "-r") == 0)
			rotation = (unsigned)strtoul(argv[i + 1], NULL, 10);
		else
			corpus_read_nameless(&c, argv[i + 1]);
	}
	for (size_t i = 0; i < c.n; i++)
		detokenise(&c.at[i]);
	model = (struct west_model){ .magic = WEST_MAGIC, .bits = WEST_FEATURE_BITS, .slope = 1 };
	for (unsigned e = 0; e < EPOCHS; e++) {
		double loss = 0;

		for (size_t i = c.n; i-- > 1; ) {
			size_t j = draw((uint32_t)i + 1);
			struct sample x = c.at[i];

			c.at[i] = c.at[j];
			c.at[j] = x;
		}
		for (size_t i = 0; i < c.n; i++)
			loss += fold_of(&c.at[i]) == 2 ? learn(&c.at[i]) : 0;
		fprintf(stderr, "epoch %u: loss %.0f\n", e + 1, loss);
	}
	collect(&c, 0, false, &persons);
	calibrate();
	measure(&c);
	f = fopen(argv[1], "wb");
	if (f == NULL || fwrite(&model, sizeof model, 1, f) != 1 || fclose(f) != 0)
		die("%s: %s", argv[1], strerror(errno));
	corpus_done(&c);
	return 0;
}
