/* card_track.c -- what a card's magnetic stripe holds, read off and kept: PCI DSS forbids it after authorisation.
 * Track 1: "%B" number '^' name '^' year and month; track 2: ";" number '=' year, month, service code (ISO/IEC 7813). */
#include "propose.h"

#define NUMBER_LEAST 12
#define NUMBER_MOST 19
#define NAME_MOST 26

struct track {
	uint32_t start, end;		/* of the number */
	uint8_t digit[NUMBER_MOST];
	uint8_t n;
};

static uint32_t digits_at(const struct probe *at, uint32_t p, uint32_t most)
{
	uint32_t n = 0;

	while (n < most && p + n < at->ceiling && fold_is_digit(at->text->bytes.p[p + n]))
		n++;
	return n;
}

static bool read_number(const struct probe *at, uint32_t from, struct track *t)
{
	uint32_t n = digits_at(at, from, NUMBER_MOST + 1);

	if (n < NUMBER_LEAST || n > NUMBER_MOST)
		return false;
	t->start = from;
	t->end = from + n;
	t->n = (uint8_t)n;
	for (uint32_t i = 0; i < n; i++)
		t->digit[i] = (uint8_t)(at->text->bytes.p[from + i] - '0');
	return check_luhn(t->digit, t->n) && !check_all_equal(t->digit, t->n);
}

static bool is_month(const struct probe *at, uint32_t p)
{
	const uint8_t *d = at->text->bytes.p + p;
	unsigned month = 0;

	if (digits_at(at, p, 4) == 4)
		month = (unsigned)(d[2] - '0') * 10 + (unsigned)(d[3] - '0');
	return month >= 1 && month <= 12;
}

/* Where the name ends that stands before byte p, which is a '^': the '^' before it, or 0. */
static uint32_t before_name(const struct probe *at, uint32_t p)
{
	const uint8_t *text = at->text->bytes.p;
	uint32_t n = 0;

	while (n <= NAME_MOST && p > at->floor + n && text[p - 1 - n] >= ' ' && text[p - 1 - n] < 0x7f && text[p - 1 - n] != '^')
		n++;
	return n >= 2 && n <= NAME_MOST && p > at->floor + n && text[p - 1 - n] == '^' ? p - 1 - n : 0;
}

/* Seen from its date, for the engine has no anchor at a single letter before digits. */
static bool is_track_1(const struct probe *at, struct track *t)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t name = at->anchor > at->floor && p[at->anchor - 1] == '^' ? before_name(at, at->anchor - 1) : 0, n = 0;

	if (name == 0 || !is_month(at, at->anchor))
		return false;
	while (n <= NUMBER_MOST && name > at->floor + n && fold_is_digit(p[name - 1 - n]))
		n++;
	return name >= at->floor + n + 2 && (p[name - 1 - n] | 0x20) == 'b' && p[name - 2 - n] == '%' && read_number(at, name - n, t);
}

static bool is_track_2(const struct probe *at, struct track *t)
{
	const uint8_t *p = at->text->bytes.p;

	return at->anchor > at->floor && p[at->anchor - 1] == ';' && read_number(at, at->anchor, t) && t->end < at->ceiling &&
		p[t->end] == '=' && is_month(at, t->end + 1) && digits_at(at, t->end + 1, 7) == 7;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct track t;
	struct candidate *c;
	enum dc_status st;

	if (!is_track_2(at, &t) && !is_track_1(at, &t))
		return DC_OK;
	st = add_bytes(self, at, t.start, t.end, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_check_digit, 2.0f);
	candidate_weigh(c, DC_E_form, 3.0f);
	return DC_OK;
}

const struct detector detector_card_track = {
	.kind = {
		.id = "card.track",
		.category = "finance.card_number",
		.ja = "カードの磁気ストライプ", .en = "magnetic stripe of a payment card",
		.mask = DC_MASK_LAST4,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "%B4539578763621486^YAMAMOTO/HANAE^2712101000000?", ";4539578763621486=27121011234567890?",
			"read: ;376411112222331=29051010000?", NULL },
		.decoys = (const char *const[]){ "%B4539578763621487^YAMAMOTO/HANAE^2712101000000", ";4539578763621486=2713101", "%B4539578763621486^^2712101000000",
			"4539578763621486=27121011234", ";4539578763621486", NULL },
		.sources = "ISO/IEC 7813; ISO/IEC 7812-1 annex B; PCI DSS 4.0, 3.3.1",
	},
	.triggers = ON_DIGITS,
	.shapes = (const char *const[]){ "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25",
		"26", "27", "28", NULL },
	.propose = propose,
};
