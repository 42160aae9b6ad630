/* triage.c -- the first hours of a breach (PURPOSES §2.5): which triggers of the report duty the inventory meets, with the
 * rows behind them, the clock, and the form with what the scan can fill in. Thresholds and periods are those of the rule
 * pack in force on the day of knowledge. */
#include "breach.h"
#include "findings.h"
#include "place.h"

#include "clock.h"
#include "pack.h"
#include "when.h"

#include <stdlib.h>

#define TOKYO_MINUTES 540

struct triage {
	struct page *page;
	struct breach breach;
	const struct pack *pack;
	int known;			/* yyyymmdd in Tokyo; 0: not said */
	struct verdicts verdicts;
};

static const char *answer_word(enum answer a)
{
	static const char *const words[] = { [ANSWER_NO] = "no", [ANSWER_UNDETERMINED] = "undetermined", [ANSWER_YES] = "yes" };

	return words[a];
}

#define TRIGGER_COLUMNS(X) \
	X(answer, W_tr_answer, CELL_CODE, COL_MARK) \
	X(trigger, W_tr_trigger, CELL_TEXT, COL_HEAD) \
	X(found, W_tr_found, CELL_TEXT, COL_PLACE) \
	X(source, W_tr_source, CELL_TEXT, 0)
enum { TRIGGER_COLUMNS(COLUMN_INDEX) N_TRIGGER_COLUMNS };
static const struct column trigger_columns[] = { TRIGGER_COLUMNS(COLUMN_ROW) };

static const char *found_text(struct page *p, const struct breach_group *g)
{
	char n[4][NUMBER_MOST];

	return PAGE_SAY(p, W_tr_found_text, number_count(g->hits, n[0]), number_count(g->persons.lo, n[1]),
		number_count(g->persons.best, n[2]), g->persons.hi == DC_PERSONS_UNKNOWN ? page_word(p, W_n_unknown)
		: number_count(g->persons.hi, n[3]));
}

static const char *source_of(const struct triage *t, const char *id)
{
	for (size_t i = 0; i < t->pack->n_numbers; i++) {
		if (strcmp(t->pack->numbers[i].id, id) == 0)
			return t->page->lang == LANG_JA ? t->pack->numbers[i].source_ja : t->pack->numbers[i].source;
	}
	return "";
}

static enum dc_status put_trigger(const struct triage *t, enum answer a, const char *text, const char *found, const char *number)
{
	struct page *p = t->page;
	const char *word = answer_word(a);
	struct cell c[N_TRIGGER_COLUMNS] = { [C_answer] = cell_code(word, label_text(LABEL_ANSWER, word, p->lang)),
		[C_trigger] = cell_text(text), [C_found] = cell_text(found), [C_source] = cell_text(source_of(t, number)) };

	return page_row(p, c);
}

/* A full card number is enough by itself; a password only where the service pays or transfers, which nobody can see here. */
static enum answer financial(const struct breach *b)
{
	enum answer card = breach_any(b, SET_CARD), login = breach_any(b, SET_LOGIN);

	if (card == ANSWER_YES)
		return ANSWER_YES;
	return card == ANSWER_UNDETERMINED || login != ANSWER_NO ? ANSWER_UNDETERMINED : ANSWER_NO;
}

static enum answer wrongful(const struct page *p)
{
	static const char *const wilful[] = { "intrusion", "ransomware", "malware", "theft", "insider", "phishing" };
	static const char *const other[] = { "loss", "mistake", "missend", "misdelivery", "misconfiguration", "disaster" };

	for (size_t i = 0; p->req->cause != NULL && i < DC_ARRAY_LEN(wilful); i++) {
		if (strcmp(wilful[i], p->req->cause) == 0)
			return ANSWER_YES;
	}
	for (size_t i = 0; p->req->cause != NULL && i < DC_ARRAY_LEN(other); i++) {
		if (strcmp(other[i], p->req->cause) == 0)
			return ANSWER_NO;
	}
	return ANSWER_UNDETERMINED;
}

static const char *above(struct triage *t, enum word w, const char *number)
{
	char n[NUMBER_MOST];

	return PAGE_SAY(t->page, w, number_count((uint64_t)pack_value(t->pack, number), n));
}

