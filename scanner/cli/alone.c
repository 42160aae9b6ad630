/* alone.c -- one scan at a time on an inventory: two would take each other's files for gone, and either run would be the last. */
#include "alone.h"

#include "cli.h"

#include <time.h>

#define TRIES 40
#define BETWEEN_NS 50000000

/* A scan that was killed may hold the place a moment longer than it lives: a worker that it was just starting has its files open until it
 * is a program of its own, and a server notices late that a client is gone. */
enum dc_status alone_take(struct dc_store *store, const char *inventory, struct dc_error *err)
{
	bool got = false;
	enum dc_status st = dc_store_alone(store, &got, err);

	for (int i = 1; st == DC_OK && !got && i < TRIES; i++) {
		nanosleep(&(struct timespec){ .tv_nsec = BETWEEN_NS }, NULL);
		st = dc_store_alone(store, &got, err);
	}
	if (st != DC_OK || got)
		return st;
	return dc_fail(err, DC_EUSAGE, "%s: %s", inventory, T("another scan is writing to it: wait for its end, or name another inventory with -i",
		"別の走査が書き込んでいます。終わりを待つか、-i で別の台帳を指定してください"));
}
