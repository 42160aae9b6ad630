/* fields.c -- every field of a kind is one row: its name, what reads it. Unknown and doubled fields are faults. */
#include "fields.h"

#include "daicho/category.h"

#include <math.h>
#include <stdarg.h>

#define WORDS_MOST 64
#define WORD_BYTES_MOST 90
#define PATTERN_MOST 4096
#define TEXT_MOST 1000
#define GROUPS_MOST 60		/* rules_scan has room for 64 */
#define CONFIDENCE 0.7f

struct reading {
	struct rules *rules;
	struct rule *rule;
	struct dc_error *err;
	float confidence;
};

/* Where a node begins; a map or list begins where its first scalar does. */
static void place_of(struct fy_node *node, int *line, int *col)
{
	struct fy_token *token = NULL;
	const struct fy_mark *mark;

	while (node != NULL && token == NULL) {
		void *at = NULL;

		if (fy_node_is_scalar(node)) {
			token = fy_node_get_scalar_token(node);
			break;
		}
		if (fy_node_is_mapping(node)) {
			struct fy_node_pair *pair = fy_node_mapping_iterate(node, &at);

			node = pair == NULL ? NULL : fy_node_pair_key(pair);
		} else {
			node = fy_node_is_sequence(node) ? fy_node_sequence_iterate(node, &at) : NULL;
		}
	}
	mark = token == NULL ? NULL : fy_token_start_mark(token);
	*line = mark == NULL ? 1 : mark->line + 1;
	*col = mark == NULL ? 1 : mark->column + 1;
}

enum dc_status fields_fault(const struct rules *rules, struct fy_node *at, struct dc_error *err, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	int line, col;

	place_of(at, &line, &col);
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return dc_fail(err, DC_EUSAGE, "%s:%d:%d: %s", rules->name, line, col, text);
}

/* A scalar's text as a string of the arena; NULL is a fault that was told. */
static const char *string_of(struct reading *r, struct fy_node *node, size_t most)
{
	size_t n = 0;
	const char *p = node != NULL && fy_node_is_scalar(node) && !fy_node_is_alias(node) ? fy_node_get_scalar(node, &n) : NULL;
	char *s;

	if (p == NULL || n == 0) {
		fields_fault(r->rules, node, r->err, "a text is wanted here");
		return NULL;
	}
	if (n > most || memchr(p, '\0', n) != NULL) {
		fields_fault(r->rules, node, r->err, "at most %zu bytes, and no NUL", most);
		return NULL;
	}
	s = dc_arena_strndup(r->rules->arena, p, n);
	if (s == NULL)
		dc_fail(r->err, DC_ENOMEM, "%s", r->rules->name);
	return s;
}

/* NULL-terminated; NULL is a fault that was told. */
static const char *const *list_of(struct reading *r, struct fy_node *node, size_t bytes_most)
{
	const char **list;
	struct fy_node *item;
	void *at = NULL;
	size_t n = 0;

	if (node == NULL || !fy_node_is_sequence(node)) {
		fields_fault(r->rules, node, r->err, "a list [a, b] is wanted here");
		return NULL;
	}
	if (fy_node_sequence_item_count(node) > WORDS_MOST) {
		fields_fault(r->rules, node, r->err, "at most %d entries", WORDS_MOST);
		return NULL;
	}
	list = dc_arena_array(r->rules->arena, WORDS_MOST + 1, sizeof *list);
	if (list == NULL) {
		dc_fail(r->err, DC_ENOMEM, "%s", r->rules->name);
		return NULL;
	}
	while ((item = fy_node_sequence_iterate(node, &at)) != NULL) {
		list[n] = string_of(r, item, bytes_most);
		if (list[n++] == NULL)
			return NULL;
	}
	return list;
}

