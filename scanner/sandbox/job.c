/* job.c -- one object in a locked worker: its parts as the extractors open them, their texts through the detectors, hits as
 * records. Names (of the object and of its members) are content too: a name with hits becomes a part of its own, of format
 * "name", below the part it names, so that no offset of a name is taken for one of the bytes. */
#include "job.h"

#include "dates.h"

#include "daicho/extractor.h"

#include <locale.h>
#include <sodium.h>
#include <sys/random.h>
#include <unistd.h>

#define NAME_MOST WIRE_STRING_MOST

/* A part that is open. Texts of a container and of what it holds alternate, so each depth has a session of its own. */
struct slot {
	const struct dc_part *part;
	const char *inner;		/* "a.zip!/b.csv" */
	uint32_t number;
	bool begun;			/* its session has this part */
	struct dc_session *session;	/* stays for the next part of this depth */
	size_t given_up;		/* places its patterns gave up before this part */
	const struct dc_column *columns;
	size_t n_columns;
	struct dates *dates;		/* when the part's data came to be; stays for the next part of this depth */
};

struct job {
	struct dc_sink sink;		/* from the extractors */
	struct dc_hit_sink hits;	/* from the session of the part on top */
	struct dc_hit_sink name_hits;
	struct dc_engine *engine;
	struct dc_arena *arena;
	struct dc_session *names;	/* session for names */
	struct record_out *out;
	const struct serve_task *task;
	struct serve_done *done;
	struct slot slots[RECORDS_NESTED];
	size_t n_slots;
	uint32_t n_parts;
	bool name_open;			/* the part of a name was opened: it had a hit */
	bool keyed;			/* key was drawn: a hit needed it */
	uint8_t key[crypto_generichash_KEYBYTES];	/* for kinds without a value: of this object, never leaves */
	uint8_t name[DC_TEXT_PAD + NAME_MOST + DC_TEXT_PAD];
};

#define OF(sink_ptr, member) ((struct job *)(void *)((char *)(sink_ptr) - offsetof(struct job, member)))

/* ---- hits */

static enum dc_status put_hit(struct job *j, uint32_t part, const struct dc_hit *h, const char *field, struct dc_error *err)
{
	uint8_t token[RECORDS_TOKEN];
	enum dc_status st;

	if ((h->kind->flags & DC_KIND_NO_VALUE) == 0)
		return record_hit(j->out, part, h, field, NULL, err);
	if (!j->keyed && getrandom(j->key, sizeof j->key, 0) != (ssize_t)sizeof j->key)
		return dc_fail(err, DC_EBUG, "no random bytes");
	j->keyed = true;
	crypto_generichash(token, sizeof token, h->value.p, h->value.n, j->key, sizeof j->key);
	st = record_hit(j->out, part, h, field, token, err);
	sodium_memzero(token, sizeof token);
	return st;
}

static const char *heading(const struct slot *s, uint32_t column)
{
	return column < s->n_columns && s->columns[column].name != NULL ? s->columns[column].name : "";
}

static enum dc_status on_hit(struct dc_hit_sink *sink, const struct dc_hit *h, struct dc_error *err)
{
	struct job *j = OF(sink, hits);
	const struct slot *s = &j->slots[j->n_slots - 1];

	return put_hit(j, s->number, h, heading(s, h->column), err);
}

static enum dc_status on_column(struct dc_hit_sink *sink, const struct dc_column_finding *c, struct dc_error *err)
{
	struct job *j = OF(sink, hits);
	const struct slot *s = &j->slots[j->n_slots - 1];

	return record_column(j->out, s->number, c, heading(s, c->column), err);
}

static enum dc_status on_name_hit(struct dc_hit_sink *sink, const struct dc_hit *h, struct dc_error *err)
{
	struct job *j = OF(sink, name_hits);
	enum dc_status st = DC_OK;

	if (!j->name_open) {
		st = record_part_open(j->out, j->n_parts, j->slots[j->n_slots - 1].number, "", "name", "", err);
		j->name_open = true;
	}
	return st == DC_OK ? put_hit(j, j->n_parts, h, "", err) : st;
}

static enum dc_status on_name_column(struct dc_hit_sink *sink, const struct dc_column_finding *c, struct dc_error *err)
{
	(void)sink;
	(void)c;
	(void)err;
	return DC_OK;			/* a name has no columns */
}

/* ---- names */

static enum dc_status scan_name(struct job *j, const struct dc_text *text, struct dc_error *err)
{
	const struct slot *s = &j->slots[j->n_slots - 1];
	struct dc_document doc = { .file_name = j->task->name, .member = s->inner, .format = "name" };
	enum dc_status st = dc_session_begin(j->names, &doc, err);

