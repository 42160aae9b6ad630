/* lint.c -- what a declaration may say and should not, or leaves unsaid (PURPOSES 1.3). One function for each kind of
 * record; the texts are in messages.def. */
#include "link.h"
#include "places.h"

#include "pack.h"
#include "rules.h"
#include "textfile.h"

#include "daicho/category.h"

#include <sodium.h>
#include <string.h>

struct linter {
	const struct dc_declaration *d;
	struct complaints *complaints;
	int today;
	int scope_years, contract_years;	/* how old a review may be, from the rule pack */
};

static bool is(const struct word *w, const char *s)
{
	return w->s != NULL && strcmp(w->s, s) == 0;
}

static bool admits(const struct words *list, const char *category)
{
	for (size_t i = 0; i < list->n; i++)
		if (dc_category_within(category, list->v[i].s))
			return true;
	return false;
}

static void say(const struct linter *l, enum message m, struct place at, const char *a, const char *b, const char *c)
{
	complain(l->complaints, m, at, a, b, c);
}

/* True if the date is missing or lies more than so many years back. */
static bool stale(const struct linter *l, const struct word *date, int years)
{
	int day;

	if (date == NULL || date->s == NULL || !when_parse(date->s, &day))
		return true;
	return when_add(day, (struct span_of_time){ true, years * 12, 0 }) < l->today;
}

/* ---- policies */

static void lint_policy(const struct linter *l, const struct policy *p)
{
	uint8_t sum[crypto_hash_sha256_BYTES];
	char hex[2 * crypto_hash_sha256_BYTES + 1];
	struct dc_buf text;

	if (p->file.s == NULL || p->sha256.s == NULL || l->d->folder[0] == '\0')
		return;
	dc_buf_init(&text, TEXTFILE_BYTES_MOST);
	if (textfile_read(l->d->folder, p->file.s, &text) != NULL) {
		say(l, M_policy_unread, p->file.at, p->id.s, p->file.s, NULL);
	} else {
		crypto_hash_sha256(sum, text.p, text.n);
		sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
		if (strncmp(hex, p->sha256.s, strlen(p->sha256.s)) != 0)
			say(l, M_policy_changed, p->sha256.at, p->id.s, p->file.s, hex);
	}
	dc_buf_done(&text);
}

/* ---- purposes */

static void lint_purposes(const struct linter *l)
{
	const struct records *all = &l->d->root.purposes;
	bool ja = false, en = false;

	for (size_t i = 0; i < all->n; i++) {
		const struct purpose *p = all->v[i];

		ja = ja || p->text->ja.s != NULL;
		en = en || p->text->en.s != NULL;
	}
	for (size_t i = 0; i < all->n; i++) {
		const struct purpose *p = all->v[i];

		if (ja && p->text->ja.s == NULL)
			say(l, M_policy_drift, p->id.at, p->id.s, "ja", NULL);
		if (en && p->text->en.s == NULL)
			say(l, M_policy_drift, p->id.at, p->id.s, "en", NULL);
		if (p->is_vague)
			say(l, M_vague_purpose, p->id.at, p->id.s, NULL, NULL);
	}
}

/* ---- recipients and joint uses */

static void lint_recipient(const struct linter *l, const struct recipient *r)
{
	const struct word *checked = r->contract == NULL ? NULL : &r->contract->checked_on;
	bool entrusted = is(&r->role, "processor") || is(&r->role, "sub_processor");

	if (!is(&r->country, "JP") && r->route.s == NULL)
		say(l, M_foreign_no_route, r->country.at, r->id.s, r->country.s, NULL);
	if ((entrusted || r->contract != NULL) && stale(l, checked, l->contract_years))
		say(l, M_contract_stale, r->contract == NULL ? r->id.at : r->contract->at, r->id.s,
			checked == NULL || checked->s == NULL ? "-" : checked->s, NULL);
}

