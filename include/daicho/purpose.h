/* purpose.h -- the declaration of purposes of use, its lints, and the judge: inventory x declaration -> verdicts.
 * PURPOSES.md §1 is the specification. */
#ifndef DAICHO_PURPOSE_H
#define DAICHO_PURPOSE_H

#include "daicho/store.h"

struct dc_declaration;

struct dc_lint {
	const char *code;		/* "E_SCOPE_AMBIGUOUS", "L_SILENT_RETENTION"; E_SYNTAX, E_KEY, E_VALUE ... for the file itself */
	const char *file;
	int line, column;		/* from 1 */
	const char *message;		/* what and where, in English */
	const char *message_ja;
	const char *hint, *hint_ja;	/* what to do */
};

/* Reads the file and what it includes. DC_EUSAGE if any E_ lint fired; lints are told either way, in order of place. */
enum dc_status dc_declaration_load(const char *path, int today, struct dc_declaration **out,
	void (*tell)(void *ctx, const struct dc_lint *), void *ctx, struct dc_error *err);
/* Adds a rule pack from a file (YAML: man daicho.yaml) to those compiled in; before a declaration is loaded that may name it, and before
 * threads begin. DC_EUSAGE if it cannot be used; why is told as for a declaration. */
enum dc_status dc_rule_pack_load(const char *path, void (*tell)(void *ctx, const struct dc_lint *), void *ctx, struct dc_error *err);
void dc_declaration_free(struct dc_declaration *decl);	/* NULL is fine */
/* Hex SHA-256 of the canonical form. */
const char *dc_declaration_sha256(const struct dc_declaration *decl);

/* For reports: what is declared, flat. Strings live as long as the declaration. lang is "ja" or "en", with fall-back to the other. */
struct dc_declared_purpose { const char *id, *text, *policy, *clause; bool vague; const char *categories; };
struct dc_declared_scope { const char *id, *title, *department, *manager, *reviewed_on, *places, *purposes, *subjects, *categories, *retention; };
/* How the data of a scope is handled, in words, for the ledger; "" where nobody said. Several recipients are parted by a stroke. */
struct dc_handling {
	const char *acquired_from, *acquired_form, *notice, *consent, *special_care, *my_number, *storage, *country, *access, *use_until,
		*processors, *third_parties, *joint_use, *foreign, *processing, *eu, *waivers;
	bool received, received_recorded, handed_over;
};
/* A row of the ledger: scope x purpose x subject; purpose -1: nothing is bound. row_id: "scope/purpose/subject", the same as long as
 * these ids are. */
struct dc_declared_row { const char *row_id, *subject, *categories; size_t scope; long purpose; };
void dc_declaration_handling(const struct dc_declaration *, size_t scope, const char *lang, struct dc_handling *out);
size_t dc_declaration_rows(const struct dc_declaration *);
void dc_declaration_row(const struct dc_declaration *, size_t i, const char *lang, struct dc_declared_row *out);
/* Terms of other vocabularies that are declared for a row: the k-th of its purpose or its subject; NULL behind the last. */
enum dc_declared_term { DC_TERM_USE, DC_TERM_DPV_PURPOSE, DC_TERM_FIDES_SUBJECT, DC_TERM_DPV_SUBJECT };
const char *dc_declaration_term(const struct dc_declaration *, size_t row, enum dc_declared_term, size_t k);
/* What is declared of data received under the EU and UK adequacy decisions; ids and texts as written, "" where nobody said. False:
 * the scope is not declared to hold such data. */
struct dc_declared_eu { const char *territories, *source, *received_on, *via, *circumstances, *purposes_at_origin, *record_ref; };
bool dc_declaration_eu(const struct dc_declaration *, size_t scope, const char *lang, struct dc_declared_eu *out);
/* The file of a register ("provision", "receipt", "stops") as declared, relative to folder; NULL: none. */
const char *dc_declaration_register(const struct dc_declaration *, const char *which, const char **folder);
/* ---- registers of provision and receipt (APPI arts. 29, 30), read when the declaration is loaded; of the persons in them nothing is kept */
enum dc_entry_fault { DC_ENTRY_GOOD, DC_ENTRY_FIELDS, DC_ENTRY_BYTES, DC_ENTRY_QUOTE, DC_ENTRY_LONG, DC_ENTRY_DATE, DC_ENTRY_NO_DATE, DC_ENTRY_NO_SCOPE };
enum dc_entry_lack { DC_LACKS_PARTY = 1, DC_LACKS_ADDRESS = 2, DC_LACKS_REPRESENTATIVE = 4, DC_LACKS_PERSON = 8, DC_LACKS_ITEMS = 16,
	DC_LACKS_CONSENT = 32, DC_LACKS_CIRCUMSTANCES = 64 };
