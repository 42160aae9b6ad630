/* places.c -- the patterns of all scopes compiled and sorted; two of equal rank that share a place are an error. */
#include "places.h"

#include "shapes.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

#define MEET_STEPS_MOST 200000000u	/* of all comparisons of patterns that begin alike: about a second */

struct compiler {
	const struct dc_declaration *d;
	struct complaints *complaints;
	struct places *p;
	struct dc_buf text;
};

/* The literal tokens as bytes again. */
static bool set_prefix(struct pattern *p, struct dc_arena *arena)
{
	uint8_t *bytes = dc_arena_alloc(arena, (size_t)p->glob.literal * 4 + 1);

	if (bytes == NULL)
		return false;
	for (uint32_t i = 0; i < p->glob.literal; i++) {
		uint32_t c = p->glob.token[i].c;

		if (c > 0x10ffff)
			bytes[p->prefix_n++] = (uint8_t)c;	/* a stray byte: glob.c */
		else
			p->prefix_n += (uint32_t)utf8_write(c, bytes + p->prefix_n);
	}
	p->hash = PLACE_HASH_START;
	for (uint32_t i = 0; i < p->prefix_n; i++)
		p->hash = place_hash(p->hash, bytes[i]);
	p->prefix = (const char *)bytes;
	return true;
}

/* Adds the pattern in c->text, whose first literal bytes are no pattern. */
static enum dc_status add_pattern(struct compiler *c, const struct scope *s, size_t literal, enum place_level level,
	struct place at, const char *shown, bool exclude)
{
	struct places *p = c->p;
	void **list = exclude ? (void **)&p->excluded.pattern : (void **)&p->pattern;
	size_t *n = exclude ? &p->excluded.n : &p->n, *cap = exclude ? &p->excluded.cap : &p->cap;
	struct dc_span text = { c->text.p, c->text.n };
	struct pattern new = { .scope = s, .level = level, .at = at, .shown = shown };

	if (!glob_compile(dc_span_cut(text, 0, literal), dc_span_cut(text, literal, text.n), c->d->arena, &new.glob)) {
		complain(c->complaints, M_value_length, at, shown, NULL, NULL);
		return DC_OK;
	}
	if (!set_prefix(&new, c->d->arena) || !shapes_grow(c->d->arena, list, *n, cap, sizeof new))
		return DC_ENOMEM;
	((struct pattern *)*list)[(*n)++] = new;
	p->deep = p->deep || level != LEVEL_ASSET;
	return DC_OK;
}

static enum dc_status add_file(struct compiler *c, const struct scope *s, const struct word *w, bool exclude)
{
	size_t n = strlen(w->s);
	bool plain = glob_scheme(w->s, n) == 0 && w->s[0] != '/' && c->d->folder[0] != '\0';
	enum place_level level = strstr(w->s, "#col=") != NULL ? LEVEL_COLUMN : strstr(w->s, "!/") != NULL ? LEVEL_INSIDE : LEVEL_ASSET;
	enum dc_status st;
	size_t literal = 0;

	dc_buf_clear(&c->text);
	if (plain) {			/* the folder's name is no pattern, whatever letters it has */
		st = place_normal(c->d->folder, strlen(c->d->folder), NULL, &c->text);
		if (st == DC_OK && (c->text.n == 0 || c->text.p[c->text.n - 1] != '/'))
			st = dc_buf_adds(&c->text, "/");
		if (st != DC_OK)
			return st;
		literal = c->text.n;
	}
	st = place_normal(w->s, n, NULL, &c->text);
	return st != DC_OK ? st : add_pattern(c, s, literal, level, w->at, w->s, exclude);
}

/* "dsn/table" or "dsn/table#col=column"; any says that a schema may stand before the table. */
static enum dc_status add_table(struct compiler *c, const struct scope *s, const struct table_match *t, const struct word *column,
	bool any)
{
	struct dc_buf whole;
	enum dc_status st;

	dc_buf_init(&whole, 0);
	dc_buf_clear(&c->text);
	st = place_normal(t->dsn.s, strlen(t->dsn.s), NULL, &c->text);
	if (st == DC_OK)
		st = dc_buf_printf(&whole, "%.*s/%s%s", (int)c->text.n, (const char *)c->text.p, any ? "*." : "", t->table.s);
	if (st == DC_OK && column != NULL)
		st = dc_buf_printf(&whole, "#col=%s", column->s);
	if (st == DC_OK) {
		dc_buf_clear(&c->text);
		st = place_normal((const char *)whole.p, whole.n, NULL, &c->text);
	}
	if (st == DC_OK)
		st = add_pattern(c, s, 0, column == NULL ? LEVEL_ASSET : LEVEL_COLUMN, t->table.at, t->table.s, false);
	dc_buf_done(&whole);
	return st;
}

static bool all_columns(const struct words *columns)
{
	for (size_t i = 0; i < columns->n; i++)
		if (strcmp(columns->v[i].s, "*") == 0)
			return true;
	return columns->n == 0;
}

static enum dc_status add_tables(struct compiler *c, const struct scope *s, const struct table_match *t)
{
	bool whole = all_columns(&t->columns), schema = strchr(t->table.s, '.') != NULL || t->table.s[0] == '*';
	enum dc_status st = DC_OK;

	for (size_t i = 0; st == DC_OK && i < (whole ? 1 : t->columns.n); i++) {
		const struct word *column = whole ? NULL : &t->columns.v[i];

		st = add_table(c, s, t, column, false);
		if (st == DC_OK && !schema)
			st = add_table(c, s, t, column, true);
	}
	return st;
}

