/* name_west.c -- see name_west.h. Letters of Latin-1 and Latin Extended-A count by their base letter. */
#include "name_west.h"

#include <string.h>

#include "daicho/status.h"
#include "utf8.h"
#include "west_words.h"

#define WORD_MOST 24			/* letters */
#define TITLED_LISTED 1.0f		/* one word behind a title, before the title's own weight */
#define TITLED_OTHER 0.0f
#define FILED 0.8f
#define ASKED_FOR -1.0f			/* two words of no list behind a label; no English words */
#define PARTICLE 2.5f			/* van, de la: the labelled text has next to none */
#define PLACE_OR_FIRM -3.5f
#define NOT_FILED -2.5f
#define LOOK_BACK 120			/* bytes searched for the beginning of a run */

extern const struct west_model names_west_model;

/* The base letter of U+00C0..U+017F in lower case (long vowels of romanised names too); what has none stays as it is. */
static uint8_t base_letter(uint32_t c)
{
	static const char latin1[] = "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty";
	static const char extended[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnn"
		"oooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

	if (c < 0x80)
		return (uint8_t)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	if (c >= 0x100 && c <= 0x17f)
		return (uint8_t)extended[c - 0x100];
	return c >= 0xc0 && c <= 0xff ? (uint8_t)latin1[c - 0xc0] : 'x';
}

/* Shin'ichi: the mark that keeps an n and a vowel apart. */
static bool parts_syllables(uint32_t c, uint32_t next, uint8_t last)
{
	return (c == '\'' || c == 0x2019) && last == 'n' && next < 0x80 && strchr("aiueoy", (int)next) != NULL && next != 0;
}

/* Letters of ASCII, nearly all there are: as the loop of word_read reads them. */
static uint32_t ascii_read(struct dc_span text, uint32_t pos, uint8_t *word, unsigned *n, bool *all_upper)
{
	while (pos < text.n && *n < WORD_MOST && (text.p[pos] | 0x20u) - 'a' < 26) {
		*all_upper = *all_upper && text.p[pos] < 'a';
		word[(*n)++] = text.p[pos++] | 0x20;
	}
	return pos;
}

/* The word at pos: letters with ' and - inside. Returns its end; letters in lower case go to word. */
static uint32_t word_read(struct dc_span text, uint32_t pos, uint8_t *word, unsigned *n, bool *all_upper)
{
	*n = 0;
	*all_upper = true;
	while ((pos = ascii_read(text, pos, word, n, all_upper)) < text.n) {
		uint32_t c, next = 0;
		size_t step = utf8_read(text.p + pos, text.n - pos, &c);

		if (step == 0)
			break;
		if ((c == '\'' || c == '-' || c == 0x2019) && *n > 0 &&
			utf8_read(text.p + pos + step, text.n - pos - step, &next) > 0 &&
			(west_upper(next) || parts_syllables(c, next, word[*n - 1]))) {
			pos += (uint32_t)step;
			continue;
		}
		if (!west_letter(c) || *n == WORD_MOST)
			break;
		*all_upper = *all_upper && west_upper(c);
		word[(*n)++] = base_letter(c);
		pos += (uint32_t)step;
	}
	return pos;
}

static unsigned classes_of(const struct lexicon *lx, const uint8_t *word, unsigned n)
{
	struct lexicon_entry e[WORD_MOST];
	size_t found = lexicon_match(lx, (struct dc_span){ word, n }, e, DC_ARRAY_LEN(e));

	return found > 0 && e[found - 1].bytes == n ? e[found - 1].classes : 0;
}

/* Of Jean-Luc, which no list has, those of Jean. */
static unsigned classes_of_first(const struct lexicon *lx, struct dc_span text, uint32_t pos, uint32_t end)
{
	const uint8_t *hyphen = memchr(text.p + pos, '-', end - pos);
	uint8_t word[WORD_MOST];
	bool all_upper;
	unsigned n;

	if (hyphen == NULL)
		return 0;
	word_read(dc_span_cut(text, 0, (size_t)(hyphen - text.p)), pos, word, &n, &all_upper);
	return n > 2 ? classes_of(lx, word, n) : 0;
}

static bool token_read(const struct lexicon *lx, struct dc_span text, uint32_t pos, struct west_token *out)
{
	uint8_t word[WORD_MOST];
	uint32_t c = 0, first = pos;
	unsigned n;
	bool all_upper;

	pos += west_particles(text, pos);
	if (utf8_read(text.p + pos, text.n - pos, &c) == 0 || !west_upper(c))
		return false;
	*out = (struct west_token){ .start = first, .end = word_read(text, pos, word, &n, &all_upper) };
	out->letters = (uint8_t)n;
	out->initial = n == 1 && first == pos;
	out->capitals = all_upper && n > 1;
	out->classes = n > 1 ? (uint16_t)classes_of(lx, word, n) : 0;
	if (out->classes == 0 && n > 4)
		out->classes = (uint16_t)classes_of_first(lx, text, pos, out->end);
	if (out->initial && out->end < text.n && text.p[out->end] == '.')
		out->end++;
	/* A digit, an underscore or the like makes it a name of something else. */
	return n > 0 &&
		!(out->end < text.n &&
			(text.p[out->end] == '_' || (text.p[out->end] >= '0' && text.p[out->end] <= '9')));
}

/* True if a word of the run may begin at pos: nothing that makes words (letters, digits, _ / . @) stands before it. */
static bool word_boundary(struct dc_span text, uint32_t pos)
{
	uint8_t before = pos == 0 ? ' ' : text.p[pos - 1];

	if (before >= 0x80)
		return pos < 2 || text.p[pos - 2] < 0xc3 || text.p[pos - 2] > 0xc5;	/* no letter of two bytes */
	if (before == '-')
		return pos < 2 || !west_letter(text.p[pos - 2]);	/* Luc of Jean-Luc begins nothing */
	return !(west_letter(before) || (before >= '0' && before <= '9') || before == '_' ||
		before == '/' || before == '\\' || before == '@' || before == '$' || before == '%' || before == '\'');
}

/* One word further back: its start, or pos if none joins by one space. */
static uint32_t word_before(struct dc_span text, uint32_t pos, uint32_t least)
{
	uint32_t at = pos;

	if (at <= least + 1 || text.p[at - 1] != ' ')
		return pos;
	at--;
	if (at > least && text.p[at - 1] == '.')
		at--;
	while (at > least && (text.p[at - 1] >= 0x80 || west_letter(text.p[at - 1]) || text.p[at - 1] == '-'))
		at--;
	while (at < pos && (text.p[at] & 0xc0) == 0x80)
		at++;
	return at;
}

/* Who looks by single words may have come to Luc of Jean-Luc. */
static uint32_t word_start(struct dc_span text, uint32_t pos, uint32_t least)
{
	uint32_t at = pos;

	if (pos < 2 || text.p[pos - 1] != '-' || !west_letter(text.p[pos - 2]))
		return pos;
	while (at > least && (west_letter(text.p[at - 1]) || text.p[at - 1] == '-'))
		at--;
	return west_upper(text.p[at]) ? at : pos;
}

bool west_run_at(const struct lexicon *lx, struct dc_span text, uint32_t pos, struct west_run *out)
{
	uint32_t least = pos > LOOK_BACK ? pos - LOOK_BACK : 0, start = word_start(text, pos, least);
	struct west_token t;

	*out = (struct west_run){ 0 };
	for (unsigned i = 0; i < WEST_TOKENS_MOST / 2; i++) {
		uint32_t before = word_before(text, start, least);
		bool dot = before < start && start >= 2 && text.p[start - 2] == '.';

		if (before == start || !word_boundary(text, before) || !token_read(lx, text, before, &t) ||
			(dot && !t.initial) || t.end + 1 < start)
			break;
		start = before;
	}
	while (start < text.n && out->n < WEST_TOKENS_MOST && (out->n > 0 || word_boundary(text, start)) &&
		token_read(lx, text, start, &t)) {
		out->token[out->n++] = t;
		start = t.end;
		if (start + 1 < text.n && text.p[start] == ' ') {
			start++;
		} else if (out->n == 1 && start + 2 < text.n && text.p[start] == ',' && text.p[start + 1] == ' ') {
			out->comma = true;
			start += 2;
		} else {
			start = (uint32_t)text.n;
		}
		if (t.initial && t.end > 0 && text.p[t.end - 1] == '.' && t.end < text.n && text.p[t.end] != ' ' &&
			out->n < WEST_TOKENS_MOST && token_read(lx, text, t.end, &t))
			start = t.start;		/* J.R. */
	}
	out->comma = out->comma && out->n > 1;
	out->cut = start < text.n && out->n == WEST_TOKENS_MOST;
	return out->n > 0;
}

/* ---- features ---- */

struct features {
	uint32_t *row;
	unsigned n;
};

static void put(struct features *f, uint32_t id, uint64_t v)
{
	uint64_t h = (v + 1) * 0x9E3779B97F4A7C15u + id * 0xD1B54A32D192ED03u;

	h ^= h >> 32;
	if (f->n < WEST_FEATURES)
		f->row[f->n++] = (uint32_t)(h * 0xd6e8feb86659fd93u >> (64 - WEST_FEATURE_BITS));
}

static unsigned token_code(const struct west_token *t)
{
	unsigned c = t->classes;

	if (t->initial)
		return 1;
	return 2 + ((c & LEX_WEST_GIVEN) != 0) + 2u * ((c & LEX_WEST_SURNAME) != 0) + 4u * ((c & LEX_ENGLISH) != 0) +
		8u * ((c & LEX_ENGLISH_PROPER) != 0) + 16u * ((c & (LEX_ROMAJI_GIVEN | LEX_ROMAJI_SURNAME)) != 0) +
		32u * t->capitals;
}

static uint64_t word_hash(struct dc_span text, uint32_t from, uint32_t to)
{
	uint64_t h = 14695981039346656037u;

	for (; from < to; from++)
		h = (h ^ (text.p[from] >= 'A' && text.p[from] <= 'Z' ? text.p[from] + 32u : text.p[from])) *
			1099511628211u;
	return h;
}

/* The word that ends before pos, whatever marks stand between on its line: [*from, *to), empty if there is none. */
static void word_ending(struct dc_span text, uint32_t pos, uint32_t *from, uint32_t *to)
{
	uint32_t end = pos, start;

	while (end > 0 && pos - end < 4 && !west_letter(text.p[end - 1]) && text.p[end - 1] < 0x80 && text.p[end - 1] != '\n')
		end--;
	start = end;
	while (start > 0 && end - start < 12 && west_letter(text.p[start - 1]))
		start--;
	*from = start;
	*to = end;
}

static void word_beginning(struct dc_span text, uint32_t pos, uint32_t *from, uint32_t *to)
{
	uint32_t start = pos, end;

	while (start < text.n && start - pos < 4 && !west_letter(text.p[start]) && text.p[start] < 0x80 && text.p[start] != '\n')
		start++;
	end = start;
	while (end < text.n && end - start < 12 && west_letter(text.p[end]))
		end++;
	*from = start;
	*to = end;
}

static uint8_t byte_at(struct dc_span text, uint32_t pos)
{
	return pos < text.n ? text.p[pos] : '\n';
}

/* True if the line around has what only code has. */
static bool code_like(struct dc_span text, uint32_t from, uint32_t to)
{
	uint32_t a = from > 60 ? from - 60 : 0, b = to + 60 < text.n ? to + 60 : (uint32_t)text.n;
	unsigned signs = 0;

	for (; a < b; a++)
		signs += text.p[a] == ';' || text.p[a] == '{' || text.p[a] == '}' || text.p[a] == '=' ||
			text.p[a] == '_' || text.p[a] == '|';
	return signs >= 2;
}

unsigned west_features(
	struct dc_span text, const struct west_run *run, unsigned from, unsigned to, uint32_t out[WEST_FEATURES])
{
	struct features f = { out, 0 };
	const struct west_token *a = &run->token[from], *z = &run->token[to - 1];
	unsigned first = token_code(a), last = token_code(z), n = to - from, shape = 0;
	uint8_t before = a->start == 0 ? '\n' : text.p[a->start - 1], after = byte_at(text, z->end);
	uint32_t l[2], l2[2], r[2], r2[2];
	uint64_t left, right, left2, right2;

	word_ending(text, a->start, &l[0], &l[1]);
	word_ending(text, l[0], &l2[0], &l2[1]);
	word_beginning(text, z->end, &r[0], &r[1]);
	word_beginning(text, r[1], &r2[0], &r2[1]);
	left = word_hash(text, l[0], l[1]);
	right = word_hash(text, r[0], r[1]);
	left2 = word_hash(text, l2[0], l2[1]);
	right2 = word_hash(text, r2[0], r2[1]);
	for (unsigned i = from; i < to; i++)
		shape = shape * 4 + (run->token[i].initial ? 1u : run->token[i].capitals ? 2u : 3u);
	put(&f, 0, 0);
	put(&f, 1, first);
	put(&f, 2, last);
	put(&f, 3, first * 64 + last);
	put(&f, 4, n * 2 + (run->comma && from == 0));
	put(&f, 5, shape);
	put(&f, 6, n > 2 ? token_code(&run->token[from + 1]) : 0);
	put(&f, 7, n > 3 ? token_code(&run->token[from + 2]) : 0);
	put(&f, 8, from > 0 ? token_code(&run->token[from - 1]) : 99);
	put(&f, 9, to < run->n ? token_code(&run->token[to]) : 99);
	put(&f, 10, (uint64_t)(from > 0) << 4 | (to < run->n) << 3 | run->cut << 2);
	put(&f, 11, left);
	put(&f, 12, right);
	put(&f, 13, before < 0x80 ? before : 0x80);
	put(&f, 14, after < 0x80 ? after : 0x80);
	put(&f, 15, (uint64_t)after << 8 | byte_at(text, z->end + 1));
	put(&f, 16, code_like(text, a->start, z->end));
	put(&f, 17, word_hash(text, a->start, a->end));
	put(&f, 18, word_hash(text, z->start, z->end));
	put(&f, 19, (uint64_t)(z->letters < 3) << 3 | (a->letters < 3) << 2 | (z->letters > 9) << 1 | (a->letters > 9));
	put(&f, 20, z->letters > 3 ? word_hash(text, z->end - 2, z->end) : 0);
	put(&f, 21, (uint64_t)n << 16 | first << 8 | (a->start == 0 || before == '\n'));
	put(&f, 22, run->n);
	put(&f, 23, left ^ left2 * 31);
	put(&f, 24, right ^ right2 * 31);
	put(&f, 25, left2);
	put(&f, 26, right2);
	put(&f, 27, z->letters > 4 ? word_hash(text, z->end - 3, z->end) : 0);
	put(&f, 28, a->letters > 4 ? word_hash(text, a->end - 2, a->end) : 0);
	put(&f, 29, (uint64_t)first << 20 | last << 8 | before);
	put(&f, 30, (uint64_t)first << 20 | last << 8 | after);
	put(&f, 31, (uint64_t)n << 16 | (unsigned)(l[1] > l[0] && west_upper(text.p[l[0]])) << 1 | (l[1] == l[0]));
	return f.n;
}

/* ---- judgement ---- */

static float sum_of(const struct west_model *model, const uint32_t *row, unsigned n)
{
	float sum = 0;

	for (unsigned k = 0; k < n; k++)
		sum += model->weight[row[k]];
	return sum;
}

/* A title before pos: "Mr ", "Dr. ". */
static bool title_before(struct dc_span text, uint32_t pos)
{
	uint32_t end = pos, start;

	if (end < 3 || text.p[--end] != ' ')
		return false;
	end -= end > 0 && text.p[end - 1] == '.';
	start = end;
	while (start > 0 && end - start < 10 && west_letter(text.p[start - 1]))
		start--;
	return west_title(text, start, end);
}

static bool is_greeting(struct dc_span text, const struct west_token *t)
{
	static const char *const words[] = { "Dear", "Hi", "Hello", "Hey" };
	size_t n = t->end - t->start;

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (n == strlen(words[i]) && memcmp(text.p + t->start, words[i], n) == 0)
			return true;
	}
	return false;
}

