/* records.c -- the company's registers of provision and receipt (APPI arts. 29 and 30) beside what lies in the scopes of hand-over and
 * receipt, both ways (PURPOSES §2.8): files without a line, lines without a file, items that differ, periods that end, lines that could
 * not be used. Of a register it shows line numbers, days, declared names and items: what was typed in it stays there. */
#include "records.h"

#include "lost.h"
#include "place.h"

#include "when.h"

#include "daicho/category.h"

#include <stdlib.h>

#define TRACE_DAYS 7			/* between a file's day and its record: "promptly" (Rules arts. 20, 24), a week's backlog granted */
#define ENDS_DAYS 30			/* a period that ends so soon is told */

#define PLACE_COLUMNS(X) \
	X(state, W_r_state, CELL_CODE, COL_MARK) \
	X(code, W_r_state, CELL_TEXT, COL_DATA) \
	X(title, W_c_scope, CELL_TEXT, COL_HEAD) \
	X(remarks, W_r_remarks, CELL_TEXT, COL_WHY) \
	X(location, W_c_location, CELL_NAME, COL_PLACE) \
	X(day, W_r_day, CELL_DATE, COL_RIGHT) \
	X(persons_best, W_c_persons_best, CELL_COUNT, COL_RIGHT) \
	X(lines, W_r_lines, CELL_TEXT, 0) \
	X(items_found, W_l_items_found, CELL_TEXT, 0) \
	X(items_unrecorded, W_r_items_unrecorded, CELL_TEXT, 0) \
	X(parties, W_r_parties, CELL_TEXT, 0) \
	X(owner, W_c_owner, CELL_TEXT, 0) \
	X(manager, W_c_manager, CELL_TEXT, 0) \
	X(scope, W_c_id, CELL_TEXT, COL_DATA)
enum { PLACE_COLUMNS(COLUMN_INDEX) N_PLACE_COLUMNS };
static const struct column place_columns[] = { PLACE_COLUMNS(COLUMN_ROW) };

#define LINE_COLUMNS(X) \
	X(state, W_r_state, CELL_CODE, COL_MARK) \
	X(code, W_r_state, CELL_TEXT, COL_DATA) \
	X(party, W_r_party, CELL_TEXT, COL_HEAD) \
	X(remarks, W_r_remarks, CELL_TEXT, COL_WHY) \
	X(line, W_r_line, CELL_COUNT, COL_RIGHT) \
	X(date, W_r_date, CELL_DATE, COL_RIGHT) \
	X(keep_until, W_r_keep_until, CELL_DATE, COL_RIGHT) \
	X(files, W_r_files, CELL_COUNT, COL_RIGHT) \
	X(title, W_c_scope, CELL_TEXT, 0) \
	X(items, W_r_items, CELL_TEXT, 0)
#define LINE_INDEX(key, title, type, flags) L_##key,
enum { LINE_COLUMNS(LINE_INDEX) N_LINE_COLUMNS };
static const struct column line_columns[] = { LINE_COLUMNS(COLUMN_ROW) };

#define FAULT_COLUMNS(X) \
	X(state, W_r_state, CELL_CODE, COL_MARK) \
	X(line, W_r_line, CELL_COUNT, COL_RIGHT) \
	X(why, W_c_reason, CELL_TEXT, COL_HEAD)
enum { N_FAULT_COLUMNS = 3 };
static const struct column fault_columns[] = { FAULT_COLUMNS(COLUMN_ROW) };

/* ---- what lies there */

static bool concerns(const struct dc_handling *h, bool receipt)
{
	return receipt ? h->received : h->handed_over;
}

static void note_scopes(struct records *r)
{
	const struct dc_declaration *d = r->page->req->declaration;

	for (size_t i = 0; i < r->n_scopes; i++) {
		struct dc_handling h;
		struct dc_declared_recipient to;

		dc_declaration_handling(d, i, "en", &h);
		r->scopes[i].concerned = concerns(&h, r->receipt);
		r->scopes[i].recorded = r->receipt;
		for (size_t k = 0; !r->receipt && dc_declaration_recipient(d, i, k, "en", &to); k++)
			r->scopes[i].recorded = r->scopes[i].recorded || to.recorded;
		if (!r->receipt && !dc_declaration_recipient(d, i, 0, "en", &to))
			r->scopes[i].recorded = true;	/* to whom was not declared: nothing exempts it */
	}
}

