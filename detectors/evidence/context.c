/* context.c -- windows around candidates are folded and searched once, then each candidate reads the words near it. */
#include "context.h"

#include "gap.h"
#include "heading.h"

#include <stdlib.h>

#define SERVED_LOOK 8			/* candidates looked back for one of the same kind */
#define COLUMN_NAME_MOST 96
#define NEAR_POINTS 40			/* how far a context word reaches, in characters (facts: Microsoft's and our practice) */
#define WINDOW (NEAR_POINTS * 3)	/* the same in bytes of Japanese */
#define MERGED_MOST (32u << 10)		/* windows that touch are searched together, up to this */

/* Log-odds before calibration. */
#define LABEL 3.0f			/* "電話番号：" right before */
#define LABEL_ABOVE 2.2f		/* alone on the line above */
#define NEAR 1.7f			/* a word close by */
#define NEAR_MORE 0.4f			/* a second, different word */
#define AGAINST_LABEL 3.5f		/* the label says it is something else */
#define AGAINST_NEAR 2.0f
#define OTHER_LABEL 1.5f		/* the label of another kind of number */
#define SAMPLE_NEAR 1.0f
#define OFFICE_NEAR 0.6f
#define AMOUNT 2.5f
#define OTHER_LINE 0.55f		/* words on another line count this much */
#define FILE_NAME 0.7f
#define SOURCE_CODE 0.8f
#define OCR 0.6f			/* letters may be taken for others */
#define SAMPLE_FILE 0.8f		/* 記入例.docx, test_data.csv */

static const struct { uint16_t owner; const char *const *words; } general[] = {
#define GENERAL(owner, ...) { owner, (const char *const[]){ __VA_ARGS__, NULL } },
#include "general_words.def"
#undef GENERAL
};

static const struct { const char *category; const char *const *words; } hints[] = {
#define HINT(category, ...) { category, (const char *const[]){ __VA_ARGS__, NULL } },
#include "hints.def"
#undef HINT
};

static enum dc_status add_list(struct words *w, const char *const *list, uint16_t owner, int speaks)
{
	enum dc_status st = DC_OK;

	for (; list != NULL && *list != NULL && st == DC_OK; list++)
		st = words_add(w, *list, owner, speaks);
	return st;
}

/* Column names are kept with their romaji folded, as headings are looked up. */
static enum dc_status add_columns(struct words *w, const char *const *list, uint16_t owner)
{
	enum dc_status st = DC_OK;

	for (; list != NULL && *list != NULL && st == DC_OK; list++) {
		char name[COLUMN_NAME_MOST];
		size_t n = 0;

		for (const char *p = *list; *p != '\0' && n + 1 < sizeof name; p++)
			if (*p != '_' && *p != '-' && *p != ' ')
				name[n++] = *p;
		n = romaji_fold((uint8_t *)name, n);
		name[n] = '\0';
		st = words_add(w, name, owner, 1);
	}
	return st;
}

static enum dc_status add_words(struct context *ctx)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < ctx->profiles->n && st == DC_OK; i++) {
		const struct dc_kind *k = ctx->profiles->at[i].kind;

		st = add_list(ctx->words, k->near, (uint16_t)i, 1);
		if (st == DC_OK)
			st = add_list(ctx->words, k->near_not, (uint16_t)i, -1);
		if (st == DC_OK)
			st = add_columns(ctx->columns, k->columns, (uint16_t)i);
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(general) && st == DC_OK; i++)
		st = add_list(ctx->words, general[i].words, general[i].owner, -1);
	for (size_t i = 0; i < DC_ARRAY_LEN(hints) && st == DC_OK; i++)
		st = add_list(ctx->words, hints[i].words, (uint16_t)(OWNER_HINT + i), 1);
	if (st == DC_OK)
		st = words_seal(ctx->words);
	return st == DC_OK ? words_seal(ctx->columns) : st;
}

enum dc_status context_init(struct context *ctx, const struct profiles *profiles, struct dc_error *err)
{
	enum dc_status st;

	*ctx = (struct context){ .profiles = profiles, .words = words_new(), .columns = words_new() };
	ctx->file = calloc(profiles->n + 1, sizeof *ctx->file);
	if (ctx->words == NULL || ctx->columns == NULL || ctx->file == NULL)
		return dc_fail(err, DC_ENOMEM, "context words");
	st = add_words(ctx);
	return st == DC_OK ? DC_OK : dc_fail(err, st, "context words");
}

