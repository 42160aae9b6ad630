/* acl.c -- access lists and credentials of SMB, as texts.
 * The list is what libsmbclient writes for system.nt_sec_desc.*: ACL:TRUSTEE:TYPE/FLAGS/MASK, commas between. Well-known names of
 * accounts: MS-DTYP 2.4.2.4; rights: 2.4.3 (GENERIC_ALL, GENERIC_READ) and MS-FSCC 2.2.2 by way of MS-SMB2 2.2.13.1.1. */
#include "share.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_DATA 0x00000001u
#define GENERIC_ALL 0x10000000u
#define GENERIC_READ 0x80000000u
#define INHERIT_ONLY 0x08		/* an entry for what is made below, not for the object itself */
#define DENIED 1
#define ENTRIES_MOST 64

/* All who can sign on, and more: what lets them read lets everyone read. */
static bool is_everyone(const char *sid)
{
	static const char *const wide[] = { "S-1-1-0", "S-1-5-7", "S-1-5-11", "S-1-5-2", "S-1-5-32-545", "S-1-5-32-546", "S-1-5-32-554" };
	const char *dash = strrchr(sid, '-');

	for (size_t i = 0; i < DC_ARRAY_LEN(wide); i++)
		if (strcmp(sid, wide[i]) == 0)
			return true;
	/* Domain Guests, Domain Users, Domain Computers, whatever the domain */
	return strncmp(sid, "S-1-5-21-", 9) == 0 && dash != NULL &&
	       (strcmp(dash, "-514") == 0 || strcmp(dash, "-513") == 0 || strcmp(dash, "-515") == 0);
}

/* Those who may read everything anyhow: their names tell nothing. */
static bool is_of_the_system(const char *sid)
{
	static const char *const own[] = { "S-1-5-18", "S-1-5-32-544", "S-1-3-0", "S-1-3-4" };

	for (size_t i = 0; i < DC_ARRAY_LEN(own); i++)
		if (strcmp(sid, own[i]) == 0)
			return true;
	return false;
}

struct ace { char who[192]; unsigned type, flags; unsigned long mask; };

/* "type/flags/mask"; what is not so allows nothing. */
static void get_numbers(const char *text, struct ace *out)
{
	char *end, *after;
	unsigned long type = strtoul(text, &end, 10), flags = *end == '/' ? strtoul(end + 1, &after, 10) : 0;

	if (*end != '/' || *after != '/')
		return;
	out->type = (unsigned)type;
	out->flags = (unsigned)flags;
	out->mask = strtoul(after + 1, NULL, 16);
}

/* The next "ACL:who:type/flags/mask" from *p on. Names may hold a colon as little as a comma. */
static bool next_ace(const char **p, struct ace *out)
{
	const char *at = strstr(*p, "ACL:"), *colon, *end;

	if (at == NULL)
		return false;
	at += 4;
	end = at + strcspn(at, ",");
	*p = end;
	colon = memchr(at, ':', (size_t)(end - at));
	*out = (struct ace){ .type = DENIED };
	if (colon == NULL)
		return true;
	snprintf(out->who, sizeof out->who, "%.*s", (int)(colon - at), at);
	get_numbers(colon + 1, out);
	return true;
}

static bool can_read(const struct ace *a)
{
	return (a->flags & INHERIT_ONLY) == 0 && (a->mask & (READ_DATA | GENERIC_ALL | GENERIC_READ)) != 0;
}

/* A comma or a line feed in a name would be another name. */
static void add(char *out, size_t cap, const char *name)
{
	size_t n = strlen(out);

	snprintf(out + n, cap - n, "%s%s", n == 0 ? "" : "\n", name);
}

/* "..OWNER:sid,": the owner may read anyhow. */
static void owner_of(const char *list, char *out, size_t cap)
{
	const char *at = strstr(list, "OWNER:");

	snprintf(out, cap, "%.*s", at == NULL ? 0 : (int)strcspn(at + 6, ","), at == NULL ? "" : at + 6);
}

void smb_readers(const char *numbers, const char *named, bool *everyone, char *readers, size_t cap)
{
	char denied[ENTRIES_MOST][192], owner[192];
	size_t n_denied = 0, entries = 0;
	struct ace a, b;

	*everyone = false;
	readers[0] = '\0';
	owner_of(numbers, owner, sizeof owner);
	while (entries++ < ENTRIES_MOST && next_ace(&numbers, &a)) {
		bool refused = false, has_name = named != NULL && next_ace(&named, &b) && b.who[0] != '\0';

		for (size_t i = 0; i < n_denied; i++)
			refused |= strcmp(denied[i], a.who) == 0;
		if (a.type == DENIED && can_read(&a))
			memcpy(denied[n_denied++], a.who, sizeof a.who);
		if (a.type != 0 || refused || !can_read(&a))
			continue;
		if (is_everyone(a.who))
			*everyone = true;
		else if (!is_of_the_system(a.who) && strcmp(a.who, owner) != 0)
			add(readers, cap, has_name ? b.who : a.who);
	}
}

void smb_credentials(const char *text, struct smb_credentials *out)
{
	struct { const char *key; char *value; size_t cap; } keys[] = {
		{ "username", out->user, sizeof out->user }, { "user", out->user, sizeof out->user }, { "password", out->password, sizeof out->password },
		{ "domain", out->domain, sizeof out->domain },
	};
	bool any = false;

	*out = (struct smb_credentials){ .user = "" };
	for (const char *p = text; *p != '\0'; p += strcspn(p, "\r\n"), p += strspn(p, "\r\n")) {
		size_t len = strcspn(p, "\r\n"), blanks = strspn(p, " \t");

		for (size_t i = 0; i < DC_ARRAY_LEN(keys); i++) {
			const char *k = p + blanks, *eq = k + strlen(keys[i].key);

			if (blanks + strlen(keys[i].key) >= len || strncmp(k, keys[i].key, strlen(keys[i].key)) != 0)
				continue;
			eq += strspn(eq, " \t");
			if (*eq != '=' || eq >= p + len)
				continue;
			snprintf(keys[i].value, keys[i].cap, "%.*s", (int)(p + len - eq - 1), eq + 1);
			any = true;
			break;
		}
	}
	if (!any)
		snprintf(out->password, sizeof out->password, "%.*s", (int)strcspn(text, "\r\n"), text);
}
