/* report_sample.c -- writes a report over a made-up inventory to standard output, for tests that look at it with other
 * programs: report_sample SET REPORT FORMAT LANG [masks] [mask-paths] [known] */
#include "fake_store.h"

#include "daicho/report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool asked(int argc, char **argv, const char *word)
{
	for (int i = 5; i < argc; i++) {
		if (strcmp(argv[i], word) == 0)
			return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	struct fake_set *set = argc < 5 ? NULL : fake_set_find(argv[1]);
	struct dc_error err = { 0 };
	struct dc_report_request req = { .version = "0.0 (sample)" };

	if (set == NULL) {
		fprintf(stderr, "usage: report_sample demo|undeclared|hostile|vectors|empty|many REPORT FORMAT LANG [masks] [mask-paths] [known]\n");
		return 2;
	}
	req.report = argv[2];
	req.format = argv[3];
	req.lang = argv[4];
	req.masks = asked(argc, argv, "masks");
	req.mask_paths = asked(argc, argv, "mask-paths");
	if (asked(argc, argv, "known")) {
		req.known_at_ns = 1795134600000000000;	/* 2026-11-20 09:30 in Japan */
		req.cause = "intrusion";
	}
	req.run_before = strcmp(req.report, "diff") == 0;
	req.subject = fake_subject(set->id);
	req.store = &set->store;
	req.declaration = set->declaration.sha256 == NULL ? NULL : &set->declaration;
	if (dc_report_write(&req, STDOUT_FILENO, &err) == DC_OK)
		return 0;
	fprintf(stderr, "%s\n", err.text);
	return 1;
}
