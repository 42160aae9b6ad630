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

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_cuts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
