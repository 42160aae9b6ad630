/* person_name_jp.c -- names of persons in kanji, with kana where given names have it, and foreign names in katakana.
 *
 * The character model of the lexicon judges; it sees honorifics and the dictionary as features, so the sum of the weights
 * below is its calibrated verdict, and they only show where it comes from. Profile fast looks where the vector pass saw
 * the beginning of a surname and the dictionary a whole chain; profile thorough reads every line. */
#include "chain.h"
#include "kind.h"
#include "name_ja.h"
#include "person_name_list.h"
#include "utf8.h"

#define SHARE_DICTIONARY 0.8f		/* of the verdict, shown as the dictionary's */
#define SHARE_HONORIFIC 1.0f
#define LABEL_NOTE_MOST 40		/* bytes */

static bool is_kanji_at(const struct probe *at, uint32_t pos)
{
	uint32_t c;

	return pos < at->ceiling && utf8_read(at->text->bytes.p + pos, at->ceiling - pos, &c) > 0 &&
		char_type_of(c) == CHAR_KANJI;
}

/* The value without its space: 山田 太郎 and 山田太郎 are one person's. */
static size_t value_of(struct dc_span name, uint8_t *value, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < name.n && n < cap; ) {
		size_t gap = chain_gap(dc_span_cut(name, i, name.n));

		if (gap == 0)
			value[n++] = name.p[i++];
		i += gap;
	}
	return n;
}

static bool stands(struct dc_span text, const char *word)
{
	size_t n = strlen(word);

	return text.n >= n && memcmp(text.p, word, n) == 0;
}

/* さん and the like up to the end; 君 ends given names too. */
static bool only_honorific(struct dc_span rest)
{
	size_t n = honorific_at(rest);

	return n > 0 && n == rest.n && !stands(rest, "君");
}

/* The model has seen few names before a bracket or a seal and takes its sign, and the blank before it, for a part:
 * 新垣　優菜　（, 相馬 由紀子　印; at times さん too. */
static uint32_t name_end(struct dc_span text, uint32_t start, uint32_t end)
{
	uint32_t last = start, pos = start, c = 0;

	while (pos < end) {
		size_t step = utf8_read(text.p + pos, end - pos, &c);
		enum char_type type = step == 0 ? CHAR_OPEN : char_type_of(c);
		bool sealed = last < pos && (c == 0x5370 || c == 0x329e) && pos + step == end;

		if (type == CHAR_OPEN || type == CHAR_CLOSE || sealed || (last > start && only_honorific(dc_span_cut(text, pos, end))))
			break;
		pos += (uint32_t)step;
		if (type != CHAR_SPACE)
			last = pos;
	}
	return last > start ? last : end;
}

/* The words that ask for a reading are katakana themselves. */
static bool asks_for_reading(struct dc_span name)
{
	static const char *const words[] = { "フリガナ", "ヨミガナ", "シメイ", "セイメイ", "ヨミ", "カナ", "カナ氏名", "氏名カナ" };

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (name.n == strlen(words[i]) && memcmp(name.p, words[i], name.n) == 0)
			return true;
	}
	return false;
}

/* Firms and bodies are called by persons' names: 西田精機, 松本清張記念館. */
static bool names_body(struct dc_span behind)
{
	static const char *const words[] = { "精機", "工業", "製作所", "商事", "商店", "商会", "建設", "建築設計", "電機", "電器", "電気", "産業", "物産", "運輸",
		"運送", "化学", "製薬", "印刷", "興業", "不動産", "工務店", "医院", "歯科", "内科", "外科", "眼科", "皮膚科", "整形", "小児科", "耳鼻", "クリニック", "病院",
		"薬局", "記念館", "美術館", "博物館", "文学館", "文庫", "賞", "学園", "学院", "幼稚園", "保育園", "酒店", "酒造", "書店", "書房", "食堂", "旅館", "温泉",
		"神社", "鉄工", "金属", "木材", "石材", "造園", "水産", "農園", "牧場", "塾", "道場", "ホールディングス", "グループ", "フーズ", "ハウス" };

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (stands(behind, words[i]))
			return true;
	}
	return false;
}

