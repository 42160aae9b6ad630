/* workbook.h -- what the sheets of an Excel workbook refer to, and reading a sheet. */
#ifndef EXTRACT_WORKBOOK_H
#define EXTRACT_WORKBOOK_H

#include "markup.h"

struct workbook {
	struct dc_buf strings;		/* all shared strings behind each other */
	struct dc_buf ends;		/* size_t each: where the string ends */
	struct dc_buf dates;		/* per cell format: 1 if it shows a date */
	struct dc_buf date_formats;	/* uint32_t each: number formats of its own that show dates */
	struct { char name[128], id[32], file[64]; } sheets[256];
	size_t n_sheets;
	bool since_1904;
};

struct workbook *workbook_new(struct dc_extraction *ex);
void workbook_free(struct workbook *w);
/* Takes in a part of the workbook by its name in the package. *known: it is one. DC_ELIMIT in why: does not fit in memory. */
enum dc_status workbook_take(struct workbook *w, const char *name, struct stream *s, bool *known, struct dc_error *err);
bool workbook_wants(const char *name);
/* The name of the sheet in that file, or the file's own. */
const char *workbook_sheet_name(const struct workbook *w, const char *file);
enum dc_status workbook_sheet(const struct workbook *w, struct stream *s, struct built *b, struct dc_error *err);

/* Number formats of Excel's own that show a date (ECMA-376 18.8.30), and codes that do. */
bool workbook_builtin_date(uint64_t id);
bool workbook_code_is_date(struct dc_span code);
/* Days since 1899-12-30 (18.17.4.1) as yyyy-mm-dd; returns its length, 0: no date. */
size_t workbook_date(double serial, bool since_1904, char out[16]);

#endif
