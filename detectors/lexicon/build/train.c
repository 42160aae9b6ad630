/* train.c -- learns the name model (crf.h) and writes names_ja.bin.
 *
 * usage: lexicon_train OUT.bin SAMPLING.tsv WORDS.tsv [-j LABELLED.jsonl]... [-t NAMELESS.txt]... [-r ROTATION]
 *
 * A fifth of the lines (by their own text) is held out: half of it fits the calibration, half is measured; the figures are
 * printed. A rotation of 1 to 4 holds out another fifth. Stochastic gradient of the conditional likelihood with AdaGrad steps; weights end as bytes. Deterministic. */
#include <errno.h>
#include <math.h>

#include "corpus.h"
#include "crf.h"

#define EPOCHS 8
#define FIRST_AVERAGED 2			/* the first epochs still move far */
#define STEP 0.4f
#define DROPPED 100			/* of 1000 features, while learning */
#define WEIGHT_MOST 3.0f		/* larger weights are cut: bytes hold them in steps of 3/127 */
#define SWAPPED_COPIES 2
#define FORM_LINES 16000
#define SURFACE_BIAS 3.0f
#define SPANS_MOST 64

static float (*weight)[CRF_LABELS], (*square)[CRF_LABELS];
static float (*mean)[CRF_LABELS];	/* of the weights at the ends of epochs: steadier than the last ones */
static float transition_mean[CRF_LABELS + 1][CRF_LABELS];
static float transition[CRF_LABELS + 1][CRF_LABELS], transition_square[CRF_LABELS + 1][CRF_LABELS];
static uint32_t rows[LINE_MOST][FEATURES];
static unsigned n_rows[LINE_MOST];	/* features kept of each character */
static struct line line;
static struct crf_lattice lattice;
static struct crf_model model;

static void look(const struct sample *s)
{
	struct dc_span text = { s->text, s->n };

	line_read(&line, text);
	line_look_up(&line, lexicon_get(), text, 0, line.n);
	for (size_t i = 0; i < line.n; i++) {
		line_features(&line, i, rows[i]);
		n_rows[i] = FEATURES;
	}
}

/* Hides some features, so that the model leans on many: without this it learns the training names by heart. */
static void drop_features(void)
{
	for (size_t i = 0; i < line.n; i++) {
		unsigned n = 0;

		for (unsigned k = 0; k < FEATURES; k++) {
			if (draw(1000) >= DROPPED)
				rows[i][n++] = rows[i][k];
		}
		n_rows[i] = n;
	}
}

static void labels_of(const struct sample *s, uint8_t *label)
{
	memset(label, CRF_O, line.n);
	for (unsigned k = 0; k < s->n_persons; k++) {
		size_t from = 0, to;

		while (from < line.n && line.at[from] < s->person[k].from)
			from++;
		for (to = from; to < line.n && line.at[to] < s->person[k].to; to++)
			label[to] = to == from ? CRF_B : CRF_I;
		if (to - from == 1)
			label[from] = CRF_S;
		else if (to > from)
			label[to - 1] = CRF_E;
	}
}

static void step(float *w, float *h, float gradient)
{
	*h += gradient * gradient;
	*w -= STEP / sqrtf(*h + 1e-2f) * gradient;
	*w = *w > WEIGHT_MOST ? WEIGHT_MOST : *w < -WEIGHT_MOST ? -WEIGHT_MOST : *w;
}

static void learn_transitions(const uint8_t *label)
{
	float g[CRF_LABELS + 1][CRF_LABELS] = { { 0 } };

	g[CRF_START][label[0]] -= 1;
	for (unsigned j = 0; j < CRF_LABELS; j++)
		g[CRF_START][j] += lattice.forward[0][j] * lattice.backward[0][j];
	for (size_t i = 1; i < line.n; i++) {
		g[label[i - 1]][label[i]] -= 1;
		for (unsigned a = 0; a < CRF_LABELS; a++) {
			for (unsigned b = 0; b < CRF_LABELS; b++)
				g[a][b] += lattice.forward[i - 1][a] * lattice.move[a][b] * lattice.grown[i][b] *
					lattice.backward[i][b] / lattice.norm[i];
		}
	}
	for (unsigned a = 0; a <= CRF_LABELS; a++) {
		for (unsigned b = 0; b < CRF_LABELS; b++) {
			if (g[a][b] > 1e-6f || g[a][b] < -1e-6f)
				step(&transition[a][b], &transition_square[a][b], g[a][b]);
		}
	}
	crf_moves((const float (*)[CRF_LABELS])transition, model.move);
}

