/* beside.c -- see beside.h. A number in brackets or before 歳 is an age where a name stands before it, and nothing without one: so it
 * is looked for here, where names are known, and not in the text. */
#include "beside.h"

#define BETWEEN_MOST 18			/* bytes of an honorific or title between name and age */
#define NAMED_AGE 3.6f			/* 45歳, aged 45 */
#define BARE_AGE 2.2f			/* （45） */
#define FORM -0.9f
#define NEAR 8				/* candidates */
#define AGE_MOST 115

struct age {
	uint32_t start, end;		/* of the digits */
	bool named;			/* 歳, aged, years old */
};

static bool stands(const struct dc_text *text, uint32_t at, const char *word)
{
	size_t n = strlen(word);

	return at <= text->bytes.n && text->bytes.n - at >= n && memcmp(text->bytes.p + at, word, n) == 0;
}

static bool stands_before(const struct dc_text *text, uint32_t at, const char *word)
{
	size_t n = strlen(word);

	return at >= n && memcmp(text->bytes.p + at - n, word, n) == 0;
}

/* A digit of either width at `at`: its bytes, 0 if there is none. */
static uint32_t digit_at(const struct dc_text *text, uint32_t at, unsigned *value)
{
	const uint8_t *p = text->bytes.p + at;

	if (at < text->bytes.n && *p >= '0' && *p <= '9') {
		*value = *p - '0';
		return 1;
	}
	if (text->bytes.n - at >= 3 && p[0] == 0xef && p[1] == 0xbc && p[2] >= 0x90 && p[2] <= 0x99) {
		*value = p[2] - 0x90u;
		return 3;
	}
	return 0;
}

/* Two digits, or three up to AGE_MOST, of either width; returns behind them, or `at`. */
static uint32_t digits_behind(const struct dc_text *text, uint32_t at)
{
	unsigned n = 0, value = 0, digit = 0;
	uint32_t p = at, step;

	while (p < text->bytes.n && n < 4 && (step = digit_at(text, p, &digit)) > 0) {
		value = value * 10 + digit;
		p += step;
		n++;
	}
	return n >= 2 && n <= 3 && value >= 10 && value <= AGE_MOST ? p : at;
}

/* Over spaces and an honorific or a title in kana and kanji, as long as it is short and nothing else. */
static uint32_t skip_title(const struct dc_text *text, uint32_t at)
{
	uint32_t p = at;

	while (p < text->bytes.n && p - at < BETWEEN_MOST && (text->bytes.p[p] == ' ' || (text->bytes.p[p] >= 0xe3 && text->bytes.p[p] <= 0xe9))) {
		if (text->bytes.p[p] == ' ')
			p++;
		else if (stands(text, p, "、") || stands(text, p, "。") || stands(text, p, "は") || stands(text, p, "\xe3\x80\x8c"))
			break;
		else
			p += 3;
	}
	return p;
}

static bool years(const struct dc_text *text, uint32_t at)
{
	return stands(text, at, "歳") || stands(text, at, "才");
}

static bool japanese(const struct dc_text *text, uint32_t end, struct age *out)
{
	uint32_t at = skip_title(text, end);
	bool wide = stands(text, at, "（"), bracket = wide || stands(text, at, "("), comma = stands(text, at, "、") || stands(text, at, "は");

	if (!bracket && !comma)
		return false;
	out->start = at + (bracket && !wide ? 1 : 3);
	if (bracket && (stands(text, out->start, "仮名、") || stands(text, out->start, "仮名・")))
		out->start += 9;		/* a made-up name's bearer is as old */
	out->end = digits_behind(text, out->start);
	out->named = years(text, out->end);
	if (out->end == out->start || (comma && !out->named))
		return false;
	return comma || stands(text, out->end + (out->named ? 3 : 0), wide ? "）" : ")") || (out->named && bracket);
}

/* 昭和55年12月1日生 43歳, 1991年11月23日生（満32歳） */
static bool after_birth(const struct dc_text *text, uint32_t end, struct age *out)
{
	uint32_t at = skip_title(text, end);

	if (stands(text, at, "（") || stands(text, at, "("))
		at += text->bytes.p[at] == '(' ? 1 : 3;
	if (stands(text, at, "満"))
		at += 3;
	out->start = at;
	out->end = digits_behind(text, at);
	out->named = years(text, out->end);
	return out->end > at && out->named;
}

