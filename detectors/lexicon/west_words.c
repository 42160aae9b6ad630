/* west_words.c -- see west_words.h. */
#include "west_words.h"

#include <string.h>

#include "daicho/status.h"
#include "utf8.h"
#include "word_list.h"

#define LETTER(c) (1u << ((c) - 'a'))
#define QUOTE (1u << 26)
#define WORD(w) { w, sizeof w - 1 }
struct word {
	char text[14];
	uint8_t n;
};

/* Whether what stands here may be a particle, by its first letters and the place of its end: turns nearly all words of a text away.
 * Six bytes are read. */
static bool begins_particle(const uint8_t *p)
{
	static const uint32_t second[26] = {
		['a' - 'a'] = LETTER('f') | LETTER('l'), ['b' - 'a'] = LETTER('i'),
		['d' - 'a'] = LETTER('a') | LETTER('e') | LETTER('i') | LETTER('o') | LETTER('u') | QUOTE, ['e' - 'a'] = LETTER('l'),
		['i' - 'a'] = LETTER('b'), ['l' - 'a'] = LETTER('a') | LETTER('e'), ['t' - 'a'] = LETTER('e'),
		['v' - 'a'] = LETTER('a') | LETTER('o'), ['z' - 'a'] = LETTER('u') };
	unsigned first = p[0] - 'a', next = p[1] == '\'' ? 26u : (unsigned)(p[1] - 'a');

	if (first >= 26 || next > 26 || (second[first] >> next & 1) == 0)
		return false;
	return next == 26 || p[2] == ' ' || p[2] == '-' || p[3] == ' ' || p[5] == ' ';
}

static uint32_t particle(struct dc_span text, uint32_t pos)
{
	static const struct word words[] = { WORD("van "), WORD("von "), WORD("de "), WORD("del "), WORD("della "), WORD("der "), WORD("den "),
		WORD("di "), WORD("da "), WORD("dos "), WORD("du "), WORD("la "), WORD("le "), WORD("bin "), WORD("ibn "), WORD("al-"),
		WORD("el-"), WORD("ter "), WORD("af "), WORD("d'"), WORD("zu ") };

	if (pos >= text.n || (text.n - pos >= 6 && !begins_particle(text.p + pos)))
		return 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (text.p[pos] == (uint8_t)words[i].text[0] && text.n - pos > words[i].n &&
		    memcmp(text.p + pos, words[i].text, words[i].n) == 0)
			return words[i].n;
	}
	return 0;
}

uint32_t west_particles(struct dc_span text, uint32_t pos)
{
	uint32_t n = particle(text, pos), c;

	if (n > 0)
		n += particle(text, pos + n);		/* de la, van der */
	return n > 0 && utf8_read(text.p + pos + n, text.n - pos - n, &c) > 0 && west_upper(c) ? n : 0;
}

bool west_title(struct dc_span text, uint32_t start, uint32_t end)
{
	static const struct word titles[] = { WORD("Mr"), WORD("Mrs"), WORD("Ms"), WORD("Dr"), WORD("Prof"), WORD("Professor"), WORD("Sir"),
		WORD("Miss"), WORD("Madame"), WORD("Mme"), WORD("Herr"), WORD("Frau"), WORD("Mx"), WORD("Rev"), WORD("Capt"), WORD("Sgt"),
		WORD("Senator"), WORD("Judge"), WORD("Monsieur"), WORD("Signor"), WORD("Signora"), WORD("President"), WORD("Minister"),
		WORD("Chancellor"), WORD("Sergeant"), WORD("Captain"), WORD("Lt"), WORD("Col"), WORD("Gen") };
	/* First letters by length: turns most words away. */
	static const uint32_t first[] = { 0, 0, LETTER('d') | LETTER('l') | LETTER('m'),
		LETTER('c') | LETTER('g') | LETTER('m') | LETTER('r') | LETTER('s'),
		LETTER('c') | LETTER('f') | LETTER('h') | LETTER('m') | LETTER('p'), LETTER('j'), LETTER('m') | LETTER('s'),
		LETTER('c') | LETTER('s'), LETTER('m') | LETTER('s'), LETTER('p'), LETTER('c') };
	uint32_t n = end - start;

	if (n >= DC_ARRAY_LEN(first) || text.p[start] < 'A' || text.p[start] > 'Z' || (first[n] & 1u << (text.p[start] - 'A')) == 0)
		return false;
	for (size_t i = 0; i < DC_ARRAY_LEN(titles); i++) {
		if (titles[i].n == n && titles[i].text[0] == (char)text.p[start] && memcmp(text.p + start, titles[i].text, n) == 0)
			return true;
	}
	return false;
}

