/* anchors.c -- what is done at each anchor: read what stands there, and wake the kinds it may concern. */
#include "session.h"

#include "folding.h"
#include "west_words.h"

#define SPACED_GROUPS_MOST 6
#define LEXICON_BYTES_MOST 48
#define WEST_WORD_MOST 21		/* letters; longer ones stand in no list */

static void note_label(struct dc_session *s, const struct kind_set *kinds, uint32_t start, uint32_t end)
{
	for (unsigned i = 0; i < KINDS_MOST / 64; i++) {
		for (uint64_t w = kinds->w[i]; w != 0; w &= w - 1)
			s->label_end[i * 64 + (unsigned)__builtin_ctzll(w)] = end + 1;
		for (uint64_t w = kinds->w[i] & s->engine->label_kinds.w[i]; w != 0; w &= w - 1)
			session_propose(s, i * 64 + (unsigned)__builtin_ctzll(w), &(struct probe){ .anchor = end, .label = start,
				.trigger = ON_LABEL, .labelled = true });
	}
}

static bool in_lexicon(const struct dc_engine *e, const uint8_t *p)
{
	uint64_t six = 0;
	uint32_t h;

	memcpy(&six, p, 6);
	h = lexicon_pair_hash(six);
	return (lexicon_pairs(e->lexicon)[h >> 3] >> (h & 7) & 1) != 0;
}

static void on_pair(struct dc_session *s, uint32_t pos)
{
	const struct dc_engine *e = s->engine;
	struct dc_span text = { s->text->bytes.p, s->ceiling };
	struct kind_set kinds = { { 0 } };
	size_t n = labels_match(e->labels, text, pos, &kinds), found;
	struct lexicon_entry entries[16];
	unsigned classes = 0;

	if (n != 0)
		note_label(s, &kinds, pos, pos + (uint32_t)n);
	if (e->by_trigger[TRIGGER_INDEX(ON_KANJI_NAME)].n + e->by_trigger[TRIGGER_INDEX(ON_PLACE)].n == 0)
		return;
	if ((text.p[pos] == 0xe3 && text.p[pos + 1] != 0x80) || !in_lexicon(e, text.p + pos))
		return;				/* kana and other words open labels alone */
	found = lexicon_match(e->lexicon, dc_span_cut(text, pos, text.n - pos > LEXICON_BYTES_MOST ? pos + LEXICON_BYTES_MOST :
		text.n), entries, DC_ARRAY_LEN(entries));
	for (size_t i = 0; i < found && i < DC_ARRAY_LEN(entries); i++)
		classes |= entries[i].classes;
	if ((classes & (LEX_SURNAME | LEX_GIVEN | LEX_FULL)) != 0)
		session_wake(s, ON_KANJI_NAME, pos);
	if ((classes & (LEX_PREFECTURE | LEX_MUNICIPALITY)) != 0)
		session_wake(s, ON_PLACE, pos);
}

static uint32_t at_most(uint32_t n, uint32_t most)
{
	return n < most ? n : most;
}

/* Bits of a mask for the 64 bytes before bit k of a block, the nearest in bit 63. left: the block before. */
static uint64_t bits_before(uint64_t left, uint64_t here, unsigned k)
{
	return k == 0 ? left : left >> k | here << (BLOCK - k);
}

/* How many bits are set from the highest on. */
static uint32_t run_length(uint64_t bits)
{
	return ~bits == 0 ? BLOCK : (uint32_t)__builtin_clzll(~bits);
}

/* The place in the rows of masks of the block that holds pos, which lies in the stride being read. */
static size_t row_of(const struct dc_session *s, uint32_t pos)
{
	return LEAD + pos / BLOCK - s->first_block;
}

#define LABEL_BYTES_MOST 48

/* The last word before the sign at pos, [*begin, *end), as labels.c reads it backwards: letters and digits, or from a capital
 * behind a small letter. Read off the masks; false if more than three other bytes stand between. */
