/* map.c -- runs of equal step, found by binary search. */
#include "daicho/map.h"

#include <stdlib.h>

void dc_map_done(struct dc_map *map)
{
	free(map->runs);
	*map = (struct dc_map){ 0 };
}

void dc_map_clear(struct dc_map *map, uint64_t base)
{
	map->n = 0;
	map->base = base;
}

static uint64_t within(const struct dc_map_run *r, size_t text)
{
	return r->stored + (text - r->text) / r->text_step * r->stored_step;
}

enum dc_status dc_map_add(struct dc_map *map, size_t text, uint64_t stored, unsigned text_step, unsigned stored_step)
{
	struct dc_map_run *last = map->n == 0 ? NULL : &map->runs[map->n - 1];

	if (last != NULL && last->text_step == text_step && last->stored_step == stored_step && text >= last->text &&
	    (text - last->text) % text_step == 0 && within(last, text) == stored)
		return DC_OK;
	if (last != NULL && last->text == text) {
		*last = (struct dc_map_run){ stored, (uint32_t)text, (uint8_t)text_step, (uint8_t)stored_step };
		return DC_OK;
	}
	if (map->runs == NULL || map->n == map->cap) {
		size_t cap = map->cap == 0 ? 64 : map->cap * 2;
		struct dc_map_run *runs = realloc(map->runs, cap * sizeof *runs);

		if (runs == NULL)
			return DC_ENOMEM;
		map->runs = runs;
		map->cap = cap;
	}
	map->runs[map->n++] = (struct dc_map_run){ stored, (uint32_t)text, (uint8_t)text_step, (uint8_t)stored_step };
	return DC_OK;
}

/* The run that text falls in; NULL before the first. */
static const struct dc_map_run *run_of(const struct dc_map *map, size_t text)
{
	size_t lo = 0, hi = map->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (map->runs[mid].text <= text)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo == 0 ? NULL : &map->runs[lo - 1];
}

uint64_t dc_map_stored(const struct dc_map *map, size_t text)
{
	const struct dc_map_run *r;

	if (map == NULL)
		return text;
	r = map->n == 0 ? NULL : run_of(map, text);
	return r == NULL ? map->base + text : within(r, text);
}

uint64_t dc_map_stored_end(const struct dc_map *map, size_t text)
{
	const struct dc_map_run *r;

	if (map == NULL || map->n == 0 || text == 0)
		return dc_map_stored(map, text);
	r = run_of(map, text - 1);
	return r == NULL ? map->base + text : within(r, text - 1) + r->stored_step;
}
