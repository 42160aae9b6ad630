/* cmd_triage.c -- `daicho triage TARGET`: in a breach, what lay there and how many persons it concerns: a scan into an
 * inventory of its own and the triage report (PURPOSES §2.5). What the tool cannot know is said on its first page. */
#include "steps.h"

#include "plan.h"

#include <stdio.h>
#include <string.h>

/* ---- the first look: a big share answers within a minute, roughly, before it answers wholly */

static FILE *told;			/* where people read: not where the report goes */

static void tell_plan(const struct plan *p)
{
	fprintf(told, T("Plan: %s objects, %s, listed in %.1f s%s. First the %zu that promise most (names, tables, recent, small) and %zu drawn at\n"
		"random for the estimate; then all of them.\n",
		"計画: 対象 %s 件、%s(一覧に %.1f 秒%s)。まず、名前・表・日付・大きさから見込みの高い %zu 件と、見積りのため無作為に選んだ %zu 件を\n"
		"読み、そのあと全部を読みます。\n"), cli_number(p->objects), cli_bytes(p->bytes), p->seconds,
		p->cut ? T(", cut short: there are more", "、途中まで。実際はもっとあります") : "", p->n_telling, p->n_random);
	fflush(told);
}

static void tell_kind(const char *name, uint64_t n)
{
	if (n != 0)
		fprintf(told, T("  %s: seen, %s values\n", "  %s: あり(%s 個)\n"), name, cli_number(n));
	else
		fprintf(told, T("  %s: not seen so far\n", "  %s: これまでのところなし\n"), name);
}

static void tell_estimate(const struct plan *p, const struct plan_estimate *e, double seconds)
{
	double all = (double)p->objects;

	fprintf(told, T("First estimate after %.0f s, from %s objects read:\n", "第一次見積り(%.0f 秒、%s 件を読んだ時点):\n"), seconds,
		cli_number(p->n_telling + p->n_random));
	fprintf(told, T("  objects with personal data: %.0f %% (%.0f to %.0f %%, 95 %% sure), that is about %s (%s to %s)\n",
		"  個人データを含む対象: %.0f %%(95 %% 信頼区間 %.0f~%.0f %%)、およそ %s 件(%s~%s 件)\n"), e->share * 100, e->low * 100, e->high * 100,
		cli_number((uint64_t)(e->share * all)), cli_number((uint64_t)(e->low * all)), cli_number((uint64_t)(e->high * all)));
	fprintf(told, T("  persons in these objects alone: at least %s, about %s; more in the rest\n",
		"  本人の数(読んだ対象だけで): 少なくとも %s 人、およそ %s 人。残りにもいます\n"), cli_number(e->persons.lo), cli_number(e->persons.best));
	tell_kind(T("special-care data", "要配慮個人情報"), e->special);
	tell_kind(T("payment card numbers", "カード番号"), e->card);
	tell_kind(T("passwords", "パスワード"), e->login);
	tell_kind(T("My Number", "マイナンバー"), e->my_number);
	fprintf(told, T("Reading everything now; the report replaces this estimate.\n", "全部を読んでいます。報告書がこの見積りに代わります。\n"));
	fflush(told);
}

/* The estimate is part of the record: it may have been acted upon. */
static enum dc_status note_estimate(struct dc_store *store, const struct plan *p, const struct plan_estimate *e, struct dc_error *err)
{
	char detail[512];

	snprintf(detail, sizeof detail, "{\"listed\":%llu,\"drawn\":%llu,\"with_data\":%llu,\"share_low\":%.4f,\"share_high\":%.4f,\"persons_lo\":%llu,"
		"\"persons_best\":%llu,\"special\":%llu,\"card\":%llu,\"my_number\":%llu}", (unsigned long long)p->objects, (unsigned long long)e->drawn,
		(unsigned long long)e->with_data, e->low, e->high, (unsigned long long)e->persons.lo, (unsigned long long)e->persons.best,
		(unsigned long long)e->special, (unsigned long long)e->card, (unsigned long long)e->my_number);
	return dc_store_audit(store, "triage_estimate", detail, err);
}