static void lint_joint_use(const struct linter *l, const struct joint_use *j)
{
	const struct manager *m = j->manager;
	const struct { bool given; const char *en, *ja; } parts[] = {
		{ j->announced_on.s != NULL, "the date it was announced (announced_on)", "公表日 (announced_on)" },
		{ j->items.given && j->items.n != 0, "its items", "項目 (items)" },
		{ j->members.n != 0, "the range of joint users (members)", "共同利用者の範囲 (members)" },
		{ j->purposes.n != 0, "its purposes", "利用目的 (purposes)" },
		{ m != NULL && m->name != NULL, "the manager's name", "管理責任者の名称 (manager.name)" },
		{ m != NULL && m->address != NULL, "the manager's address", "管理責任者の住所 (manager.address)" },
		{ m != NULL && m->representative != NULL, "the manager's representative", "管理責任者の代表者 (manager.representative)" },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(parts); i++)
		if (!parts[i].given)
			say(l, M_joint_incomplete, j->id.at, j->id.s, parts[i].en, parts[i].ja);
}

static void lint_controller(const struct linter *l)
{
	const struct controller *c = l->d->root.controller;

	if (c->name->ja.s == NULL && c->name->en.s == NULL)
		say(l, M_key_missing, c->name->at, "controller.name.ja", "a name in one language at least", "少なくとも1つの言語の名称");
	if (l->d->root.joint_uses.n != 0 && c->representative == NULL)
		say(l, M_key_missing, c->at, "controller.representative", "joint_uses is not empty", "joint_uses が空でないため");
}

/* ---- scopes */

static bool holds(const struct words *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].s, s) == 0)
			return true;
	return false;
}

static const struct policy *policy_of(const struct linter *l, const struct purpose *p)
{
	const struct defined *e = shapes_find(l->d->ids, l->d->n_ids, ID_POLICY, p->source->policy.s);

	return e == NULL ? NULL : e->record;
}

static void lint_binding(const struct linter *l, const struct scope *s, const struct binding *b)
{
	const struct policy *policy = policy_of(l, b->to);
	const struct eu_adequacy *eu = s->eu_adequacy;

	for (size_t i = 0; i < b->categories.n; i++) {
		const struct word *c = &b->categories.v[i];

		if (policy != NULL && policy->items.given && !admits(&policy->items, c->s))
			say(l, M_exceeds_announced, c->at, s->id.s, c->s, policy->id.s);
		if (strcmp(c->s, "govid.my_number") == 0 && s->my_number == NULL)
			say(l, M_mynumber_no_affair, c->at, s->id.s, NULL, NULL);
	}
	if (b->eff == NULL)
		say(l, M_silent_items, b->at, s->id.s, b->to->id.s, NULL);
	if (eu != NULL && eu->purposes_at_origin.given && !holds(&eu->purposes_at_origin, b->purpose.s))
		say(l, M_eu_excess, b->purpose.at, s->id.s, b->purpose.s, NULL);
}

static bool named_as_processed(const char *s)
{
	static const char *const words[] = { "匿名", "仮名加工", "仮名化", "anonym", "pseudonym", "Anonym", "Pseudonym" };

	for (size_t i = 0; s != NULL && i < DC_ARRAY_LEN(words); i++)
		if (strstr(s, words[i]) != NULL)
			return true;
	return false;
}

static void lint_processing(const struct linter *l, const struct scope *s)
{
	bool named = named_as_processed(s->id.s) || (s->title != NULL && (named_as_processed(s->title->ja.s) ||
		named_as_processed(s->title->en.s)));

	for (size_t i = 0; i < s->match->files.n; i++)
		named = named || named_as_processed(s->match->files.v[i].s);
	if (s->claims != NULL && s->claims->how == PROCESSING_ANONYMISED && s->claims->published_items.n == 0)
		say(l, M_anon_items_empty, s->claims->at, s->id.s, NULL, NULL);
	if (named && (s->claims == NULL || s->claims->how == PROCESSING_NONE))
		say(l, M_anon_unclaimed, s->id.at, s->id.s, NULL, NULL);
}

