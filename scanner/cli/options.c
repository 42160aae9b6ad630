/* options.c -- one table of all options; a command names those it takes. getopt_long does the parsing. */
#include "commands.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(field) offsetof(struct cli_values, field)

static const struct cli_option options[] = {
	{ 'p', "purposes", "FILE", CLI_TEXT, AT(declaration), "declaration of purposes of use (daicho.yaml)", "利用目的の宣言ファイル(daicho.yaml)" },
	{ 'i', "inventory", "FILE", CLI_TEXT, AT(inventory), "inventory: a file or postgresql://... (default: the state folder)", "台帳: ファイルか postgresql://...(既定は状態フォルダ)" },
	{ 0, "findings", "FILE", CLI_TEXT, AT(findings), "write every finding as a JSON line; - for standard output", "発見を1件1行のJSONで書く。- は標準出力" },
	{ 'j', "jobs", "N", CLI_COUNT, AT(jobs), "worker processes (default: one per core)", "作業プロセスの数(既定は1コアに1つ)" },
	{ 0, "full", NULL, CLI_FLAG, AT(full), "read everything again, also what has not changed", "変わっていないものも含め、すべて読み直す" },
	{ 0, "verify", "N%", CLI_TEXT, AT(verify), "read N % of the unchanged files all the same, and compare", "変わっていないファイルの N % を読み直して比べる" },
	{ 0, "resume", NULL, CLI_FLAG, AT(resume), "go on with the run that was interrupted", "中断した走査を続ける" },
	{ 0, "kinds", "FILE", CLI_TEXT, AT(kinds), "your own kinds of data (YAML)", "独自の種類の定義(YAML)" },
	{ 0, "profile", "fast|thorough", CLI_TEXT, AT(profile), "how far to look for names (default: thorough)", "人名をどこまで探すか(既定は thorough)" },
	{ 0, "rule-pack", "FILE", CLI_LIST, AT(rule_pack), "a dated rule pack beside those built in (repeatable)", "組込みに加える、日付のある規則集(繰り返し可)" },
	{ 'x', "exclude", "GLOB", CLI_LIST, AT(exclude), "do not read what matches, below the target (repeatable)", "一致するものを読まない(繰り返し可)" },
	{ 0, "include", "GLOB", CLI_LIST, AT(include), "read only what matches: files, tables, columns (repeatable)", "一致するファイル・表・列だけを読む(繰り返し可)" },
	{ 0, "shard", "I/N", CLI_TEXT, AT(shard), "part I of N alone, split by path; see 'inventory merge'", "パスで N 分割した I 番目だけ。'inventory merge' で合わせる" },
	{ 0, "enqueue", NULL, CLI_FLAG, AT(enqueue), "leave the scan to 'daicho worker' on any host (-i postgresql://...)", "走査を各計算機の 'daicho worker' に任せる(-i postgresql://...)" },
	{ 0, "units", "N", CLI_COUNT, AT(units), "enqueue: parts that workers share (default: 16)", "登録: worker が分担する数(既定は16)" },
	{ 0, "readers", "N", CLI_COUNT, AT(readers), "enqueue: most parts read at a time, on all hosts together (default: 4)", "登録: 全計算機で同時に読む数の上限(既定は4)" },
	{ 0, "priority", "N", CLI_COUNT, AT(priority), "enqueue: higher goes first (default: 10)", "登録: 大きいものから処理する(既定は10)" },
	{ 0, "site", "NAME", CLI_TEXT, AT(site), "only workers of this site scan it", "この拠点の worker だけが走査する" },
	{ 0, "lease", "SECONDS", CLI_COUNT, AT(lease), "how long a unit waits for a worker that is lost (default: 300)", "落ちた worker の単位を待つ秒数(既定は300)" },
	{ 0, "cross-mounts", NULL, CLI_FLAG, AT(cross_mounts), "go into other file systems below the target", "下にある別のファイルシステムへも入る" },
	{ 0, "max-size", "BYTES", CLI_SIZE, AT(max_size), "most bytes read of one file (default: 4G)", "1ファイルで読む上限(既定は4G)" },
	{ 0, "ocr", NULL, CLI_FLAG, AT(ocr), "read text in pictures and in pages that are pictures (tesseract)", "画像や画像だけのページの文字も読む(tesseract)" },
	{ 0, "ocr-pages", "N", CLI_COUNT, AT(ocr_pages), "with --ocr: most pictures of one file (default: 100)", "--ocr: 1ファイルで読む画像の上限(既定は100)" },
	{ 0, "ocr-seconds", "N", CLI_COUNT, AT(ocr_seconds), "with --ocr: most seconds spent on pictures of one file (default: 120)", "--ocr: 1ファイルの画像に使う秒数の上限(既定は120)" },
	{ 0, "ocr-pixels", "N", CLI_SIZE, AT(ocr_pixels), "with --ocr: most pixels of one picture (default: 40M)", "--ocr: 1つの画像の画素数の上限(既定は40M)" },
	{ 0, "password-file", "FILE", CLI_TEXT, AT(password_file), "password of a database or SMB server, in a file of mode 0600", "データベースやSMBサーバのパスワードのファイル(0600)" },
	{ 0, "sample", "N%|Nrows", CLI_TEXT, AT(sample), "read a sample of each table (recorded as such)", "各表の一部だけを読む(その旨を記録)" },
	{ 0, "changed-since", "[TABLE.]COLUMN=TIME,...", CLI_TEXT, AT(changed_since), "of tables with that column the rows from then on (recorded as a sample)", "その列がある表は、その時以降の行だけを読む(その旨を記録)" },
	{ 0, "max-rows", "N", CLI_SIZE, AT(max_rows), "most rows read of one table", "1つの表で読む行数の上限" },
	{ 0, "max-rows-per-second", "N", CLI_SIZE, AT(max_rows_s), "most rows read of a table in a second", "1秒に読む行数の上限" },
	{ 0, "max-mbps", "N", CLI_SIZE, AT(max_mbps), "most megabytes read in a second: of each table, of all files together", "1秒に読む量の上限(MB): 表は1つごと、ファイルは全体で" },
	{ 0, "max-opens", "N", CLI_SIZE, AT(max_opens), "most files opened in a second", "1秒に開くファイル数の上限" },
	{ 0, "idle", NULL, CLI_FLAG, AT(idle), "read only when nobody else uses the disk (idle I/O class), at the lowest priority", "ほかに誰もディスクを使わないときだけ読む(入出力はアイドル級、優先度は最低)" },
	{ 0, "min-confidence", "BAND|P", CLI_TEXT, AT(min_confidence), "count alone what is below: low, medium, high or 0 to 1", "これより低い発見は件数だけ数える: low、medium、high か 0〜1" },
	{ 0, "allow-list", "FILE", CLI_TEXT, AT(allow_list), "values, patterns and places that are known to be nobody's", "個人のものでないと分かっている値・型・場所の一覧" },
	{ 0, "fail-on", "error|warning|note|never", CLI_TEXT, AT(fail_on), "level that makes the exit code 1 (default: error)", "終了コード1にする水準(既定は error)" },
	{ 0, "require-complete", NULL, CLI_FLAG, AT(require_complete), "exit code 3 unless everything was read", "読めないものがあれば終了コード3" },
	{ 0, "unsafe-no-sandbox", NULL, CLI_FLAG, AT(unsafe_no_sandbox), "run without the sandbox; recorded in the inventory", "隔離なしで動かす(台帳に記録される)" },
	{ 'f', "format", "NAME", CLI_TEXT, AT(format), "html, csv, jsonl, md ...", "html、csv、jsonl、md など" },
	{ 'o', "output", "FILE", CLI_TEXT, AT(output), "file to write (default: standard output)", "出力ファイル(既定は標準出力)" },
	{ 0, "encoding", "utf-8|cp932", CLI_TEXT, AT(encoding), "of CSV (default: utf-8 with its mark)", "CSV の文字コード(既定は BOM 付き utf-8)" },
	{ 0, "masks", NULL, CLI_FLAG, AT(masks), "show masked values (card: last four ...)", "伏せた値を示す(カードは下4桁など)" },
	{ 0, "mask-paths", NULL, CLI_FLAG, AT(mask_paths), "replace paths by stable ids", "パスを固定の番号で置き換える" },
	{ 0, "run", "N", CLI_TEXT, AT(run), "run of the inventory (default: the last)", "台帳の走査番号(既定は最新)" },
	{ 0, "known-at", "TIME", CLI_TEXT, AT(known_at), "when the breach became known: 2026-11-20T09:30", "漏えいを知った時刻: 2026-11-20T09:30" },
	{ 0, "cause", "WORD", CLI_TEXT, AT(cause), "intrusion, loss, misdelivery, insider, unknown", "intrusion loss misdelivery insider unknown" },
	{ 0, "keep", "PERIOD", CLI_TEXT, AT(keep), "how much of the past stays: P90D, P6M, P1Y", "残す期間: P90D、P6M、P1Y" },
	{ 'c', "config", "FILE", CLI_TEXT, AT(config), "configuration (default: /etc/daicho/watch.yaml)", "設定ファイル(既定は /etc/daicho/watch.yaml)" },
	{ 0, "target", "ID", CLI_TEXT, AT(target), "this target of the configuration alone", "設定のうちこの対象だけ" },
	{ 0, "once", NULL, CLI_FLAG, AT(once), "scan now, once, and end: for timers and cron", "今すぐ1回だけ走査して終わる(タイマーや cron 用)" },
	{ 0, "check", NULL, CLI_FLAG, AT(check), "check the configuration and show the next times", "設定を確かめ、次の予定を示す" },
	{ 0, "tell", "ID", CLI_TEXT, AT(tell), "tell the channels of a target what changed, now", "対象の通知先に変化を今すぐ知らせる" },
	{ 0, "test-tell", "ID", CLI_TEXT, AT(test_tell), "the same even if nothing changed: a test of the channels", "変化がなくても知らせる(通知先の試験)" },
	{ 0, "log", "text|json", CLI_TEXT, AT(log), "form of messages (default: text)", "通知の形(既定は text)" },
	{ 'q', "quiet", NULL, CLI_FLAG, AT(quiet), "no progress and no summary", "進み具合とまとめを出さない" },
	{ 0, "raw", NULL, CLI_FLAG, AT(raw), "no parser: text runs of the raw bytes", "解析せず生のバイト列の文字を読む" },
	{ 0, "deps", NULL, CLI_FLAG, AT(deps), "libraries and their versions", "ライブラリと版" },
	{ 0, "lang", "ja|en", CLI_TEXT, AT(lang), "language (default: from the locale)", "言語(既定はロケールから)" },
	{ 'h', "help", NULL, CLI_FLAG, AT(help), "this help", "この説明" },
};