static bool in_lists(const struct west_token *t)
{
	if (t->classes & LEX_ENGLISH_PROPER && !(t->classes & LEX_ENGLISH))
		return true;
	return t->classes & (LEX_WEST_GIVEN | LEX_WEST_SURNAME | LEX_ROMAJI_GIVEN | LEX_ROMAJI_SURNAME);
}

static bool reads_as(const struct west_token *t, unsigned cls)
{
	return t->letters >= 3 && t->classes & cls;
}

/* A reading long enough to be no word of another language by chance: the other word may then be one (Taro, Ken). */
static bool tells(const struct west_token *t)
{
	return t->letters >= 6 && !(t->classes & (LEX_ENGLISH | LEX_WEST_GIVEN | LEX_WEST_SURNAME));
}

/* Two words that are a surname's and a given name's reading, in either order. Readings are short and many, so words that
 * English has too do not count, and nor do names of Western lists. There is no labelled text of these: set by hand. */
static bool romaji(const struct west_token *a, const struct west_token *b, float *logodds)
{
	unsigned english = ((a->classes & LEX_ENGLISH) != 0) + ((b->classes & LEX_ENGLISH) != 0);
	unsigned western = ((a->classes & (LEX_WEST_GIVEN | LEX_WEST_SURNAME)) != 0) +
		((b->classes & (LEX_WEST_GIVEN | LEX_WEST_SURNAME)) != 0);
	bool order = reads_as(a, LEX_ROMAJI_SURNAME) && reads_as(b, LEX_ROMAJI_GIVEN);
	bool other = reads_as(a, LEX_ROMAJI_GIVEN) && reads_as(b, LEX_ROMAJI_SURNAME);
	bool telling;

	if ((!order && !other) || western == 2 || english == 2)
		return false;
	telling = (order && tells(a)) || (other && tells(b));
	*logodds = 2.4f - (telling ? 1.0f : 2.0f) * (float)english - 0.8f * (float)western - (a->letters + b->letters < 9 ? 1.2f : 0) -
		(a->capitals && b->capitals ? 0.5f : 0);
	return true;
}

