/* ledger.c -- 個人情報管理台帳 (PURPOSES §2.1): a row for each declared scope, purpose and kind of
 * person, then a row for each place. What is
 * declared, what the scan found, and blanks for what people write stand side by side; row_id is stable, so that typed
 * columns can be brought back. */
#include "holdings.h"
#include "place.h"
#include "places.h"
#include "processed.h"
#include "typed.h"

#include "daicho/category.h"

#include <stdlib.h>

#define COLUMNS(X) \
	X(row_id, W_l_row_id, CELL_TEXT, 0) \
	X(worst_verdict, W_l_worst, CELL_CODE, COL_MARK) \
	X(title, W_l_title, CELL_TEXT, COL_HEAD) \
	X(department, W_c_owner, CELL_TEXT, 0) \
	X(manager, W_c_manager, CELL_TEXT, 0) \
	X(subject, W_l_subject, CELL_TEXT, 0) \
	X(items, W_l_items, CELL_TEXT, 0) \
	X(items_found, W_l_items_found, CELL_TEXT, 0) \
	X(items_excess, W_l_items_excess, CELL_TEXT, 0) \
	X(items_not_found, W_l_items_not_found, CELL_TEXT, 0) \
	X(purpose, W_l_purpose, CELL_TEXT, COL_PLACE) \
	X(purpose_source, W_l_purpose_source, CELL_TEXT, 0) \
	X(special_care, W_l_special_care, CELL_TEXT, 0) \
	X(my_number, W_l_my_number, CELL_TEXT, 0) \
	X(codes, W_l_codes, CELL_TEXT, 0) \
	X(acquired_from, W_l_acquired_from, CELL_TEXT, 0) \
	X(acquired_form, W_l_acquired_form, CELL_TEXT, 0) \
	X(notice, W_l_notice, CELL_TEXT, 0) \
	X(consent, W_l_consent, CELL_TEXT, 0) \
	X(records, W_l_records, CELL_COUNT, COL_RIGHT) \
	X(persons_lo, W_c_persons_lo, CELL_COUNT, 0) \
	X(persons_best, W_c_persons_best, CELL_COUNT, COL_RIGHT) \
	X(persons_hi, W_c_persons_hi, CELL_COUNT, 0) \
	X(oldest, W_c_oldest, CELL_DATE, 0) \
	X(newest, W_c_newest, CELL_DATE, 0) \
	X(dates_from, W_l_dates_from, CELL_TEXT, 0) \
	X(location, W_l_location, CELL_TEXT, 0) \
	X(medium, W_l_medium, CELL_TEXT, 0) \
	X(storage_method, W_l_storage, CELL_TEXT, 0) \
	X(country, W_l_country, CELL_TEXT, 0) \
	X(access_declared, W_l_access_declared, CELL_TEXT, 0) \
	X(access_seen, W_l_access_seen, CELL_TEXT, 0) \
	X(use_until, W_l_use_until, CELL_TEXT, 0) \
	X(retain_until, W_l_retain_until, CELL_TEXT, 0) \
	X(over_age, W_l_over_age, CELL_COUNT, 0) \
	X(disposal, W_l_disposal, CELL_TEXT, 0) \
	X(processor, W_l_processor, CELL_TEXT, 0) \
	X(third_party, W_l_third_party, CELL_TEXT, 0) \
	X(joint_use, W_l_joint_use, CELL_TEXT, 0) \
	X(foreign, W_l_foreign, CELL_TEXT, 0) \
	X(processing, W_l_processing, CELL_TEXT, 0) \
	X(eu, W_l_eu, CELL_TEXT, 0) \
	X(violations, W_l_violations, CELL_COUNT, COL_RIGHT) \
	X(unknown, W_l_unknown, CELL_COUNT, COL_RIGHT) \
	X(waivers, W_l_waivers, CELL_TEXT, 0) \
	X(risk, W_l_risk, CELL_TEXT, 0) \
	X(measures, W_l_measures, CELL_TEXT, 0) \
	X(reviewed_on, W_c_reviewed_on, CELL_TEXT, 0) \
	X(reviewed_by, W_l_reviewed_by, CELL_TEXT, 0) \
	X(note, W_l_note, CELL_TEXT, 0)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

