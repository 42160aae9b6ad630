/* user_id.c -- names and numbers that people log in with, behind a label or under a heading. A number from a counter is one too, yet
 * says little: it stays below the highest band. */
#include "labelled.h"

static bool is_login(struct dc_span v)
{
	size_t letters = 0, digits = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (!fold_is_letter(v.p[i]) && !fold_is_digit(v.p[i]) && (v.p[i] == '\0' || strchr("-_.", v.p[i]) == NULL))
			return false;
		letters += fold_is_letter(v.p[i]);
		digits += fold_is_digit(v.p[i]);
	}
	return v.n >= 3 && v.n <= 40 && (letters >= 2 || digits >= 4);
}

/* In running text only what has both: "user id: required" is prose. */
static bool is_login_in_text(struct dc_span v)
{
	size_t letters = 0;

	for (size_t i = 0; i < v.n; i++)
		letters += fold_is_letter(v.p[i]);
	return is_login(v) && is_opaque(v, 4) && letters > 0;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled in_cell = { is_login, 40, false, -1.4f }, in_text = { is_login_in_text, 40, false, -1.2f };

	return propose_labelled(self, at, at->trigger == ON_CELL ? &in_cell : &in_text, out);
}

const struct detector detector_user_id = {
	.kind = {
		.id = "user_id",
		.category = "online.user_id",
		.ja = "利用者ID", .en = "user id",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "ユーザーID：hanae_y85", "ログインID: yamamoto.h01", "login id: hy2026a", NULL },
		.decoys = (const char *const[]){ "ユーザーIDを入力", "user id: required", "login id: 0", "user id: %d", "hanae_y85", NULL },
		.near = (const char *const[]){ "ユーザーID", "ユーザID", "ログインID", "利用者ID", "アカウントID", "user id", "login id", "login name", NULL },
		.columns = (const char *const[]){ "userid", "loginid", "loginname", "username", "accountid", "riyoshaid", "ユーザーID", "ユーザID", "ログインID",
			"利用者ID", "アカウントID", "ユーザー名", NULL },
		.sources = "APPI art. 2(7) (personal-related information)",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
