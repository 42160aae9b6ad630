/* page.h -- a report being written: what reports give and formats take.
 *
 * A report (findings.c, coverage.c ...) gives numbers, figures, lines and sections of rows; a format (html.c, csv.c ...)
 * writes them. Neither knows the other: reports.def x formats.def is a cross product. Rows are handed on as they are read,
 * so memory does not grow with the inventory. All strings are borrowed until the call returns and are foreign: each
 * format escapes them in the one function that writes text.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "daicho/report.h"

#include "out.h"
#include "words.h"

enum cell_type {
	CELL_TEXT,
	CELL_NAME,			/* a path or a name as it is stored: any bytes */
	CELL_CODE,			/* text: the stored word; label: the same for people */
	CELL_COUNT, CELL_BYTES,		/* n */
	CELL_SHARE,			/* x, 0 to 1 */
	CELL_TIME,			/* ns since 1970, UTC */
	CELL_DATE,			/* yyyymmdd */
	CELL_WEIGHTS			/* what moved the probability; x: the confidence they add up to */
};

struct cell {
	bool known;			/* false: empty; null in JSON */
	struct dc_span text;
	const char *label;
	int64_t n;
	double x;
	const struct dc_weight *weights;
	size_t n_weights;
};

enum column_flag {
	COL_MARK = 1,			/* a level or a band: shown with its mark */
	COL_HEAD = 2,			/* what the row is about */
	COL_PLACE = 4,			/* where; parts of one line */
	COL_RIGHT = 8,			/* a figure to compare down the page */
	COL_STEP = 16,			/* what to do, on a line of its own */
	COL_WHY = 128,			/* the reason, behind what the row is about */
	COL_MAIN = 159,			/* any of these: in the row itself; the others are in its details */
	COL_DATA = 32,			/* for machines: HTML and Markdown leave it out */
	COL_QUIET = 64			/* a count that the details leave out when it is zero */
};

struct column {
	const char *key;		/* stable: other tools read it */
	enum word title;
	enum cell_type type;
	unsigned flags;
};

/* A report's columns as one list: COLUMNS(COLUMN_INDEX) names the cells, COLUMNS(COLUMN_ROW) fills the table. */
#define COLUMN_INDEX(key, title, type, flags) C_##key,
#define COLUMN_ROW(key, title, type, flags) { #key, title, type, flags },

enum section_style {
	STYLE_TABLE,
	STYLE_ROWS,			/* many columns: the main ones in a line, the rest unfolds */
	STYLE_CARDS			/* a sheet for each row */
};

struct section {
	const char *id;			/* stable: in JSON Lines, and the anchor in HTML */
	const char *group;		/* heading over several sections, or NULL */
	const char *title;
	const char *note;		/* a sentence under the title, or NULL */
	const char *empty;		/* what an empty section says */
	const struct column *columns;
	size_t n_columns;
	enum section_style style;
	bool folded;			/* begins closed where it can be closed */
	const char *const *filter;	/* stored words of the mark to choose from, NULL-terminated; NULL: none */
	enum label_group filter_labels;
	uint64_t rows;			/* there are, or ROWS_UNKNOWN; a report that gives fewer shows the heaviest */
	const char *summary;		/* a figure beside a folded title, or NULL: the rows */
};
#define ROWS_UNKNOWN UINT64_MAX
#define HTML_ROWS_MOST 500		/* a section; what is beyond is counted and said */

enum tone { TONE_PLAIN, TONE_ERROR, TONE_WARNING, TONE_NOTE, TONE_PASS, TONE_OPEN, TONE_HIGH, TONE_MEDIUM, TONE_LOW,
	TONE_COMPLETE, TONE_PARTIAL, TONE_SKIPPED, TONE_FAILED };

struct number {
	const char *key, *label, *value, *below;
	enum tone tone;
};

enum figure_kind { FIGURE_BARS, FIGURE_SHARES, FIGURE_GRID };	/* stacked; each filled to its width; a shaded table */

struct figure {
	enum figure_kind kind;
	const char *id, *title, *note;
	const char *const *rows;	/* labels */
	size_t n_rows;
	const char *const *columns;
	const enum tone *tones;		/* of the columns; NULL for a grid */
	size_t n_columns;
	const uint64_t *values;		/* n_rows x n_columns */
	bool bytes;
};

/* What stands at the head of every report (PURPOSES §2). */
enum { FACT_CONTROLLER, FACT_RUN, FACT_TARGETS, FACT_STARTED, FACT_ENDED, FACT_DECLARATION, FACT_RULE_PACK, FACT_VERSION,
	FACT_DETECTORS, FACT_CONDITIONS, FACT_COVERAGE, FACT_SENTENCE, N_FACTS };
struct fact {
	const char *key;
	enum word label;
	const char *value;
};

struct page;

struct format {
	const char *id;
	bool machine;			/* read by programs: times are UTC as ISO 8601 has them */
	bool scopes;			/* the violations list has what stands on scopes as a whole too: bound and not found */
	enum dc_status (*begin)(struct page *);		/* head: page->facts, page->title */
	void (*numbers)(struct page *, const struct number *, size_t n);
	void (*figure)(struct page *, const struct figure *);
	void (*lines)(struct page *, const char *id, const char *title, const char *const *lines, size_t n);
	void (*section)(struct page *, const struct section *);
	void (*row)(struct page *, const struct cell *);
	void (*section_end)(struct page *);
	enum dc_status (*end)(struct page *);
	void (*close)(struct page *);			/* frees page->state, also after a failure */
};

