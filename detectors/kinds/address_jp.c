/* address_jp.c -- Japanese addresses: a municipality with a block number behind it. A municipality alone is no address, nor
 * is an office (区役所) or the number of a statute. The grammar is address.c's; here it is weighed. */
#include "address.h"
#include "kind.h"
#include "utf8.h"

/* Log-odds; there is no labelled set of addresses to fit them on. They are set so that prefecture, municipality, town and
 * a block of three numbers make 0.95 without any label, and a municipality with two numbers 0.5. */
#define PRIOR -0.6f
#define FULL_PLACE 1.0f
#define MUNICIPALITY_ALONE 0.5f
#define KNOWN_TOWN 0.9f
#define STRONG_BLOCK 1.7f
#define TWO_NUMBERS 0.9f
#define ONE_NUMBER -1.2f
#define NO_BLOCK -2.0f
#define WITH_BUILDING 0.6f
#define STREET 2.2f			/* 上る, 東入: Kyoto alone has them */

static float place_weight(const struct address *a)
{
	float w = a->prefecture && a->municipality ? FULL_PLACE :
		a->municipality                    ? MUNICIPALITY_ALONE :
		a->municipality_like               ? 0.2f :
						     -0.5f;

	return a->town ? w + KNOWN_TOWN : w;
}

static float block_weight(const struct address *a)
{
	float w = a->numbers == 0                                                      ? NO_BLOCK :
		a->numbers >= 3 || a->units >= 2 || (a->units == 1 && a->numbers >= 2) ? STRONG_BLOCK :
		a->numbers == 2 || a->units == 1                                       ? TWO_NUMBERS :
											 ONE_NUMBER;

	return w + (a->building ? WITH_BUILDING : 0) + (a->street ? STREET : 0);
}

/* An address without a number counts where all its places are known, or where a label or heading asks for it. */
static bool worth_it(const struct address *a, bool labelled)
{
	if (a->numbers > 0)
		return a->municipality || a->municipality_like || a->town;
	return (a->prefecture && a->municipality && a->town) || (labelled && a->municipality);
}

/* Kanji that run on behind the number, as in 丸の内1丁目交差点 or 日本橋3-4号線, speak against it. */
static bool runs_on(const struct probe *at, uint32_t end)
{
	static const char *const ends[] = { "交差点", "号線", "条例", "条の", "項", "バス停", "出口", "番線" };

	for (size_t i = 0; i < DC_ARRAY_LEN(ends); i++) {
		size_t n = strlen(ends[i]);

		if (at->ceiling - end >= n && memcmp(at->text->bytes.p + end, ends[i], n) == 0)
			return true;
	}
	return false;
}

static bool digit_touches(const struct probe *at, uint32_t end)
{
	const uint8_t *p = at->text->bytes.p;

	return end < at->ceiling &&
		((p[end] >= '0' && p[end] <= '9') ||
			(p[end] == '-' && end + 1 < at->ceiling && p[end + 1] >= '0' && p[end + 1] <= '9'));
}

static bool already(const struct candidates *out, const struct dc_kind *kind, uint32_t start)
{
	for (size_t i = out->n, back = 0; i-- > 0 && back < 6; back++) {
		if (out->at[i].kind == kind && out->at[i].start <= start && start < out->at[i].end)
			return true;
	}
	return false;
}

/* A municipality inside a word (西東京市 read from 東京市 on, 新宿区 in a prefecture already taken) is no beginning. */
static bool inside_word(const struct probe *at)
{
	static const char *const may_stand_before[] = { "都", "道", "府", "県", "郡", "所", "在", "籍", "地", "址", "先", "名", "国" };
	uint32_t c = 0;

	if (at->anchor < at->floor + 3 || utf8_read(at->text->bytes.p + at->anchor - 3, 3, &c) != 3 ||
	    c < 0x4e00 || c > 0x9fff)
		return false;
	for (size_t i = 0; i < DC_ARRAY_LEN(may_stand_before); i++) {
		if (memcmp(at->text->bytes.p + at->anchor - 3, may_stand_before[i], 3) == 0)
			return false;
	}
	return true;
}

/* Behind a label or at the head of a cell: over colons, spaces and a postal code to the place. */
static uint32_t value_begin(const struct probe *at)
{
	uint32_t pos = at->anchor;

	while (pos < at->ceiling && pos - at->anchor < 32) {
		uint32_t c;
		size_t n = utf8_read(at->text->bytes.p + pos, at->ceiling - pos, &c);

		if (n == 0 ||
			!(c == ':' || c == 0xff1a || c == ' ' || c == 0x3000 || c == '\t' || c == '=' ||
				c == 0x3012 || c == '-' || c == 0xff0d || c == 0x2212 || (c >= '0' && c <= '9') ||
				(c >= 0xff10 && c <= 0xff19) || c == '"'))
			break;
		pos += (uint32_t)n;
	}
	return pos;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	bool labelled = at->trigger == ON_LABEL || at->trigger == ON_CELL;
	uint32_t start = labelled ? value_begin(at) : at->anchor;
	struct dc_span text = { at->text->bytes.p + start, at->ceiling - start };
	struct candidate *c;
	struct address a;
	enum dc_status st;

	if (already(out, &self->kind, start) || (!labelled && inside_word(at)) ||
		!address_read(at->lexicon, text, labelled, &a) || !worth_it(&a, labelled || at->labelled) ||
		runs_on(at, start + a.end) || digit_touches(at, start + a.end))
		return DC_OK;
	st = candidates_add(out, &self->kind, start, start + a.end, (struct dc_span){ a.value, a.n_value }, &c);
	if (st != DC_OK)
		return st;
	c->shown = a.n_shown;
	candidate_weigh(c, DC_E_dictionary, place_weight(&a));
	candidate_weigh(c, a.numbers >= 2 || a.units > 0 ? DC_E_form : DC_E_form_weak, PRIOR + block_weight(&a));
	return DC_OK;
}

const struct detector detector_address_jp = {
	.kind = {
		.id = "jp.address",
		.category = "contact.address",
		.ja = "住所", .en = "Japanese address",
		.mask = DC_MASK_PLACE,
		.examples = (const char *const[]){ "東京都千代田区丸の内1-2-3", "京都市中京区寺町通御池上る上本能寺前町488",
			"札幌市中央区北1条西2丁目", "大阪府大阪市北区梅田一丁目二番三号", NULL },
		.decoys = (const char *const[]){ "東京都", "千代田区役所", "第1-2-3条", "横浜市は2024年に", "港区03-1234-5678", NULL },
		.near = (const char *const[]){ "住所", "現住所", "所在地", "居所", "本籍", "送付先", "お届け先", "届け先", "連絡先住所", "番地",
			"ご住所", "自宅", "転居先", "address", NULL },
		.near_not = (const char *const[]){ "本社", "支店", "営業所", "会場", "受付", "株式会社", "有限会社", "事務所", "工場", "店舗",
			"アクセス", NULL },
		.columns = (const char *const[]){ "住所", "現住所", "ご住所", "住所1", "住所2", "所在地", "番地", "本籍", "本籍地", "送付先住所", "届け先住所",
			"jusho", "jyusho", "juusho", "addr", "addr1", "addr2", "address", "address1", "address2", "streetaddress", "banchi",
			"honseki", "shozaichi", NULL },
		.sources = "Japan Post's list of 2022-04 (SKK-JISYO.zipcode), localgovjp",
	},
	.triggers = ON_PLACE | ON_LABEL | ON_CELL,
	.propose = propose,
	.quick = QUICK_CELL,
};
