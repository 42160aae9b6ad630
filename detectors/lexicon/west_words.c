/* west_words.c -- see west_words.h. */
#include "west_words.h"

#include <string.h>

#include "daicho/status.h"
#include "utf8.h"

#define LETTER(c) (1u << ((c) - 'a'))
#define FIRST_OF_PARTICLES (LETTER('a') | LETTER('b') | LETTER('d') | LETTER('e') | LETTER('i') | LETTER('l') | LETTER('t') | LETTER('v') | LETTER('z'))
#define WORD(w) { w, sizeof w - 1 }
struct word {
	char text[14];
	uint8_t n;
};

bool west_upper(uint32_t c)
{
	bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);	/* there capitals have odd numbers */

	return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x100 && c <= 0x17f && (c & 1) == odd);
}

bool west_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0x17f && c != 0xd7 && c != 0xf7);
}

static uint32_t particle(struct dc_span text, uint32_t pos)
{
	static const struct word words[] = { WORD("van "), WORD("von "), WORD("de "), WORD("del "), WORD("della "), WORD("der "), WORD("den "),
		WORD("di "), WORD("da "), WORD("dos "), WORD("du "), WORD("la "), WORD("le "), WORD("bin "), WORD("ibn "), WORD("al-"),
		WORD("el-"), WORD("ter "), WORD("af "), WORD("d'"), WORD("zu ") };

	if (pos >= text.n || text.p[pos] < 'a' || text.p[pos] > 'z' || (1u << (text.p[pos] - 'a') & FIRST_OF_PARTICLES) == 0)
		return 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (text.p[pos] == (uint8_t)words[i].text[0] && text.n - pos > words[i].n && text.p[pos + 1] == (uint8_t)words[i].text[1] &&
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
	static const struct word words[] = {
		WORD("Street"), WORD("St"), WORD("Road"), WORD("Rd"), WORD("Avenue"), WORD("Ave"), WORD("Lane"), WORD("Drive"),
		WORD("Boulevard"), WORD("Blvd"), WORD("Park"), WORD("Square"), WORD("Plaza"), WORD("Station"), WORD("Airport"),
		WORD("Hall"), WORD("House"), WORD("Hotel"), WORD("Inn"), WORD("Restaurant"), WORD("Cafe"), WORD("Bar"), WORD("Club"),
		WORD("School"), WORD("College"), WORD("University"), WORD("Institute"), WORD("Hospital"), WORD("Church"), WORD("Center"),
		WORD("Centre"), WORD("Tower"), WORD("Building"), WORD("Bridge"), WORD("River"), WORD("Lake"), WORD("Island"),
		WORD("County"), WORD("City"), WORD("Town"), WORD("Valley"), WORD("Beach"), WORD("Bay"), WORD("Inc"), WORD("Ltd"),
		WORD("LLC"), WORD("Corp"), WORD("Corporation"), WORD("Company"), WORD("Group"), WORD("Bank"), WORD("Partners"),
		WORD("Associates"), WORD("Foundation"), WORD("Press"), WORD("Records"), WORD("Motors"), WORD("Motorsports"),
		WORD("Electric"), WORD("Systems"), WORD("Software"), WORD("Technologies"), WORD("Solutions"), WORD("Services"),
		WORD("Industries"), WORD("Holdings"), WORD("Award"), WORD("Prize"), WORD("Cup"), WORD("Trophy"), WORD("Museum"),
		WORD("Library"), WORD("Theatre"), WORD("Theater"), WORD("Stadium"), WORD("Games"), WORD("Day"), WORD("Act"),
		WORD("License"), WORD("Metro"), WORD("Airlines"), WORD("Times"), WORD("Post"), WORD("Journal") };
	uint32_t n = t->end - t->start;

	n -= n > 1 && text.p[t->end - 1] == '.';
	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (words[i].n == n && text.p[t->start] == (uint8_t)words[i].text[0] && memcmp(words[i].text, text.p + t->start, n) == 0)
			return true;
	}
	return false;
}
