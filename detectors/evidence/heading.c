/* heading.c -- a name is cut into words; the whole, what is left without house prefixes, and its tail are looked up. */
#include "heading.h"

#include <stdlib.h>

#define HEADING_BYTES_MOST 200
#define TOKENS_MOST 12
#define LONG_ENOUGH 6			/* bytes: two characters of Japanese */

/* Log-odds before calibration for a heading that is exactly a name of the kind, and for one that says otherwise. */
#define HEADING_SAYS 3.2f
#define HEADING_OTHERWISE 1.0f
#define HEADING_NOT_A_PERSONS 2.0f
#define HEADING_AGAINST 2.5f

/* Parts that say whose, not what. */
static const char *const prefixes[] = {
	"t", "m", "tbl", "col", "fld", "f", "str", "txt", "num", "int", "mst", "trn", "dat", "the", "my", "new", "old",
	"emp", "employee", "staff", "cust", "customer", "client", "user", "usr", "member", "kaiin", "kokyaku", "syain", "shain",
	"patient", "contact", "applicant", "guest", "owner", "holder", "person", "personal", "home", "work", "main", "primary",
	"secondary", "billing", "shipping", "delivery", "order", "buyer", "sender", "receiver", "recipient", "ship", "bill",
	"顧客", "社員", "従業員", "会員", "お客様", "お客さま", "利用者", "本人", "契約者", "申込者", "応募者", "患者", "受診者", "保護者", "担当者",
	"届け先", "お届け先", "送付先", "配送先", "請求先", "ご依頼主", "世帯主", "代表者", "緊急", "自宅", "勤務先", "連絡先", "主", "副",
};

static const struct { uint8_t flag; const char *const *words; } known[] = {
#define WORD(flag, ...) { flag, (const char *const[]){ __VA_ARGS__, NULL } },
#include "headings.def"
#undef WORD
};

/* A folded heading and its words. */
struct name {
	uint8_t p[HEADING_BYTES_MOST * 2];
	size_t n;
	struct { uint16_t from, to; } token[TOKENS_MOST];
	size_t tokens;
};

static bool is_small(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_capital(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

/* Does a new word begin at source byte i, by case alone? telNo, XMLName, and after '.', '/', brackets. */
static bool case_breaks(struct dc_span s, size_t i)
{
	if (i == 0 || i >= s.n)
		return false;
	if (is_small(s.p[i - 1]) && is_capital(s.p[i]))
		return true;
	return i + 1 < s.n && is_capital(s.p[i - 1]) && is_capital(s.p[i]) && is_small(s.p[i + 1]);
}

static bool cuts(uint8_t c)
{
	return c < 0x80 && strchr(" .,:;/\\()[]{}'\"#*+|<>\n", c) != NULL && c != '\0';
}

static bool digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Full-width brackets fold to ASCII; digits at a word's end (tel1) only number it. */
static void cut_name(const struct folded *f, struct dc_span source, struct name *out)
{
	bool in = false;

	out->n = out->tokens = 0;
	for (size_t i = 0; i < f->n && out->n < sizeof out->p; i++) {
		bool ascii_turn = i > 0 && (f->p[i] < 0x80) != (f->p[i - 1] < 0x80);

		if (cuts(f->p[i]) || digit(f->p[i])) {
			in = false;
			continue;
		}
		if (!in || ascii_turn || (f->p[i] < 0x80 && case_breaks(source, f->at[i]))) {
			if (out->tokens == TOKENS_MOST)
				return;
			out->token[out->tokens].from = (uint16_t)out->n;
			out->tokens++;
			in = true;
		}
		out->p[out->n++] = f->p[i];
		out->token[out->tokens - 1].to = (uint16_t)out->n;
	}
}

static void note(struct heading *h, uint16_t kind, float score)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->kind[i] == kind) {
			if (score < 0 || (h->score[i] >= 0 && score > h->score[i]))
				h->score[i] = score;
			return;
		}
	if (h->n == HEADING_KINDS)
		return;
	h->kind[h->n] = kind;
	h->score[h->n++] = score;
}

