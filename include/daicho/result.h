/* result.h -- what is known of one object once it was read: the unit that is stored in one transaction.
 *
 * Built by a driver from a worker's records (crawl/tally.c), in one arena; taken by the store and the findings list.
 * Holds no raw value: masks, tokens and counts only.
 */
#ifndef DAICHO_RESULT_H
#define DAICHO_RESULT_H

#include "daicho/arena.h"
#include <stdbool.h>
#include "daicho/detector.h"
#include "daicho/ledger.h"

#define DC_TOKEN_BYTES 16		/* HMAC-SHA-256 cut to 128 bits */
#define DC_HITS_STORED 20		/* best hits kept of a finding */
#define DC_PERSONS_UNKNOWN UINT64_MAX	/* hi = infinity: not everything was read */

struct dc_persons {
	uint64_t lo, best, hi;		/* PURPOSES §1.6; hi may be DC_PERSONS_UNKNOWN */
};

/* A member, sheet or part of the object, in the order met. parts[0] is the object itself. */
struct dc_result_part {
	const char *inner;		/* "" for the object; "b.tar.gz!/c.csv", containers by "!/" (PURPOSES §1.4) */
	const char *table;		/* sheet or table, or "" */
	const char *format, *charset;	/* "" where unknown */
	enum dc_reason reason;
	const char *detail;		/* "" or for people */
	uint64_t bytes;
	const char *dates;		/* columns of dates, a line for each: "closed_at\t20190401\t20260331\n"; NULL or "": none */
	const char *alike;		/* its rows by items that point at nobody alone: "90\t1\t88\t0\tperson.age,person.sex": rows, the smallest
					 * group of equal ones, those alone, 1 if it had more than were looked at, categories; NULL or "": none */
};

/* One listed hit. */
struct dc_result_hit {
	uint32_t part, finding;		/* indexes into parts, findings */
	uint64_t start, end, line, row, record;
	uint32_t col;
	const char *field;		/* column heading or "" */
	uint32_t column;
	float confidence;
	enum dc_band band;
	unsigned flags;			/* enum dc_hit_flag */
	const char *masked;
	const struct dc_weight *weights;
	size_t n_weights;
};

/* All hits of one (part, field, category, kind) of the object: what is judged. */
struct dc_result_finding {
	uint32_t part;
	const char *field;		/* column heading or "" */
	uint32_t column;
	const char *category;
	const struct dc_kind *kind;
	uint64_t low, medium, high;	/* hits per band, placeholders left out */
	uint64_t placeholders;		/* and test numbers */
	uint64_t roles;			/* of the hits: role mailboxes, offices */
	float confidence;		/* of the best hit that is no placeholder; of the best placeholder if there is none other */
	struct dc_persons persons;	/* of these hits alone */
	uint32_t sample;		/* index of the best hit among hits; UINT32_MAX: none listed */
	int oldest, newest;		/* yyyymmdd of date evidence in its part: columns and labels that mean made, received, changed; 0: none */
};

/* A token of the object, for persons across objects. component: equal numbers were linked within the object. */
struct dc_result_token {
	uint8_t token[DC_TOKEN_BYTES];
	uint32_t component;
	uint32_t finding;
	bool one_each;			/* a one-per-person key (DC_KIND_ONE_EACH) */
};

struct dc_result_column {
	uint32_t part, column;
	const char *field, *category;
	const struct dc_kind *kind;
	float confidence;
	uint64_t rows, filled, distinct, matching;
	const struct dc_weight *weights;
	size_t n_weights;
};

struct dc_result {
	struct dc_arena *arena;		/* holds the result itself */
	const char *asset, *path;	/* path: raw bytes */
	size_t path_len;
	const char *const *links;
	enum dc_reason reason;		/* DC_R_none: complete */
	const char *detail;		/* "" or for people */
	bool directory;
	uint64_t size, bytes_read;
	uint64_t dev, ino;
	int64_t btime_ns, mtime_ns, ctime_ns;
	uint32_t mode, uid, gid, attempts;
	const char *readers;		/* names with read access by an access list, separated by line feeds; NULL or "": none */
	uint8_t content[32];		/* SHA-256 of the bytes where it was computed, else zero */
	const struct dc_result_part *parts;		size_t n_parts;
	const struct dc_result_finding *findings;	size_t n_findings;
	const struct dc_result_hit *hits;		size_t n_hits;
	const struct dc_result_token *tokens;		size_t n_tokens;
	const struct dc_result_column *columns;		size_t n_columns;
	struct dc_persons persons;	/* of the object */
};

#endif
