/* dates.h -- what the texts of one part say about when they came to be: columns of dates, dates behind a label, the times of a log.
 *
 * Age evidence (retention) is taken with care: a date of birth, an expiry or a plan says nothing of when data was taken in. So a column
 * counts if nearly all of its cells are dates, and for the data's age only if its heading is one of those that mean "made, received,
 * changed"; in running text only a date right behind such a label, or times at the beginning of several lines (a log), count.
 */
#ifndef SANDBOX_DATES_H
#define SANDBOX_DATES_H

#include "daicho/text.h"

#include <stdbool.h>

#define DATES_COLUMNS 64		/* columns looked at in a table */
#define DATES_PROSE (64u << 10)		/* bytes of a part's prose looked at: dates of a document stand at its head */

struct date_range {
	uint64_t filled, dated;		/* cells that are not empty; of them whole dates */
	int oldest, newest;		/* yyyymmdd; 0: none */
};

struct dates {
	int today;			/* later dates are plans */
	struct date_range columns[DATES_COLUMNS];
	uint32_t n_columns;
	struct date_range labelled, logged;	/* dated: how many */
	size_t looked;			/* bytes of prose */
};

void dates_begin(struct dates *d, int today);
/* Takes a text of the part in. */
void dates_text(struct dates *d, const struct dc_text *text);
/* The range of a column; false: it is no column of dates. */
bool dates_column(const struct dates *d, uint32_t column, struct date_range *out);
/* The range of the part's running text; false: it says nothing. */
bool dates_prose(const struct dates *d, struct date_range *out);
/* A heading or label that tells when data was made, received or changed. */
bool dates_label(struct dc_span label);

/* A heading whose dates are data of persons themselves: they are not told. */
bool dates_of_birth(const char *heading);

#endif
