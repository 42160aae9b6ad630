/* test_catalogue.c -- the table of categories: every id once, flags as the declaration format says, parents admit children. */
#include "table.h"

#include "daicho/category.h"

static void test_within(void **state)
{
	static const struct { const char *why, *c, *x; bool want; } rows[] = {
		{ "itself", "contact.email", "contact.email", true },
		{ "parent", "contact.email", "contact", true },
		{ "a prefix that is no parent", "contact.email", "cont", false },
		{ "child does not admit parent", "contact", "contact.email", false },
		{ "grandchild of a user's id", "contact.email.private", "contact", true },
		{ "longer sibling", "person.name_kana", "person.name", false },
		{ "empty admits nothing", "contact.email", "", false },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (dc_category_within(rows[i].c, rows[i].x) != rows[i].want)
			fail_msg("%s: %s in %s", rows[i].why, rows[i].c, rows[i].x);
}

/* Flags as PURPOSES §1.2 gives them, a row for each group of its table. */
static void test_flags(void **state)
{
	static const struct { const char *id; unsigned flags; } rows[] = {
		{ "person.name", DC_CAT_ID }, { "person.age", DC_CAT_QUASI }, { "person.seal", DC_CAT_ID },
		{ "contact.address", DC_CAT_ID }, { "contact.postal_code", DC_CAT_QUASI }, { "contact.emergency", DC_CAT_ID },
		{ "work.employee_id", DC_CAT_ID }, { "work.salary", 0 }, { "career.education", 0 }, { "family.member", 0 },
		{ "finance.bank_account", 0 }, { "finance.card_number", DC_CAT_FIN },
		{ "finance.card_security_code", DC_CAT_FIN }, { "govid.my_number", DC_CAT_CODE | DC_CAT_NO_TOKEN },
		{ "govid.resident_code", DC_CAT_CODE }, { "special.crime_victim", DC_CAT_SPECIAL },
		{ "euspecial.trade_union", DC_CAT_EU }, { "online.location", DC_CAT_QUASI }, { "auth.password", DC_CAT_FIN },
		{ "auth.secret_answer", 0 }, { "biometric.template", DC_CAT_CODE }, { "content.message", 0 },
		{ "anon.link_code", 0 },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		const struct dc_category *c = dc_category_find(rows[i].id);

		if (c == NULL || c->flags != rows[i].flags)
			fail_msg("%s", rows[i].id);
	}
}

static void test_table(void **state)
{
	(void)state;
	assert_int_equal(dc_category_count(), 68);	/* leaves of the table in PURPOSES §1.2, and govid.foreign */
	assert_null(dc_category_at(68));
	for (size_t i = 0; i < dc_category_count(); i++) {
		const struct dc_category *c = dc_category_at(i);

		if (dc_category_find(c->id) != c)
			fail_msg("%s stands twice", c->id);
		assert_true(c->ja[0] != '\0' && c->en[0] != '\0' && c->fideslang != NULL && c->dpv != NULL);
	}
	assert_true(dc_category_known("govid"));
	assert_true(dc_category_known("govid.passport"));
	assert_false(dc_category_known("govid.pass"));
	assert_null(dc_category_find("govid"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_within), cmocka_unit_test(test_flags), cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
