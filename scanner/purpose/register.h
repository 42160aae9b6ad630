/* register.h -- the company's registers (CSV): when an event was, whether a receipt is recorded. */
#ifndef PURPOSE_REGISTER_H
#define PURPOSE_REGISTER_H

#include "daicho/span.h"

#include <stdbool.h>

struct register_facts {
	int latest;			/* yyyymmdd of the latest date of the lines that count; 0: none */
	size_t lines;			/* that count: of the scope, or all where no column names scopes */
};

/* Reads CSV text (UTF-8, with or without BOM; quotes as RFC 4180). NULL, or why it cannot be used. */
const char *register_read(struct dc_span csv, const char *scope, struct register_facts *out);

#endif
