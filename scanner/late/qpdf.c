/* qpdf.c -- the objects of PDF files. */
#include <qpdf/qpdf-c.h>

/* As in its header, which leaves the parameters out. */
const char *qpdf_get_qpdf_version(void);
qpdf_data qpdf_init(void);

#define LATE_FUNCTIONS "qpdf.def"
#include "bind.h"
