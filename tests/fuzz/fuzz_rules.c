/* fuzz_rules.c -- a kinds file, then a blank line of "%%", then the text it reads. */
#include "rules.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void search(struct rules *rules, struct dc_span bytes)
{
	struct dc_text text = { .form = DC_PROSE, .bytes = bytes, .page_end = bytes.n };
	struct dc_error err = { 0 };
	struct rules_scan *scan = NULL;
	struct candidates found;

	candidates_init(&found);
	if (rules_compile(rules, &err) == DC_OK && rules_scan_new(rules, &scan, &err) == DC_OK)
		(void)rules_find(rules, scan, &text, NULL, &found, &err);
	for (size_t i = 0; i < found.n; i++)
		if (found.at[i].start >= found.at[i].end || found.at[i].end > bytes.n)
			abort();
	candidates_done(&found);
	rules_scan_free(scan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *cut = memmem(data, size, "\n%%\n", 4);
	size_t yaml = cut == NULL ? size : (size_t)(cut - data);
	struct dc_error err = { 0 };
	struct rules *rules = NULL;

	if (rules_parse((struct dc_span){ data, yaml }, "fuzz", NULL, 0, &rules, &err) != DC_OK)
		return 0;
	if (cut != NULL)
		search(rules, (struct dc_span){ cut + 4, size - yaml - 4 });
	rules_free(rules);
	return 0;
}