void context_done(struct context *ctx)
{
	words_free(ctx->words);
	words_free(ctx->columns);
	folded_done(&ctx->folded);
	free(ctx->hits);
	free(ctx->file);
	*ctx = (struct context){ 0 };
}

enum dc_status context_words(struct context *ctx, struct dc_span text, uint32_t from, uint32_t to)
{
	size_t cap;

	folded_clear(&ctx->folded);
	if (fold_add(&ctx->folded, text, from, to) != DC_OK)
		return DC_ENOMEM;
	cap = ctx->folded.n / 2 + 1;
	if (cap > ctx->cap_hits) {
		struct word_hit *hits = realloc(ctx->hits, cap * sizeof *hits);

		if (hits == NULL)
			return DC_ENOMEM;
		ctx->hits = hits;
		ctx->cap_hits = cap;
	}
	ctx->n_hits = words_find(ctx->words, &ctx->folded, text, ctx->hits, ctx->cap_hits);
	return DC_OK;
}

static void read_name_word(struct context *ctx, uint16_t word)
{
	size_t n;
	const struct word_owner *o = words_owners(ctx->words, word, &n);

	for (size_t i = 0; i < n; i++) {
		if (o[i].owner == OWNER_SAMPLE)
			ctx->sample_file = true;
		if (o[i].owner < ctx->profiles->n && o[i].speaks > 0)
			ctx->file[o[i].owner] = FILE_NAME;
		for (size_t k = 0; o[i].owner >= OWNER_HINT && k < ctx->profiles->n; k++)
			if (category_is(ctx->profiles->at[k].kind->category, hints[o[i].owner - OWNER_HINT].category))
				ctx->file[k] = FILE_NAME;
	}
}

enum dc_status context_document(struct context *ctx, const struct dc_document *doc)
{
	const char *const names[] = { doc->file_name, doc->member, doc->table };

	memset(ctx->file, 0, ctx->profiles->n * sizeof *ctx->file);
	ctx->sample_file = false;
	ctx->source_code = doc->format != NULL && strcmp(doc->format, "source") == 0;
	ctx->ocr = doc->format != NULL && strcmp(doc->format, "ocr") == 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++) {
		struct dc_span name = dc_span_of(names[i]);

		if (name.n > MERGED_MOST)
			name.n = MERGED_MOST;
		if (name.n > 0 && context_words(ctx, name, 0, (uint32_t)name.n) != DC_OK)
			return DC_ENOMEM;
		for (size_t h = 0; name.n > 0 && h < ctx->n_hits; h++)
			read_name_word(ctx, ctx->hits[h].word);
	}
	return DC_OK;
}

void context_weigh_file(const struct context *ctx, struct candidate *c, uint16_t kind)
{
	if (ctx->file[kind] > 0)
		candidate_weigh(c, DC_E_file_name, ctx->file[kind]);
	if (ctx->source_code && ctx->profiles->at[kind].traits & KIND_NUMBER && !weighed(c, DC_E_label))
		candidate_weigh(c, DC_E_code_like, -SOURCE_CODE);
	if (ctx->ocr)
		candidate_weigh(c, DC_E_ocr, -OCR);
	if (ctx->sample_file && !weighed(c, DC_E_placeholder))
		candidate_weigh(c, DC_E_placeholder, -SAMPLE_FILE);
}

bool weighed(const struct candidate *c, enum dc_evidence why)
{
	for (size_t i = 0; i < c->n_weights; i++)
		if (c->weights[i].why == why)
			return true;
	return false;
}

void bounds_of(const struct dc_text *text, const struct candidate *c, uint32_t *floor, uint32_t *ceiling)
{
	*floor = 0;
	*ceiling = (uint32_t)text->bytes.n;
	if (c->cell < text->n_cells) {
		*floor = text->cells[c->cell].start;
		*ceiling = text->cells[c->cell].end;
	}
}

static bool only_quotes(const uint8_t *p, uint32_t from, uint32_t to)
{
	for (; from < to; from++) {
		if (to - from >= 3 && memcmp(p + from, "\xe3\x80\x80", 3) == 0)
			from += 2;			/* an ideographic space */
		else if (strchr(" \t\r\n\"'=", p[from]) == NULL || p[from] == '\0')
			return false;
	}
	return true;
}

