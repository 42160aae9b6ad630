/* late.c -- loads a library whole: once a worker is locked in, nothing can be looked for any more. */
#include "late.h"

#include <dlfcn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXIT_MISSING 127		/* what ld.so(8) ends with */

static _Noreturn void missing(void)
{
	fprintf(stderr, "daicho: %s\n", dlerror());
	_exit(EXIT_MISSING);
}

void late_load(const struct late *l)
{
	void *library = dlopen(l->file, RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		missing();
	for (size_t i = 0; i < l->n; i++) {
		l->at[i] = dlsym(library, l->names[i]);
		if (l->at[i] == NULL)
			missing();
	}
	mprotect(l->at, LATE_PAGE, PROT_READ);	/* hardening alone: it works without */
}
