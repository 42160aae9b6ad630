/* test_report_alloc.c -- every report in every format with every allocation of ours failed in turn: no crash, no leak, and never
 * a report that looks whole while a piece of it is missing. */
#include "table.h"

#include "fail_alloc.h"
#include "fake_store.h"

#include "daicho/report.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST (1 << 20)

static enum dc_status write_to(const char *report, const char *format, struct dc_span *out, uint8_t *bytes)
{
	struct fake_set *set = fake_set_find("demo");
	struct dc_report_request req = { .report = report, .format = format, .lang = "ja", .store = &set->store,
		.declaration = &set->declaration, .version = "0", .known_at_ns = 1795134600000000000, .run_before = strcmp(report, "diff") == 0,
		.subject = fake_subject("demo") };
	int fd = memfd_create("report", MFD_CLOEXEC);
	struct dc_error err = { 0 };
	enum dc_status st = dc_report_write(&req, fd, &err);
	ssize_t n = pread(fd, bytes, MOST, 0);

	assert_true(n >= 0 && n < MOST);
	*out = (struct dc_span){ bytes, (size_t)n };
	close(fd);
	return st;
}

/* An arena that gets no big block asks for a small one: then the report is whole, and must be the same to the byte. */
static void sweep(const char *report, const char *format)
{
	static uint8_t good_bytes[MOST], bytes[MOST];
	struct dc_span good, now;

	assert_int_equal(write_to(report, format, &good, good_bytes), DC_OK);
	for (long n = 1;; n++) {
		enum dc_status st;

		fail_alloc_from(n, 1);
		st = write_to(report, format, &now, bytes);
		if (!fail_alloc_stop()) {
			assert_true(n > 3);
			return;
		}
		if (st != DC_ENOMEM && !(st == DC_OK && dc_span_eq(good, now)))
			fail_msg("%s %s: allocation %ld failed, the status is %d, and the report differs", report, format, n, (int)st);
	}
}

static void test_every_allocation(void **state)
{
	(void)state;
	for (size_t i = 0; dc_report_list(i) != NULL; i++) {
		char line[128], *rest = line, *report, *format;

		snprintf(line, sizeof line, "%s", dc_report_list(i));
		report = strsep(&rest, " ");
		while ((format = strsep(&rest, " ")) != NULL) {
			if (strcmp(format, "xlsx") != 0)	/* libxlsxwriter allocates for itself */
				sweep(report, format);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_allocation) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
