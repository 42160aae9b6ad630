/* table.c -- cells in, tallies and waiting rows out.
 *
 * Memory is bounded: a table waits for at most ROWS_WAIT rows or CANDIDATES_WAIT candidates, and all columns together
 * remember at most VALUES_KEPT distinct values. */
#include "table_rows.h"

#include "calibrate.h"
#include "placeholder.h"

#include <stdlib.h>

#define ROWS_WAIT 2000u
#define CANDIDATES_WAIT 16384u
#define VALUES_KEPT (768u << 10)	/* 12 MiB at worst */
#define CELL_LOOKED_AT 512u		/* bytes of a cell that make it distinct */
#define NAME_BYTES_MOST 60u
#define SETTLED_CELLS 100u		/* filled cells that show what a column is */
#define SETTLED_SHARE 0.95f
#define PERSON_SHARE 0.3f		/* of the cells of a column that shows persons */
#define PLACE_OF_NOBODY (-2.4f)
#define SETTLED_BY_VOTE 0.6f
#define SETTLED_HIGH 3.2f		/* log-odds: the highest band and one more */

static uint16_t find_kind(const struct profiles *p, const char *category, bool japanese)
{
	uint16_t other = NO_PROFILE;

	for (size_t i = 0; i < p->n; i++) {
		const struct dc_kind *k = p->at[i].kind;

		if (strcmp(k->category, category) != 0 || k->flags & DC_KIND_USER)
			continue;
		if ((strncmp(k->id, "jp.", 3) == 0) == japanese)
			return (uint16_t)i;
		other = (uint16_t)i;
	}
	return other;
}

enum dc_status table_init(struct table *t, struct context *ctx)
{
	static const struct { const char *category; bool japanese; } kinds[LEXICON_CELL_KINDS] = {
		[LEXICON_CELL_FULL_NAME] = { "person.name", true }, [LEXICON_CELL_SURNAME] = { "person.name", true },
		[LEXICON_CELL_GIVEN] = { "person.name", true }, [LEXICON_CELL_KANA] = { "person.name_kana", true },
		[LEXICON_CELL_LATIN] = { "person.name", false }, [LEXICON_CELL_LATIN_PART] = { "person.name", false },
		[LEXICON_CELL_ADDRESS] = { "contact.address", true },
	};

	*t = (struct table){ .ctx = ctx, .profiles = ctx->profiles };
	batch_init(&t->batch);
	for (size_t i = 0; i < LEXICON_CELL_KINDS; i++)
		t->cell_kind[i] = find_kind(ctx->profiles, kinds[i].category, kinds[i].japanese);
	return DC_OK;
}

static void drop_columns(struct table *t)
{
	for (size_t i = 0; i < t->n_columns; i++)
		column_done(&t->columns[i]);
	free(t->columns);
	t->columns = NULL;
	t->n_columns = 0;
}

void table_done(struct table *t)
{
	drop_columns(t);
	batch_done(&t->batch);
}

void table_begin(struct table *t)
{
	drop_columns(t);
	batch_clear(&t->batch);
	t->rows = 0;
	t->decided = false;
}

/* A text may show more columns than the last (JSON Lines): the new ones begin empty. */
static enum dc_status grow_columns(struct table *t, const struct dc_text *text)
{
	size_t n = text->n_columns < TABLE_COLUMNS_MOST ? text->n_columns : TABLE_COLUMNS_MOST;
	struct column *columns;

	if (n <= t->n_columns)
		return DC_OK;
	columns = realloc(t->columns, n * sizeof *columns);
	if (columns == NULL)
		return DC_ENOMEM;
	t->columns = columns;
	memset(columns + t->n_columns, 0, (n - t->n_columns) * sizeof *columns);
	for (size_t i = t->n_columns; i < n; i++) {
		columns[i].vote.won = -1;
		if (heading_read(t->ctx, text->columns[i].name, &columns[i].heading) != DC_OK)
			return DC_ENOMEM;
		t->n_columns = i + 1;
	}
	return DC_OK;
}

static struct dc_span trimmed(struct dc_span s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = dc_span_cut(s, 1, s.n);
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r'))
		s.n--;
	while (s.n >= 3 && memcmp(s.p, "\xe3\x80\x80", 3) == 0)
		s = dc_span_cut(s, 3, s.n);
	while (s.n >= 3 && memcmp(s.p + s.n - 3, "\xe3\x80\x80", 3) == 0)
		s.n -= 3;
	return s;
}

/* 1.23457E+11: a number that a spreadsheet has rounded away. */
static bool is_rounded(struct dc_span s)
{
	size_t i = 0;

	while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.'))
		i++;
	return i > 0 && s.n - i >= 3 && (s.p[i] == 'E' || s.p[i] == 'e') && s.p[i + 1] == '+' && s.p[s.n - 1] <= '9';
}

