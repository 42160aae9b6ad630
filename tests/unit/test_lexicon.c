/* test_lexicon.c -- the packed dictionary: its shape, and words that must and must not be in it. */
#include "table.h"

#include "blob.h"
#include "cell.h"
#include "chain.h"
#include "lexicon.h"

extern const uint8_t lexicon_blob[], lexicon_blob_end[];

/* Every section in the file, every base and value inside its section: look-ups trust these. */
static void test_blob_shape(void **state)
{
	const struct blob_header *h = (const void *)lexicon_blob;
	size_t bytes = (uintptr_t)lexicon_blob_end - (uintptr_t)lexicon_blob, n_nodes, n_values;
	const struct blob_node *nodes;
	const uint32_t *index;

	(void)state;
	assert_int_equal(h->magic, BLOB_MAGIC);
	for (size_t i = 0; i < BLOB_SECTIONS; i++) {
		assert_int_equal(h->section[i].at % 64, 0);
		assert_true((uint64_t)h->section[i].at + h->section[i].bytes <= bytes);
	}
	assert_int_equal(h->section[BLOB_MAP].bytes, 65536 * 2);
	assert_true(h->section[BLOB_PAIRS].bytes == (1u << LEXICON_PAIR_BITS) / 8 + 8);
	assert_true(h->section[BLOB_WORDS].bytes == (1u << LEXICON_WORD_BITS) / 8 + 8);
	n_nodes = h->section[BLOB_NODES].bytes / sizeof *nodes;
	n_values = h->section[BLOB_VALUES].bytes / 4;
	nodes = (const void *)(lexicon_blob + h->section[BLOB_NODES].at);
	for (size_t i = 0; i < n_nodes; i++) {
		assert_true(nodes[i].base < n_nodes);
		assert_true(nodes[i].value < n_values);
	}
	index = (const void *)(lexicon_blob + h->section[BLOB_POSTAL_INDEX].at);
	for (size_t i = 0; i < 10000; i++)
		assert_true(index[i] <= index[i + 1]);
	assert_true(index[10000] * 2 == h->section[BLOB_POSTAL].bytes);
}

static unsigned whole(const char *word)
{
	struct lexicon_entry e[16];
	struct dc_span s = dc_span_of(word);
	size_t n = lexicon_match(lexicon_get(), s, e, DC_ARRAY_LEN(e));

	return n > 0 && e[n - 1].bytes == s.n ? e[n - 1].classes : 0;
}

static void test_classes(void **state)
{
	static const struct { const char *word; unsigned has, has_not; } rows[] = {
		{ "山田", LEX_SURNAME, LEX_GIVEN | LEX_MUNICIPALITY },
		{ "佐々木", LEX_SURNAME, LEX_PREFECTURE },
		{ "佐佐木", LEX_SURNAME, LEX_PREFECTURE },		/* 々 is the character before it */
		{ "髙橋", LEX_SURNAME, LEX_PREFECTURE },
		{ "山﨑", LEX_SURNAME, LEX_PREFECTURE },
		{ "黒澤", LEX_SURNAME, LEX_PREFECTURE },
		{ "渡邊", LEX_SURNAME, LEX_PREFECTURE },
		{ "\xf0\xa0\xae\xb7\xe7\x94\xb0", LEX_SURNAME, LEX_PREFECTURE },	/* U+20BB7 田 */
		{ "太郎", LEX_GIVEN, LEX_PREFECTURE },
		{ "さくら", LEX_GIVEN_KANA, LEX_PREFECTURE },
		{ "ヤマダ", LEX_SURNAME_KANA, 0 },
		{ "タロウ", LEX_GIVEN_KANA, 0 },
		{ "北海道", LEX_PREFECTURE, LEX_GIVEN },
		{ "四日市市", LEX_MUNICIPALITY, LEX_GIVEN },
		{ "札幌市中央区", LEX_MUNICIPALITY, LEX_GIVEN },
		{ "龍ケ崎市", LEX_MUNICIPALITY, LEX_GIVEN },
		{ "竜ヶ崎市", LEX_MUNICIPALITY, LEX_GIVEN },
		{ "余市郡余市町", LEX_MUNICIPALITY, LEX_GIVEN },
		{ "丸の内", LEX_TOWN, LEX_GIVEN },
		{ "霞が関", LEX_TOWN, LEX_GIVEN },
		{ "霞ヶ関", LEX_TOWN, LEX_GIVEN },
		{ "仕様", LEX_WORD, LEX_GIVEN | LEX_SURNAME },
		{ "yamada", LEX_ROMAJI_SURNAME, 0 },
		{ "TAROH", LEX_ROMAJI_GIVEN, 0 },
		{ "Syouta", LEX_ROMAJI_GIVEN, 0 },
		{ "Shota", LEX_ROMAJI_GIVEN, 0 },
		{ "Smith", LEX_WEST_SURNAME, 0 },
		{ "Martina", LEX_WEST_GIVEN, 0 },
		{ "window", LEX_ENGLISH, LEX_WEST_GIVEN | LEX_WEST_SURNAME },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		unsigned classes = whole(rows[i].word);

		if ((classes & rows[i].has) != rows[i].has || (classes & rows[i].has_not))
			fail_msg("%s: classes %x, wanted %x and not %x", rows[i].word, classes, rows[i].has, rows[i].has_not);
	}
}

