/* test_engine.c -- engine and session: pages, cells, many hits, options, processors. */
#include "table.h"

#include "daicho/detector.h"

#include <stdio.h>
#include <stdlib.h>

struct hits {
	struct dc_hit_sink sink;	/* first */
	const char *kind;		/* count these; NULL: all */
	size_t n;
	uint64_t last_start, sum;	/* of starts */
	bool ordered;
	enum dc_band least;		/* 0: low */
};

static enum dc_status on_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	struct hits *h = (struct hits *)sink;

	(void)err;
	if ((h->kind != NULL && strcmp(hit->kind->id, h->kind) != 0) || hit->band < (h->least > DC_BAND_LOW ? h->least : DC_BAND_LOW))
		return DC_OK;
	h->ordered &= h->n == 0 || hit->start > h->last_start;
	h->last_start = hit->start;
	h->sum += hit->start;
	h->n++;
	return DC_OK;
}

static enum dc_status on_column(struct dc_hit_sink *sink, const struct dc_column_finding *column, struct dc_error *err)
{
	(void)sink;
	(void)column;
	(void)err;
	return DC_OK;
}

static struct hits hits_of(const char *kind)
{
	return (struct hits){ .sink = { on_hit, on_column }, .kind = kind, .ordered = true };
}

static struct dc_engine *engine_with(const char *const *only)
{
	struct dc_engine_options opt = { .today = 20261122, .only = only };
	struct dc_engine *e = NULL;
	struct dc_error err = { 0 };

	if (dc_engine_new(&opt, &e, &err) != DC_OK)
		fail_msg("%s", err.text);
	return e;
}

static uint8_t *padded(const char *s, size_t n)
{
	uint8_t *p = malloc(n + 2 * DC_TEXT_PAD);

	assert_non_null(p);
	memset(p, '9', n + 2 * DC_TEXT_PAD);	/* digits around: they must count for nothing */
	memcpy(p + DC_TEXT_PAD, s, n);
	return p + DC_TEXT_PAD;
}

static void read_text(struct dc_session *s, const struct dc_text *t, struct hits *h)
{
	struct dc_error err = { 0 };

	if (dc_session_text(s, t, &h->sink, &err) != DC_OK)
		fail_msg("%s", err.text);
}

static struct dc_session *begin(const struct dc_engine *e)
{
	struct dc_session *s = NULL;
	struct dc_error err = { 0 };

	assert_int_equal(dc_session_new(e, &s, &err), DC_OK);
	assert_int_equal(dc_session_begin(s, &(struct dc_document){ 0 }, &err), DC_OK);
	return s;
}

static void end(struct dc_session *s, struct hits *h)
{
	struct dc_error err = { 0 };

	assert_int_equal(dc_session_end(s, &h->sink, &err), DC_OK);
	dc_session_free(s);
}

/* Labels as Japanese forms have them: a wide colon behind ASCII, readings behind a label in hiragana. */
static void test_labels_of_forms(void **state)
{
	static const struct { const char *text, *kind; size_t want; } rows[] = {
		{ "SSN：536-22-8741\n", "us.ssn", 1 }, { "Employee ID：A01234\n", "employee_id", 1 }, { "Employee ID ： A01234\n", "employee_id", 1 },
		{ "x：A01234\n", "employee_id", 0 }, { "ふりがな：やまもと はなえ\n", "jp.person_name_kana", 1 },
		{ "よみがな:さとう けんいち\n", "jp.person_name_kana", 1 }, { "あとがな：さとう けんいち\n", "jp.person_name_kana", 0 },
		{ "ﾌﾘｶﾞﾅ:ｻﾄｳﾊﾅｺ\n", "jp.person_name_kana", 1 }, { "ふりがな：省略\n", "jp.person_name_kana", 0 }, { "な:さとう けんいち\n", "jp.person_name_kana", 0 },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_engine *e = engine_with((const char *const[]){ rows[i].kind, NULL });
		size_t n = strlen(rows[i].text);
		uint8_t *p = padded(rows[i].text, n);
		struct hits h = hits_of(NULL);
		struct dc_session *s = begin(e);
		struct dc_text t = { .form = DC_PROSE, .bytes = { p, n }, .page_end = n, .first_line = 1 };

		read_text(s, &t, &h);
		end(s, &h);
		if (h.n != rows[i].want)
			fail_msg("%s: %zu hits of %s", rows[i].text, h.n, rows[i].kind);
		free(p - DC_TEXT_PAD);
		dc_engine_free(e);
	}
}

