/* cmd_detect.c -- `daicho detect [FILE|-]`: the findings of one file as JSON lines, through the same sandbox as a scan, with
 * no inventory: for a look, for scripts, for trying one's own kinds. */
#include "cli.h"
#include "findings.h"

#include "daicho/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTS_MOST 100000

struct detecting {
	struct dc_arena *arena;
	const char *name;
	const char **inner, **table, **format;	/* by part number */
	size_t parts;
	struct dc_buf line;
	uint64_t hits;
};

static enum dc_status part_open(struct detecting *d, const struct dc_record *r, struct dc_error *err)
{
	const char *above = r->parent < d->parts ? d->inner[r->parent] : "";
	bool first = r->part == 0 || r->parent >= d->parts;

	if (r->part != d->parts || d->parts == PARTS_MOST)
		return dc_fail(err, DC_ELIMIT, "%s: more than %d parts", d->name, PARTS_MOST);
	d->inner[d->parts] = first ? "" : *above == '\0' ? dc_arena_strdup(d->arena, r->name) : dc_arena_printf(d->arena, "%s!/%s", above, r->name);
	d->table[d->parts] = dc_arena_strdup(d->arena, r->table != NULL ? r->table : "");
	d->format[d->parts] = dc_arena_strdup(d->arena, r->format != NULL ? r->format : "");
	if (d->inner[d->parts] == NULL || d->table[d->parts] == NULL || d->format[d->parts] == NULL)
		return dc_fail(err, DC_ENOMEM, "detect");
	d->parts++;
	return DC_OK;
}

static enum dc_status hit(struct detecting *d, const struct dc_record *r, struct dc_error *err)
{
	char masked[DC_VALUE_MOST + 8];
	struct dc_listed_finding f = {
		.asset = d->name, .path = d->name, .path_len = strlen(d->name), .inner = d->inner[r->part], .table = d->table[r->part],
		.format = d->format[r->part], .field = r->field != NULL ? r->field : "", .column = r->hit.column, .category = r->hit.category,
		.kind = r->hit.kind->id, .start = r->hit.start, .end = r->hit.end, .line = r->hit.line, .row = r->hit.row, .col = r->hit.col,
		.confidence = r->hit.confidence, .band = r->hit.band, .flags = r->hit.flags, .masked = masked, .weights = r->hit.weights,
		.n_weights = r->hit.n_weights,
	};

	if (r->part >= d->parts)
		return dc_fail(err, DC_EBUG, "detect: a finding of no part");
	if (r->hit.band == DC_BAND_NONE)
		return DC_OK;
	dc_mask(r->hit.kind->mask, r->hit.value, r->hit.shown, masked, sizeof masked);
	d->hits++;
	if (findings_line(&d->line, &f, NULL) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "detect");
	return cli_write(STDOUT_FILENO, (struct dc_span){ d->line.p, d->line.n }, err);
}

static enum dc_status each(void *ctx, const struct dc_record *r, struct dc_error *err)
{
	struct detecting *d = ctx;

	switch (r->type) {
	case DC_REC_PART_OPEN:
		return part_open(d, r, err);
	case DC_REC_HIT:
		return hit(d, r, err);
	case DC_REC_PART_CLOSE:
		if (r->reason != DC_R_none)
			cli_note(T("%s%s%s: read in part: %s %s", "%s%s%s: 一部だけ読みました: %s %s"), d->name, r->part < d->parts && *d->inner[r->part] != '\0' ? "!/" : "",
				r->part < d->parts ? d->inner[r->part] : "", dc_reason_name(r->reason), r->detail != NULL ? r->detail : "");
		return DC_OK;
	default:
		return DC_OK;
	}
}

/* Standard input is spooled to memory: workers read descriptors that can seek. */
static int spool(struct dc_error *err)
{
	int fd = memfd_create("stdin", MFD_CLOEXEC);
	static char block[1 << 16];
	ssize_t n;

	if (fd < 0) {
		dc_fail(err, DC_EIO, "standard input: %s", strerror(errno));
		return -1;
	}
	while ((n = read(STDIN_FILENO, block, sizeof block)) > 0) {
		if (cli_write(fd, (struct dc_span){ (const uint8_t *)block, (size_t)n }, err) != DC_OK) {
			close(fd);
			return -1;
		}
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static int open_input(const char *name, struct dc_error *err)
{
	struct stat st;
	int fd;

	if (strcmp(name, "-") == 0)
		return spool(err);
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) != 0)
		dc_fail(err, DC_EUSAGE, "%s: %s", name, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		dc_fail(err, DC_EUSAGE, T("%s: not a file; use 'daicho scan' for folders", "%s: ファイルではありません。フォルダは 'daicho scan' で走査してください"), name);
	else
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static enum dc_status work(const struct cli_values *v, struct detecting *d, int fd, struct dc_error *err)
{
	struct dc_engine_options eo = { .kinds_file = v->kinds, .today = cli_today(), .table_only = true };
	struct dc_engine *engine;
	struct dc_worker *w = NULL;
	struct stat st;
	enum dc_reason died = DC_R_none;
	enum dc_status s;

	if (fstat(fd, &st) != 0)
		return dc_fail(err, DC_EIO, "%s: %s", d->name, strerror(errno));
	s = dc_engine_new(&eo, &engine, err);
	if (s != DC_OK)
		return s;
	s = dc_worker_start(&(struct dc_worker_options){ .program = "/proc/self/exe", .engine = engine, .kinds_file = v->kinds,
		.profile = v->profile != NULL && strcmp(v->profile, "fast") == 0 ? DC_PROFILE_FAST : DC_PROFILE_THOROUGH, .today = eo.today,
		.budget = dc_budget_default, .unsafe_no_sandbox = v->unsafe_no_sandbox }, &w, err);
	if (s == DC_OK)
		s = dc_worker_run(w, &(struct dc_job){ .fd = fd, .size = (uint64_t)st.st_size, .name = d->name, .raw_only = v->raw }, each, d, &died, err);
	if (s != DC_OK && died != DC_R_none)
		cli_note(T("%s: the worker ended: %s", "%s: 作業プロセスが終わりました: %s"), d->name, dc_reason_name(died));
	dc_worker_close(w);
	dc_engine_free(engine);
	return s;
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct detecting d = { .arena = dc_arena_new(0), .name = argc > 0 ? argv[0] : "-" };
	struct dc_error err = { 0 };
	int fd = open_input(d.name, &err);
	enum dc_status st = err.status;

	dc_buf_init(&d.line, 0);
	if (fd >= 0 && d.arena != NULL) {
		d.inner = dc_arena_array(d.arena, PARTS_MOST, sizeof *d.inner);
		d.table = dc_arena_array(d.arena, PARTS_MOST, sizeof *d.table);
		d.format = dc_arena_array(d.arena, PARTS_MOST, sizeof *d.format);
		st = d.inner == NULL || d.table == NULL || d.format == NULL ? dc_fail(&err, DC_ENOMEM, "detect") : work(v, &d, fd, &err);
	}
	if (fd >= 0)
		close(fd);
	dc_buf_done(&d.line);
	if (d.arena != NULL)
		dc_arena_free(d.arena);
	return st == DC_OK ? CLI_DONE : cli_fail(&err);
}

const struct cli_command command_detect = {
	.name = "detect", .args = "[FILE|-]", .options = "kinds profile raw unsafe-no-sandbox", .least = 0, .most = 1, .run = run,
	.en = "findings of one file or text, no inventory", .ja = "1つのファイルや文の発見を示す(台帳なし)",
};
