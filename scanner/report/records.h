/* records.h -- what records.c holds of one register and the scopes that it concerns. */
#ifndef REPORT_RECORDS_H
#define REPORT_RECORDS_H

#include "page.h"

enum record_state { STATE_NO_RECORD, STATE_OTHER_DAY, STATE_ITEMS, STATE_RECORDED, STATE_EXEMPT, N_RECORD_STATES };	/* heaviest first */

struct found {				/* a file or table with personal data in a scope of hand-over or receipt */
	int64_t object;
	size_t scope;
	int day;			/* yyyymmdd in its name, else of its time; 0: neither */
	const char *asset, *path;
	size_t path_n;
	const char *categories;		/* ids, comma-separated */
	uint64_t persons;
	bool recorded, other_day;	/* a line is of it; the scope has lines */
	const char *lines;		/* "3, 7" */
	const char *unrecorded;		/* categories that its lines do not name */
};

struct record_scope { bool concerned, recorded, unread; };	/* recorded: some recipient of it has to be */

struct records {
	struct page *page;
	bool receipt;
	struct dc_entries entries;
	uint64_t *traces;		/* files of each line */
	struct record_scope *scopes;
	size_t n_scopes, last;
	struct found *files;
	size_t n, cap;
	int today;			/* day of the scan */
};

#endif
