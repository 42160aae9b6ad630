/* scan.c -- a run from beginning to end: targets opened, threads started and joined, the ledger balanced. */
#include "crawl.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <sched.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define TICK_NS (100 * 1000 * 1000)
#define TICKS_OF_PROGRESS 3		/* a progress call every 0.3 s */
#define TICKS_OF_COMMIT 10
#define JOBS_MOST 256
#define WALKERS_MOST 4

uint64_t crawl_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int64_t wall_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void crawl_fail(struct crawl *c, const struct dc_error *err)
{
	pthread_mutex_lock(&c->lock);
	if (c->failed.status == DC_OK)
		c->failed = *err;
	pthread_mutex_unlock(&c->lock);
	atomic_store(&c->halt, 2);
	sched_end(c->work);
}

void crawl_hand_over(struct crawl *c, struct handful **h)
{
	if (*h == NULL)
		return;
	if (dc_queue_push(c->results, *h) != DC_OK) {
		for (size_t i = 0; i < (*h)->n; i++)
			dc_arena_free((*h)->at[i]->arena);
		free(*h);
	}
	*h = NULL;
}

enum dc_status crawl_result(struct crawl *c, struct handful **h, struct dc_result *r, struct dc_error *err)
{
	uint64_t now = crawl_now_ns();

	if (*h == NULL)
		*h = calloc(1, sizeof **h);
	if (*h == NULL) {
		dc_arena_free(r->arena);
		return dc_fail(err, DC_ENOMEM, "a result");
	}
	if ((*h)->n == 0)
		(*h)->began_ns = now;
	(*h)->at[(*h)->n++] = r;
	if ((*h)->n == CRAWL_HANDFUL || now - (*h)->began_ns > CRAWL_HANDFUL_NS)
		crawl_hand_over(c, h);
	return DC_OK;
}

/* ---- before */

static int cores(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0 ? CPU_COUNT(&set) : 1;
}

static int today_of(const struct dc_scan_options *opt)
{
	time_t now = time(NULL);
	struct tm t;

	if (opt->today != 0)
		return opt->today;
	localtime_r(&now, &t);
	return (t.tm_year + 1900) * 10000 + (t.tm_mon + 1) * 100 + t.tm_mday;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return b != NULL && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* One target within another would bring the same objects twice. */
static enum dc_status check_targets(const struct dc_scan_options *opt, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	char **real;

	if (opt->n_targets == 0)
		return dc_fail(err, DC_EUSAGE, "no target: name a folder, a file, or - for standard input");
	real = calloc(opt->n_targets, sizeof *real);
	if (real == NULL)
		return dc_fail(err, DC_ENOMEM, "targets");
	for (size_t i = 0; i < opt->n_targets && st == DC_OK; i++) {
		const struct dc_source_ops *ops = dc_source_find(opt->targets[i]);
		const char *t = opt->targets[i];

		if (ops == NULL)
			st = dc_fail(err, DC_EUSAGE, "%s: no source knows this kind of target; give a path, or - for standard input", t);
		else if (strcmp(ops->scheme, "file") == 0 && strcmp(t, "-") != 0)
			real[i] = realpath(strncmp(t, "file://", 7) == 0 ? t + 7 : t, NULL);
		else
			real[i] = strdup(t);
		if (st == DC_OK && real[i] != NULL && is_same_file(real[i], opt->inventory))
			st = dc_fail(err, DC_EUSAGE, "%s: is the inventory of this very scan; name what is to be scanned", t);
		for (size_t k = 0; k < i && st == DC_OK && real[i] != NULL; k++) {
			const char *a = real[i], *b = real[k] == NULL ? "" : real[k];
			size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
			const char *longer = strlen(a) < strlen(b) ? b : a;

			if (n != 0 && strncmp(a, b, n) == 0 && (longer[n] == '\0' || longer[n] == '/' || longer[n - 1] == '/'))
				st = dc_fail(err, DC_EUSAGE, "%s and %s: one holds the other; name only the outer one", opt->targets[k], t);
		}
	}
	for (size_t i = 0; i < opt->n_targets; i++)
		free(real[i]);
	free(real);
	return st;
}

/* The inventory's folder, for the spool; and what sources must leave out. NULL: none, or memory is out. */
static char *own_folder(const struct dc_scan_options *opt, struct dc_source_options *so, char **name)
{
	char *copy = opt->inventory == NULL ? NULL : strdup(opt->inventory), *folder = NULL;
	struct stat st;

	*name = NULL;
	if (copy == NULL)
		return NULL;
	*name = strdup(basename(copy));		/* GNU or POSIX: basename first, it leaves the slashes or cuts behind the name */
	folder = strdup(dirname(copy));
	free(copy);
	if (folder != NULL && *name != NULL && stat(folder, &st) == 0) {
		so->own_dev = st.st_dev;
		so->own_ino = st.st_ino;
		so->own_name = *name;
	}
	return folder;
}

static enum dc_status open_sources(struct crawl *c, const struct dc_source_options *so, struct dc_error *err)
{
	c->sources = calloc(c->opt->n_targets, sizeof(struct dc_source *));
	if (c->sources == NULL)
		return dc_fail(err, DC_ENOMEM, "targets");
	for (size_t i = 0; i < c->opt->n_targets; i++) {
		enum dc_status st = dc_source_find(c->opt->targets[i])->open(c->opt->targets[i], so, &c->sources[i], err);

		if (st != DC_OK)
			return st;
		c->n_sources++;
	}
	return DC_OK;
}

/* Targets as typed, one a line. */
static enum dc_status join_targets(const struct dc_scan_options *opt, struct dc_buf *out)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < opt->n_targets && st == DC_OK; i++) {
		if (i != 0)
			st = dc_buf_addc(out, '\n');
		if (st == DC_OK)
			st = dc_buf_adds(out, opt->targets[i]);
	}
	return st == DC_OK && dc_buf_cstr(out) == NULL ? DC_ENOMEM : st;
}

