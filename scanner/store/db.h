/* db.h -- the inventory in a database, as its files see each other. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "ops.h"
#include "sql.h"

/* The last run that met object o, and whether that one did not read it (met.c). */
#define MET_LATER(o) "FROM met m WHERE m.chunk = " o ".id >> 8 AND m.run > " o ".last_run AND met_bit(m.bits, " o ".id & 255)"
#define MET_LAST_RUN(o) "coalesce((SELECT max(m.run) " MET_LATER(o) "), " o ".last_run)"
#define MET_UNCHANGED(o) "(" o ".unchanged <> 0 OR EXISTS (SELECT 1 " MET_LATER(o) "))"

/* Statements prepared once and kept, with their texts in db_sql.def. */
enum db_statement {
#define STATEMENT(id, text) SQ_##id,
#include "db_sql.def"
#undef STATEMENT
	SQ_N
};

/* A finding's number to callers: its object's id and its place within it. */
#define DB_FINDING_BITS 24
#define DB_FINDINGS_MOST (1u << DB_FINDING_BITS)

static inline int64_t db_finding_id(int64_t object_id, int64_t number)
{
	return (int64_t)((uint64_t)object_id << DB_FINDING_BITS | (uint64_t)number);
}

#define DB_RULES 32			/* verdicts written together: VERDICT_ADD_MANY */

struct db_rule { int64_t object, finding, number, ruling; bool primary; };

struct db_store {
	struct dc_store base;
	struct sql *db;
	const char *path;		/* db->name */
	struct sql_stmt *kept[SQ_N];
	bool writable;
	bool in_batch;
	bool broken;			/* a put failed halfway: the batch can only be rolled back */
	uint16_t evidence_row[DC_N_EVIDENCE];	/* enum -> row of table evidence; 0: not looked up yet */
	uint16_t *evidence_of;		/* row -> enum, DC_N_EVIDENCE where this program knows no such name */
	size_t n_evidence_of;
	int64_t next_verdict, next_verdict_run;	/* number of the run's next verdict; 0: not asked yet */
	struct db_rule rules[DB_RULES]; size_t n_rules;	/* of that run, not written yet */
	int64_t next_ruling;		/* of that run; what was said so far by the hash of its texts: verdict.c */
	struct dc_buf said;
	size_t n_said;
	uint8_t said_key[16];
	struct dc_buf scratch;		/* packed weights and tokens */
	int64_t marks_chunk;		/* of marks.c: at hand, -1: none */
	uint8_t marks[2048];
	bool marks_dirty;
	int64_t marks_run;		/* whose key is at hand; 0: none */
	uint8_t marks_key[16];
	int64_t fresh_run;		/* begun through this handle, so that all it did is known here; 0: none */
	int64_t fresh_from;		/* ids of objects that it meets first are not below */
	bool alone;			/* no other process scans into it: dc_store_alone */
	struct dc_buf ahead;		/* of ahead.c: paths known to be new, by their hash; until the batch ends */
	bool touched;			/* it found findings otherwise than its forerunner did, or may have */
};

static inline struct db_store *db_of(struct dc_store *store)
{
	return (struct db_store *)store;
}

/* A kept statement, reset and ready to be bound; .st is NULL after a failure. */
enum dc_status db_get(struct db_store *s, enum db_statement which, struct sql_bind *out, struct dc_error *err);
/* DC_EUSAGE where the store was opened for reading. */
enum dc_status db_may_write(struct db_store *s, struct dc_error *err);
/* A transaction around several statements, unless a batch is open: then they join it. */
enum dc_status db_enter(struct db_store *s, bool *entered, struct dc_error *err);
enum dc_status db_leave(struct db_store *s, bool entered, enum dc_status st, struct dc_error *err);