enum format_bit { F_HTML = 1, F_CSV = 2, F_JSONL = 4, F_MD = 8, F_XLSX = 16, F_SARIF = 32, F_FIDESLANG = 64, F_DPV = 128, F_OCSF = 256, F_ALL = 31 };

struct content {			/* a line of the table of contents */
	const char *anchor;
	enum word title;
};

struct report {
	const char *id;
	enum word title;
	unsigned formats;		/* enum format_bit */
	bool bare;			/* JSON Lines has rows alone: other tools read them (DESIGN §5) */
	enum dc_status (*write)(struct page *, struct dc_error *);
	const struct content *contents;	/* NULL: too short for one; ends with anchor NULL */
};

struct page {
	const struct report *report;
	const struct format *format;
	const struct dc_report_request *req;
	enum lang lang;
	struct dc_arena *arena;		/* what lives as long as the page: head, small tables */
	struct dc_run run;
	struct dc_coverage coverage;
	uint64_t objects[DC_N_OUTCOMES], bytes[DC_N_OUTCOMES], bytes_read;	/* without those below */
	uint64_t carried, carried_bytes;	/* objects as they were when an earlier scan read them */
	bool earlier;			/* a later scan may have met its objects again */
	uint64_t unread;		/* objects not read whole, in this scan or an earlier one */
	struct fact facts[N_FACTS];
	const char *title;
	struct out out;
	const struct section *section;	/* the open one */
	const struct column *columns;	/* of the last section: a like one goes on in the same CSV table */
	uint64_t rows;			/* of the open section */
	void *state;			/* the format's own */
	struct dc_error *err;
};

/* page.c: what reports call; each gives the status of the output. */
enum dc_status page_numbers(struct page *p, const struct number *numbers, size_t n);
enum dc_status page_figure(struct page *p, const struct figure *figure);
enum dc_status page_lines(struct page *p, const char *id, const char *title, const char *const *lines, size_t n);
enum dc_status page_section(struct page *p, const struct section *section);
enum dc_status page_row(struct page *p, const struct cell *cells);
enum dc_status page_section_end(struct page *p);
/* A cell of the open section by its key, for formats; an empty one where the section has no such column. */
const struct cell *page_cell(const struct page *p, const struct cell *cells, const char *key);
/* Notes that memory is out (the report fails at its next step); gives ok back. */
bool page_had(struct page *p, bool ok);
/* s, or "" and memory noted as out where s is NULL. */
const char *page_str(struct page *p, const char *s);
const char *page_word(const struct page *p, enum word w);
/* A word with {0}, {1} ... replaced, in the page's arena; "" when memory is out (noted in the page's error). */
const char *page_say(struct page *p, enum word w, const char *const *args, size_t n);
#define PAGE_SAY(p, w, ...) page_say(p, w, (const char *const[]){ __VA_ARGS__ }, \
	sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

/* head.c */
enum dc_status head_read(struct page *p, struct dc_error *err);

/* number.c: figures for people; the caller gives the room. */
#define NUMBER_MOST 40
const char *number_count(uint64_t n, char out[NUMBER_MOST]);			/* "12,345"; "∞" for DC_PERSONS_UNKNOWN */
const char *number_bytes(uint64_t n, char out[NUMBER_MOST]);			/* "1.4 GiB" */
const char *number_share(double x, char out[NUMBER_MOST]);			/* "99.8 %": never rounded up to 100, nor down to 0 */
const char *number_time(int64_t ns, char out[NUMBER_MOST]);			/* "2026-11-22T09:30:00Z"; "" for 0 */
const char *number_when(const struct page *p, int64_t ns, char out[NUMBER_MOST]);	/* "2026-11-22 18:30 (UTC+9)", for people, in the declaration's zone */
const char *number_date(int64_t yyyymmdd, char out[NUMBER_MOST]);		/* "2026-11-22"; "" for 0 */

static inline struct cell cell_none(void)
{
	return (struct cell){ .known = false };
}

static inline struct cell cell_span(const void *p, size_t n)
{
	return (struct cell){ .known = n != 0, .text = { p, n } };
}

static inline struct cell cell_text(const char *s)
{
	return cell_span(s, s == NULL ? 0 : strlen(s));
}

static inline struct cell cell_code(const char *s, const char *label)
{
	struct cell c = cell_text(s);

	c.label = label;
	return c;
}

static inline struct cell cell_n(uint64_t n)
{
	return (struct cell){ .known = n <= INT64_MAX, .n = n > INT64_MAX ? -1 : (int64_t)n };	/* -1: without bound */
}

static inline struct cell cell_n_or_none(int64_t n)
{
	return (struct cell){ .known = n != 0, .n = n };
}

static inline struct cell cell_x(double x)
{
	return (struct cell){ .known = true, .x = x };
}

#endif
