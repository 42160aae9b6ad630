/* breach.h -- the facts that the breach rules ask of the inventory. */
#ifndef REPORT_BREACH_H
#define REPORT_BREACH_H

#include "page.h"

enum answer { ANSWER_NO, ANSWER_UNDETERMINED, ANSWER_YES };

enum breach_set { SET_ALL, SET_SPECIAL, SET_CARD, SET_LOGIN, SET_MY_NUMBER, N_SETS };

struct breach_group {
	int64_t *findings;		/* ids, of medium or high confidence */
	size_t n, cap;
	uint64_t hits, doubtful;	/* doubtful: hits of low confidence alone */
	struct dc_persons persons;
};

struct breach {
	struct page *page;
	struct breach_group set[N_SETS];
	bool unread;			/* some of it was not read whole: a "no" is not known */
	uint64_t kinds_seen;		/* bits of enum form_kind */
};

/* The kinds that the form asks for by name (PURPOSES §2.5). */
enum form_kind { FORM_NAME, FORM_BIRTH, FORM_SEX, FORM_ADDRESS, FORM_PHONE, FORM_EMAIL, FORM_CARD, FORM_PASSWORD, FORM_OTHER, N_FORM_KINDS };

enum dc_status breach_read(struct page *p, struct breach *b, struct dc_error *err);
void breach_done(struct breach *b);
bool breach_in(enum breach_set set, const char *category);
/* Any person of the set: yes if found, undetermined if only doubtful or unread, else no. */
enum answer breach_any(const struct breach *b, enum breach_set set);
/* More than `most` persons: yes if lo > most, no if hi <= most, else undetermined, to be treated as yes (PURPOSES §1.6). */
enum answer breach_more_than(const struct breach *b, enum breach_set set, uint64_t most);

#endif
