/* watch.c -- the supervisor's loop: what is due begins, what is out of its hours stops, what ended goes on. */
#include "metrics.h"
#include "steps.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#define LOOK_MS 15000			/* at most between two looks at the clock: it may be set */
#define STOP_SECONDS 90			/* for scans to end cleanly */

static bool ours(const struct supervisor *s, const struct runner *r)
{
	return s->opt->only == NULL || strcmp(s->opt->only, r->target->id.s) == 0;
}

static bool in_hours(const struct runner *r, int64_t now)
{
	return !r->target->has_hours || hours_open(&r->target->hours, now);
}

/* A time that passed while nobody watched counts once. Never run: due at the schedule's next time, not at once. */
static bool due(const struct supervisor *s, struct runner *r, int64_t now, int64_t began)
{
	size_t i = (size_t)(r - s->runners);
	int64_t last = r->state.started != 0 ? r->state.started : began, at;

	if (last > now) {		/* else it would wait until the clock is there again */
		steps_say(s, "%s: the clock is %lld s behind the last scan: it was set back, or was ahead then; its times count from now", r->target->id.s,
			(long long)(last - now));
		last = r->state.started = now;
	}
	if (r->state.interrupted && in_hours(r, now))
		return true;
	at = dc_watch_next(s->w, i, last);
	return at != 0 && at <= now && in_hours(r, now);
}

static int busy(const struct supervisor *s, int *used)
{
	int n = 0;

	*used = 0;
	for (size_t i = 0; i < s->w->n_targets; i++) {
		n += s->runners[i].phase != PHASE_IDLE;
		*used += s->runners[i].phase == PHASE_SCAN ? s->runners[i].jobs : 0;
	}
	return n;
}

/* Targets that are due share the free worker processes; one that finds none waits. */
static void begin_due(struct supervisor *s, int64_t now, int64_t began)
{
	int waiting = 0, used;

	for (size_t i = 0; i < s->w->n_targets; i++)
		waiting += s->runners[i].phase == PHASE_IDLE && ours(s, &s->runners[i]) && due(s, &s->runners[i], now, began);
	busy(s, &used);
	for (size_t i = 0; i < s->w->n_targets && waiting > 0 && used < s->slots; i++) {
		struct runner *r = &s->runners[i];
		int jobs = (s->slots - used) / waiting;

		if (r->phase != PHASE_IDLE || !ours(s, r) || !due(s, r, now, began))
			continue;
		steps_scan(s, r, jobs > 0 ? jobs : 1);
		used += jobs > 0 ? jobs : 1;
		waiting--;
	}
}

/* The least of the times to come, in milliseconds from now. */
static int sleep_ms(const struct supervisor *s, int64_t now, int64_t began)
{
	int64_t ms = LOOK_MS;

	for (size_t i = 0; i < s->w->n_targets; i++) {
		const struct runner *r = &s->runners[i];
		int64_t at = dc_watch_next(s->w, i, r->state.started != 0 ? r->state.started : began);

		if (r->phase == PHASE_IDLE && at > now && (at - now) * 1000 < ms)
			ms = (at - now) * 1000;
	}
	return (int)ms;
}

static void look(struct supervisor *s, bool may_stop)
{
	int64_t now = time(NULL);

	for (size_t i = 0; i < s->w->n_targets; i++) {
		struct runner *r = &s->runners[i];

		if (may_stop && r->phase == PHASE_SCAN && !in_hours(r, now))
			steps_stop(s, r);
		steps_look(s, r);
	}
}

/* Waits for the end of a child, a request for metrics, or the time. */
static void wait_for(struct supervisor *s, struct metrics *m, int ms)
{
	struct pollfd *fds = calloc(s->w->n_targets + 1, sizeof *fds);
	nfds_t n = 0;

	if (fds == NULL) {
		poll(NULL, 0, 1000);
		return;
	}
	for (size_t i = 0; i < s->w->n_targets; i++)
		if (s->runners[i].phase != PHASE_IDLE && s->runners[i].child.pidfd >= 0)
			fds[n++] = (struct pollfd){ .fd = s->runners[i].child.pidfd, .events = POLLIN };
	if (metrics_fd(m) >= 0)
		fds[n++] = (struct pollfd){ .fd = metrics_fd(m), .events = POLLIN };
	if (poll(fds, n, ms) > 0 && metrics_fd(m) >= 0 && (fds[n - 1].revents & POLLIN) != 0)
		metrics_answer(m, s);
	free(fds);
}

