/* merge.c -- `daicho inventory merge A B... -o OUT`: what several hosts scanned, in one inventory. */
#include "merge.h"
#include "alone.h"

#include "daicho/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INPUTS_MOST DC_SHARDS_MOST

static enum dc_status open_all(struct dc_merge_input *in, char **names, int n, const char *out, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	for (int i = 0; i < n && st == DC_OK; i++) {
		in[i].path = names[i];
		if (strcmp(names[i], out) == 0)
			st = dc_fail(err, DC_EUSAGE, "%s: cannot be merged into itself; -o names another inventory", out);
		else
			st = dc_store_open(names[i], DC_STORE_READ, &in[i].store, err);
		if (st == DC_OK && !dc_store_has_key(in[i].store))
			st = dc_fail(err, DC_EUSAGE, "%s: its key, %s, is not there: copy it along", names[i], dc_store_key(in[i].store));
	}
	return st;
}

static enum dc_status audit(struct dc_store *into, const struct dc_merge_summary *s, int n, struct dc_error *err)
{
	char detail[128];

	snprintf(detail, sizeof detail, "{\"run\":%lld,\"uid\":%u,\"inventories\":%d,\"objects\":%llu}", (long long)s->run, (unsigned)getuid(), n,
		(unsigned long long)s->objects);
	return dc_store_audit(into, "merge", detail, err);
}

static void tell(const struct dc_merge_summary *s, const char *out, int n)
{
	printf(T("%s: %s objects of %s inventories are in run %lld%s\n", "%s: %s 件(台帳 %s 個)を走査 %lld に取り込みました%s\n"), out, cli_number(s->objects),
		cli_number((uint64_t)n), (long long)s->run,
		s->complete ? "" : T("; not everything was read, see 'daicho report coverage'", "。読み残しがあります。'daicho report coverage' で確かめてください"));
	if (s->left != 0)
		cli_note(T("%s objects stand in these inventories from earlier scans or are lost from sight: they were not taken over",
			"以前の走査のもの、見えなくなったもの %s 件は取り込んでいません"), cli_number(s->left));
}

int merge_run(const struct cli_values *v, int n, char **names)
{
	struct dc_merge_input *in;
	struct dc_merge_summary summary = { 0 };
	struct dc_error err = { 0 };
	struct dc_store *into = NULL;
	enum dc_status st;

	if (n < 1 || n > INPUTS_MOST || v->output == NULL)
		return cli_usage(T("usage: daicho inventory merge A B... -o OUT", "使い方: daicho inventory merge A B... -o OUT"));
	in = calloc((size_t)n, sizeof *in);
	st = in == NULL ? dc_fail(&err, DC_ENOMEM, "a merge") : open_all(in, names, n, v->output, &err);
	if (st == DC_OK)
		st = dc_store_lend_key(in[0].store, v->output, &err);
	if (st == DC_OK)
		st = dc_store_open(v->output, DC_STORE_CREATE, &into, &err);
	if (st == DC_OK)
		st = alone_take(into, v->output, &err);
	if (st == DC_OK)
		st = dc_merge(in, (size_t)n, into, &summary, &err);
	if (st == DC_OK)
		st = audit(into, &summary, n, &err);
	if (st == DC_OK && !v->quiet)
		tell(&summary, v->output, n);
	dc_store_close(into);
	for (int i = 0; in != NULL && i < n; i++)
		dc_store_close(in[i].store);
	free(in);
	return st == DC_OK ? CLI_DONE : cli_fail(&err);
}
