/* window.c -- memory for texts, and sliding along them. */
#include "window.h"

#include "daicho/text.h"

#include <stdlib.h>
#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#define CAP (DC_TEXT_MOST + 1)		/* one over: dc_buf asks for it */
#define KEPT 4

static _Thread_local uint8_t *kept[KEPT];
static _Thread_local size_t n_kept;

bool window_open(struct dc_buf *b)
{
	uint8_t *block = n_kept > 0 ? kept[--n_kept] : malloc(CAP + 2 * DC_TEXT_PAD);

	if (block == NULL)
		return false;
	memset(block, 0, DC_TEXT_PAD);
	*b = (struct dc_buf){ .p = block + DC_TEXT_PAD, .cap = CAP, .limit = DC_TEXT_MOST };
	return true;
}

static void release(uint8_t *block)
{
	explicit_bzero(block, CAP + 2 * DC_TEXT_PAD);
	free(block);
}

void window_close(struct dc_buf *b)
{
	if (b->p == NULL)
		return;
	if (n_kept < KEPT)
		kept[n_kept++] = b->p - DC_TEXT_PAD;
	else
		release(b->p - DC_TEXT_PAD);
	*b = (struct dc_buf){ 0 };
}

void window_free_kept(void)
{
	while (n_kept > 0)
		release(kept[--n_kept]);
}

static void map_drop(struct dc_map *map, size_t n)
{
	uint64_t stored = dc_map_stored(map, n);
	size_t first = 0;

	while (first < map->n && map->runs[first].text <= n)
		first++;
	if (first == 0) {		/* all runs stand behind n; before them is identity */
		map->base += n;
	} else {
		map->runs[first - 1].text = (uint32_t)n;
		map->runs[first - 1].stored = stored;
		first--;
	}
	map->n -= first;
	memmove(map->runs, map->runs + first, map->n * sizeof *map->runs);
	for (size_t i = 0; i < map->n; i++)
		map->runs[i].text -= (uint32_t)n;
	if (map->n == 1 && map->runs[0].text == 0 && map->runs[0].text_step == 1 && map->runs[0].stored_step == 1)
		dc_map_clear(map, map->runs[0].stored);
}

void window_drop(struct dc_buf *b, struct dc_map *map, size_t n)
{
	if (n == 0)
		return;
	if (map->n == 0)
		map->base += n;
	else
		map_drop(map, n);
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

size_t window_char(const struct dc_buf *b, size_t at)
{
	if (at >= b->n)
		return b->n;
	for (int k = 0; k < 3 && at > 0 && (b->p[at] & 0xc0) == 0x80; k++)
		at--;
	return at;
}

uint64_t window_lines(const uint8_t *p, size_t n)
{
	uint64_t lines = 0;
	size_t i = 0;

#if defined(__x86_64__)
	const __m128i nl = _mm_set1_epi8('\n');

	for (; i + 64 <= n; i += 64) {
		uint64_t bits = 0;

		for (unsigned k = 0; k < 4; k++) {
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i + k * 16));

			bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, nl)) << (k * 16);
		}
		lines += (unsigned)__builtin_popcountll(bits);
	}
#endif
	for (; i < n; i++)
		lines += p[i] == '\n';
	return lines;
}
