/* sqlite.h -- the driver of SQLite, as its files see each other. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "sql.h"

#include <sqlite3.h>

struct lite {
	struct sql base;
	sqlite3 *db;
	bool writable;
	int lock;			/* one scan at a time; -1: not taken */
};

/* Statements without parameters or rows. */
enum dc_status lite_exec(struct sql *db, const char *text, struct dc_error *err);
/* An empty database in memory; NULL: out of memory. */
struct sql *lite_in_memory(void);

#endif
