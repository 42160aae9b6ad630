/* detector.h -- text in, findings out. A library of its own: it knows no file, no database, no inventory.
 *
 * An engine is made once and shared by all threads (const after dc_engine_new); a session is one thread's. A session reads
 * one part (file, member, sheet, table) at a time: begin, text..., end. Hits of a table may come later than the text
 * they were found in (columns are weighed as a whole), so a hit carries stored offsets and a copy of what it needs;
 * all hits of a part have come when dc_session_end returns. The order of hits is a function of the input alone.
 */
#ifndef DAICHO_DETECTOR_H
#define DAICHO_DETECTOR_H

#include "daicho/log.h"
#include "daicho/text.h"

enum dc_profile { DC_PROFILE_FAST, DC_PROFILE_THOROUGH };

enum dc_band { DC_BAND_NONE, DC_BAND_LOW, DC_BAND_MEDIUM, DC_BAND_HIGH };	/* < 0.30 <= < 0.60 <= < 0.90 <= */

enum dc_evidence {
#define EVIDENCE(id, en, ja) DC_E_##id,
#include "daicho/evidence.def"
#undef EVIDENCE
	DC_N_EVIDENCE
};

struct dc_weight {
	uint16_t why;			/* enum dc_evidence */
	float logodds;			/* natural logarithm; the sum over a hit is its probability's */
};

/* One kind of data as the outside sees it. The struct lives as long as the engine. */
struct dc_kind {
	const char *id;			/* "jp.my_number"; stored: never renamed, never reused */
	const char *category;		/* "govid.my_number": the id of category.h that its hits have, unless the hit says otherwise */
	const char *ja, *en;		/* its name for people */
	enum dc_mask mask;
	unsigned flags;			/* DC_KIND_* */
	const char *const *examples;	/* made-up; NULL-terminated or NULL */
	const char *const *decoys;	/* look-alikes that must not be found */
	const char *const *near;	/* label and context words; NULL-terminated or NULL */
	const char *const *near_not;	/* words that speak against it */
	const char *const *columns;	/* column names, normalised: lower case, no separators */
	const char *sources;		/* where its facts come from: standards, laws */
};

enum dc_kind_flag {
	DC_KIND_NO_VALUE = 1,		/* its value never leaves the worker and has no token: My Number */
	DC_KIND_LINKS = 2,		/* equal values are one person's: e-mail, phone, employee id */
	DC_KIND_ONE_EACH = 4,		/* one per person: employee number, My Number */
	DC_KIND_USER = 8,		/* from a kinds file */
	DC_KIND_TEXT = 32,		/* its value is a text in which others may stand: it competes with none of them */
	DC_KIND_LATIN = 64,		/* names in Latin letters: what evidence finds of these is of this kind */
	DC_KIND_SILENT = 16		/* no personal data: competes for its digits (corporate numbers) and is never reported */
};

enum dc_hit_flag {
	DC_HIT_PLACEHOLDER = 1,		/* example.com, 山田太郎: reported, never high, never judged */
	DC_HIT_TEST = 2,		/* a published test number */
	DC_HIT_ROLE = 4,		/* info@, a switchboard */
	DC_HIT_COLUMN = 8,		/* counted by its column's decision */
	DC_HIT_TRUNCATED = 16		/* value longer than DC_VALUE_MOST */
};

#define DC_VALUE_MOST 240
#define DC_WEIGHTS_MOST 16

struct dc_hit {
	const struct dc_kind *kind;
	const char *category;		/* kind->category or a sibling (contact.fax); lives as long as the engine */
	uint64_t start, end;		/* stored bytes of the part, through dc_text.map */
	uint64_t line;			/* from 1; 0: none */
	uint32_t col;			/* code points from 1; 0: none */
	uint32_t column;		/* DC_NO_COLUMN outside tables */
	uint64_t row;			/* 0 outside tables */
	uint64_t record;		/* hits of one record (row, form, signature) are taken for one person's; 0: none */
	float confidence;		/* calibrated probability */
	enum dc_band band;
	unsigned flags;
	struct dc_span value;		/* normalised UTF-8 (equal persons' values are equal bytes); borrowed till the call returns */
	uint16_t shown;			/* DC_MASK_PLACE: leading bytes of value that may be shown */
	uint64_t same;			/* hits of one part with equal numbers have equal kinds, values and shown; 0: this is not known */
	const struct dc_weight *weights;	/* sum of logodds = logit(confidence) */
	size_t n_weights;
};

/* What a column as a whole was found to hold; given at the end of a table, one per column and kind decided. */
struct dc_column_finding {
	uint32_t column;
	const struct dc_kind *kind;
	const char *category;
	float confidence;
	uint64_t rows, filled, distinct;	/* rows read; non-empty cells; distinct non-empty values (estimate beyond 65,536) */
	uint64_t matching;		/* distinct values that are of the kind */
	const struct dc_weight *weights;
	size_t n_weights;
};

struct dc_hit_sink {
	enum dc_status (*hit)(struct dc_hit_sink *, const struct dc_hit *, struct dc_error *);
	enum dc_status (*column)(struct dc_hit_sink *, const struct dc_column_finding *, struct dc_error *);
};

/* What is known of the place of a part. All may be NULL; UTF-8. */
struct dc_document {
	const char *file_name;		/* "社員名簿.xlsx", with folders */
	const char *member;		/* inside containers */
	const char *table;		/* sheet or table name */
	const char *format;		/* "csv", "text", "html", "source", "ocr" ... as the extractor names it */
};

struct dc_engine;
struct dc_session;

struct dc_engine_options {
	enum dc_profile profile;
	const char *kinds_file;		/* users' own kinds (YAML), or NULL */
	const char *const *only;	/* kind ids or categories to look for, NULL-terminated; NULL: all */
	int today;			/* yyyymmdd, for ages; 0: the clock */
	bool table_only;		/* make the table of kinds alone: nothing is compiled or mapped */
};

enum dc_status dc_engine_new(const struct dc_engine_options *opt, struct dc_engine **out, struct dc_error *err);
void dc_engine_free(struct dc_engine *engine);		/* after its sessions; NULL is fine */
/* The kinds, built-in first in the order of kinds.def, then the users' own in file order. The same options give the same
 * indexes in every process of one program version. */
size_t dc_engine_kinds(const struct dc_engine *engine);
const struct dc_kind *dc_engine_kind(const struct dc_engine *engine, size_t i);
/* "avx512", "avx2" or "portable": what runs here. DAICHO_CPU= forces one. */
const char *dc_engine_cpu(const struct dc_engine *engine);

enum dc_status dc_session_new(const struct dc_engine *engine, struct dc_session **out, struct dc_error *err);
void dc_session_free(struct dc_session *session);	/* wipes; NULL is fine */
enum dc_status dc_session_begin(struct dc_session *s, const struct dc_document *doc, struct dc_error *err);
enum dc_status dc_session_text(struct dc_session *s, const struct dc_text *text, struct dc_hit_sink *out, struct dc_error *err);
enum dc_status dc_session_end(struct dc_session *s, struct dc_hit_sink *out, struct dc_error *err);

/* Places of the parts read so far by this session where a pattern of the users' own kinds backtracked beyond its limit and was given up:
 * what stands there was not looked at by it. *id: the first such kind, or NULL. Grows from part to part. */
size_t dc_session_given_up(const struct dc_session *s, const char **id);

const char *dc_evidence_name(unsigned why);		/* "check_digit" */
const char *dc_evidence_text(unsigned why, const char *lang);	/* "ja" or "en" */
enum dc_band dc_band_of(float confidence);
const char *dc_band_name(enum dc_band band);

#endif
