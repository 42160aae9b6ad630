/* place.c -- counting newlines and code points, sixteen bytes at a time where the machine can. */
#include "place.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static size_t count_newlines(const uint8_t *p, size_t n)
{
	size_t sum = 0, i = 0;

#ifdef __SSE2__
	const __m128i nl = _mm_set1_epi8('\n');

	for (; i + 16 <= n; i += 16) {
		__m128i hit = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i)), nl);

		sum += (size_t)__builtin_popcount((unsigned)_mm_movemask_epi8(hit));
	}
#endif
	for (; i < n; i++)
		sum += p[i] == '\n';
	return sum;
}

/* Bytes that begin a code point: all but 10xxxxxx, which are the signed bytes below -64. */
static size_t count_points(const uint8_t *p, size_t n)
{
	size_t sum = 0, i = 0;

#ifdef __SSE2__
	const __m128i edge = _mm_set1_epi8(-65);

	for (; i + 16 <= n; i += 16) {
		__m128i lead = _mm_cmpgt_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + i)), edge);

		sum += (size_t)__builtin_popcount((unsigned)_mm_movemask_epi8(lead));
	}
#endif
	for (; i < n; i++)
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