/* "Smith, John" alone between quotation marks or on its line, as mail programs and lists write it. The labelled text has few. */
static bool filed(struct dc_span text, const struct west_run *run, unsigned from, unsigned to)
{
	const struct west_token *a = &run->token[from], *z = &run->token[to - 1];
	uint8_t before = a->start == 0 ? '\n' : text.p[a->start - 1], after = byte_at(text, z->end);

	return run->comma && from == 0 && to == run->n && to <= 3 && a->classes & LEX_WEST_SURNAME &&
		run->token[1].classes & LEX_WEST_GIVEN && (before == '"' || before == '\n') &&
		(after == '"' || after == '\n' || after == ';' || after == '\r');
}

/* Lists hold a part of all names: what a label or heading asks for and stands there alone may be of none, but no English word. */
static bool fills_value(struct dc_span text, const struct west_run *run, unsigned from, unsigned to)
{
	if ((from != 0 && !is_greeting(text, &run->token[from - 1])) || to != run->n || to - from > 3 || strchr("\n\r,;:(<\t\"|", byte_at(text, run->token[to - 1].end)) == NULL)
		return false;
	for (unsigned i = from; i < to; i++) {
		if (run->token[i].classes & LEX_ENGLISH || (run->token[i].letters < 3 && !run->token[i].initial))
			return false;
	}
	return true;
}

