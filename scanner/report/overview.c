/* overview.c -- the home page: how much personal data there is and where, what to do first, and what was not read. */
#include "coverage.h"
#include "findings.h"
#include "scopes.h"
#include "survey.h"
#include "unread.h"

#include <stdlib.h>

#define GRID_KINDS 14
#define GRID_PLACES 8
#define BAR_PLACES 12

static enum dc_status put_numbers(struct page *p, const struct survey *s)
{
	char n[12][NUMBER_MOST];
	uint64_t listed = p->carried, bytes = p->carried_bytes, unread = p->unread;
	bool judged = p->req->declaration != NULL;
	struct number numbers[4];

	for (int o = 0; o < DC_N_OUTCOMES; o++) {
		listed += p->objects[o];
		bytes += p->bytes[o];
	}
	numbers[0] = (struct number){ "places", page_word(p, W_n_places), number_count(s->objects, n[0]),
		PAGE_SAY(p, W_n_places_of, number_count(listed, n[1])), TONE_PLAIN };
	numbers[1] = (struct number){ "persons", page_word(p, W_n_persons), number_count(p->run.persons.best, n[2]),
		PAGE_SAY(p, W_n_persons_range, number_count(p->run.persons.lo, n[3]),
			unread != 0 || p->run.persons.hi == DC_PERSONS_UNKNOWN ? page_word(p, W_n_unknown) : number_count(p->run.persons.hi, n[4])),
		TONE_PLAIN };
	numbers[2] = (struct number){ "errors", page_word(p, W_n_errors), judged ? number_count(s->level[LEVEL_ERROR], n[5]) : "–",
		judged ? PAGE_SAY(p, W_n_errors_more, number_count(s->level[LEVEL_WARNING], n[6]), number_count(s->level[LEVEL_NOTE], n[7]))
			: page_word(p, W_n_undeclared), judged && s->level[LEVEL_ERROR] != 0 ? TONE_ERROR : TONE_PLAIN };
	numbers[3] = (struct number){ "unread", page_word(p, W_n_unread), number_count(unread, n[8]),
		PAGE_SAY(p, W_n_unread_share, number_share(bytes == 0 ? 1 : (double)(p->bytes_read + p->carried_bytes) / (double)bytes, n[9])),
		unread != 0 ? TONE_OPEN : TONE_PLAIN };
	return page_numbers(p, numbers, DC_ARRAY_LEN(numbers));
}

#define OWNER_COLUMNS(X) \
	X(level, W_c_level, CELL_CODE, COL_MARK) \
	X(owner, W_c_owner, CELL_TEXT, COL_HEAD) \
	X(manager, W_c_manager, CELL_TEXT, COL_HEAD) \
	X(worst, W_c_worst, CELL_NAME, COL_PLACE) \
	X(worst_verdict, W_c_verdict, CELL_CODE, COL_STEP) \
	X(first_step, W_c_first_step, CELL_CODE, COL_STEP) \
	X(errors, W_c_errors, CELL_COUNT, COL_RIGHT) \
	X(warnings, W_c_warnings, CELL_COUNT, COL_RIGHT) \
	X(notes, W_c_notes, CELL_COUNT, 0) \
	X(open, W_c_open, CELL_COUNT, 0)
enum { OWNER_COLUMNS(COLUMN_INDEX) N_OWNER_COLUMNS };
static const struct column owner_columns[] = { OWNER_COLUMNS(COLUMN_ROW) };

static const char *first_step(const struct survey_owner *o)
{
	size_t best = 0;

	for (size_t i = 0; survey_steps[i] != NULL; i++)
		best = o->steps[i] > o->steps[best] ? i : best;
	return o->steps[best] == 0 ? "" : survey_steps[best];
}

static enum dc_status put_owner(struct page *p, const struct survey_owner *o)
{
	struct cell c[N_OWNER_COLUMNS] = { 0 };
	const char *step = first_step(o), *level = o->level[LEVEL_ERROR] != 0 ? "error" : "warning";

