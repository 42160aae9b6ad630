/* findings.c -- the findings list: masks and places, never a value. The fields and their order are stable. */
#include "findings.h"

#include "cli.h"

#include "daicho/log.h"

#include <string.h>

static enum dc_status text(struct dc_buf *out, const char *key, struct dc_span value)
{
	enum dc_status st = dc_buf_printf(out, "%s\"%s\":", out->n == 0 || out->p[out->n - 1] == '{' ? "" : ",", key);

	return st == DC_OK ? dc_json_string(out, value) : st;
}

static enum dc_status number(struct dc_buf *out, const char *key, uint64_t value)
{
	return dc_buf_printf(out, ",\"%s\":%llu", key, (unsigned long long)value);
}

/* A path that is no UTF-8 is given again as hex, so that nothing is lost. */
static enum dc_status raw_path(struct dc_buf *out, struct dc_span path)
{
	enum dc_status st;

	if (dc_utf8_valid(path))
		return DC_OK;
	st = dc_buf_adds(out, ",\"path_hex\":\"");
	for (size_t i = 0; i < path.n && st == DC_OK; i++)
		st = dc_buf_printf(out, "%02x", path.p[i]);
	return st == DC_OK ? dc_buf_addc(out, '"') : st;
}

/* Of a database its name (of SQLite the file), the schema and the table; of a sheet its name. */
static void place(struct dc_buf *out, const struct dc_listed_finding *f)
{
	bool sqlite = strncmp(f->path, "sqlite:", 7) == 0;
	const char *rest = strncmp(f->path, "postgresql://", 13) == 0 || strncmp(f->path, "mysql://", 8) == 0 ? strstr(f->path, "://") + 3 : NULL;
	const char *database = rest == NULL ? NULL : strchr(rest, '/'), *dot = database == NULL ? NULL : strchr(f->table, '.');

	if (sqlite)
		text(out, "database", (struct dc_span){ (const uint8_t *)f->path + 7, f->path_len - 7 });
	if (database != NULL)
		text(out, "database", (struct dc_span){ (const uint8_t *)database + 1, strcspn(database + 1, "/") });
	if (dot != NULL)
		text(out, "schema", (struct dc_span){ (const uint8_t *)f->table, (size_t)(dot - f->table) });
	if (*f->table != '\0')
		text(out, "table", dc_span_of(dot == NULL ? f->table : dot + 1));
}

static enum dc_status reasons(struct dc_buf *out, const struct dc_listed_finding *f)
{
	enum dc_status st = dc_buf_adds(out, ",\"reasons\":[");

	for (size_t i = 0; i < f->n_weights && st == DC_OK; i++)
		st = dc_buf_printf(out, "%s{\"why\":\"%s\",\"logodds\":%.3f}", i == 0 ? "" : ",", dc_evidence_name(f->weights[i].why),
			(double)f->weights[i].logodds);
	return st == DC_OK ? dc_buf_addc(out, ']') : st;
}

static const char *mark_of(unsigned flags)
{
	return (flags & DC_HIT_TEST) != 0 ? "test" : (flags & DC_HIT_PLACEHOLDER) != 0 ? "placeholder" : (flags & DC_HIT_ROLE) != 0 ? "role" : NULL;
}

/* Adding to the buffer fails only when memory is out, and then every later add fails too: the last status tells. */
enum dc_status findings_line(struct dc_buf *out, const struct dc_listed_finding *f, const char *verdict)
{
	const char *mark = mark_of(f->flags);
	enum dc_status st;

	dc_buf_clear(out);
	dc_buf_addc(out, '{');
	text(out, "asset", dc_span_of(f->asset));
	text(out, "path", (struct dc_span){ (const uint8_t *)f->path, f->path_len });
	raw_path(out, (struct dc_span){ (const uint8_t *)f->path, f->path_len });
	text(out, "member", dc_span_of(f->inner));
	text(out, "type", dc_span_of(f->category));
	text(out, "detector", dc_span_of(f->kind));
	number(out, "start", f->start);
	number(out, "end", f->end);
	if (f->line != 0)
		number(out, "line", f->line);
	if (f->col != 0)
		number(out, "col", f->col);
	place(out, f);
	if (f->column != DC_NO_COLUMN) {
		text(out, "field", dc_span_of(f->field));
		number(out, "row", f->row);
	}
	dc_buf_printf(out, ",\"confidence\":%.4f,\"band\":\"%s\"", (double)f->confidence, dc_band_name(f->band));
	text(out, "masked", dc_span_of(f->masked));
	if (mark != NULL)
		text(out, "mark", dc_span_of(mark));
	reasons(out, f);
	if (verdict != NULL && *verdict != '\0')
		text(out, "verdict", dc_span_of(verdict));
	st = dc_buf_adds(out, "}\n");
	return st;
}

struct writing {
	struct dc_store *store;
	int64_t run;
	bool judged;
	int fd;
	struct dc_buf line, out;
	/* the last verdict asked for: hits of one column ask the same thing in a row */
	char place[2048], verdict[96];		/* place "": none yet, or one too long to compare */
};

static enum dc_status verdict_of(struct writing *w, const struct dc_listed_finding *f, struct dc_error *err)
{
	char place[sizeof w->place];
	int n = snprintf(place, sizeof place, "%zu %zu %.*s\n%s\n%s\n%u\n%s\n%s", f->path_len, strlen(f->inner), (int)f->path_len, f->path,
		f->inner, f->table, f->column, f->category, f->kind);	/* lengths: a name may hold a newline */

	if (n < 0 || n >= (int)sizeof place)
		place[0] = '\0';
	else if (strcmp(place, w->place) == 0)
		return DC_OK;
	memcpy(w->place, place, strlen(place) + 1);
	return dc_store_verdict_of(w->store, w->run, f->path, f->path_len, f->inner, f->table, f->column, f->category, f->kind, w->verdict, err);
}

static enum dc_status each(void *ctx, const struct dc_listed_finding *f, struct dc_error *err)
{
	struct writing *w = ctx;
	enum dc_status st = w->judged ? verdict_of(w, f, err) : DC_OK;

	if (st == DC_OK && findings_line(&w->line, f, w->verdict) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "findings");
	if (st == DC_OK && dc_buf_add(&w->out, w->line.p, w->line.n) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "findings");
	if (st == DC_OK && w->out.n > 1 << 16) {
		st = cli_write(w->fd, (struct dc_span){ w->out.p, w->out.n }, err);
		dc_buf_clear(&w->out);
	}
	return st;
}

enum dc_status findings_write(struct dc_findings *list, struct dc_store *store, int64_t run, bool judged, int fd, struct dc_error *err)
{
	struct writing w = { .store = store, .run = run, .judged = judged, .fd = fd };
	enum dc_status st;

	dc_buf_init(&w.line, 0);
	dc_buf_init(&w.out, 0);
	st = dc_findings_each(list, each, &w, err);
	if (st == DC_OK)
		st = cli_write(fd, (struct dc_span){ w.out.p, w.out.n }, err);
	dc_buf_done(&w.line);
	dc_buf_done(&w.out);
	return st;
}
