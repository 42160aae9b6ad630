/* ops.h -- what keeps an inventory: a const struct of operations. There is one, over any database (db.h, sql.h).
 *
 * store.c keeps what does not depend on it: the token key, the persons interval.
 */
#ifndef STORE_OPS_H
#define STORE_OPS_H

#include "daicho/store.h"
#include "token.h"

struct store_ops;

struct dc_store {			/* first member of each back end's own struct */
	const struct store_ops *ops;
	struct token_key *key;		/* NULL: opened for reading, and there is no key */
};

typedef enum dc_status store_each_run_fn(void *, const struct dc_run *, struct dc_error *);
typedef enum dc_status store_each_finding_fn(void *, const struct dc_stored_finding *, struct dc_error *);
typedef enum dc_status store_each_object_fn(void *, const struct dc_stored_object *, struct dc_error *);
typedef enum dc_status store_each_part_fn(void *, const struct dc_stored_object *, const struct dc_stored_part *, struct dc_error *);
typedef enum dc_status store_each_column_fn(void *, const struct dc_stored_object *, const char *inner, const char *table,
	const struct dc_result_column *, const char *kind_id, struct dc_error *);
typedef enum dc_status store_each_verdict_fn(void *, const struct dc_verdict_row *, const struct dc_stored_finding *,
	const struct dc_stored_object *, struct dc_error *);
typedef enum dc_status store_each_primary_fn(void *, int64_t finding, const char *verdict, const char *reason, struct dc_error *);
typedef enum dc_status store_each_level_fn(void *, int64_t run, const char *scope, const char *level, uint64_t findings, struct dc_error *);
typedef enum dc_status store_each_scope_fn(void *, int64_t run, const struct dc_scope_coverage *, struct dc_error *);
typedef enum dc_status store_each_result_fn(void *, const struct dc_result *, struct dc_error *);
typedef enum dc_status store_each_typed_fn(void *, const char *row_id, const char *name, const char *text, struct dc_error *);
typedef enum dc_status store_each_kept_fn(void *, const struct dc_kept *, struct dc_error *);
typedef enum dc_status store_each_change_fn(void *, const struct dc_change_row *, struct dc_error *);

/* What the persons interval needs of one finding; tokens are packed as in schema.sql, borrowed until the call returns. */
struct store_person_finding {
	int64_t object_id;
	const char *kind;
	bool whole;			/* its object was fully read */
	struct dc_persons persons;
};

struct store_person_sink {
	enum dc_status (*finding)(struct store_person_sink *, const struct store_person_finding *, struct dc_error *);
	enum dc_status (*tokens)(struct store_person_sink *, struct dc_span packed, struct dc_error *);	/* of the last finding */
};

/* Where a finding stands and what it is, for the verdict of it. */
struct store_place {
	struct dc_span path;
	const char *inner, *table;
	uint32_t column;
	const char *category, *kind;
};

