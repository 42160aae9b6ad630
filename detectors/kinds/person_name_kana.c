/* person_name_kana.c -- readings of names (フリガナ) in katakana of either width, and behind a label or heading in hiragana.
 *
 * Katakana writes loan words too, so a reading counts where it is two dictionary readings with a space between, and alone
 * only where a label or a column asks for one. The weights are set by hand: no labelled text has readings. */
#include "chain.h"
#include "kana.h"
#include "kind.h"
#include "name_ja.h"
#include "utf8.h"

#define BOTH_SPACED 1.5f
#define HALF_WIDTH 0.9f			/* banks and old systems write names so */
#define BOTH_FOREIGN -0.6f		/* エリック スミス: products and places are called so too */
#define BOTH_JOINED -1.3f		/* カタカナ is カタ and カナ */
#define RARE -0.8f			/* both parts are rare readings */
#define ONE_KNOWN -1.0f
#define NONE_KNOWN -2.2f
#define BEHIND_NAME 1.6f
#define NAME_CHARS_MOST 14
#define RARE_COST 135

static bool kana_begins(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x3096) || (c >= 0x30a1 && c <= 0x30f6);
}

struct reading {
	uint32_t end;			/* bytes of the text from the start */
	uint8_t value[2 * KANA_RUN_MOST];
	uint16_t n;
	unsigned parts, known;
	bool half, hiragana, rare, joined, word, foreign;
};

static unsigned whole(const struct lexicon *lx, const uint8_t *p, size_t n, uint8_t *cost)
{
	struct lexicon_entry e[16];
	size_t found = lexicon_match(lx, (struct dc_span){ p, n }, e, DC_ARRAY_LEN(e));

	if (found == 0 || e[found - 1].bytes != n)
		return 0;
	*cost = e[found - 1].cost;
	return e[found - 1].classes;
}

/* A run without a space that is a surname's and a given name's reading. */
static bool splits(const struct lexicon *lx, const struct kana_run *run, uint8_t *cost)
{
	for (size_t at = 6; at + 6 <= run->n; at += 3) {
		uint8_t a = 0, b = 0;

		if (whole(lx, run->text, at, &a) & LEX_SURNAME_KANA &&
			whole(lx, run->text + at, run->n - at, &b) & LEX_GIVEN_KANA) {
			*cost = a > b ? a : b;
			return true;
		}
	}
	return false;
}

static bool read_two(const struct lexicon *lx, struct dc_span text, const struct kana_run *first, struct reading *r)
{
	size_t gap = chain_gap(dc_span_cut(text, first->taken, text.n));
	uint8_t a = 255, b = 255;
	unsigned x, y;
	struct kana_run second;

	if (gap == 0 || !kana_read(dc_span_cut(text, first->taken + gap, text.n), &second) || second.chars < 2 ||
		second.chars > 7 || second.half != first->half || second.hiragana != first->hiragana)
		return false;
	x = whole(lx, first->text, first->n, &a);
	y = whole(lx, second.text, second.n, &b);
	r->parts = 2;
	r->known = ((x & LEX_SURNAME_KANA) != 0) + ((y & LEX_GIVEN_KANA) != 0);
	r->foreign = r->known < 2 && (x & (LEX_FOREIGN | LEX_GIVEN_KANA)) && (y & LEX_FOREIGN);
	r->word = (x & LEX_WORD) && (y & LEX_WORD);
	r->rare = a > RARE_COST && b > RARE_COST;
	memcpy(r->value + r->n, second.text, second.n);
	r->n += second.n;
	r->end = first->taken + (uint32_t)gap + second.taken;
	return true;
}

static bool read_one(const struct lexicon *lx, const struct kana_run *first, struct reading *r)
{
	uint8_t cost = 255;
	unsigned classes;

	r->end = first->taken;
	if (first->chars >= 4 && splits(lx, first, &cost)) {
		r->parts = r->known = 2;
		r->joined = true;
		r->rare = cost > RARE_COST;
		r->word = whole(lx, first->text, first->n, &cost) & LEX_WORD;
		return true;
	}
	classes = whole(lx, first->text, first->n, &cost);
	r->parts = 1;
	r->known = (classes & (LEX_SURNAME_KANA | LEX_GIVEN_KANA)) != 0;
	r->word = (classes & LEX_WORD) != 0;
	return first->chars <= 12;
}

