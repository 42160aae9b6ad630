/* xlsxwriter.c -- workbooks. */
#include <xlsxwriter.h>

#define LATE_FUNCTIONS "xlsxwriter.def"
#include "bind.h"
