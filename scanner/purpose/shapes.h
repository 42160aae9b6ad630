/* shapes.h -- the schema of PURPOSES 1.3 as tables, and what walks them: the reader, the check of references, the
 * canonical form. A new field is one line here and one member in declaration.h. */
#ifndef PURPOSE_SHAPES_H
#define PURPOSE_SHAPES_H

#include "declaration.h"
#include "yaml.h"

enum id_kind {
	ID_NONE, ID_POLICY, ID_SUBJECT, ID_CATEGORY, ID_PURPOSE, ID_RECIPIENT, ID_JOINT_USE, ID_SCOPE, ID_WAIVER, N_ID_KINDS
};

struct word_rule {
	const char *en, *ja;		/* what is expected, for messages */
	bool (*valid)(const char *s);	/* NULL: any text that is not empty */
	const char *const *among;	/* the names allowed, NULL-terminated; or NULL */
	enum id_kind refers;		/* the word names a record of this kind */
};

enum field_type { FIELD_WORD, FIELD_WORDS, FIELD_RECORD, FIELD_RECORDS };

enum field_flag {
	FIELD_REQUIRED = 1,
	FIELD_NULL = 2,			/* null says "there is none" */
	FIELD_SILENT = 4,		/* unspecified says "nobody said" */
	FIELD_EACH_FILE = 8,		/* may stand in every file that is joined */
	FIELD_NOT_HASHED = 16
};

struct field {
	const char *key;
	enum field_type type;
	size_t offset;
	unsigned flags;
	const struct word_rule *rule;	/* of words */
	const struct shape *shape;	/* of records */
};

struct shape {
	size_t size;
	enum id_kind defines;		/* the field "id" names a record of this kind */
	const struct field *fields;
	size_t n;
};

extern const struct shape shape_root;

#define WORD_BYTES_MOST 4096

struct reference {
	enum id_kind kind;
	struct word word;
};

struct reader {
	struct dc_arena *arena;
	struct complaints *complaints;
	struct reference *references;
	size_t n_references, cap_references;
	struct defined *ids;
	size_t n_ids, cap_ids;
	char path[256];			/* "scopes[2].bindings[0].purpose" */
};

/* Fills the record from the map; goes on after a complaint, so that all are told at once. A root may be filled from
 * several files one after the other. */
void shapes_read(struct reader *r, const struct yaml_node *map, const struct shape *shape, void *record);
/* After all files: required fields of the root, ids used twice, references to what is not there. Sorts r->ids. */
void shapes_check(struct reader *r, struct root *root);
const struct defined *shapes_find(const struct defined *ids, size_t n, enum id_kind kind, const char *id);
/* JSON with sorted keys and sorted lists, no white space, a line feed at the end. */
enum dc_status shapes_canonical(const struct root *root, struct dc_buf *out);

/* For check.c: has the field of the record been given; tells that it is missing. */
bool reader_given(const struct field *f, const void *record);
void reader_missing(struct reader *r, const struct field *f, struct place at);

/* Edits (insert, delete, change, swap neighbours) from one word to the other. */
size_t shapes_distance(const char *a, const char *b);
/* Of the names (NULL-terminated) the one that takes the fewest changes; "" if there are none. */
const char *shapes_nearest(const char *s, const char *const *names);
/* Room for one more in an array of the arena; false when memory is out. */
bool shapes_grow(struct dc_arena *arena, void **v, size_t n, size_t *cap, size_t size);

#endif
