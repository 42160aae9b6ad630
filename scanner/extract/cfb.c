/* cfb.c -- [MS-CFB] 2: header, allocation tables, directory, streams. */
#include "cfb.h"

#include "utf8.h"

#include <stdlib.h>
#include <strings.h>

#define HEADER 512
#define ENTRY 128
#define LAST 0xfffffffau		/* larger numbers are marks, not sectors */

static const uint8_t *sector(const struct cfb *c, uint32_t number)
{
	uint64_t at = ((uint64_t)number + 1) << c->shift, size = (uint64_t)1 << c->shift;

	return number <= LAST && at + size <= c->file.n ? c->file.p + at : NULL;
}

/* A last sector that the file's end cuts is given as far as it goes. */
static size_t sector_part(const struct cfb *c, uint32_t number, const uint8_t **p)
{
	uint64_t at = ((uint64_t)number + 1) << c->shift, size = (uint64_t)1 << c->shift;

	if (number > LAST || at >= c->file.n)
		return 0;
	*p = c->file.p + at;
	return c->file.n - at < size ? (size_t)(c->file.n - at) : (size_t)size;
}

static uint32_t next_of(const struct dc_buf *table, uint32_t number)
{
	return (uint64_t)number * 4 + 4 <= table->n ? le32(table->p + (size_t)number * 4) : CFB_NONE;
}

/* ---- allocation tables */

static enum dc_status add_fat_sector(struct cfb *c, uint32_t number, struct dc_error *err)
{
	const uint8_t *p = sector(c, number);

	if (p == NULL) {
		c->damaged = true;
		return DC_OK;
	}
	return dc_buf_add(&c->fat, p, (size_t)1 << c->shift) == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "an allocation table");
}

static enum dc_status read_fat(struct cfb *c, struct dc_error *err)
{
	const uint8_t *h = c->file.p;
	uint32_t next = le32(h + 68), per = ((uint32_t)1 << c->shift) / 4 - 1, sectors = (uint32_t)(c->file.n >> c->shift) + 1;
	enum dc_status st = DC_OK;

	for (uint32_t i = 0; i < 109 && st == DC_OK && le32(h + 76 + 4 * i) <= LAST; i++)
		st = add_fat_sector(c, le32(h + 76 + 4 * i), err);
	for (uint32_t guard = 0; st == DC_OK && next <= LAST && guard < sectors; guard++) {
		const uint8_t *p = sector(c, next);

		if (p == NULL) {
			c->damaged = true;
			return DC_OK;
		}
		for (uint32_t i = 0; i < per && st == DC_OK && le32(p + 4 * i) <= LAST && c->fat.n <= c->file.n; i++)
			st = add_fat_sector(c, le32(p + 4 * i), err);
		next = le32(p + 4 * per);
	}
	return st;
}

/* Follows a chain of sectors into out, up to `most` bytes. */
static enum dc_status read_chain(struct cfb *c, uint32_t start, uint64_t most, struct dc_buf *out, struct dc_error *err)
{
	size_t began = out->n;

	for (uint32_t s = start; out->n - began < most; s = next_of(&c->fat, s)) {
		const uint8_t *p = NULL;
		size_t n = sector_part(c, s, &p);

		if (n == 0 || out->n - began > c->file.n) {	/* cut short, or a ring */
			c->damaged |= most != UINT64_MAX || s <= LAST;
			return DC_OK;
		}
		if (n > most - (out->n - began))
			n = (size_t)(most - (out->n - began));
		if (dc_buf_add(out, p, n) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "a stream");
	}
	return DC_OK;
}

/* ---- directory */

enum dc_status cfb_utf16(struct dc_buf *out, const uint8_t *p, size_t units)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < units && st == DC_OK; i++) {
		uint32_t u = le16(p + 2 * i);
		uint8_t b[4];

		if (u >= 0xd800 && u < 0xdc00 && i + 1 < units && le16(p + 2 * i + 2) >= 0xdc00 && le16(p + 2 * i + 2) < 0xe000)
			u = 0x10000 + ((u - 0xd800) << 10) + (le16(p + 2 * ++i) - 0xdc00u);
		if (u == 0 || (u >= 0xd800 && u < 0xe000))
			continue;
		st = dc_buf_add(out, b, utf8_write(u, b));
	}
	return st;
}

static enum dc_status take_entry(struct cfb *c, const uint8_t *p, struct cfb_entry *e, struct dc_error *err)
{
	size_t bytes = le16(p + 64), units = bytes >= 2 && bytes <= 64 ? bytes / 2 - 1 : 0;
	struct dc_buf name;

	dc_buf_init(&name, 0);
	if (cfb_utf16(&name, p, units) != DC_OK || dc_buf_cstr(&name) == NULL) {
		dc_buf_done(&name);
		return dc_fail(err, DC_ENOMEM, "a directory");
	}
	snprintf(e->name, sizeof e->name, "%s", dc_buf_cstr(&name));
	dc_buf_done(&name);
	e->type = p[66];
	e->left = le32(p + 68);
	e->right = le32(p + 72);
	e->child = le32(p + 76);
	e->start = le32(p + 116);
	e->size = le32(p + 120) | (c->shift == 9 ? 0 : (uint64_t)le32(p + 124) << 32);
	return DC_OK;
}

static enum dc_status read_directory(struct cfb *c, struct dc_error *err)
{
	struct dc_buf all;
	enum dc_status st;

