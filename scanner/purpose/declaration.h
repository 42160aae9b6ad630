/* declaration.h -- a declaration as it stands in memory: what shapes.c fills from the files and link.c joins.
 *
 * All of it lives in the declaration's arena and is const once loaded, so any number of threads may judge with it.
 * Every record begins with its place. Words keep the text as written (NFC) with its place; numbers, dates and flags
 * beside them are set by link.c.
 */
#ifndef PURPOSE_DECLARATION_H
#define PURPOSE_DECLARATION_H

#include "complain.h"
#include "when.h"

struct pack;
struct places;

struct word {
	const char *s;			/* NULL: not given (or null, or unspecified) */
	struct place at;
};

struct words {				/* a list; [] is given and empty, unspecified is not given */
	struct word *v;
	size_t n, cap;
	bool given;
	struct place at;
};

struct records {
	void **v;
	size_t n, cap;
	struct place at;
};

struct text {				/* for people, by language */
	struct place at;
	struct word ja, en;
};

struct clause {				/* where a public text says it */
	struct place at;
	struct word policy, clause;
};

struct contract {
	struct place at;
	struct word ref, confidentiality, checked_on;
};

struct controller {
	struct place at;
	struct text *name, *address, *representative;
	struct word contact;
};

struct policy {
	struct place at;
	struct word id, file, lang, effective, sha256;
	struct words items;
};

struct subject {
	struct place at;
	struct word id, ja, en, fideslang, dpv;
	struct words hints;
};

struct category {			/* an addition to the catalogue */
	struct place at;
	struct word id, ja, en, fideslang, dpv;
	struct words flags;
	unsigned bits;			/* DC_CAT_* of flags */
};

struct purpose {
	struct place at;
	struct word id;
	struct text *text;
	struct clause *source;
	struct words subjects, categories;
	struct word vague;
	struct words fideslang, dpv, tcf;
	bool is_vague;
	const struct words *eff;	/* its categories, else its policy's items; NULL: unspecified */
};

struct recipient {
	struct place at;
	struct word id;
	struct text *name;
	struct word role, country;
	struct words tasks, items;
	struct word basis, route;
	struct contract *contract;
	struct clause *source;
};

struct member {
	struct place at;
	struct word recipient;
	struct words principals;
};

struct manager {
	struct place at;
	struct text *name, *address, *representative;
};

struct joint_use {
	struct place at;
	struct word id;
	struct words items, ambiguous_items;
	struct records members;		/* struct member */
	struct words purposes;
	struct manager *manager;
	struct word announced_on;
	struct clause *source;
};

struct table_match {
	struct place at;
	struct word dsn, table;
	struct words columns;
};

struct match {
	struct place at;
	struct words files;
	struct records tables;		/* struct table_match */
};

struct owner {
	struct place at;
	struct word department, manager, reviewed_on;
};

struct binding {
	struct place at;
	struct word purpose;
	struct words subjects, categories;
	const struct purpose *to;
	const struct words *eff;	/* its categories, else the purpose's; NULL: unspecified */
};

struct acquisition {
	struct place at;
	struct word from, form;
};

struct anchor {
	struct place at;
	struct word kind, ref;
};

struct retention {
	struct place at;
	struct word max, min;
	struct anchor *anchor;
	struct word basis;
	struct span_of_time longest;	/* of max; known only if max is given */
	int fixed;			/* yyyymmdd of a fixed anchor or of the register's latest date; 0: none */
};

struct sharing {
	struct place at;
	struct word kind;
	struct words recipients;
	struct word joint_use, direction;
	const struct joint_use *joint;
	const struct recipient **to;	/* as many as recipients.n */
};

struct my_number {
	struct place at;
	struct words affairs, handlers;
	struct word law_retention;
	struct span_of_time longest;
};

struct special_care {
	struct place at;
	struct word basis, ref;
};

struct eu_adequacy {
	struct place at;
	struct words territories;
	struct word source, received_on, via, circumstances;
	struct words purposes_at_origin;
	struct word record_ref;
};

