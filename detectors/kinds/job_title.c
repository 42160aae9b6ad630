/* job_title.c -- somebody's position, by label or heading alone. */
#include "propose.h"

static const char *const words[] = { "代表取締役", "代表取締役社長", "取締役", "社長", "副社長", "会長", "専務", "専務取締役", "常務", "常務取締役", "監査役", "執行役員",
	"本部長", "事業部長", "部長", "次長", "副部長", "課長", "課長代理", "課長補佐", "室長", "所長", "支店長", "支社長", "店長", "副店長", "工場長", "係長", "主任", "主査",
	"主幹", "参事", "主事", "班長", "リーダー", "マネージャー", "マネジャー", "ディレクター", "一般", "一般社員", "社員", "嘱託", "顧問", "理事", "理事長", "院長", "校長",
	"教頭", "教諭", "教授", "准教授", "助教", "講師", "医師", "看護師", "部長代理", "CEO", "CTO", "CFO", "COO", "President", "Vice President", "Director",
	"Manager", "General Manager", "Assistant Manager", "Senior Manager", "Team Leader", "Engineer", "Senior Engineer", "Accountant", "Secretary",
	"Sales Representative", NULL };

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	uint32_t start = value_start(at);
	struct dc_span value = word_at(at, start, 40);
	struct candidate *c;
	enum dc_status st;

	if (at->trigger == ON_CELL)		/* titles of two words: the cell whole */
		value = (struct dc_span){ at->text->bytes.p + start, at->ceiling - start };
	while (value.n > 0 && (value.p[value.n - 1] == ' ' || value.p[value.n - 1] == '"'))
		value.n--;
	if (!value_set_off(at, start) || !span_is_one_of(value, words))
		return DC_OK;
	st = add_bytes(self, at, start, start + (uint32_t)value.n, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form, -0.4f);
	return DC_OK;
}

const struct detector detector_job_title = {
	.kind = {
		.id = "job_title",
		.category = "work.title",
		.ja = "役職", .en = "position at work",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "役職：課長", "肩書 代表取締役", "job title: Director", NULL },
		.decoys = (const char *const[]){ "課長", "役職手当", "役職：あり", "title: Manager", NULL },
		.near = (const char *const[]){ "役職", "役職名", "肩書", "肩書き", "職位", "job title", "position", NULL },
		.columns = (const char *const[]){ "yakushoku", "katagaki", "jobtitle", "position", "役職", "役職名", "肩書", "職位", NULL },
		.sources = "none: usual positions",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