static void note_owners(const struct context *ctx, const struct words *w, size_t word, float score, struct heading *h)
{
	size_t n;
	const struct word_owner *o;

	if (word == SIZE_MAX)
		return;
	o = words_owners(w, (uint16_t)word, &n);
	for (size_t i = 0; i < n; i++)
		if (o[i].owner < ctx->profiles->n)
			note(h, o[i].owner, o[i].speaks < 0 ? -1 : score);
		else if (o[i].owner == OWNER_NUMBER || o[i].owner == OWNER_PARCEL)
			h->flags |= HEADING_OTHER_NUMBER;
}

/* Words [from, to) of the name behind one another, with blanks as context words are written ("phone number") or without. */
static size_t join(const struct name *name, size_t from, size_t to, uint8_t *out, bool blanks)
{
	size_t n = 0;

	for (size_t t = from; t < to; t++) {
		size_t k = (size_t)(name->token[t].to - name->token[t].from);

		if (blanks && t > from && n > 0 && out[n - 1] < 0x80 && name->p[name->token[t].from] < 0x80)
			out[n++] = ' ';
		memcpy(out + n, name->p + name->token[t].from, k);
		n += k;
	}
	return n;
}

/* Looks up words [from, to) of the name, joined. */
static void look_up(const struct context *ctx, const struct name *name, size_t from, size_t to, float score, struct heading *h)
{
	uint8_t joined[sizeof name->p + TOKENS_MOST];
	size_t n;

	n = join(name, from, to, joined, true);
	note_owners(ctx, ctx->words, words_exact(ctx->words, (struct dc_span){ joined, n }), score, h);
	n = romaji_fold(joined, join(name, from, to, joined, false));
	note_owners(ctx, ctx->columns, words_exact(ctx->columns, (struct dc_span){ joined, n }), score, h);
}

static bool token_is(const struct name *name, size_t t, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(name->token[t].to - name->token[t].from) == n && memcmp(name->p + name->token[t].from, word, n) == 0;
}

static bool is_prefix(const struct name *name, size_t t)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(prefixes); i++)
		if (token_is(name, t, prefixes[i]))
			return true;
	return false;
}

/* Words that mean something only behind whose they are: product_name, company_no. */
static bool is_generic(const struct name *name, size_t t)
{
	static const char *const words[] = { "name", "no", "id", "code", "cd", "number", "num", "kana", "date", "age", "type", "status",
		"flag", "flg", "kbn", "mei", "sei", "key", "value", "user", "card", "account", "address", "addr", "名", "番号", "区分" };

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++)
		if (token_is(name, t, words[i]))
			return true;
	return false;
}

/* Nothing but a number or a bracket follows: 電話番号2, 電話番号（自宅）. */
static bool name_ends(struct dc_span source, uint32_t at)
{
	return at >= source.n || strchr("(0123456789[_ \xef", source.p[at]) != NULL;
}

/* 携帯 + 番号: what a word of numbers may carry at its end. */
static bool number_follows(struct dc_span source, uint32_t at)
{
	static const char *const tails[] = { "番号", "No", "no", "NO", "ナンバー" };

	for (size_t i = 0; i < DC_ARRAY_LEN(tails); i++) {
		size_t n = strlen(tails[i]);

		if (source.n - at >= n && memcmp(source.p + at, tails[i], n) == 0)
			return name_ends(source, at + (uint32_t)n);
	}
	return false;
}

/* Notes the owners of a word that are numbers themselves; 会員番号 is no name though 会員 speaks for names. */
static void note_numbers(const struct context *ctx, uint16_t word, float score, struct heading *h)
{
	size_t n;
	const struct word_owner *o = words_owners(ctx->words, word, &n);

	for (size_t i = 0; i < n; i++)
		if (o[i].owner < ctx->profiles->n && o[i].speaks > 0 && ctx->profiles->at[o[i].owner].traits & KIND_NUMBER)
			note(h, o[i].owner, score);
}