	if (st == DC_OK)
		st = dc_session_text(j->names, text, &j->name_hits, err);
	if (st == DC_OK)
		st = dc_session_end(j->names, &j->name_hits, err);
	if (st == DC_OK && j->name_open) {
		st = record_part_close(j->out, j->n_parts, &(struct dc_part_end){ .bytes = text->bytes.n, .charset = "utf-8" }, err);
		j->n_parts++;
		j->name_open = false;
	}
	return st;
}

/* The object's own name: the last component; folders are met with each of their files, and would be counted as often. */
static enum dc_status scan_own_name(struct job *j, struct dc_error *err)
{
	const char *slash = strrchr(j->task->name, '/'), *name = slash == NULL ? j->task->name : slash + 1;
	size_t n = strlen(name);

	if (n == 0 || n > NAME_MOST)
		return DC_OK;
	memcpy(j->name + DC_TEXT_PAD, name, n);
	return scan_name(j, &(struct dc_text){ .form = DC_NAME, .bytes = { j->name + DC_TEXT_PAD, n }, .page_end = n }, err);
}

/* ---- parts */

static const char *inner_of(struct job *j, const struct slot *up, const struct dc_part *part)
{
	if (up == NULL || part->name[0] == '\0')
		return up == NULL ? "" : up->inner;
	return dc_arena_printf(j->arena, "%s%s%s", up->inner, up->inner[0] == '\0' ? "" : "!/", part->name);
}

static enum dc_status on_open(struct dc_sink *sink, const struct dc_part *part, struct dc_error *err)
{
	struct job *j = OF(sink, sink);
	struct slot *s = &j->slots[j->n_slots], *up = j->n_slots == 0 ? NULL : s - 1;
	enum dc_status st;

	if (j->n_slots == RECORDS_NESTED - 1)		/* one is left for the part of a name */
		return dc_fail(err, DC_EBUG, "parts nest deeper than the budget allows");
	s->part = part;
	s->inner = inner_of(j, up, part);
	s->number = j->n_parts++;
	s->begun = false;
	s->columns = NULL;
	s->n_columns = 0;
	if (s->inner == NULL)
		return dc_fail(err, DC_ENOMEM, "a part's name");
	st = record_part_open(j->out, s->number, up == NULL ? UINT32_MAX : up->number, part->name, part->format, part->table, err);
	if (st != DC_OK)
		return st;
	j->n_slots++;
	return up == NULL && !j->task->text_only ? scan_own_name(j, err) : DC_OK;
}

static enum dc_status begin_session(struct job *j, struct slot *s, struct dc_error *err)
{
	struct dc_document doc = { .file_name = j->task->name, .member = s->inner, .table = s->part->table, .format = s->part->format };
	enum dc_status st = s->session != NULL ? DC_OK : dc_session_new(j->engine, &s->session, err);

	if (st == DC_OK)
		st = dc_session_begin(s->session, &doc, err);
	if (st == DC_OK && s->dates == NULL)
		s->dates = calloc(1, sizeof *s->dates);
	if (st == DC_OK && s->dates == NULL)
		return dc_fail(err, DC_ENOMEM, "dates of a part");
	if (st == DC_OK)
		dates_begin(s->dates, j->task->config->today);
	s->begun = st == DC_OK;
	return st;
}

/* The dates of a part that is read, before its end is told. */
static enum dc_status tell_dates(struct job *j, const struct slot *s, struct dc_error *err)
{
	struct date_range r;
	enum dc_status st = DC_OK;

	for (uint32_t i = 0; i < s->dates->n_columns && st == DC_OK; i++) {
		const char *name = heading(s, i);

		if (name[0] != '\0' && !dates_of_birth(name) && dates_column(s->dates, i, &r))
			st = record_dates(j->out, s->number, i, r.oldest, r.newest, dates_label(dc_span_of(name)), name, err);
	}
	if (st == DC_OK && dates_prose(s->dates, &r))
		st = record_dates(j->out, s->number, DC_NO_COLUMN, r.oldest, r.newest, true, "", err);
	return st;
}

