/* tell.c -- messages, numbers, output files: what all commands say goes through here, escaped. */
#include "cli.h"

#include "when.h"

#include "daicho/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

bool cli_japanese;

const char *cli_lang(void)
{
	return T("en", "ja");
}

bool cli_colour(int fd)
{
	const char *no = getenv("NO_COLOR");

	return isatty(fd) && (no == NULL || *no == '\0');
}

/* Safe to print. Parts of a message were made safe before: their backslashes stay as they are. */
static enum dc_status make_safe(struct dc_buf *out, const char *text)
{
	enum dc_status st = DC_OK;

	while (st == DC_OK && *text != '\0') {
		size_t n = strcspn(text, "\\");

		st = dc_escape(out, (struct dc_span){ (const uint8_t *)text, n });
		text += n;
		if (st == DC_OK && *text == '\\')
			st = dc_buf_addc(out, *text++);
	}
	return st;
}

__attribute__((format(printf, 2, 0)))
static void say(const char *colour, const char *fmt, va_list ap)
{
	char text[2048];
	struct dc_buf safe;
	bool c = cli_colour(STDERR_FILENO);

	vsnprintf(text, sizeof text, fmt, ap);
	dc_buf_init(&safe, 0);
	if (make_safe(&safe, text) == DC_OK)
		fprintf(stderr, "%sdaicho:%s %s\n", c ? colour : "", c ? "\033[0m" : "", dc_buf_cstr(&safe));
	dc_buf_done(&safe);
}

int cli_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("\033[31m", fmt, ap);
	va_end(ap);
	return CLI_USAGE;
}

void cli_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("\033[33m", fmt, ap);
	va_end(ap);
}

int cli_exit_of(enum dc_status status)
{
	switch (status) {
	case DC_OK:
	case DC_END:
		return CLI_DONE;
	case DC_EUSAGE:
		return CLI_USAGE;
	default:
		return CLI_INTERNAL;
	}
}

int cli_fail(const struct dc_error *err)
{
	char room[2 * sizeof err->text];

	cli_usage("%s", cli_translate(err->text, room, sizeof room));
	return cli_exit_of(err->status);
}

static char program[4096] = "/proc/self/exe";

void cli_program_find(void)
{
	char path[sizeof program];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n <= 0 || n == (ssize_t)sizeof path - 1)
		return;
	path[n] = '\0';
	if (access(path, X_OK) == 0)		/* not "... (deleted)" */
		memcpy(program, path, (size_t)n + 1);
}

const char *cli_program(void)
{
	return program;
}

int cli_today(void)
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

int64_t cli_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool cli_ago(const char *period, int64_t *ns)
{
	time_t now = time(NULL);
	struct span_of_time span;
	struct tm tm;

	if (!when_parse_span(period, &span) || localtime_r(&now, &tm) == NULL)
		return false;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	tm.tm_mday = tm.tm_mday > 28 && span.months != 0 ? 28 : tm.tm_mday;	/* earlier keeps more: no month is too short for it */
	tm.tm_mon -= span.months;
	tm.tm_mday -= span.days;
	*ns = (int64_t)mktime(&tm) * 1000000000;
	return true;
}

bool cli_time(const char *text, int64_t *ns)
{
	static const char *const forms[] = { "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d" };
	struct tm tm = { 0 }, zone = { 0 };
	const char *end = NULL;
	int64_t seconds;

	for (size_t i = 0; i < DC_ARRAY_LEN(forms) && end == NULL; i++) {
		tm = (struct tm){ 0 };
		end = strptime(text, forms[i], &tm);
	}
	if (end == NULL)
		return false;
	seconds = timegm(&tm);
	if (strcmp(end, "Z") == 0)
		end++;
	else if (*end == '\0')
		seconds -= 9 * 3600;
	else if (*end == '+' || *end == '-') {
		int sign = *end == '+' ? -1 : 1;

		end = strptime(end + 1, "%H:%M", &zone);
		seconds += sign * (zone.tm_hour * 3600 + zone.tm_min * 60);
	}
	*ns = seconds * 1000000000;
	return end != NULL && *end == '\0';
}

