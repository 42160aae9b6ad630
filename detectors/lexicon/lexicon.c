/* lexicon.c -- look-ups in the packed dictionary (blob.h), which the assembler includes in the program: read-only pages
 * that all processes share. The blob is of our own making and a test validates it, yet every step stays inside it. */
#include "lexicon.h"

#include "blob.h"
#include "fold.h"
#include "utf8.h"

struct lexicon {
	struct blob_header header;
};

extern const uint8_t lexicon_blob[], lexicon_blob_end[];

const struct lexicon *lexicon_get(void)
{
	return (const struct lexicon *)(const void *)lexicon_blob;
}

static const void *section(const struct lexicon *lx, enum blob_section s)
{
	return (const uint8_t *)lx + lx->header.section[s].at;
}

static size_t section_count(const struct lexicon *lx, enum blob_section s, size_t size)
{
	return lx->header.section[s].bytes / size;
}

/* The trie's code of the character at p; *step: its bytes. 0: no key has it. before: code of the character before it. */
static uint16_t code_at(const uint16_t *map, const uint8_t *p, size_t n, uint16_t before, size_t *step)
{
	uint32_t c;

	*step = utf8_read(p, n, &c);
	if (*step == 0)
		return 0;
	if (c == FOLD_REPEAT && before != 0)
		return before;
	if (c > 0xffff)
		c = fold_char(c);
	return c > 0xffff ? 0 : map[c];
}

size_t lexicon_match(const struct lexicon *lx, struct dc_span text, struct lexicon_entry *out, size_t cap)
{
	const uint16_t *map = section(lx, BLOB_MAP);
	const struct blob_node *nodes = section(lx, BLOB_NODES);
	const uint32_t *values = section(lx, BLOB_VALUES);
	size_t n_nodes = section_count(lx, BLOB_NODES, sizeof *nodes), found = 0, at = 0, step;
	uint32_t node = BLOB_ROOT;
	uint16_t code = 0;

	while (found < cap) {
		code = code_at(map, text.p + at, text.n - at, code, &step);
		if (code == 0 || nodes[node].base == 0 || nodes[node].base + code >= n_nodes ||
		    nodes[nodes[node].base + code].code != code)
			break;
		node = nodes[node].base + code;
		at += step;
		if (at > UINT16_MAX)
			break;
		if (nodes[node].value != 0) {
			uint32_t v = values[nodes[node].value];

			out[found++] = (struct lexicon_entry){ (uint16_t)at, (uint16_t)(v >> 8), (uint8_t)v };
		}
	}
	return found;
}

bool lexicon_postal_known(const struct lexicon *lx, uint32_t code)
{
	const uint32_t *index = section(lx, BLOB_POSTAL_INDEX);
	const uint16_t *low = section(lx, BLOB_POSTAL);
	uint32_t from, to;

	if (code > 9999999)
		return false;
	from = index[code / 1000];
	to = index[code / 1000 + 1];
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (low[middle] == code % 1000)
			return true;
		if (low[middle] < code % 1000)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

const uint8_t *lexicon_pairs(const struct lexicon *lx)
{
	return section(lx, BLOB_PAIRS);
}

const uint8_t *lexicon_words(const struct lexicon *lx)
{
	return section(lx, BLOB_WORDS);
}