bool fills_cell(const struct dc_text *text, const struct candidate *c)
{
	uint32_t floor, ceiling;

	if (c->cell >= text->n_cells)
		return false;
	bounds_of(text, c, &floor, &ceiling);
	return c->start >= floor && c->end <= ceiling && only_quotes(text->bytes.p, floor, c->start) &&
		only_quotes(text->bytes.p, c->end, ceiling);
}

/* What the words around one candidate amount to. */
struct reading {
	float label, near, more, against, sample, office;
	uint16_t near_word;
	uint32_t label_at;		/* end of the nearest word that joins directly: the label */
};

/* How loud a word at this distance is: 1 beside it, 1/3 at forty characters; 0 beyond. */
static float loudness(struct dc_span text, uint32_t from, uint32_t to)
{
	unsigned points = 0;
	bool line = false;

	for (uint32_t i = from; i < to && points <= NEAR_POINTS; i++) {
		points += (text.p[i] & 0xc0) != 0x80;
		line |= text.p[i] == '\n';
	}
	if (points > NEAR_POINTS)
		return 0;
	return (1 - (float)points / (NEAR_POINTS * 1.5f)) * (line ? OTHER_LINE : 1);
}

static void raise_to(float *held, float value)
{
	if (value > *held)
		*held = value;
}

/* Phone, fax and emergency number share labels. */
static bool siblings(const char *a, const char *b)
{
	return category_is(a, "contact") && category_is(b, "contact");
}

static bool labels_other_number(const struct context *ctx, uint16_t word, uint16_t kind)
{
	size_t n;
	const struct word_owner *o = words_owners(ctx->words, word, &n);
	bool other = false;

	for (size_t i = 0; i < n; i++) {
		if (o[i].owner == kind)
			return false;
		if (o[i].owner < ctx->profiles->n && o[i].speaks > 0 && ctx->profiles->at[o[i].owner].traits & KIND_NUMBER &&
		    !siblings(ctx->profiles->at[o[i].owner].kind->category, ctx->profiles->at[kind].kind->category))
			other = true;
	}
	return other;
}

/* The general groups that concern this kind. */
static void read_general(const struct context *ctx, struct reading *r, uint16_t kind, uint16_t word, float loud, bool joined)
{
	unsigned traits = ctx->profiles->at[kind].traits;

	if (words_speaks(ctx->words, word, OWNER_SAMPLE) != 0)
		raise_to(&r->sample, SAMPLE_NEAR * loud);
	if (traits & KIND_OFFICE && words_speaks(ctx->words, word, OWNER_ORGANISATION) != 0)
		raise_to(&r->office, OFFICE_NEAR * loud);
	if (!(traits & KIND_NUMBER))
		return;
	if (words_speaks(ctx->words, word, OWNER_NUMBER) != 0 || words_speaks(ctx->words, word, OWNER_PARCEL) != 0)
		raise_to(&r->against, joined ? AGAINST_LABEL : AGAINST_NEAR * 0.6f * loud);
	else if (joined && labels_other_number(ctx, word, kind))
		raise_to(&r->against, OTHER_LABEL);
}

/* served: end of the candidate of this kind before c; what stands before that one speaks of that one. */
static void read_word(const struct context *ctx, struct reading *r, const struct dc_text *text, const struct candidate *c,
	uint16_t kind, const struct word_hit *h, uint32_t served)
{
	bool before = h->end <= c->start;
	bool joined = before && gap_joins(text->bytes, h->end, c->start);
	float loud = before ? loudness(text->bytes, h->end, c->start) : loudness(text->bytes, c->end, h->start);
	int speaks = words_speaks(ctx->words, h->word, kind);

	if (loud <= 0 || (speaks > 0 && h->end <= served && ctx->profiles->at[kind].traits & KIND_BORN))
		return;
	if (joined && h->end > r->label_at) {
		r->label_at = h->end;		/* the nearest label is the label */
		r->label = 0;
	}
	if (speaks > 0 && joined)
		raise_to(&r->label, LABEL);
	else if (speaks > 0 && before && gap_line_above(text->bytes, h->start, h->end, c->start))
		raise_to(&r->label, LABEL_ABOVE);
	else if (speaks > 0 && r->near > 0 && r->near_word != h->word)
		r->more = NEAR_MORE;
	if (speaks > 0 && NEAR * loud > r->near) {
		r->near = NEAR * loud;
		r->near_word = h->word;
	}
	if (speaks < 0)
		raise_to(&r->against, joined ? AGAINST_LABEL : AGAINST_NEAR * loud);
	if (speaks == 0)
		read_general(ctx, r, kind, h->word, loud, joined);
}

