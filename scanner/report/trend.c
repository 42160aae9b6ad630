/* trend.c -- scan after scan: what was covered, what it cost, and how the findings were judged, as a whole and by scope. Of the whole,
 * coverage and cost are of the scan's record; what stands with its verdicts is kept until 'inventory prune' forgets them. */
#include "page.h"

#include <stdlib.h>

#define DRAWN 30			/* of the last scans; the tables have all */
#define SCOPES_DRAWN 12			/* those of the most findings in the last scan; the table has all */
enum { ERROR, WARNING, NOTE, PASS, OPEN, N_LEVELS };
static const char *const levels[N_LEVELS] = { "error", "warning", "note", "pass", "open" };
static const enum tone tones[N_LEVELS] = { TONE_ERROR, TONE_WARNING, TONE_NOTE, TONE_PASS, TONE_OPEN };

#define RUN_COLUMNS(X) \
	X(run, W_h_run, CELL_COUNT, COL_HEAD) \
	X(started, W_h_started, CELL_TIME, COL_HEAD) \
	X(targets, W_h_targets, CELL_NAME, 0) \
	X(seconds, W_tr_seconds, CELL_COUNT, COL_RIGHT) \
	X(objects, W_c_objects, CELL_COUNT, COL_RIGHT) \
	X(covered, W_tr_covered, CELL_SHARE, COL_RIGHT) \
	X(carried, W_c_carried, CELL_COUNT, 0) \
	X(partial, W_tr_partial, CELL_COUNT, 0) \
	X(failed, W_tr_failed, CELL_COUNT, 0) \
	X(bytes_read, W_c_bytes_read, CELL_BYTES, COL_RIGHT) \
	X(persons, W_c_persons_best, CELL_COUNT, COL_RIGHT) \
	X(findings, W_tr_findings, CELL_COUNT, COL_RIGHT) \
	X(errors, W_c_errors, CELL_COUNT, COL_RIGHT) \
	X(warnings, W_c_warnings, CELL_COUNT, COL_RIGHT) \
	X(notes, W_c_notes, CELL_COUNT, 0) \
	X(declared, W_tr_declared, CELL_COUNT, 0) \
	X(open, W_c_open, CELL_COUNT, 0)
enum { RUN_COLUMNS(COLUMN_INDEX) N_RUN_COLUMNS };
static const struct column run_columns[] = { RUN_COLUMNS(COLUMN_ROW) };

#define SCOPE_COLUMNS(X) \
	X(scope, W_c_scope, CELL_CODE, COL_HEAD) \
	X(run, W_h_run, CELL_COUNT, COL_RIGHT) \
	X(started, W_h_started, CELL_TIME, 0) \
	X(findings, W_tr_findings, CELL_COUNT, COL_RIGHT) \
	X(errors, W_c_errors, CELL_COUNT, COL_RIGHT) \
	X(warnings, W_c_warnings, CELL_COUNT, COL_RIGHT) \
	X(notes, W_c_notes, CELL_COUNT, COL_RIGHT) \
	X(declared, W_tr_declared, CELL_COUNT, COL_RIGHT) \
	X(open, W_c_open, CELL_COUNT, COL_RIGHT) \
	X(objects, W_c_objects, CELL_COUNT, COL_RIGHT) \
	X(covered, W_tr_covered, CELL_SHARE, COL_RIGHT) \
	X(carried, W_c_carried, CELL_COUNT, 0) \
	X(partial, W_tr_partial, CELL_COUNT, 0) \
	X(failed, W_tr_failed, CELL_COUNT, 0) \
	X(bytes_read, W_c_bytes_read, CELL_BYTES, COL_RIGHT)
#define SCOPE_INDEX(key, title, type, flags) S_##key,
enum { SCOPE_COLUMNS(SCOPE_INDEX) N_SCOPE_COLUMNS };
static const struct column scope_columns[] = { SCOPE_COLUMNS(COLUMN_ROW) };

/* A scan, or of it one scope: what was found, what was covered, and what of that was read. */
struct measured { uint64_t level[N_LEVELS], objects[DC_N_OUTCOMES], carried, bytes_read; };

/* One scan. */
struct point {
	int64_t run, started_ns;
	const char *targets;
	struct dc_persons persons;
	struct measured m;
	uint64_t took_ms;
	bool judged;
};

