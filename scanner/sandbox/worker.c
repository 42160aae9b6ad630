/* worker.c -- a worker seen from the controller: hand over, take records, watch, and never be held up by it. */
#include "daicho/worker.h"

#include "filter.h"
#include "records.h"
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define TICK_MS 50			/* how often a silent worker is looked at */
#define START_SECONDS 60		/* for loading detectors on a busy machine */
#define PAUSE_SECONDS 5			/* between two ticks: more is no tick */
#define GRACE_SECONDS 2			/* between "time is over" and SIGKILL */
#define STALL_SECONDS 30		/* in one read without progress */
#define REAP_MS 2000
#define SECOND UINT64_C(1000000000)

/* What the watchdog knows of the object under way. */
struct watch {
	uint64_t began, cpu_began;	/* ns */
	uint64_t ticked, moved;		/* when last looked; when last seen to move */
	uint64_t cpu_seen, read_seen;
	uint64_t begun;			/* the page's number of it */
};

struct dc_worker {
	struct spawned process;
	struct dc_budget budget;
	const struct dc_engine *engine;
	const atomic_int *stop;
	uint8_t *packet;		/* WIRE_MOST bytes, not dumped, wiped after use */
	struct wire_in in;		/* what is left of it */
	struct watch watch;
	uint64_t given, taken;		/* objects */
	uint64_t last;			/* what answers to objects behind this number say is not believed */
	struct record_memory *memory;
	char layers[160];
	uint64_t objects, bytes;	/* served */
	uint64_t resident_at_start, cpu_last;
	bool dead, odd;
	bool told;			/* to stop */
	bool unsent;			/* an object could not be handed over */
	bool (*idle)(void *ctx);	/* of the object given last: one that has it is given alone */
	void *idle_ctx;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

/* ---- packets */

/* A packet into w->packet. DC_OK; DC_END: nothing within a tick; DC_EIO: the other end is gone. */
static enum dc_status receive(struct dc_worker *w)
{
	ssize_t got = recv(w->process.socket, w->packet, WIRE_MOST, MSG_TRUNC);

	w->in = (struct wire_in){ .p = w->packet };
	if (got < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? DC_END : DC_EIO;
	if (got == 0 || got > WIRE_MOST)
		return DC_EIO;
	w->in.n = (size_t)got;
	return DC_OK;
}

/* With n_fds descriptors, at most WIRE_FDS. */
static bool send_packet(const struct dc_worker *w, const struct wire_out *o, const int *fds, size_t n_fds)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(WIRE_FDS * sizeof(int))]; } control = { 0 };
	struct iovec io = { o->p, o->n };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };
	ssize_t n;

	if (n_fds > 0) {
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE(n_fds * sizeof *fds);
		control.head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(n_fds * sizeof *fds) };
		memcpy(CMSG_DATA(&control.head), fds, n_fds * sizeof *fds);
	}
	do
		n = sendmsg(w->process.socket, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)o->n;
}

/* ---- start */

static enum dc_status greet(struct dc_worker *w, const struct dc_worker_options *opt, struct dc_error *err)
{
	struct wire_out o = { .p = w->packet };
	struct wire_config c = { .kinds_file = opt->kinds_file, .test_fault = opt->test_fault, .profile = opt->profile,
				 .today = opt->today, .budget = opt->budget, .unsafe_no_sandbox = opt->unsafe_no_sandbox };
	uint64_t until = now_ns() + START_SECONDS * SECOND;
	struct wire_in *in = &w->in;
	enum dc_status st;
	uint8_t what;

	wire_config_put(&o, &c);
	st = send_packet(w, &o, NULL, 0) ? DC_END : DC_EIO;
	while (st == DC_END && now_ns() < until)
		st = receive(w);
	what = wire_get_u8(in);
	if (st == DC_OK && what == WIRE_READY) {
		snprintf(w->layers, sizeof w->layers, "%s", wire_get_string(in));
		return in->bad || in->at != in->n ? dc_fail(err, DC_EBUG, "a worker greets wrongly") : DC_OK;
	}
	if (st == DC_OK && what == WIRE_REFUSED) {
		st = wire_get_u8(in) == DC_EUSAGE ? DC_EUSAGE : DC_EIO;
		return dc_fail(err, st, "%s", wire_get_string(in));
	}
	return dc_fail(err, DC_EIO, st == DC_END ? "a worker was not ready within %d seconds" : "a worker died before it was ready (%d s allowed)",
		       START_SECONDS);
}