static void apply(const struct reading *r, struct candidate *c)
{
	bool has_label = weighed(c, DC_E_label);

	if (r->label > 0 && !has_label)
		candidate_weigh(c, DC_E_label, r->label);
	else if (r->near > 0 && !has_label && !weighed(c, DC_E_context))
		candidate_weigh(c, DC_E_context, r->near + r->more);
	if (r->against > 0 && !(r->label > 0 && r->against < AGAINST_LABEL))
		candidate_weigh(c, DC_E_context_against, -r->against);
	if (r->sample > 0)
		candidate_weigh(c, DC_E_placeholder, -r->sample);
	if (r->office > 0)
		candidate_weigh(c, DC_E_organisation, -r->office);
}

/* The end of the candidate of the same kind before number i, near it. */
static uint32_t served_before(const struct candidates *found, size_t i)
{
	for (size_t k = i; k-- > 0 && i - k <= SERVED_LOOK; ) {
		if (found->at[k].kind == found->at[i].kind && !found->at[k].dropped && found->at[k].end <= found->at[i].start)
			return found->at[k].end;
	}
	return 0;
}

static void weigh_one(struct context *ctx, const struct dc_text *text, const struct candidates *found, struct candidate *c, size_t *first)
{
	uint32_t served = served_before(found, (size_t)(c - found->at));

	struct reading r = { .near_word = UINT16_MAX };
	uint16_t kind = profile_of(ctx->profiles, c->kind);

	while (*first < ctx->n_hits && ctx->hits[*first].end + WINDOW < c->start)
		(*first)++;
	if (kind == NO_PROFILE)
		return;
	for (size_t i = *first; i < ctx->n_hits && ctx->hits[i].start < c->end + WINDOW; i++)
		if (ctx->hits[i].end <= c->start || ctx->hits[i].start >= c->end)
			read_word(ctx, &r, text, c, kind, &ctx->hits[i], served);
	if (ctx->profiles->at[kind].traits & KIND_NUMBER && gap_amount(text->bytes, c->start, c->end))
		raise_to(&r.against, AMOUNT);
	apply(&r, c);
}

static void window_of(const struct dc_text *text, const struct candidate *c, uint32_t *from, uint32_t *to)
{
	uint32_t floor, ceiling;

	bounds_of(text, c, &floor, &ceiling);
	*from = c->start - floor > WINDOW ? c->start - WINDOW : floor;
	*to = ceiling - c->end > WINDOW ? c->end + WINDOW : ceiling;
}

/* Candidates from i on whose windows touch, in the same cell or all in prose. Returns the one behind the last. */
static size_t merge_windows(const struct dc_text *text, const struct candidates *found, size_t i, uint32_t *from, uint32_t *to)
{
	size_t k = i + 1;

	window_of(text, &found->at[i], from, to);
	for (; k < found->n && found->at[k].cell == found->at[i].cell; k++) {
		uint32_t f, t;

		window_of(text, &found->at[k], &f, &t);
		if (f > *to || t - *from > MERGED_MOST)
			break;
		if (f < *from)
			*from = f;
		if (t > *to)
			*to = t;
	}
	return k;
}

enum dc_status context_weigh(struct context *ctx, const struct dc_text *text, struct candidates *found)
{
	size_t i = 0;

	while (i < found->n) {
		uint32_t from, to;
		size_t behind, first = 0;

		if (fills_cell(text, &found->at[i])) {
			i++;			/* nothing stands beside it */
			continue;
		}
		behind = merge_windows(text, found, i, &from, &to);
		if (context_words(ctx, text->bytes, from, to) != DC_OK)
			return DC_ENOMEM;
		for (; i < behind; i++)
			if (!found->at[i].dropped)
				weigh_one(ctx, text, found, &found->at[i], &first);
	}
	return DC_OK;
}
