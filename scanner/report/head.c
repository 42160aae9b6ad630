/* head.c -- what stands at the head of every report: who, when, by which declaration, and how much was read. */
#include "page.h"

#include <inttypes.h>

static const struct {
	const char *key;
	enum word label;
} labels[N_FACTS] = {
	[FACT_CONTROLLER] = { "controller", W_h_controller }, [FACT_RUN] = { "run", W_h_run },
	[FACT_TARGETS] = { "targets", W_h_targets }, [FACT_STARTED] = { "started", W_h_started },
	[FACT_ENDED] = { "ended", W_h_ended }, [FACT_DECLARATION] = { "declaration_sha256", W_h_declaration },
	[FACT_RULE_PACK] = { "rule_pack", W_h_rule_pack }, [FACT_VERSION] = { "tool_version", W_h_version },
	[FACT_DETECTORS] = { "detector_version", W_h_detectors }, [FACT_CONDITIONS] = { "conditions", W_h_conditions },
	[FACT_COVERAGE] = { "coverage", W_h_coverage }, [FACT_SENTENCE] = { "scope_of_results", W_h_sentence },
};

static void add_up(struct page *p)
{
	for (unsigned r = 0; r < DC_N_REASONS; r++) {
		enum dc_outcome o = dc_reason_outcome((enum dc_reason)r);

		if (r == DC_R_unchanged_since) {	/* skipped as far as reading goes; but its findings stand */
			p->carried = p->coverage.objects[r];
			p->carried_bytes = p->coverage.bytes[r];
			continue;
		}
		p->objects[o] += p->coverage.objects[r];
		p->bytes[o] += p->coverage.bytes[r];
		if (o == DC_COMPLETE || o == DC_PARTIAL)	/* bytes that were fetched for nothing were not read */
			p->bytes_read += p->coverage.read[r];
	}
}

/* What was skipped by rule is unread too; but a second name of a file that was read is not. */
static void count_unread(struct page *p)
{
	p->unread = p->objects[DC_PARTIAL] + p->objects[DC_FAILED] + p->objects[DC_SKIPPED] -
		p->coverage.objects[DC_R_duplicate_of];
}

static const char *coverage_line(struct page *p)
{
	char n[7][NUMBER_MOST];
	const char *line;
	uint64_t objects = 0, bytes = 0;

	for (int o = 0; o < DC_N_OUTCOMES; o++) {
		objects += p->objects[o];
		bytes += p->bytes[o];
	}
	line = PAGE_SAY(p, W_coverage_line, number_count(p->objects[DC_COMPLETE], n[0]), number_count(objects, n[1]),
		number_count(p->objects[DC_PARTIAL], n[2]), number_count(p->objects[DC_SKIPPED], n[3]),
		number_count(p->objects[DC_FAILED], n[4]), number_bytes(p->bytes_read, n[5]), number_bytes(bytes, n[6]));
	if (p->carried != 0)
		line = page_str(p, dc_arena_printf(p->arena, "%s%s", line,
			PAGE_SAY(p, W_coverage_carried, number_count(p->carried, n[0]), number_bytes(p->carried_bytes, n[1]))));
	return p->earlier ? page_str(p, dc_arena_printf(p->arena, "%s%s", line, page_word(p, W_earlier_run))) : line;
}

static const char *or_else(const char *s, const char *instead)
{
	return s == NULL || *s == '\0' ? instead : s;
}

/* One a line as stored; for people in one. */
static const char *targets_of(struct page *p)
{
	const char *out = "";

	if (p->format->machine || p->run.targets == NULL)
		return p->run.targets;
	for (const char *at = p->run.targets; *at != '\0'; at += *at == '\n') {
		size_t n = strcspn(at, "\n");

		out = page_str(p, dc_arena_printf(p->arena, "%s%s%.*s", out, *out == '\0' ? "" : p->lang == LANG_JA ? "、" : ", ", (int)n, at));
		at += n;
	}
	return out;
}

static const char *time_of(const struct page *p, int64_t ns, char room[NUMBER_MOST])
{
	return p->format->machine ? number_time(ns, room) : number_when(p, ns, room);
}

