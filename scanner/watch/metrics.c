/* metrics.c -- numbers of the last run of each target. Read from the inventory once after a run, not at each request. */
#include "metrics.h"

#include "event.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_MOST 4096

struct numbers {			/* of a target's last run */
	int64_t ended;			/* state.ended they were read at; 0: none */
	bool known;
	struct event event;
};

struct metrics {
	const char *textfile;
	int listener;
	struct numbers *of;		/* one for each target */
	size_t n;
	struct dc_buf last;		/* what was written to the file last */
};

/* ---- numbers */

static void read_numbers(struct metrics *m, const struct supervisor *s)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct runner *r = &s->runners[i];
		struct dc_arena *arena;
		struct dc_error err = { 0 };

		if (r->phase == PHASE_SCAN || m->of[i].ended == r->state.ended)	/* a run under way has no numbers yet */
			continue;
		arena = dc_arena_new(0);
		m->of[i] = (struct numbers){ .ended = r->state.ended };
		m->of[i].known = arena != NULL && event_gather(r->target->database, 0, -1, true, arena, &m->of[i].event, &err) == DC_OK;
		dc_arena_free(arena);
	}
}

struct gauge {
	const char *name, *help, *type;
	enum dc_status (*values)(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n);
};

static enum dc_status one(struct dc_buf *out, const char *name, const char *target, double v)
{
	return dc_buf_printf(out, "%s{target=\"%s\"} %.15g\n", name, target, v);
}

static enum dc_status last_end(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)n;
	return one(out, name, target, (double)r->state.ended);
}

static enum dc_status duration(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)n;
	return r->state.ended < r->state.started ? DC_OK : one(out, name, target, (double)(r->state.ended - r->state.started));
}

static enum dc_status exit_code(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)n;
	return one(out, name, target, (double)r->state.code);
}

static enum dc_status running(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)n;
	return one(out, name, target, r->phase != PHASE_IDLE);
}

static enum dc_status scans(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)n;
	return one(out, name, target, (double)r->state.scans);
}

static enum dc_status failures(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)n;
	return one(out, name, target, (double)r->state.failures);
}

static enum dc_status untold(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)n;
	return one(out, name, target, (double)r->state.untold);
}

static enum dc_status by_outcome(struct dc_buf *out, const char *name, const char *target, const uint64_t v[DC_N_OUTCOMES])
{
	enum dc_status st = DC_OK;

	for (unsigned o = 0; o < DC_N_OUTCOMES && st == DC_OK; o++)
		st = dc_buf_printf(out, "%s{target=\"%s\",status=\"%s\"} %llu\n", name, target, dc_outcome_name(o), (unsigned long long)v[o]);
	return st;
}

static enum dc_status objects(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)r;
	return n->known ? by_outcome(out, name, target, n->event.objects) : DC_OK;
}

static enum dc_status bytes(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)r;
	return n->known ? by_outcome(out, name, target, n->event.bytes) : DC_OK;
}

static enum dc_status coverage(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)r;
	return n->known ? one(out, name, target, n->event.coverage) : DC_OK;
}

static enum dc_status verdicts(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	static const char *const levels[5] = { "error", "warning", "note", "pass", "open" };
	enum dc_status st = DC_OK;

	(void)r;
	for (unsigned l = 0; l < 5 && st == DC_OK && n->known; l++)
		st = dc_buf_printf(out, "%s{target=\"%s\",level=\"%s\"} %llu\n", name, target, levels[l], (unsigned long long)n->event.levels[l]);
	return st;
}

static enum dc_status persons(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	(void)r;
	return n->known ? one(out, name, target, (double)n->event.persons.best) : DC_OK;
}

static enum dc_status kinds(struct dc_buf *out, const char *name, const char *target, const struct runner *r, const struct numbers *n)
{
	enum dc_status st = DC_OK;

	(void)r;
	for (size_t i = 0; n->known && i < n->event.n_kinds && st == DC_OK; i++)
		st = dc_buf_printf(out, "%s{target=\"%s\",category=\"%s\"} %llu\n", name, target, n->event.kinds[i].category,
			(unsigned long long)n->event.kinds[i].hits);
	return st;
}

static const struct gauge gauges[] = {
	{ "daicho_last_scan_end_time_seconds", "When the last scan ended, seconds since 1970.", "gauge", last_end },
	{ "daicho_last_scan_duration_seconds", "How long the last scan took.", "gauge", duration },
	{ "daicho_last_scan_exit_code", "Exit code of the last scan; negative: killed by that signal.", "gauge", exit_code },
	{ "daicho_running", "1 while a scan of the target, or what follows it, is under way.", "gauge", running },
	{ "daicho_scans_total", "Scans that ended.", "counter", scans },
	{ "daicho_scan_failures_total", "Scans that failed.", "counter", failures },
	{ "daicho_untold_messages", "Messages that reached no channel yet.", "gauge", untold },
	{ "daicho_objects", "Objects of the last run by status.", "gauge", objects },
	{ "daicho_object_bytes", "Bytes of the objects of the last run by status.", "gauge", bytes },
	{ "daicho_coverage_ratio", "Share of the bytes that was read whole.", "gauge", coverage },
	{ "daicho_verdicts", "Places by the level of their primary verdict, waived ones left out.", "gauge", verdicts },
	{ "daicho_findings", "Hits of medium and high confidence by kind of data.", "gauge", kinds },
	{ "daicho_persons_estimate", "About how many persons the findings concern.", "gauge", persons },
};

