/* known.c -- the allow-list: sorted hashes of values, PCRE2 patterns, globs of places. Read once, const from then on. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "daicho/known.h"

#include "folding.h"

#include "daicho/category.h"

#include <errno.h>
#include <fnmatch.h>
#include <pcre2.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MOST 4096
#define FILE_MOST (16u << 20)
#define ENTRIES_MOST 100000u
#define VALUE_MOST 256u
#define MATCH_LIMIT 100000u		/* of PCRE2: a pattern that runs wild matches nothing */

enum way { BY_VALUE, BY_HASH, BY_PATTERN, BY_PATH };

static const char *const ways[] = { [BY_VALUE] = "value", [BY_HASH] = "sha256", [BY_PATTERN] = "pattern", [BY_PATH] = "path" };

struct entry {
	char *category;				/* "*": all */
	enum way way;
	uint8_t hash[crypto_hash_sha256_BYTES];	/* values and hashes */
	pcre2_code *pattern;
	char *glob;
};

struct dc_known {
	struct entry *at;
	size_t n, cap, n_hashed;		/* those by hash come first, sorted by it */
	pcre2_match_context *limits;
	char sha256[2 * crypto_hash_sha256_BYTES + 1];
};

static void drop(struct entry *e)
{
	free(e->category);
	free(e->glob);
	pcre2_code_free(e->pattern);
}

void dc_known_free(struct dc_known *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->n; i++)
		drop(&k->at[i]);
	free(k->at);
	pcre2_match_context_free(k->limits);
	free(k);
}

/* What two ways of writing have in common: width, blanks, hyphens, brackets and plus are nothing, ASCII letters are small. */
static size_t bare(struct dc_span v, uint8_t out[VALUE_MOST])
{
	size_t n = 0;

	for (size_t i = 0; i < v.n && n + 4 <= VALUE_MOST;) {
		struct folded f = fold_at(v, i);

		if (f.c < 0x80 && (f.c == 0 || strchr(" \t\r-()+", f.c) == NULL)) {
			out[n++] = (uint8_t)(fold_is_letter(f.c) ? f.c | 0x20 : f.c);
		} else if (f.c == FOLD_OTHER) {
			memcpy(out + n, v.p + i, f.bytes);
			n += f.bytes;
		}
		i += f.bytes;
	}
	return n;
}

static bool take_value(struct entry *e, struct dc_span text)
{
	uint8_t plain[VALUE_MOST];
	size_t n = bare(text, plain);

	crypto_hash_sha256(e->hash, plain, n);
	sodium_memzero(plain, sizeof plain);
	return n > 0;
}

static bool take_hash(struct entry *e, const char *text)
{
	size_t n = 0;

	return sodium_hex2bin(e->hash, sizeof e->hash, text, strlen(text), NULL, &n, NULL) == 0 && n == sizeof e->hash;
}

static bool take_pattern(struct entry *e, const char *text, char why[128])
{
	int code;
	PCRE2_SIZE at;

	e->pattern = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP, &code, &at, NULL);
	if (e->pattern == NULL) {
		int n = snprintf(why, 128, "pattern, character %zu: ", (size_t)at + 1);

		pcre2_get_error_message(code, (PCRE2_UCHAR *)why + n, 128 - (size_t)n);
	}
	return e->pattern != NULL;
}

/* The rest of the line, by its way. why is filled where it is wrong; empty: memory is out. */
static bool take(struct entry *e, const char *rest, char why[128])
{
	bool good = true;

	why[0] = '\0';
	switch (e->way) {
	case BY_VALUE:
		good = take_value(e, dc_span_of(rest));
		snprintf(why, 128, "a value of letters or digits is wanted");
		break;
	case BY_HASH:
		good = take_hash(e, rest);
		snprintf(why, 128, "64 hexadecimal digits are wanted");
		break;
	case BY_PATTERN:
		good = take_pattern(e, rest, why);
		break;
	case BY_PATH:
		e->glob = strdup(rest);
		good = e->glob != NULL;
		break;
	}
	return good;
}

/* CATEGORY WAY REST, blanks between. */
static enum dc_status read_line(struct dc_known *k, char *line, const char *where, struct dc_error *err)
{
	char *rest = NULL, *category = strtok_r(line, " \t", &rest), *way = strtok_r(NULL, " \t", &rest), why[128];
	struct entry *e;
	size_t w = 0;

	if (category == NULL || category[0] == '#')
		return DC_OK;
	while (way != NULL && w < DC_ARRAY_LEN(ways) && strcmp(way, ways[w]) != 0)
		w++;
	rest += rest == NULL ? 0 : strspn(rest, " \t");
	if (way == NULL || w == DC_ARRAY_LEN(ways) || rest == NULL || rest[0] == '\0')
		return dc_fail(err, DC_EUSAGE, "%s: a category (or *), then value, sha256, pattern or path, then what it is", where);
	if (strcmp(category, "*") != 0 && !dc_category_known(category))
		return dc_fail(err, DC_EUSAGE, "%s: \"%s\" is no category; `daicho kinds list` names them", where, category);
	if (k->n == ENTRIES_MOST)
		return dc_fail(err, DC_EUSAGE, "%s: more than %u entries", where, ENTRIES_MOST);
	if (k->n == k->cap) {
		size_t cap = k->cap == 0 ? 16 : k->cap * 2;
		struct entry *at = realloc(k->at, cap * sizeof *at);

		if (at == NULL)
			return dc_fail(err, DC_ENOMEM, "%s", where);
		k->at = at;
		k->cap = cap;
	}
	e = &k->at[k->n];
	*e = (struct entry){ .category = strdup(category), .way = (enum way)w };
	k->n++;
	if (e->category != NULL && take(e, rest, why))
		return DC_OK;
	return e->category == NULL || why[0] == '\0' ? dc_fail(err, DC_ENOMEM, "%s", where) : dc_fail(err, DC_EUSAGE, "%s: %s", where, why);
}

