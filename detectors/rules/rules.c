/* rules.c -- a kinds file as a whole: YAML in, a list of rules out. */
#include "fields.h"

#include <errno.h>
#include <stdlib.h>

#define FILE_MOST (1u << 20)
#define ARENA_MOST (32u << 20)

static enum dc_status tell_syntax(const struct rules *rules, struct fy_diag *diag, struct dc_error *err)
{
	void *at = NULL;
	struct fy_diag_error *e = fy_diag_errors_iterate(diag, &at);

	if (e == NULL)
		return dc_fail(err, DC_EUSAGE, "%s:1:1: no YAML document", rules->name);
	return dc_fail(err, DC_EUSAGE, "%s:%d:%d: %s", rules->name, e->line < 1 ? 1 : e->line, e->column < 1 ? 1 : e->column, e->msg);
}

static bool taken(const struct rules *rules, const char *id, const struct detector *const *builtin, size_t n_builtin)
{
	for (size_t i = 0; i < n_builtin; i++)
		if (strcmp(builtin[i]->kind.id, id) == 0)
			return true;
	for (size_t i = 0; i < rules->n; i++)
		if (strcmp(rules->at[i].detector.kind.id, id) == 0)
			return true;
	return false;
}

static enum dc_status read_kinds(struct rules *rules, struct fy_node *list, const struct detector *const *builtin,
	size_t n_builtin, struct dc_error *err)
{
	struct fy_node *item;
	void *at = NULL;

	while ((item = fy_node_sequence_iterate(list, &at)) != NULL) {
		struct rule *rule = &rules->at[rules->n];
		enum dc_status st;

		if (rules->n == RULES_MOST)
			return fields_fault(rules, item, err, "more than %d kinds", RULES_MOST);
		st = fields_read(rules, item, rule, err);
		if (st == DC_OK && taken(rules, rule->detector.kind.id, builtin, n_builtin))
			st = fields_fault(rules, item, err, "id \"%s\" is taken by another kind", rule->detector.kind.id);
		if (st != DC_OK) {
			pcre2_code_free(rule->code);
			rule->code = NULL;
			return st;
		}
		rules->n++;
	}
	return DC_OK;
}

/* The top of the file: one map with `kinds` alone. */
static enum dc_status read_top(struct rules *rules, struct fy_node *root, const struct detector *const *builtin,
	size_t n_builtin, struct dc_error *err)
{
	struct fy_node_pair *pair;
	struct fy_node *kinds = NULL;
	void *at = NULL;

	if (root == NULL || !fy_node_is_mapping(root))
		return fields_fault(rules, root, err, "the file begins with \"kinds:\"");
	while ((pair = fy_node_mapping_iterate(root, &at)) != NULL) {
		struct fy_node *key = fy_node_pair_key(pair);
		const char *name = key == NULL ? NULL : fy_node_get_scalar0(key);

		if (name == NULL || strcmp(name, "kinds") != 0 || kinds != NULL)
			return fields_fault(rules, key, err, "only one \"kinds:\" may stand here");
		kinds = fy_node_pair_value(pair);
	}
	if (kinds == NULL || !fy_node_is_sequence(kinds))
		return fields_fault(rules, root, err, "\"kinds:\" holds a list");
	return read_kinds(rules, kinds, builtin, n_builtin, err);
}

static enum dc_status parse(struct rules *rules, struct dc_span yaml, const struct detector *const *builtin, size_t n_builtin,
	struct dc_error *err)
{
	struct fy_parse_cfg cfg = { .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE | FYPCF_DEFAULT_VERSION_1_2 };
	struct fy_diag_cfg dcfg;
	struct fy_document *doc = NULL;
	enum dc_status st = DC_ENOMEM;

	fy_diag_cfg_default(&dcfg);
	dcfg.fp = NULL;
	cfg.diag = fy_diag_create(&dcfg);
	if (cfg.diag == NULL)
		return dc_fail(err, DC_ENOMEM, "%s", rules->name);
	fy_diag_set_collect_errors(cfg.diag, true);
	doc = fy_document_build_from_string(&cfg, (const char *)yaml.p, yaml.n);
	st = doc == NULL ? tell_syntax(rules, cfg.diag, err) : read_top(rules, fy_document_root(doc), builtin, n_builtin, err);
	fy_document_destroy(doc);
	fy_diag_destroy(cfg.diag);
	return st;
}

enum dc_status rules_parse(struct dc_span yaml, const char *name, const struct detector *const *builtin, size_t n_builtin,
	struct rules **out, struct dc_error *err)
{
	struct rules *rules = calloc(1, sizeof *rules);
	enum dc_status st;

	if (rules == NULL || (rules->arena = dc_arena_new(ARENA_MOST)) == NULL ||
	    (rules->name = dc_arena_strdup(rules->arena, name)) == NULL) {
		rules_free(rules);
		return dc_fail(err, DC_ENOMEM, "%s", name);
	}
	if (yaml.n > FILE_MOST)
		st = dc_fail(err, DC_EUSAGE, "%s: larger than %u bytes", name, FILE_MOST);
	else if (yaml.n == 0 || memchr(yaml.p, '\0', yaml.n) != NULL || !dc_utf8_valid(yaml))
		st = dc_fail(err, DC_EUSAGE, "%s: empty, or no UTF-8 text", name);
	else
		st = parse(rules, yaml, builtin, n_builtin, err);
	if (st != DC_OK) {
		rules_free(rules);
		return st;
	}
	*out = rules;
	return DC_OK;
}

enum dc_status rules_load(const char *path, const struct detector *const *builtin, size_t n_builtin, struct rules **out,
	struct dc_error *err)
{
	FILE *f = fopen(path, "rbe");
	uint8_t *bytes = malloc(FILE_MOST + 1);
	enum dc_status st = DC_OK;
	size_t n = 0;

	if (bytes == NULL) {
		st = dc_fail(err, DC_ENOMEM, "%s", path);
	} else if (f == NULL) {
		st = dc_fail(err, DC_EUSAGE, "%s: cannot be opened: %s", path, strerror(errno));
	} else {
		n = fread(bytes, 1, FILE_MOST + 1, f);
		if (ferror(f))
			st = dc_fail(err, DC_EUSAGE, "%s: cannot be read", path);
	}
	if (st == DC_OK)
		st = rules_parse((struct dc_span){ bytes, n }, path, builtin, n_builtin, out, err);
	if (f != NULL)
		fclose(f);
	free(bytes);
	return st;
}

void rules_free(struct rules *rules)
{
	if (rules == NULL)
		return;
	for (size_t i = 0; i < rules->n; i++)
		pcre2_code_free(rules->at[i].code);
	hs_free_database(rules->db);
	dc_arena_free(rules->arena);
	free(rules);
}

size_t rules_count(const struct rules *rules)
{
	return rules == NULL ? 0 : rules->n;
}

const struct detector *rules_kind(const struct rules *rules, size_t i)
{
	return &rules->at[i].detector;
}
