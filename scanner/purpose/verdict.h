/* verdict.h -- a verdict as the judge makes it: small, since a run may have millions; words are put in when it is stored. */
#ifndef PURPOSE_VERDICT_H
#define PURPOSE_VERDICT_H

#include "declaration.h"

enum level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_NOTE, LEVEL_PASS, LEVEL_OPEN };	/* order of dc_judgement.by_level */

enum verdict_kind {
#define VERDICT(symbol, name, level) V_##symbol,
#include "verdicts.def"
#undef VERDICT
	N_VERDICTS
};

enum why {
#define WHY(symbol, name, step) W_##symbol,
#include "verdicts.def"
#undef WHY
	N_WHYS
};

/* What of the declaration a verdict rests on. */
struct cited {
	const char *clause;		/* "c.support (web-ja 2(3))" */
	const char *text;		/* of the first purpose */
};

struct verdict {
	uint8_t kind, why, level;
	uint8_t would_be;		/* V_review: the kind it stands for; why is that kind's */
	int due;			/* V_over_retention: the last day it may be kept */
	const struct cited *cited;	/* NULL: nothing is declared that could be cited */
	const char *candidates;		/* NULL: none */
	const char *note;		/* NULL: none */
	const struct waiver *waiver;	/* that suppresses it; NULL: none */
};

const char *verdict_name(enum verdict_kind kind);
const char *verdict_why(enum why why);
enum level verdict_level(enum verdict_kind kind);
const char *verdict_level_name(enum level level);
const char *verdict_step(enum verdict_kind kind, enum why why);
bool verdict_violates(const struct verdict *v);	/* error or warning that no waiver suppresses */
/* "PROHIBITED" or "PROHIBITED/listed", as a waiver names it. */
bool verdict_named(const struct verdict *v, const char *name);
/* Why an object's reason leaves it unread; false: it was read, or there was nothing to read. */
bool verdict_unread(enum dc_reason reason, const char *format, enum why *why);

#endif
