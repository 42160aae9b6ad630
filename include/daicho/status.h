/* status.h -- a failure is a value with context.
 *
 * Rooms return an enum dc_status and describe a failure in a struct dc_error; only scanner/cli prints. DC_EFORMAT to
 * DC_EIO concern one object (the scan goes on), DC_ENOMEM to DC_EBUG end the run, DC_EUSAGE is the operator's to mend.
 */
#ifndef DAICHO_STATUS_H
#define DAICHO_STATUS_H

#define DC_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define DC_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

enum dc_status {
	DC_OK,
	DC_END,				/* nothing left; not a failure */
	DC_EFORMAT, DC_ELOCKED, DC_ELIMIT, DC_EIO,
	DC_EUSAGE,			/* bad option, declaration, target: exit code 2 */
	DC_ENOMEM, DC_ECANCEL, DC_EBUG
};

struct dc_error {
	enum dc_status status;
	char text[512];			/* "a.zip: b.csv: row 88: cut"; UTF-8, never a personal value */
};

/* Notes a failure and returns its status; the first one noted stays. err is never NULL. Any thread (own err). */
enum dc_status dc_fail(struct dc_error *err, enum dc_status status, const char *fmt, ...) DC_PRINTF(3, 4);
#ifdef __clang_analyzer__		/* it cannot look into another file: tell it that the status comes back */
static inline enum dc_status dc_fail_seen(enum dc_status noted, enum dc_status status)
{
	(void)noted;
	return status;
}
#define dc_fail(err, status, ...) dc_fail_seen(dc_fail(err, status, __VA_ARGS__), status)
#endif

/* Puts context and ": " in front of the text, on the way up; returns err->status. */
enum dc_status dc_within(struct dc_error *err, const char *fmt, ...) DC_PRINTF(2, 3);

#endif