/* A number is an age right beside a name, and nothing without one. */
static void test_ages(void **state)
{
	static const struct { const char *text; size_t want; } rows[] = {
		{ "山本花江さん（45）が出席した。", 1 }, { "会社員、山本花江さん（４５）", 1 }, { "山本花江容疑者 (45) を", 1 }, { "山本花江、45歳、会社員", 1 },
		{ "山本花江は34歳だ。", 1 }, { "34歳の山本花江が来た。", 1 }, { "Emma Johnson, 34, of Leeds", 1 }, { "Emma Johnson, aged 34, said", 1 },
		{ "Emma Johnson, a 34-year-old nurse", 1 }, { "Emma Johnson (34) won", 1 }, { "Emma Johnson (34):\n", 0 }, { "Emma Johnson (34)\n", 0 }, { "山本花江（2019）は", 0 }, { "山本花江（5）", 0 },
		{ "山本花江、45名", 0 }, { "第一委員会（12）", 0 }, { "Emma Johnson (2019) wrote", 0 }, { "34歳以上の人", 0 },
		{ "山本花江（45）、佐藤健一（38）、鈴木一郎（52）", 3 },
	};
	struct dc_engine *e = engine_with((const char *const[]){ "age", "jp.person_name", "person_name", NULL });

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		size_t n = strlen(rows[i].text);
		uint8_t *p = padded(rows[i].text, n);
		struct hits h = hits_of("age");
		struct dc_session *s = begin(e);
		struct dc_text t = { .form = DC_PROSE, .bytes = { p, n }, .page_end = n, .first_line = 1 };

		read_text(s, &t, &h);
		end(s, &h);
		if (h.n != rows[i].want || !h.ordered)
			fail_msg("%s: %zu ages", rows[i].text, h.n);
		free(p - DC_TEXT_PAD);
	}
	dc_engine_free(e);
}

/* Places on a map are somebody's where persons are: a gazetteer's are not. */
static void test_places_of_nobody(void **state)
{
	static const struct { const char *column, *cell; size_t want; } rows[] = { { "user_id", "u", 40 }, { "city", "Town", 0 } };
	struct dc_engine *e = engine_with(NULL);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_column columns[] = { { rows[i].column, "" }, { "latitude", "" } };
		struct dc_cell cells[80];
		char bytes[40 * 32] = "";
		size_t n = 0;
		uint8_t *p;
		struct hits h = hits_of("location");
		struct dc_session *s = begin(e);
		struct dc_text t = { .form = DC_TABLE, .first_row = 1, .columns = columns, .n_columns = 2, .cells = cells, .n_cells = 80 };

		h.least = DC_BAND_MEDIUM;
		for (uint32_t r = 0; r < 40; r++) {
			cells[2 * r] = (struct dc_cell){ .start = (uint32_t)n, .column = 0, .row = r };
			n += (size_t)snprintf(bytes + n, sizeof bytes - n, "%s%05u", rows[i].cell, r * 7);
			cells[2 * r].end = (uint32_t)n++;
			bytes[n - 1] = ',';
			cells[2 * r + 1] = (struct dc_cell){ .start = (uint32_t)n, .column = 1, .row = r };
			n += (size_t)snprintf(bytes + n, sizeof bytes - n, "35.%06u", r * 3571);
			cells[2 * r + 1].end = (uint32_t)n++;
			bytes[n - 1] = '\n';
		}
		p = padded(bytes, n);
		t.bytes = (struct dc_span){ p, n };
		t.page_end = n;
		read_text(s, &t, &h);
		end(s, &h);
		if (h.n != rows[i].want)
			fail_msg("%s: %zu places", rows[i].column, h.n);
		free(p - DC_TEXT_PAD);
	}
	dc_engine_free(e);
}

