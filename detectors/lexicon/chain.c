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
	unsigned flags;			/* of enum honorific_flag */
	const char *not_before[12];	/* the word is no honorific where one of these follows */
};

static const struct honorific honorifics[] = {
#define HONORIFIC(word, flags, ...) { word, flags, { __VA_ARGS__ } },
#include "honorifics.def"
#undef HONORIFIC
};

/* Whether any honorific begins with this character: asked of every kanji. The characters, in order:
 * くさちアコチデプマリ七三上下中主九事二五代会住係保元先八六内准初判前副力助区医十博厚参取受司名君四国園報塾外大夫女委嬢学官客室容専小少局巡工市常幹店弁所投捕支政教文書曹最本村枢校棋検様横次死殿氏法牧特王理環町画皇監看県知研社神税竜経統総署薬衆行被裁親記課講警議財軍農遊選部都長関防院隊首騎 */
static bool begins_honorific(uint32_t c)
{
	switch (c) {
	case 0x304f: case 0x3055: case 0x3061: case 0x30a2: case 0x30b3: case 0x30c1: case 0x30c7: case 0x30d7: case 0x30de:
	case 0x30ea: case 0x4e03: case 0x4e09: case 0x4e0a: case 0x4e0b: case 0x4e2d: case 0x4e3b: case 0x4e5d: case 0x4e8b:
	case 0x4e8c: case 0x4e94: case 0x4ee3: case 0x4f1a: case 0x4f4f: case 0x4fc2: case 0x4fdd: case 0x5143: case 0x5148:
	case 0x516b: case 0x516d: case 0x5185: case 0x51c6: case 0x521d: case 0x5224: case 0x524d: case 0x526f: case 0x529b:
	case 0x52a9: case 0x533a: case 0x533b: case 0x5341: case 0x535a: case 0x539a: case 0x53c2: case 0x53d6: case 0x53d7:
	case 0x53f8: case 0x540d: case 0x541b: case 0x56db: case 0x56fd: case 0x5712: case 0x5831: case 0x587e: case 0x5916:
	case 0x5927: case 0x592b: case 0x5973: case 0x59d4: case 0x5b22: case 0x5b66: case 0x5b98: case 0x5ba2: case 0x5ba4:
	case 0x5bb9: case 0x5c02: case 0x5c0f: case 0x5c11: case 0x5c40: case 0x5de1: case 0x5de5: case 0x5e02: case 0x5e38:
	case 0x5e79: case 0x5e97: case 0x5f01: case 0x6240: case 0x6295: case 0x6355: case 0x652f: case 0x653f: case 0x6559:
	case 0x6587: case 0x66f8: case 0x66f9: case 0x6700: case 0x672c: case 0x6751: case 0x67a2: case 0x6821: case 0x68cb:
	case 0x691c: case 0x69d8: case 0x6a2a: case 0x6b21: case 0x6b7b: case 0x6bbf: case 0x6c0f: case 0x6cd5: case 0x7267:
	case 0x7279: case 0x738b: case 0x7406: case 0x74b0: case 0x753a: case 0x753b: case 0x7687: case 0x76e3: case 0x770b:
	case 0x770c: case 0x77e5: case 0x7814: case 0x793e: case 0x795e: case 0x7a0e: case 0x7adc: case 0x7d4c: case 0x7d71:
	case 0x7dcf: case 0x7f72: case 0x85ac: case 0x8846: case 0x884c: case 0x88ab: case 0x88c1: case 0x89aa: case 0x8a18:
	case 0x8ab2: case 0x8b1b: case 0x8b66: case 0x8b70: case 0x8ca1: case 0x8ecd: case 0x8fb2: case 0x904a: case 0x9078:
	case 0x90e8: case 0x90fd: case 0x9577: case 0x95a2: case 0x9632: case 0x9662: case 0x968a: case 0x9996: case 0x9a0e:
		return true;
	default:
		return false;
	}
}

size_t honorific_at(struct dc_span text)
{
	unsigned flags;

	return honorific_read(text, &flags);
}

/* The first of those that begin with the same character. */
static size_t first_with(const uint8_t *character)
{
	size_t low = 0, high = DC_ARRAY_LEN(honorifics);

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (memcmp(honorifics[mid].word, character, 3) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool goes_on(const struct honorific *h, struct dc_span behind)
{
	for (size_t j = 0; j < DC_ARRAY_LEN(h->not_before) && h->not_before[j] != NULL; j++) {
		size_t m = strlen(h->not_before[j]);

		if (behind.n >= m && memcmp(behind.p, h->not_before[j], m) == 0)
			return true;
	}
	return false;
}

size_t honorific_read(struct dc_span text, unsigned *flags)
{
	if (text.n < 3 || (text.p[0] & 0xf0) != 0xe0 ||
	    !begins_honorific((text.p[0] & 15u) << 12 | (text.p[1] & 63u) << 6 | (text.p[2] & 63u)))
		return 0;
	for (size_t i = first_with(text.p); i < DC_ARRAY_LEN(honorifics); i++) {
		const struct honorific *h = &honorifics[i];
		size_t n = strlen(h->word);

		if (memcmp(h->word, text.p, 3) != 0)
			return 0;
		if (text.n < n || memcmp(text.p, h->word, n) != 0)
			continue;
		*flags = h->flags;
		return goes_on(h, dc_span_cut(text, n, text.n)) ? 0 : n;
	}
	return 0;
}
