/* words.c -- an event in words and as JSON. */
#include "event.h"

#include "verdict.h"

#include "daicho/log.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct { const char *en, *ja; } wake_words[] = {
	{ "new violations", "新しい違反" }, { "lost sight of data", "読めなくなった所" }, { "less was read", "読取り範囲の低下" },
	{ "data whose breach must be reported", "漏えい時に報告が要る情報" }, { "the scan failed", "走査の失敗" },
};

static bool ja(const char *lang)
{
	return strcmp(lang, "ja") == 0;
}

static enum dc_status add_why(const struct event *e, const char *lang, struct dc_buf *out)
{
	enum dc_status st = DC_OK;
	bool first = true;

	for (unsigned k = 0; wake_names[k] != NULL && st == DC_OK; k++) {
		if ((e->why >> k & 1) == 0)
			continue;
		st = dc_buf_printf(out, "%s%s", first ? "" : ja(lang) ? "、" : ", ", ja(lang) ? wake_words[k].ja : wake_words[k].en);
		first = false;
	}
	return st == DC_OK && first ? dc_buf_adds(out, ja(lang) ? "変化なし" : "no news") : st;
}

enum dc_status event_line(const struct event *e, const char *lang, struct dc_buf *out)
{
	enum dc_status st = dc_buf_printf(out, "daicho: %s: ", e->target);

	if (st == DC_OK)
		st = add_why(e, lang, out);
	if (st == DC_OK && (e->why & WAKE_VIOLATIONS) != 0)
		st = dc_buf_printf(out, " (%llu)", (unsigned long long)e->violations);
	return st;
}

static const char *utc(int64_t ns, char text[32])
{
	time_t at = (time_t)(ns / 1000000000);
	struct tm t;

	if (ns == 0 || gmtime_r(&at, &t) == NULL || strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &t) == 0)
		text[0] = '\0';
	return text;
}

static enum dc_status add_counts(const struct event *e, const char *lang, struct dc_buf *out)
{
	char began[32], ended[32];
	enum dc_status st;

	st = dc_buf_printf(out, ja(lang) ? "走査 %lld(前回 %lld)  %s から %s\n" : "run %lld (compared with %lld), %s to %s\n", (long long)e->run,
		(long long)e->since, utc(e->started_ns, began), e->ended_ns == 0 ? (ja(lang) ? "中断" : "interrupted") : utc(e->ended_ns, ended));
	if (st == DC_OK)
		st = dc_buf_printf(out, ja(lang) ? "判定: 違反 %llu、警告 %llu、要確認 %llu、宣言あり %llu、未読 %llu\n" :
			"verdicts: %llu errors, %llu warnings, %llu notes, %llu declared, %llu open\n", (unsigned long long)e->levels[0],
			(unsigned long long)e->levels[1], (unsigned long long)e->levels[2], (unsigned long long)e->levels[3], (unsigned long long)e->levels[4]);
	if (st == DC_OK)
		st = dc_buf_printf(out, ja(lang) ? "読取り: 完了 %llu、一部 %llu、除外 %llu、失敗 %llu(容量の %.1f %%)\n" :
			"objects: %llu complete, %llu partial, %llu skipped, %llu failed (%.1f %% of the bytes read whole)\n",
			(unsigned long long)e->objects[DC_COMPLETE], (unsigned long long)e->objects[DC_PARTIAL],
			(unsigned long long)e->objects[DC_SKIPPED], (unsigned long long)e->objects[DC_FAILED], e->coverage * 100);
	for (unsigned c = 0; c < DC_N_CHANGES && st == DC_OK; c++)
		if (e->changes[c] != 0)
			st = dc_buf_printf(out, "  %-16s %llu\n", dc_change_name(c), (unsigned long long)e->changes[c]);
	return st;
}

enum dc_status event_text(const struct event *e, const char *lang, struct dc_buf *out)
{
	enum dc_status st = event_line(e, lang, out);

	if (st == DC_OK)
		st = dc_buf_adds(out, "\n\n");
	if (st == DC_OK && *e->failure != '\0')
		st = dc_buf_printf(out, "%s\n", e->failure);
	if (st == DC_OK && e->run != 0)
		st = add_counts(e, lang, out);
	for (size_t i = 0; i < e->n_places && st == DC_OK; i++)
		st = dc_buf_printf(out, "%s%s  %s  %s\n    %s\n", i == 0 ? "\n" : "", e->places[i].change, e->places[i].verdict, e->places[i].category,
			e->places[i].where);
	if (st == DC_OK && e->places_left != 0)
		st = dc_buf_printf(out, ja(lang) ? "  ほか %llu か所\n" : "  ... and %llu more places\n", (unsigned long long)e->places_left);
	if (st == DC_OK)
		st = dc_buf_printf(out, "\n%s\n", ja(lang) ? "未読範囲を除く発見事項であり、不存在を示すものではありません。" :
			"Findings within what was read; not proof of absence.");
	return st;
}

