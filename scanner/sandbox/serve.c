/* serve.c -- the worker's loop. One object open at a time, and its number on the page, so that guilt is never in doubt; more may
 * wait in the socket, and while they do, answers are gathered: on both sides, waking up costs more than a small object. Ends by
 * _exit: nothing that runs at exit may run here. */
#include "serve.h"

#include "lockdown.h"
#include "process.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum exit_code { EXIT_CLEAN, EXIT_SOCKET, EXIT_REFUSED, EXIT_JOB };

#define HOLD_MS 10			/* how long an answer may wait */

static uint8_t packet_in[WIRE_MOST], packet_out[WIRE_MOST];

bool serve_is(int argc, char **argv)
{
	return argc == 2 && strcmp(argv[1], SPAWN_WORKER) == 0;
}

static bool send_out(struct wire_out *o)
{
	ssize_t n;

	do
		n = send(SPAWN_SOCKET, o->p, o->n, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	explicit_bzero(o->p, o->n);
	o->n = 0;
	return n >= 0;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum dc_status send_records(struct record_out *r, struct dc_error *err)
{
	*(int64_t *)r->ctx = now_ms();
	return send_out(&r->out) ? DC_OK : dc_fail(err, DC_ECANCEL, "the controller is gone");
}

/* The next packet with the descriptors that came with it, or -1. 0: the controller closed; negative: broken, or there is none yet
 * (EAGAIN), for which it waits only if told to. */
static ssize_t receive(int fds[WIRE_FDS], bool wait)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(WIRE_FDS * sizeof(int))]; } control;
	struct iovec io = { packet_in, sizeof packet_in };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
	struct cmsghdr *c;
	ssize_t n;

	for (int i = 0; i < WIRE_FDS; i++)
		fds[i] = -1;
	do
		n = recvmsg(SPAWN_SOCKET, &m, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n;
	c = CMSG_FIRSTHDR(&m);
	if (c != NULL && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS && c->cmsg_len >= CMSG_LEN(sizeof *fds) &&
	    c->cmsg_len <= CMSG_LEN(WIRE_FDS * sizeof *fds))
		memcpy(fds, CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
	errno = 0;
	return (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ? -1 : n;
}

/* The same, behind what was held: whoever waits for it has it before we wait. */
static ssize_t next_packet(struct record_out *out, int fds[WIRE_FDS])
{
	struct dc_error err = { 0 };
	ssize_t n = out->out.n == 0 ? -1 : receive(fds, false);

	if (n >= 0 || (out->out.n != 0 && errno != EAGAIN))
		return n;
	if (out->out.n != 0 && out->send(out, &err) != DC_OK)
		return -1;
	return receive(fds, true);
}

static int refuse(const struct dc_error *err)
{
	struct wire_out o = { .p = packet_out };

	wire_u8(&o, WIRE_REFUSED);
	wire_u8(&o, (uint8_t)err->status);
	wire_string(&o, err->text, false);
	send_out(&o);
	return EXIT_REFUSED;
}

static bool ready(const char *layers)
{
	struct wire_out o = { .p = packet_out };

	wire_u8(&o, WIRE_READY);
	wire_string(&o, layers, false);
	return send_out(&o);
}

/* The task of a packet. */
static bool task_of(size_t n, struct serve_task *t)
{
	struct wire_in in = { .p = packet_in, .n = n };

	if (wire_get_u8(&in) != WIRE_JOB || t->fd < 0)
		return false;
	t->size = wire_get_u64(&in);
	t->raw_only = wire_get_u8(&in) != 0;
	t->rows = wire_get_u8(&in) != 0;
	t->text_only = wire_get_u8(&in) != 0;
	t->name = wire_get_string(&in);
	return !in.bad;
}

static int one_object(const struct serve_job *job, void *state, struct serve_task *task, struct record_out *out)
{
	struct serve_done done = { .reason = DC_R_none };
	struct dc_error err = { 0 };
	enum dc_status st;

	atomic_fetch_add(&task->page->begun, 1);
	atomic_store(&task->page->read_bytes, 0);
	atomic_store(&task->page->phase, PAGE_WORKING);
	st = job->run(state, task, out, &done, &err);
	close(task->fd);
	if (task->beside >= 0)
		close(task->beside);
	if (st == DC_ENOMEM) {
		st = DC_OK;
		done.reason = DC_R_limit_memory;
		snprintf(done.detail, sizeof done.detail, "out of memory");
	}
	out->hold = now_ms() - *(int64_t *)out->ctx < HOLD_MS;
	if (st == DC_OK)
		st = record_end(out, done.reason, done.detail, done.bytes, &err);
	atomic_store(&task->page->phase, PAGE_IDLE);
	return st == DC_OK ? EXIT_CLEAN : EXIT_JOB;
}

static int loop(const struct serve_job *job, void *state, const struct dc_engine *engine, const struct wire_config *config, struct page *page,
	struct record_memory *memory)
{
	int64_t sent_ms = now_ms();
	struct record_out out = { .out = { .p = packet_out }, .send = send_records, .ctx = &sent_ms, .engine = engine, .memory = memory };

	for (;;) {
		struct serve_task task = { .page = page, .config = config };
		int fds[WIRE_FDS], code;
		ssize_t n = next_packet(&out, fds);

		task.fd = fds[0];
		task.beside = fds[1];
		if (n == 0)
			return EXIT_CLEAN;
		if (n < 0 || !task_of((size_t)n, &task))
			return EXIT_SOCKET;
		code = one_object(job, state, &task, &out);
		memory_forget(memory);
		if (code != EXIT_CLEAN)
			return code;
	}
}

int serve(const struct serve_job *job)
{
	static uint8_t config_packet[WIRE_MOST];	/* the configuration's strings live here */
	const struct dc_engine *engine = NULL;
	struct wire_in in = { .p = config_packet };
	struct wire_config config;
	struct dc_error err = { 0 };
	struct lockdown how;
	struct record_memory *memory;
	struct page *page;
	void *state = NULL;
	char layers[128];
	ssize_t n = recv(SPAWN_SOCKET, config_packet, sizeof config_packet, 0);

	page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, SPAWN_PAGE, 0);
	close(SPAWN_PAGE);
	in.n = n < 0 ? 0 : (size_t)n;
	if (page == MAP_FAILED || wire_get_u8(&in) != WIRE_CONFIG)
		return EXIT_SOCKET;
	wire_config_get(&in, &config);
	if (in.bad)
		return EXIT_SOCKET;
	madvise(packet_out, sizeof packet_out, MADV_DONTDUMP);
	how = (struct lockdown){ .budget = &config.budget, .keep = SPAWN_SOCKET, .unsafe = config.unsafe_no_sandbox,
				 .no_seccomp = strcmp(config.test_fault, "no-seccomp") == 0 };
	memory = memory_new();			/* none: it does without */
	if (job->prepare(&config, &state, &engine, &err) != DC_OK || lockdown(&how, layers, sizeof layers, &err) != DC_OK)
		return refuse(&err);
	return ready(layers) ? loop(job, state, engine, &config, page, memory) : EXIT_SOCKET;
}