#define N_OPTIONS DC_ARRAY_LEN(options)

/* Every command takes these. */
static const char always[] = "log lang help";

static bool named(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = list; p != NULL && *p != '\0'; p += strcspn(p, " "), p += strspn(p, " ")) {
		if (strncmp(p, name, n) == 0 && (p[n] == ' ' || p[n] == '\0'))
			return true;
	}
	return false;
}

static bool takes(const struct cli_command *c, const struct cli_option *o)
{
	return named(c->options, o->name) || named(always, o->name);
}

static bool number(const char *text, bool units, uint64_t *out)
{
	static const char letters[] = "KMGT";
	char *end;
	unsigned long long n;
	const char *unit;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno != 0 || end == text || strchr(text, '-') != NULL)
		return false;
	unit = units && *end != '\0' ? strchr(letters, *end & ~0x20) : NULL;
	if (unit != NULL) {
		unsigned shift = 10 * (unsigned)(unit - letters + 1);

		if (n > UINT64_MAX >> shift)
			return false;
		n <<= shift;
		end++;
	}
	*out = n;
	return *end == '\0';
}

static bool take(const struct cli_option *o, const char *text, struct cli_values *v)
{
	char *field = (char *)v + o->offset;
	struct cli_list *list = (struct cli_list *)(void *)field;
	uint64_t n;

	switch (o->take) {
	case CLI_FLAG:
		*(bool *)field = true;
		return true;
	case CLI_TEXT:
		*(const char **)field = text;
		return true;
	case CLI_LIST:
		if (list->n == DC_ARRAY_LEN(list->at) - 1) {
			cli_usage(T("--%s: at most %zu", "--%s: 最大 %zu 個"), o->name, DC_ARRAY_LEN(list->at) - 1);
			return false;
		}
		list->at[list->n++] = text;
		return true;
	case CLI_COUNT:
		if (!number(text, false, &n) || n == 0 || n > 1024) {
			cli_usage(T("--%s takes a number from 1 to 1024, not '%s'", "--%s は1から1024の数です: '%s'"), o->name, text);
			return false;
		}
		*(long *)field = (long)n;
		return true;
	case CLI_SIZE:
		if (!number(text, true, &n) || n == 0) {
			cli_usage(T("--%s takes a number from 1, such as 500, 500M or 4G, not '%s'", "--%s は 500、500M、4G のような1以上の数です: '%s'"), o->name, text);
			return false;
		}
		*(uint64_t *)field = n;
		return true;
	}
	return false;
}