static void lint_retention(const struct linter *l, const struct scope *s)
{
	const struct anchor *a = s->retention == NULL ? NULL : s->retention->anchor;

	if (s->retention == NULL && s->bindings.n != 0)
		say(l, M_silent_retention, s->id.at, s->id.s, NULL, NULL);
	if (a == NULL)
		return;
	if (is(&a->kind, "fixed") && s->retention->fixed == 0)
		say(l, M_value, a->ref.s == NULL ? a->at : a->ref.at, "retention.anchor.ref", rule_date.en, rule_date.ja);
	if ((is(&a->kind, "column") || is(&a->kind, "register")) && a->ref.s == NULL)
		say(l, M_key_missing, a->at, "retention.anchor.ref", "the column, or the register's file",
			"列名、または台帳のファイル");
}

static void lint_scope(const struct linter *l, const struct scope *s)
{
	const struct owner *o = s->owner;

	for (size_t i = 0; i < s->bindings.n; i++)
		lint_binding(l, s, s->bindings.v[i]);
	if (s->my_number != NULL && s->my_number->affairs.n == 0)
		say(l, M_mynumber_no_affair, s->my_number->at, s->id.s, NULL, NULL);
	if (o == NULL || o->manager.s == NULL)
		say(l, M_no_manager, o == NULL ? s->id.at : o->at, s->id.s, NULL, NULL);
	if (stale(l, o == NULL ? NULL : &o->reviewed_on, l->scope_years))
		say(l, M_review_overdue, o == NULL ? s->id.at : o->reviewed_on.s == NULL ? o->at : o->reviewed_on.at, s->id.s,
			o == NULL || o->reviewed_on.s == NULL ? "-" : o->reviewed_on.s, NULL);
	if (o == NULL && s->extends.s == NULL)
		say(l, M_key_missing, s->at, "owner", "department, manager, reviewed_on", "department, manager, reviewed_on");
	lint_processing(l, s);
	lint_retention(l, s);
}

/* ---- the whole */

/* The inventory, ledgers and reports are personal information themselves: some scope must hold where they stand. */
static void lint_self(const struct linter *l)
{
	static const char *const usual[] = { "/var/lib/daicho/inventory.db", "/srv/daicho/inventory.db" };
	struct locator loc;
	const struct scope *found = NULL;

	locator_init(&loc);
	for (size_t i = 0; found == NULL && i < DC_ARRAY_LEN(usual); i++) {
		struct location w = { usual[i], strlen(usual[i]), "", "", "" };

		if (locator_find(&loc, l->d->places, &w, &found) != DC_OK)
			l->complaints->no_memory = true;
	}
	locator_done(&loc);
	for (size_t i = 0; found == NULL && i < l->d->places->n; i++)
		if (strstr(l->d->places->pattern[i].shown, "daicho") != NULL)
			found = l->d->places->pattern[i].scope;
	if (found == NULL)
		say(l, M_self_undeclared, l->d->root.scopes.at, NULL, NULL, NULL);
}

void lint_declaration(const struct dc_declaration *d, int today, struct complaints *complaints)
{
	const struct root *r = &d->root;
	const struct pack *pack = d->pack == NULL ? pack_at(0) : d->pack;
	struct linter l = { d, complaints, today, pack_value(pack, "review.scope"), pack_value(pack, "review.contract") };

	lint_controller(&l);
	for (size_t i = 0; i < r->policies.n; i++)
		lint_policy(&l, r->policies.v[i]);
	lint_purposes(&l);
	for (size_t i = 0; i < r->recipients.n; i++)
		lint_recipient(&l, r->recipients.v[i]);
	for (size_t i = 0; i < r->joint_uses.n; i++)
		lint_joint_use(&l, r->joint_uses.v[i]);
	for (size_t i = 0; i < r->scopes.n; i++)
		lint_scope(&l, r->scopes.v[i]);
	for (size_t i = 0; i < r->waivers.n; i++) {
		const struct waiver *w = r->waivers.v[i];

		if (w->expires.s == NULL)
			say(&l, M_waiver_no_expiry, w->id.at, w->id.s, NULL, NULL);
	}
	lint_self(&l);
}
