/* sns_id.c -- names of accounts in social networks, by label or heading alone. */
#include "propose.h"

static bool is_account(struct dc_span v)
{
	size_t at = v.n > 0 && v.p[0] == '@', letters = 0;

	for (size_t i = at; i < v.n; i++) {
		if (!fold_is_letter(v.p[i]) && !fold_is_digit(v.p[i]) && v.p[i] != '_' && v.p[i] != '.' && v.p[i] != '-')
			return false;
		letters += fold_is_letter(v.p[i]);
	}
	return v.n - at >= 4 && v.n - at <= 30 && letters >= 2;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t start = value_start(at);
	struct dc_span value = word_at(at, start, 32);
	struct candidate *c;
	enum dc_status st;

	if (!value_set_off(at, start) || !is_account(value) || !value_ends(at, start + (uint32_t)value.n))
		return DC_OK;
	st = add_bytes(self, at, start, start + (uint32_t)value.n, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, value.p[0] == '@' ? DC_E_form : DC_E_form_weak, value.p[0] == '@' ? -0.5f : -1.3f);
	return DC_OK;
}

const struct detector detector_sns_id = {
	.kind = {
		.id = "sns_id",
		.category = "contact.sns_id",
		.ja = "SNSのアカウント", .en = "account in a social network",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "LINE ID: hanako_1985", "Twitter：@hanae_y", "Instagram ID: @m.sato.23", "インスタ @kento_ngs", NULL },
		.decoys = (const char *const[]){ "@hanae_y", "LINE ID を入力", "line id: 4", "Twitter: 2026年", NULL },
		.near = (const char *const[]){ "LINE ID", "LINEのID", "Twitter", "Twitter ID", "Instagram", "Instagram ID", "Facebook ID", "SNS ID", "SNSアカウント",
			"Skype ID", "WeChat ID", "インスタ", "ツイッター", "インスタID", "LINE", "TikTok", "Telegram", "Discord", "カカオトーク", NULL },
		.columns = (const char *const[]){ "lineid", "twitter", "twitterid", "instagram", "instagramid", "facebookid", "snsid", "skypeid", "wechatid",
			"LINEID", "SNSアカウント", NULL },
		.sources = "none: each network's own",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
