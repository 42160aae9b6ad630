/* take.c -- what workers delivered, into the shared inventory: a unit in one transaction, so that whatever ends us, it is there once. */
#include "take.h"

#include "daicho/fleet.h"
#include "daicho/run.h"

#include <stdio.h>
#include <unistd.h>

struct taking {
	struct dc_store *store;
	char path[4096];		/* of the delivery at hand */
	bool quiet;
};

static void clear(const struct taking *t)
{
	static const char *const tails[] = { "", "-wal", "-shm", "-journal", ".key" };
	char name[4200];

	for (size_t i = 0; i < DC_ARRAY_LEN(tails); i++) {
		snprintf(name, sizeof name, "%s%s", t->path, tails[i]);
		unlink(name);
	}
}

/* What a worker brings is opened like any file of unknown origin. One that is not fit fails its unit, and the queue goes on. */
static enum dc_status take_file(struct taking *t, const struct dc_delivered *d, struct dc_error *err)
{
	struct dc_merge_input in = { .path = t->path };
	struct dc_error why = { 0 };
	int64_t run = d->run;
	enum dc_status st = dc_store_open(t->path, DC_STORE_READ, &in.store, &why);

	if (st == DC_OK)
		st = dc_take_in(&in, d->targets, t->store, &run, &why);
	dc_store_close(in.store);
	if (st == DC_OK)
		return dc_fleet_taken(t->store, d, run, err);
	return dc_fail(err, st, "%s", why.text);
}

/* The batch that met an unfit file is given up; the refusal stands in one of its own. */
static enum dc_status refuse(struct taking *t, const struct dc_delivered *d, const struct dc_error *why, struct dc_error *err)
{
	enum dc_status st;

	cli_note(T("unit %lld of %s: %s", "単位 %lld(%s): %s"), (long long)d->unit, d->worker, why->text);
	dc_store_rollback(t->store);
	st = dc_store_begin(t->store, err);
	if (st == DC_OK)
		st = dc_fleet_refused(t->store, d, why->text, err);
	return st == DC_OK ? dc_store_commit(t->store, err) : st;
}

/* DC_END: nothing is delivered. */
static enum dc_status take_one(struct taking *t, struct dc_error *err)
{
	struct dc_delivered d = { 0 };
	struct dc_error why = { 0 };
	enum dc_status st;

	clear(t);
	st = dc_store_lend_key(t->store, t->path, err);
	if (st == DC_OK)
		st = dc_store_begin(t->store, err);
	if (st == DC_OK)
		st = dc_fleet_fetch(t->store, t->path, &d, err);
	if (st == DC_OK) {
		st = take_file(t, &d, &why);
		if (st == DC_EUSAGE || st == DC_EFORMAT || st == DC_ELIMIT)
			return refuse(t, &d, &why, err);
		if (st != DC_OK)
			dc_fail(err, st, "%s", why.text);
	}
	if (st == DC_OK)
		return dc_store_commit(t->store, err);
	dc_store_rollback(t->store);
	return st;
}

static void tell_end(const struct taking *t, const struct dc_job_end *end, const struct dc_merge_summary *sum)
{
	if (end->failed != 0)
		cli_note(T("job %lld is through without %llu of its units (%s): what they would have met is told as not read",
			"ジョブ %lld は %llu 単位を欠いて終わりました(%s)。その範囲は読めなかったものとして記録しました"), (long long)end->job,
			(unsigned long long)end->failed, end->note);
	if (!t->quiet)
		printf(T("job %lld is done: run %lld%s\n", "ジョブ %lld が終わりました: 走査 %lld%s\n"), (long long)end->job, (long long)sum->run,
			sum->complete ? "" : T("; not everything was read, see 'daicho report coverage'", "。読み残しがあります。'daicho report coverage' で確かめてください"));
	fflush(stdout);
}

static enum dc_status end_one(struct taking *t, struct dc_error *err)
{
	struct dc_job_end end;
	struct dc_merge_summary sum = { 0 };
	enum dc_status st = dc_store_begin(t->store, err);

	if (st == DC_OK)
		st = dc_fleet_finished(t->store, &end, err);
	if (st == DC_OK)
		st = dc_take_end(t->store, &end.run, end.targets, end.failed == 0 ? "" : end.note[0] == '\0' ? "given up" : end.note, &sum, err);
	if (st == DC_OK)
		st = dc_fleet_ended(t->store, &end, err);
	if (st == DC_OK)
		st = dc_store_commit(t->store, err);
	else
		dc_store_rollback(t->store);
	if (st == DC_OK)
		tell_end(t, &end, &sum);
	return st;
}

enum dc_status take_all(const char *inventory, const char *folder, bool quiet, bool *any, bool *elsewhere, struct dc_error *err)
{
	struct taking t = { .quiet = quiet };
	bool turn = false;
	enum dc_status st;

	*any = *elsewhere = false;
	if (snprintf(t.path, sizeof t.path, "%s/taken.db", folder) >= (int)sizeof t.path - 16)
		return dc_fail(err, DC_EUSAGE, "%.200s...: the path is too long", folder);
	st = dc_store_open(inventory, DC_STORE_WRITE, &t.store, err);
	if (st == DC_OK)
		st = dc_fleet_turn(t.store, &turn, err);
	*elsewhere = st == DC_OK && !turn;
	if (*elsewhere) {
		dc_store_close(t.store);
		return DC_OK;
	}
	while (st == DC_OK && (st = take_one(&t, err)) == DC_OK)
		*any = true;
	while (st == DC_END && (st = end_one(&t, err)) == DC_OK) {
		*any = true;
		st = DC_END;
	}
	clear(&t);
	dc_store_close(t.store);
	return st == DC_END ? DC_OK : st;
}