static double learn(const struct sample *s)
{
	uint8_t label[LINE_MOST];
	double truth = 0;

	look(s);
	if (line.n == 0)
		return 0;
	drop_features();
	labels_of(s, label);
	lattice.n = line.n;
	memset(lattice.score, 0, sizeof lattice.score[0] * line.n);
	for (size_t i = 0; i < line.n; i++) {
		for (unsigned k = 0; k < n_rows[i]; k++) {
			for (unsigned j = 0; j < CRF_LABELS; j++)
				lattice.score[i][j] += weight[rows[i][k]][j];
		}
	}
	crf_sums(&lattice, CRF_START);
	for (size_t i = 0; i < line.n; i++) {
		truth += (double)lattice.score[i][label[i]] +
			(double)transition[i == 0 ? CRF_START : label[i - 1]][label[i]];
		for (unsigned j = 0; j < CRF_LABELS; j++) {
			float g = lattice.forward[i][j] * lattice.backward[i][j] - (label[i] == j);

			if (g < 1e-4f && g > -1e-4f)
				continue;
			for (unsigned k = 0; k < n_rows[i]; k++)
				step(&weight[rows[i][k]][j], &square[rows[i][k]][j], g);
		}
	}
	learn_transitions(label);
	return lattice.log_z - truth;
}

static void add_to_mean(void)
{
	for (size_t i = 0; i < 1u << FEATURE_BITS; i++) {
		for (unsigned j = 0; j < CRF_LABELS; j++)
			mean[i][j] += weight[i][j] / (EPOCHS - FIRST_AVERAGED);
	}
	for (unsigned a = 0; a <= CRF_LABELS; a++) {
		for (unsigned j = 0; j < CRF_LABELS; j++)
			transition_mean[a][j] += transition[a][j] / (EPOCHS - FIRST_AVERAGED);
	}
}

static void train(struct corpus *c)
{
	crf_moves((const float (*)[CRF_LABELS])transition, model.move);
	for (unsigned e = 0; e < EPOCHS; e++) {
		double loss = 0;

		for (size_t i = c->n; i-- > 1; ) {
			size_t j = draw((uint32_t)i + 1);
			struct sample x = c->at[i];

			c->at[i] = c->at[j];
			c->at[j] = x;
		}
		for (size_t i = 0; i < c->n; i++) {
			if (c->at[i].fold > 1)
				loss += learn(&c->at[i]);
		}
		if (e >= FIRST_AVERAGED)
			add_to_mean();
		fprintf(stderr, "epoch %u: loss %.0f\n", e + 1, loss);
	}
}

static void quantise(void)
{
	memcpy(model.transition, transition_mean, sizeof transition_mean);
	crf_moves((const float (*)[CRF_LABELS])model.transition, model.move);
	model.magic = CRF_MAGIC;
	model.bits = FEATURE_BITS;
	model.scale = WEIGHT_MOST / 127 * (1000 - DROPPED) / 1000;
	for (size_t i = 0; i < 1u << FEATURE_BITS; i++) {
		for (unsigned j = 0; j < CRF_LABELS; j++)
			model.weight[i][j] = (int8_t)lrintf(mean[i][j] * 127 / WEIGHT_MOST);
	}
}

/* ---- held-out lines: calibration and measures ---- */

struct outcome {
	float logit;
	bool right;
	enum crf_script script;
};

static struct outcome *outcomes;
static size_t n_outcomes;

static float logit(float p)
{
	p = p < 1e-6f ? 1e-6f : p > 1 - 1e-6f ? 1 - 1e-6f : p;
	return logf(p / (1 - p));
}

static bool is_person(const struct sample *s, uint32_t from, uint32_t to)
{
	for (unsigned k = 0; k < s->n_persons; k++) {
		if (s->person[k].from == from && s->person[k].to == to)
			return true;
	}
	return false;
}

static size_t tag(const struct sample *s, struct crf_span *span)
{
	look(s);
	lattice.n = line.n;
	for (size_t i = 0; i < line.n; i++) {
		int sum[CRF_LABELS] = { 0 };

		for (unsigned k = 0; k < FEATURES; k++) {
			for (unsigned j = 0; j < CRF_LABELS; j++)
				sum[j] += model.weight[rows[i][k]][j];
		}
		for (unsigned j = 0; j < CRF_LABELS; j++)
			lattice.score[i][j] = (float)sum[j] * model.scale;
	}
	crf_sums(&lattice, CRF_START);
	return crf_spans(&lattice, CRF_START, SURFACE_BIAS, span, SPANS_MOST);
}

static void collect(const struct corpus *c, unsigned fold)
{
	struct crf_span span[SPANS_MOST];

	n_outcomes = 0;
	for (size_t i = 0; i < c->n; i++) {
		size_t n;

		if (c->at[i].fold != fold)
			continue;
		n = tag(&c->at[i], span);
		for (size_t k = 0; k < n; k++) {
			outcomes[n_outcomes++] = (struct outcome){ logit(span[k].p),
				is_person(&c->at[i], line.at[span[k].from], line.at[span[k].to]),
				crf_script_of(&line, span[k].from, span[k].to) };
		}
	}
}

