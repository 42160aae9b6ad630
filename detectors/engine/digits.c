/* digits.c -- digit runs: groups, separators, what touches them. */
#include "digits.h"

#include "folding.h"
#include "shapes.h"

#include <string.h>

#define READ_BYTES_MOST 160
#define BACK_BYTES_MOST 64

static bool is_joint(unsigned c, bool spaces)
{
	return c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || (spaces && c == ' ');
}

/* The next character that is not invisible. */
static struct folded next_visible(struct dc_span text, uint32_t *at, uint32_t ceiling)
{
	struct dc_span within = { text.p, ceiling };
	struct folded f = fold_at(within, *at);

	while (f.c == FOLD_NOTHING) {
		*at += f.bytes;
		f = fold_at(within, *at);
	}
	return f;
}

/* A separator at `at` that a digit follows: returns the folded separator and moves *at to the digit; 0 if there is none.
 * ")" may have a space or hyphen behind it, "(" a space before it. */
static char joint_at(struct dc_span text, uint32_t *at, uint32_t ceiling, bool spaces)
{
	uint32_t p = *at;
	struct folded f = next_visible(text, &p, ceiling), g;
	char joint;

	if (!is_joint(f.c, spaces))
		return 0;
	joint = (char)f.c;
	p += f.bytes;
	g = next_visible(text, &p, ceiling);
	if ((joint == ')' && (g.c == ' ' || g.c == '-')) || (joint == ' ' && g.c == '(')) {
		joint = joint == ' ' ? '(' : ')';
		p += g.bytes;
		g = next_visible(text, &p, ceiling);
	}
	if (!fold_is_digit(g.c))
		return 0;
	*at = p;
	return joint;
}

static void add_digit(struct digit_run *run, unsigned c, bool wide)
{
	if (run->n < RUN_DIGITS_MOST)
		run->digit[run->n] = (uint8_t)(c - '0');
	if (run->n <= RUN_DIGITS_MOST)
		run->n++;
	if (run->group[run->groups - 1] < UINT8_MAX)
		run->group[run->groups - 1]++;
	run->wide |= wide;
}

static uint64_t shape_of(const struct digit_run *run)
{
	uint64_t key = 0;
	unsigned chars = 0;

	for (unsigned g = 0; g < run->groups; g++) {
		if (chars + run->group[g] > SHAPE_CHARS_MOST)
			return 0;
		key |= ((1ull << run->group[g]) - 1) << chars;
		chars += run->group[g] + 1u;
	}
	return key;
}

static bool touches(struct folded f)
{
	return fold_is_letter(f.c) || fold_is_digit(f.c) || f.c == '_';
}

/* TEL or FAX ends at p: what Japanese letterheads write right before a number. */
static bool behind_tel(struct dc_span text, uint32_t floor, uint32_t p)
{
	static const char *const words[] = { "tel", "fax" };
	uint8_t word[3];

	if (p < floor + 3)
		return false;
	for (size_t i = 0; i < 3; i++)
		word[i] = text.p[p - 3 + i] | 0x20;
	if (p > floor + 3 && touches(fold_at(text, fold_back(text, p - 3))))
		return false;
	return memcmp(word, words[0], 3) == 0 || memcmp(word, words[1], 3) == 0;
}

/* A letter, '_' or "digit." before the run, or before the "+" or "+(" that belongs to it. */
static void look_before(struct dc_span text, uint32_t floor, struct digit_run *run)
{
	uint32_t p = run->start, q = p;
	struct folded f = { 0, 0 };

	for (int brackets = 0; q > floor && brackets < 2; brackets++) {
		q = (uint32_t)fold_back(text, q);
		f = fold_at(text, q);
		run->plus = f.c == '+';
		if (f.c != '(' || brackets == 1)
			break;
		p = q;
	}
	if (run->plus) {
		p = q;
	} else if (p != run->start) {
		return;				/* a bracket alone keeps everything at a distance */
	}
	if (p == floor)
		return;
	q = (uint32_t)fold_back(text, p);
	f = fold_at(text, q);
	run->touches_before = touches(f) && !behind_tel(text, floor, p);
	if (f.c == '.' && q > floor)
		run->touches_before = fold_is_digit(fold_at(text, fold_back(text, q)).c);
}

static void look_after(struct dc_span text, uint32_t ceiling, struct digit_run *run)
{
	uint32_t p = run->end;
	struct folded f = next_visible(text, &p, ceiling);

	run->touches_after = touches(f);
	if (f.c == '.') {
		p += f.bytes;
		run->touches_after = fold_is_digit(next_visible(text, &p, ceiling).c);
	}
}

bool digits_read(struct dc_span text, uint32_t at, uint32_t floor, uint32_t ceiling, bool spaces, struct digit_reading *out)
{
	struct digit_run *run = &out->run;
	struct folded f = next_visible(text, &at, ceiling);
	uint32_t limit = ceiling - at > READ_BYTES_MOST ? at + READ_BYTES_MOST : ceiling;

	*out = (struct digit_reading){ .run = { .start = at, .groups = 1 } };
	if (!fold_is_digit(f.c))
		return false;
	for (;;) {
		char joint;

		add_digit(run, f.c, f.bytes > 1);
		at += f.bytes;
		run->end = at;
		out->group_end[run->groups - 1] = at;
		if (at >= limit)
			break;
		f = fold_at((struct dc_span){ text.p, ceiling }, at);
		if (fold_is_digit(f.c))
			continue;
		joint = joint_at(text, &at, ceiling, spaces);
		f = next_visible(text, &at, ceiling);
		if (joint == 0 && (at == run->end || !fold_is_digit(f.c)))
			break;
		if (joint == 0)
			continue;		/* something invisible stood between two digits */
		if (run->groups == RUN_GROUPS_MOST)
			break;
		run->separator[run->groups - 1] = joint;
		run->groups++;
	}
	out->stop = run->end;
	out->shape = shape_of(run);
	look_before(text, floor, run);
	look_after(text, ceiling, run);
	return true;
}

void digits_first_groups(const struct digit_reading *all, unsigned n, struct digit_reading *out)
{
	unsigned digits = 0;

	*out = *all;
	if (n >= all->run.groups)
		return;
	for (unsigned g = 0; g < n; g++)
		digits += all->run.group[g];
	out->run.groups = (uint8_t)n;
	out->run.n = (uint8_t)digits;
	out->run.end = all->group_end[n - 1];
	out->run.touches_after = false;		/* a separator follows; the caller asked which */
	out->shape = shape_of(&out->run);
}

uint32_t digits_begin(struct dc_span text, uint32_t at, uint32_t floor)
{
	uint32_t begin = at, p = at, stop = at - floor > BACK_BYTES_MOST ? at - BACK_BYTES_MOST : floor;
	bool joint = fold_at(text, at).c != FOLD_NOTHING;

	while (p > stop) {
		uint32_t q = (uint32_t)fold_back(text, p);
		struct folded f = fold_at(text, q);

		if (fold_is_digit(f.c)) {
			begin = q;
			joint = false;
		} else if (f.c != FOLD_NOTHING) {
			if (joint || !is_joint(f.c, false))
				break;
			joint = true;
		}
		p = q;
	}
	return begin;
}
