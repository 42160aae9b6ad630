/* phone_jp.c -- Japanese telephone numbers: mobile, IP, geographic, and the free and shared-cost ones that belong to firms.
 *
 * Where hyphens are printed, the split must agree with the area codes; "03-123-4567" is no number. Numbering plan:
 * Ministry of Internal Affairs and Communications, Telecommunications Number Plan.
 */
#include "propose.h"

static const struct area {
	uint8_t digits;			/* with the leading 0 */
	uint16_t from, to;
} areas[] = {
#define AREA(digits, from, to) { digits, from, to },
#include "area_codes.def"
#undef AREA
};

enum line { NO_LINE, MOBILE, IP_PHONE, PAGER, OFFICE, GEOGRAPHIC };

static bool is_area(const uint8_t *d, unsigned digits)
{
	unsigned code = 0;

	for (unsigned i = 0; i < digits; i++)
		code = code * 10 + d[i];
	for (size_t i = 0; i < DC_ARRAY_LEN(areas); i++)
		if (areas[i].digits == digits && code >= areas[i].from && code <= areas[i].to)
			return true;
	return false;
}

/* An exchange follows a geographic area code; none begins with 0. */
static bool geographic(const uint8_t *d, unsigned area_digits)
{
	return is_area(d, area_digits) && d[area_digits] != 0;
}

static bool begins(const struct digit_run *run, const char *prefix)
{
	for (unsigned i = 0; prefix[i] != '\0'; i++)
		if (i >= run->n || run->digit[i] != prefix[i] - '0')
			return false;
	return true;
}

/* Which line the digits name, whatever the hyphens say. */
static enum line line_of(const struct digit_run *run)
{
	const uint8_t *d = run->digit;

	if (run->n < 10 || run->n > 11 || d[0] != 0)
		return NO_LINE;
	if (run->n == 10 && (begins(run, "0120") || begins(run, "0570") || begins(run, "0990")))
		return OFFICE;
	if (run->n == 11 && begins(run, "0800"))
		return OFFICE;
	if (run->n == 11 && d[1] >= 6 && d[2] == 0 && d[3] != 0)
		return MOBILE;
	if (run->n == 11 && begins(run, "050") && d[3] != 0)
		return IP_PHONE;
	if (run->n == 11 && begins(run, "020") && d[3] != 0)
		return PAGER;
	for (unsigned area = 5; run->n == 10 && area >= 2; area--)
		if (geographic(d, area))
			return GEOGRAPHIC;
	return NO_LINE;
}

/* The printed groups agree with the line. */
static bool split_agrees(const struct digit_run *run, enum line line)
{
	const uint8_t *g = run->group;

	if (run->groups == 2)
		return line == GEOGRAPHIC ? g[0] + g[1] == 10 && g[0] <= 5 && geographic(run->digit, g[0]) : g[0] == 3;
	if (run->groups != 3)
		return false;
	if (line == OFFICE)
		return g[0] == 4 && (run->n == 11 ? g[1] == 3 : g[1] == 3 || g[1] == 2);
	if (line == GEOGRAPHIC)
		return g[0] + g[1] == 6 && g[2] == 4 && geographic(run->digit, g[0]);
	return g[0] == 3 && g[1] == 4 && g[2] == 4;
}

static bool separators_fit(const struct digit_run *run)
{
	for (unsigned g = 0; g + 1 < run->groups; g++)
		if (strchr("-. ()", run->separator[g]) == NULL)
			return false;
	return true;
}

/* +81 and the number without its leading 0; a 0 in brackets is left out of what is dialled. */
static bool from_international(const struct digit_run *plus, struct digit_run *run)
{
	unsigned skip = 2, shift;

	if (plus->n < 11 || plus->n > 13 || plus->digit[0] != 8 || plus->digit[1] != 1)
		return false;
	if (plus->digit[2] == 0)
		skip++;
	*run = *plus;
	run->n = (uint8_t)(plus->n - skip + 1);
	run->digit[0] = 0;
	memcpy(run->digit + 1, plus->digit + skip, plus->n - skip);
	shift = plus->groups > 1 && plus->group[0] == 2 ? 1 : 0;
	shift += shift == 1 && plus->groups > 2 && plus->group[1] == 1 && skip == 3 ? 1 : 0;
	run->groups = 1;
	run->group[0] = run->n;
	if (shift == 0)
		return plus->groups == 1;
	for (unsigned g = shift; g < plus->groups; g++) {
		run->group[g - shift] = (uint8_t)(plus->group[g] + (g == shift && (skip == 2 || shift == 2) ? 1 : 0));
		run->separator[g - shift] = plus->separator[g];
	}
	run->groups = (uint8_t)(plus->groups - shift);
	return true;
}

static uint32_t plus_start(const struct probe *at, uint32_t start)
{
	for (int i = 0; i < 2 && start > at->floor; i++) {
		uint32_t q = (uint32_t)fold_back(at->text->bytes, start);
		unsigned c = fold_at(at->text->bytes, q).c;

		if (c != '+' && c != '(')
			break;
		start = q;
		if (c == '+')
			break;
	}
	return start;
}

