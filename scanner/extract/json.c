/* json.c -- JSON and JSON Lines as rows: an object that stands in an array, or alone, is a row; what stands in objects within
 * it is its cells too, under names joined by points.
 *
 * Our own lexer: every string leads back to its stored bytes, files larger than memory are read, and a broken file is read on:
 * what is no JSON is passed over up to the next value, and the part says where it began. Keys are data as well: the first
 * time one is met it is a cell of no column. */
#include "built.h"
#include "stream.h"

#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define DEPTH 512			/* RELIABILITY: JSON depth */
#define LONGEST_PATH 512

struct level {
	bool object, row;		/* row: it began a row of its own */
	uint16_t path;			/* bytes of path before this level */
	uint64_t number;		/* of the row around it */
};

struct json {
	struct stream s;
	struct built b;
	size_t at;			/* next byte of s.text */
	struct level levels[DEPTH];
	unsigned depth;
	char path[LONGEST_PATH];	/* "customer.name" */
	size_t path_n;
	char key[LONGEST_PATH / 2];
	size_t key_n;
	bool have_key;
	uint64_t rows;
};

static int json_bid(struct dc_span head, const char *mime, const char *name)
{
	static const char *const names[] = { ".json", ".jsonl", ".ndjson", ".geojson", ".har", ".ipynb", NULL };
	size_t i = head_has(head, 0, "\xef\xbb\xbf", 3) ? 3 : 0;

	(void)mime;
	if (name_ends(name, names))
		return head.n > 0 && head_is_text(head) ? 85 : 0;
	while (i < head.n && (head.p[i] == ' ' || head.p[i] == '\n' || head.p[i] == '\r' || head.p[i] == '\t'))
		i++;
	if (i + 1 >= head.n || (head.p[i] != '{' && head.p[i] != '['))
		return 0;
	for (i++; i < head.n && (head.p[i] == ' ' || head.p[i] == '\n' || head.p[i] == '\r' || head.p[i] == '\t'); i++)
		;
	return i < head.n && (head.p[i] == '"' || head.p[i] == '{') ? 55 : 0;
}

/* At least n bytes at the cursor, or what is left of the file. */
static enum dc_status need(struct json *j, size_t n, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	while (st == DC_OK && j->s.text.n - j->at < n && !j->s.eof) {
		stream_drop(&j->s, j->at);
		j->at = 0;
		st = stream_more(&j->s, err);
		if (st == DC_ELIMIT && err->status == DC_OK)
			return DC_OK;
	}
	return st;
}

static void odd(struct json *j, const char *what)
{
	extract_reason(j->s.ex, j->s.end, DC_R_row_error, dc_map_stored(&j->s.map, j->at), what);
}

/* Number of the row that a value at this place belongs to, begun if need be. */
static enum dc_status row_here(struct json *j, struct dc_error *err)
{
	struct level *l = j->depth == 0 ? NULL : &j->levels[j->depth - 1];

	if (l != NULL && l->number != 0 && j->b.row == l->number)
		return DC_OK;
	/* an object whose row was left for one within it goes on in a row of its own */
	j->rows++;
	for (unsigned i = j->depth; i > 0; i--) {
		j->levels[i - 1].number = j->rows;
		if (j->levels[i - 1].row)
			break;
	}
	return built_row(&j->b, j->rows, err);
}

static enum dc_status name_cell(struct json *j, const char *name, size_t n, struct dc_error *err)
{
	enum dc_status st = built_cell(&j->b, DC_NO_COLUMN, err);
	uint64_t here = dc_map_stored(&j->s.map, j->at);

	for (size_t i = 0; i < n && st == DC_OK;) {
		uint32_t c = 0xfffd;
		size_t k = utf8_read((const uint8_t *)name + i, n - i, &c);

		st = built_char(&j->b, c, here, 0, err);
		i += k == 0 ? 1 : k;
	}
	return st == DC_OK ? built_cell_end(&j->b, err) : st;
}

/* The column of the path with the key behind it; the name itself becomes a cell when it is new. */
static enum dc_status open_cell(struct json *j, struct dc_error *err)
{
	char name[LONGEST_PATH];
	size_t n = j->path_n, k = j->key_n;
	uint32_t column = 0;
	bool fresh;
	enum dc_status st;

	memcpy(name, j->path, n);
	if (j->have_key && n + k + 1 < sizeof name) {
		if (n > 0)
			name[n++] = '.';
		memcpy(name + n, j->key, k);
		n += k;
	}
	st = row_here(j, err);
	if (st == DC_OK)
		st = built_column(&j->b, name, n, &column, &fresh, err);
	if (st == DC_OK && fresh && n > 0)
		st = name_cell(j, name, n, err);
	return st == DC_OK ? built_cell(&j->b, column, err) : st;
}

