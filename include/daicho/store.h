/* store.h -- the inventory: in a file, by SQLite, or in a database of PostgreSQL that several hosts share.
 *
 * One thread at a time per handle, dc_store_token excepted. Nothing stored is a raw value. All strings out are borrowed
 * until the next call of the same iterator.
 *
 * "Of a run" means: objects that this run was the last to meet, and what stands in them. run 0 means every object that
 * is not gone, whichever run met it.
 */
#ifndef DAICHO_STORE_H
#define DAICHO_STORE_H

#include "daicho/result.h"
#include "daicho/shard.h"
#include "daicho/status.h"

struct dc_store;

enum dc_store_mode { DC_STORE_READ, DC_STORE_WRITE, DC_STORE_CREATE };	/* CREATE: write, made if it is not there */

/* What a run did; stored when it begins, completed when it ends. */
struct dc_run {
	int64_t id;
	const char *targets;		/* one a line, as typed */
	const char *declaration_sha256;	/* hex; "" without one */
	const char *rule_pack;
	const char *tool_version, *detector_version;
	const char *options;		/* JSON of the options in force, limits included */
	const char *judged_by;		/* declaration that its verdicts come from; "" if it was not judged; set by the store */
	int64_t started_ns, ended_ns;	/* UTC; ended 0: was interrupted */
	bool sandboxed, atime_kept, complete;	/* complete: no partial, no failure, no unread directory */
	struct dc_persons persons;
	uint64_t objects[DC_N_OUTCOMES];	/* that it met, by outcome; all 0: not known */
	uint64_t carried;		/* of the skipped: unchanged since an earlier run read them */
	uint64_t bytes_read, took_ms;	/* took: of the call that ended it */
};

/* What a run covered of one declared scope, and what that cost. */
struct dc_scope_coverage {
	const char *scope;		/* id; "": outside all */
	uint64_t objects[DC_N_OUTCOMES], carried, bytes_read;	/* as those of struct dc_run */
};

struct dc_coverage { uint64_t objects[DC_N_REASONS], bytes[DC_N_REASONS], read[DC_N_REASONS]; };	/* by reason; [DC_R_none]: complete */

/* A stored finding as judge and reports see it. */
struct dc_stored_finding {
	int64_t id, object_id;
	const char *asset, *path; size_t path_len;
	const char *inner, *table, *field, *format;
	const char *category, *kind;
	uint64_t low, medium, high, placeholders, roles;
	float confidence;
	struct dc_persons persons;
	int oldest, newest;		/* yyyymmdd or 0 */
	const char *dates, *alike;	/* each_fact alone: of its part, as dc_result_part has them; "" */
	enum dc_reason object_reason;	/* of the object it stands in */
	int64_t mtime_ns;
	uint32_t mode, uid, gid;
	const char *readers;		/* users and groups with read access by an access list, separated by line feeds; "" */
	int64_t first_run, last_run;
	/* the best hit's place and reasons */
	uint64_t line, row, start, end;
	const char *masked;
	const struct dc_weight *weights; size_t n_weights;
	uint32_t column;		/* DC_NO_COLUMN outside tables */
	uint8_t fingerprint[32];	/* SHA-256 of path, inner, table, column, category, kind: the same in every run (PURPOSES §2.3) */
};

struct dc_stored_object {
	int64_t id;
	const char *asset, *path; size_t path_len;
	enum dc_reason reason; const char *detail;
	bool directory;
	uint64_t size, bytes_read;
	const char *format, *charset;
	uint32_t mode, uid, gid;
	int64_t mtime_ns;
	uint64_t findings;
	int64_t read_run;		/* the last that read it; later ones saw no change */
};

struct dc_stored_part {
	int64_t object_id;
	const char *inner, *table, *format, *charset;
	enum dc_reason reason; const char *detail;
	uint64_t bytes;
};

/* One verdict on a finding (object_id 0), an object (finding_id 0), or a scope (both 0). */
struct dc_verdict_row {
	int64_t finding_id, object_id;
	const char *scope;		/* id or "" */
	const char *verdict, *reason;	/* "PROHIBITED", "mynumber_outside_scope" */
	const char *level;		/* error warning note pass open */
	const char *would_be;		/* REVIEW: the verdict it stands for; else "" */
	const char *clause, *clause_text;	/* purpose id or policy clause cited; "" */
	const char *candidates;		/* other purposes or scopes, comma-separated; "" */
	const char *waiver;		/* id of an unexpired waiver; "" */
	const char *suggested;		/* id of the suggested step: move, delete_after_check, declare, restrict_acl, mask, ask */
	const char *detail;		/* "2025-12-30 < 2026-11-22"; "" */
	bool primary;
};