/* alone: one run will do. Most katakana of any text is one run, and goes no further than here. */
static bool read_name(
	const struct lexicon *lx, struct dc_span text, const struct kana_run *first, bool alone, struct reading *r)
{
	if (first->chars < 2 || (!alone && (first->chars > 7 || chain_gap(dc_span_cut(text, first->taken, text.n)) == 0)))
		return false;
	*r = (struct reading){ .n = first->n, .half = first->half, .hiragana = first->hiragana };
	memcpy(r->value, first->text, first->n);
	return (first->chars <= 7 && read_two(lx, text, first, r)) || (alone && read_one(lx, first, r));
}

static float weight(const struct reading *r)
{
	float w = r->foreign ? BOTH_FOREIGN :
		r->parts == 2 && r->known == 2 ? (r->joined ? BOTH_JOINED : BOTH_SPACED) :
		r->known > 0                     ? ONE_KNOWN :
						   NONE_KNOWN;

	return w + (r->half ? HALF_WIDTH : 0) + (r->rare ? RARE : 0) + (r->word ? -1.5f : 0);
}

/* Foreign names with a middle dot are the model's; in profile thorough it sees them with the kanji names. */
static enum dc_status foreign(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct dc_span text = { at->text->bytes.p + at->floor, at->ceiling - at->floor };
	struct name_hit hit[4];
	size_t n = name_ja_at(at->lexicon, text, at->anchor - at->floor, hit, DC_ARRAY_LEN(hit));

	for (size_t i = 0; i < n; i++) {
		uint32_t start = hit[i].start + at->floor, end = hit[i].end + at->floor;
		struct candidate *c;
		enum dc_status st;

		if (hit[i].script != CRF_KATAKANA || start != at->anchor)
			continue;
		st = candidates_add(out, &self->kind, start, end, dc_span_cut(at->text->bytes, start, end), &c);
		if (st != DC_OK)
			return st;
		c->category = "person.name";
		candidate_weigh(c, DC_E_model, hit[i].logodds);
	}
	return DC_OK;
}

static bool has_dot_behind(const struct probe *at, const struct kana_run *run)
{
	const uint8_t *p = at->text->bytes.p + at->anchor + run->taken;
	uint8_t cost;

	return at->ceiling - at->anchor - run->taken >= 6 && memcmp(p, "・", 3) == 0 && p[3] == 0xe3 &&
		whole(at->lexicon, run->text, run->n, &cost) & (LEX_FOREIGN | LEX_GIVEN_KANA | LEX_SURNAME_KANA);
}

/* Over signs and blanks; a note in brackets, 口座名義（カナ）, is the label's. */
static uint32_t value_begin(const struct probe *at)
{
	static const char *const notes[] = { "（カナ）", "(カナ)", "（ｶﾅ）", "(ｶﾅ)", "（フリガナ）", "（ふりがな）", "（全角カナ）", "（半角カナ）", "（全角）", "（半角）" };
	uint32_t pos = at->anchor, begin;
	struct kana_run run;

	for (size_t i = 0; i < DC_ARRAY_LEN(notes) && pos == at->anchor; i++) {
		size_t n = strlen(notes[i]);

		pos += at->ceiling - pos >= n && memcmp(at->text->bytes.p + pos, notes[i], n) == 0 ? (uint32_t)n : 0;
	}
	begin = pos;
	while (pos < at->ceiling && pos - begin < 12 &&
		!kana_read((struct dc_span){ at->text->bytes.p + pos, at->ceiling - pos }, &run))
		pos++;
	return pos;
}

/* Over the kanji of a name, blanks and one bracket: where its reading may begin; the anchor if none may. */
static uint32_t behind_kanji(const struct probe *at)
{
	uint32_t pos = at->anchor, gap = 0, c = 0;

	for (unsigned n = 0; n < NAME_CHARS_MOST && pos < at->ceiling; n++) {
		struct dc_span rest = { at->text->bytes.p + pos, at->ceiling - pos };
		size_t step = utf8_read(rest.p, rest.n, &c), blank = chain_gap(rest);

		if (blank > 0 || c == 0xff08 || c == '(') {
			gap = pos + (uint32_t)step;
		} else if (gap == pos && gap > 0 && kana_begins(c)) {
			return pos;
		} else if (!(c >= 0x3400 && c <= 0x9fff) && c != 0x3005) {
			break;
		}
		pos += (uint32_t)step;
	}
	return at->anchor;
}

