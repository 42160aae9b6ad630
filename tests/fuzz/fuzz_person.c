/* fuzz_person.c -- any bytes as what a person tells of themself: it is read or refused with a reason that names no value, and any text
 * compares with it. */
#include "person.h"

#include <stdlib.h>
#include <string.h>

bool cli_japanese;
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(const struct person *p, struct dc_span text)
{
	struct dc_buf folded;
	enum dc_status st;

	dc_buf_init(&folded, 0);
	st = person_fold(text, &folded);
	if (st == DC_OK && person_in(p, text, (struct dc_span){ folded.p, folded.n }) >> N_ATTRIBUTES != 0)
		abort();
	dc_buf_done(&folded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct person p = { .n = 0 };
	struct dc_error err = { 0 };
	enum dc_status st = person_read(&p, (struct dc_span){ data, size }, &err);

	if (p.n > PERSON_VALUES_MOST || (st != DC_OK && (err.status != st || err.text[0] == '\0')))
		abort();
	if (st == DC_OK)
		compare(&p, (struct dc_span){ data, size });
	person_done(&p);
	return 0;
}
