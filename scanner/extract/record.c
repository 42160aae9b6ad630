/* record.c -- cells of database rows: decoded, walked, looked into. Every byte is hostile, whichever way it came. */
#include "record.h"

#include "daicho/log.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define JSON_DEPTH 64			/* levels of a JSON value that are walked; deeper ones are one text */
#define PATH_MOST 512			/* bytes of "column.key.key" */
#define BLOB_LEAST 32			/* shorter bytes are no file: a key, a hash, a flag */

/* ---- cells */

/* The cell's text as UTF-8: as it is, or decoded by what its column is said to hold. */
static enum dc_status to_utf8(struct record *r, uint32_t column, struct dc_span *cell, struct dc_error *err)
{
	struct dc_decoder **d = &r->decoders[column];

	if (dc_utf8_valid(*cell))
		return DC_OK;
	if (*d == NULL)
		*d = dc_decoder_new((enum dc_charset)r->columns[column].charset == DC_CS_UTF8 ? DC_CS_UNKNOWN : (enum dc_charset)r->columns[column].charset);
	if (*d == NULL)
		return dc_fail(err, DC_ENOMEM, "rows");
	dc_buf_clear(&r->text);
	dc_map_clear(&r->map, 0);
	if (dc_decode(*d, *cell, true, &r->text, &r->map, err) != DC_OK)
		return err->status;
	*cell = (struct dc_span){ r->text.p, r->text.n };
	dc_decoder_free(*d);		/* a cell is a text of its own: no state goes to the next */
	*d = NULL;
	return DC_OK;
}

static enum dc_status add_text(struct record *r, uint32_t column, struct dc_span cell, struct dc_error *err)
{
	enum dc_status st = cell.n == 0 ? DC_END : to_utf8(r, column, &cell, err);

	return st == DC_OK ? built_value(&r->b, column, cell, err) : st == DC_END ? DC_OK : st;
}

/* {a,"b \"c\"",NULL}: each element a cell of the column. */
static enum dc_status add_list(struct record *r, uint32_t column, struct dc_span cell, struct dc_error *err)
{
	struct dc_buf one;
	enum dc_status st = DC_OK;
	bool quoted = false, was_quoted = false;

	dc_buf_init(&one, 0);
	for (size_t i = 0; i < cell.n && st == DC_OK; i++) {
		uint8_t c = cell.p[i];

		if (c == '\\' && i + 1 < cell.n) {
			st = dc_buf_addc(&one, (char)cell.p[++i]);
		} else if (c == '"') {
			quoted = !quoted;
			was_quoted = true;
		} else if (quoted || (c != '{' && c != '}' && c != ',')) {
			st = dc_buf_addc(&one, (char)c);
		} else {
			bool null = !was_quoted && one.n == 4 && memcmp(one.p, "NULL", 4) == 0;

			if (one.n != 0 && !null)
				st = add_text(r, column, (struct dc_span){ one.p, one.n }, err);
			dc_buf_clear(&one);
			was_quoted = false;
		}
	}
	if (st == DC_OK && one.n != 0)
		st = add_text(r, column, (struct dc_span){ one.p, one.n }, err);
	dc_buf_done(&one);
	return st;
}

/* ---- JSON */

static enum dc_status add_json(struct record *r, json_t *v, char path[PATH_MOST], unsigned depth, struct dc_error *err);

static enum dc_status add_leaf(struct record *r, const char *path, const char *p, size_t n, struct dc_error *err)
{
	uint32_t column;
	bool fresh;
	enum dc_status st = n == 0 ? DC_END : built_column(&r->b, path, strlen(path), &column, &fresh, err);

	if (st != DC_OK)
		return st == DC_END ? DC_OK : st;
	return built_value(&r->b, column, (struct dc_span){ (const uint8_t *)p, n }, err);
}

/* ".key" behind the first `was` bytes of the path, cut at a character where it is full. */
static void path_add(char path[PATH_MOST], size_t was, const char *key)
{
	size_t n = strlen(key), room = PATH_MOST - 1 - was;

	if (room == 0)
		return;
	path[was] = '.';
	if (n > room - 1)
		for (n = room - 1; n > 0 && ((uint8_t)key[n] & 0xc0) == 0x80;)
			n--;
	memcpy(path + was + 1, key, n);
	path[was + 1 + n] = '\0';
}

static enum dc_status add_object(struct record *r, json_t *v, char path[PATH_MOST], unsigned depth, struct dc_error *err)
{
	size_t was = strlen(path);
	enum dc_status st = DC_OK;
	const char *key;
	json_t *child;

	json_object_foreach(v, key, child) {
		path_add(path, was, key);
		if (st == DC_OK)
			st = add_json(r, child, path, depth + 1, err);
		path[was] = '\0';
	}
	return st;
}

