/* dealings.c -- what somebody bought, holds or looked at: behind a label, beside a person. */
#include "labelled.h"

/* A day, an amount or a thing. */
static bool is_deal(struct dc_span v)
{
	return is_count(v) || is_words(v) || (v.n >= 8 && fold_is_digit(v.p[0]));
}

static bool is_use(struct dc_span v)
{
	return is_words(v) || (v.n >= 4 && (v.p[0] == '/' || memcmp(v.p, "http", 4) == 0)) || (v.n >= 8 && fold_is_digit(v.p[0]));
}

static enum dc_status propose_transaction(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_deal, 400, true, -0.8f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_transaction = {
	.kind = {
		.id = "transaction",
		.category = "finance.transaction",
		.ja = "取引", .en = "transaction",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\n購入履歴：2026/03/01 携帯用浄水器",
			"氏名：山本花江\n取引金額：48,000円", "氏名：山本花江\n購入商品：携帯用浄水器",
			"Name: Hanae Yamamoto\nPurchase amount: 4800", NULL },
		.decoys = (const char *const[]){ "購入履歴：2026/03/01 携帯用浄水器", "氏名：山本花江\n購入履歴の確認方法",
			"取引金額：48,000円", NULL },
		.near = (const char *const[]){ "購入履歴", "購入商品", "購入金額", "購入日", "注文履歴", "取引履歴", "取引金額",
			"取引日", "取引内容", "利用金額", "purchase history", "purchase amount", "transaction amount", NULL },
		.columns = (const char *const[]){ "konyurireki", "konyukingaku", "konyushohin", "konyubi", "torihikikingaku",
			"torihikibi", "riyokingaku", "purchasehistory", "purchaseamount", "purchasedate", "transactionamount",
			"transactiondate", "lastpurchase", "購入履歴", "購入商品", "購入金額", "購入日", "注文履歴",
			"取引履歴", "取引金額", "取引日", "取引内容", "利用金額", "利用日", NULL },
		.sources = "none: a day, an amount or a thing behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_transaction,
};

static enum dc_status propose_shares(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_count, 40, false, -0.3f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_shares = {
	.kind = {
		.id = "shares",
		.category = "holder.shares",
		.ja = "持株", .en = "shareholding",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "氏名：山本花江\n所有株式数：1,200株", "氏名：山本花江\n持株比率：3.5%",
			"Shareholder: Hanae Yamamoto\nName: Hanae Yamamoto\nShares held: 1,200", NULL },
		.decoys = (const char *const[]){ "所有株式数：1,200株", "氏名：山本花江\n持株会のご案内", "shares held", NULL },
		.near = (const char *const[]){ "持株数", "持ち株数", "所有株式数", "保有株式数", "保有株数", "持株比率", "議決権数",
			"shares held", "number of shares", NULL },
		.columns = (const char *const[]){ "mochikabusu", "kabushikisu", "hoyukabusu", "sharesheld", "shareholding",
			"numberofshares", "votingrights", "持株数", "持ち株数", "所有株式数", "保有株式数", "保有株数",
			"所有株数", "持株比率", "議決権数", NULL },
		.sources = "Companies Act art. 121 (items of a register of shareholders)",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_shares,
};

static enum dc_status propose_usage_history(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_use, 1000, true, -0.8f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_usage_history = {
	.kind = {
		.id = "usage_history",
		.category = "online.usage_history",
		.ja = "利用履歴", .en = "usage history",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\n閲覧履歴：/products/water/12",
			"氏名：山本花江\n検索キーワード：浄水器 携帯", "氏名：山本花江\n最終ログイン日時：2026-11-02 08:14",
			"Name: Hanae Yamamoto\nLast login: 2026-11-02 08:14", NULL },
		.decoys = (const char *const[]){ "閲覧履歴：/products/water/12", "氏名：山本花江\n閲覧履歴を消す", "last login", NULL },
		.near = (const char *const[]){ "閲覧履歴", "閲覧ページ", "検索履歴", "検索キーワード", "視聴履歴", "利用履歴",
			"ログイン履歴", "最終ログイン", "最終ログイン日時", "browsing history", "search history",
			"search query", "last login", "pages viewed", NULL },
		.columns = (const char *const[]){ "etsuranrireki", "kensakurireki", "riyorireki", "saishulogin", "browsinghistory",
			"searchhistory", "searchquery", "searchkeyword", "lastlogin", "lastloginat", "lastaccess",
			"viewedpages", "pagesviewed", "閲覧履歴", "閲覧ページ", "検索履歴", "検索キーワード", "視聴履歴",
			"利用履歴", "ログイン履歴", "最終ログイン", "最終ログイン日時", "最終ログイン日", "最終アクセス", NULL },
		.sources = "none: pages, words or times behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_usage_history,
};
