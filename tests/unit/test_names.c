/* test_names.c -- the kinds of names: their own examples and decoys, the traps of the fact sheet, spans and values. */
#include "table.h"

#include <math.h>

#include "crf.h"
#include "kana.h"
#include "name_ja.h"
#include "name_west.h"
#include "propose.h"

#define PROBABLE 0.4f			/* log-odds of 0.6: the medium band */
#define complain(...) (print_error(__VA_ARGS__), 1u)

static const struct detector *const kinds[] = {
	&detector_person_name_jp, &detector_person_name_kana, &detector_person_name_west, &detector_person_name_romaji,
	&detector_address_jp, &detector_address_romaji,
};

static float best_of(const struct detector *d, struct dc_span text, bool all, struct candidates *out, size_t *which)
{
	float best = -100;

	assert_int_equal(
		propose_over(d, text, all, all ? ON_TEXT : ON_KANJI_NAME | ON_KANA | ON_CAPITAL | ON_PLACE, out),
		DC_OK);
	for (size_t i = 0; i < out->n; i++) {
		if (candidate_logodds(&out->at[i]) > best) {
			best = candidate_logodds(&out->at[i]);
			*which = i;
		}
	}
	return best;
}

/* Examples may lean on a label, which the evidence adds: half of even odds is enough here. Decoys must stay below. */
static void test_examples_and_decoys(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t k = 0; k < DC_ARRAY_LEN(kinds); k++) {
		for (size_t i = 0; kinds[k]->kind.examples[i] != NULL; i++) {
			struct candidates out;
			size_t at = 0;

			candidates_init(&out);
			if (best_of(kinds[k], dc_span_of(kinds[k]->kind.examples[i]), false, &out, &at) < 0)
				wrong += complain("%s: example %s is missed\n", kinds[k]->kind.id, kinds[k]->kind.examples[i]);
			candidates_done(&out);
		}
		for (size_t i = 0; kinds[k]->kind.decoys[i] != NULL; i++) {
			struct candidates out;
			size_t at = 0;

			candidates_init(&out);
			if (best_of(kinds[k], dc_span_of(kinds[k]->kind.decoys[i]), false, &out, &at) > PROBABLE)
				wrong += complain("%s: decoy %s is found\n", kinds[k]->kind.id, kinds[k]->kind.decoys[i]);
			candidates_done(&out);
		}
	}
	assert_int_equal(wrong, 0);
}

