/* unread.h -- what was not read whole, one by one. */
#ifndef REPORT_UNREAD_H
#define REPORT_UNREAD_H

#include "page.h"

enum dc_status unread_write(struct page *p, struct dc_error *err);
enum dc_status unread_objects(struct page *p, const char *group, struct dc_error *err);

#endif
