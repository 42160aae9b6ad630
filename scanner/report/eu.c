/* eu.c -- the record of data received under the EU and UK adequacy decisions (PURPOSES §2.7; supplementary rules 1 to 5): what was
 * declared of its origin beside what the scan found. A missing field is an empty cell with its mark, never a guess. */
#include "holdings.h"

#include <stdlib.h>

#define COLUMNS(X) \
	X(state, W_eu_state, CELL_CODE, COL_MARK) \
	X(title, W_l_title, CELL_TEXT, COL_HEAD) \
	X(missing, W_eu_missing, CELL_TEXT, 0) \
	X(department, W_c_owner, CELL_TEXT, COL_PLACE) \
	X(territories, W_eu_territories, CELL_TEXT, 0) \
	X(source, W_eu_source, CELL_TEXT, 0) \
	X(received_on, W_eu_received, CELL_TEXT, 0) \
	X(via, W_eu_via, CELL_TEXT, 0) \
	X(circumstances, W_eu_circumstances, CELL_TEXT, 0) \
	X(purposes_at_origin, W_eu_origin, CELL_TEXT, 0) \
	X(purposes_bound, W_eu_bound, CELL_TEXT, 0) \
	X(purposes_beyond, W_eu_beyond, CELL_TEXT, 0) \
	X(items_found, W_l_items_found, CELL_TEXT, 0) \
	X(persons_lo, W_c_persons_lo, CELL_COUNT, 0) \
	X(persons_best, W_c_persons_best, CELL_COUNT, COL_RIGHT) \
	X(persons_hi, W_c_persons_hi, CELL_COUNT, 0) \
	X(foreign, W_l_foreign, CELL_TEXT, 0) \
	X(processing, W_l_processing, CELL_TEXT, 0) \
	X(method_information, W_eu_method, CELL_TEXT, 0) \
	X(record_ref, W_eu_record, CELL_TEXT, 0) \
	X(scope, W_c_scope, CELL_TEXT, COL_DATA)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

/* "a, b" of the list that the other lacks; ids are parted by ", ". */
static const char *beyond(struct page *p, const char *list, const char *of)
{
	const char *out = "";

	for (const char *at = list; *at != '\0';) {
		size_t n = strcspn(at, ",");
		bool there = false;

		for (const char *o = of; *o != '\0' && !there;) {
			size_t m = strcspn(o, ",");

			there = n == m && memcmp(at, o, n) == 0;
			o += m + strspn(o + m, ", ");
		}
		if (!there)
			out = page_str(p, dc_arena_printf(p->arena, "%s%s%.*s", out, *out == '\0' ? "" : ", ", (int)n, at));
		at += n + strspn(at + n, ", ");
	}
	return out;
}

/* The headings of the fields that nobody filled. */
static const char *missing(struct page *p, const struct dc_declared_eu *e)
{
	const struct { const char *text; enum word heading; } fields[] = {
		{ e->territories, W_eu_territories }, { e->source, W_eu_source }, { e->received_on, W_eu_received }, { e->via, W_eu_via },
		{ e->circumstances, W_eu_circumstances }, { e->purposes_at_origin, W_eu_origin }, { e->record_ref, W_eu_record },
	};
	const char *out = "", *comma = p->lang == LANG_JA ? "、" : ", ";

	for (size_t i = 0; i < DC_ARRAY_LEN(fields); i++)
		if (*fields[i].text == '\0')
			out = page_str(p, dc_arena_printf(p->arena, "%s%s%s", out, *out == '\0' ? "" : comma, page_word(p, fields[i].heading)));
	return out;
}

static bool has_mapping(const struct holdings *h)
{
	for (size_t r = 0; r < h->n; r++)
		for (size_t i = 0; i < h->n_categories; i++)
			if (category_has(&h->rows[r].found, i) && strcmp(h->categories[i], "anon.mapping_table") == 0)
				return true;
	return false;
}

static enum dc_status put_row(struct page *p, const struct holdings *h, size_t scope, const struct dc_declared_eu *e, struct dc_error *err)
{
	const char *lang = p->lang == LANG_JA ? "ja" : "en", *level;
	const struct holding *r = &h->rows[scope];
	struct dc_persons persons = { 0 };
	struct dc_declared_scope s;
	struct dc_handling handling;
	struct cell c[N_COLUMNS] = { 0 };
	const char *excess, *gaps;
	enum dc_status st = r->n == 0 ? DC_OK : dc_store_persons(p->req->store, r->findings, r->n, &persons, err);

	if (st != DC_OK)
		return st;
	dc_declaration_scope(p->req->declaration, scope, lang, &s);
	dc_declaration_handling(p->req->declaration, scope, lang, &handling);
	excess = beyond(p, s.purposes, e->purposes_at_origin);
	gaps = missing(p, e);
	level = *excess != '\0' || *gaps != '\0' ? "error" : r->open != 0 ? "open" : "pass";
	c[C_state] = cell_code(level, page_word(p, *excess != '\0' ? W_eu_s_beyond : *gaps != '\0' ? W_eu_s_incomplete : r->open != 0 ? W_scope_unknown
		: W_eu_s_whole));
	c[C_title] = cell_text(s.title);
	c[C_missing] = cell_text(gaps);
	c[C_department] = cell_text(s.department);
	c[C_territories] = cell_text(e->territories);
	c[C_source] = cell_text(e->source);
	c[C_received_on] = cell_text(e->received_on);
	c[C_via] = cell_text(e->via);
	c[C_circumstances] = cell_text(e->circumstances);
	c[C_purposes_at_origin] = cell_text(e->purposes_at_origin);
	c[C_purposes_bound] = cell_text(s.purposes);
	c[C_purposes_beyond] = cell_text(excess);
	c[C_items_found] = cell_text(holdings_labels(h, &r->found));
	c[C_persons_lo] = cell_n(persons.lo);
	c[C_persons_best] = cell_n(persons.best);
	c[C_persons_hi] = r->open != 0 ? cell_n(DC_PERSONS_UNKNOWN) : cell_n(persons.hi);
	c[C_foreign] = cell_text(handling.foreign);
	c[C_processing] = cell_text(handling.processing);
	c[C_method_information] = cell_text(page_word(p, has_mapping(h) ? W_eu_method_found : W_l_none_seen));
	c[C_record_ref] = cell_text(e->record_ref);
	c[C_scope] = cell_text(s.id);
	return page_row(p, c);
}

static enum dc_status eu_write(struct page *p, struct dc_error *err)
{
	struct section s = { .id = "eu", .title = page_word(p, W_s_scopes), .note = page_word(p, W_eu_note), .empty = page_word(p, W_eu_none),
		.columns = columns, .n_columns = N_COLUMNS, .style = STYLE_CARDS, .rows = ROWS_UNKNOWN };
	const struct dc_declaration *d = p->req->declaration;
	struct holdings h;
	enum dc_status st = holdings_read(p, &h, err);

	if (st == DC_OK)
		st = page_section(p, &s);
	for (size_t i = 0; d != NULL && i < dc_declaration_scopes(d) && st == DC_OK; i++) {
		struct dc_declared_eu e;

		if (dc_declaration_eu(d, i, p->lang == LANG_JA ? "ja" : "en", &e))
			st = put_row(p, &h, i, &e, err);
	}
	holdings_done(&h);
	return st == DC_OK ? page_section_end(p) : st;
}

const struct report report_eu = { "eu", W_eu_title, F_ALL, false, eu_write, NULL };
