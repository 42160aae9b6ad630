/* declared.c -- tells lints as compilers do: file:line:column: code: what; then what to do. */
#include "declared.h"

#include "cli.h"

static void tell(void *ctx, const struct dc_lint *lint)
{
	struct declared_count *seen = ctx;
	bool error = lint->code[0] == 'E';
	const char *hint = T(lint->hint, lint->hint_ja);

	if (error)
		seen->errors++;
	else
		seen->warnings++;
	if (!error && !seen->every)
		return;
	cli_note("%s:%d:%d: %s: %s%s%s%s", lint->file, lint->line, lint->column, lint->code, T(lint->message, lint->message_ja),
		hint != NULL && *hint != '\0' ? T(" (", "(") : "", hint != NULL ? hint : "", hint != NULL && *hint != '\0' ? ")" : "");
}

int declared_load(const char *path, struct dc_declaration **out, struct declared_count *seen)
{
	struct declared_count here = { .every = seen != NULL && seen->every, .quiet = seen != NULL && seen->quiet };
	struct dc_error err = { 0 };
	enum dc_status st = dc_declaration_load(path, cli_today(), out, tell, &here, &err);

	if (here.warnings != 0 && !here.every && !here.quiet)
		cli_note(T("%s: %u warnings; 'daicho purposes check' tells them", "%s: 注意が %u 件あります。'daicho purposes check' で示します"), path, here.warnings);
	if (seen != NULL)
		*seen = here;
	if (st == DC_OK)
		return CLI_DONE;
	return cli_fail(&err);
}

bool declared_packs(const char *const *paths, size_t n)
{
	struct declared_count seen = { .every = true };
	struct dc_error err = { 0 };

	for (size_t i = 0; i < n; i++)
		if (dc_rule_pack_load(paths[i], tell, &seen, &err) != DC_OK) {
			cli_fail(&err);
			return false;
		}
	return true;
}
