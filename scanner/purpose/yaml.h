/* yaml.h -- the subset of YAML a declaration is written in (PURPOSES 1.1), as a tree with places. */
#ifndef PURPOSE_YAML_H
#define PURPOSE_YAML_H

#include "complain.h"

#define YAML_BYTES_MOST (4u << 20)
#define YAML_NODES_MOST 100000
#define YAML_DEPTH_MOST 32
#define YAML_KEYS_MOST 256		/* of one map: more than any shape has */

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	bool plain;			/* a scalar without quotes: may mean null or unspecified */
	struct place at;
	const char *text;		/* scalar: NFC, NUL-terminated, holds no NUL */
	const char *key;		/* in a map: its key; else NULL */
	struct place key_at;
	struct yaml_node *first, *next;	/* children in order; the next child of the same parent */
	size_t n;			/* children */
};

/* Reads one document; nodes live in the arena. NULL if anything is wrong (told to complaints) or memory is out
 * (complaints->no_memory). */
struct yaml_node *yaml_read(struct dc_span bytes, int file, struct dc_arena *arena, struct complaints *complaints);

/* Text in NFC in the arena; NULL if it is not UTF-8 or memory is out. */
const char *yaml_nfc(const char *s, size_t n, struct dc_arena *arena);

#endif
