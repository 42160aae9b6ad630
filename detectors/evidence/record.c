/* record.c -- blank lines, rules and time stamps part records; a second person's name begins one (see evidence.c). */
#include "record.h"

#define FAR 800u			/* bytes of other text: no longer one form */
#define PERSON_NEAR 1.2f
#define NO_PERSON (-1.0f)
#define NO_PERSON_MOST 0.2f		/* log-odds: a word of special care without a person stays low (facts §7) */
#define OF_NOBODY (-8.0f)		/* hours, grades, messages: without a person they say nothing of one */
#define NEIGHBOURS 0.8f
#define PLACE_OF_NOBODY (-1.6f)

/* "2026-04-01", "[2026/04/01", "Apr  1 12:00": a log's line. */
static bool begins_like_log(const uint8_t *p, const uint8_t *end)
{
	if (p < end && (*p == '[' || *p == '<'))
		p++;
	if (end - p < 8)
		return false;
	for (int i = 0; i < 4; i++)
		if (p[i] < '0' || p[i] > '9')
			return p[3] == ' ' && p[0] >= 'A' && p[0] <= 'S' && p[1] >= 'a' && p[2] >= 'a';
	return p[4] == '-' || p[4] == '/' || p[4] == '.';
}

/* A line of nothing, or of one mark repeated. */
static bool parts(const uint8_t *p, const uint8_t *end)
{
	const uint8_t *first;

	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '>'))
		p++;
	while (end > p && (end[-1] == ' ' || end[-1] == '\r' || end[-1] == '\t'))
		end--;
	if (p == end)
		return true;
	if (end - p < 2 || strchr("-=*_~#", *p) == NULL)
		return false;
	for (first = p; p < end; p++)
		if (*p != *first)
			return false;
	return true;
}

bool record_breaks(const struct dc_text *text, uint32_t before_end, uint32_t behind_start)
{
	const uint8_t *p = text->bytes.p + before_end, *end = text->bytes.p + behind_start, *line;

	if (behind_start - before_end > FAR)
		return true;
	line = memchr(p, '\n', (size_t)(end - p));
	while (line != NULL) {
		const uint8_t *next = memchr(line + 1, '\n', (size_t)(end - line - 1));

		if (next != NULL && parts(line + 1, next))
			return true;
		if (begins_like_log(line + 1, text->bytes.p + text->bytes.n))
			return true;
		line = next;
	}
	return false;
}

unsigned record_shows(const struct candidate *c, const struct profiles *profiles)
{
	uint16_t kind = profile_of(profiles, c->kind);

	return kind != NO_PROFILE && candidate_logodds(c) > 0 ? profiles->at[kind].traits & (KIND_PERSON | KIND_NAME) : 0;
}

void record_weigh(struct candidate *const *c, size_t n, const struct profiles *profiles)
{
	unsigned all = 0;

	for (size_t i = 0; i < n; i++)
		all |= record_shows(c[i], profiles);
	for (size_t i = 0; i < n; i++) {
		uint16_t kind = profile_of(profiles, c[i]->kind);
		unsigned traits = kind == NO_PROFILE ? 0 : profiles->at[kind].traits;
		float sum = candidate_logodds(c[i]);

		if (traits & KIND_SPECIAL && all & KIND_PERSON)
			candidate_weigh(c[i], DC_E_person_near, PERSON_NEAR);
		else if (traits & KIND_SPECIAL)
			candidate_weigh(c[i], DC_E_no_person, sum + NO_PERSON > NO_PERSON_MOST ? NO_PERSON_MOST - sum : NO_PERSON);
		else if (traits & KIND_OF_PERSON)
			candidate_weigh(c[i], all & KIND_PERSON ? DC_E_person_near : DC_E_no_person,
				all & KIND_PERSON ? PERSON_NEAR : OF_NOBODY);
		else if (traits & KIND_WITH_PERSON && !(all & KIND_PERSON))
			candidate_weigh(c[i], DC_E_no_person, PLACE_OF_NOBODY);
		else if (kind != NO_PROFILE && profiles->at[kind].beside_person != NULL && all & KIND_PERSON)
			c[i]->category = profiles->at[kind].beside_person;
		else if (traits & KIND_QUASI && all & KIND_NAME)
			candidate_weigh(c[i], DC_E_row_neighbours, NEIGHBOURS);
	}
}
