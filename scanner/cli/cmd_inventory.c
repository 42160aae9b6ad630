/* cmd_inventory.c -- `daicho inventory init | dump | verify | prune | merge | copy`: the file itself. */
#include "alone.h"
#include "cli.h"
#include "merge.h"

#include "daicho/store.h"

#include <stdio.h>
#include <string.h>

static int init(const char *path, struct dc_error *err)
{
	struct dc_store *store;

	if (dc_store_open(path, DC_STORE_CREATE, &store, err) != DC_OK)
		return cli_fail(err);
	printf(T("%s: ready; its token key is in %s, keep the two apart in backups\n", "%s: 用意しました。照合用の鍵は %s です。控えは別々に保管してください\n"),
		path, dc_store_key(store));
	dc_store_close(store);
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

/* The first run that began at or after a time, if there are runs before it; else 0. */
struct cut {
	int64_t since_ns, now_ns, first, run;
	int64_t doubtful;		/* the first of the runs at hand that say to be later than now: the clock was set back since; 0: none */
};

/* When a doubtful run was, its neighbours tell: it is older than the next one that is old, else it stays. */
static enum dc_status find_cut(void *ctx, const struct dc_run *run, struct dc_error *err)
{
	struct cut *c = ctx;

	(void)err;
	if (c->first == 0)
		c->first = run->id;
	if (c->doubtful == 0)
		c->run = run->id;	/* the last run stays, however old it is */
	if (run->started_ns > c->now_ns) {
		c->doubtful = c->run;
		return DC_OK;
	}
	if (run->started_ns >= c->since_ns)
		return DC_END;
	c->run = run->id;
	c->doubtful = 0;
	return DC_OK;
}

static enum dc_status forget(struct dc_store *store, const struct cut *c, struct dc_error *err)
{
	char detail[64];
	enum dc_status st = dc_store_prune(store, c->run, err);

	snprintf(detail, sizeof detail, "{\"before_run\":%lld}", (long long)c->run);
	return st == DC_OK ? dc_store_audit(store, "prune", detail, err) : st;
}

/* What is only of interest before --keep: what stands, first runs and the audit log are never touched. */
static int prune(const struct cli_values *v, const char *path, struct dc_error *err)
{
	struct dc_store *store = NULL;
	struct cut c = { .now_ns = cli_now_ns() };
	enum dc_status st;

	if (v->keep == NULL || !cli_ago(v->keep, &c.since_ns))
		return cli_usage(T("prune needs --keep with a period such as P90D, P6M, P1Y", "prune には --keep P90D のような期間が要ります(P6M、P1Y など)"));
	st = dc_store_open(path, DC_STORE_WRITE, &store, err);
	if (st == DC_OK)
		st = alone_take(store, path, err);
	if (st == DC_OK)
		st = dc_store_each_run(store, find_cut, &c, err);
	if (st == DC_OK && c.run > c.first)
		st = forget(store, &c, err);
	dc_store_close(store);
	if (st == DC_OK && !v->quiet && c.run > c.first)
		printf(T("%s: runs before %lld are forgotten; what stands is kept\n", "%s: 走査 %lld より前の経過を消しました。今の内容は残っています\n"), path, (long long)c.run);
	else if (st == DC_OK && !v->quiet)
		printf(T("%s: nothing is older\n", "%s: それより古いものはありません\n"), path);
	return st == DC_OK ? CLI_DONE : cli_fail(err);
}

/* From a file to a database or back; the key goes along. */
static int copy(const struct cli_values *v, int n, char **names, struct dc_error *err)
{
	struct dc_store *from;
	enum dc_status st;

	if (n != 2)
		return cli_usage(T("usage: daicho inventory copy FROM TO", "使い方: daicho inventory copy 元 先"));
	if (dc_store_open(names[0], DC_STORE_READ, &from, err) != DC_OK)
		return cli_fail(err);
	st = dc_store_copy(from, names[1], true, err);
	dc_store_close(from);
	if (st == DC_OK && !v->quiet)
		printf(T("%s: holds what %s holds, under the same key\n", "%s: %s の内容を同じ鍵で写しました\n"), names[1], names[0]);
	return st == DC_OK ? CLI_DONE : cli_fail(err);
}

/* Those whose arguments name inventories; the others have theirs from -i. */
static int run_named(const struct cli_values *v, int argc, char **argv)
{
	struct dc_error err = { 0 };

	return strcmp(argv[0], "merge") == 0 ? merge_run(v, argc - 1, argv + 1) : copy(v, argc - 1, argv + 1, &err);
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	bool making = strcmp(argv[0], "init") == 0, named = strcmp(argv[0], "merge") == 0 || strcmp(argv[0], "copy") == 0;
	const char *path = named ? NULL : cli_inventory(v, making);
	struct dc_store *store;
	struct dc_error err = { 0 };
	int code;

	if (named)
		return run_named(v, argc, argv);
	if (argc != 1)
		return cli_usage(T("inventory %s takes no further names: -i names the inventory", "inventory %s に続く名前は要りません。台帳は -i で示します"), argv[0]);
	if (path == NULL)
		return CLI_USAGE;
	if (making)
		return init(path, &err);
	if (strcmp(argv[0], "prune") == 0)
		return prune(v, path, &err);
	if (strcmp(argv[0], "dump") != 0 && strcmp(argv[0], "verify") != 0)
		return cli_usage(T("inventory: init, dump, verify, prune, merge or copy, not '%s'", "inventory は init、dump、verify、prune、merge、copy です: '%s'"), argv[0]);
	if (dc_store_open(path, DC_STORE_READ, &store, &err) != DC_OK)
		return cli_fail(&err);
	code = strcmp(argv[0], "dump") == 0 ? dump(v, store, &err) : verify(path, store, &err);
	dc_store_close(store);
	return code;
}

const struct cli_command command_inventory = {
	.name = "inventory", .args = "init|dump|verify|prune|merge|copy FILE...", .options = "inventory output keep quiet", .least = 1, .most = -1, .run = run,
	.en = "make, dump, verify, prune, merge or copy inventories", .ja = "台帳を作る、書き出す、検査する、古い経過を消す、合わせる、写す",
	.more_en = "dump writes a canonical text: equal content gives equal bytes. verify checks integrity, the balance of the coverage\n"
		"ledger (discovered = complete + partial + skipped + failed), the audit chain and the file modes. prune --keep P90D forgets what\n"
		"was before the runs of the last 90 days; what stands in the inventory, first runs and the audit log stay.\n"
		"merge A B... -o OUT takes what several hosts scanned (scan --shard 1/3, 2/3, 3/3 of the same targets) into one more run of OUT, as if\n"
		"one host had scanned it. Their keys have to be the same: copy one .key file to all before the first scan. Then: daicho judge -p FILE -i OUT.\n"
		"An inventory is a file, or a database: -i postgresql://user@host/database. Its token key stays on this host, in the file that ?key=FILE\n"
		"names. copy FROM TO takes an inventory from one to the other, either way, with its key.",
	.more_ja = "dump は正準形の文書で、内容が同じなら同じバイト列になります。verify は整合性、読取り台帳の釣り合い\n"
		"(発見 = 完了 + 一部 + 除外 + 失敗)、監査の鎖、ファイルの権限を調べます。prune --keep P90D は90日より前の走査の\n"
		"経過を消します。今の内容、初めて見つけた走査、監査の記録は残ります。\n"
		"merge A B... -o OUT は、複数の計算機が分けて走査した結果(同じ対象を scan --shard 1/3、2/3、3/3)を、1台で走査したのと\n"
		"同じ内容で OUT の次の走査として取り込みます。鍵は共通でなければなりません。最初の走査の前に .key を写しておきます。\n"
		"続けて daicho judge -p FILE -i OUT で判定します。台帳はファイルのほか、データベース(-i postgresql://user@host/database)にも置けます。\n"
		"照合用の鍵はこの計算機に残り、?key=ファイル で場所を指定できます。copy 元 先 は、どちらの向きにも、鍵ごと写します。",
};