static void test_no_keys(void **state)
{
	static const char *const rows[] = { "", "\xff\xfe", "\xe5\xb1", "々", "\xe5\xb1\xb1\xe7", "1", "\xf0\x9f\x98\x80" };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct lexicon_entry e[4];

		for (size_t n = 0; n <= strlen(rows[i]); n++) {
			size_t found =
				lexicon_match(lexicon_get(), (struct dc_span){ (const uint8_t *)rows[i], n }, e, 4);

			for (size_t j = 0; j < found; j++)
				assert_true(e[j].bytes <= n);
		}
	}
}

/* Japan Post's list: 100-0001 Chiyoda, 980-0000 Aoba-ku of Sendai; 000 is no area, 999-9999 is no town. */
static void test_postal(void **state)
{
	static const struct { uint32_t code; bool known;
	} rows[] = {
		{ 1000001, true },
		{ 5300001, true },
		{ 10000, true },
		{ 9800000, true },
		{ 9071801, true },
		{ 0, false },
		{ 1, false },
		{ 9999999, false },
		{ 1234567, false },
		{ 10000000, false },
		{ UINT32_MAX, false },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		if (lexicon_postal_known(lexicon_get(), rows[i].code) != rows[i].known)
			fail_msg("%07u must give %d", rows[i].code, rows[i].known);
	}
}

static bool pair_open(const char *two)
{
	uint64_t six = 0;
	uint32_t h;

	memcpy(&six, two, 6);
	h = lexicon_pair_hash(six);
	return lexicon_pairs(lexicon_get())[h / 8] >> h % 8 & 1;
}

static void test_pairs(void **state)
{
	static const char *const open[] = { "山田", "佐々", "髙橋", "高橋", "山﨑", "齋藤", "斎藤", "林太", "森　", "東京", "札幌", "四日" };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(open); i++) {
		if (!pair_open(open[i]))
			fail_msg("%s must open a window", open[i]);
	}
}

static void test_words(void **state)
{
	static const char *const words[] = { "Smith", "YAMADA", "Taro", "martina" };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		uint32_t h = lexicon_word_hash((const uint8_t *)words[i], strlen(words[i]));

		assert_true(lexicon_words(lexicon_get())[h / 8] >> h % 8 & 1);
	}
}

static void test_honorifics(void **state)
{
	static const struct { const char *text; bool is; } rows[] = {
		{ "様", true }, { "様へ", true }, { "様式", false }, { "様々", false }, { "さん", true }, { "さんから", true }, { "さんかい", false },
		{ "氏は", true }, { "氏名", false }, { "殿", true }, { "殿堂", false }, { "くん", true }, { "各位", false }, { "", false },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		if ((honorific_at(dc_span_of(rows[i].text)) > 0) != rows[i].is)
			fail_msg("%s must give %d", rows[i].text, rows[i].is);
	}
}