static enum dc_status put_triggers(struct triage *t)
{
	struct page *p = t->page;
	const struct breach *b = &t->breach;
	const struct breach_group *g = b->set;
	struct section s = { .id = "triggers", .title = page_word(p, W_tr_triggers), .note = page_word(p, W_tr_triggers_note),
		.empty = "", .columns = trigger_columns, .n_columns = N_TRIGGER_COLUMNS, .style = STYLE_TABLE, .rows = 6 };
	const char *cause = p->req->cause != NULL ? label_text(LABEL_BREACH, p->req->cause, p->lang) : page_word(p, W_not_stated);
	enum dc_status st = page_section(p, &s);

	if (st == DC_OK)
		st = put_trigger(t, breach_any(b, SET_SPECIAL), page_word(p, W_tr_special), found_text(p, &g[SET_SPECIAL]),
			"breach.special_care_persons");
	if (st == DC_OK)
		st = put_trigger(t, financial(b), page_word(p, W_tr_financial), found_text(p, &g[SET_CARD]), "breach.financial_persons");
	if (st == DC_OK)
		st = put_trigger(t, wrongful(p), page_word(p, W_tr_wrongful), PAGE_SAY(p, W_tr_cause, cause), "breach.wrongful_persons");
	if (st == DC_OK)
		st = put_trigger(t, breach_more_than(b, SET_ALL, (uint64_t)pack_value(t->pack, "breach.persons_above")),
			above(t, W_tr_many, "breach.persons_above"), found_text(p, &g[SET_ALL]), "breach.persons_above");
	if (st == DC_OK)
		st = put_trigger(t, breach_any(b, SET_MY_NUMBER), page_word(p, W_tr_my_number), found_text(p, &g[SET_MY_NUMBER]),
			"mynumber.persons_above");
	if (st == DC_OK)
		st = put_trigger(t, breach_more_than(b, SET_MY_NUMBER, (uint64_t)pack_value(t->pack, "mynumber.persons_above")),
			above(t, W_tr_my_number_many, "mynumber.persons_above"), found_text(p, &g[SET_MY_NUMBER]), "mynumber.persons_above");
	return st == DC_OK ? page_section_end(p) : st;
}

/* Names of their own: two lists of this file have a "source". */
#define CLOCK_INDEX(key, title, type, flags) K_##key,
#define FORM_INDEX(key, title, type, flags) M_##key,

#define CLOCK_COLUMNS(X) \
	X(what, W_tr_what, CELL_TEXT, COL_HEAD) \
	X(day, W_tr_day, CELL_COUNT, COL_RIGHT) \
	X(date, W_tr_date, CELL_DATE, COL_RIGHT) \
	X(next_business_day, W_tr_next, CELL_DATE, COL_RIGHT) \
	X(source, W_tr_source, CELL_TEXT, 0)
enum { CLOCK_COLUMNS(CLOCK_INDEX) N_CLOCK_COLUMNS };
static const struct column clock_columns[] = { CLOCK_COLUMNS(COLUMN_ROW) };

static enum dc_status put_clock_row(const struct triage *t, enum word what, const char *number)
{
	struct cell c[N_CLOCK_COLUMNS] = { 0 };
	int days = pack_value(t->pack, number), date = when_add_days(t->known, days - 1), next = date;

	while (!clock_business(next))
		next = when_add_days(next, 1);
	c[K_what] = cell_text(page_word(t->page, what));
	c[K_day] = cell_n((uint64_t)days);
	c[K_date] = cell_n((uint64_t)date);
	c[K_next_business_day] = next == date ? cell_none() : cell_n((uint64_t)next);
	c[K_source] = cell_text(source_of(t, number));
	return page_row(t->page, c);
}

static enum dc_status put_clock(const struct triage *t)
{
	static const struct { enum word what; const char *number; } rows[] = {
		{ W_tr_preliminary_first, "breach.preliminary_first" }, { W_tr_preliminary_last, "breach.preliminary_last" },
		{ W_tr_final, "breach.final" }, { W_tr_final_wrongful, "breach.final_wrongful" },
		{ W_tr_processor, "breach.preliminary_last" },
	};
	struct page *p = t->page;
	struct section s = { .id = "clock", .title = page_word(p, W_tr_clock), .note = page_word(p, W_tr_clock_note),
		.empty = page_word(p, W_tr_clock_empty), .columns = clock_columns, .n_columns = N_CLOCK_COLUMNS, .style = STYLE_TABLE,
		.rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &s);