/* "Emma Johnson (34):" and "Emma Johnson (34)" at a line's end count what she did. */
static bool ends_line(const struct dc_text *text, uint32_t at)
{
	uint8_t c = at < text->bytes.n ? text->bytes.p[at] : (uint8_t)'\n';

	return c == ':' || c == '\n' || c == '\r';
}

static bool english(const struct dc_text *text, uint32_t end, struct age *out)
{
	static const struct { const char *before, *behind; bool named; } forms[] = {
		{ ", aged ", "", true }, { " (aged ", ")", true }, { ", age ", "", true }, { ", a ", "-year-old", true }, { ", ", "-year-old", true },
		{ ", ", " years old", true }, { " is ", " years old", true }, { ", ", ", ", false }, { " (", ")", false },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(forms); i++) {
		if (!stands(text, end, forms[i].before))
			continue;
		out->start = end + (uint32_t)strlen(forms[i].before);
		out->end = digits_behind(text, out->start);
		out->named = forms[i].named;
		if (out->end > out->start && stands(text, out->end, forms[i].behind) && (out->named || !ends_line(text, out->end + 1)))
			return true;
	}
	return false;
}

/* 34歳の山本花江 */
static bool before_name(const struct dc_text *text, uint32_t start, struct age *out)
{
	uint32_t at = start;

	if (!stands_before(text, at, "歳の") && !stands_before(text, at, "才の"))
		return false;
	out->start = out->end = at - 6;
	for (unsigned n = 1; n <= 3; n++) {
		for (unsigned wide = 1; wide <= 3; wide += 2) {
			uint32_t before = n * wide;

			if (out->end >= before && digits_behind(text, out->end - before) == out->end)
				out->start = out->end - before;
		}
	}
	out->named = true;
	return out->start < out->end;
}

/* born: behind a date of birth, 昭和22年8月3日（76歳）; a bare number there may count anything. */
static bool stands_beside(const struct dc_text *text, const struct candidate *name, bool born, struct age *age)
{
	if (born)
		return (japanese(text, name->end, age) && age->named) || after_birth(text, name->end, age);
	if (text->bytes.p[name->start] < 0x80)
		return english(text, name->end, age);
	return japanese(text, name->end, age) || before_name(text, name->start, age);
}

static const struct dc_kind *kind_of_age(const struct profiles *profiles)
{
	for (size_t i = 0; i < profiles->n; i++) {
		if (profiles->at[i].traits & KIND_AGE)
			return profiles->at[i].kind;
	}
	return NULL;
}

/* Candidates are in order of start, so what overlaps stands near. */
static bool known(const struct candidates *found, size_t i, size_t n, const struct dc_kind *kind, const struct age *age)
{
	for (size_t k = i > NEAR ? i - NEAR : 0; k < n && k < i + NEAR; k++) {
		if (found->at[k].kind == kind && found->at[k].start < age->end && age->start < found->at[k].end)
			return true;
	}
	return false;
}

static enum dc_status add(const struct dc_kind *kind, const struct dc_text *text, const struct age *age, struct candidates *found)
{
	struct candidate *c;
	enum dc_status st = candidates_add(found, kind, age->start, age->end, dc_span_cut(text->bytes, age->start, age->end), &c);

	if (st != DC_OK)
		return st;
	c->cell = UINT32_MAX;
	candidate_weigh(c, DC_E_form_weak, FORM);
	candidate_weigh(c, DC_E_person_near, age->named ? NAMED_AGE : BARE_AGE);
	return DC_OK;
}

enum dc_status beside_names(const struct profiles *profiles, const struct dc_text *text, struct candidates *found)
{
	const struct dc_kind *kind = kind_of_age(profiles);
	size_t n = found->n;
	enum dc_status st = DC_OK;

	for (size_t i = 0; kind != NULL && i < n && st == DC_OK; i++) {
		const struct candidate *name = &found->at[i];
		uint16_t profile = profile_of(profiles, name->kind);
		struct age age = { 0 };

		if (name->dropped || profile == NO_PROFILE || !(profiles->at[profile].traits & (KIND_NAME | KIND_BORN)) || candidate_logodds(name) <= 0)
			continue;
		if (!stands_beside(text, name, (profiles->at[profile].traits & KIND_BORN) != 0, &age))
			continue;
		if (!known(found, i, n, kind, &age) && !(found->n > n && found->at[found->n - 1].end > age.start))
			st = add(kind, text, &age, found);
	}
	return st == DC_OK ? candidates_merge(found, n) : st;
}
