/* zengin_record.c -- transfer files of the Zengin centre: records of 120 characters, the header tells. One file is many
 * accounts, often a payroll (kinds 11 and 12). */
#include "propose.h"

#define RECORD 120			/* characters; half-width kana take three bytes each in UTF-8 */
#define RECORDS_MOST 4096

/* Moves over `n` characters of one line; false where the line or text ends before. */
static bool skip(struct dc_span text, uint32_t *p, unsigned n)
{
	for (; n > 0; n--) {
		if (*p >= text.n || text.p[*p] == '\n' || text.p[*p] == '\r')
			return false;
		for ((*p)++; *p < text.n && (text.p[*p] & 0xc0) == 0x80;)
			(*p)++;
	}
	return true;
}

static bool digits_at(struct dc_span text, uint32_t p, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (p + i >= text.n || !fold_is_digit(text.p[p + i]))
			return false;
	return true;
}

/* One data record from p on: bank 4, name 15, branch 3, name 15, clearing house 4, type 1, account 7, holder 30. */
static enum dc_status data_record(const struct detector *self, struct dc_span text, uint32_t p, struct candidates *out)
{
	uint32_t bank = p + 1, branch = bank, type;
	char value[20];
	struct candidate *c;
	enum dc_status st;

	if (!digits_at(text, bank, 4) || !skip(text, &branch, 19) || !digits_at(text, branch, 3))
		return DC_OK;
	type = branch;
	if (!skip(text, &type, 22) || !digits_at(text, type, 8) || strchr("1249", text.p[type]) == NULL)
		return DC_OK;
	snprintf(value, sizeof value, "%.4s%.3s-%.7s", (const char *)text.p + bank, (const char *)text.p + branch,
		(const char *)text.p + type + 1);
	st = candidates_add(out, &self->kind, type, type + 8, dc_span_of(value), &c);
	if (st == DC_OK)
		candidate_weigh(c, DC_E_form, 3.5f);
	return st;
}

/* The run is the head of a header: "1", kind, code of characters, client of ten digits, at the beginning of a line. */
static bool is_header(const struct probe *at)
{
	const struct digit_run *run = at->run;
	uint64_t kind = run_number(run, 1, 3);

	return run->n == 14 && run->groups == 1 && run->digit[0] == 1 && (kind == 21 || kind == 11 || kind == 12 || kind == 71 || kind == 72) &&
		run->digit[3] <= 1 && (run->start == at->floor || at->text->bytes.p[run->start - 1] == '\n');
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	uint32_t p = at->anchor;

	if (!is_header(at))
		return DC_OK;
	for (int i = 0; i < RECORDS_MOST; i++) {
		uint32_t begin = p;
		enum dc_status st;

		if (!skip(text, &p, RECORD) || (i > 0 && text.p[begin] != '2'))
			break;
		while (p < text.n && (text.p[p] == '\r' || text.p[p] == '\n'))
			p++;
		st = i == 0 ? DC_OK : data_record(self, text, begin, out);
		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

const struct detector detector_zengin_record = {
	.kind = {
		.id = "jp.zengin_record",
		.category = "finance.bank_account",
		.ja = "全銀フォーマットの振込データ", .en = "Zengin transfer record",
		.mask = DC_MASK_LAST4,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){
			"12100123456789ﾚｲｼﾞ ｼﾖｳｶｲ                              11250001               001               1"
			"1234567                 \n"
			"20001ﾐｽﾞﾎ           001ﾎﾝﾃﾝ           0000" "17654321ﾔﾏﾓﾄ ﾊﾅｴ                      0000250000"
			"0                    7        \n", NULL },
		.decoys = (const char *const[]){ "12100123456789", "20001 001 17654321", NULL },
		.sources = "Zengin data communication: general transfer, record layouts",
	},
	.triggers = ON_DIGITS,
	.shapes = (const char *const[]){ "14", NULL },
	.propose = propose,
};
