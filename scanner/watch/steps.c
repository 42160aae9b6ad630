/* steps.c -- scan, reports, prune, telling: what each step runs, and what follows its end. */
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define REPORT_SECONDS 3600
#define PRUNE_SECONDS 3600
#define TELL_SECONDS 1800

void steps_say(const struct supervisor *s, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (s->opt->say != NULL)
		s->opt->say(s->opt->ctx, line);
}

int64_t steps_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* ---- opening */

static enum dc_status make_folder(const char *path, struct dc_error *err)
{
	char part[4096];

	for (size_t i = 1; path[i - 1] != '\0'; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		snprintf(part, sizeof part, "%.*s", (int)i, path);
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return dc_fail(err, DC_EUSAGE, "%s: %s", part, strerror(errno));
	}
	return DC_OK;
}

enum dc_status steps_paths(const struct dc_watch *w, struct target *t, struct runner *r, struct dc_error *err)
{
	int n = snprintf(r->folder, sizeof r->folder, "%s/%s", w->state, t->id.s);

	r->target = t;
	r->child.pidfd = -1;
	if (n < 0 || (size_t)n + 16 > sizeof r->folder)
		return dc_fail(err, DC_EUSAGE, "%s: the path is too long", w->state);
	snprintf(r->state_path, sizeof r->state_path, "%s/%s.watch.json", w->state, t->id.s);
	snprintf(r->log, sizeof r->log, "%s/%s.log", w->state, t->id.s);
	return state_read(r->state_path, &r->state, err);
}

static enum dc_status take_lock(struct supervisor *s, struct dc_error *err)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/watch.lock", s->w->state);
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->lock < 0)
		return dc_fail(err, DC_EUSAGE, "%s: %s", path, strerror(errno));
	if (flock(s->lock, LOCK_EX | LOCK_NB) != 0)
		return dc_fail(err, DC_EUSAGE, "%s: another watch works in this folder: stop it, or give this one another state:", s->w->state);
	return DC_OK;
}

enum dc_status steps_open(struct supervisor *s, struct dc_watch *w, const struct dc_watch_options *opt, struct dc_error *err)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	enum dc_status st;

	*s = (struct supervisor){ .w = w, .opt = opt, .lock = -1, .slots = w->jobs > 0 ? (int)w->jobs : cores > 0 ? (int)cores : 1 };
	s->runners = calloc(w->n_targets, sizeof *s->runners);
	st = s->runners == NULL ? dc_fail(err, DC_ENOMEM, "watch") : make_folder(w->state, err);
	if (st == DC_OK)
		st = take_lock(s, err);
	for (size_t i = 0; i < w->n_targets && st == DC_OK; i++) {
		st = steps_paths(w, w->targets[i], &s->runners[i], err);
		if (st == DC_OK)
			st = make_folder(s->runners[i].folder, err);
	}
	return st;
}

void steps_close(struct supervisor *s)
{
	if (s->lock >= 0)
		close(s->lock);
	free(s->runners);
	*s = (struct supervisor){ .lock = -1 };
}

/* ---- what a step runs */

struct argv { const char *at[CHILD_ARGS]; size_t n; };

static void add(struct argv *a, const char *word)
{
	if (a->n < CHILD_ARGS - 1)
		a->at[a->n++] = word;
	a->at[a->n] = NULL;
}

static void add_option(struct argv *a, const char *option, const char *value)
{
	if (value != NULL) {
		add(a, option);
		add(a, value);
	}
}

static void add_all(struct argv *a, const char *option, const struct words *values)
{
	for (size_t i = 0; i < values->n; i++) {
		if (option != NULL)
			add(a, option);
		add(a, values->v[i].s);
	}
}

static bool start(struct supervisor *s, struct runner *r, const struct argv *a, int seconds)
{
	struct dc_error err = { 0 };

	if (a->n == CHILD_ARGS - 1)
		dc_fail(&err, DC_EUSAGE, "%s: too many paths, exclusions and options", r->target->id.s);
	else
		child_start(&r->child, a->at, r->log, &err);
	r->deadline = seconds == 0 ? 0 : steps_clock() + seconds;
	if (err.status != DC_OK)
		steps_say(s, "%s: %s", r->target->id.s, err.text);
	return err.status == DC_OK;
}

static void save(struct supervisor *s, struct runner *r)
{
	struct dc_error err = { 0 };

	if (state_write(r->state_path, &r->state, &err) != DC_OK)
		steps_say(s, "%s: %s", r->target->id.s, err.text);
}

void steps_scan(struct supervisor *s, struct runner *r, int jobs)
{
	const struct target *t = r->target;
	struct argv a = { .n = 0 };
	char number[16];

	snprintf(number, sizeof number, "%d", jobs);
	add(&a, s->opt->program);
	add(&a, "scan");
	add(&a, "--quiet");
	add(&a, "--resume");
	add_option(&a, "--log", "json");
	add_option(&a, "-i", t->database);
	add_option(&a, "-j", number);
	add_option(&a, "-p", t->purposes.s);
	add_option(&a, "--kinds", t->kinds.s);
	add_option(&a, "--fail-on", t->fail_on.s);
	add_all(&a, "-x", &t->exclude);
	add_all(&a, NULL, &t->options);
	add(&a, "--");
	add_all(&a, NULL, &t->paths);
	r->state.started = time(NULL);
	r->jobs = jobs;
	r->stopping = false;
	if (truncate(r->log, 0) != 0 && errno != ENOENT)
		steps_say(s, "%s: %s", r->log, strerror(errno));
	steps_say(s, "%s: scan begins", t->id.s);
	r->phase = start(s, r, &a, 0) ? PHASE_SCAN : PHASE_IDLE;
	save(s, r);
}

