/* violations.c -- where the inventory deviates from the declaration, by owner's department so that a section can be mailed
 * to one manager (PURPOSES §2.2). Within an owner: errors, warnings, then what a person must look at. */
#include "place.h"
#include "survey.h"
#include "unread.h"
#include "verdicts.h"

#include <stdlib.h>
#include <time.h>

#define COLUMNS(X) \
	X(level, W_c_level, CELL_CODE, COL_MARK) \
	X(verdict, W_c_verdict, CELL_CODE, COL_HEAD) \
	X(category, W_c_type, CELL_CODE, COL_HEAD) \
	X(reason, W_c_reason, CELL_CODE, COL_WHY) \
	X(would_be, W_c_would_be, CELL_CODE, 0) \
	X(primary, W_c_primary, CELL_CODE, 0) \
	X(scope, W_c_scope, CELL_TEXT, 0) \
	X(location, W_c_location, CELL_NAME, COL_PLACE) \
	X(suggested_step, W_c_suggested, CELL_CODE, COL_STEP) \
	X(count, W_c_hits, CELL_COUNT, COL_RIGHT) \
	X(persons_lo, W_c_persons_lo, CELL_COUNT, 0) \
	X(persons_best, W_c_persons_best, CELL_COUNT, COL_RIGHT) \
	X(persons_hi, W_c_persons_hi, CELL_COUNT, 0) \
	X(confidence, W_c_confidence, CELL_SHARE, 0) \
	X(band, W_c_band, CELL_CODE, 0) \
	X(clause, W_c_clause, CELL_TEXT, 0) \
	X(clause_text, W_c_clause_text, CELL_TEXT, 0) \
	X(candidates, W_c_candidates, CELL_TEXT, 0) \
	X(detail, W_c_detail, CELL_TEXT, 0) \
	X(first_seen, W_c_first_run, CELL_COUNT, 0) \
	X(last_seen, W_c_last_run, CELL_COUNT, 0) \
	X(age_days, W_c_age_days, CELL_COUNT, 0) \
	X(owner, W_c_owner, CELL_TEXT, 0) \
	X(manager, W_c_manager, CELL_TEXT, 0) \
	X(waiver, W_c_waiver, CELL_TEXT, 0) \
	X(asset, W_c_asset, CELL_NAME, COL_DATA) \
	X(path, W_c_path, CELL_NAME, COL_DATA) \
	X(member, W_c_member, CELL_NAME, COL_DATA) \
	X(table, W_c_table, CELL_NAME, COL_DATA) \
	X(field, W_c_field, CELL_NAME, COL_DATA) \
	X(line, W_c_line, CELL_COUNT, 0) \
	X(row, W_c_row, CELL_COUNT, 0) \
	X(start, W_c_start, CELL_COUNT, COL_DATA) \
	X(end, W_c_end, CELL_COUNT, COL_DATA) \
	X(fingerprint, W_c_fingerprint, CELL_TEXT, COL_DATA) \
	X(reasons, W_c_reasons, CELL_WEIGHTS, 0)
enum { COLUMNS(COLUMN_INDEX) N_COLUMNS };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

/* To filter by: what is as declared is not listed here. */
static const char *const levels[] = { "error", "warning", "note", "open", NULL };

struct owner {
	const char *department, *manager;
	uint64_t rows;
};

struct walk {
	struct page *p;
	struct owner owners[SURVEY_OWNERS];
	size_t n_owners, now;		/* now: the owner whose rows are given */
	unsigned levels;		/* 1 << enum level, those given now */
	struct dc_declared_scope scope;	/* of the last verdict */
	size_t owner;			/* its owner */
	const char *scope_id;
	struct dc_buf line;
};

static size_t owner_named(struct walk *w, const char *department, const char *manager)
{
	for (size_t i = 0; i < w->n_owners; i++) {
		if (strcmp(w->owners[i].department, department) == 0)
			return i;
	}
	if (w->n_owners == SURVEY_OWNERS)
		return SURVEY_OWNERS - 1;
	w->owners[w->n_owners] = (struct owner){ department, manager, 0 };
	return w->n_owners++;
}

/* Fills w->scope and w->owner; verdicts come by scope, so the last one is mostly this one. */
static void look_up(struct walk *w, const char *id)
{
	const struct dc_declaration *d = w->p->req->declaration;
	const char *lang = w->p->lang == LANG_JA ? "ja" : "en";

	if (w->scope_id != NULL && strcmp(w->scope_id, id) == 0)
		return;
	w->scope = (struct dc_declared_scope){ .id = "", .title = "", .department = "", .manager = "" };
	for (size_t i = 0; d != NULL && i < dc_declaration_scopes(d); i++) {
		struct dc_declared_scope s;

		dc_declaration_scope(d, i, lang, &s);
		if (strcmp(s.id, id) == 0)
			w->scope = s;
	}
	w->scope_id = w->scope.id;
	w->owner = owner_named(w, w->scope.department, w->scope.manager);
}

