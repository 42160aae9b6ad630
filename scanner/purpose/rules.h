/* rules.h -- what one word of a declaration may be: typed by its field, never guessed. */
#ifndef PURPOSE_RULES_H
#define PURPOSE_RULES_H

#include "shapes.h"

extern const struct word_rule
	rule_version, rule_text, rule_id, rule_flag, rule_date, rule_span, rule_language, rule_country, rule_territory, rule_number,
	rule_sha256, rule_zone, rule_file_pattern, rule_dsn, rule_verdict, rule_own_category, rule_category_flag,
	rule_role, rule_basis, rule_route, rule_from, rule_form, rule_anchor, rule_sharing, rule_direction, rule_care,
	rule_via, rule_processing, rule_strength,
	rule_policy_ref, rule_subject_ref, rule_category_ref, rule_purpose_ref, rule_recipient_ref, rule_joint_ref, rule_scope_ref;

/* Minutes east of UTC; false if the zone is not one that needs no database. */
bool rules_zone(const char *s, int *minutes);

#endif
