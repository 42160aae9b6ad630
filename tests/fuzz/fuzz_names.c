/* fuzz_names.c -- names and addresses in any bytes: every candidate stands inside the text and has a sane weight. */
#include <math.h>
#include <stdlib.h>

#include "cell.h"
#include "propose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct detector *const kinds[] = {
	&detector_person_name_jp, &detector_person_name_kana, &detector_person_name_west, &detector_person_name_romaji,
	&detector_address_jp, &detector_address_romaji,
};

static void check(const struct detector *d, struct dc_span text, bool all)
{
	struct candidates out;

	candidates_init(&out);
	if (propose_over(d, text, all, ON_KANJI_NAME | ON_KANA | ON_CAPITAL | ON_PLACE | ON_LABEL | ON_CELL, &out) != DC_OK)
		abort();
	for (size_t i = 0; i < out.n; i++) {
		const struct candidate *c = &out.at[i];

		if (c->start >= c->end || c->end > text.n || c->shown > c->value_len || c->value_len > DC_VALUE_MOST ||
		    !isfinite(candidate_logodds(c)))
			abort();
	}
	candidates_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dc_span text = { data, size > 400 ? 400 : size };

	for (size_t i = 0; i < DC_ARRAY_LEN(kinds); i++) {
		check(kinds[i], text, false);
		check(kinds[i], text, true);
	}
	for (unsigned what = 0; what <= LEXICON_CELL_KINDS; what++) {
		float p = lexicon_cell_score(text, what);

		if (!(p >= 0 && p <= 1))
			abort();
	}
	return 0;
}