static bool one_of(const char *option, const char *value, const char *const *allowed)
{
	for (size_t i = 0; value != NULL && allowed[i] != NULL; i++) {
		if (strcmp(value, allowed[i]) == 0)
			return true;
	}
	if (value != NULL)
		cli_usage(T("--%s: unknown value '%s'; see 'daicho help'", "--%s: '%s' は使えません。'daicho help' を見てください"), option, value);
	return value == NULL;
}

static bool check(const struct cli_values *v)
{
	return one_of("profile", v->profile, (const char *const[]){ "fast", "thorough", NULL }) &&
		one_of("lang", v->lang, (const char *const[]){ "ja", "en", NULL }) &&
		one_of("log", v->log, (const char *const[]){ "text", "json", NULL }) &&
		one_of("fail-on", v->fail_on, (const char *const[]){ "error", "warning", "note", "never", NULL });
}

bool cli_parse(const struct cli_command *c, int *argc, char ***argv, struct cli_values *v)
{
	struct option longs[N_OPTIONS + 1] = { 0 };
	char shorts[2 * N_OPTIONS + 2] = ":";
	size_t n = 0, s = 1;
	int which, at;

	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct cli_option *o = &options[i];

		if (!takes(c, o))
			continue;
		longs[n++] = (struct option){ o->name, o->arg != NULL ? required_argument : no_argument, NULL, 256 + (int)i };
		if (o->letter != 0) {
			shorts[s++] = o->letter;
			if (o->arg != NULL)
				shorts[s++] = ':';
		}
	}
	optind = 1;
	opterr = 0;
	while ((which = getopt_long(*argc, *argv, shorts, longs, &at)) != -1) {
		const struct cli_option *o = NULL;

		for (size_t i = 0; i < N_OPTIONS; i++) {
			if (which == 256 + (int)i || (options[i].letter != 0 && which == options[i].letter))
				o = &options[i];
		}
		if (o == NULL) {
			const char *word = (*argv)[optind - 1];

			if (which == ':')
				cli_usage(T("%s needs a value; see 'daicho help %s'", "%s には値が要ります。'daicho help %s' を見てください"), word, c->name);
			else
				cli_usage(T("%s: no such option of '%s'; see 'daicho help %s'", "%s: '%s' にこの指定はありません。'daicho help %s' を見てください"),
					word, c->name, c->name);
			return false;
		}
		if (!take(o, optarg, v))
			return false;
	}
	*argc -= optind;
	*argv += optind;
	if (!check(v))
		return false;
	if (v->lang != NULL)
		cli_japanese = strcmp(v->lang, "ja") == 0;
	if (!v->help && (*argc < c->least || (c->most >= 0 && *argc > c->most))) {
		cli_usage(T("usage: daicho %s [options] %s", "使い方: daicho %s [指定] %s"), c->name, c->args);
		return false;
	}
	return true;
}