/* Opens; refuses a newer schema, a foreign file, group- or world-readable ones (DC_EUSAGE says what to do). Files are
 * made 0600 under any umask. The token key is in "<path>.key" (0600), made with CREATE.
 * "postgresql://user@host/database?..." goes to libpq as it stands, but for key=FILE: the token key, which never reaches the server; by
 * default HOST-DATABASE.key in the folder of inventories ($XDG_STATE_HOME/daicho, root: /var/lib/daicho). A password in it is refused:
 * libpq's passfile, service or client certificate has its place. */
enum dc_status dc_store_open(const char *path, enum dc_store_mode mode, struct dc_store **out, struct dc_error *err);
void dc_store_close(struct dc_store *store);		/* rolls back what is open; NULL is fine */

/* A run: begin, (begin_batch, put..., commit_batch)..., end. A begun run that never ended is the one to resume. */
enum dc_status dc_store_run_begin(struct dc_store *, struct dc_run *run, struct dc_error *);	/* sets run->id */
enum dc_status dc_store_run_end(struct dc_store *, const struct dc_run *run, struct dc_error *);
enum dc_status dc_store_run_last(struct dc_store *, struct dc_run *out, struct dc_arena *, struct dc_error *);	/* DC_END: none */
/* Every run there is, the oldest first; strings are borrowed until each() returns. DC_END from each() ends the walk well. */
enum dc_status dc_store_each_run(struct dc_store *, enum dc_status (*each)(void *ctx, const struct dc_run *, struct dc_error *), void *ctx,
	struct dc_error *);
enum dc_status dc_store_begin(struct dc_store *, struct dc_error *);
/* Replaces the path's earlier result. With reason unchanged_since the earlier result stays and is taken into this run; with poison
 * what was found stays too, and the object is skipped with that reason.
 * DC_EBUG without a batch, or for a token of a kind that has none (My Number). After any other failure the batch can only
 * be rolled back: commit does that and fails, nothing of the batch is stored, and a new one can begin. What a server finds wrong may
 * show at a later call, at the latest at commit. */
enum dc_status dc_store_put(struct dc_store *, int64_t run, const struct dc_result *, struct dc_error *);
enum dc_status dc_store_commit(struct dc_store *, struct dc_error *);	/* on disk when it returns */
void dc_store_rollback(struct dc_store *);		/* gives the open batch up; without one does nothing */
/* True in *done if this run already holds a result for the path (resume). */
enum dc_status dc_store_has(struct dc_store *, int64_t run, const char *path, size_t path_len, bool *done, struct dc_error *);
/* What the inventory knows of seen's path with the same device, inode, size and times, by a run of this detector version:
 * unchanged_since, it was read whole; poison, its reader died twice (dc_reason_kills). Then a put with that reason will do in place of
 * reading. DC_R_none: it has to be read. Of seen, these fields alone count. */
enum dc_status dc_store_unchanged(struct dc_store *, const struct dc_result *seen, const char *detector_version, enum dc_reason *as,
	struct dc_error *err);
/* True in *same if a put of the result would change nothing but runs. */
enum dc_status dc_store_same(struct dc_store *, const struct dc_result *result, bool *same, struct dc_error *);

/* ---- what has not changed, without asking for each: most of a share, every night */
struct dc_recall;
enum dc_recalled { DC_RECALL_NO, DC_RECALL_SAME, DC_RECALL_AGAIN };
/* What dc_store_unchanged would call unchanged_since, of all objects: a bit of memory an object, and of more than 98,000 of them 30 bytes
 * each in a file without a name beside the key, or in memory where that cannot be. What the run noted before (it is resumed) is noted still. *out is the caller's; NULL: this inventory has no such thing, dc_store_unchanged tells. */
