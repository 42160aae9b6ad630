/* cmd_version.c -- `daicho version --deps`: what was built in, for a report of a fault. */
#include "cli.h"

#include "daicho/detector.h"
#include "daicho/extractor.h"

#include <archive.h>
#include <expat.h>
#include <libfyaml.h>
#include <magic.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <seccomp.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <utf8proc.h>

static void dependencies(void)
{
	const struct scmp_version *s = seccomp_version();
	char pcre[64] = "";

	pcre2_config(PCRE2_CONFIG_VERSION, pcre);
	printf("libarchive    %s\nlibmagic      %d\nexpat         %s\nsqlite        %s\nlibsodium     %s\npcre2         %s\n"
		"libfyaml      %s\nutf8proc      %s\nlibseccomp    %u.%u.%u\n", archive_version_details(), magic_version(), XML_ExpatVersion(),
		sqlite3_libversion(), sodium_version_string(), pcre, fy_library_version(), utf8proc_version(), s->major, s->minor, s->micro);
	printf("%s", T("formats      ", "形式         "));
	for (size_t i = 0; i < dc_extractor_count(); i++)
		printf(" %s", dc_extractor_at(i)->id);
	printf("\n");
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct dc_engine_options opt = { .table_only = true };
	struct dc_engine *engine;
	struct dc_error err = { 0 };

	(void)argc;
	(void)argv;
	if (dc_engine_new(&opt, &engine, &err) != DC_OK)
		return cli_fail(&err);
	printf("daicho %s (%s, %zu %s)\n", DAICHO_VERSION, dc_engine_cpu(engine), dc_engine_kinds(engine), T("kinds of data", "種類"));
	dc_engine_free(engine);
	if (v->deps)
		dependencies();
	return CLI_DONE;
}

const struct cli_command command_version = {
	.name = "version", .args = "", .options = "deps", .least = 0, .most = 0, .run = run,
	.en = "version and libraries", .ja = "版とライブラリ",
};