	dc_buf_init(&all, 0);
	st = read_chain(c, le32(c->file.p + 48), (uint64_t)CFB_ENTRIES_MOST * ENTRY, &all, err);
	c->damaged = false;		/* the directory's length is nowhere said */
	c->n = (uint32_t)(all.n / ENTRY);
	if (st == DC_OK && c->n == 0)
		st = dc_fail(err, DC_EFORMAT, "no directory");
	if (st == DC_OK)
		c->entries = calloc(c->n, sizeof *c->entries);
	if (st == DC_OK && c->entries == NULL)
		st = dc_fail(err, DC_ENOMEM, "a directory");
	for (uint32_t i = 0; i < c->n && st == DC_OK; i++)
		st = take_entry(c, all.p + (size_t)i * ENTRY, &c->entries[i], err);
	dc_buf_done(&all);
	return st;
}

enum dc_status cfb_open(struct cfb *c, struct dc_span file, struct dc_error *err)
{
	enum dc_status st;

	*c = (struct cfb){ .file = file };
	dc_buf_init(&c->fat, 0);
	dc_buf_init(&c->mini_fat, 0);
	dc_buf_init(&c->mini, 0);
	if (file.n < HEADER || memcmp(file.p, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) != 0)
		return dc_fail(err, DC_EFORMAT, "no compound file");
	c->shift = le16(file.p + 30);
	c->mini_shift = le16(file.p + 32);
	c->cutoff = le32(file.p + 56);
	if ((c->shift != 9 && c->shift != 12) || c->mini_shift < 4 || c->mini_shift >= c->shift)
		return dc_fail(err, DC_EFORMAT, "sectors of a size that there is not");
	st = read_fat(c, err);
	if (st == DC_OK)
		st = read_directory(c, err);
	if (st == DC_OK)
		st = read_chain(c, le32(file.p + 60), UINT64_MAX, &c->mini_fat, err);
	c->damaged = false;
	if (st == DC_OK)
		st = read_chain(c, c->entries[0].start, c->entries[0].size, &c->mini, err);
	return st;
}

void cfb_close(struct cfb *c)
{
	dc_buf_done(&c->fat);
	dc_buf_done(&c->mini_fat);
	dc_buf_done(&c->mini);
	free(c->entries);
	c->entries = NULL;
}

/* ---- entries */

struct walk {
	const struct cfb *c;
	uint32_t *stack;
	uint32_t n, seen;
};

static void push(struct walk *w, uint32_t e)
{
	if (e < w->c->n && w->n < w->c->n)
		w->stack[w->n++] = e;
}

enum dc_status cfb_each(const struct cfb *c, uint32_t storage, enum dc_status (*each)(void *ctx, uint32_t entry, struct dc_error *), void *ctx,
	struct dc_error *err)
{
	struct walk w = { .c = c, .stack = calloc(c->n, sizeof *w.stack) };
	enum dc_status st = DC_OK;

	if (w.stack == NULL)
		return dc_fail(err, DC_ENOMEM, "a directory");
	push(&w, c->entries[storage].child);
	while (w.n != 0 && st == DC_OK && w.seen++ < c->n) {	/* a ring meets more than there are */
		uint32_t e = w.stack[--w.n];

		push(&w, c->entries[e].right);
		push(&w, c->entries[e].left);
		if (c->entries[e].type == 1 || c->entries[e].type == 2)
			st = each(ctx, e, err);
	}
	free(w.stack);
	return st;
}

struct wanted { const struct cfb *c; const char *name; uint32_t found; };

static enum dc_status is_wanted(void *ctx, uint32_t e, struct dc_error *err)
{
	struct wanted *w = ctx;

	(void)err;
	if (strcasecmp(w->c->entries[e].name, w->name) != 0)
		return DC_OK;
	w->found = e;
	return DC_END;
}

uint32_t cfb_find(const struct cfb *c, uint32_t storage, const char *name)
{
	struct wanted w = { c, name, CFB_NONE };
	struct dc_error err = { 0 };

	cfb_each(c, storage, is_wanted, &w, &err);
	return w.found;
}

/* ---- streams */

static enum dc_status read_mini(struct cfb *c, const struct cfb_entry *e, struct dc_buf *out, struct dc_error *err)
{
	size_t size = (size_t)1 << c->mini_shift, began = out->n;
	uint32_t guard = 0;

	for (uint32_t s = e->start; out->n - began < e->size; s = next_of(&c->mini_fat, s)) {
		uint64_t at = (uint64_t)s << c->mini_shift;
		size_t n = e->size - (out->n - began) < size ? (size_t)(e->size - (out->n - began)) : size;

		if (at >= c->mini.n || guard++ > c->mini.n >> c->mini_shift) {
			c->damaged = true;
			return DC_OK;
		}
		n = n < c->mini.n - at ? n : (size_t)(c->mini.n - at);
		if (dc_buf_add(out, c->mini.p + at, n) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "a stream");
	}
	return DC_OK;
}

enum dc_status cfb_read(struct cfb *c, uint32_t entry, struct dc_buf *out, struct dc_error *err)
{
	const struct cfb_entry *e = &c->entries[entry];

	if (e->type != 2)
		return DC_OK;
	return e->size < c->cutoff ? read_mini(c, e, out, err) : read_chain(c, e->start, e->size, out, err);
}
