/* nationality.c -- nationality, by label or heading alone: names of countries stand everywhere. */
#include "propose.h"

/* Those of most foreign residents of Japan, and of most others that forms meet. */
static const char *const words[] = { "日本", "日本国", "中国", "中華人民共和国", "韓国", "大韓民国", "朝鮮", "台湾", "ベトナム", "フィリピン", "ブラジル",
	"ネパール", "インドネシア", "ミャンマー", "スリランカ", "タイ", "ペルー", "インド", "バングラデシュ", "パキスタン", "モンゴル", "カンボジア", "ラオス",
	"マレーシア", "シンガポール", "米国", "アメリカ", "アメリカ合衆国", "カナダ", "メキシコ", "アルゼンチン", "ボリビア", "コロンビア", "英国", "イギリス",
	"フランス", "ドイツ", "イタリア", "スペイン", "ポルトガル", "オランダ", "ロシア", "ウクライナ", "ポーランド", "トルコ", "イラン", "エジプト", "ナイジェリア",
	"ガーナ", "オーストラリア", "ニュージーランド", "無国籍", "Japan", "Japanese", "China", "Chinese", "Korea", "South Korea", "Korean", "Taiwan", "Vietnam",
	"Vietnamese", "Philippines", "Filipino", "Brazil", "Brazilian", "Nepal", "Nepali", "Indonesia", "Indonesian", "Myanmar", "Thailand", "Thai", "Peru",
	"India", "Indian", "USA", "American", "Canada", "Canadian", "Mexico", "Mexican", "UK", "British", "France", "French", "Germany", "German", "Italy",
	"Italian", "Spain", "Spanish", "Russia", "Russian", "Ukraine", "Australia", "Australian", NULL };

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t start = value_start(at);
	struct dc_span value = word_at(at, start, 48);
	struct candidate *c;
	enum dc_status st;

	if (!value_set_off(at, start) || !span_is_one_of(value, words))
		return DC_OK;
	st = add_bytes(self, at, start, start + (uint32_t)value.n, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form, -0.3f);
	return DC_OK;
}

const struct detector detector_nationality = {
	.kind = {
		.id = "nationality",
		.category = "person.nationality",
		.ja = "国籍", .en = "nationality",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "国籍：ブラジル", "国籍 ベトナム", "nationality: Filipino", NULL },
		.decoys = (const char *const[]){ "ブラジル", "国籍を問わない", "国籍：船", "nationality: any", NULL },
		.near = (const char *const[]){ "国籍", "nationality", "citizenship", NULL },
		.columns = (const char *const[]){ "kokuseki", "nationality", "citizenship", "国籍", "国籍・地域", NULL },
		.sources = "Immigration Services Agency of Japan, statistics of foreign residents (countries by number)",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
