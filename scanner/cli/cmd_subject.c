/* cmd_subject.c -- `daicho subject find | verify | stops`: where one person's data lies (PURPOSES §2.6). The inventory says which objects
 * can hold such data; each is read again now by a sandboxed worker, under the rights of whoever asks, for the inventory keeps no
 * values. What the person's data is is never printed, logged or kept: the audit log knows that a request was made. */
#include "cli.h"
#include "declared.h"
#include "person.h"

#include "daicho/arena.h"
#include "daicho/report.h"
#include "daicho/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define INPUT_MOST (64u << 10)
#define NEAR_LINES 5			/* attributes this near to each other in running text are one person's */

struct object {				/* to be read again */
	int64_t id;
	const char *asset, *path;
	const char *categories;		/* found in it, comma-separated */
	bool wanted;			/* holds what an attribute is of */
};

struct seeker {				/* one person, and what agrees with them in the part being read */
	struct person person;
	const char *label;		/* line of the stop list; NULL: the one who asks */
	unsigned mask;			/* what agrees in the record that grows */
	unsigned best, confirmed_mask;
	uint64_t confirmed, candidates;	/* records of the part */
};

struct search {
	const struct cli_values *values;
	struct seeker *seekers;
	size_t n_seekers;
	unsigned given;			/* bits of the attributes */
	struct dc_declaration *decl;
	struct dc_store *store;
	struct dc_arena *arena;
	struct dc_buf objects, places, missed;	/* struct object, dc_subject_place, dc_subject_missed */
	struct dc_engine *engine;
	struct dc_worker *worker;
	/* the object being read */
	const struct object *now;
	const char *state;
	uint32_t part;
	struct names { const char *inner, *table; } *parts;
	size_t n_parts, cap_parts;
	struct dc_buf folded, row;	/* row: its cells folded, one behind the other */
	uint64_t at;			/* row or line of the record that grows */
	bool agrees;			/* something does in it */
};

static const char *kept(struct search *s, const char *text)
{
	return dc_arena_strdup(s->arena, text);
}

static enum dc_status no_memory(struct dc_error *err)
{
	return dc_fail(err, DC_ENOMEM, "subject");
}

/* ---- the attributes: from a prompt or standard input, never from arguments */

static enum dc_status ask(struct search *s, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	char line[512];

	fprintf(stderr, "%s\n", T("What is known of the person; empty: not known. Nothing of it is kept.", "本人について分かることを入力します。空欄は不明。入力は保存しません。"));
	for (int a = 0; a < N_ATTRIBUTES && st == DC_OK; a++) {
		fprintf(stderr, "%s: ", T(attribute_kinds[a].en, attribute_kinds[a].ja));
		if (fgets(line, sizeof line, stdin) == NULL)
			break;
		st = person_add(&s->seekers->person, (enum attribute)a, dc_span_of(line), err);
		explicit_bzero(line, sizeof line);
	}
	return st != DC_OK || s->seekers->person.n != 0 ? st : dc_fail(err, DC_EUSAGE, T("no attribute was given", "属性がありません"));
}

static enum dc_status read_attributes(struct search *s, struct dc_error *err)
{
	char *text;
	size_t n = 0;
	ssize_t got;
	enum dc_status st;

	if (isatty(STDIN_FILENO))
		return ask(s, err);
	text = malloc(INPUT_MOST);
	if (text == NULL)
		return no_memory(err);
	while (n < INPUT_MOST && (got = read(STDIN_FILENO, text + n, INPUT_MOST - n)) > 0)
		n += (size_t)got;
	st = n == INPUT_MOST ? dc_fail(err, DC_EUSAGE, T("standard input: more than 64 KiB", "標準入力: 64 KiB を超えています"))
		: person_read(&s->seekers->person, (struct dc_span){ (const uint8_t *)text, n }, err);
	explicit_bzero(text, INPUT_MOST);
	free(text);
	return st;
}

/* ---- which objects can hold it */

