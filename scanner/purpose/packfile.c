/* packfile.c -- a rule pack from a file: the law changes between two releases of a program. A pack names the one it stands on, and only
 * what differs; its day of effect puts it behind or before the others. */
#include "pack.h"
#include "rules.h"
#include "textfile.h"

#include "daicho/purpose.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define WORD(s, member, rule, flags) { #member, FIELD_WORD, offsetof(struct s, member), flags, &rule, NULL }
#define RECORD(s, member, shape, flags) { #member, FIELD_RECORD, offsetof(struct s, member), flags, NULL, &shape }
#define RECORDS(s, member, shape, flags) { #member, FIELD_RECORDS, offsetof(struct s, member), flags, NULL, &shape }
#define SHAPE(name, s) static const struct shape name = { sizeof(struct s), ID_NONE, name##_fields, DC_ARRAY_LEN(name##_fields) }
#define NEED FIELD_REQUIRED
#define VALUE_MOST 1000000

struct both { struct place at; struct word ja, en; };
struct number_given { struct place at; struct word id, value, verified; struct both *source; };
struct pack_given { struct place at; struct word rule_pack, id, base, effective_from, effective_to; struct both *title; struct records numbers; };

static bool value_valid(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);

	return *s >= '0' && *s <= '9' && *end == '\0' && n >= 1 && n <= VALUE_MOST;
}

static const struct word_rule
	pack_value_rule = { "a whole number from 1 to 1,000,000", "1〜1,000,000 の整数", value_valid, NULL, ID_NONE },
	pack_number_rule = { "the id of a number, as breach.persons_above", "数値の id (例 breach.persons_above)", NULL, NULL, ID_NONE };

static const struct field both_fields[] = { WORD(both, ja, rule_text, NEED), WORD(both, en, rule_text, NEED) };
SHAPE(both, both);
static const struct field number_fields[] = {
	WORD(number_given, id, pack_number_rule, NEED), WORD(number_given, value, pack_value_rule, NEED),
	RECORD(number_given, source, both, NEED), WORD(number_given, verified, rule_flag, 0),
};
SHAPE(number, number_given);
static const struct field pack_fields[] = {
	WORD(pack_given, rule_pack, rule_version, NEED), WORD(pack_given, id, rule_id, NEED), WORD(pack_given, base, rule_id, NEED),
	WORD(pack_given, effective_from, rule_date, NEED), WORD(pack_given, effective_to, rule_date, 0), RECORD(pack_given, title, both, NEED),
	RECORDS(pack_given, numbers, number, NEED),
};
SHAPE(pack, pack_given);

struct loading {
	struct dc_arena *arena;
	struct complaints complaints;
	struct pack_given given;
	struct pack pack;
	struct pack_number *numbers;
};

/* "a, b" of the packs there are. */
static const char *known_packs(struct loading *l)
{
	const char *out = "";
	const struct pack *p;

	for (size_t i = 0; (p = pack_at(i)) != NULL && out != NULL; i++)
		out = dc_arena_printf(l->arena, "%s%s%s", out, i == 0 ? "" : ", ", p->id);
	l->complaints.no_memory = l->complaints.no_memory || out == NULL;
	return out == NULL ? "" : out;
}

static const char *nearest_number(struct loading *l, const char *id)
{
	const char **names = dc_arena_array(l->arena, l->pack.n_numbers + 1, sizeof *names);

	for (size_t i = 0; names != NULL && i < l->pack.n_numbers; i++)
		names[i] = l->numbers[i].id;
	return names == NULL ? "" : shapes_nearest(id, names);
}

static void put_number(struct loading *l, const struct number_given *g)
{
	for (size_t i = 0; i < l->pack.n_numbers; i++) {
		struct pack_number *n = &l->numbers[i];

		if (strcmp(n->id, g->id.s) != 0)
			continue;
		n->value = (int)strtol(g->value.s, NULL, 10);
		n->source = g->source->en.s;
		n->source_ja = g->source->ja.s;
		n->verified = g->verified.s != NULL && strcmp(g->verified.s, "true") == 0;
		return;
	}
	complain(&l->complaints, M_pack_number, g->id.at, g->id.s, nearest_number(l, g->id.s), NULL);
}