/* A given name in hiragana that the model cut short: 桐山 ほの|か. As many letters as given names have, up to what is none. */
static uint32_t whole_given(struct dc_span text, uint32_t start, uint32_t end)
{
	uint32_t from = end, to = end, c = 0;

	while (from >= start + 3 && utf8_read(text.p + from - 3, 3, &c) == 3 && char_type_of(c) == CHAR_HIRAGANA)
		from -= 3;
	if (from == end || from < start + 1 || chain_gap(dc_span_cut(text, from - (text.p[from - 1] == ' ' ? 1 : 3), end)) == 0)
		return end;
	for (c = 0; to < text.n && utf8_read(text.p + to, text.n - to, &c) == 3 && char_type_of(c) == CHAR_HIRAGANA; c = 0)
		to += 3;
	return to - from > 3 * CHAIN_GIVEN_MOST || char_type_of(c) == CHAR_KANJI || char_type_of(c) == CHAR_KATAKANA ? end : to;
}

/* The middle dot between two persons in kanji, 大槻・千田; end if there is none. */
static uint32_t dot_between(struct dc_span text, uint32_t start, uint32_t end)
{
	for (uint32_t at = start + 6; at + 9 <= end; at++) {
		if (stands(dc_span_cut(text, at, end), "・") && text.p[at - 3] >= 0xe4 && text.p[at - 3] <= 0xe9 && text.p[at + 3] >= 0xe4 &&
		    text.p[at + 3] <= 0xe9)
			return at;
	}
	return end;
}

static enum dc_status add(
	const struct dc_kind *kind, const struct dc_text *text, const struct name_hit *hit, struct candidates *out);

static enum dc_status add_both(const struct dc_kind *kind, const struct dc_text *text, const struct name_hit *hit, uint32_t dot,
	struct candidates *out)
{
	struct name_hit first = *hit, second = *hit;
	enum dc_status st;

	first.end = dot;
	second.start = dot + 3;
	st = add(kind, text, &first, out);
	return st == DC_OK ? add(kind, text, &second, out) : st;
}

static enum dc_status add(
	const struct dc_kind *kind, const struct dc_text *text, const struct name_hit *hit, struct candidates *out)
{
	uint32_t dot = dot_between(text->bytes, hit->start, hit->end);
	uint32_t start = hit->start + (stands(dc_span_cut(text->bytes, hit->start, hit->end), "・") ? 3 : 0);	/* a bullet */
	uint32_t end = whole_given(text->bytes, start, name_end(text->bytes, start, hit->end));
	uint8_t value[DC_VALUE_MOST];
	struct candidate *c;
	float rest = hit->logodds;
	enum dc_status st;
	size_t n;

	if (dot < hit->end)
		return add_both(kind, text, hit, dot, out);
	if (person_name_known(out, kind, start, end) || asks_for_reading(dc_span_cut(text->bytes, start, end)) ||
	    names_body(dc_span_cut(text->bytes, end, text->bytes.n)))
		return DC_OK;
	n = value_of(dc_span_cut(text->bytes, start, end), value, sizeof value);
	st = candidates_add(out, kind, start, end, (struct dc_span){ value, n }, &c);
	if (st != DC_OK)
		return st;
	if (hit->dictionary) {
		candidate_weigh(c, DC_E_dictionary, SHARE_DICTIONARY);
		rest -= SHARE_DICTIONARY;
	}
	if (hit->honorific) {
		candidate_weigh(c, DC_E_honorific, SHARE_HONORIFIC);
		rest -= SHARE_HONORIFIC;
	}
	candidate_weigh(c, DC_E_model, rest);
	return DC_OK;
}

struct all_sink {
	struct name_sink sink;
	const struct dc_kind *kind;
	const struct dc_text *text;
	struct candidates *out;
	enum dc_status st;
};

