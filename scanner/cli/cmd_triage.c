/* cmd_triage.c -- `daicho triage TARGET`: in a breach, what lay there and how many persons it concerns: a scan into an
 * inventory of its own and the triage report (PURPOSES §2.5). What the tool cannot know is said on its first page. */
#include "steps.h"

#include <string.h>

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
	.options = "inventory purposes known-at cause purposes format output jobs profile kinds exclude cross-mounts masks mask-paths quiet unsafe-no-sandbox",
	.least = 1, .most = -1, .run = run,
	.en = "breach: what lay there, how many persons, which deadlines", .ja = "漏えい時: 何が、何人分、いつまでに報告か",
	.more_en = "Scans the target into the inventory and writes the triage report: the triggers of a report to the Commission as yes, no\n"
		"or undetermined, persons as an interval, the items of the form that the scan can fill, and the days. Check it against\n"
		"the Commission's current form. Times without an offset are Japan's.",
	.more_ja = "対象を走査し、初動の報告書を書きます。報告を要する事態に当たるか(はい・いいえ・未確定)、本人の数の幅、様式のうち走査で\n"
		"埋まる項目、期限を示します。個人情報保護委員会の最新の様式と照らしてください。時差の指定がない時刻は日本時間です。",
};
