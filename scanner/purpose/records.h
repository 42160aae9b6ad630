/* records.h -- the registers of provision and receipt, line by line, joined with scopes, recipients and categories. */
#ifndef PURPOSE_RECORDS_H
#define PURPOSE_RECORDS_H

#include "declaration.h"

/* Reads both registers that the declaration names, notes which received scopes are recorded, and tells the lines it had to leave out. */
enum dc_status records_link(struct dc_declaration *d, struct complaints *complaints);
/* In Japanese, why a register cannot be used; what we have no word for stays as it is. */
const char *records_why(const char *why);

#endif