/* Fits slope and shift of a script by gradient descent on the log loss; a weak pull to slope 1 keeps small sets sane. */
static void calibrate(enum crf_script script)
{
	double slope = 1, shift = 0;

	for (unsigned round = 0; round < 3000; round++) {
		double gs = (slope - 1) * 0.5, gb = shift * 0.1;
		size_t n = 1;

		for (size_t i = 0; i < n_outcomes; i++) {
			double p;

			if (outcomes[i].script != script)
				continue;
			p = 1 / (1 + exp(-(slope * (double)outcomes[i].logit + shift)));
			gs += (p - outcomes[i].right) * (double)outcomes[i].logit;
			gb += p - outcomes[i].right;
			n++;
		}
		slope -= 0.05 * gs / (double)n;
		shift -= 0.2 * gb / (double)n;
	}
	model.calibration[script] = (struct crf_calibration){ (float)slope, (float)shift };
	printf("calibration of script %d: %.3f * logit(p) %+.3f\n", script, slope, shift);
}

static void reliability(void)
{
	for (int bin = 0; bin < 10; bin++) {
		size_t n = 0, right = 0;
		double sum = 0;

		for (size_t i = 0; i < n_outcomes; i++) {
			const struct crf_calibration *k = &model.calibration[outcomes[i].script];
			double p = 1 / (1 + exp(-(double)(k->slope * outcomes[i].logit + k->shift)));

			if ((int)(p * 9.9999) != bin)
				continue;
			n++;
			right += outcomes[i].right;
			sum += p;
		}
		if (n > 0)
			printf("  said %.2f, was %.2f (%zu spans)\n", sum / (double)n, (double)right / (double)n, n);
	}
}

static void measure_one(const struct corpus *c, int script, enum origin_of_line origin, const char *name)
{
	struct crf_span span[SPANS_MOST];
	size_t right = 0, found = 0, true_ones = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct sample *s = &c->at[i];
		size_t n;

		if (s->fold > 1 || s->origin != origin)
			continue;
		n = tag(s, span);
		for (size_t k = 0; k < n; k++) {
			enum crf_script is = crf_script_of(&line, span[k].from, span[k].to);
			const struct crf_calibration *cal = &model.calibration[is];

			if ((script >= 0 && (int)is != script) || cal->slope * logit(span[k].p) + cal->shift < 0)
				continue;
			found++;
			right += is_person(s, line.at[span[k].from], line.at[span[k].to]);
		}
		for (unsigned k = 0; k < s->n_persons; k++) {
			size_t from = 0, to = 0;

			while (from < line.n && line.at[from] < s->person[k].from)
				from++;
			while (to < line.n && line.at[to] < s->person[k].to)
				to++;
			true_ones += script < 0 || (int)crf_script_of(&line, from, to) == script;
		}
	}
	printf("%-28s precision %.3f recall %.3f F1 %.3f (%zu found, %zu true)\n", name, found == 0 ? 0 : (double)right / (double)found,
		true_ones == 0 ? 0 : (double)right / (double)true_ones,
		found + true_ones == 0 ? 0 : 2.0 * (double)right / (double)(found + true_ones), found, true_ones);
}

static void judge(const struct corpus *c)
{
	outcomes = calloc(c->n * SPANS_MOST / 4 + SPANS_MOST, sizeof *outcomes);
	if (outcomes == NULL)
		die("out of memory");
	collect(c, 0);
	for (unsigned k = 0; k < CRF_SCRIPTS; k++)
		calibrate(k);
	collect(c, 1);
	reliability();
	measure_one(c, CRF_KANJI, LINE_REAL, "kanji names, labelled text");
	measure_one(c, -1, LINE_REAL, "all persons, labelled text");
	measure_one(c, -1, LINE_FORM, "made-up forms");
	measure_one(c, -1, LINE_NAMELESS, "nameless manuals");
	free(outcomes);
}

int main(int argc, char **argv)
{
	struct corpus c = { 0 };
	struct stock *stock;
	FILE *f;

	if (argc < 6)
		die("usage: lexicon_train OUT.bin SAMPLING.tsv WORDS.tsv [-j LABELLED.jsonl]... [-t NAMELESS.txt]... [-r ROTATION]");
	lattice.move = (const float (*)[CRF_LABELS])model.move;
	stock = stock_read(argv[2], argv[3]);
	for (int i = 4; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "-j") == 0)
			corpus_read_jsonl(&c, argv[i + 1]);
		else if (strcmp(argv[i], "-r") == 0)
			corpus_rotate(&c, (unsigned)strtoul(argv[i + 1], NULL, 10));
		else
			corpus_read_nameless(&c, argv[i + 1]);
	}
	corpus_swap(&c, stock, SWAPPED_COPIES);
	corpus_make_forms(&c, stock, FORM_LINES);
	fprintf(stderr, "%zu lines\n", c.n);
	weight = calloc(1u << FEATURE_BITS, sizeof *weight);
	square = calloc(1u << FEATURE_BITS, sizeof *square);
	mean = calloc(1u << FEATURE_BITS, sizeof *mean);
	if (weight == NULL || square == NULL || mean == NULL)
		die("out of memory");
	train(&c);
	quantise();
	judge(&c);
	f = fopen(argv[1], "wb");
	if (f == NULL || fwrite(&model, sizeof model, 1, f) != 1 || fclose(f) != 0)
		die("%s: %s", argv[1], strerror(errno));
	free(weight);
	free(square);
	free(mean);
	stock_free(stock);
	corpus_done(&c);
	return 0;
}
