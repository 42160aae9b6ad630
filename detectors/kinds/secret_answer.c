/* secret_answer.c -- answers to secret questions, behind a label or heading. */
#include "labelled.h"

static bool is_answer(struct dc_span v)
{
	return is_words(v) || is_opaque(v, 4);
}

static enum dc_status propose_secret_answer(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_answer, 120, true, -0.7f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_secret_answer = {
	.kind = {
		.id = "secret_answer",
		.category = "auth.secret_answer",
		.ja = "秘密の質問の答え", .en = "answer to a secret question",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_NO_VALUE,
		.examples = (const char *const[]){ "秘密の質問の答え：ポチ丸", "秘密の答え：いちごジャム", "security answer: bluebird",
			NULL },
		.decoys = (const char *const[]){ "秘密の質問の答えを入力", "secret answer", "security answer: none", "秘密の答え：***",
			NULL },
		.near = (const char *const[]){ "秘密の質問の答え", "秘密の答え", "秘密の質問の回答", "secret answer",
			"security answer", "合言葉", NULL },
		.columns = (const char *const[]){ "himitsunokotae", "himitsukotae", "secretanswer", "securityanswer",
			"secretquestionanswer", "秘密の質問の答え", "秘密の答え", "秘密の質問の回答", "合言葉", NULL },
		.sources = "none: a word behind a label",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_secret_answer,
};