enum dc_status dc_store_recall(struct dc_store *, int64_t run, const char *detector_version, struct dc_recall **out, struct dc_error *);
void dc_recall_free(struct dc_recall *recall);		/* NULL is fine */
/* seen as for dc_store_unchanged. SAME: it is unchanged, and noted as met by the run; AGAIN: it was noted already; NO: ask
 * dc_store_unchanged. Any thread. */
enum dc_recalled dc_recall_meet(struct dc_recall *recall, const struct dc_result *seen);
/* Writes down what was noted since the last time: as good as a put with unchanged_since of each. Within begin/commit; where
 * the batch fails, begin with another recall. Other threads may go on noting. */
enum dc_status dc_store_put_recalled(struct dc_store *, int64_t run, struct dc_recall *, struct dc_error *);

/* Objects of these targets that the run did not meet are marked gone (never deleted). Not so those below a folder that the
 * run met but could not or would not read: they are marked lost from sight. What is of another part than the shard was not to be
 * met and stays as it is. */
enum dc_status dc_store_sweep(struct dc_store *, int64_t run, struct dc_shard shard, struct dc_error *);

/* One scan at a time, until the store is closed: two would take each other's objects for gone. *got false: another has it; ask again. */
enum dc_status dc_store_alone(struct dc_store *, bool *got, struct dc_error *);

/* Path of the file with the token key, whether it is there or not. */
const char *dc_store_key(const struct dc_store *);
/* HMAC-SHA-256 with the store's key, cut; any thread. All zero, equal to no token, in a store opened for reading whose
 * key is not there: dc_store_has_key tells. */
bool dc_store_has_key(const struct dc_store *);
void dc_store_token(const struct dc_store *, struct dc_span value, uint8_t token[DC_TOKEN_BYTES]);

enum dc_status dc_store_coverage(struct dc_store *, int64_t run, struct dc_coverage *out, struct dc_error *);
/* Iterators: the callback may not write; a status other than DC_OK from it ends the walk and is returned (DC_END as DC_OK).
 * Order: path bytes, then inner, table, column, category, kind. */
enum dc_status dc_store_each_finding(struct dc_store *, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_stored_finding *, struct dc_error *), void *ctx, struct dc_error *);
/* As dc_store_each_finding but for the judge: in the order of ids, nothing sorted, and without the best hit, the asset, the format,
 * the kind, the persons and the fingerprint ("" and 0). Its callback alone may put verdicts. */
enum dc_status dc_store_each_fact(struct dc_store *, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_stored_finding *, struct dc_error *), void *ctx, struct dc_error *);
enum dc_status dc_store_each_object(struct dc_store *, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_stored_object *, struct dc_error *), void *ctx, struct dc_error *);
/* Parts that were not read whole (all = false) or all of them. */
enum dc_status dc_store_each_part(struct dc_store *, int64_t run, bool all,
	enum dc_status (*each)(void *ctx, const struct dc_stored_object *, const struct dc_stored_part *, struct dc_error *), void *ctx, struct dc_error *);
enum dc_status dc_store_each_column(struct dc_store *, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_stored_object *, const char *inner, const char *table, const struct dc_result_column *,
		const char *kind_id, struct dc_error *), void *ctx, struct dc_error *);
/* Persons of a set of findings (ids), linked across objects by equal tokens. hi is unknown if any object of the set was
 * not fully read. */
enum dc_status dc_store_persons(struct dc_store *, const int64_t *findings, size_t n, struct dc_persons *out, struct dc_error *);

/* The same of all findings that the run met; after its sweep, before its end. complete: as its record will say. */
enum dc_status dc_store_run_persons(struct dc_store *, int64_t run, bool complete, struct dc_persons *out, struct dc_error *);

/* How many distinct values of some findings stand in others too, by their tokens. Beyond DC_SHARED_VALUES of a finding the smallest
 * tokens stand for all: they are keyed hashes, so that is a random choice, the same in both sets. Memory: 128 KiB a finding. */
#define DC_SHARED_VALUES 4096
struct dc_shared_ask {
	const int64_t *findings; size_t n;
	const int64_t *others; size_t n_others;
	const uint32_t *groups;		/* of each other: what it is part of */
};
struct dc_shared {
	uint64_t all;			/* distinct values that have tokens; an estimate where fewer were compared */
	uint64_t compared, shared;	/* those looked for, and of them those that were there */
	uint32_t group;			/* in which most of these were met first; UINT32_MAX: none */
};
enum dc_status dc_store_shared(struct dc_store *, const struct dc_shared_ask *ask, struct dc_shared *out, struct dc_error *);