static bool asked_for(const struct search *s, const char *category)
{
	for (int a = 0; a < N_ATTRIBUTES; a++) {
		if ((s->given & 1u << a) == 0)
			continue;
		for (const char *const *c = attribute_kinds[a].categories; *c != NULL; c++)
			if (strcmp(*c, category) == 0)
				return true;
	}
	return false;
}

static enum dc_status take_finding(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct search *s = ctx;
	size_t n = s->objects.n / sizeof(struct object);
	struct object *o = n == 0 ? NULL : (struct object *)(void *)s->objects.p + n - 1;
	size_t len = strlen(f->category);

	if (o == NULL || o->id != f->object_id) {
		struct object fresh = { .id = f->object_id, .asset = kept(s, f->asset),
			.path = dc_arena_strndup(s->arena, (const uint8_t *)f->path, f->path_len), .categories = "" };

		if (fresh.asset == NULL || fresh.path == NULL || dc_buf_add(&s->objects, &fresh, sizeof fresh) != DC_OK)
			return no_memory(err);
		o = (struct object *)(void *)s->objects.p + n;
	}
	o->wanted = o->wanted || asked_for(s, f->category);
	for (const char *at = o->categories; *at != '\0'; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
		if (strncmp(at, f->category, len) == 0 && (at[len] == ',' || at[len] == '\0'))
			return DC_OK;
	o->categories = dc_arena_printf(s->arena, "%s%s%s", o->categories, *o->categories == '\0' ? "" : ",", f->category);
	return o->categories == NULL ? no_memory(err) : DC_OK;
}

static enum dc_status miss(struct search *s, const char *path, const char *why, struct dc_error *err)
{
	struct dc_subject_missed m = { kept(s, path), kept(s, why) };

	return m.path == NULL || m.why == NULL || dc_buf_add(&s->missed, &m, sizeof m) != DC_OK ? no_memory(err) : DC_OK;
}

/* What no scan has read whole, this person's data may lie in. */
static enum dc_status take_object(void *ctx, const struct dc_stored_object *o, struct dc_error *err)
{
	char *path;
	enum dc_status st;

	if (o->reason == DC_R_none || o->reason == DC_R_duplicate_of || o->reason == DC_R_unchanged_since)
		return DC_OK;
	path = strndup(o->path, o->path_len);
	st = path == NULL ? no_memory(err) : miss(ctx, path, dc_reason_name(o->reason), err);
	free(path);
	return st;
}

/* ---- reading again */

static unsigned bits(unsigned mask)
{
	return (unsigned)__builtin_popcount(mask);
}

static void end_record(struct search *s)
{
	for (size_t i = 0; i < s->n_seekers; i++) {
		struct seeker *k = &s->seekers[i];

		if (s->row.n != 0)	/* a name in two cells */
			k->mask |= person_in(&k->person, (struct dc_span){ 0 }, (struct dc_span){ s->row.p, s->row.n });
		if (bits(k->mask) >= 2) {
			k->confirmed++;
			k->confirmed_mask |= k->mask;
		} else if (k->mask != 0) {
			k->candidates++;
			k->best |= k->mask;
		}
		k->mask = 0;
	}
	if (s->row.p != NULL)
		explicit_bzero(s->row.p, s->row.n);
	dc_buf_clear(&s->row);
	s->agrees = false;
}

static const char *attributes_of(struct search *s, unsigned mask)
{
	const char *out = "", *comma = T(", ", "、");

	for (int a = 0; a < N_ATTRIBUTES && out != NULL; a++)
		if ((mask & 1u << a) != 0)
			out = dc_arena_printf(s->arena, "%s%s%s", out, *out == '\0' ? "" : comma, T(attribute_kinds[a].en, attribute_kinds[a].ja));
	return out;
}

static enum dc_status add_place(struct search *s, const struct seeker *k, bool confirmed, struct dc_error *err)
{
	unsigned mask = confirmed ? k->confirmed_mask : k->best;
	const struct names *part = s->part < s->n_parts ? &s->parts[s->part] : &(struct names){ "", "" };
	struct dc_subject_place p = { .asset = s->now->asset, .path = s->now->path, .inner = part->inner, .table = part->table, .state = s->state,
		.attributes = attributes_of(s, mask), .categories = s->now->categories, .records = confirmed ? k->confirmed : k->candidates, .confirmed = confirmed,
		.scope = s->decl == NULL ? -1 : dc_declaration_scope_of(s->decl, s->now->path, strlen(s->now->path)) };

	if (k->label != NULL && p.attributes != NULL)
		p.attributes = dc_arena_printf(s->arena, T("%s: %s", "%s：%s"), k->label, p.attributes);
	return p.attributes == NULL || dc_buf_add(&s->places, &p, sizeof p) != DC_OK ? no_memory(err) : DC_OK;
}

static enum dc_status end_part(struct search *s, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	end_record(s);
	for (size_t i = 0; i < s->n_seekers && st == DC_OK; i++) {
		struct seeker *k = &s->seekers[i];

		if (k->confirmed != 0)
			st = add_place(s, k, true, err);
		if (st == DC_OK && k->candidates != 0 && k->label == NULL)	/* a list of many names has many namesakes */
			st = add_place(s, k, false, err);
		k->best = k->confirmed_mask = 0;
		k->confirmed = k->candidates = 0;
	}
	s->at = 0;
	return st;
}

static enum dc_status open_part(struct search *s, const struct dc_record *r, struct dc_error *err)
{
	const char *above = r->parent < s->n_parts ? s->parts[r->parent].inner : "";
	struct names *n;

	if (s->n_parts == s->cap_parts) {
		size_t cap = s->cap_parts == 0 ? 64 : s->cap_parts * 2;
		struct names *more = reallocarray(s->parts, cap, sizeof *more);

		if (more == NULL)
			return no_memory(err);
		s->parts = more;
		s->cap_parts = cap;
	}
	n = &s->parts[s->n_parts++];
	n->inner = *r->name == '\0' || r->part == 0 ? above : *above == '\0' ? kept(s, r->name) : dc_arena_printf(s->arena, "%s!/%s", above, r->name);
	n->table = kept(s, r->table);
	return n->inner == NULL || n->table == NULL ? no_memory(err) : DC_OK;
}

static enum dc_status take_text(struct search *s, const struct dc_record *r, struct dc_error *err)
{
	bool table = r->text_column != DC_NO_COLUMN;
	uint64_t at = table ? r->text_row : r->text_line;
	struct dc_span text = dc_span_of(r->text);
	bool found = false;

	if (r->part != s->part) {
		if (end_part(s, err) != DC_OK)
			return err->status;
		s->part = r->part;
	}
	if (table ? at != s->at : s->agrees && at > s->at + NEAR_LINES)
		end_record(s);
	dc_buf_clear(&s->folded);
	if (person_fold(text, &s->folded) != DC_OK || (table && dc_buf_add(&s->row, s->folded.p, s->folded.n) != DC_OK))
		return no_memory(err);
	for (size_t i = 0; i < s->n_seekers; i++) {
		unsigned mask = person_in(&s->seekers[i].person, text, (struct dc_span){ s->folded.p, s->folded.n });

		s->seekers[i].mask |= mask;
		found = found || mask != 0;
	}
	if (s->folded.p != NULL)
		explicit_bzero(s->folded.p, s->folded.n);
	if (found || table)
		s->at = at;
	s->agrees = s->agrees || found;
	return DC_OK;
}

static enum dc_status on_record(void *ctx, const struct dc_record *r, struct dc_error *err)
{
	struct search *s = ctx;

	switch (r->type) {
	case DC_REC_PART_OPEN:
		return open_part(s, r, err);
	case DC_REC_TEXT:
		return take_text(s, r, err);
	case DC_REC_PART_CLOSE:
		return dc_reason_outcome(r->reason) == DC_COMPLETE || r->reason == DC_R_none ? DC_OK : miss(s, s->now->path, dc_reason_name(r->reason), err);
	default:
		return DC_OK;
	}
}

static enum dc_status start_worker(struct search *s, struct dc_error *err)
{
	struct dc_worker_options opt = { .program = cli_program(), .engine = s->engine, .today = cli_today(), .profile = DC_PROFILE_FAST,
		.budget = dc_budget_default, .unsafe_no_sandbox = s->values->unsafe_no_sandbox };

	if (s->worker != NULL && !dc_worker_worn(s->worker))
		return DC_OK;
	dc_worker_close(s->worker);
	s->worker = NULL;
	return dc_worker_start(&opt, &s->worker, err);
}

static const char *why_closed(int e)
{
	return e == ENOENT || e == ENOTDIR ? "vanished" : e == EACCES || e == EPERM ? "access_denied" : "io_error";
}

static enum dc_status read_again(struct search *s, const struct object *o, struct dc_error *err)
{
	int fd = open(o->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct dc_job job = { .fd = fd, .name = o->path, .text_only = true };
	enum dc_reason died = DC_R_none;
	struct stat info;
	enum dc_status st;

	if (fd < 0)
		return miss(s, o->path, why_closed(errno), err);
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		close(fd);
		return miss(s, o->path, "special_file", err);
	}
	job.size = (uint64_t)info.st_size;
	s->now = o;
	s->n_parts = 0;
	s->part = 0;
	st = start_worker(s, err);
	if (st == DC_OK)
		st = dc_worker_run(s->worker, &job, on_record, s, &died, err);
	close(fd);
	if (st != DC_OK && died != DC_R_none) {	/* the file ended the worker, not the search */
		dc_worker_close(s->worker);
		s->worker = NULL;
		*err = (struct dc_error){ 0 };
		st = miss(s, o->path, dc_reason_name(died), err);
	}
	return st == DC_OK ? end_part(s, err) : st;
}

static bool database(const char *asset)
{
	return strstr(asset, "://") != NULL || strncmp(asset, "sqlite:", 7) == 0;
}

static enum dc_status read_all(struct search *s, struct dc_error *err)
{
	size_t n = s->objects.n / sizeof(struct object);
	enum dc_status st = DC_OK;

	s->state = "present";
	for (size_t i = 0; i < n && st == DC_OK; i++) {
		const struct object *o = (const struct object *)(const void *)s->objects.p + i;

		if (o->wanted)
			st = database(o->asset) ? miss(s, o->path, "database", err) : read_again(s, o, err);
	}
	return st;
}

/* The company's own registers of provision and receipt, searched for the person's lines. */
static enum dc_status read_registers(struct search *s, struct dc_error *err)
{
	static const char *const which[] = { "provision", "receipt" };
	enum dc_status st = DC_OK;

	for (size_t i = 0; s->decl != NULL && i < DC_ARRAY_LEN(which) && st == DC_OK; i++) {
		const char *folder, *file = dc_declaration_register(s->decl, which[i], &folder);
		struct object *o = file == NULL ? NULL : dc_arena_alloc(s->arena, sizeof *o);

		if (file == NULL)
			continue;
		if (o == NULL)
			return no_memory(err);
		*o = (struct object){ .asset = "", .path = file[0] == '/' ? file : dc_arena_printf(s->arena, "%s/%s", folder, file), .categories = "" };
		s->state = which[i];
		st = o->path == NULL ? no_memory(err) : read_again(s, o, err);
	}
	return st;
}

/* ---- the stop list: who must no longer be in what is handed over */

#define STOPS_MOST 100000

struct stops {
	struct search *search;
	uint64_t row;			/* of the last seeker */
	size_t cap;
	uint64_t bad;			/* lines that could not be used */
};

static enum dc_status add_stop(struct stops *t, uint64_t row, struct dc_error *err)
{
	struct search *s = t->search;

	if (s->n_seekers == STOPS_MOST)
		return dc_fail(err, DC_ELIMIT, T("the stop list has more than %d lines", "停止の一覧が %d 行を超えています"), STOPS_MOST);
	if (s->n_seekers == t->cap) {
		size_t cap = t->cap == 0 ? 64 : t->cap * 2;
		struct seeker *more = reallocarray(s->seekers, cap, sizeof *more);

		if (more == NULL)
			return no_memory(err);
		s->seekers = more;
		t->cap = cap;
	}
	s->seekers[s->n_seekers] = (struct seeker){ .label = dc_arena_printf(s->arena, T("line %llu of the stop list", "停止の一覧 %llu 行目"),
		(unsigned long long)row) };
	t->row = row;
	return s->seekers[s->n_seekers++].label == NULL ? no_memory(err) : DC_OK;
}

static enum dc_status take_stop(void *ctx, const struct dc_record *r, struct dc_error *err)
{
	struct stops *t = ctx;
	struct dc_error bad = { 0 };
	enum attribute of;

	if (r->type != DC_REC_TEXT || r->text_column == DC_NO_COLUMN || !person_key(dc_span_of(r->field), &of) || *r->text == '\0')
		return DC_OK;
	if ((t->search->n_seekers == 0 || t->row != r->text_row) && add_stop(t, r->text_row, err) != DC_OK)
		return err->status;
	if (person_add(&t->search->seekers[t->search->n_seekers - 1].person, of, dc_span_of(r->text), &bad) == DC_OK)
		return DC_OK;
	if (bad.status == DC_ENOMEM)
		return no_memory(err);
	t->bad++;			/* the good lines are used, the bad ones named */
	cli_note(T("line %llu of the stop list: a value of column '%s' cannot be used", "停止の一覧 %llu 行目: 列「%s」の値は使えません"),
		(unsigned long long)r->text_row, attribute_kinds[of].key);
	return DC_OK;
}

static enum dc_status read_stops(struct search *s, struct dc_error *err)
{
	const char *folder, *file = s->decl == NULL ? NULL : dc_declaration_register(s->decl, "stops", &folder), *path;
	struct stops t = { .search = s };
	struct dc_job job = { .text_only = true };
	enum dc_reason died = DC_R_none;
	struct stat info;
	enum dc_status st;

	if (file == NULL)
		return dc_fail(err, DC_EUSAGE, T("no stop list is declared: requests: {records: {stops: FILE}} in the declaration (-p)",
			"停止の一覧が宣言にありません: 宣言(-p)に requests: {records: {stops: FILE}} を書いてください"));
	path = file[0] == '/' ? file : dc_arena_printf(s->arena, "%s/%s", folder, file);
	job.fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (job.fd < 0 || fstat(job.fd, &info) != 0)
		return dc_fail(err, DC_EUSAGE, "%s: %s", file, strerror(errno));
	job.name = path;
	job.size = (uint64_t)info.st_size;
	st = start_worker(s, err);
	if (st == DC_OK)
		st = dc_worker_run(s->worker, &job, take_stop, &t, &died, err);
	close(job.fd);
	if (st == DC_OK && s->n_seekers == 0)
		st = dc_fail(err, DC_EUSAGE, T("%s: no line has a column name, email, phone, birth_date, address or id", "%s: name email phone birth_date address id の列がありません"),
			file);
	return st;
}

/* Only what leaves the house is looked through; wanted is set accordingly. */
static void keep_handed_over(struct search *s)
{
	for (size_t i = 0; i < s->objects.n / sizeof(struct object); i++) {
		struct object *o = (struct object *)(void *)s->objects.p + i;
		long scope = dc_declaration_scope_of(s->decl, o->path, strlen(o->path));
		struct dc_handling h = { .handed_over = false };

		if (scope >= 0)
			dc_declaration_handling(s->decl, (size_t)scope, "en", &h);
		o->wanted = h.handed_over;
	}
}

/* ---- before and after */

static bool same_place(const struct dc_subject_place *p, json_t *was)
{
	const char *path = json_string_value(json_object_get(was, "path")), *member = json_string_value(json_object_get(was, "member"));
	const char *table = json_string_value(json_object_get(was, "table"));

	return strcmp(p->path, path == NULL ? "" : path) == 0 && strcmp(p->inner, member == NULL ? "" : member) == 0 &&
		strcmp(p->table, table == NULL ? "" : table) == 0;
}

static enum dc_status compare_line(struct search *s, json_t *was, struct dc_error *err)
{
	const char *section = json_string_value(json_object_get(was, "section")), *state = json_string_value(json_object_get(was, "state"));
	struct dc_subject_place *p = (struct dc_subject_place *)(void *)s->places.p, gone = { .state = "gone", .scope = -1, .categories = "" };
	size_t n = s->places.n / sizeof *p;
	const char *path = json_string_value(json_object_get(was, "path")), *text;
	bool found = false;

	if (section == NULL || strcmp(section, "subject") != 0 || path == NULL || (state != NULL && strcmp(state, "gone") == 0))
		return DC_OK;
	for (size_t i = 0; i < n; i++) {
		if (!same_place(&p[i], was))
			continue;
		p[i].state = strcmp(p[i].state, "new") == 0 ? "still" : p[i].state;
		found = true;
	}
	if (found)
		return DC_OK;
	gone.asset = "";
	gone.path = kept(s, path);
	text = json_string_value(json_object_get(was, "member"));
	gone.inner = kept(s, text == NULL ? "" : text);
	text = json_string_value(json_object_get(was, "table"));
	gone.table = kept(s, text == NULL ? "" : text);
	text = json_string_value(json_object_get(was, "attributes"));
	gone.attributes = kept(s, text == NULL ? "" : text);
	text = json_string_value(json_object_get(was, "grade"));
	gone.confirmed = text != NULL && strcmp(text, "confirmed") == 0;
	gone.scope = s->decl == NULL ? -1 : dc_declaration_scope_of(s->decl, gone.path, strlen(gone.path));
	for (size_t i = 0; i < s->missed.n / sizeof(struct dc_subject_missed); i++) {	/* not read is not gone */
		const struct dc_subject_missed *m = (const struct dc_subject_missed *)(const void *)s->missed.p + i;

		if (strcmp(m->path, path) == 0 && strcmp(m->why, "vanished") != 0)
			return DC_OK;
	}
	return dc_buf_add(&s->places, &gone, sizeof gone) == DC_OK ? DC_OK : no_memory(err);
}

static enum dc_status compare(struct search *s, const char *before, struct dc_error *err)
{
	struct dc_subject_place *p = (struct dc_subject_place *)(void *)s->places.p;
	FILE *f = fopen(before, "re");
	char *line = NULL;
	size_t cap = 0, lines = 0;
	enum dc_status st = DC_OK;

	if (f == NULL)
		return dc_fail(err, DC_EUSAGE, "%s: %s", before, strerror(errno));
	for (size_t i = 0; i < s->places.n / sizeof *p; i++)
		if (strcmp(p[i].state, "present") == 0)
			p[i].state = "new";
	while (st == DC_OK && getline(&line, &cap, f) > 0) {
		json_t *was = json_loads(line, 0, NULL);

		lines++;
		st = was == NULL ? dc_fail(err, DC_EUSAGE, T("%s: line %zu is none of 'subject find -f jsonl'", "%s: %zu 行目が 'subject find -f jsonl' の出力ではありません"),
			before, lines) : compare_line(s, was, err);
		json_decref(was);
	}
	free(line);
	fclose(f);
	return st;
}

/* ---- */

static int by_place(const void *a, const void *b)
{
	const struct dc_subject_place *x = a, *y = b;
	int c = strcmp(x->path, y->path);

	if (c == 0)
		c = strcmp(x->inner, y->inner);
	if (c == 0)
		c = strcmp(x->table, y->table);
	return x->confirmed != y->confirmed ? (x->confirmed ? -1 : 1) : c;
}

static int by_path(const void *a, const void *b)
{
	const struct dc_subject_missed *x = a, *y = b;
	int c = strcmp(x->path, y->path);

	return c != 0 ? c : strcmp(x->why, y->why);
}

static void sort_and_thin(struct search *s)
{
	struct dc_subject_missed *m = (struct dc_subject_missed *)(void *)s->missed.p;
	size_t n = s->missed.n / sizeof *m, kept_n = 0;

	if (s->places.n > sizeof(struct dc_subject_place))
		qsort(s->places.p, s->places.n / sizeof(struct dc_subject_place), sizeof(struct dc_subject_place), by_place);
	if (n > 1)
		qsort(m, n, sizeof *m, by_path);
	for (size_t i = 0; i < n; i++)
		if (kept_n == 0 || by_path(&m[kept_n - 1], &m[i]) != 0)
			m[kept_n++] = m[i];
	s->missed.n = kept_n * sizeof *m;
}

static enum dc_status write_answer(struct search *s, struct dc_error *err)
{
	char fee[96] = "";
	const struct dc_subject subject = { .places = (const struct dc_subject_place *)(const void *)s->places.p,
		.n_places = s->places.n / sizeof(struct dc_subject_place), .missed = (const struct dc_subject_missed *)(const void *)s->missed.p,
		.n_missed = s->missed.n / sizeof(struct dc_subject_missed), .fee = s->decl == NULL ? "" : dc_declaration_fee(s->decl, fee) };
	struct dc_report_request req = { .report = "subject", .format = s->values->format != NULL ? s->values->format : cli_format_of(s->values->output, "md"),
		.lang = cli_lang(), .mask_paths = s->values->mask_paths, .store = s->store, .declaration = s->decl, .subject = &subject,
		.version = DAICHO_VERSION };
	struct cli_output out;
	enum dc_status st = cli_output_open(&out, s->values->output, err);

	if (st == DC_OK)
		st = dc_report_write(&req, out.fd, err);
	if (cli_output_done(&out, st == DC_OK, err) != DC_OK)
		st = err->status;
	if (st == DC_OK && s->values->output != NULL && !s->values->quiet)
		cli_note(T("written: %s (only you can read it)", "書き出しました: %s(本人だけが読めます)"), s->values->output);
	return st;
}

static enum dc_status tell_audit(const struct search *s, const char *what, struct dc_error *err)
{
	char detail[192];
	int n = snprintf(detail, sizeof detail, "{\"attributes\":[");

	for (int a = 0, any = 0; a < N_ATTRIBUTES; a++)		/* which, never what */
		if ((s->given & 1u << a) != 0)
			n += snprintf(detail + n, sizeof detail - (size_t)n, "%s\"%s\"", any++ ? "," : "", attribute_kinds[a].key);
	snprintf(detail + n, sizeof detail - (size_t)n, "],\"places\":%zu}", s->places.n / sizeof(struct dc_subject_place));
	return dc_store_audit(s->store, what, detail, err);
}

static enum dc_status search(struct search *s, const char *inventory, const char *before, bool stops, struct dc_error *err)
{
	struct dc_engine_options eo = { .today = cli_today(), .table_only = true };
	enum dc_status st = DC_OK;

	if (!stops) {
		s->seekers = calloc(1, sizeof *s->seekers);
		s->n_seekers = s->seekers != NULL;
		st = s->seekers == NULL ? no_memory(err) : read_attributes(s, err);
	}

	for (size_t i = 0; st == DC_OK && !stops && i < s->seekers->person.n; i++)
		s->given |= 1u << s->seekers->person.values[i].of;
	if (st == DC_OK)
		st = dc_store_open(inventory, DC_STORE_WRITE, &s->store, err);
	if (st == DC_OK)
		st = dc_engine_new(&eo, &s->engine, err);
	if (st == DC_OK && stops)
		st = read_stops(s, err);
	if (st == DC_OK)
		st = dc_store_each_finding(s->store, 0, take_finding, s, err);
	if (st == DC_OK)
		st = dc_store_each_object(s->store, 0, take_object, s, err);
	if (st == DC_OK && stops)
		keep_handed_over(s);
	if (st == DC_OK)
		st = read_all(s, err);
	if (st == DC_OK && !stops)
		st = read_registers(s, err);
	if (st == DC_OK && before != NULL)
		st = compare(s, before, err);
	if (st != DC_OK)
		return st;
	sort_and_thin(s);
	st = write_answer(s, err);
	return st == DC_OK ? tell_audit(s, stops ? "subject_stops" : before == NULL ? "subject_find" : "subject_verify", err) : st;
}

static void done(struct search *s)
{
	for (size_t i = 0; i < s->n_seekers; i++)
		person_done(&s->seekers[i].person);
	free(s->seekers);
	dc_worker_close(s->worker);
	dc_engine_free(s->engine);
	dc_store_close(s->store);
	dc_declaration_free(s->decl);
	dc_arena_free(s->arena);
	dc_buf_done(&s->objects);
	dc_buf_done(&s->places);
	dc_buf_done(&s->missed);
	dc_buf_done(&s->folded);
	dc_buf_done(&s->row);
	free(s->parts);
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct search s = { .values = v };
	bool verify = strcmp(argv[0], "verify") == 0, stops = strcmp(argv[0], "stops") == 0;
	const char *inventory = cli_inventory(v, false);
	struct dc_error err = { 0 };
	int code = CLI_DONE;

	if (inventory == NULL)
		return CLI_USAGE;
	if (!verify && ((strcmp(argv[0], "find") != 0 && !stops) || argc != 1))
		return cli_usage(T("subject find, subject verify BEFORE.jsonl, or subject stops; attributes come from standard input, never from arguments",
			"subject find、subject verify 前回.jsonl、subject stops のいずれか。属性は標準入力から読み、引数では受け取りません"));
	if (verify && argc != 2)
		return cli_usage(T("subject verify takes what 'subject find -f jsonl' wrote before", "subject verify には前回の 'subject find -f jsonl' の出力を指定します"));
	s.arena = dc_arena_new(0);
	if (s.arena == NULL)
		return CLI_INTERNAL;
	struct dc_buf *const bufs[] = { &s.objects, &s.places, &s.missed, &s.folded, &s.row };
	for (size_t i = 0; i < DC_ARRAY_LEN(bufs); i++)
		dc_buf_init(bufs[i], 0);
	if (v->declaration != NULL)
		code = declared_load(v->declaration, &s.decl, &(struct declared_count){ .quiet = true });
	if (code == CLI_DONE && search(&s, inventory, verify ? argv[1] : NULL, stops, &err) != DC_OK)
		code = cli_fail(&err);
	done(&s);
	return code;
}

const struct cli_command command_subject = {
	.name = "subject", .args = "find | verify BEFORE.jsonl | stops", .options = "inventory purposes format output mask-paths quiet unsafe-no-sandbox",
	.least = 1, .most = 2, .run = run,
	.en = "where one person's data lies, for a request of theirs", .ja = "本人からの請求に応じて、その人の情報の所在を調べる",
	.more_en = "Attributes are asked for, or read from standard input as 'key: value' lines or one JSON object; never from arguments.\n"
		"Keys: name kana email phone birth_date address id my_number. Each object that can hold them is read again now, under\n"
		"your rights. Two attributes that agree in one record are 'confirmed', one is a 'candidate'. The request is logged\n"
		"without the attributes. verify repeats the search and sets it against an earlier 'find -f jsonl'. stops reads the stop\n"
		"list of the declaration and tells which of its persons are still in what is handed over.",
	.more_ja = "属性は入力を求めるか、標準入力から「属性名: 値」の行または JSON オブジェクトで読みます。引数では受け取りません。\n"
		"属性名: name kana email phone birth_date address id my_number(氏名、電話番号などの日本語名も可)。情報を含み得る\n"
		"対象を、操作者の権限で今あらためて読みます。同じ記録で二つ以上一致すれば「確認」、一つなら「候補」です。請求は\n"
		"属性を含めずに記録します。verify は検索を繰り返し、前回の 'find -f jsonl' と比べます。stops は宣言にある停止の\n"
		"一覧を読み、提供・委託する範囲に残っている本人を示します。",
};
