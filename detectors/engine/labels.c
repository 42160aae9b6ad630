/* labels.c -- label words: a hash table for ASCII (letters and digits alone, lower case), sorted first pairs for the rest. */
#include "labels.h"

#include "folding.h"
#include "lexicon.h"

#include <stdlib.h>
#include <string.h>

#define WORD_MOST 40			/* bytes of a normalised ASCII label */
#define WORDS_MOST 4			/* words of an ASCII label */

struct ascii_word {
	char text[WORD_MOST];
	uint8_t n;
	struct kind_set near, columns;
};

struct wide_word {
	const char *text;
	size_t n;
	uint64_t pair;			/* its first six bytes */
	struct kind_set near, columns;
};

#define LAST_BITS 12
#define PAIR_BITS 15
#define BUCKETS 4096			/* by the last two bytes of a pair, six bits of each: in the order of the pairs themselves */

struct labels {
	uint64_t last[(1 << LAST_BITS) / 64];	/* what the last words of ASCII labels look like: turns most words away at once */
	uint64_t pairs[(1 << PAIR_BITS) / 64];	/* over the top bits of lexicon_pair_hash: most pairs are no label's */
	struct ascii_word *ascii;	/* open addressing; n == 0: empty */
	size_t ascii_slots, ascii_used;
	struct wide_word *wide;		/* sorted by pair, longest first */
	uint16_t first[BUCKETS + 1];	/* of each bucket of pairs */
	size_t n_wide, wide_cap;
};

static uint64_t hash_of(const char *s, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)s[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

static struct ascii_word *ascii_slot(const struct labels *l, const char *s, size_t n)
{
	size_t i = hash_of(s, n) & (l->ascii_slots - 1);

	while (l->ascii[i].n != 0 && (l->ascii[i].n != n || memcmp(l->ascii[i].text, s, n) != 0))
		i = (i + 1) & (l->ascii_slots - 1);
	return &l->ascii[i];
}

/* Lower case letters and digits of an ASCII label; 0 if it is longer than a label may be. */
static size_t squeeze(const char *word, char out[WORD_MOST])
{
	size_t n = 0;

	for (; *word != '\0'; word++) {
		if (!fold_is_letter((uint8_t)*word) && !fold_is_digit((uint8_t)*word))
			continue;
		if (n == WORD_MOST)
			return 0;
		out[n++] = fold_is_letter((uint8_t)*word) ? (char)(*word | 0x20) : *word;
	}
	return n;
}

static bool is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((uint8_t)*s >= 0x80)
			return false;
	return true;
}

static unsigned pair_bit(uint64_t pair)
{
	return lexicon_pair_hash(pair) >> (LEXICON_PAIR_BITS - PAIR_BITS);
}

static uint64_t pair_of(const uint8_t *p)
{
	uint64_t six = 0;

	memcpy(&six, p, 6);
	return six;
}

static unsigned bucket_of(uint64_t pair)
{
	return (unsigned)(pair >> 40 & 0x3f) << 6 | (unsigned)(pair >> 32 & 0x3f);
}

/* A word's looks: length, first and last letter, without reading what is between. */
static unsigned looks(const uint8_t *word, size_t n)
{
	unsigned x = (unsigned)(word[0] | 0x20) * 61u + (unsigned)(word[n - 1] | 0x20) * 7u + (unsigned)(word[n / 2] | 0x20) * 1031u +
		(unsigned)n * 257u;

	return (x ^ x >> 12) & ((1u << LAST_BITS) - 1);
}

static bool is_word_byte(uint8_t c)
{
	return fold_is_letter(c) || fold_is_digit(c);
}

/* Where the word that ends at `end` begins: letters and digits, or from a capital behind a small letter. */
static size_t word_begin(const uint8_t *p, size_t end, size_t floor)
{
	size_t at = end;

	while (at > floor && is_word_byte(p[at - 1])) {
		at--;
		if (fold_is_upper(p[at]) && at > floor && fold_is_lower(p[at - 1]))
			break;
	}
	return at;
}