static bool write_report(struct supervisor *s, struct runner *r)
{
	const struct report_wish *wish = r->target->reports.v[r->report];
	struct argv a = { .n = 0 };
	char path[4096 + 256];

	snprintf(path, sizeof path, "%s/%s", r->folder, wish->file.s);
	add(&a, s->opt->program);
	add(&a, "report");
	add(&a, wish->name.s);
	add(&a, "--quiet");
	add_option(&a, "-f", wish->format.s);
	add_option(&a, "-i", r->target->database);
	add_option(&a, "-p", r->target->purposes.s);
	add_option(&a, "--lang", wish->lang.s != NULL ? wish->lang.s : s->opt->lang);
	add_option(&a, "-o", path);
	return start(s, r, &a, REPORT_SECONDS);
}

static bool prune(struct supervisor *s, struct runner *r)
{
	struct argv a = { .n = 0 };

	add(&a, s->opt->program);
	add(&a, "inventory");
	add(&a, "prune");
	add(&a, "--quiet");
	add_option(&a, "-i", r->target->database);
	add_option(&a, "--keep", r->target->keep.s);
	return start(s, r, &a, PRUNE_SECONDS);
}

static bool tell(struct supervisor *s, struct runner *r)
{
	struct argv a = { .n = 0 };

	add(&a, s->opt->program);
	add(&a, "watch");
	add_option(&a, "--config", s->w->files[0]);
	add_option(&a, "--lang", s->opt->lang);
	add_option(&a, "--tell", r->target->id.s);
	return start(s, r, &a, TELL_SECONDS);
}

/* ---- what follows */

/* Steps that have nothing to do are passed over. */
static void next_step(struct supervisor *s, struct runner *r)
{
	bool scanned = !r->state.failed && !r->state.interrupted;

	if (r->phase == PHASE_SCAN) {
		r->phase = PHASE_REPORTS;
		r->report = 0;
	} else if (r->phase == PHASE_REPORTS) {
		r->report++;
	} else {
		r->phase = r->phase == PHASE_PRUNE ? PHASE_TELL : PHASE_IDLE;
	}
	while (r->phase == PHASE_REPORTS && scanned && r->report < r->target->reports.n) {
		if (write_report(s, r))
			return;
		r->report++;
	}
	if (r->phase == PHASE_REPORTS) {
		r->phase = PHASE_PRUNE;
		if (scanned && r->target->kept.known && prune(s, r))
			return;
		r->phase = PHASE_TELL;
	}
	if (r->phase == PHASE_TELL && !r->state.interrupted && r->target->n_channels != 0 && tell(s, r))
		return;
	r->phase = PHASE_IDLE;
}

static void scan_ended(struct supervisor *s, struct runner *r, int code)
{
	struct state *st = &r->state;

	st->ended = time(NULL);
	st->code = code;
	st->interrupted = r->stopping;
	st->failed = !r->stopping && code != 0 && code != 1 && code != 3;
	st->scans++;
	st->failure[0] = '\0';
	if (st->failed) {
		st->failures++;
		child_last_words(r->log, st->failure, sizeof st->failure);
	} else {
		st->told_failure = false;
	}
	steps_say(s, st->failed ? "%s: scan failed (%d): %s" : st->interrupted ? "%s: scan stopped (%d)%s" : "%s: scan done (%d)%s",
		r->target->id.s, code, st->failure);
	save(s, r);
}

void steps_stop(struct supervisor *s, struct runner *r)
{
	if (r->phase != PHASE_SCAN || r->stopping)
		return;
	r->stopping = true;
	steps_say(s, "%s: scan is asked to stop; it goes on later", r->target->id.s);
	child_signal(&r->child, SIGTERM);
}

void steps_look(struct supervisor *s, struct runner *r)
{
	struct dc_error err = { 0 };
	char last[400];
	int code;

	if (r->phase == PHASE_IDLE)
		return;
	if (!child_ended(&r->child, &code)) {
		if (r->deadline != 0 && steps_clock() > r->deadline)
			child_signal(&r->child, SIGKILL);
		return;
	}
	if (r->phase == PHASE_SCAN) {
		scan_ended(s, r, code);
	} else if (code != 0) {
		child_last_words(r->log, last, sizeof last);
		steps_say(s, "%s: a step after the scan failed (%d): %s", r->target->id.s, code, last);
	}
	if (r->phase == PHASE_TELL && state_read(r->state_path, &r->state, &err) != DC_OK)
		steps_say(s, "%s", err.text);
	next_step(s, r);
}
