/* mariadb.c -- MariaDB's client library. */
#include <mysql.h>

#include <stdarg.h>

#define LATE_FUNCTIONS "mariadb.def"
#include "bind.h"

int mysql_optionsv(MYSQL *conn, enum mysql_option option, ...)
{
	void *first, *second = NULL;
	va_list args;

	va_start(args, option);
	first = va_arg(args, void *);
	if (option == MYSQL_OPT_CONNECT_ATTR_ADD)	/* the one of ours that takes two */
		second = va_arg(args, void *);
	va_end(args);
	return LATE_CALL(int, mysql_optionsv, (MYSQL *, enum mysql_option, ...))(conn, option, first, second);
}
