/* status.c -- notes a failure once and puts context in front of it on the way up. */
#include "daicho/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum dc_status (dc_fail)(struct dc_error *err, enum dc_status status, const char *fmt, ...)
{
	va_list ap;

	if (err->status != DC_OK)
		return err->status;
	err->status = status;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	return status;
}

enum dc_status dc_within(struct dc_error *err, const char *fmt, ...)
{
	char front[sizeof err->text], all[2 * sizeof err->text + 4];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(front, sizeof front, fmt, ap);
	va_end(ap);
	snprintf(all, sizeof all, "%s: %s", front, err->text);
	memcpy(err->text, all, sizeof err->text - 1);
	err->text[sizeof err->text - 1] = '\0';
	return err->status;
}