/* The line above ends a letter: Yours sincerely,. Who signs stands alone on this one. */
static bool signs(struct dc_span text, const struct west_run *run)
{
	static const char *const closings[] = { "sincerely,", "faithfully,", "regards,", "wishes,", "truly,", "respectfully,", "Cheers,", "Best,",
		"Sincerely,", "Regards,", "cordially," };
	uint32_t start = run->token[0].start, end = start, from;

	while (end > 0 && start - end < 8 && (text.p[end - 1] == '\n' || text.p[end - 1] == '\r'))
		end--;
	from = end > 40 ? end - 40 : 0;
	if (end == start || (byte_at(text, run->token[run->n - 1].end) != '\n' && byte_at(text, run->token[run->n - 1].end) != '\r'))
		return false;
	for (size_t i = 0; i < DC_ARRAY_LEN(closings); i++) {
		size_t n = strlen(closings[i]);

		if (end - from >= n && memcmp(text.p + end - n, closings[i], n) == 0)
			return run->n >= 2 && run->n <= 4 && !run->comma;
	}
	return false;
}

/* What the words say beyond the model, which has seen few names: "Farrell Electric", "Louis, Missouri", "Maria de la Cruz". */
static float remark(struct dc_span text, const struct west_run *run, unsigned from, unsigned to)
{
	if (west_no_person(text, &run->token[to - 1]) || (to < run->n && west_no_person(text, &run->token[to])))
		return PLACE_OR_FIRM;
	if (run->comma && from == 0 && to > 1 && (!in_lists(&run->token[0]) ||
		!(run->token[1].initial || run->token[1].classes & (LEX_WEST_GIVEN | LEX_ROMAJI_GIVEN))))
		return NOT_FILED;
	for (unsigned i = from + 1; i < to; i++) {
		if (!west_upper(text.p[run->token[i].start]) && text.p[run->token[i].start] < 0x80 && in_lists(&run->token[from]))
			return PARTICLE;
	}
	return 0;
}

