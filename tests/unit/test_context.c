/* test_context.c -- words around candidates, rivals, placeholders, records: one row for each rule of facts §4. */
#include "table.h"

#include "evidence.h"
#include "fold.h"
#include "gap.h"
#include "placeholder.h"
#include "record.h"
#include "rival.h"

#include <math.h>

static const struct dc_kind phone = { .id = "jp.phone", .category = "contact.phone",
	.near = (const char *const[]){ "電話番号", "電話", "TEL", "フリーダイヤル", "phone number", NULL } };
static const struct dc_kind my_number = { .id = "jp.my_number", .category = "govid.my_number",
	.near = (const char *const[]){ "個人番号", "マイナンバー", "my number", "mynumber", NULL },
	.near_not = (const char *const[]){ "法人番号", NULL } };
static const struct dc_kind email = { .id = "email", .category = "contact.email" };
static const struct dc_kind name = { .id = "jp.person_name", .category = "person.name",
	.near = (const char *const[]){ "氏名", NULL } };
static const struct dc_kind kana = { .id = "jp.person_name_kana", .category = "person.name_kana",
	.near = (const char *const[]){ "カナ", "フリガナ", NULL } };
static const struct dc_kind illness = { .id = "special_care", .category = "special.medical_history",
	.near = (const char *const[]){ "診断名", NULL } };
static const struct dc_kind *const kinds[] = { &phone, &my_number, &email, &name, &kana, &illness };

size_t dc_engine_kinds(const struct dc_engine *engine)
{
	(void)engine;
	return DC_ARRAY_LEN(kinds);
}

const struct dc_kind *dc_engine_kind(const struct dc_engine *engine, size_t i)
{
	(void)engine;
	return kinds[i];
}

struct seen {
	struct dc_hit_sink sink;
	struct dc_hit hit[16];
	struct dc_weight weights[16][DC_WEIGHTS_MOST];
	size_t n;
};

static enum dc_status see_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	struct seen *s = (struct seen *)sink;

	(void)err;
	assert_true(s->n < DC_ARRAY_LEN(s->hit));
	s->hit[s->n] = *hit;
	memcpy(s->weights[s->n++], hit->weights, hit->n_weights * sizeof *hit->weights);
	return DC_OK;
}

static float weight_of(const struct seen *s, size_t i, enum dc_evidence why)
{
	for (size_t k = 0; k < s->hit[i].n_weights; k++)
		if (s->weights[i][k].why == why)
			return s->weights[i][k].logodds;
	return 0;
}

/* The text has values in ⟦ ⟧-free form: found says where by content. */
struct planted { const struct dc_kind *kind; const char *value; float logodds; };

static void run(struct seen *s, const char *text, const char *label, const char *file, const struct planted *p, size_t n)
{
	struct dc_text t = { .form = DC_PROSE, .bytes = dc_span_of(text), .first_line = 1, .label = label };
	struct dc_document doc = { .file_name = file };
	struct evidence *ev = NULL;
	struct dc_error err = { 0 };
	struct candidates c;
	const char *from = text;

	t.page_end = t.bytes.n;
	*s = (struct seen){ .sink = { .hit = see_hit } };
	candidates_init(&c);
	assert_int_equal(evidence_new(NULL, &ev, &err), DC_OK);
	assert_int_equal(evidence_begin(ev, &doc, &err), DC_OK);
	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(from, p[i].value);
		struct candidate *a;

		assert_non_null(at);
		from = at + 1;
		assert_int_equal(candidates_add(&c, p[i].kind, (uint32_t)(at - text), (uint32_t)(at - text + (long)strlen(p[i].value)),
			dc_span_of(p[i].value), &a), DC_OK);
		candidate_weigh(a, DC_E_form, p[i].logodds);
	}
	assert_int_equal(evidence_text(ev, &t, &c, &s->sink, &err), DC_OK);
	assert_int_equal(evidence_end(ev, &s->sink, &err), DC_OK);
	evidence_free(ev);
	candidates_done(&c);
}

#define N "621498320257"