static bool fax_before(const struct probe *at, uint32_t start)
{
	uint32_t from = start - at->floor > 16 ? start - 16 : at->floor;
	const uint8_t *p = at->text->bytes.p;

	for (uint32_t i = from; i + 3 <= start; i++)
		if ((p[i] | 0x20) == 'f' && (p[i + 1] | 0x20) == 'a' && (p[i + 2] | 0x20) == 'x')
			return true;
	return memmem(p + from, start - from, "ＦＡＸ", 9) != NULL || memmem(p + from, start - from, "ファ", 6) != NULL;
}

/* Form and range of each line, with hyphens and without. */
static void weigh(struct candidate *c, const struct digit_run *run, enum line line, bool plus)
{
	bool grouped = run->groups > 1 || plus;

	if (grouped)
		candidate_weigh(c, DC_E_form, line == GEOGRAPHIC ? 0.8f : 1.2f);
	else
		candidate_weigh(c, DC_E_form_weak, line == GEOGRAPHIC ? -2.6f : -0.9f);
	candidate_weigh(c, DC_E_range, line == GEOGRAPHIC ? 1.5f : line == PAGER ? -0.5f : 1.6f);
	if (line == OFFICE) {
		c->flags |= DC_HIT_ROLE;
		candidate_weigh(c, DC_E_organisation, -1.6f);
	}
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own = { .n = 0 }, national;
	const struct digit_run *run = probe_run(at, &own);
	bool plus = run != NULL && run->plus;
	struct candidate *c;
	enum dc_status st;
	enum line line;

	if (run == NULL)
		return DC_OK;
	national = *run;
	if (plus && !from_international(run, &national))
		return DC_OK;
	if (!plus && run == &own && (run->n == 9 || run->n == 10) && run->groups == 1 && run->digit[0] != 0)
		run_pad(&national, run->n + 1u);	/* the column lost the leading zero */
	line = line_of(&national);
	if (line == NO_LINE || !separators_fit(&national) || (national.groups > 1 && !split_agrees(&national, line)))
		return DC_OK;
	st = add_run(self, &national, out, &c);
	if (st != DC_OK)
		return st;
	if (plus)
		c->start = plus_start(at, c->start);
	else if (c->start > at->floor && at->text->bytes.p[c->start - 1] == '(' && national.groups > 1 && national.separator[0] == ')')
		c->start--;
	weigh(c, &national, line, plus);
	if (fax_before(at, c->start))
		c->category = "contact.fax";
	return DC_OK;
}

const struct detector detector_phone_jp = {
	.kind = {
		.id = "jp.phone",
		.category = "contact.phone",
		.ja = "電話番号(国内)", .en = "Japanese telephone number",
		.mask = DC_MASK_FIRST3,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "090-1234-5678", "060-1234-5678", "050-3123-4567", "電話 03-1234-5678", "0467-12-3456",
			"01267-2-1234", "+81-90-1234-5678", "TEL (03)1234-5678", "携帯：０９０－１２３４－５６７８", "携帯 090 1234 5678",
			"電話番号 03.1234.5678", "携帯電話09012345678です", "+81 (0)3-1234-5678", "電話 03（1234）5678", "090ー1234ー5678",
			"連絡先 (03) 1234-5678", NULL },
		.decoys = (const char *const[]){ "090-0234-5678", "060-0123-4567", "03-123-4567", "02-1234-5678", "050-0123-4567",
			"00-1234-5678", "2024-01-0123", "1090-1234-5678", "090-1234-56789", "ABC090-1234-5678", "090-1234-5678_1", NULL },
		.near = (const char *const[]){ "電話", "電話番号", "携帯", "携帯電話", "ケータイ", "連絡先", "緊急連絡先", "自宅", "ファックス",
			"TEL", "FAX", "phone", "mobile", "cell", "telephone", NULL },
		.near_not = (const char *const[]){ "品番", "型番", "伝票番号", "注文番号", "管理番号", NULL },
		.columns = (const char *const[]){ "tel", "telno", "denwa", "denwabango", "denwabangou", "keitai", "keitaino", "keitaibango",
			"phone", "phoneno", "phonenumber", "mobile", "mobilephone", "cell", "cellphone", "fax", "faxno", "電話", "携帯",
			"連絡先", "緊急連絡先", "FAX", "ＦＡＸ", "ファックス", NULL },
		.sources = "Telecommunications Number Plan (MIC); libphonenumber-js 1.13.16 metadata",
	},
	.triggers = ON_DIGITS | ON_PLUS | ON_CELL,
	.shapes = (const char *const[]){ "3-4-4", "2-4-4", "3-3-4", "4-2-4", "5-1-4", "4-3-3", "4-3-4", "3-8", "2-8", "11", NULL },
	.labelled_shapes = (const char *const[]){ "10", "3-7", "4-6", NULL },
	.propose = propose,
	.quick = QUICK_RUN,
};