static void worker_free(struct dc_worker *w)
{
	if (w->packet != NULL && w->packet != MAP_FAILED) {
		explicit_bzero(w->packet, WIRE_MOST);
		munmap(w->packet, WIRE_MOST);
	}
	memory_free(w->memory);
	free(w);
}

enum dc_status dc_worker_start(const struct dc_worker_options *opt, struct dc_worker **out, struct dc_error *err)
{
	struct timeval tick = { .tv_usec = TICK_MS * 1000 };
	struct dc_worker *w = calloc(1, sizeof *w);
	struct spawn_end how;
	enum dc_status st;

	if (w == NULL)
		return dc_fail(err, DC_ENOMEM, "a worker");
	w->budget = opt->budget;
	w->engine = opt->engine;
	w->stop = opt->stop;
	w->last = UINT64_MAX;
	w->packet = mmap(NULL, WIRE_MOST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	w->memory = memory_new();
	if (w->packet == MAP_FAILED || w->memory == NULL) {
		worker_free(w);
		return dc_fail(err, DC_ENOMEM, "a worker");
	}
	madvise(w->packet, WIRE_MOST, MADV_DONTDUMP);
	st = spawn_start(opt->program, SPAWN_WORKER, &w->process, err);
	if (st != DC_OK) {
		worker_free(w);
		return st;
	}
	setsockopt(w->process.socket, SOL_SOCKET, SO_RCVTIMEO, &tick, sizeof tick);
	setsockopt(w->process.socket, SOL_SOCKET, SO_SNDTIMEO, &(struct timeval){ .tv_sec = GRACE_SECONDS }, sizeof(struct timeval));
	st = greet(w, opt, err);
	if (st != DC_OK) {
		spawn_end(&w->process, true, REAP_MS, &how);
		worker_free(w);
		return st;
	}
	w->resident_at_start = spawn_resident(&w->process);
	*out = w;
	return DC_OK;
}

const char *dc_worker_layers(const struct dc_worker *w)
{
	return w->layers;
}

/* ---- watching */

#ifdef FILTER_SANITIZED
#define RESIDENT_FACTOR 8		/* shadow memory and quarantine */
#else
#define RESIDENT_FACTOR 1
#endif

/* Another object is under way; the CPU clock is asked at the next tick: most are done before. */
static void watch_begin(struct dc_worker *w, uint64_t begun)
{
	w->watch = (struct watch){ .began = now_ns(), .begun = begun };
	w->watch.ticked = w->watch.moved = w->watch.began;
}

/* The number of the object under way, from 0: what the page says, if it can be. */
static uint64_t under_way(const struct dc_worker *w)
{
	uint64_t begun = atomic_load(&w->process.page->begun);

	return begun <= w->taken ? w->taken : begun >= w->given ? w->given - 1 : begun - 1;
}

/* The worker is replaced after that object; what it says of those behind is not believed. */
static void odd_after(struct dc_worker *w, uint64_t number)
{
	w->odd = true;
	w->last = number < w->last ? number : w->last;
}

/* Time is over. What is begun behind it sees the same word. */
static void tell(struct dc_worker *w)
{
	odd_after(w, under_way(w));
	w->process.page->stop = 1;
	w->told = true;
}

/* Looks at a worker that may hang. DC_R_none: let it go on; else why it is to be killed. */
static enum dc_reason look(struct dc_worker *w)
{
	struct page *page = w->process.page;
	struct watch *k = &w->watch;
	uint64_t now = now_ns(), cpu = spawn_cpu_ns(&w->process), read_bytes = atomic_load(&page->read_bytes);
	uint64_t begun = atomic_load(&page->begun), wall, used;
	bool reading = atomic_load(&page->phase) == PAGE_READING;

