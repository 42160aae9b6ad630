/* sweep.c -- what a run should have met and did not is gone, unless the run could not look where it was.
 *
 * "Should have met" is decided by paths: an object belongs to a target if its path is the target's or lies below it. The
 * name of the target as typed says nothing alone ("." means another folder tomorrow).
 */
#include "diff.h"
#include "marks.h"

#include <limits.h>

struct roots {
	char **paths;			/* without a slash at the end, but for "/" */
	size_t n;
};

static void roots_done(struct roots *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->paths[i]);
	free(r->paths);
}

static enum dc_status roots_add(struct roots *r, const char *p, size_t n)
{
	char **grown = realloc(r->paths, (r->n + 1) * sizeof *grown);
	char *copy;

	if (grown == NULL)
		return DC_ENOMEM;
	r->paths = grown;
	while (n > 1 && p[n - 1] == '/')
		n--;
	copy = strndup(p, n);
	if (copy == NULL)
		return DC_ENOMEM;
	r->paths[r->n++] = copy;
	return DC_OK;
}

/* Each line as typed where it is an absolute path or a URI, and as the file system resolves it. */
static enum dc_status roots_of(const char *targets, struct roots *out)
{
	for (const char *line = targets; *line != '\0'; ) {
		size_t n = strcspn(line, "\n");
		char typed[PATH_MAX], real[PATH_MAX];

		if (n > 0 && n < sizeof typed) {
			memcpy(typed, line, n);
			typed[n] = '\0';
			if ((typed[0] == '/' || strstr(typed, "://") != NULL) && roots_add(out, typed, n) != DC_OK)
				return DC_ENOMEM;
			if (strstr(typed, "://") == NULL && realpath(typed, real) != NULL && roots_add(out, real, strlen(real)) != DC_OK)
				return DC_ENOMEM;
		}
		line += n;
		line += *line == '\n';
	}
	return DC_OK;
}

static bool below(struct dc_span path, const char *folder)
{
	size_t n = strlen(folder);

	if (path.n < n || memcmp(path.p, folder, n) != 0)
		return false;
	return path.n == n || (n > 0 && folder[n - 1] == '/') || path.p[n] == '/';
}

static bool below_any(struct dc_span path, const struct roots *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (below(path, r->paths[i]))
			return true;
	return false;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* True if the path or a folder above it is among the sorted ones. */
static bool shaded(struct dc_span path, const struct roots *sorted)
{
	char folder[PATH_MAX * 4];

	for (size_t n = sorted->n == 0 ? 0 : path.n; n > 0; n--) {
		const char *key = folder;

		if (n < path.n && path.p[n] != '/' && n != 1)
			continue;
		if (n >= sizeof folder)
			continue;
		memcpy(folder, path.p, n);
		folder[n] = '\0';
		if (bsearch(&key, sorted->paths, sorted->n, sizeof *sorted->paths, by_bytes) != NULL)
			return true;
	}
	return false;
}

/* Folders that this run met and did not read. */
static enum dc_status unread_folders(struct db_store *s, int64_t run, struct roots *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT path FROM object WHERE directory <> 0 AND reason <> '' AND last_run = ?", &b.st, err);

	if (st == DC_OK)
		sql_int(&b, run);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct dc_span path = sql_get_blob(&(struct sql_row){ b.st, 0 });

		if (roots_add(out, (const char *)path.p, path.n) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	}
	sql_finalize(b.st);
	if (out->n > 1)
		qsort(out->paths, out->n, sizeof *out->paths, by_bytes);
	return st == DC_END ? DC_OK : st;
}

struct sweep {
	struct db_store *s;
	int64_t run;
	struct roots roots, unread;
	struct dc_shard shard;
	struct sql_bind put, object, gone, lost;
	struct dc_buf missed;		/* ids that the run's bits leave out */
};

static enum dc_status prepare(struct db_store *s, struct sweep *w, struct dc_error *err)
{
	const struct { struct sql_bind *b; const char *text; } texts[] = {
		{ &w->put, "SELECT id FROM object WHERE id BETWEEN ?1 AND ?1 + 255 AND last_run < ?2 AND gone_run IS NULL" },
		{ &w->object, "SELECT path, state_run, directory, findings FROM object WHERE id = ?" },
		{ &w->gone, "UPDATE object SET gone_run = ?1, state_run = ?1 WHERE id = ?2" },
		{ &w->lost, "UPDATE object SET lost_run = ? WHERE id = ?" },
	};
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < DC_ARRAY_LEN(texts) && st == DC_OK; i++)
		st = sql_prepare(s->db, texts[i].text, &texts[i].b->st, err);
	return st;
}

static enum dc_status mark_gone(struct sweep *w, int64_t id, int64_t state_run, struct dc_error *err)
{
	enum dc_status st = db_keep_state(w->s, w->run, id, state_run, err);

	if (st != DC_OK)
		return st;
	w->gone.at = 0;
	sql_int(&w->gone, w->run);
	sql_int(&w->gone, id);
	st = sql_run(&w->gone, err);
	return st == DC_OK ? marks_set(w->s, id, RECALL_NONE, err) : st;
}

