/* chain.c -- see chain.h. */
#include "chain.h"

#include "daicho/status.h"
#include "utf8.h"

#define MATCHES 12

size_t chain_gap(struct dc_span text)
{
	static const char *const gaps[] = { " ", "\xc2\xa0", "\xe3\x80\x80" };

	if (text.n == 0 || (text.p[0] != ' ' && text.p[0] != 0xc2 && text.p[0] != 0xe3))
		return 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(gaps); i++) {
		size_t n = strlen(gaps[i]);

		if (text.n >= n && memcmp(text.p, gaps[i], n) == 0)
			return n;
	}
	return 0;
}

static uint16_t count_chars(const uint8_t *p, size_t n)
{
	uint16_t chars = 0;

	for (size_t i = 0; i < n; i++)
		chars += (p[i] & 0xc0) != 0x80;
	return chars;
}

/* Longest given name at text.p. */
static bool given_at(const struct lexicon *lx, struct dc_span text, struct lexicon_entry *out)
{
	struct lexicon_entry e[MATCHES];
	size_t n = lexicon_match(lx, text, e, MATCHES);

	while (n > 0) {
		if (e[--n].classes & (LEX_GIVEN | LEX_GIVEN_KANA)) {
			*out = e[n];
			return true;
		}
	}
	return false;
}

bool chain_at(const struct lexicon *lx, struct dc_span text, struct chain *out)
{
	struct lexicon_entry e[MATCHES], given;
	size_t n = lexicon_match(lx, text, e, MATCHES);
	size_t best = 0;
	uint16_t other = 0;
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		if (e[i].classes & (LEX_WORD | LEX_PLACE | LEX_ORG | LEX_PROPER | LEX_PREFECTURE | LEX_MUNICIPALITY))
			other = e[i].bytes;
	}
	for (size_t i = 0; i < n; i++) {
		struct dc_span rest;
		struct chain c = { .surname = e[i].bytes, .surname_cost = e[i].cost };

		if (!(e[i].classes & LEX_SURNAME))
			continue;
		rest = dc_span_cut(text, c.surname, text.n);
		c.gap = (uint16_t)chain_gap(rest);
		if (given_at(lx, dc_span_cut(rest, c.gap, rest.n), &given)) {
			c.given = given.bytes;
			c.given_cost = given.cost;
		} else {
			c.gap = 0;
		}
		if (found && (size_t)c.surname + c.gap + c.given < best)
			continue;
		if (found && (size_t)c.surname + c.gap + c.given == best && out->given != 0 &&
		    c.surname_cost + c.given_cost > out->surname_cost + out->given_cost)
			continue;
		found = true;
		best = (size_t)c.surname + c.gap + c.given;
		c.surname_chars = count_chars(text.p, c.surname);
		c.given_chars = count_chars(text.p + c.surname + c.gap, c.given);
		c.other = other;
		*out = c;
	}
	return found;
}

struct honorific {
	const char *word;
	const char *not_before[12];	/* the word is no honorific where one of these follows */
	bool office;			/* stands behind names of places and bodies too */
};

