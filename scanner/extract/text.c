/* text.c -- plain text in any charset: logs, source code, notes. */
#include "stream.h"

static int text_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)name;
	if (head.n == 0)
		return 30;
	if (head_is_text(head) && !head_has(head, 0, "%PDF-", 5))
		return 30;
	return strncmp(mime, "text/", 5) == 0 ? 20 : 0;
}

static enum dc_status text_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct stream s;
	size_t page = 0;
	enum dc_status st = stream_open(&s, ex, item, self, end, DC_CS_UNKNOWN, err);

	while (st == DC_OK) {
		st = stream_more(&s, err);
		if (st == DC_OK)
			st = stream_prose(&s, s.text.n, s.eof, &page, err);
		if (s.eof)
			break;
	}
	stream_close(&s);
	return st;
}

const struct dc_extractor extractor_text = {
	.id = "text",
	.reads = "plain text in UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP and Latin-1, also mixed",
	.bid = text_bid,
	.extract = text_extract,
};
