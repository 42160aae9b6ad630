/* content.c -- what somebody wrote: inquiries, messages, posts. A text behind its label, beside a person; what stands in the
 * text is found by itself. */
#include "labelled.h"

static enum dc_status propose_inquiry(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_text, 16000, true, -0.8f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_inquiry = {
	.kind = {
		.id = "inquiry",
		.category = "content.inquiry",
		.ja = "問合せ", .en = "inquiry",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\n問合せ内容：先日届いた品の交換を希望します",
			"氏名：山本花江\nお問い合わせ内容：先日届いた品の交換を希望します", "氏名：山本花江\nご相談内容：支払いが遅れそうです",
			"Name: Hanae Yamamoto\nYour inquiry: The parcel has not arrived yet.", NULL },
		.decoys = (const char *const[]){ "お問い合わせ内容：先日届いた品の交換を希望します", "お問い合わせ内容の入力",
			"氏名：山本花江\nお問い合わせ内容：なし", NULL },
		.near = (const char *const[]){ "お問い合わせ内容", "お問合せ内容", "問い合わせ内容", "問合せ内容", "相談内容",
			"ご相談内容", "質問内容", "ご要望", "苦情内容", "申出内容", "your inquiry", "inquiry", "complaint",
			NULL },
		.columns = (const char *const[]){ "toiawasenaiyo", "toiawase", "sodannaiyo", "shitsumonnaiyo", "goyobo", "kujonaiyo",
			"inquiry", "inquirybody", "inquirytext", "complaint", "ticketbody", "お問い合わせ内容", "お問合せ内容",
			"問い合わせ内容", "問合せ内容", "相談内容", "質問内容", "ご要望", "ご意見", "苦情内容", "申出内容",
			NULL },
		.sources = "none: a text behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_inquiry,
};

static enum dc_status propose_message(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_text, 16000, true, -0.9f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_message = {
	.kind = {
		.id = "message",
		.category = "content.message",
		.ja = "通信文", .en = "message",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\nメッセージ本文：明日の十時に駅でお待ちしています",
			"氏名：山本花江\n通信文：お大事になさってください",
			"Name: Hanae Yamamoto\nMessage body: See you at the station at ten.", NULL },
		.decoys = (const char *const[]){ "メッセージ本文：明日の十時に駅でお待ちしています", "message: file not found",
			"error message: no such file", NULL },
		.near = (const char *const[]){ "メッセージ本文", "メール本文", "通信文", "チャット内容", "トーク内容", "DM本文",
			"message body", "chat message", "direct message", NULL },
		.columns = (const char *const[]){ "messagebody", "messagetext", "mailbody", "emailbody", "chatmessage", "chattext",
			"directmessage", "smstext", "honbun", "tsushinbun", "メッセージ本文", "メッセージ", "メール本文",
			"本文", "通信文", "チャット内容", NULL },
		.sources = "none: a text behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_message,
};

static enum dc_status propose_public_post(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_text, 16000, true, -0.9f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_public_post = {
	.kind = {
		.id = "public_post",
		.category = "content.public_post",
		.ja = "公開の投稿", .en = "public post",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_TEXT,
		.examples = (const char *const[]){ "氏名：山本花江\n投稿内容：週末に新しい店へ行ってきました",
			"氏名：山本花江\n口コミ：とても親切な対応でした",
			"Name: Hanae Yamamoto\nReview text: Kind staff and quick delivery.", NULL },
		.decoys = (const char *const[]){ "投稿内容：週末に新しい店へ行ってきました", "投稿内容の削除", "review text", NULL },
		.near = (const char *const[]){ "投稿内容", "投稿文", "投稿本文", "口コミ", "口コミ内容", "レビュー本文",
			"ツイート本文", "post text", "review text", "tweet text", NULL },
		.columns = (const char *const[]){ "toukounaiyo", "tokonaiyo", "kuchikomi", "posttext", "postbody", "tweet", "tweettext",
			"reviewtext", "reviewbody", "投稿内容", "投稿文", "投稿本文", "口コミ", "口コミ内容", "レビュー本文",
			"ツイート", NULL },
		.sources = "none: a text behind a label, beside a person",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_public_post,
};
