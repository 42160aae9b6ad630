/* stops.c -- the stop list: who must no longer be in what is handed over. */
#include "declared.h"
#include "subject.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
	s->seekers[s->n_seekers++] = (struct seeker){ .line = row };
	t->row = row;
	return DC_OK;
}

/* The column that says from when. */
static bool is_day_column(const char *field)
{
	static const char *const names[] = { "日付", "停止日", "年月日", "date", "stopped_on", "stop_date", "since" };

	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++)
		if (strcasecmp(field, names[i]) == 0)
			return true;
	return false;
}

/* "2026-05-01", "2026/5/1", "2026年5月1日", "20260501"; 0: none of these. */
static int day_of(const char *text)
{
	long part[3] = { 0 };
	char *end = (char *)(uintptr_t)text;

	for (int i = 0; i < 3; i++) {
		part[i] = strtol(end, &end, 10);
		if (i == 0 && part[0] > 10000000 && *end == '\0')
			return part[0] <= 99991231 ? (int)part[0] : 0;
		for (; *end != '\0' && (*end < '0' || *end > '9'); end++)
			;
	}
	return part[0] >= 1900 && part[0] <= 9999 && part[1] >= 1 && part[1] <= 12 && part[2] >= 1 && part[2] <= 31
		? (int)(part[0] * 10000 + part[1] * 100 + part[2]) : 0;
}

/* Labels of the lines that are in force; those whose day is yet to come are told and left out. */
static enum dc_status in_force(struct search *s, struct dc_error *err)
{
	size_t kept_n = 0;

	for (size_t i = 0; i < s->n_seekers; i++) {
		struct seeker *k = &s->seekers[i];

		if (k->since > cli_today() || k->person.n == 0) {
			if (k->person.n != 0)
				cli_note(T("line %llu of the stop list: its day is yet to come", "停止の一覧 %llu 行目: 停止日がまだ来ていません"),
					(unsigned long long)k->line);
			person_done(&k->person);
			continue;
		}
		k->label = k->since == 0 ? dc_arena_printf(s->arena, T("line %llu of the stop list", "停止の一覧 %llu 行目"), (unsigned long long)k->line)
			: dc_arena_printf(s->arena, T("line %llu of the stop list (%04d-%02d-%02d)", "停止の一覧 %llu 行目（%04d-%02d-%02d）"),
				(unsigned long long)k->line, k->since / 10000, k->since / 100 % 100, k->since % 100);
		if (k->label == NULL)
			return no_memory(err);
		s->seekers[kept_n++] = *k;
	}
	s->n_seekers = kept_n;
	return DC_OK;
}

static enum dc_status take_stop(void *ctx, const struct dc_record *r, struct dc_error *err)
{
	struct stops *t = ctx;
	struct dc_error bad = { 0 };
	enum attribute of;

	bool day = is_day_column(r->field);

	if (r->type != DC_REC_TEXT || r->text_column == DC_NO_COLUMN || *r->text == '\0' || (!day && !person_key(dc_span_of(r->field), &of)))
		return DC_OK;
	if ((t->search->n_seekers == 0 || t->row != r->text_row) && add_stop(t, r->text_row, err) != DC_OK)
		return err->status;
	if (day) {
		t->search->seekers[t->search->n_seekers - 1].since = day_of(r->text);
		return DC_OK;
	}
	if (person_add(&t->search->seekers[t->search->n_seekers - 1].person, of, dc_span_of(r->text), &bad) == DC_OK)
		return DC_OK;
	if (bad.status == DC_ENOMEM)
		return no_memory(err);
	t->bad++;			/* the good lines are used, the bad ones named */
	cli_note(T("line %llu of the stop list: a value of column '%s' cannot be used", "停止の一覧 %llu 行目: 列「%s」の値は使えません"),
		(unsigned long long)r->text_row, attribute_kinds[of].key);
	return DC_OK;
}

enum dc_status stops_read(struct search *s, struct dc_error *err)
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
	st = seek_start_worker(s, NULL, err);
	if (st == DC_OK)
		st = dc_worker_run(s->worker, &job, take_stop, &t, &died, err);
	close(job.fd);
	if (st == DC_OK && t.row != 0)
		st = in_force(s, err);
	else if (st == DC_OK)
		st = dc_fail(err, DC_EUSAGE, T("%s: no line has a column name, email, phone, birth_date, address or id", "%s: name email phone birth_date address id の列がありません"),
			file);
	return st;
}

/* Only what leaves the house is looked through; wanted is set accordingly. */
void stops_keep_handed_over(struct search *s)
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
