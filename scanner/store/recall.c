/* recall.c -- objects that need no reading, by a keyed hash of what tells one state of a file from another: a table made once and then
 * only read (marktable.c), and in memory a bit for each object that was met. 64 bits serve: who changes a file without the key makes
 * one of ten million marks with a chance of 1 in 10^12. */
#include "marktable.h"
#include "recall.h"

#include <endian.h>
#include <sodium.h>
#include <stdatomic.h>

#define WORD 64				/* bits */
#define CHUNK_WORDS (RECALL_CHUNK / WORD)

struct dc_recall {
	uint8_t key[RECALL_KEY_BYTES];
	uint64_t most;			/* ids are below */
	struct marktable *table;
	_Atomic uint64_t *met;		/* by id */
	_Atomic uint8_t *fresh;		/* by chunk: has notes that are not written */
};

_Static_assert(crypto_shorthash_siphashx24_KEYBYTES == RECALL_KEY_BYTES && crypto_shorthash_siphash24_KEYBYTES == RECALL_KEY_BYTES,
	"one key for both");

void recall_key(const struct token_key *key, const char *detector_version, uint8_t out[RECALL_KEY_BYTES])
{
	uint8_t mac[TOKEN_MAC_BYTES];

	token_mac(key, "daicho recall", dc_span_of(detector_version), mac);
	memcpy(out, mac, RECALL_KEY_BYTES);
}

uint64_t recall_mark(const uint8_t key[RECALL_KEY_BYTES], const struct dc_result *seen)
{
	uint64_t state[7] = { 0, seen->dev, seen->ino, seen->size, (uint64_t)seen->btime_ns, (uint64_t)seen->mtime_ns, (uint64_t)seen->ctime_ns }, mark;

	crypto_shorthash_siphash24((uint8_t *)&state[0], (const uint8_t *)seen->path, seen->path_len, key);
	for (size_t i = 1; i < DC_ARRAY_LEN(state); i++)
		state[i] = htole64(state[i]);
	crypto_shorthash_siphash24((uint8_t *)&mark, (const uint8_t *)state, sizeof state, key);
	mark = le64toh(mark);
	return mark <= RECALL_ASK ? mark + RECALL_ASK + 1 : mark;
}

struct dc_recall *recall_new(uint64_t most, const uint8_t key[RECALL_KEY_BYTES], const char *folder)
{
	struct dc_recall *r = most > UINT32_MAX ? NULL : calloc(1, sizeof *r);

	if (r == NULL)
		return NULL;
	memcpy(r->key, key, sizeof r->key);
	r->most = most;
	r->table = marktable_new(most, folder);
	r->met = calloc(most / WORD + 1, sizeof *r->met);
	r->fresh = calloc(most / RECALL_CHUNK + 1, sizeof *r->fresh);
	if (r->table != NULL && r->met != NULL && r->fresh != NULL)
		return r;
	dc_recall_free(r);
	return NULL;
}

void dc_recall_free(struct dc_recall *r)
{
	if (r == NULL)
		return;
	marktable_free(r->table);
	free(r->met);
	free(r->fresh);
	sodium_memzero(r->key, sizeof r->key);
	free(r);
}

bool recall_add(struct dc_recall *r, uint64_t id, uint64_t mark)
{
	return id >= r->most || mark <= RECALL_ASK || marktable_add(r->table, mark, id);
}

bool recall_ready(struct dc_recall *r)
{
	return marktable_ready(r->table);
}

static bool note(struct dc_recall *r, uint64_t id)
{
	uint64_t bit = UINT64_C(1) << id % WORD;

	return (atomic_fetch_or(&r->met[id / WORD], bit) & bit) == 0;
}

void recall_note(struct dc_recall *r, uint64_t id)
{
	if (id < r->most)
		note(r, id);
}

enum dc_recalled dc_recall_meet(struct dc_recall *r, const struct dc_result *seen)
{
	uint64_t id;

	if (!marktable_find(r->table, recall_mark(r->key, seen), &id))
		return DC_RECALL_NO;
	if (!note(r, id))
		return DC_RECALL_AGAIN;
	/* bit, then flag; who takes the chunk: flag, then bits, all in one order: no note is left behind */
	if (atomic_load(&r->fresh[id / RECALL_CHUNK]) == 0)
		atomic_store(&r->fresh[id / RECALL_CHUNK], 1);
	return DC_RECALL_SAME;
}

bool recall_take(struct dc_recall *r, uint64_t *chunk, uint8_t bits[RECALL_CHUNK / 8])
{
	uint64_t c = *chunk, chunks = r->most / RECALL_CHUNK + 1;

	while (c < chunks && atomic_load_explicit(&r->fresh[c], memory_order_relaxed) == 0)
		c++;
	*chunk = c;
	if (c == chunks)
		return false;
	atomic_exchange(&r->fresh[c], 0);
	for (uint64_t w = 0; w < CHUNK_WORDS; w++) {
		uint64_t at = c * CHUNK_WORDS + w, word = at <= r->most / WORD ? atomic_load(&r->met[at]) : 0;

		for (unsigned k = 0; k < 8; k++)
			bits[w * 8 + k] = (uint8_t)(word >> 8 * k);
	}
	return true;
}
