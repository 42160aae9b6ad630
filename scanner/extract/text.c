/* text.c -- plain text in any charset: logs, source code, notes; tables drawn in it are tables. */
#include "drawn.h"
#include "stream.h"

#include <stdlib.h>

static int text_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)name;
	if (head.n == 0)
		return 30;
	if (head_is_text(head) && !head_has(head, 0, "%PDF-", 5))
		return 30;
	return strncmp(mime, "text/", 5) == 0 ? 20 : 0;
}

static enum dc_status send_rows(struct stream *s, const struct drawn *d, uint64_t *row, struct dc_error *err)
{
	struct dc_span text = { s->text.p, d->end };
	size_t room = 1, n_columns = 0, n = 0;
	struct dc_column *columns = drawn_columns(text, d, s->ex->arena, &n_columns);
	struct dc_cell *cells;
	enum dc_status st;

	for (size_t i = d->body; i < d->end; i++)
		room += text.p[i] == '|' || text.p[i] == '\n';
	room += room;			/* a row has one cell more than bars */
	cells = calloc(room, sizeof *cells);
	if (columns == NULL || cells == NULL) {
		free(cells);
		return dc_fail(err, DC_ENOMEM, "no memory for a table in text");
	}
	n = drawn_cells(text, d, cells, room);
	st = s->ex->sink->text(s->ex->sink, s->self, &(struct dc_text){
		.form = DC_TABLE, .bytes = text, .page = d->body, .page_end = d->end, .map = &s->map, .first_line = s->line,
		.first_row = *row, .cells = cells, .n_cells = n, .columns = columns, .n_columns = n_columns }, err);
	*row += n == 0 ? 0 : cells[n - 1].row + 1;
	free(cells);
	return st;
}

/* Prose up to and with the table's heading, then its rows. */
static enum dc_status send_table(struct stream *s, struct drawn *d, size_t *page, uint64_t *row, struct dc_error *err)
{
	size_t start = d->start, heading = d->body - d->start;
	enum dc_status st = DC_OK;

	if (start > *page)
		st = stream_prose(s, start, true, page, err);
	else
		stream_drop(s, start);		/* context alone */
	if (st != DC_OK)
		return st;
	*page = 0;
	d->start = 0;
	d->body -= start;
	d->end -= start;
	st = s->ex->sink->text(s->ex->sink, s->self, &(struct dc_text){ .form = DC_PROSE, .bytes = { s->text.p, heading },
		.page_end = heading, .map = &s->map, .first_line = s->line }, err);
	if (st == DC_OK)
		st = send_rows(s, d, row, err);
	stream_drop(s, d->end);
	return st;
}

/* full: the window takes no more, so a table that has no end yet ends there. */
static enum dc_status send(struct stream *s, bool full, size_t *page, uint64_t *row, struct dc_error *err)
{
	struct drawn d;
	enum dc_status st = DC_OK;

	while (st == DC_OK && drawn_find((struct dc_span){ s->text.p, s->text.n }, *page, s->eof, &d)) {
		if (d.open && !full)
			return stream_prose(s, d.start, true, page, err);
		if (d.end <= d.body)
			break;
		st = send_table(s, &d, page, row, err);
	}
	return st == DC_OK ? stream_prose(s, s->text.n, s->eof, page, err) : st;
}

static enum dc_status text_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct stream s;
	size_t page = 0;
	uint64_t row = 1;
	enum dc_status st = stream_open(&s, ex, item, self, end, DC_CS_UNKNOWN, err);

	while (st == DC_OK) {
		bool full;

		st = stream_more(&s, err);
		full = st == DC_ELIMIT && err->status == DC_OK;
		if (st == DC_OK || full)
			st = send(&s, full, &page, &row, err);
		if (s.eof)
			break;
	}
	stream_close(&s);
	return st;
}

const struct dc_extractor extractor_text = {
	.id = "text",
	.reads = "plain text in UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP and Latin-1, also mixed; tables drawn with bars",
	.bid = text_bid,
	.extract = text_extract,
};