static bool word_before_sign(const struct dc_session *s, uint32_t pos, uint32_t *begin, uint32_t *end)
{
	const struct masks *m = &s->pass.s.m;
	size_t i = row_of(s, pos);
	uint64_t left = m->digit[i - 1] | m->upper[i - 1] | m->lower[i - 1], here = m->digit[i] | m->upper[i] | m->lower[i];
	uint64_t turns = m->upper[i] & (m->lower[i] << 1 | m->lower[i - 1] >> 63), n;
	uint64_t word = bits_before(left, here, pos % BLOCK);
	uint32_t gap;

	if (word >> (BLOCK - 4) == 0)
		return false;
	gap = (uint32_t)__builtin_clzll(word);
	turns = bits_before(m->upper[i - 1] & m->lower[i - 1] << 1, turns, pos % BLOCK) << gap;
	n = run_length(word << gap);
	if (turns != 0 && (uint32_t)__builtin_clzll(turns) < n)
		n = (uint32_t)__builtin_clzll(turns) + 1;
	if (pos - s->floor <= gap)
		return false;
	*end = pos - gap;
	*begin = *end - at_most((uint32_t)n, at_most(LABEL_BYTES_MOST, *end - s->floor));
	return true;
}

#define WIDE_LABEL_MOST 36		/* bytes of a label that only its colon opens */

/* U+3041 to U+309F, or half-width kana: what the pass sees no label in. */
static bool opens_no_label(const uint8_t *p)
{
	return (p[0] == 0xe3 && (p[1] == 0x81 || (p[1] == 0x82 && p[2] < 0xa0))) || (p[0] == 0xef && p[1] >= 0xbd);
}

/* ふりがな, 勤め先, お問い合わせ内容 and ﾌﾘｶﾞﾅ: with hiragana or half-width kana in its first two characters a label opens by its colon
 * alone. The longest one that ends at pos. */
static bool wide_label_before(struct dc_session *s, uint32_t pos, struct kind_set *kinds)
{
	const uint8_t *p = s->text->bytes.p;

	for (uint32_t n = WIDE_LABEL_MOST; n >= 6; n -= 3) {
		uint32_t at = pos - n;

		if (pos - s->floor < n || (!opens_no_label(p + at) && !opens_no_label(p + at + 3)))
			continue;
		if (labels_match(s->engine->labels, (struct dc_span){ p, s->ceiling }, at, kinds) == n) {
			note_label(s, kinds, at, pos);
			return true;
		}
	}
	return false;
}

/* pos: the ':' (either width) or '=' behind what may be a label, in quotes or brackets perhaps. */
static void on_sign(struct dc_session *s, uint32_t pos)
{
	struct kind_set kinds = { { 0 } };
	uint32_t begin, end, start;

	if (s->text->bytes.p[pos - (pos > s->floor)] >= 0x80 && wide_label_before(s, pos, &kinds))
		return;
	if (!word_before_sign(s, pos, &begin, &end) || !labels_may_end(s->engine->labels, s->text->bytes.p + begin, end - begin))
		return;
	start = labels_ending(s->engine->labels, s->text->bytes, end,
		end - s->floor > LABEL_BYTES_MOST ? end - LABEL_BYTES_MOST : s->floor, &kinds);
	if (start != end)
		note_label(s, &kinds, start, s->text->bytes.p[pos] == 0xef ? pos : pos + 1);	/* a wide one is left to who reads on */
}

static void dispatch_run(struct dc_session *s, const struct digit_reading *r)
{
	const struct shape *shape = r->shape == 0 ? NULL : shapes_find(s->engine->shapes, r->shape);
	struct probe at = { .anchor = r->run.start, .trigger = ON_DIGITS, .run = &r->run };

	if (shape == NULL)
		return;
	for (uint64_t w = shape->strong | shape->weak; w != 0; w &= w - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(w), kind = s->engine->digit_kinds.at[bit];

		at.labelled = shape->weak == 0 ? false : session_labelled(s, kind, r->run.start);
		if ((shape->strong >> bit & 1) != 0 || at.labelled)
			session_propose(s, kind, &at);
	}
}