/* One scan of one scope. */
struct scoped { const char *scope; size_t point; struct measured m; };

struct trend {
	struct page *p;
	struct point *points; size_t n_points, cap_points;
	struct scoped *scoped; size_t n_scoped, cap_scoped;
};

static bool grow(void **at, size_t *cap, size_t n, size_t size)
{
	size_t want = *cap == 0 ? 32 : *cap * 2;
	void *more = n < *cap ? *at : realloc(*at, want * size);

	if (more == NULL)
		return false;
	*cap = n < *cap ? *cap : want;
	*at = more;
	return true;
}

/* Several targets in one line. */
static const char *one_line(struct page *p, const char *targets)
{
	char *line = dc_arena_strdup(p->arena, targets);

	for (char *c = line; c != NULL && *c != '\0'; c++)
		*c = *c == '\n' ? ' ' : *c;
	return page_str(p, line);
}

/* Up to the scan that the report is of; those that never ended cover nothing that could be compared. */
static enum dc_status take_run(void *ctx, const struct dc_run *r, struct dc_error *err)
{
	struct trend *t = ctx;
	struct point *at;

	if (r->id > t->p->run.id)
		return DC_END;
	if (r->ended_ns == 0)
		return DC_OK;
	if (!grow((void **)&t->points, &t->cap_points, t->n_points, sizeof *t->points))
		return dc_fail(err, DC_ENOMEM, "report trend");
	at = &t->points[t->n_points++];
	*at = (struct point){ .run = r->id, .started_ns = r->started_ns, .targets = one_line(t->p, r->targets), .persons = r->persons,
		.m.carried = r->carried, .m.bytes_read = r->bytes_read, .took_ms = r->took_ms, .judged = r->judged_by[0] != '\0' };
	memcpy(at->m.objects, r->objects, sizeof at->m.objects);
	return DC_OK;
}

static size_t point_of(const struct trend *t, int64_t run)
{
	size_t i = 0;

	while (i < t->n_points && t->points[i].run != run)
		i++;
	return i;
}

/* The scope's of that scan; made where the last one taken is another's. NULL: memory is out. */
static struct scoped *scoped_of(struct trend *t, const char *scope, size_t point)
{
	struct scoped *s = t->n_scoped == 0 ? NULL : &t->scoped[t->n_scoped - 1];

	if (s != NULL && s->point == point && strcmp(s->scope, scope) == 0)
		return s;
	if (!grow((void **)&t->scoped, &t->cap_scoped, t->n_scoped, sizeof *t->scoped))
		return NULL;
	s = &t->scoped[t->n_scoped++];
	*s = (struct scoped){ .scope = page_str(t->p, dc_arena_strdup(t->p->arena, scope)), .point = point };
	return s;
}

static enum dc_status take_level(void *ctx, int64_t run, const char *scope, const char *level, uint64_t n, struct dc_error *err)
{
	struct trend *t = ctx;
	size_t i = point_of(t, run), l = 0;
	struct scoped *s;

	while (l < N_LEVELS && strcmp(levels[l], level) != 0)
		l++;
	if (i == t->n_points || l == N_LEVELS)
		return DC_OK;
	t->points[i].m.level[l] += n;
	s = scoped_of(t, scope, i);
	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "report trend");
	s->m.level[l] += n;
	return DC_OK;
}

static enum dc_status take_scope(void *ctx, int64_t run, const struct dc_scope_coverage *c, struct dc_error *err)
{
	struct trend *t = ctx;
	size_t i = point_of(t, run);
	struct scoped *s = i == t->n_points ? NULL : scoped_of(t, c->scope, i);

	if (s == NULL)
		return i == t->n_points ? DC_OK : dc_fail(err, DC_ENOMEM, "report trend");
	memcpy(s->m.objects, c->objects, sizeof s->m.objects);
	s->m.carried = c->carried;
	s->m.bytes_read = c->bytes_read;
	return DC_OK;
}

static uint64_t all_levels(const uint64_t level[N_LEVELS])
{
	uint64_t n = 0;

	for (int l = 0; l < N_LEVELS; l++)
		n += level[l];
	return n;
}

static uint64_t all_objects(const struct measured *m)
{
	return m->objects[DC_COMPLETE] + m->objects[DC_PARTIAL] + m->objects[DC_SKIPPED] + m->objects[DC_FAILED];
}

