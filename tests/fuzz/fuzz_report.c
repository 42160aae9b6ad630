/* fuzz_report.c -- any bytes as the names of a finding, through every format that writes text: the page stays well-formed and
 * has the elements of the same page over plain names; lines stay lines; all is UTF-8. */
#include "fake_store.h"
#include "plain.h"

#include "daicho/report.h"

#include <expat.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST (4 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t write_as(const char *format, const char *name, size_t n, uint8_t *bytes)
{
	char *s = strndup(name, n);
	struct dc_stored_finding f = { .id = 1, .object_id = 1, .asset = s, .path = name, .path_len = n, .inner = s, .table = s, .field = s,
		.format = s, .category = s, .kind = s, .high = 1, .confidence = 0.5f, .masked = s };
	struct dc_store store = { .run = { .id = 1, .targets = s, .declaration_sha256 = s, .rule_pack = s, .tool_version = s,
		.detector_version = s }, .findings = &f, .n_findings = 1 };
	struct dc_report_request req = { .report = "findings", .format = format, .lang = "ja", .store = &store, .version = s, .masks = true };
	struct dc_error err = { 0 };
	int fd = memfd_create("report", MFD_CLOEXEC);
	ssize_t got;

	if (s == NULL || dc_report_write(&req, fd, &err) != DC_OK)
		abort();
	got = pread(fd, bytes, MOST, 0);
	close(fd);
	free(s);
	if (got <= 0 || got == MOST || !plain_utf8((struct dc_span){ bytes, (size_t)got }))
		abort();
	return (size_t)got;
}

static void XMLCALL count(void *ctx, const XML_Char *name, const XML_Char **att)
{
	size_t *n = ctx;

	(void)name;
	(void)att;
	++*n;
}

static size_t elements(const uint8_t *bytes, size_t n)
{
	XML_Parser parser = XML_ParserCreate("UTF-8");
	size_t found = 0;

	XML_SetUserData(parser, &found);
	XML_SetStartElementHandler(parser, count);
	if (XML_Parse(parser, (const char *)bytes, (int)n, 1) != XML_STATUS_OK)
		abort();
	XML_ParserFree(parser);
	return found;
}

static size_t lines(const uint8_t *bytes, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += bytes[i] == '\n';
	return found;
}

/* A slash in a name makes one element more (the folder), a data source name a field more: at most ten in all. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t bytes[MOST];
	static size_t plain;
	size_t found, n, text = strnlen((const char *)data, size);

	if (size > 10000 || size == 0 || text != size)
		return 0;
	if (plain == 0)
		plain = elements(bytes, write_as("html", "a", 1, bytes));
	n = write_as("html", (const char *)data, size, bytes);
	found = elements(bytes, n);
	if (found < plain || found > plain + 10)
		abort();
	n = write_as("jsonl", (const char *)data, size, bytes);
	if (lines(bytes, n) != 1)
		abort();
	n = write_as("csv", (const char *)data, size, bytes);
	if (lines(bytes, n) != 15)		/* headings, the row, an empty line, the facts */
		abort();
	write_as("md", (const char *)data, size, bytes);
	return 0;
}
