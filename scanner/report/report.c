/* report.c -- finds the report and the format, and runs the one through the other. */
#include "page.h"

#include <stdio.h>
#include <stdlib.h>

#define REPORT(id) extern const struct report report_##id;
#include "reports.def"
#undef REPORT
#define FORMAT(id, bit) extern const struct format format_##id;
#include "formats.def"
#undef FORMAT

static const struct report *const reports[] = {
#define REPORT(id) &report_##id,
#include "reports.def"
#undef REPORT
};

static const struct {
	const struct format *format;
	unsigned bit;
} formats[] = {
#define FORMAT(id, bit) { &format_##id, bit },
#include "formats.def"
#undef FORMAT
};

/* "html csv jsonl": the formats of a report. */
static void formats_of(const struct report *r, char *out, size_t cap)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < DC_ARRAY_LEN(formats); i++) {
		int n;

		if ((r->formats & formats[i].bit) == 0)
			continue;
		n = snprintf(out + at, cap - at, "%s%s", at == 0 ? "" : " ", formats[i].format->id);
		if (n < 0 || (size_t)n >= cap - at)
			return;
		at += (size_t)n;
	}
}

const char *dc_report_list(size_t i)
{
	static _Thread_local char line[128];
	char names[96];

	if (i >= DC_ARRAY_LEN(reports))
		return NULL;
	formats_of(reports[i], names, sizeof names);
	snprintf(line, sizeof line, "%s %s", reports[i]->id, names);
	return line;
}

static enum dc_status no_report(const char *id, struct dc_error *err)
{
	char names[160] = "";
	size_t at = 0;

	for (size_t i = 0; i < DC_ARRAY_LEN(reports); i++)
		at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", i == 0 ? "" : " ", reports[i]->id);
	return dc_fail(err, DC_EUSAGE, "there is no report '%.40s'; there are: %s", id, names);
}

static enum dc_status find(struct page *p, struct dc_error *err)
{
	char names[96];

	for (size_t i = 0; i < DC_ARRAY_LEN(reports); i++) {
		if (strcmp(reports[i]->id, p->req->report) == 0)
			p->report = reports[i];
	}
	if (p->report == NULL)
		return no_report(p->req->report, err);
	for (size_t i = 0; i < DC_ARRAY_LEN(formats); i++) {
		if (strcmp(formats[i].format->id, p->req->format) == 0 && (p->report->formats & formats[i].bit) != 0)
			p->format = formats[i].format;
	}
	if (p->format != NULL)
		return DC_OK;
	formats_of(p->report, names, sizeof names);
	return dc_fail(err, DC_EUSAGE, "the report '%s' is not written as '%.40s'; its formats: %s", p->report->id,
		p->req->format, names);
}

enum dc_status dc_report_write(const struct dc_report_request *req, int fd, struct dc_error *err)
{
	enum dc_status st;
	struct page *p = calloc(1, sizeof *p);

	if (p == NULL)
		return dc_fail(err, DC_ENOMEM, "report %s", req->report);
	p->req = req;
	p->err = err;
	p->lang = req->lang != NULL && strcmp(req->lang, "ja") == 0 ? LANG_JA : LANG_EN;
	out_init(&p->out, fd, err);
	st = find(p, err);
	if (st != DC_OK)
		goto out;
	st = head_read(p, err);
	if (st != DC_OK)
		goto out;
	st = p->format->begin(p);
	if (st == DC_OK)
		st = p->report->write(p, err);
	if (st == DC_OK)
		st = p->format->end(p);
	if (st == DC_OK)
		st = out_flush(&p->out);
out:
	if (p->format != NULL && p->format->close != NULL)
		p->format->close(p);
	dc_arena_free(p->arena);
	free(p);
	return st;
}
