/* diff.c -- what changed between the ends of two scans (PURPOSES §2.3). What the data did comes first and is counted; what a new
 * declaration, other detectors or another coverage made look different stands apart, each with its cause: lost sight is never
 * a finding resolved.
 */
#include "lost.h"
#include "place.h"

#include <inttypes.h>

#define COLUMNS(X) \
	X(change, W_d_change, CELL_CODE, COL_MARK) \
	X(category, W_c_type, CELL_CODE, COL_HEAD) \
	X(location, W_c_location, CELL_NAME, COL_PLACE) \
	X(location_before, W_d_path_before, CELL_NAME, COL_WHY) \
	X(count_before, W_d_hits_before, CELL_COUNT, COL_RIGHT) \
	X(count_after, W_d_hits_after, CELL_COUNT, COL_RIGHT) \
	X(persons_before, W_d_persons_before, CELL_COUNT, 0) \
	X(persons_after, W_d_persons_after, CELL_COUNT, 0) \
	X(verdict_before, W_d_verdict_before, CELL_CODE, 0) \
	X(verdict_after, W_d_verdict_after, CELL_CODE, 0) \
	X(read_after, W_c_status, CELL_CODE, 0) \
	X(cause, W_d_cause, CELL_CODE, 0) \
	X(scope, W_c_scope, CELL_TEXT, 0) \
	X(owner, W_c_owner, CELL_TEXT, 0) \
	X(asset, W_c_asset, CELL_NAME, COL_DATA) \
	X(path, W_c_path, CELL_NAME, COL_DATA) \
	X(member, W_c_member, CELL_NAME, COL_DATA) \
	X(table, W_c_table, CELL_NAME, COL_DATA) \
	X(field, W_c_field, CELL_NAME, COL_DATA) \
	X(detector, W_c_detector, CELL_TEXT, COL_DATA) \
	X(fingerprint, W_c_fingerprint, CELL_TEXT, COL_DATA)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

static const struct {
	const char *id;
	enum word title, note, empty;
} causes[DC_N_CAUSES] = {
	[DC_CAUSE_DATA] = { "changes", W_d_data, W_d_data_note, W_d_data_empty },
	[DC_CAUSE_DECLARATION] = { "by_declaration", W_d_declaration, W_d_declaration_note, W_d_none },
	[DC_CAUSE_DETECTOR] = { "by_detector", W_d_detector, W_d_detector_note, W_d_none },
	[DC_CAUSE_COVERAGE] = { "by_coverage", W_d_coverage, W_d_coverage_note, W_d_none },
};

struct walk {
	struct page *p;
	uint64_t rows[DC_N_CAUSES], changes[DC_N_CHANGES];	/* changes: those of the data alone */
	enum dc_cause now;
	struct dc_buf line;
};

static enum dc_status count(void *ctx, const struct dc_change_row *c, struct dc_error *err)
{
	struct walk *w = ctx;

	(void)err;
	w->rows[c->cause]++;
	if (c->cause == DC_CAUSE_DATA || c->change == DC_CHANGE_LOST_SIGHT)
		w->changes[c->change]++;
	return DC_OK;
}

/* "PROHIBITED/listed" with the words for it, which live in the page's arena. */
static struct cell verdict_cell(struct page *p, const char *stored)
{
	const char *slash = strchr(stored, '/'), *verdict = stored;

	if (*stored == '\0')
		return cell_none();
	if (slash == NULL)
		return cell_code(stored, label_text(LABEL_VERDICT, stored, p->lang));
	verdict = page_str(p, dc_arena_strndup(p->arena, stored, (size_t)(slash - stored)));
	return cell_code(stored, page_str(p, dc_arena_printf(p->arena, p->lang == LANG_JA ? "%s（%s）" : "%s (%s)",
		label_text(LABEL_VERDICT, verdict, p->lang), label_text(LABEL_REASON, slash + 1, p->lang))));
}

static void put_scope(const struct page *p, const struct dc_change_row *c, struct cell *cells)
{
	const struct dc_declaration *d = p->req->declaration;
	long scope = d == NULL ? -1 : dc_declaration_scope_of(d, c->path, c->path_len);
	struct dc_declared_scope s;

	if (scope < 0)
		return;
	dc_declaration_scope(d, (size_t)scope, p->lang == LANG_JA ? "ja" : "en", &s);
	cells[C_scope] = cell_text(s.id);
	cells[C_owner] = cell_text(s.department);
}

static void put_sides(struct page *p, const struct dc_change_row *c, struct cell *cells)
{
	const char *read = dc_reason_outcome(c->after.object_reason) == DC_COMPLETE ? "complete" : dc_reason_name(c->after.object_reason);

	cells[C_count_before] = cell_n(c->before.hits);
	cells[C_count_after] = cell_n(c->after.hits);
	cells[C_persons_before] = cell_n(c->before.persons.best);
	cells[C_persons_after] = cell_n(c->after.persons.best);
	cells[C_verdict_before] = verdict_cell(p, c->before.verdict);
	cells[C_verdict_after] = verdict_cell(p, c->after.verdict);
	if (c->change != DC_CHANGE_GONE)
		cells[C_read_after] = cell_code(read, *read == 'c' && strcmp(read, "complete") == 0
			? label_text(LABEL_OUTCOME, read, p->lang) : label_text(LABEL_UNREAD, read, p->lang));
}