/* "有（健診結果、病歴）" or "走査では未発見": the categories of the set that carry the flag. */
static struct cell flagged(const struct holdings *h, const struct holding *r, unsigned flag)
{
	struct category_set s = { { 0 } };
	const char *labels;

	for (size_t i = 0; i < h->n_categories; i++) {
		const struct dc_category *c = dc_category_find(h->categories[i]);

		if (category_has(&r->found, i) && c != NULL && (c->flags & flag) != 0)
			s.bits[i / 64] |= 1ull << i % 64;
	}
	labels = holdings_labels(h, &s);
	if (*labels == '\0')
		return cell_text(page_word(h->page, W_l_none_seen));
	return cell_text(PAGE_SAY(h->page, W_l_seen, labels));
}

static void put_found(struct page *p, const struct holdings *h, const struct holding *r, struct cell *c, struct dc_buf *modes)
{
	const char *level;
	char n[NUMBER_MOST];

	c[C_items_found] = cell_text(holdings_labels(h, &r->found));
	c[C_items_excess] = cell_text(holdings_labels(h, &r->excess));
	c[C_items_not_found] = cell_text(holdings_labels(h, &r->missing));
	c[C_special_care] = flagged(h, r, DC_CAT_SPECIAL);
	c[C_codes] = flagged(h, r, DC_CAT_CODE);
	c[C_my_number] = r->my_numbers == 0 ? cell_text(page_word(p, W_l_none_seen))
		: cell_text(PAGE_SAY(p, W_l_my_number_seen, number_count(r->my_numbers, n)));
	c[C_records] = cell_n(r->hits);
	c[C_oldest] = cell_n_or_none(r->oldest);
	c[C_newest] = cell_n_or_none(r->newest);
	c[C_over_age] = cell_n(r->over_age);
	c[C_violations] = cell_n(r->errors + r->warnings);
	c[C_unknown] = cell_n(r->open);
	c[C_waivers] = cell_text(r->waivers);
	for (size_t i = 0; i < r->n_modes; i++) {
		char room[PLACE_MODE_MOST];

		place_mode(p, r->modes[i], room);
		page_had(p, dc_buf_printf(modes, "%s%s", i == 0 ? "" : ", ", room) == DC_OK);
	}
	if (r->n_modes == HOLDING_MODES)
		page_had(p, dc_buf_adds(modes, " …") == DC_OK);
	for (size_t i = 0; i < r->n_readers; i++)
		page_had(p, dc_buf_printf(modes, "%s%s", modes->n == 0 ? "" : ", ", r->readers[i]) == DC_OK);
	if (r->n_readers == HOLDING_READERS)
		page_had(p, dc_buf_adds(modes, " …") == DC_OK);
	c[C_access_seen] = cell_text(page_str(p, dc_arena_strndup(p->arena, modes->p == NULL ? (const uint8_t *)"" : modes->p, modes->n)));
	c[C_medium] = cell_text(r->formats);
	c[C_dates_from] = r->oldest == 0 ? cell_none() : cell_text(page_word(p, r->dated ? W_l_dates_data : W_l_dates_mtime));
	if (r->worst != NULL) {
		level = level_names[r->worst_level];
		c[C_worst_verdict] = cell_code(level, label_text(LABEL_VERDICT, r->worst, p->lang));
	}
}

/* What is declared and what was seen of one thing. */
static struct cell both(struct page *p, const char *declared, struct cell seen)
{
	const char *text = (const char *)seen.text.p;

	if (*declared == '\0')
		return seen;
	return cell_text(page_str(p, dc_arena_printf(p->arena, p->lang == LANG_JA ? "%s／%.*s" : "%s / %.*s", declared, (int)seen.text.n, seen.known ? text : "")));
}

