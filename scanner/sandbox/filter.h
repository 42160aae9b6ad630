/* filter.h -- the seccomp filter: which system calls a locked worker may make. */
#ifndef SANDBOX_FILTER_H
#define SANDBOX_FILTER_H

#include <stdbool.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FILTER_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define FILTER_SANITIZED 1
#endif
#endif

#define LOCKDOWN_CPU_OBJECTS 10		/* CPU limit of a worker's life, in budgets of one object; worn before that */

/* Who is locked in: a worker; a connector, which may talk on all that is open; one whose library waits by epoll. None opens anything. */
enum filter_use { FILTER_WORKER, FILTER_TALK, FILTER_EVENTS };

/* socket: the descriptor to send and receive on. False: the kernel has no seccomp. */
bool filter_load(int socket, enum filter_use use);

#endif
