/* special.c -- PURPOSES 1.6: My Number, special care, processed data, joint use, hand-over, EU data, listed prohibitions. */
#include "judge.h"

#include "daicho/category.h"

#include <string.h>

static bool is(const struct word *w, const char *s)
{
	return w->s != NULL && strcmp(w->s, s) == 0;
}

static void prohibit(struct ruling *r, enum why why, const char *note)
{
	ruling_add(r, V_prohibited, why, r->cited, note);
}

static void prohibit_sharing(struct ruling *r, enum why why, const char *note)
{
	ruling_add(r, V_prohibited, why, r->shared, note);
}

static void special_care(struct ruling *r)
{
	const struct scope *s = r->scope;
	bool eu = s != NULL && s->eu_adequacy != NULL;

	if ((r->flags & DC_CAT_SPECIAL) == 0 && !((r->flags & DC_CAT_EU) != 0 && eu))
		return;
	if (s == NULL || s->special_care == NULL)
		prohibit(r, W_special_care_no_basis, (r->flags & DC_CAT_SPECIAL) == 0 ? "special care: received on EU adequacy" : NULL);
}

/* Anonymised, statistical, pseudonymised: nothing that points at a person may be left (APPI arts. 41, 43; Rules 31, 34). */
static void processed_data(struct ruling *r)
{
	const struct claims *c = r->scope->claims;
	unsigned banned = DC_CAT_ID | DC_CAT_CODE;

	if (c == NULL || c->how == PROCESSING_NONE)
		return;
	if (c->how == PROCESSING_PSEUDONYMISED)
		banned |= DC_CAT_FIN;
	if ((r->flags & banned) != 0)
		prohibit(r, W_identifier_in_processed_data, NULL);
	if (c->how == PROCESSING_PSEUDONYMISED)
		return;
	if (c->published_items.given && !closure_has(&c->published_items, r->category))
		ruling_add(r, V_control_gap, W_unpublished_items, r->cited, NULL);
	else if (!c->published_items.given && c->how == PROCESSING_ANONYMISED)
		ruling_add(r, V_policy_silent, W_published_items, r->cited, NULL);
}

/* Category in the items of one recipient at least; unspecified items admit nothing and forbid nothing. */
static bool handed_to_someone(const struct sharing *s, const char *category)
{
	for (size_t i = 0; i < s->recipients.n; i++)
		if (!s->to[i]->items.given || closure_has(&s->to[i]->items, category))
			return true;
	return false;
}

static void hand_over(struct ruling *r)
{
	const struct sharing *s = r->scope->sharing;

	if (!handed_to_someone(s, r->category))
		prohibit_sharing(r, W_handover_item_excess, s->recipients.n == 0 ? "no recipient is declared" : NULL);
	for (size_t i = 0; i < s->recipients.n; i++) {
		const struct recipient *to = s->to[i];

		if (to->basis.s == NULL || is(&to->basis, "vague")) {
			prohibit_sharing(r, W_handover_no_basis, to->id.s);
			break;
		}
	}
	if (s->recipients.n == 0)
		prohibit_sharing(r, W_handover_no_basis, NULL);
}

static void foreign(struct ruling *r)
{
	const struct sharing *s = r->scope->sharing;

	for (size_t i = 0; i < s->recipients.n; i++) {
		if (!is(&s->to[i]->country, "JP") && s->to[i]->route.s == NULL) {
			prohibit_sharing(r, W_foreign_no_route, s->to[i]->id.s);
			return;
		}
	}
}

static void sharing(struct ruling *r)
{
	const struct sharing *s = r->scope->sharing;

	if (scope_received(r->scope) && !r->scope->receipt_recorded)
		ruling_add(r, V_control_gap, W_no_receipt_record, r->cited, NULL);
	if (s == NULL)
		return;
	if (is(&s->kind, "joint") && s->joint != NULL && s->joint->items.given && !closure_has(&s->joint->items, r->category))
		prohibit_sharing(r, W_joint_item_excess, s->joint->id.s);
	r->ambiguous = is(&s->kind, "joint") && s->joint != NULL && closure_has(&s->joint->ambiguous_items, r->category);
	if (is(&s->kind, "handover"))
		hand_over(r);
	foreign(r);
}

/* A binding to a purpose known at the origin could admit the category. */
static bool within_origin(const struct scope *s, const char *category)
{
	for (size_t i = 0; i < s->bindings.n; i++) {
		const struct binding *b = s->bindings.v[i];

		for (size_t k = 0; k < s->eu_adequacy->purposes_at_origin.n; k++)
			if (strcmp(s->eu_adequacy->purposes_at_origin.v[k].s, b->purpose.s) == 0 &&
			    (b->eff == NULL || closure_has(b->eff, category)))
				return true;
	}
	return false;
}

void special_rules(const struct dc_declaration *d, struct ruling *r)
{
	const struct scope *s = r->scope;

	if (r->my_number && (s == NULL || s->my_number == NULL))
		prohibit(r, W_mynumber_outside_scope, NULL);
	special_care(r);
	if (d->any_eu && strcmp(r->category, "anon.mapping_table") == 0)
		prohibit(r, W_method_info_kept, NULL);
	if (s == NULL)
		return;
	processed_data(r);
	sharing(r);
	if (s->eu_adequacy != NULL && s->eu_adequacy->purposes_at_origin.given && !within_origin(s, r->category))
		prohibit(r, W_eu_beyond_origin, NULL);
	if (closure_has(&s->prohibit, r->category))
		prohibit(r, W_listed, NULL);
	if (s->claims != NULL && s->claims->is_encrypted)
		ruling_add(r, V_control_gap, W_plaintext, r->cited, "was read without a key");
}
