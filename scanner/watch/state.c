/* state.c -- reading and replacing the state of a target. */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t get_int(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

enum dc_status state_read(const char *path, struct state *out, struct dc_error *err)
{
	json_error_t why;
	json_t *o;
	const char *failure;

	*out = (struct state){ .told_coverage = -1 };
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return DC_OK;
	o = json_load_file(path, 0, &why);
	if (o == NULL)
		return dc_fail(err, DC_EUSAGE, "%s: %s (line %d); remove it to begin anew", path, why.text, why.line);
	out->started = get_int(o, "started");
	out->ended = get_int(o, "ended");
	out->code = get_int(o, "code");
	out->interrupted = json_is_true(json_object_get(o, "interrupted"));
	out->failed = json_is_true(json_object_get(o, "failed"));
	failure = json_string_value(json_object_get(o, "failure"));
	snprintf(out->failure, sizeof out->failure, "%s", failure == NULL ? "" : failure);
	out->told_run = get_int(o, "told_run");
	if (json_is_number(json_object_get(o, "told_coverage")))
		out->told_coverage = json_number_value(json_object_get(o, "told_coverage"));
	out->told_failure = json_is_true(json_object_get(o, "told_failure"));
	out->scans = get_int(o, "scans");
	out->failures = get_int(o, "failures");
	out->untold = get_int(o, "untold");
	json_decref(o);
	return DC_OK;
}

enum dc_status state_replace(const char *path, const void *p, size_t n, bool open_to_others, struct dc_error *err)
{
	char temporary[4096 + 16];
	int fd, e = 0;

	snprintf(temporary, sizeof temporary, "%s.new", path);
	unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return dc_fail(err, DC_EIO, "%s: %s", temporary, strerror(errno));
	if (write(fd, p, n) != (ssize_t)n || fchmod(fd, open_to_others ? 0644 : 0600) != 0 || fsync(fd) != 0)
		e = errno != 0 ? errno : ENOSPC;
	if (close(fd) != 0 && e == 0)
		e = errno;
	if (e == 0 && rename(temporary, path) != 0)
		e = errno;
	if (e != 0)
		unlink(temporary);
	return e == 0 ? DC_OK : dc_fail(err, DC_EIO, "%s: %s", path, strerror(e));
}

enum dc_status state_write(const char *path, const struct state *s, struct dc_error *err)
{
	json_t *o = json_pack("{s:I,s:I,s:I,s:b,s:b,s:s,s:I,s:f,s:b,s:I,s:I,s:I}", "started", (json_int_t)s->started, "ended", (json_int_t)s->ended,
		"code", (json_int_t)s->code, "interrupted", s->interrupted, "failed", s->failed, "failure", s->failure, "told_run",
		(json_int_t)s->told_run, "told_coverage", s->told_coverage, "told_failure", s->told_failure, "scans", (json_int_t)s->scans,
		"failures", (json_int_t)s->failures, "untold", (json_int_t)s->untold);
	char *text = o == NULL ? NULL : json_dumps(o, JSON_INDENT(1));
	enum dc_status st = text == NULL ? dc_fail(err, DC_ENOMEM, "%s", path) : state_replace(path, text, strlen(text), false, err);

	free(text);
	json_decref(o);
	return st;
}