/* Makes each folder of path but its last name, 0700. */
static bool make_folders(char *path)
{
	for (char *p = path + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			cli_usage(T("%s: cannot be made: %s; name another place with -i", "%s: 作れません: %s。-i で別の場所を指定してください"), path, strerror(errno));
			return false;
		}
		*p = '/';
	}
	return true;
}

const char *cli_inventory(const struct cli_values *v, bool make)
{
	static char path[4096];
	const char *given = v->inventory != NULL ? v->inventory : getenv("DAICHO_INVENTORY");
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (given != NULL)
		return given;
	if (geteuid() == 0)
		snprintf(path, sizeof path, "/var/lib/daicho/inventory.db");
	else if (state != NULL && *state == '/')
		snprintf(path, sizeof path, "%s/daicho/inventory.db", state);
	else if (home != NULL)
		snprintf(path, sizeof path, "%s/.local/state/daicho/inventory.db", home);
	else {
		cli_usage(T("no place for the inventory is known; name one with -i", "台帳の場所が分かりません。-i で指定してください"));
		return NULL;
	}
	return !make || make_folders(path) ? path : NULL;
}

/* A device, pipe or socket is written to as it is: renaming a file over it would take it away from everybody. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static enum dc_status open_special(struct cli_output *o, const char *path, struct dc_error *err)
{
	o->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	return o->fd >= 0 ? DC_OK : dc_fail(err, DC_EUSAGE, "%s: cannot be written: %s", path, strerror(errno));
}

enum dc_status cli_output_open(struct cli_output *o, const char *path, struct dc_error *err)
{
	*o = (struct cli_output){ .fd = STDOUT_FILENO };
	if (path == NULL || strcmp(path, "-") == 0)
		return DC_OK;
	if (is_special(path))
		return open_special(o, path, err);
	o->fd = -1;
	o->path = strdup(path);
	if (o->path == NULL || asprintf(&o->temporary, "%s.tmp-%ld", path, (long)getpid()) < 0)
		dc_fail(err, DC_ENOMEM, "%s", path);
	else
		o->fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (o->fd < 0)
		dc_fail(err, DC_EUSAGE, "%s: cannot be written: %s", path, strerror(errno));
	else if (fchmod(o->fd, 0600) == 0)
		return DC_OK;
	else
		dc_fail(err, DC_EIO, "%s: %s", path, strerror(errno));
	cli_output_done(o, false, err);
	return err->status;
}

enum dc_status cli_output_done(struct cli_output *o, bool good, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (o->temporary != NULL) {
		if (o->fd >= 0 && (close(o->fd) != 0 || (good && rename(o->temporary, o->path) != 0)))
			st = dc_fail(err, DC_EIO, "%s: %s", o->path, strerror(errno));
		if (o->fd >= 0 && (!good || st != DC_OK))	/* only what we made ourselves */
			unlink(o->temporary);
	} else if (o->fd > STDERR_FILENO && close(o->fd) != 0) {
		st = dc_fail(err, DC_EIO, "output: %s", strerror(errno));
	}
	free(o->path);
	free(o->temporary);
	*o = (struct cli_output){ .fd = -1 };
	return st;
}

enum dc_status cli_write(int fd, struct dc_span bytes, struct dc_error *err)
{
	while (bytes.n != 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return dc_fail(err, DC_EIO, "output: %s", strerror(errno));
		bytes = dc_span_cut(bytes, (size_t)n, bytes.n);
	}
	return DC_OK;
}

static char *slot(void)
{
	static char ring[16][32];
	static unsigned at;

	return ring[at++ % 16];
}

const char *cli_number(uint64_t n)
{
	char digits[24], *out = slot();
	int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), k = 0;

	for (int i = 0; i < len; i++) {
		if (i != 0 && (len - i) % 3 == 0)
			out[k++] = ',';
		out[k++] = digits[i];
	}
	out[k] = '\0';
	return out;
}

const char *cli_bytes(uint64_t n)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB" };
	double x = (double)n;
	size_t u = 0;
	char *out = slot();

	while (x >= 999.5 && u + 1 < DC_ARRAY_LEN(units)) {
		x /= 1000;
		u++;
	}
	snprintf(out, 32, u == 0 || x >= 99.5 ? "%.0f %s" : "%.1f %s", x, units[u]);
	return out;
}
