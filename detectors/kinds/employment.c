/* employment.c -- where somebody works, how he is judged, when he came and went: behind a label, beside a person. */
#include "labelled.h"

/* A grade, or a number of points. */
static bool is_grade(struct dc_span v)
{
	static const char *const grades[] = { "S", "A", "B", "C", "D", "E", "SS", "A+", "A-", "B+", "B-", "C+", "C-", "Ｓ", "Ａ", "Ｂ", "Ｃ", "Ｄ",
		"優", "良", "可", "不可", "◎", "○", "△", "×", NULL };

	return span_is_one_of(v, grades) || is_count(v) || is_text(v);
}

static bool is_firm(struct dc_span v)
{
	return is_words(v) && v.n >= 4;
}

static enum dc_status propose_employer(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_firm, 200, true, -0.6f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_employer = {
	.kind = {
		.id = "employer",
		.category = "work.employer",
		.ja = "勤務先", .en = "employer",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "氏名：山本花江\n勤務先：株式会社例示", "氏名：山本花江\n就業先：架空商事",
			"氏名：山本花江\n勤め先：架空商事",
			"Name: Hanae Yamamoto\nEmployer: Example Widgets Ltd.", NULL },
		.decoys = (const char *const[]){ "勤務先：株式会社例示", "氏名：山本花江\n勤務先電話番号", "氏名：山本花江\n勤務先：03",
			"employer: none", NULL },
		.near = (const char *const[]){ "勤務先", "勤務先名", "勤務先名称", "お勤め先", "勤め先", "就業先", "employer",
			"employer name", NULL },
		.columns = (const char *const[]){ "kinmusaki", "kinmusakimei", "tsutomesaki", "employer", "employername", "placeofwork",
			"勤務先", "勤務先名", "勤務先名称", "勤務先会社名", "お勤め先", "就業先", NULL },
		.sources = "none: a text behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_employer,
};

static enum dc_status propose_evaluation(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_grade, 1000, true, -0.7f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_evaluation = {
	.kind = {
		.id = "evaluation",
		.category = "work.evaluation",
		.ja = "人事評価", .en = "evaluation at work",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\n人事評価：B+", "氏名：山本花江\n評価ランク：A",
			"氏名：山本花江\n考課点：78", "Name: Hanae Yamamoto\nPerformance rating: 4", NULL },
		.decoys = (const char *const[]){ "人事評価：B+", "氏名：山本花江\n人事評価制度", "評価ランク：A", "performance rating",
			NULL },
		.near = (const char *const[]){ "人事評価", "評価ランク", "人事考課", "考課点", "査定結果", "業績評価",
			"performance rating", "performance review", NULL },
		.columns = (const char *const[]){ "jinjihyoka", "hyokarank", "koka", "kokaten", "satei", "performancerating",
			"performancereview", "appraisal", "人事評価", "評価ランク", "人事考課", "考課点", "査定", "査定結果",
			"業績評価", "上期評価", "下期評価", NULL },
		.sources = "none: a grade or a text behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_evaluation,
};

static enum dc_status propose_attendance(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_count, 40, false, -0.6f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_attendance = {
	.kind = {
		.id = "attendance",
		.category = "work.attendance",
		.ja = "勤怠", .en = "attendance at work",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "氏名：山本花江\n残業時間：32.5", "氏名：山本花江\n欠勤日数：2日",
			"氏名：山本花江\n出勤時刻：08:52", "Name: Hanae Yamamoto\nOvertime hours: 12.5", NULL },
		.decoys = (const char *const[]){ "残業時間：32.5", "氏名：山本花江\n残業時間の上限", "出勤時刻：08:52",
			"overtime hours", NULL },
		.near = (const char *const[]){ "出勤日数", "欠勤日数", "残業時間", "時間外労働", "出勤時刻", "退勤時刻", "出社時刻",
			"退社時刻", "有給残日数", "有休残", "遅刻回数", "overtime hours", "clock in", "clock out", NULL },
		.columns = (const char *const[]){ "shukkinnissu", "kekkinnissu", "zangyojikan", "shukkinjikoku", "taikinjikoku",
			"kintai", "overtimehours", "clockin", "clockout", "absentdays", "attendancedays", "ptobalance",
			"出勤日数", "欠勤日数", "残業時間", "時間外労働", "出勤時刻", "退勤時刻", "出社時刻", "退社時刻",
			"有給残日数", "有休残", "遅刻回数", "早退回数", "勤怠", NULL },
		.sources = "none: hours, days or times behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_attendance,
};
