/* fleet_owner.c -- the owner's side of the queue: jobs enqueued and looked after, deliveries handed out to be taken in. */
#include "db.h"
#include "file.h"

#include "daicho/fleet.h"
#include "daicho/log.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static enum dc_status queue_of(struct dc_store *store, struct db_store **out, struct dc_error *err)
{
	*out = db_of(store);
	return (*out)->db->driver == &sql_postgres ? DC_OK :
		dc_fail(err, DC_EUSAGE, "%s: is a file: jobs stand in an inventory in a database, -i postgresql://user@host/database", (*out)->path);
}

/* ---- jobs */

static enum dc_status add_units(struct db_store *s, int64_t job, uint32_t units, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "INSERT INTO unit (job, shard, shards) SELECT ?1, n, ?2 FROM generate_series(1, ?2) AS n", &b.st, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, job);
	sql_int(&b, units);
	st = sql_run(&b, err);
	sql_finalize(b.st);
	return st;
}

static enum dc_status audit_job(struct db_store *s, const char *action, int64_t id, const char *targets, struct dc_error *err)
{
	struct dc_buf detail;
	enum dc_status st = DC_ENOMEM;

	dc_buf_init(&detail, 0);
	if (dc_buf_printf(&detail, "{\"job\":%lld,\"targets\":", (long long)id) == DC_OK) {
		dc_json_string(&detail, dc_span_of(targets));
		if (dc_buf_addc(&detail, '}') == DC_OK && dc_buf_cstr(&detail) != NULL)
			st = DC_OK;
	}
	st = st == DC_OK ? db_audit(&s->base, action, dc_buf_cstr(&detail), err) : dc_fail(err, DC_ENOMEM, "audit");
	dc_buf_done(&detail);
	return st;
}

static enum dc_status add_job(struct db_store *s, const struct dc_job *job, int64_t *id, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "INSERT INTO job (targets, options, program, site, priority, readers, state) "
		"VALUES (?, ?, ?, ?, ?, ?, 'open') RETURNING id", &b.st, err);

	if (st != DC_OK)
		return st;
	sql_text(&b, job->targets);
	sql_text(&b, job->options);
	sql_text(&b, job->program);
	sql_text(&b, job->site);
	sql_int(&b, job->priority);
	sql_int(&b, job->readers);
	st = sql_run_int(&b, id, err);
	sql_finalize(b.st);
	return st;
}

enum dc_status dc_fleet_enqueue(struct dc_store *store, const struct dc_job *job, int64_t *id, struct dc_error *err)
{
	struct db_store *s;
	bool entered = false;
	enum dc_status st = queue_of(store, &s, err);

	if (st == DC_OK && strlen(job->targets) >= sizeof ((struct dc_delivered *)NULL)->targets)
		st = dc_fail(err, DC_EUSAGE, "too many targets for one job: enqueue them in several");
	if (st == DC_OK)
		st = db_enter(s, &entered, err);
	if (st != DC_OK)
		return st;
	st = add_job(s, job, id, err);
	if (st == DC_OK)
		st = add_units(s, *id, job->units, err);
	if (st == DC_OK)
		st = audit_job(s, "enqueue", *id, job->targets, err);
	return db_leave(s, entered, st, err);
}

static void read_job(struct sql_stmt *st, struct dc_job *out)
{
	struct sql_row r = { st, 0 };

	*out = (struct dc_job){ .id = sql_get_int(&r), .run = sql_get_int(&r) };
	out->targets = sql_get_text(&r);
	out->options = sql_get_text(&r);
	out->program = sql_get_text(&r);
	out->site = sql_get_text(&r);
	out->state = sql_get_text(&r);
	out->priority = sql_get_int(&r);
	out->readers = sql_get_int(&r);
	out->units = (uint32_t)sql_get_int(&r);
	out->waiting = sql_get_u64(&r);
	out->leased = sql_get_u64(&r);
	out->delivered = sql_get_u64(&r);
	out->done = sql_get_u64(&r);
	out->failed = sql_get_u64(&r);
	out->again = sql_get_u64(&r);
	out->seconds = sql_get_real(&r);
	out->note = sql_get_text(&r);
}

