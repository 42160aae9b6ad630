/* overview.c -- the home page: how much personal data there is and where, what to do first, and what was not read. */
#include "page.h"

static enum dc_status overview_write(struct page *p, struct dc_error *err)
{
	(void)err;
	return p->out.status;
}

const struct report report_overview = { "overview", W_t_overview, F_HTML | F_MD | F_JSONL, false, overview_write, NULL };