static int by_hash(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	bool p = x->way <= BY_HASH, q = y->way <= BY_HASH;

	if (p != q)
		return p ? -1 : 1;
	return p ? memcmp(x->hash, y->hash, sizeof x->hash) : 0;
}

static enum dc_status read_lines(struct dc_known *k, FILE *f, const char *path, struct dc_error *err)
{
	char line[LINE_MOST], where[512];
	crypto_hash_sha256_state sum;
	uint8_t digest[crypto_hash_sha256_BYTES];
	enum dc_status st = DC_OK;
	size_t bytes = 0;

	crypto_hash_sha256_init(&sum);
	for (unsigned n = 1; st == DC_OK && fgets(line, sizeof line, f) != NULL; n++) {
		size_t len = strlen(line);

		bytes += len;
		snprintf(where, sizeof where, "%.400s:%u", path, n);
		crypto_hash_sha256_update(&sum, (const uint8_t *)line, len);
		if (bytes > FILE_MOST || (len == sizeof line - 1 && line[len - 1] != '\n'))
			return dc_fail(err, DC_EUSAGE, "%s: too long", where);
		while (len > 0 && strchr("\r\n \t", line[len - 1]) != NULL)
			line[--len] = '\0';
		st = read_line(k, line, where, err);
	}
	sodium_memzero(line, sizeof line);
	if (st == DC_OK && ferror(f))
		st = dc_fail(err, DC_EUSAGE, "%s: cannot be read", path);
	crypto_hash_sha256_final(&sum, digest);
	sodium_bin2hex(k->sha256, sizeof k->sha256, digest, sizeof digest);
	return st;
}

enum dc_status dc_known_load(const char *path, struct dc_known **out, struct dc_error *err)
{
	struct dc_known *k = calloc(1, sizeof *k);
	FILE *f = fopen(path, "re");
	enum dc_status st = DC_ENOMEM;

	if (f == NULL) {
		st = dc_fail(err, DC_EUSAGE, "%s: %s", path, strerror(errno));
		goto out;
	}
	if (k != NULL)
		k->limits = pcre2_match_context_create(NULL);
	if (k == NULL || k->limits == NULL) {
		st = dc_fail(err, DC_ENOMEM, "%s", path);
		goto out;
	}
	pcre2_set_match_limit(k->limits, MATCH_LIMIT);
	st = read_lines(k, f, path, err);
	if (st != DC_OK)
		goto out;
	if (k->n > 0)
		qsort(k->at, k->n, sizeof *k->at, by_hash);
	while (k->n_hashed < k->n && k->at[k->n_hashed].way <= BY_HASH)
		k->n_hashed++;
	*out = k;
	k = NULL;
out:
	if (f != NULL)
		fclose(f);
	dc_known_free(k);
	return st;
}

size_t dc_known_entries(const struct dc_known *k)
{
	return k->n;
}

const char *dc_known_sha256(const struct dc_known *k)
{
	return k->sha256;
}

static bool concerns(const struct entry *e, const char *category)
{
	return strcmp(e->category, "*") == 0 || dc_category_within(category, e->category);
}

/* Equal hashes stand side by side: one value under several categories. */
static bool by_value(const struct dc_known *k, const char *category, struct dc_span value)
{
	struct entry like = { .way = BY_VALUE };
	uint8_t plain[VALUE_MOST];
	size_t lo = 0, hi = k->n_hashed;

	crypto_hash_sha256(like.hash, plain, bare(value, plain));
	sodium_memzero(plain, sizeof plain);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (by_hash(&k->at[mid], &like) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < k->n_hashed && by_hash(&k->at[lo], &like) == 0; lo++)
		if (concerns(&k->at[lo], category))
			return true;
	return false;
}

static bool matches(const struct dc_known *k, const struct entry *e, struct dc_span value)
{
	pcre2_match_data *m = pcre2_match_data_create(1, NULL);
	int found = m == NULL ? PCRE2_ERROR_NOMEMORY : pcre2_match(e->pattern, value.p, value.n, 0, 0, m, k->limits);

	pcre2_match_data_free(m);
	return found >= 0;
}

bool dc_known_value(const struct dc_known *k, const char *category, struct dc_span value)
{
	if (k->n_hashed > 0 && by_value(k, category, value))
		return true;
	for (size_t i = k->n_hashed; i < k->n; i++)
		if (k->at[i].way == BY_PATTERN && concerns(&k->at[i], category) && matches(k, &k->at[i], value))
			return true;
	return false;
}

bool dc_known_path(const struct dc_known *k, const char *category, const char *path)
{
	for (size_t i = k->n_hashed; i < k->n; i++)
		if (k->at[i].way == BY_PATH && concerns(&k->at[i], category) && fnmatch(k->at[i].glob, path, 0) == 0)
			return true;
	return false;
}