static void put_handling(struct page *p, size_t scope, struct cell *c)
{
	struct dc_handling h;

	dc_declaration_handling(p->req->declaration, scope, p->lang == LANG_JA ? "ja" : "en", &h);
	c[C_acquired_from] = cell_text(h.acquired_from);
	c[C_acquired_form] = cell_text(h.acquired_form);
	c[C_notice] = cell_text(h.notice);
	c[C_consent] = cell_text(h.consent);
	c[C_special_care] = both(p, h.special_care, c[C_special_care]);
	c[C_my_number] = both(p, h.my_number, c[C_my_number]);
	c[C_storage_method] = cell_text(*h.storage != '\0' ? PAGE_SAY(p, W_l_storage_declared, h.storage) : page_word(p, W_l_storage_plain));
	c[C_country] = cell_text(*h.country != '\0' ? PAGE_SAY(p, W_l_country_and, h.country) : page_word(p, W_l_country_here));
	c[C_access_declared] = cell_text(h.access);
	c[C_use_until] = cell_text(h.use_until);
	c[C_processor] = cell_text(h.processors);
	c[C_third_party] = cell_text(h.third_parties);
	c[C_joint_use] = cell_text(h.joint_use);
	c[C_foreign] = cell_text(h.foreign);
	c[C_processing] = cell_text(h.processing);
	c[C_eu] = cell_text(h.eu);
	if (*h.waivers != '\0')
		c[C_waivers] = cell_text(h.waivers);
}

static void put_typed(const struct typed *t, const char *row_id, struct cell *c)
{
	c[C_disposal] = typed_cell(t, row_id, "disposal", cell_none());
	c[C_risk] = typed_cell(t, row_id, "risk", cell_none());
	c[C_measures] = typed_cell(t, row_id, "measures", cell_none());
	c[C_reviewed_on] = typed_cell(t, row_id, "reviewed_on", c[C_reviewed_on]);
	c[C_reviewed_by] = typed_cell(t, row_id, "reviewed_by", cell_none());
	c[C_note] = typed_cell(t, row_id, "note", cell_none());
}

static void put_scope(struct page *p, const struct dc_declared_scope *s, struct cell *c)
{
	c[C_title] = cell_text(s->title);
	c[C_department] = cell_text(s->department);
	c[C_manager] = cell_text(s->manager);
	c[C_location] = p->req->mask_paths ? cell_none() : cell_text(s->places);
	c[C_retain_until] = cell_text(s->retention);
	c[C_reviewed_on] = cell_text(s->reviewed_on);
}

/* What the rows are made of besides the declaration. */
struct sources { const struct holdings *h; const struct typed *typed; const struct processed_list *processed; };

/* "anonymised; measured: k-min 1 ..." */
static void put_measured(struct page *p, const struct sources *from, size_t scope, struct cell *c)
{
	const char *said = processed_says(p, from->processed, scope), *measured = p->lang == LANG_JA ? "、検査：" : "; measured: ";

	if (*said != '\0')
		c[C_processing] = cell_text(page_str(p, dc_arena_printf(p->arena, "%.*s%s%s", (int)c[C_processing].text.n, (const char *)c[C_processing].text.p,
			measured, said)));
}

