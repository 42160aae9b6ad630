/* register.h -- the company's registers (CSV): records of provision and receipt (APPI arts. 29 and 30), days of events. */
#ifndef PURPOSE_REGISTER_H
#define PURPOSE_REGISTER_H

#include "daicho/arena.h"
#include "daicho/purpose.h"

/* What a column is about, by its heading in either language; each once, others are not looked at. */
enum register_column {
	REGISTER_DATE, REGISTER_SCOPE, REGISTER_PARTY, REGISTER_ADDRESS, REGISTER_REPRESENTATIVE, REGISTER_PERSON, REGISTER_ITEMS,
	REGISTER_CONSENT, REGISTER_CIRCUMSTANCES, REGISTER_COUNTRY, REGISTER_ROUTE, REGISTER_FILE, REGISTER_CONTRACT, N_REGISTER_COLUMNS
};

struct register_line {
	uint64_t line;			/* of the file, where it begins; the heading is 1 */
	enum dc_entry_fault fault;	/* the fields are not to be relied on unless it is none */
	bool scoped;			/* the register says of which scope its lines are */
	int date;			/* yyyymmdd; 0: the field is empty */
	const char *field[N_REGISTER_COLUMNS];	/* UTF-8 without white space around it; "" where there is none. Of persons "x" alone */
};

/* Gives each line below the heading, those that cannot be used too: UTF-8 (with or without mark) or code page 932, quotes as RFC
 * 4180, days as when_written. A quote that is never closed ends with its line. NULL, or why the register cannot be used at all. each()
 * gives false when memory is out. */
const char *register_read(struct dc_span csv, bool (*each)(void *ctx, const struct register_line *), void *ctx);

struct register_facts {
	int latest;			/* yyyymmdd of the latest date of the lines that count; 0: none */
	size_t lines;			/* that count: of the scope, or all where no column names scopes */
};

/* As register_read, of the lines that can be used. */
const char *register_facts_of(struct dc_span csv, const char *scope, struct register_facts *out);

#endif
