/* shapes.c -- makes the table of run shapes from the patterns of the kinds. */
#include "shapes.h"

#define GROUPS_MOST 12

static enum dc_status put(struct shapes *s, uint64_t key, unsigned kind, bool weak)
{
	struct shape *at = (struct shape *)shapes_find(s, key);

	if (at == NULL) {
		uint32_t i = (uint32_t)(key * 0x9E3779B97F4A7C15u >> 53);

		if (s->used >= SHAPES_SLOTS / 2)
			return DC_EBUG;
		while (s->slot[i].key != 0)
			i = (i + 1) % SHAPES_SLOTS;
		at = &s->slot[i];
		at->key = key;
		s->used++;
	}
	if (weak)
		at->weak |= 1ull << kind;
	else
		at->strong |= 1ull << kind;
	return DC_OK;
}

struct group {
	uint8_t least, most;
};

static int parse(const char *pattern, struct group *g)
{
	int n = 0;

	for (const char *p = pattern;; p++) {
		unsigned lo = 0, hi;

		while (*p >= '0' && *p <= '9' && lo < 100)
			lo = lo * 10 + (unsigned)(*p++ - '0');
		hi = lo;
		if (*p == '~') {
			hi = 0;
			for (p++; *p >= '0' && *p <= '9' && hi < 100; p++)
				hi = hi * 10 + (unsigned)(*p - '0');
		}
		if (lo == 0 || hi < lo || n == GROUPS_MOST)
			return -1;
		g[n++] = (struct group){ (uint8_t)lo, (uint8_t)hi };
		if (*p == '\0')
			return n;
		if (*p != '-')
			return -1;
	}
}

/* All lengths of the groups from i on, behind `chars` characters already in key. */
static enum dc_status expand(struct shapes *s, const struct group *g, int n, uint64_t key, unsigned chars, unsigned kind,
	bool weak)
{
	for (unsigned len = g->least; len <= g->most; len++) {
		uint64_t with = key | ((1ull << len) - 1) << chars;
		enum dc_status st;

		if (chars + len > SHAPE_CHARS_MOST)
			return DC_EBUG;
		st = n == 1 ? put(s, with, kind, weak) : expand(s, g + 1, n - 1, with, chars + len + 1, kind, weak);
		if (st != DC_OK)
			return st;
	}
	return DC_OK;
}

enum dc_status shapes_add(struct shapes *s, const char *pattern, unsigned kind, bool weak)
{
	struct group g[GROUPS_MOST];
	int n = parse(pattern, g);

	if (n < 0 || kind >= 64)
		return DC_EBUG;
	return expand(s, g, n, 0, 0, kind, weak);
}