static long scope_by_id(struct records *r, const char *id)
{
	const struct dc_declaration *d = r->page->req->declaration;
	struct dc_declared_scope s;

	for (size_t i = 0; i < r->n_scopes; i++) {
		size_t at = (r->last + i) % r->n_scopes;	/* verdicts come by scope */

		dc_declaration_scope(d, at, "en", &s);
		if (strcmp(s.id, id) == 0)
			return (long)(r->last = at);
	}
	return -1;
}

static int day_of(const struct page *p, const struct dc_stored_finding *f)
{
	const char *slash = memrchr(f->path, '/', f->path_len), *name = slash == NULL ? f->path : slash + 1;
	int zone = dc_declaration_zone(p->req->declaration);
	int day = when_in_name(name, f->path_len - (size_t)(name - f->path), when_of_ns(p->run.started_ns, zone));

	return day != 0 ? day : f->mtime_ns == 0 ? 0 : when_of_ns(f->mtime_ns, zone);
}

static struct found *found_of(struct records *r, const struct dc_stored_finding *f, size_t scope)
{
	struct page *p = r->page;
	struct found *at = r->n == 0 ? NULL : &r->files[r->n - 1];

	if (at != NULL && at->object == f->object_id)
		return at;
	if (r->files == NULL || r->n == r->cap) {
		size_t cap = r->cap == 0 ? 256 : r->cap * 2;
		struct found *more = reallocarray(r->files, cap, sizeof *more);

		if (more == NULL) {
			page_had(p, false);
			return NULL;
		}
		r->files = more;
		r->cap = cap;
	}
	at = &r->files[r->n++];
	*at = (struct found){ .object = f->object_id, .scope = scope, .day = day_of(p, f), .categories = "",
		.asset = page_str(p, dc_arena_strdup(p->arena, f->asset)), .path = page_str(p, dc_arena_strndup(p->arena, (const uint8_t *)f->path, f->path_len)),
		.path_n = f->path_len };
	return at;
}

static bool lists(const char *list, const char *id)
{
	size_t n = strlen(id);

	for (const char *at = list; *at != '\0'; at += strcspn(at, ","), at += *at == ',')
		if (strncmp(at, id, n) == 0 && (at[n] == ',' || at[n] == '\0'))
			return true;
	return false;
}

static enum dc_status take(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f, const struct dc_stored_object *o,
	struct dc_error *err)
{
	struct records *r = ctx;
	struct page *p = r->page;
	long scope = v->scope[0] == '\0' || !v->primary ? -1 : scope_by_id(r, v->scope);
	struct found *at;

	(void)err;
	if (scope < 0 || !r->scopes[scope].concerned)
		return DC_OK;
	if (o != NULL && f == NULL)
		r->scopes[scope].unread = true;
	if (f == NULL || f->low + f->medium + f->high == 0 || (at = found_of(r, f, (size_t)scope)) == NULL)
		return p->out.status;
	at->persons = f->persons.best > at->persons ? f->persons.best : at->persons;	/* one column of a list has them all */
	if (!lists(at->categories, f->category))
		at->categories = page_str(p, dc_arena_printf(p->arena, "%s%s%s", at->categories, *at->categories == '\0' ? "" : ",", f->category));
	return DC_OK;
}

/* ---- a file and a line */

static bool named(const struct found *f, const char *file)
{
	size_t n = strlen(file);

	while (n > 0 && (file[0] == '/' || file[0] == '\\')) {
		file++;
		n--;
	}
	if (n == 0 || n > f->path_n || memcmp(f->path + f->path_n - n, file, n) != 0)
		return false;
	return n == f->path_n || f->path[f->path_n - n - 1] == '/';
}

static bool of_scope(const struct records *r, const struct dc_entry *e, size_t scope)
{
	struct dc_declared_recipient to;

	if (e->fault != DC_ENTRY_GOOD || (e->scope >= 0 && e->scope != (long)scope))
		return false;
	if (e->scope >= 0 || r->receipt)
		return true;
	for (size_t k = 0; dc_declaration_recipient(r->page->req->declaration, scope, k, "en", &to); k++)
		if (to.index == e->recipient)
			return true;
	return false;
}

