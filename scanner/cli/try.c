/* try.c -- a padded copy of the text, one session, one question. */
#include "try.h"

#include <stdlib.h>
#include <string.h>

struct try {
	struct dc_hit_sink sink;		/* first: the callbacks get it back as struct try */
	struct dc_session *session;
	const char *kind;
	bool found;
};

static enum dc_status hit(struct dc_hit_sink *sink, const struct dc_hit *h, struct dc_error *err)
{
	struct try *t = (struct try *)sink;

	(void)err;
	if (strcmp(h->kind->id, t->kind) == 0 && h->band >= DC_BAND_LOW)
		t->found = true;
	return DC_OK;
}

static enum dc_status column(struct dc_hit_sink *sink, const struct dc_column_finding *c, struct dc_error *err)
{
	(void)sink;
	(void)c;
	(void)err;
	return DC_OK;
}

struct try *try_new(const struct dc_engine *engine, struct dc_error *err)
{
	struct try *t = calloc(1, sizeof *t);

	if (t == NULL) {
		dc_fail(err, DC_ENOMEM, "kinds");
		return NULL;
	}
	t->sink = (struct dc_hit_sink){ hit, column };
	if (dc_session_new(engine, &t->session, err) == DC_OK)
		return t;
	free(t);
	return NULL;
}

void try_free(struct try *t)
{
	dc_session_free(t->session);
	free(t);
}

bool try_finds(struct try *t, const char *text, const char *kind)
{
	size_t n = strlen(text);
	uint8_t *room = calloc(1, n + 2 * DC_TEXT_PAD);
	struct dc_document doc = { .format = "text" };
	struct dc_text x = { .form = DC_PROSE, .page_end = n, .first_line = 1 };
	struct dc_error err = { 0 };

	if (room == NULL)
		return false;
	memcpy(room + DC_TEXT_PAD, text, n);	/* NOLINT(bugprone-not-null-terminated-result): calloc left zeroes behind it */
	x.bytes = (struct dc_span){ room + DC_TEXT_PAD, n };
	t->kind = kind;
	t->found = false;
	if (dc_session_begin(t->session, &doc, &err) == DC_OK)
		dc_session_text(t->session, &x, &t->sink, &err);
	dc_session_end(t->session, &t->sink, &err);
	free(room);
	return t->found;
}
