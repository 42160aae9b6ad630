/* mysql_public.c -- lines as "GRANT SELECT, INSERT ON `shop`.`orders` TO PUBLIC", taken apart. */
#include "mysql_public.h"

#include <stdlib.h>
#include <string.h>

/* A quoted name or a star at *p, which is moved behind it. */
static bool take_name(const char **p, char out[PUBLIC_NAME_MOST])
{
	size_t n = 0;

	if (**p == '*') {
		memcpy(out, "*", 2);
		++*p;
		return true;
	}
	if (*(*p)++ != '`')
		return false;
	for (; **p != '\0' && n + 1 < PUBLIC_NAME_MOST; ++*p) {
		if (**p == '`' && *++*p != '`') {	/* twice: one that belongs to the name */
			out[n] = '\0';
			return n != 0;
		}
		out[n++] = **p;
	}
	return false;
}

/* SELECT, also of some columns, or ALL PRIVILEGES before " ON ". */
static bool gives_select(const char *from, const char *on)
{
	static const char *const words[] = { "SELECT", "ALL PRIVILEGES" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const char *at = strstr(from, words[i]);

		if (at != NULL && at < on)
			return true;
	}
	return false;
}

bool public_take(struct public_grants *p, const char *line)
{
	const char *on = strstr(line, " ON "), *at = on == NULL ? NULL : on + 4;
	struct public_grant g, *more;

	if (strncmp(line, "GRANT ", 6) != 0 || on == NULL || !gives_select(line + 6, on))
		return true;
	if (!take_name(&at, g.database) || *at++ != '.' || !take_name(&at, g.table))
		return true;
	more = realloc(p->at, (p->n + 1) * sizeof *more);
	if (more == NULL)
		return false;
	p->at = more;
	p->at[p->n++] = g;
	return true;
}

/* A grant on a whole database may name several: "%" any bytes, "_" one, "\" takes the next as it is (the manual, GRANT). */
static bool like(const char *pattern, const char *text)
{
	for (; *pattern != '\0'; pattern++, text++) {
		if (*pattern == '%') {
			do
				if (like(pattern + 1, text))
					return true;
			while (*text++ != '\0');
			return false;
		}
		if (*text == '\0')
			return false;
		if (*pattern == '_')
			continue;
		if (*pattern == '\\' && pattern[1] != '\0')
			pattern++;
		if (*pattern != *text)
			return false;
	}
	return *text == '\0';
}

bool public_reads(const struct public_grants *p, const char *database, const char *table)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct public_grant *g = &p->at[i];
		bool any = strcmp(g->table, "*") == 0;

		if (any ? strcmp(g->database, "*") == 0 || like(g->database, database) : strcmp(g->database, database) == 0 && strcmp(g->table, table) == 0)
			return true;
	}
	return false;
}

void public_done(struct public_grants *p)
{
	free(p->at);
	*p = (struct public_grants){ 0 };
}
