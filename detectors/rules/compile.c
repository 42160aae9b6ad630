/* compile.c -- all patterns into one Vectorscan database, each into JIT code of PCRE2. */
#include "rule.h"

#include <stdlib.h>

/* Prefilter mode takes what Vectorscan alone cannot (look-around, back references); PCRE2 confirms every match. */
#define FLAGS (HS_FLAG_UTF8 | HS_FLAG_MULTILINE | HS_FLAG_PREFILTER)

static enum dc_status check_empty(const struct rules *rules, const struct rule *rule, struct dc_error *err)
{
	uint32_t least = 0;

	if (pcre2_pattern_info(rule->code, PCRE2_INFO_MATCHEMPTY, &least) == 0 && least != 0)
		return dc_fail(err, DC_EUSAGE, "%s:%d:%d: %s: the pattern matches nothing at all (the empty text)", rules->name,
			rule->line, rule->col, rule->detector.kind.id);
	return DC_OK;
}

static enum dc_status tell(const struct rules *rules, const hs_compile_error_t *e, struct dc_error *err)
{
	const struct rule *rule = &rules->at[e->expression >= 0 && (size_t)e->expression < rules->n ? e->expression : 0];

	return dc_fail(err, DC_EUSAGE, "%s:%d:%d: %s: pattern: %s", rules->name, rule->line, rule->col, rule->detector.kind.id,
		e->message);
}

enum dc_status rules_compile(struct rules *rules, struct dc_error *err)
{
	const char *patterns[RULES_MOST];
	unsigned flags[RULES_MOST], ids[RULES_MOST];
	hs_compile_error_t *fault = NULL;
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < rules->n && st == DC_OK; i++) {
		patterns[i] = rules->at[i].pattern;
		flags[i] = FLAGS;
		ids[i] = (unsigned)i;
		pcre2_jit_compile(rules->at[i].code, PCRE2_JIT_COMPLETE);	/* without JIT it is slower, no more */
		st = check_empty(rules, &rules->at[i], err);
	}
	if (st != DC_OK || rules->n == 0)
		return st;
	if (hs_compile_multi(patterns, flags, ids, (unsigned)rules->n, HS_MODE_BLOCK, NULL, &rules->db, &fault) == HS_SUCCESS)
		return DC_OK;
	st = tell(rules, fault, err);
	hs_free_compile_error(fault);
	return st;
}
