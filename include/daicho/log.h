/* log.h -- names made safe to print, and masks. */
#ifndef DAICHO_LOG_H
#define DAICHO_LOG_H

#include "daicho/buf.h"

/* Adds bytes as printable UTF-8: C0, C1, ESC, bidi controls, line separators and invalid bytes become \xNN or \u{N},
 * a backslash is doubled. One record stays one line. */
enum dc_status dc_escape(struct dc_buf *out, struct dc_span bytes);

/* Adds bytes as a JSON string with its quotes; what is not UTF-8 becomes U+FFFD, so the text is always valid. */
enum dc_status dc_json_string(struct dc_buf *out, struct dc_span bytes);
bool dc_utf8_valid(struct dc_span bytes);

/* How much of a value may be shown. */
enum dc_mask {
	DC_MASK_LENGTH,			/* "*****": the length alone (code points, at most 20 stars) */
	DC_MASK_LAST4,			/* "************1234" */
	DC_MASK_DOMAIN,			/* "***@example.co.jp" */
	DC_MASK_FIRST3,			/* "090********" */
	DC_MASK_PLACE			/* prefecture and municipality: the first shown_bytes, then stars */
};

/* Writes a NUL-terminated mask of value (UTF-8, normalised) to out[cap], cut at a code point. */
void dc_mask(enum dc_mask how, struct dc_span value, size_t shown_bytes, char *out, size_t cap);

#endif
