/* mysql_public.h -- what everyone may read on a MariaDB server: the grants of the role PUBLIC (10.11 and later). */
#ifndef CONNECT_MYSQL_PUBLIC_H
#define CONNECT_MYSQL_PUBLIC_H

#include <stdbool.h>
#include <stddef.h>

#define PUBLIC_NAME_MOST 260		/* bytes of a name: 64 characters, and their NUL */

struct public_grant { char database[PUBLIC_NAME_MOST], table[PUBLIC_NAME_MOST]; };	/* "*": any; of a database also "%" and "_" */
struct public_grants { struct public_grant *at; size_t n; };

/* Takes in a line of SHOW GRANTS FOR PUBLIC; what does not give SELECT is passed over. False: memory is out. */
bool public_take(struct public_grants *p, const char *line);
bool public_reads(const struct public_grants *p, const char *database, const char *table);
void public_done(struct public_grants *p);

#endif
