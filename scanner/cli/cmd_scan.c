/* cmd_scan.c -- `daicho scan`: the main job. Options in, a scan, a judgement, the findings list, a summary, an exit code. */
#include "alone.h"
#include "cli.h"
#include "declared.h"
#include "enqueue.h"
#include "findings.h"
#include "limits.h"
#include "progress.h"
#include "signals.h"
#include "steps.h"
#include "summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

struct scanning {
	const struct cli_values *v;
	struct dc_declaration *declaration;
	struct dc_known *known;
	double min_confidence, verify;
	struct dc_store *store;
	struct dc_scan_summary summary;
	struct dc_judgement judgement;
	struct cli_output findings;
};

static void names_json(const struct cli_list *l, struct dc_buf *out)
{
	for (size_t i = 0; i < l->n; i++) {
		if (i != 0)
			dc_buf_addc(out, ',');
		dc_json_string(out, dc_span_of(l->at[i]));
	}
}

static bool read_share(const char *text, double *out)
{
	char *end;
	double n = strtod(text, &end);

	*out = n / 100;
	return end != text && (*end == '\0' || strcmp(end, "%") == 0) && n >= 0 && n <= 100;
}

static void options_json(const struct scanning *s, const struct dc_budget *b, struct dc_buf *out)
{
	const struct cli_values *v = s->v;

	dc_buf_printf(out, "{\"profile\":\"%s\",\"cross_mounts\":%s,\"object_bytes\":%llu,\"output_bytes\":%llu,\"depth\":%u,\"members\":%llu,\"exclude\":[",
		v->profile != NULL ? v->profile : "thorough", v->cross_mounts ? "true" : "false", (unsigned long long)b->object_bytes,
		(unsigned long long)b->output_bytes, b->depth, (unsigned long long)b->members);
	names_json(&v->exclude, out);
	dc_buf_adds(out, "],\"include\":[");
	names_json(&v->include, out);
	dc_buf_adds(out, "]");
	if (v->changed_since != NULL) {
		dc_buf_adds(out, ",\"changed_since\":");
		dc_json_string(out, dc_span_of(v->changed_since));
	}
	if (b->ocr_pages != 0)
		dc_buf_printf(out, ",\"ocr_pages\":%u,\"ocr_seconds\":%u,\"ocr_pixels\":%llu", b->ocr_pages, b->ocr_seconds, (unsigned long long)b->ocr_pixels);
	if (v->shard != NULL)
		dc_buf_printf(out, ",\"shard\":\"%s\"", v->shard);
	dc_buf_printf(out, ",\"min_confidence\":%g,\"allow_list\":\"%s\"}", s->min_confidence, s->known != NULL ? dc_known_sha256(s->known) : "");
}

static enum dc_status scan(struct scanning *s, const char *inventory, char **targets, int n, struct dc_error *err)
{
	const struct cli_values *v = s->v;
	struct dc_buf json;
	struct dc_scan_options opt = {
		.targets = (const char *const *)targets, .n_targets = (size_t)n, .store = s->store, .inventory = strstr(inventory, "://") == NULL ? inventory : NULL,
		.exclude = v->exclude.n != 0 ? v->exclude.at : NULL, .include = v->include.n != 0 ? v->include.at : NULL, .cross_mounts = v->cross_mounts,
		.profile = v->profile != NULL && strcmp(v->profile, "fast") == 0 ? DC_PROFILE_FAST : DC_PROFILE_THOROUGH,
		.kinds_file = v->kinds, .today = cli_today(), .budget = cli_limits(v), .jobs = (int)v->jobs,
		.unsafe_no_sandbox = v->unsafe_no_sandbox, .findings = v->findings != NULL, .resume = v->resume,
		.full = v->full || v->findings != NULL,	/* the list is of every hit, and the inventory keeps the best ones alone */
		.password_file = v->password_file, .sample = v->sample, .changed_since = v->changed_since, .max_rows = v->max_rows, .rows_per_second = v->max_rows_s,
		.bytes_per_second = v->max_mbps * 1000000, .opens_per_second = v->max_opens,
		.declaration_sha256 = s->declaration != NULL ? dc_declaration_sha256(s->declaration) : "",
		.min_confidence = s->min_confidence, .verify = s->verify, .known = s->known,
		.rule_pack = s->declaration != NULL ? dc_declaration_rule_pack(s->declaration) : NULL, .stop = &cli_stop,
		.program = cli_program(), .progress = !v->quiet && isatty(STDERR_FILENO) ? progress_show : NULL,
	};
	enum dc_status st;