static bool read_whole(const char *path, struct dc_buf *out)
{
	FILE *f = fopen(path, "re");
	size_t n = 1;

	while (f != NULL && n != 0 && dc_buf_reserve(out, 4096) == DC_OK) {
		n = fread(out->p + out->n, 1, 4096, f);
		out->n += n;
	}
	if (f != NULL)
		fclose(f);
	return f != NULL && n == 0;
}

/* What a reading depends on beside the bytes: another version, profile, file of kinds or limit makes another reading. */
static enum dc_status name_detector(struct crawl *c, struct dc_error *err)
{
	const struct dc_scan_options *o = c->opt;
	uint8_t sum[crypto_generichash_BYTES_MIN];
	char hex[2 * sizeof sum + 1];
	crypto_generichash_state h;
	struct dc_buf kinds;

	dc_buf_init(&kinds, 0);
	if (o->kinds_file != NULL && !read_whole(o->kinds_file, &kinds)) {
		dc_buf_done(&kinds);
		return dc_fail(err, DC_EUSAGE, "%s: cannot be read", o->kinds_file);
	}
	crypto_generichash_init(&h, NULL, 0, sizeof sum);
	crypto_generichash_update(&h, (const uint8_t *)&o->budget, sizeof o->budget);
	crypto_generichash_update(&h, (const uint8_t *)&o->profile, sizeof o->profile);
	crypto_generichash_update(&h, (const uint8_t *)&o->min_confidence, sizeof o->min_confidence);
	if (o->known != NULL)
		crypto_generichash_update(&h, (const uint8_t *)dc_known_sha256(o->known), strlen(dc_known_sha256(o->known)));
	crypto_generichash_update(&h, kinds.n == 0 ? (const uint8_t *)"" : kinds.p, kinds.n);
	crypto_generichash_final(&h, sum, sizeof sum);
	dc_buf_done(&kinds);
	sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
	snprintf(c->detector_version, sizeof c->detector_version, "%s+%.16s", DAICHO_VERSION, hex);
	return DC_OK;
}

static const char *or_empty(const char *s)
{
	return s == NULL ? "" : s;
}

/* Another part of the same targets is another run. */
static bool same_part(const char *options, struct dc_shard shard)
{
	char want[32];

	snprintf(want, sizeof want, "\"shard\":\"%u/%u\"", shard.i, shard.n);
	return shard.n == 0 ? strstr(options, "\"shard\":") == NULL : strstr(options, want) != NULL;
}

/* Runs go by their numbers, so a clock that was set back loses nothing; but people read their times. */
static uint64_t seconds_back(const struct dc_run *last, int64_t now_ns)
{
	int64_t latest = last->ended_ns > last->started_ns ? last->ended_ns : last->started_ns;

	return latest <= now_ns ? 0 : ((uint64_t)latest - (uint64_t)now_ns + 999999999) / 1000000000;
}