static bool stands_at(struct dc_span text, uint32_t pos, const char *word)
{
	size_t n = strlen(word);

	return pos <= text.n && text.n - pos >= n && memcmp(text.p + pos, word, n) == 0;
}

bool west_addressed(struct dc_span text, const struct west_token *t)
{
	static const char *const greetings[] = { "Hi ", "Hello ", "Hey ", "Dear ", "Thanks ", "Thanks, ", "Cheers, ", "Regards, " };
	static const char *const marks[] = { "-san", "-sama", "-sensei", "-kun" };
	bool given = t->classes & (LEX_WEST_GIVEN | LEX_ROMAJI_SURNAME | LEX_ROMAJI_GIVEN) &&
		(!(t->classes & LEX_ENGLISH) || t->classes & LEX_ENGLISH_PROPER);

	for (size_t i = 0; i < DC_ARRAY_LEN(marks); i++) {
		if (stands_at(text, t->end, marks[i]))
			return t->classes & (LEX_ROMAJI_SURNAME | LEX_ROMAJI_GIVEN | LEX_WEST_GIVEN | LEX_WEST_SURNAME);
	}
	for (size_t i = 0; given && i < DC_ARRAY_LEN(greetings); i++) {
		size_t n = strlen(greetings[i]);

		if (t->start >= n && stands_at(text, t->start - (uint32_t)n, greetings[i]))
			return t->end == text.n || strchr(",:!.\n\r", text.p[t->end]) != NULL;
	}
	return false;
}

bool west_no_person(struct dc_span text, const struct west_token *t)
{
	static const char *const words[26] = {
		['A' - 'A'] = "Avenue Ave Airport Associates Award Act Airlines ",
		['B' - 'A'] = "Boulevard Blvd Bar Building Bridge Beach Bay Bank ",
		['C' - 'A'] = "Cafe Club College Church Center Centre County City Corp Corporation Company Cup ",
		['D' - 'A'] = "Drive Day ", ['E' - 'A'] = "Electric ", ['F' - 'A'] = "Foundation ",
		['G' - 'A'] = "Group Games ", ['H' - 'A'] = "Hall House Hotel Hospital Holdings ",
		['I' - 'A'] = "Inn Institute Island Inc Industries ", ['J' - 'A'] = "Journal ",
		['L' - 'A'] = "Lane Lake Ltd LLC Library License ", ['M' - 'A'] = "Motors Motorsports Museum Metro ",
		['P' - 'A'] = "Park Plaza Partners Press Prize Post ",
		['R' - 'A'] = "Road Rd Restaurant River Records ",
		['S' - 'A'] = "Street St Square Station School Systems Software Solutions Services Stadium ",
		['T' - 'A'] = "Tower Town Technologies Trophy Theatre Theater Times ", ['U' - 'A'] = "University ",
		['V' - 'A'] = "Valley " };
	uint32_t end = t->end - (t->end - t->start > 1 && text.p[t->end - 1] == '.');
	unsigned first = text.p[t->start] - 'A';

	return first < 26 && words_has(words[first], dc_span_cut(text, t->start, end));
}
