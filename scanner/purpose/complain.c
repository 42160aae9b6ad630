/* complain.c -- the texts are a table; a complaint keeps only what fills them until it is told. */
#include "complain.h"

#include "daicho/buf.h"
#include "daicho/log.h"

#include <stdlib.h>

#define FILL_MOST 160			/* bytes of a name or value shown in a message */

static const struct {
	const char *code, *en, *ja, *hint_en, *hint_ja;
} texts[] = {
#define MESSAGE(name, code, en, ja, hint_en, hint_ja) { code, en, ja, hint_en, hint_ja },
#include "messages.def"
#undef MESSAGE
};

/* A printable copy, cut at a code point. */
static const char *printable(struct complaints *all, const char *s)
{
	struct dc_buf b;
	size_t n = s == NULL ? 0 : strlen(s);
	const char *copy;

	if (n == 0)
		return "";
	if (n > FILL_MOST)
		for (n = FILL_MOST; n > 0 && ((uint8_t)s[n] & 0xc0) == 0x80;)
			n--;
	dc_buf_init(&b, 0);
	if (dc_escape(&b, (struct dc_span){ (const uint8_t *)s, n }) != DC_OK || (s[n] != '\0' && dc_buf_adds(&b, "...") != DC_OK))
		all->no_memory = true;
	copy = b.n == 0 ? "" : dc_arena_strndup(all->arena, b.p, b.n);
	dc_buf_done(&b);
	if (copy == NULL)
		all->no_memory = true;
	return copy == NULL ? "" : copy;
}

void complain(struct complaints *all, enum message m, struct place at, const char *a, const char *b, const char *c)
{
	struct complaint *new;

	all->errors += texts[m].code[0] == 'E';
	if (all->list == NULL)
		all->list = dc_arena_array(all->arena, COMPLAINTS_MOST, sizeof *all->list);
	if (all->list == NULL || all->n == COMPLAINTS_MOST) {
		all->no_memory = all->no_memory || all->list == NULL;
		all->left_out++;
		return;
	}
	new = &all->list[all->n++];
	*new = (struct complaint){ at, m, { printable(all, a), printable(all, b), printable(all, c) } };
}

static int by_place(const void *x, const void *y)
{
	const struct complaint *a = x, *b = y;

	if (a->at.file != b->at.file)
		return a->at.file < b->at.file ? -1 : 1;
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	if (a->at.column != b->at.column)
		return a->at.column < b->at.column ? -1 : 1;
	if (a->message != b->message)
		return a->message < b->message ? -1 : 1;
	for (size_t i = 0; i < DC_ARRAY_LEN(a->fill); i++)
		if (strcmp(a->fill[i], b->fill[i]) != 0)
			return strcmp(a->fill[i], b->fill[i]);
	return 0;
}

/* The text with {0} {1} {2} replaced; NULL when memory is out. */
static const char *filled(struct dc_arena *arena, const char *text, const char *const *fill)
{
	struct dc_buf b;
	enum dc_status st = DC_OK;
	const char *out = NULL;

	dc_buf_init(&b, 0);
	for (const char *p = text; *p != '\0' && st == DC_OK; p++) {
		if (p[0] == '{' && p[1] >= '0' && p[1] <= '2' && p[2] == '}') {
			st = dc_buf_adds(&b, fill[p[1] - '0']);
			p += 2;
		} else {
			st = dc_buf_addc(&b, *p);
		}
	}
	if (st == DC_OK)
		out = dc_arena_strndup(arena, b.p, b.n);
	dc_buf_done(&b);
	return out;
}

static enum dc_status tell_one(struct complaints *all, const struct complaint *c, void (*tell)(void *ctx, const struct dc_lint *),
	void *ctx)
{
	struct dc_lint lint = {
		.code = texts[c->message].code, .file = all->files[c->at.file], .line = c->at.line, .column = c->at.column,
		.message = filled(all->arena, texts[c->message].en, c->fill),
		.message_ja = filled(all->arena, texts[c->message].ja, c->fill),
		.hint = filled(all->arena, texts[c->message].hint_en, c->fill),
		.hint_ja = filled(all->arena, texts[c->message].hint_ja, c->fill),
	};

	if (lint.message == NULL || lint.message_ja == NULL || lint.hint == NULL || lint.hint_ja == NULL)
		return DC_ENOMEM;
	tell(ctx, &lint);
	return DC_OK;
}

enum dc_status complaints_tell(struct complaints *all, void (*tell)(void *ctx, const struct dc_lint *), void *ctx)
{
	if (tell == NULL)
		return all->no_memory ? DC_ENOMEM : DC_OK;
	if (all->n != 0)
		qsort(all->list, all->n, sizeof *all->list, by_place);
	for (size_t i = 0; i < all->n; i++)
		if (tell_one(all, &all->list[i], tell, ctx) != DC_OK)
			return DC_ENOMEM;
	if (all->left_out != 0 && !all->no_memory) {
		struct complaint more = { { all->list[all->n - 1].at.file, all->list[all->n - 1].at.line, 1 }, M_more,
			{ dc_arena_printf(all->arena, "%zu", all->left_out), "", "" } };

		if (more.fill[0] == NULL || tell_one(all, &more, tell, ctx) != DC_OK)
			return DC_ENOMEM;
	}
	return all->no_memory ? DC_ENOMEM : DC_OK;
}
