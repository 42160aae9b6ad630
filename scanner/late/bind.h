/* bind.h -- makes the functions of LATE_FUNCTIONS, a file of lines LATE(type, name, (parameters), (arguments)), from the library
 * LATE_FILE. LATE_OWN(name): one that the source file which includes this makes itself, by LATE_CALL; those with "..." must be. */
#include "late.h"

#include <pthread.h>

static const char *const late_names[] = {
#define LATE(type, name, parameters, arguments) #name,
#define LATE_OWN(name) #name,
#include LATE_FUNCTIONS
#undef LATE
#undef LATE_OWN
};

enum {
#define LATE(type, name, parameters, arguments) LATE_##name,
#define LATE_OWN(name) LATE_##name,
#include LATE_FUNCTIONS
#undef LATE
#undef LATE_OWN
};

static _Alignas(LATE_PAGE) union {
	void *at[sizeof late_names / sizeof late_names[0]];
	uint8_t page[LATE_PAGE];
} late_table;

static void late_fill(void)
{
	late_load(&(struct late){ LATE_FILE, late_names, sizeof late_names / sizeof late_names[0], late_table.at });
}

static void *late_at(size_t i)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, late_fill);
	return late_table.at[i];
}

/* The address of a function of that type. */
#define LATE_CALL(type, name, parameters) ((type (*) parameters)late_at(LATE_##name))

#define LATE(type, name, parameters, arguments) type name parameters { return LATE_CALL(type, name, parameters) arguments; }
#define LATE_OWN(name)
#include LATE_FUNCTIONS
#undef LATE
#undef LATE_OWN