/* A person named in full is named by a part further on; the part has the whole name's value. */
static void test_echo(void **state)
{
	static const struct { const char *text; size_t want; } rows[] = {
		{ "社長に佐藤健一が就任した。昨日、佐藤によると、佐藤駅で佐藤ガールが佐藤氏に", 3 }, { "氏名：ジョン・スミス\nスミスは語った。スミス宣言", 2 },
		{ "we met Emma Johnson. Then Johnson said that Emma would stay at Johnson Street with Johnson & Sons.", 3 },
		{ "we met Emma Johnson.\nemma_johnson, xJohnson, Johnson2", 1 }, { "Then Johnson said that Emma would stay.", 0 },
	};
	struct dc_engine *e = engine_with((const char *const[]){ "jp.person_name", "person_name", NULL });

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		size_t n = strlen(rows[i].text);
		uint8_t *p = padded(rows[i].text, n);
		struct hits h = hits_of(NULL);
		struct dc_session *s = begin(e);
		struct dc_text t = { .form = DC_PROSE, .bytes = { p, n }, .page_end = n, .first_line = 1 };

		read_text(s, &t, &h);
		end(s, &h);
		if (h.n != rows[i].want || !h.ordered)
			fail_msg("%s: %zu names", rows[i].text, h.n);
		free(p - DC_TEXT_PAD);
	}
	dc_engine_free(e);
}

/* Cut at every byte into two pages with margins, each value is found once. */
static void test_pages(void **state)
{
	static const char text[] = "電話 090-1234-5678、hanae.y@daicho-rei.co.jp。携帯 080-8765-4321";
	struct dc_engine *e = engine_with(NULL);
	uint8_t *p = padded(text, sizeof text - 1);

	(void)state;
	for (size_t cut = 0; cut <= sizeof text - 1; cut++) {
		struct hits h = hits_of(NULL);
		struct dc_session *s = begin(e);
		struct dc_text t = { .form = DC_PROSE, .bytes = { p, sizeof text - 1 }, .page = 0, .page_end = cut, .first_line = 1 };

		read_text(s, &t, &h);
		t.page = cut;
		t.page_end = sizeof text - 1;
		read_text(s, &t, &h);
		end(s, &h);
		if (h.n != 3)
			fail_msg("cut at %zu: %zu hits for 3", cut, h.n);
	}
	free(p - DC_TEXT_PAD);
	dc_engine_free(e);
}

/* More hits in one text than are held at once: none is lost, none comes twice, all in order. */
static void test_many(void **state)
{
	static const char line[] = "x@daicho-rei.jp\n";
	size_t n = 60000, bytes = n * (sizeof line - 1);
	char *text = malloc(bytes);
	struct dc_engine *e = engine_with((const char *const[]){ "email", NULL });
	struct dc_session *s = begin(e);
	struct hits h = hits_of("email");
	struct dc_text t = { .form = DC_PROSE, .page_end = bytes, .first_line = 1 };
	uint8_t *p;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < n; i++)
		memcpy(text + i * (sizeof line - 1), line, sizeof line - 1);
	p = padded(text, bytes);
	t.bytes = (struct dc_span){ p, bytes };
	read_text(s, &t, &h);
	end(s, &h);
	assert_int_equal(h.n, n);
	assert_true(h.ordered);
	assert_int_equal(h.sum, (sizeof line - 1) * (n * (n - 1) / 2));
	free(p - DC_TEXT_PAD);
	free(text);
	dc_engine_free(e);
}

