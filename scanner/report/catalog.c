/* catalog.c -- the inventory in the words of other tools' models: which fields hold which data, and which scope handles it for what.
 * fideslang and DPV keys are the catalogue's and the declaration's; what nobody mapped is left out, never guessed (PURPOSES §2.9). */
#include "place.h"

#include "daicho/category.h"

#define DATA_COLUMNS(X) \
	X(type, W_c_type, CELL_CODE, COL_HEAD) \
	X(fideslang, W_ca_fideslang, CELL_TEXT, 0) \
	X(dpv, W_ca_dpv, CELL_TEXT, 0) \
	X(path, W_c_path, CELL_NAME, COL_PLACE) \
	X(member, W_c_member, CELL_NAME, COL_PLACE) \
	X(table, W_c_table, CELL_NAME, COL_PLACE) \
	X(field, W_c_field, CELL_NAME, COL_PLACE)
enum { DATA_COLUMNS(COLUMN_INDEX) N_DATA_COLUMNS };
static const struct column data_columns[] = { DATA_COLUMNS(COLUMN_ROW) };

#define HANDLING_INDEX(key, title, type, flags) H_##key,
#define HANDLING_COLUMNS(X) \
	X(row_id, W_l_row_id, CELL_TEXT, COL_HEAD) \
	X(scope, W_c_scope, CELL_TEXT, 0) \
	X(title, W_l_title, CELL_TEXT, 0) \
	X(purpose, W_l_purpose, CELL_TEXT, 0) \
	X(categories, W_c_type, CELL_TEXT, 0) \
	X(uses, W_ca_uses, CELL_TEXT, 0) \
	X(dpv_purposes, W_ca_dpv, CELL_TEXT, 0) \
	X(subject, W_l_subject, CELL_TEXT, 0) \
	X(subject_fideslang, W_ca_fideslang, CELL_TEXT, 0) \
	X(subject_dpv, W_ca_dpv, CELL_TEXT, 0)
enum { HANDLING_COLUMNS(HANDLING_INDEX) N_HANDLING_COLUMNS };
static const struct column handling_columns[] = { HANDLING_COLUMNS(COLUMN_ROW) };

static enum dc_status give(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct page *p = ctx;
	const struct dc_category *known = dc_category_find(f->category);
	struct cell c[N_DATA_COLUMNS] = { 0 };
	char room[4][PLACE_MASK_MOST];

	(void)err;
	if (f->medium + f->high == 0)		/* what is only guessed at is told to nobody */
		return DC_OK;
	c[C_type] = cell_code(f->category, label_category(f->category, p->lang));
	c[C_fideslang] = cell_text(known == NULL ? "" : known->fideslang);
	c[C_dpv] = cell_text(known == NULL ? "" : known->dpv);
	c[C_path] = place_path(p, f->path, f->path_len, room[0]);
	c[C_member] = place_name(p, f->inner, room[1]);
	c[C_table] = place_name(p, f->table, room[2]);
	c[C_field] = place_name(p, f->field, room[3]);
	return page_row(p, c);
}

static struct cell terms(struct page *p, size_t row, enum dc_declared_term which)
{
	const char *out = "", *term;

	for (size_t k = 0; (term = dc_declaration_term(p->req->declaration, row, which, k)) != NULL; k++)
		out = page_str(p, dc_arena_printf(p->arena, "%s%s%s", out, *out == '\0' ? "" : ",", term));
	return cell_text(out);
}

static enum dc_status give_handling(struct page *p, size_t row)
{
	const struct dc_declaration *d = p->req->declaration;
	const char *lang = p->lang == LANG_JA ? "ja" : "en";
	struct cell c[N_HANDLING_COLUMNS] = { 0 };
	struct dc_declared_purpose purpose = { .text = "" };
	struct dc_declared_scope scope;
	struct dc_declared_row r;

	dc_declaration_row(d, row, lang, &r);
	dc_declaration_scope(d, r.scope, lang, &scope);
	if (r.purpose >= 0)
		dc_declaration_purpose(d, (size_t)r.purpose, lang, &purpose);
	c[H_row_id] = cell_text(r.row_id);
	c[H_scope] = cell_text(scope.id);
	c[H_title] = cell_text(scope.title);
	c[H_purpose] = cell_text(purpose.text);
	c[H_categories] = cell_text(r.categories);
	c[H_uses] = terms(p, row, DC_TERM_USE);
	c[H_dpv_purposes] = terms(p, row, DC_TERM_DPV_PURPOSE);
	c[H_subject] = cell_text(r.subject);
	c[H_subject_fideslang] = terms(p, row, DC_TERM_FIDES_SUBJECT);
	c[H_subject_dpv] = terms(p, row, DC_TERM_DPV_SUBJECT);
	return page_row(p, c);
}

static enum dc_status catalog_write(struct page *p, struct dc_error *err)
{
	struct section data = { .id = "data", .title = page_word(p, W_s_findings), .empty = page_word(p, W_s_findings_empty),
		.columns = data_columns, .n_columns = N_DATA_COLUMNS, .style = STYLE_ROWS, .rows = ROWS_UNKNOWN };
	struct section handling = { .id = "handling", .title = page_word(p, W_t_ledger), .empty = page_word(p, W_s_undeclared),
		.columns = handling_columns, .n_columns = N_HANDLING_COLUMNS, .style = STYLE_ROWS, .rows = ROWS_UNKNOWN };
	const struct dc_declaration *d = p->req->declaration;
	enum dc_status st = page_section(p, &data);

	if (st == DC_OK)
		st = dc_store_each_finding(p->req->store, p->req->run, give, p, err);
	if (st == DC_OK)
		st = page_section_end(p);
	if (st == DC_OK)
		st = page_section(p, &handling);
	for (size_t i = 0; st == DC_OK && d != NULL && i < dc_declaration_rows(d); i++)
		st = give_handling(p, i);
	return st == DC_OK ? page_section_end(p) : st;
}

const struct report report_catalog = { "catalog", W_t_catalog, F_JSONL | F_CSV | F_FIDESLANG | F_DPV, false, catalog_write, NULL };