/* What stands on a scope as a whole (declared, not found) belongs to the ledger, and to formats that ask for it. */
static bool listed(const struct walk *w, const struct dc_verdict_row *v)
{
	return level_of(v->level) != LEVEL_PASS && (v->finding_id != 0 || v->object_id != 0 || w->p->format->scopes);
}

static enum dc_status count(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f,
	const struct dc_stored_object *o, struct dc_error *err)
{
	struct walk *w = ctx;

	(void)f;
	(void)o;
	(void)err;
	if (!listed(w, v))
		return DC_OK;
	look_up(w, v->scope);
	w->owners[w->owner].rows++;
	return DC_OK;
}

/* Days from yyyymmdd to the end of the run, by civil days (a day of 86,400 s; both in UTC). */
static struct cell age_days(const struct page *p, int oldest)
{
	struct tm tm = { .tm_year = oldest / 10000 - 1900, .tm_mon = oldest / 100 % 100 - 1, .tm_mday = oldest % 100 };
	int64_t now = (p->run.ended_ns != 0 ? p->run.ended_ns : p->run.started_ns) / 1000000000;
	int64_t then = oldest == 0 ? 0 : timegm(&tm);

	return oldest == 0 || then > now ? cell_none() : cell_n((uint64_t)(now - then) / 86400);
}

static void put_finding(struct walk *w, const struct dc_stored_finding *f, struct cell *c, char room[6][PLACE_MASK_MOST],
	char hex[65])
{
	const struct page *p = w->p;

	if (page_had(w->p, place_locator(p, f, &w->line) == DC_OK))
		c[C_location] = cell_span(w->line.p, w->line.n);
	c[C_category] = cell_code(f->category, label_category(f->category, p->lang));
	c[C_count] = cell_n(f->high + f->medium + f->low);
	c[C_persons_lo] = cell_n(f->persons.lo);
	c[C_persons_best] = cell_n(f->persons.best);
	c[C_persons_hi] = cell_n(f->persons.hi);
	c[C_confidence] = cell_x((double)f->confidence);
	c[C_first_seen] = cell_n_or_none(f->first_run);
	c[C_last_seen] = cell_n_or_none(f->last_run);
	c[C_age_days] = age_days(p, f->oldest);
	c[C_asset] = place_path(p, f->asset, strlen(f->asset), room[0]);
	c[C_path] = place_path(p, f->path, f->path_len, room[1]);
	c[C_member] = place_name(p, f->inner, room[2]);
	c[C_table] = place_name(p, f->table, room[3]);
	c[C_field] = place_name(p, f->field, room[4]);
	c[C_line] = cell_n_or_none((int64_t)f->line);
	c[C_row] = cell_n_or_none((int64_t)f->row);
	if (f->end > f->start) {
		c[C_start] = cell_n(f->start);
		c[C_end] = cell_n(f->end);
	}
	for (size_t i = 0; i < sizeof f->fingerprint; i++)
		snprintf(hex + 2 * i, 3, "%02x", f->fingerprint[i]);
	c[C_fingerprint] = cell_text(hex);
	c[C_reasons] = (struct cell){ .known = f->n_weights != 0, .x = (double)f->confidence, .weights = f->weights,
		.n_weights = f->n_weights };
}

/* "PROHIBITED/listed" for people. */
static const char *would_be_label(const struct walk *w, const char *stored, char out[256])
{
	const char *slash = strchr(stored, '/');
	char verdict[64];

	snprintf(verdict, sizeof verdict, "%.*s", slash == NULL ? (int)strnlen(stored, 63) : (int)(slash - stored), stored);
	snprintf(out, 256, "%s%s%s", label_text(LABEL_VERDICT, verdict, w->p->lang), slash == NULL ? "" : ": ",
		slash == NULL ? "" : label_text(LABEL_REASON, slash + 1, w->p->lang));
	return out;
}