enum dc_status dc_fleet_each_job(struct dc_store *store, enum dc_status (*each)(void *ctx, const struct dc_job *, struct dc_error *), void *ctx,
	struct dc_error *err)
{
	static const char text[] = "SELECT j.id, j.run, j.targets, j.options, j.program, j.site, j.state, j.priority, j.readers, count(*), "
		"count(*) FILTER (WHERE u.state = 'waiting'), count(*) FILTER (WHERE u.state = 'leased'), count(*) FILTER (WHERE u.state = 'delivered'), "
		"count(*) FILTER (WHERE u.state = 'done'), count(*) FILTER (WHERE u.state = 'failed'), CAST(sum(greatest(u.tries - 1, 0)) AS bigint), "
		"CAST(extract(epoch FROM coalesce(j.ended, now()) - j.enqueued) AS double precision), coalesce(max(u.note) FILTER (WHERE u.state <> 'done'), '') "
		"FROM job j JOIN unit u ON u.job = j.id GROUP BY j.id ORDER BY j.id";
	struct db_store *s;
	struct sql_bind b = { 0 };
	enum dc_status st = queue_of(store, &s, err);

	if (st == DC_OK)
		st = sql_prepare(s->db, text, &b.st, err);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct dc_job job;

		read_job(b.st, &job);
		st = each(ctx, &job, err);
	}
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

enum dc_status dc_fleet_set(struct dc_store *store, int64_t job, const char *state, struct dc_error *err)
{
	struct db_store *s;
	struct sql_bind b = { 0 };
	bool entered = false;
	enum dc_status st = queue_of(store, &s, err);

	if (st == DC_OK)
		st = db_enter(s, &entered, err);
	if (st != DC_OK)
		return st;
	st = sql_prepare(s->db, "UPDATE job SET state = ?1, ended = CASE WHEN ?1 = 'cancelled' THEN now() END WHERE id = ?2 AND state IN ('open', 'paused')",
		&b.st, err);
	if (st == DC_OK) {
		sql_text(&b, state);
		sql_int(&b, job);
		st = sql_run(&b, err);
	}
	sql_finalize(b.st);
	if (st == DC_OK && sql_changes(s->db) != 1)
		st = dc_fail(err, DC_EUSAGE, "%s: there is no job %lld, or it has ended", s->path, (long long)job);
	if (st == DC_OK)
		st = audit_job(s, state, job, "", err);
	return db_leave(s, entered, st, err);
}

/* ---- deliveries */

enum dc_status dc_fleet_turn(struct dc_store *store, bool *got, struct dc_error *err)
{
	struct db_store *s;
	struct sql_bind b = { 0 };
	int64_t yes = 0;
	enum dc_status st = queue_of(store, &s, err);

	if (st == DC_OK)
		st = sql_prepare(s->db, "SELECT pg_try_advisory_lock(hashtext('daicho'), 3)", &b.st, err);
	if (st == DC_OK)
		st = sql_run_int(&b, &yes, err);
	sql_finalize(b.st);
	*got = yes != 0;
	return st;
}

static void copy_text(char *to, size_t cap, struct sql_row *r)
{
	snprintf(to, cap, "%s", sql_get_text(r));
}

static enum dc_status next_delivered(struct db_store *s, struct dc_delivered *out, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT u.id, u.fence, u.job, coalesce(j.run, 0), u.worker, j.targets FROM unit u JOIN job j ON j.id = u.job "
		"WHERE u.state = 'delivered' AND j.state IN ('open', 'paused') ORDER BY u.id LIMIT 1 FOR UPDATE OF u, j SKIP LOCKED", &b.st, err);

	if (st == DC_OK)
		st = sql_step(&b, err);
	if (st == DC_OK) {
		struct sql_row r = { b.st, 0 };

		*out = (struct dc_delivered){ .unit = sql_get_int(&r), .fence = sql_get_int(&r), .job = sql_get_int(&r), .run = sql_get_int(&r) };
		copy_text(out->worker, sizeof out->worker, &r);
		copy_text(out->targets, sizeof out->targets, &r);
	}
	sql_finalize(b.st);
	return st;
}

static enum dc_status write_all(int fd, struct dc_span v, const char *path, struct dc_error *err)
{
	while (v.n > 0) {
		ssize_t w = write(fd, v.p, v.n);

		if (w < 0 && errno != EINTR)
			return file_failed(err, path, "writing it", errno);
		v.p += w < 0 ? 0 : w;
		v.n -= w < 0 ? 0 : (size_t)w;
	}
	return DC_OK;
}

