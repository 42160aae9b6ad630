/* rules.h -- users' own kinds: a YAML file -> detectors, found by one Vectorscan pass and confirmed by PCRE2.
 *
 * A kinds file:
 *   kinds:
 *     - id: example.staff_no               # required; [a-z0-9._-], not one of the built-in ids
 *       category: work.employee_id         # required; a leaf of the catalogue, or a dotted id that begins with a word of one's own
 *       ja: 社員番号                        # at least one of ja, en
 *       en: staff number
 *       pattern: '(?<v>E\d{6})'            # required; PCRE2, UTF-8; the group v is the value, else the whole match
 *       checks: [luhn]                     # over the value's digits; rules_check_names()
 *       words_near: [社員, staff]
 *       words_against: [注文]
 *       columns: [staff_no]
 *       confidence: 0.7                    # of a bare match, before words and columns; default 0.7
 *       links: true                        # equal values are one person's
 *       examples: ["社員番号 E123456"]
 *       decoys: ["E12345"]
 *       mask: length                       # length last4 domain first3
 *
 * The patterns see UTF-8 as it stands in the text. Limits: file 1 MiB, 256 kinds, pattern 4 KiB, words 64 a list.
 */
#ifndef RULES_H
#define RULES_H

#include "kind.h"

struct rules;			/* const after loading: any thread's */
struct rules_scan;		/* one session's scratch */

/* Reads a kinds file. A fault names file, line and column: DC_EUSAGE. builtin: kinds whose ids are taken. */
enum dc_status rules_load(const char *path, const struct detector *const *builtin, size_t n_builtin,
	struct rules **out, struct dc_error *err);
/* The same from memory; name stands in messages. */
enum dc_status rules_parse(struct dc_span yaml, const char *name, const struct detector *const *builtin, size_t n_builtin,
	struct rules **out, struct dc_error *err);
void rules_free(struct rules *rules);				/* NULL is fine */
size_t rules_count(const struct rules *rules);			/* 0 for NULL */
/* In file order; triggers 0, propose NULL: rules_find() looks for all at once. Lives as long as rules. */
const struct detector *rules_kind(const struct rules *rules, size_t i);

/* Compiles the one Vectorscan database; until then only the table of kinds is there. Call before rules_scan_new(). */
enum dc_status rules_compile(struct rules *rules, struct dc_error *err);
enum dc_status rules_scan_new(const struct rules *rules, struct rules_scan **out, struct dc_error *err);
void rules_scan_free(struct rules_scan *scan);			/* NULL is fine */
/* Adds candidates of all rules in the whole text, in order of start, behind what is in out already; a match that leaves
 * its cell is none. wanted: one flag for each rule, or NULL for all. */
enum dc_status rules_find(const struct rules *rules, struct rules_scan *scan, const struct dc_text *text, const bool *wanted,
	struct candidates *out, struct dc_error *err);

/* Places where a pattern backtracked beyond its limit and was given up, since rules_scan_new(). *id: of the first such kind; or NULL. */
size_t rules_given_up(const struct rules_scan *scan, const char **id);

/* Names that `checks` knows, NULL-terminated. */
const char *const *rules_check_names(void);

#endif