	for (size_t i = 0; i < DC_ARRAY_LEN(rows) && t->known != 0 && st == DC_OK; i++)
		st = put_clock_row(t, rows[i].what, rows[i].number);
	return st == DC_OK ? page_section_end(p) : st;
}

#define FORM_COLUMNS(X) \
	X(item, W_tr_item, CELL_TEXT, COL_HEAD) \
	X(text, W_tr_text, CELL_TEXT, COL_PLACE) \
	X(notice, W_tr_notice, CELL_TEXT, 0) \
	X(source, W_tr_source, CELL_TEXT, 0)
enum { FORM_COLUMNS(FORM_INDEX) N_FORM_COLUMNS };
static const struct column form_columns[] = { FORM_COLUMNS(COLUMN_ROW) };

static const char *kinds_text(struct page *p, const struct breach *b)
{
	static const enum word words[N_FORM_KINDS] = { W_tr_k_name, W_tr_k_birth, W_tr_k_sex, W_tr_k_address, W_tr_k_phone, W_tr_k_email,
		W_tr_k_card, W_tr_k_password, W_tr_k_other };
	const char *out = "";

	for (int k = 0; k < N_FORM_KINDS && out != NULL; k++) {
		if ((b->kinds_seen >> k & 1) != 0)
			out = dc_arena_printf(p->arena, "%s%s%s", out, *out == '\0' ? "" : p->lang == LANG_JA ? "、" : ", ",
				page_word(p, words[k]));
	}
	return *page_str(p, out) == '\0' ? page_word(p, W_l_none_seen) : out;
}

/* The triggers that are met or not known, by the numbers of the rule. */
static const char *triggers_text(const struct triage *t)
{
	const struct breach *b = &t->breach;
	const enum answer answers[] = { breach_any(b, SET_SPECIAL), financial(b), wrongful(t->page),
		breach_more_than(b, SET_ALL, (uint64_t)pack_value(t->pack, "breach.persons_above")) };
	const char *out = "";

	for (size_t i = 0; i < DC_ARRAY_LEN(answers); i++)
		if (answers[i] != ANSWER_NO)
			out = page_str(t->page, dc_arena_printf(t->page->arena, "%s%s%zu%s", out, *out == '\0' ? "" : t->page->lang == LANG_JA ? "、" : ", ", i + 1,
				answers[i] == ANSWER_YES ? "" : page_word(t->page, W_tr_maybe)));
	return *out == '\0' ? page_word(t->page, W_tr_no_trigger) : out;
}

/* What the form asks of one item, part by part: what is known stands there, the rest is blank. */
static const char *outline_text(const struct triage *t)
{
	struct page *p = t->page;
	const char *blank = page_word(p, W_tr_blank);
	char day[NUMBER_MOST];

	return PAGE_SAY(p, W_tr_outline, t->known == 0 ? blank : number_date(t->known, day), blank, blank, triggers_text(t), blank, blank);
}

/* What the scan knows of a form item, marked as the scan's; NULL: for people to write. */
static const char *item_text(struct triage *t, const char *id)
{
	struct page *p = t->page;
	char n[NUMBER_MOST];

	if (strcmp(id, "outline") == 0)
		return outline_text(t);
	if (strcmp(id, "cause") == 0 && p->req->cause != NULL)
		return PAGE_SAY(p, W_tr_cause_text, label_text(LABEL_BREACH, p->req->cause, p->lang), page_word(p, W_tr_blank));
	if (strcmp(id, "items") == 0)
		return PAGE_SAY(p, W_tr_by_scan, kinds_text(p, &t->breach));
	if (strcmp(id, "persons") == 0)
		return PAGE_SAY(p, W_tr_by_scan, PAGE_SAY(p, W_tr_persons_text, found_text(p, &t->breach.set[SET_ALL]),
			number_count(t->breach.set[SET_CARD].persons.best, n)));
	return NULL;
}

