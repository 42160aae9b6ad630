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

#endif