/* Once it is in sight again it is asked for by its path, which says so. */
static enum dc_status mark_lost(struct sweep *w, int64_t id, struct dc_error *err)
{
	enum dc_status st;

	w->lost.at = 0;
	sql_int(&w->lost, w->run);
	sql_int(&w->lost, id);
	st = sql_run(&w->lost, err);
	return st == DC_OK ? marks_set(w->s, id, RECALL_ASK, err) : st;
}

static bool all_met(const uint8_t marks[MARKS_BYTES], const uint8_t met[RECALL_CHUNK / 8])
{
	bool all = true;

	for (unsigned i = 0; i < RECALL_CHUNK && all; i++)
		all = marks_at(marks, i) == RECALL_NONE || (met[i / 8] >> i % 8 & 1) != 0;
	return all;
}

/* Objects that are there, and that the run has neither noted nor put. */
static enum dc_status find_missed(void *ctx, int64_t chunk, const uint8_t marks[MARKS_BYTES], struct dc_error *err)
{
	struct sweep *w = ctx;
	uint8_t met[RECALL_CHUNK / 8] = { 0 };
	enum dc_status st;

	st = met_bits(w->s, chunk, w->run, met, err);
	if (st != DC_OK || all_met(marks, met))
		return st;
	w->put.at = 0;
	sql_int(&w->put, chunk * RECALL_CHUNK);
	sql_int(&w->put, w->run);
	while ((st = sql_step(&w->put, err)) == DC_OK) {
		int64_t id = sql_get_int(&(struct sql_row){ w->put.st, 0 });
		unsigned i = (unsigned)(id % RECALL_CHUNK);

		if ((met[i / 8] >> i % 8 & 1) == 0 && dc_buf_add(&w->missed, &id, sizeof id) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "%s: out of memory", w->s->path);
		if (st != DC_OK)
			break;
	}
	sql_reset(w->put.st);
	return st == DC_END ? DC_OK : st;
}

static enum dc_status look_at(struct sweep *w, int64_t id, struct dc_error *err)
{
	struct dc_span path;
	struct sql_row r;
	int64_t state_run = 0;
	bool stays = true, shade = false;
	enum dc_status st;

	w->object.at = 0;
	sql_int(&w->object, id);
	st = sql_step(&w->object, err);
	if (st == DC_OK) {
		bool folder;

		r = (struct sql_row){ w->object.st, 0 };
		path = sql_get_blob(&r);
		state_run = sql_get_int(&r);
		folder = sql_get_int(&r) != 0;
		stays = !below_any(path, &w->roots) || (!folder && !dc_shard_has(w->shard, (const char *)path.p, path.n));
		shade = !stays && shaded(path, &w->unread);
		w->s->touched |= sql_get_int(&r) != 0;
	}
	sql_reset(w->object.st);
	if (st != DC_OK || stays)
		return st == DC_END ? DC_OK : st;
	return shade ? mark_lost(w, id, err) : mark_gone(w, id, state_run, err);
}

static enum dc_status mark_all(struct sweep *w, struct dc_error *err)
{
	enum dc_status st = marks_each(w->s, find_missed, w, err);

	for (size_t i = 0; st == DC_OK && i < w->missed.n / sizeof(int64_t); i++)
		st = look_at(w, ((const int64_t *)(const void *)w->missed.p)[i], err);
	return st;
}

static enum dc_status targets_of(struct db_store *s, int64_t run, struct roots *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT targets FROM run WHERE id = ?", &b.st, err);

	if (st == DC_OK) {
		sql_int(&b, run);
		st = sql_step(&b, err);
	}
	if (st == DC_OK && roots_of(sql_get_text(&(struct sql_row){ b.st, 0 }), out) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	sql_finalize(b.st);
	return st == DC_END ? dc_fail(err, DC_EBUG, "%s: there is no run %lld", s->path, (long long)run) : st;
}

enum dc_status db_sweep(struct dc_store *store, int64_t run, struct dc_shard shard, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sweep w = { .s = s, .run = run, .shard = shard };
	bool entered;
	enum dc_status st = db_enter(s, &entered, err);

	if (st != DC_OK)
		return st;
	dc_buf_init(&w.missed, 0);
	st = targets_of(s, run, &w.roots, err);
	if (st == DC_OK)
		st = unread_folders(s, run, &w.unread, err);
	if (st == DC_OK)
		st = prepare(s, &w, err);
	if (st == DC_OK)
		st = mark_all(&w, err);
	if (st == DC_OK && w.missed.n != 0)
		st = moves_carry(s, run, s->fresh_run == run ? s->fresh_from : 0, err);
	if (st == DC_OK)
		st = met_tidy(s, run, err);
	for (struct sql_bind *const *b = (struct sql_bind *const[]){ &w.put, &w.object, &w.gone, &w.lost, NULL }; *b != NULL; b++)
		sql_finalize((*b)->st);
	dc_buf_done(&w.missed);
	roots_done(&w.roots);
	roots_done(&w.unread);
	return db_leave(s, entered, st, err);
}