static const struct {
	const struct detector *kind;
	const char *text, *found, *value;	/* found NULL: nothing probable */
} rows[] = {
	{ &detector_person_name_jp, "担当は山田太郎です。", "山田太郎", "山田太郎" },
	{ &detector_person_name_jp, "氏名:山田 太郎", "山田 太郎", "山田太郎" },
	{ &detector_person_name_jp, "氏名：佐藤　花子", "佐藤　花子", "佐藤花子" },
	{ &detector_person_name_jp, "髙橋一郎様", "髙橋一郎", "髙橋一郎" },
	{ &detector_person_name_jp, "鈴木さんに渡した。", "鈴木", "鈴木" },
	{ &detector_person_name_jp, "佐々木希美さん", "佐々木希美", "佐々木希美" },
	{ &detector_person_name_jp, "1,田中さくら,東京", "田中さくら", "田中さくら" },
	{ &detector_person_name_jp, "社長の木村が挨拶した。", "木村", "木村" },
	{ &detector_person_name_jp, "例示商事の中村です。", "中村", "中村" },
	{ &detector_person_name_jp, "森さんに渡した。", "森", "森" },	/* where something wakes it: the vector pass does not */
	{ &detector_person_name_jp, "林様より入金", "林", "林" },
	{ &detector_person_name_jp, "仕様と様式を同様に", NULL, NULL },
	{ &detector_person_name_jp, "お客様各位", NULL, NULL },
	{ &detector_person_name_jp, "千葉県と福島県と長野県", NULL, NULL },
	{ &detector_person_name_jp, "たくさんの模様の御殿", NULL, NULL },
	{ &detector_person_name_jp, "株式会社例示商事 総務部御中", NULL, NULL },
	{ &detector_person_name_kana, "ﾔﾏﾓﾄ ﾊﾅｴ", "ﾔﾏﾓﾄ ﾊﾅｴ", "ヤマモトハナエ" },
	{ &detector_person_name_kana, "名義 ﾜﾀﾅﾍﾞ ｹﾞﾝ", "ﾜﾀﾅﾍﾞ ｹﾞﾝ", "ワタナベゲン" },
	{ &detector_person_name_kana, "ヤマダ　タロウ", "ヤマダ　タロウ", "ヤマダタロウ" },
	{ &detector_person_name_kana, "エリック スミス様", "エリック スミス", "エリックスミス" },
	{ &detector_person_name_kana, "仲宗根 大和　なかそね やまと", "なかそね やまと", "ナカソネヤマト" },
	{ &detector_person_name_kana, "田中 太郎　これ それ", NULL, NULL },
	{ &detector_person_name_kana, "カタカナ", NULL, NULL },
	{ &detector_person_name_kana, "システム ファイル", NULL, NULL },
	{ &detector_person_name_romaji, "by Kenichi Yamamoto", "Kenichi Yamamoto", "kenichi yamamoto" },
	{ &detector_person_name_romaji, "YAMAMOTO Hanae", "YAMAMOTO Hanae", "yamamoto hanae" },
	{ &detector_person_name_romaji, "Yamada, Tarou", "Yamada, Tarou", "yamada tarou" },
	{ &detector_person_name_romaji, "Satoh Shotaro", "Satoh Shotaro", "satoh shotaro" },
	{ &detector_person_name_romaji, "Satō Shōtarō", "Satō Shōtarō", "satō shōtarō" },		/* long marks */
	{ &detector_person_name_romaji, "Shin'ichi Ōno", "Shin'ichi Ōno", "shin'ichi Ōno" },
	{ &detector_person_name_romaji, "Taro Yamada", "Taro Yamada", "taro yamada" },		/* taro: a plant */
	{ &detector_person_name_romaji, "Some Made Note", NULL, NULL },
	{ &detector_person_name_west, "François Dubois attended.", "François Dubois", "françois dubois" },
	{ &detector_person_name_west, "said Mary-Jane Watson,", "Mary-Jane Watson", "mary-jane watson" },
	{ &detector_person_name_west, "written by Emma Johnson.", "Emma Johnson", "emma johnson" },
	{ &detector_person_name_west, "Dr. Martinez called", "Martinez", "martinez" },
	{ &detector_person_name_west, "Mr. J. R. Hartley called.", "J. R. Hartley", "j r hartley" },
	{ &detector_person_name_west, "by Łukasz Nowak,", "Łukasz Nowak", "Łukasz nowak" },	/* a capital with an odd number */
	{ &detector_person_name_west, "Cc: \"Smith, John\" <js@example.com>", "Smith, John", "smith john" },
	{ &detector_person_name_west, "He met Michael van der Berg in Utrecht.", "Michael van der Berg", "michael van der berg" },
	{ &detector_person_name_west, "said Maria de la Cruz on Monday", "Maria de la Cruz", "maria de la cruz" },
	{ &detector_person_name_west, "and Ayman al-Hashimi said", "Ayman al-Hashimi", "ayman al-hashimi" },
	{ &detector_person_name_west, "Ms. Okafor will join us.", "Okafor", "okafor" },
	{ &detector_person_name_west, "Hi Keith,\nthank you", "Keith", "keith" },
	{ &detector_person_name_west, "Mr Lachlan McAllister at the agency", "Lachlan McAllister", "lachlan mcallister" },	/* a surname of no list */
	{ &detector_person_name_west, "Judge Katherine Polk Failla ruled", "Katherine Polk Failla", "katherine polk failla" },
	{ &detector_person_name_west, "Hello World, again", NULL, NULL },
	{ &detector_person_name_west, "Dear Customer,", NULL, NULL },
	{ &detector_person_name_west, "Farrell Electric is a firm", NULL, NULL },
	{ &detector_person_name_west, "at Wayne Street in", NULL, NULL },
	{ &detector_person_name_west, "See Also: The Open Group", NULL, NULL },
	{ &detector_person_name_west, "static struct Smith_Johnson x;", NULL, NULL },
};

