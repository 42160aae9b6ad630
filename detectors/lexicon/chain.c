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
	const char *not_before[8];	/* the word is no honorific where one of these follows */
};

/* Longest first where one begins another; each has three bytes at least. */
static const struct honorific honorifics[] = {
	{ "様", { "式", "々", "子", "相", "態", "変", "な", "に" } },
	{ "殿", { "堂", "下", "方", "様" } },
	{ "氏", { "名", "族", "神", "姓", "子" } },
	{ "君", { "主", "臨", "子" } },
	{ "さん", { "か", "せ", "ご", "ぎ", "ざ", "び", "ぷ" } },
	{ "さま", { "ざ", "よ", "た" } },
	{ "くん", { "れ", "せ", "だ" } },
	{ "ちゃん", { "と", "こ", "ぽ" } },
	{ "先生", { 0 } }, { "教授", { "会", "法" } }, { "准教授", { 0 } }, { "医師", { "会" } }, { "弁護士", { "会", "事" } },
	{ "社長", { 0 } }, { "部長", { 0 } }, { "課長", { 0 } }, { "係長", { 0 } }, { "主任", { 0 } }, { "店長", { 0 } },
	{ "選手", { "権", "村" } }, { "監督", { "官", "署", "者" } }, { "首相", { 0 } }, { "議員", { "会" } }, { "容疑者", { 0 } },
	{ "被告", { "人" } }, { "博士", { "号", "課" } },
};

size_t honorific_at(struct dc_span text)
{
	if (text.n < 3)
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
		return other ? 0 : n;
	}
	return 0;
}