/* By scope, the latest scan first. */
static int by_scope(const void *a, const void *b)
{
	const struct scoped *x = a, *y = b;
	int c = strcmp(x->scope, y->scope);

	return c != 0 ? c : (x->point < y->point) - (x->point > y->point);
}

/* Verdicts and coverage of one scope and scan came apart: each is zero where the other speaks. */
static void add_to(struct measured *m, const struct measured *more)
{
	for (int l = 0; l < N_LEVELS; l++)
		m->level[l] += more->level[l];
	for (int o = 0; o < DC_N_OUTCOMES; o++)
		m->objects[o] += more->objects[o];
	m->carried += more->carried;
	m->bytes_read += more->bytes_read;
}

static void sort_scoped(struct trend *t)
{
	size_t kept = 0;

	if (t->n_scoped > 1)
		qsort(t->scoped, t->n_scoped, sizeof *t->scoped, by_scope);
	for (size_t i = 0; i < t->n_scoped; i++) {
		if (kept != 0 && by_scope(&t->scoped[kept - 1], &t->scoped[i]) == 0)
			add_to(&t->scoped[kept - 1].m, &t->scoped[i].m);
		else
			t->scoped[kept++] = t->scoped[i];
	}
	t->n_scoped = kept;
}

static const char *scope_name(struct page *p, const char *scope)
{
	return scope[0] != '\0' ? scope : page_word(p, W_tr_outside);
}

/* ---- figures: one bar a scan */

/* Of the scope at hand (NULL: of the whole scan) what was measured in the last scans. */
struct drawn { const struct scoped *scoped; size_t n_scoped; };

static const struct measured *measured_of(const struct trend *t, const struct drawn *d, size_t point)
{
	static const struct measured nothing;

	if (d->scoped == NULL)
		return &t->points[point].m;
	for (size_t i = 0; i < d->n_scoped; i++)
		if (d->scoped[i].point == point)
			return &d->scoped[i].m;
	return &nothing;
}

static enum dc_status bars(struct trend *t, const struct drawn *d, struct figure *f, void (*fill)(const struct measured *, uint64_t *values))
{
	struct page *p = t->p;
	size_t n = t->n_points < DRAWN ? t->n_points : DRAWN, from = t->n_points - n;
	const char **rows = dc_arena_array(p->arena, n + 1, sizeof *rows);
	uint64_t *values = dc_arena_array(p->arena, (n + 1) * f->n_columns, sizeof *values);
	char room[NUMBER_MOST];

	if (rows == NULL || values == NULL) {
		page_had(p, false);
		return DC_ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		const struct point *at = &t->points[from + i];

		rows[i] = page_str(p, dc_arena_strdup(p->arena, number_when(p, at->started_ns, room)));
		fill(measured_of(t, d, from + i), values + i * f->n_columns);
	}
	f->rows = rows;
	f->values = values;
	f->n_rows = n;
	return page_figure(p, f);
}

static void fill_levels(const struct measured *m, uint64_t *values)
{
	memcpy(values, m->level, sizeof m->level);
}

static void fill_coverage(const struct measured *m, uint64_t *values)
{
	for (int o = 0; o < DC_N_OUTCOMES; o++)
		values[o] = m->objects[o];
	values[DC_SKIPPED] -= m->carried < values[DC_SKIPPED] ? m->carried : values[DC_SKIPPED];
	values[DC_N_OUTCOMES] = m->carried;
}

static void fill_bytes(const struct measured *m, uint64_t *values)
{
	values[0] = m->bytes_read;
}

/* The title, with the scope's name before it where there is one. */
static const char *title(struct page *p, const struct drawn *d, enum word what)
{
	if (d->scoped == NULL)
		return page_word(p, what);
	return page_str(p, dc_arena_printf(p->arena, "%s: %s", scope_name(p, d->scoped->scope), page_word(p, what)));
}

