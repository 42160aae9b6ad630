/* pack.c -- entries.tsv and postal.txt (of gather.py) -> lexicon.bin (blob.h).
 *
 * usage: lexicon_pack ENTRIES.tsv POSTAL.txt OUT.bin
 *
 * Deterministic: the same tables give the same bytes. Characters get codes by frequency, so that common children stand
 * close together and the double array stays dense. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "blob.h"
#include "daicho/status.h"
#include "fold.h"
#include "lexicon.h"
#include "utf8.h"

#define KEY_MOST 24
#define SLOTS (1u << 21)
#define PROPER_RARITY 50		/* proper names of the English lists up to this level wake the model */
#define SURNAME_RARITY 50		/* of a Western surname that wakes; the given name beside a rarer one does */
#define PAIR_COMMON_COST 136 /* given names up to this cost may follow a one-character surname in the pair bitmap */

/* One-character surnames that open a window before a common given name: with all 315 of the dictionary one pair in five
 * of any Japanese text would. */
static const char single_surnames[] =
	"林森原東関堀岡谷辻泉堤西南北平星菅柳榎梶桂桜楠榊橘浜浦牧秦笹脇芦菊萩葛藤角金錦門間岸岩島城境奥宮畑沢"
	"窪旭乾倉峰峯沖湊滝瀧塙巽筧椿荒李王張陳劉朴崔鄭呉周趙黄徐孫朱宋郭楊";

/* 林様, 原先生: the first characters of the honorifics in chain.c. The vector pass sees no hiragana behind a kanji, so not さん. */
static const uint32_t honorific_heads[] = { U'様', U'氏', U'殿', U'君', U'先' };

struct key {
	uint16_t code[KEY_MOST];
	uint32_t chars[KEY_MOST];	/* before folding */
	uint32_t n, value;		/* value: classes << 8 | cost */
};

static struct key *keys;
static size_t n_keys;
static uint16_t map[65536];
static struct blob_node *nodes;
static uint8_t *base_used;
static uint32_t top, first_free = BLOB_ROOT + 1;
static uint32_t values[65536];
static uint32_t n_values = 1;
static uint8_t pairs[(1u << LEXICON_PAIR_BITS) / 8 + 8], words[(1u << LEXICON_WORD_BITS) / 8 + 8];

static _Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static _Noreturn void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (p == NULL)
		die("out of memory");
	return p;
}

/* Decodes a key; folds it into code[] (still characters) with the repeat mark resolved. */
static int key_read(struct key *k, const char *text, size_t n)
{
	uint32_t c, before = 0;

	k->n = 0;
	for (size_t at = 0; at < n; ) {
		size_t step = utf8_read((const uint8_t *)text + at, n - at, &c);

		if (step == 0 || k->n == KEY_MOST)
			return -1;
		k->chars[k->n] = c;
		c = fold_char(c);
		if (c > 0xffff)
			return -1;
		before = k->code[k->n++] = (uint16_t)(c == FOLD_REPEAT && before != 0 ? before : c);
		at += step;
	}
	return k->n == 0 ? -1 : 0;
}

static void entries_read(const char *path)
{
	FILE *f = fopen(path, "r");
	char line[512];
	size_t cap = 1u << 19;

	if (f == NULL)
		die("%s: %s", path, strerror(errno));
	keys = zeroed(cap, sizeof *keys);
	while (fgets(line, sizeof line, f) != NULL) {
		char *tab = strchr(line, '\t'), *end;
		unsigned long classes, cost;

		if (tab == NULL)
			die("%s: line without a tab", path);
		classes = strtoul(tab + 1, &end, 10);
		cost = strtoul(end, NULL, 10);
		if (n_keys == cap)
			die("%s: more than %zu keys", path, cap);
		if (key_read(&keys[n_keys], line, (size_t)(tab - line)) != 0)
			continue;
		keys[n_keys++].value = (uint32_t)(classes << 8 | (cost & 0xfc));
	}
	fclose(f);
}

static uint32_t frequency[65536];

static int by_frequency(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	if (frequency[x] != frequency[y])
		return frequency[x] < frequency[y] ? 1 : -1;
	return x < y ? -1 : 1;
}

/* Gives codes to folded characters, and the codes of the folded to all their variants. */
static void codes_assign(void)
{
	static uint32_t order[65536];
	uint16_t code[65536] = { 0 };

	for (size_t i = 0; i < n_keys; i++) {
		for (uint32_t j = 0; j < keys[i].n; j++)
			frequency[keys[i].code[j]]++;
	}
	for (uint32_t c = 0; c < 65536; c++)
		order[c] = c;
	qsort(order, 65536, sizeof order[0], by_frequency);
	for (uint32_t i = 0; i < 65535 && frequency[order[i]] > 0; i++)
		code[order[i]] = (uint16_t)(i + 1);
	for (uint32_t c = 0; c < 65536; c++)
		map[c] = fold_char(c) <= 0xffff ? code[fold_char(c)] : 0;
	for (size_t i = 0; i < n_keys; i++) {
		for (uint32_t j = 0; j < keys[i].n; j++)
			keys[i].code[j] = code[keys[i].code[j]];
	}
}

