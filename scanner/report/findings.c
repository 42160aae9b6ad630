/* findings.c -- every finding of the scan, a row for each place, column and kind of data. The names of the columns are
 * those of DESIGN §5: other tools read them. */
#include "findings.h"
#include "place.h"

#include "daicho/category.h"

#define COLUMNS(X) \
	X(band, W_c_band, CELL_CODE, COL_MARK) \
	X(type, W_c_type, CELL_CODE, COL_HEAD) \
	X(asset, W_c_asset, CELL_NAME, COL_DATA) \
	X(path, W_c_path, CELL_NAME, COL_PLACE) \
	X(member, W_c_member, CELL_NAME, COL_PLACE) \
	X(database, W_c_database, CELL_NAME, 0) \
	X(table, W_c_table, CELL_NAME, COL_PLACE) \
	X(field, W_c_field, CELL_NAME, COL_PLACE) \
	X(hits, W_c_hits, CELL_COUNT, COL_RIGHT) \
	X(confidence, W_c_confidence, CELL_SHARE, 0) \
	X(verdict, W_c_verdict, CELL_CODE, COL_RIGHT) \
	X(reason, W_c_reason, CELL_CODE, 0) \
	X(level, W_c_level, CELL_CODE, COL_DATA) \
	X(scope, W_c_scope, CELL_TEXT, 0) \
	X(suggested_step, W_c_suggested, CELL_CODE, 0) \
	X(clause, W_c_clause, CELL_TEXT, 0) \
	X(clause_text, W_c_clause_text, CELL_TEXT, 0) \
	X(detector, W_c_detector, CELL_TEXT, 0) \
	X(line, W_c_line, CELL_COUNT, 0) \
	X(row, W_c_row, CELL_COUNT, 0) \
	X(start, W_c_start, CELL_COUNT, COL_DATA) \
	X(end, W_c_end, CELL_COUNT, COL_DATA) \
	X(masked, W_c_masked, CELL_TEXT, 0) \
	X(high, W_c_high, CELL_COUNT, COL_QUIET) \
	X(medium, W_c_medium, CELL_COUNT, COL_QUIET) \
	X(low, W_c_low, CELL_COUNT, COL_QUIET) \
	X(placeholders, W_c_placeholders, CELL_COUNT, COL_QUIET) \
	X(roles, W_c_roles, CELL_COUNT, COL_QUIET) \
	X(persons_lo, W_c_persons_lo, CELL_COUNT, 0) \
	X(persons_best, W_c_persons_best, CELL_COUNT, 0) \
	X(persons_hi, W_c_persons_hi, CELL_COUNT, 0) \
	X(oldest, W_c_oldest, CELL_DATE, 0) \
	X(newest, W_c_newest, CELL_DATE, 0) \
	X(format, W_c_format, CELL_TEXT, 0) \
	X(modified, W_c_modified, CELL_TIME, 0) \
	X(mode, W_c_mode, CELL_TEXT, 0) \
	X(object_status, W_c_status, CELL_CODE, 0) \
	X(first_run, W_h_run, CELL_COUNT, COL_DATA) \
	X(reasons, W_c_reasons, CELL_WEIGHTS, 0)

enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
const struct column findings_columns[] = { COLUMNS(COLUMN_ROW) };
const size_t findings_n_columns = N_COLUMNS;
const char *const findings_bands[] = { "high", "medium", "low", NULL };

struct walk {
	struct page *p;
	struct verdicts verdicts;
	uint64_t below;			/* not shown: less sure than asked for */
};

static void put_place(const struct page *p, const struct dc_stored_finding *f, struct cell *c,
	char room[5][PLACE_MASK_MOST])
{
	c[C_asset] = place_path(p, f->asset, strlen(f->asset), room[0]);
	c[C_path] = place_path(p, f->path, f->path_len, room[1]);
	c[C_member] = place_name(p, f->inner, room[2]);
	c[C_database] = place_database(f->asset) ? c[C_asset] : cell_none();
	c[C_table] = place_name(p, f->table, room[3]);
	c[C_field] = place_name(p, f->field, room[4]);
	c[C_line] = cell_n_or_none((int64_t)f->line);
	c[C_row] = cell_n_or_none((int64_t)f->row);
	if (f->end > f->start) {
		c[C_start] = cell_n(f->start);
		c[C_end] = cell_n(f->end);
	}
}