	c[C_level] = cell_code(level, label_text(LABEL_LEVEL, level, p->lang));
	c[C_owner] = cell_text(o->department[0] != '\0' ? o->department : page_word(p, W_no_owner));
	c[C_manager] = cell_text(o->manager);
	c[C_worst] = cell_text(o->worst_place);
	if (o->worst_verdict != NULL)
		c[C_worst_verdict] = cell_code(o->worst_verdict, label_text(LABEL_VERDICT, o->worst_verdict, p->lang));
	c[C_first_step] = cell_code(step, label_text(LABEL_STEP, step, p->lang));
	c[C_errors] = cell_n(o->level[LEVEL_ERROR]);
	c[C_warnings] = cell_n(o->level[LEVEL_WARNING]);
	c[C_notes] = cell_n(o->level[LEVEL_NOTE]);
	c[C_open] = cell_n(o->level[LEVEL_OPEN]);
	return page_row(p, c);
}

static enum dc_status put_owners(struct page *p, const struct survey *s)
{
	bool judged = p->req->declaration != NULL;
	struct section section = { .id = "first", .title = page_word(p, W_s_first), .note = judged ? page_word(p, W_s_first_note) : NULL,
		.empty = page_word(p, judged ? W_s_violations_empty : W_s_undeclared), .columns = owner_columns,
		.n_columns = N_OWNER_COLUMNS, .style = STYLE_ROWS, .rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &section);

	for (size_t i = 0; i < s->n_owners && st == DC_OK; i++) {
		if (s->owners[i].level[LEVEL_ERROR] + s->owners[i].level[LEVEL_WARNING] != 0)
			st = put_owner(p, &s->owners[i]);
	}
	return st == DC_OK ? page_section_end(p) : st;
}

/* What figures are drawn of: places and kinds in order of weight; what is beyond the figure is one more row, never
 * nothing. */
struct order {
	size_t at[SURVEY_PLACES];
	uint64_t weight[SURVEY_PLACES];
	size_t n, shown;
};

static void order_add(struct order *o, size_t index, uint64_t weight)
{
	size_t at = o->n;

	if (weight == 0)
		return;
	while (at > 0 && o->weight[at - 1] < weight)
		at--;
	memmove(o->at + at + 1, o->at + at, (o->n - at) * sizeof o->at[0]);
	memmove(o->weight + at + 1, o->weight + at, (o->n - at) * sizeof o->weight[0]);
	o->at[at] = index;
	o->weight[at] = weight;
	o->n++;
}

/* How many stand by themselves in a figure with room for `most`. */
static size_t order_cut(struct order *o, size_t most)
{
	o->shown = o->n <= most ? o->n : most - 1;
	return o->n <= most ? o->n : most;
}

static size_t order_row(const struct order *o, size_t i)
{
	return i < o->shown ? i : o->shown;
}

static const char *rest_label(struct page *p, const struct order *o)
{
	char n[NUMBER_MOST];

	return PAGE_SAY(p, W_others, number_count(o->n - o->shown, n));
}

static enum dc_status put_grid(struct page *p, const struct survey *s)
{
	const char *kinds[GRID_KINDS], *places[GRID_PLACES];
	uint64_t values[GRID_KINDS * GRID_PLACES] = { 0 };
	struct order rows = { .n = 0 }, cols = { .n = 0 };
	struct figure f = { .kind = FIGURE_GRID, .id = "kinds", .title = page_word(p, W_fig_kinds), .note = page_word(p, W_fig_kinds_note),
		.rows = kinds, .columns = places, .values = values };

