/* tell.c -- what changed since a target's channels were last told; each is told once, and a run whose message reached
 * none of them is told again with the next. */
#include "channel.h"
#include "steps.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

struct telling {
	const struct supervisor *s;	/* for steps_say */
	struct runner r;
	struct event event;
	struct dc_buf line, text, json;
	struct dc_arena *arena;
};

static enum dc_status gather(struct telling *t, struct dc_error *err)
{
	const struct dc_watch *w = t->s->w;
	const struct state *st = &t->r.state;
	bool mask = w->config.mask_paths.s != NULL && strcmp(w->config.mask_paths.s, "true") == 0;
	struct dc_error why = { 0 };
	enum dc_status got = event_gather(t->r.target->database, st->told_run, st->told_coverage, mask, t->arena, &t->event, &why);

	t->event.target = t->r.target->id.s;
	t->event.code = (int)st->code;
	t->event.failure = st->failed ? st->failure : "";
	if (got != DC_OK && !st->failed) {
		*err = why;		/* a scan that failed may have made no inventory at all; else there must be one */
		return got == DC_END ? dc_fail(err, DC_EUSAGE, "%s: no run yet", t->r.target->id.s) : got;
	}
	if (st->failed && !st->told_failure)
		t->event.why |= WAKE_FAILURE;
	t->event.why &= t->r.target->wakes;
	return DC_OK;
}

static enum dc_status write_words(struct telling *t, const char *lang, struct dc_error *err)
{
	enum dc_status st = event_line(&t->event, lang, &t->line);

	if (st == DC_OK)
		st = event_text(&t->event, lang, &t->text);
	if (st == DC_OK)
		st = event_json(&t->event, &t->json);
	if (st == DC_OK && (dc_buf_cstr(&t->line) == NULL || dc_buf_cstr(&t->text) == NULL || dc_buf_cstr(&t->json) == NULL))
		st = DC_ENOMEM;
	return st == DC_OK ? st : dc_fail(err, st, "%s: a message", t->r.target->id.s);
}

/* DC_EIO: at least one was not reached. */
static enum dc_status send_all(struct telling *t, const char *lang, struct dc_error *err)
{
	char id[160];
	struct notice m = { .event = &t->event, .line = dc_buf_cstr(&t->line), .text = dc_buf_cstr(&t->text), .json = dc_buf_cstr(&t->json),
		.id = id, .folder = t->r.folder, .lang = lang };
	size_t missed = 0;

	snprintf(id, sizeof id, "%s-%lld-%lld", t->r.target->id.s, (long long)t->event.run, (long long)t->r.state.started);
	for (size_t i = 0; i < t->r.target->n_channels; i++) {
		const struct channel *c = t->r.target->channels[i];
		struct dc_error why = { 0 };

		if (c->ops->send(c, &m, &why) == DC_OK) {
			steps_say(t->s, "%s: told %s", t->r.target->id.s, c->id.s);
			continue;
		}
		steps_say(t->s, "%s: %s was not told: %s", t->r.target->id.s, c->id.s, why.text);
		missed++;
	}
	return missed == 0 ? DC_OK : dc_fail(err, DC_EIO, "%s: %zu of %zu channels were not told", t->r.target->id.s, missed, t->r.target->n_channels);
}

static enum dc_status remember(struct telling *t, enum dc_status sent, struct dc_error *err)
{
	struct state *st = &t->r.state;

	if (sent != DC_OK) {
		st->untold++;
		return state_write(t->r.state_path, st, err);
	}
	st->untold = 0;
	st->told_failure = st->failed;
	if (t->event.run != 0 && !st->failed) {
		st->told_run = t->event.run;
		st->told_coverage = t->event.coverage;
	}
	return state_write(t->r.state_path, st, err);
}

static enum dc_status tell(struct telling *t, const char *lang, bool force, struct dc_error *err)
{
	enum dc_status st = gather(t, err), sent = DC_OK;
	struct dc_error late = { 0 };

	if (st == DC_OK)
		st = write_words(t, lang, err);
	if (st != DC_OK)
		return st;
	if (t->event.why != 0 || force)
		sent = send_all(t, lang, err);
	else
		steps_say(t->s, "%s: no news", t->r.target->id.s);
	if (remember(t, sent, &late) != DC_OK && sent == DC_OK) {
		*err = late;
		return err->status;
	}
	return sent;
}

enum dc_status dc_watch_tell(struct dc_watch *w, const struct dc_watch_options *opt, bool force, struct dc_error *err)
{
	struct supervisor s = { .w = w, .opt = opt, .lock = -1 };
	struct telling t = { .s = &s, .arena = dc_arena_new(0) };
	enum dc_status st = t.arena == NULL || sodium_init() < 0 ? dc_fail(err, DC_ENOMEM, "watch") : DC_END;

	dc_buf_init(&t.line, 0);
	dc_buf_init(&t.text, 0);
	dc_buf_init(&t.json, 0);
	for (size_t i = 0; i < w->n_targets && st == DC_END; i++)
		if (opt->only != NULL && strcmp(w->targets[i]->id.s, opt->only) == 0)
			st = steps_paths(w, w->targets[i], &t.r, err);
	if (st == DC_END)
		st = dc_fail(err, DC_EUSAGE, "%s: the configuration has no target '%s'", w->files[0], opt->only == NULL ? "" : opt->only);
	if (st == DC_OK)
		st = tell(&t, opt->lang, force, err);
	dc_buf_done(&t.line);
	dc_buf_done(&t.text);
	dc_buf_done(&t.json);
	dc_arena_free(t.arena);
	return st;
}
