/* fuzz_register.c -- any bytes as a register: lines come in order, each once, fields are text, and those of persons hold nothing. */
#include "register.h"

#include "when.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool look(void *ctx, const struct register_line *l)
{
	uint64_t *last = ctx;

	if (l->line <= *last || (l->fault == DC_ENTRY_GOOD && l->date != 0 && !when_valid(l->date)))
		abort();
	*last = l->line;
	for (int c = 0; c < N_REGISTER_COLUMNS; c++)
		if (!dc_utf8_valid(dc_span_of(l->field[c])))
			abort();
	if (strcmp(l->field[REGISTER_PERSON], "") != 0 && strcmp(l->field[REGISTER_PERSON], "x") != 0)
		abort();
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t last = 1;

	register_read((struct dc_span){ data, size }, look, &last);
	return 0;
}
