/* reader.c -- a tree of YAML into records, by the tables of shapes.c. Recursion goes as deep as the tables do. */
#include "rules.h"

#include <stdio.h>
#include <string.h>


bool shapes_grow(struct dc_arena *arena, void **v, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap == 0 ? 4 : *cap * 2;
	void *bigger;

	if (n < *cap)
		return true;
	bigger = dc_arena_array(arena, more, size);
	if (bigger == NULL)
		return false;
	if (n != 0)
		memcpy(bigger, *v, n * size);
	*v = bigger;
	*cap = more;
	return true;
}

/* "a, b, c" in the arena; "" when memory is out. */
static const char *joined(struct reader *r, const char *const *names)
{
	struct dc_buf b;
	const char *out = NULL;

	dc_buf_init(&b, 0);
	for (size_t i = 0; names[i] != NULL; i++)
		if (dc_buf_printf(&b, "%s%s", i == 0 ? "" : ", ", names[i]) != DC_OK)
			r->complaints->no_memory = true;
	if (b.n != 0)
		out = dc_arena_strndup(r->arena, b.p, b.n);
	dc_buf_done(&b);
	return out == NULL ? "" : out;
}

#define KEYS_MOST 32

static void shape_keys(const struct shape *shape, const char *keys[KEYS_MOST + 1])
{
	size_t n = 0;

	for (; n < shape->n && n < KEYS_MOST; n++)
		keys[n] = shape->fields[n].key;
	keys[n] = NULL;
}

/* ---- where we are */

static size_t enter(struct reader *r, const char *key, long index)
{
	size_t was = strlen(r->path);

	if (key != NULL)
		snprintf(r->path + was, sizeof r->path - was, "%s%s", was == 0 ? "" : ".", key);
	else
		snprintf(r->path + was, sizeof r->path - was, "[%ld]", index);
	return was;
}

static void leave(struct reader *r, size_t was)
{
	r->path[was] = '\0';
}

/* ---- words */

static void refer(struct reader *r, enum id_kind kind, struct word w)
{
	if (!shapes_grow(r->arena, (void **)&r->references, r->n_references, &r->cap_references, sizeof *r->references)) {
		r->complaints->no_memory = true;
		return;
	}
	r->references[r->n_references++] = (struct reference){ kind, w };
}

static bool among(const char *s, const char *const *names)
{
	for (size_t i = 0; names[i] != NULL; i++)
		if (strcmp(s, names[i]) == 0)
			return true;
	return false;
}

static bool is_null(const struct yaml_node *n)
{
	return n->kind == YAML_SCALAR && n->plain && (n->text[0] == '\0' || strcmp(n->text, "null") == 0 || strcmp(n->text, "~") == 0);
}

static bool is_unspecified(const struct yaml_node *n)
{
	return n->kind == YAML_SCALAR && n->plain && strcmp(n->text, "unspecified") == 0;
}

/* True if the node says that nothing is given, allowed or not (then it complains). */
static bool nothing(struct reader *r, const struct yaml_node *n, unsigned flags, const struct word_rule *rule)
{
	const char *en = rule == NULL ? "" : rule->en, *ja = rule == NULL ? "" : rule->ja;

	if (is_unspecified(n)) {
		if ((flags & FIELD_SILENT) == 0)
			complain(r->complaints, M_value_unspecified, n->at, r->path, en, ja);
		return true;
	}
	if (is_null(n)) {
		if ((flags & (FIELD_NULL | FIELD_SILENT)) == 0)
			complain(r->complaints, M_value_null, n->at, r->path, en, ja);
		return true;
	}
	return false;
}

static bool read_word(struct reader *r, const struct yaml_node *n, const struct word_rule *rule, struct word *out)
{
	if (n->kind != YAML_SCALAR) {
		complain(r->complaints, M_want_word, n->at, r->path, rule->en, rule->ja);
		return false;
	}
	if (strnlen(n->text, WORD_BYTES_MOST + 1) > WORD_BYTES_MOST) {
		complain(r->complaints, M_value_length, n->at, r->path, NULL, NULL);
		return false;
	}
	if (rule->among != NULL && !among(n->text, rule->among)) {
		complain(r->complaints, M_value_among, n->at, r->path, shapes_nearest(n->text, rule->among), joined(r, rule->among));
		return false;
	}
	if (n->text[0] == '\0' || (rule->valid != NULL && !rule->valid(n->text))) {
		complain(r->complaints, M_value, n->at, r->path, rule->en, rule->ja);
		return false;
	}
	*out = (struct word){ n->text, n->at };
	if (rule->refers != ID_NONE)
		refer(r, rule->refers, *out);
	return true;
}

static bool words_add(struct reader *r, struct words *w, struct word word)
{
	if (!shapes_grow(r->arena, (void **)&w->v, w->n, &w->cap, sizeof *w->v)) {
		r->complaints->no_memory = true;
		return false;
	}
	w->v[w->n++] = word;
	return true;
}

static void read_words(struct reader *r, const struct yaml_node *n, const struct word_rule *rule, struct words *out)
{
	long i = 0;

	if (n->kind != YAML_LIST) {
		complain(r->complaints, M_want_list, n->at, r->path, NULL, NULL);
		return;
	}
	out->given = true;
	out->at = n->at;
	for (const struct yaml_node *c = n->first; c != NULL; c = c->next) {
		size_t was = enter(r, NULL, i++);
		struct word w;

		if (!nothing(r, c, 0, rule) && read_word(r, c, rule, &w) && !words_add(r, out, w))
			return;
		leave(r, was);
	}
}

