/* shared.c -- how many values of some findings stand in others too, by their tokens: whether a set that claims to point at nobody
 * joins with one that does. Exact over all values that have tokens. Memory: 24 bytes for each token of the first set. */
#include "ops.h"
#include "put.h"

#include <stdlib.h>

#define PACKED (DC_TOKEN_BYTES + 5)	/* token, component, one-each: schema.sql */

struct owned { uint8_t token[DC_TOKEN_BYTES]; uint32_t of; bool met; };

struct walk {
	struct store_person_sink sink;
	struct dc_buf list;		/* struct owned */
	uint32_t of;			/* index of the finding at hand in the first set */
	bool second;
};

static int by_token(const void *a, const void *b)
{
	return memcmp(a, b, DC_TOKEN_BYTES);
}

static int by_owner(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	return x->of != y->of ? (x->of > y->of) - (x->of < y->of) : by_token(a, b);
}

static enum dc_status on_finding(struct store_person_sink *sink, const struct store_person_finding *f, struct dc_error *err)
{
	(void)sink;
	(void)f;
	(void)err;
	return DC_OK;
}

static struct owned *owned_of(struct walk *w, size_t *n)
{
	*n = w->list.n / sizeof(struct owned);
	return (struct owned *)(void *)w->list.p;
}

/* Marks every owner of the token. */
static void meet(struct walk *w, const uint8_t *token)
{
	size_t n, i;
	struct owned *all = owned_of(w, &n), *at = n == 0 ? NULL : bsearch(token, all, n, sizeof *all, by_token);

	if (at == NULL)
		return;
	for (i = (size_t)(at - all); i > 0 && by_token(&all[i - 1], token) == 0; i--)
		;
	for (; i < n && by_token(&all[i], token) == 0; i++)
		all[i].met = true;
}

static enum dc_status on_tokens(struct store_person_sink *sink, struct dc_span packed, struct dc_error *err)
{
	struct walk *w = (struct walk *)(void *)((char *)sink - offsetof(struct walk, sink));

	for (size_t at = 0; at + PACKED <= packed.n; at += PACKED) {
		struct owned o = { .of = w->of };

		memcpy(o.token, packed.p + at, sizeof o.token);
		if (w->second)
			meet(w, o.token);
		else if (dc_buf_add(&w->list, &o, sizeof o) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "shared values: out of memory");
	}
	return DC_OK;
}

static void count(struct walk *w, struct dc_shared *out)
{
	size_t n;
	struct owned *all = owned_of(w, &n);

	if (n > 1)
		qsort(all, n, sizeof *all, by_owner);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && by_owner(&all[i - 1], &all[i]) == 0)
			continue;
		out[all[i].of].values++;
		out[all[i].of].shared += all[i].met;
	}
}

enum dc_status store_shared(struct dc_store *store, const int64_t *ids, size_t n, const int64_t *others, size_t n_others, struct dc_shared *out,
	struct dc_error *err)
{
	struct walk w = { .sink = { on_finding, on_tokens } };
	enum dc_status st = DC_OK;
	size_t got;

	dc_buf_init(&w.list, 0);
	for (size_t i = 0; i < n && st == DC_OK; i++) {
		out[i] = (struct dc_shared){ 0 };
		w.of = (uint32_t)i;
		st = store->ops->each_token(store, &ids[i], 1, &w.sink, err);
	}
	if (st == DC_OK && owned_of(&w, &got) != NULL && got > 1)
		qsort(w.list.p, got, sizeof(struct owned), by_token);
	w.second = true;
	if (st == DC_OK && n_others != 0)
		st = store->ops->each_token(store, others, n_others, &w.sink, err);
	if (st == DC_OK)
		count(&w, out);
	dc_buf_done(&w.list);
	return st;
}