static void weigh(const struct west_model *model, struct dc_span text, const struct west_run *run, unsigned from,
	unsigned to, bool asked, struct west_hit *hit)
{
	uint32_t row[WEST_FEATURES];
	unsigned n = west_features(text, run, from, to, row);
	const struct west_token *a = &run->token[from], *z = &run->token[to - 1];
	float by_reading;

	*hit = (struct west_hit){ .start = a->start, .end = z->end, .tokens = to - from };
	hit->logodds = model->slope * sum_of(model, row, n) + model->shift;
	hit->dictionary = in_lists(a) && in_lists(z);
	hit->logodds += remark(text, run, from, to);
	hit->person = a->classes & (LEX_WEST_GIVEN | LEX_WEST_SURNAME | LEX_ROMAJI_GIVEN | LEX_ROMAJI_SURNAME);
	hit->title = title_before(text, a->start) || (hit->tokens == 1 && west_addressed(text, a));
	if (hit->title && hit->tokens == 1)
		hit->logodds = hit->dictionary ? TITLED_LISTED : TITLED_OTHER;
	if (to - from == 2 && romaji(a, z, &by_reading)) {
		hit->romaji = true;
		hit->logodds = by_reading > hit->logodds ? by_reading : hit->logodds;
	}
	if (asked && to - from > 1 && fills_value(text, run, from, to) && hit->logodds < ASKED_FOR)
		hit->logodds = ASKED_FOR;
	if ((filed(text, run, from, to) || (from == 0 && to == run->n && to > 1 && signs(text, run))) && hit->logodds < FILED)
		hit->logodds = FILED;
	if (hit->end > hit->start && text.p[hit->end - 1] == '.' && to - from > 1)
		hit->end--;			/* a sentence's end, not the name's */
}

