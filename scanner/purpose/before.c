/* before.c -- subjects by hints (PURPOSES 1.5 "knows"); processed data has a file of its own. */
#include "before.h"

#include "processed.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HINTS 256			/* of all subjects together; more are not looked for (lint's business) */
#define HINTED 3			/* distinct hints that make a subject known without a key */

struct hint { const char *text; const struct subject *of; };

/* A part in which some hint was met. */
struct part {
	int64_t object;
	uint64_t place;			/* hash of inner and table */
	uint64_t linked[HINTS / 64], met[HINTS / 64];	/* bits of hints: as a column's heading; anywhere */
};

/* Hints in what many findings share, looked for once: in the path of an object, in the names inside of it. */
struct shared_hints {
	int64_t object;
	uint64_t in_path[HINTS / 64], in_names[HINTS / 64];
	struct dc_buf names;		/* inner, NUL, table, of in_names */
};

struct before {
	const struct dc_declaration *d;
	struct locator *locator;
	struct hint hints[HINTS]; size_t n_hints;
	struct shared_hints last;
	struct part *parts; size_t n_parts, cap_parts, at;	/* at: the first part of the object last asked for */
	struct processed *processed;	/* NULL: no scope claims to be */
};

static uint64_t place_of(const char *inner, const char *table)
{
	uint64_t h = PLACE_HASH_START;

	for (const char *p = inner; *p != '\0'; p++)
		h = place_hash(h, (uint8_t)*p);
	h = place_hash(h, 0);
	for (const char *p = table; *p != '\0'; p++)
		h = place_hash(h, (uint8_t)*p);
	return h;
}

/* ---- subjects */

static void gather_hints(struct before *b)
{
	const struct records *all = &b->d->root.subjects;

	for (size_t i = 0; i < all->n; i++) {
		const struct subject *s = all->v[i];

		for (size_t k = 0; k < s->hints.n && b->n_hints < HINTS; k++)
			if (s->hints.v[k].s[0] != '\0')
				b->hints[b->n_hints++] = (struct hint){ s->hints.v[k].s, s };
	}
}

static struct part *part_at(struct before *b, int64_t object, uint64_t place)
{
	for (size_t i = b->n_parts; i > 0 && b->parts[i - 1].object == object; i--)
		if (b->parts[i - 1].place == place)
			return &b->parts[i - 1];
	if (b->n_parts == b->cap_parts) {
		size_t cap = b->cap_parts == 0 ? 64 : b->cap_parts * 2;
		struct part *more = realloc(b->parts, cap * sizeof *more);

		if (more == NULL)
			return NULL;
		b->parts = more;
		b->cap_parts = cap;
	}
	b->parts[b->n_parts] = (struct part){ .object = object, .place = place };
	return &b->parts[b->n_parts++];
}

static bool within(const char *text, size_t n, const char *word)
{
	return n >= strlen(word) && memmem(text, n, word, strlen(word)) != NULL;
}

static bool bit(const uint64_t *bits, size_t i)
{
	return (bits[i / 64] >> i % 64 & 1) != 0;
}

static void set_bit(uint64_t *bits, size_t i, bool on)
{
	bits[i / 64] |= (uint64_t)on << i % 64;
}

/* Findings come by object, those of one part mostly together. */
static enum dc_status look_around(struct before *b, const struct dc_stored_finding *f)
{
	struct shared_hints *l = &b->last;
	size_t inner = strlen(f->inner) + 1, table = strlen(f->table) + 1;
	enum dc_status st;

	if (l->object != f->object_id) {
		memset(l->in_path, 0, sizeof l->in_path);
		for (size_t i = 0; i < b->n_hints; i++)
			set_bit(l->in_path, i, within(f->path, f->path_len, b->hints[i].text));
	}
	if (l->object == f->object_id && l->names.n == inner + table && memcmp(l->names.p, f->inner, inner) == 0 &&
	    memcmp(l->names.p + inner, f->table, table) == 0)
		return DC_OK;
	l->object = f->object_id;
	memset(l->in_names, 0, sizeof l->in_names);
	for (size_t i = 0; i < b->n_hints; i++)
		set_bit(l->in_names, i, within(f->inner, inner - 1, b->hints[i].text) || within(f->table, table - 1, b->hints[i].text));
	dc_buf_clear(&l->names);
	st = dc_buf_add(&l->names, f->inner, inner);
	return st == DC_OK ? dc_buf_add(&l->names, f->table, table) : st;
}

