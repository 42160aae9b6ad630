/* fuzz_declaration.c -- any bytes as a declaration: it loads or says why not, and never half-loads; what loads is asked for
 * its parts and judges a finding. */
#include "judge.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);
const char *__asan_default_options(void);

#define FOR_SANITIZER __attribute__((visibility("default"), no_sanitize("address", "undefined"), used))

/* libfyaml 0.7.12 loses the iterator's memory of a quoted text with many doubled quotes: some KiB, once for each such text
 * of a file that is read once. It is the library's to mend; our own losses are still seen. */
FOR_SANITIZER const char *__lsan_default_suppressions(void)
{
	return "leak:fy_atom_format_text\n";
}

/* The library has no frame pointers: without this its functions cannot be named above. */
FOR_SANITIZER const char *__asan_default_options(void)
{
	return "fast_unwind_on_malloc=0";
}

static void note(void *ctx, const struct dc_lint *lint)
{
	*(size_t *)ctx += lint->code[0] == 'E' && lint->line > 0 && lint->column > 0 && lint->message[0] != '\0' && lint->hint[0] != '\0';
}

static void use(const struct dc_declaration *d)
{
	static const struct facts f = { .where = { "/s/a.zip", 8, "b/c.csv", "", "" }, .category = "person.name", .high = 1,
		.subject = "x", .dated = 20200101, .mode = 0644 };
	struct dc_declared_scope s;
	struct dc_declared_purpose p;
	struct judge *j = NULL;
	struct verdicts v;

	for (size_t i = 0; i < dc_declaration_scopes(d); i++)
		dc_declaration_scope(d, i, "en", &s);
	for (size_t i = 0; i < dc_declaration_purposes(d); i++)
		dc_declaration_purpose(d, i, "ja", &p);
	(void)dc_declaration_scope_of(d, "smb://h/s/x", 11);
	if (judge_new(d, 20261122, &j) == DC_OK && judge_finding(j, &f, &v) == DC_OK && v.n == 0)
		abort();
	judge_free(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dc_declaration *d = NULL;
	struct dc_error err = { 0 };
	size_t errors = 0;
	enum dc_status st = declaration_load_bytes((struct dc_span){ data, size }, "/d", 20261122, &d, note, &errors, &err);

	if ((st == DC_OK) != (d != NULL) || (st == DC_EUSAGE && errors == 0))
		abort();
	if (d != NULL)
		use(d);
	dc_declaration_free(d);
	return 0;
}