	if (begun > k->begun && begun <= w->given) {
		watch_begin(w, begun);
		now = k->began;
	}
	if (now - k->ticked > PAUSE_SECONDS * SECOND) {	/* we were stopped (Ctrl-Z, SIGSTOP), and it with us: that time is nobody's */
		k->began += now - k->ticked;
		k->moved += now - k->ticked;
	}
	wall = now - k->began;
	k->ticked = now;
	if (k->cpu_began == 0)
		k->cpu_began = k->cpu_seen = cpu;
	used = cpu - k->cpu_began;
	if (cpu > k->cpu_seen + SECOND / 1000 || read_bytes != k->read_seen || !reading) {
		k->moved = now;
		k->cpu_seen = cpu;
		k->read_seen = read_bytes;
	}
	w->cpu_last = cpu;
	if (now - k->moved > STALL_SECONDS * SECOND)
		return DC_R_io_timeout;
	if (!w->told && (wall >= w->budget.wall_seconds * SECOND || used >= w->budget.cpu_seconds * SECOND))
		tell(w);
	if (wall >= (w->budget.wall_seconds + GRACE_SECONDS) * SECOND)
		return reading ? DC_R_io_timeout : DC_R_parser_timeout;
	if (used >= (w->budget.cpu_seconds + GRACE_SECONDS) * SECOND)
		return DC_R_parser_timeout;
	if (spawn_resident(&w->process) > w->resident_at_start + w->budget.memory_bytes * RESIDENT_FACTOR)
		return DC_R_parser_memory;
	return DC_R_none;
}

/* What a death by itself means. */
static enum dc_reason reason_of_end(const struct spawn_end *how)
{
	if (!how->reaped)
		return DC_R_parser_timeout;
	if (how->exited)
		return DC_R_parser_crash;
	switch (how->signal) {
	case SIGSYS: return DC_R_sandbox_violation;
	case SIGXCPU: return DC_R_parser_timeout;
	case SIGKILL: return DC_R_parser_memory;	/* not ours: the kernel, out of memory */
	default: return DC_R_parser_crash;
	}
}

/* Ends the worker. why: known reason, or DC_R_none to find out from its end. */
static void put_down(struct dc_worker *w, enum dc_reason why, enum dc_reason *died)
{
	struct spawn_end how;

	if (w->dead)
		return;
	w->dead = true;
	spawn_end(&w->process, why != DC_R_none, REAP_MS, &how);
	*died = why != DC_R_none ? why : reason_of_end(&how);
}

/* ---- objects */

enum dc_status dc_worker_give(struct dc_worker *w, const struct dc_job *job, struct dc_error *err)
{
	uint8_t room[WIRE_RECORD_MOST];
	struct wire_out o = { .p = room };
	int fds[WIRE_FDS] = { job->fd, job->beside };

	if (w->dead)
		return dc_fail(err, DC_EBUG, "a dead worker was given an object");
	if (w->given == w->taken)
		watch_begin(w, atomic_load(&w->process.page->begun));
	wire_u8(&o, WIRE_JOB);
	wire_u64(&o, job->size);
	wire_u8(&o, job->raw_only);
	wire_u8(&o, job->rows);
	wire_u8(&o, job->text_only);
	wire_string(&o, job->name, true);	/* of a name too long, the end says more */
	w->given++;
	w->idle = job->idle;
	w->idle_ctx = job->idle_ctx;
	w->unsent |= !send_packet(w, &o, fds, job->beside > 0 ? 2 : 1);
	return DC_OK;
}

/* The oldest object's records in what is left of a packet. DC_EFORMAT: it lies. */
static enum dc_status records(struct dc_worker *w, struct record_check *check,
	enum dc_status (*each)(void *ctx, const struct dc_record *, struct dc_error *), void *ctx, struct dc_error *err)
{
	struct wire_in *in = &w->in;
	struct dc_record r;
	enum dc_status st = DC_OK;

	while (st == DC_OK && !check->ended && record_next(check, in, &r)) {
		if (r.type == DC_REC_END) {
			w->bytes += r.bytes;
			if (r.reason == DC_R_limit_memory)
				odd_after(w, w->taken);
		}
		st = each(ctx, &r, err);
	}
	if (st == DC_OK && (in->bad || (check->ended && in->at != in->n && w->taken + 1 == w->given)))
		st = DC_EFORMAT;
	if (st != DC_OK || in->at == in->n)
		explicit_bzero(w->packet, in->n);
	return st;
}

/* The next packet, unless something is left of one. DC_END: none yet. */
static enum dc_status more(struct dc_worker *w)
{
	enum dc_status st = w->in.at != w->in.n ? DC_OK : receive(w);