static enum dc_status put_form(struct triage *t)
{
	struct page *p = t->page;
	struct section s = { .id = "form", .title = page_word(p, W_tr_form), .note = page_word(p, W_tr_form_note), .empty = "",
		.columns = form_columns, .n_columns = N_FORM_COLUMNS, .style = STYLE_TABLE, .rows = t->pack->n_items };
	enum dc_status st = page_section(p, &s);

	for (size_t i = 0; i < t->pack->n_items && st == DC_OK; i++) {
		const struct pack_item *item = &t->pack->items[i];
		const char *text = item_text(t, item->id);
		struct cell c[N_FORM_COLUMNS] = { [M_item] = cell_text(p->lang == LANG_JA ? item->ja : item->en),
			[M_text] = cell_text(text != NULL ? text : page_word(p, W_tr_blank)),
			[M_notice] = cell_text(page_word(p, item->notice ? W_yes : W_no)), [M_source] = cell_text(p->lang == LANG_JA ? item->source_ja : item->source) };

		st = page_row(p, c);
	}
	return st == DC_OK ? page_section_end(p) : st;
}

#define NOTICE_INDEX(key, title, type, flags) N_##key,
#define NOTICE_COLUMNS(X) \
	X(item, W_tr_item, CELL_TEXT, COL_HEAD) \
	X(text, W_tr_text, CELL_TEXT, COL_PLACE)
enum { NOTICE_COLUMNS(NOTICE_INDEX) N_NOTICE_COLUMNS };
static const struct column notice_columns[] = { NOTICE_COLUMNS(COLUMN_ROW) };

/* What the persons concerned are told (APPI Rules art. 10): the same facts, in a letter of their own. */
static enum dc_status put_notice(struct triage *t)
{
	struct page *p = t->page;
	struct section s = { .id = "notice", .title = page_word(p, W_tr_notice_title), .note = page_word(p, W_tr_notice_note), .empty = "",
		.columns = notice_columns, .n_columns = N_NOTICE_COLUMNS, .style = STYLE_TABLE, .rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &s);

	for (size_t i = 0; i < t->pack->n_items && st == DC_OK; i++) {
		const struct pack_item *item = &t->pack->items[i];
		const char *text = strcmp(item->id, "items") == 0 ? item_text(t, item->id) : NULL;
		struct cell c[N_NOTICE_COLUMNS] = { [N_item] = cell_text(p->lang == LANG_JA ? item->ja : item->en),
			[N_text] = cell_text(text != NULL ? text : page_word(p, W_tr_blank)) };

		if (item->notice)
			st = page_row(p, c);
	}
	return st == DC_OK ? page_section_end(p) : st;
}

#define EVIDENCE_INDEX(key, title, type, flags) V_##key,
#define EVIDENCE_COLUMNS(X) \
	X(path, W_c_path, CELL_NAME, COL_HEAD) \
	X(sha256, W_tr_sha256, CELL_TEXT, COL_PLACE) \
	X(size, W_tr_size, CELL_BYTES, COL_RIGHT) \
	X(modified, W_c_modified, CELL_TIME, COL_RIGHT) \
	X(mode, W_c_mode, CELL_TEXT, 0) \
	X(owner, W_tr_owner, CELL_TEXT, 0) \
	X(readers, W_l_access_seen, CELL_TEXT, 0)
enum { EVIDENCE_COLUMNS(EVIDENCE_INDEX) N_EVIDENCE_COLUMNS };
static const struct column evidence_columns[] = { EVIDENCE_COLUMNS(COLUMN_ROW) };

static enum dc_status put_evidence(struct triage *t)
{
	struct page *p = t->page;
	const struct dc_manifest *e = p->req->evidence;
	struct section s = { .id = "evidence", .title = page_word(p, W_tr_evidence), .empty = page_word(p, W_s_findings_empty),
		.columns = evidence_columns, .n_columns = N_EVIDENCE_COLUMNS, .style = STYLE_ROWS, .folded = true };
	enum dc_status st = DC_OK;