enum processing { PROCESSING_NONE, PROCESSING_ANONYMISED, PROCESSING_PSEUDONYMISED, PROCESSING_STATISTICAL };

struct claims {
	struct place at;
	struct word processing;
	struct words published_items;
	struct word published_method, received, encrypted_at_rest;
	struct words principals;
	enum processing how;
	bool is_received, is_encrypted;
};

enum strength { STRENGTH_LOW = 1, STRENGTH_MEDIUM, STRENGTH_HIGH };	/* as enum dc_band */

struct scope {
	struct place at;
	struct word id;
	struct text *title;
	struct word extends;
	struct match *match;
	struct words exclude;
	struct owner *owner;
	struct records bindings;	/* struct binding; after linking with those of the extended scope */
	struct acquisition *acquisition;
	struct retention *retention;	/* NULL: unspecified */
	struct sharing *sharing;
	struct my_number *my_number;
	struct special_care *special_care;
	struct eu_adequacy *eu_adequacy;
	struct claims *claims;
	struct words prohibit;
	struct word min_confidence;
	enum strength strong;		/* of min_confidence; medium unless said */
	bool receipt_recorded;		/* the receipt register has a line of this scope */
	uint32_t index;			/* in declaration.scopes */
	int linked;			/* link.c: 0 not yet, 1 under way, 2 done */
};

struct waiver {
	struct place at;
	struct word id, scope, verdict, category, reason, approved_by, expires;
	const struct scope *in;
	int last_day;			/* yyyymmdd */
};

struct fee { struct place at; struct word amount, currency, per; };
struct registers { struct place at; struct word provision, receipt, stops; };
struct requests { struct place at; struct fee *fee; struct registers *records; };

struct root {
	struct place at;
	struct word version, declared_on, rule_pack, timezone;
	struct words include;
	struct controller *controller;
	struct records policies, subjects, categories, purposes, recipients, joint_uses, scopes, waivers;
	struct requests *requests;
};

enum { N_LANGUAGES = 2 };		/* of texts for people: ja, en */

/* A defined id: sorted by kind, then id. */
struct defined {
	int kind;			/* enum id_kind of shapes.h */
	const char *id;
	void *record;
	struct place at;
};

struct dc_declaration {
	struct dc_arena *arena;
	struct root root;
	struct defined *ids;
	size_t n_ids;
	const struct pack *pack;
	struct places *places;		/* patterns of all scopes, by literal prefix */
	const char *folder;		/* absolute, of the main file; "" when it was read from memory */
	const char **files;		/* names by place.file, as given */
	size_t n_files;
	char sha256[65];
	int zone_minutes;		/* east of UTC */
	bool any_eu;			/* a scope has eu_adequacy */
	struct dc_declared_scope *flat_scopes[N_LANGUAGES];	/* for reports: declared.c */
	struct dc_declared_purpose *flat_purposes[N_LANGUAGES];
	struct dc_handling *handling[N_LANGUAGES];	/* handling.c */
	struct dc_declared_row *rows[N_LANGUAGES];
	struct dc_declared_eu *eu[N_LANGUAGES];
	size_t n_rows;
	struct dc_entries records[2];	/* of provision, of receipt: records.c */
};

/* Loads from bytes: for tests and fuzzing. folder is where relative patterns start; includes are refused. */
enum dc_status declaration_load_bytes(struct dc_span bytes, const char *folder, int today, struct dc_declaration **out,
	void (*tell)(void *ctx, const struct dc_lint *), void *ctx, struct dc_error *err);

static inline const struct scope *scope_at(const struct dc_declaration *d, size_t i)
{
	return d->root.scopes.v[i];
}

/* Data that came from a third party, as the scope itself says. */
bool scope_received(const struct scope *s);
/* The text in the language, else in the other; "" if there is none. */
const char *text_in(const struct text *t, const char *lang);

#endif