static unsigned hex4(const uint8_t *p)
{
	unsigned v = 0;

	for (int i = 0; i < 4; i++) {
		uint8_t b = p[i] | 0x20;

		if (p[i] >= '0' && p[i] <= '9')
			v = v << 4 | (unsigned)(p[i] - '0');
		else if (b >= 'a' && b <= 'f')
			v = v << 4 | (unsigned)(b - 'a' + 10);
		else
			return 0x10000;
	}
	return v;
}

/* An escape at p: its length, 0 if it is none. */
static size_t escape(const uint8_t *p, size_t n, uint32_t *c)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *plain = n < 2 || p[1] == 0 ? NULL : strchr(from, p[1]);
	unsigned high, low;

	if (plain != NULL) {
		*c = (uint8_t)to[plain - from];
		return 2;
	}
	if (n < 6 || p[1] != 'u')
		return 0;
	high = hex4(p + 2);
	if (high > 0xffff)
		return 0;
	low = high >= 0xd800 && high < 0xdc00 && n >= 12 && p[6] == '\\' && p[7] == 'u' ? hex4(p + 8) : 0;
	if (low >= 0xdc00 && low <= 0xdfff) {
		*c = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
		return 12;
	}
	*c = high >= 0xd800 && high <= 0xdfff ? 0xfffd : high;
	return 6;
}

static enum dc_status put_char(struct json *j, uint32_t c, size_t len, bool key, struct dc_error *err)
{
	uint64_t from = dc_map_stored(&j->s.map, j->at), to = dc_map_stored_end(&j->s.map, j->at + len);
	uint8_t u[4];
	size_t n;

	if (!key)
		return built_char(&j->b, c, from, (size_t)(to - from), err);
	n = utf8_write(c, u);
	if (j->key_n + n <= sizeof j->key && c != 0) {
		memcpy(j->key + j->key_n, u, n);
		j->key_n += n;
	}
	return DC_OK;
}

static enum dc_status put_plain(struct json *j, size_t n, bool key, struct dc_error *err)
{
	const uint8_t *p = j->s.text.p + j->at;

	if (!key)
		return built_add_mapped(&j->b, (struct dc_span){ p, n }, &j->s.map, j->at, err);
	if (n > sizeof j->key - j->key_n)
		n = sizeof j->key - j->key_n;
	while (n > 0 && j->key_n + n == sizeof j->key && (p[n - 1] & 0x80) != 0)
		n--;			/* rather shorter than cut within a character */
	memcpy(j->key + j->key_n, p, n);
	j->key_n += n;
	return DC_OK;
}

/* The content of a string behind its quote, into the open cell or the key. A line end in it means that it was not closed. */
static enum dc_status string(struct json *j, bool key, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	j->key_n = key ? 0 : j->key_n;
	while (st == DC_OK) {
		const uint8_t *p;
		size_t n, i = 0, len;
		uint32_t c = 0;

		st = need(j, 12, err);
		p = j->s.text.p + j->at;
		n = j->s.text.n - j->at;
		while (i < n && p[i] != '"' && p[i] != '\\' && p[i] != '\n')
			i++;
		if (st == DC_OK && i > 0) {
			st = put_plain(j, i, key, err);
			j->at += i;
			continue;
		}
		if (st != DC_OK || n == 0 || p[0] == '\n') {
			odd(j, "a string is not closed");
			return st;
		}
		if (p[0] == '"') {
			j->at++;
			return DC_OK;
		}
		len = escape(p, n, &c);
		st = put_char(j, len == 0 ? '\\' : c, len == 0 ? 1 : len, key, err);
		j->at += len == 0 ? 1 : len;
	}
	return st;
}

static enum dc_status skip_blank(struct json *j, struct dc_error *err)
{
	for (;;) {
		enum dc_status st = need(j, 1, err);
		uint8_t b = j->at < j->s.text.n ? j->s.text.p[j->at] : 'x';

		if (st != DC_OK || (b != ' ' && b != '\n' && b != '\r' && b != '\t' && b != ','))
			return st;
		j->at++;
	}
}

static enum dc_status opens(struct json *j, bool object, struct dc_error *err)
{
	struct level *outer = j->depth == 0 ? NULL : &j->levels[j->depth - 1], *l = &j->levels[j->depth];

