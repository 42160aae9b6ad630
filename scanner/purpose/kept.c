/* kept.c -- see kept.h. A line is known by its day, scope, recipient, file and items, and by how many like it stand before: whoever is
 * in it is not looked at. One that was corrected in these counts as gone, and as new. */
#include "kept.h"

#include <stdlib.h>
#include <string.h>

static int by_token(const void *a, const void *b)
{
	return memcmp(((const struct dc_kept *)a)->token, ((const struct dc_kept *)b)->token, DC_TOKEN_BYTES);
}

static enum dc_status token_of(const struct dc_declaration *d, const struct dc_store *store, const struct dc_entry *e, struct dc_buf *text,
	uint8_t out[DC_TOKEN_BYTES])
{
	const char *scope = e->scope < 0 ? "" : scope_at(d, (size_t)e->scope)->id.s;
	const char *party = e->recipient < 0 ? "" : ((const struct recipient *)d->root.recipients.v[e->recipient])->id.s;
	enum dc_status st;

	dc_buf_clear(text);
	st = dc_buf_printf(text, "register\n%d\n%s\n%s\n%s\n%s", e->date, scope, party, e->file, e->items);
	if (st == DC_OK)
		dc_store_token(store, (struct dc_span){ text->p, text->n }, out);
	return st;
}

/* Equal lines are told apart by their number. */
static void number(const struct dc_store *store, struct dc_kept *lines, size_t n)
{
	uint8_t first[DC_TOKEN_BYTES] = { 0 };
	size_t same = 0;

	qsort(lines, n, sizeof *lines, by_token);
	for (size_t i = 0; i < n; i++) {
		uint8_t *token = lines[i].token, nth[DC_TOKEN_BYTES + sizeof same];

		same = i > 0 && memcmp(token, first, DC_TOKEN_BYTES) == 0 ? same + 1 : 0;
		memcpy(first, token, DC_TOKEN_BYTES);
		memcpy(nth, token, DC_TOKEN_BYTES);
		memcpy(nth + DC_TOKEN_BYTES, &same, sizeof same);
		if (same != 0)
			dc_store_token(store, (struct dc_span){ nth, sizeof nth }, token);
	}
}

static enum dc_status gather(const struct dc_declaration *d, const struct dc_store *store, const char *which, const struct dc_entries *all,
	struct dc_kept *out, size_t *n)
{
	enum dc_status st = DC_OK;
	struct dc_buf text;

	dc_buf_init(&text, 0);
	for (size_t i = 0; i < all->n && st == DC_OK; i++) {
		const struct dc_entry *e = &all->lines[i];

		if (e->fault != DC_ENTRY_GOOD)
			continue;
		out[*n] = (struct dc_kept){ .which = which, .date = e->date, .keep_until = e->keep_until };
		st = token_of(d, store, e, &text, out[(*n)++].token);
	}
	dc_buf_done(&text);
	if (st == DC_OK && *n > 1)
		number(store, out, *n);
	return st;
}

static enum dc_status remember(const struct dc_declaration *d, struct dc_store *store, int64_t run, const char *which, int today, struct dc_error *err)
{
	struct dc_entries all;
	struct dc_kept *lines;
	size_t n = 0;
	enum dc_status st;

	dc_declaration_entries(d, which, &all);
	if (all.file == NULL)
		return DC_OK;
	lines = calloc(all.n + 1, sizeof *lines);
	st = lines == NULL ? DC_ENOMEM : gather(d, store, which, &all, lines, &n);
	if (st != DC_OK)
		st = dc_fail(err, st, "registers: out of memory");
	if (st == DC_OK)
		st = dc_store_kept_begin(store, which, err);
	for (size_t i = 0; i < n && st == DC_OK; i++)
		st = dc_store_kept_put(store, run, &lines[i], err);
	if (st == DC_OK)
		st = dc_store_kept_end(store, run, which, today, err);
	free(lines);
	return st;
}

enum dc_status kept_remember(const struct dc_declaration *d, struct dc_store *store, int64_t run, int today, struct dc_error *err)
{
	enum dc_status st = remember(d, store, run, "provision", today, err);

	return st == DC_OK ? remember(d, store, run, "receipt", today, err) : st;
}