/* Replaces all verdicts of the run: clear, put..., within begin/commit. */
enum dc_status dc_store_verdicts_clear(struct dc_store *, int64_t run, const char *declaration_sha256, struct dc_error *);
enum dc_status dc_store_verdict_put(struct dc_store *, int64_t run, const struct dc_verdict_row *, struct dc_error *);
/* The same in two steps, for what is said of many findings: its number in this run and batch, then each finding or object by it. */
enum dc_status dc_store_ruling(struct dc_store *, int64_t run, const struct dc_verdict_row *said, int64_t *ruling, struct dc_error *err);
enum dc_status dc_store_rule(struct dc_store *, int64_t run, int64_t finding, int64_t object, int64_t ruling, bool primary, struct dc_error *err);
/* With the finding or object it stands on (NULL where it has none). Order: scope, then as each_finding, then primary first. */
enum dc_status dc_store_each_verdict(struct dc_store *, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_verdict_row *, const struct dc_stored_finding *, const struct dc_stored_object *, struct dc_error *),
	void *ctx, struct dc_error *);
/* The primary verdicts of findings, in the order of the findings' ids. */
enum dc_status dc_store_each_primary(struct dc_store *, int64_t run,
	enum dc_status (*each)(void *ctx, int64_t finding, const char *verdict, const char *reason, struct dc_error *), void *ctx, struct dc_error *);
/* How many findings of each run that was judged have a primary verdict of a level, by scope. Order: run, scope, level. */
enum dc_status dc_store_each_level(struct dc_store *,
	enum dc_status (*each)(void *ctx, int64_t run, const char *scope, const char *level, uint64_t findings, struct dc_error *), void *ctx,
	struct dc_error *);
/* With the verdicts of a run, and cleared with them: each scope once. */
enum dc_status dc_store_scope_put(struct dc_store *, int64_t run, const struct dc_scope_coverage *, struct dc_error *);
/* Of each run that was judged; of those that an earlier version judged nothing. Order: run, scope. */
enum dc_status dc_store_each_scope(struct dc_store *, enum dc_status (*each)(void *ctx, int64_t run, const struct dc_scope_coverage *, struct dc_error *),
	void *ctx, struct dc_error *);
/* "PROHIBITED/listed" of the primary verdict of a finding, by path and place; "" if none. For the findings list. */
enum dc_status dc_store_verdict_of(struct dc_store *, int64_t run, const char *path, size_t path_len, const char *inner, const char *table,
	uint32_t column, const char *category, const char *kind_id, char out[96], struct dc_error *);

/* ---- lines of the registers of provision and receipt; within begin/commit: begin, put of each line there is, end */
struct dc_kept {
	const char *which;		/* "provision", "receipt" */
	uint8_t token[DC_TOKEN_BYTES];	/* tells a line from others; holds nothing of the persons in it */
	int date, keep_until;		/* yyyymmdd */
	int64_t lost_run;		/* out: the run whose judge first missed it before its period was over */
};
enum dc_status dc_store_kept_begin(struct dc_store *, const char *which, struct dc_error *err);
enum dc_status dc_store_kept_put(struct dc_store *, int64_t run, const struct dc_kept *kept, struct dc_error *err);
enum dc_status dc_store_kept_end(struct dc_store *, int64_t run, const char *which, int today, struct dc_error *err);
/* Those lost and not come back: provision first, by date. */
enum dc_status dc_store_each_lost(struct dc_store *, enum dc_status (*each)(void *ctx, const struct dc_kept *, struct dc_error *), void *ctx,
	struct dc_error *err);

/* ---- what people typed into the ledger, by row and column; within begin/commit a row is cleared and put anew */
enum dc_status dc_store_typed_clear(struct dc_store *, const char *row_id, struct dc_error *err);
enum dc_status dc_store_typed_put(struct dc_store *, const char *row_id, const char *name, const char *text, struct dc_error *err);
/* Order: row, name. */
enum dc_status dc_store_each_typed(struct dc_store *,
	enum dc_status (*each)(void *ctx, const char *row_id, const char *name, const char *text, struct dc_error *), void *ctx, struct dc_error *err);