static int key_order(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	for (uint32_t i = 0; i < KEY_MOST; i++) {
		uint16_t p = i < x->n ? x->code[i] : 0, q = i < y->n ? y->code[i] : 0;

		if (p != q)
			return p < q ? -1 : 1;
	}
	return x->value < y->value ? -1 : x->value > y->value;
}

/* Variants fold to one key: classes are joined, the smaller cost stays. */
static void keys_join(void)
{
	size_t n = 0;

	qsort(keys, n_keys, sizeof *keys, key_order);
	for (size_t i = 0; i < n_keys; i++) {
		struct key *last = n == 0 ? NULL : &keys[n - 1];

		if (last != NULL && last->n == keys[i].n &&
			memcmp(last->code, keys[i].code, last->n * sizeof last->code[0]) == 0) {
			uint32_t cost = (last->value & 0xff) < (keys[i].value & 0xff) ? last->value & 0xff :
											keys[i].value & 0xff;

			last->value = ((last->value | keys[i].value) & ~0xffu) | cost;
		} else {
			keys[n++] = keys[i];
		}
	}
	n_keys = n;
}

static uint16_t value_index(uint32_t value)
{
	for (uint32_t i = 1; i < n_values; i++) {
		if (values[i] == value)
			return (uint16_t)i;
	}
	if (n_values == 65536)
		die("more than 65535 distinct values");
	values[n_values] = value;
	return (uint16_t)n_values++;
}

static uint32_t base_find(const uint16_t *code, size_t n)
{
	while (nodes[first_free].code != 0)
		first_free++;
	for (uint32_t slot = first_free; slot + 65536 < SLOTS; slot++) {
		uint32_t base = slot - code[0];
		size_t i = 0;

		if (nodes[slot].code != 0 || slot <= code[0] || base_used[base])
			continue;
		while (i < n && nodes[base + code[i]].code == 0)
			i++;
		if (i == n)
			return base;
	}
	die("the double array is full");
}

/* Places keys [from, to), which share their first depth characters, under node. */
static void place(size_t from, size_t to, uint32_t depth, uint32_t node)
{
	uint16_t *code = zeroed(to - from + 1, sizeof *code);
	size_t *start = zeroed(to - from + 2, sizeof *start);
	size_t n = 0;
	uint32_t base;

	if (from < to && keys[from].n == depth)
		nodes[node].value = value_index(keys[from++].value);
	for (size_t i = from; i < to; i++) {
		if (n == 0 || keys[i].code[depth] != code[n - 1]) {
			code[n] = keys[i].code[depth];
			start[n++] = i;
		}
	}
	start[n] = to;
	if (n > 0) {
		base = base_find(code, n);
		base_used[base] = 1;
		nodes[node].base = base;
		for (size_t i = 0; i < n; i++) {
			nodes[base + code[i]].code = code[i];
			top = base + code[i] > top ? base + code[i] : top;
		}
		for (size_t i = 0; i < n; i++)
			place(start[i], start[i + 1], depth + 1, base + code[i]);
	}
	free(code);
	free(start);
}

static void pair_set(uint32_t a, uint32_t b)
{
	uint8_t six[8] = { 0 };
	uint64_t v;
	uint32_t h;

	if (a < 0x800 || b < 0x800 || a > 0xffff || b > 0xffff)
		return;
	utf8_write(a, six);
	utf8_write(b, six + 3);
	memcpy(&v, six, sizeof v);
	h = lexicon_pair_hash(v);
	pairs[h / 8] |= (uint8_t)(1u << h % 8);
}

/* Sets a pair in all its written variants. */
static void pair_variants(uint32_t a, uint32_t b)
{
	size_t n = sizeof fold_pairs / sizeof fold_pairs[0];
	uint32_t fa = fold_char(a), fb = fold_char(b);

	pair_set(a, b);
	pair_set(fa, b);
	pair_set(a, fb);
	pair_set(fa, fb);
	for (size_t i = 0; i < n; i++) {
		if (fold_pairs[i].to == fa) {
			pair_set(fold_pairs[i].from, fb);
			pair_set(fold_pairs[i].from, b);
		}
		for (size_t j = 0; j < n && fold_pairs[i].to == fb; j++) {
			if (j == 0)
				pair_set(fa, fold_pairs[i].from);
			if (fold_pairs[j].to == fa)
				pair_set(fold_pairs[j].from, fold_pairs[i].from);
		}
	}
}

static bool is_kanji(uint32_t c)
{
	return (c >= 0x3400 && c <= 0x9fff) || c == FOLD_REPEAT || (c >= 0xf900 && c <= 0xfaff);
}

static bool is_single_surname(uint32_t c)
{
	uint8_t utf8[5] = { 0 };

	utf8_write(c, utf8);
	return is_kanji(c) && strstr(single_surnames, (const char *)utf8) != NULL;
}