static void test_rows(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_span text = dc_span_of(rows[i].text);
		struct candidates out;
		size_t at = 0;
		float best;

		candidates_init(&out);
		best = best_of(rows[i].kind, text, false, &out, &at);
		if (rows[i].found == NULL ? best > PROBABLE : best < PROBABLE) {
			wrong += complain("%s: %.2f\n", rows[i].text, (double)best);
		} else if (rows[i].found != NULL) {
			struct dc_span found = dc_span_cut(text, out.at[at].start, out.at[at].end);
			struct dc_span value = { out.values.p + out.at[at].value, out.at[at].value_len };

			if (!dc_span_eq(found, dc_span_of(rows[i].found)) ||
				!dc_span_eq(value, dc_span_of(rows[i].value)))
				wrong += complain("%s: %.*s, value %.*s\n", rows[i].text, (int)found.n, (const char *)found.p, (int)value.n,
					(const char *)value.p);
		}
		candidates_done(&out);
	}
	assert_int_equal(wrong, 0);
}

/* Behind a label: lists, names set with spaces, surnames alone. The label's own weight comes later, from the evidence. */
static void test_behind_labels(void **state)
{
	static const struct { const char *label, *text, *values; } lines[] = {
		{ "出席者", "：佐藤、鈴木、高橋", "佐藤|鈴木|高橋|" }, { "出席者", "　佐藤・鈴木・高橋", "佐藤|鈴木|高橋|" },
		{ "参加者", ": 渡辺/伊藤/山本", "渡辺|伊藤|山本|" }, { "出席", "：加藤 吉田 山口", "加藤|吉田|山口|" },
		{ "出席者", ":\n　佐藤\n　鈴木\n　高橋", "佐藤|鈴木|高橋|" },
		{ "出席者", "：佐藤（営業）、鈴木様、高橋 花子", "佐藤|鈴木|高橋花子|" },
		{ "出席者", "：佐藤、森、鈴木", "佐藤|森|鈴木|" },
		{ "出席者", "：佐藤、ほか三名", "佐藤|" },
		{ "差出人", ": 山田", "山田|" }, { "担当", ": 設計、実装、試験", "" }, { "出席", "：東、西", "" },
		{ "氏名", " 山 田 太 郎", "山田太郎|" }, { "氏名", "：佐 藤　花 子", "佐藤花子|" }, { "氏　名", "　　伊 藤 健 一", "伊藤健一|" },
		{ "氏名", "　相馬 由紀子　印", "相馬由紀子|" }, { "氏名", "（自署）　篠塚 真一　㊞", "篠塚真一|" },
		{ "氏名", " タパ・スニル　電話", "タパ・スニル|" }, { "氏名", "：カラー・サイズを選ぶ", "" },
		{ "氏名", "：住 所 電 話", "" },
	};
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(lines); i++) {
		char all[200], values[200] = "";
		struct dc_text text = { .form = DC_PROSE };
		struct probe at = { .text = &text, .cell = UINT32_MAX, .lexicon = lexicon_get(), .trigger = ON_LABEL, .labelled = true };
		struct candidates out;

		snprintf(all, sizeof all, "%s%s", lines[i].label, lines[i].text);
		text.bytes = dc_span_of(all);
		at.ceiling = (uint32_t)text.bytes.n;
		at.anchor = (uint32_t)strlen(lines[i].label);
		candidates_init(&out);
		assert_int_equal(detector_person_name_jp.propose(&detector_person_name_jp, &at, &out), DC_OK);
		for (size_t k = 0; k < out.n; k++) {
			if (candidate_logodds(&out.at[k]) > -0.6f)
				snprintf(values + strlen(values), sizeof values - strlen(values), "%.*s|", out.at[k].value_len,
					(const char *)out.values.p + out.at[k].value);
		}
		if (strcmp(values, lines[i].values) != 0)
			wrong += complain("%s: %s\n", all, values);
		candidates_done(&out);
	}
	assert_int_equal(wrong, 0);
}

