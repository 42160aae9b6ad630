/* late.h -- libraries that are loaded when they are first called. Most commands talk to no server and write no workbook, and
 * no worker does: of what a start cost, half was finding and relocating fifty libraries for them. Who calls such a library
 * notices nothing: a .def lists what is used of it, checked against its header, and bind.h makes the functions. */
#ifndef LATE_LATE_H
#define LATE_LATE_H

#include <stddef.h>
#include <stdint.h>

#define LATE_PAGE 65536			/* bytes; the largest page there is (arm64) */

struct late {
	const char *file;		/* "libpq.so.5": what the linker would have noted */
	const char *const *names;
	size_t n;
	void **at;			/* n addresses, alone on memory of LATE_PAGE bytes */
};

/* Fills the addresses and makes them read-only, as the linker leaves its own. What is missing ends the process with a message, as
 * it would have at its start. */
void late_load(const struct late *l);

#endif
