/* locate.c -- normal forms of places, and the look-up: longest literal beginning first, then the longer pattern. */
#include "places.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define PATH_BYTES_MOST (64u << 10)	/* longer names are compared by their raw bytes */

uint64_t place_hash(uint64_t hash, uint8_t byte)
{
	return (hash ^ byte) * 0x100000001b3u;	/* FNV-1a */
}

/* ---- normal forms */

static const struct scheme {
	const char *name, *normal;
	bool fold, wide;		/* without case; without width too */
	bool database;
	const char *port;		/* the default port of a DSN */
} schemes[] = {
	{ "file://localhost/", "/", false, false, false, NULL },
	{ "file://", "", false, false, false, NULL },
	{ "file:", "", false, false, false, NULL },
	{ "smb:", "smb:", true, true, false, NULL },
	{ "nfs:", "nfs:", false, false, false, NULL },
	{ "mbox:", "mbox:", false, false, false, NULL },
	{ "s3:", "s3:", false, false, false, NULL },
	{ "pg:", "postgresql:", false, false, true, ":5432" },
	{ "postgres:", "postgresql:", false, false, true, ":5432" },
	{ "postgresql:", "postgresql:", false, false, true, ":5432" },
	{ "mysql:", "mysql:", true, false, true, ":3306" },
	{ "mariadb:", "mysql:", true, false, true, ":3306" },
	{ "sqlite:", "sqlite:", true, false, true, NULL },
};

static const struct scheme *scheme_of(const char *s, size_t n)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(schemes); i++) {
		size_t len = strlen(schemes[i].name);

		if (n >= len && memcmp(s, schemes[i].name, len) == 0)
			return &schemes[i];
	}
	return NULL;
}

/* Adds NFC text, or NFKC without case; bytes that are no UTF-8 as they stand. */
static enum dc_status add_normal(struct dc_buf *out, const char *s, size_t n, bool fold, bool wide)
{
	utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	utf8proc_uint8_t *made = NULL;
	utf8proc_ssize_t len;
	enum dc_status st;
	size_t ascii = 0;

	while (ascii < n && (uint8_t)s[ascii] < 0x80 && !(fold && s[ascii] >= 'A' && s[ascii] <= 'Z'))
		ascii++;
	if (ascii == n || n > PATH_BYTES_MOST)
		return dc_buf_add(out, s, n);
	if (fold)
		how |= UTF8PROC_CASEFOLD;
	if (wide)
		how |= UTF8PROC_COMPAT;
	len = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, &made, how);
	if (len == UTF8PROC_ERROR_NOMEM)
		return DC_ENOMEM;
	if (len < 0)
		return dc_buf_add(out, s, n);
	st = dc_buf_add(out, made, (size_t)len);
	free(made);
	return st;
}

/* "//user:secret@host:5432/db?options" -> "//host/db" */
static enum dc_status add_dsn(struct dc_buf *out, const char *s, size_t n, const struct scheme *k)
{
	const char *question = memchr(s, '?', n), *slash, *at = NULL;
	size_t end, port = k->port == NULL ? 0 : strlen(k->port);
	enum dc_status st;

	if (question != NULL)
		n = (size_t)(question - s);
	while (n > 0 && s[n - 1] == '/')
		n--;
	if (n < 2 || s[0] != '/' || s[1] != '/')
		return add_normal(out, s, n, k->fold, k->wide);
	slash = memchr(s + 2, '/', n - 2);
	end = slash == NULL ? n : (size_t)(slash - s);
	for (size_t i = 2; i < end; i++)
		if (s[i] == '@')
			at = s + i;
	st = dc_buf_adds(out, "//");
	if (st == DC_OK) {
		size_t from = at == NULL ? 2 : (size_t)(at + 1 - s), host = end - from;

		if (port != 0 && host >= port && memcmp(s + end - port, k->port, port) == 0)
			host -= port;
		st = add_normal(out, s + from, host, true, false);
	}
	return st != DC_OK ? st : add_normal(out, s + end, n - end, k->fold, k->wide);
}

enum dc_status place_normal(const char *s, size_t n, const char *folder, struct dc_buf *out)
{
	const struct scheme *k = scheme_of(s, n);
	size_t skip = k == NULL ? 0 : strlen(k->name);
	enum dc_status st = DC_OK;