	if (v->shard != NULL && !dc_shard_parse(v->shard, &opt.shard))
		return dc_fail(err, DC_EUSAGE, "--shard %.40s: give a part and how many there are, such as 1/3 (at most %d)", v->shard, DC_SHARDS_MOST);
	dc_buf_init(&json, 0);
	options_json(s, &opt.budget, &json);
	opt.options_json = dc_buf_cstr(&json);
	st = dc_scan_run(&opt, &s->summary, err);
	progress_clear();
	dc_buf_done(&json);
	return st;
}

/* Who scanned what with which declaration, and how far it came. */
static enum dc_status tell_audit(const struct scanning *s, struct dc_error *err)
{
	struct dc_buf detail;
	enum dc_status st;

	dc_buf_init(&detail, 0);
	dc_buf_printf(&detail, "{\"run\":%lld,\"uid\":%u,\"declaration\":", (long long)s->summary.run, (unsigned)getuid());
	dc_json_string(&detail, dc_span_of(s->declaration != NULL ? dc_declaration_sha256(s->declaration) : ""));
	dc_buf_printf(&detail, ",\"discovered\":%llu,\"complete\":%s,\"stopped\":%s,", (unsigned long long)s->summary.discovered,
		s->summary.complete ? "true" : "false", s->summary.stopped ? "true" : "false");
	if (s->summary.verified != 0)
		dc_buf_printf(&detail, "\"verified\":%llu,\"differ\":%llu,", (unsigned long long)s->summary.verified, (unsigned long long)s->summary.differ);
	if (s->summary.clock_back_s != 0)
		dc_buf_printf(&detail, "\"clock_back_s\":%llu,", (unsigned long long)s->summary.clock_back_s);
	dc_buf_printf(&detail, "\"below\":%llu,\"known\":%llu,\"sandbox\":", (unsigned long long)s->summary.below, (unsigned long long)s->summary.known);
	dc_json_string(&detail, dc_span_of(s->summary.sandboxed ? s->summary.layers : "none"));
	st = dc_buf_addc(&detail, '}');
	st = st == DC_OK ? dc_store_audit(s->store, "scan", dc_buf_cstr(&detail), err) : dc_fail(err, DC_ENOMEM, "audit");
	dc_buf_done(&detail);
	return st;
}

static enum dc_status after(struct scanning *s, struct dc_error *err)
{
	const struct cli_values *v = s->v;
	bool judged = s->declaration != NULL;
	enum dc_status st = tell_audit(s, err);

	if (judged && st == DC_OK)
		st = dc_judge(s->declaration, s->store, s->summary.run, cli_today(), &s->judgement, err);
	if (st == DC_OK && s->summary.findings != NULL)
		st = findings_write(s->summary.findings, s->store, s->summary.run, judged, s->findings.fd, err);
	if (s->summary.differ != 0)
		cli_note(T("%llu of %llu unchanged files say something else than when they were read, though size and times are the same (the first: %s): "
			"do not trust the times of this target, scan it with --full", "変わっていないはずのファイル %2$llu 件のうち %1$llu 件の内容が前回と異なります(最初: %3$s)。"
			"この対象の時刻は信用できません。--full で走査してください"),
			(unsigned long long)s->summary.differ, (unsigned long long)s->summary.verified, s->summary.differs);
	if (s->summary.clock_back_s != 0)
		cli_note(T("the clock is %llu s behind the last scan of this inventory: it was set back, or was ahead then. Nothing is lost, for scans go by "
			"their numbers; but check the times in reports, and periods that are judged by today's date", "時計がこの台帳の前回の走査より %llu 秒遅れています"
			"(時計が戻されたか、前回進んでいました)。走査は番号順に扱うので失われるものはありませんが、報告の時刻と、今日の日付で判定する期間を確認してください"),
			(unsigned long long)s->summary.clock_back_s);
	if (st == DC_OK && !v->quiet && (v->findings == NULL || strcmp(v->findings, "-") != 0))
		st = summary_print(&s->summary, s->store, judged ? &s->judgement : NULL,
			judged ? dc_declaration_scopes(s->declaration) : 0, err);
	return st;
}