static enum dc_status put_row(struct page *p, const struct sources *from, size_t scope, const struct dc_persons *persons,
	const struct dc_declared_row *row)
{
	const struct holdings *h = from->h;
	const struct holding *r = &h->rows[scope];
	const char *lang = p->lang == LANG_JA ? "ja" : "en", *id = row == NULL ? "-" : row->row_id;
	struct dc_declared_purpose purpose;
	struct dc_declared_scope s;
	struct cell c[N_COLUMNS] = { 0 };
	struct dc_buf access;
	enum dc_status st;

	dc_buf_init(&access, 4096);
	put_found(p, h, r, c, &access);
	c[C_persons_lo] = cell_n(persons->lo);
	c[C_persons_best] = cell_n(persons->best);
	c[C_persons_hi] = r->open != 0 ? cell_n(DC_PERSONS_UNKNOWN) : cell_n(persons->hi);	/* PURPOSES §1.6 */
	c[C_row_id] = cell_text(id);
	if (row == NULL)
		c[C_title] = cell_text(page_word(p, W_outside));
	else {
		dc_declaration_scope(p->req->declaration, scope, lang, &s);
		put_scope(p, &s, c);
		put_handling(p, scope, c);
		put_measured(p, from, scope, c);
		c[C_subject] = cell_text(row->subject);
		c[C_items] = cell_text(holdings_ids(p, row->categories));
	}
	if (row != NULL && row->purpose >= 0) {
		dc_declaration_purpose(p->req->declaration, (size_t)row->purpose, lang, &purpose);
		c[C_purpose] = cell_text(purpose.text);
		c[C_purpose_source] = cell_text(page_str(p, dc_arena_printf(p->arena, "%s %s", purpose.policy, purpose.clause)));
	}
	put_typed(from->typed, id, c);
	st = page_row(p, c);
	dc_buf_done(&access);
	return st;
}

static enum dc_status persons_of(struct page *p, const struct holding *r, struct dc_persons *out, struct dc_error *err)
{
	*out = (struct dc_persons){ 0 };
	return r->n == 0 ? DC_OK : dc_store_persons(p->req->store, r->findings, r->n, out, err);
}

/* Rows of one scope stand together: its persons are counted once. */
static enum dc_status put_rows(struct page *p, const struct sources *from, struct dc_error *err)
{
	const struct holdings *h = from->h;
	const struct dc_declaration *d = p->req->declaration;
	size_t n = d == NULL ? 0 : dc_declaration_rows(d), scope = SIZE_MAX;
	struct dc_persons persons = { 0 };
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < n && st == DC_OK; i++) {
		struct dc_declared_row row;

		dc_declaration_row(d, i, p->lang == LANG_JA ? "ja" : "en", &row);
		if (row.scope != scope)
			st = persons_of(p, &h->rows[row.scope], &persons, err);
		scope = row.scope;
		if (st == DC_OK)
			st = put_row(p, from, row.scope, &persons, &row);
	}
	if (st != DC_OK || (h->rows[h->n - 1].n == 0 && h->rows[h->n - 1].open == 0))
		return st;
	st = persons_of(p, &h->rows[h->n - 1], &persons, err);
	return st == DC_OK ? put_row(p, from, h->n - 1, &persons, NULL) : st;
}

static enum dc_status ledger_write(struct page *p, struct dc_error *err)
{
	struct section s = { .id = "ledger", .title = page_word(p, W_s_ledger), .note = page_word(p, W_s_ledger_note),
		.empty = page_word(p, W_s_findings_empty), .columns = columns, .n_columns = N_COLUMNS, .style = STYLE_CARDS,
		.rows = ROWS_UNKNOWN };
	struct typed typed = { 0 };
	struct processed_list processed = { 0 };
	struct holdings h;
	enum dc_status st = holdings_read(p, &h, err);

	if (st == DC_OK)
		st = processed_read(p, &processed, err);
	if (st == DC_OK)
		st = typed_read(p, &typed, err);
	if (st == DC_OK)
		st = page_section(p, &s);
	if (st == DC_OK)
		st = put_rows(p, &(struct sources){ &h, &typed, &processed }, err);
	if (st == DC_OK)
		st = page_section_end(p);
	if (st == DC_OK)
		st = places_write(p, err);
	if (st == DC_OK)
		st = processed_write(p, &processed);
	typed_done(&typed);
	processed_done(&processed);
	holdings_done(&h);
	return st;
}

const struct report report_ledger = { "ledger", W_t_ledger, F_ALL, false, ledger_write, NULL };
