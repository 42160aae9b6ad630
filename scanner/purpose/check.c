/* check.c -- after all files are read: what is missing, ids used twice, references to what is not there. */
#include "rules.h"

#include "daicho/category.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEAREST_MOST 50			/* complaints that get a nearest name: it takes a walk over all ids */

static int by_id(const void *x, const void *y)
{
	const struct defined *a = x, *b = y;
	int d = a->kind != b->kind ? (a->kind < b->kind ? -1 : 1) : strcmp(a->id, b->id);

	if (d != 0)
		return d;
	if (a->at.file != b->at.file)
		return a->at.file < b->at.file ? -1 : 1;
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	return (a->at.column > b->at.column) - (a->at.column < b->at.column);
}

/* The first that is not before (kind, id). */
static size_t lower(const struct defined *ids, size_t n, enum id_kind kind, const char *id)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = ids[mid].kind != (int)kind ? (ids[mid].kind < (int)kind ? -1 : 1) : strcmp(ids[mid].id, id);

		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct defined *shapes_find(const struct defined *ids, size_t n, enum id_kind kind, const char *id)
{
	size_t i = lower(ids, n, kind, id);

	return i < n && ids[i].kind == (int)kind && strcmp(ids[i].id, id) == 0 ? &ids[i] : NULL;
}

static void check_ids(struct reader *r)
{
	char line[16];

	if (r->n_ids != 0)
		qsort(r->ids, r->n_ids, sizeof *r->ids, by_id);
	for (size_t i = 0; i < r->n_ids; i++) {
		const struct defined *d = &r->ids[i];

		if (d->kind == ID_CATEGORY && dc_category_known(d->id))
			complain(r->complaints, M_category_builtin, d->at, d->id, NULL, NULL);
		if (i == 0 || d[-1].kind != d->kind || strcmp(d[-1].id, d->id) != 0)
			continue;
		snprintf(line, sizeof line, "%d", d[-1].at.line);
		complain(r->complaints, M_id_twice, d->at, d->id, line, NULL);
	}
}

/* Keeps the nearer of two names. */
static void nearer(const char *id, const char *name, const char **best, size_t *least)
{
	size_t d = shapes_distance(id, name);

	if (d >= *least)
		return;
	*least = d;
	*best = name;
}

/* The nearest defined id of the kind, or a category of the catalogue. */
static const char *nearest_id(const struct reader *r, enum id_kind kind, const char *id)
{
	const char *best = "";
	size_t least = SIZE_MAX;

	for (size_t i = lower(r->ids, r->n_ids, kind, ""); i < r->n_ids && r->ids[i].kind == (int)kind; i++)
		nearer(id, r->ids[i].id, &best, &least);
	for (size_t i = 0; kind == ID_CATEGORY && i < dc_category_count(); i++)
		nearer(id, dc_category_at(i)->id, &best, &least);
	return best;
}

/* A category of the catalogue, an added one, or a parent of either. */
static bool category_exists(const struct reader *r, const char *id)
{
	char child[WORD_BYTES_MOST + 2];
	size_t i;

	if (dc_category_known(id) || shapes_find(r->ids, r->n_ids, ID_CATEGORY, id) != NULL)
		return true;
	snprintf(child, sizeof child, "%s.", id);
	i = lower(r->ids, r->n_ids, ID_CATEGORY, child);
	return i < r->n_ids && r->ids[i].kind == ID_CATEGORY && dc_category_within(r->ids[i].id, id);
}

static void check_reference(struct reader *r, const struct reference *f)
{
	static const enum message unknown[N_ID_KINDS] = {
		[ID_POLICY] = M_policy_unknown, [ID_SUBJECT] = M_subject_unknown, [ID_CATEGORY] = M_category_unknown,
		[ID_PURPOSE] = M_purpose_unknown, [ID_RECIPIENT] = M_recipient_unknown, [ID_JOINT_USE] = M_joint_use_unknown,
		[ID_SCOPE] = M_scope_unknown,
	};
	const char *near;

	if (f->kind == ID_CATEGORY ? category_exists(r, f->word.s) : shapes_find(r->ids, r->n_ids, f->kind, f->word.s) != NULL)
		return;
	near = r->complaints->n < NEAREST_MOST ? nearest_id(r, f->kind, f->word.s) : "";
	complain(r->complaints, unknown[f->kind], f->word.at, f->word.s, near, NULL);
}

void shapes_check(struct reader *r, struct root *root)
{
	for (size_t i = 0; i < shape_root.n; i++) {
		const struct field *f = &shape_root.fields[i];
		bool empty = f->type == FIELD_RECORDS && ((const struct records *)((const char *)root + f->offset))->n == 0;

		if ((f->flags & FIELD_REQUIRED) != 0 && (!reader_given(f, root) || empty))
			reader_missing(r, f, (struct place){ 0, 1, 1 });
	}
	check_ids(r);
	for (size_t i = 0; i < r->n_references; i++)
		check_reference(r, &r->references[i]);
}