static void pairs_make(void)
{
	static uint8_t follows[65536];		/* first characters of common given names */

	for (size_t i = 0; i < n_keys; i++) {
		uint32_t classes = keys[i].value >> 8, cost = keys[i].value & 0xff;

		if (classes & LEX_GIVEN && cost <= PAIR_COMMON_COST && is_kanji(keys[i].chars[0]))
			follows[keys[i].chars[0]] = 1;
	}
	for (size_t i = 0; i < n_keys; i++) {
		const struct key *k = &keys[i];
		uint32_t classes = k->value >> 8;

		if (k->chars[0] < 0x80)
			continue;
		if (k->n >= 2 && classes & (LEX_SURNAME | LEX_PREFECTURE | LEX_MUNICIPALITY))
			pair_variants(k->chars[0], k->chars[1]);
		if (k->n > 1 || !(classes & LEX_SURNAME) || !is_single_surname(k->chars[0]))
			continue;
		pair_variants(k->chars[0], 0x3000);
		for (size_t h = 0; h < sizeof honorific_heads / sizeof honorific_heads[0]; h++)
			pair_variants(k->chars[0], honorific_heads[h]);
		for (uint32_t c = 0; c < 65536; c++) {
			if (follows[c])
				pair_variants(k->chars[0], c);
		}
	}
}

static void words_make(void)
{
	for (size_t i = 0; i < n_keys; i++) {
		const struct key *k = &keys[i];
		uint8_t word[KEY_MOST];
		uint32_t h;

		bool proper = k->value >> 8 & LEX_ENGLISH_PROPER && !(k->value >> 8 & LEX_ENGLISH) &&
			(k->value & 0xff) <= PROPER_RARITY;

		bool surname = k->value >> 8 & LEX_WEST_SURNAME && (k->value & 0xff) <= SURNAME_RARITY;

		if (k->chars[0] >= 0x80 || k->n < 3 || k->n > 20 ||
			!(proper || surname || k->value >> 8 & (LEX_WEST_GIVEN | LEX_ROMAJI_SURNAME | LEX_ROMAJI_GIVEN)))
			continue;
		for (uint32_t j = 0; j < k->n; j++)
			word[j] = (uint8_t)k->chars[j];
		h = lexicon_word_hash(word, k->n);
		words[h / 8] |= (uint8_t)(1u << h % 8);
	}
}

static size_t postal_read(const char *path, uint32_t *index, uint16_t *low, size_t cap)
{
	FILE *f = fopen(path, "r");
	char line[32];
	size_t n = 0, thousand = 0;

	if (f == NULL)
		die("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof line, f) != NULL) {
		unsigned long code = strtoul(line, NULL, 10);

		if (code > 9999999 || n == cap)
			die("%s: bad line %s", path, line);
		for (; thousand <= code / 1000; thousand++)
			index[thousand] = (uint32_t)n;
		low[n++] = (uint16_t)(code % 1000);
	}
	fclose(f);
	for (; thousand <= 10000; thousand++)
		index[thousand] = (uint32_t)n;
	return n;
}

static void blob_write(const char *path, const void *const *data, const size_t *bytes)
{
	static const uint8_t zero[64];
	struct blob_header header = { .magic = BLOB_MAGIC };
	size_t at = (sizeof header + 63) / 64 * 64;
	FILE *f = fopen(path, "wb");

	if (f == NULL)
		die("%s: %s", path, strerror(errno));
	for (size_t i = 0; i < BLOB_SECTIONS; i++) {
		header.section[i].at = (uint32_t)at;
		header.section[i].bytes = (uint32_t)bytes[i];
		at += (bytes[i] + 63) / 64 * 64;
	}
	fwrite(&header, sizeof header, 1, f);
	fwrite(zero, 1, (64 - sizeof header % 64) % 64, f);
	for (size_t i = 0; i < BLOB_SECTIONS; i++) {
		fwrite(data[i], 1, bytes[i], f);
		fwrite(zero, 1, (64 - bytes[i] % 64) % 64, f);
	}
	if (fclose(f) != 0)
		die("%s: %s", path, strerror(errno));
	fprintf(stderr, "%zu keys, %u slots, %u values, %zu bytes\n", n_keys, top + 1, n_values, at);
}

int main(int argc, char **argv)
{
	static uint32_t postal_index[10001];
	static uint16_t postal[200000];
	size_t n_postal;

	if (argc != 4)
		die("usage: lexicon_pack ENTRIES.tsv POSTAL.txt OUT.bin");
	entries_read(argv[1]);
	pairs_make();
	words_make();
	codes_assign();
	keys_join();
	nodes = zeroed(SLOTS, sizeof *nodes);
	base_used = zeroed(SLOTS, 1);
	nodes[0].code = nodes[BLOB_ROOT].code = UINT16_MAX;
	place(0, n_keys, 0, BLOB_ROOT);
	n_postal = postal_read(argv[2], postal_index, postal, DC_ARRAY_LEN(postal));
	blob_write(argv[3], (const void *const[]){ map, nodes, values, pairs, words, postal_index, postal },
		(const size_t[]){ sizeof map, (top + 1) * sizeof *nodes, n_values * sizeof values[0], sizeof pairs,
			sizeof words, sizeof postal_index, n_postal * sizeof postal[0] });
	free(nodes);
	free(base_used);
	free(keys);
	return 0;
}
