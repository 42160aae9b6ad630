/* seek.c -- which objects can hold a person's data, and reading them again by a sandboxed worker, under the rights of whoever asks. */
#include "declared.h"
#include "subject.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEAR_LINES 5			/* attributes this near to each other in running text are one person's */

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

enum dc_status seek_take_finding(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
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

enum dc_status seek_miss(struct search *s, const char *path, const char *why, struct dc_error *err)
{
	struct dc_subject_missed m = { kept(s, path), kept(s, why) };

	return m.path == NULL || m.why == NULL || dc_buf_add(&s->missed, &m, sizeof m) != DC_OK ? no_memory(err) : DC_OK;
}

/* What no scan has read whole, this person's data may lie in. */
enum dc_status seek_take_object(void *ctx, const struct dc_stored_object *o, struct dc_error *err)
{
	char *path;
	enum dc_status st;

	if (o->reason == DC_R_none || o->reason == DC_R_duplicate_of || o->reason == DC_R_unchanged_since)
		return DC_OK;
	path = strndup(o->path, o->path_len);
	st = path == NULL ? no_memory(err) : seek_miss(ctx, path, dc_reason_name(o->reason), err);
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
		return dc_reason_outcome(r->reason) == DC_COMPLETE || r->reason == DC_R_none ? DC_OK : seek_miss(s, s->now->path, dc_reason_name(r->reason), err);
	default:
		return DC_OK;
	}
}

enum dc_status seek_start_worker(struct search *s, const struct dc_budget *budget, struct dc_error *err)
{
	struct dc_worker_options opt = { .program = cli_program(), .engine = s->engine, .today = cli_today(), .profile = DC_PROFILE_FAST,
		.budget = budget == NULL ? dc_budget_default : *budget, .unsafe_no_sandbox = s->values->unsafe_no_sandbox };

	if (s->worker != NULL && !dc_worker_worn(s->worker) && s->budget == budget)
		return DC_OK;
	s->budget = budget;
	dc_worker_close(s->worker);
	s->worker = NULL;
	return dc_worker_start(&opt, &s->worker, err);
}

static const char *why_closed(int e)
{
	return e == ENOENT || e == ENOTDIR ? "vanished" : e == EACCES || e == EPERM ? "access_denied" : "io_error";
}

#define SQLITE "sqlite:"

/* The file of an object: of a database that is one (sqlite:FILE) too. */
static const char *file_of(const struct object *o)
{
	return strncmp(o->path, SQLITE, sizeof SQLITE - 1) == 0 ? o->path + sizeof SQLITE - 1 : o->path;
}

/* The log beside an SQLite file, in which rows may stand that the file has not yet; 0: none. */
static int beside_of(struct search *s, const struct object *o)
{
	char *log = file_of(o) == o->path ? NULL : dc_arena_printf(s->arena, "%s-wal", file_of(o));
	int fd = log == NULL ? -1 : open(log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

	return fd < 0 ? 0 : fd;
}

enum dc_status seek_read(struct search *s, const struct object *o, const struct dc_job *job, const struct dc_budget *budget, struct dc_error *err)
{
	enum dc_reason died = DC_R_none;
	enum dc_status st = seek_start_worker(s, budget, err);

	s->now = o;
	s->n_parts = 0;
	s->part = 0;
	if (st == DC_OK)
		st = dc_worker_run(s->worker, job, on_record, s, &died, err);
	if (st != DC_OK && died != DC_R_none) {	/* the file ended the worker, not the search */
		dc_worker_close(s->worker);
		s->worker = NULL;
		*err = (struct dc_error){ 0 };
		st = seek_miss(s, o->path, dc_reason_name(died), err);
	}
	return st == DC_OK ? end_part(s, err) : st;
}

static enum dc_status read_again(struct search *s, const struct object *o, struct dc_error *err)
{
	int fd = open(file_of(o), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct dc_job job = { .fd = fd, .name = file_of(o), .text_only = true };
	struct stat info;
	enum dc_status st;

	if (fd < 0)
		return seek_miss(s, o->path, why_closed(errno), err);
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		close(fd);
		return seek_miss(s, o->path, "special_file", err);
	}
	job.size = (uint64_t)info.st_size;
	job.beside = beside_of(s, o);
	st = seek_read(s, o, &job, NULL, err);
	close(fd);
	if (job.beside > 0)
		close(job.beside);
	return st;
}

static bool on_server(const char *asset)
{
	return strstr(asset, "://") != NULL && strncmp(asset, SQLITE, sizeof SQLITE - 1) != 0;
}

/* Each server is gone to once, at the first object that is wanted from it. */
static bool met_before(const struct search *s, size_t i, const char *asset)
{
	const struct object *all = (const struct object *)(const void *)s->objects.p;

	while (i-- > 0)
		if (all[i].wanted && strcmp(all[i].asset, asset) == 0)
			return true;
	return false;
}

enum dc_status seek_all(struct search *s, struct dc_error *err)
{
	size_t n = s->objects.n / sizeof(struct object);
	enum dc_status st = DC_OK;

	s->state = "present";
	for (size_t i = 0; i < n && st == DC_OK; i++) {
		const struct object *o = (const struct object *)(const void *)s->objects.p + i;

		if (!o->wanted)
			continue;
		if (!on_server(o->asset))
			st = read_again(s, o, err);
		else if (!met_before(s, i, o->asset))
			st = seek_server(s, o->asset, err);
	}
	return st;
}

/* The company's own registers of provision and receipt, searched for the person's lines. */
enum dc_status seek_registers(struct search *s, struct dc_error *err)
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
