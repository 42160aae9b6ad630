/* kind.h -- a detector as the engine runs it: one file in kinds/, one line in kinds.def. Not public. */
#ifndef DETECTORS_KIND_H
#define DETECTORS_KIND_H

#include "candidate.h"

/* What the vector pass can see; a kind asks to be woken by some. */
enum trigger {
	ON_AT = 1,			/* '@' (or full-width) with letters around; anchor: the '@' */
	ON_DIGITS = 2,			/* a run of digits and separators, any width; anchor: its first digit */
	ON_KANJI_NAME = 4,		/* a pair of characters that begins a dictionary name; anchor: the first */
	ON_KANA = 8,			/* a run of katakana (either width) of 2 or more that a space or middle dot follows; anchor: its first */
	ON_CAPITAL = 16,		/* a capitalised ASCII word of a name list; anchor: its first letter */
	ON_PLACE = 32,			/* a prefecture or municipality; anchor: its first byte */
	ON_LETTER_DIGIT = 64,		/* digits touching ASCII letters (passport, IBAN, residence card); anchor: first of the run */
	ON_LABEL = 128,			/* a label word that introduces a free-form value; anchor: behind the label */
	ON_TEXT = 256,			/* once a text: the kind looks for itself (person names in profile thorough) */
	ON_CELL = 512,			/* a cell whose column heading is one of kind.columns; anchor: the cell's first byte */
	ON_CHEVRON = 1024,		/* "<<" as in machine-readable zones; anchor: the first of them */
	ON_SECRET = 2048,		/* the beginning of a key: "AKI" "ASI" "gh?_" "eyJ" "-BE"; anchor: its first byte */
	ON_HEX = 4096,			/* groups with colons or hyphens (MAC, IPv6); anchor: a separator behind its first group */
	ON_PLUS = 16384,		/* a number behind '+', of any shape, spaces included; anchor: its first digit */
	ON_YEAR = 8192			/* a year: the character for year before a digit, or an era letter before digits ("S63."); anchor: it */
};

/* A run of digits with its separators folded, made once and shown to all kinds that want ON_DIGITS. */
#define RUN_DIGITS_MOST 40
#define RUN_GROUPS_MOST 12
struct digit_run {
	uint32_t start, end;		/* bytes in the text, first digit to behind the last */
	uint8_t n;			/* digits; more than RUN_DIGITS_MOST: n = RUN_DIGITS_MOST + 1 and only the first are kept */
	uint8_t groups;			/* 1 if there is no separator */
	uint8_t digit[RUN_DIGITS_MOST];	/* values 0-9 */
	uint8_t group[RUN_GROUPS_MOST];	/* digits in each group */
	char separator[RUN_GROUPS_MOST];	/* folded, behind each group: '-' ' ' '.' '/' '(' ')' ',' */
	bool plus;			/* '+' (any width) stands before, perhaps with "(" */
	bool touches_before, touches_after;	/* an ASCII letter, '_' or "digit." touches it: no number of ours */
	bool wide;			/* some digit is full-width */
};

struct probe {
	const struct dc_text *text;
	uint32_t anchor;
	uint32_t floor, ceiling;	/* never look outside: the cell, or the text */
	uint32_t cell;			/* index or UINT32_MAX */
	unsigned trigger;		/* which one woke the kind */
	uint32_t label;			/* ON_LABEL: where the label begins; the anchor is behind it */
	bool labelled;			/* a word of kind.near stands shortly before, or the heading names the kind */
	const struct digit_run *run;	/* ON_DIGITS and ON_PLUS only */
	const void *lexicon;		/* names and places, lexicon/lexicon.h */
	struct west_memo *scratch;	/* the session's last reading of a Western name, name_west.h; NULL: none is kept */
	int today;			/* yyyymmdd */
	enum dc_profile profile;
};

/* ON_DIGITS shapes: digits of each group, "3-4-4"; '~' gives a range in a group, "1~3-1~3-1~3-1~3". The separators are the
 * kind's to check. A run of another shape never reaches the kind. */
/* How a cell of a column that is settled for a kind is read: the kind alone looks, and only at cells that are one value from end
 * to end; all others are read by everybody. */
enum quick_way {
	QUICK_NONE,			/* there is none */
	QUICK_CELL,			/* propose, as under a heading */
	QUICK_AT,			/* propose at the one '@' */
	QUICK_RUN,			/* propose with the run that the cell is */
	QUICK_NAME			/* characters and length of a name: what its column's cells weighed so far, it weighs */
};

struct detector {
	struct dc_kind kind;		/* first: a struct dc_kind * of the table is a struct detector * */
	unsigned triggers;
	const char *const *shapes;	/* runs that mean something alone; NULL-terminated or NULL */
	const char *const *labelled_shapes;	/* runs that mean something behind a label or under a heading alone */
	enum dc_status (*propose)(const struct detector *self, const struct probe *at, struct candidates *out);
	enum quick_way quick;
};

#define KIND(name) extern const struct detector detector_##name;
#include "kinds/kinds.def"
#undef KIND

#endif
