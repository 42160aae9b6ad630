/* fake_store.h -- an inventory and a declaration that stand in memory, behind the functions of store.h and purpose.h that
 * reports call: a test feeds rows, no database and no scan. */
#ifndef TESTS_FAKE_STORE_H
#define TESTS_FAKE_STORE_H

#include "daicho/report.h"

struct fake_verdict {
	struct dc_verdict_row row;
	long finding, object;		/* indexes, or -1 */
};

struct fake_part {
	size_t object;
	struct dc_stored_part part;
};

struct fake_typed { const char *row_id, *name, *text; };

struct fake_column {
	size_t object;
	const char *inner, *table, *kind;
	struct dc_result_column column;
};

struct dc_store {
	struct dc_run run;
	const struct dc_stored_object *objects;		size_t n_objects;
	const struct dc_stored_finding *findings;	size_t n_findings;
	const struct fake_verdict *verdicts;		size_t n_verdicts;
	const struct fake_part *parts;			size_t n_parts;
	const struct fake_column *columns;		size_t n_columns;
	const struct fake_typed *typed;			size_t n_typed;		/* by row, then name */
	const struct dc_change_row *changes;		size_t n_changes;
	size_t repeat;			/* the findings come so many times over, as if there were more; 0: once */
	bool no_run, no_key;
};

struct dc_declaration {
	const char *controller, *sha256, *rule_pack;
	const struct dc_declared_purpose *purposes;	size_t n_purposes;
	const struct dc_declared_scope *scopes;		size_t n_scopes;
	const struct dc_declared_row *rows;		size_t n_rows;
	struct dc_handling handling;			/* of every scope */
	const char *const *prefixes;			/* of the scopes' paths */
};

struct fake_set {
	const char *id;
	struct dc_store store;
	struct dc_declaration declaration;
};

/* The sets: "demo", "undeclared", "hostile", "vectors", "empty", "many". NULL if there is none of that name. */
struct fake_set *fake_set_find(const char *id);
/* What a search for one person found in the set of that name. */
const struct dc_subject *fake_subject(const char *id);

#endif