/* db.c */
enum dc_status db_begin(struct dc_store *, struct dc_error *);
enum dc_status db_commit(struct dc_store *, struct dc_error *);
void db_rollback(struct dc_store *);
/* ahead.c */
enum dc_status db_expect(struct dc_store *, struct dc_store *from, int64_t run, struct dc_error *);
bool ahead_is_new(struct db_store *s, struct dc_span path);
/* The number of the new object of that path, once; 0: not known to be new. */
int64_t ahead_take(struct db_store *s, struct dc_span path);
void ahead_forget(struct db_store *s);
/* put.c */
enum dc_status db_put(struct dc_store *, int64_t run, const struct dc_result *, struct dc_error *);
enum dc_status db_same(struct dc_store *, const struct dc_result *, bool *same, struct dc_error *);
/* Copies what the object is now to the history, as what it was until the run. */
enum dc_status db_keep_state(struct db_store *s, int64_t run, int64_t id, int64_t state_run, struct dc_error *err);
/* weights.c */
enum dc_status db_weights_load(struct db_store *s, struct dc_error *err);
enum dc_status db_weights_pack(struct db_store *s, const struct dc_weight *w, size_t n, struct dc_buf *out, struct dc_error *err);
/* At most DC_WEIGHTS_MOST; evidence that this program does not know is left out. Returns how many. */
size_t db_weights_unpack(const struct db_store *s, struct dc_span packed, struct dc_weight out[DC_WEIGHTS_MOST]);
/* run.c */
enum dc_status db_run_begin(struct dc_store *, struct dc_run *, struct dc_error *);
enum dc_status db_run_end(struct dc_store *, const struct dc_run *, struct dc_error *);
enum dc_status db_each_run(struct dc_store *, store_each_run_fn *, void *ctx, struct dc_error *);
enum dc_status db_run_last(struct dc_store *, struct dc_run *, struct dc_arena *, struct dc_error *);
enum dc_status db_has(struct dc_store *, int64_t run, struct dc_span path, bool *done, struct dc_error *);
enum dc_status db_unchanged(struct dc_store *, const struct dc_result *seen, const char *detector_version, enum dc_reason *as, struct dc_error *);
enum dc_status db_coverage(struct dc_store *, int64_t run, struct dc_coverage *, struct dc_error *);
/* met.c */
enum dc_status db_recall(struct dc_store *, int64_t run, const char *detector_version, struct dc_recall **, struct dc_error *);
enum dc_status db_put_recalled(struct dc_store *, int64_t run, struct dc_recall *, struct dc_error *);
enum dc_status db_persons_before(struct dc_store *, int64_t run, bool complete, bool *same, struct dc_persons *, struct dc_error *);
/* sweep.c */
enum dc_status db_sweep(struct dc_store *, int64_t run, struct dc_shard, struct dc_error *);
/* read.c */
enum dc_status db_each_finding(struct dc_store *, int64_t run, store_each_finding_fn *, void *ctx, struct dc_error *);
enum dc_status db_each_fact(struct dc_store *, int64_t run, store_each_finding_fn *, void *ctx, struct dc_error *);
enum dc_status db_each_object(struct dc_store *, int64_t run, store_each_object_fn *, void *ctx, struct dc_error *);
enum dc_status db_each_part(struct dc_store *, int64_t run, bool all, store_each_part_fn *, void *ctx, struct dc_error *);
enum dc_status db_each_column(struct dc_store *, int64_t run, store_each_column_fn *, void *ctx, struct dc_error *);
enum dc_status db_each_token(struct dc_store *, const int64_t *ids, size_t n, struct store_person_sink *, struct dc_error *);
enum dc_status db_each_run_token(struct dc_store *, int64_t run, struct store_person_sink *, struct dc_error *);
/* The columns that read_finding and read_object take, from tables object o, part p, finding f, hit h. */
#define DB_OBJECT_COLUMNS "o.id, o.asset, o.path, o.reason, o.detail, o.directory, o.size, o.bytes_read, o.format, o.charset, " \
	"o.mode, o.uid, o.gid, o.mtime_ns, o.findings, o.read_run"