/* Profile thorough reads the same names, and those no dictionary chain opens: given names alone, names in no dictionary, kings. */
static void test_thorough(void **state)
{
	static const struct { const char *text, *found; } lines[] = {
		{ "一行目\n担当は山田太郎です。\n三行目", "山田太郎" }, { "宮崎 智子 マイナンバー 2030 6869 1174", "宮崎 智子" }, { "福岡 博多 天神", NULL },
		{ "鈴木さんに渡した。", "鈴木" }, { "ASCII only\nSmith", NULL },
		{ "夕方、静香の電話が鳴った。", "静香" }, { "編集者の鵜瀞由美子が担当した。", "鵜瀞由美子" },
		{ "国王アルベルト5世はこれを認めた。", "アルベルト5世" }, { "ロイド・H・グレンデルが町を開いた。", "ロイド・H・グレンデル" },
		{ "東さんから連絡があった。", "東" }, { "原さま、ありがとうございます。", "原" }, { "辻容疑者を逮捕した。", "辻" },
		{ "堀監督が就任した。", "堀" }, { "高槻野乃選手が優勝した。", "高槻野乃" }, { "弊社の斎藤よりご連絡します。", "斎藤" },
		{ "渡部 健太郎", "渡部 健太郎" }, { "ペトロワ氏は述べた。", "ペトロワ" }, { "（文責：遠藤さん）", "遠藤" },
		{ "奥さんと娘さん、神様", NULL }, { "県知事と市長と現社長", NULL }, { "設定担当者様、管理者様", NULL },
		{ "既定値と初期値と最大値", NULL }, { "同期実行と非同期実行", NULL }, { "バックアップとフォールバックを", NULL },
		{ "書記 五十嵐（208）", "五十嵐" }, { "会計 仁科（405）、以下", "仁科" }, { "出力 結果（405）", NULL },
		{ "千葉部長に渡す", "千葉" }, { "千葉支店長に渡す", NULL }, { "大和田先輩にも声をかけた", "大和田" },
		{ "トランプ大統領は", "トランプ" }, { "アメリカ大統領は", NULL }, { "スタッフさんに", NULL }, { "サービスセンター所長が", NULL },
		{ "暮らす坂下キヨさん（88）", "坂下キヨ" }, { "芝野あかりさんが", "芝野あかり" },
		{ "1 赤嶺 琉生　あかみね るい　", "赤嶺 琉生" }, { "氏名　篠塚 真一　㊞　　フリガナ", "篠塚 真一" }, { "仲宗根 大和　なかそね やまと", "仲宗根 大和" }, { "本文 番号　あれ これ　", NULL },
		{ "１班　相田 悠真（班長）", "相田 悠真" }, { "伊吹 咲良　宇田川 蓮　大石 心結", "伊吹 咲良" }, { "設定 項目　出力 結果　入力 画面", NULL },
		{ "交代した遠山さんから", "遠山" }, { "宅地建物取引士 新谷 徹（登録番号", "新谷 徹" }, { "・西田精機：窓口は", NULL },
		{ "ブライアン・エプスタインが持ち帰って", "ブライアン・エプスタイン" }, { "クラウド・サービスの利用", NULL },
		{ "仕様と様式を同様に", NULL }, { "昨日、アレクサンドラ・ペトロワさんが来た。", "アレクサンドラ・ペトロワ" },
	};
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(lines); i++) {
		struct dc_span text = dc_span_of(lines[i].text);
		struct candidates out;
		size_t at = 0;
		float best;

		candidates_init(&out);
		best = best_of(&detector_person_name_jp, text, true, &out, &at);
		if (lines[i].found == NULL ? best > PROBABLE : best < PROBABLE ||
		    !dc_span_eq(dc_span_cut(text, out.at[at].start, out.at[at].end), dc_span_of(lines[i].found)))
			wrong += complain("%s: %.2f\n", lines[i].text, (double)best);
		candidates_done(&out);
	}
	assert_int_equal(wrong, 0);
}

