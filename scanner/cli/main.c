/* main.c -- picks a row of the command table, nothing more. */
#include "commands.h"
#include "connect.h"
#include "declared.h"

#include "daicho/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static bool locale_is_japanese(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && *value != '\0')
			return strncmp(value, "ja", 2) == 0;
	}
	return false;
}

static int help(const char *name)
{
	const struct cli_command *c = name == NULL ? NULL : command_find(name);

	if (name != NULL && c == NULL)
		return cli_usage(T("no command '%s'; see 'daicho help'", "'%s' というコマンドはありません。'daicho help' を見てください"), name);
	cli_help(c);
	return CLI_DONE;
}

/* No core of a process that holds content or keys, and no other process of the same user may look into it. */
static void leave_no_core(void)
{
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	prctl(PR_SET_DUMPABLE, 0);
}

int main(int argc, char **argv)
{
	struct cli_values v = { 0 };
	const struct cli_command *c;

	cli_program_find();
	leave_no_core();
	if (connector_is(argc, argv))
		return connector_main();
	if (dc_worker_is(argc, argv))
		return dc_worker_main(argc, argv);
	cli_japanese = locale_is_japanese();
	if (argc < 2) {
		cli_help(NULL);
		return CLI_USAGE;
	}
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help(argc > 2 ? argv[2] : NULL);
	c = command_find(strcmp(argv[1], "--version") == 0 ? "version" : argv[1]);
	if (c == NULL)
		return help(argv[1]);
	argc--;
	argv++;
	if (!cli_parse(c, &argc, &argv, &v))
		return CLI_USAGE;
	if (v.help) {
		cli_help(c);
		return CLI_DONE;
	}
	return declared_packs(v.rule_pack.at, v.rule_pack.n) ? c->run(&v, argc, argv) : CLI_USAGE;
}
