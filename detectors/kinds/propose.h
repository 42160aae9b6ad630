/* propose.h -- what most kinds do alike: read a cell as a number, add a candidate from a run. */
#ifndef PROPOSE_H
#define PROPOSE_H

#include "checks.h"
#include "folding.h"
#include "kind.h"

/* A cell that holds one number and nothing else (quotes, '=' and apostrophe of spreadsheets aside) as a run. */
bool cell_run(const struct probe *at, struct digit_run *run);
/* The run of the probe: given, or read from the cell (into *own). NULL: none. */
const struct digit_run *probe_run(const struct probe *at, struct digit_run *own);
/* Puts zeros before a run of one group that lost its leading zeros; false if it is longer than n. */
bool run_pad(struct digit_run *run, unsigned n);
/* Groups as given, behind each other with separators; 0 ends the list. */
bool run_groups_are(const struct digit_run *run, const uint8_t *groups);
/* All separators are the same character of the set. */
bool run_separator_in(const struct digit_run *run, const char *set);
/* The digits of the run as characters; returns how many. */
size_t run_text(const struct digit_run *run, char out[RUN_DIGITS_MOST + 1]);
/* Adds the run's digits as a candidate. */
enum dc_status add_run(const struct detector *self, const struct digit_run *run, struct candidates *out, struct candidate **c);
/* A number of the run's digits [from, to). */
uint64_t run_number(const struct digit_run *run, unsigned from, unsigned to);

/* One of the words, whole. */
bool span_is_one_of(struct dc_span s, const char *const *words);
/* Moves over spaces, colons and the like that stand between a label and its value; returns the first byte behind. */
uint32_t skip_to_value(const struct probe *at, uint32_t from);

/* The word at `from`: up to a space, a quotation mark, ',', ';', '<', '>' or a wide punctuation mark, `most` bytes at most. */
struct dc_span word_at(const struct probe *at, uint32_t from, size_t most);
/* Where the value begins: behind a label and what stands between, or in a cell behind its quotes. */
uint32_t value_start(const struct probe *at);
/* A label has its colon or space before the value, on its own line: "性別男" and a heading above a list are no form. Cells always have. */
bool value_set_off(const struct probe *at, uint32_t start);
/* The value is followed by what ends one: white space, punctuation, the end. */
bool value_ends(const struct probe *at, uint32_t end);
/* The probe's text is a cell, and [start, end) all that stands in it but blanks and quotes. */
bool fills_its_cell(const struct probe *at, uint32_t start, uint32_t end);
/* Adds bytes [start, end) of the text as they stand. */
enum dc_status add_bytes(const struct detector *self, const struct probe *at, uint32_t start, uint32_t end,
	struct candidates *out, struct candidate **c);

#endif
