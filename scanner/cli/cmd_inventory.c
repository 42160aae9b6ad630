/* cmd_inventory.c -- `daicho inventory init | dump | verify`: the file itself. */
#include "cli.h"

#include "daicho/store.h"

#include <stdio.h>
#include <string.h>

static int init(const char *path, struct dc_error *err)
{
	struct dc_store *store;

	if (dc_store_open(path, DC_STORE_CREATE, &store, err) != DC_OK)
		return cli_fail(err);
	dc_store_close(store);
	printf(T("%s: ready; its token key is in %s.key, keep the two apart in backups\n", "%s: 用意しました。照合用の鍵は %s.key です。控えは別々に保管してください\n"),
		path, path);
	return CLI_DONE;
}

static int dump(const struct cli_values *v, struct dc_store *store, struct dc_error *err)
{
	struct cli_output out;
	enum dc_status st = cli_output_open(&out, v->output, err);

	if (st == DC_OK)
		st = dc_store_dump(store, out.fd, err);
	if (cli_output_done(&out, st == DC_OK, err) != DC_OK || st != DC_OK)
		return cli_fail(err);
	return CLI_DONE;
}

static void tell(void *ctx, const char *line)
{
	(void)ctx;
	cli_note("%s", line);
}

static int verify(const char *path, struct dc_store *store, struct dc_error *err)
{
	uint64_t problems;

	if (dc_store_verify(store, tell, NULL, &problems, err) != DC_OK)
		return cli_fail(err);
	if (problems == 0)
		printf(T("%s: sound: integrity, ledger balance, audit chain, file modes\n", "%s: 健全です(整合性、読取り台帳の釣り合い、監査の鎖、ファイルの権限)\n"), path);
	else
		printf(T("%s: %s problems\n", "%s: 問題 %s 件\n"), path, cli_number(problems));
	return problems == 0 ? CLI_DONE : CLI_INTERNAL;
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	bool making = strcmp(argv[0], "init") == 0;
	const char *path = cli_inventory(v, making);
	struct dc_store *store;
	struct dc_error err = { 0 };
	int code;

	(void)argc;
	if (path == NULL)
		return CLI_USAGE;
	if (making)
		return init(path, &err);
	if (strcmp(argv[0], "dump") != 0 && strcmp(argv[0], "verify") != 0)
		return cli_usage(T("inventory: init, dump or verify, not '%s'", "inventory は init、dump、verify です: '%s'"), argv[0]);
	if (dc_store_open(path, DC_STORE_READ, &store, &err) != DC_OK)
		return cli_fail(&err);
	code = strcmp(argv[0], "dump") == 0 ? dump(v, store, &err) : verify(path, store, &err);
	dc_store_close(store);
	return code;
}

const struct cli_command command_inventory = {
	.name = "inventory", .args = "init|dump|verify", .options = "inventory output", .least = 1, .most = 1, .run = run,
	.en = "make, dump or verify the inventory file", .ja = "台帳ファイルを作る、書き出す、検査する",
	.more_en = "dump writes a canonical text: equal content gives equal bytes. verify checks integrity, the balance of the coverage\n"
		"ledger (discovered = complete + partial + skipped + failed), the audit chain and the file modes.",
	.more_ja = "dump は正準形の文書で、内容が同じなら同じバイト列になります。verify は整合性、読取り台帳の釣り合い\n"
		"(発見 = 完了 + 一部 + 除外 + 失敗)、監査の鎖、ファイルの権限を調べます。",
};
