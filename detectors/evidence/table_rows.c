/* table_rows.c -- a row's candidates are weighed with their columns, compete cell by cell, and leave as one record. */
#include "table_rows.h"

#include "calibrate.h"
#include "compete.h"
#include "placeholder.h"
#include "record.h"
#include "rival.h"

#include <math.h>

#define ROW_MOST 4096			/* survivors of one row that know of each other */
#define KEEP_MOST 64			/* candidates of a row whose outcome may be kept */
#define NAME_CELL 0.4f			/* a cell of a column of names: own weight before the column's */
#define VOTED 2.2f			/* what the vote adds: full names, kana, addresses */
#define VOTED_PART 0.9f			/* surnames or given names alone: places and words look like them */
#define FEW_NAMES (-1.5f)		/* a handful of values over and over: brands, places, classes */
#define THINGS (-3.6f)			/* single words under "name" whose column holds more than persons */
#define WHOLE_NAME 0.3f			/* of the classifier: a cell that is a full name, whatever a part of it weighs */
#define VOTED_DOWN (-1.5f)		/* names among cells that are no names */

const struct dc_kind table_maybe_name = { .id = "maybe", .category = "person.name" };

static float vote_weight(const struct vote *v)
{
	bool part = v->won == LEXICON_CELL_SURNAME || v->won == LEXICON_CELL_GIVEN || v->won == LEXICON_CELL_LATIN_PART;

	return (part ? VOTED_PART : VOTED) * v->mean;
}

float table_voted_cell(const struct column *col)
{
	return NAME_CELL + vote_weight(&col->vote);
}

/* Columns of customers hold firms too. value: as compared, Latin letters in lower case and without stops. */
static bool is_body(struct dc_span value)
{
	static const char *const anywhere[] = { "会社", "法人", "組合", "協会", "（株）", "(株)", "㈱", "㈲", "（有）", "(有)" };
	static const char *const at_end[] = { "商店", "病院", "医院", "大学", "高校", "学校", "支店", "支社", "本社", "本店", "営業所", "事務所", "工業", "建設",
		"製作所", "銀行", "信用金庫", "センター", "クリニック", " inc", " ltd", " llc", " corp", " gmbh", " co", " limited", " company" };

	for (size_t i = 0; i < DC_ARRAY_LEN(anywhere); i++) {
		if (memmem(value.p, value.n, anywhere[i], strlen(anywhere[i])) != NULL)
			return true;
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(at_end); i++) {
		size_t n = strlen(at_end[i]);

		if (value.n > n && memcmp(value.p + value.n - n, at_end[i], n) == 0)
			return true;
	}
	return false;
}

/* A waiting cell becomes what its column was voted to hold, or nothing. */
static void resolve_maybe(const struct table *t, const struct column *col, struct dc_span value, struct candidate *c)
{
	uint16_t kind = col == NULL || col->vote.won < 0 ? NO_PROFILE : t->cell_kind[col->vote.won];

	if (kind == NO_PROFILE || (t->profiles->at[kind].traits & KIND_NAME && is_body(value))) {
		c->dropped = true;
		return;
	}
	c->kind = t->profiles->at[kind].kind;
	candidate_weigh(c, DC_E_model, NAME_CELL);
	candidate_weigh(c, DC_E_column_confirms, vote_weight(&col->vote));
}

bool table_is_name(const struct table *t, uint16_t kind)
{
	for (size_t i = 0; i < LEXICON_CELL_KINDS; i++)
		if (t->cell_kind[i] == kind)
			return true;
	return t->profiles->at[kind].traits & KIND_NAME;
}

/* Under "name" alone stand things as often as persons: Mercury, Georgia, Ford. A list of names has agreed by then. */
static bool may_be_things(const struct column *col, struct dc_span value)
{
	return col->heading.flags & HEADING_ANY_NAME && col->vote.cells >= 10 && col->vote.won < 0 && value.n > 0 && value.p[0] < 0xe3 &&
		memchr(value.p, ' ', value.n) == NULL;
}