/* Longest first where one begins another; each has three bytes at least. */
static const struct honorific honorifics[] = {
	{ "様", { "式", "々", "子", "相", "態", "変", "な", "に" }, false },
	{ "殿", { "堂", "下", "方", "様" }, false },
	{ "氏", { "名", "族", "神", "姓", "子" }, false },
	{ "君", { "主", "臨", "子" }, false },
	{ "さん", { "かい", "かく", "せ", "ご", "ぎ", "ざ", "び", "ぷ" }, false },
	{ "さま", { "ざ", "よ", "た" }, false },
	{ "くん", { "れ", "せ", "だ" }, false },
	{ "ちゃん", { "と", "こ", "ぽ" }, false },
	{ "先生", { 0 }, false }, { "准教授", { 0 }, false }, { "教授", { "会", "法" }, false }, { "医師", { "会" }, false },
	{ "弁護士", { "会", "事" }, false }, { "選手", { "権", "村", "団" }, false }, { "容疑者", { 0 }, false },
	{ "被告", { "人" }, false }, { "博士", { "号", "課" }, false }, { "投手", { "陣" }, false }, { "捕手", { 0 }, false },
	{ "騎手", { 0 }, false }, { "力士", { 0 }, false }, { "親方", { 0 }, false }, { "棋士", { 0 }, false },
	{ "名人", { "戦", "芸" }, false }, { "竜王", { "戦" }, false }, { "九段", { 0 }, false }, { "八段", { 0 }, false },
	{ "七段", { 0 }, false }, { "六段", { 0 }, false }, { "五段", { 0 }, false }, { "四段", { 0 }, false },
	{ "死刑囚", { 0 }, false }, { "受刑者", { 0 }, false }, { "夫人", { 0 }, false }, { "牧師", { 0 }, false },
	{ "神父", { 0 }, false }, { "税理士", { "会", "法" }, false }, { "会計士", { "協" }, false }, { "看護師", { 0 }, false },
	{ "薬剤師", { 0 }, false }, { "助教", { "授" }, false }, { "講師", { "陣" }, false }, { "大佐", { 0 }, false },
	{ "中佐", { 0 }, false }, { "少佐", { 0 }, false }, { "大将", { 0 }, false }, { "中将", { 0 }, false },
	{ "少将", { 0 }, false }, { "大尉", { 0 }, false }, { "中尉", { 0 }, false }, { "少尉", { 0 }, false },
	{ "元帥", { 0 }, false }, { "巡査", { "部" }, false }, { "警部", { 0 }, false }, { "検事", { 0 }, false },
	{ "アナウンサー", { 0 }, false }, { "記者", { "会", "団", "ク" }, false }, { "コーチ", { "ン" }, false },
	{ "プロデューサー", { 0 }, false }, { "ディレクター", { 0 }, false }, { "マネージャー", { 0 }, false },
	{ "マネジャー", { 0 }, false }, { "社長", { "室" }, true }, { "副社長", { 0 }, true }, { "部長", { "会" }, true },
	{ "課長", { "会" }, true }, { "係長", { 0 }, true }, { "主任", { "者" }, true }, { "店長", { 0 }, true },
	{ "会長", { "会" }, true }, { "専務", { 0 }, true }, { "常務", { 0 }, true }, { "取締役", { "会" }, true },
	{ "所長", { 0 }, true }, { "局長", { 0 }, true }, { "次長", { 0 }, true }, { "室長", { 0 }, true },
	{ "本部長", { 0 }, true }, { "支店長", { 0 }, true }, { "工場長", { 0 }, true }, { "委員長", { 0 }, true },
	{ "理事長", { 0 }, true }, { "院長", { 0 }, true }, { "校長", { 0 }, true }, { "園長", { 0 }, true },
	{ "監督", { "官", "署", "者" }, true }, { "首相", { "官" }, true }, { "総理", { "府" }, true },
	{ "大統領", { "選", "府", "令", "制", "候" }, true }, { "議員", { "会", "立" }, true }, { "知事", { "選" }, true },
	{ "市長", { "選" }, true }, { "町長", { "選" }, true }, { "村長", { "選" }, true }, { "区長", { "選" }, true },
	{ "外相", { "会" }, true }, { "財務相", { 0 }, true }, { "防衛相", { 0 }, true }, { "官房長官", { 0 }, true },
	{ "長官", { 0 }, true }, { "幹事長", { 0 }, true }, { "書記長", { 0 }, true }, { "総書記", { 0 }, true },
	{ "国家主席", { 0 }, true }, { "主席", { 0 }, true }, { "大臣", { 0 }, true }, { "国王", { 0 }, true },
	{ "元首相", { 0 }, true }, { "前首相", { 0 }, true }, { "元社長", { 0 }, true }, { "前社長", { 0 }, true },
	{ "元会長", { 0 }, true }, { "前会長", { 0 }, true }, { "元大統領", { 0 }, true }, { "前大統領", { 0 }, true },
	{ "代表", { "取", "団", "作", "的", "者", "例", "権", "戦", "す", "し", "側" }, true }, { "司教", { 0 }, true },
	{ "枢機卿", { 0 }, true },
};