static void put_counts(const struct dc_stored_finding *f, struct cell *c)
{
	c[C_hits] = cell_n(f->high + f->medium + f->low);
	c[C_high] = cell_n(f->high);
	c[C_medium] = cell_n(f->medium);
	c[C_low] = cell_n(f->low);
	c[C_placeholders] = cell_n(f->placeholders);
	c[C_roles] = cell_n(f->roles);
	c[C_persons_lo] = cell_n(f->persons.lo);
	c[C_persons_best] = cell_n(f->persons.best);
	c[C_persons_hi] = cell_n(f->persons.hi);
	c[C_oldest] = cell_n_or_none(f->oldest);
	c[C_newest] = cell_n_or_none(f->newest);
	c[C_first_run] = cell_n_or_none(f->first_run);
}

static void put_verdict(const struct page *p, const struct verdict *v, struct cell *c)
{
	if (v == NULL)
		return;
	c[C_verdict] = cell_code(v->verdict, label_text(LABEL_VERDICT, v->verdict, p->lang));
	c[C_reason] = cell_code(v->reason, label_text(LABEL_REASON, v->reason, p->lang));
	c[C_level] = cell_code(v->level, label_text(LABEL_LEVEL, v->level, p->lang));
	c[C_scope] = cell_text(v->scope);
	c[C_suggested_step] = cell_code(v->suggested, label_text(LABEL_STEP, v->suggested, p->lang));
	c[C_clause] = cell_text(v->clause);
	c[C_clause_text] = cell_text(v->clause_text);
}

enum dc_status findings_row(struct page *p, const struct dc_stored_finding *f, const struct verdict *v)
{
	struct cell c[N_COLUMNS] = { 0 };
	char room[5][PLACE_MASK_MOST], mode[PLACE_MODE_MOST];
	const char *band = finding_band(f);

	put_place(p, f, c, room);
	put_counts(f, c);
	put_verdict(p, v, c);
	c[C_band] = cell_code(band, label_text(LABEL_BAND, band, p->lang));
	c[C_type] = cell_code(f->category, label_category(f->category, p->lang));
	c[C_confidence] = cell_x((double)f->confidence);
	c[C_detector] = cell_text(f->kind);
	c[C_masked] = p->req->masks ? cell_text(f->masked) : cell_none();
	c[C_format] = cell_text(f->format);
	c[C_modified] = cell_n_or_none(f->mtime_ns);
	c[C_mode] = place_mode(p, f->mode, mode);
	c[C_object_status] = cell_code(dc_outcome_name(dc_reason_outcome(f->object_reason)),
		label_text(LABEL_UNREAD, dc_reason_name(f->object_reason), p->lang));
	c[C_reasons] = (struct cell){ .known = f->n_weights != 0, .x = (double)f->confidence, .weights = f->weights,
		.n_weights = f->n_weights };
	return page_row(p, c);
}

static enum dc_status give(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct walk *w = ctx;

	(void)err;
	if ((double)f->confidence < w->p->req->min_confidence && !dc_category_within(f->category, "govid.my_number")) {
		w->below++;
		return DC_OK;
	}
	return findings_row(w->p, f, verdicts_of(&w->verdicts, f->id));
}

/* What is not shown is told. */
static enum dc_status tell_below(const struct walk *w)
{
	char n[NUMBER_MOST];
	const char *line = PAGE_SAY(w->p, W_below_line, number_count(w->below, n));

	return w->below == 0 ? DC_OK : page_lines(w->p, "left_out", page_word(w->p, W_below), &line, 1);
}

static enum dc_status findings_write(struct page *p, struct dc_error *err)
{
	struct walk w = { .p = p };
	struct section s = { .id = "findings", .title = page_word(p, W_s_findings), .note = page_word(p, W_s_findings_note),
		.empty = page_word(p, W_s_findings_empty), 
		.columns = findings_columns, .n_columns = N_COLUMNS, .style = STYLE_ROWS, .rows = ROWS_UNKNOWN,
		.filter = findings_bands, .filter_labels = LABEL_BAND };
	enum dc_status st = verdicts_load(&w.verdicts, p, err);

	if (st == DC_OK)
		st = page_section(p, &s);
	if (st == DC_OK)
		st = dc_store_each_finding(p->req->store, p->req->run, give, &w, err);
	if (st == DC_OK)
		st = page_section_end(p);
	if (st == DC_OK)
		st = tell_below(&w);
	verdicts_done(&w.verdicts);
	return st;
}

const struct report report_findings = { "findings", W_t_findings, F_ALL, true, findings_write, NULL };
