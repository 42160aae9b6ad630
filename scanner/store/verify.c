/* verify.c -- is the inventory whole and true to itself? Each problem is one line; none: all is well. */
#include "marks.h"
#include "put.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/stat.h>

struct verify {
	struct db_store *s;
	void (*tell)(void *, const char *);
	void *ctx;
	uint64_t *problems;
};

static void DC_PRINTF(2, 3) problem(const struct verify *v, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	++*v->problems;
	v->tell(v->ctx, line);
}

/* What must hold, as queries that give one text per breach. */
static const struct { const char *about, *query; } rules[] = {
	{ "ledger", "SELECT 'object ' || o.id || ' says ' || o.findings || ' findings, ' || "
		"(SELECT count(*) FROM finding f WHERE f.object_id = o.id) || ' are there' FROM object o "
		"WHERE o.findings <> (SELECT count(*) FROM finding f WHERE f.object_id = o.id)" },
	{ "ledger", "SELECT 'object ' || id || ' was met by run ' || last_run || ' before it was first met by ' || first_run FROM object o "
		"WHERE last_run < first_run OR state_run < first_run OR gone_run <= " MET_LAST_RUN("o") },
	{ "persons", "SELECT 'object ' || id || ': ' || persons_lo || ' .. ' || persons_best || ' .. ' || coalesce(CAST(persons_hi AS TEXT), 'unknown') FROM object "
		"WHERE persons_lo > persons_best OR persons_best > persons_hi" },
	{ "persons", "SELECT 'finding ' || number || ' of object ' || object_id || ': ' || persons_lo || ' .. ' || persons_best || ' .. ' || "
		"coalesce(CAST(persons_hi AS TEXT), 'unknown') FROM finding WHERE persons_lo > persons_best OR persons_best > persons_hi" },
	{ "token", "SELECT 'finding ' || t.finding || ' of object ' || t.object_id || ' has a token, but its kind ' || f.kind || ' may have none' "
		"FROM token t JOIN finding f ON f.object_id = t.object_id AND f.number = t.finding WHERE f.no_value <> 0" },
	{ "token", "SELECT 'finding ' || finding || ' of object ' || object_id || ': ' || length(tokens) || ' bytes are no whole tokens' "
		"FROM token WHERE length(tokens) % 21 <> 0" },
	{ "verdict", "SELECT 'verdict ' || v.number || ' of run ' || v.run || ' says nothing' FROM verdict v WHERE NOT EXISTS "
		"(SELECT 1 FROM ruling r WHERE r.run = v.run AND r.number = v.ruling)" },
	{ "verdict", "SELECT 'verdict ' || number || ' of run ' || run || ' is of an object that is not there' FROM verdict "
		"WHERE object_id <> 0 AND object_id NOT IN (SELECT id FROM object)" },
	{ "finding", "SELECT 'finding ' || number || ' of object ' || object_id || ': its fingerprint is cut' FROM finding "
		"WHERE length(fingerprint) <> 32" },
};

static enum dc_status check_rule(const struct verify *v, const char *about, const char *query, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(v->s->db, query, &b.st, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK)
		problem(v, "%s: %s", about, sql_get_text(&(struct sql_row){ b.st, 0 }));
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

/* Every object has one outcome, and a run that calls itself complete has neither partial nor failed ones. */
static enum dc_status check_reasons(const struct verify *v, struct dc_error *err)
{
	static const char text[] = "SELECT o.reason, o.met_run, r.complete, count(*) FROM (SELECT reason, " MET_LAST_RUN("object") " AS met_run "
		"FROM object) o LEFT JOIN run r ON r.id = o.met_run GROUP BY o.met_run, o.reason, r.complete ORDER BY o.met_run, o.reason";
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(v->s->db, text, &b.st, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		const char *name = sql_get_text(&r);
		long long run = sql_get_int(&r), complete = sql_get_int(&r), n = sql_get_int(&r);
		enum dc_reason reason;

		if (!dc_reason_parse(name, &reason))
			problem(v, "ledger: run %lld: %lld objects with the unknown reason '%.40s'", run, n, name);
		else if (complete && (dc_reason_outcome(reason) == DC_PARTIAL || dc_reason_outcome(reason) == DC_FAILED))
			problem(v, "ledger: run %lld calls itself complete, but %lld objects are %s (%s)", run, n,
				dc_outcome_name(dc_reason_outcome(reason)), name);
	}
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

static void check_mode(const struct verify *v, const char *name)
{
	struct stat st;

	if (stat(name, &st) == 0 && (st.st_mode & 077) != 0)
		problem(v, "file: others may use %s (mode %04o): chmod 600 '%s'", name, (unsigned)(st.st_mode & 07777), name);
}

/* A mark too many would pass a file over, one too few would leave an object that went. */
static enum dc_status check_marks(void *ctx, int64_t chunk, const uint8_t marks[MARKS_BYTES], struct dc_error *err)
{
	const struct verify *v = ctx;
	struct sql_bind b;
	long long marked = 0, there = 0;
	enum dc_status st = db_get(v->s, SQ_MARKS_MISSING, &b, err);

	if (st != DC_OK)
		return st;
	for (unsigned i = 0; i < RECALL_CHUNK; i++)
		marked += marks_at(marks, i) != RECALL_NONE;
	sql_int(&b, chunk * RECALL_CHUNK);
	while ((st = sql_step(&b, err)) == DC_OK)
		there += marks_at(marks, (unsigned)(sql_get_int(&(struct sql_row){ b.st, 0 }) % RECALL_CHUNK)) != RECALL_NONE ? 1 : RECALL_CHUNK + 1;
	sql_reset(b.st);
	if (st == DC_END && marked != there)
		problem(v, "mark: of objects %lld to %lld, %lld are marked, but not those that are there", (long long)chunk * RECALL_CHUNK,
			(long long)chunk * RECALL_CHUNK + RECALL_CHUNK - 1, marked);
	return st == DC_END ? DC_OK : st;
}

static void check_modes(const struct verify *v)
{
	const char *const *tails = v->s->db->driver->tails;
	char name[4096 + 16];

	if (tails != NULL)
		check_mode(v, v->s->path);
	for (; tails != NULL && *tails != NULL; tails++) {
		snprintf(name, sizeof name, "%s%s", v->s->path, *tails);
		check_mode(v, name);
	}
	check_mode(v, v->s->db->key);
	if (v->s->base.key == NULL)
		problem(v, "file: %s is missing: put back the copy you keep of it", v->s->db->key);
}

enum dc_status db_verify(struct dc_store *store, void (*tell)(void *, const char *), void *ctx, uint64_t *problems, struct dc_error *err)
{
	const struct verify v = { db_of(store), tell, ctx, problems };
	enum dc_status st = DC_OK;

	*problems = 0;
	check_modes(&v);
	for (const char *const *q = v.s->db->driver->integrity; *q != NULL && st == DC_OK; q++)
		st = check_rule(&v, "database", *q, err);
	for (size_t i = 0; i < DC_ARRAY_LEN(rules) && st == DC_OK; i++)
		st = check_rule(&v, rules[i].about, rules[i].query, err);
	if (st == DC_OK)
		st = check_reasons(&v, err);
	if (st == DC_OK)
		st = marks_each(v.s, check_marks, (void *)(uintptr_t)&v, err);
	if (st == DC_OK)
		st = db_audit_check(v.s, tell, ctx, problems, err);
	return st;
}
