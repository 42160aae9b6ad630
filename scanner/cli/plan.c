/* plan.c -- lists by names and times alone, keeps the most telling and a fair draw (reservoir), and estimates from the draw. */
#include "plan.h"

#include "daicho/category.h"

#include <fts.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#define DAY_NS (INT64_C(86400) * 1000000000)

/* ---- scores */

static const struct { const char *word; int score; } telling_words[] = {
	{ "名簿", 5 }, { "顧客", 4 }, { "会員", 4 }, { "社員", 4 }, { "従業員", 4 }, { "応募", 4 }, { "採用", 3 }, { "給与", 4 }, { "源泉", 5 },
	{ "マイナンバー", 6 }, { "個人番号", 6 }, { "健診", 5 }, { "診断", 4 }, { "カルテ", 5 }, { "住所", 4 }, { "連絡先", 4 }, { "個人情報", 4 },
	{ "申込", 3 }, { "注文", 3 }, { "当選", 3 }, { "口座", 4 }, { "パスワード", 5 }, { "患者", 5 }, { "生徒", 4 }, { "customer", 4 },
	{ "member", 3 }, { "employee", 4 }, { "staff", 3 }, { "payroll", 4 }, { "patient", 5 }, { "personal", 4 }, { "contact", 3 },
	{ "address", 3 }, { "passw", 5 }, { "credential", 5 }, { "card", 3 }, { "users", 3 }, { "backup", 2 }, { "dump", 3 }, { "export", 3 },
};

static const struct { const char *ending; int score; } endings[] = {
	{ ".csv", 4 }, { ".tsv", 4 }, { ".xlsx", 4 }, { ".xls", 4 }, { ".sql", 4 }, { ".db", 4 }, { ".sqlite", 4 }, { ".accdb", 4 }, { ".mdb", 4 },
	{ ".mbox", 3 }, { ".pst", 3 }, { ".jsonl", 3 }, { ".json", 2 }, { ".docx", 2 }, { ".pdf", 2 }, { ".eml", 2 }, { ".zip", 2 }, { ".txt", 1 },
	{ ".jpg", -4 }, { ".png", -4 }, { ".mp4", -6 }, { ".mov", -6 }, { ".iso", -4 }, { ".exe", -4 }, { ".dll", -4 }, { ".so", -4 },
};

static int score_of(const char *path, const struct stat *st, int64_t now_ns)
{
	int64_t age = now_ns - ((int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec);
	int score = age < 30 * DAY_NS ? 3 : age < 365 * DAY_NS ? 1 : 0;
	size_t n = strlen(path);

	for (size_t i = 0; i < DC_ARRAY_LEN(telling_words); i++)
		score += strcasestr(path, telling_words[i].word) != NULL ? telling_words[i].score : 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(endings); i++) {
		size_t m = strlen(endings[i].ending);

		if (n > m && strcasecmp(path + n - m, endings[i].ending) == 0)
			score += endings[i].score;
	}
	return score + (st->st_size <= 1 << 20 ? 1 : st->st_size > 64 << 20 ? -6 : 0);
}

/* ---- the two choices */

static enum dc_status keep(struct plan *p, struct plan_file *at, const char *path, int score, bool drawn)
{
	*at = (struct plan_file){ dc_arena_strdup(p->arena, path), score, drawn };
	return at->path == NULL ? DC_ENOMEM : DC_OK;
}

static enum dc_status offer_telling(struct plan *p, const char *path, int score)
{
	size_t worst = 0;

	if (p->n_telling < PLAN_TELLING)
		return keep(p, &p->telling[p->n_telling++], path, score, false);
	for (size_t i = 1; i < PLAN_TELLING; i++)
		if (p->telling[i].score < p->telling[worst].score)
			worst = i;
	return score > p->telling[worst].score ? keep(p, &p->telling[worst], path, score, false) : DC_OK;
}

static uint64_t draw(struct plan *p, uint64_t most)
{
	p->draw ^= p->draw >> 12;
	p->draw ^= p->draw << 25;
	p->draw ^= p->draw >> 27;
	return p->draw * UINT64_C(0x2545F4914F6CDD1D) % most;
}

/* Each of the objects listed so far stands in the draw with the same chance. */
static enum dc_status offer_random(struct plan *p, const char *path)
{
	uint64_t at;

	if (p->n_random < PLAN_DRAWN)
		return keep(p, &p->random[p->n_random++], path, 0, true);
	at = draw(p, p->objects);
	return at < PLAN_DRAWN ? keep(p, &p->random[at], path, 0, true) : DC_OK;
}

/* ---- listing */

static double seconds_since(const struct timespec *from)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - from->tv_sec) + (double)(now.tv_nsec - from->tv_nsec) / 1e9;
}

static enum dc_status list(struct plan *p, const char *root, int64_t now_ns, const struct timespec *began)
{
	char *roots[] = { (char *)(uintptr_t)root, NULL };
	FTS *f = fts_open(roots, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, NULL);
	enum dc_status st = DC_OK;