static void fill(struct page *p)
{
	const struct dc_declaration *d = p->req->declaration;
	const char *none = page_word(p, W_not_stated), *lang = p->lang == LANG_JA ? "ja" : "en";
	const char *values[N_FACTS];
	char id[24], started[NUMBER_MOST], ended[NUMBER_MOST];

	snprintf(id, sizeof id, "%" PRId64, p->run.id);
	values[FACT_CONTROLLER] = or_else(d == NULL ? NULL : dc_declaration_controller(d, lang), none);
	values[FACT_RUN] = id;
	values[FACT_TARGETS] = or_else(targets_of(p), none);
	values[FACT_STARTED] = time_of(p, p->run.started_ns, started);
	values[FACT_ENDED] = p->run.ended_ns == 0 ? page_word(p, W_interrupted) : time_of(p, p->run.ended_ns, ended);
	values[FACT_DECLARATION] = d != NULL ? dc_declaration_sha256(d)
		: or_else(p->run.declaration_sha256, page_word(p, W_not_declared));
	values[FACT_RULE_PACK] = or_else(d != NULL ? dc_declaration_rule_pack(d) : p->run.rule_pack, none);
	values[FACT_VERSION] = or_else(p->req->version, or_else(p->run.tool_version, none));
	values[FACT_DETECTORS] = or_else(p->run.detector_version, none);
	values[FACT_CONDITIONS] = dc_arena_printf(p->arena, p->lang == LANG_JA ? "%s、%s" : "%s; %s",
		page_word(p, p->run.sandboxed ? W_sandboxed : W_not_sandboxed),
		page_word(p, p->run.atime_kept ? W_atime_kept : W_atime_not_kept));
	values[FACT_COVERAGE] = coverage_line(p);
	values[FACT_SENTENCE] = page_word(p, W_sentence);
	for (int i = 0; i < N_FACTS; i++)
		p->facts[i] = (struct fact){ labels[i].key, labels[i].label,
			values[i] == NULL ? NULL : dc_arena_strdup(p->arena, values[i]) };
}

static enum dc_status take_run(void *ctx, const struct dc_run *run, struct dc_error *err)
{
	struct page *p = ctx;

	(void)err;
	if (run->id != p->req->run)
		return DC_OK;
	p->run = *run;
	p->run.targets = page_str(p, dc_arena_strdup(p->arena, run->targets));
	p->run.declaration_sha256 = page_str(p, dc_arena_strdup(p->arena, run->declaration_sha256));
	p->run.rule_pack = page_str(p, dc_arena_strdup(p->arena, run->rule_pack));
	p->run.tool_version = page_str(p, dc_arena_strdup(p->arena, run->tool_version));
	p->run.detector_version = page_str(p, dc_arena_strdup(p->arena, run->detector_version));
	p->run.options = page_str(p, dc_arena_strdup(p->arena, run->options));
	p->earlier = true;
	return DC_END;
}

/* The last run, or the one asked for. */
static enum dc_status read_run(struct page *p, struct dc_error *err)
{
	enum dc_status st = dc_store_run_last(p->req->store, &p->run, p->arena, err);
	int64_t last = p->run.id;

	if (st == DC_END)
		return dc_fail(err, DC_EUSAGE, "the inventory holds no scan yet: run daicho scan first");
	if (st != DC_OK || p->req->run == 0 || p->req->run == last)
		return st;
	st = dc_store_each_run(p->req->store, take_run, p, err);
	if (st == DC_OK && !p->earlier)
		return dc_fail(err, DC_EUSAGE, "the inventory holds no scan %" PRId64 "; the last is %" PRId64, p->req->run, last);
	return st;
}

enum dc_status head_read(struct page *p, struct dc_error *err)
{
	enum dc_status st;

	p->arena = dc_arena_new(256u << 20);
	if (p->arena == NULL)
		return dc_fail(err, DC_ENOMEM, "report %s", p->report->id);
	st = read_run(p, err);
	if (st != DC_OK)
		return st;
	if (p->req->mask_paths && !dc_store_has_key(p->req->store))
		return dc_fail(err, DC_EUSAGE, "paths cannot be masked: the inventory's key file is not there");
	st = dc_store_coverage(p->req->store, p->req->run, &p->coverage, err);
	if (st != DC_OK)
		return st;
	add_up(p);
	count_unread(p);
	p->title = page_word(p, p->report->title);
	fill(p);
	for (int i = 0; i < N_FACTS; i++) {
		if (p->facts[i].value == NULL)
			return dc_fail(err, DC_ENOMEM, "report %s", p->report->id);
	}
	return p->out.status;
}
