/* holdings.c -- one pass over the verdicts, which name scope and finding together; what was not judged (no declaration) is
 * read from the findings and lies outside every scope. */
#include "holdings.h"

#include "daicho/category.h"

#include <stdlib.h>
#include <time.h>

bool category_has(const struct category_set *s, size_t i)
{
	return (s->bits[i / 64] >> i % 64 & 1) != 0;
}

static void category_add(struct category_set *s, size_t i)
{
	s->bits[i / 64] |= 1ull << i % 64;
}

/* SURVEY_KINDS: out of memory. Beyond the table all share the last place. */
static size_t category_index(struct holdings *h, const char *id)
{
	for (size_t i = 0; i < h->n_categories; i++) {
		if (strcmp(h->categories[i], id) == 0)
			return i;
	}
	if (h->n_categories == SURVEY_KINDS)
		return SURVEY_KINDS - 1;
	h->categories[h->n_categories] = dc_arena_strdup(h->page->arena, id);
	return h->categories[h->n_categories] == NULL ? SURVEY_KINDS : h->n_categories++;
}

const char *holdings_labels(const struct holdings *h, const struct category_set *s)
{
	enum dc_status st = DC_OK;
	const char *out = NULL, *comma = h->page->lang == LANG_JA ? "、" : ", ";
	struct dc_buf b;

	dc_buf_init(&b, 1 << 16);
	for (size_t i = 0; i < h->n_categories; i++) {
		if (!category_has(s, i))
			continue;
		if (b.n != 0)
			st = dc_buf_adds(&b, comma);
		if (st == DC_OK)
			st = dc_buf_adds(&b, label_category(h->categories[i], h->page->lang));
		if (st != DC_OK)
			break;
	}
	if (st == DC_OK)
		out = dc_arena_strndup(h->page->arena, b.p == NULL ? (const uint8_t *)"" : b.p, b.n);
	dc_buf_done(&b);
	return page_str(h->page, out);
}

const char *holdings_ids(struct page *p, const char *list)
{
	const char *out = "", *comma = p->lang == LANG_JA ? "、" : ", ";

	for (const char *at = list; *at != '\0' && out != NULL;) {
		size_t n = strcspn(at, ", ");
		const char *id = page_str(p, dc_arena_strndup(p->arena, at, n));

		if (n != 0)
			out = dc_arena_printf(p->arena, "%s%s%s", out, *out == '\0' ? "" : comma, label_category(id, p->lang));
		at += n + strspn(at + n, ", ");
	}
	return page_str(p, out);
}

static struct holding *holding_of(struct holdings *h, const char *scope)
{
	const struct dc_declaration *d = h->page->req->declaration;

	if (d == NULL || scope[0] == '\0')
		return &h->rows[h->n - 1];
	if (h->last_id != NULL && strcmp(h->last_id, scope) == 0)
		return &h->rows[h->last_scope];
	for (size_t i = 0; i + 1 < h->n; i++) {
		struct dc_declared_scope s;

		dc_declaration_scope(d, i, "en", &s);
		if (strcmp(s.id, scope) == 0) {
			h->last_id = s.id;
			h->last_scope = i;
			return &h->rows[i];
		}
	}
	return &h->rows[h->n - 1];
}

static bool keep_id(struct holding *r, int64_t id)
{
	if (r->n == r->cap) {
		size_t cap = r->cap == 0 ? 64 : r->cap * 2;
		int64_t *more = reallocarray(r->findings, cap, sizeof *more);

		if (more == NULL)
			return false;
		r->findings = more;
		r->cap = cap;
	}
	r->findings[r->n++] = id;
	return true;
}

static void keep_mode(struct holding *r, uint32_t mode)
{
	mode &= 07777;
	for (size_t i = 0; i < r->n_modes; i++) {
		if (r->modes[i] == mode)
			return;
	}
	if (mode != 0 && r->n_modes < HOLDING_MODES)
		r->modes[r->n_modes++] = mode;
}

