/* textfile.h -- small files that a declaration names: policies and registers, from its folder. */
#ifndef PURPOSE_TEXTFILE_H
#define PURPOSE_TEXTFILE_H

#include "daicho/buf.h"

#define TEXTFILE_BYTES_MOST (16u << 20)

/* Adds the whole file; a relative name begins at the folder. NULL, or why it could not be read. */
const char *textfile_read(const char *folder, const char *name, struct dc_buf *out);

#endif
