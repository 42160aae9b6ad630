/* phone_national.c -- telephone numbers as people at home write them: North America (area code and exchange begin with 2 to 9) and the
 * United Kingdom (0 and nine or ten digits). Their value is the international number, so that a person's two spellings are one. */
#include "propose.h"

#include <stdio.h>

static const uint16_t area_codes[] = {
#include "nanp_codes.def"
};

#define BRACKETS 1.3f			/* (415) 555-2671: nobody writes other numbers so */
#define HYPHENS 0.7f
#define OTHER -0.6f			/* 415.555.2671, 415 555 2671, 4155552671 */
#define ASSIGNED 0.8f

static bool assigned(unsigned area)
{
	size_t lo = 0, hi = DC_ARRAY_LEN(area_codes);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (area_codes[mid] < area)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < DC_ARRAY_LEN(area_codes) && area_codes[lo] == area;
}

static bool brackets(const struct probe *at, const struct digit_run *run)
{
	return run->separator[0] == ')' && run->start > at->floor && fold_at(at->text->bytes, fold_back(at->text->bytes, run->start)).c == '(';
}

/* Separators between groups: one of hyphen, dot, space; behind an area code in brackets a space more is read with it. */
static bool separators_fit(const struct digit_run *run)
{
	for (unsigned g = 0; g + 1 < run->groups; g++)
		if (strchr("-. )", run->separator[g]) == NULL || (g > 0 && run->separator[g] == ')'))
			return false;
	return true;
}

static enum dc_status add(const struct detector *self, const struct digit_run *run, const char *country, unsigned skip, struct candidates *out,
	struct candidate **c)
{
	char digits[RUN_DIGITS_MOST + 1], value[RUN_DIGITS_MOST + 4];
	int n;

	run_text(run, digits);
	n = snprintf(value, sizeof value, "%s%s", country, digits + skip);
	return candidates_add(out, &self->kind, run->start, run->end, (struct dc_span){ (const uint8_t *)value, (size_t)n }, c);
}

static enum dc_status propose_nanp(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	unsigned skip = run != NULL && run->n == 11 && run->digit[0] == 1;
	const uint8_t *d = run == NULL ? NULL : run->digit + skip;
	bool named = at->labelled || at->trigger == ON_CELL, bare;
	struct candidate *c;
	enum dc_status st;

	if (run == NULL || run->plus || run->n - skip != 10 || d[0] < 2 || d[3] < 2 || (d[4] == 1 && d[5] == 1) || !separators_fit(run) ||
	    !assigned(d[0] * 100u + d[1] * 10u + d[2]))
		return DC_OK;
	bare = !brackets(at, run) && run->separator[0] != '-';
	if ((bare || run->groups == 1) && !named)
		return DC_OK;
	st = add(self, run, "1", skip, out, &c);
	if (st != DC_OK)
		return st;
	if (brackets(at, run))
		c->start = (uint32_t)fold_back(at->text->bytes, run->start);
	candidate_weigh(c, bare ? DC_E_form_weak : DC_E_form, brackets(at, run) ? BRACKETS : bare ? OTHER : HYPHENS);
	candidate_weigh(c, DC_E_range, ASSIGNED);
	return DC_OK;
}

/* Ofcom's plan: 01 and 02 geographic, 03 and 08 non-geographic, 07 mobile (070 and 076 are none's own). */
static bool british(const struct digit_run *run)
{
	const uint8_t *d = run->digit;

	if (d[0] != 0 || (run->n != 11 && run->n != 10) || d[1] == 0 || d[1] == 4 || d[1] == 5 || d[1] == 6 || d[1] == 9)
		return false;
	if (d[1] == 8 && d[2] == 0 && (run->groups == 1 || run->group[0] == 3))
		return false;			/* 080-1234-5678: a Japanese mobile */
	if (run->groups > 1 && run->group[0] == 3 && d[1] != 2)
		return false;
	if (d[1] == 7)
		return run->n == 11 && d[2] != 0 && d[2] != 6;
	if (d[1] == 2)
		return run->n == 11 && (d[2] == 0 || d[2] == 3 || d[2] == 4 || d[2] == 8 || d[2] == 9);
	return d[1] == 1 || run->n == 11;
}

static enum dc_status propose_uk(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct digit_run own;
	const struct digit_run *run = probe_run(at, &own);
	struct candidate *c;
	enum dc_status st;

	if (run == NULL || run->plus || !(at->labelled || at->trigger == ON_CELL) || !british(run) || !separators_fit(run))
		return DC_OK;
	st = add(self, run, "44", 1, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form_weak, run->groups > 1 ? HYPHENS : OTHER);
	return DC_OK;
}

#define NEAR_PHONE "phone", "telephone", "tel", "mobile", "cell", "call", "fax", "Phone", "Tel", "Mobile", "Cell", "contact number", "home", "office", \
	"reach me", "direct line"
#define PHONE_COLUMNS "phone", "phoneno", "phonenumber", "telephone", "tel", "mobile", "mobilephone", "mobileno", "cell", "cellphone", "homephone", \
	"workphone", "officephone", "businessphone", "contactnumber", "daytimephone", "eveningphone", "fax", "faxno", "faxnumber"

const struct detector detector_phone_nanp = {
	.kind = {
		.id = "us.phone",
		.category = "contact.phone",
		.ja = "電話番号(北米)", .en = "North American telephone number",
		.mask = DC_MASK_FIRST3,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "(415) 555-2671", "call 415-555-2671", "phone: 415.555.2671", "Tel 1-800-555-1212", "cell (310)555-0134",
			"Phone: 4155552671", NULL },
		.decoys = (const char *const[]){ "415.555.2671", "415 555 2671", "4155552671", "115-555-2671", "415-055-2671", "415-911-2671",
			"phone: 299-555-2671", "415-555-26711", "X415-555-2671", NULL },
		.near = (const char *const[]){ NEAR_PHONE, NULL },
		.near_not = (const char *const[]){ "ISBN", "order", "invoice", "serial", "part", "version", NULL },
		.columns = (const char *const[]){ PHONE_COLUMNS, NULL },
		.sources = "North American Numbering Plan; libphonenumber-js 1.13.16 metadata",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.shapes = (const char *const[]){ "3-3-4", "1-3-3-4", NULL },
	.labelled_shapes = (const char *const[]){ "3-3-4", "1-3-3-4", "10", "11", NULL },
	.propose = propose_nanp,
};

const struct detector detector_phone_uk = {
	.kind = {
		.id = "uk.phone",
		.category = "contact.phone",
		.ja = "電話番号(英国)", .en = "British telephone number",
		.mask = DC_MASK_FIRST3,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "mobile 07700 900123", "phone: 0113 496 0123", "Telephone 01632 960001", NULL },
		.decoys = (const char *const[]){ "07700 900123", "phone: 07000 900123", "phone: 05000 900123", "phone: 08012345678", "phone: 0770 090012", NULL },
		.near = (const char *const[]){ NEAR_PHONE, NULL },
		.near_not = (const char *const[]){ "order", "invoice", "serial", "part", NULL },
		.columns = (const char *const[]){ PHONE_COLUMNS, NULL },
		.sources = "Ofcom, National Telephone Numbering Plan",
	},
	.triggers = ON_DIGITS | ON_CELL,
	.labelled_shapes = (const char *const[]){ "3-4-4", "5-6", "4-3-4", "4-6", "5-5", "11", NULL },
	.propose = propose_uk,
};