/* Japanese names are not cut into words: the known word that ends the name says what it is. One character is not enough
 * (会社名 ends in 名). */
static enum dc_status look_inside(struct context *ctx, struct dc_span source, struct heading *h)
{
	enum dc_status st = context_words(ctx, source, 0, (uint32_t)source.n);

	for (size_t i = 0; st == DC_OK && i < ctx->n_hits; i++) {
		const struct word_hit *hit = &ctx->hits[i];
		float share = (float)(hit->end - hit->start) / (float)source.n;

		if (source.p[hit->start] < 0x80 || hit->end - hit->start < LONG_ENOUGH)
			continue;
		if (name_ends(source, hit->end))
			note_owners(ctx, ctx->words, hit->word, 0.6f + 0.4f * share, h);
		else if (number_follows(source, hit->end))
			note_numbers(ctx, hit->word, 0.55f + 0.4f * share, h);
	}
	return st;
}

static void look_up_known(const struct name *name, struct heading *h)
{
	struct dc_span whole = { name->p, name->n };

	for (size_t i = 0; i < DC_ARRAY_LEN(known); i++)
		for (const char *const *w = known[i].words; *w != NULL; w++) {
			bool last = name->tokens > 0 && known[i].flag == HEADING_OTHER_NUMBER &&
				token_is(name, name->tokens - 1, *w);

			if (last || dc_span_eq(whole, dc_span_of(*w)))
				h->flags |= known[i].flag;
		}
}

static void conclude(const struct context *ctx, struct heading *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->score[i] >= 0.6f && !(ctx->profiles->at[h->kind[i]].traits & KIND_OF_PERSON)) {
			h->flags |= HEADING_SPEAKS;
			if (ctx->profiles->at[h->kind[i]].traits & KIND_NUMBER)
				h->flags |= HEADING_NUMBER;
		}
	if (h->flags & HEADING_SPEAKS)
		h->flags &= (uint8_t)~(HEADING_OTHER_NUMBER | HEADING_OTHER_NAME);
}

enum dc_status heading_read(struct context *ctx, const char *text, struct heading *out)
{
	struct dc_span source = dc_span_of(text);
	struct name name;
	size_t first = 0;

	*out = (struct heading){ 0 };
	if (source.n == 0 || source.n > HEADING_BYTES_MOST)
		return DC_OK;
	if (look_inside(ctx, source, out) != DC_OK)
		return DC_ENOMEM;
	cut_name(&ctx->folded, source, &name);
	look_up_known(&name, out);
	look_up(ctx, &name, 0, name.tokens, 1.0f, out);
	while (first + 1 < name.tokens && is_prefix(&name, first))
		first++;
	if (first > 0)
		look_up(ctx, &name, first, name.tokens, 0.97f, out);
	for (size_t k = 1; k < name.tokens - first && k < 4; k++) {
		if (k > 1 || !is_generic(&name, name.tokens - 1))
			look_up(ctx, &name, name.tokens - k, name.tokens, 0.75f, out);
		if (k > 1 || !is_generic(&name, first))
			look_up(ctx, &name, first, first + k, 0.7f, out);
	}
	conclude(ctx, out);
	return DC_OK;
}

float heading_score(const struct heading *h, uint16_t kind)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->kind[i] == kind)
			return h->score[i];
	return 0;
}

float heading_logodds(const struct heading *h, const struct profiles *profiles, uint16_t kind)
{
	float score = heading_score(h, kind);

	if (score < 0)
		return -HEADING_AGAINST;
	if (score >= 0.4f)
		return HEADING_SAYS * score;
	if (kind == NO_PROFILE)
		return 0;
	if (profiles->at[kind].traits & KIND_NAME && h->flags & HEADING_OTHER_NAME)
		return -HEADING_NOT_A_PERSONS;
	if (!(profiles->at[kind].traits & KIND_NUMBER))
		return 0;
	if (h->flags & HEADING_OTHER_NUMBER)
		return -HEADING_NOT_A_PERSONS;
	return h->flags & HEADING_NUMBER ? -HEADING_OTHERWISE : 0;
}
