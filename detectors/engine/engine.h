/* engine.h -- what an engine is made of; const after dc_engine_new. */
#ifndef ENGINE_H
#define ENGINE_H

#include "digits.h"
#include "labels.h"
#include "lexicon.h"
#include "pass.h"
#include "rules.h"

#define N_TRIGGERS 15			/* bits of enum trigger */
#define TRIGGER_INDEX(t) ((unsigned)__builtin_ctz(t))

struct kind_list {
	uint8_t at[KINDS_MOST];
	uint8_t n;
};

struct dc_engine {
	const struct cpu *cpu;
	const struct lexicon *lexicon;
	enum dc_profile profile;
	int today;
	const struct detector *kinds[KINDS_MOST];	/* the built-in ones */
	bool wanted[KINDS_MOST];	/* options.only */
	size_t n_kinds;
	struct rules *rules;		/* users' own kinds, counted behind the built-in ones; NULL: none */
	bool *rules_wanted;
	struct kind_list by_trigger[N_TRIGGERS];
	struct kind_set label_kinds;	/* those that asked for ON_LABEL */
	struct kind_list digit_kinds;	/* the i-th has bit i in the table of shapes */
	struct shapes *shapes;
	struct labels *labels;
	uint8_t *bitmap;		/* pairs of the lexicon and of labels */
	unsigned anchors;		/* bit A_*: what is worth finding */
};

#endif