/* What is read, for people: prose line by line, tables cell by cell. */
static enum dc_status show_text(struct job *j, const struct slot *s, const struct dc_text *text, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	uint64_t line = text->first_line;

	for (size_t i = 0; i < text->n_cells && st == DC_OK; i++) {
		const struct dc_cell *c = &text->cells[i];

		st = record_text(j->out, s->number, dc_span_cut(text->bytes, c->start, c->end), 0, text->first_row + c->row, c->column,
				 heading(s, c->column), err);
	}
	if (text->form == DC_TABLE)
		return st;
	for (size_t i = 0, to; i < text->page_end && st == DC_OK; i = to + 1) {
		const uint8_t *nl = memchr(text->bytes.p + i, '\n', text->page_end - i);

		to = nl == NULL ? text->page_end : (size_t)(nl - text->bytes.p);
		if (to >= text->page)
			st = record_text(j->out, s->number, dc_span_cut(text->bytes, i < text->page ? text->page : i, to), line, 0, DC_NO_COLUMN,
					 text->label, err);
		line += line != 0;
	}
	return st;
}

static enum dc_status on_text(struct dc_sink *sink, const struct dc_part *part, const struct dc_text *text, struct dc_error *err)
{
	struct job *j = OF(sink, sink);
	struct slot *s = &j->slots[j->n_slots - 1];
	enum dc_status st = DC_OK;

	if (j->n_slots == 0 || s->part != part)
		return dc_fail(err, DC_EBUG, "text of a part that is not open");
	if (text->form == DC_NAME)
		return j->task->text_only ? DC_OK : scan_name(j, text, err);
	if (!s->begun && !j->task->text_only)
		st = begin_session(j, s, err);
	if (text->form == DC_TABLE) {
		s->columns = text->columns;
		s->n_columns = text->n_columns;
	}
	if (j->task->text_only)
		return show_text(j, s, text, err);
	if (st == DC_OK)
		dates_text(s->dates, text);
	return st == DC_OK ? dc_session_text(s->session, text, &j->hits, err) : st;
}

/* What a part inside means for the object as a whole: the first one not wholly read speaks for all. */
static void blame(struct job *j, const struct slot *s, enum dc_reason reason, const char *detail)
{
	static const char *const outcome[] = { "", "in part", "not", "not" };
	enum dc_outcome o = dc_reason_outcome(reason);

	if (reason == DC_R_none || (j->done->reason != DC_R_none && j->n_slots != 0))
		return;
	if (j->n_slots == 0) {			/* the object itself: its own reason wins */
		j->done->reason = reason;
		snprintf(j->done->detail, sizeof j->done->detail, "%s", detail == NULL ? "" : detail);
		return;
	}
	if (o == DC_SKIPPED)
		j->done->reason = DC_R_unsupported_part;
	else if (o == DC_FAILED)
		j->done->reason = reason == DC_R_encrypted ? DC_R_encrypted_part : DC_R_corrupt_after;
	else
		j->done->reason = reason;
	snprintf(j->done->detail, sizeof j->done->detail, "%.120s: %s read: %s", s->inner, outcome[o], dc_reason_name(reason));
}

/* A pattern of the user's own that backtracked too far was not tried at the end of what it began: the part was not looked at whole. */
static void confess(struct job *j, struct slot *s, struct dc_part_end *end)
{
	const char *id;
	size_t n = dc_session_given_up(s->session, &id), now = n - s->given_up;

	s->given_up = n;
	if (now == 0 || end->reason != DC_R_none)
		return;
	end->reason = DC_R_limit_time;
	end->detail = dc_arena_printf(j->arena, "the pattern of kind %s was given up at %zu places: it backtracks too far", id, now);
}

static enum dc_status on_close(struct dc_sink *sink, const struct dc_part *part, const struct dc_part_end *given, struct dc_error *err)
{
	struct job *j = OF(sink, sink);
	struct slot *s = &j->slots[j->n_slots - 1];
	struct dc_part_end mine = *given, *end = &mine;
	enum dc_status st = DC_OK;

	if (j->n_slots == 0 || s->part != part)
		return dc_fail(err, DC_EBUG, "a part is closed that is not open");
	if (s->begun)
		st = dc_session_end(s->session, &j->hits, err);
	if (s->begun)
		confess(j, s, end);
	if (st == DC_OK && s->begun)
		st = tell_dates(j, s, err);
	if (st == DC_OK)
		st = record_part_close(j->out, s->number, end, err);
	j->n_slots--;
	blame(j, s, end->reason, end->detail);
	return st;
}

/* ---- the object */

/* Reads of the object are seen from outside: a read that hangs is not a parser that spins. */
struct watched {
	struct dc_item item, inner;
	struct page *page;
};

static enum dc_status watched_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *err)
{
	struct watched *w = item->state;
	enum dc_status st;

