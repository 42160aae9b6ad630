/* propose.h -- runs one detector over a text without the engine: every place that could wake it does. */
#ifndef TESTS_PROPOSE_H
#define TESTS_PROPOSE_H

#include "kind.h"
#include "lexicon.h"

/* Candidates of the text into out (initialised). all: profile thorough, by ON_TEXT alone; else each character in turn as an
 * anchor of the triggers given. */
static inline enum dc_status propose_over(const struct detector *d, struct dc_span bytes, bool all, unsigned triggers,
	struct candidates *out)
{
	struct dc_text text = { .form = DC_PROSE, .bytes = bytes, .page_end = bytes.n };
	struct probe at = { .text = &text, .ceiling = (uint32_t)bytes.n, .cell = UINT32_MAX, .lexicon = lexicon_get(),
		.profile = all ? DC_PROFILE_THOROUGH : DC_PROFILE_FAST, .today = 20260101 };
	enum dc_status st = DC_OK;

	if (all) {
		at.trigger = ON_TEXT;
		return d->propose(d, &at, out);
	}
	for (uint32_t i = 0; i < bytes.n && st == DC_OK; i++) {
		if ((bytes.p[i] & 0xc0) == 0x80)
			continue;
		at.anchor = i;
		for (unsigned t = 1; t <= triggers && st == DC_OK; t <<= 1) {
			at.trigger = t & triggers & d->triggers;
			if (at.trigger != 0)
				st = d->propose(d, &at, out);
		}
	}
	return st;
}

#endif
