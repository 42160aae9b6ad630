/* stream.c -- reads an item into a window of decoded text. */
#include "stream.h"

#include "daicho/text.h"
#include "window.h"

#define CHUNK (256u << 10)		/* stored bytes of one step */
#define LEAST 4096			/* a step is at least so long: below it the window counts as full */

enum dc_status stream_open(struct stream *s, struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, enum dc_charset hint, struct dc_error *err)
{
	*s = (struct stream){ .ex = ex, .item = item, .self = self, .end = end, .line = 1 };
	s->decoder = dc_decoder_new(hint);
	if (s->decoder == NULL || !window_open(&s->in) || !window_open(&s->text)) {
		stream_close(s);
		return dc_fail(err, DC_ENOMEM, "no memory to read a text");
	}
	return DC_OK;
}

enum dc_status stream_more(struct stream *s, struct dc_error *err)
{
	struct dc_error why = { 0 };
	size_t most = (DC_TEXT_MOST - s->text.n) / 3, got = 0;	/* a stored byte gives at most three */
	enum dc_status st;

	if (s->eof)
		return DC_OK;
	if (most < 3 * LEAST)		/* what the decoder kept back must fit too */
		return DC_ELIMIT;
	most -= 2 * LEAST;
	if (most > CHUNK)
		most = CHUNK;
	st = extract_fill(s->item, s->in.p, most, &got, &why);
	s->end->bytes += got;
	if (st != DC_OK) {
		st = extract_ended(s->ex, s->self, s->end, st, &why, err);
		if (st != DC_OK)
			return st;
		s->eof = true;
	}
	if (got < most)
		s->eof = true;
	return dc_decode(s->decoder, (struct dc_span){ s->in.p, got }, s->eof, &s->text, &s->map, err);
}

void stream_drop(struct stream *s, size_t n)
{
	s->line += window_lines(s->text.p, n);
	s->gone += n;
	window_drop(&s->text, &s->map, n);
}

void stream_close(struct stream *s)
{
	if (s->decoder != NULL && s->end->charset == NULL)
		s->end->charset = dc_decoder_charset(s->decoder);
	dc_decoder_free(s->decoder);
	window_close(&s->in);
	window_close(&s->text);
	dc_map_done(&s->map);
	s->decoder = NULL;
}

enum dc_status stream_prose(struct stream *s, size_t n, bool last, size_t *page, struct dc_error *err)
{
	size_t keep, page_end = n;
	enum dc_status st = DC_OK;

	if (!last)
		page_end = n <= DC_TEXT_MARGIN ? 0 : window_char(&s->text, n - DC_TEXT_MARGIN);
	if (page_end <= *page)
		return DC_OK;
	if (n == s->text.n)
		memset(s->text.p + n, 0, DC_TEXT_PAD);
	st = s->ex->sink->text(s->ex->sink, s->self, &(struct dc_text){
		.form = DC_PROSE, .bytes = { s->text.p, n }, .page = *page, .page_end = page_end, .map = &s->map,
		.first_line = s->line, .label = s->label }, err);
	keep = page_end <= DC_TEXT_MARGIN ? 0 : window_char(&s->text, page_end - DC_TEXT_MARGIN);
	if (last)
		keep = n;
	stream_drop(s, keep);
	*page = page_end - keep;
	return st;
}
