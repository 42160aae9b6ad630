/* mapi.h -- properties of Outlook's messages [MS-OXCDATA] as winmail.dat and Outlook stores hold them: texts become lines, labelled
 * where the property says what they are; bodies in HTML or RTF, and attachments, become items within. */
#ifndef EXTRACT_MAPI_H
#define EXTRACT_MAPI_H

#include "cfb.h"

struct mapi {
	struct ole2_reading r;
	unsigned codepage;		/* of texts that are not UTF-16; 0: to be found out */
	struct dc_buf text;		/* lines so far */
	struct dc_buf name;		/* of the attachment under way */
	struct dc_span data, object;	/* its bytes, or a message within with 16 bytes before it; borrowed */
};

void mapi_open(struct mapi *m, struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end);
/* v: the value's bytes, borrowed until the attachment it belongs to is whole. type: PT_* without the flag for several values. */
enum dc_status mapi_property(struct mapi *m, uint16_t id, uint16_t type, struct dc_span v, bool of_attachment, struct dc_error *err);
enum dc_status mapi_line(struct mapi *m, const char *label, struct dc_span s, bool wide, struct dc_error *err);
enum dc_status mapi_name(struct mapi *m, struct dc_span s, bool wide, struct dc_error *err);
enum dc_status mapi_attachment(struct mapi *m, struct dc_error *err);	/* the one under way is whole: it is read; none is fine */
enum dc_status mapi_text(struct mapi *m, struct dc_error *err);	/* hands the lines on */
void mapi_close(struct mapi *m);

#endif