/* A handful of names over and over. */
static bool is_few(const struct table *t, const struct column *col, uint16_t kind)
{
	return t->profiles->at[kind].traits & KIND_NAME && col->filled >= 50 && distinct_count(&col->seen) * 10 < col->filled;
}

static void weigh_by_vote(const struct table *t, const struct column *col, struct candidate *c, uint16_t kind)
{
	if (!table_is_name(t, kind) || weighed(c, DC_E_column_confirms))
		return;
	if (col->vote.won >= 0 && t->cell_kind[col->vote.won] == kind)
		candidate_weigh(c, DC_E_column_confirms, vote_weight(&col->vote));
	else if (col->vote.cells >= 5 && col->vote.names < 0.5f && t->profiles->at[kind].traits & KIND_NAME)
		candidate_weigh(c, DC_E_column_rejects, col->vote.names < 0.35f ? VOTED_DOWN : VOTED_DOWN / 2);
	if (is_few(t, col, kind))
		candidate_weigh(c, DC_E_repeated, FEW_NAMES);
}

static void weigh_by_column(const struct table *t, const struct column *col, struct candidate *c, struct dc_span value,
	const struct spot *spot, uint16_t kind)
{
	enum dc_evidence why = DC_E_column_confirms;
	bool things = spot->whole && t->profiles->at[kind].traits & KIND_NAME && may_be_things(col, value);
	float verdict = !spot->whole ? 0 : things ? THINGS : column_verdict(col, kind, &why);
	float heading = heading_logodds(&col->heading, t->profiles, kind);

	if (heading != 0 && !weighed(c, DC_E_heading) && !weighed(c, DC_E_label))
		candidate_weigh(c, heading > 0 ? DC_E_heading : DC_E_heading_against, heading);
	if (verdict != 0)
		candidate_weigh(c, things ? DC_E_column_rejects : why, verdict);
	if (spot->whole && !things)
		weigh_by_vote(t, col, c, kind);
	if (verdict > 0 || weighed(c, DC_E_column_confirms))
		c->flags |= DC_HIT_COLUMN;
}

static void weigh(const struct table *t, struct candidate *c, struct dc_span value, const struct spot *spot)
{
	const struct column *col = spot->column < t->n_columns ? &t->columns[spot->column] : NULL;
	uint16_t kind;
	float rival;

	if (c->kind == &table_maybe_name)
		resolve_maybe(t, col, value, c);
	kind = profile_of(t->profiles, c->kind);
	if (c->dropped || kind == NO_PROFILE)
		return;
	if (col != NULL)
		weigh_by_column(t, col, c, value, spot, kind);
	context_weigh_file(t->ctx, c, kind);
	if (!(t->profiles->at[kind].traits & KIND_NUMBER) || weighed(c, DC_E_heading) || weighed(c, DC_E_label) ||
	    weighed(c, DC_E_column_confirms))
		return;
	rival = rival_logodds(value, false);
	if (rival < 0)
		candidate_weigh(c, DC_E_competing, rival);
}

struct ready_key table_ready_key(const struct table *t, const struct column *col, uint16_t kind, const char *category, uint16_t flags,
	const struct dc_weight *own, uint8_t n_own)
{
	return (struct ready_key){ .kind = t->profiles->at[kind].kind, .category = category, .own = own, .flags = flags, .n_own = n_own,
		.few = is_few(t, col, kind), .stamp = col->stamp };
}

/* A candidate whose outcome may be kept: alone in its cell, and not weighed by what its very value is (digits: see by_digits()). */
static bool is_keepable(const struct table *t, const struct candidate *c, const struct spot *spots, size_t i, size_t n)
{
	uint16_t kind = profile_of(t->profiles, c->kind);

	if (!spots[i].whole || kind == NO_PROFILE || c->kind == &table_maybe_name || c->n_weights > READY_OWN ||
	    spots[i].column >= t->n_columns)
		return false;
	if (t->profiles->at[kind].traits & KIND_NAME && t->columns[spots[i].column].vote.won < 0)
		return false;			/* may_be_things() looks at it */
	return (i == 0 || spots[i - 1].column != spots[i].column) && (i + 1 == n || spots[i + 1].column != spots[i].column);
}

