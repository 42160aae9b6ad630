/* rtf_compressed.h -- the RTF of Outlook's messages, packed [MS-OXRTFCP]. */
#ifndef EXTRACT_RTF_COMPRESSED_H
#define EXTRACT_RTF_COMPRESSED_H

#include "daicho/buf.h"

/* Appends the unpacked text. DC_EFORMAT: not of this form; what was unpacked before stays. DC_ELIMIT: out's ceiling. */
enum dc_status rtf_decompress(struct dc_span packed, struct dc_buf *out);

#endif
