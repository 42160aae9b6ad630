/* test_address.c -- addresses: their ends, values and what may be shown; and what is none. */
#include "table.h"

#include "propose.h"

struct row {
	const char *text;
	const char *found;		/* bytes of the text; NULL: nothing */
	const char *value;		/* NULL: as found */
	const char *shown;
	float least;			/* log-odds */
};

static const struct row rows[] = {
	{ "東京都千代田区丸の内1-2-3", "東京都千代田区丸の内1-2-3", NULL, "東京都千代田区", 2.2f },
	{ "東京都千代田区丸の内１－２－３", "東京都千代田区丸の内１－２－３", "東京都千代田区丸の内1-2-3", "東京都千代田区", 2.2f },
	{ "東京都千代田区丸の内1ー2ー3です", "東京都千代田区丸の内1ー2ー3", "東京都千代田区丸の内1-2-3", "東京都千代田区", 2.2f },
	{ "東京都千代田区丸の内1−2−3", "東京都千代田区丸の内1−2−3", "東京都千代田区丸の内1-2-3", "東京都千代田区", 2.2f },
	{ "東京都千代田区丸の内一丁目二番三号", "東京都千代田区丸の内一丁目二番三号", "東京都千代田区丸の内1-2-3", "東京都千代田区", 2.2f },
	{ "東京都千代田区丸の内1丁目2番地3", "東京都千代田区丸の内1丁目2番地3", "東京都千代田区丸の内1-2-3", "東京都千代田区", 2.2f },
	{ "東京都 千代田区 丸の内 1-2-3", "東京都 千代田区 丸の内 1-2-3", "東京都千代田区丸の内1-2-3", "東京都千代田区", 2.2f },
	{ "千代田区丸の内1-2-3 例示ビル4階", "千代田区丸の内1-2-3 例示ビル4階", "千代田区丸の内1-2-3例示ビル4階", "千代田区", 2.2f },
	{ "横浜市西区みなとみらい2-2-1-801号室、電話", "横浜市西区みなとみらい2-2-1-801号室", NULL, "横浜市西区", 1.5f },
	{ "札幌市中央区北1条西2丁目", "札幌市中央区北1条西2丁目", "札幌市中央区北1条西2", "札幌市中央区", 1.5f },
	{ "札幌市 中央区北一条西二丁目3番地", "札幌市 中央区北一条西二丁目3番地", "札幌市中央区北1条西2-3", "札幌市中央区", 1.5f },
	{ "京都市中京区寺町通御池上る上本能寺前町488", "京都市中京区寺町通御池上る上本能寺前町488", NULL, "京都市中京区", 0.5f },
	{ "京都市中京区烏丸通御池上る二条殿町552", "京都市中京区烏丸通御池上る二条殿町552", NULL, "京都市中京区", 0.5f },	/* no town 池上, no block 二 */
	{ "京都府京都市下京区四条通烏丸東入長刀鉾町8番地", "京都府京都市下京区四条通烏丸東入長刀鉾町8番地",
		"京都府京都市下京区四条通烏丸東入長刀鉾町8", "京都府京都市下京区", 1.5f },
	{ "岩手県盛岡市玉山第5地割10番地2", "岩手県盛岡市玉山第5地割10番地2", "岩手県盛岡市玉山第5地割10-2", "岩手県盛岡市", 1.5f },
	{ "茨城県龍ヶ崎市3710番地", "茨城県龍ヶ崎市3710番地", "茨城県龍ヶ崎市3710", "茨城県龍ヶ崎市", 0.5f },
	{ "北海道余市郡余市町朝日町26番地", "北海道余市郡余市町朝日町26番地", "北海道余市郡余市町朝日町26", "北海道余市郡余市町", 1.5f },
	{ "三重県四日市市諏訪町1番5号", "三重県四日市市諏訪町1番5号", "三重県四日市市諏訪町1-5", "三重県四日市市", 2.2f },
	{ "堺市堺区南瓦町3番1号", "堺市堺区南瓦町3番1号", "堺市堺区南瓦町3-1", "堺市堺区", 1.5f },
	{ "住所は大阪府大阪市北区梅田3-1-1 グランドハイツ 205、", "大阪府大阪市北区梅田3-1-1 グランドハイツ 205",
		"大阪府大阪市北区梅田3-1-1グランドハイツ205", "大阪府大阪市北区", 2.2f },
	{ "札幌市中央区北五条西4-7　TEL011-209-5000", "札幌市中央区北五条西4-7", "札幌市中央区北5条西4-7", "札幌市中央区", 1.5f },
	{ "千代田区丸の内1-2-3　例示ビル 4階 山科 宗一郎 様　075(222)3111", "千代田区丸の内1-2-3　例示ビル 4階", "千代田区丸の内1-2-3例示ビル4階", "千代田区", 2.2f },
	{ "千代田区丸の内1-2-3 03-5555-0199", "千代田区丸の内1-2-3", NULL, "千代田区", 2.2f },
	{ "東京都", NULL, NULL, NULL, 0 }, { "千代田区役所", NULL, NULL, NULL, 0 }, { "第1-2-3条", NULL, NULL, NULL, 0 },
	{ "東京都条例第1-2-3条", NULL, NULL, NULL, 0 }, { "横浜市は2024年に", NULL, NULL, NULL, 0 },
	{ "横浜市2024年度予算", NULL, NULL, NULL, 0 }, { "港区03-1234-5678", NULL, NULL, NULL, 0 },
	{ "千代田区1,000人", NULL, NULL, NULL, 0 }, { "港区12345678", NULL, NULL, NULL, 0 }, { "新宿区内3か所", NULL, NULL, NULL, 0 },
	{ "大阪市長選挙", NULL, NULL, NULL, 0 }, { "札幌市で2-1で勝った", NULL, NULL, NULL, 0 }, { "京都市立第3中学校", NULL, NULL, NULL, 0 },
};

