/* shapes.c -- the schema: a line for each field, in the order of PURPOSES 1.3. */
#include "rules.h"

#include <stddef.h>

#define NEED FIELD_REQUIRED
#define NIL FIELD_NULL
#define SILENT FIELD_SILENT

#define WORD(s, member, rule, flags) { #member, FIELD_WORD, offsetof(struct s, member), flags, &rule, NULL }
#define WORDS(s, member, rule, flags) { #member, FIELD_WORDS, offsetof(struct s, member), flags, &rule, NULL }
#define RECORD(s, member, shape, flags) { #member, FIELD_RECORD, offsetof(struct s, member), flags, NULL, &shape }
#define RECORDS(s, member, shape, flags) { #member, FIELD_RECORDS, offsetof(struct s, member), flags, NULL, &shape }
#define SHAPE(name, s, kind) \
	static const struct shape name = { sizeof(struct s), kind, name##_fields, DC_ARRAY_LEN(name##_fields) }

static const struct field text_fields[] = { WORD(text, ja, rule_text, 0), WORD(text, en, rule_text, 0) };
SHAPE(text, text, ID_NONE);

static const struct field clause_fields[] = { WORD(clause, policy, rule_policy_ref, NEED), WORD(clause, clause, rule_text, NEED) };
SHAPE(clause, clause, ID_NONE);

static const struct field contract_fields[] = {
	WORD(contract, ref, rule_text, 0),
	WORD(contract, confidentiality, rule_flag, 0),
	WORD(contract, checked_on, rule_date, 0),
};
SHAPE(contract, contract, ID_NONE);

static const struct field controller_fields[] = {
	RECORD(controller, name, text, NEED),
	RECORD(controller, address, text, 0),
	RECORD(controller, representative, text, 0),
	WORD(controller, contact, rule_text, 0),
};
SHAPE(controller, controller, ID_NONE);

static const struct field policy_fields[] = {
	WORD(policy, id, rule_id, NEED),
	WORD(policy, file, rule_text, 0),
	WORD(policy, lang, rule_language, 0),
	WORD(policy, effective, rule_date, 0),
	WORD(policy, sha256, rule_sha256, 0),
	WORDS(policy, items, rule_category_ref, SILENT),
};
SHAPE(policy, policy, ID_POLICY);

static const struct field subject_fields[] = {
	WORD(subject, id, rule_id, NEED),
	WORD(subject, ja, rule_text, 0),
	WORD(subject, en, rule_text, 0),
	WORD(subject, fideslang, rule_text, 0),
	WORD(subject, dpv, rule_text, 0),
	WORDS(subject, hints, rule_text, 0),
};
SHAPE(subject, subject, ID_SUBJECT);

static const struct field category_fields[] = {
	WORD(category, id, rule_own_category, NEED),
	WORD(category, ja, rule_text, 0),
	WORD(category, en, rule_text, 0),
	WORD(category, fideslang, rule_text, 0),
	WORD(category, dpv, rule_text, 0),
	WORDS(category, flags, rule_category_flag, 0),
};
SHAPE(category, category, ID_CATEGORY);

static const struct field purpose_fields[] = {
	WORD(purpose, id, rule_id, NEED),
	RECORD(purpose, text, text, NEED),
	RECORD(purpose, source, clause, NEED),
	WORDS(purpose, subjects, rule_subject_ref, SILENT),
	WORDS(purpose, categories, rule_category_ref, SILENT),
	WORD(purpose, vague, rule_flag, 0),
	WORDS(purpose, fideslang, rule_text, 0),
	WORDS(purpose, dpv, rule_text, 0),
	WORDS(purpose, tcf, rule_text, 0),
};
SHAPE(purpose, purpose, ID_PURPOSE);

static const struct field recipient_fields[] = {
	WORD(recipient, id, rule_id, NEED),
	RECORD(recipient, name, text, NEED),
	WORD(recipient, role, rule_role, NEED),
	WORD(recipient, country, rule_country, NEED),
	WORDS(recipient, tasks, rule_text, 0),
	WORDS(recipient, items, rule_category_ref, SILENT),
	WORD(recipient, basis, rule_basis, 0),
	WORD(recipient, route, rule_route, 0),
	RECORD(recipient, contract, contract, NIL),
	RECORD(recipient, source, clause, 0),
};
SHAPE(recipient, recipient, ID_RECIPIENT);

static const struct field member_fields[] = {
	WORD(member, recipient, rule_recipient_ref, NEED),
	WORDS(member, principals, rule_text, SILENT),
};
SHAPE(member, member, ID_NONE);

static const struct field manager_fields[] = {
	RECORD(manager, name, text, 0),
	RECORD(manager, address, text, 0),
	RECORD(manager, representative, text, 0),
};
SHAPE(manager, manager, ID_NONE);

static const struct field joint_use_fields[] = {
	WORD(joint_use, id, rule_id, NEED),
	WORDS(joint_use, items, rule_category_ref, SILENT),
	WORDS(joint_use, ambiguous_items, rule_category_ref, 0),
	RECORDS(joint_use, members, member, 0),
	WORDS(joint_use, purposes, rule_purpose_ref, 0),
	RECORD(joint_use, manager, manager, NIL),
	WORD(joint_use, announced_on, rule_date, 0),
	RECORD(joint_use, source, clause, 0),
};
SHAPE(joint_use, joint_use, ID_JOINT_USE);

static const struct field table_match_fields[] = {
	WORD(table_match, dsn, rule_dsn, NEED),
	WORD(table_match, table, rule_text, NEED),
	WORDS(table_match, columns, rule_text, 0),
};
SHAPE(table_match, table_match, ID_NONE);

static const struct field match_fields[] = {
	WORDS(match, files, rule_file_pattern, 0),
	RECORDS(match, tables, table_match, 0),
};
SHAPE(match, match, ID_NONE);

static const struct field owner_fields[] = {
	WORD(owner, department, rule_text, 0),
	WORD(owner, manager, rule_text, 0),
	WORD(owner, reviewed_on, rule_date, 0),
};
SHAPE(owner, owner, ID_NONE);

static const struct field binding_fields[] = {
	WORD(binding, purpose, rule_purpose_ref, NEED),
	WORDS(binding, subjects, rule_subject_ref, SILENT),
	WORDS(binding, categories, rule_category_ref, SILENT),
};
SHAPE(binding, binding, ID_NONE);

static const struct field acquisition_fields[] = {
	WORD(acquisition, from, rule_from, 0),
	WORD(acquisition, form, rule_form, 0),
};
SHAPE(acquisition, acquisition, ID_NONE);

static const struct field anchor_fields[] = {
	WORD(anchor, kind, rule_anchor, NEED),
	WORD(anchor, ref, rule_text, 0),
};
SHAPE(anchor, anchor, ID_NONE);

static const struct field retention_fields[] = {
	WORD(retention, max, rule_span, NEED),
	WORD(retention, min, rule_span, 0),
	RECORD(retention, anchor, anchor, 0),
	WORD(retention, basis, rule_text, 0),
};
SHAPE(retention, retention, ID_NONE);

static const struct field sharing_fields[] = {
	WORD(sharing, kind, rule_sharing, NEED),
	WORDS(sharing, recipients, rule_recipient_ref, 0),
	WORD(sharing, joint_use, rule_joint_ref, NIL),
	WORD(sharing, direction, rule_direction, 0),
};
SHAPE(sharing, sharing, ID_NONE);

static const struct field my_number_fields[] = {
	WORDS(my_number, affairs, rule_text, 0),
	WORDS(my_number, handlers, rule_text, SILENT),
	WORD(my_number, law_retention, rule_span, 0),
};
SHAPE(my_number, my_number, ID_NONE);

static const struct field special_care_fields[] = {
	WORD(special_care, basis, rule_care, NEED),
	WORD(special_care, ref, rule_text, 0),
};
SHAPE(special_care, special_care, ID_NONE);

static const struct field eu_adequacy_fields[] = {
	WORDS(eu_adequacy, territories, rule_territory, 0),
	WORD(eu_adequacy, source, rule_text, SILENT),
	WORD(eu_adequacy, received_on, rule_date, SILENT),
	WORD(eu_adequacy, via, rule_via, SILENT),
	WORD(eu_adequacy, circumstances, rule_text, SILENT),
	WORDS(eu_adequacy, purposes_at_origin, rule_purpose_ref, SILENT),
	WORD(eu_adequacy, record_ref, rule_text, SILENT),
};
SHAPE(eu_adequacy, eu_adequacy, ID_NONE);

static const struct field claims_fields[] = {
	WORD(claims, processing, rule_processing, 0),
	WORDS(claims, published_items, rule_category_ref, SILENT),
	WORD(claims, published_method, rule_text, SILENT),
	WORD(claims, received, rule_flag, 0),
	WORD(claims, encrypted_at_rest, rule_flag, 0),
	WORDS(claims, principals, rule_text, SILENT),
};
SHAPE(claims, claims, ID_NONE);

static const struct field scope_fields[] = {
	WORD(scope, id, rule_id, NEED),
	RECORD(scope, title, text, 0),
	WORD(scope, extends, rule_scope_ref, 0),
	RECORD(scope, match, match, NEED),
	WORDS(scope, exclude, rule_file_pattern, 0),
	RECORD(scope, owner, owner, NIL),
	RECORDS(scope, bindings, binding, 0),
	RECORD(scope, acquisition, acquisition, NIL),
	RECORD(scope, retention, retention, SILENT),
	RECORD(scope, sharing, sharing, NIL),
	RECORD(scope, my_number, my_number, NIL),
	RECORD(scope, special_care, special_care, NIL),
	RECORD(scope, eu_adequacy, eu_adequacy, NIL),
	RECORD(scope, claims, claims, NIL),
	WORDS(scope, prohibit, rule_category_ref, 0),
	WORD(scope, min_confidence, rule_strength, 0),
};
SHAPE(scope, scope, ID_SCOPE);

static const struct field waiver_fields[] = {
	WORD(waiver, id, rule_id, NEED),
	WORD(waiver, scope, rule_scope_ref, NEED),
	WORD(waiver, verdict, rule_verdict, NEED),
	WORD(waiver, category, rule_category_ref, 0),
	WORD(waiver, reason, rule_text, NEED),
	WORD(waiver, approved_by, rule_text, NEED),
	WORD(waiver, expires, rule_date, 0),
};
SHAPE(waiver, waiver, ID_WAIVER);

static const struct field fee_fields[] = {
	WORD(fee, amount, rule_number, NEED),
	WORD(fee, currency, rule_text, 0),
	WORD(fee, per, rule_text, 0),
};
SHAPE(fee, fee, ID_NONE);

static const struct field registers_fields[] = {
	WORD(registers, provision, rule_text, NIL),
	WORD(registers, receipt, rule_text, NIL),
	WORD(registers, stops, rule_text, NIL),
};
SHAPE(registers, registers, ID_NONE);

static const struct field requests_fields[] = {
	RECORD(requests, fee, fee, NIL),
	RECORD(requests, records, registers, NIL),
};
SHAPE(requests, requests, ID_NONE);

static const struct field root_fields[] = {
	{ "daicho", FIELD_WORD, offsetof(struct root, version), FIELD_REQUIRED | FIELD_EACH_FILE, &rule_version, NULL },
	WORD(root, declared_on, rule_date, 0),
	WORD(root, rule_pack, rule_text, 0),
	WORD(root, timezone, rule_zone, 0),
	WORDS(root, include, rule_text, FIELD_EACH_FILE | FIELD_NOT_HASHED),
	RECORD(root, controller, controller, NEED),
	RECORDS(root, policies, policy, FIELD_EACH_FILE),
	RECORDS(root, subjects, subject, FIELD_EACH_FILE),
	RECORDS(root, categories, category, FIELD_EACH_FILE),
	RECORDS(root, purposes, purpose, FIELD_EACH_FILE | NEED),
	RECORDS(root, recipients, recipient, FIELD_EACH_FILE),
	RECORDS(root, joint_uses, joint_use, FIELD_EACH_FILE),
	RECORDS(root, scopes, scope, FIELD_EACH_FILE | NEED),
	RECORDS(root, waivers, waiver, FIELD_EACH_FILE),
	RECORD(root, requests, requests, NIL),
};

const struct shape shape_root = { sizeof(struct root), ID_NONE, root_fields, DC_ARRAY_LEN(root_fields) };
