/* signals.h -- Ctrl-C, SIGTERM and SIGHUP end a long command in good order: what is read is kept. */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

#include <stdatomic.h>

extern atomic_int cli_stop;		/* set to 1 by the first of them */

void cli_catch_signals(void);		/* and no SIGPIPE */

#endif