/* A new run, or the last one of these targets if it never ended. */
static enum dc_status begin_run(struct crawl *c, const char *targets, bool sandboxed, struct dc_error *err)
{
	const struct dc_scan_options *o = c->opt;
	struct dc_arena *a = dc_arena_new(0);
	struct dc_run last = { 0 };
	enum dc_status st = a == NULL ? dc_fail(err, DC_ENOMEM, "a run") : DC_END;

	c->run = (struct dc_run){ .targets = targets, .declaration_sha256 = or_empty(o->declaration_sha256), .rule_pack = or_empty(o->rule_pack),
		.tool_version = DAICHO_VERSION, .detector_version = c->detector_version, .options = o->options_json == NULL ? "{}" : o->options_json,
		.started_ns = wall_ns(), .sandboxed = sandboxed };
	if (a != NULL)
		st = dc_store_run_last(o->store, &last, a, err);
	if (st == DC_OK)
		c->clock_back_s = seconds_back(&last, c->run.started_ns);
	if (st == DC_OK && o->resume && last.ended_ns == 0 && strcmp(last.targets, targets) == 0 && same_part(last.options, o->shard)) {
		c->run.id = last.id;
		c->run.started_ns = last.started_ns;
		c->resuming = true;
	} else if (st == DC_OK || st == DC_END) {
		st = dc_store_run_begin(o->store, &c->run, err);
	}
	dc_arena_free(a);
	return st;
}

/* ---- while */

struct ticker {
	struct crawl *c;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool end;
	uint64_t seen_bytes[16], seen_at[16];	/* of the last seconds, for the rate */
	unsigned n_seen;
};

static uint64_t rows_read(const struct crawl *c)
{
	uint64_t n = 0;

	for (size_t i = 0; i < c->n_sources; i++)
		n += atomic_load(&c->sources[i]->rows_read);
	return n;
}

static void report(struct ticker *t)
{
	struct crawl *c = t->c;
	uint64_t same = atomic_load(&c->n.same), same_bytes = atomic_load(&c->n.same_bytes);
	struct dc_scan_progress p = { .discovered = atomic_load(&c->n.discovered) + same, .discovered_bytes = atomic_load(&c->n.discovered_bytes) + same_bytes,
		.objects = atomic_load(&c->n.done) + atomic_load(&c->n.resumed) + same,
		.bytes = atomic_load(&c->n.done_bytes) + atomic_load(&c->n.resumed_bytes) + same_bytes,
		.findings = atomic_load(&c->n.findings), .failed = atomic_load(&c->n.failed), .walked = atomic_load(&c->n.walked), .rows = rows_read(c), .seconds_left = -1 };
	uint64_t now = crawl_now_ns(), read_now = atomic_load(&c->n.done_bytes);
	unsigned at = t->n_seen % 16, oldest = t->n_seen < 16 ? 0 : (t->n_seen + 1) % 16;

	t->seen_bytes[at] = read_now;
	t->seen_at[at] = now;
	t->n_seen++;
	p.seconds = (double)(now - c->began_ns) / 1e9;
	if (now > t->seen_at[oldest])
		p.bytes_per_second = (double)(read_now - t->seen_bytes[oldest]) / ((double)(now - t->seen_at[oldest]) / 1e9);
	if (p.walked && p.bytes_per_second > 0 && p.discovered_bytes >= p.bytes)
		p.seconds_left = (double)(p.discovered_bytes - p.bytes) / p.bytes_per_second;
	c->opt->progress(c->opt->progress_ctx, &p);
}

/* Waits for a tick, or less at the end, which it tells: the threads of a short scan are not waited for longer than it takes. */
static bool ticks(struct ticker *t, uint64_t at_ns)
{
	struct timespec until = { .tv_sec = (time_t)(at_ns / 1000000000), .tv_nsec = (long)(at_ns % 1000000000) };
	bool end;

	pthread_mutex_lock(&t->lock);
	while (!t->end && pthread_cond_clockwait(&t->wake, &t->lock, CLOCK_MONOTONIC, &until) == 0)
		;
	end = t->end;
	pthread_mutex_unlock(&t->lock);
	return !end;
}

