/* yaml.c -- libfyaml's events made into a tree. Its errors are told with their places; anchors, aliases, merge keys, tags,
 * tabs, second documents and what crosses a limit are refused here. No recursion: the stack is as deep as the limit. */
#include "yaml.h"

#include "utf8.h"

#include <libfyaml.h>
#include <stdlib.h>
#include <utf8proc.h>

struct builder {
	struct fy_parser *parser;
	struct dc_arena *arena;
	struct complaints *complaints;
	int file;
	struct yaml_node *root;
	struct level {
		struct yaml_node *node;
		struct yaml_node *last;	/* last child */
		const char *key;	/* the key whose value is awaited; NULL: a key is next */
		struct place key_at;
	} stack[YAML_DEPTH_MOST];
	size_t depth, nodes, documents;
};

/* ---- bytes: what may stand in the file at all */

static bool byte_trouble(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfffe ||
	       c == 0xffff;
}

/* True if every code point is allowed; complains of the first that is not. */
static bool bytes_allowed(struct dc_span b, int file, struct complaints *all)
{
	struct place at = { file, 1, 1 };
	char name[16];

	for (size_t i = 0, step; i < b.n; i += step) {
		uint32_t c = 0;

		step = utf8_read(b.p + i, b.n - i, &c);
		if (step == 0) {
			complain(all, M_encoding, at, NULL, NULL, NULL);
			return false;
		}
		if (c == '\t') {
			complain(all, M_tab, at, NULL, NULL, NULL);
			return false;
		}
		if (byte_trouble(c)) {
			snprintf(name, sizeof name, "U+%04X", (unsigned)c);
			complain(all, M_control, at, name, NULL, NULL);
			return false;
		}
		at.column++;
		if (c == '\n') {
			at.line++;
			at.column = 1;
		}
	}
	return true;
}

const char *yaml_nfc(const char *s, size_t n, struct dc_arena *arena)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t len;
	const char *copy;
	size_t ascii = 0;

	while (ascii < n && (uint8_t)s[ascii] < 0x80)
		ascii++;
	if (ascii == n)
		return dc_arena_strndup(arena, s, n);
	if (n > YAML_BYTES_MOST)
		return NULL;
	len = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, &out, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (len < 0)
		return NULL;
	copy = dc_arena_strndup(arena, out, (size_t)len);
	free(out);
	return copy;
}

/* ---- the tree */

static bool quoted(struct fy_event *e)
{
	enum fy_scalar_style style;

	if (e->type != FYET_SCALAR || e->scalar.value == NULL)
		return false;
	style = fy_scalar_token_get_style(e->scalar.value);
	return style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
}

/* libfyaml marks a quoted text behind its quote, and an empty value not at all: its key stands for it. */
/* The innermost open map or list; NULL at the root. */
static struct level *top_of(struct builder *b)
{
	struct level *top = &b->stack[b->depth == 0 ? 0 : b->depth - 1];

	return b->depth == 0 || top->node == NULL ? NULL : top;
}

static struct place place_of(struct builder *b, struct fy_event *e)
{
	const struct fy_mark *m = fy_event_start_mark(e);
	const struct level *top = top_of(b);

	if (m != NULL)
		return (struct place){ b->file, m->line + 1, m->column + (quoted(e) && m->column > 0 ? 0 : 1) };
	if (top == NULL)
		return (struct place){ b->file, 1, 1 };
	return top->key != NULL ? top->key_at : top->node->at;
}

static bool refuse(struct builder *b, enum message m, struct place at)
{
	complain(b->complaints, m, at, NULL, NULL, NULL);
	return false;
}

static const char *scalar_text(struct builder *b, struct fy_token *token)
{
	size_t n = 0;
	const char *s = token == NULL ? "" : fy_token_get_text(token, &n);
	const char *copy = s == NULL || memchr(s, '\0', n) != NULL ? NULL : yaml_nfc(s, n, b->arena);

	if (s == NULL || (copy == NULL && memchr(s, '\0', n) == NULL))
		b->complaints->no_memory = true;
	return copy;
}

/* A scalar where a map awaits a key. */
static bool take_key(struct builder *b, struct level *top, const char *text, struct place at)
{
	char line[16];

	if (strcmp(text, "<<") == 0)
		return refuse(b, M_merge, at);
	for (const struct yaml_node *n = top->node->first; n != NULL; n = n->next) {
		if (strcmp(n->key, text) != 0)
			continue;
		snprintf(line, sizeof line, "%d", n->key_at.line);
		complain(b->complaints, M_key_twice, at, text, line, NULL);
		return false;
	}
	if (top->node->n == YAML_KEYS_MOST)
		return refuse(b, M_keys, at);
	top->key = text;
	top->key_at = at;
	return true;
}

/* Hangs a new node under the open one; NULL when refused. */
static struct yaml_node *add(struct builder *b, enum yaml_kind kind, struct place at)
{
	struct level *top = top_of(b);
	struct yaml_node *n;

	if (++b->nodes > YAML_NODES_MOST) {
		refuse(b, M_nodes, at);
		return NULL;
	}
	n = dc_arena_alloc(b->arena, sizeof *n);
	if (n == NULL) {
		b->complaints->no_memory = true;
		return NULL;
	}
	*n = (struct yaml_node){ .kind = kind, .at = at, .text = "" };
	if (top == NULL) {
		b->root = n;
		return n;
	}
	if (top->node->kind == YAML_MAP) {
		n->key = top->key;
		n->key_at = top->key_at;
		top->key = NULL;
	}
	if (top->last == NULL)
		top->node->first = n;
	else
		top->last->next = n;
	top->last = n;
	top->node->n++;
	return n;
}