	if (k == NULL) {
		while (n >= 2 && s[0] == '.' && s[1] == '/') {
			s += 2;
			n -= 2;
		}
		if (folder != NULL && (n == 0 || s[0] != '/'))
			st = dc_buf_printf(out, "%s/", folder);
		return st != DC_OK ? st : add_normal(out, s, n, false, false);
	}
	st = dc_buf_adds(out, k->normal);
	if (st != DC_OK)
		return st;
	return k->database ? add_dsn(out, s + skip, n - skip, k) : add_normal(out, s + skip, n - skip, k->fold, k->wide);
}

/* ---- the text of a location */

void locator_init(struct locator *l)
{
	*l = (struct locator){ 0 };
	dc_buf_init(&l->path, 0);
	dc_buf_init(&l->text, 0);
}

void locator_done(struct locator *l)
{
	dc_buf_done(&l->path);
	dc_buf_done(&l->text);
	free(l->hash);
	l->hash = NULL;
	l->hash_cap = 0;
	l->known = false;
}

static bool ends_with(const struct dc_buf *b, const char *end)
{
	size_t n = strlen(end);

	return b->n > n && memcmp(b->p + b->n - n, end, n) == 0 && (b->p[b->n - n - 1] == '/' || b->p[b->n - n - 1] == '.');
}

static enum dc_status hash_from(struct locator *l, size_t from)
{
	if (l->text.n >= l->hash_cap) {
		size_t cap = l->text.n * 2 + 256;
		uint64_t *h = realloc(l->hash, cap * sizeof *h);

		if (h == NULL)
			return DC_ENOMEM;
		l->hash = h;
		l->hash_cap = cap;
	}
	l->hash[0] = PLACE_HASH_START;
	for (size_t i = from; i < l->text.n; i++)
		l->hash[i + 1] = place_hash(l->hash[i], l->text.p[i]);
	return DC_OK;
}

/* The asset: of a table it is path and table. */
static enum dc_status set_asset(struct locator *l, const struct location *w)
{
	const struct scheme *k = scheme_of(w->path, w->path_n);
	enum dc_status st;

	dc_buf_clear(&l->path);
	dc_buf_clear(&l->text);
	l->known = false;
	st = dc_buf_add(&l->path, w->path, w->path_n);
	if (st == DC_OK)
		st = place_normal(w->path, w->path_n, NULL, &l->text);
	if (st == DC_OK && k != NULL && k->database && w->table[0] != '\0' && !ends_with(&l->text, w->table)) {
		st = dc_buf_adds(&l->text, "/");
		if (st == DC_OK)
			st = add_normal(&l->text, w->table, strlen(w->table), k->fold, k->wide);
	}
	l->asset_n = l->text.n;
	return st == DC_OK ? hash_from(l, 0) : st;
}

static enum dc_status add_part(struct locator *l, const char *mark, const char *s, const struct scheme *k)
{
	enum dc_status st;

	if (s[0] == '\0')
		return DC_OK;
	st = dc_buf_adds(&l->text, mark);
	return st != DC_OK ? st : add_normal(&l->text, s, strlen(s), k != NULL && k->fold, k != NULL && k->wide);
}

/* Puts what is inside behind the asset. */
static enum dc_status set_inside(struct locator *l, const struct location *w, size_t *column_at)
{
	const struct scheme *k = scheme_of(w->path, w->path_n);
	enum dc_status st;

	l->text.n = l->asset_n;
	st = add_part(l, "!/", w->inner, k);
	if (st == DC_OK && (k == NULL || !k->database))
		st = add_part(l, "!/", w->table, k);
	*column_at = l->text.n;
	if (st == DC_OK)
		st = add_part(l, "#col=", w->field, k);
	return st == DC_OK ? hash_from(l, l->asset_n) : st;
}

/* ---- look-up */

static struct dc_span cut(const struct locator *l, size_t from, size_t to)
{
	return (struct dc_span){ l->text.p + from, to - from };
}

/* Held against the asset with one level inside, two, and so on. */
static bool matches_inside(const struct locator *l, const struct pattern *p, size_t column_at)
{
	for (size_t i = l->asset_n + 2; i <= column_at; i++) {
		bool end = i == column_at || (i + 1 < column_at && l->text.p[i] == '!' && l->text.p[i + 1] == '/');

		if (end && i >= p->prefix_n && glob_matches(&p->glob, p->glob.literal, cut(l, p->prefix_n, i)))
			return true;
	}
	return false;
}

