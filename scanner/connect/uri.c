/* uri.c -- targets as RFC 3986 has them: scheme://user@host:port/database?options. */
#include "connect.h"

#include "dialect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decodes [p, end) into out. */
static bool decode(const char *p, const char *end, char *out, size_t cap)
{
	size_t n = 0;

	while (p < end && n + 1 < cap) {
		if (*p == '%' && end - p >= 3 && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
			out[n++] = (char)(hex(p[1]) * 16 + hex(p[2]));
			p += 3;
		} else {
			out[n++] = *p++;
		}
	}
	out[n] = '\0';
	return p == end && strlen(out) == n;
}

static enum dc_status take_host(const char *p, const char *end, struct connect_uri *out, struct dc_error *err)
{
	const char *close = *p == '[' ? memchr(p, ']', (size_t)(end - p)) : NULL;
	const char *colon = memchr(close == NULL ? p : close, ':', (size_t)(end - (close == NULL ? p : close)));
	const char *host_end = close != NULL ? close : colon != NULL ? colon : end;
	char port[8] = "", *rest;

	if (!decode(close == NULL ? p : p + 1, host_end, out->host, sizeof out->host) || (colon != NULL && !decode(colon + 1, end, port, sizeof port)))
		return dc_fail(err, DC_EUSAGE, "the target's host is too long");
	out->port = (unsigned)strtoul(port, &rest, 10);
	return *rest == '\0' && out->port < 65536 ? DC_OK : dc_fail(err, DC_EUSAGE, "the target's port '%s' is no number below 65536", port);
}

enum dc_status connect_split(const char *target, struct connect_uri *out, struct dc_error *err)
{
	const char *rest = strstr(target, "://"), *path, *question, *at = NULL, *colon;

	*out = (struct connect_uri){ .port = 0 };
	if (rest == NULL || !decode(target, rest, out->scheme, sizeof out->scheme))
		return dc_fail(err, DC_EUSAGE, "a server is named as postgresql://user@host/database or smb://user@host/share");
	rest += 3;
	path = rest + strcspn(rest, "/?");
	question = strchr(path, '?');
	for (const char *p = rest; p < path; p++)
		if (*p == '@')
			at = p;
	colon = at == NULL ? NULL : memchr(rest, ':', (size_t)(at - rest));
	if (colon != NULL || strstr(path, "password=") != NULL)
		return dc_fail(err, DC_EUSAGE, "a password in a target is seen by everyone who lists processes: leave it out, and give --password-file FILE "
			"(0600), or a passfile or option file of the client library");
	if (at != NULL && !decode(rest, at, out->user, sizeof out->user))
		return dc_fail(err, DC_EUSAGE, "the target's user is too long");
	if (take_host(at == NULL ? rest : at + 1, path, out, err) != DC_OK)
		return err->status;
	if (*path == '/' && !decode(path + 1, question == NULL ? path + strlen(path) : question, out->database, sizeof out->database))
		return dc_fail(err, DC_EUSAGE, "what the target names behind the host is too long");
	if (question != NULL && strlen(question + 1) >= sizeof out->params)
		return dc_fail(err, DC_EUSAGE, "the target's options are too long");
	snprintf(out->params, sizeof out->params, "%s", question == NULL ? "" : question + 1);
	return DC_OK;
}

enum dc_status connect_parse(const char *target, struct connect_uri *out, struct dc_error *err)
{
	const struct dialect *d;

	if (connect_split(target, out, err) != DC_OK)
		return err->status;
	d = dialect_find(out->scheme);
	if (d == NULL)
		return dc_fail(err, DC_EUSAGE, "%s: no such kind of server is known", out->scheme);
	snprintf(out->scheme, sizeof out->scheme, "%s", d->scheme);
	return DC_OK;
}

enum dc_status connect_canonical(const struct connect_uri *uri, const char *database, char *out, size_t cap)
{
	const struct dialect *d = dialect_find(uri->scheme);
	const char *host = uri->host[0] == '\0' ? "localhost" : uri->host;
	bool bracket = strchr(host, ':') != NULL;
	char port[16] = "";
	int n;

	if (uri->port != 0 && (d == NULL || uri->port != d->port))
		snprintf(port, sizeof port, ":%u", uri->port);
	n = snprintf(out, cap, "%s://%s%s%s%s%s%s", uri->scheme, bracket ? "[" : "", host, bracket ? "]" : "", port, *database == '\0' ? "" : "/",
		database);
	return n > 0 && (size_t)n < cap ? DC_OK : DC_ELIMIT;
}

bool connect_knows(const char *scheme)
{
	return dialect_find(scheme) != NULL;
}