static void note_last_word(struct labels *l, const char *label)
{
	size_t end = strlen(label), begin;
	unsigned bit;

	while (end > 0 && !is_word_byte((uint8_t)label[end - 1]))
		end--;
	begin = word_begin((const uint8_t *)label, end, 0);
	if (begin == end)
		return;
	bit = looks((const uint8_t *)label + begin, end - begin);
	l->last[bit / 64] |= 1ull << bit % 64;
}

static enum dc_status add_ascii(struct labels *l, const char *word, unsigned kind, bool column)
{
	char text[WORD_MOST];
	size_t n = squeeze(word, text);
	struct ascii_word *w;

	if (n < 2)
		return n == 0 ? DC_EBUG : DC_OK;	/* one letter names nothing */
	if (!column)
		note_last_word(l, word);
	if (l->ascii_used * 2 >= l->ascii_slots)
		return DC_EBUG;
	w = ascii_slot(l, text, n);
	if (w->n == 0) {
		memcpy(w->text, text, n);
		w->n = (uint8_t)n;
		l->ascii_used++;
	}
	kind_set_add(column ? &w->columns : &w->near, kind);
	return DC_OK;
}

static enum dc_status add_wide(struct labels *l, const char *word, unsigned kind, bool column)
{
	size_t n = strlen(word);
	struct wide_word *w = NULL;

	if (n < 6 || ((uint8_t)word[0] & 0xf0) != 0xe0 || ((uint8_t)word[3] & 0xf0) != 0xe0)
		return DC_OK;			/* evidence knows it as context; it opens no label here */
	for (size_t i = 0; i < l->n_wide && w == NULL; i++)
		if (strcmp(l->wide[i].text, word) == 0)
			w = &l->wide[i];
	if (w == NULL) {
		if (l->n_wide == l->wide_cap)
			return DC_EBUG;
		w = &l->wide[l->n_wide++];
		*w = (struct wide_word){ .text = word, .n = n, .pair = pair_of((const uint8_t *)word) };
	}
	kind_set_add(column ? &w->columns : &w->near, kind);
	l->pairs[pair_bit(w->pair) / 64] |= 1ull << pair_bit(w->pair) % 64;
	return DC_OK;
}

