/* changes.c -- see changes.h. A verdict is a number of its name ("PROHIBITED/listed"), so an earlier one takes 16 bytes. */
#include "changes.h"

#include "declaration.h"

#include <stdlib.h>
#include <string.h>

struct was {
	int64_t finding;
	uint16_t name;
};

void changes_init(struct changes *c)
{
	*c = (struct changes){ 0 };
	dc_buf_init(&c->before, 0);
	dc_buf_init(&c->names, 0);
}

void changes_done(struct changes *c)
{
	dc_buf_done(&c->before);
	dc_buf_done(&c->names);
}

static enum dc_status number_of(struct changes *c, const char *verdict, const char *reason, uint16_t *out)
{
	char name[96];
	const char *at = (const char *)c->names.p;

	if (strcmp(c->last_verdict, verdict) == 0 && strcmp(c->last_reason, reason) == 0) {
		*out = c->last;
		return DC_OK;
	}
	snprintf(c->last_verdict, sizeof c->last_verdict, "%s", verdict);
	snprintf(c->last_reason, sizeof c->last_reason, "%s", reason);
	snprintf(name, sizeof name, "%.40s%s%.50s", verdict, reason[0] == '\0' ? "" : "/", reason);
	for (uint16_t i = 0; i < c->n_names; i++, at += strlen(at) + 1) {
		if (strcmp(at, name) == 0) {
			*out = c->last = i;
			return DC_OK;
		}
	}
	if (c->n_names < CHANGES_NAMES && dc_buf_add(&c->names, name, strlen(name) + 1) != DC_OK)
		return DC_ENOMEM;
	*out = c->last = c->n_names < CHANGES_NAMES ? c->n_names++ : 0;
	return DC_OK;
}

static const char *name_at(const struct changes *c, uint16_t number)
{
	const char *at = (const char *)c->names.p;

	while (number-- > 0)
		at += strlen(at) + 1;
	return at;
}

static enum dc_status keep(void *ctx, int64_t finding, const char *verdict, const char *reason, struct dc_error *err)
{
	struct changes *c = ctx;
	struct was was = { .finding = finding };

	if (number_of(c, verdict, reason, &was.name) != DC_OK || dc_buf_add(&c->before, &was, sizeof was) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "judge: out of memory");
	c->judged_before++;
	return DC_OK;
}

enum dc_status changes_read(struct changes *c, struct dc_store *store, int64_t run, struct dc_error *err)
{
	return dc_store_each_primary(store, run, keep, c, err);
}

static void count(struct changes *c, uint16_t before, uint16_t now, const struct scope *scope)
{
	for (size_t i = 0; i < c->n_pairs; i++) {
		if (c->pairs[i].before == before && c->pairs[i].now == now) {
			c->pairs[i].findings++;
			return;
		}
	}
	if (c->n_pairs == CHANGES_PAIRS)
		c->others++;
	else
		c->pairs[c->n_pairs++] = (struct pair){ before, now, 1, scope, scope != NULL };
}

enum dc_status changes_note(struct changes *c, int64_t finding, const struct verdict *v, const struct scope *scope)
{
	const struct was *was = (const struct was *)(const void *)c->before.p;
	size_t n = c->before.n / sizeof *was;
	uint16_t *known;
	unsigned now;

	while (c->at < n && was[c->at].finding < finding)
		c->at++;
	if (c->at == n || was[c->at].finding != finding)
		return DC_OK;
	known = &c->now[v->kind][v->kind == V_review ? 0 : v->why];
	if (*known == 0) {
		if (number_of(c, verdict_name((enum verdict_kind)v->kind), v->kind == V_review ? "" : verdict_why((enum why)v->why), known) != DC_OK)
			return DC_ENOMEM;
		++*known;
	}
	now = *known - 1u;
	if (now != was[c->at].name)
		count(c, was[c->at].name, (uint16_t)now, scope);
	return DC_OK;
}

static int by_number(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->findings != y->findings)
		return x->findings > y->findings ? -1 : 1;
	return x->before != y->before ? (x->before > y->before) - (x->before < y->before) : (x->now > y->now) - (x->now < y->now);
}

void changes_tell(const struct changes *c, struct dc_judgement *out)
{
	struct pair sorted[CHANGES_PAIRS];

	memcpy(sorted, c->pairs, sizeof sorted);
	if (c->n_pairs > 1)
		qsort(sorted, c->n_pairs, sizeof *sorted, by_number);
	out->judged_before = c->judged_before;
	out->changed_others = c->others;
	for (size_t i = 0; i < c->n_pairs; i++) {
		struct dc_judge_change *to = &out->changes[out->n_changes];

		if (out->n_changes == DC_JUDGE_CHANGES) {
			out->changed_others += sorted[i].findings;
			continue;
		}
		to->findings = sorted[i].findings;
		snprintf(to->before, sizeof to->before, "%s", name_at(c, sorted[i].before));
		snprintf(to->now, sizeof to->now, "%s", name_at(c, sorted[i].now));
		snprintf(to->scope, sizeof to->scope, "%s", sorted[i].scoped ? sorted[i].scope->id.s : "");
		out->n_changes++;
	}
}
