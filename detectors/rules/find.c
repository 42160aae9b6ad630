/* find.c -- one Vectorscan pass says where a rule may have matched; PCRE2 looks there and says what.
 *
 * Vectorscan gives ends. No match is longer than MATCH_MOST, so the one that ends at `to` begins in the MATCH_MOST bytes
 * before it; what was looked through is not looked through again, so the work is linear in the text for each rule. */
#include "rule.h"

#include "utf8.h"

#include <stdlib.h>

#define STEPS_MOST 100000u		/* PCRE2's match limit: a pattern that backtracks more is given up at this place */

struct rules_scan {
	const struct rules *rules;
	hs_scratch_t *scratch;
	pcre2_match_data *data;
	pcre2_match_context *context;
	struct dc_buf clean;		/* the text with malformed bytes blanked, if it has any */
	uint32_t seen[RULES_MOST];	/* every match that begins before this byte is known */
	size_t given_up;
	const char *given_up_id;	/* of the first kind that was */
	/* of the text at hand: */
	const struct dc_text *text;
	struct dc_span bytes;
	const bool *wanted;
	struct candidates *out;
	enum dc_status status;
};

enum dc_status rules_scan_new(const struct rules *rules, struct rules_scan **out, struct dc_error *err)
{
	struct rules_scan *s = calloc(1, sizeof *s);

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "users' kinds");
	s->rules = rules;
	dc_buf_init(&s->clean, DC_TEXT_MOST);
	s->data = pcre2_match_data_create(64, NULL);
	s->context = pcre2_match_context_create(NULL);
	if (s->data == NULL || s->context == NULL ||
	    (rules->db != NULL && hs_alloc_scratch(rules->db, &s->scratch) != HS_SUCCESS)) {
		rules_scan_free(s);
		return dc_fail(err, DC_ENOMEM, "users' kinds");
	}
	pcre2_set_match_limit(s->context, STEPS_MOST);
	*out = s;
	return DC_OK;
}

void rules_scan_free(struct rules_scan *s)
{
	if (s == NULL)
		return;
	hs_free_scratch(s->scratch);
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
	dc_buf_done(&s->clean);
	free(s);
}

size_t rules_given_up(const struct rules_scan *s, const char **id)
{
	*id = s->given_up_id;
	return s->given_up;
}

/* Vectorscan must see well-formed UTF-8 alone; a malformed byte becomes a blank of one byte, so places stay. */
static enum dc_status clean_text(struct rules_scan *s, struct dc_span text)
{
	s->bytes = text;
	if (dc_utf8_valid(text))
		return DC_OK;
	dc_buf_clear(&s->clean);
	if (dc_buf_add(&s->clean, text.p, text.n) != DC_OK)
		return DC_ENOMEM;
	for (size_t i = 0; i < text.n; ) {
		uint32_t c;
		size_t n = utf8_read(text.p + i, text.n - i, &c);

		if (n == 0)
			s->clean.p[i++] = ' ';
		i += n;
	}
	s->bytes = (struct dc_span){ s->clean.p, s->clean.n };
	return DC_OK;
}

/* The cell that byte `at` lies in; the whole text in prose. False: between cells. */
static bool bounds(const struct dc_text *t, uint32_t at, uint32_t *floor, uint32_t *ceiling, uint32_t *cell)
{
	size_t lo = 0, hi = t->n_cells;

	*floor = 0;
	*ceiling = (uint32_t)t->bytes.n;
	*cell = UINT32_MAX;
	if (t->form != DC_TABLE)
		return true;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->cells[mid].start <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0 || t->cells[lo - 1].end <= at)
		return false;
	*floor = t->cells[lo - 1].start;
	*ceiling = t->cells[lo - 1].end;
	*cell = (uint32_t)lo - 1;
	return true;
}

/* Widths folded, blanks and hyphens out: two spellings of one number are one value. */
static struct dc_span normalise(struct dc_span v, uint8_t out[DC_VALUE_MOST + 4])
{
	size_t n = 0, i = 0;