static bool open_node(struct builder *b, enum yaml_kind kind, struct place at)
{
	struct level *top = top_of(b);
	struct yaml_node *n;

	if (top != NULL && top->node->kind == YAML_MAP && top->key == NULL)
		return refuse(b, M_key_form, at);
	if (b->depth == YAML_DEPTH_MOST)
		return refuse(b, M_depth, at);
	n = add(b, kind, at);
	if (n == NULL)
		return false;
	b->stack[b->depth++] = (struct level){ .node = n };
	return true;
}

static bool scalar(struct builder *b, struct fy_event *e, struct place at)
{
	struct level *top = top_of(b);
	const char *text = scalar_text(b, e->scalar.value);
	struct yaml_node *n;

	if (text == NULL)
		return b->complaints->no_memory ? false : (complain(b->complaints, M_control, at, "U+0000", NULL, NULL), false);
	if (top != NULL && top->node->kind == YAML_MAP && top->key == NULL)
		return take_key(b, top, text, at);
	n = add(b, YAML_SCALAR, at);
	if (n == NULL)
		return false;
	n->text = text;
	n->plain = e->scalar.value == NULL || fy_scalar_token_get_style(e->scalar.value) == FYSS_PLAIN;
	return true;
}

static bool decorated(struct builder *b, struct fy_token *anchor, struct fy_token *tag, struct place at)
{
	if (anchor != NULL)
		return !refuse(b, M_anchor, at);
	if (tag != NULL)
		return !refuse(b, M_tag, at);
	return false;
}

/* False: something is wrong and has been told. */
static bool take(struct builder *b, struct fy_event *e)
{
	struct place at = place_of(b, e);

	switch (e->type) {
	case FYET_DOCUMENT_START:
		return ++b->documents == 1 || refuse(b, M_documents, at);
	case FYET_ALIAS:
		return refuse(b, M_alias, at);
	case FYET_SCALAR:
		return !decorated(b, e->scalar.anchor, e->scalar.tag, at) && scalar(b, e, at);
	case FYET_SEQUENCE_START:
		return !decorated(b, e->sequence_start.anchor, e->sequence_start.tag, at) && open_node(b, YAML_LIST, at);
	case FYET_MAPPING_START:
		return !decorated(b, e->mapping_start.anchor, e->mapping_start.tag, at) && open_node(b, YAML_MAP, at);
	case FYET_SEQUENCE_END:
	case FYET_MAPPING_END:
		b->depth--;
		return true;
	default:
		return true;
	}
}

/* ---- libfyaml */

/* The library's own words for what it could not read. */
static void tell_syntax(struct builder *b, struct fy_diag *diag)
{
	void *at = NULL;
	struct fy_diag_error *e = fy_diag_errors_iterate(diag, &at);

	if (e == NULL) {
		refuse(b, M_syntax, (struct place){ b->file, 1, 1 });
		return;
	}
	complain(b->complaints, M_syntax, (struct place){ b->file, e->line < 1 ? 1 : e->line, e->column < 1 ? 1 : e->column },
		 e->msg, NULL, NULL);
}

static bool read_events(struct builder *b, struct fy_diag *diag)
{
	struct fy_event *e;
	bool end = false, good = true;

	while (good && !end) {
		e = fy_parser_parse(b->parser);
		if (e == NULL)
			break;
		end = e->type == FYET_STREAM_END;
		good = take(b, e);
		fy_parser_event_free(b->parser, e);
	}
	if (good && !end)
		tell_syntax(b, diag);
	return good && end;
}

struct yaml_node *yaml_read(struct dc_span bytes, int file, struct dc_arena *arena, struct complaints *complaints)
{
	struct builder b = { .arena = arena, .complaints = complaints, .file = file };
	struct fy_diag_cfg dcfg;
	struct fy_diag *diag;
	struct fy_parse_cfg cfg = { .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE | FYPCF_DEFAULT_VERSION_1_2 };
	bool good = false;

	if (bytes.n > YAML_BYTES_MOST) {
		complain(complaints, M_file_size, (struct place){ file, 1, 1 }, NULL, NULL, NULL);
		return NULL;
	}
	if (bytes.n >= 3 && memcmp(bytes.p, "\xef\xbb\xbf", 3) == 0)
		bytes = dc_span_cut(bytes, 3, bytes.n);
	if (!bytes_allowed(bytes, file, complaints))
		return NULL;
	fy_diag_cfg_default(&dcfg);
	dcfg.fp = NULL;
	diag = fy_diag_create(&dcfg);
	if (diag == NULL)
		goto out;
	fy_diag_set_collect_errors(diag, true);
	cfg.diag = diag;
	b.parser = fy_parser_create(&cfg);
	if (b.parser == NULL || fy_parser_set_string(b.parser, (const char *)bytes.p, bytes.n) != 0)
		goto out;
	good = read_events(&b, diag);
	if (good && b.root == NULL)
		good = refuse(&b, M_empty, (struct place){ file, 1, 1 });
out:
	if (diag == NULL || b.parser == NULL)
		complaints->no_memory = true;
	fy_parser_destroy(b.parser);
	fy_diag_destroy(diag);
	return good ? b.root : NULL;
}