static void tell_systemd(const struct supervisor *s)
{
	char state[96];
	int used, n = busy(s, &used);

	snprintf(state, sizeof state, "WATCHDOG=1\nSTATUS=%d of %zu targets at work", n, s->w->n_targets);
	sd_notify(0, state);
}

static void stop_all(struct supervisor *s, struct metrics *m)
{
	int64_t until = steps_clock() + STOP_SECONDS;
	int used;

	sd_notify(0, "STOPPING=1");
	for (size_t i = 0; i < s->w->n_targets; i++)
		steps_stop(s, &s->runners[i]);
	while (busy(s, &used) != 0 && steps_clock() < until) {
		wait_for(s, m, 1000);
		look(s, false);
		tell_systemd(s);
	}
	for (size_t i = 0; i < s->w->n_targets; i++)
		child_signal(&s->runners[i].child, SIGKILL);
}

static void announce(const struct supervisor *s, int64_t now)
{
	for (size_t i = 0; i < s->w->n_targets; i++) {
		int64_t at = dc_watch_next(s->w, i, now);
		time_t t = (time_t)at;
		char text[40] = "-";
		struct tm tm;

		if (at != 0 && localtime_r(&t, &tm) != NULL)
			strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &tm);
		steps_say(s, "%s: next scan %s", s->w->targets[i]->id.s, text);
	}
}

static enum dc_status check_only(const struct supervisor *s, struct dc_error *err)
{
	for (size_t i = 0; s->opt->only != NULL && i < s->w->n_targets; i++)
		if (ours(s, &s->runners[i]))
			return DC_OK;
	return s->opt->only == NULL ? DC_OK : dc_fail(err, DC_EUSAGE, "%s: the configuration has no target '%s'", s->w->files[0], s->opt->only);
}

enum dc_status dc_watch_run(struct dc_watch *w, const struct dc_watch_options *opt, struct dc_error *err)
{
	struct supervisor s;
	struct metrics *m = NULL;
	int64_t began = time(NULL);
	enum dc_status st = steps_open(&s, w, opt, err);

	if (st == DC_OK)
		st = check_only(&s, err);
	if (st == DC_OK)
		st = metrics_open(w, &m, err);
	if (st == DC_OK) {
		announce(&s, began);
		sd_notify(0, "READY=1");
	}
	while (st == DC_OK && atomic_load(opt->stop) == 0) {
		int64_t now = time(NULL);

		begin_due(&s, now, began);
		metrics_write(m, &s);
		tell_systemd(&s);
		wait_for(&s, m, sleep_ms(&s, now, began));
		look(&s, true);
	}
	if (st == DC_OK)
		stop_all(&s, m);
	metrics_close(m);
	steps_close(&s);
	return st;
}

/* ---- once, under a timer or cron */

static int worse(int a, int b)
{
	static const int order[] = { 0, 3, 1, 2, 4 };	/* violations outrank incompleteness (PURPOSES 1.5) */
	int x = 4, y = 4;

	for (int i = 0; i < 5; i++) {
		x = order[i] == a ? i : x;
		y = order[i] == b ? i : y;
	}
	return x > y ? a : b;
}

enum dc_status dc_watch_once(struct dc_watch *w, const struct dc_watch_options *opt, int *worst, struct dc_error *err)
{
	struct supervisor s;
	struct metrics *m = NULL;
	enum dc_status st = steps_open(&s, w, opt, err);
	size_t next = 0;
	int used;

	*worst = 0;
	if (st == DC_OK)
		st = check_only(&s, err);
	if (st == DC_OK)
		st = metrics_open(w, &m, err);
	while (st == DC_OK && (next < w->n_targets || busy(&s, &used) != 0)) {
		for (busy(&s, &used); next < w->n_targets && used < s.slots && atomic_load(opt->stop) == 0; next++) {
			if (!ours(&s, &s.runners[next]))
				continue;
			steps_scan(&s, &s.runners[next], s.slots - used);
			used = s.slots;
		}
		if (atomic_load(opt->stop) != 0)
			break;
		metrics_write(m, &s);
		wait_for(&s, m, 1000);
		look(&s, true);
	}
	if (st == DC_OK && atomic_load(opt->stop) != 0)
		stop_all(&s, m);
	for (size_t i = 0; st == DC_OK && i < w->n_targets; i++)
		if (ours(&s, &s.runners[i]))
			*worst = worse(*worst, s.runners[i].state.code < 0 || s.runners[i].state.ended == 0 ? 4 : (int)s.runners[i].state.code);
	metrics_write(m, &s);
	metrics_close(m);
	steps_close(&s);
	return st;
}