/* Rows of two cells that lie side by side without anything between them: values stay in their cells. */
static void test_cells(void **state)
{
	static const char text[] = "090-1234-5678" "hanae@daicho-rei.jp" "03-1234-" "5678x";
	static const struct dc_cell cells[] = { { 0, 13, 0, 0 }, { 13, 32, 1, 0 }, { 32, 40, 0, 1 }, { 40, 45, 1, 1 } };
	static const struct dc_column columns[] = { { "tel", "" }, { "mail", "" } };
	struct dc_engine *e = engine_with(NULL);
	uint8_t *p = padded(text, sizeof text - 1);
	struct dc_text t = { .form = DC_TABLE, .bytes = { p, sizeof text - 1 }, .page_end = sizeof text - 1, .cells = cells, .n_cells = 4,
		.columns = columns, .n_columns = 2, .first_row = 1 };
	static const struct { const char *kind; size_t want; } rows[] = { { "jp.phone", 1 }, { "email", 1 } };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct hits h = hits_of(rows[i].kind);
		struct dc_session *s = begin(e);

		read_text(s, &t, &h);
		end(s, &h);
		if (h.n != rows[i].want)
			fail_msg("%s: %zu for %zu", rows[i].kind, h.n, rows[i].want);
	}
	free(p - DC_TEXT_PAD);
	dc_engine_free(e);
}

/* A heading speaks for bare digits, and gives back zeros that a numeric column lost. */
static void test_headings(void **state)
{
	static const struct { const char *heading, *cell, *kind; size_t want; } rows[] = {
		{ "個人番号", "621498320257", "jp.my_number", 1 },
		{ "my_number", "23456789013", "jp.my_number", 1 },	/* 023456789013 */
		{ "order_id", "621498320257", "jp.my_number", 0 },
		{ "tel", "9012345678", "jp.phone", 1 },
		{ "hotel", "0312345678", "jp.phone", 0 },
		{ "customerTel", "0312345678", "jp.phone", 1 },
		{ "生年月日", "19900102", "birth_date", 1 },
		{ "更新日", "19900102", "birth_date", 0 },
		{ "口座番号", "123456", "jp.bank_account", 1 },
		{ "郵便番号", "1000001", "jp.postal_code", 1 },
		{ "性別", "2", "gender", 1 },
		{ "Ｅメール", "hanae@daicho-rei.jp", "email", 1 },
	};
	struct dc_engine *e = engine_with(NULL);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		size_t n = strlen(rows[i].cell);
		uint8_t *p = padded(rows[i].cell, n);
		struct dc_cell cell = { 0, (uint32_t)n, 0, 0 };
		struct dc_column column = { rows[i].heading, "" };
		struct dc_text t = { .form = DC_TABLE, .bytes = { p, n }, .page_end = n, .cells = &cell, .n_cells = 1, .columns = &column,
			.n_columns = 1, .first_row = 1 };
		struct hits h = hits_of(rows[i].kind);
		struct dc_session *s = begin(e);

		read_text(s, &t, &h);
		end(s, &h);
		if (h.n != rows[i].want)
			fail_msg("%s under %s: %zu hits for %zu", rows[i].cell, rows[i].heading, h.n, rows[i].want);
		free(p - DC_TEXT_PAD);
	}
	dc_engine_free(e);
}

/* A value of each text that looks like something else; nothing of these kinds may come out. */
static void test_look_alikes(void **state)
{
	static const char *const texts[] = {
		"550e8400-e29b-41d4-a716-446655440000", "d41d8cd98f00b204e9800998ecf8427e", "20240101120000", "v1.2.3.4567890",
		"0.621498320257621", "TWFuIGlzIGRpc3Rpbmd1aXNoZWQ=", "0000010 6214 9832 0257 6214 9832 0257 6214 9832", "logo@2x.png",
		"pkg@1.2.3", "git@host:path", "1621498320257", "6214983202571235", "2024-01-15T12:34:56.789012Z", "[2024/01/15 10:11:12]",
		"1705312345678", "id=621498320257abc", "3.14159265358979", "deadbeef4111111111111111cafe",
	};
	static const char *const kinds[] = { "email", "card", "jp.my_number", "jp.phone", "intl.phone", "us.ssn", "jp.postal_code" };
	struct dc_engine *e = engine_with(NULL);

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(texts); i++)
		for (size_t k = 0; k < DC_ARRAY_LEN(kinds); k++) {
			size_t n = strlen(texts[i]);
			uint8_t *p = padded(texts[i], n);
			struct dc_text t = { .form = DC_PROSE, .bytes = { p, n }, .page_end = n, .first_line = 1 };
			struct hits h = hits_of(kinds[k]);
			struct dc_session *s = begin(e);

			read_text(s, &t, &h);
			end(s, &h);
			if (h.n != 0)
				fail_msg("%s in %s", kinds[k], texts[i]);
			free(p - DC_TEXT_PAD);
		}
	dc_engine_free(e);
}