/* A line that names a file is of that file; else of those whose day is near. */
static bool is_of(const struct dc_entry *e, const struct found *f)
{
	if (e->file[0] != '\0')
		return named(f, e->file);
	return f->day != 0 && abs(when_days(e->date) - when_days(f->day)) <= TRACE_DAYS;
}

static bool within(const char *category, const char *list)
{
	for (const char *at = list; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
		char id[64];

		snprintf(id, sizeof id, "%.*s", (int)strcspn(at, ","), at);
		if (dc_category_within(category, id))
			return true;
	}
	return false;
}

/* Found categories that none of the file's lines names; "" too where the lines name none. */
static const char *unrecorded(struct page *p, const struct found *f, const char *items)
{
	const char *out = "";

	for (const char *at = f->categories; *items != '\0' && *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
		const char *id = page_str(p, dc_arena_strndup(p->arena, (const uint8_t *)at, strcspn(at, ",")));

		if (!within(id, items))
			out = page_str(p, dc_arena_printf(p->arena, "%s%s%s", out, *out == '\0' ? "" : ",", id));
	}
	return out;
}

static void match(struct records *r, struct found *f)
{
	struct page *p = r->page;
	const char *items = "";
	bool silent = false;

	f->lines = "";
	for (size_t i = 0; i < r->entries.n; i++) {
		const struct dc_entry *e = &r->entries.lines[i];

		if (!of_scope(r, e, f->scope))
			continue;
		f->other_day = true;
		if (!is_of(e, f))
			continue;
		f->recorded = true;
		r->traces[i]++;
		silent = silent || e->items[0] == '\0';
		items = page_str(p, dc_arena_printf(p->arena, "%s%s%s", items, *items == '\0' || e->items[0] == '\0' ? "" : ",", e->items));
		f->lines = page_str(p, dc_arena_printf(p->arena, "%s%s%llu", f->lines, *f->lines == '\0' ? "" : ", ", (unsigned long long)e->line));
	}
	f->unrecorded = silent ? "" : unrecorded(p, f, items);
}

/* ---- rows */

static const char *labels(struct page *p, const char *list)
{
	const char *out = "", *comma = p->lang == LANG_JA ? "、" : ", ";

	for (const char *at = list; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
		const char *id = page_str(p, dc_arena_strndup(p->arena, (const uint8_t *)at, strcspn(at, ",")));

		out = page_str(p, dc_arena_printf(p->arena, "%s%s%s", out, *out == '\0' ? "" : comma, label_category(id, p->lang)));
	}
	return out;
}

static const char *parties(const struct records *r, size_t scope)
{
	struct page *p = r->page;
	const char *lang = p->lang == LANG_JA ? "ja" : "en", *out = "";
	struct dc_declared_recipient to;

	for (size_t k = 0; dc_declaration_recipient(p->req->declaration, scope, k, lang, &to); k++)
		out = page_str(p, dc_arena_printf(p->arena, "%s%s%s%s%s", out, *out == '\0' ? "" : p->lang == LANG_JA ? "／" : " / ", to.name,
			to.recorded ? "" : p->lang == LANG_JA ? "：" : ": ", to.why));
	return out;
}

static enum record_state state_of(const struct records *r, const struct found *f)
{
	if (f->recorded)
		return f->unrecorded[0] != '\0' ? STATE_ITEMS : STATE_RECORDED;
	return !r->scopes[f->scope].recorded ? STATE_EXEMPT : f->other_day ? STATE_OTHER_DAY : STATE_NO_RECORD;
}

static const struct { const char *level, *code; enum word word; } states[] = {
	[STATE_NO_RECORD] = { "error", "no_record", W_r_no_record }, [STATE_OTHER_DAY] = { "warning", "other_day", W_r_other_day }, [STATE_ITEMS] = { "warning", "items_differ", W_r_items_differ },
	[STATE_RECORDED] = { "pass", "recorded", W_r_recorded }, [STATE_EXEMPT] = { "pass", "not_required", W_r_exempt },
};

static enum dc_status put_file(struct records *r, const struct found *f)
{
	struct page *p = r->page;
	enum record_state state = state_of(r, f);
	struct cell c[N_PLACE_COLUMNS] = { 0 };
	struct dc_declared_scope s;
	char room[PLACE_MASK_MOST];