/* A word that stands before names and is part of none. */
static bool stands_before(struct dc_span text, const struct west_token *t)
{
	return west_title(text, t->start, t->end) || is_greeting(text, t);
}

/* What may be proposed, of words that are no titles: two and more of which one is listed; a single one behind a title or where it is
 * asked for. */
static bool may_be(struct dc_span text, const struct west_run *run, unsigned from, unsigned to, bool asked)
{
	bool listed = false;

	for (unsigned i = from; i < to && !listed; i++)
		listed = in_lists(&run->token[i]);
	if (run->token[to - 1].initial || (run->comma && from == 0 && to == 1 && !asked))
		return false;
	if (to - from == 1)
		return title_before(text, run->token[from].start) || west_addressed(text, &run->token[from]) ||
			(asked && (listed || fills_value(text, run, from, to)));
	if (asked && fills_value(text, run, from, to))
		return true;
	if (listed && !(run->token[from].initial && to - from == 2 && !in_lists(&run->token[to - 1])))
		return true;
	return from == 0 && title_before(text, run->token[from].start);		/* Mr. J. R. Hartley, in no list */
}

/* No list has all names: of "Katherine Polk Failla" and "José Manuel Albares" the rest of the run belongs to what was found,
 * if it is no English word, no place and no firm. */