static enum dc_status figures_of(struct trend *t, const struct drawn *d, bool judged, const char *id)
{
	static const enum tone outcomes[] = { TONE_COMPLETE, TONE_PARTIAL, TONE_SKIPPED, TONE_FAILED, TONE_PASS }, read[] = { TONE_COMPLETE };
	const char *level_names[N_LEVELS], *outcome_names[DC_N_OUTCOMES + 1];
	struct page *p = t->p;
	const char *const bytes_name[] = { page_word(p, W_c_bytes_read) };
	const char *const ids[] = { page_str(p, dc_arena_printf(p->arena, "trend_levels%s", id)), page_str(p, dc_arena_printf(p->arena, "trend_coverage%s", id)),
		page_str(p, dc_arena_printf(p->arena, "trend_cost%s", id)) };
	struct figure f = { .kind = FIGURE_BARS, .id = ids[0], .title = title(p, d, W_tr_fig_levels), .columns = level_names,
		.tones = tones, .n_columns = N_LEVELS };
	struct figure g = { .kind = FIGURE_SHARES, .id = ids[1], .title = title(p, d, W_tr_fig_coverage), .columns = outcome_names,
		.tones = outcomes, .n_columns = DC_N_OUTCOMES + 1 };
	struct figure h = { .kind = FIGURE_BARS, .id = ids[2], .title = title(p, d, W_tr_fig_cost), .columns = bytes_name, .tones = read,
		.n_columns = 1, .bytes = true };
	enum dc_status st = DC_OK;

	for (int l = 0; l < N_LEVELS; l++)
		level_names[l] = label_text(LABEL_LEVEL, levels[l], p->lang);
	for (int o = 0; o < DC_N_OUTCOMES; o++)
		outcome_names[o] = label_text(LABEL_OUTCOME, dc_outcome_name((enum dc_outcome)o), p->lang);
	outcome_names[DC_N_OUTCOMES] = page_word(p, W_c_carried);
	if (judged)
		st = bars(t, d, &f, fill_levels);
	if (st == DC_OK)
		st = bars(t, d, &g, fill_coverage);
	return st == DC_OK ? bars(t, d, &h, fill_bytes) : st;
}

/* More findings in the last scan that was judged, or in the order of names. */
static int by_findings(const void *a, const void *b)
{
	const struct drawn *x = a, *y = b;
	uint64_t m = all_levels(x->scoped->m.level), n = all_levels(y->scoped->m.level);

	return m != n ? (m < n) - (m > n) : strcmp(x->scoped->scope, y->scoped->scope);
}

static bool measured(const struct drawn *d)
{
	bool any = false;

	for (size_t i = 0; i < d->n_scoped; i++)
		any |= all_levels(d->scoped[i].m.level) + all_objects(&d->scoped[i].m) != 0;
	return any;
}

/* One for each scope that held anything, where there are several. */
static enum dc_status scope_figures(struct trend *t)
{
	struct drawn *drawn = dc_arena_array(t->p->arena, t->n_scoped + 1, sizeof *drawn);
	enum dc_status st = drawn == NULL ? DC_ENOMEM : DC_OK;
	size_t n = 0;

	page_had(t->p, drawn != NULL);
	for (size_t i = 0; st == DC_OK && i < t->n_scoped; i++) {
		if (i == 0 || strcmp(t->scoped[i - 1].scope, t->scoped[i].scope) != 0)
			drawn[n++] = (struct drawn){ &t->scoped[i], 0 };
		drawn[n - 1].n_scoped++;
	}
	if (n > 1)
		qsort(drawn, n, sizeof *drawn, by_findings);
	for (size_t i = 0; st == DC_OK && n > 1 && i < n && i < SCOPES_DRAWN; i++)
		st = !measured(&drawn[i]) ? DC_OK : figures_of(t, &drawn[i], true, page_str(t->p, dc_arena_printf(t->p->arena, "_%zu", i + 1)));
	return st;
}

static enum dc_status figures(struct trend *t)
{
	bool judged = false;
	enum dc_status st;

	for (size_t i = 0; i < t->n_points; i++)
		judged |= t->points[i].judged;
	st = figures_of(t, &(struct drawn){ NULL, 0 }, judged, "");
	return st == DC_OK ? scope_figures(t) : st;
}

/* ---- tables */

static enum dc_status put_run(struct page *p, const struct point *at)
{
	struct cell c[N_RUN_COLUMNS] = { 0 };
	const struct measured *m = &at->m;
	uint64_t all = all_objects(m);

