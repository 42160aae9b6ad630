/* link.c -- see link.h. What a scope takes over by extends: the other's bindings and prohibitions besides its own, and any
 * single part it does not have itself (owner, retention, sharing, my_number ...); never its places. */
#include "link.h"
#include "declared.h"

#include "pack.h"
#include "records.h"
#include "register.h"
#include "rules.h"
#include "textfile.h"

#include "daicho/category.h"

#include <stdlib.h>
#include <string.h>

#define EXTENDS_MOST 16			/* scopes in a row */

static void *find(const struct dc_declaration *d, enum id_kind kind, const struct word *w)
{
	const struct defined *e = w->s == NULL ? NULL : shapes_find(d->ids, d->n_ids, kind, w->s);

	return e == NULL ? NULL : e->record;
}

static bool is(const struct word *w, const char *s)
{
	return w->s != NULL && strcmp(w->s, s) == 0;
}

static const struct words *given(const struct words *w)
{
	return w->given ? w : NULL;
}

const char *text_in(const struct text *t, const char *lang)
{
	const char *first, *second;

	if (t == NULL)
		return "";
	first = strcmp(lang, "ja") == 0 ? t->ja.s : t->en.s;
	second = strcmp(lang, "ja") == 0 ? t->en.s : t->ja.s;
	return first != NULL ? first : second != NULL ? second : "";
}

const struct subject *declaration_subject(const struct dc_declaration *d, const char *id)
{
	const struct word w = { .s = id };

	return find(d, ID_SUBJECT, &w);
}

const struct recipient *declaration_recipient(const struct dc_declaration *d, const char *id)
{
	return find(d, ID_RECIPIENT, &(struct word){ .s = id });
}

const struct purpose *declaration_purpose(const struct dc_declaration *d, const char *id)
{
	return find(d, ID_PURPOSE, &(struct word){ .s = id });
}

const struct policy *declaration_policy(const struct dc_declaration *d, const char *id)
{
	return find(d, ID_POLICY, &(struct word){ .s = id });
}

/* ---- records one by one */

static void link_category(struct category *c)
{
	static const struct { const char *name; unsigned bit; } bits[] = {
		{ "id", DC_CAT_ID }, { "quasi", DC_CAT_QUASI }, { "code", DC_CAT_CODE }, { "fin", DC_CAT_FIN },
		{ "sp", DC_CAT_SPECIAL }, { "eu", DC_CAT_EU },
	};

	for (size_t i = 0; i < c->flags.n; i++)
		for (size_t k = 0; k < DC_ARRAY_LEN(bits); k++)
			if (strcmp(c->flags.v[i].s, bits[k].name) == 0)
				c->bits |= bits[k].bit;
}

static void link_purpose(const struct dc_declaration *d, struct purpose *p)
{
	const struct policy *policy = p->source == NULL ? NULL : find(d, ID_POLICY, &p->source->policy);

	p->is_vague = is(&p->vague, "true");
	p->eff = given(&p->categories);
	if (p->eff == NULL && policy != NULL)
		p->eff = given(&policy->items);
}

static void link_binding(const struct dc_declaration *d, struct binding *b)
{
	b->to = find(d, ID_PURPOSE, &b->purpose);
	b->eff = given(&b->categories);
	if (b->eff == NULL && b->to != NULL)
		b->eff = b->to->eff;
}

static enum dc_status link_sharing(const struct dc_declaration *d, struct sharing *s)
{
	s->joint = find(d, ID_JOINT_USE, &s->joint_use);
	s->to = dc_arena_array(d->arena, s->recipients.n + 1, sizeof *s->to);
	if (s->to == NULL)
		return DC_ENOMEM;
	for (size_t i = 0; i < s->recipients.n; i++)
		s->to[i] = find(d, ID_RECIPIENT, &s->recipients.v[i]);
	return DC_OK;
}

static void link_retention(struct retention *r)
{
	if (r->max.s != NULL)
		when_parse_span(r->max.s, &r->longest);
	if (r->anchor != NULL && is(&r->anchor->kind, "fixed") && r->anchor->ref.s != NULL)
		when_parse(r->anchor->ref.s, &r->fixed);
}

static void link_claims(struct claims *c)
{
	static const char *const names[] = { "none", "anonymised", "pseudonymised", "statistical" };

	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++)
		if (is(&c->processing, names[i]))
			c->how = (enum processing)i;
	c->is_received = is(&c->received, "true");
	c->is_encrypted = is(&c->encrypted_at_rest, "true");
}

static enum dc_status link_scope(const struct dc_declaration *d, struct scope *s)
{
	s->strong = is(&s->min_confidence, "low") ? STRENGTH_LOW : is(&s->min_confidence, "high") ? STRENGTH_HIGH : STRENGTH_MEDIUM;
	for (size_t i = 0; i < s->bindings.n; i++)
		link_binding(d, s->bindings.v[i]);
	if (s->retention != NULL)
		link_retention(s->retention);
	if (s->claims != NULL)
		link_claims(s->claims);
	if (s->my_number != NULL && s->my_number->law_retention.s != NULL)
		when_parse_span(s->my_number->law_retention.s, &s->my_number->longest);
	return s->sharing == NULL ? DC_OK : link_sharing(d, s->sharing);
}

/* ---- registers: CSV files that the declaration names */

/* NULL in *why: the facts are set. */
static void look_into(const struct dc_declaration *d, const char *file, const struct scope *s, struct register_facts *out,
	const char **why)
{
	struct dc_buf text;

	dc_buf_init(&text, TEXTFILE_BYTES_MOST);
	*why = d->folder[0] == '\0' ? "the declaration is not a file" : textfile_read(d->folder, file, &text);
	if (*why == NULL)
		*why = register_facts_of((struct dc_span){ text.p, text.n }, s->id.s, out);
	dc_buf_done(&text);
}