static bool add_all(struct name_sink *sink, const struct name_hit *hit)
{
	struct all_sink *a = (struct all_sink *)sink;

	if (hit->script != CRF_MIXED)
		a->st = add(a->kind, a->text, hit, a->out);
	return a->st == DC_OK;
}

/* A surname alone where people are named by it: 社長の木村, 例示商事の中村です, 中村と申します. The model says which are. */
static bool introduced(const struct probe *at, struct dc_span behind)
{
	static const char *const after[] = { "です", "と申", "でござ", "より", "拝", "宛" };
	static const char *const before[] = { "長の", "役の", "係の", "任の", "者の", "師の", "員の" };

	for (size_t i = 0; i < DC_ARRAY_LEN(after); i++) {
		if (stands(behind, after[i]))
			return true;
	}
	for (size_t i = 0; i < DC_ARRAY_LEN(before) && at->anchor >= at->floor + 6; i++) {
		if (memcmp(at->text->bytes.p + at->anchor - 6, before[i], 6) == 0)
			return true;
	}
	return false;
}

/* A chain of the dictionary that ends where a word may end, or a surname with an honorific. One character and one more
 * (新規, 丁寧) are words far more often than persons: without a space or an honorific they are left to profile thorough. */
static bool worth_a_look(const struct probe *at)
{
	struct dc_span rest = { at->text->bytes.p + at->anchor, at->ceiling - at->anchor };
	struct chain c;
	uint32_t end;

	if (!is_kanji_at(at, at->anchor) || !chain_at(at->lexicon, rest, &c))
		return false;
	end = at->anchor + c.surname + c.gap + c.given;
	if (honorific_at(dc_span_cut(rest, end - at->anchor, rest.n)) > 0)
		return true;
	if (c.given == 0 && c.surname_chars > 1 && !chain_in_word(&c) && introduced(at, dc_span_cut(rest, end - at->anchor, rest.n)))
		return true;
	if (c.given == 0 || chain_in_word(&c) || (c.gap == 0 && is_kanji_at(at, end)))
		return false;
	return c.gap > 0 || c.surname_chars > 1 || (c.given_chars > 1 && is_kanji_at(at, at->anchor + c.surname));
}

/* A note in brackets that belongs to the label, with a blank or colon behind it: 氏名（自署）　. Returns its bytes, or 0. */
static uint32_t label_note(struct dc_span rest)
{
	bool wide = stands(rest, "（");
	const char *close = wide ? "）" : ")";

	if (!wide && !stands(rest, "("))
		return 0;
	for (uint32_t i = 1; i < rest.n && i < LABEL_NOTE_MOST && rest.p[i] != '\n'; i++) {
		struct dc_span behind = dc_span_cut(rest, i, rest.n);

		if (!stands(behind, close))
			continue;
		behind = dc_span_cut(behind, strlen(close), behind.n);
		return chain_gap(behind) > 0 || stands(behind, "：") || stands(behind, ":") ? (uint32_t)(rest.n - behind.n) : 0;
	}
	return 0;
}

/* Behind a label: over a note, colons and spaces to the value. */
static uint32_t value_begin(const struct probe *at)
{
	static const char *const skipped[] = { ":", "\xef\xbc\x9a", "=", " ", "\t", "\xe3\x80\x80", "\"", "\xe3\x80\x91", "]" };
	uint32_t pos = at->anchor + label_note((struct dc_span){ at->text->bytes.p + at->anchor, at->ceiling - at->anchor });
	uint32_t begin = pos;
	bool more = true;

	while (more && pos - begin < 16) {
		more = false;
		for (size_t i = 0; i < DC_ARRAY_LEN(skipped); i++) {
			size_t n = strlen(skipped[i]);

			if (at->ceiling - pos >= n && memcmp(at->text->bytes.p + pos, skipped[i], n) == 0) {
				pos += (uint32_t)n;
				more = true;
			}
		}
	}
	return pos;
}