	c[C_run] = cell_n((uint64_t)at->run);
	c[C_started] = cell_n((uint64_t)at->started_ns);
	if (!p->req->mask_paths)
		c[C_targets] = cell_text(at->targets);
	c[C_persons] = cell_n(at->persons.best);
	if (all != 0) {
		c[C_seconds] = cell_n((at->took_ms + 500) / 1000);
		c[C_objects] = cell_n(all);
		c[C_covered] = cell_x((double)(m->objects[DC_COMPLETE] + m->carried) / (double)all);
		c[C_carried] = cell_n(m->carried);
		c[C_partial] = cell_n(m->objects[DC_PARTIAL]);
		c[C_failed] = cell_n(m->objects[DC_FAILED]);
		c[C_bytes_read] = cell_n(m->bytes_read);
	}
	if (at->judged) {
		c[C_findings] = cell_n(all_levels(m->level));
		c[C_errors] = cell_n(m->level[ERROR]);
		c[C_warnings] = cell_n(m->level[WARNING]);
		c[C_notes] = cell_n(m->level[NOTE]);
		c[C_declared] = cell_n(m->level[PASS]);
		c[C_open] = cell_n(m->level[OPEN]);
	}
	return page_row(p, c);
}

static enum dc_status put_scoped(struct page *p, const struct trend *t, const struct scoped *s)
{
	const struct point *at = &t->points[s->point];
	const struct measured *m = &s->m;
	struct cell c[N_SCOPE_COLUMNS] = { 0 };
	uint64_t all = all_objects(m);

	c[S_scope] = s->scope[0] != '\0' ? cell_code(s->scope, s->scope) : cell_code("-", page_word(p, W_tr_outside));
	c[S_run] = cell_n((uint64_t)at->run);
	c[S_started] = cell_n((uint64_t)at->started_ns);
	c[S_findings] = cell_n(all_levels(m->level));
	c[S_errors] = cell_n(m->level[ERROR]);
	c[S_warnings] = cell_n(m->level[WARNING]);
	c[S_notes] = cell_n(m->level[NOTE]);
	c[S_declared] = cell_n(m->level[PASS]);
	c[S_open] = cell_n(m->level[OPEN]);
	if (all != 0) {
		c[S_objects] = cell_n(all);
		c[S_covered] = cell_x((double)(m->objects[DC_COMPLETE] + m->carried) / (double)all);
		c[S_carried] = cell_n(m->carried);
		c[S_partial] = cell_n(m->objects[DC_PARTIAL]);
		c[S_failed] = cell_n(m->objects[DC_FAILED]);
		c[S_bytes_read] = cell_n(m->bytes_read);
	}
	return page_row(p, c);
}

/* The latest scan first. */
static enum dc_status tables(struct trend *t)
{
	struct page *p = t->p;
	struct section runs = { .id = "scans", .title = page_word(p, W_tr_runs), .note = page_word(p, W_tr_runs_note), .empty = page_word(p, W_tr_none),
		.columns = run_columns, .n_columns = N_RUN_COLUMNS, .style = STYLE_ROWS, .rows = t->n_points };
	struct section scopes = { .id = "scopes", .title = page_word(p, W_tr_scopes), .note = page_word(p, W_tr_scopes_note), .empty = page_word(p, W_tr_unjudged),
		.columns = scope_columns, .n_columns = N_SCOPE_COLUMNS, .style = STYLE_TABLE, .rows = t->n_scoped };
	enum dc_status st = page_section(p, &runs);

	for (size_t i = t->n_points; i > 0 && st == DC_OK; i--)
		st = put_run(p, &t->points[i - 1]);
	if (st == DC_OK)
		st = page_section_end(p);
	if (st == DC_OK)
		st = page_section(p, &scopes);
	for (size_t i = 0; i < t->n_scoped && st == DC_OK; i++)
		st = put_scoped(p, t, &t->scoped[i]);
	return st == DC_OK ? page_section_end(p) : st;
}

static enum dc_status trend_write(struct page *p, struct dc_error *err)
{
	struct trend t = { .p = p };
	enum dc_status st = dc_store_each_run(p->req->store, take_run, &t, err);

	if (st == DC_OK)
		st = dc_store_each_level(p->req->store, take_level, &t, err);
	if (st == DC_OK)
		st = dc_store_each_scope(p->req->store, take_scope, &t, err);
	sort_scoped(&t);
	if (st == DC_OK)
		st = figures(&t);
	if (st == DC_OK)
		st = tables(&t);
	free(t.points);
	free(t.scoped);
	return st;
}

const struct report report_trend = { "trend", W_t_trend, F_ALL, false, trend_write, NULL };