static void end_ticks(struct ticker *t)
{
	pthread_mutex_lock(&t->lock);
	t->end = true;
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
	pthread_cond_destroy(&t->wake);
	pthread_mutex_destroy(&t->lock);
}

/* Passes the stop flag on, reports, and reminds the writer of its clock. */
static void *tick(void *arg)
{
	struct ticker *t = arg;
	struct crawl *c = t->c;

	for (unsigned i = 1; ticks(t, crawl_now_ns() + TICK_NS); i++) {
		if (c->opt->stop != NULL && atomic_load(c->opt->stop) != 0 && atomic_load(&c->halt) == 0) {
			atomic_store(&c->halt, 1);
			sched_end(c->work);
		}
		if (c->opt->progress != NULL && i % TICKS_OF_PROGRESS == 0)
			report(t);
		if (i % TICKS_OF_COMMIT == 0 && dc_queue_length(c->results) == 0)
			dc_queue_push(c->results, NULL);
	}
	if (c->opt->progress != NULL)
		report(t);
	return NULL;
}

/* Starts all threads and waits for them: feeder and drivers first, then the writer. */
static enum dc_status threads(struct crawl *c, struct driver *drivers, size_t n, struct dc_error *err)
{
	struct ticker ticker = { .c = c, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER };
	pthread_t feeder, writer;
	bool fed = false, written, ticked;
	size_t started = 0;

	written = pthread_create(&writer, NULL, crawl_write, c) == 0;
	ticked = written && pthread_create(&ticker.thread, NULL, tick, &ticker) == 0;
	for (size_t i = 0; ticked && i < n; i++) {
		drivers[i].started = pthread_create(&drivers[i].thread, NULL, crawl_drive, &drivers[i]) == 0;
		started += drivers[i].started;
	}
	if (started != 0)
		fed = pthread_create(&feeder, NULL, crawl_feed, c) == 0;
	if (!fed)
		sched_end(c->work);
	if (fed)
		pthread_join(feeder, NULL);
	for (size_t i = 0; i < n; i++)
		if (drivers[i].started)
			pthread_join(drivers[i].thread, NULL);
	if (ticked)
		end_ticks(&ticker);
	dc_queue_close(c->results);
	if (written)
		pthread_join(writer, NULL);
	return fed ? DC_OK : dc_fail(err, DC_ENOMEM, "the threads of the scan cannot be started");
}

/* ---- after */

/* discovered = complete + partial + skipped + failed, by count and by bytes. */
static enum dc_status balance(const struct crawl *c, struct dc_error *err)
{
	uint64_t count = atomic_load(&c->n.resumed), bytes = atomic_load(&c->n.resumed_bytes);

	for (int o = 0; o < DC_N_OUTCOMES; o++) {
		count += atomic_load(&c->n.outcome[o]);
		bytes += atomic_load(&c->n.outcome_bytes[o]);
	}
	if (count == atomic_load(&c->n.discovered) && bytes == atomic_load(&c->n.discovered_bytes))
		return DC_OK;
	return dc_fail(err, DC_EBUG, "the ledger does not balance: %llu objects of %llu bytes were discovered, %llu of %llu accounted for",
		       (unsigned long long)atomic_load(&c->n.discovered), (unsigned long long)atomic_load(&c->n.discovered_bytes),
		       (unsigned long long)count, (unsigned long long)bytes);
}

bool crawl_complete(const struct dc_coverage *v)
{
	for (int r = 0; r < DC_N_REASONS; r++) {
		enum dc_outcome o = dc_reason_outcome((enum dc_reason)r);

		if (v->objects[r] != 0 && (o == DC_PARTIAL || o == DC_FAILED || r == DC_R_poison))
			return false;
	}
	return true;
}

void crawl_covered(struct dc_run *run, const struct dc_coverage *v)
{
	for (int r = 0; r < DC_N_REASONS; r++) {
		run->objects[dc_reason_outcome((enum dc_reason)r)] += v->objects[r];
		run->bytes_read += v->read[r];
	}
	run->carried = v->objects[DC_R_unchanged_since];
}

/* As the store would count it, which takes a look at every object: of a run that was resumed it alone knows the whole. */
static enum dc_status coverage(struct crawl *c, struct dc_coverage *out, struct dc_error *err)
{
	if (c->resuming)
		return dc_store_coverage(c->opt->store, c->run.id, out, err);
	*out = c->coverage;
	out->objects[DC_R_unchanged_since] += atomic_load(&c->n.same);
	out->bytes[DC_R_unchanged_since] += atomic_load(&c->n.same_bytes);
	return DC_OK;
}