/* ---- JSON */

static enum dc_status add_string(struct dc_buf *out, const char *key, const char *value)
{
	enum dc_status st = dc_buf_printf(out, ",\"%s\":", key);

	return st == DC_OK ? dc_json_string(out, dc_span_of(value)) : st;
}

static enum dc_status add_number(struct dc_buf *out, const char *key, uint64_t n)
{
	return dc_buf_printf(out, ",\"%s\":%llu", key, (unsigned long long)n);
}

static enum dc_status add_lists(const struct event *e, struct dc_buf *out)
{
	enum dc_status st = dc_buf_adds(out, ",\"why\":[");
	bool first = true;

	for (unsigned k = 0; wake_names[k] != NULL && st == DC_OK; k++) {
		if ((e->why >> k & 1) == 0)
			continue;
		st = dc_buf_printf(out, "%s\"%s\"", first ? "" : ",", wake_names[k]);
		first = false;
	}
	if (st == DC_OK)
		st = dc_buf_adds(out, "],\"changes\":{");
	for (unsigned c = 0; c < DC_N_CHANGES && st == DC_OK; c++)
		st = dc_buf_printf(out, "%s\"%s\":%llu", c == 0 ? "" : ",", dc_change_name(c), (unsigned long long)e->changes[c]);
	if (st == DC_OK)
		st = dc_buf_adds(out, "},\"verdicts\":{");
	for (unsigned l = 0; l < 5 && st == DC_OK; l++)
		st = dc_buf_printf(out, "%s\"%s\":%llu", l == 0 ? "" : ",", verdict_level_name(l), (unsigned long long)e->levels[l]);
	if (st == DC_OK)
		st = dc_buf_adds(out, "},\"objects\":{");
	for (unsigned o = 0; o < DC_N_OUTCOMES && st == DC_OK; o++)
		st = dc_buf_printf(out, "%s\"%s\":%llu", o == 0 ? "" : ",", dc_outcome_name(o), (unsigned long long)e->objects[o]);
	return st == DC_OK ? dc_buf_adds(out, "}") : st;
}

static enum dc_status add_places(const struct event *e, struct dc_buf *out)
{
	enum dc_status st = dc_buf_adds(out, ",\"places\":[");

	for (size_t i = 0; i < e->n_places && st == DC_OK; i++) {
		const struct event_place *p = &e->places[i];

		st = dc_buf_printf(out, "%s{\"change\":\"%s\"", i == 0 ? "" : ",", p->change);
		if (st == DC_OK)
			st = add_string(out, "where", p->where);
		if (st == DC_OK)
			st = add_string(out, "category", p->category);
		if (st == DC_OK)
			st = add_string(out, "verdict", p->verdict);
		if (st == DC_OK)
			st = dc_buf_addc(out, '}');
	}
	return st == DC_OK ? dc_buf_adds(out, "]") : st;
}

enum dc_status event_json(const struct event *e, struct dc_buf *out)
{
	char began[32], ended[32];
	enum dc_status st = dc_buf_adds(out, "{\"event\":\"daicho.watch\"");

	if (st == DC_OK)
		st = add_string(out, "target", e->target);
	if (st == DC_OK)
		st = dc_buf_printf(out, ",\"run\":%lld,\"since\":%lld,\"exit\":%d,\"severity\":%d,\"coverage\":%.4f", (long long)e->run, (long long)e->since,
			e->code, event_severity(e), e->coverage);
	if (st == DC_OK && e->coverage_before >= 0)
		st = dc_buf_printf(out, ",\"coverage_before\":%.4f", e->coverage_before);
	if (st == DC_OK)
		st = add_string(out, "started", utc(e->started_ns, began));
	if (st == DC_OK)
		st = add_string(out, "ended", utc(e->ended_ns, ended));
	if (st == DC_OK)
		st = add_string(out, "failure", e->failure);
	if (st == DC_OK)
		st = add_number(out, "violations_new", e->violations);
	if (st == DC_OK)
		st = dc_buf_printf(out, ",\"new\":{\"special_care\":%llu,\"financial\":%llu,\"my_number\":%llu}", (unsigned long long)e->special,
			(unsigned long long)e->financial, (unsigned long long)e->my_number);
	if (st == DC_OK)
		st = add_lists(e, out);
	if (st == DC_OK)
		st = add_places(e, out);
	if (st == DC_OK)
		st = add_number(out, "places_left", e->places_left);
	return st == DC_OK ? dc_buf_addc(out, '}') : st;
}