	(void)err;
	if (j->depth == DEPTH) {
		extract_reason(j->s.ex, j->s.end, DC_R_limit_depth, dc_map_stored(&j->s.map, j->at), "too many values in each other");
		return DC_END;
	}
	*l = (struct level){ .object = object, .path = (uint16_t)j->path_n };
	/* objects in arrays and at the top are rows; an object in an object belongs to the row around it */
	l->row = object && (outer == NULL || !outer->object);
	l->number = l->row || outer == NULL ? 0 : outer->number;
	if (j->have_key && j->path_n + j->key_n + 1 < sizeof j->path) {
		if (j->path_n > 0)
			j->path[j->path_n++] = '.';
		memcpy(j->path + j->path_n, j->key, j->key_n);
		j->path_n += j->key_n;
	}
	j->have_key = false;
	j->depth++;
	return DC_OK;
}

static void closes(struct json *j)
{
	if (j->depth == 0) {
		odd(j, "a bracket closes nothing");
		return;
	}
	j->depth--;
	j->path_n = j->levels[j->depth].path;
	j->have_key = false;
}

static bool ends_scalar(uint8_t b)
{
	return b == ',' || b == '}' || b == ']' || b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == ':' || b == '"' || b == '{' ||
		b == '[';
}

/* A number, true, false, null, or what is no JSON at all. */
static enum dc_status scalar(struct json *j, struct dc_error *err)
{
	enum dc_status st = open_cell(j, err);
	bool first = true;

	while (st == DC_OK) {
		size_t i = 0, n;
		const uint8_t *p;

		st = need(j, 1, err);
		p = j->s.text.p + j->at;
		n = j->s.text.n - j->at;
		if (first && n > 0 && strchr("-0123456789tfn", p[0]) == NULL)
			odd(j, "a value is no JSON");
		first = false;
		while (i < n && !ends_scalar(p[i]))
			i++;
		if (st == DC_OK && i > 0)
			st = built_add_mapped(&j->b, (struct dc_span){ p, i }, &j->s.map, j->at, err);
		j->at += i;
		if (i < n || n == 0)
			break;
	}
	j->have_key = false;
	return st == DC_OK ? built_cell_end(&j->b, err) : st;
}

static enum dc_status key_or_string(struct json *j, struct dc_error *err)
{
	bool key = j->depth > 0 && j->levels[j->depth - 1].object && !j->have_key;
	enum dc_status st = DC_OK;

	j->at++;
	if (!key)
		st = open_cell(j, err);
	if (st == DC_OK)
		st = string(j, key, err);
	if (!key) {
		j->have_key = false;
		return st == DC_OK ? built_cell_end(&j->b, err) : st;
	}
	j->have_key = true;
	if (st == DC_OK)
		st = skip_blank(j, err);
	if (st == DC_OK && j->at < j->s.text.n && j->s.text.p[j->at] == ':')
		j->at++;
	return st;
}

static enum dc_status value(struct json *j, struct dc_error *err)
{
	switch (j->s.text.p[j->at]) {
	case '{':
	case '[':
		j->at++;
		return opens(j, j->s.text.p[j->at - 1] == '{', err);
	case '}':
	case ']':
		closes(j);
		j->at++;
		return DC_OK;
	case '"':
		return key_or_string(j, err);
	case ':':
		j->at++;
		return DC_OK;
	default:
		return scalar(j, err);
	}
}

static enum dc_status all_values(struct json *j, struct dc_error *err)
{
	enum dc_status st;

	for (;;) {
		st = skip_blank(j, err);
		if (st != DC_OK)
			return st;
		if (j->at == j->s.text.n)
			break;
		st = value(j, err);
		if (st == DC_END)
			return DC_OK;
		if (st != DC_OK)
			return st;
	}
	if (j->depth > 0)
		odd(j, "ends within a value");
	return DC_OK;
}

static enum dc_status json_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct json *j = calloc(1, sizeof *j);
	enum dc_status st;

	if (j == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory to read JSON");
	st = stream_open(&j->s, ex, item, self, end, DC_CS_UNKNOWN, err);
	if (st == DC_OK)
		st = built_open(&j->b, ex, self, end, DC_TABLE, true, err);
	if (st == DC_OK)
		st = all_values(j, err);
	if (st == DC_OK)
		st = built_cell_end(&j->b, err);
	if (st == DC_OK)
		st = built_flush(&j->b, err);
	stream_close(&j->s);
	built_close(&j->b);
	explicit_bzero(j, sizeof *j);
	free(j);
	return st;
}

const struct dc_extractor extractor_json = {
	.id = "json",
	.reads = "JSON and JSON Lines, also broken: values under the path of their keys",
	.bid = json_bid,
	.extract = json_extract,
};
