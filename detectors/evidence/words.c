/* words.c -- words sorted by their folded bytes; a small hash over the first three bytes leads to the run that shares them.
 *
 * Text is mostly not these words: a position costs one probe of a bitmap, and only then a comparison. The whole takes
 * some 100 KiB, where a goto table of an automaton over bytes would take megabytes a session. */
#include "words.h"

#include <stdlib.h>

#define WORDS_MOST 60000
#define WORD_BYTES_MOST 96
#define BUCKET_BITS 12
#define SHORT_KATAKANA 9		/* bytes: three characters */

struct word {
	uint32_t text;			/* offset into the folded bytes of all words */
	uint16_t n;
	uint16_t owners;		/* first in owners; the next word's first ends them */
};

struct entry {				/* while building */
	uint32_t text;
	uint16_t n;
	struct word_owner owner;
};

struct words {
	struct folded text;
	struct entry *entries;
	size_t n_entries, cap_entries;
	struct word *words;		/* n_words + 1 of them */
	struct word_owner *owners;
	size_t n_words;
	uint16_t bucket[(1 << BUCKET_BITS) + 1];	/* first index into order; the next bucket's first ends it */
	uint16_t *order;		/* words by bucket, longest first */
	uint8_t starts[1 << 13];	/* bitmap over the bucket hash, finer */
};

struct words *words_new(void)
{
	return calloc(1, sizeof(struct words));
}

void words_free(struct words *w)
{
	if (w == NULL)
		return;
	folded_done(&w->text);
	free(w->entries);
	free(w->words);
	free(w->owners);
	free(w->order);
	free(w);
}

enum dc_status words_add(struct words *w, const char *word, uint16_t owner, int speaks)
{
	size_t from = w->text.n;
	struct dc_span s = dc_span_of(word);

	if (s.n > WORD_BYTES_MOST || w->n_entries == WORDS_MOST)
		return DC_ELIMIT;
	if (w->n_entries == w->cap_entries) {
		size_t cap = w->cap_entries == 0 ? 1024 : w->cap_entries * 2;
		struct entry *e = realloc(w->entries, cap * sizeof *e);

		if (e == NULL)
			return DC_ENOMEM;
		w->entries = e;
		w->cap_entries = cap;
	}
	w->text.kana = SIZE_MAX;
	w->text.blank = false;
	if (fold_add(&w->text, s, 0, (uint32_t)s.n) != DC_OK)
		return DC_ENOMEM;
	if (w->text.n - from < 2) {
		w->text.n = from;		/* one letter says nothing */
		return DC_OK;
	}
	w->entries[w->n_entries++] = (struct entry){ (uint32_t)from, (uint16_t)(w->text.n - from), { owner, (int8_t)speaks } };
	return DC_OK;
}

/* The first three bytes; a word of two ASCII letters stands under a third byte of 0. */
static uint32_t key_of(const uint8_t *p, size_t n)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (n > 2 ? (uint32_t)p[2] << 16 : 0);
}

static uint32_t hash_of(uint32_t key)
{
	return key * 0x9E3779B1u >> 16;
}

static int compare_entries(const void *a, const void *b, void *text)
{
	const struct entry *x = a, *y = b;
	const struct words *w = text;
	int c = memcmp(w->text.p + x->text, w->text.p + y->text, x->n < y->n ? x->n : y->n);

	if (c != 0)
		return c;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	if (x->owner.owner != y->owner.owner)
		return x->owner.owner < y->owner.owner ? -1 : 1;
	return x->owner.speaks - y->owner.speaks;
}

static bool same_word(const struct words *w, const struct entry *a, const struct entry *b)
{
	return a->n == b->n && memcmp(w->text.p + a->text, w->text.p + b->text, a->n) == 0;
}

static void gather(struct words *w)
{
	size_t n = 0, owners = 0;

	for (size_t i = 0; i < w->n_entries; i++) {
		const struct entry *e = &w->entries[i];

		if (i == 0 || !same_word(w, e - 1, e))
			w->words[n++] = (struct word){ e->text, e->n, (uint16_t)owners };
		else if ((e - 1)->owner.owner == e->owner.owner)
			continue;		/* said twice */
		w->owners[owners++] = e->owner;
	}
	w->words[n] = (struct word){ 0, 0, (uint16_t)owners };
	w->n_words = n;
}

/* Counting sort of the words into buckets; from the back, so that longer words (later in order) come first. */
static void fill_buckets(struct words *w)
{
	uint16_t next[1 << BUCKET_BITS];

	for (size_t i = 0; i < w->n_words; i++) {
		uint32_t h = hash_of(key_of(w->text.p + w->words[i].text, w->words[i].n));

		w->bucket[(h >> (16 - BUCKET_BITS)) + 1]++;
		w->starts[h >> 3] |= (uint8_t)(1u << (h & 7));
	}
	for (size_t b = 0; b < 1 << BUCKET_BITS; b++) {
		next[b] = w->bucket[b];
		w->bucket[b + 1] = (uint16_t)(w->bucket[b + 1] + w->bucket[b]);
	}
	for (size_t i = w->n_words; i-- > 0; ) {
		uint32_t h = hash_of(key_of(w->text.p + w->words[i].text, w->words[i].n));

		w->order[next[h >> (16 - BUCKET_BITS)]++] = (uint16_t)i;
	}
}

