/* holdings.h -- what lies in each declared scope, for the ledger. */
#ifndef REPORT_HOLDINGS_H
#define REPORT_HOLDINGS_H

#include "survey.h"

#define HOLDING_MODES 8
#define HOLDING_READERS 16

/* A set of categories: bits of holdings.categories. */
struct category_set {
	uint64_t bits[SURVEY_KINDS / 64];
};

struct holding {
	struct category_set found, excess, missing;
	uint64_t hits, errors, warnings, open, over_age;
	int64_t *findings;		/* ids */
	size_t n, cap;
	int oldest, newest;
	unsigned flags;			/* enum dc_category_flag, all that were found */
	uint64_t my_numbers;
	uint32_t modes[HOLDING_MODES];
	size_t n_modes;			/* HOLDING_MODES: there may be more */
	const char *readers[HOLDING_READERS];	/* by access lists, in the page's arena */
	size_t n_readers;		/* HOLDING_READERS: there may be more */
	const char *formats;		/* each once, in the page's arena; NULL */
	bool dated;			/* oldest and newest are dates of the data, not of files */
	enum level worst_level;
	const char *worst;		/* stored word, in the page's arena */
	const char *waivers;		/* ids, in the page's arena; NULL */
};

struct holdings {
	struct page *page;
	struct holding *rows;		/* one for each scope of the declaration, and the last for what lies outside */
	size_t n;
	const char *categories[SURVEY_KINDS];
	size_t n_categories;
	size_t last_scope;
	const char *last_id;
};

enum dc_status holdings_read(struct page *p, struct holdings *h, struct dc_error *err);
void holdings_done(struct holdings *h);

bool category_has(const struct category_set *s, size_t i);
/* "氏名、住所": labels of the set in the page's language, in the page's arena. */
const char *holdings_labels(const struct holdings *h, const struct category_set *s);
/* The same of ids parted by commas. */
const char *holdings_ids(struct page *p, const char *list);

#endif
