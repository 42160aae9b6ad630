/* migrate.h -- versions of the schema of SQLite: a new file gets the last one, an older one is brought up step by step. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "sql.h"

#define STORE_APPLICATION_ID 0x64616963		/* "daic" in the file's header: how file(1) and we tell an inventory */

extern const char store_schema_1[], store_schema_2[], store_schema_3[], store_schema_4[], store_schema_5[], store_schema_6[], store_schema_7[];

/* Makes or upgrades the schema in one transaction where writing is set, then compares every table and index with what
 * this program would make: a file with anything else in it (a trigger, a view) is refused. fresh: an empty file may become
 * an inventory. DC_EUSAGE: a newer schema, a foreign database, no database at all. */
enum dc_status migrate(struct sql *db, bool writing, bool fresh, struct dc_error *err);

#endif