/* Whether any honorific begins with this character: asked of every kanji. The characters, in order:
 * くさちアコデプマ七中主九五代会係元先八六准前副力助区医博取受司名君四国園外大夫委官室容専少局巡工市常幹店弁所投捕支教書本 村枢校棋検様次死殿氏牧理町監看知社神税竜総薬被親記課講警議財選部長防院首騎 */
static bool begins_honorific(uint32_t c)
{
	switch (c) {
	case 0x304f: case 0x3055: case 0x3061: case 0x30a2: case 0x30b3: case 0x30c7: case 0x30d7: case 0x30de: case 0x4e03:
	case 0x4e2d: case 0x4e3b: case 0x4e5d: case 0x4e94: case 0x4ee3: case 0x4f1a: case 0x4fc2: case 0x5143: case 0x5148:
	case 0x516b: case 0x516d: case 0x51c6: case 0x524d: case 0x526f: case 0x529b: case 0x52a9: case 0x533a: case 0x533b:
	case 0x535a: case 0x53d6: case 0x53d7: case 0x53f8: case 0x540d: case 0x541b: case 0x56db: case 0x56fd: case 0x5712:
	case 0x5916: case 0x5927: case 0x592b: case 0x59d4: case 0x5b98: case 0x5ba4: case 0x5bb9: case 0x5c02: case 0x5c11:
	case 0x5c40: case 0x5de1: case 0x5de5: case 0x5e02: case 0x5e38: case 0x5e79: case 0x5e97: case 0x5f01: case 0x6240:
	case 0x6295: case 0x6355: case 0x652f: case 0x6559: case 0x66f8: case 0x672c: case 0x6751: case 0x67a2: case 0x6821:
	case 0x68cb: case 0x691c: case 0x69d8: case 0x6b21: case 0x6b7b: case 0x6bbf: case 0x6c0f: case 0x7267: case 0x7406:
	case 0x753a: case 0x76e3: case 0x770b: case 0x77e5: case 0x793e: case 0x795e: case 0x7a0e: case 0x7adc: case 0x7dcf:
	case 0x85ac: case 0x88ab: case 0x89aa: case 0x8a18: case 0x8ab2: case 0x8b1b: case 0x8b66: case 0x8b70: case 0x8ca1:
	case 0x9078: case 0x90e8: case 0x9577: case 0x9632: case 0x9662: case 0x9996: case 0x9a0e:
		return true;
	default:
		return false;
	}
}

size_t honorific_at(struct dc_span text)
{
	bool office;

	return honorific_read(text, &office);
}

size_t honorific_read(struct dc_span text, bool *office)
{
	if (text.n < 3 || (text.p[0] & 0xf0) != 0xe0 ||
	    !begins_honorific((text.p[0] & 15u) << 12 | (text.p[1] & 63u) << 6 | (text.p[2] & 63u)))
		return 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(honorifics); i++) {
		const struct honorific *h = &honorifics[i];
		bool other = false;
		size_t n;

		if (text.p[2] != (uint8_t)h->word[2] || text.p[1] != (uint8_t)h->word[1])
			continue;		/* before any length is counted */
		n = strlen(h->word);
		if (text.n < n || memcmp(text.p, h->word, n) != 0)
			continue;
		for (size_t j = 0; j < DC_ARRAY_LEN(h->not_before) && h->not_before[j] != NULL; j++) {
			size_t m = strlen(h->not_before[j]);

			other = other || (text.n - n >= m && memcmp(text.p + n, h->not_before[j], m) == 0);
		}
		*office = h->office;
		return other ? 0 : n;
	}
	return 0;
}
