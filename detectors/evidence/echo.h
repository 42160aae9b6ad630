/* echo.h -- persons named in full and then by a part of the name: 佐藤健一 and 佐藤, Emma Johnson and Johnson, ジョン・スミス and スミス.
 * Not public. */
#ifndef EVIDENCE_ECHO_H
#define EVIDENCE_ECHO_H

#include "profile.h"

/* Looks for the surnames (Western: given names too) of the likely names further on in the text; adds them, with the whole name's
 * value, for they are one person's, and makes likelier what was seen there already. Keeps the order of start. */
enum dc_status echo_names(const struct profiles *profiles, const struct dc_text *text, struct candidates *found);

#endif