	dc_declaration_scope(p->req->declaration, f->scope, p->lang == LANG_JA ? "ja" : "en", &s);
	c[C_state] = cell_code(states[state].level, page_word(p, states[state].word));
	c[C_code] = cell_text(states[state].code);
	c[C_title] = cell_text(s.title);
	c[C_remarks] = state == STATE_OTHER_DAY ? cell_text(page_word(p, W_r_other_day_why)) : cell_none();
	c[C_location] = place_path(p, f->path, f->path_n, room);
	c[C_day] = cell_n_or_none(f->day);
	c[C_persons_best] = cell_n(f->persons);
	c[C_lines] = cell_text(f->lines);
	c[C_items_found] = cell_text(labels(p, f->categories));
	c[C_items_unrecorded] = cell_text(labels(p, f->unrecorded));
	c[C_parties] = cell_text(parties(r, f->scope));
	c[C_owner] = cell_text(s.department);
	c[C_manager] = cell_text(s.manager);
	c[C_scope] = cell_text(s.id);
	return page_row(p, c);
}

static const char *remark(struct page *p, const char *so_far, const char *more)
{
	return page_str(p, dc_arena_printf(p->arena, "%s%s%s", so_far, *so_far == '\0' ? "" : p->lang == LANG_JA ? "。" : "; ", more));
}

static const char *lacks(struct page *p, unsigned bits)
{
	static const enum word names[] = { W_r_party, W_r_l_address, W_r_l_representative, W_r_l_person, W_r_items, W_r_l_consent, W_r_l_circumstances };
	const char *out = "", *comma = p->lang == LANG_JA ? "、" : ", ";

	for (unsigned i = 0; i < DC_ARRAY_LEN(names); i++)
		if ((bits & 1u << i) != 0)
			out = page_str(p, dc_arena_printf(p->arena, "%s%s%s", out, *out == '\0' ? "" : comma, page_word(p, names[i])));
	return *out == '\0' ? out : PAGE_SAY(p, W_r_lacks, out);
}

/* What a person must know of a line; the level is that of the heaviest. */
static const char *remarks(const struct records *r, const struct dc_entry *e, const char **level)
{
	struct page *p = r->page;
	const char *out = "", *gaps = lacks(p, e->lacks);
	int left = when_days(e->keep_until) - when_days(r->today);
	char n[NUMBER_MOST];

	if (e->items_unclear)
		out = remark(p, out, page_word(p, W_r_unclear));
	if (left < 0)
		out = remark(p, out, page_word(p, W_r_past));
	else if (left <= ENDS_DAYS)
		out = remark(p, out, PAGE_SAY(p, W_r_ends, number_count((uint64_t)left, n)));
	if (*out != '\0' && strcmp(*level, "pass") == 0)
		*level = "note";
	if (*gaps != '\0')
		out = remark(p, out, gaps);
	if (!r->receipt && e->recipient < 0 && (e->lacks & DC_LACKS_PARTY) == 0) {
		out = remark(p, out, page_word(p, W_r_undeclared));
		gaps = "x";
	}
	if (*gaps != '\0')
		*level = "warning";
	if (e->foreign_no_route) {
		out = remark(p, out, page_word(p, W_r_no_route));
		*level = "error";
	}
	return out;
}

static bool all_read(const struct records *r, const struct dc_entry *e)
{
	for (size_t i = 0; i < r->n_scopes; i++)
		if (r->scopes[i].concerned && r->scopes[i].unread && (e->scope < 0 || e->scope == (long)i))
			return false;
	return true;
}

static const char *party_of(const struct records *r, const struct dc_entry *e)
{
	struct page *p = r->page;
	struct dc_declared_recipient to;

	for (size_t i = 0; e->recipient >= 0 && i < r->n_scopes; i++)
		for (size_t k = 0; dc_declaration_recipient(p->req->declaration, i, k, p->lang == LANG_JA ? "ja" : "en", &to); k++)
			if (to.index == e->recipient)
				return to.name;
	return page_word(p, (e->lacks & DC_LACKS_PARTY) != 0 ? W_not_stated : W_r_see_register);
}