	for (FTSENT *e; st == DC_OK && f != NULL && (e = fts_read(f)) != NULL;) {
		if (e->fts_info != FTS_F || !S_ISREG(e->fts_statp->st_mode) || e->fts_statp->st_size == 0)
			continue;
		p->objects++;
		p->bytes += (uint64_t)e->fts_statp->st_size;
		st = offer_telling(p, e->fts_path, score_of(e->fts_path, e->fts_statp, now_ns));
		if (st == DC_OK)
			st = offer_random(p, e->fts_path);
		if (p->objects % 1024 == 0 && seconds_since(began) > PLAN_SECONDS) {
			p->cut = true;
			break;
		}
	}
	if (f != NULL)
		fts_close(f);
	return st;
}

enum dc_status plan_make(struct plan *p, char **targets, int n, int64_t now_ns, struct dc_error *err)
{
	struct timespec began;
	enum dc_status st = DC_OK;

	memset(p, 0, sizeof *p);
	p->draw = UINT64_C(0x9e3779b97f4a7c15);
	p->arena = dc_arena_new(0);
	clock_gettime(CLOCK_MONOTONIC, &began);
	if (p->arena == NULL)
		return dc_fail(err, DC_ENOMEM, "the plan");
	for (int i = 0; i < n && st == DC_OK && !p->cut; i++) {
		char *root = realpath(targets[i], NULL);

		if (root != NULL)
			st = list(p, root, now_ns, &began);
		free(root);
	}
	p->seconds = seconds_since(&began);
	return st == DC_OK ? DC_OK : dc_fail(err, st, "the plan");
}

void plan_done(struct plan *p)
{
	dc_arena_free(p->arena);
	p->arena = NULL;
}

bool plan_worth(const struct plan *p)
{
	return p->objects > UINT64_C(4) * (PLAN_TELLING + PLAN_DRAWN);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **plan_first(struct plan *p, int *n)
{
	size_t all = p->n_telling + p->n_random, kept = 0;
	char **paths = dc_arena_array(p->arena, all + 1, sizeof *paths);

	if (paths == NULL)
		return NULL;
	for (size_t i = 0; i < all; i++)
		paths[i] = (char *)(uintptr_t)(i < p->n_telling ? p->telling[i].path : p->random[i - p->n_telling].path);
	qsort(paths, all, sizeof *paths, by_path);
	for (size_t i = 0; i < all; i++)
		if (kept == 0 || strcmp(paths[kept - 1], paths[i]) != 0)
			paths[kept++] = paths[i];
	*n = (int)kept;
	return paths;
}

/* ---- the estimate */

struct reading {
	struct plan *p;
	struct plan_estimate *out;
	const char *drawn[PLAN_DRAWN];	/* sorted */
	int64_t *ids; size_t n_ids, cap_ids;
	int64_t object;			/* the last one counted */
};

static bool in_draw(const struct reading *r, const char *path, size_t n)
{
	char *text = dc_arena_strndup(r->p->arena, path, n);

	return text != NULL && bsearch(&text, r->drawn, r->p->n_random, sizeof *r->drawn, by_path) != NULL;
}

static bool note_id(struct reading *r, int64_t id)
{
	if (r->n_ids == r->cap_ids) {
		size_t cap = r->cap_ids == 0 ? 256 : r->cap_ids * 2;
		int64_t *more = realloc(r->ids, cap * sizeof *more);

		if (more == NULL)
			return false;
		r->ids = more;
		r->cap_ids = cap;
	}
	r->ids[r->n_ids++] = id;
	return true;
}

static enum dc_status on_finding(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct reading *r = ctx;
	struct plan_estimate *e = r->out;
	const struct dc_category *c = dc_category_find(f->category);
	uint64_t sure = f->medium + f->high;

	if (sure == 0)
		return DC_OK;
	if (!note_id(r, f->id))
		return dc_fail(err, DC_ENOMEM, "the estimate");
	e->special += c != NULL && (c->flags & DC_CAT_SPECIAL) != 0 ? sure : 0;
	e->card += strcmp(f->category, "finance.card_number") == 0 ? sure : 0;
	e->login += strcmp(f->category, "auth.password") == 0 ? sure : 0;
	e->my_number += strcmp(f->category, "govid.my_number") == 0 ? sure : 0;
	if (f->object_id != r->object && in_draw(r, f->path, f->path_len))
		e->with_data++;
	r->object = f->object_id;
	return DC_OK;
}

/* Wilson's interval, which holds for shares near 0 and 1 too (Wilson 1927, J. Am. Stat. Assoc. 22). */
static void interval(struct plan_estimate *e)
{
	double n = (double)e->drawn, z = 1.96, p = n == 0 ? 0 : (double)e->with_data / n, middle, half;

	if (e->drawn == 0)
		return;
	middle = (p + z * z / (2 * n)) / (1 + z * z / n);
	half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	e->share = p;
	e->low = fmax(0, middle - half);
	e->high = fmin(1, middle + half);
}

enum dc_status plan_estimate(struct plan *p, struct dc_store *store, int64_t run, struct plan_estimate *out, struct dc_error *err)
{
	struct reading r = { .p = p, .out = out };
	enum dc_status st;

	*out = (struct plan_estimate){ .drawn = p->n_random };
	for (size_t i = 0; i < p->n_random; i++)
		r.drawn[i] = p->random[i].path;
	qsort(r.drawn, p->n_random, sizeof *r.drawn, by_path);
	st = dc_store_each_finding(store, run, on_finding, &r, err);
	if (st == DC_OK)
		st = dc_store_persons(store, r.ids, r.n_ids, &out->persons, err);
	interval(out);
	free(r.ids);
	return st;
}