static int estimate(const struct cli_values *v, struct plan *p, int64_t began_ns)
{
	struct dc_error err = { 0 };
	struct plan_estimate e;
	struct dc_store *store = NULL;
	struct dc_arena *arena = dc_arena_new(0);
	struct dc_run last;
	enum dc_status st = arena == NULL ? dc_fail(&err, DC_ENOMEM, "the estimate") : dc_store_open(v->inventory, DC_STORE_WRITE, &store, &err);

	if (st == DC_OK)
		st = dc_store_run_last(store, &last, arena, &err);
	if (st == DC_OK)
		st = plan_estimate(p, store, last.id, &e, &err);
	if (st == DC_OK)
		st = note_estimate(store, p, &e, &err);
	if (st == DC_OK && !v->quiet)
		tell_estimate(p, &e, (double)(cli_now_ns() - began_ns) / 1e9);
	dc_store_close(store);
	dc_arena_free(arena);
	return st == DC_OK ? CLI_DONE : cli_fail(&err);
}

static int first_look(const struct cli_values *v, int argc, char **argv, int64_t known_ns)
{
	struct cli_values mine = *v;
	struct dc_error err = { 0 };
	int64_t began = cli_now_ns();
	struct plan p;
	char **paths;
	int n, code = CLI_DONE;

	if (plan_make(&p, argv, argc, known_ns, &err) != DC_OK) {
		plan_done(&p);
		return cli_fail(&err);
	}
	if (plan_worth(&p)) {
		if (!v->quiet)
			tell_plan(&p);
		mine.quiet = true;
		mine.declaration = NULL;	/* judged once all is read */
		mine.full = true;
		paths = plan_first(&p, &n);
		code = paths == NULL ? cli_fail(&(struct dc_error){ DC_ENOMEM, "the plan: out of memory" }) : scan_run(&mine, n, paths);
		if (code == CLI_DONE)
			code = estimate(v, &p, began);
	}
	plan_done(&p);
	return code;
}

/* ---- */

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct cli_values mine = *v;
	int64_t ns;
	int code;

	if (v->known_at == NULL || !cli_time(v->known_at, &ns))
		return cli_usage(T("triage needs the time when the breach became known: --known-at 2026-11-20T09:30",
			"漏えいを知った時刻が要ります: --known-at 2026-11-20T09:30"));
	if (v->inventory == NULL)
		return cli_usage(T("triage keeps its evidence in an inventory of its own: -i FILE", "証拠を残す専用の台帳を指定してください: -i FILE"));
	mine.full = true;		/* evidence is read, not remembered */
	told = v->output == NULL || strcmp(v->output, "-") == 0 ? stderr : stdout;
	mine.quiet = v->quiet || told == stderr;
	code = first_look(v, argc, argv, ns);
	if (code != CLI_DONE)
		return code;
	code = scan_run(&mine, argc, argv);
	if (code != CLI_DONE && code != CLI_VIOLATIONS)
		return code;
	if (mine.format == NULL && mine.output == NULL)
		mine.format = "md";
	mine.evidence = true;
	code = report_run(&mine, "triage", NULL, 0);
	return code;
}

const struct cli_command command_triage = {
	.name = "triage", .args = "TARGET... --known-at TIME -i FILE",
	.options = "inventory purposes rule-pack known-at cause format output jobs profile kinds exclude cross-mounts ocr ocr-pages ocr-seconds ocr-pixels password-file max-rows max-rows-per-second max-mbps max-opens min-confidence allow-list masks mask-paths quiet unsafe-no-sandbox",
	.least = 1, .most = -1, .run = run,
	.en = "breach: what lay there, how many persons, which deadlines", .ja = "漏えい時: 何が、何人分、いつまでに報告か",
	.more_en = "Scans the target into the inventory and writes the triage report: the triggers of a report to the Commission as yes, no\n"
		"or undetermined, persons as an interval, the items of the form that the scan can fill, and the days. Check it against\n"
		"the Commission's current form. Of a big share a first look at 500 objects (the most telling ones and a random draw) gives an\n"
		"estimate with its error before everything is read. Times without an offset are Japan's.",
	.more_ja = "対象を走査し、初動の報告書を書きます。報告を要する事態に当たるか(はい・いいえ・未確定)、本人の数の幅、様式のうち走査で\n"
		"埋まる項目、期限を示します。大きな共有では、見込みの高いものと無作為に選んだもの計 500 件を先に読み、誤差つきの見積りを出します。個人情報保護委員会の最新の様式と照らしてください。時差の指定がない時刻は日本時間です。",
};