static bool is_id(const char *s)
{
	if (strlen(s) > 63 || strchr("abcdefghijklmnopqrstuvwxyz0123456789", *s) == NULL)
		return false;
	for (; *s != '\0'; s++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789._-", *s) == NULL)
			return false;
	return true;
}

static bool read_id(struct reading *r, struct fy_node *node)
{
	const char *s = string_of(r, node, TEXT_MOST);

	if (s != NULL && !is_id(s)) {
		fields_fault(r->rules, node, r->err, "\"%s\": an id has small letters, digits, '.', '_' and '-', at most 63", s);
		return false;
	}
	r->rule->detector.kind.id = s;
	return s != NULL;
}

/* A leaf of the catalogue, or an id of the user's own; an own id in a family of the catalogue is a slip of the pen. */
static bool is_category(const char *id)
{
	size_t n = strcspn(id, ".");
	char family[64];

	if (dc_category_find(id) != NULL)
		return true;
	snprintf(family, sizeof family, "%.*s", (int)n, id);
	return !dc_category_known(family);
}

static bool read_category(struct reading *r, struct fy_node *node)
{
	const char *s = string_of(r, node, TEXT_MOST);

	if (s != NULL && (!is_id(s) || strchr(s, '.') == NULL)) {
		fields_fault(r->rules, node, r->err, "\"%s\": a category is a dotted id such as work.employee_id", s);
		return false;
	}
	if (s != NULL && !is_category(s)) {
		fields_fault(r->rules, node, r->err, "\"%s\": the catalogue has no such category; 'daicho kinds list' shows those in use, "
			"and one of your own begins with a word of your own", s);
		return false;
	}
	r->rule->detector.kind.category = s;
	return s != NULL;
}

static bool read_ja(struct reading *r, struct fy_node *node)
{
	return (r->rule->detector.kind.ja = string_of(r, node, TEXT_MOST)) != NULL;
}

static bool read_en(struct reading *r, struct fy_node *node)
{
	return (r->rule->detector.kind.en = string_of(r, node, TEXT_MOST)) != NULL;
}

/* Compiled at once: a pattern's fault is told where it stands. */
static bool read_pattern(struct reading *r, struct fy_node *node)
{
	struct rule *rule = r->rule;
	PCRE2_UCHAR why[160];
	PCRE2_SIZE at = 0;
	uint32_t groups = 0;
	int code = 0, group;

	rule->pattern = string_of(r, node, PATTERN_MOST);
	if (rule->pattern == NULL)
		return false;
	place_of(node, &rule->line, &rule->col);
	rule->code = pcre2_compile((PCRE2_SPTR)rule->pattern, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_MULTILINE | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
	if (rule->code == NULL) {
		pcre2_get_error_message(code, why, sizeof why);
		fields_fault(r->rules, node, r->err, "pattern, character %zu: %s", (size_t)at + 1, (const char *)why);
		return false;
	}
	pcre2_pattern_info(rule->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (groups > GROUPS_MOST) {
		pcre2_code_free(rule->code);
		rule->code = NULL;
		fields_fault(r->rules, node, r->err, "pattern: %u groups, at most %d; (?:...) makes none", groups, GROUPS_MOST);
		return false;
	}
	group = pcre2_substring_number_from_name(rule->code, (PCRE2_SPTR)"v");
	rule->group = group > 0 ? (uint32_t)group : 0;
	return true;
}

static bool read_checks(struct reading *r, struct fy_node *node)
{
	const char *const *list = list_of(r, node, TEXT_MOST);

	for (size_t i = 0; list != NULL && list[i] != NULL; i++) {
		check_fn *check = check_find(list[i]);

		if (check == NULL || r->rule->n_checks == CHECKS_MOST) {
			fields_fault(r->rules, node, r->err, "\"%s\": known checks are luhn, mod11, mod97, mod7, ean; at most %d",
				list[i], CHECKS_MOST);
			return false;
		}
		r->rule->checks[r->rule->n_checks++] = check;
	}
	return list != NULL;
}

static bool read_near(struct reading *r, struct fy_node *node)
{
	return (r->rule->detector.kind.near = list_of(r, node, WORD_BYTES_MOST)) != NULL;
}

static bool read_against(struct reading *r, struct fy_node *node)
{
	return (r->rule->detector.kind.near_not = list_of(r, node, WORD_BYTES_MOST)) != NULL;
}

static bool read_columns(struct reading *r, struct fy_node *node)
{
	return (r->rule->detector.kind.columns = list_of(r, node, WORD_BYTES_MOST)) != NULL;
}

static bool read_examples(struct reading *r, struct fy_node *node)
{
	return (r->rule->detector.kind.examples = list_of(r, node, TEXT_MOST)) != NULL;
}

static bool read_decoys(struct reading *r, struct fy_node *node)
{
	return (r->rule->detector.kind.decoys = list_of(r, node, TEXT_MOST)) != NULL;
}

static bool read_confidence(struct reading *r, struct fy_node *node)
{
	const char *s = string_of(r, node, 16);
	char *end = NULL;

	if (s == NULL)
		return false;
	r->confidence = strtof(s, &end);
	if (*end != '\0' || !(r->confidence >= 0.01f && r->confidence <= 0.99f)) {
		fields_fault(r->rules, node, r->err, "\"%s\": a number from 0.01 to 0.99 is wanted", s);
		return false;
	}
	return true;
}

static bool read_links(struct reading *r, struct fy_node *node)
{
	const char *s = string_of(r, node, 16);

	if (s != NULL && strcmp(s, "true") != 0 && strcmp(s, "false") != 0) {
		fields_fault(r->rules, node, r->err, "\"%s\": true or false is wanted", s);
		return false;
	}
	if (s != NULL && *s == 't')
		r->rule->detector.kind.flags |= DC_KIND_LINKS;
	return s != NULL;
}

static bool read_mask(struct reading *r, struct fy_node *node)
{
	static const struct { const char *name; enum dc_mask mask; } masks[] = {
		{ "length", DC_MASK_LENGTH }, { "last4", DC_MASK_LAST4 }, { "domain", DC_MASK_DOMAIN }, { "first3", DC_MASK_FIRST3 },
	};
	const char *s = string_of(r, node, 16);

	for (size_t i = 0; s != NULL && i < DC_ARRAY_LEN(masks); i++)
		if (strcmp(masks[i].name, s) == 0) {
			r->rule->detector.kind.mask = masks[i].mask;
			return true;
		}
	if (s != NULL)
		fields_fault(r->rules, node, r->err, "\"%s\": a mask is length, last4, domain or first3", s);
	return false;
}

static const struct { const char *name; bool (*read)(struct reading *, struct fy_node *); } fields[] = {
	{ "id", read_id }, { "category", read_category }, { "ja", read_ja }, { "en", read_en }, { "pattern", read_pattern },
	{ "checks", read_checks }, { "words_near", read_near }, { "words_against", read_against }, { "columns", read_columns },
	{ "confidence", read_confidence }, { "links", read_links }, { "mask", read_mask }, { "examples", read_examples },
	{ "decoys", read_decoys },
};

static bool read_field(struct reading *r, struct fy_node_pair *pair, unsigned *seen)
{
	const char *name = string_of(r, fy_node_pair_key(pair), TEXT_MOST);

	for (size_t i = 0; name != NULL && i < DC_ARRAY_LEN(fields); i++) {
		if (strcmp(fields[i].name, name) != 0)
			continue;
		if (*seen & 1u << i) {
			fields_fault(r->rules, fy_node_pair_key(pair), r->err, "\"%s\" stands here twice", name);
			return false;
		}
		*seen |= 1u << i;
		if (fy_node_pair_value(pair) == NULL || !fields[i].read(r, fy_node_pair_value(pair))) {
			fields_fault(r->rules, fy_node_pair_key(pair), r->err, "\"%s\" has no value", name);
			return false;
		}
		return true;
	}
	if (name != NULL)
		fields_fault(r->rules, fy_node_pair_key(pair), r->err, "unknown field \"%s\"", name);
	return false;
}

enum dc_status fields_read(struct rules *rules, struct fy_node *map, struct rule *out, struct dc_error *err)
{
	struct reading r = { rules, out, err, CONFIDENCE };
	struct dc_kind *k = &out->detector.kind;
	struct fy_node_pair *pair;
	unsigned seen = 0;
	void *at = NULL;

	if (!fy_node_is_mapping(map))
		return fields_fault(rules, map, err, "a kind with id, category and pattern is wanted here");
	k->flags = DC_KIND_USER;
	while ((pair = fy_node_mapping_iterate(map, &at)) != NULL)
		if (!read_field(&r, pair, &seen))
			return err->status;
	if (k->id == NULL || k->category == NULL || out->pattern == NULL)
		return fields_fault(rules, map, err, "this kind lacks %s", k->id == NULL ? "id" : k->category == NULL ? "category" :
			"pattern");
	if (k->ja == NULL && k->en == NULL)
		return fields_fault(rules, map, err, "%s lacks a name: give ja or en", k->id);
	k->ja = k->ja == NULL ? k->en : k->ja;
	k->en = k->en == NULL ? k->ja : k->en;
	k->sources = rules->name;
	out->logodds = logf(r.confidence / (1 - r.confidence));
	return DC_OK;
}