	if (e == NULL)
		return DC_OK;
	s.rows = e->n;
	s.note = PAGE_SAY(p, W_tr_evidence_note, e->sha256);
	st = page_section(p, &s);
	for (size_t i = 0; i < e->n && st == DC_OK; i++) {
		const struct dc_manifest_item *it = &e->items[i];
		struct cell c[N_EVIDENCE_COLUMNS] = { 0 };
		char room[PLACE_MASK_MOST], mode[PLACE_MODE_MOST], owner[32];

		snprintf(owner, sizeof owner, "%u:%u", (unsigned)it->uid, (unsigned)it->gid);
		c[V_path] = place_path(p, it->path, strlen(it->path), room);
		c[V_sha256] = cell_text(*it->sha256 == '\0' ? page_word(p, W_tr_unreadable) : it->sha256);
		c[V_size] = cell_n(it->size);
		c[V_modified] = cell_n_or_none(it->mtime_ns);
		c[V_mode] = place_mode(p, it->mode, mode);
		c[V_owner] = cell_text(owner);
		c[V_readers] = cell_text(it->readers);
		st = page_row(p, c);
	}
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status give_behind(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct triage *t = ctx;

	(void)err;
	for (int s = SET_SPECIAL; s < N_SETS; s++) {
		if (breach_in((enum breach_set)s, f->category))
			return findings_row(t->page, f, verdicts_of(&t->verdicts, f->id));
	}
	return DC_OK;
}

static enum dc_status put_behind(struct triage *t, struct dc_error *err)
{
	struct page *p = t->page;
	struct section s = { .id = "behind", .title = page_word(p, W_tr_behind), .note = page_word(p, W_tr_behind_note),
		.empty = page_word(p, W_s_findings_empty), .columns = findings_columns, .n_columns = findings_n_columns,
		.style = STYLE_ROWS, .rows = ROWS_UNKNOWN };
	enum dc_status st = page_section(p, &s);

	if (st == DC_OK)
		st = dc_store_each_finding(p->req->store, p->req->run, give_behind, t, err);
	return st == DC_OK ? page_section_end(p) : st;
}

/* The pack is that of the day of knowledge, whatever the declaration or the scan named. */
static enum dc_status put_unseen(struct triage *t)
{
	struct page *p = t->page;
	char from[NUMBER_MOST];
	const char *lines[] = { page_word(p, W_tr_unseen_1), page_word(p, W_tr_unseen_2), page_word(p, W_tr_unseen_3),
		PAGE_SAY(p, W_tr_unseen_4, t->pack->id, number_date(t->pack->effective_from, from)) };

	return page_lines(p, "unseen", page_word(p, W_tr_unseen), lines, DC_ARRAY_LEN(lines));
}

static enum dc_status put_all(struct triage *t, struct dc_error *err)
{
	enum dc_status st = breach_read(t->page, &t->breach, err);

	if (st == DC_OK)
		st = verdicts_load(&t->verdicts, t->page, err);
	if (st == DC_OK)
		st = put_unseen(t);
	if (st == DC_OK)
		st = put_triggers(t);
	if (st == DC_OK)
		st = put_clock(t);
	if (st == DC_OK)
		st = put_form(t);
	if (st == DC_OK)
		st = put_notice(t);
	if (st == DC_OK)
		st = put_behind(t, err);
	if (st == DC_OK)
		st = put_evidence(t);
	return st;
}

static enum dc_status triage_write(struct page *p, struct dc_error *err)
{
	struct triage t = { .page = p };
	enum dc_status st;
	int day;

	t.known = p->req->known_at_ns == 0 ? 0 : when_of_ns(p->req->known_at_ns, TOKYO_MINUTES);
	day = t.known != 0 ? t.known : when_of_ns(p->run.started_ns, TOKYO_MINUTES);
	t.pack = pack_in_force(day);
	if (t.pack == NULL)
		return dc_fail(err, DC_EUSAGE, "no rule pack is in force on %d: say --known-at, or take a newer release", day);
	st = put_all(&t, err);
	verdicts_done(&t.verdicts);
	breach_done(&t.breach);
	return st;
}

const struct report report_triage = { "triage", W_t_triage, F_HTML | F_MD | F_JSONL, false, triage_write, NULL };