/* Behind a label a name may begin here. Next to a colon or a space any Japanese character will do; where the label's word
 * goes straight on (担当する, 担当範囲, 名前の) the dictionary must see a name. */
static bool worth_asking(const struct probe *at, uint32_t value)
{
	struct dc_span rest = { at->text->bytes.p + value, at->ceiling - value };
	struct lexicon_entry e[8];
	struct chain c;
	size_t n;

	if (rest.n < 3 || rest.p[0] < 0xe3)
		return false;
	if (at->trigger == ON_CELL || value > at->anchor)
		return true;
	if (is_kanji_at(at, value))
		return chain_at(at->lexicon, rest, &c) && !chain_in_word(&c) && (c.given > 0 || c.surname_chars > 1 ||
			honorific_at(dc_span_cut(rest, c.surname, rest.n)) > 0);
	if (rest.p[0] != 0xe3 || rest.p[1] < 0x82 || (rest.p[1] == 0x82 && rest.p[2] < 0xa1))
		return false;			/* hiragana: a particle */
	n = lexicon_match(at->lexicon, rest, e, DC_ARRAY_LEN(e));
	return n > 0 && (e[n - 1].classes & (LEX_FOREIGN | LEX_FULL | LEX_SURNAME | LEX_GIVEN)) != 0;
}

static enum dc_status around(const struct detector *self, const struct probe *at, uint32_t anchor, struct candidates *out)
{
	struct dc_span text = { at->text->bytes.p + at->floor, at->ceiling - at->floor };
	struct name_hit hit[4];
	size_t n = anchor < at->ceiling ? name_ja_at(at->lexicon, text, anchor - at->floor, hit, DC_ARRAY_LEN(hit)) : 0;