static bool is_latin(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool may_be_name(struct dc_span s)
{
	bool letters = false;

	if (s.n < 2 || s.n > NAME_BYTES_MOST)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < 0x80 && !is_latin(s.p[i]) && strchr(" .,'-", s.p[i]) == NULL)
			return false;
		letters |= s.p[i] >= 0xe3 || is_latin(s.p[i]);
	}
	return letters;
}

static void vote(struct column *c, struct dc_span cell, bool name)
{
	struct vote *v = &c->vote;

	if (v->cells == VOTES_ENOUGH)
		return;
	v->cells++;
	for (int k = 0; k < LEXICON_CELL_KINDS; k++)
		if (k == LEXICON_CELL_ADDRESS ? cell.n > 0 && cell.p[0] >= 0xe3 : name)
			v->sum[k] += lexicon_cell_score(cell, (enum lexicon_cell)k);
}

/* Could the vote still call this a column of names? */
static bool vote_is_open(const struct column *c)
{
	if (c->vote.cells < 10)
		return true;
	for (int k = 0; k < LEXICON_CELL_KINDS; k++)
		if (c->vote.sum[k] >= 0.25f * (float)c->vote.cells)
			return true;
	return false;
}

/* One row of one text: its cells and the candidates in them. */
struct row {
	const struct dc_text *text;
	const struct candidates *found;
	struct place *place;
	size_t next;			/* candidate that comes next */
};

static void note_spread(struct tally *tally, unsigned traits, const struct row *r, const struct candidate *c)
{
	struct dc_span value = { r->found->values.p + c->value, c->value_len };

	if (traits & KIND_BORN)
		spread_date(&tally->spread, value);
	else if (traits & KIND_PREFIXED)
		spread_head(&tally->spread, value);
}

/* Counts the candidates that fill this cell; returns their bits. */
static uint8_t tally_cell(struct table *t, struct column *col, const struct row *r, size_t from, bool *named)
{
	const struct dc_text *text = r->text;
	const struct candidate *c = r->found->at + from;
	size_t n = r->next - from;
	uint8_t bits = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t kind = profile_of(t->profiles, c[i].kind);
		struct tally *tally;

		if (c[i].dropped || kind == NO_PROFILE || !fills_cell(text, &c[i]))
			continue;
		*named |= (t->profiles->at[kind].traits & KIND_NAME) != 0 || kind == t->cell_kind[LEXICON_CELL_KANA] ||
			kind == t->cell_kind[LEXICON_CELL_ADDRESS];
		tally = column_tally(col, kind);
		if (tally == NULL)
			continue;
		tally->cells++;
		tally->window++;
		tally->checked += c[i].checked;
		if (t->decided && c[i].checked && !col->tested) {
			col->tested = true;		/* from here on all cells count */
			col->window = 0;
			for (size_t k = 0; k < col->n_tallies; k++)
				col->tally[k].window = 0;
			tally->window = 1;
		}
		tally->sum += candidate_logodds(&c[i]);
		if (!t->decided)
			note_spread(tally, t->profiles->at[kind].traits, r, &c[i]);
		bits |= (uint8_t)(1u << (tally - col->tally));
	}
	return bits;
}

static size_t values_most(const struct table *t)
{
	size_t wanted = 0, most;

	if (!t->decided)
		wanted = t->n_columns;
	else
		for (size_t i = 0; i < t->n_columns; i++)
			wanted += t->columns[i].wanted;
	most = VALUES_KEPT / (wanted == 0 ? 1 : wanted);
	return most > DISTINCT_EXACT ? DISTINCT_EXACT : most < 32 ? 32 : most;
}

static struct spot spot_of(const struct row *r, const struct dc_cell *cell, uint32_t start, uint32_t end, bool whole)
{
	struct spot s = { .column = cell->column, .row = r->text->first_row + cell->row, .whole = whole };

	s.record = r->text->one_record ? r->text->first_row : s.row;
	s.start = dc_map_stored(r->text->map, start);
	s.end = dc_map_stored_end(r->text->map, end);
	place_find(r->place, start, &s.line, &s.col);
	return s;
}

/* Names and addresses of Japan are compared without their blanks, names in Latin letters in lower case with one blank between
 * words and no stops, as their kinds give them. */
static struct dc_span as_compared(struct dc_span s, uint8_t out[DC_VALUE_MOST])
{
	bool latin = s.n > 0 && s.p[0] < 0xe3;
	size_t n = 0;

