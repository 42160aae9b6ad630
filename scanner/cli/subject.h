/* subject.h -- one person's data, searched for: what the parts of `daicho subject` share. */
#ifndef CLI_SUBJECT_H
#define CLI_SUBJECT_H

#include "cli.h"
#include "person.h"

#include "daicho/arena.h"
#include "daicho/report.h"
#include "daicho/worker.h"

#include <jansson.h>

struct object {				/* to be read again */
	int64_t id;
	const char *asset, *path;
	const char *categories;		/* found in it, comma-separated */
	bool wanted;			/* holds what an attribute is of */
};

struct seeker {				/* one person, and what agrees with them in the part being read */
	struct person person;
	const char *label;		/* line of the stop list; NULL: the one who asks */
	uint64_t line;			/* of it */
	int since;			/* day of the stop, yyyymmdd; 0: not said */
	unsigned mask;			/* what agrees in the record that grows */
	unsigned best, confirmed_mask;
	uint64_t confirmed, candidates;	/* records of the part */
};

struct search {
	const struct cli_values *values;
	struct seeker *seekers;
	size_t n_seekers;
	unsigned given;			/* bits of the attributes */
	struct dc_declaration *decl;
	struct dc_store *store;
	struct dc_arena *arena;
	struct dc_buf objects, places, missed;	/* struct object, dc_subject_place, dc_subject_missed */
	struct dc_engine *engine;
	struct dc_worker *worker;
	const struct dc_budget *budget;	/* of the worker; NULL: the default */
	/* the object being read */
	const struct object *now;
	const char *state;
	uint32_t part;
	struct names { const char *inner, *table; } *parts;
	size_t n_parts, cap_parts;
	struct dc_buf folded, row;	/* row: its cells folded, one behind the other */
	uint64_t at;			/* row or line of the record that grows */
	bool agrees;			/* something does in it */
};

/* A copy in the search's arena; NULL when memory is out. */
static inline const char *kept(struct search *s, const char *text)
{
	return dc_arena_strdup(s->arena, text);
}

static inline enum dc_status no_memory(struct dc_error *err)
{
	return dc_fail(err, DC_ENOMEM, "subject");
}

/* seek.c: which objects can hold it (for dc_store_each_finding and _object; ctx: the search), and reading them again. */
enum dc_status seek_take_finding(void *ctx, const struct dc_stored_finding *f, struct dc_error *err);
enum dc_status seek_take_object(void *ctx, const struct dc_stored_object *o, struct dc_error *err);
enum dc_status seek_all(struct search *s, struct dc_error *err);
enum dc_status seek_registers(struct search *s, struct dc_error *err);
enum dc_status seek_miss(struct search *s, const char *path, const char *why, struct dc_error *err);
/* One object by the worker, with the limits of its source (NULL: the default ones). */
enum dc_status seek_read(struct search *s, const struct object *o, const struct dc_job *job, const struct dc_budget *budget, struct dc_error *err);
/* A worker that is new enough, with these limits. */
enum dc_status seek_start_worker(struct search *s, const struct dc_budget *budget, struct dc_error *err);
/* seek_server.c: what is wanted of a server that was scanned; what cannot be read again is missed. */
enum dc_status seek_server(struct search *s, const char *asset, struct dc_error *err);
/* stops.c: the persons of the company's stop list as seekers; then only what is in scopes that are handed over. */
enum dc_status stops_read(struct search *s, struct dc_error *err);
void stops_keep_handed_over(struct search *s);
/* compare.c: the places of an earlier answer beside today's. */
enum dc_status compare_with(struct search *s, const char *before, struct dc_error *err);

#endif