static void help_options(const struct cli_command *c)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const struct cli_option *o = &options[i];
		char left[64];

		if (!takes(c, o))
			continue;
		snprintf(left, sizeof left, "%c%c%c --%s%s%s", o->letter != 0 ? '-' : ' ', o->letter != 0 ? o->letter : ' ',
			o->letter != 0 ? ',' : ' ', o->name, o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
		printf("  %-38s %s\n", left, T(o->en, o->ja));
	}
}

void cli_help(const struct cli_command *c)
{
	if (c != NULL) {
		printf("%s: daicho %s [%s] %s\n\n%s\n\n", T("usage", "使い方"), c->name, T("options", "指定"), c->args, T(c->en, c->ja));
		help_options(c);
		if (c->more_en != NULL)
			printf("\n%s\n", T(c->more_en, c->more_ja));
		return;
	}
	printf("%s\n\n%s: daicho %s\n\n", T("daicho (台帳) finds personal data on file shares and says which declared purpose of use covers it.",
		"daicho(台帳)は、共有フォルダの個人情報を見つけ、どの利用目的の宣言が及ぶかを示します。"), T("usage", "使い方"),
		T("COMMAND [options] ...", "コマンド [指定] ..."));
	for (size_t i = 0; i < command_count(); i++)
		printf("  %-10s %s\n", command_at(i)->name, T(command_at(i)->en, command_at(i)->ja));
	printf("\n%s\n", T("'daicho help COMMAND' tells more. Exit codes: 0 done, 1 violations, 2 usage or declaration error,\n"
		"3 incomplete coverage (with --require-complete), 4 internal failure.",
		"'daicho help コマンド' で詳しく示します。終了コード: 0 完了、1 違反あり、2 使い方か宣言の誤り、\n"
		"3 読み残しあり(--require-complete のとき)、4 内部の失敗。"));
}

bool cli_confidence(const char *text, double *out)
{
	static const struct { const char *band; double from; } bands[] = { { "low", 0.30 }, { "medium", 0.60 }, { "high", 0.90 } };
	char *end;

	for (size_t i = 0; i < DC_ARRAY_LEN(bands); i++)
		if (strcmp(text, bands[i].band) == 0) {
			*out = bands[i].from;
			return true;
		}
	*out = strtod(text, &end);
	return end != text && *end == '\0' && *out >= 0 && *out <= 1;
}
