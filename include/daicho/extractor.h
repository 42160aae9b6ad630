/* extractor.h -- bytes of one object -> parts of text. Runs inside sandboxed workers alone; every byte is hostile.
 *
 * A part is what has a place of its own: the file, an archive member, a sheet, a mail's body. Extractors push texts into
 * the sink; containers call dc_extract_item for what they hold. All limits are in the budget, counted in struct
 * dc_extraction; a crossed limit closes the part with its reason and what was read before it stays.
 */
#ifndef DAICHO_EXTRACTOR_H
#define DAICHO_EXTRACTOR_H

#include "daicho/arena.h"
#include "daicho/budget.h"
#include "daicho/ledger.h"
#include "daicho/text.h"

/* Bytes to read: a descriptor, a member of an archive, memory. Made by the worker or by a container. */
struct dc_item {
	const char *name;		/* as the container has it, raw bytes, NUL-terminated copy; file name for the object itself */
	size_t name_len;
	uint64_t size;			/* as declared, never trusted; UINT64_MAX: unknown */
	/* Up to cap bytes; *got 0: end. DC_EIO, DC_EFORMAT (damaged), DC_ELOCKED (encrypted), DC_ELIMIT. */
	enum dc_status (*read)(struct dc_item *, void *into, size_t cap, size_t *got, struct dc_error *);
	enum dc_status (*seek)(struct dc_item *, uint64_t at, struct dc_error *);	/* NULL: cannot */
	void *state;
};

struct dc_part {
	const struct dc_part *parent;	/* NULL: the object itself */
	const char *name;		/* UTF-8, display form of raw names; "" for the object itself */
	const char *format;		/* id of the extractor: "csv", "zip" */
	const char *table;		/* sheet or table name, or NULL */
	unsigned depth;			/* containers above it */
};

struct dc_part_end {
	enum dc_reason reason;		/* DC_R_none: read whole */
	const char *detail;		/* for people: "password needed", "row 88: quote not closed"; no content; or NULL */
	uint64_t at;			/* stored byte where reading ended, if it ended early */
	uint64_t bytes;			/* stored bytes of this part that were read */
	const char *charset;		/* "utf-8", "cp932", "mixed"; NULL where it means nothing */
};

/* Where extractors push. Calls nest: open ... text ... (open ... close) ... close. */
struct dc_sink {
	enum dc_status (*open)(struct dc_sink *, const struct dc_part *, struct dc_error *);
	enum dc_status (*text)(struct dc_sink *, const struct dc_part *, const struct dc_text *, struct dc_error *);
	enum dc_status (*close)(struct dc_sink *, const struct dc_part *, const struct dc_part_end *, struct dc_error *);
};

/* One object's extraction: its limits and what it used of them. */
struct dc_extraction {
	const struct dc_budget *budget;
	struct dc_sink *sink;
	struct dc_arena *arena;		/* reset between objects */
	struct dc_item *beside;		/* a file that belongs to the object itself (an SQLite file's log, a dBase table's memos); or NULL */
	const volatile int *stop;	/* not 0: time is over, end with limit_time; NULL: never */
	uint64_t read_bytes, output_bytes, members;
	uint64_t ocr_ms;		/* spent on pictures */
	uint32_t ocr_pages;		/* pictures read */
	enum dc_reason crossed;		/* which limit a read that ended with DC_ELIMIT met, or that nobody reads it; kept by the extractors */
	bool raw_only;			/* the fallback after a crash: text runs of the raw bytes, no parser */
};

struct dc_extractor {
	const char *id;			/* "csv" */
	const char *reads;		/* for people: what it reads, what it does not */
	bool tail;			/* what stands behind its end means nothing to it: a zip there (self-extracting programs, files that
					 * are two at once) is read as a member */
	/* 0..100: how sure, from the first bytes (up to 8 KiB), libmagic's MIME type ("" if unknown) and the name; the highest reads it. */
	int (*bid)(struct dc_span head, const char *mime, const char *name);
	enum dc_status (*extract)(struct dc_extraction *, struct dc_item *, const struct dc_part *self, struct dc_part_end *end,
		struct dc_error *);
};

/* What a worker loads before it is locked down (libmagic's database ...). Call once a process. */
enum dc_status dc_extract_init(struct dc_error *err);
void dc_extract_done(void);
/* Beside dc_extract_init, where the budget allows pictures to be read (ocr_pages): loads what reads them. DC_EUSAGE: what is missing. */
enum dc_status dc_extract_ocr(struct dc_error *err);
/* Picks the extractor, opens the part, reads it, closes it with its reason. DC_OK also for damaged, locked and limited
 * parts (the reason says so); other statuses end the object (DC_ENOMEM, DC_ECANCEL, DC_EBUG, or what the sink returned). */
enum dc_status dc_extract_item(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *parent, struct dc_error *err);
/* The same for a stream of rows (rows.h): a part of format "table", named as the stream says. Never picked by a bid: a file that looks
 * like such a stream is a file. */
enum dc_status dc_extract_rows(struct dc_extraction *ex, struct dc_item *item, struct dc_error *err);
/* Formats for `daicho version --deps` and the README's table. */
size_t dc_extractor_count(void);
const struct dc_extractor *dc_extractor_at(size_t i);

/* An item over a descriptor (read with read(2), seekable if it is a regular file) and over memory. */
void dc_item_of_fd(struct dc_item *item, int fd, uint64_t size, const char *name);
struct dc_item_memory { struct dc_span bytes; size_t at; };
void dc_item_of_memory(struct dc_item *item, struct dc_item_memory *state, struct dc_span bytes, const char *name);

#endif
