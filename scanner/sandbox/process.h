/* process.h -- starting and ending a worker process; knows nothing of what it does. */
#ifndef SANDBOX_PROCESS_H
#define SANDBOX_PROCESS_H

#include "page.h"

#include "daicho/status.h"

#include <stdbool.h>
#include <sys/types.h>

/* argv[1]: no target is called so by accident, and no option is. */
#define SPAWN_WORKER "(worker)"		/* reads files; of our environment it sees what steers our own code alone */
#define SPAWN_CONNECTOR "(connector)"	/* talks to a server; it sees what client libraries look for, passwords left out */
#define SPAWN_SOCKET 3			/* descriptors in the worker as it starts */
#define SPAWN_PAGE 4

struct spawned {
	pid_t pid;
	int pidfd;
	int socket;			/* SOCK_SEQPACKET, our end */
	struct page *page;
};

/* How a worker ended. */
struct spawn_end {
	bool reaped;			/* false: it hangs in the kernel, and was left to itself */
	bool exited;			/* by itself, with code; else by signal */
	int code, signal;
};

enum dc_status spawn_start(const char *program, const char *argument, struct spawned *out, struct dc_error *err);
/* Kills unless it is dead, waits at most wait_ms, closes all. A worker that does not die is left and reaped at a later end. */
void spawn_end(struct spawned *s, bool kill_it, int wait_ms, struct spawn_end *how);
/* CPU time used so far, in nanoseconds; 0 where it cannot be told. */
uint64_t spawn_cpu_ns(const struct spawned *s);
/* Resident memory in bytes; 0 where it cannot be told. */
uint64_t spawn_resident(const struct spawned *s);
/* Workers that were killed and do not die. */
unsigned spawn_abandoned(void);

#endif