struct dc_entry {
	uint64_t line;			/* of the file; the heading is 1 */
	enum dc_entry_fault fault;	/* the line cannot be used unless it is good: the rest is empty */
	int date, keep_until;		/* yyyymmdd; Rules arts. 21, 25 */
	long scope, recipient;		/* indices; -1: not named, or not declared */
	const char *file;		/* as written; "" */
	const char *items;		/* category ids, comma-separated; "" */
	unsigned lacks;			/* enum dc_entry_lack: fields of the law that are empty */
	bool items_unclear;		/* a word of the items is no category */
	bool foreign_no_route;		/* to or from abroad, and neither the line nor the declaration says by which route (art. 28) */
};
struct dc_entries { const char *file; const struct dc_entry *lines; size_t n; };	/* file NULL: no such register is declared */
void dc_declaration_entries(const struct dc_declaration *, const char *which, struct dc_entries *out);	/* "provision", "receipt" */
/* The k-th recipient of a scope. recorded: each provision to it has to be recorded; else why tells: entrustment, law ... (arts. 27(1),
 * 27(5)) in the language. False behind the last. */
struct dc_declared_recipient { long index; const char *name, *why; bool recorded; };
bool dc_declaration_recipient(const struct dc_declaration *, size_t scope, size_t k, const char *lang, struct dc_declared_recipient *out);
/* "1000 JPY / record"; "" if none is declared. */
const char *dc_declaration_fee(const struct dc_declaration *, char room[96]);
const char *dc_declaration_controller(const struct dc_declaration *, const char *lang);
const char *dc_declaration_rule_pack(const struct dc_declaration *);
int dc_declaration_zone(const struct dc_declaration *);	/* minutes east of UTC in which its days are meant */
size_t dc_declaration_purposes(const struct dc_declaration *);
size_t dc_declaration_scopes(const struct dc_declaration *);
void dc_declaration_purpose(const struct dc_declaration *, size_t i, const char *lang, struct dc_declared_purpose *out);
void dc_declaration_scope(const struct dc_declaration *, size_t i, const char *lang, struct dc_declared_scope *out);
/* The scope of a file path (or smb: URI ...): its index, or -1. */
long dc_declaration_scope_of(const struct dc_declaration *, const char *path, size_t path_len);

struct dc_judge_change {
	char before[96], now[96];	/* "DECLARED", "PROHIBITED/listed": primary verdicts */
	uint64_t findings;
	char scope[72];			/* of the first of them; "" outside every scope */
};
#define DC_JUDGE_CHANGES 16

struct dc_judgement {
	uint64_t findings, by_level[5];	/* error warning note pass open: the worst verdict of each finding that no waiver
					 * suppresses (the primary one, save where it is waived or My Number is kept too long);
					 * open: objects not or partly read */
	uint64_t scopes_without_match;	/* scopes whose patterns match no object of the run */
	uint64_t waived;		/* findings all of whose verdicts are suppressed; findings = waived + by_level[0..3] */
	uint64_t placeholders;		/* findings of sample values alone: not judged, no verdict is stored */
	uint64_t unread;		/* objects with an UNKNOWN verdict */
	uint64_t judged_before;		/* findings that had a verdict of this run already; 0: judged for the first time */
	struct dc_judge_change changes[DC_JUDGE_CHANGES]; size_t n_changes;	/* what became of these, the most frequent first */
	uint64_t changed_others;	/* beyond those */
};

/* Judges all findings and objects of the run at the date today (yyyymmdd) and replaces the run's verdicts, in one
 * transaction. Reads no data. */
enum dc_status dc_judge(const struct dc_declaration *decl, struct dc_store *store, int64_t run, int today, struct dc_judgement *out,
	struct dc_error *err);
/* A finding of a scope that claims to hold processed data (anonymised, pseudonymised, statistical), as it was measured. */
struct dc_processed {
	size_t scope;			/* index */
	const char *path; size_t path_len;
	const char *inner, *table, *field, *category;
	const char *rows_by;		/* categories by which rows of its table were told apart, comma-separated; "" */
	uint64_t rows, least, alone;	/* rows that have them, the smallest group of equal ones (k-min), rows that stand alone; rows 0: not measured */
	bool more;			/* of the first rows alone */
	uint64_t values, compared, shared;	/* distinct values that have tokens, those compared with other scopes, and those found there */
	double joinability, error;	/* shared / compared, and the half width of its 95 % interval over all values */
	long with;			/* scope in which most of them are; -1: none, or no scope's */
};
/* In the order of the findings' ids. */
enum dc_status dc_processed_each(const struct dc_declaration *, struct dc_store *, int64_t run,
	enum dc_status (*each)(void *ctx, const struct dc_processed *, struct dc_error *), void *ctx, struct dc_error *);
/* Exit code of a run judged: 0, 1, 3 (DESIGN §5). fail_on: "error", "warning", "note", "never". */
int dc_judge_exit(const struct dc_judgement *, const char *fail_on, bool complete, bool require_complete);

#endif