static enum dc_status note_hints(struct before *b, const struct dc_stored_finding *f)
{
	size_t field = strlen(f->field);
	struct part *p = NULL;

	if (look_around(b, f) != DC_OK)
		return DC_ENOMEM;
	for (size_t i = 0; i < b->n_hints; i++) {
		const char *hint = b->hints[i].text;
		bool link = strcasecmp(f->field, hint) == 0;

		if (!link && !bit(b->last.in_path, i) && !bit(b->last.in_names, i) && !within(f->field, field, hint))
			continue;
		if (p == NULL && (p = part_at(b, f->object_id, place_of(f->inner, f->table))) == NULL)
			return DC_ENOMEM;
		set_bit(p->met, i, true);
		set_bit(p->linked, i, link);
	}
	return DC_OK;
}

/* The one subject of which at least `least` distinct hints are set; NULL: none, or two. */
static const struct subject *only_subject(const struct before *b, const uint64_t *bits, size_t least)
{
	const struct subject *found = NULL;

	for (size_t i = 0; i < b->n_hints; i++) {
		size_t n = 0;

		for (size_t k = 0; k < b->n_hints; k++)
			n += b->hints[k].of == b->hints[i].of && (bits[k / 64] >> k % 64 & 1) != 0;
		if (n < least || found == b->hints[i].of)
			continue;
		if (found != NULL)
			return NULL;
		found = b->hints[i].of;
	}
	return found;
}

const char *before_subject(struct before *b, int64_t object, const char *inner, const char *table)
{
	uint64_t place;

	while (b->at < b->n_parts && b->parts[b->at].object < object)
		b->at++;
	if (b->at == b->n_parts || b->parts[b->at].object != object)
		return NULL;
	place = place_of(inner, table);
	for (size_t i = b->at; i < b->n_parts && b->parts[i].object == object; i++) {
		const struct subject *s;

		if (b->parts[i].place != place)
			continue;
		s = only_subject(b, b->parts[i].linked, 1);
		s = s != NULL ? s : only_subject(b, b->parts[i].met, HINTED);
		return s == NULL ? NULL : s->id.s;
	}
	return NULL;
}

/* ---- all of it */

static enum dc_status note_side(struct before *b, const struct dc_stored_finding *f)
{
	struct location where = { f->path, f->path_len, f->inner, f->table, f->field };
	const struct scope *s;
	enum dc_status st = locator_find(b->locator, b->d->places, &where, &s);

	return st != DC_OK ? st : processed_note(b->processed, f, s);
}

static enum dc_status look(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct before *b = ctx;
	enum dc_status st = DC_OK;

	if (f->low + f->medium + f->high == 0)
		return DC_OK;
	if (b->n_hints != 0)
		st = note_hints(b, f);
	if (st == DC_OK && b->processed != NULL)
		st = note_side(b, f);
	return st == DC_OK ? DC_OK : dc_fail(err, st, "judge: out of memory");
}

void before_processed(const struct before *b, int64_t finding, struct facts *out)
{
	processed_facts(b->processed, finding, out);
}

void before_free(struct before *b)
{
	if (b == NULL)
		return;
	dc_buf_done(&b->last.names);
	processed_free(b->processed);
	free(b->parts);
	free(b);
}

enum dc_status before_look(const struct dc_declaration *d, struct dc_store *store, int64_t run, struct locator *locator,
	struct before **out, struct dc_error *err)
{
	struct before *b = calloc(1, sizeof *b);
	enum dc_status st = DC_OK;

	if (b == NULL)
		return dc_fail(err, DC_ENOMEM, "judge: out of memory");
	b->d = d;
	b->locator = locator;
	dc_buf_init(&b->last.names, 0);
	gather_hints(b);
	if (processed_new(d, &b->processed) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "judge: out of memory");
	if (st == DC_OK && (b->n_hints != 0 || b->processed != NULL))
		st = dc_store_each_fact(store, run, look, b, err);
	if (st == DC_OK && b->processed != NULL)
		st = processed_join(b->processed, store, err);
	if (st == DC_OK)
		*out = b;
	else
		before_free(b);
	return st;
}