/* Four digits go on on this side of a row of groups of four: a list of codes, not one number. */
static bool goes_on(const struct dc_session *s, const struct digit_reading *all, unsigned groups, uint32_t start)
{
	const uint8_t *p = s->text->bytes.p;
	unsigned n = 0;

	for (unsigned g = 0; g < groups; g++)
		if (all->run.group[g] != 4)
			return false;
	if (groups < all->run.groups && all->run.separator[groups - 1] == ' ' && all->run.group[groups] == 4)
		return true;
	if (start == s->floor || p[start - 1] != ' ')
		return false;
	while (n < 5 && start - 1 - n > s->floor && fold_is_digit(p[start - 2 - n]))
		n++;
	return n == 4;
}

/* Groups with spaces: the longest head of them that has a known shape. */
static void spaced_run(struct dc_session *s, const struct digit_reading *all, unsigned least)
{
	unsigned n = all->run.groups < SPACED_GROUPS_MOST ? all->run.groups : SPACED_GROUPS_MOST;
	struct digit_reading head;

	for (; n >= least && n > 1; n--) {
		digits_first_groups(all, n, &head);
		if (n < all->run.groups && all->run.separator[n - 1] != ' ')
			continue;		/* would cut a number in two */
		if (head.shape == 0 || shapes_find(s->engine->shapes, head.shape) == NULL)
			continue;
		if (!head.run.touches_after && !goes_on(s, all, n, head.run.start))
			dispatch_run(s, &head);
		return;
	}
}

/* A number behind '+', with its spaces: whoever wants one, whatever its shape. */
static void plus_run(struct dc_session *s, uint32_t pos)
{
	const struct kind_list *list = &s->engine->by_trigger[TRIGGER_INDEX(ON_PLUS)];
	struct digit_reading run;

	if (!digits_read(s->text->bytes, pos, s->floor, s->ceiling, true, &run))
		return;
	s->digits_until = run.stop;
	if (run.run.touches_before)
		return;
	for (unsigned i = 0; i < list->n; i++)
		session_propose(s, list->at[i], &(struct probe){ .anchor = run.run.start, .trigger = ON_PLUS, .run = &run.run });
}

static void on_digits(struct dc_session *s, uint32_t pos)
{
	struct dc_span text = s->text->bytes;
	struct digit_reading run, spaced;

	if (pos < s->digits_until || !digits_read(text, pos, s->floor, s->ceiling, false, &run))
		return;
	s->digits_until = run.stop;
	if (run.run.plus) {
		plus_run(s, pos);
		return;
	}
	if (run.run.touches_before)
		return;
	if (!run.run.touches_after || (run.stop < s->ceiling && text.p[run.stop] == 'T'))
		dispatch_run(s, &run);
	if (run.stop >= s->ceiling || (fold_at(text, run.stop).c != ' ' && fold_at(text, run.stop).c != ')') ||
	    !digits_read(text, pos, s->floor, s->ceiling, true, &spaced) || spaced.run.groups == run.run.groups)
		return;
	spaced_run(s, &spaced, run.run.groups + 1u);
	if (spaced.run.groups > SPACED_GROUPS_MOST)
		s->digits_until = spaced.stop;	/* a table of small numbers: never read twice */
}

/* pos: the '+'. */
static void on_plus(struct dc_session *s, uint32_t pos)
{
	if (pos + 1 >= s->digits_until)
		plus_run(s, pos + 1);
}

/* Full-width letters before full-width digits: the word begins before the digits. */
static bool wide_letters(struct dc_session *s, uint32_t pos)
{
	struct dc_span text = s->text->bytes;
	uint32_t p = pos, n = 0;
	char last = 0;

	while (n < 5 && p >= s->floor + 3) {
		struct folded f = fold_at(text, p - 3);

		if (f.bytes != 3 || !fold_is_letter(f.c))
			break;
		last = (char)(f.c | 0x20);
		p -= 3;
		n++;
	}
	if (n == 1 && strchr("mtshr", last) != NULL)
		session_wake(s, ON_YEAR, p);
	else if (n == 2)
		session_wake(s, ON_LETTER_DIGIT, p);
	return n != 0;
}