	atomic_store_explicit(&w->page->phase, PAGE_READING, memory_order_relaxed);
	st = w->inner.read(&w->inner, into, cap, got, err);
	atomic_store_explicit(&w->page->phase, PAGE_WORKING, memory_order_relaxed);
	atomic_fetch_add_explicit(&w->page->read_bytes, *got, memory_order_relaxed);
	return st;
}

static enum dc_status watched_seek(struct dc_item *item, uint64_t at, struct dc_error *err)
{
	struct watched *w = item->state;

	return w->inner.seek(&w->inner, at, err);
}

/* After memory ran out in the middle: what was open is closed as it stands, so that the records stay whole. */
static enum dc_status close_all(struct job *j, enum dc_reason reason, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (j->n_parts == 0) {
		st = record_part_open(j->out, 0, UINT32_MAX, "", "", "", err);
		return st == DC_OK ? record_part_close(j->out, 0, &(struct dc_part_end){ .reason = reason }, err) : st;
	}
	if (j->name_open)
		st = record_part_close(j->out, j->n_parts, &(struct dc_part_end){ .reason = reason }, err);
	while (st == DC_OK && j->n_slots != 0)
		st = record_part_close(j->out, j->slots[--j->n_slots].number, &(struct dc_part_end){ .reason = reason }, err);
	return st;
}

static enum dc_status job_run(void *state, const struct serve_task *task, struct record_out *out, struct serve_done *done, struct dc_error *err)
{
	struct job *j = state;
	struct watched w = { .page = task->page };
	struct dc_extraction ex = { .budget = &task->config->budget, .sink = &j->sink, .arena = j->arena, .stop = &task->page->stop,
				    .raw_only = task->raw_only };
	struct dc_error later = { 0 };
	struct dc_item beside;
	enum dc_status st;

	j->out = out;
	j->task = task;
	j->done = done;
	j->n_slots = 0;
	j->n_parts = 0;
	j->name_open = false;
	j->keyed = false;
	dc_item_of_fd(&w.inner, task->fd, task->size, task->name);
	w.item = w.inner;
	w.item.read = watched_read;
	w.item.seek = w.inner.seek == NULL ? NULL : watched_seek;
	w.item.state = &w;
	if (task->beside >= 0) {
		dc_item_of_fd(&beside, task->beside, UINT64_MAX, "");
		ex.beside = &beside;
	}
	st = task->rows ? dc_extract_rows(&ex, &w.item, err) : dc_extract_item(&ex, &w.item, NULL, err);
	if (st == DC_ENOMEM && close_all(j, DC_R_limit_memory, &later) != DC_OK)
		st = later.status;
	done->bytes = ex.read_bytes;
	sodium_memzero(j->key, sizeof j->key);
	dc_arena_reset(j->arena);
	return st;
}

static enum dc_status job_prepare(const struct wire_config *config, void **state, const struct dc_engine **engine, struct dc_error *err)
{
	struct dc_engine_options opt = { .profile = config->profile, .today = config->today,
					 .kinds_file = config->kinds_file[0] == '\0' ? NULL : config->kinds_file };
	struct job *j = calloc(1, sizeof *j);
	enum dc_status st;

	if (j == NULL || sodium_init() < 0) {
		free(j);
		return dc_fail(err, DC_ENOMEM, "a worker");
	}
	setenv("TZ", "UTC0", 1);		/* times in archives are the same everywhere, and no zone file is asked for later */
	tzset();
	setlocale(LC_CTYPE, "C.UTF-8");		/* for libarchive's names */
	j->sink = (struct dc_sink){ on_open, on_text, on_close };
	j->hits = (struct dc_hit_sink){ on_hit, on_column };
	j->name_hits = (struct dc_hit_sink){ on_name_hit, on_name_column };
	j->arena = dc_arena_new(0);
	st = j->arena == NULL ? dc_fail(err, DC_ENOMEM, "a worker") : dc_engine_new(&opt, &j->engine, err);
	if (st == DC_OK)
		st = dc_session_new(j->engine, &j->names, err);
	if (st == DC_OK)
		st = dc_session_new(j->engine, &j->slots[0].session, err);
	if (st == DC_OK)
		st = dc_extract_init(err);
	if (st == DC_OK && config->budget.ocr_pages != 0)
		st = dc_extract_ocr(err);
	*state = j;				/* lives as long as the process */
	*engine = j->engine;
	return st;
}

const struct serve_job job_scan = { .prepare = job_prepare, .run = job_run };

bool dc_worker_is(int argc, char **argv)
{
	return serve_is(argc, argv);
}

int dc_worker_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	_exit(serve(&job_scan));
}
