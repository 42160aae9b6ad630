/* employee_id.c -- staff numbers, by label or heading alone: every firm has its own form. */
#include "propose.h"

static bool is_id(struct dc_span v)
{
	unsigned digits = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (!fold_is_letter(v.p[i]) && !fold_is_digit(v.p[i]) && v.p[i] != '-' && v.p[i] != '_')
			return false;
		digits += fold_is_digit(v.p[i]);
	}
	return v.n >= 3 && v.n <= 16 && digits >= 2;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct folding f;
	uint32_t start = value_start(at);
	struct dc_span v;
	struct candidate *c;
	enum dc_status st;
	size_t n;

	fold_text((struct dc_span){ at->text->bytes.p, at->ceiling }, start, 20, &f);
	for (n = 0; n < f.n && f.c[n] != ' ' && strchr(",;\"'<>()|:=.", f.c[n]) == NULL;)
		n++;
	v = (struct dc_span){ (const uint8_t *)f.c, n };
	if ((at->trigger == ON_LABEL && start == at->anchor && at->text->bytes.p[at->anchor - 1] >= 0x80) || !is_id(v))
		return DC_OK;
	st = candidates_add(out, &self->kind, start, f.at[n], v, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form_weak, -0.4f);
	return DC_OK;
}

const struct detector detector_employee_id = {
	.kind = {
		.id = "employee_id",
		.category = "work.employee_id",
		.ja = "社員番号", .en = "employee number",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "社員番号：A01234", "職員番号 １００２３", "employee id: E-00417", NULL },
		.decoys = (const char *const[]){ "A01234", "社員番号を入力", "employee id: none", NULL },
		.near = (const char *const[]){ "社員番号", "従業員番号", "職員番号", "社員コード", "社員ID", "employee id", "employee no",
			"employee number", "staff id", "staff no", NULL },
		.columns = (const char *const[]){ "employeeid", "employeeno", "empno", "empid", "staffid", "staffno", "shainno", "shainbango",
			"shaincode", "社員番号", "従業員番号", "職員番号", "社員コード", "社員ID", NULL },
		.sources = "none: each firm's own",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