static enum dc_status add_json(struct record *r, json_t *v, char path[PATH_MOST], unsigned depth, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	char *text, digits[24];

	if (json_is_integer(v))
		return add_leaf(r, path, digits, (size_t)snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(v)), err);
	if (json_is_string(v))
		return add_leaf(r, path, json_string_value(v), json_string_length(v), err);
	if (json_is_object(v) && depth < JSON_DEPTH)
		return add_object(r, v, path, depth, err);
	for (size_t i = 0; json_is_array(v) && depth < JSON_DEPTH && i < json_array_size(v) && st == DC_OK; i++)
		st = add_json(r, json_array_get(v, i), path, depth + 1, err);
	if (json_is_null(v) || json_is_boolean(v) || (json_is_array(v) && depth < JSON_DEPTH))
		return st;
	text = json_dumps(v, JSON_ENCODE_ANY);	/* a number, or what is too deep */
	if (text == NULL)
		return dc_fail(err, DC_ENOMEM, "rows");
	st = add_leaf(r, path, text, strlen(text), err);
	free(text);
	return st;
}

static enum dc_status add_json_cell(struct record *r, uint32_t column, struct dc_span cell, struct dc_error *err)
{
	char path[PATH_MOST];
	json_t *v = json_loadb((const char *)cell.p, cell.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	enum dc_status st;

	if (v == NULL || json_is_string(v)) {	/* not JSON, or a text: the column's own */
		json_decref(v);
		return add_text(r, column, cell, err);
	}
	snprintf(path, sizeof path, "%s", r->columns[column].name);
	while (!dc_utf8_valid(dc_span_of(path)))
		path[strlen(path) - 1] = '\0';
	st = add_json(r, v, path, 0, err);
	json_decref(v);
	return st;
}

/* ---- bytes */

/* A quoted piece or a bare word, unescaped, from p[*at]; the quotes of hstore (the manual, F.18). */
static enum dc_status take_piece(struct dc_span cell, size_t *at, struct dc_buf *out, bool *quoted)
{
	enum dc_status st = DC_OK;

	dc_buf_clear(out);
	*quoted = *at < cell.n && cell.p[*at] == '"';
	for (*at += *quoted; *at < cell.n && st == DC_OK; ++*at) {
		uint8_t c = cell.p[*at];

		if (*quoted ? c == '"' : c == '=' || c == ',' || c == ' ')
			break;
		if (c == '\\' && *at + 1 < cell.n)
			c = cell.p[++*at];
		st = dc_buf_addc(out, (char)c);
	}
	*at += *quoted && *at < cell.n;
	return st;
}

static size_t past(struct dc_span cell, size_t at, const char *marks)
{
	while (at < cell.n && cell.p[at] != '\0' && strchr(marks, cell.p[at]) != NULL)
		at++;
	return at;
}

static enum dc_status add_pair(struct record *r, uint32_t column, const struct dc_buf *key, struct dc_buf *value, struct dc_error *err)
{
	struct dc_span text = { value->p, value->n };
	char path[PATH_MOST];
	enum dc_status st = to_utf8(r, column, &text, err);

	snprintf(path, sizeof path, "%.250s.%.*s", r->columns[column].name, key->n < 200 ? (int)key->n : 200, key->n == 0 ? "" : (const char *)key->p);
	for (size_t n = strlen(path); n > 0 && !dc_utf8_valid(dc_span_of(path)); n--)
		path[n - 1] = '\0';
	return st == DC_OK ? add_leaf(r, path, (const char *)text.p, text.n, err) : st;
}

static enum dc_status add_pairs(struct record *r, uint32_t column, struct dc_span cell, struct dc_error *err)
{
	struct dc_buf key, value;
	enum dc_status st = DC_OK;
	bool quoted;

	dc_buf_init(&key, 0);
	dc_buf_init(&value, 0);
	for (size_t at = past(cell, 0, " ,"), was = SIZE_MAX; at < cell.n && at != was && st == DC_OK; at = past(cell, at, " ,")) {
		was = at;
		st = take_piece(cell, &at, &key, &quoted);
		at = past(cell, at, " =>");
		if (st == DC_OK)
			st = take_piece(cell, &at, &value, &quoted);
		if (st == DC_OK && value.n != 0 && (quoted || value.n != 4 || memcmp(value.p, "NULL", 4) != 0))
			st = add_pair(r, column, &key, &value, err);
		else if (st == DC_OK && value.n == 0 && was == at)
			at++;			/* no pair: what stands here is nothing hstore writes */
	}
	dc_buf_done(&key);
	dc_buf_done(&value);
	return st == DC_ENOMEM && err->status == DC_OK ? dc_fail(err, DC_ENOMEM, "no memory for a cell") : st;
}

static bool reads_as_text(struct dc_span cell)
{
	for (size_t i = 0; i < cell.n; i++)
		if (cell.p[i] < 0x20 && cell.p[i] != '\t' && cell.p[i] != '\n' && cell.p[i] != '\r')
			return false;
	return dc_utf8_valid(cell);
}

/* Of what is no known format the text runs, as the table's own text: a part for each of a million thumbnails or hashes helps
 * nobody. */
static enum dc_status add_runs(struct record *r, struct dc_item *item, struct dc_span cell, struct dc_error *err)
{
	struct dc_part_end end = { 0 };
	enum dc_status st = raw_runs(r->ex, item, r->self, &end, 0, err);

