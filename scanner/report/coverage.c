/* coverage.c -- what was read, what was not and why, and what follows from it (PURPOSES §2.4). */
#include "coverage.h"
#include "ranges.h"
#include "unread.h"


#define REASON_COLUMNS(X) \
	X(outcome, W_c_outcome, CELL_CODE, COL_MARK) \
	X(reason, W_c_reason, CELL_CODE, COL_HEAD) \
	X(objects, W_c_objects, CELL_COUNT, COL_RIGHT) \
	X(bytes, W_c_bytes, CELL_BYTES, COL_RIGHT) \
	X(bytes_read, W_c_bytes_read, CELL_BYTES, COL_RIGHT)
enum { REASON_COLUMNS(COLUMN_INDEX) N_REASON_COLUMNS };
static const struct column reason_columns[] = { REASON_COLUMNS(COLUMN_ROW) };

enum dc_status coverage_statement(struct page *p)
{
	char n[6][NUMBER_MOST];
	uint64_t unread = p->objects[DC_PARTIAL] + p->objects[DC_SKIPPED] + p->objects[DC_FAILED];
	uint64_t bytes = p->carried_bytes, objects = unread + p->objects[DC_COMPLETE] + p->carried;
	const char *lines[3];

	for (int o = 0; o < DC_N_OUTCOMES; o++)
		bytes += p->bytes[o];
	lines[0] = PAGE_SAY(p, W_sign_read, number_count(objects, n[0]), number_bytes(bytes, n[1]),
		number_count(p->objects[DC_COMPLETE], n[2]), number_bytes(p->bytes_read, n[3]));
	if (p->carried != 0)
		lines[0] = page_str(p, dc_arena_printf(p->arena, "%s%s", lines[0],
			PAGE_SAY(p, W_coverage_carried, number_count(p->carried, n[0]), number_bytes(p->carried_bytes, n[1]))));
	lines[1] = unread == 0 ? page_word(p, W_sign_all)
		: PAGE_SAY(p, W_sign_unread, number_count(unread, n[0]), number_count(p->objects[DC_PARTIAL], n[1]),
			number_count(p->objects[DC_SKIPPED], n[2]), number_count(p->objects[DC_FAILED], n[3]));
	lines[2] = page_word(p, p->unread == 0 ? W_sign_follows : W_sign_follows_open);
	return page_lines(p, "statement", page_word(p, W_s_statement), lines, 3);
}

enum dc_status coverage_figure(struct page *p)
{
	static const enum tone tones[] = { TONE_COMPLETE, TONE_PARTIAL, TONE_SKIPPED, TONE_FAILED, TONE_PASS };
	const char *names[DC_N_OUTCOMES + 1];
	uint64_t objects[DC_N_OUTCOMES + 1], bytes[DC_N_OUTCOMES + 1];
	struct figure f = { .kind = FIGURE_SHARES, .n_rows = 1, .columns = names, .tones = tones,
		.n_columns = p->carried != 0 ? DC_N_OUTCOMES + 1 : DC_N_OUTCOMES };
	enum dc_status st;

	for (int o = 0; o < DC_N_OUTCOMES; o++) {
		names[o] = label_text(LABEL_OUTCOME, dc_outcome_name((enum dc_outcome)o), p->lang);
		objects[o] = p->objects[o];
		bytes[o] = p->bytes[o];
	}
	names[DC_N_OUTCOMES] = page_word(p, W_c_carried);
	objects[DC_N_OUTCOMES] = p->carried;
	bytes[DC_N_OUTCOMES] = p->carried_bytes;
	f.id = "coverage_objects";
	f.title = page_word(p, W_fig_objects);
	f.rows = (const char *const[]){ page_word(p, W_c_objects) };
	f.values = objects;
	st = page_figure(p, &f);
	f.id = "coverage_bytes";
	f.title = page_word(p, W_fig_bytes);
	f.rows = (const char *const[]){ page_word(p, W_c_bytes) };
	f.values = bytes;
	f.bytes = true;
	return st == DC_OK ? page_figure(p, &f) : st;
}

enum dc_status coverage_reasons(struct page *p)
{
	struct section s = { .id = "reasons", .title = page_word(p, W_s_reasons), .empty = page_word(p, W_s_reasons_empty),
		.columns = reason_columns, .n_columns = N_REASON_COLUMNS, .style = STYLE_TABLE, .rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &s);

	for (unsigned r = 0; r < DC_N_REASONS && st == DC_OK; r++) {
		const char *outcome = dc_outcome_name(dc_reason_outcome((enum dc_reason)r));
		const char *reason = dc_reason_name((enum dc_reason)r);
		struct cell c[N_REASON_COLUMNS] = { 0 };

		if (p->coverage.objects[r] == 0)
			continue;
		c[C_outcome] = cell_code(outcome, label_text(LABEL_OUTCOME, outcome, p->lang));
		c[C_reason] = cell_code(reason, label_text(LABEL_UNREAD, reason, p->lang));
		c[C_reason].known = true;
		c[C_objects] = cell_n(p->coverage.objects[r]);
		c[C_bytes] = cell_n(p->coverage.bytes[r]);
		c[C_bytes_read] = cell_n(p->coverage.read[r]);
		st = page_row(p, c);
	}
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status coverage_write(struct page *p, struct dc_error *err)
{
	enum dc_status st = coverage_statement(p);

	if (st == DC_OK)
		st = coverage_figure(p);
	if (st == DC_OK)
		st = coverage_reasons(p);
	if (st == DC_OK)
		st = ranges_write(p, err);
	if (st == DC_OK)
		st = unread_write(p, err);
	return st;
}

const struct report report_coverage = { "coverage", W_t_coverage, F_ALL, false, coverage_write, NULL };
