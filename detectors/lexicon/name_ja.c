/* name_ja.c -- opens windows where the dictionary sees a chance, and lets the model judge them.
 *
 * The model costs some 150 ns a character, so it runs on few: a surname of two characters and more, a surname before a
 * given name, an honorific, a katakana word with a dot. Characters just outside a window count as context. */
#include "name_ja.h"

#include <math.h>

#include "chain.h"
#include "daicho/status.h"
#include "name_rule.h"
#include "utf8.h"

#define SURFACE_BIAS 3.0f		/* spans down to 5 % come up: a label near may still make them */
#define LEAST_LOGODDS -3.0f
#define CONTEXT 4			/* characters looked up around a window; longer words end there */
#define BEFORE 8			/* characters read before an anchor */
#define AHEAD 3				/* a given name that stands in no dictionary */

extern const struct crf_model name_ja_model;

struct work {
	struct line line;
	struct crf_lattice lattice;
	uint8_t open[LINE_MOST + 16];
	uint32_t base;			/* of the line in the text */
	struct dc_span text;		/* the line */
};

static float logit(float p)
{
	p = p < 1e-6f ? 1e-6f : p > 1 - 1e-6f ? 1 - 1e-6f : p;
	return logf(p / (1 - p));
}

typedef int8_t bytes8 __attribute__((vector_size(8)));
typedef int16_t shorts8 __attribute__((vector_size(16)));

/* Scores of the labels for a character: rows of eight bytes, added up. */
static void score(const uint32_t row[FEATURES], float out[CRF_LABELS])
{
	shorts8 sum = { 0 };

	for (unsigned k = 0; k < FEATURES; k++) {
		bytes8 w;

		memcpy(&w, name_ja_model.weight[row[k]], sizeof w);
		sum += __builtin_convertvector(w, shorts8);
	}
	for (unsigned j = 0; j < CRF_LABELS; j++)
		out[j] = (float)sum[j] * name_ja_model.scale;
}

static bool has_chain(const struct line *l, size_t from, size_t to)
{
	for (size_t a = 1; a < to - from && a <= 4; a++) {
		size_t gap = line_type(l, (ptrdiff_t)(from + a)) == CHAR_SPACE, b = to - from - a - gap;

		if (l->classes[from][a - 1] & LEX_SURNAME && b >= 1 && b <= 5 && from + a + gap < to &&
		    l->classes[from + a + gap][b - 1] & (LEX_GIVEN | LEX_GIVEN_KANA))
			return true;
	}
	return false;
}

/* What the training text has too little of: technical prose. One word of katakana is mostly no person there, nor is kanji
 * with katakana behind it that is no given name (as in a word for brackets). */
static float doubt(const struct work *w, size_t from, size_t to)
{
	const struct line *l = &w->line;
	size_t k = from;

	while (k < to && line_type(l, (ptrdiff_t)k) != CHAR_KATAKANA)
		k++;
	if (k == to || honorific_at((struct dc_span){ w->text.p + l->at[to], w->text.n - l->at[to] }) > 0)
		return 0;
	if (k > from)
		return to - k <= 5 && l->classes[k][to - k - 1] & (LEX_GIVEN | LEX_GIVEN_KANA) ? 0 : -2.5f;
	while (k < to && line_type(l, (ptrdiff_t)k) == CHAR_KATAKANA)
		k++;
	return k == to ? -0.5f : 0;
}

/* The end of a span without the brackets and stops that the model takes in at times. */
static size_t without_marks(const struct line *l, size_t from, size_t to)
{
	size_t end = from + 1;

	while (end < to && line_type(l, (ptrdiff_t)end) != CHAR_OPEN && line_type(l, (ptrdiff_t)end) != CHAR_CLOSE &&
		line_type(l, (ptrdiff_t)end) != CHAR_STOP)
		end++;
	return end;
}

