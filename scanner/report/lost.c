/* lost.c -- see lost.h. Of a line nothing is known but its day and its period: the company's copy of the register has the rest. */
#include "lost.h"

#define COLUMNS(X) \
	X(state, W_d_change, CELL_CODE, COL_MARK) \
	X(register, W_r_register, CELL_CODE, COL_HEAD) \
	X(date, W_r_date, CELL_DATE, COL_RIGHT) \
	X(keep_until, W_r_keep_until, CELL_DATE, COL_RIGHT) \
	X(missed_by, W_r_missed_by, CELL_COUNT, COL_RIGHT)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

struct lost { struct page *p; const char *which; int64_t from, to; uint64_t n; bool give; };

static enum dc_status take(void *ctx, const struct dc_kept *k, struct dc_error *err)
{
	struct lost *l = ctx;
	const struct page *p = l->p;
	struct cell c[N_COLUMNS] = { 0 };

	(void)err;
	if (k->lost_run < l->from || k->lost_run > l->to || (l->which != NULL && strcmp(l->which, k->which) != 0))
		return DC_OK;
	l->n++;
	if (!l->give)
		return DC_OK;
	c[C_state] = cell_code("record_lost_early", label_text(LABEL_CHANGE, "record_lost_early", p->lang));
	c[C_register] = cell_code(k->which, page_word(p, strcmp(k->which, "receipt") == 0 ? W_r_receipt : W_r_provision));
	c[C_date] = cell_n_or_none(k->date);
	c[C_keep_until] = cell_n_or_none(k->keep_until);
	c[C_missed_by] = cell_n((uint64_t)k->lost_run);
	return page_row(l->p, c);
}

enum dc_status lost_write(struct page *p, const char *which, const char *group, int64_t from, int64_t to, struct dc_error *err)
{
	struct lost l = { .p = p, .which = which, .from = from, .to = to };
	struct section s = { .id = which == NULL ? "records_lost" : strcmp(which, "receipt") == 0 ? "receipt_lost" : "provision_lost", .group = group,
		.title = page_word(p, W_r_s_lost), .note = page_word(p, W_r_s_lost_note), .empty = "", .columns = columns, .n_columns = N_COLUMNS,
		.style = STYLE_TABLE };
	enum dc_status st = dc_store_each_lost(p->req->store, take, &l, err);

	if (st != DC_OK || l.n == 0)
		return st;
	s.rows = l.n;
	l.give = true;
	st = page_section(p, &s);
	if (st == DC_OK)
		st = dc_store_each_lost(p->req->store, take, &l, err);
	return st == DC_OK ? page_section_end(p) : st;
}