static enum dc_status put_line(struct records *r, size_t i)
{
	const struct dc_entry *e = &r->entries.lines[i];
	struct page *p = r->page;
	const char *level = r->traces[i] != 0 ? "pass" : all_read(r, e) ? "warning" : "open", *said;
	struct cell c[N_LINE_COLUMNS] = { 0 };
	struct dc_declared_scope s;

	said = remarks(r, e, &level);
	c[L_state] = cell_code(level, page_word(p, r->traces[i] != 0 ? W_r_traced : all_read(r, e) ? W_r_no_trace : W_r_trace_unread));
	c[L_code] = cell_text(r->traces[i] != 0 ? "traced" : all_read(r, e) ? "no_trace" : "unread");
	c[L_party] = cell_text(party_of(r, e));
	c[L_remarks] = cell_text(said);
	c[L_line] = cell_n(e->line);
	c[L_date] = cell_n_or_none(e->date);
	c[L_keep_until] = cell_n_or_none(e->keep_until);
	c[L_files] = cell_n(r->traces[i]);
	if (e->scope >= 0) {
		dc_declaration_scope(p->req->declaration, (size_t)e->scope, p->lang == LANG_JA ? "ja" : "en", &s);
		c[L_title] = cell_text(s.title);
	}
	c[L_items] = cell_text(labels(p, e->items));
	return page_row(p, c);
}

static enum dc_status put_fault(struct records *r, size_t i)
{
	static const enum word why[] = { [DC_ENTRY_GOOD] = W_r_s_faults_none, [DC_ENTRY_FIELDS] = W_r_f_fields, [DC_ENTRY_BYTES] = W_r_f_bytes,
		[DC_ENTRY_QUOTE] = W_r_f_quote, [DC_ENTRY_LONG] = W_r_f_long, [DC_ENTRY_DATE] = W_r_f_date, [DC_ENTRY_NO_DATE] = W_r_f_no_date,
		[DC_ENTRY_NO_SCOPE] = W_r_f_no_scope };
	const struct dc_entry *e = &r->entries.lines[i];
	struct page *p = r->page;
	struct cell c[N_FAULT_COLUMNS] = { [0] = cell_code("warning", page_word(p, W_r_left_out)), [1] = cell_n(e->line),
		[2] = cell_text(page_word(p, why[e->fault])) };

	return page_row(p, c);
}

/* ---- one register */

static enum dc_status put_files(struct records *r, const char *group)
{
	struct page *p = r->page;
	struct section s = { .id = r->receipt ? "received" : "handed_over", .group = group, .title = page_word(p, W_r_s_files),
		.note = page_word(p, W_r_s_files_note), .empty = page_word(p, W_r_s_files_none), .columns = place_columns,
		.n_columns = N_PLACE_COLUMNS, .style = STYLE_ROWS, .rows = r->n };
	enum dc_status st = page_section(p, &s);