static void test_words(void **state)
{
	static const struct { const char *why, *text; enum dc_evidence evidence; float least, most; } rows[] = {
		{ "label, colon", "個人番号：" N, DC_E_label, 3, 3 },
		{ "label, blank", "個人番号 " N, DC_E_label, 3, 3 },
		{ "label with は", "個人番号は" N "です", DC_E_label, 3, 3 },
		{ "label in brackets", "個人番号（本人）：" N, DC_E_label, 3, 3 },
		{ "JSON key", "{\"my_number\": \"" N "\"}", DC_E_label, 3, 3 },
		{ "camel case", "myNumber=" N, DC_E_label, 3, 3 },
		{ "full-width letters", "ＭＹ　ＮＵＭＢＥＲ：" N, DC_E_label, 3, 3 },
		{ "half-width kana", "ﾏｲﾅﾝﾊﾞｰ " N, DC_E_label, 3, 3 },
		{ "NFD kana", "マイナンハ\xe3\x82\x99ー " N, DC_E_label, 3, 3 },
		{ "hiragana", "まいなんばー：" N, DC_E_label, 3, 3 },
		{ "spaced out", "個　人　番　号　" N, DC_E_label, 3, 3 },
		{ "zero-width joiner", "個人\xe2\x80\x8d番号:" N, DC_E_label, 3, 3 },
		{ "line above", "【個人番号】\n" N, DC_E_label, 2.2f, 2.2f },
		{ "near", "個人番号の提出がありました " N, DC_E_context, 0.5f, 1.7f },
		{ "behind", N "が個人番号", DC_E_context, 0.5f, 1.7f },
		{ "too far", "個人番号というものは番号法に基づき住民票を有する全ての方に付されるものであり大切に扱う必要がありますので注意 " N,
			DC_E_context, 0, 0 },
		{ "inside another ASCII word", "dummynumber " N, DC_E_label, 0, 0 },
		{ "nearest label wins", "個人番号と法人番号：" N, DC_E_context_against, -3.5f, -3.5f },
		{ "order number", "注文番号：" N, DC_E_context_against, -3.5f, -3.5f },
		{ "label of another number", "電話番号：" N, DC_E_context_against, -1.5f, -1.5f },
		{ "an amount", "売上 " N "円", DC_E_context_against, -2.5f, -2.5f },
		{ "sample", "記入例 " N, DC_E_placeholder, -1.0f, -0.5f },
	};
	struct seen s;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct planted p = { &my_number, N, 3.0f };
		float w;

		run(&s, rows[i].text, NULL, NULL, &p, 1);
		if (s.n == 0 && rows[i].most < 0)
			continue;			/* so much against it that it is no finding */
		if (s.n != 1)
			fail_msg("%s: %zu hits", rows[i].why, s.n);
		w = weight_of(&s, 0, rows[i].evidence);
		if (w < rows[i].least - 0.01f || w > rows[i].most + 0.01f)
			fail_msg("%s: %.2f", rows[i].why, (double)w);
	}
}

/* カナ stands in カナダ, メイ in メイン: no labels there. */
static void test_short_katakana(void **state)
{
	struct planted p = { &kana, "ダノ", 1 };
	struct seen s;

	(void)state;
	run(&s, "カナダノ", NULL, NULL, &p, 1);
	assert_true(weight_of(&s, 0, DC_E_label) == 0);
	p.value = "ヤマダ";
	run(&s, "カナ ヤマダ", NULL, NULL, &p, 1);
	assert_true(weight_of(&s, 0, DC_E_label) == 0);	/* a blank between katakana is none: it may be one word */
	run(&s, "カナ：ヤマダ", NULL, NULL, &p, 1);
	assert_true(weight_of(&s, 0, DC_E_label) == 3.0f);
}

static void test_place(void **state)
{
	struct planted p = { &my_number, N, 0.5f };
	struct seen s;

	(void)state;
	run(&s, N, "個人番号", NULL, &p, 1);
	assert_true(weight_of(&s, 0, DC_E_heading) > 3);
	run(&s, N, NULL, "総務/2025年末調整.txt", &p, 1);
	assert_true(weight_of(&s, 0, DC_E_file_name) > 0);
	run(&s, N, NULL, "サンプル/a.txt", &p, 1);
	assert_true(s.n == 1 && weight_of(&s, 0, DC_E_placeholder) < 0);
	run(&s, N, NULL, "写真.txt", &p, 1);
	assert_true(weight_of(&s, 0, DC_E_file_name) == 0);
}