/* Sums over all labellings of three characters, counted out by hand, are what forward and backward give. */
static void test_crf_sums(void **state)
{
	static struct crf_lattice x;
	float transition[CRF_LABELS + 1][CRF_LABELS], move[CRF_LABELS + 1][CRF_LABELS];
	double total = 0, with_span = 0;

	(void)state;
	for (unsigned a = 0; a <= CRF_LABELS; a++) {
		for (unsigned b = 0; b < CRF_LABELS; b++)
			transition[a][b] = (float)((a * 7 + b * 3) % 5) * 0.3f - 0.5f;
	}
	crf_moves((const float (*)[CRF_LABELS])transition, move);
	x.move = (const float (*)[CRF_LABELS])move;
	x.n = 3;
	for (unsigned i = 0; i < 3; i++) {
		for (unsigned j = 0; j < CRF_LABELS; j++)
			x.score[i][j] = (float)((i * 5 + j * 2) % 7) * 0.4f - 1;
	}
	crf_sums(&x, CRF_START);
	for (unsigned path = 0; path < 125; path++) {
		unsigned y[3] = { path / 25, path / 5 % 5, path % 5 };
		double sum = 0;

		if (!crf_may_follow(CRF_START, y[0]) || !crf_may_follow(y[0], y[1]) || !crf_may_follow(y[1], y[2]) ||
			y[2] == CRF_B || y[2] == CRF_I)
			continue;
		sum = (double)transition[CRF_START][y[0]] + (double)transition[y[0]][y[1]] +
			(double)transition[y[1]][y[2]];
		for (unsigned i = 0; i < 3; i++)
			sum += (double)x.score[i][y[i]];
		total += exp(sum);
		with_span += y[0] == CRF_B && y[1] == CRF_I && y[2] == CRF_E ? exp(sum) : 0;
	}
	assert_true(fabs(log(total) - x.log_z) < 1e-3);
	assert_true(fabs(with_span / total - (double)crf_span_probability(&x, 0, 3)) < 1e-4);
}

extern const struct crf_model name_ja_model;
extern const uint8_t name_ja_model_end[], names_west_model_end[];
extern const struct west_model names_west_model;

/* The models are what their readers take them for: whole, finite, and no label follows where none may. */
static void test_models(void **state)
{
	(void)state;
	assert_int_equal((uintptr_t)name_ja_model_end - (uintptr_t)&name_ja_model, sizeof name_ja_model);	/* the linker's ends */
	assert_int_equal(name_ja_model.magic, CRF_MAGIC);
	assert_int_equal(name_ja_model.bits, FEATURE_BITS);
	assert_true(name_ja_model.scale > 0 && name_ja_model.scale < 1);
	for (unsigned a = 0; a <= CRF_LABELS; a++) {
		for (unsigned b = 0; b < CRF_LABELS; b++)
			assert_true(crf_may_follow(a, b) ? name_ja_model.move[a][b] > 0 && isfinite(name_ja_model.move[a][b]) :
				name_ja_model.move[a][b] == 0);
	}
	for (unsigned k = 0; k < CRF_SCRIPTS; k++)
		assert_true(name_ja_model.calibration[k].slope > 0 && isfinite(name_ja_model.calibration[k].shift));
	assert_int_equal((uintptr_t)names_west_model_end - (uintptr_t)&names_west_model, sizeof names_west_model);
	assert_int_equal(names_west_model.magic, WEST_MAGIC);
	assert_int_equal(names_west_model.bits, WEST_FEATURE_BITS);
	assert_true(names_west_model.slope > 0);
	for (size_t i = 0; i < DC_ARRAY_LEN(names_west_model.weight); i++)
		assert_true(isfinite(names_west_model.weight[i]));
}

