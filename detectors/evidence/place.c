/* place.c -- counting newlines and code points, sixteen bytes at a time where the machine can. */
#include "place.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#ifdef __SSE2__
#define LANE_MOST 255			/* what a lane of eight bits can count to */

/* How many of n * 16 bytes from p on are newlines (or, with points, begin a code point: the signed bytes from -64 on). */
static size_t count_lanes(const uint8_t *p, size_t n, bool points)
{
	const __m128i nl = _mm_set1_epi8('\n'), edge = _mm_set1_epi8(-65), zero = _mm_setzero_si128();
	__m128i sum = zero;

	while (n > 0) {
		size_t now = n < LANE_MOST ? n : LANE_MOST;
		__m128i lanes = zero;

		n -= now;
		for (; now > 0; now--, p += 16) {
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);

			lanes = _mm_sub_epi8(lanes, points ? _mm_cmpgt_epi8(v, edge) : _mm_cmpeq_epi8(v, nl));
		}
		sum = _mm_add_epi64(sum, _mm_sad_epu8(lanes, zero));
	}
	return (size_t)_mm_cvtsi128_si64(sum) + (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sum, sum));
}
#else
static size_t count_lanes(const uint8_t *p, size_t n, bool points)
{
	size_t sum = 0;

	for (size_t i = 0; i < n * 16; i++)
		sum += points ? (p[i] & 0xc0) != 0x80 : p[i] == '\n';
	return sum;
}
#endif

static size_t count_newlines(const uint8_t *p, size_t n)
{
	size_t sum = count_lanes(p, n / 16, false);

	for (size_t i = n & ~(size_t)15; i < n; i++)
		sum += p[i] == '\n';
	return sum;
}

/* Bytes that begin a code point: all but 10xxxxxx. */
static size_t count_points(const uint8_t *p, size_t n)
{
	size_t sum = count_lanes(p, n / 16, true);

	for (size_t i = n & ~(size_t)15; i < n; i++)
		sum += (p[i] & 0xc0) != 0x80;
	return sum;
}

static uint32_t clip(uint64_t n)
{
	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

void place_begin(struct place *p, const struct dc_text *text, uint32_t carried)
{
	*p = (struct place){ .text = text->bytes.p, .line = text->first_line };
	if (text->page == 0)
		p->carried = carried;
	else if (memrchr(text->bytes.p, '\n', text->page) == NULL)
		p->carried = clip((uint64_t)carried > count_points(text->bytes.p, text->page) ?
			carried - count_points(text->bytes.p, text->page) : 0);
}

void place_find(struct place *p, size_t at, uint64_t *line, uint32_t *col)
{
	const uint8_t *nl;

	if (p->line == 0) {
		*line = 0;
		*col = 0;
		return;
	}
	if (at > p->at) {
		nl = memrchr(p->text + p->at, '\n', at - p->at);
		if (nl != NULL) {
			p->line += count_newlines(p->text + p->at, at - p->at);
			p->line_start = p->counted_to = (size_t)(nl - p->text) + 1;
			p->counted = 0;
			p->carried = 0;
		}
		p->at = at;
	}
	if (at > p->counted_to) {
		p->counted = clip((uint64_t)p->counted + count_points(p->text + p->counted_to, at - p->counted_to));
		p->counted_to = at;
	}
	*line = p->line;
	*col = clip((uint64_t)p->carried + p->counted + 1);
}

uint32_t place_end(const struct dc_text *text, uint32_t carried)
{
	const uint8_t *page = text->bytes.p + text->page, *nl;
	size_t n = text->page_end - text->page;

	if (text->first_line == 0)
		return 0;
	nl = memrchr(page, '\n', n);
	if (nl != NULL)
		return clip(count_points(nl + 1, (size_t)(page + n - nl) - 1));
	if (text->page > 0) {
		nl = memrchr(text->bytes.p, '\n', text->page);
		if (nl != NULL)
			return clip(count_points(nl + 1, (size_t)(page + n - nl) - 1));
	}
	return clip((uint64_t)carried + count_points(page, n));
}