/* ---- records */

static void *new_record(struct reader *r, const struct yaml_node *n, const struct shape *shape)
{
	void *record;

	if (n->kind != YAML_MAP) {
		const char *keys[KEYS_MOST + 1];

		shape_keys(shape, keys);
		complain(r->complaints, M_want_map, n->at, r->path, joined(r, keys), NULL);
		return NULL;
	}
	record = dc_arena_alloc(r->arena, shape->size);
	if (record == NULL) {
		r->complaints->no_memory = true;
		return NULL;
	}
	shapes_read(r, n, shape, record);
	return record;
}

static void read_records(struct reader *r, const struct yaml_node *n, const struct shape *shape, struct records *out)
{
	long i = (long)out->n;

	if (n->kind != YAML_LIST) {
		complain(r->complaints, M_want_list, n->at, r->path, NULL, NULL);
		return;
	}
	if (out->at.line == 0)
		out->at = n->at;
	for (const struct yaml_node *c = n->first; c != NULL; c = c->next) {
		size_t was = enter(r, NULL, i++);
		void *record = new_record(r, c, shape);

		leave(r, was);
		if (record == NULL)
			continue;
		if (!shapes_grow(r->arena, (void **)&out->v, out->n, &out->cap, sizeof *out->v)) {
			r->complaints->no_memory = true;
			return;
		}
		out->v[out->n++] = record;
	}
}

static void define(struct reader *r, enum id_kind kind, const struct word *id, void *record)
{
	if (id->s == NULL)
		return;
	if (!shapes_grow(r->arena, (void **)&r->ids, r->n_ids, &r->cap_ids, sizeof *r->ids)) {
		r->complaints->no_memory = true;
		return;
	}
	r->ids[r->n_ids++] = (struct defined){ kind, id->s, record, id->at };
}

static const struct field *field_of(const struct shape *shape, const char *key)
{
	for (size_t i = 0; i < shape->n; i++)
		if (strcmp(shape->fields[i].key, key) == 0)
			return &shape->fields[i];
	return NULL;
}

bool reader_given(const struct field *f, const void *record)
{
	const void *at = (const char *)record + f->offset;

	switch (f->type) {
	case FIELD_WORD:
		return ((const struct word *)at)->at.line != 0;
	case FIELD_WORDS:
		return ((const struct words *)at)->at.line != 0;
	case FIELD_RECORD:
		return *(void *const *)at != NULL;
	default:
		return ((const struct records *)at)->at.line != 0;
	}
}

static void read_field(struct reader *r, const struct yaml_node *n, const struct field *f, void *record)
{
	void *at = (char *)record + f->offset;

	if (nothing(r, n, f->flags, f->rule))
		return;
	switch (f->type) {
	case FIELD_WORD:
		read_word(r, n, f->rule, at);
		break;
	case FIELD_WORDS:
		read_words(r, n, f->rule, at);
		break;
	case FIELD_RECORD:
		*(void **)at = new_record(r, n, f->shape);
		break;
	case FIELD_RECORDS:
		read_records(r, n, f->shape, at);
		break;
	}
}

static bool has_key(const struct yaml_node *map, const char *key)
{
	for (const struct yaml_node *c = map->first; c != NULL; c = c->next)
		if (strcmp(c->key, key) == 0)
			return true;
	return false;
}

void reader_missing(struct reader *r, const struct field *f, struct place at)
{
	size_t was = enter(r, f->key, 0);
	const char *keys[KEYS_MOST + 1] = { NULL };

	if (f->shape != NULL)
		shape_keys(f->shape, keys);
	complain(r->complaints, M_key_missing, at, r->path, f->rule != NULL ? f->rule->en : joined(r, keys),
		f->rule != NULL ? f->rule->ja : joined(r, keys));
	leave(r, was);
}

void shapes_read(struct reader *r, const struct yaml_node *map, const struct shape *shape, void *record)
{
	struct place *at = record;

	if (at->line == 0)
		*at = map->at;
	for (const struct yaml_node *c = map->first; c != NULL; c = c->next) {
		const struct field *f = field_of(shape, c->key);
		size_t was = enter(r, c->key, 0);

		if (f == NULL) {
			const char *keys[KEYS_MOST + 1];

			shape_keys(shape, keys);
			complain(r->complaints, M_key_unknown, c->key_at, r->path, shapes_nearest(c->key, keys), joined(r, keys));
		} else if ((f->flags & FIELD_EACH_FILE) == 0 && reader_given(f, record)) {
			complain(r->complaints, M_key_once, c->key_at, r->path, NULL, NULL);
		} else {
			read_field(r, c, f, record);
		}
		leave(r, was);
	}
	for (size_t i = 0; shape != &shape_root && i < shape->n; i++)
		if ((shape->fields[i].flags & FIELD_REQUIRED) != 0 && !has_key(map, shape->fields[i].key))
			reader_missing(r, &shape->fields[i], map->at);
	if (shape->defines != ID_NONE)
		define(r, shape->defines, (struct word *)((char *)record + field_of(shape, "id")->offset), record);
}