static void test_kana(void **state)
{
	static const struct { const char *text, *folded; unsigned taken; } runs[] = {
		{ "ｶﾞﾊﾟ", "ガパ", 12 }, { "がぱ", "ガパ", 6 }, { "ウ゛ィ", "ヴィ", 9 }, { "ｱﾞ", "ア", 3 }, { "タロー ", "タロー", 9 },
		{ "カ\xe3\x82\x99", "ガ", 6 },	/* U+3099, as macOS writes file names */
	};
	struct kana_run run;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(runs); i++) {
		assert_true(kana_read(dc_span_of(runs[i].text), &run));
		if (!dc_span_eq((struct dc_span){ run.text, run.n }, dc_span_of(runs[i].folded)) ||
			run.taken != runs[i].taken)
			fail_msg("%s: %.*s, %u bytes", runs[i].text, (int)run.n, (const char *)run.text, run.taken);
	}
	assert_false(kana_read(dc_span_of("山"), &run));
	assert_false(kana_read(dc_span_of(""), &run));
	assert_false(kana_read(dc_span_of("ﾞ"), &run));
}

/* Runs of capitals of every make, some far longer than a name: what is kept of a reading says what reading anew would. */
static size_t headline(uint8_t *p, size_t cap, uint32_t *seed)
{
	static const char *const pieces[] = { "Smith ", "John ", "Emma ", "Johnson ", "Taro ", "YAMADA ", "A", "J. ", "said ", "Smith, ", "Mr ",
		"Dr. ", "\n", "O'Brien ", "Jean-Pierre ", "\u00c9ric ", "Garcia_", "X9 ", "  ", "of " };
	size_t n = 0;

	for (;;) {
		size_t which = (*seed = *seed * 1664525 + 1013904223) >> 16, k;

		which = which % 24 == 0 ? which / 24 % DC_ARRAY_LEN(pieces) : which % 4;
		k = strlen(pieces[which]);
		if (n + k > cap)
			return n;
		memcpy(p + n, pieces[which], k);
		n += k;
	}
}

static void test_west_memo(void **state)
{
	uint32_t seed = 7;
	size_t cut = 0;

	(void)state;
	for (int i = 0; i < 60; i++) {
		uint8_t bytes[1200];
		struct dc_span text = { bytes, headline(bytes, sizeof bytes, &seed) };
		struct west_memo memo = { 0 };

		for (uint32_t pos = 0; pos < text.n; pos++) {
			struct west_hit want = { 0 }, got = { 0 };
			bool found;

			if (bytes[pos] < 'A' || bytes[pos] > 'Z' || (pos > 0 && bytes[pos - 1] != ' '))
				continue;
			found = name_west_at(lexicon_get(), text, pos, false, &want);
			if (pos >= memo.cut_from && pos < memo.cut_until) {
				cut++;
				if (found)
					fail_msg("%zu: a name at %u, said to be cut until %u", text.n, pos, memo.cut_until);
				continue;
			}
			for (int again = 0; again < 2; again++) {
				assert_int_equal(name_west_again(&memo, lexicon_get(), text, pos, false, &got), found);
				if (found)
					assert_memory_equal(&got, &want, sizeof got);
			}
		}
	}
	assert_true(cut > 100);			/* or the rows above say nothing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples_and_decoys), cmocka_unit_test(test_rows), cmocka_unit_test(test_behind_labels), cmocka_unit_test(test_thorough),
		cmocka_unit_test(test_crf_sums), cmocka_unit_test(test_kana), cmocka_unit_test(test_west_memo),
		cmocka_unit_test(test_models),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