static enum dc_status add_words(struct labels *l, const char *const *words, unsigned kind, bool column)
{
	for (; words != NULL && *words != NULL; words++) {
		enum dc_status st = is_ascii(*words) ? add_ascii(l, *words, kind, column) : add_wide(l, *words, kind, column);

		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

static int by_pair(const void *a, const void *b)
{
	const struct wide_word *x = a, *y = b;

	if (x->pair != y->pair)
		return x->pair < y->pair ? -1 : 1;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return strcmp(x->text, y->text);
}

static size_t count(const struct detector *const *kinds, size_t n)
{
	size_t words = 0;

	for (size_t i = 0; i < n; i++) {
		for (const char *const *w = kinds[i]->kind.near; w != NULL && *w != NULL; w++)
			words++;
		for (const char *const *w = kinds[i]->kind.columns; w != NULL && *w != NULL; w++)
			words++;
	}
	return words;
}

static void note_buckets(struct labels *l)
{
	for (size_t i = 0, b = 0; b <= BUCKETS; b++) {
		while (i < l->n_wide && bucket_of(l->wide[i].pair) < b)
			i++;
		l->first[b] = (uint16_t)i;
	}
}

enum dc_status labels_new(const struct detector *const *kinds, size_t n, struct labels **out)
{
	struct labels *l = calloc(1, sizeof *l);
	size_t words = count(kinds, n);
	enum dc_status st = DC_ENOMEM;

	if (l == NULL)
		return DC_ENOMEM;
	for (l->ascii_slots = 64; l->ascii_slots < words * 2 + 2;)
		l->ascii_slots *= 2;
	l->wide_cap = words + 1;
	l->ascii = calloc(l->ascii_slots, sizeof *l->ascii);
	l->wide = calloc(l->wide_cap, sizeof *l->wide);
	if (l->ascii == NULL || l->wide == NULL)
		goto out;
	st = DC_OK;
	for (size_t i = 0; i < n && st == DC_OK; i++) {
		st = add_words(l, kinds[i]->kind.near, (unsigned)i, false);
		if (st == DC_OK)
			st = add_words(l, kinds[i]->kind.columns, (unsigned)i, true);
	}
	if (st != DC_OK)
		goto out;
	qsort(l->wide, l->n_wide, sizeof *l->wide, by_pair);
	note_buckets(l);
	*out = l;
	l = NULL;
out:
	labels_free(l);
	return st;
}

void labels_free(struct labels *l)
{
	if (l == NULL)
		return;
	free(l->ascii);
	free(l->wide);
	free(l);
}

void labels_mark(const struct labels *l, uint8_t *bitmap)
{
	for (size_t i = 0; i < l->n_wide; i++) {
		uint32_t h = lexicon_pair_hash(l->wide[i].pair);

		if (!kind_set_empty(&l->wide[i].near))
			bitmap[h >> 3] |= (uint8_t)(1u << (h & 7));
	}
}

/* U+30A1 to U+30FF but the middle dot. */
static bool is_katakana(struct dc_span text, size_t at)
{
	return at + 3 <= text.n && text.p[at] == 0xe3 && ((text.p[at + 1] == 0x82 && text.p[at + 2] >= 0xa1) ||
		(text.p[at + 1] == 0x83 && text.p[at + 2] != 0xbb));
}

/* A word that ends in katakana ends where the katakana end (メイ is not in メイン); a short one begins where they begin. */
static bool stands_alone(struct dc_span text, size_t at, size_t n)
{
	if (n < 3 || !is_katakana(text, at + n - 3))
		return true;
	return !is_katakana(text, at + n) && (n > 9 || at < 3 || !is_katakana(text, at - 3));
}

size_t labels_match(const struct labels *l, struct dc_span text, size_t at, struct kind_set *kinds)
{
	size_t lo, hi;
	uint64_t pair;

	if (text.n - at < 6)
		return 0;
	pair = pair_of(text.p + at);
	if ((l->pairs[pair_bit(pair) / 64] >> pair_bit(pair) % 64 & 1) == 0)
		return 0;
	lo = l->first[bucket_of(pair)];
	hi = l->first[bucket_of(pair) + 1];
	for (; lo < hi; lo++) {
		const struct wide_word *w = &l->wide[lo];

		if (w->pair == pair && w->n <= text.n - at && !kind_set_empty(&w->near) && memcmp(w->text, text.p + at, w->n) == 0 &&
		    stands_alone(text, at, w->n)) {
			*kinds = w->near;
			return w->n;
		}
	}
	return 0;
}

/* Words of an ASCII text, from behind; each begins where the one before ends. */
struct words {
	char text[WORD_MOST];		/* right-aligned: the words read so far, squeezed together */
	size_t n;
	uint32_t start;
};

/* Takes one more word that ends at or before *end; false if there is none. Camel case separates words. */
static bool word_before(struct dc_span text, uint32_t *end, uint32_t floor, struct words *w)
{
	uint32_t p = *end;
	size_t n = w->n;

	while (p > floor && (text.p[p - 1] == ' ' || text.p[p - 1] == '_' || text.p[p - 1] == '-' || text.p[p - 1] == '.'))
		p--;
	if (*end - p > 2)
		return false;
	while (p > floor && n < WORD_MOST) {
		uint8_t c = text.p[p - 1];

		if (!fold_is_letter(c) && !fold_is_digit(c))
			break;
		w->text[WORD_MOST - ++n] = fold_is_letter(c) ? (char)(c | 0x20) : (char)c;
		p--;
		if (fold_is_upper(c) && p > floor && fold_is_lower(text.p[p - 1]))
			break;
	}
	if (n == w->n)
		return false;
	w->n = n;
	w->start = *end = p;
	return true;
}

static bool whole_word(struct dc_span text, uint32_t start, uint32_t floor)
{
	return start == floor || !(fold_is_letter(text.p[start - 1]) || fold_is_digit(text.p[start - 1])) ||
		(fold_is_upper(text.p[start]) && fold_is_lower(text.p[start - 1]));
}

bool labels_may_end(const struct labels *l, const uint8_t *word, size_t n)
{
	unsigned bit = n == 0 ? 0 : looks(word, n);

	return n != 0 && (l->last[bit / 64] >> bit % 64 & 1) != 0;
}

uint32_t labels_ending(const struct labels *l, struct dc_span text, uint32_t end, uint32_t floor, struct kind_set *kinds)
{
	struct words w;
	uint32_t p = end, found = end;
	size_t begin = word_begin(text.p, end, floor);

	if (!labels_may_end(l, text.p + begin, end - begin))
		return end;
	w.n = 0;
	for (int i = 0; i < WORDS_MOST && word_before(text, &p, floor, &w); i++) {
		const struct ascii_word *slot;

		if (!whole_word(text, w.start, floor))
			break;
		slot = ascii_slot(l, w.text + WORD_MOST - w.n, w.n);
		if (slot->n != 0 && !kind_set_empty(&slot->near)) {
			*kinds = slot->near;
			found = w.start;
		}
	}
	return found;
}

void labels_in(const struct labels *l, struct dc_span text, uint32_t from, uint32_t to, struct kind_set *kinds)
{
	for (uint32_t p = to; p > from; p--) {
		struct kind_set k = { { 0 } };

		if (!fold_is_letter(text.p[p - 1]) || (p < to && is_word_byte(text.p[p])))
			continue;
		if (labels_ending(l, text, p, from, &k) != p)
			kind_set_join(kinds, &k);
		p = (uint32_t)word_begin(text.p, p, from) + 1;
	}
}

/* A heading's ASCII words: every run of up to four of them, squeezed together. */
static void heading_words(const struct labels *l, const char *heading, size_t n, struct kind_set *kinds)
{
	struct dc_span text = { (const uint8_t *)heading, n };

	for (size_t end = n; end > 0; end--) {
		struct words w = { .n = 0 };
		uint32_t p = (uint32_t)end;

		for (int i = 0; i < WORDS_MOST + 2 && word_before(text, &p, 0, &w); i++) {
			const struct ascii_word *slot = ascii_slot(l, w.text + WORD_MOST - w.n, w.n);

			if (slot->n != 0 && whole_word(text, w.start, 0))
				kind_set_join(kinds, &slot->columns);
		}
		while (end > 1 && (fold_is_letter(text.p[end - 2]) || fold_is_digit(text.p[end - 2])) &&
		       !(fold_is_upper(text.p[end - 1]) && fold_is_lower(text.p[end - 2])))
			end--;
	}
}

void labels_heading(const struct labels *l, const char *heading, struct kind_set *kinds)
{
	char folded[256];
	size_t n = 0, bytes = strlen(heading);
	struct dc_span text = { (const uint8_t *)heading, bytes };

	for (size_t at = 0; at < bytes && n + 4 < sizeof folded;) {
		struct folded f = fold_at(text, at);

		if (f.c < 0x80 && f.bytes > 1 && f.c != '-') {
			folded[n++] = (char)f.c;
		} else if (f.c != FOLD_NOTHING) {
			memcpy(folded + n, heading + at, f.bytes);
			n += f.bytes;
		}
		at += f.bytes;
	}
	folded[n] = '\0';
	heading_words(l, folded, n, kinds);
	for (size_t i = 0; i < l->n_wide; i++)
		if (strstr(folded, l->wide[i].text) != NULL)
			kind_set_join(kinds, &l->wide[i].columns);
}
