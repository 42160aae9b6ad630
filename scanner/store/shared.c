/* shared.c -- how many values of some findings stand in others too, by their tokens: whether a set that claims to point at nobody
 * joins with one that does. Of a finding the smallest tokens are held (a bottom-k sketch: Cohen and Kaplan, 2007): what they share is
 * what all share, within an error that the caller works out from the numbers. */
#include "ops.h"
#include "put.h"

#include <stdlib.h>

#define PACKED (DC_TOKEN_BYTES + 5)	/* token, component, one-each: schema.sql */

struct owned { uint8_t token[DC_TOKEN_BYTES]; uint32_t of, group; };	/* group: where it was met first; UINT32_MAX: nowhere */

struct walk {
	struct store_person_sink sink;
	const struct dc_shared_ask *ask;
	struct dc_shared *out;
	struct dc_buf few;		/* tokens of the finding at hand, at most twice those held */
	struct dc_buf list;		/* struct owned, of all findings */
	size_t at;			/* others begun so far */
	bool cut, second;
};

static int by_token(const void *a, const void *b)
{
	return memcmp(a, b, DC_TOKEN_BYTES);
}

static int by_owner(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	return (x->group > y->group) - (x->group < y->group);
}

static struct owned *owned_of(struct walk *w, size_t *n)
{
	*n = w->list.n / sizeof(struct owned);
	return (struct owned *)(void *)w->list.p;
}

/* Sorted, each once, and no more than are held. */
static void cut_few(struct walk *w)
{
	size_t n = w->few.n / DC_TOKEN_BYTES, kept = 0;
	uint8_t *t = w->few.p;

	if (n > 1)
		qsort(t, n, DC_TOKEN_BYTES, by_token);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && by_token(t + i * DC_TOKEN_BYTES, t + (i - 1) * DC_TOKEN_BYTES) == 0)
			continue;
		if (kept == DC_SHARED_VALUES) {
			w->cut = true;
			break;
		}
		memmove(t + kept++ * DC_TOKEN_BYTES, t + i * DC_TOKEN_BYTES, DC_TOKEN_BYTES);
	}
	w->few.n = kept * DC_TOKEN_BYTES;
}

/* Of n equally spread tokens the k-th smallest stands at k / n of their range. */
static uint64_t all_of(const struct walk *w)
{
	size_t n = w->few.n / DC_TOKEN_BYTES;
	const uint8_t *last = w->few.p + (n - 1) * DC_TOKEN_BYTES;
	double share = 0;

	if (!w->cut)
		return n;
	for (size_t i = 8; i > 0; i--)
		share = (share + last[i - 1]) / 256;
	return share <= 0 ? n : (uint64_t)((double)(n - 1) / share);
}

static enum dc_status hold(struct walk *w, uint32_t of, struct dc_error *err)
{
	struct owned o = { .of = of, .group = UINT32_MAX };

	cut_few(w);
	w->out[of] = (struct dc_shared){ .compared = w->few.n / DC_TOKEN_BYTES, .group = UINT32_MAX };
	if (w->few.n != 0)
		w->out[of].all = all_of(w);
	for (size_t at = 0; at < w->few.n; at += DC_TOKEN_BYTES) {
		memcpy(o.token, w->few.p + at, sizeof o.token);
		if (dc_buf_add(&w->list, &o, sizeof o) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "shared values: out of memory");
	}
	return DC_OK;
}

/* Findings come in the order they were asked for. */
static enum dc_status on_finding(struct store_person_sink *sink, const struct store_person_finding *f, struct dc_error *err)
{
	struct walk *w = (struct walk *)(void *)((char *)sink - offsetof(struct walk, sink));

	(void)f;
	(void)err;
	w->at += w->second;
	return DC_OK;
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
		if (all[i].group == UINT32_MAX)
			all[i].group = w->ask->groups[w->at - 1];
}

static enum dc_status on_tokens(struct store_person_sink *sink, struct dc_span packed, struct dc_error *err)
{
	struct walk *w = (struct walk *)(void *)((char *)sink - offsetof(struct walk, sink));

	for (size_t at = 0; at + PACKED <= packed.n; at += PACKED) {
		if (w->second)
			meet(w, packed.p + at);
		else if (dc_buf_add(&w->few, packed.p + at, DC_TOKEN_BYTES) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "shared values: out of memory");
		if (!w->second && w->few.n >= 2 * (size_t)DC_SHARED_VALUES * DC_TOKEN_BYTES)
			cut_few(w);
	}
	return DC_OK;
}

static void count(struct walk *w)
{
	size_t n, from = 0;
	uint64_t most = 0;
	struct owned *all = owned_of(w, &n);

	if (n > 1)
		qsort(all, n, sizeof *all, by_owner);
	for (size_t i = 0; i < n; i++) {
		struct dc_shared *out = &w->out[all[i].of];

		if (i > 0 && all[i].of != all[i - 1].of)
			most = 0;
		if (i == 0 || by_owner(&all[i - 1], &all[i]) != 0)
			from = i;
		if (all[i].group == UINT32_MAX)
			continue;
		out->shared++;
		if (i + 1 - from > most) {
			most = i + 1 - from;
			out->group = all[i].group;
		}
	}
}

enum dc_status store_shared(struct dc_store *store, const struct dc_shared_ask *ask, struct dc_shared *out, struct dc_error *err)
{
	struct walk w = { .sink = { on_finding, on_tokens }, .ask = ask, .out = out };
	enum dc_status st = DC_OK;
	size_t got;

	dc_buf_init(&w.list, 0);
	dc_buf_init(&w.few, 0);
	for (size_t i = 0; i < ask->n && st == DC_OK; i++) {
		dc_buf_clear(&w.few);
		w.cut = false;
		st = store->ops->each_token(store, &ask->findings[i], 1, &w.sink, err);
		if (st == DC_OK)
			st = hold(&w, (uint32_t)i, err);
	}
	if (st == DC_OK && owned_of(&w, &got) != NULL && got > 1)
		qsort(w.list.p, got, sizeof(struct owned), by_token);
	w.second = true;
	if (st == DC_OK && ask->n_others != 0)
		st = store->ops->each_token(store, ask->others, ask->n_others, &w.sink, err);
	if (st == DC_OK)
		count(&w);
	dc_buf_done(&w.few);
	dc_buf_done(&w.list);
	return st;
}