	if (st == DC_OK && cell.n >= BLOB_LEAST)
		extract_reason(r->ex, r->b.end, end.reason == DC_R_none ? DC_R_raw_fallback : end.reason, 0, "bytes of no known format in cells: text runs only");
	return st;
}

static enum dc_status add_bytes(struct record *r, uint32_t column, struct dc_span cell, struct dc_error *err)
{
	struct dc_item_memory memory;
	struct dc_item item;
	char name[PATH_MOST];

	if (reads_as_text(cell))
		return add_text(r, column, cell, err);
	snprintf(name, sizeof name, "%.400s#%llu", r->columns[column].name, (unsigned long long)r->row);
	dc_item_of_memory(&item, &memory, cell, name);
	if (cell.n < BLOB_LEAST || !extract_known(cell))
		return add_runs(r, &item, cell, err);
	return dc_extract_item(r->ex, &item, r->self, err);	/* the row goes on behind it: its cells stay together */
}

/* Texts that are objects or lists of JSON are walked as such: MariaDB's JSON is a text, SQLite's too, and so is much else. */
static bool looks_like_json(struct dc_span cell)
{
	return cell.n >= 5 && ((cell.p[0] == '{' && cell.p[cell.n - 1] == '}') || (cell.p[0] == '[' && cell.p[cell.n - 1] == ']')) &&
		memchr(cell.p, '"', cell.n) != NULL;
}

/* ---- rows */

static enum dc_status name_columns(struct record *r, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	r->b.heading = BUILT_NO_HEADING;
	for (uint32_t i = 0; i < r->n_columns && st == DC_OK; i++) {
		uint32_t column;
		bool fresh;

		st = built_column(&r->b, r->columns[i].name, strlen(r->columns[i].name), &column, &fresh, err);
		if (st == DC_OK && column < r->b.n_columns)
			r->b.columns[column].type = r->columns[i].type;
		if (st == DC_OK)
			st = extract_name_text(r->ex, r->self, r->columns[i].name, err);
	}
	return st;
}

enum dc_status record_open(struct record *r, struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end,
	const struct rows_column *columns, uint32_t n, struct dc_error *err)
{
	enum dc_status st;

	*r = (struct record){ .ex = ex, .self = self, .columns = columns, .n_columns = n };
	dc_buf_init(&r->text, 0);
	r->decoders = dc_arena_array(ex->arena, n + 1, sizeof(*r->decoders));
	if (r->decoders == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for %u columns", n);
	st = built_open(&r->b, ex, self, end, DC_TABLE, false, err);
	return st == DC_OK ? name_columns(r, err) : st;
}

enum dc_status record_row(struct record *r, struct dc_error *err)
{
	return built_row(&r->b, ++r->row, err);
}

enum dc_status record_cell(struct record *r, uint32_t column, enum rows_shape shape, struct dc_span cell, struct dc_error *err)
{
	static enum dc_status (*const add[])(struct record *, uint32_t, struct dc_span, struct dc_error *) = {
		[ROWS_TEXT] = add_text, [ROWS_JSON] = add_json_cell, [ROWS_LIST] = add_list, [ROWS_BYTES] = add_bytes,
		[ROWS_PAIRS] = add_pairs,
	};

	if (cell.n == 0)
		return DC_OK;
	return add[shape == ROWS_TEXT && looks_like_json(cell) ? ROWS_JSON : shape](r, column, cell, err);
}

enum dc_status record_row_end(struct record *r, struct dc_error *err)
{
	enum dc_status st = built_break(&r->b, '\n', err);

	r->b.any_row = true;
	return st;
}

enum dc_status record_flush(struct record *r, struct dc_error *err)
{
	return built_flush(&r->b, err);
}

void record_done(struct record *r)
{
	built_close(&r->b);
	for (uint32_t i = 0; r->decoders != NULL && i < r->n_columns; i++)
		dc_decoder_free(r->decoders[i]);
	dc_map_done(&r->map);
	if (r->text.n != 0)
		explicit_bzero(r->text.p, r->text.n);
	dc_buf_done(&r->text);
}