	for (size_t i = 0; i < s->n_kinds; i++)
		order_add(&rows, i, s->kinds[i].hits);
	for (size_t i = 0; i < s->n_places; i++) {
		bool outside = p->req->declaration != NULL && s->places[i].scope < 0;

		order_add(&cols, i, outside && s->places[i].hits != 0 ? UINT64_MAX : s->places[i].hits);
	}
	f.n_rows = order_cut(&rows, GRID_KINDS);
	f.n_columns = order_cut(&cols, GRID_PLACES);
	for (size_t i = 0; i < f.n_rows; i++)
		kinds[i] = i < rows.shown ? label_category(s->kinds[rows.at[i]].category, p->lang) : rest_label(p, &rows);
	for (size_t k = 0; k < f.n_columns; k++)
		places[k] = k < cols.shown ? s->places[cols.at[k]].label : rest_label(p, &cols);
	for (size_t i = 0; i < rows.n; i++) {
		for (size_t k = 0; k < cols.n; k++)
			values[order_row(&rows, i) * f.n_columns + order_row(&cols, k)] += s->kinds[rows.at[i]].at[cols.at[k]];
	}
	return page_figure(p, &f);
}

/* Errors first, then warnings, then all else. */
static uint64_t level_weight(const uint64_t level[N_LEVELS])
{
	return level[LEVEL_ERROR] << 42 | (level[LEVEL_WARNING] & 0x1fffff) << 21 |
		((level[LEVEL_NOTE] + level[LEVEL_PASS] + level[LEVEL_OPEN]) & 0x1fffff);
}

static enum dc_status put_levels(struct page *p, const struct survey *s)
{
	static const enum tone tones[N_LEVELS] = { TONE_ERROR, TONE_WARNING, TONE_NOTE, TONE_PASS, TONE_OPEN };
	const char *names[N_LEVELS], *places[BAR_PLACES];
	uint64_t values[BAR_PLACES * N_LEVELS] = { 0 };
	struct order rows = { .n = 0 };
	struct figure f = { .kind = FIGURE_BARS, .id = "levels", .title = page_word(p, W_fig_levels), .note = page_word(p, W_fig_levels_note),
		.rows = places, .columns = names, .tones = tones, .n_columns = N_LEVELS, .values = values };

	if (p->req->declaration == NULL)
		return DC_OK;
	for (int l = 0; l < N_LEVELS; l++)
		names[l] = label_text(LABEL_LEVEL, level_names[l], p->lang);
	for (size_t i = 0; i < s->n_places; i++)
		order_add(&rows, i, level_weight(s->places[i].level));
	f.n_rows = order_cut(&rows, BAR_PLACES);
	for (size_t i = 0; i < f.n_rows; i++)
		places[i] = i < rows.shown ? s->places[rows.at[i]].label : rest_label(p, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		for (int l = 0; l < N_LEVELS; l++)
			values[order_row(&rows, i) * N_LEVELS + (size_t)l] += s->places[rows.at[i]].level[l];
	}
	return page_figure(p, &f);
}

static enum dc_status overview_parts(struct page *p, const struct survey *s, struct dc_error *err)
{
	enum dc_status st = put_numbers(p, s);

	if (st == DC_OK)
		st = put_owners(p, s);
	if (st == DC_OK)
		st = put_grid(p, s);
	if (st == DC_OK)
		st = put_levels(p, s);
	if (st == DC_OK)
		st = best_write(p, s, err);
	if (st == DC_OK)
		st = coverage_statement(p);
	if (st == DC_OK)
		st = coverage_figure(p);
	if (st == DC_OK)
		st = coverage_reasons(p);
	if (st == DC_OK)
		st = unread_objects(p, NULL, err);
	if (st == DC_OK)
		st = scopes_write(p, s);
	return st == DC_OK ? bands_write(p) : st;
}

static enum dc_status overview_write(struct page *p, struct dc_error *err)
{
	struct survey *s = NULL;
	enum dc_status st = survey_new(p, &s, err);

	if (st == DC_OK)
		st = overview_parts(p, s, err);
	survey_free(s);
	return st;
}

static const struct content contents[] = {
	{ "first", W_s_first }, { "kinds", W_fig_kinds }, { "levels", W_fig_levels }, { "findings", W_s_findings },
	{ "statement", W_s_statement }, { "unread", W_s_unread }, { "scopes", W_s_scopes }, { "bands", W_s_bands },
	{ "record", W_s_record }, { NULL, W_contents },
};

const struct report report_overview = { "overview", W_t_overview, F_HTML | F_MD | F_JSONL, false, overview_write, contents };
