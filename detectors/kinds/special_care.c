/* special_care.c -- data that needs special care (APPI art. 2(3)). A word is no finding: these are weak candidates that want a
 * person in the same record. A word that names a field wants a value behind it that is not "none". */
#include "propose.h"

#define VALUE_MOST 60

static const struct word {
	const char *text, *category;
	bool label;
} words[] = {
#define WORD(text, category, label) { text, category, label },
#include "special_care.def"
#undef WORD
};

static const struct { const char *name, *category; } columns[] = {
#define COLUMN(name, category) { name, category },
#include "special_care_columns.def"
#undef COLUMN
};

static const char *const near[] = {
#define WORD(text, category, label) text,
#include "special_care.def"
#undef WORD
	NULL
};

static const char *const column_names[] = {
#define COLUMN(name, category) name,
#include "special_care_columns.def"
#undef COLUMN
	NULL
};

static bool same_letters(const uint8_t *p, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++, p++) {
		if (*p == ' ' || *p == '_' || *p == '-' || *p == ':' || *p == '=')
			continue;
		while (*word == ' ')
			word++;
		if (*word == '\0' || (uint8_t)*word != (fold_is_letter(*p) ? *p | 0x20 : *p))
			return *word == '\0' && !fold_is_letter(*p);
		word++;
	}
	return *word == '\0';
}

/* The word that ends at the anchor; the longest one begins at the label. */
static const struct word *word_of(const struct probe *at)
{
	const uint8_t *p = at->text->bytes.p + at->label;
	size_t n = at->anchor - at->label;

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++)
		if ((uint8_t)words[i].text[0] >= 0x80 ? strlen(words[i].text) == n && memcmp(words[i].text, p, n) == 0 :
		    same_letters(p, n, words[i].text))
			return &words[i];
	return NULL;
}

static bool says_none(struct dc_span v)
{
	static const char *const none[] = { "なし", "無", "無し", "特になし", "該当なし", "特記事項なし", "-", "ー", "−", "0", "none", "None",
		"N/A", "n/a", "no", "No", "異常なし", NULL };

	return v.n == 0 || span_is_one_of(v, none);
}

/* A field wants a sign or a space between its name and its value. */
static bool set_off(const struct probe *at, uint32_t start)
{
	return start > at->anchor || (start > at->floor && (at->text->bytes.p[start - 1] == ':' || at->text->bytes.p[start - 1] == '='));
}

static const char *category_of_column(const struct probe *at)
{
	const struct dc_text *t = at->text;
	uint32_t column = at->cell < t->n_cells ? t->cells[at->cell].column : UINT32_MAX;
	const char *name = column < t->n_columns ? t->columns[column].name : NULL;

	for (size_t i = 0; name != NULL && i < DC_ARRAY_LEN(columns); i++)
		if (strcasestr(name, columns[i].name) != NULL)
			return columns[i].category;
	return NULL;
}

static enum dc_status add(const struct detector *self, const struct probe *at, uint32_t start, uint32_t end, const char *category,
	float form, struct candidates *out)
{
	struct candidate *c;
	enum dc_status st = add_bytes(self, at, start, end, out, &c);

	if (st != DC_OK)
		return st;
	c->category = category;
	candidate_weigh(c, DC_E_form_weak, form);
	return DC_OK;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t start = value_start(at);
	struct dc_span v = word_at(at, start, VALUE_MOST);
	const struct word *word;
	const char *category;

	if (at->trigger == ON_CELL) {
		category = category_of_column(at);
		return says_none(v) ? DC_OK : add(self, at, start, start + (uint32_t)v.n, category, -1.6f, out);
	}
	word = word_of(at);
	if (word == NULL)
		return DC_OK;
	if (!word->label)
		return add(self, at, at->label, at->anchor, word->category, -1.9f, out);
	if (!set_off(at, start) || says_none(v))
		return DC_OK;
	return add(self, at, start, start + (uint32_t)v.n, word->category, -1.9f, out);
}

const struct detector detector_special_care = {
	.kind = {
		.id = "special_care",
		.category = "special.medical_history",
		.ja = "要配慮個人情報", .en = "data that needs special care",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "氏名：山本花江 診断名：うつ病", "氏名：佐藤健一 身体障害者手帳 2級", NULL },
		.decoys = (const char *const[]){ "障害報告書 サーバ停止", "健康診断のお知らせ", "管理組合 総会", "賞罰なし", "既往歴：なし",
			"ウイルス検査の結果は陰性", NULL },
		.near = near,
		.near_not = (const char *const[]){ "お知らせ", "ご案内", "システム", "サーバ", "規程", "規則", "パンフレット", NULL },
		.columns = column_names,
		.sources = "APPI art. 2(3); Order for the APPI art. 2; Rules art. 5; Supplementary Rules (1)",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