	if (s.n > DC_VALUE_MOST)
		return s;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];

		if (s.n - i >= 3 && memcmp(s.p + i, "\xe3\x80\x80", 3) == 0)
			i += 2;
		else if (latin ? c != '.' && c != ',' && !(c == ' ' && n > 0 && out[n - 1] == ' ') : c != ' ')
			out[n++] = latin && c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
	}
	return (struct dc_span){ out, n };
}

/* A cell that the vote may turn into a name waits as one. */
static enum dc_status add_maybe_name(struct table *t, struct row *r, const struct dc_cell *cell, struct dc_span value)
{
	uint32_t start = (uint32_t)(value.p - r->text->bytes.p);
	struct candidate c = { .kind = &table_maybe_name, .start = start, .end = start + (uint32_t)value.n };
	struct spot spot = spot_of(r, cell, c.start, c.end, true);
	uint8_t kept[DC_VALUE_MOST];

	value = as_compared(value, kept);
	c.value_len = (uint16_t)value.n;
	return batch_add(&t->batch, &c, value, &spot);
}

static enum dc_status add_candidates(struct table *t, struct row *r, const struct dc_cell *cell, size_t from)
{
	for (size_t i = from; i < r->next; i++) {
		const struct candidate *c = &r->found->at[i];
		struct spot spot;

		if (c->dropped || c->start < r->text->page || c->start >= r->text->page_end)
			continue;
		spot = spot_of(r, cell, c->start, c->end, fills_cell(r->text, c));
		if (batch_add(&t->batch, c, (struct dc_span){ r->found->values.p + c->value, c->value_len }, &spot) != DC_OK)
			return DC_ENOMEM;
	}
	return DC_OK;
}

/* Counts one cell in its column. *maybe: it waits for the vote. */
static enum dc_status count_cell(struct table *t, struct row *r, struct column *col, struct dc_span value, size_t from,
	bool *maybe)
{
	bool fresh = false, named = false, name = may_be_name(value);
	uint8_t bits = r->next == from ? 0 : tally_cell(t, col, r, from, &named);
	enum dc_status st;

	*maybe = false;
	if (value.n == 0)
		return DC_OK;
	col->filled++;
	if (placeholder_none(value) || is_rounded(value))
		return DC_OK;
	col->window++;
	if (t->decided && !col->wanted)
		return DC_OK;
	if (value.n > CELL_LOOKED_AT)
		value.n = CELL_LOOKED_AT;
	st = distinct_add(&col->seen, distinct_hash(value), bits, t->most, &fresh);
	if (st != DC_OK)
		return st;
	if (fresh && !t->decided)
		vote(col, value, name);
	*maybe = !named && (t->decided ? col->vote.won >= 0 && (name || col->vote.won == LEXICON_CELL_ADDRESS) :
		(name || value.p[0] >= 0xe3) && value.n < DC_VALUE_MOST && vote_is_open(col));
	return DC_OK;
}

static enum dc_status read_cell(struct table *t, struct row *r, size_t i)
{
	const struct dc_cell *cell = &r->text->cells[i];
	struct column *col = cell->column < t->n_columns ? &t->columns[cell->column] : NULL;
	size_t from = r->next;
	bool maybe = false, none = false;
	enum dc_status st = DC_OK;

	while (r->next < r->found->n && r->found->at[r->next].start < cell->end)
		r->next++;
	if (col != NULL && (!t->decided || col->wanted || col->tested || r->next > from)) {
		struct dc_span value = trimmed(dc_span_cut(r->text->bytes, cell->start, cell->end));

		none = placeholder_none(value);
		st = count_cell(t, r, col, value, none ? r->next : from, &maybe);
		if (st == DC_OK && maybe)
			st = add_maybe_name(t, r, cell, value);
		if (t->decided)
			column_look_again(col, t->profiles);
	}
	return st == DC_OK && r->next > from && !none ? add_candidates(t, r, cell, from) : st;
}

enum dc_status table_count_plain(struct table *t, const struct dc_text *text, size_t cell)
{
	const struct candidates none = { 0 };
	struct row r = { .text = text, .found = &none };

	return read_cell(t, &r, cell);
}

bool table_is_plain(struct dc_span cell)
{
	return cell.n > 0 && cell.n <= CELL_LOOKED_AT && trimmed(cell).n == cell.n && !placeholder_none(cell) && !is_rounded(cell);
}

void table_text_begin(struct table *t)
{
	t->most = values_most(t);
}

/* Names that a finished vote agrees with: even the weakest cell is sure to be high, so which one it is need not be asked. */
static bool is_settled_name(const struct table *t, struct column *c, const struct tally *tally)
{
	float weakest;

	if (!column_vote_ended(c, t->profiles) || c->vote.won < 0 || t->cell_kind[c->vote.won] != tally->kind)
		return false;
	weakest = table_voted_cell(c) + heading_logodds(&c->heading, t->profiles, tally->kind);
	return calibrated(t->profiles->at[tally->kind].kind->category, weakest) >= SETTLED_HIGH;
}

