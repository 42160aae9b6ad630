/* installed.c -- a program of somebody else's, built against the installed library by pkg-config: finds an e-mail in a text. */
#include <daicho/detector.h>
#include <stdio.h>
#include <string.h>

static enum dc_status hit(struct dc_hit_sink *sink, const struct dc_hit *h, struct dc_error *err)
{
	(void)sink;
	(void)err;
	return printf("%s %llu-%llu %s\n", h->kind->id, (unsigned long long)h->start, (unsigned long long)h->end, dc_band_name(h->band)) > 0 ? DC_OK : DC_EIO;
}

static enum dc_status column(struct dc_hit_sink *sink, const struct dc_column_finding *c, struct dc_error *err)
{
	(void)sink;
	(void)c;
	(void)err;
	return DC_OK;
}

int main(void)
{
	static const char words[] = "mail: hanae.yoshikawa@daicho-rei.co.jp";
	uint8_t room[sizeof words + 2 * DC_TEXT_PAD] = { 0 };
	struct dc_text text = { .form = DC_PROSE, .bytes = { room + DC_TEXT_PAD, sizeof words - 1 }, .page_end = sizeof words - 1 };
	struct dc_engine_options opt = { .profile = DC_PROFILE_FAST };
	struct dc_document doc = { 0 };
	struct dc_hit_sink sink = { hit, column };
	struct dc_error err = { 0 };
	struct dc_engine *engine = NULL;
	struct dc_session *session = NULL;

	memcpy(room + DC_TEXT_PAD, words, sizeof words);
	if (dc_engine_new(&opt, &engine, &err) != DC_OK || dc_session_new(engine, &session, &err) != DC_OK ||
	    dc_session_begin(session, &doc, &err) != DC_OK || dc_session_text(session, &text, &sink, &err) != DC_OK ||
	    dc_session_end(session, &sink, &err) != DC_OK)
		fprintf(stderr, "%s\n", err.text);
	dc_session_free(session);
	dc_engine_free(engine);
	return err.status != DC_OK;
}