/* The base with what differs. Only of words that were read without a complaint. */
static void link_pack(struct loading *l)
{
	const struct pack_given *g = &l->given;
	const struct pack *base = pack_find(g->base.s);

	if (base == NULL) {
		complain(&l->complaints, M_rule_pack, g->base.at, g->base.s, known_packs(l), NULL);
		return;
	}
	if (pack_find(g->id.s) != NULL)
		complain(&l->complaints, M_pack_twice, g->id.at, g->id.s, NULL, NULL);
	l->pack = *base;
	l->pack.id = g->id.s;
	l->pack.ja = g->title->ja.s;
	l->pack.en = g->title->en.s;
	l->pack.effective_to = 0;
	when_parse(g->effective_from.s, &l->pack.effective_from);
	if (g->effective_to.s != NULL)
		when_parse(g->effective_to.s, &l->pack.effective_to);
	if (l->pack.effective_to != 0 && l->pack.effective_to < l->pack.effective_from)
		complain(&l->complaints, M_pack_days, g->effective_to.at, g->effective_to.s, g->effective_from.s, NULL);
	l->numbers = dc_arena_array(l->arena, base->n_numbers + 1, sizeof *l->numbers);
	if (l->numbers == NULL) {
		l->complaints.no_memory = true;
		return;
	}
	memcpy(l->numbers, base->numbers, base->n_numbers * sizeof *l->numbers);
	l->pack.numbers = l->numbers;
	for (size_t i = 0; i < g->numbers.n; i++)
		put_number(l, g->numbers.v[i]);
}

static void read_file(struct loading *l, const char *path)
{
	struct place top_of_file = { 0, 1, 1 };
	struct reader reader = { .arena = l->arena, .complaints = &l->complaints };
	struct yaml_node *top = NULL;
	struct dc_buf bytes;
	const char *why;

	dc_buf_init(&bytes, TEXTFILE_BYTES_MOST);
	why = textfile_read(".", path, &bytes);
	if (why != NULL)
		complain(&l->complaints, M_unreadable, top_of_file, path, why, NULL);
	else
		top = yaml_read((struct dc_span){ bytes.p, bytes.n }, 0, l->arena, &l->complaints);
	if (top != NULL && top->kind != YAML_MAP)
		complain(&l->complaints, M_want_map, top->at, "the document", "rule_pack, id, base, effective_from, numbers", NULL);
	else if (top != NULL)
		shapes_read(&reader, top, &pack, &l->given);
	if (l->complaints.errors == 0 && top != NULL)
		link_pack(l);
	dc_buf_done(&bytes);
}

/* What the packs that were added stand in: kept to the end of the program. */
static struct dc_arena *arenas[PACKS_ADDED_MOST];
static size_t n_arenas;

static void packs_free(void)
{
	while (n_arenas > 0)
		dc_arena_free(arenas[--n_arenas]);
}

enum dc_status dc_rule_pack_load(const char *path, void (*tell)(void *ctx, const struct dc_lint *), void *ctx, struct dc_error *err)
{
	const char *files[1] = { path };
	struct loading l = { .arena = dc_arena_new((size_t)64 << 20) };
	enum dc_status st = l.arena == NULL ? DC_ENOMEM : DC_OK;
	bool kept = false;

	if (st == DC_OK) {
		l.complaints = (struct complaints){ .arena = l.arena, .files = files };
		read_file(&l, path);
		st = complaints_tell(&l.complaints, tell, ctx);
	}
	if (st == DC_OK && l.complaints.errors != 0)
		st = dc_fail(err, DC_EUSAGE, "%s: %zu errors in the rule pack", path, l.complaints.errors);
	else if (st == DC_OK && !(kept = pack_add(&l.pack)))
		st = dc_fail(err, DC_EUSAGE, "%s: more than %d rule packs", path, PACKS_ADDED_MOST);
	else if (st != DC_OK)
		st = dc_fail(err, st, "%s: out of memory", path);
	if (kept && n_arenas == 0)
		atexit(packs_free);
	if (kept)
		arenas[n_arenas++] = l.arena;
	else
		dc_arena_free(l.arena);
	return st;
}