#define DB_FINDING_COLUMNS "f.object_id, f.number, o.asset, o.path, p.inner, p.tbl, f.field, f.col, p.format, f.category, f.kind, " \
	"f.low, f.medium, f.high, f.placeholders, f.roles, f.confidence, f.persons_lo, f.persons_best, f.persons_hi, f.oldest, f.newest, " \
	"o.reason, o.mtime_ns, o.mode, o.uid, o.gid, o.readers, f.first_run, " MET_LAST_RUN("o") ", f.fingerprint, h.line, h.row, h.start, h.stop, h.masked, h.weights"
void db_read_object(struct sql_row *r, struct dc_stored_object *out);
/* weights: room that out borrows. */
void db_read_finding(const struct db_store *s, struct sql_row *r, struct dc_weight weights[DC_WEIGHTS_MOST],
	struct dc_stored_finding *out);
/* verdict.c */
enum dc_status db_rules_flush(struct db_store *s, struct dc_error *err);	/* writes what was put and is held; the batch is broken if it fails */
enum dc_status db_verdicts_clear(struct dc_store *, int64_t run, const char *declaration_sha256, struct dc_error *);
enum dc_status db_ruling(struct dc_store *, int64_t run, const struct dc_verdict_row *, int64_t *ruling, struct dc_error *);
enum dc_status db_rule(struct dc_store *, int64_t run, int64_t finding, int64_t object, int64_t ruling, bool primary, struct dc_error *);
enum dc_status db_each_verdict(struct dc_store *, int64_t run, store_each_verdict_fn *, void *ctx, struct dc_error *);
enum dc_status db_each_primary(struct dc_store *, int64_t run, store_each_primary_fn *, void *ctx, struct dc_error *);
enum dc_status db_each_level(struct dc_store *, store_each_level_fn *, void *ctx, struct dc_error *);
enum dc_status db_verdict_of(struct dc_store *, int64_t run, const struct store_place *, char out[96], struct dc_error *);
/* scope.c */
enum dc_status db_scope_put(struct dc_store *, int64_t run, const struct dc_scope_coverage *, struct dc_error *);
enum dc_status db_each_scope(struct dc_store *, store_each_scope_fn *, void *ctx, struct dc_error *);
/* kept.c */
enum dc_status db_kept_begin(struct dc_store *, const char *which, struct dc_error *);
enum dc_status db_kept_put(struct dc_store *, int64_t run, const struct dc_kept *, struct dc_error *);
enum dc_status db_kept_end(struct dc_store *, int64_t run, const char *which, int today, struct dc_error *);
enum dc_status db_each_lost(struct dc_store *, store_each_kept_fn *, void *ctx, struct dc_error *);
/* typed.c */
enum dc_status db_typed_clear(struct dc_store *, const char *row_id, struct dc_error *);
enum dc_status db_typed_put(struct dc_store *, const char *row_id, const char *name, const char *text, struct dc_error *);
enum dc_status db_each_typed(struct dc_store *, store_each_typed_fn *, void *ctx, struct dc_error *);
/* diff.c */
enum dc_status db_each_change(struct dc_store *, int64_t from, int64_t to, store_each_change_fn *, void *ctx, struct dc_error *);
/* copy.c */
enum dc_status db_copy(struct dc_store *, const char *target, bool with_key, struct dc_error *);
enum dc_status db_lend_key(struct dc_store *, const char *target, struct dc_error *);
/* whole.c */
enum dc_status db_each_result(struct dc_store *, int64_t run, store_each_result_fn *, void *ctx, struct dc_error *);
/* prune.c */
enum dc_status db_prune(struct dc_store *, int64_t before_run, struct dc_error *);
/* dump.c verify.c audit.c */
enum dc_status db_dump(struct dc_store *, int fd, struct dc_error *);
enum dc_status db_verify(struct dc_store *, void (*tell)(void *, const char *), void *ctx, uint64_t *problems, struct dc_error *);
enum dc_status db_audit(struct dc_store *, const char *action, const char *detail, struct dc_error *);
enum dc_status db_audit_check(struct db_store *s, void (*tell)(void *, const char *), void *ctx, uint64_t *problems, struct dc_error *err);

#endif