/* A candidate as it came, while its row is weighed. */
struct before { bool keep; uint8_t n_own; uint16_t flags; const char *category; unsigned gives; };

static void note_before(const struct table *t, const struct candidate *at, const struct spot *spots, size_t n, struct before *b)
{
	for (size_t i = 0; i < n; i++)
		b[i] = (struct before){ .keep = is_keepable(t, &at[i], spots, i, n), .n_own = at[i].n_weights, .flags = at[i].flags,
			.category = at[i].category };
}

/* Weighed by its digits? Then the next one of its form may come to something else. */
static bool by_digits(const struct table *t, const struct candidate *c, uint16_t kind)
{
	return (t->profiles->at[kind].traits & KIND_NUMBER) != 0 && !weighed(c, DC_E_heading) && !weighed(c, DC_E_label) &&
		!weighed(c, DC_E_column_confirms);
}

static void keep_ready(struct table *t, const struct candidate *c, const struct before *b, uint32_t column, unsigned row)
{
	struct column *col = &t->columns[column];
	uint16_t kind = profile_of(t->profiles, c->kind);
	struct ready_key key = table_ready_key(t, col, kind, b->category, b->flags, c->weights, b->n_own);
	struct ready *r;

	if (by_digits(t, c, kind) || ready_in_row(&col->ready, &key, row) != NULL)
		return;
	r = ready_put(&col->ready, &key, row);
	if (r == NULL)
		return;
	r->gives = b->gives;
	r->category = c->category != NULL ? c->category : c->kind->category;
	r->confidence = logistic(candidate_logodds(c));
	r->band = dc_band_of(r->confidence);
	r->flags = c->flags;
	r->n_weights = c->n_weights;
	memcpy(r->weights, c->weights, c->n_weights * sizeof *c->weights);
}

/* The whole cell is a full name, as its column's are: then no part of it is one. */
static bool is_whole_name(const struct table *t, size_t i)
{
	const struct spot *spot = &t->batch.spots[i];
	const struct candidate *c = &t->batch.list.at[i];
	int won = spot->column < t->n_columns ? t->columns[spot->column].vote.won : -1;

	return !c->dropped && spot->whole && (won == LEXICON_CELL_FULL_NAME || won == LEXICON_CELL_LATIN) &&
		t->cell_kind[won] == profile_of(t->profiles, c->kind) &&
		lexicon_cell_score(batch_value(&t->batch, i), (enum lexicon_cell)won) >= WHOLE_NAME;
}

static void prefer_whole(const struct table *t, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (!is_whole_name(t, i))
			continue;
		for (size_t k = from; k < to; k++) {
			const struct spot *part = &t->batch.spots[k];
			uint16_t kind = profile_of(t->profiles, t->batch.list.at[k].kind);

			if (part->column == t->batch.spots[i].column && !part->whole && kind != NO_PROFILE && table_is_name(t, kind))
				t->batch.list.at[k].dropped = true;
		}
	}
}

static enum dc_status send_row(struct table *t, size_t from, size_t to, struct dc_hit_sink *out, struct dc_error *err)
{
	struct candidate *at = t->batch.list.at, *kept[ROW_MOST];
	struct before before[KEEP_MOST];
	bool keep = t->decided && to - from <= KEEP_MOST;
	unsigned row = 0;
	size_t n = 0;
	enum dc_status st = DC_OK;

