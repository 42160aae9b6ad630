/* lockdown.h -- a process gives up everything but its open descriptors. */
#ifndef SANDBOX_LOCKDOWN_H
#define SANDBOX_LOCKDOWN_H

#include "wire.h"

struct lockdown {
	const struct dc_budget *budget;
	int keep;			/* the socket: of all descriptors the only one that stays open, but for */
	int also;			/* the connection to a server; 0: none. Then sending and receiving is allowed, on what is open */
	int second;			/* another connection to it, of a higher number; 0: none */
	bool events;			/* a library that waits by epoll, and asks in good faith for a socket when its connection is lost: answered with an
					 * error instead of death */
	uint64_t file_bytes;		/* that may be written to a file which is sent; 0: none */
	bool unsafe;			/* go on where the kernel has no seccomp */
	bool no_seccomp;		/* as if it had none; tests */
};

/* In order: rlimits, no-new-privs, not dumpable, empty root, no capabilities, descriptors closed, Landlock, and seccomp
 * last. One thread only. layers: what the kernel granted, "rlimits no-new-privs ... seccomp". DC_EUSAGE: no seccomp. */
enum dc_status lockdown(const struct lockdown *l, char *layers, size_t cap, struct dc_error *err);

#endif
