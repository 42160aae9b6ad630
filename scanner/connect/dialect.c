/* dialect.c -- the table of dialects, what they share: words for errors, pacing. */
#include "dialect.h"

#include "daicho/log.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DIALECT(id) extern const struct dialect dialect_##id;
#include "dialects.def"
#undef DIALECT

static const struct dialect *const all[] = {
#define DIALECT(id) &dialect_##id,
#include "dialects.def"
#undef DIALECT
};

static bool among(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; *p != '\0'; p += strcspn(p, " "), p += strspn(p, " "))
		if (strncmp(p, word, n) == 0 && (p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

const struct dialect *dialect_find(const char *scheme)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(all); i++)
		if (strcmp(all[i]->scheme, scheme) == 0 || among(all[i]->aliases, scheme))
			return all[i];
	return NULL;
}

void dialect_say(const char *text, const char *secret, char *out, size_t cap)
{
	bool utf8 = dc_utf8_valid(dc_span_of(text));
	size_t n = 0, hidden = secret == NULL ? 0 : strlen(secret);

	for (; *text != '\0' && n + 4 < cap; text++) {
		if (hidden != 0 && strncmp(text, secret, hidden) == 0) {
			memcpy(out + n, "***", 3);
			n += 3;
			text += hidden - 1;
		} else if (*text == '\n' || *text == '\r') {
			if (text[1] != '\0')
				out[n++] = ' ';
		} else {	/* a server may send anything */
			out[n++] = (uint8_t)*text < 0x20 || *text == 0x7f || (!utf8 && (uint8_t)*text >= 0x80) ? '?' : *text;
		}
	}
	while (n > 0 && utf8 && !dc_utf8_valid((struct dc_span){ (uint8_t *)out, n }))
		n--;			/* cut in a character */
	out[n] = '\0';
	if (n == 0)
		snprintf(out, cap, "the connection failed, and nothing says why");
}

/* FNV-1a: nobody gains by a table that looks like another of theirs. */
void dialect_print(const char *columns, char out[DIALECT_PRINT])
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *columns != '\0'; columns++)
		h = (h ^ (uint8_t)*columns) * UINT64_C(0x100000001b3);
	snprintf(out, DIALECT_PRINT, "%016llx", (unsigned long long)h);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

bool dialect_without(const struct connect_table *what, const char *column)
{
	for (size_t i = 0; what->without != NULL && what->without[i] != NULL; i++)
		if (strcmp(what->without[i], column) == 0)
			return true;
	return false;
}

bool dialect_since_of(const struct dialect_since *s, const char *database, const char *schema, const char *table, const char *column)
{
	char name[3 * CONNECT_NAME_MOST];
	const char *from[3];
	size_t n = 0;

	if (strcmp(s->column, column) != 0)
		return false;
	from[n++] = name;
	snprintf(name, sizeof name, "%s.%s%s%s", database, schema, *schema == '\0' ? "" : ".", table);
	from[n++] = name + strlen(database) + 1;
	if (*schema != '\0')
		from[n++] = table;
	for (size_t i = 0; i < n && *s->table != '\0'; i++)
		if (fnmatch(s->table, from[i], 0) == 0)
			return true;
	return *s->table == '\0';
}

/* How long so much takes at that rate. In two steps: bytes by 1,000,000,000 outgrow 64 bits at 18 GB. */
static uint64_t time_of(uint64_t n, uint64_t per_second)
{
	return per_second == 0 ? 0 : n / per_second * 1000000000 + n % per_second * 1000000000 / per_second;
}

void pace_keep(struct pace *p, const struct rows_out *read, const struct dialect_options *o)
{
	uint64_t now, rows, bytes, due;

	if (o->rows_per_second == 0 && o->bytes_per_second == 0)
		return;
	now = now_ns();
	if (p->began_ns == 0)
		p->began_ns = now;
	rows = time_of(read->rows, o->rows_per_second);
	bytes = time_of(read->bytes, o->bytes_per_second);
	due = p->began_ns + (rows > bytes ? rows : bytes);
	if (due > now)
		nanosleep(&(struct timespec){ (time_t)((due - now) / 1000000000), (long)((due - now) % 1000000000) }, NULL);
}