static enum dc_status build(const struct metrics *m, const struct supervisor *s, struct dc_buf *out)
{
	enum dc_status st = DC_OK;

	for (size_t g = 0; g < DC_ARRAY_LEN(gauges) && st == DC_OK; g++) {
		st = dc_buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", gauges[g].name, gauges[g].help, gauges[g].name, gauges[g].type);
		for (size_t i = 0; i < m->n && st == DC_OK; i++)
			st = gauges[g].values(out, gauges[g].name, s->w->targets[i]->id.s, &s->runners[i], &m->of[i]);
	}
	return st;
}

/* ---- where they go */

static enum dc_status listen_at(const char *where, int *out, struct dc_error *err)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	bool six = where[0] == '[';
	uint16_t port = htons((uint16_t)strtoul(strrchr(where, ':') + 1, NULL, 10));
	int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;

	v4.sin_port = port;
	v6.sin6_port = port;
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (fd < 0 || bind(fd, six ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4, six ? sizeof v6 : sizeof v4) != 0 || listen(fd, 16) != 0) {
		int e = errno;

		if (fd >= 0)
			close(fd);
		return dc_fail(err, DC_EUSAGE, "metrics: %s: %s", where, strerror(e));
	}
	*out = fd;
	return DC_OK;
}

enum dc_status metrics_open(const struct dc_watch *w, struct metrics **out, struct dc_error *err)
{
	const struct metrics_wish *wish = w->config.metrics;
	struct metrics *m;
	enum dc_status st = DC_OK;

	*out = NULL;
	if (wish == NULL)
		return DC_OK;
	m = calloc(1, sizeof *m);
	if (m == NULL)
		return dc_fail(err, DC_ENOMEM, "metrics");
	m->textfile = wish->textfile.s;
	m->listener = -1;
	m->n = w->n_targets;
	dc_buf_init(&m->last, 0);
	m->of = calloc(m->n, sizeof *m->of);
	if (m->of == NULL)
		st = dc_fail(err, DC_ENOMEM, "metrics");
	else if (wish->listen.s != NULL)
		st = listen_at(wish->listen.s, &m->listener, err);
	if (st != DC_OK) {
		metrics_close(m);
		return st;
	}
	*out = m;
	return DC_OK;
}

void metrics_close(struct metrics *m)
{
	if (m == NULL)
		return;
	if (m->listener >= 0)
		close(m->listener);
	dc_buf_done(&m->last);
	free(m->of);
	free(m);
}

int metrics_fd(const struct metrics *m)
{
	return m == NULL ? -1 : m->listener;
}

static void answer(int fd, const struct dc_buf *body, bool found)
{
	char head[256];
	int n = snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: %zu\r\n"
		"Connection: close\r\n\r\n", found ? "200 OK" : "404 Not Found", found ? body->n : 0);

	if (send(fd, head, (size_t)n, MSG_NOSIGNAL) == n && found && send(fd, body->p, body->n, MSG_NOSIGNAL) < 0)
		return;				/* who asked has gone */
}

void metrics_answer(struct metrics *m, const struct supervisor *s)
{
	struct timeval second = { 1, 0 };
	char request[REQUEST_MOST];
	int fd = accept4(m->listener, NULL, NULL, SOCK_CLOEXEC);
	struct dc_buf body;
	ssize_t n;

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second);
	n = recv(fd, request, sizeof request - 1, 0);
	request[n > 0 ? n : 0] = '\0';
	dc_buf_init(&body, 0);
	read_numbers(m, s);
	if (build(m, s, &body) == DC_OK)
		answer(fd, &body, strncmp(request, "GET /metrics", 12) == 0 && strchr(" ?\r", request[12]) != NULL);
	dc_buf_done(&body);
	close(fd);
}

void metrics_write(struct metrics *m, const struct supervisor *s)
{
	struct dc_error err = { 0 };
	struct dc_buf now;

	if (m == NULL || m->textfile == NULL)
		return;
	dc_buf_init(&now, 0);
	read_numbers(m, s);
	if (build(m, s, &now) != DC_OK || (now.n == m->last.n && memcmp(now.p, m->last.p, now.n) == 0)) {
		dc_buf_done(&now);
		return;
	}
	if (state_replace(m->textfile, now.p, now.n, true, &err) != DC_OK) {
		steps_say(s, "metrics: %s", err.text);
		dc_buf_done(&now);
		return;
	}
	dc_buf_done(&m->last);
	m->last = now;
}