/* The same number in every dress of the fact sheet, §2: width, hyphens, spaces, invisible characters. */
static void test_dresses(void **state)
{
	static const char *const hyphens[] = { "-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2043", "\u2212", "\u207b",
		"\u208b", "\ufe58", "\ufe63", "－", "ー", "ｰ", "\u2500", "\u2501", "〰", "〜", "～", "\u2796", "\ufe31", "\ufe32", "-\u200b",
		"\u200d-", "\u00ad-" };

	struct dc_engine *e = engine_with((const char *const[]){ "jp.phone", NULL });

	(void)state;
	for (size_t f = 0; f < 2; f++)
		for (size_t i = 0; i < DC_ARRAY_LEN(hyphens); i++) {
			char text[128];
			size_t n = (size_t)snprintf(text, sizeof text, f == 0 ? "電話 090%s1234%s5678 です" : "電話 ０９０%s１２３４%s５６７８。",
				hyphens[i], hyphens[i]);
			uint8_t *p = padded(text, n);
			struct dc_text t = { .form = DC_PROSE, .bytes = { p, n }, .page_end = n, .first_line = 1 };
			struct hits h = hits_of("jp.phone");
			struct dc_session *s = begin(e);

			read_text(s, &t, &h);
			end(s, &h);
			if (h.n != 1)
				fail_msg("%s: %zu hits", text, h.n);
			assert_int_equal(h.last_start, 7);	/* raw offset, behind 電話 and a space */
			free(p - DC_TEXT_PAD);
		}
	dc_engine_free(e);
}

static void test_options(void **state)
{
	struct dc_engine *e = NULL;
	struct dc_error err = { 0 };
	struct dc_engine_options unknown = { .only = (const char *const[]){ "no.such.kind", NULL } };

	(void)state;
	assert_int_equal(dc_engine_new(&unknown, &e, &err), DC_EUSAGE);
	assert_null(e);
	assert_non_null(strstr(err.text, "no.such.kind"));
	assert_int_equal(setenv("DAICHO_CPU", "abacus", 1), 0);
	err = (struct dc_error){ 0 };
	assert_int_equal(dc_engine_new(&(struct dc_engine_options){ 0 }, &e, &err), DC_EUSAGE);
	assert_non_null(strstr(err.text, "abacus"));
	assert_int_equal(setenv("DAICHO_CPU", "portable", 1), 0);
	e = engine_with(NULL);
	assert_string_equal(dc_engine_cpu(e), "portable");
	dc_engine_free(e);
	unsetenv("DAICHO_CPU");
	assert_int_equal(dc_engine_new(&(struct dc_engine_options){ .table_only = true }, &e, &err), DC_OK);
	assert_string_equal(dc_engine_kind(e, 0)->id, "email");
	assert_null(dc_engine_kind(e, dc_engine_kinds(e)));
	dc_engine_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels_of_forms), cmocka_unit_test(test_ages), cmocka_unit_test(test_places_of_nobody), cmocka_unit_test(test_echo), cmocka_unit_test(test_pages), cmocka_unit_test(test_many), cmocka_unit_test(test_cells), cmocka_unit_test(test_headings),
		cmocka_unit_test(test_look_alikes), cmocka_unit_test(test_dresses), cmocka_unit_test(test_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