	if (st == DC_OK && w->in.at == 0 && wire_get_u8(&w->in) != WIRE_RECORDS)
		return DC_EFORMAT;
	return st;
}

static bool stopped(const struct dc_worker *w)
{
	return w->stop != NULL && atomic_load_explicit(w->stop, memory_order_relaxed) != 0;
}

/* DC_OK: all records of the oldest object are read. DC_EIO: the worker died, or is to, *why (none: of itself). */
static enum dc_status read_records(struct dc_worker *w, enum dc_status (*each)(void *ctx, const struct dc_record *, struct dc_error *),
	void *ctx, enum dc_reason *why, struct dc_error *err)
{
	enum dc_status st = w->unsent ? DC_EIO : DC_OK;
	struct record_check check;

	record_check_begin(&check, w->engine, w->budget.members * 4 + 1024);
	check.memory = w->memory;
	while (st == DC_OK && !check.ended) {
		st = more(w);
		if (st == DC_OK)
			st = records(w, &check, each, ctx, err);
		if (!check.ended && stopped(w))
			return dc_fail(err, DC_ECANCEL, "stopped");
		if (st == DC_END && w->idle != NULL && w->idle(w->idle_ctx))
			w->watch.moved = now_ns();	/* the worker waited for us */
		if (st == DC_END || (st == DC_OK && now_ns() - w->watch.ticked > TICK_MS * (SECOND / 1000))) {
			*why = look(w);
			st = *why == DC_R_none ? DC_OK : DC_EIO;
		}
	}
	return st;
}

enum dc_status dc_worker_take(struct dc_worker *w, enum dc_status (*each)(void *ctx, const struct dc_record *, struct dc_error *), void *ctx,
	struct dc_worker_death *death, struct dc_error *err)
{
	enum dc_reason why = DC_R_none, died;
	enum dc_status st;
	uint64_t culprit;

	*death = (struct dc_worker_death){ 0 };
	if (w->dead || w->taken == w->given)
		return dc_fail(err, DC_EBUG, "a worker is asked for an object that it does not have");
	if (w->taken > w->last) {
		put_down(w, DC_R_internal, &died);
		return DC_END;
	}
	st = read_records(w, each, ctx, &why, err);
	memory_forget(w->memory);
	if (st == DC_OK) {
		w->taken++;
		w->objects++;
		return DC_OK;
	}
	if (st != DC_EIO && st != DC_EFORMAT) {		/* stopped, or each() failed */
		put_down(w, DC_R_internal, &died);
		return st;
	}
	culprit = st == DC_EFORMAT ? w->taken : under_way(w);
	put_down(w, st == DC_EFORMAT ? DC_R_protocol_error : why, &death->how);
	death->behind = culprit - w->taken;
	return dc_fail(err, DC_EIO, "the worker died: %s", dc_reason_name(death->how));
}

enum dc_status dc_worker_run(struct dc_worker *w, const struct dc_job *job,
	enum dc_status (*each)(void *ctx, const struct dc_record *, struct dc_error *), void *ctx, enum dc_reason *died, struct dc_error *err)
{
	struct dc_worker_death death = { 0 };
	enum dc_status st = dc_worker_give(w, job, err);

	if (st == DC_OK)
		st = dc_worker_take(w, each, ctx, &death, err);
	*died = death.how;
	return st;
}

bool dc_worker_worn(const struct dc_worker *w)
{
	return w->dead || w->odd || w->objects >= w->budget.recycle_objects || w->bytes >= w->budget.recycle_bytes ||
	       w->cpu_last >= (uint64_t)w->budget.cpu_seconds * (LOCKDOWN_CPU_OBJECTS - 2) * SECOND;
}

void dc_worker_close(struct dc_worker *w)
{
	enum dc_reason died;

	if (w == NULL)
		return;
	put_down(w, DC_R_internal, &died);
	worker_free(w);
}
