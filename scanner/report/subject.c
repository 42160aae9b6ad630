/* subject.c -- one person's data (PURPOSES §2.6): where it lies, what it is, for which purposes and with whom, and what was not
 * searched. Nothing of the person stands in it, only which attributes agreed. */
#include "place.h"

#define COLUMNS(X) \
	X(grade, W_sj_grade, CELL_CODE, COL_MARK) \
	X(state, W_sj_state, CELL_CODE, COL_HEAD) \
	X(attributes, W_sj_attributes, CELL_TEXT, COL_WHY) \
	X(location, W_c_location, CELL_NAME, COL_PLACE) \
	X(records, W_sj_records, CELL_COUNT, COL_RIGHT) \
	X(items, W_l_items_found, CELL_TEXT, 0) \
	X(scope, W_c_scope, CELL_TEXT, 0) \
	X(owner, W_c_owner, CELL_TEXT, 0) \
	X(manager, W_c_manager, CELL_TEXT, 0) \
	X(purpose, W_l_purpose, CELL_TEXT, COL_WHY) \
	X(acquired_from, W_l_acquired_from, CELL_TEXT, 0) \
	X(processor, W_l_processor, CELL_TEXT, 0) \
	X(third_party, W_l_third_party, CELL_TEXT, 0) \
	X(joint_use, W_l_joint_use, CELL_TEXT, 0) \
	X(foreign, W_l_foreign, CELL_TEXT, 0) \
	X(retain_until, W_l_retain_until, CELL_TEXT, 0) \
	X(eu, W_l_eu, CELL_TEXT, 0) \
	X(path, W_c_path, CELL_NAME, COL_DATA) \
	X(member, W_c_member, CELL_NAME, COL_DATA) \
	X(table, W_c_table, CELL_NAME, COL_DATA)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

#define MISSED(X) \
	X(path, W_c_path, CELL_NAME, COL_HEAD) \
	X(reason, W_c_reason, CELL_CODE, COL_WHY)
enum { N_MISSED = 2 };
static const struct column missed_columns[] = { MISSED(COLUMN_ROW) };

static const char *purposes_of(struct page *p, size_t scope)
{
	const struct dc_declaration *d = p->req->declaration;
	const char *lang = p->lang == LANG_JA ? "ja" : "en", *out = "", *last = NULL;

	for (size_t i = 0; i < dc_declaration_rows(d); i++) {
		struct dc_declared_purpose purpose;
		struct dc_declared_row row;

		dc_declaration_row(d, i, lang, &row);
		if (row.scope != scope || row.purpose < 0)
			continue;
		dc_declaration_purpose(d, (size_t)row.purpose, lang, &purpose);
		if (last != NULL && strcmp(last, purpose.id) == 0)
			continue;
		last = purpose.id;
		out = page_str(p, dc_arena_printf(p->arena, "%s%s%s (%s %s)", out, *out == '\0' ? "" : p->lang == LANG_JA ? "／" : " / ", purpose.text,
			purpose.policy, purpose.clause));
	}
	return out;
}

static void put_scope(struct page *p, long scope, struct cell *c)
{
	const struct dc_declaration *d = p->req->declaration;
	const char *lang = p->lang == LANG_JA ? "ja" : "en";
	struct dc_declared_scope s;
	struct dc_handling h;

	if (scope < 0) {
		c[C_scope] = cell_text(page_word(p, W_outside));
		return;
	}
	dc_declaration_scope(d, (size_t)scope, lang, &s);
	dc_declaration_handling(d, (size_t)scope, lang, &h);
	c[C_scope] = cell_text(s.title);
	c[C_owner] = cell_text(s.department);
	c[C_manager] = cell_text(s.manager);
	c[C_purpose] = cell_text(purposes_of(p, (size_t)scope));
	c[C_acquired_from] = cell_text(h.acquired_from);
	c[C_processor] = cell_text(h.processors);
	c[C_third_party] = cell_text(h.third_parties);
	c[C_joint_use] = cell_text(h.joint_use);
	c[C_foreign] = cell_text(h.foreign);
	c[C_retain_until] = cell_text(s.retention);
	c[C_eu] = cell_text(h.eu);
}

static const char *items_of(struct page *p, const char *categories)
{
	const char *out = "", *comma = p->lang == LANG_JA ? "、" : ", ";

	for (const char *at = categories; *at != '\0';) {
		size_t n = strcspn(at, ",");
		const char *id = page_str(p, dc_arena_strndup(p->arena, (const uint8_t *)at, n));

		out = page_str(p, dc_arena_printf(p->arena, "%s%s%s", out, *out == '\0' ? "" : comma, label_category(id, p->lang)));
		at += n + (at[n] == ',');
	}
	return out;
}

