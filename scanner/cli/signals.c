/* signals.c -- see signals.h. */
#include "signals.h"

#include <signal.h>
#include <stddef.h>

atomic_int cli_stop;

static void on_signal(int number)
{
	(void)number;
	atomic_store(&cli_stop, 1);
}

void cli_catch_signals(void)
{
	struct sigaction a = { .sa_handler = on_signal };

	sigaction(SIGINT, &a, NULL);
	sigaction(SIGTERM, &a, NULL);
	sigaction(SIGHUP, &a, NULL);
	signal(SIGPIPE, SIG_IGN);
}
