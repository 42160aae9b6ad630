/* judge.h -- one finding against the declaration (PURPOSES 1.5, 1.6). Pure: facts in, verdicts out; no store, no clock.
 *
 * A judge remembers what it worked out for each scope and category, so a million findings of a few thousand pairs cost
 * little more than finding their scopes. One thread each; any number of judges may share a declaration.
 */
#ifndef PURPOSE_JUDGE_H
#define PURPOSE_JUDGE_H

#include "places.h"
#include "verdict.h"

struct facts {
	struct location where;
	const char *category;
	const char *subject;		/* id, linked by a key of the row or hinted three times; NULL: not known */
	uint64_t low, medium, high;	/* hits per band */
	uint64_t roles;			/* of them: role addresses and offices */
	int dated;			/* oldest date in the rows or the document, yyyymmdd; 0: none */
	const char *dates;		/* columns of dates of its table, as dc_result_part has them; NULL or "": none */
	int modified;			/* day of the file's time; 0: none */
	uint32_t mode;			/* POSIX permissions; 0: not known */
	const char *const *principals;	/* who may read, by name, where it is known */
	size_t n_principals;
	bool linked_code;		/* the values join with an identified scope's */
	bool single_rows;		/* some of its table's rows stand alone by such items, others do not: rows of persons, not totals */
	bool totals;			/* all rows stand alone, as totals do, and rows of persons told apart do too */
	const char *alike;		/* "k-min 1: 88 of 90 rows stand alone by person.age"; NULL: not measured */
	const char *joinability;	/* "joinability 1.000 +- 0.001: ..."; NULL: not measured */
};

#define VERDICTS_MOST 40		/* more than there are reasons a finding can have at once */

struct verdicts {
	const struct scope *scope;	/* NULL: none matches */
	struct verdict v[VERDICTS_MOST];	/* v[0] is the primary one */
	size_t n;
};

struct judge;

enum dc_status judge_new(const struct dc_declaration *d, int today, struct judge **out);
void judge_free(struct judge *j);	/* NULL is fine */
/* DC_ENOMEM alone can go wrong. Findings that hold placeholders alone are not to be given (all bands 0). */
enum dc_status judge_finding(struct judge *j, const struct facts *f, struct verdicts *out);
struct locator *judge_locator(struct judge *j);

/* ---- shared between the files of the judge */

/* What holds for all findings of one category in one scope. */
struct ruling {
	const struct scope *scope;	/* NULL: no scope */
	const char *category;
	unsigned flags;			/* DC_CAT_* */
	bool my_number, ambiguous;
	const struct binding **admitted;	/* A of PURPOSES 1.5 */
	size_t n_admitted;
	struct verdict fixed[VERDICTS_MOST / 2];	/* verdicts that need no further fact */
	size_t n_fixed;
	const struct cited *cited;	/* the scope's own purposes */
	const struct cited *shared;	/* the clause of its recipient or joint use; else as cited */
	const struct waiver **waivers;	/* of this scope and category, expired ones too */
	size_t n_waivers;
	struct ruling *next;		/* in the judge's table */
};

bool closure_has(const struct words *list, const char *category);
/* special.c: the rules of PURPOSES 1.6 that follow from scope and category. */
void special_rules(const struct dc_declaration *d, struct ruling *r);
void ruling_add(struct ruling *r, enum verdict_kind kind, enum why why, const struct cited *cited, const char *note);
/* control.c: those that need the finding's place, time and access. Adds to out. residual: of the finding's path. */
void control_rules(const struct ruling *r, const struct facts *f, bool residual, int today, struct verdicts *out);
bool control_residual(const char *path, size_t path_n);
void verdicts_add(struct verdicts *out, enum verdict_kind kind, enum why why, const struct ruling *r, const char *note);

#endif
