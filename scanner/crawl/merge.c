/* merge.c -- inventories of several hosts into one, as if one host had scanned it all: one run that met what their last runs met.
 *
 * All in one transaction: a merge that fails leaves the inventory as it was. The inputs are sorted first, so that the order
 * in which they were named shows nowhere.
 */
#include "crawl.h"

#include <time.h>

struct merging {
	struct dc_store *into;
	int64_t run;
	const char *from;		/* name of the inventory at hand */
	uint64_t objects;
};

struct part {
	const struct dc_merge_input *in;
	struct dc_run run;
	struct dc_shard shard;		/* 1/1: not split */
};

/* What the scan was told: "shard":"2/3" in the options of its run. */
static struct dc_shard shard_of(const char *options)
{
	static const char key[] = "\"shard\":\"";
	const char *at = strstr(options, key);
	struct dc_shard out = { 1, 1 };
	char text[16] = "";

	if (at == NULL)
		return out;
	at += sizeof key - 1;
	snprintf(text, sizeof text, "%.*s", (int)strcspn(at, "\""), at);
	return dc_shard_parse(text, &out) ? out : (struct dc_shard){ 0, 0 };
}

static enum dc_status look(struct part *p, const struct dc_merge_input *in, struct dc_store *into, struct dc_arena *a, struct dc_error *err)
{
	enum dc_status st = dc_store_run_last(in->store, &p->run, a, err);

	p->in = in;
	if (st == DC_END)
		return dc_fail(err, DC_EUSAGE, "%s: holds no scan yet", in->path);
	if (st != DC_OK)
		return st;
	p->shard = shard_of(p->run.options);
	if (p->run.ended_ns == 0)
		return dc_fail(err, DC_EUSAGE, "%s: its last scan was interrupted: end it with --resume first", in->path);
	if (p->shard.n == 0)
		return dc_fail(err, DC_EUSAGE, "%s: the part of the tree it holds is not to be read from it: it is damaged", in->path);
	if (!dc_store_same_key(in->store, into))
		return dc_fail(err, DC_EUSAGE, "%s: has a key of its own, so the same person has other tokens in it: before their first scan, "
			"copy one inventory's .key file to the other hosts as INVENTORY.key, then scan", in->path);
	return DC_OK;
}

static int by_targets(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int c = strcmp(x->run.targets, y->run.targets);

	if (c == 0)
		c = (x->shard.n > y->shard.n) - (x->shard.n < y->shard.n);
	if (c == 0)
		c = (x->shard.i > y->shard.i) - (x->shard.i < y->shard.i);
	return c != 0 ? c : strcmp(x->in->path, y->in->path);
}

/* Sorted: of each group of targets all parts, each once. What is missing would be taken for gone. */
static enum dc_status check(const struct part *p, size_t n, struct dc_error *err)
{
	for (size_t i = 0; i < n; i++) {
		bool follows = i > 0 && strcmp(p[i - 1].run.targets, p[i].run.targets) == 0 && p[i - 1].shard.i < p[i - 1].shard.n;
		uint32_t want = follows ? p[i - 1].shard.i + 1 : 1;
		bool last = i + 1 == n || strcmp(p[i].run.targets, p[i + 1].run.targets) != 0;

		if (strcmp(p[i].run.detector_version, p[0].run.detector_version) != 0)
			return dc_fail(err, DC_EUSAGE, "%s and %s: were scanned by different versions, kinds or limits: scan with the same on all hosts",
				p[0].in->path, p[i].in->path);
		if (i > 0 && strcmp(p[i - 1].run.targets, p[i].run.targets) == 0 &&
		    (p[i - 1].shard.n != p[i].shard.n || p[i - 1].shard.i == p[i].shard.i))
			return dc_fail(err, DC_EUSAGE, "%s holds part %u/%u of a target, %s holds %u/%u: they do not fit together", p[i - 1].in->path,
				p[i - 1].shard.i, p[i - 1].shard.n, p[i].in->path, p[i].shard.i, p[i].shard.n);
		if (p[i].shard.i != want || (last && p[i].shard.i != p[i].shard.n))
			return dc_fail(err, DC_EUSAGE, "part %u/%u is missing beside %s: its files would be taken for gone",
				p[i].shard.i != want ? want : p[i].shard.i + 1, p[i].shard.n, p[i].in->path);
	}
	return DC_OK;
}

static enum dc_status put(void *ctx, const struct dc_result *r, struct dc_error *err)
{
	struct merging *m = ctx;
	bool there = false;
	enum dc_status st = dc_store_has(m->into, m->run, r->path, r->path_len, &there, err);
	struct dc_buf name;

