/* made_result.h -- results for tests of the inventory, made up from a number: the same number, the same result. */
#ifndef TESTS_MADE_RESULT_H
#define TESTS_MADE_RESULT_H

#include "daicho/store.h"

struct made {
	struct dc_arena *arena;
	struct dc_result r;
};

static const struct dc_kind made_email = { .id = "contact.email", .category = "contact.email", .flags = DC_KIND_LINKS };
static const struct dc_kind made_employee = { .id = "employee_id", .category = "work.employee_id", .flags = DC_KIND_LINKS | DC_KIND_ONE_EACH };
static const struct dc_kind made_name = { .id = "person.name", .category = "person.name" };
static const struct dc_kind made_my_number = { .id = "jp.my_number", .category = "govid.my_number", .flags = DC_KIND_NO_VALUE | DC_KIND_ONE_EACH };

/* A plain generator (xorshift64*), so that tests do not depend on the C library's. */
static inline uint64_t made_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545F4914F6CDD1Dull;
}

static inline struct made *made_new(const char *asset, const char *path)
{
	struct dc_arena *arena = dc_arena_new(0);
	struct made *m = dc_arena_alloc(arena, sizeof *m);

	m->arena = arena;
	m->r = (struct dc_result){ .arena = arena, .asset = dc_arena_strdup(arena, asset), .path = dc_arena_strdup(arena, path),
		.path_len = strlen(path), .detail = "", .mode = 0100644, .uid = 1000, .gid = 1000, .attempts = 1 };
	return m;
}

static inline void made_free(struct made *m)
{
	dc_arena_free(m->arena);
}

/* Arrays of the result with room for the numbers given; the caller fills them. */
static inline void made_room(struct made *m, size_t parts, size_t findings, size_t hits, size_t tokens)
{
	struct dc_result_part *p = dc_arena_array(m->arena, parts, sizeof *p);

	for (size_t i = 0; i < parts; i++)
		p[i] = (struct dc_result_part){ "", "", "text", "UTF-8", DC_R_none, "", 100, "", "" };
	m->r.parts = p;
	m->r.n_parts = parts;
	m->r.findings = dc_arena_array(m->arena, findings + 1, sizeof *m->r.findings);
	m->r.n_findings = findings;
	m->r.hits = dc_arena_array(m->arena, hits + 1, sizeof *m->r.hits);
	m->r.n_hits = hits;
	m->r.tokens = dc_arena_array(m->arena, tokens + 1, sizeof *m->r.tokens);
	m->r.n_tokens = tokens;
}

static inline struct dc_result_part *made_part(struct made *m, size_t i)
{
	return (struct dc_result_part *)&m->r.parts[i];
}

static inline struct dc_result_finding *made_finding(struct made *m, size_t i)
{
	return (struct dc_result_finding *)&m->r.findings[i];
}

static inline struct dc_result_hit *made_hit(struct made *m, size_t i)
{
	return (struct dc_result_hit *)&m->r.hits[i];
}

static inline struct dc_result_token *made_token(struct made *m, size_t i)
{
	return (struct dc_result_token *)&m->r.tokens[i];
}

/* One finding of the kind with n hits, no column, sample hit 0 of it. */
static inline void made_set_finding(struct made *m, size_t i, const struct dc_kind *kind, uint64_t high)
{
	*made_finding(m, i) = (struct dc_result_finding){ .field = "", .column = DC_NO_COLUMN, .category = kind->category, .kind = kind,
		.high = high, .confidence = 0.95f, .persons = { 0, high, high }, .sample = UINT32_MAX };
}

static inline void made_set_token(struct made *m, size_t i, uint32_t finding, uint32_t component, uint64_t value, bool one_each)
{
	struct dc_result_token *t = made_token(m, i);

	*t = (struct dc_result_token){ .finding = finding, .component = component, .one_each = one_each };
	for (unsigned k = 0; k < DC_TOKEN_BYTES; k++)
		t->token[k] = (uint8_t)(value >> 8 * (k % 8)) ^ (uint8_t)(k * 37);
}

/* A small object with up to three findings, hits and tokens, all from the seed. */
static inline struct made *made_object(const char *folder, uint64_t seed)
{
	static const struct dc_kind *const kinds[] = { &made_email, &made_name, &made_employee };
	static const struct dc_weight weights[] = { { DC_E_form, 1.5f }, { DC_E_label, 0.25f }, { DC_E_heading, -0.5f } };
	uint64_t rnd = seed * 2654435761u + 88172645463325252ull;
	char path[256];
	struct made *m;
	size_t n;

	snprintf(path, sizeof path, "%s/%03u/file-%06llu.csv", folder, (unsigned)(seed % 97), (unsigned long long)seed);
	m = made_new(folder, path);
	n = made_random(&rnd) % 4;
	made_room(m, 1, n, n * 2, n * 2);
	for (size_t i = 0; i < n; i++) {
		made_set_finding(m, i, kinds[i % 3], 2);
		made_finding(m, i)->sample = (uint32_t)(2 * i);
		for (size_t k = 0; k < 2; k++) {
			*made_hit(m, 2 * i + k) = (struct dc_result_hit){ .finding = (uint32_t)i, .start = made_random(&rnd) % 1000, .line = k + 1,
				.field = "", .column = DC_NO_COLUMN, .confidence = 0.95f - 0.05f * (float)k, .band = DC_BAND_HIGH, .masked = "****",
				.weights = weights, .n_weights = 3 };
			made_set_token(m, 2 * i + k, (uint32_t)i, (uint32_t)k, made_random(&rnd) % 5000, kinds[i % 3] == &made_employee);
		}
	}
	m->r.size = made_random(&rnd) % 100000;
	m->r.bytes_read = m->r.size;
	m->r.mtime_ns = 1700000000000000000 + (int64_t)(seed * 1000);
	m->r.persons = (struct dc_persons){ 0, n, 2 * n };
	if (seed % 13 == 0)
		m->r.reason = DC_R_corrupt_after;
	return m;
}

#endif