static enum dc_status add_scope(struct compiler *c, const struct scope *s)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; st == DC_OK && s->match != NULL && i < s->match->files.n; i++)
		st = add_file(c, s, &s->match->files.v[i], false);
	for (size_t i = 0; st == DC_OK && s->match != NULL && i < s->match->tables.n; i++)
		st = add_tables(c, s, s->match->tables.v[i]);
	c->p->excluded.first[s->index] = (uint32_t)c->p->excluded.n;
	for (size_t i = 0; st == DC_OK && i < s->exclude.n; i++)
		st = add_file(c, s, &s->exclude.v[i], true);
	c->p->excluded.first[s->index + 1] = (uint32_t)c->p->excluded.n;
	return st;
}

/* ---- order and index */

static int by_rank(const void *x, const void *y)
{
	const struct pattern *a = x, *b = y;
	int d;

	if (a->prefix_n != b->prefix_n)
		return a->prefix_n > b->prefix_n ? -1 : 1;
	d = a->prefix_n == 0 ? 0 : memcmp(a->prefix, b->prefix, a->prefix_n);
	if (d != 0)
		return d;
	if (a->glob.n != b->glob.n)
		return a->glob.n > b->glob.n ? -1 : 1;
	if (a->scope->index != b->scope->index)
		return a->scope->index < b->scope->index ? -1 : 1;
	return strcmp(a->shown, b->shown);
}

static bool same_prefix(const struct pattern *a, const struct pattern *b)
{
	return a->prefix_n == b->prefix_n && (a->prefix_n == 0 || memcmp(a->prefix, b->prefix, a->prefix_n) == 0);
}

static enum dc_status make_index(struct places *p, struct dc_arena *arena)
{
	size_t size = 16;

	while (size < p->n * 2)
		size *= 2;
	p->mask = size - 1;
	p->bucket = dc_arena_array(arena, size, sizeof *p->bucket);
	p->length = dc_arena_array(arena, p->n + 1, sizeof *p->length);
	if (p->bucket == NULL || p->length == NULL)
		return DC_ENOMEM;
	if (p->n != 0)
		qsort(p->pattern, p->n, sizeof *p->pattern, by_rank);
	for (size_t i = 0; i < p->n; i++) {
		size_t at = p->pattern[i].hash & p->mask;

		if (i > 0 && same_prefix(&p->pattern[i - 1], &p->pattern[i]))
			continue;
		if (i == 0 || p->pattern[i - 1].prefix_n != p->pattern[i].prefix_n)
			p->length[p->n_lengths++] = p->pattern[i].prefix_n;
		while (p->bucket[at] != 0)
			at = (at + 1) & p->mask;
		p->bucket[at] = (uint32_t)i + 1;
	}
	return DC_OK;
}

/* ---- equal rank */

/* True if the scope excludes the pattern's places: by the same text, or by a folder above it. */
static bool excludes(const struct places *p, const struct scope *s, const struct pattern *what)
{
	for (uint32_t i = p->excluded.first[s->index]; i < p->excluded.first[s->index + 1]; i++) {
		const struct pattern *e = &p->excluded.pattern[i];

		if (strcmp(e->shown, what->shown) == 0)
			return true;
		if (e->glob.literal + 1 == e->glob.n && e->glob.token[e->glob.literal].kind == GLOB_STARS &&
		    e->prefix_n <= what->prefix_n && memcmp(e->prefix, what->prefix, e->prefix_n) == 0)
			return true;
	}
	return false;
}

static void check_rank(struct compiler *c)
{
	struct places *p = c->p;
	size_t steps = MEET_STEPS_MOST;

	for (size_t i = 0; i < p->n; i++) {
		const struct pattern *a = &p->pattern[i];

		for (size_t j = i + 1; j < p->n && same_prefix(a, &p->pattern[j]) && a->glob.n == p->pattern[j].glob.n; j++) {
			const struct pattern *b = &p->pattern[j];

			if (a->scope == b->scope || a->level != b->level || excludes(p, a->scope, b) || excludes(p, b->scope, a))
				continue;
			if (!glob_meet(&a->glob, &b->glob, a->glob.literal, &steps))
				continue;
			if (steps == 0) {
				complain(c->complaints, M_pattern_limit, b->at, NULL, NULL, NULL);
				return;
			}
			complain(c->complaints, M_scope_ambiguous, b->at, b->scope->id.s, b->shown, a->scope->id.s);
		}
	}
}

enum dc_status places_build(const struct dc_declaration *d, struct complaints *complaints, struct places **out)
{
	struct compiler c = { .d = d, .complaints = complaints, .p = dc_arena_alloc(d->arena, sizeof *c.p) };
	enum dc_status st = DC_ENOMEM;

	dc_buf_init(&c.text, 0);
	if (c.p == NULL)
		goto out;
	c.p->excluded.first = dc_arena_array(d->arena, d->root.scopes.n + 1, sizeof *c.p->excluded.first);
	if (c.p->excluded.first == NULL)
		goto out;
	st = DC_OK;
	for (size_t i = 0; st == DC_OK && i < d->root.scopes.n; i++)
		st = add_scope(&c, scope_at(d, i));
	if (st == DC_OK)
		st = make_index(c.p, d->arena);
	if (st != DC_OK)
		goto out;
	check_rank(&c);
	*out = c.p;
out:
	dc_buf_done(&c.text);
	return st;
}