	if (st == DC_OK && there && r->directory)	/* each host tells a folder that it could not read */
		return DC_OK;
	if (st == DC_OK && !there) {
		m->objects++;
		return dc_store_put(m->into, m->run, r, err);
	}
	if (st != DC_OK)
		return st;
	dc_buf_init(&name, 0);
	st = dc_escape(&name, (struct dc_span){ (const uint8_t *)r->path, r->path_len });
	dc_fail(err, DC_EUSAGE, "%s: %.120s stands in another of these inventories too: files of two hosts with one path cannot be told apart; "
		"scan them by different paths", m->from, st == DC_OK && dc_buf_cstr(&name) != NULL ? dc_buf_cstr(&name) : "a path");
	dc_buf_done(&name);
	return err->status;
}

static uint64_t total(const struct dc_coverage *c)
{
	uint64_t n = 0;

	for (int r = 0; r < DC_N_REASONS; r++)
		n += c->objects[r];
	return n;
}

/* What stands in the input from other scans than its last. */
static enum dc_status count_left(const struct part *p, uint64_t *left, struct dc_error *err)
{
	struct dc_coverage all, last;
	enum dc_status st = dc_store_coverage(p->in->store, 0, &all, err);

	if (st == DC_OK)
		st = dc_store_coverage(p->in->store, p->run.id, &last, err);
	if (st == DC_OK)
		*left += total(&all) - total(&last);
	return st;
}

/* The targets of all groups, one a line. */
static const char *join_targets(const struct part *p, size_t n, struct dc_arena *a)
{
	const char *all = p[0].run.targets;

	for (size_t i = 1; i < n && all != NULL; i++)
		if (strcmp(p[i - 1].run.targets, p[i].run.targets) != 0)
			all = dc_arena_printf(a, "%s\n%s", all, p[i].run.targets);
	return all;
}

static enum dc_status begin(const struct part *p, size_t n, struct dc_store *into, struct dc_arena *a, struct dc_run *run, struct dc_error *err)
{
	*run = p[0].run;
	run->options = dc_arena_printf(a, "{\"merged\":%zu}", n);
	run->targets = join_targets(p, n, a);
	run->declaration_sha256 = run->judged_by = "";
	if (run->options == NULL || run->targets == NULL)
		return dc_fail(err, DC_ENOMEM, "a merge");
	for (size_t i = 1; i < n; i++) {
		run->started_ns = p[i].run.started_ns < run->started_ns ? p[i].run.started_ns : run->started_ns;
		run->ended_ns = p[i].run.ended_ns > run->ended_ns ? p[i].run.ended_ns : run->ended_ns;
		run->sandboxed &= p[i].run.sandboxed;
		run->atime_kept &= p[i].run.atime_kept;
	}
	return dc_store_run_begin(into, run, err);
}

static enum dc_status end(struct merging *m, struct dc_run *run, struct dc_merge_summary *out, struct dc_error *err)
{
	enum dc_status st = dc_store_sweep(m->into, m->run, (struct dc_shard){ 0 }, err);

	if (st == DC_OK)
		st = dc_store_coverage(m->into, m->run, &out->coverage, err);
	run->complete = out->complete = st == DC_OK && crawl_complete(&out->coverage);
	crawl_covered(run, &out->coverage);
	if (st == DC_OK)
		st = dc_store_run_persons(m->into, m->run, run->complete, &run->persons, err);
	if (!run->complete)
		run->persons.hi = DC_PERSONS_UNKNOWN;
	return st == DC_OK ? dc_store_run_end(m->into, run, err) : st;
}

static enum dc_status merge(const struct part *p, size_t n, struct dc_store *into, struct dc_arena *a, struct dc_merge_summary *out,
	struct dc_error *err)
{
	struct merging m = { .into = into };
	struct dc_run run;
	enum dc_status st = dc_store_begin(into, err);

	if (st != DC_OK)
		return st;
	st = begin(p, n, into, a, &run, err);
	m.run = out->run = run.id;
	for (size_t i = 0; i < n && st == DC_OK; i++) {
		m.from = p[i].in->path;
		st = dc_store_expect(into, p[i].in->store, p[i].run.id, err);
		if (st == DC_OK)
			st = dc_store_each_result(p[i].in->store, p[i].run.id, put, &m, err);
		if (st == DC_OK)
			st = count_left(&p[i], &out->left, err);
	}
	if (st == DC_OK)
		st = end(&m, &run, out, err);
	if (st == DC_OK)
		st = dc_store_commit(into, err);
	else
		dc_store_rollback(into);
	out->objects = m.objects;
	return st;
}

/* ---- parts that come one by one */

struct finding_run { int64_t id; struct dc_arena *arena; struct dc_run run; };

static enum dc_status copy_if_it(void *ctx, const struct dc_run *run, struct dc_error *err)
{
	struct finding_run *f = ctx;

	if (run->id != f->id)
		return DC_OK;
	f->run = *run;
	f->run.targets = dc_arena_strdup(f->arena, run->targets);
	f->run.detector_version = dc_arena_strdup(f->arena, run->detector_version);
	return f->run.targets == NULL || f->run.detector_version == NULL ? dc_fail(err, DC_ENOMEM, "a run") : DC_END;
}