enum dc_status words_seal(struct words *w)
{
	w->words = malloc((w->n_entries + 1) * sizeof *w->words);
	w->owners = malloc((w->n_entries + 1) * sizeof *w->owners);
	w->order = malloc((w->n_entries + 1) * sizeof *w->order);
	if (w->words == NULL || w->owners == NULL || w->order == NULL)
		return DC_ENOMEM;
	if (w->n_entries > 0)
		qsort_r(w->entries, w->n_entries, sizeof *w->entries, compare_entries, w);
	gather(w);
	fill_buckets(w);
	free(w->entries);
	w->entries = NULL;
	return DC_OK;
}

static bool is_letter(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_word_byte(uint8_t c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

/* Between folded bytes i-1 and i: does the source turn from small to capital letter there? */
static bool case_turns(const struct folded *f, struct dc_span text, size_t i)
{
	uint8_t before = text.p[f->at[i - 1]], behind = text.p[f->at[i]];

	return before >= 'a' && before <= 'z' && behind >= 'A' && behind <= 'Z';
}

/* A katakana character or the long mark at folded byte i; both kana are folded to it, so the source is asked. */
static bool katakana_at(const struct folded *f, struct dc_span text, size_t i)
{
	const uint8_t *p = text.p + f->at[i];

	if (i >= f->n || f->at[i] + 3 > text.n)
		return false;
	return (p[0] == 0xe3 && ((p[1] == 0x82 && p[2] >= 0xa1) || (p[1] == 0x83 && p[2] != 0xbb))) ||
		(p[0] == 0xef && p[1] == 0xbd && p[2] >= 0xa6) || (p[0] == 0xef && p[1] == 0xbe && p[2] <= 0x9f);
}

/* Short words in katakana (カナ, セイ, メイ) stand inside others (カナダ, メイン): there they are none. */
static bool cuts_katakana(const struct folded *f, struct dc_span text, size_t i, size_t n)
{
	if (n > SHORT_KATAKANA || !katakana_at(f, text, i))
		return false;
	return katakana_at(f, text, i + n) || (i >= 3 && katakana_at(f, text, i - 3));
}

static bool begins_word(const struct folded *f, struct dc_span text, size_t i)
{
	return i == 0 || !is_word_byte(f->p[i]) || !is_word_byte(f->p[i - 1]) || case_turns(f, text, i);
}

static bool ends_word(const struct folded *f, struct dc_span text, size_t i)
{
	return i >= f->n || !is_letter(f->p[i]) || !is_word_byte(f->p[i - 1]) || case_turns(f, text, i);
}

/* The longest word at folded byte i under this key; SIZE_MAX if none. */
static size_t longest_at(const struct words *w, const struct folded *f, struct dc_span text, size_t i, uint32_t key)
{
	uint32_t h = hash_of(key);
	size_t best = SIZE_MAX;

	if (!(w->starts[h >> 3] >> (h & 7) & 1))
		return SIZE_MAX;
	h >>= 16 - BUCKET_BITS;
	for (size_t k = w->bucket[h]; k < w->bucket[h + 1]; k++) {
		const struct word *word = &w->words[w->order[k]];

		if (word->n <= f->n - i && (best == SIZE_MAX || word->n > w->words[best].n) &&
		    memcmp(f->p + i, w->text.p + word->text, word->n) == 0 && ends_word(f, text, i + word->n) &&
		    !cuts_katakana(f, text, i, word->n))
			best = w->order[k];
	}
	return best;
}

static size_t word_at(const struct words *w, const struct folded *f, struct dc_span text, size_t i)
{
	size_t found = SIZE_MAX;

	if (f->n - i >= 3)
		found = longest_at(w, f, text, i, key_of(f->p + i, 3));
	if (found == SIZE_MAX && f->n - i >= 2 && f->p[i] < 0x80 && ends_word(f, text, i + 2))
		found = longest_at(w, f, text, i, key_of(f->p + i, 2));
	return found;
}

size_t words_find(const struct words *w, const struct folded *f, struct dc_span text, struct word_hit *out, size_t cap)
{
	size_t n = 0, i = 0;

	while (i + 1 < f->n && n < cap) {
		size_t found;

		if ((f->p[i] & 0xc0) == 0x80 || (f->p[i] < 0x80 && !begins_word(f, text, i))) {
			i++;
			continue;
		}
		found = word_at(w, f, text, i);
		if (found == SIZE_MAX) {
			i++;
			continue;
		}
		out[n].start = f->at[i];
		i += w->words[found].n;
		out[n].end = f->at[i];
		out[n++].word = (uint16_t)found;
	}
	return n;
}

size_t words_exact(const struct words *w, struct dc_span folded)
{
	uint32_t h;

	if (folded.n < 2)
		return SIZE_MAX;
	h = hash_of(key_of(folded.p, folded.n)) >> (16 - BUCKET_BITS);
	for (size_t k = w->bucket[h]; k < w->bucket[h + 1]; k++) {
		const struct word *word = &w->words[w->order[k]];

		if (word->n == folded.n && memcmp(folded.p, w->text.p + word->text, word->n) == 0)
			return w->order[k];
	}
	return SIZE_MAX;
}

const struct word_owner *words_owners(const struct words *w, uint16_t word, size_t *n)
{
	*n = (size_t)(w->words[word + 1].owners - w->words[word].owners);
	return w->owners + w->words[word].owners;
}

int words_speaks(const struct words *w, uint16_t word, uint16_t owner)
{
	size_t n;
	const struct word_owner *o = words_owners(w, word, &n);

	for (size_t i = 0; i < n; i++)
		if (o[i].owner == owner)
			return o[i].speaks;
	return 0;
}

size_t words_memory(const struct words *w)
{
	return sizeof *w + w->text.cap * 5 + w->n_words * (sizeof *w->words + sizeof *w->order + sizeof *w->owners);
}