struct store_ops {
	enum dc_status (*open)(const char *target, enum dc_store_mode, struct dc_store **out, struct dc_error *);
	void (*close)(struct dc_store *);
	enum dc_status (*run_begin)(struct dc_store *, struct dc_run *, struct dc_error *);
	enum dc_status (*run_end)(struct dc_store *, const struct dc_run *, struct dc_error *);
	enum dc_status (*run_last)(struct dc_store *, struct dc_run *, struct dc_arena *, struct dc_error *);
	enum dc_status (*each_run)(struct dc_store *, store_each_run_fn *, void *ctx, struct dc_error *);
	enum dc_status (*begin)(struct dc_store *, struct dc_error *);
	enum dc_status (*expect)(struct dc_store *, struct dc_store *from, int64_t run, struct dc_error *);
	enum dc_status (*put)(struct dc_store *, int64_t run, const struct dc_result *, struct dc_error *);
	enum dc_status (*commit)(struct dc_store *, struct dc_error *);
	void (*rollback)(struct dc_store *);
	enum dc_status (*has)(struct dc_store *, int64_t run, struct dc_span path, bool *done, struct dc_error *);
	enum dc_status (*unchanged)(struct dc_store *, const struct dc_result *seen, const char *detector_version, enum dc_reason *as, struct dc_error *);
	enum dc_status (*same)(struct dc_store *, const struct dc_result *, bool *same, struct dc_error *);
	enum dc_status (*recall)(struct dc_store *, int64_t run, const char *detector_version, struct dc_recall **out, struct dc_error *);
	enum dc_status (*put_recalled)(struct dc_store *, int64_t run, struct dc_recall *, struct dc_error *);
	enum dc_status (*sweep)(struct dc_store *, int64_t run, struct dc_shard, struct dc_error *);
	enum dc_status (*coverage)(struct dc_store *, int64_t run, struct dc_coverage *, struct dc_error *);
	enum dc_status (*each_finding)(struct dc_store *, int64_t run, store_each_finding_fn *, void *ctx, struct dc_error *);
	enum dc_status (*each_fact)(struct dc_store *, int64_t run, store_each_finding_fn *, void *ctx, struct dc_error *);
	enum dc_status (*each_object)(struct dc_store *, int64_t run, store_each_object_fn *, void *ctx, struct dc_error *);
	enum dc_status (*each_part)(struct dc_store *, int64_t run, bool all, store_each_part_fn *, void *ctx, struct dc_error *);
	enum dc_status (*each_column)(struct dc_store *, int64_t run, store_each_column_fn *, void *ctx, struct dc_error *);
	/* ids ascending, without repeats; one that is not there is DC_EBUG */
	enum dc_status (*each_token)(struct dc_store *, const int64_t *ids, size_t n, struct store_person_sink *, struct dc_error *);
	enum dc_status (*each_run_token)(struct dc_store *, int64_t run, struct store_person_sink *, struct dc_error *);	/* of all findings it met */
	/* *same: the run met the findings that its forerunner met, unchanged, and *out has the persons of that; NULL: never */
	enum dc_status (*persons_before)(struct dc_store *, int64_t run, bool complete, bool *same, struct dc_persons *out, struct dc_error *);
	enum dc_status (*verdicts_clear)(struct dc_store *, int64_t run, const char *declaration_sha256, struct dc_error *);
	enum dc_status (*ruling)(struct dc_store *, int64_t run, const struct dc_verdict_row *, int64_t *ruling, struct dc_error *);
	enum dc_status (*rule)(struct dc_store *, int64_t run, int64_t finding, int64_t object, int64_t ruling, bool primary, struct dc_error *);
	enum dc_status (*each_verdict)(struct dc_store *, int64_t run, store_each_verdict_fn *, void *ctx, struct dc_error *);
	enum dc_status (*each_primary)(struct dc_store *, int64_t run, store_each_primary_fn *, void *ctx, struct dc_error *);
	enum dc_status (*each_level)(struct dc_store *, store_each_level_fn *, void *ctx, struct dc_error *);
	enum dc_status (*scope_put)(struct dc_store *, int64_t run, const struct dc_scope_coverage *, struct dc_error *);
	enum dc_status (*each_scope)(struct dc_store *, store_each_scope_fn *, void *ctx, struct dc_error *);
	enum dc_status (*verdict_of)(struct dc_store *, int64_t run, const struct store_place *, char out[96], struct dc_error *);
	enum dc_status (*kept_begin)(struct dc_store *, const char *which, struct dc_error *);
	enum dc_status (*kept_put)(struct dc_store *, int64_t run, const struct dc_kept *, struct dc_error *);
	enum dc_status (*kept_end)(struct dc_store *, int64_t run, const char *which, int today, struct dc_error *);
	enum dc_status (*each_lost)(struct dc_store *, store_each_kept_fn *, void *ctx, struct dc_error *);
	enum dc_status (*typed_clear)(struct dc_store *, const char *row_id, struct dc_error *);
	enum dc_status (*typed_put)(struct dc_store *, const char *row_id, const char *name, const char *text, struct dc_error *);
	enum dc_status (*each_typed)(struct dc_store *, store_each_typed_fn *, void *ctx, struct dc_error *);
	enum dc_status (*each_change)(struct dc_store *, int64_t from, int64_t to, store_each_change_fn *, void *ctx, struct dc_error *);
	enum dc_status (*dump)(struct dc_store *, int fd, struct dc_error *);
	enum dc_status (*verify)(struct dc_store *, void (*tell)(void *, const char *), void *ctx, uint64_t *problems, struct dc_error *);
	enum dc_status (*copy)(struct dc_store *, const char *target, bool with_key, struct dc_error *);
	enum dc_status (*each_result)(struct dc_store *, int64_t run, store_each_result_fn *, void *ctx, struct dc_error *);
	enum dc_status (*lend_key)(struct dc_store *, const char *target, struct dc_error *);
	enum dc_status (*prune)(struct dc_store *, int64_t before_run, struct dc_error *);
	enum dc_status (*alone)(struct dc_store *, bool *got, struct dc_error *);
	const char *(*key_path)(const struct dc_store *);
	enum dc_status (*audit)(struct dc_store *, const char *action, const char *detail, struct dc_error *);
};

extern const struct store_ops store_db;

/* persons.c: the interval over any back end's each_token. */
enum dc_status store_persons(struct dc_store *, const int64_t *ids, size_t n, struct dc_persons *out, struct dc_error *);
/* The same of all that a run met. */
enum dc_status store_run_persons(struct dc_store *, int64_t run, bool complete, struct dc_persons *out, struct dc_error *);
/* shared.c: over the same. */
enum dc_status store_shared(struct dc_store *, const struct dc_shared_ask *ask, struct dc_shared *out, struct dc_error *err);

#endif
