/* child.h -- one step of a target: a process of our own program, what it says kept in a log. */
#ifndef WATCH_CHILD_H
#define WATCH_CHILD_H

#include "daicho/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define CHILD_ARGS 512

struct child {
	pid_t pid;			/* 0: none */
	int pidfd;			/* readable when it has ended */
};

/* argv as for exec, NULL-terminated, argv[0] the program. Output and errors are added to the file log (0600). */
enum dc_status child_start(struct child *c, const char *const *argv, const char *log, struct dc_error *err);
/* Reaps a child that has ended. *code: its exit code, or minus the signal that killed it. False: it still runs. */
bool child_ended(struct child *c, int *code);
void child_signal(const struct child *c, int number);
/* The last line of a log, made printable; "" if there is none. A line of JSON gives its text. */
void child_last_words(const char *log, char *out, size_t cap);

#endif