/* For this process, its threads and workers to come; a kernel or disk scheduler without classes does without. */
static void be_idle(void)
{
	enum { WHO_PROCESS = 1, CLASS_IDLE = 3, CLASS_SHIFT = 13, NICEST = 19 };	/* ioprio_set(2) has no header */

	syscall(SYS_ioprio_set, WHO_PROCESS, 0, CLASS_IDLE << CLASS_SHIFT);
	setpriority(PRIO_PROCESS, 0, NICEST);
}

static int exit_code(const struct scanning *s)
{
	const struct cli_values *v = s->v;

	if (s->declaration != NULL)
		return dc_judge_exit(&s->judgement, v->fail_on != NULL ? v->fail_on : "error", s->summary.complete, v->require_complete);
	return v->require_complete && !s->summary.complete ? CLI_INCOMPLETE : CLI_DONE;
}

int scan_run(const struct cli_values *v, int argc, char **argv)
{
	struct scanning s = { .v = v, .findings = { .fd = -1 } };
	struct dc_error err = { 0 }, late = { 0 };
	const char *inventory = cli_inventory(v, true);
	int code = CLI_DONE;
	enum dc_status st;

	if (inventory == NULL)
		return CLI_USAGE;
	if (v->declaration != NULL)
		code = declared_load(v->declaration, &s.declaration, NULL);
	if (code != CLI_DONE)
		return code;
	cli_catch_signals();
	if (v->idle)
		be_idle();
	st = v->min_confidence == NULL || cli_confidence(v->min_confidence, &s.min_confidence) ? DC_OK :
		dc_fail(&err, DC_EUSAGE, T("--min-confidence %s: low, medium, high or a number from 0 to 1 is wanted",
			"--min-confidence %s: low、medium、high か 0〜1 の数を指定してください"), v->min_confidence);
	if (st == DC_OK && v->verify != NULL && !read_share(v->verify, &s.verify))
		st = dc_fail(&err, DC_EUSAGE, T("--verify %s: a share from 0%% to 100%% is wanted", "--verify %s: 0%% から 100%% で指定してください"), v->verify);
	if (st == DC_OK && v->allow_list != NULL)
		st = dc_known_load(v->allow_list, &s.known, &err);
	if (st == DC_OK)
		st = dc_store_open(inventory, DC_STORE_CREATE, &s.store, &err);
	if (st == DC_OK)
		st = alone_take(s.store, inventory, &err);
	if (st == DC_OK && v->findings != NULL)
		st = cli_output_open(&s.findings, v->findings, &err);
	if (st == DC_OK)
		st = scan(&s, inventory, argv, argc, &err);
	if (st == DC_OK)
		st = after(&s, &err);
	if (s.findings.fd >= 0 && cli_output_done(&s.findings, st == DC_OK, &late) != DC_OK && st == DC_OK) {
		err = late;
		st = err.status;
	}
	dc_findings_free(s.summary.findings);
	dc_store_close(s.store);
	dc_known_free(s.known);
	dc_declaration_free(s.declaration);
	return st == DC_OK ? exit_code(&s) : cli_fail(&err);
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	return v->enqueue ? enqueue_run(v, argc, argv) : scan_run(v, argc, argv);
}

const struct cli_command command_scan = {
	.name = "scan", .args = "TARGET...",
	.options = "purposes rule-pack inventory findings jobs full verify resume kinds profile exclude include shard cross-mounts max-size ocr ocr-pages ocr-seconds ocr-pixels password-file sample changed-since max-rows max-rows-per-second max-mbps max-opens idle "
		"min-confidence allow-list fail-on require-complete enqueue units readers priority site "
		"unsafe-no-sandbox quiet",
	.least = 1, .most = -1, .run = run,
	.en = "scan files and folders", .ja = "ファイルやフォルダを走査する",
	.more_en = "A target is a file, a folder, - for standard input, a database: postgresql://user@host/db, mysql://user@host/db, sqlite:FILE, or a\n"
		"share that is not mounted: smb://user@host/share. What is scanned is never written to. With -p the findings are\n"
		"judged by the declaration; without it they are listed alone. Ctrl-C ends cleanly; --resume goes on.",
	.more_ja = "対象はファイル、フォルダ、- (標準入力)、データベース(postgresql://user@host/db、mysql://user@host/db、sqlite:FILE)、\n"
		"マウントしていない共有(smb://user@host/share)です。対象に書き込むことはありません。-p があれば発見を宣言で\n"
		"判定し、なければ一覧だけを作ります。Ctrl-C で安全に止まり、--resume で続けられます。",
};
