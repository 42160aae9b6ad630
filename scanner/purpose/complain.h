/* complain.h -- what is wrong with a declaration, gathered, put in order of place and told in two languages. */
#ifndef PURPOSE_COMPLAIN_H
#define PURPOSE_COMPLAIN_H

#include "daicho/arena.h"
#include "daicho/purpose.h"

/* Where something stands in the files of a declaration. line 0: nowhere in particular. */
struct place {
	int file;			/* index into complaints.files */
	int line, column;		/* from 1; columns count code points */
};

enum message {
#define MESSAGE(name, code, en, ja, hint_en, hint_ja) M_##name,
#include "messages.def"
#undef MESSAGE
	N_MESSAGES
};

#define COMPLAINTS_MOST 500		/* told one by one; those beyond are counted in a last line */

struct complaint {
	struct place at;
	enum message message;
	const char *fill[3];		/* for {0} {1} {2}; printable */
};

struct complaints {
	struct dc_arena *arena;		/* borrowed: holds the list and what fills the messages */
	const char *const *files;	/* borrowed: names by place.file */
	struct complaint *list;		/* room for COMPLAINTS_MOST */
	size_t n;
	size_t errors;			/* E_ ones, those left out included */
	size_t left_out;
	bool no_memory;
};

/* Adds one; a, b, c fill {0}, {1}, {2} and are copied with controls escaped; NULL is "". */
void complain(struct complaints *all, enum message m, struct place at, const char *a, const char *b, const char *c);
/* Tells them in order of file, line and column. DC_ENOMEM: not all could be gathered or told. */
enum dc_status complaints_tell(struct complaints *all, void (*tell)(void *ctx, const struct dc_lint *), void *ctx);

#endif