static bool pattern_matches(const struct locator *l, const struct pattern *p, size_t column_at)
{
	if (p->prefix_n > l->text.n || (p->prefix_n != 0 && memcmp(p->prefix, l->text.p, p->prefix_n) != 0))
		return false;
	switch (p->level) {
	case LEVEL_ASSET:
		return p->prefix_n <= l->asset_n && glob_matches(&p->glob, p->glob.literal, cut(l, p->prefix_n, l->asset_n));
	case LEVEL_INSIDE:
		return matches_inside(l, p, column_at);
	default:
		return column_at < l->text.n && glob_matches(&p->glob, p->glob.literal, cut(l, p->prefix_n, l->text.n));
	}
}

static bool is_excluded(const struct locator *l, const struct places *p, const struct scope *s, size_t column_at)
{
	for (uint32_t i = p->excluded.first[s->index]; i < p->excluded.first[s->index + 1]; i++)
		if (pattern_matches(l, &p->excluded.pattern[i], column_at))
			return true;
	return false;
}

static size_t bucket_of(const struct places *p, uint64_t hash, const uint8_t *prefix, uint32_t n)
{
	for (size_t i = hash & p->mask; p->bucket[i] != 0; i = (i + 1) & p->mask) {
		const struct pattern *first = &p->pattern[p->bucket[i] - 1];

		if (first->hash == hash && first->prefix_n == n && (n == 0 || memcmp(first->prefix, prefix, n) == 0))
			return p->bucket[i];
	}
	return 0;
}

static const struct scope *look_up(const struct locator *l, const struct places *p, size_t column_at)
{
	for (size_t k = 0; k < p->n_lengths; k++) {
		uint32_t n = p->length[k];
		size_t at = n > l->text.n ? 0 : bucket_of(p, l->hash[n], l->text.p, n);

		if (at == 0)
			continue;
		for (size_t i = at - 1; i < p->n; i++) {
			const struct pattern *q = &p->pattern[i];

			if (q->prefix_n != n || (n != 0 && memcmp(q->prefix, p->pattern[at - 1].prefix, n) != 0))
				break;
			if (pattern_matches(l, q, column_at) && !is_excluded(l, p, q->scope, column_at))
				return q->scope;
		}
	}
	return NULL;
}

enum dc_status locator_find(struct locator *l, const struct places *p, const struct location *w, const struct scope **out)
{
	const struct scheme *k = scheme_of(w->path, w->path_n);
	bool database = k != NULL && k->database;
	bool same = l->known && !database && l->path.n == w->path_n && memcmp(l->path.p, w->path, w->path_n) == 0;
	size_t column_at;
	enum dc_status st;

	if (w->path_n == 0) {
		*out = NULL;
		return DC_OK;
	}
	if (same && !p->deep) {
		*out = l->asset_scope;
		return DC_OK;
	}
	st = same ? DC_OK : set_asset(l, w);
	column_at = l->asset_n;
	if (st == DC_OK && p->deep)
		st = set_inside(l, w, &column_at);
	if (st != DC_OK)
		return st;
	*out = look_up(l, p, column_at);
	l->text.n = p->deep ? l->text.n : l->asset_n;
	l->asset_scope = *out;
	l->known = !database;
	return DC_OK;
}

enum dc_status locator_below(struct locator *l, const struct places *p, const char *folder, size_t n,
	void (*each)(void *ctx, const struct scope *), void *ctx)
{
	struct location w = { folder, n, "", "", "" };
	const struct scope *own;
	enum dc_status st = locator_find(l, p, &w, &own);

	if (st != DC_OK)
		return st;
	if (own != NULL)
		each(ctx, own);
	l->text.n = l->asset_n;
	while (l->text.n > 1 && l->text.p[l->text.n - 1] == '/')
		l->text.n--;
	for (size_t i = 0; i < p->n; i++) {
		const struct pattern *q = &p->pattern[i];
		size_t m = l->text.n;

		/* the pattern begins below the folder, or its wildcards begin above it and may reach below */
		if (q->prefix_n > m ? memcmp(q->prefix, l->text.p, m) == 0 && (q->prefix[m] == '/' || m == 1)
				    : memcmp(q->prefix, l->text.p, q->prefix_n) == 0 && q->glob.literal < q->glob.n)
			each(ctx, q->scope);
	}
	l->known = false;
	return DC_OK;
}
