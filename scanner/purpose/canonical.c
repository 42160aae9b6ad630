/* canonical.c -- the form that is hashed: JSON, keys sorted, lists sorted (their order means nothing), what is not given
 * left out, no white space. Comments, quoting, line ends and the split into files do not change it. */
#include "shapes.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS_MOST 32

static enum dc_status add_string(struct dc_buf *out, const char *s)
{
	enum dc_status st = dc_buf_addc(out, '"');

	for (; st == DC_OK && *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			st = dc_buf_printf(out, "\\%c", *s);
		else if ((uint8_t)*s < 0x20)
			st = dc_buf_printf(out, "\\u%04x", (unsigned)(uint8_t)*s);
		else
			st = dc_buf_addc(out, *s);
	}
	return st != DC_OK ? st : dc_buf_addc(out, '"');
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* [a,b,...] of texts that are JSON already. */
static enum dc_status add_sorted(struct dc_buf *out, char **items, size_t n)
{
	enum dc_status st = dc_buf_addc(out, '[');

	if (n != 0)
		qsort(items, n, sizeof *items, by_text);
	for (size_t i = 0; st == DC_OK && i < n; i++) {
		st = i == 0 ? DC_OK : dc_buf_addc(out, ',');
		if (st == DC_OK)
			st = dc_buf_adds(out, items[i]);
	}
	return st != DC_OK ? st : dc_buf_addc(out, ']');
}

static enum dc_status add_record(struct dc_buf *out, const struct shape *shape, const void *record);

/* Each of the list made text on its own, then sorted: words if shape is NULL. */
static enum dc_status add_list(struct dc_buf *out, const struct shape *shape, const void *v, size_t n)
{
	char **items = calloc(n == 0 ? 1 : n, sizeof *items);
	enum dc_status st = items == NULL ? DC_ENOMEM : DC_OK;

	for (size_t i = 0; st == DC_OK && i < n; i++) {
		struct dc_buf one;

		dc_buf_init(&one, 0);
		if (shape == NULL)
			st = add_string(&one, ((const struct word *)v)[i].s);
		else
			st = add_record(&one, shape, ((void *const *)v)[i]);
		items[i] = st != DC_OK ? NULL : strndup((const char *)one.p, one.n);
		if (st == DC_OK && items[i] == NULL)
			st = DC_ENOMEM;
		dc_buf_done(&one);
	}
	if (st == DC_OK)
		st = add_sorted(out, items, n);
	for (size_t i = 0; items != NULL && i < n; i++)
		free(items[i]);
	free(items);
	return st;
}

static int by_key(const void *a, const void *b)
{
	return strcmp((*(const struct field *const *)a)->key, (*(const struct field *const *)b)->key);
}

static bool present(const struct field *f, const void *at)
{
	switch (f->type) {
	case FIELD_WORD:
		return ((const struct word *)at)->s != NULL;
	case FIELD_WORDS:
		return ((const struct words *)at)->given;
	case FIELD_RECORD:
		return *(void *const *)at != NULL;
	default:
		return ((const struct records *)at)->n != 0;
	}
}

static enum dc_status add_value(struct dc_buf *out, const struct field *f, const void *at)
{
	switch (f->type) {
	case FIELD_WORD:
		return add_string(out, ((const struct word *)at)->s);
	case FIELD_WORDS:
		return add_list(out, NULL, ((const struct words *)at)->v, ((const struct words *)at)->n);
	case FIELD_RECORD:
		return add_record(out, f->shape, *(void *const *)at);
	default:
		return add_list(out, f->shape, ((const struct records *)at)->v, ((const struct records *)at)->n);
	}
}

static enum dc_status add_record(struct dc_buf *out, const struct shape *shape, const void *record)
{
	const struct field *sorted[FIELDS_MOST];
	enum dc_status st = dc_buf_addc(out, '{');
	size_t n = 0;
	bool first = true;

	for (size_t i = 0; i < shape->n && n < FIELDS_MOST; i++)
		if ((shape->fields[i].flags & FIELD_NOT_HASHED) == 0)
			sorted[n++] = &shape->fields[i];
	if (n > 1)
		qsort(sorted, n, sizeof sorted[0], by_key);
	for (size_t i = 0; st == DC_OK && i < n; i++) {
		const void *at = (const char *)record + sorted[i]->offset;

		if (!present(sorted[i], at))
			continue;
		st = dc_buf_printf(out, "%s\"%s\":", first ? "" : ",", sorted[i]->key);
		if (st == DC_OK)
			st = add_value(out, sorted[i], at);
		first = false;
	}
	return st != DC_OK ? st : dc_buf_addc(out, '}');
}

enum dc_status shapes_canonical(const struct root *root, struct dc_buf *out)
{
	enum dc_status st = add_record(out, &shape_root, root);

	return st != DC_OK ? st : dc_buf_addc(out, '\n');
}