static void on_wide_digits(struct dc_session *s, uint32_t pos)
{
	uint32_t begin;

	if (pos < s->digits_until || wide_letters(s, pos))
		return;
	if (pos - s->digits_until < 2 && s->digits_until > s->floor) {
		s->digits_until = pos + 4;	/* goes on where a reading gave up: too long for a number */
		return;
	}
	begin = digits_begin(s->text->bytes, pos, s->digits_until > s->floor ? s->digits_until : s->floor);
	on_digits(s, begin);
}

static bool may_be_capital(uint8_t c)
{
	return fold_is_upper(c) || c >= 0x80;
}

/* A small word of names behind (Ludwig van), or an honorific (Tanaka-san). */
static bool joins(const struct dc_session *s, uint32_t end, uint32_t next)
{
	const uint8_t *p = s->text->bytes.p;

	if (p[end] == '-')
		return p[next] == 's' && (p[next + 1] == 'a' || p[next + 1] == 'e');	/* the text's pad is readable */
	return p[end] == ' ' && west_particles((struct dc_span){ p, s->ceiling }, next) > 0;
}

/* Whether a capitalised word may join the one in [pos, end), as name_west.c joins them: by a space, a comma and a space,
 * within the word by an apostrophe, a hyphen or a letter that is not ASCII, and behind an initial's stop. */
static bool capital_behind(const struct dc_session *s, uint32_t pos, uint32_t end)
{
	const uint8_t *p = s->text->bytes.p;
	uint32_t next = end + 1;

	if (end >= s->ceiling)
		return false;
	if (p[end] >= 0x80 || (p[end] == '.' && end - pos == 1))
		return true;
	if (p[end] == ',' && next < s->ceiling && p[next] == ' ')
		next++;
	else if (p[end] != ' ' && p[end] != '-' && p[end] != '\'')
		return false;
	return next < s->ceiling && (may_be_capital(p[next]) || joins(s, end, next));
}

/* Whether a capitalised word (or what is not ASCII, and may be one) may stand before pos; [from, to): the word there. */
static bool capital_before(const struct dc_session *s, uint32_t pos, uint32_t from, uint32_t to)
{
	const uint8_t *p = s->text->bytes.p;

	if (pos - s->floor >= 3 && (p[pos - 2] >= 0x80 || p[pos - 3] >= 0x80))
		return true;
	if (from == to)
		return false;
	return fold_is_upper(p[from]) || west_particles((struct dc_span){ p, s->ceiling }, from) > 0 || to - from >= WEST_WORD_MOST || (from > s->floor && (p[from - 1] >= 0x80 || p[from - 1] == '-'));
}

/* The word that begins at pos, [from[1], to[1]), and the one that ends up to three bytes before it, [from[0], to[0]): read off
 * the letters' masks, 64 bytes to either side. */
static void words_around(const struct dc_session *s, uint32_t pos, uint32_t from[2], uint32_t to[2])
{
	const struct masks *m = &s->pass.s.m;
	size_t i = row_of(s, pos);
	uint64_t here = m->upper[i] | m->lower[i], right = m->upper[i + 1] | m->lower[i + 1];
	uint64_t left = bits_before(m->upper[i - 1] | m->lower[i - 1], here, pos % BLOCK);
	uint32_t gap = left == 0 ? BLOCK : (uint32_t)__builtin_clzll(left);

	if (pos % BLOCK != 0)
		here = here >> pos % BLOCK | right << (BLOCK - pos % BLOCK);	/* bit 0: the byte at pos */
	to[0] = pos - at_most(at_most(gap, 3), pos - s->floor);
	from[0] = to[0] - (gap > 3 ? 0 : at_most(at_most(run_length(left << gap), WEST_WORD_MOST), to[0] - s->floor));
	from[1] = pos;
	to[1] = pos + at_most(at_most(~here == 0 ? BLOCK : (uint32_t)__builtin_ctzll(~here), WEST_WORD_MOST), s->ceiling - pos);
}