/* Judges the window [from, to) of characters; the dictionary was looked up with context. */
static size_t judge(struct work *w, size_t from, size_t to, struct name_hit *out, size_t cap)
{
	struct crf_span span[NAME_HITS_MOST];
	uint32_t row[FEATURES];
	size_t n, kept = 0;

	for (size_t i = from; i < to; i++) {
		line_features(&w->line, i, row);
		score(row, w->lattice.score[i - from]);
	}
	w->lattice.n = to - from;
	crf_sums(&w->lattice, from == 0 ? CRF_START : CRF_O);
	n = crf_spans(&w->lattice, from == 0 ? CRF_START : CRF_O, SURFACE_BIAS, span, NAME_HITS_MOST);
	for (size_t k = 0; k < n && kept < cap; k++) {
		size_t a = span[k].from + from, b = without_marks(&w->line, span[k].from + from, span[k].to + from);
		enum crf_script script = crf_script_of(&w->line, a, b);
		const struct crf_calibration *c = &name_ja_model.calibration[script];
		float logodds = c->slope * logit(span[k].p) + c->shift;
		uint32_t end = w->line.at[b];

		logodds += doubt(w, a, b);
		if (logodds < LEAST_LOGODDS)
			continue;
		out[kept++] = (struct name_hit){ w->base + w->line.at[a], w->base + end, logodds, script,
			has_chain(&w->line, a, b),
			honorific_at((struct dc_span){ w->text.p + end, w->text.n - end }) > 0 };
	}
	return kept;
}

/* ---- the gate ---- */

static void open_window(struct work *w, size_t from, size_t to)
{
	from = from > 0 ? from - 1 : 0;
	to = to > w->line.n ? w->line.n : to;
	memset(w->open + from, 1, to - from);
}

/* True if the two characters at i begin a surname of the dictionary, perhaps. */
static bool pair_open(const struct work *w, const uint8_t *pairs, size_t i)
{
	uint64_t six = 0;
	uint32_t h;

	if (w->text.n - w->line.at[i] < 6)
		return w->text.n - w->line.at[i] >= 3;
	memcpy(&six, w->text.p + w->line.at[i], 6);
	h = lexicon_pair_hash(six);
	return pairs[h / 8] >> h % 8 & 1;
}

static size_t chars_in(const struct work *w, size_t i, size_t bytes)
{
	size_t n = 0;

	while (i + n < w->line.n && w->line.at[i + n] < w->line.at[i] + bytes)
		n++;
	return n;
}

static void gate_kanji(struct work *w, const struct lexicon *lx, size_t i)
{
	struct dc_span rest = { w->text.p + w->line.at[i], w->text.n - w->line.at[i] };
	struct chain c;

	if (!chain_at(lx, rest, &c) || (c.surname_chars == 1 && c.given == 0) || chain_in_word(&c))
		return;
	open_window(w, i, i + chars_in(w, i, (size_t)c.surname + c.gap + c.given) + AHEAD);
}

/* A run of kanji: opens it where words do not explain it, as a given name alone or a name that stands in no dictionary. */
static void gate_run(struct work *w, const struct lexicon *lx, size_t from)
{
	size_t to = from + 1;

	while (line_type(&w->line, (ptrdiff_t)to) == CHAR_KANJI)
		to++;
	if (to - from >= 2 && to - from <= 6 && name_unexplained(lx, w->text, &w->line, from, to))
		open_window(w, from, to + 1);
}

/* Behind katakana that ends at `end`: the number of a king (カール3世). Returns the end with it. */
static size_t numbered(const struct line *l, size_t end)
{
	size_t at = end;

	while (at < l->n && at - end < 2 && line_type(l, (ptrdiff_t)at) == CHAR_DIGIT)
		at++;
	return at > end && line_char(l, (ptrdiff_t)at) == 0x4e16 ? at + 1 : end;
}