	for (int state = 0; state < N_RECORD_STATES; state++)
		for (size_t i = 0; i < r->n && st == DC_OK; i++)
			if (state_of(r, &r->files[i]) == (enum record_state)state)
				st = put_file(r, &r->files[i]);
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status put_lines(struct records *r, const char *group, bool faults)
{
	struct page *p = r->page;
	struct section s = { .id = faults ? (r->receipt ? "receipt_left_out" : "provision_left_out") : r->receipt ? "receipt" : "provision", .group = group,
		.title = page_word(p, faults ? W_r_s_faults : W_r_s_lines), .note = faults ? page_word(p, W_r_s_faults_note) : NULL,
		.empty = page_word(p, r->entries.file == NULL ? W_r_no_register : faults ? W_r_s_faults_none : W_r_s_lines_none),
		.columns = faults ? fault_columns : line_columns, .n_columns = faults ? N_FAULT_COLUMNS : N_LINE_COLUMNS,
		.style = faults ? STYLE_TABLE : STYLE_ROWS, .rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &s);

	for (size_t i = 0; i < r->entries.n && st == DC_OK; i++)
		if ((r->entries.lines[i].fault != DC_ENTRY_GOOD) == faults)
			st = faults ? put_fault(r, i) : put_line(r, i);
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status put_register(struct records *r, struct dc_error *err)
{
	const char *group = page_word(r->page, r->receipt ? W_r_receipt : W_r_provision);
	bool broken = false;
	enum dc_status st = put_files(r, group);

	for (size_t i = 0; i < r->entries.n; i++)
		broken = broken || r->entries.lines[i].fault != DC_ENTRY_GOOD;
	if (st == DC_OK)
		st = put_lines(r, group, false);
	if (st == DC_OK && broken)
		st = put_lines(r, group, true);
	return st == DC_OK ? lost_write(r->page, r->receipt ? "receipt" : "provision", group, 1, r->page->req->run, err) : st;
}

static enum dc_status gather(struct page *p, struct records *r, bool receipt, struct dc_error *err)
{
	const struct dc_declaration *d = p->req->declaration;
	enum dc_status st;

	*r = (struct records){ .page = p, .receipt = receipt, .n_scopes = dc_declaration_scopes(d),
		.today = when_of_ns(p->run.ended_ns != 0 ? p->run.ended_ns : p->run.started_ns, dc_declaration_zone(d)) };
	dc_declaration_entries(d, receipt ? "receipt" : "provision", &r->entries);
	r->scopes = dc_arena_array(p->arena, r->n_scopes + 1, sizeof *r->scopes);
	r->traces = dc_arena_array(p->arena, r->entries.n + 1, sizeof *r->traces);
	if (r->scopes == NULL || r->traces == NULL)
		return dc_fail(err, DC_ENOMEM, "report %s", p->report->id);
	note_scopes(r);
	st = dc_store_each_verdict(p->req->store, p->req->run, take, r, err);
	for (size_t i = 0; i < r->n && st == DC_OK; i++)
		match(r, &r->files[i]);
	return st == DC_OK ? p->out.status : st;
}

static enum dc_status put_numbers(struct page *p, const struct records r[2])
{
	uint64_t without = 0, untraced = 0, faults = 0, good = 0;
	char n[4][NUMBER_MOST];

	for (int k = 0; k < 2; k++) {
		for (size_t i = 0; i < r[k].n; i++)
			without += state_of(&r[k], &r[k].files[i]) <= STATE_OTHER_DAY;
		for (size_t i = 0; i < r[k].entries.n; i++) {
			bool used = r[k].entries.lines[i].fault == DC_ENTRY_GOOD;

			good += used;
			faults += !used;
			untraced += used && r[k].traces[i] == 0;
		}
	}
	return page_numbers(p, (const struct number[]){
		{ "without_record", page_word(p, W_r_n_without), number_count(without, n[0]), page_word(p, W_r_n_without_below), without != 0 ? TONE_ERROR : TONE_PLAIN },
		{ "without_trace", page_word(p, W_r_n_untraced), number_count(untraced, n[1]), page_word(p, W_r_n_untraced_below), untraced != 0 ? TONE_WARNING : TONE_PLAIN },
		{ "used", page_word(p, W_r_n_used), number_count(good, n[2]), page_word(p, W_r_n_used_below), TONE_PLAIN },
		{ "left_out", page_word(p, W_r_n_faults), number_count(faults, n[3]), page_word(p, W_r_n_faults_below), faults != 0 ? TONE_WARNING : TONE_PLAIN },
	}, 4);
}

static enum dc_status records_write(struct page *p, struct dc_error *err)
{
	const char *limits[] = { page_word(p, W_r_limit_1), page_word(p, W_r_limit_2), page_word(p, W_r_limit_3) };
	struct records r[2] = { { .n = 0 }, { .n = 0 } };
	enum dc_status st = DC_OK;

	if (p->req->declaration == NULL)
		return page_lines(p, "limits", page_word(p, W_r_limits), (const char *const[]){ page_word(p, W_s_undeclared) }, 1);
	for (int k = 0; k < 2 && st == DC_OK; k++)
		st = gather(p, &r[k], k == 1, err);
	if (st == DC_OK)
		st = put_numbers(p, r);
	if (st == DC_OK)
		st = page_lines(p, "limits", page_word(p, W_r_limits), limits, 3);
	for (int k = 0; k < 2 && st == DC_OK; k++)
		st = put_register(&r[k], err);
	for (int k = 0; k < 2; k++)
		free(r[k].files);
	return st;
}

const struct report report_records = { "records", W_r_title, F_ALL, false, records_write, NULL };
