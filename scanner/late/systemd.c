/* systemd.c -- the journal, and what a service tells its manager. */
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

#define LATE_FUNCTIONS "systemd.def"
#include "bind.h"
