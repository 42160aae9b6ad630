/* scopes.c -- declared scopes and how they stand, and the legend. A scope is "ok" only if nothing in it deviates and
 * nothing in it was left unread (PURPOSES §1.5). */
#include "scopes.h"

#define SCOPE_COLUMNS(X) \
	X(status, W_c_status_of, CELL_CODE, COL_MARK) \
	X(title, W_c_scope, CELL_TEXT, COL_HEAD) \
	X(id, W_c_id, CELL_TEXT, COL_DATA) \
	X(owner, W_c_owner, CELL_TEXT, 0) \
	X(manager, W_c_manager, CELL_TEXT, 0) \
	X(places, W_c_places, CELL_NAME, COL_DATA) \
	X(purposes, W_c_purposes, CELL_TEXT, COL_DATA) \
	X(errors, W_c_errors, CELL_COUNT, COL_RIGHT) \
	X(warnings, W_c_warnings, CELL_COUNT, COL_RIGHT) \
	X(notes, W_c_notes, CELL_COUNT, COL_RIGHT) \
	X(open, W_c_open, CELL_COUNT, COL_RIGHT) \
	X(declared, W_c_declared, CELL_COUNT, COL_RIGHT) \
	X(reviewed_on, W_c_reviewed_on, CELL_TEXT, 0)
enum { SCOPE_COLUMNS(COLUMN_INDEX) N_SCOPE_COLUMNS };
static const struct column scope_columns[] = { SCOPE_COLUMNS(COLUMN_ROW) };

static const struct survey_place *place_of(const struct survey *s, long scope)
{
	for (size_t i = 0; i < s->n_places; i++) {
		if (s->places[i].scope == scope)
			return &s->places[i];
	}
	return NULL;
}

static enum dc_status put_scope(struct page *p, const struct survey *s, size_t i)
{
	static const uint64_t none[N_LEVELS] = { 0 };
	const struct survey_place *place = place_of(s, (long)i);
	const uint64_t *level = place == NULL ? none : place->level;
	const char *status = level[LEVEL_ERROR] != 0 ? "error" : level[LEVEL_WARNING] != 0 ? "warning" : level[LEVEL_OPEN] != 0 ? "open"
		: "pass";
	struct cell c[N_SCOPE_COLUMNS] = { 0 };
	struct dc_declared_scope d;

	dc_declaration_scope(p->req->declaration, i, p->lang == LANG_JA ? "ja" : "en", &d);
	c[C_status] = cell_code(status, page_word(p, level[LEVEL_ERROR] + level[LEVEL_WARNING] != 0 ? W_scope_deviates
		: level[LEVEL_OPEN] != 0 ? W_scope_unknown : W_scope_ok));
	c[C_title] = cell_text(d.title[0] != '\0' ? d.title : d.id);
	c[C_id] = cell_text(d.id);
	c[C_owner] = cell_text(d.department);
	c[C_manager] = cell_text(d.manager);
	c[C_places] = p->req->mask_paths ? cell_none() : cell_text(d.places);
	c[C_purposes] = cell_text(d.purposes);
	c[C_errors] = cell_n(level[LEVEL_ERROR]);
	c[C_warnings] = cell_n(level[LEVEL_WARNING]);
	c[C_notes] = cell_n(level[LEVEL_NOTE]);
	c[C_open] = cell_n(level[LEVEL_OPEN]);
	c[C_declared] = cell_n(level[LEVEL_PASS]);
	c[C_reviewed_on] = cell_text(d.reviewed_on);
	return page_row(p, c);
}

enum dc_status scopes_write(struct page *p, const struct survey *s)
{
	const struct dc_declaration *d = p->req->declaration;
	struct section section = { .id = "scopes", .title = page_word(p, W_s_scopes), .note = page_word(p, W_s_scopes_note),
		.empty = page_word(p, W_s_undeclared), .columns = scope_columns, .n_columns = N_SCOPE_COLUMNS, .style = STYLE_TABLE,
		.rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &section);

	for (size_t i = 0; d != NULL && i < dc_declaration_scopes(d) && st == DC_OK; i++)
		st = put_scope(p, s, i);
	return st == DC_OK ? page_section_end(p) : st;
}

#define BAND_COLUMNS(X) \
	X(band, W_c_band, CELL_CODE, COL_MARK) \
	X(range, W_c_range, CELL_TEXT, COL_RIGHT) \
	X(meaning, W_c_meaning, CELL_TEXT, COL_HEAD)
enum { BAND_COLUMNS(COLUMN_INDEX) N_BAND_COLUMNS };
static const struct column band_columns[] = { BAND_COLUMNS(COLUMN_ROW) };

enum dc_status bands_write(struct page *p)
{
	static const struct { const char *id, *range; enum word meaning; } bands[] = {
		{ "high", "90–100 %", W_band_high }, { "medium", "60–90 %", W_band_medium }, { "low", "30–60 %", W_band_low },
		{ "placeholder", "–", W_band_placeholder },
	};
	struct section s = { .id = "bands", .title = page_word(p, W_s_bands), .note = page_word(p, W_s_bands_note), .empty = "",
		.columns = band_columns, .n_columns = N_BAND_COLUMNS, .style = STYLE_TABLE, .rows = DC_ARRAY_LEN(bands) };
	enum dc_status st = page_section(p, &s);

	for (size_t i = 0; i < DC_ARRAY_LEN(bands) && st == DC_OK; i++) {
		struct cell c[N_BAND_COLUMNS] = { [C_band] = cell_code(bands[i].id, label_text(LABEL_BAND, bands[i].id, p->lang)),
			[C_range] = cell_text(bands[i].range), [C_meaning] = cell_text(page_word(p, bands[i].meaning)) };

		st = page_row(p, c);
	}
	return st == DC_OK ? page_section_end(p) : st;
}