/* The word [from, to) promises a name behind it, whatever that may be: Ms, van. */
static bool introduces(const struct dc_session *s, uint32_t from, uint32_t to)
{
	struct dc_span text = { s->text->bytes.p, s->ceiling };

	return to > from && (fold_is_upper(text.p[from]) ? west_title(text, from, to) : west_particles(text, from) > 0);
}

/* One capitalised word alone is no name without a title, which is capitalised too. */
static void on_capital(struct dc_session *s, uint32_t pos)
{
	const uint8_t *p = s->text->bytes.p, *words = lexicon_words(s->engine->lexicon);
	uint32_t from[2] = { pos, pos }, to[2] = { pos, pos };

	if (s->west.text == p + s->floor && pos - s->floor - s->west.cut_from < s->west.cut_until - s->west.cut_from)
		return;
	words_around(s, pos, from, to);
	if (!capital_before(s, pos, from[0], to[0]) && !capital_behind(s, pos, to[1]))
		return;
	if (introduces(s, from[0], to[0])) {
		session_wake(s, ON_CAPITAL, pos);
		return;
	}
	for (int i = 0; i < 2; i++) {
		uint32_t n = to[i] - from[i], h;

		if (n < 3 || n >= WEST_WORD_MOST || !fold_is_upper(p[from[i]]))
			continue;
		h = lexicon_word_hash(p + from[i], n);
		if ((words[h >> 3] >> (h & 7) & 1) != 0) {
			session_wake(s, ON_CAPITAL, from[i]);
			return;
		}
	}
}

/* Hexadecimal digits, colons and hyphens in one piece are shown once. */
static void on_hex(struct dc_session *s, uint32_t pos)
{
	const uint8_t *p = s->text->bytes.p;

	if (pos < s->hex_until)
		return;
	session_wake(s, ON_HEX, pos);
	while (pos < s->ceiling && (fold_is_hex(p[pos]) || p[pos] == ':' || p[pos] == '-'))
		pos++;
	s->hex_until = pos;
}

static void on_anchor(struct dc_session *s, enum anchor a, uint32_t pos)
{
	switch (a) {
	case A_PAIR:
		on_pair(s, pos);
		break;
	case A_SIGN:
		on_sign(s, pos);
		break;
	case A_AT:
	case A_WIDE_AT:
		session_wake(s, ON_AT, pos);
		break;
	case A_DIGITS:
		on_digits(s, pos);
		break;
	case A_PLUS:
		on_plus(s, pos);
		break;
	case A_WIDE_DIGITS:
	case A_WIDE_JOIN:
		on_wide_digits(s, pos);
		break;
	case A_LETTER_DIGIT:
		session_wake(s, ON_LETTER_DIGIT, pos);
		break;
	case A_ERA:
	case A_YEAR:
		session_wake(s, ON_YEAR, pos);
		break;
	case A_KANA:
		session_wake(s, ON_KANA, pos);
		break;
	case A_CAPITAL:
		on_capital(s, pos);
		break;
	case A_HEX:
		on_hex(s, pos);
		break;
	case A_CHEVRON:
		session_wake(s, ON_CHEVRON, pos);
		break;
	case A_SECRET:
		session_wake(s, ON_SECRET, pos);
		break;
	case N_ANCHORS:
		break;
	}
}

void session_block(struct dc_session *s, size_t b)
{
	bool cells = s->text->form == DC_TABLE || s->text->n_cells != 0;
	const struct sieve *sieve = &s->pass.s;
	uint32_t base = (uint32_t)((s->first_block + b) * BLOCK);

	for (uint64_t any = sieve->any[b]; any != 0; any &= any - 1) {
		unsigned k = (unsigned)__builtin_ctzll(any);

		if (cells)
			session_cells(s, base + k + 1);	/* in order with what the anchors find */
		if (cells && (base + k < s->quiet_until || !session_enter(s, base + k)))
			continue;
		for (uint64_t left = sieve->present[b]; left != 0; left &= left - 1) {
			unsigned a = (unsigned)__builtin_ctzll(left);

			if (sieve->found[a][b] >> k & 1)
				on_anchor(s, (enum anchor)a, base + k);
		}
	}
}