/* The day in UTC, yyyymmdd; 0: no time. */
static int day_of(int64_t ns)
{
	time_t t = (time_t)(ns / 1000000000);
	struct tm tm;

	if (ns == 0 || gmtime_r(&t, &tm) == NULL)
		return 0;
	return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

/* Dates in the data are evidence; file times stand in where there is none (PURPOSES §1.5). */
static void keep_dates(struct holding *r, const struct dc_stored_finding *f)
{
	bool dated = f->oldest != 0;
	int oldest = dated ? f->oldest : day_of(f->mtime_ns), newest = dated ? f->newest : oldest;

	if (dated && !r->dated)
		r->oldest = r->newest = 0;
	if (oldest == 0 || (r->dated && !dated))
		return;
	r->dated = dated;
	if (r->oldest == 0 || oldest < r->oldest)
		r->oldest = oldest;
	if (newest > r->newest)
		r->newest = newest;
}

static bool keep_format(const struct holdings *h, struct holding *r, const char *format)
{
	struct dc_arena *arena = h->page->arena;

	if (format == NULL || *format == '\0' || (r->formats != NULL && strstr(r->formats, format) != NULL))
		return true;
	r->formats = r->formats == NULL ? dc_arena_strdup(arena, format) : dc_arena_printf(arena, "%s, %s", r->formats, format);
	return r->formats != NULL;
}

/* Names separated by line feeds. */
static bool keep_readers(const struct holdings *h, struct holding *r, const char *names)
{
	while (names != NULL && *names != '\0' && r->n_readers < HOLDING_READERS) {
		size_t n = strcspn(names, "\n"), i = 0;

		while (i < r->n_readers && (strlen(r->readers[i]) != n || memcmp(r->readers[i], names, n) != 0))
			i++;
		if (i == r->n_readers && (r->readers[r->n_readers++] = dc_arena_strndup(h->page->arena, (const uint8_t *)names, n)) == NULL)
			return false;
		names += n + (names[n] == '\n');
	}
	return true;
}

static enum dc_status take(struct holdings *h, struct holding *r, const struct dc_stored_finding *f, struct dc_error *err)
{
	const struct dc_category *c = dc_category_find(f->category);
	uint64_t hits = f->high + f->medium + f->low;
	size_t i = category_index(h, f->category);

	if (hits == 0)
		return DC_OK;		/* samples and test numbers alone */
	if (i == SURVEY_KINDS || !keep_id(r, f->id))
		return dc_fail(err, DC_ENOMEM, "report ledger");
	category_add(&r->found, i);
	r->hits += hits;
	r->flags |= c == NULL ? 0 : c->flags;
	if (strcmp(f->category, "govid.my_number") == 0)
		r->my_numbers += hits;
	keep_dates(r, f);
	keep_mode(r, f->mode);
	return keep_format(h, r, f->format) && keep_readers(h, r, f->readers) ? DC_OK : dc_fail(err, DC_ENOMEM, "report ledger");
}

static void take_worst(struct holdings *h, struct holding *r, const struct dc_verdict_row *v)
{
	static const int order[N_LEVELS] = { [LEVEL_ERROR] = 5, [LEVEL_WARNING] = 4, [LEVEL_OPEN] = 3, [LEVEL_NOTE] = 2, [LEVEL_PASS] = 1 };
	enum level level = level_of(v->level);

	if (r->worst != NULL && order[level] <= order[r->worst_level])
		return;
	r->worst_level = level;
	r->worst = page_str(h->page, dc_arena_strdup(h->page->arena, v->verdict));
}

static bool is_excess(const struct dc_verdict_row *v)
{
	static const char *const words[] = { "PROHIBITED", "UNDECLARED_CATEGORY", "UNDECLARED_LOCATION", "OTHER_PURPOSE" };

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (strcmp(words[i], v->verdict) == 0)
			return true;
	}
	return false;
}

static enum dc_status take_waiver(struct holdings *h, struct holding *r, const char *id)
{
	if (r->waivers == NULL)
		r->waivers = dc_arena_strdup(h->page->arena, id);
	else if (strstr(r->waivers, id) == NULL)
		r->waivers = dc_arena_printf(h->page->arena, "%s, %s", r->waivers, id);
	return r->waivers == NULL ? DC_ENOMEM : DC_OK;
}

static enum dc_status take_missing(struct holdings *h, struct holding *r, const struct dc_verdict_row *v)
{
	size_t i = category_index(h, v->clause);	/* NOT_FOUND cites the bound category */

	if (i == SURVEY_KINDS)
		return DC_ENOMEM;
	category_add(&r->missing, i);
	return DC_OK;
}

static enum dc_status take_verdict(void *ctx, const struct dc_verdict_row *v, const struct dc_stored_finding *f,
	const struct dc_stored_object *o, struct dc_error *err)
{
	struct holdings *h = ctx;
	struct holding *r = holding_of(h, v->scope);
	enum dc_status st = DC_OK;

	(void)o;
	if (v->finding_id == 0 && v->object_id == 0)
		return take_missing(h, r, v) == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "report ledger");
	if (v->waiver[0] != '\0')
		st = take_waiver(h, r, v->waiver);
	else {
		r->errors += level_of(v->level) == LEVEL_ERROR;
		r->warnings += level_of(v->level) == LEVEL_WARNING;
		r->over_age += strcmp(v->verdict, "OVER_RETENTION") == 0;
		take_worst(h, r, v);
	}
	if (st != DC_OK)
		return dc_fail(err, st, "report ledger");
	r->open += v->finding_id == 0;
	if (f != NULL && is_excess(v)) {
		size_t i = category_index(h, f->category);

		if (i == SURVEY_KINDS)
			return dc_fail(err, DC_ENOMEM, "report ledger");
		category_add(&r->excess, i);
	}
	return f != NULL && v->primary ? take(h, r, f, err) : DC_OK;
}

static enum dc_status take_unjudged(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct holdings *h = ctx;

	return take(h, &h->rows[h->n - 1], f, err);
}

enum dc_status holdings_read(struct page *p, struct holdings *h, struct dc_error *err)
{
	const struct dc_declaration *d = p->req->declaration;

	*h = (struct holdings){ .page = p, .n = (d == NULL ? 0 : dc_declaration_scopes(d)) + 1 };
	h->rows = calloc(h->n, sizeof *h->rows);
	if (h->rows == NULL)
		return dc_fail(err, DC_ENOMEM, "report ledger");
	if (d == NULL)
		return dc_store_each_finding(p->req->store, p->req->run, take_unjudged, h, err);
	return dc_store_each_verdict(p->req->store, p->req->run, take_verdict, h, err);
}

void holdings_done(struct holdings *h)
{
	for (size_t i = 0; h->rows != NULL && i < h->n; i++)
		free(h->rows[i].findings);
	free(h->rows);
	*h = (struct holdings){ 0 };
}
