/* declared.h -- loading a declaration and telling its lints: shared by the commands that take -p. */
#ifndef DECLARED_H
#define DECLARED_H

#include "daicho/purpose.h"

struct declared_count {
	bool every;			/* in: tell each warning too, not their number alone */
	bool quiet;			/* in: not even their number */
	unsigned errors, warnings;	/* out */
};

/* Reads the rule packs; what is wrong with one is told, and false is given. */
bool declared_packs(const char *const *paths, size_t n);
/* Loads and tells the lints on standard error; returns an exit code. seen may be NULL. */
int declared_load(const char *path, struct dc_declaration **out, struct declared_count *seen);

#endif