/* A roster has the reading behind the name, in hiragana as often: 赤嶺 琉生　あかみね るい. */
static enum dc_status behind_name(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t start = behind_kanji(at);
	struct dc_span text = { at->text->bytes.p + start, at->ceiling - start };
	struct candidate *c;
	struct kana_run run;
	struct reading r;
	enum dc_status st;

	if (start == at->anchor || !kana_read(text, &run) || run.half || !read_name(at->lexicon, text, &run, false, &r) || r.known == 0 ||
	    (out->n > 0 && out->at[out->n - 1].kind == &self->kind && out->at[out->n - 1].end > start))
		return DC_OK;
	st = candidates_add(out, &self->kind, start, start + r.end, (struct dc_span){ r.value, r.n }, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_dictionary, r.known == 2 ? BOTH_SPACED : 0);
	candidate_weigh(c, DC_E_person_near, BEHIND_NAME);
	return DC_OK;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	bool asked = at->trigger == ON_LABEL || at->trigger == ON_CELL || at->labelled;
	uint32_t start = asked ? value_begin(at) : at->anchor;
	struct dc_span text = { at->text->bytes.p + start, at->ceiling - start };
	struct candidate *c;
	struct kana_run run;
	struct reading r;
	enum dc_status st;

	if (at->trigger == ON_KANJI_NAME)
		return behind_name(self, at, out);
	if (!kana_read(text, &run))
		return DC_OK;
	if (!asked && at->profile == DC_PROFILE_FAST && has_dot_behind(at, &run))
		return foreign(self, at, out);
	if (out->n > 0 && out->at[out->n - 1].kind == &self->kind && out->at[out->n - 1].end > start)
		return DC_OK;
	if (!read_name(at->lexicon, text, &run, asked, &r) || (!asked && ((r.known < 2 && !r.foreign) || r.hiragana)))
		return DC_OK;
	st = candidates_add(out, &self->kind, start, start + r.end, (struct dc_span){ r.value, r.n }, &c);
	if (st != DC_OK)
		return st;
	if (r.foreign)
		c->category = "person.name";
	candidate_weigh(c, r.known > 0 ? DC_E_dictionary : DC_E_form_weak, weight(&r));
	if (honorific_at(dc_span_cut(text, r.end, text.n)) > 0)
		candidate_weigh(c, DC_E_honorific, 1.5f);
	return DC_OK;
}

const struct detector detector_person_name_kana = {
	.kind = {
		.id = "jp.person_name_kana",
		.category = "person.name_kana",
		.ja = "氏名(カナ)", .en = "Japanese name in kana",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "フリガナ:ヤマモト ハナエ", "セイ:ヤマモト メイ:ハナエ", "ﾔﾏﾓﾄ ﾊﾅｴ", "カナ氏名 サトウ ケンイチ", NULL },
		.decoys = (const char *const[]){ "カタカナ", "データベース サーバ", "インストール", "ユーザー マニュアル", "メインスレッドと追加のスレッド", NULL },
		.near = (const char *const[]){ "フリガナ", "ふりがな", "カナ", "氏名カナ", "カナ氏名", "シメイ", "セイメイ", "セイ", "メイ", "ヨミ", "読み", "よみ", "よみがな",
			"口座名義", "名義人", "ﾌﾘｶﾞﾅ", "氏名（ふりがな）",
			"氏名(ふりがな)", "氏名（フリガナ）", "お名前（ふりがな）", "お名前（フリガナ）", NULL },
		.near_not = (const char *const[]){ "商品名", "銘柄", "カ)", "(カ", "ﾕ)", NULL },
		.columns = (const char *const[]){ "フリガナ", "ふりがな", "カナ", "氏名カナ", "カナ氏名", "姓カナ", "名カナ", "セイ", "メイ", "シメイ", "セイメイ",
			"氏名フリガナ", "顧客名カナ", "furigana", "kana", "kananame", "namekana", "seikana", "meikana", "shimeikana", "lastnamekana",
			"firstnamekana", "yomi", "口座名義", "名義人", "kouzameigi", NULL },
		.sources = "mecab-ipadic 2.7.0 (readings of Noun.name.csv); JIS X 0201",
	},
	.triggers = ON_KANA | ON_KANJI_NAME | ON_LABEL | ON_CELL,
	.propose = propose,
	.quick = QUICK_CELL,
};
