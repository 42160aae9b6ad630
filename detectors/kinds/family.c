/* family.c -- who belongs to whose family: the relation behind its label, beside a person. */
#include "labelled.h"

static bool is_relation(struct dc_span v)
{
	static const char *const words[] = { "妻", "夫", "父", "母", "子", "長男", "長女", "次男", "次女", "二男", "二女", "三男", "三女", "祖父", "祖母", "兄", "弟",
		"姉", "妹", "孫", "配偶者", "同居人", "義父", "義母", "養子", "世帯主", "叔父", "叔母", "伯父", "伯母", "甥", "姪", "有", "あり", "同居", "別居",
		"既婚", "未婚", "wife", "husband", "spouse", "father", "mother", "son", "daughter", "child", "brother", "sister", "parent", "partner",
		"Wife", "Husband", "Spouse", "Father", "Mother", "Son", "Daughter", "Child", "Brother", "Sister", "Parent", "Partner", NULL };

	return span_is_one_of(v, words) || is_count(v);
}

static enum dc_status propose_family_member(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_relation, 60, false, -0.4f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_family_member = {
	.kind = {
		.id = "family_member",
		.category = "family.member",
		.ja = "家族", .en = "family member",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "氏名：山本花江\n続柄：長女", "氏名：山本花江\n配偶者：有",
			"氏名：山本花江\n扶養人数：2人", "Name: Hanae Yamamoto\nRelationship: spouse", NULL },
		.decoys = (const char *const[]){ "続柄：長女", "氏名：山本花江\n続柄の記入", "氏名：山本花江\n配偶者：なし",
			"relationship: many-to-one", NULL },
		.near = (const char *const[]){ "続柄", "配偶者", "配偶者の有無", "扶養人数", "扶養親族", "家族構成", "relationship",
			"marital status", NULL },
		.columns = (const char *const[]){ "tsuzukigara", "zokugara", "haigusha", "fuyoninzu", "kazokukosei", "relationship",
			"maritalstatus", "dependents", "続柄", "配偶者", "配偶者の有無", "配偶者有無", "扶養人数", "家族構成",
			NULL },
		.sources = "none: a word for a relation, or a number of dependants, behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_family_member,
};