static void test_cells(void **state)
{
	static const struct { const char *cell; enum lexicon_cell what; float least, most; } rows[] = {
		{ "山田太郎", LEXICON_CELL_FULL_NAME, 0.7f, 1 }, { "佐藤　花子", LEXICON_CELL_FULL_NAME, 0.7f, 1 },
		{ " 髙橋 美咲 ", LEXICON_CELL_FULL_NAME, 0.7f, 1 }, { "林 健一郎", LEXICON_CELL_FULL_NAME, 0.7f, 1 },
		{ "東京都", LEXICON_CELL_FULL_NAME, 0, 0.3f }, { "営業部", LEXICON_CELL_FULL_NAME, 0, 0.3f },
		{ "営業第二課", LEXICON_CELL_FULL_NAME, 0, 0.3f }, { "大阪支店", LEXICON_CELL_FULL_NAME, 0, 0.3f },
		{ "事務用品", LEXICON_CELL_FULL_NAME, 0, 0.3f }, { "", LEXICON_CELL_FULL_NAME, 0, 0 },
		{ "090-1234-5678", LEXICON_CELL_FULL_NAME, 0, 0 }, { "\xff\xfe", LEXICON_CELL_FULL_NAME, 0, 0 },
		{ "山田", LEXICON_CELL_SURNAME, 0.6f, 1 }, { "経費", LEXICON_CELL_SURNAME, 0, 0.3f },
		{ "花子", LEXICON_CELL_GIVEN, 0.6f, 1 }, { "領収書", LEXICON_CELL_GIVEN, 0, 0.3f },
		{ "ヤマダ", LEXICON_CELL_KANA, 0.6f, 1 }, { "ﾔﾏﾀﾞ ﾀﾛｳ", LEXICON_CELL_KANA, 0.6f, 1 },
		{ "やまだ　はなこ", LEXICON_CELL_KANA, 0.6f, 1 }, { "データベース", LEXICON_CELL_KANA, 0, 0.3f },
		{ "山田", LEXICON_CELL_KANA, 0, 0 },
		{ "Emma Johnson", LEXICON_CELL_LATIN, 0.6f, 1 }, { "YAMADA Taro", LEXICON_CELL_LATIN, 0.6f, 1 },
		{ "Annual Report", LEXICON_CELL_LATIN, 0, 0.3f }, { "emma", LEXICON_CELL_LATIN, 0, 0 },
		{ "Emma", LEXICON_CELL_LATIN_PART, 0.8f, 1 }, { "GARCIA", LEXICON_CELL_LATIN_PART, 0.8f, 1 },
		{ "van der Meer", LEXICON_CELL_LATIN_PART, 0.2f, 1 }, { "Takahashi", LEXICON_CELL_LATIN_PART, 0.73f, 1 },
		{ "Fukuoka", LEXICON_CELL_LATIN_PART, 0, 0.3f }, { "Printer", LEXICON_CELL_LATIN_PART, 0, 0.1f },
		{ "Emma Johnson", LEXICON_CELL_LATIN_PART, 0, 0 }, { "emma", LEXICON_CELL_LATIN_PART, 0, 0 }, { "A", LEXICON_CELL_LATIN_PART, 0, 0 },
		{ "東京都千代田区丸の内1-2-3", LEXICON_CELL_ADDRESS, 0.9f, 1 }, { "丸の内1-2-3", LEXICON_CELL_ADDRESS, 0.6f, 1 },
		{ "佐藤商店", LEXICON_CELL_ADDRESS, 0, 0.3f }, { "山田太郎", LEXICON_CELL_ADDRESS, 0, 0.3f },
		{ "山田太郎", LEXICON_CELL_KINDS, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		float p = lexicon_cell_score(dc_span_of(rows[i].cell), rows[i].what);

		if (!(p >= rows[i].least && p <= rows[i].most))
			fail_msg("%s: %.3f", rows[i].cell, (double)p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blob_shape), cmocka_unit_test(test_classes), cmocka_unit_test(test_no_keys),
		cmocka_unit_test(test_postal), cmocka_unit_test(test_pairs), cmocka_unit_test(test_words),
		cmocka_unit_test(test_honorifics), cmocka_unit_test(test_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