/* A chunk at a time: together they may be larger than memory. */
static enum dc_status write_chunks(struct db_store *s, int64_t unit, const char *path, int fd, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT bytes FROM delivery WHERE unit = ? AND number = ?", &b.st, err);

	for (int64_t number = 0; st == DC_OK; number++) {
		b.at = 0;
		sql_int(&b, unit);
		sql_int(&b, number);
		st = sql_step(&b, err);
		if (st == DC_OK)
			st = write_all(fd, sql_get_blob(&(struct sql_row){ b.st, 0 }), path, err);
		sql_reset(b.st);
	}
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

enum dc_status dc_fleet_fetch(struct dc_store *store, const char *path, struct dc_delivered *out, struct dc_error *err)
{
	struct db_store *s;
	enum dc_status st = queue_of(store, &s, err);
	int fd;

	if (st == DC_OK)
		st = next_delivered(s, out, err);
	if (st != DC_OK)
		return st;
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return file_failed(err, path, "making it", errno);
	st = write_chunks(s, out->unit, path, fd, err);
	close(fd);
	return st;
}

static enum dc_status run_with(struct db_store *s, const char *text, int64_t first, int64_t second, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, text, &b.st, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, first);
	sql_int(&b, second);
	st = sql_run(&b, err);
	sql_finalize(b.st);
	return st;
}

static const char drop_delivery[] = "DELETE FROM delivery WHERE unit = (SELECT id FROM unit WHERE id = ? AND fence = ?)";

enum dc_status dc_fleet_refused(struct dc_store *store, const struct dc_delivered *d, const char *why, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "UPDATE unit SET state = 'failed', note = ? WHERE id = ? AND fence = ?", &b.st, err);

	if (st != DC_OK)
		return st;
	sql_text(&b, why);
	sql_int(&b, d->unit);
	sql_int(&b, d->fence);
	st = sql_run(&b, err);
	sql_finalize(b.st);
	return st == DC_OK ? run_with(s, drop_delivery, d->unit, d->fence, err) : st;
}

/* The workers cannot write the audit log, whose head bears the key's mark: their claim and delivery is told here. */
enum dc_status dc_fleet_taken(struct dc_store *store, const struct dc_delivered *d, int64_t run, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct dc_buf detail;
	enum dc_status st = run_with(s, "UPDATE job SET run = ? WHERE id = ?", run, d->job, err);

	if (st == DC_OK)
		st = run_with(s, "UPDATE unit SET state = 'done' WHERE id = ? AND fence = ?", d->unit, d->fence, err);
	if (st == DC_OK)
		st = run_with(s, drop_delivery, d->unit, d->fence, err);
	if (st != DC_OK)
		return st;
	dc_buf_init(&detail, 0);
	dc_buf_printf(&detail, "{\"job\":%lld,\"unit\":%lld,\"fence\":%lld,\"run\":%lld,\"worker\":", (long long)d->job, (long long)d->unit, (long long)d->fence,
		(long long)run);
	dc_json_string(&detail, dc_span_of(d->worker));
	st = dc_buf_addc(&detail, '}') == DC_OK && dc_buf_cstr(&detail) != NULL ? db_audit(store, "take_in", dc_buf_cstr(&detail), err) :
		dc_fail(err, DC_ENOMEM, "audit");
	dc_buf_done(&detail);
	return st;
}

enum dc_status dc_fleet_finished(struct dc_store *store, struct dc_job_end *out, struct dc_error *err)
{
	static const char text[] = "SELECT j.id, coalesce(j.run, 0), (SELECT count(*) FROM unit u WHERE u.job = j.id AND u.state = 'failed'), j.targets, "
		"coalesce((SELECT max(u.note) FROM unit u WHERE u.job = j.id AND u.state = 'failed'), '') FROM job j WHERE j.state IN ('open', 'paused') "
		"AND NOT EXISTS (SELECT 1 FROM unit u WHERE u.job = j.id AND u.state IN ('waiting', 'leased', 'delivered')) "
		"ORDER BY j.id LIMIT 1 FOR UPDATE OF j SKIP LOCKED";
	struct db_store *s;
	struct sql_bind b = { 0 };
	enum dc_status st = queue_of(store, &s, err);

	if (st == DC_OK)
		st = sql_prepare(s->db, text, &b.st, err);
	if (st == DC_OK)
		st = sql_step(&b, err);
	if (st == DC_OK) {
		struct sql_row r = { b.st, 0 };

		*out = (struct dc_job_end){ .job = sql_get_int(&r), .run = sql_get_int(&r), .failed = sql_get_u64(&r) };
		copy_text(out->targets, sizeof out->targets, &r);
		copy_text(out->note, sizeof out->note, &r);
	}
	sql_finalize(b.st);
	return st;
}

enum dc_status dc_fleet_ended(struct dc_store *store, const struct dc_job_end *end, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	enum dc_status st = run_with(s, "UPDATE job SET state = 'done', ended = now(), run = ? WHERE id = ?", end->run, end->job, err);

	return st == DC_OK ? audit_job(s, "job_done", end->job, end->targets, err) : st;
}