	if (keep)
		note_before(t, at + from, t->batch.spots + from, to - from, before);
	for (size_t i = from; i < to; i++)
		weigh(t, &at[i], batch_value(&t->batch, i), &t->batch.spots[i]);
	prefer_whole(t, from, to);
	compete(at + from, to - from);
	for (size_t i = from; i < to && n < ROW_MOST; i++)
		if (!at[i].dropped)
			kept[n++] = &at[i];
	for (size_t i = from; i < to && keep; i++) {
		before[i - from].gives = at[i].dropped ? 0 : record_shows(&at[i], t->profiles);
		row |= before[i - from].gives;
	}
	record_weigh(kept, n, t->profiles);
	for (size_t i = from; i < to && st == DC_OK; i++) {
		if (at[i].dropped)
			continue;
		calibrate(&at[i], t->profiles);
		placeholder_cap(&at[i]);	/* last: no line fitted elsewhere lifts a sample value */
		if (keep && before[i - from].keep)
			keep_ready(t, &at[i], &before[i - from], t->batch.spots[i].column, row);
		st = emit_hit(&at[i], batch_value(&t->batch, i), &t->batch.spots[i], out, err);
	}
	return st;
}

enum dc_status table_flush(struct table *t, struct dc_hit_sink *out, struct dc_error *err)
{
	size_t from = 0, n = t->batch.list.n;
	enum dc_status st = DC_OK;

	while (from < n && st == DC_OK) {
		size_t to = from + 1;

		while (to < n && t->batch.spots[to].row == t->batch.spots[from].row)
			to++;
		st = send_row(t, from, to, out, err);
		from = to;
	}
	batch_clear(&t->batch);
	return st;
}

static enum dc_status report_one(const struct table *t, size_t column, uint16_t kind, const float w[3], uint64_t matching,
	struct dc_hit_sink *out, struct dc_error *err)
{
	static const uint16_t whys[3] = { DC_E_form, DC_E_heading, DC_E_column_confirms };
	const struct column *col = &t->columns[column];
	struct candidate c = { .kind = t->profiles->at[kind].kind };
	struct dc_column_finding f = { .column = (uint32_t)column, .kind = c.kind, .category = c.kind->category,
		.rows = t->rows, .filled = col->filled, .distinct = distinct_count(&col->seen), .matching = matching };

	for (size_t i = 0; i < 3; i++)
		if (w[i] != 0)
			candidate_weigh(&c, i == 1 && w[i] < 0 ? DC_E_heading_against : whys[i], w[i]);
	calibrate(&c, t->profiles);
	f.confidence = logistic(candidate_logodds(&c));
	f.weights = c.weights;
	f.n_weights = c.n_weights;
	return dc_band_of(f.confidence) == DC_BAND_NONE ? DC_OK : out->column(out, &f, err);
}

/* A kind whose cells are a good part of the column, or that the heading names. */
static enum dc_status report_tallies(const struct table *t, size_t column, struct dc_hit_sink *out, struct dc_error *err)
{
	const struct column *col = &t->columns[column];
	uint64_t all = distinct_count(&col->seen);
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < col->n_tallies && st == DC_OK; i++) {
		const struct tally *tally = &col->tally[i];
		uint64_t match = distinct_of(&col->seen, (unsigned)i);
		float w[3] = { tally->cells == 0 ? 0 : tally->sum / (float)tally->cells,
			heading_logodds(&col->heading, t->profiles, tally->kind), tally->verdict };

		bool few = match * 5 < all || (uint64_t)tally->cells * 20 < col->filled;

		if (match == 0 || (few && heading_score(&col->heading, tally->kind) < 0.6f))
			continue;
		if (col->vote.won >= 0 && t->cell_kind[col->vote.won] == tally->kind)
			continue;		/* the vote speaks for these */
		st = report_one(t, column, tally->kind, w, match, out, err);
	}
	return st;
}

enum dc_status table_report(struct table *t, struct dc_hit_sink *out, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < t->n_columns && st == DC_OK && out->column != NULL; i++) {
		const struct column *col = &t->columns[i];

		if (col->vote.won >= 0 && t->cell_kind[col->vote.won] != NO_PROFILE) {
			uint16_t kind = t->cell_kind[col->vote.won];
			float w[3] = { NAME_CELL, heading_logodds(&col->heading, t->profiles, kind), vote_weight(&col->vote) };

			st = report_one(t, i, kind, w, distinct_count(&col->seen), out, err);
		}
		if (st == DC_OK)
			st = report_tallies(t, i, out, err);
	}
	return st;
}