/* A run that was walked to its end is closed; one that was stopped stays open, to be resumed. */
static enum dc_status end_run(struct crawl *c, struct dc_scan_summary *s, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (!s->stopped) {
		st = balance(c, err);
		if (st == DC_OK)
			st = dc_store_sweep(c->opt->store, c->run.id, c->opt->shard, err);
	}
	if (st == DC_OK)
		st = coverage(c, &s->coverage, err);
	s->complete = st == DC_OK && !s->stopped && crawl_complete(&s->coverage);
	if (st != DC_OK || s->stopped)
		return st;
	st = dc_store_run_persons(c->opt->store, c->run.id, s->complete, &c->run.persons, err);
	c->run.ended_ns = wall_ns();
	c->run.sandboxed = s->sandboxed;
	c->run.atime_kept = s->atime_kept;
	c->run.complete = s->complete;
	crawl_covered(&c->run, &s->coverage);
	c->run.took_ms = (crawl_now_ns() - c->began_ns) / 1000000;
	if (!s->complete)		/* what was not read may hold more persons than any object that was */
		c->run.persons.hi = DC_PERSONS_UNKNOWN;
	return st == DC_OK ? dc_store_run_end(c->opt->store, &c->run, err) : st;
}

static void fill(struct crawl *c, struct dc_scan_summary *s)
{
	s->run = c->run.id;
	s->discovered = atomic_load(&c->n.discovered) + atomic_load(&c->n.same);
	s->discovered_bytes = atomic_load(&c->n.discovered_bytes) + atomic_load(&c->n.same_bytes);
	s->resumed = atomic_load(&c->n.resumed);
	s->low = atomic_load(&c->n.low);
	s->medium = atomic_load(&c->n.medium);
	s->high = atomic_load(&c->n.high);
	s->placeholders = atomic_load(&c->n.placeholders);
	s->below = atomic_load(&c->filter.below);
	s->known = atomic_load(&c->filter.by_list);
	s->clock_back_s = c->clock_back_s;
	s->verified = c->verified;
	s->differ = c->differ;
	memcpy(s->differs, c->differs, sizeof s->differs);
	s->bytes_read = atomic_load(&c->n.bytes_read);
	s->rows_read = rows_read(c);
	s->worker_deaths = atomic_load(&c->n.deaths);
	s->seconds = (double)(crawl_now_ns() - c->began_ns) / 1e9;
	s->stopped = atomic_load(&c->halt) == 1;
	s->atime_kept = true;
	for (size_t i = 0; i < c->n_sources; i++)
		s->atime_kept &= c->sources[i]->ops->atime_kept(c->sources[i]);
	for (size_t i = 0; i < c->n_sources && s->note[0] == '\0'; i++)
		if (c->sources[i]->ops->note != NULL)
			snprintf(s->note, sizeof s->note, "%s", c->sources[i]->ops->note(c->sources[i]));
	s->findings = c->spool;
	c->spool = NULL;
}

/* ---- the whole */

static enum dc_status run(struct crawl *c, struct driver *drivers, size_t n, struct dc_scan_summary *s, struct dc_error *err)
{
	struct dc_buf targets;
	enum dc_status st;

	/* The first worker tells whether there is a sandbox at all, before anything is recorded. */
	st = dc_worker_start(&c->worker, &drivers[0].worker, err);
	if (st != DC_OK)
		return st;
	snprintf(s->layers, sizeof s->layers, "%s", dc_worker_layers(drivers[0].worker));
	s->sandboxed = strstr(s->layers, "seccomp") != NULL;
	dc_buf_init(&targets, 0);
	st = join_targets(c->opt, &targets);
	if (st == DC_OK)
		st = name_detector(c, err);
	if (st == DC_OK)
		st = begin_run(c, dc_buf_cstr(&targets), s->sandboxed, err);
	if (st == DC_OK && !c->opt->full)
		st = dc_store_recall(c->opt->store, c->run.id, c->detector_version, &c->recall, err);
	if (st == DC_OK) {
		st = threads(c, drivers, n, err);
		fill(c, s);
		if (st == DC_OK && c->failed.status != DC_OK)
			st = dc_fail(err, c->failed.status, "%s", c->failed.text);
		if (st == DC_OK)
			st = end_run(c, s, err);
	} else {
		dc_worker_close(drivers[0].worker);
	}
	dc_buf_done(&targets);
	return st == DC_OK ? DC_OK : dc_fail(err, st, "the scan could not be recorded");
}