/* ---- what changed between the ends of two runs (PURPOSES §2.3) */
enum dc_change {
	DC_CHANGE_NEW, DC_CHANGE_GONE, DC_CHANGE_MOVED,	/* moved: the same bytes under another path; unchanged otherwise */
	DC_CHANGE_COUNT,		/* by 10 % or 10 hits, whichever is less */
	DC_CHANGE_VERDICT,
	DC_CHANGE_LOST_SIGHT,		/* was read, now is not or not whole: never "resolved" */
	DC_CHANGE_REGAINED,		/* the other way round */
	DC_N_CHANGES
};
enum dc_cause { DC_CAUSE_DATA, DC_CAUSE_DECLARATION, DC_CAUSE_DETECTOR, DC_CAUSE_COVERAGE, DC_N_CAUSES };

struct dc_change_side {
	uint64_t hits;			/* all bands, placeholders left out */
	struct dc_persons persons;
	float confidence;
	enum dc_reason object_reason;
	const char *verdict;		/* "PROHIBITED/listed" of the primary one; "" if not judged */
};

struct dc_change_row {
	enum dc_change change;
	enum dc_cause cause;
	const char *asset, *path; size_t path_len;
	const char *path_before; size_t path_before_len;	/* MOVED: where it was; else "" */
	const char *inner, *table, *field;
	uint32_t column;
	const char *category, *kind;
	struct dc_change_side before, after;	/* all zero and "" where there was none */
	uint8_t fingerprint[32];	/* of the later place */
};

const char *dc_change_name(enum dc_change change);	/* "lost_sight" */
const char *dc_cause_name(enum dc_cause cause);		/* "data" */
/* Compares the inventory as it stood after run `from` with after run `to` (from < to). Order: as each_finding, by the later path;
 * a finding whose count and verdict both changed comes twice. */
enum dc_status dc_store_each_change(struct dc_store *, int64_t from, int64_t to,
	enum dc_status (*each)(void *ctx, const struct dc_change_row *, struct dc_error *), void *ctx, struct dc_error *);

/* Canonical text of the inventory: byte-identical for the same content, whatever the threads; no times of the run. */
enum dc_status dc_store_dump(struct dc_store *, int fd, struct dc_error *);
/* Integrity: integrity_check, foreign keys, the balance of the ledger, the audit chain. *problems counts; each is told. */
enum dc_status dc_store_verify(struct dc_store *, void (*tell)(void *ctx, const char *line), void *ctx, uint64_t *problems, struct dc_error *);
/* A whole copy as of now, while others read and write, into a file or a database: 0600, never over an inventory that is there. With its
 * key or without: then it can be read and reported on, but neither written nor searched for a person. DC_EBUG in an open batch. */
enum dc_status dc_store_copy(struct dc_store *, const char *target, bool with_key, struct dc_error *);
/* Within a batch: what that run of from met will be put next, so a server may be asked ahead which of it is new. Holds until the batch
 * ends; nothing else changes by it. */
enum dc_status dc_store_expect(struct dc_store *, struct dc_store *from, int64_t run, struct dc_error *);
/* Each object that the run met as a result to be put into another store, borrowed until each() returns; by path bytes. Its kinds
 * bear an id and DC_KIND_NO_VALUE alone; of its hits those that were stored. */
enum dc_status dc_store_each_result(struct dc_store *, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_result *, struct dc_error *), void *ctx, struct dc_error *);
/* Gives an inventory yet to be made at the path the same key, so that persons are counted across both. Does nothing where an
 * inventory or a key stands already. */
enum dc_status dc_store_lend_key(struct dc_store *, const char *path, struct dc_error *);
/* True if both have the same key: tokens of one mean in the other what they mean in the first. */
bool dc_store_same_key(const struct dc_store *a, const struct dc_store *b);
/* Forgets what is only of interest before the run: earlier states and verdicts, objects gone by then, runs that no object points
 * to. What stands in the inventory, first runs and the audit log stay; runs from it on can be compared as before. The room is
 * overwritten and used again. */
enum dc_status dc_store_prune(struct dc_store *, int64_t before_run, struct dc_error *);
/* Append-only, hash-chained: who did what with which declaration. detail is JSON. No content. */
enum dc_status dc_store_audit(struct dc_store *, const char *action, const char *detail, struct dc_error *);

#endif