static const struct candidate *best(const struct candidates *c)
{
	return c->n == 0 ? NULL : &c->at[0];
}

#define complain(...) (print_error(__VA_ARGS__), 1u)

static void test_rows(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		struct dc_span text = dc_span_of(r->text), found, value;
		const struct candidate *hit;
		struct candidates out;

		candidates_init(&out);
		assert_int_equal(propose_over(&detector_address_jp, text, false, ON_PLACE, &out), DC_OK);
		hit = best(&out);
		if ((hit == NULL) != (r->found == NULL))
			wrong += complain("%s: %s\n", r->text, hit == NULL ? "nothing found" : "something found");
		if (hit != NULL) {
			found = dc_span_cut(text, hit->start, hit->end);
			value = (struct dc_span){ out.values.p + hit->value, hit->value_len };
			if (!dc_span_eq(found, dc_span_of(r->found)))
				wrong += complain("%s: found %.*s\n", r->text, (int)found.n, (const char *)found.p);
			if (!dc_span_eq(value, dc_span_of(r->value == NULL ? r->found : r->value)))
				wrong += complain("%s: value %.*s\n", r->text, (int)value.n, (const char *)value.p);
			if (!dc_span_eq((struct dc_span){ value.p, hit->shown }, dc_span_of(r->shown)))
				wrong += complain("%s: shows %.*s\n", r->text, (int)hit->shown, (const char *)value.p);
			if (candidate_logodds(hit) < r->least)
				wrong += complain("%s: %.2f\n", r->text, (double)candidate_logodds(hit));
		}
		candidates_done(&out);
	}
	assert_int_equal(wrong, 0);
}

/* Cut anywhere, an address is never found beyond the cut, and its shown part is part of its value. */
static void test_cuts(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		for (size_t n = 0; n < strlen(rows[i].text); n++) {
			struct candidates out;

			candidates_init(&out);
			assert_int_equal(propose_over(&detector_address_jp,
						 (struct dc_span){ (const uint8_t *)rows[i].text, n }, false,
						 ON_PLACE | ON_CELL, &out),
				DC_OK);
			for (size_t k = 0; k < out.n; k++) {
				assert_true(out.at[k].start < out.at[k].end && out.at[k].end <= n);
				assert_true(out.at[k].shown <= out.at[k].value_len);
			}
			candidates_done(&out);
		}
	}
}

/* Addresses in Latin letters: what is found at 0.6 and more, as it stands and as it is kept. */
static void test_romaji(void **state)
{
	static const struct { const char *text, *found, *value; } lines[] = {
		{ "1-2-3 Jinnan, Shibuya-ku, Tokyo 150-0041", "1-2-3 Jinnan, Shibuya-ku, Tokyo 150-0041", "1-2-3jinnanshibuyakutokyo150-0041" },
		{ "to 4-5 Honcho, Naka-ku, Yokohama-shi, Kanagawa, Japan.", "4-5 Honcho, Naka-ku, Yokohama-shi, Kanagawa, Japan",
			"4-5honchonakakuyokohamashikanagawajapan" },
		{ "Jinnan 1-2-3, Shibuya City, Tokyo", "Jinnan 1-2-3, Shibuya City, Tokyo", "jinnan1-2-3shibuyacitytokyo" },
		{ "2-1-1 Umeda, Osaka 530-0001", "2-1-1 Umeda, Osaka 530-0001", "2-1-1umedaosaka530-0001" },
		{ "1-2-3 Jinnan\nShibuya-ku, Tokyo 150-0041", "1-2-3 Jinnan\nShibuya-ku, Tokyo 150-0041", "1-2-3jinnanshibuyakutokyo150-0041" },
		{ "Rm 5, 6-7-8 Hon-cho, Chuo-ku, Tokyo-to", "6-7-8 Hon-cho, Chuo-ku, Tokyo-to", "6-7-8honchochuokutokyoto" },
		{ "The score was 2-1 in Tokyo", NULL, NULL }, { "See chapters 1-2-3 in Tokyo Guide", NULL, NULL },
		{ "on 2024-05-06 Tokyo", NULL, NULL }, { "about 10-20 City Hall visitors", NULL, NULL },
		{ "v1-2-3 Jinnan, Shibuya-ku, Tokyo", NULL, NULL }, { "Shibuya-ku, Tokyo 150-0041", NULL, NULL },
	};
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(lines); i++) {
		struct dc_span text = dc_span_of(lines[i].text), found = { 0 }, value = { 0 };
		struct candidates out;

		candidates_init(&out);
		assert_int_equal(propose_over(&detector_address_romaji, text, false, ON_CAPITAL, &out), DC_OK);
		if (out.n > 0 && candidate_logodds(&out.at[0]) >= 0.4f) {
			found = dc_span_cut(text, out.at[0].start, out.at[0].end);
			value = (struct dc_span){ out.values.p + out.at[0].value, out.at[0].value_len };
		}
		if (!dc_span_eq(found, dc_span_of(lines[i].found)) || !dc_span_eq(value, dc_span_of(lines[i].value)))
			wrong += complain("%s: found %.*s, value %.*s\n", lines[i].text, (int)found.n, (const char *)found.p, (int)value.n,
				(const char *)value.p);
		candidates_done(&out);
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_romaji) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