static enum dc_status put_place(struct page *p, const struct dc_subject_place *o, struct dc_buf *line)
{
	const struct dc_stored_finding at = { .asset = o->asset, .path = o->path, .path_len = strlen(o->path), .inner = o->inner, .table = o->table, .field = "",
		.column = UINT32_MAX };
	const char *grade = o->confirmed ? "confirmed" : "candidate";
	struct cell c[N_COLUMNS] = { 0 };
	char room[3][PLACE_MASK_MOST];

	c[C_grade] = cell_code(grade, label_text(LABEL_GRADE, grade, p->lang));
	c[C_state] = cell_code(o->state, label_text(LABEL_STATE, o->state, p->lang));
	c[C_attributes] = cell_text(o->attributes);
	if (page_had(p, place_locator(p, &at, line) == DC_OK))
		c[C_location] = cell_span(line->p, line->n);
	c[C_records] = cell_n(o->records);
	c[C_items] = cell_text(items_of(p, o->categories));
	if (p->req->declaration != NULL)
		put_scope(p, o->scope, c);
	c[C_path] = place_path(p, o->path, strlen(o->path), room[0]);
	c[C_member] = place_name(p, o->inner, room[1]);
	c[C_table] = place_name(p, o->table, room[2]);
	return page_row(p, c);
}

static enum dc_status put_places(struct page *p, const struct dc_subject *s)
{
	struct section section = { .id = "subject", .title = page_word(p, W_sj_places), .note = page_word(p, W_sj_places_note),
		.empty = page_word(p, W_sj_none), .columns = columns, .n_columns = N_COLUMNS, .style = STYLE_ROWS, .rows = s->n_places };
	enum dc_status st = page_section(p, &section);
	struct dc_buf line;

	dc_buf_init(&line, 1 << 20);
	for (size_t i = 0; i < s->n_places && st == DC_OK; i++)
		st = put_place(p, &s->places[i], &line);
	dc_buf_done(&line);
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status put_missed(struct page *p, const struct dc_subject *s)
{
	struct section section = { .id = "not_searched", .title = page_word(p, W_sj_missed), .note = page_word(p, W_sj_missed_note),
		.empty = page_word(p, W_sj_missed_none), .columns = missed_columns, .n_columns = N_MISSED, .style = STYLE_TABLE, .rows = s->n_missed };
	enum dc_status st = page_section(p, &section);

	for (size_t i = 0; i < s->n_missed && st == DC_OK; i++) {
		struct cell c[N_MISSED] = { 0 };
		char room[PLACE_MASK_MOST];
		const char *why = s->missed[i].why;

		c[0] = place_path(p, s->missed[i].path, strlen(s->missed[i].path), room);
		c[1] = cell_code(why, label_text(LABEL_UNREAD, why, p->lang));
		st = page_row(p, c);
	}
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status subject_write(struct page *p, struct dc_error *err)
{
	const struct dc_subject *s = p->req->subject;
	uint64_t confirmed = 0, candidates = 0, records = 0;
	char n[4][NUMBER_MOST];
	const char *lines[3];
	size_t n_lines = 0;
	enum dc_status st;

	if (s == NULL)
		return dc_fail(err, DC_EUSAGE, "the report 'subject' is written by 'daicho subject find'");
	for (size_t i = 0; i < s->n_places; i++) {
		if (strcmp(s->places[i].state, "gone") == 0)
			continue;
		confirmed += s->places[i].confirmed;
		candidates += !s->places[i].confirmed;
		records += s->places[i].confirmed ? s->places[i].records : 0;
	}
	lines[n_lines++] = page_word(p, confirmed + candidates == 0 ? W_sj_not_found : confirmed == 0 ? W_sj_candidates_only : W_sj_found);
	lines[n_lines++] = page_word(p, W_sj_grades);
	if (s->fee[0] != '\0')
		lines[n_lines++] = PAGE_SAY(p, W_sj_fee, s->fee, number_count(records, n[3]));
	{
		const struct number numbers[] = {
			{ "confirmed", page_word(p, W_sj_n_confirmed), number_count(confirmed, n[0]), NULL, confirmed != 0 ? TONE_HIGH : TONE_PLAIN },
			{ "candidates", page_word(p, W_sj_n_candidates), number_count(candidates, n[1]), NULL, candidates != 0 ? TONE_MEDIUM : TONE_PLAIN },
			{ "not_searched", page_word(p, W_sj_n_missed), number_count(s->n_missed, n[2]), NULL, s->n_missed != 0 ? TONE_OPEN : TONE_PLAIN },
		};

		st = page_numbers(p, numbers, DC_ARRAY_LEN(numbers));
	}
	if (st == DC_OK)
		st = page_lines(p, "answer", page_word(p, W_sj_answer), lines, n_lines);
	if (st == DC_OK)
		st = put_places(p, s);
	return st == DC_OK ? put_missed(p, s) : st;
}

const struct report report_subject = { "subject", W_t_subject, F_ALL, false, subject_write, NULL };