/* All cells but a few; of names most, for the vote speaks for the rest. */
static bool is_settled(const struct table *t, struct column *c, const struct tally *tally)
{
	float share = (float)tally->cells / (float)c->filled;

	if (t->profiles->at[tally->kind].traits & KIND_NAME)
		return share >= SETTLED_BY_VOTE && is_settled_name(t, c, tally);
	return share >= SETTLED_SHARE;
}

/* Check digits never settle a column: each of its numbers is tested to the end. */
const struct dc_kind *table_settled(const struct table *t, size_t column, float *own)
{
	struct column *c = column < t->n_columns ? &t->columns[column] : NULL;
	const struct tally *best = NULL;

	if (c == NULL || c->filled < SETTLED_CELLS)
		return NULL;
	for (size_t i = 0; i < c->n_tallies; i++) {
		if (c->tally[i].checked > 0)
			return NULL;
		if (is_settled(t, c, &c->tally[i]) && (best == NULL || c->tally[i].sum > best->sum))
			best = &c->tally[i];
	}
	if (best == NULL)
		return NULL;
	*own = best->sum / (float)best->cells;
	return t->profiles->at[best->kind].kind;
}

/* Postal addresses and offices' numbers are places' too; whoever is online is somebody. */
static bool is_person(const struct profile *p)
{
	return (p->traits & KIND_PERSON && !(p->traits & KIND_OFFICE)) || category_is(p->kind->category, "online.cookie_id") ||
		category_is(p->kind->category, "online.device_id") || category_is(p->kind->category, "online.ip_address");
}

/* Some column names persons or what they use: by its heading, by its cells, by the vote. */
static bool has_person(const struct table *t)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct column *c = &t->columns[i];

		if (c->vote.won >= 0 && c->vote.won != LEXICON_CELL_ADDRESS)
			return true;
		for (size_t k = 0; k < c->heading.n; k++)
			if (c->heading.score[k] >= 0.6f && is_person(&t->profiles->at[c->heading.kind[k]]))
				return true;
		for (size_t k = 0; k < c->n_tallies; k++)
			if ((float)c->tally[k].cells >= PERSON_SHARE * (float)c->filled && is_person(&t->profiles->at[c->tally[k].kind]))
				return true;
	}
	return false;
}

/* Places on a map in a table of no persons are a map's. */
static void place_nobody(struct table *t)
{
	if (has_person(t))
		return;
	for (size_t i = 0; i < t->n_columns; i++)
		for (size_t k = 0; k < t->columns[i].n_tallies; k++) {
			struct tally *tally = &t->columns[i].tally[k];

			if (t->profiles->at[tally->kind].traits & KIND_WITH_PERSON) {
				tally->verdict = PLACE_OF_NOBODY;
				tally->why = DC_E_no_person;
			}
		}
}

static enum dc_status decide(struct table *t, struct dc_hit_sink *out, struct dc_error *err)
{
	for (size_t i = 0; i < t->n_columns; i++)
		column_decide(&t->columns[i], t->profiles);
	place_nobody(t);
	t->decided = true;
	return table_flush(t, out, err);
}

static enum dc_status end_row(struct table *t, struct dc_hit_sink *out, struct dc_error *err)
{
	enum dc_status st;

	t->rows++;
	if (t->decided)
		return table_flush(t, out, err);
	if (t->rows < ROWS_WAIT && t->batch.list.n < CANDIDATES_WAIT)
		return DC_OK;
	st = decide(t, out, err);
	t->most = values_most(t);
	return st;
}

enum dc_status table_text(struct table *t, const struct dc_text *text, struct candidates *found, struct place *place,
	struct dc_hit_sink *out, struct dc_error *err)
{
	struct row r = { .text = text, .found = found, .place = place };

	if (grow_columns(t, text) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "columns of a table");
	t->most = values_most(t);
	for (size_t i = 0; i < text->n_cells; i++) {
		if (read_cell(t, &r, i) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "rows of a table");
		if (i + 1 == text->n_cells || text->cells[i + 1].row != text->cells[i].row) {
			enum dc_status st = end_row(t, out, err);

			if (st != DC_OK)
				return st;
		}
	}
	return DC_OK;
}

enum dc_status table_end(struct table *t, struct dc_hit_sink *out, struct dc_error *err)
{
	enum dc_status st = t->decided ? table_flush(t, out, err) : decide(t, out, err);

	return st == DC_OK ? table_report(t, out, err) : st;
}