	while (i < v.n && n < DC_VALUE_MOST) {
		uint32_t c;
		size_t k = utf8_read(v.p + i, v.n - i, &c);

		if (k == 0) {
			c = v.p[i] & 0x7f;
			k = 1;
		}
		i += k;
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xfee0;
		if (c != ' ' && c != '-' && c != 0x3000 && c != 0x2010 && c != 0x2212)
			n += utf8_write(c, out + n);
	}
	return (struct dc_span){ out, n };
}

static void propose(struct rules_scan *s, const struct rule *rule, uint32_t start, uint32_t end, uint32_t cell)
{
	uint8_t room[DC_VALUE_MOST + 4];
	struct dc_span value = normalise(dc_span_cut(s->bytes, start, end), room);
	struct candidate *c;

	for (size_t i = 0; i < rule->n_checks; i++)
		if (!rule->checks[i](value))
			return;
	s->status = candidates_add(s->out, &rule->detector.kind, start, end, value, &c);
	if (s->status != DC_OK)
		return;
	c->cell = cell;
	c->checked = rule->n_checks > 0;
	candidate_weigh(c, DC_E_user_rule, rule->logodds);
}

/* Looks for matches of the rule that begin in [from, to]; nothing outside [floor, ceiling) is seen. Returns up to where every
 * match is known: `to`, or behind the last match if that ends later. */
static uint32_t confirm(struct rules_scan *s, const struct rule *rule, uint32_t from, uint32_t to, uint32_t floor, uint32_t ceiling,
	uint32_t cell)
{
	const uint8_t *subject = s->bytes.p + floor;
	size_t n = ceiling - to > MATCH_MOST ? to + MATCH_MOST - floor : ceiling - floor;

	while (from <= to && s->status == DC_OK) {
		int found = pcre2_match(rule->code, subject, n, from - floor, PCRE2_NOTEMPTY, s->data, s->context);
		const PCRE2_SIZE *at = pcre2_get_ovector_pointer(s->data);
		size_t start, end;

		if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_HEAPLIMIT) {
			s->given_up++;
			s->given_up_id = s->given_up_id == NULL ? rule->detector.kind.id : s->given_up_id;
		}
		if (found < 0 || at[1] <= at[0])
			break;
		start = at[2 * rule->group];
		end = at[2 * rule->group + 1];
		if (at[0] + floor > to)
			break;
		if (found > (int)rule->group && start != PCRE2_UNSET && end > start && at[1] - at[0] <= MATCH_MOST)
			propose(s, rule, floor + (uint32_t)start, floor + (uint32_t)end, cell);
		from = floor + (uint32_t)at[1];
	}
	return from > to ? from : to;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
	struct rules_scan *s = context;
	uint32_t end = (uint32_t)to, floor, ceiling, cell, start;

	(void)from;
	(void)flags;
	if ((s->wanted != NULL && !s->wanted[id]) || end == 0 || end <= s->seen[id])
		return 0;
	if (!bounds(s->text, end - 1, &floor, &ceiling, &cell))
		return 0;
	start = end > MATCH_MOST ? end - MATCH_MOST : 0;
	if (start < s->seen[id])
		start = s->seen[id];
	if (start < floor)
		start = floor;
	s->seen[id] = confirm(s, &s->rules->at[id], start, end, floor, ceiling, cell);
	return s->status != DC_OK;
}

enum dc_status rules_find(const struct rules *rules, struct rules_scan *s, const struct dc_text *text, const bool *wanted,
	struct candidates *out, struct dc_error *err)
{
	hs_error_t e;

	if (rules->db == NULL || text->bytes.n == 0)
		return DC_OK;
	memset(s->seen, 0, sizeof s->seen);
	s->text = text;
	s->wanted = wanted;
	s->out = out;
	s->status = clean_text(s, text->bytes);
	if (s->status != DC_OK)
		return dc_fail(err, s->status, "users' kinds");
	e = hs_scan(rules->db, (const char *)s->bytes.p, (unsigned)s->bytes.n, 0, s->scratch, on_match, s);
	if (s->status != DC_OK)
		return dc_fail(err, s->status, "users' kinds");
	return e == HS_SUCCESS || e == HS_SCAN_TERMINATED ? DC_OK : dc_fail(err, DC_EBUG, "users' kinds: Vectorscan says %d", (int)e);
}