/* A run of katakana and middle dots from i on; returns its end. */
static size_t gate_katakana(struct work *w, const struct lexicon *lx, size_t i)
{
	const struct line *l = &w->line;
	struct lexicon_entry e[8];
	size_t end = i, n;
	bool dot = false, listed = false;

	while (end < l->n && (line_type(l, (ptrdiff_t)end) == CHAR_KATAKANA || line_type(l, (ptrdiff_t)end) == CHAR_DOT ||
		(line_type(l, (ptrdiff_t)end) == CHAR_UPPER && line_type(l, (ptrdiff_t)end - 1) == CHAR_DOT))) {
		dot = dot || line_type(l, (ptrdiff_t)end) == CHAR_DOT;
		end++;
	}
	n = lexicon_match(lx, (struct dc_span){ w->text.p + l->at[i], l->at[end] - l->at[i] }, e, DC_ARRAY_LEN(e));
	if (n > 0 && e[n - 1].bytes == l->at[end] - l->at[i])
		listed = e[n - 1].classes & (LEX_FOREIGN | LEX_SURNAME_KANA | LEX_GIVEN_KANA);
	if ((dot && end - i >= 4) || listed || numbered(l, end) > end ||
	    (end - i >= 2 && name_unexplained(lx, w->text, l, i, end)))
		open_window(w, i, numbered(l, end) + 1);
	return end;
}

static void gate(struct work *w, const struct lexicon *lx, const struct rule_span *rule, size_t rules)
{
	const struct line *l = &w->line;
	const uint8_t *pairs = lexicon_pairs(lx);

	memset(w->open, 0, l->n + 1);
	for (size_t k = 0; k < rules; k++)
		open_window(w, rule[k].from, rule[k].to + 1);
	for (size_t i = 0; i < l->n; ) {
		uint8_t type = line_type(l, (ptrdiff_t)i), before = line_type(l, (ptrdiff_t)i - 1);

		if (type == CHAR_KATAKANA) {
			i = gate_katakana(w, lx, i);
			continue;
		}
		if (type == CHAR_KANJI && before != CHAR_KANJI)
			gate_run(w, lx, i);
		if (type == CHAR_KANJI && pair_open(w, pairs, i))
			gate_kanji(w, lx, i);
		i++;
	}
}

static bool send_rule(const struct work *w, const struct rule_span *r, struct name_sink *sink)
{
	struct name_hit hit = { w->base + w->line.at[r->from], w->base + w->line.at[r->to], r->least,
		crf_script_of(&w->line, r->from, r->to), false, r->honorific };

	return sink->found(sink, &hit);
}

/* A hit that a rule speaks for too is at least as sure as the rule; where the two differ, the surer one's bounds stand. */
static void agree(const struct work *w, const struct rule_span *rule, struct name_hit *hit)
{
	if (rule->least <= hit->logodds)
		return;
	hit->logodds = rule->least;
	hit->start = w->base + w->line.at[rule->from];
	hit->end = w->base + w->line.at[rule->to];
	hit->honorific = rule->honorific;
}

/* The hits of a line, the model's and the rules', in order. */
static bool send(const struct work *w, struct name_hit *hit, size_t n, const struct rule_span *rule, size_t rules, struct name_sink *sink)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		while (k < rules && w->base + w->line.at[rule[k].to] <= hit[i].start) {
			if (!send_rule(w, &rule[k++], sink))
				return false;
		}
		for (; k < rules && w->base + w->line.at[rule[k].from] < hit[i].end; k++)
			agree(w, &rule[k], &hit[i]);
		if (!sink->found(sink, &hit[i]))
			return false;
	}
	while (k < rules) {
		if (!send_rule(w, &rule[k++], sink))
			return false;
	}
	return true;
}

static bool scan_line(struct work *w, const struct lexicon *lx, struct name_sink *sink)
{
	struct name_hit hit[NAME_HITS_MOST];
	struct rule_span rule[RULE_SPANS_MOST];
	size_t rules = name_rules(lx, w->text, &w->line, rule), n = 0;

	gate(w, lx, rule, rules);
	for (size_t i = 0; i < w->line.n; ) {
		size_t end = i;

		while (end < w->line.n && w->open[end])
			end++;
		if (end == i) {
			i++;
			continue;
		}
		line_look_up(&w->line, lx, w->text, i > CONTEXT ? i - CONTEXT : 0,
			end + CONTEXT < w->line.n ? end + CONTEXT : w->line.n);
		n += judge(w, i, end, hit + n, NAME_HITS_MOST - n);
		i = end;
	}
	return send(w, hit, n, rule, rules, sink);
}