	for (size_t i = 0; i < n; i++) {
		enum dc_status st;

		hit[i].start += at->floor;
		hit[i].end += at->floor;
		st = hit[i].script == CRF_MIXED ? DC_OK : add(&self->kind, at->text, &hit[i], out);
		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

/* Behind a label: one name, or a list of them. A list may begin on the next line. */
static enum dc_status behind_label(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t value = value_begin(at);
	bool set_off = value > at->anchor || (value < at->ceiling && at->text->bytes.p[value] == '\n');
	bool spaced = false;
	enum dc_status st = person_name_spaced(self, at, value, out, &spaced);

	if (st == DC_OK && at->trigger == ON_LABEL && set_off)
		st = person_names_listed(self, at, value, out);
	if (st == DC_OK && !spaced && !person_name_known(out, &self->kind, value, value + 1) && worth_asking(at, value))
		st = around(self, at, value, out);
	if (st == DC_OK && set_off)
		st = person_name_alone(self, at, value, out);
	if (st == DC_OK && set_off)
		st = person_name_dotted(self, at, value, out);
	return st;
}

static enum dc_status at_surname(const struct detector *self, const struct probe *at, struct candidates *out)
{
	enum dc_status st;

	if (person_name_known(out, &self->kind, at->anchor, at->anchor + 1))
		return DC_OK;
	st = person_name_honoured(self, at, out);
	if (st != DC_OK || person_name_known(out, &self->kind, at->anchor, at->anchor + 1) || !worth_a_look(at))
		return st;
	return around(self, at, at->anchor, out);
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	bool whole_text = at->profile == DC_PROFILE_THOROUGH && at->text->form != DC_TABLE;

	switch (at->trigger) {
	case ON_TEXT:
		if (whole_text) {
			struct all_sink a = { { add_all }, &self->kind, at->text, out, DC_OK };

			name_ja_all(at->lexicon, (struct dc_span){ at->text->bytes.p, at->ceiling }, at->floor,
				at->ceiling, &a.sink);
			return a.st;
		}
		return DC_OK;
	case ON_LABEL:
	case ON_CELL:
		return behind_label(self, at, out);
	default:
		return whole_text ? DC_OK : at_surname(self, at, out);
	}
}

const struct detector detector_person_name_jp = {
	.kind = {
		.id = "jp.person_name",
		.category = "person.name",
		.ja = "氏名(漢字)", .en = "Japanese name",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "氏名:山本 花江", "佐藤健一様", "担当の髙橋美咲さん", NULL },
		.decoys = (const char *const[]){ "仕様", "同様に", "お客様", "関係者各位", "総務部御中", "様々な模様", "各位", "沈殿した",
			"たくさんの様式", NULL },
		.near = (const char *const[]){ "氏名", "お名前", "名前", "担当者", "担当", "申込者", "受診者", "患者名", "保護者", "世帯主",
			"代表者", "氏 名", "氏　名", "名　前", "姓名", "出席者", "参加者", "欠席者", "出席", "差出人", "宛先", "記入者",
			"承認者", "起案者", "受験者", "被保険者", "配偶者", "主治医", "担当医", "緊急連絡先", "氏名（ふりがな）",
			"氏名(ふりがな)", "氏名（フリガナ）", "お名前（ふりがな）", "お名前（フリガナ）", "申請者", "契約者", "会員", "連絡先", "受取人", "依頼人", "名義", "借主", "貸主", "買主", "売主", "連帯保証人", "保証人", "被相続人", "相続人", "宅地建物取引士", "聞き手", "文責", "司会", "欠席", NULL },
		.near_not = (const char *const[]){ "株式会社", "有限会社", "大学", "駅", "支店", "商店", "神社", "寺", NULL },
		.columns = (const char *const[]){ "氏名", "姓名", "名前", "お名前", "姓", "名", "担当者", "担当者名", "顧客名", "会員名", "社員名",
			"患者名", "旧姓", "通称名", "お客様名", "お客さま名", "お客様氏名", "ご氏名", "ご芳名", "契約者名", "ご契約者名", "申込者名", "お申込者名",
			"利用者名", "ご利用者名", "受取人名", "依頼人名", "依頼主名", "ご依頼主名", "届け先名", "お届け先名", "送付先名", "宛名", "担当者氏名", "担当者名前",
			"責任者名", "管理者名", "所有者名", "作成者名", "登録者名", "更新者名", "承認者名", "申請者名", "受講者名", "参加者名", "出席者名", "講師名",
			"生徒名", "生徒氏名", "児童名", "児童氏名", "園児名", "園児氏名", "学生名", "学生氏名", "保護者名", "保護者氏名", "患者氏名", "受診者名",
			"入居者名", "借主", "貸主", "借主氏名", "連帯保証人", "保証人", "紹介者名", "代表者名", "従業員名", "従業員氏名", "社員氏名", "スタッフ名",
			"職員名", "職員氏名", "選手名", "会員氏名", "顧客氏名", "応募者名", "応募者氏名", "氏名漢字", "漢字氏名", "名前漢字", "お名前漢字", "配偶者名",
			"扶養親族氏名", "被保険者名", "被保険者氏名", "被相続人", "相続人", "株主名", "寄附者名", "寄付者名", "納税義務者", "世帯主名", "筆頭者",
			"医師名", "主治医名", "教員名", "担任", "施術者", "採用担当", "営業担当", "営業担当者", "発注者名", "注文者名", "購入者名", "購入者",
			"注文者", "当選者名", "予約者名", "予約者", "来館者名", "来訪者名", "訪問者名", "問合せ者名", "記入者名", "報告者名", "署名", "shimei", "simei", "namae", "sei", "mei", "kanjiname", "name", "fullname", "firstname",
			"lastname", "surname", "givenname", "familyname", NULL },
		.sources = "mecab-ipadic 2.7.0 (Noun.name.csv); model trained on ner-wikipedia-dataset and UD_Japanese-GSD",
	},
	.triggers = ON_KANJI_NAME | ON_TEXT | ON_LABEL | ON_CELL,
	.propose = propose,
	.quick = QUICK_NAME,
};