/* A bare list: real numbers confirm each other, random ones (1 in 10 passes) reject. */
static void test_list(void **state)
{
	static const char *const numbers[] = { "621498320257", "641717601551", "987654321093", "314159265352", "271828182840",
		"023456789013" };			/* facts §5.1 */
	char real[256] = "", chance[256] = "";
	struct seen s;
	struct planted all[6], one = { &my_number, "621498320257", -1.0f };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		strncat(real, numbers[i], 20);
		strncat(real, "\n", 2);
		strncat(chance, i == 0 ? numbers[0] : "621498320258\n", 20);
		strncat(chance, i == 0 ? "\n" : "", 2);
		all[i] = (struct planted){ &my_number, numbers[i], -1.0f };
	}
	for (size_t i = 1; i < 6; i++)
		chance[13 * i + 3] = (char)('0' + i);	/* five different numbers with a wrong digit */
	{
		struct evidence *ev = NULL;
		struct dc_error err = { 0 };
		struct dc_text t = { .form = DC_PROSE, .bytes = dc_span_of(real) };
		struct candidates c;

		t.page_end = t.bytes.n;
		candidates_init(&c);
		s = (struct seen){ .sink = { .hit = see_hit } };
		assert_int_equal(evidence_new(NULL, &ev, &err), DC_OK);
		for (int round = 0; round < 2; round++) {
			size_t n = round == 0 ? 6 : 1;

			t.bytes = dc_span_of(round == 0 ? real : chance);
			t.page_end = t.bytes.n;
			s.n = 0;
			candidates_clear(&c);
			assert_int_equal(evidence_begin(ev, &(struct dc_document){ 0 }, &err), DC_OK);
			for (size_t i = 0; i < n; i++) {
				struct candidate *a;

				assert_int_equal(candidates_add(&c, &my_number, (uint32_t)(13 * i), (uint32_t)(13 * i + 12),
					dc_span_of(n == 1 ? one.value : all[i].value), &a), DC_OK);
				a->checked = true;
				candidate_weigh(a, DC_E_form, 0.5f);
			}
			assert_int_equal(evidence_text(ev, &t, &c, &s.sink, &err), DC_OK);
			assert_int_equal(s.n, round == 0 ? 6 : 0);
			if (round == 0)
				assert_true(weight_of(&s, 0, DC_E_group_confirms) > 1);
		}
		evidence_free(ev);
		candidates_done(&c);
	}
}

static void test_records(void **state)
{
	static const struct { const char *why, *text; bool same; } rows[] = {
		{ "two lines of a form", "氏名：山本花江\nTEL：03-9876-5432", true },
		{ "blank line", "氏名：山本花江\n\nTEL：03-9876-5432", false },
		{ "rule", "氏名：山本花江\n-----\nTEL：03-9876-5432", false },
		{ "lines of a log", "2026-01-01 山本花江\n2026-01-02 03-9876-5432", false },
	};
	static const struct planted p[] = { { &name, "山本花江", 2 }, { &phone, "03-9876-5432", 2 } };
	static const struct planted two[] = { { &name, "山本花江", 2 }, { &phone, "03-9876-5432", 2 }, { &name, "佐藤健一", 2 },
		{ &phone, "06-9876-5432", 2 } };
	struct seen s;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		run(&s, rows[i].text, NULL, NULL, p, 2);
		if (s.n != 2 || (s.hit[0].record == s.hit[1].record) != rows[i].same)
			fail_msg("%s", rows[i].why);
	}
	run(&s, "山本花江 03-9876-5432、佐藤健一 06-9876-5432", NULL, NULL, two, 4);
	assert_int_equal(s.n, 4);
	assert_true(s.hit[0].record == s.hit[1].record && s.hit[2].record == s.hit[3].record && s.hit[1].record != s.hit[2].record);
}

static void test_special_care(void **state)
{
	static const struct planted p[] = { { &name, "山本花江", 2 }, { &illness, "うつ病", -1.9f } };
	struct seen s;

	(void)state;
	run(&s, "山本花江 診断名：うつ病", NULL, NULL, p, 2);
	assert_int_equal(s.n, 2);
	assert_true(s.hit[1].band >= DC_BAND_MEDIUM && weight_of(&s, 1, DC_E_person_near) > 0);
	run(&s, "診断名：うつ病", NULL, NULL, p + 1, 1);
	assert_true(s.n == 0 || (s.hit[0].band == DC_BAND_LOW && weight_of(&s, 0, DC_E_no_person) < 0));
}