/* Where the next byte that is not ASCII stands; to if there is none. */
static uint32_t next_wide(const uint8_t *p, uint32_t at, uint32_t to)
{
	for (; at + 8 <= to; at += 8) {
		uint64_t word;

		memcpy(&word, p + at, sizeof word);
		if (word & 0x8080808080808080u)
			break;
	}
	while (at < to && p[at] < 0x80)
		at++;
	return at;
}

static uint32_t line_begin(struct dc_span text, uint32_t from, uint32_t at)
{
	const uint8_t *nl = at > from ? memrchr(text.p + from, '\n', at - from) : NULL;
	uint32_t begin = nl == NULL ? from : (uint32_t)(nl - text.p) + 1;

	/* Of a long line of ASCII only the end is context. */
	if (at - begin > 120)
		begin = at - 120;
	while (begin < at && (text.p[begin] & 0xc0) == 0x80)
		begin++;
	return begin;
}

void name_ja_all(const struct lexicon *lx, struct dc_span text, uint32_t from, uint32_t to, struct name_sink *sink)
{
	struct work w;
	uint32_t at = from;

	w.lattice.move = name_ja_model.move;
	while (at < to) {
		uint32_t wide = next_wide(text.p, at, to);
		size_t taken;

		if (wide == to)
			return;
		at = line_begin(text, at, wide);
		w.base = at;
		taken = line_read(&w.line, (struct dc_span){ text.p + at, to - at });
		w.text = (struct dc_span){ text.p + at, w.line.at[w.line.n] };
		if (!scan_line(&w, lx, sink))
			return;
		at += (uint32_t)taken;
	}
}

size_t name_ja_at(const struct lexicon *lx, struct dc_span text, uint32_t anchor, struct name_hit *out, size_t cap)
{
	struct work w;
	uint32_t from = anchor > 3 * BEFORE ? anchor - 3 * BEFORE : 0, to;
	const uint8_t *nl;
	size_t at = 0, first, last, n, kept = 0;

	while (from < anchor && (text.p[from] & 0xc0) == 0x80)
		from++;
	nl = anchor > from ? memrchr(text.p + from, '\n', anchor - from) : NULL;
	from = nl == NULL ? from : (uint32_t)(nl - text.p) + 1;
	to = text.n - from > 6 * 3 * BEFORE ? from + 6 * 3 * BEFORE : (uint32_t)text.n;
	while (to < text.n && to > anchor && (text.p[to] & 0xc0) == 0x80)
		to--;
	w.lattice.move = name_ja_model.move;
	w.base = from;
	line_read(&w.line, (struct dc_span){ text.p + from, to - from });
	w.text = (struct dc_span){ text.p + from, w.line.at[w.line.n] };
	while (at < w.line.n && w.line.at[at] + from < anchor)
		at++;
	first = at > 2 ? at - 2 : 0;
	last = at + 8 < w.line.n ? at + 8 : w.line.n;
	while (last < w.line.n &&
		(line_type(&w.line, (ptrdiff_t)last - 1) == CHAR_KATAKANA ||
			line_type(&w.line, (ptrdiff_t)last - 1) == CHAR_DOT))
		last++;
	line_look_up(&w.line, lx, w.text, first > CONTEXT ? first - CONTEXT : 0,
		last + CONTEXT < w.line.n ? last + CONTEXT : w.line.n);
	n = judge(&w, first, last, out, cap);
	for (size_t k = 0; k < n; k++) {
		if (out[k].start <= anchor && anchor < out[k].end)
			out[kept++] = out[k];
	}
	return kept;
}