static enum dc_status give(void *ctx, const struct dc_change_row *c, struct dc_error *err)
{
	struct walk *w = ctx;
	struct page *p = w->p;
	const struct dc_stored_finding at = { .asset = c->asset, .path = c->path, .path_len = c->path_len, .inner = c->inner, .table = c->table,
		.field = c->field, .column = c->column };
	struct cell cells[N_COLUMNS] = { 0 };
	const char *change = dc_change_name(c->change), *cause = dc_cause_name(c->cause);
	char room[6][PLACE_MASK_MOST], hex[65];

	(void)err;
	if (c->cause != w->now)
		return DC_OK;
	if (page_had(p, place_locator(p, &at, &w->line) == DC_OK))
		cells[C_location] = cell_span(w->line.p, w->line.n);
	cells[C_change] = cell_code(change, label_text(LABEL_CHANGE, change, p->lang));
	cells[C_cause] = cell_code(cause, label_text(LABEL_CAUSE, cause, p->lang));
	cells[C_category] = cell_code(c->category, label_category(c->category, p->lang));
	put_sides(p, c, cells);
	put_scope(p, c, cells);
	if (c->path_before_len != 0)
		cells[C_location_before] = place_path(p, c->path_before, c->path_before_len, room[0]);
	cells[C_asset] = place_path(p, c->asset, strlen(c->asset), room[1]);
	cells[C_path] = place_path(p, c->path, c->path_len, room[2]);
	cells[C_member] = place_name(p, c->inner, room[3]);
	cells[C_table] = place_name(p, c->table, room[4]);
	cells[C_field] = place_name(p, c->field, room[5]);
	cells[C_detector] = cell_text(c->kind);
	for (size_t i = 0; i < sizeof c->fingerprint; i++)
		snprintf(hex + 2 * i, 3, "%02x", c->fingerprint[i]);
	cells[C_fingerprint] = cell_text(hex);
	return page_row(p, cells);
}

static enum dc_status put_numbers(struct walk *w)
{
	static const struct { enum dc_change change; enum word label; enum tone tone; } shown[] = {
		{ DC_CHANGE_NEW, W_d_n_new, TONE_ERROR }, { DC_CHANGE_GONE, W_d_n_gone, TONE_PASS },
		{ DC_CHANGE_COUNT, W_d_n_count, TONE_WARNING }, { DC_CHANGE_LOST_SIGHT, W_d_n_lost, TONE_OPEN },
	};
	struct number numbers[DC_ARRAY_LEN(shown)];
	char values[DC_ARRAY_LEN(shown)][NUMBER_MOST];

	for (size_t i = 0; i < DC_ARRAY_LEN(shown); i++) {
		uint64_t n = w->changes[shown[i].change];

		numbers[i] = (struct number){ dc_change_name(shown[i].change), page_word(w->p, shown[i].label), number_count(n, values[i]),
			NULL, n == 0 ? TONE_PLAIN : shown[i].tone };
	}
	return page_numbers(w->p, numbers, DC_ARRAY_LEN(shown));
}

static enum dc_status give_cause(struct walk *w, enum dc_cause cause, struct dc_error *err)
{
	struct page *p = w->p;
	struct section s = { .id = causes[cause].id, .title = page_word(p, causes[cause].title), .note = page_word(p, causes[cause].note),
		.empty = page_word(p, causes[cause].empty), .columns = columns, .n_columns = N_COLUMNS, .style = STYLE_ROWS,
		.rows = w->rows[cause] };
	enum dc_status st = page_section(p, &s);

	w->now = cause;
	if (st == DC_OK && w->rows[cause] != 0)
		st = dc_store_each_change(p->req->store, p->req->run_before, p->req->run, give, w, err);
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status diff_write(struct page *p, struct dc_error *err)
{
	struct walk w = { .p = p };
	char before[24], after[24];
	const char *line;
	enum dc_status st;

	if (p->req->run_before == 0)
		return dc_fail(err, DC_EUSAGE, "the report 'diff' compares two scans of an inventory: this one holds a single one");
	snprintf(before, sizeof before, "%" PRId64, p->req->run_before);
	snprintf(after, sizeof after, "%" PRId64, p->req->run);
	line = PAGE_SAY(p, W_d_between, before, after);
	dc_buf_init(&w.line, 1 << 20);
	st = dc_store_each_change(p->req->store, p->req->run_before, p->req->run, count, &w, err);
	if (st == DC_OK)
		st = put_numbers(&w);
	if (st == DC_OK)
		st = page_lines(p, "compared", page_word(p, W_d_compared), &line, 1);
	for (int c = 0; c < DC_N_CAUSES && st == DC_OK; c++)
		if (w.rows[c] != 0 || c == DC_CAUSE_DATA)
			st = give_cause(&w, (enum dc_cause)c, err);
	if (st == DC_OK)
		st = lost_write(p, NULL, NULL, p->req->run_before + 1, p->req->run, err);
	dc_buf_done(&w.line);
	return st;
}

const struct report report_diff = { "diff", W_t_diff, F_ALL | F_OCSF, false, diff_write, NULL };