/* The run of the earlier parts, or a new one like the part's own. */
static enum dc_status run_for(const struct part *p, const char *targets, struct dc_store *into, int64_t id, struct dc_arena *a, struct dc_run *out,
	struct dc_error *err)
{
	struct finding_run f = { id, a, { .id = 0 } };
	enum dc_status st;

	if (id == 0) {
		*out = p->run;
		out->targets = targets;
		out->options = "{\"queued\":true}";
		out->declaration_sha256 = out->judged_by = "";
		return dc_store_run_begin(into, out, err);
	}
	st = dc_store_each_run(into, copy_if_it, &f, err);
	*out = f.run;
	if (st == DC_OK && f.run.id == 0)
		st = dc_fail(err, DC_EUSAGE, "there is no run %lld any more", (long long)id);
	if (st == DC_OK && strcmp(f.run.detector_version, p->run.detector_version) != 0)
		st = dc_fail(err, DC_EUSAGE, "a part was scanned by another version, kinds or limits than the first: use the same on all hosts");
	return st;
}

enum dc_status dc_take_in(const struct dc_merge_input *in, const char *targets, struct dc_store *into, int64_t *run, struct dc_error *err)
{
	struct dc_arena *a = dc_arena_new(0);
	struct merging m = { .into = into, .from = in->path };
	struct part p = { .in = in };
	struct dc_run all;
	enum dc_status st = a == NULL ? dc_fail(err, DC_ENOMEM, "a part") : look(&p, in, into, a, err);

	if (st == DC_OK)
		st = run_for(&p, targets, into, *run, a, &all, err);
	if (st == DC_OK) {
		m.run = all.id;
		st = dc_store_expect(into, in->store, p.run.id, err);
	}
	if (st == DC_OK)
		st = dc_store_each_result(in->store, p.run.id, put, &m, err);
	if (st == DC_OK) {		/* still open; what holds for all holds for each */
		all.sandboxed &= p.run.sandboxed;
		all.atime_kept &= p.run.atime_kept;
		all.ended_ns = 0;
		st = dc_store_run_end(into, &all, err);
		*run = all.id;
	}
	dc_arena_free(a);
	return st;
}

/* Each target as a folder that could not be read: what stands below it is lost from sight, not gone. */
static enum dc_status tell_lost(struct dc_store *into, int64_t run, const char *targets, const char *why, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	for (const char *line = targets; *line != '\0' && st == DC_OK; ) {
		size_t n = strcspn(line, "\n");
		char path[4096];
		struct dc_result r = { .path = path, .reason = DC_R_internal, .detail = why, .directory = true, .asset = path, .readers = "" };

		while (n > 1 && line[n - 1] == '/')
			n--;
		snprintf(path, sizeof path, "%.*s", (int)n, line);
		r.path_len = strlen(path);
		if (n > 0)
			st = dc_store_put(into, run, &r, err);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return st;
}

enum dc_status dc_take_end(struct dc_store *into, int64_t *run, const char *targets, const char *lost, struct dc_merge_summary *out, struct dc_error *err)
{
	struct dc_arena *a = dc_arena_new(0);
	struct finding_run f = { *run, a, { .id = 0 } };
	struct merging m = { .into = into };
	struct timespec now;
	enum dc_status st = a == NULL ? dc_fail(err, DC_ENOMEM, "a run") : DC_OK;

	clock_gettime(CLOCK_REALTIME, &now);
	if (st == DC_OK && *run == 0) {
		f.run = (struct dc_run){ .targets = targets, .declaration_sha256 = "", .rule_pack = "", .tool_version = DAICHO_VERSION,
			.detector_version = DAICHO_VERSION, .options = "{\"queued\":true}", .started_ns = (int64_t)now.tv_sec * 1000000000 };
		st = dc_store_run_begin(into, &f.run, err);
	} else if (st == DC_OK) {
		st = dc_store_each_run(into, copy_if_it, &f, err);
	}
	m.run = *run = out->run = f.run.id;
	f.run.ended_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	if (st == DC_OK && lost[0] != '\0')
		st = tell_lost(into, m.run, targets, lost, err);
	if (st == DC_OK)
		st = end(&m, &f.run, out, err);
	dc_arena_free(a);
	return st;
}

enum dc_status dc_merge(const struct dc_merge_input *from, size_t n, struct dc_store *into, struct dc_merge_summary *out, struct dc_error *err)
{
	struct dc_arena *a = dc_arena_new(0);
	struct part *parts = calloc(n + 1, sizeof *parts);
	enum dc_status st = a == NULL || parts == NULL ? dc_fail(err, DC_ENOMEM, "a merge") : DC_OK;

	*out = (struct dc_merge_summary){ 0 };
	for (size_t i = 0; i < n && st == DC_OK; i++)
		st = look(&parts[i], &from[i], into, a, err);
	if (st == DC_OK && n > 1)
		qsort(parts, n, sizeof *parts, by_targets);
	if (st == DC_OK)
		st = check(parts, n, err);
	if (st == DC_OK)
		st = merge(parts, n, into, a, out, err);
	free(parts);
	dc_arena_free(a);
	return st;
}
