/* career.c -- what a résumé tells behind its labels: posts held, experience, qualifications, schools. Free text beside a
 * person. */
#include "labelled.h"

static bool is_experience(struct dc_span v)
{
	return is_words(v) || is_count(v);
}

static enum dc_status propose_career_history(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_text, 2000, true, -1.0f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_career_history = {
	.kind = {
		.id = "career_history",
		.category = "career.history",
		.ja = "職歴", .en = "career history",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\n職歴：2011年4月 架空商事に入社",
			"氏名：山本花江\n職務経歴：法人営業を8年",
			"Name: Hanae Yamamoto\nWork history: Example Widgets, sales, 2011-2019", NULL },
		.decoys = (const char *const[]){ "職歴：2011年4月 架空商事に入社", "職歴欄の書き方", "氏名：山本花江\n職歴：なし",
			"work history", NULL },
		.near = (const char *const[]){ "職歴", "職務経歴", "略歴", "work history", "employment history", "career history",
			NULL },
		.columns = (const char *const[]){ "shokureki", "keireki", "workhistory", "employmenthistory", "careerhistory",
			"previousemployer", "職歴", "職務経歴", "経歴", "略歴", "前職", "転職歴", NULL },
		.sources = "none: a text behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_career_history,
};

static enum dc_status propose_career_experience(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_experience, 2000, true, -1.0f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_career_experience = {
	.kind = {
		.id = "career_experience",
		.category = "career.experience",
		.ja = "業務経験", .en = "work experience",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\n経験年数：8年", "氏名：山本花江\n実務経験：経理を5年",
			"Name: Hanae Yamamoto\nYears of experience: 12 years", NULL },
		.decoys = (const char *const[]){ "経験年数：8年", "氏名：山本花江\n実務経験者を求む", "years of experience", NULL },
		.near = (const char *const[]){ "経験年数", "実務経験", "業務経験", "経験業務", "years of experience",
			"work experience", NULL },
		.columns = (const char *const[]){ "keikennensu", "jitsumukeiken", "yearsofexperience", "workexperience",
			"experienceyears", "経験年数", "実務経験", "業務経験", "経験業務", "経験職種", NULL },
		.sources = "none: a text or a number of years behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_career_experience,
};

static enum dc_status propose_career_qualification(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_words, 1000, true, -1.0f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_career_qualification = {
	.kind = {
		.id = "career_qualification",
		.category = "career.qualification",
		.ja = "保有資格", .en = "qualification",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\n保有資格：日商簿記2級",
			"氏名：山本花江\n資格・免許：普通自動車第一種免許、TOEIC 820点",
			"Name: Hanae Yamamoto\nCertifications: CPA, PMP", NULL },
		.decoys = (const char *const[]){ "保有資格：日商簿記2級", "氏名：山本花江\n保有資格の確認",
			"氏名：山本花江\n在留資格：永住者", NULL },
		.near = (const char *const[]){ "保有資格", "取得資格", "資格・免許", "免許・資格", "資格免許", "certifications",
			"qualifications", NULL },
		.columns = (const char *const[]){ "hoyushikaku", "shutokushikaku", "shikakumenkyo", "certification", "certifications",
			"qualification", "qualifications", "保有資格", "取得資格", "資格・免許", "免許・資格", NULL },
		.sources = "none: a text behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_career_qualification,
};

static enum dc_status propose_career_education(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_words, 1000, true, -1.0f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_career_education = {
	.kind = {
		.id = "career_education",
		.category = "career.education",
		.ja = "学歴", .en = "education",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\n最終学歴：架空大学 経済学部 卒業",
			"氏名：山本花江\n学歴：2007年3月 例示高等学校 卒業",
			"Name: Hanae Yamamoto\nEducation: B.A., Example State University", NULL },
		.decoys = (const char *const[]){ "最終学歴：架空大学", "氏名：山本花江\n学歴不問", "氏名：山本花江\n学歴：なし",
			"education", NULL },
		.near = (const char *const[]){ "学歴", "最終学歴", "出身校", "出身大学", "education", "alma mater", NULL },
		.columns = (const char *const[]){ "gakureki", "saishugakureki", "shusshinko", "shusshindaigaku", "education",
			"educationlevel", "university", "almamater", "学歴", "最終学歴", "出身校", "出身大学", "卒業校", NULL },
		.sources = "none: a text behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_career_education,
};
