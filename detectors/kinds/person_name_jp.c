/* person_name_jp.c -- names of persons in kanji, the given name also in kana. */
#include "chain.h"
#include "kind.h"
#include "utf8.h"

static bool is_kanji_at(const struct probe *at, uint32_t pos)
{
	uint32_t c;

	return pos < at->ceiling && utf8_read(at->text->bytes.p + pos, at->ceiling - pos, &c) > 0 && c >= 0x3400 && c <= 0x9fff;
}

/* True if a kanji stands just before pos. */
static bool kanji_before(const struct probe *at, uint32_t pos)
{
	return pos >= at->floor + 3 && is_kanji_at(at, pos - 3);
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	const uint8_t *p = at->text->bytes.p;
	struct chain c;
	struct candidate *hit;
	enum dc_status st;
	uint32_t end;
	size_t honorific;

	if (kanji_before(at, at->anchor) ||
	    !chain_at(at->lexicon, (struct dc_span){ p + at->anchor, at->ceiling - at->anchor }, &c))
		return DC_OK;
	end = at->anchor + c.surname + c.gap + c.given;
	honorific = honorific_at((struct dc_span){ p + end, at->ceiling - end });
	if ((c.given == 0 && honorific == 0) || (is_kanji_at(at, end) && honorific == 0))
		return DC_OK;
	st = candidates_add(out, &self->kind, at->anchor, end, (struct dc_span){ p + at->anchor, end - at->anchor }, &hit);
	if (st != DC_OK)
		return st;
	candidate_weigh(hit, DC_E_dictionary, c.given > 0 && c.surname_chars > 1 ? 0.6f : -0.8f);
	if (honorific > 0)
		candidate_weigh(hit, DC_E_honorific, 1.5f);
	return DC_OK;
}

const struct detector detector_person_name_jp = {
	.kind = {
		.id = "jp.person_name",
		.category = "person.name",
		.ja = "氏名(漢字)", .en = "Japanese name",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "氏名:山本 花江", "佐藤健一様", "担当の髙橋美咲さん", NULL },
		.decoys = (const char *const[]){ "仕様", "同様に", "お客様", "関係者各位", "総務部御中", "様々な模様", NULL },
		.near = (const char *const[]){ "氏名", "お名前", "名前", "担当者", "担当", "申込者", "受診者", "患者名", "保護者", "世帯主",
			"代表者", "氏 名", "姓名", "申請者", "契約者", "会員", "連絡先", "受取人", "依頼人", "名義", NULL },
		.near_not = (const char *const[]){ "株式会社", "有限会社", "大学", "駅", "支店", "商店", "神社", "寺", NULL },
		.columns = (const char *const[]){ "氏名", "姓名", "名前", "お名前", "姓", "名", "担当者", "担当者名", "顧客名", "会員名", "社員名",
			"患者名", "旧姓", "通称名", "shimei", "simei", "namae", "sei", "mei", "kanjiname", "name", "fullname", "firstname",
			"lastname", "surname", "givenname", "familyname", NULL },
		.sources = "mecab-ipadic 2.7.0 (Noun.name.csv)",
	},
	.triggers = ON_KANJI_NAME,
	.propose = propose,
};