static void stretch(struct dc_span text, const struct west_run *run, struct west_hit *hit)
{
	unsigned next = 0;

	while (next < run->n && run->token[next].start < hit->end)
		next++;
	if (run->comma || next == run->n || run->n - next > 2 || next == 0 || hit->tokens + (run->n - next) > WEST_SPAN_MOST)
		return;
	for (unsigned i = next; i < run->n; i++) {
		const struct west_token *t = &run->token[i];

		if (t->classes & LEX_ENGLISH || (t->letters < 4 && !t->initial) || t->capitals || west_no_person(text, t) || west_title(text, t->start, t->end))
			return;
	}
	if (run->token[run->n - 1].initial)
		return;
	hit->end = run->token[run->n - 1].end;
	hit->tokens += run->n - next;
}

bool west_judge(const struct west_model *model, struct dc_span text, const struct west_run *run, bool asked,
	struct west_hit *out)
{
	bool found = false;

	if (run->cut)
		return false;
	for (unsigned from = 0; from < run->n; from++) {
		for (unsigned to = from + 1; to <= run->n && to - from <= WEST_SPAN_MOST; to++) {
			struct west_hit hit;

			if (stands_before(text, &run->token[to - 1]))
				break;
			if (!may_be(text, run, from, to, asked))
				continue;
			weigh(model, text, run, from, to, asked, &hit);
			if (!found || hit.logodds > out->logodds)
				*out = hit;
			found = true;
		}
	}
	if (found && (out->tokens > 1 || out->title) && out->person)
		stretch(text, run, out);
	return found;
}

bool name_west_at(const struct lexicon *lx, struct dc_span text, uint32_t pos, bool asked, struct west_hit *out)
{
	struct west_run run;

	return west_run_at(lx, text, pos, &run) && west_judge(&names_west_model, text, &run, asked, out);
}

#define CUT_BYTES_MOST 4096

/* Reads on in a run with more words than fit: capitalised words of ASCII letters with one space between, the plainest form.
 * A word with four such before and behind it is in the middle of as many as are read around one, and more follow. */
static void note_cut(struct west_memo *memo, struct dc_span text, const struct west_run *run)
{
	enum { HALF = WEST_TOKENS_MOST / 2 };
	uint32_t start[HALF + 1] = { 0 }, pos = run->token[0].start;
	uint32_t most = text.n - pos < CUT_BYTES_MOST ? (uint32_t)text.n : pos + CUT_BYTES_MOST;
	uint32_t fifth = 0;
	unsigned words = 0;

	while (pos < most && text.p[pos] < 0x80 && west_upper(text.p[pos])) {
		uint32_t end = pos + 1;

		while (end < most && end - pos < WORD_MOST && text.p[end] < 0x80 && west_letter(text.p[end]))
			end++;
		if (end + 1 >= most || text.p[end] != ' ' || end - pos < 2)
			break;
		if (words == HALF)
			fifth = pos;
		start[words++ % DC_ARRAY_LEN(start)] = pos;
		pos = end + 1;
	}
	if (words > 2 * HALF) {
		memo->cut_from = fifth;
		memo->cut_until = start[words % DC_ARRAY_LEN(start)];
	}
}

bool name_west_again(struct west_memo *memo, const struct lexicon *lx, struct dc_span text, uint32_t pos, bool asked,
	struct west_hit *out)
{
	if (memo == NULL)
		return name_west_at(lx, text, pos, asked, out);
	if (memo->text != text.p || memo->n != text.n || memo->pos != pos || memo->asked != asked) {
		struct west_run run;
		bool any = west_run_at(lx, text, pos, &run);

		*memo = (struct west_memo){ .text = text.p, .n = text.n, .pos = pos, .asked = asked };
		memo->found = any && west_judge(&names_west_model, text, &run, asked, &memo->hit);
		if (any && run.cut)
			note_cut(memo, text, &run);
	}
	*out = memo->hit;
	return memo->found;
}