static void test_placeholders(void **state)
{
	static const struct { const struct dc_kind *kind; const char *value; unsigned flags; } rows[] = {
		{ &email, "taro@example.com", DC_HIT_PLACEHOLDER }, { &email, "a@b.test", DC_HIT_PLACEHOLDER },
		{ &email, "a@b.invalid", DC_HIT_PLACEHOLDER }, { &email, "info@daicho-rei.jp", DC_HIT_ROLE },
		{ &email, "hanae@daicho-rei.jp", 0 }, { &name, "山田太郎", DC_HIT_PLACEHOLDER }, { &name, "鈴木　一郎", DC_HIT_PLACEHOLDER },
		{ &name, "John Doe", DC_HIT_PLACEHOLDER }, { &name, "山本花江", 0 }, { &my_number, "111111111111", DC_HIT_PLACEHOLDER },
		{ &my_number, "123456789018", DC_HIT_PLACEHOLDER | DC_HIT_TEST }, { &my_number, "621498320257", 0 },
		{ &phone, "0398765432", 0 }, { &phone, "0000000000", DC_HIT_PLACEHOLDER },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct planted p = { rows[i].kind, rows[i].value, 6 };
		struct seen s;

		run(&s, rows[i].value, NULL, NULL, &p, 1);
		if (s.n != 1 || s.hit[0].flags != rows[i].flags)
			fail_msg("%s: %zu hits, flags %u", rows[i].value, s.n, s.n == 0 ? 0 : s.hit[0].flags);
		if ((rows[i].flags != 0) != (s.hit[0].band <= DC_BAND_MEDIUM))
			fail_msg("%s: %.3f", rows[i].value, (double)s.hit[0].confidence);
	}
}

static void test_rivals(void **state)
{
	static const struct { const char *value; bool parcel; bool against; } rows[] = {
		{ "202404010010", false, true }, { "202413010010", false, false }, { "20240401001059", false, true },
		{ "123456789013", true, true },			/* 12345678901 mod 7 = 3 (facts §5.1) */
		{ "200961185434", true, true }, { "200961185435", true, false }, { "621498320257", false, false },
		{ "4900111111038", false, true },		/* an EAN that passes the corporate number's check (facts §5.2) */
		{ "7000012050002", false, false }, { "1700000000", false, true }, { "abc", false, false }, { "", false, false },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if ((rival_logodds(dc_span_of(rows[i].value), rows[i].parcel) < 0) != rows[i].against)
			fail_msg("%s", rows[i].value);
}

static void test_fold(void **state)
{
	static const struct { const char *in, *want; } rows[] = {
		{ "ABC", "abc" }, { "ＡＢＣ１２", "abc12" }, { "my_number", "my number" }, { "氏　名", "氏名" }, { "ｶﾞｷﾞﾊﾟｳﾞ", "ガギパヴ" },
		{ "か\xe3\x82\x99", "ガ" }, { "ふりがな", "フリガナ" }, { "℡", "tel" }, { "a\xe2\x80\x8b" "b", "ab" }, { "ｰ", "ー" },
		{ "ﾅﾞ", "ナ" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct folded f = { 0 };
		struct dc_span in = dc_span_of(rows[i].in);

		folded_clear(&f);
		assert_int_equal(fold_add(&f, in, 0, (uint32_t)in.n), DC_OK);
		if (!dc_span_eq((struct dc_span){ f.p, f.n }, dc_span_of(rows[i].want)))
			fail_msg("%s: %.*s", rows[i].in, (int)f.n, (const char *)f.p);
		folded_done(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words), cmocka_unit_test(test_short_katakana), cmocka_unit_test(test_place),
		cmocka_unit_test(test_list), cmocka_unit_test(test_records), cmocka_unit_test(test_special_care),
		cmocka_unit_test(test_placeholders), cmocka_unit_test(test_rivals), cmocka_unit_test(test_fold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