/* The day of the event that retention counts from: the register's latest for this scope. */
static void link_anchor(const struct dc_declaration *d, struct scope *s, struct complaints *complaints)
{
	const struct anchor *a = s->retention == NULL ? NULL : s->retention->anchor;
	struct register_facts facts = { 0 };
	const char *why;

	if (a == NULL || !is(&a->kind, "register") || a->ref.s == NULL)
		return;
	look_into(d, a->ref.s, s, &facts, &why);
	s->retention->fixed = facts.latest;
	if (why != NULL)
		complain(complaints, M_register_unread, a->ref.at, a->ref.s, why, records_why(why));
}

bool scope_received(const struct scope *s)
{
	return (s->sharing != NULL && is(&s->sharing->kind, "received")) || (s->claims != NULL && s->claims->is_received);
}

/* ---- extends */

static enum dc_status join_records(struct dc_arena *arena, struct records *to, const struct records *from)
{
	for (size_t i = 0; i < from->n; i++) {
		if (!shapes_grow(arena, (void **)&to->v, to->n, &to->cap, sizeof *to->v))
			return DC_ENOMEM;
		to->v[to->n++] = from->v[i];
	}
	return DC_OK;
}

static enum dc_status join_words(struct dc_arena *arena, struct words *to, const struct words *from)
{
	for (size_t i = 0; i < from->n; i++) {
		if (!shapes_grow(arena, (void **)&to->v, to->n, &to->cap, sizeof *to->v))
			return DC_ENOMEM;
		to->v[to->n++] = from->v[i];
	}
	return DC_OK;
}

#define TAKE_OVER(part) (s->part = s->part == NULL ? from->part : s->part)

static enum dc_status extend(const struct dc_declaration *d, struct scope *s, struct complaints *complaints, int depth)
{
	struct scope *from = find(d, ID_SCOPE, &s->extends);
	enum dc_status st;

	if (s->linked == 2)
		return DC_OK;
	if (s->linked == 1 || depth == EXTENDS_MOST) {
		complain(complaints, M_extends_cycle, s->extends.at, s->id.s, NULL, NULL);
		return DC_OK;
	}
	s->linked = 1;
	if (from != NULL) {
		st = extend(d, from, complaints, depth + 1);
		if (st == DC_OK)
			st = join_records(d->arena, &s->bindings, &from->bindings);
		if (st == DC_OK)
			st = join_words(d->arena, &s->prohibit, &from->prohibit);
		if (st != DC_OK)
			return st;
		TAKE_OVER(owner);
		TAKE_OVER(acquisition);
		TAKE_OVER(retention);
		TAKE_OVER(sharing);
		TAKE_OVER(my_number);
		TAKE_OVER(special_care);
		TAKE_OVER(eu_adequacy);
		TAKE_OVER(claims);
		if (s->min_confidence.s == NULL)
			s->strong = from->strong;
	}
	s->linked = 2;
	return DC_OK;
}

/* ---- all of it */

static enum dc_status link_scopes(struct dc_declaration *d, struct complaints *complaints)
{
	struct root *r = &d->root;
	enum dc_status st = DC_OK;

	for (size_t i = 0; st == DC_OK && i < r->scopes.n; i++) {
		((struct scope *)r->scopes.v[i])->index = (uint32_t)i;
		st = link_scope(d, r->scopes.v[i]);
		link_anchor(d, r->scopes.v[i], complaints);
	}
	for (size_t i = 0; st == DC_OK && i < r->scopes.n; i++)
		st = extend(d, r->scopes.v[i], complaints, 0);
	if (st == DC_OK)
		st = records_link(d, complaints);
	for (size_t i = 0; i < r->scopes.n; i++)
		d->any_eu = d->any_eu || scope_at(d, i)->eu_adequacy != NULL;
	return st;
}

static enum dc_status choose_pack(struct dc_declaration *d, struct complaints *complaints)
{
	struct dc_buf known;
	const struct pack *p;
	enum dc_status st = DC_OK;

	if (d->root.rule_pack.s == NULL) {
		d->pack = pack_at(0);
		return DC_OK;
	}
	d->pack = pack_find(d->root.rule_pack.s);
	if (d->pack != NULL)
		return DC_OK;
	dc_buf_init(&known, 0);
	for (size_t i = 0; st == DC_OK && (p = pack_at(i)) != NULL; i++)
		st = dc_buf_printf(&known, "%s%s", i == 0 ? "" : ", ", p->id);
	complain(complaints, M_rule_pack, d->root.rule_pack.at, d->root.rule_pack.s, dc_buf_cstr(&known), NULL);
	dc_buf_done(&known);
	return st;
}

enum dc_status link_declaration(struct dc_declaration *d, struct complaints *complaints)
{
	struct root *r = &d->root;
	enum dc_status st = choose_pack(d, complaints);

	d->zone_minutes = 9 * 60;	/* Asia/Tokyo */
	if (r->timezone.s != NULL)
		rules_zone(r->timezone.s, &d->zone_minutes);
	for (size_t i = 0; i < r->categories.n; i++)
		link_category(r->categories.v[i]);
	for (size_t i = 0; i < r->purposes.n; i++)
		link_purpose(d, r->purposes.v[i]);
	for (size_t i = 0; i < r->waivers.n; i++) {
		struct waiver *w = r->waivers.v[i];

		w->in = find(d, ID_SCOPE, &w->scope);
		if (w->expires.s != NULL)
			when_parse(w->expires.s, &w->last_day);
	}
	return st == DC_OK ? link_scopes(d, complaints) : st;
}