static enum dc_status prepare(struct crawl *c, int jobs, struct dc_error *err)
{
	const struct dc_scan_options *o = c->opt;
	struct dc_source_options so = { .exclude = o->exclude, .include = o->include, .shard = o->shard, .cross_mounts = o->cross_mounts, .threads = jobs < WALKERS_MOST ? jobs : WALKERS_MOST,
					.stop = &c->halt, .program = o->program != NULL ? o->program : "/proc/self/exe", .budget = &o->budget,
					.unsafe_no_sandbox = o->unsafe_no_sandbox, .password_file = o->password_file, .sample = o->sample, .changed_since = o->changed_since,
					.max_rows = o->max_rows, .rows_per_second = o->rows_per_second, .bytes_per_second = o->bytes_per_second,
					.known = o->full ? NULL : crawl_known, .noted = o->full ? NULL : crawl_noted, .known_ctx = c };
	struct dc_engine_options eo = { .profile = o->profile, .kinds_file = o->kinds_file, .today = today_of(o), .table_only = true };
	char *name = NULL, *folder = own_folder(o, &so, &name);
	enum dc_status st = check_targets(o, err);

	if (st == DC_OK)
		st = dc_engine_new(&eo, &c->engine, err);
	if (st == DC_OK && o->findings)
		st = spool_new(folder, &c->spool, err);
	c->work = sched_new();
	c->results = dc_queue_new(CRAWL_RESULTS);
	if (st == DC_OK && (c->work == NULL || c->results == NULL))
		st = dc_fail(err, DC_ENOMEM, "a scan");
	so.spool = folder;
	if (st == DC_OK)
		st = open_sources(c, &so, err);
	c->own_name = name;
	c->folder = folder;
	c->worker = (struct dc_worker_options){ .program = o->program != NULL ? o->program : "/proc/self/exe", .engine = c->engine, .kinds_file = o->kinds_file, .profile = o->profile,
		.today = eo.today, .budget = o->budget, .unsafe_no_sandbox = o->unsafe_no_sandbox, .test_fault = o->test_fault, .stop = &c->halt };
	return st;
}

static void finish(struct crawl *c)
{
	for (size_t i = 0; i < c->n_sources; i++)
		c->sources[i]->ops->close(c->sources[i]);
	free(c->sources);
	sched_free(c->work);
	dc_queue_free(c->results);
	dc_engine_free(c->engine);
	dc_recall_free(c->recall);
	dc_findings_free(c->spool);
	free(c->own_name);
	free(c->folder);
	pthread_mutex_destroy(&c->pace.lock);
	pthread_mutex_destroy(&c->lock);
	pthread_mutex_destroy(&c->store_lock);
}

enum dc_status dc_scan_run(const struct dc_scan_options *opt, struct dc_scan_summary *summary, struct dc_error *err)
{
	int jobs = opt->jobs > 0 ? opt->jobs : cores();
	struct crawl c = { .opt = opt, .filter = { .min_confidence = opt->min_confidence, .known = opt->known }, .began_ns = crawl_now_ns(),
		.pace = { .opens_per_second = opt->opens_per_second, .bytes_per_second = opt->bytes_per_second } };
	struct driver *drivers;
	enum dc_status st;

	*summary = (struct dc_scan_summary){ 0 };
	jobs = jobs > JOBS_MOST ? JOBS_MOST : jobs;
	randombytes_buf(c.verify_key, sizeof c.verify_key);
	c.jobs = jobs;
	drivers = calloc((size_t)jobs, sizeof *drivers);
	if (drivers == NULL)
		return dc_fail(err, DC_ENOMEM, "a scan");
	for (int i = 0; i < jobs; i++)
		drivers[i].c = &c;
	pthread_mutex_init(&c.pace.lock, NULL);
	pthread_mutex_init(&c.lock, NULL);
	pthread_mutex_init(&c.store_lock, NULL);
	st = prepare(&c, jobs, err);
	if (st == DC_OK)
		st = run(&c, drivers, (size_t)jobs, summary, err);
	finish(&c);
	free(drivers);
	return st;
}
