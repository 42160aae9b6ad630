/* link_code.c -- codes that stand for a person in pseudonymised data. Beside a person they are the table that leads back, which
 * APPI art. 41(2) and 43(2) want kept safe: its hits have the category anon.mapping_table. */
#include "labelled.h"

static bool is_code(struct dc_span v)
{
	return is_opaque(v, 4);
}

static enum dc_status propose_link_code(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_code, 80, false, -0.5f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_link_code = {
	.kind = {
		.id = "link_code",
		.category = "anon.link_code",
		.ja = "連結符号", .en = "linking code",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LINKS | DC_KIND_ONE_EACH,
		.examples = (const char *const[]){ "連結符号：K7-004821", "仮名ID：a81f09c2", "pseudonym id: P-00931", NULL },
		.decoys = (const char *const[]){ "連結符号の付与", "仮名ID", "pseudonym: Mark Twain", "link code: none", "K7-004821",
			NULL },
		.near = (const char *const[]){ "連結符号", "連結可能匿名化番号", "仮名ID", "仮名加工ID", "匿名化番号", "匿名ID",
			"研究用番号", "被験者番号", "対応番号", "pseudonym id", "pseudo id", "pseudonymous id", "linking code",
			"subject code", NULL },
		.columns = (const char *const[]){ "renketsufugo", "kameiid", "tokumeiid", "hikenshabango", "kenkyubango", "pseudoid",
			"pseudonym", "pseudonymid", "pseudonymousid", "linkcode", "linkingcode", "subjectcode", "subjectid",
			"anonid", "hashedid", "連結符号", "連結可能匿名化番号", "仮名ID", "仮名加工ID", "匿名化番号", "匿名ID",
			"研究用番号", "被験者番号", "対応番号", NULL },
		.sources = "APPI arts. 2(5), 41(2), 43(2); Rules art. 31, 34",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_link_code,
};