static void put_verdict(const struct walk *w, const struct dc_verdict_row *v, struct cell *c, char would_be[256])
{
	enum lang lang = w->p->lang;
	const char *primary = v->primary ? "yes" : "no";

	c[C_level] = cell_code(v->level, label_text(LABEL_LEVEL, v->level, lang));
	c[C_verdict] = cell_code(v->verdict, label_text(LABEL_VERDICT, v->verdict, lang));
	c[C_reason] = cell_code(v->reason, label_text(LABEL_REASON, v->reason, lang));
	c[C_would_be] = cell_code(v->would_be, would_be_label(w, v->would_be, would_be));
	c[C_primary] = cell_code(primary, page_word(w->p, v->primary ? W_yes : W_no));
	c[C_scope] = cell_text(v->scope);
	c[C_suggested_step] = cell_code(v->suggested, label_text(LABEL_STEP, v->suggested, lang));
	c[C_clause] = cell_text(v->clause);
	c[C_clause_text] = cell_text(v->clause_text);
	c[C_candidates] = cell_text(v->candidates);
	c[C_detail] = cell_text(v->detail);
	c[C_waiver] = cell_text(v->waiver);
	c[C_owner] = cell_text(w->scope.department);
	c[C_manager] = cell_text(w->scope.manager);
}

static enum dc_status give(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f,
	const struct dc_stored_object *o, struct dc_error *err)
{
	struct walk *w = ctx;
	struct cell c[N_COLUMNS] = { 0 };
	char room[6][PLACE_MASK_MOST], hex[65], would_be[256];

	(void)err;
	if (!listed(w, v) || (w->levels & 1u << level_of(v->level)) == 0)
		return DC_OK;
	look_up(w, v->scope);
	if (w->owner != w->now)
		return DC_OK;
	put_verdict(w, v, c, would_be);
	if (f != NULL) {
		const char *band = finding_band(f);

		c[C_band] = cell_code(band, label_text(LABEL_BAND, band, w->p->lang));
		put_finding(w, f, c, room, hex);
	} else if (o != NULL) {
		c[C_asset] = place_path(w->p, o->asset, strlen(o->asset), room[0]);
		c[C_path] = place_path(w->p, o->path, o->path_len, room[1]);
		c[C_location] = c[C_path];
	} else {
		c[C_category] = cell_code(v->clause, label_category(v->clause, w->p->lang));	/* the bound one that was not found */
	}
	return page_row(w->p, c);
}

static enum dc_status give_owner(struct walk *w, size_t owner, struct dc_error *err)
{
	static const unsigned order[] = { 1u << LEVEL_ERROR, 1u << LEVEL_WARNING, 1u << LEVEL_NOTE, 1u << LEVEL_OPEN };
	const struct owner *o = &w->owners[owner];
	struct page *p = w->p;
	struct section s = { .id = "violations", .group = page_word(p, W_s_violations), .note = page_word(p, W_s_violations_note),
		.empty = "", .columns = columns, .n_columns = N_COLUMNS, .style = STYLE_ROWS, .rows = o->rows,
		.filter = levels, .filter_labels = LABEL_LEVEL };
	enum dc_status st;

	s.title = o->department[0] == '\0' ? page_word(p, W_no_owner) : o->manager[0] == '\0' ? o->department
		: PAGE_SAY(p, W_owner_manager, o->department, o->manager);
	st = page_section(p, &s);
	w->now = owner;
	for (size_t i = 0; i < DC_ARRAY_LEN(order) && st == DC_OK; i++) {
		w->levels = order[i];
		st = dc_store_each_verdict(p->req->store, p->req->run, give, w, err);
	}
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status give_none(struct page *p)
{
	struct section s = { .id = "violations", .title = page_word(p, W_s_violations),
		.empty = page_word(p, p->req->declaration == NULL ? W_s_undeclared : W_s_violations_empty), .columns = columns,
		.n_columns = N_COLUMNS, .style = STYLE_ROWS, .rows = 0 };
	enum dc_status st = page_section(p, &s);

	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status violations_write(struct page *p, struct dc_error *err)
{
	struct walk *w = calloc(1, sizeof *w);
	enum dc_status st;
	uint64_t rows = 0;

	if (w == NULL)
		return dc_fail(err, DC_ENOMEM, "report %s", p->report->id);
	w->p = p;
	dc_buf_init(&w->line, 1 << 20);
	owner_named(w, "", "");		/* what lies outside every scope comes first: nobody answers for it */
	st = dc_store_each_verdict(p->req->store, p->req->run, count, w, err);
	for (size_t i = 0; i < w->n_owners && st == DC_OK; i++) {
		rows += w->owners[i].rows;
		if (w->owners[i].rows != 0)
			st = give_owner(w, i, err);
	}
	if (st == DC_OK && rows == 0)
		st = give_none(p);
	dc_buf_done(&w->line);
	free(w);
	return st == DC_OK ? unread_objects(p, NULL, err) : st;
}

const struct report report_violations = { "violations", W_t_violations, F_ALL | F_SARIF | F_OCSF, false, violations_write, NULL };
