/* rows.c -- the reading end of a stream of rows (rows.h): cells of a table with the names and types of its columns. What a
 * connector sends is no more believed than a file: it may be in the hands of a hostile server. */
#include "built.h"
#include "extract.h"

#include "daicho/decode.h"
#include "daicho/log.h"
#include "daicho/rows.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define READ_AT_ONCE (256 * 1024)
#define JSON_DEPTH 64			/* levels of a JSON value that are walked; deeper ones are one text */
#define PATH_MOST 512			/* bytes of "column.key.key" */
#define BLOB_LEAST 32			/* shorter bytes are no file */

struct rows {
	struct dc_extraction *ex;
	struct dc_item *item;
	struct built b;
	const struct dc_part *self;
	struct dc_part_end *end;
	struct dc_buf in;
	size_t at;
	bool eof;
	uint64_t row;
	struct rows_column *columns;
	uint32_t n_columns;
	struct dc_decoder **decoders;	/* one for each column that needs it */
	struct dc_buf text;		/* a decoded cell */
	struct dc_map map;
	bool json_columns;		/* keys made columns of their own */
};

/* ---- frames */

/* At least n bytes at the cursor. DC_END: the stream ends before. */
static enum dc_status need(struct rows *r, size_t n, struct dc_error *err)
{
	while (r->in.n - r->at < n) {
		size_t got = 0;
		enum dc_status st;

		if (r->eof)
			return DC_END;
		if (extract_stopped(r->ex)) {
			extract_reason(r->ex, r->end, DC_R_limit_time, r->ex->read_bytes, NULL);
			return DC_END;
		}
		if (r->at != 0 && r->at > r->in.n / 2) {
			memmove(r->in.p, r->in.p + r->at, r->in.n - r->at);
			r->in.n -= r->at;
			r->at = 0;
		}
		if (dc_buf_reserve(&r->in, READ_AT_ONCE) != DC_OK)
			return dc_fail(err, DC_ENOMEM, "rows");
		st = r->item->read(r->item, r->in.p + r->in.n, READ_AT_ONCE, &got, err);
		if (st != DC_OK)
			return st;
		r->in.n += got;
		r->ex->read_bytes += got;
		r->eof = got == 0;
	}
	return DC_OK;
}

static enum dc_status take(struct rows *r, void *into, size_t n, struct dc_error *err)
{
	enum dc_status st = need(r, n, err);

	if (st == DC_OK) {
		memcpy(into, r->in.p + r->at, n);
		r->at += n;
	}
	return st;
}

static enum dc_status take_name(struct rows *r, const char **out, struct dc_error *err)
{
	uint16_t n = 0;
	struct dc_buf b;
	enum dc_status st = take(r, &n, sizeof n, err);

	if (st == DC_OK && n > ROWS_NAME_MOST)
		st = DC_EFORMAT;
	if (st == DC_OK)
		st = need(r, n, err);
	if (st != DC_OK)
		return st;
	dc_buf_init(&b, 0);
	st = dc_decode_name((struct dc_span){ r->in.p + r->at, n }, &b);
	r->at += n;
	*out = st == DC_OK ? dc_arena_strndup(r->ex->arena, b.p, b.n) : NULL;
	dc_buf_done(&b);
	return *out == NULL ? dc_fail(err, DC_ENOMEM, "rows") : DC_OK;
}

static enum dc_status take_column(struct rows *r, struct rows_column *c, struct dc_error *err)
{
	enum dc_status st = take_name(r, &c->name, err);

	if (st == DC_OK)
		st = take_name(r, &c->type, err);
	if (st == DC_OK)
		st = take(r, &c->shape, 1, err);
	if (st == DC_OK)
		st = take(r, &c->charset, 1, err);
	if (st == DC_OK && (c->shape > ROWS_BYTES || c->charset > DC_CS_LATIN1))
		st = DC_EFORMAT;
	return st;
}

static enum dc_status take_head(struct rows *r, const char **table, struct dc_error *err)
{
	char magic[sizeof ROWS_MAGIC - 1], mark = 0;
	enum dc_status st = take(r, magic, sizeof magic, err);

	if (st == DC_OK)
		st = take(r, &mark, 1, err);
	if (st == DC_OK && (memcmp(magic, ROWS_MAGIC, sizeof magic) != 0 || (mark != 'H' && mark != 'E')))
		st = DC_EFORMAT;
	if (st != DC_OK)
		return st;
	if (mark == 'E') {		/* it could not even begin: the end says why */
		r->at--;
		return DC_OK;
	}
	st = take_name(r, table, err);
	if (st == DC_OK)
		st = take(r, &r->n_columns, sizeof r->n_columns, err);
	if (st == DC_OK && r->n_columns > ROWS_COLUMNS_MOST)
		st = DC_EFORMAT;
	if (st != DC_OK)
		return st;
	r->columns = dc_arena_array(r->ex->arena, r->n_columns + 1, sizeof *r->columns);
	r->decoders = dc_arena_array(r->ex->arena, r->n_columns + 1, sizeof(*r->decoders));
	if (r->columns == NULL || r->decoders == NULL)
		return dc_fail(err, DC_ENOMEM, "rows");
	for (uint32_t i = 0; i < r->n_columns && st == DC_OK; i++)
		st = take_column(r, &r->columns[i], err);
	return st;
}

/* ---- cells */

/* The cell's text as UTF-8: as it is, or decoded by what its column is said to hold. */
static enum dc_status to_utf8(struct rows *r, uint32_t column, struct dc_span *cell, struct dc_error *err)
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

static enum dc_status add_cell(struct rows *r, uint32_t column, struct dc_span text, struct dc_error *err)
{
	enum dc_status st = built_cell(&r->b, column, err);

	if (st == DC_OK)
		st = built_add(&r->b, text.p, text.n, 0, err);
	return st == DC_OK ? built_cell_end(&r->b, err) : st;
}

static enum dc_status add_text(struct rows *r, uint32_t column, struct dc_span cell, struct dc_error *err)
{
	enum dc_status st = cell.n == 0 ? DC_END : to_utf8(r, column, &cell, err);

	return st == DC_OK ? add_cell(r, column, cell, err) : st == DC_END ? DC_OK : st;
}

/* {a,"b \"c\"",NULL}: each element a cell of the column. */
static enum dc_status add_list(struct rows *r, uint32_t column, struct dc_span cell, struct dc_error *err)
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

static enum dc_status add_json(struct rows *r, json_t *v, char path[PATH_MOST], unsigned depth, struct dc_error *err);

static enum dc_status add_leaf(struct rows *r, const char *path, const char *p, size_t n, struct dc_error *err)
{
	uint32_t column;
	bool fresh;
	enum dc_status st = n == 0 ? DC_END : built_column(&r->b, path, strlen(path), &column, &fresh, err);

	if (st != DC_OK)
		return st == DC_END ? DC_OK : st;
	r->json_columns = true;
	return add_cell(r, column, (struct dc_span){ (const uint8_t *)p, n }, err);
}

static enum dc_status add_object(struct rows *r, json_t *v, char path[PATH_MOST], unsigned depth, struct dc_error *err)
{
	size_t was = strlen(path);
	enum dc_status st = DC_OK;
	const char *key;
	json_t *child;

	json_object_foreach(v, key, child) {
		snprintf(path + was, PATH_MOST - was, ".%s", key);
		while (!dc_utf8_valid(dc_span_of(path)))	/* cut in the middle of a character */
			path[strlen(path) - 1] = '\0';
		if (st == DC_OK)
			st = add_json(r, child, path, depth + 1, err);
		path[was] = '\0';
	}
	return st;
}

static enum dc_status add_json(struct rows *r, json_t *v, char path[PATH_MOST], unsigned depth, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	char *text;

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

static enum dc_status add_json_cell(struct rows *r, uint32_t column, struct dc_span cell, struct dc_error *err)
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

static bool reads_as_text(struct dc_span cell)
{
	for (size_t i = 0; i < cell.n; i++)
		if (cell.p[i] < 0x20 && cell.p[i] != '\t' && cell.p[i] != '\n' && cell.p[i] != '\r')
			return false;
	return dc_utf8_valid(cell);
}

static enum dc_status add_bytes(struct rows *r, uint32_t column, struct dc_span cell, struct dc_error *err)
{
	struct dc_item_memory memory;
	struct dc_item item;
	char name[PATH_MOST];
	enum dc_status st;

	if (reads_as_text(cell))
		return add_text(r, column, cell, err);
	if (cell.n < BLOB_LEAST)
		return DC_OK;
	st = built_flush(&r->b, err);
	snprintf(name, sizeof name, "%.400s#%llu", r->columns[column].name, (unsigned long long)r->row);
	dc_item_of_memory(&item, &memory, cell, name);
	return st == DC_OK ? dc_extract_item(r->ex, &item, r->self, err) : st;
}

/* ---- rows */

/* Texts that are objects or lists of JSON are walked as such: MariaDB's JSON is a text, and so is much else. */
static bool looks_like_json(struct dc_span cell)
{
	return cell.n >= 5 && ((cell.p[0] == '{' && cell.p[cell.n - 1] == '}') || (cell.p[0] == '[' && cell.p[cell.n - 1] == ']')) &&
		memchr(cell.p, '"', cell.n) != NULL;
}

static enum dc_status one_cell(struct rows *r, uint32_t column, struct dc_error *err)
{
	static enum dc_status (*const add[])(struct rows *, uint32_t, struct dc_span, struct dc_error *) = {
		[ROWS_TEXT] = add_text, [ROWS_JSON] = add_json_cell, [ROWS_LIST] = add_list, [ROWS_BYTES] = add_bytes,
	};
	uint32_t n = 0;
	enum dc_status st = take(r, &n, sizeof n, err);

	if (st != DC_OK || n == ROWS_NULL)
		return st;
	if (n > r->ex->budget->cell_bytes)
		return DC_EFORMAT;
	st = need(r, n, err);
	if (st == DC_OK && n != 0)
		st = add[r->columns[column].shape == ROWS_TEXT && looks_like_json((struct dc_span){ r->in.p + r->at, n }) ? ROWS_JSON : r->columns[column].shape](r, column, (struct dc_span){ r->in.p + r->at, n }, err);
	r->at += st == DC_OK ? n : 0;
	return st;
}

static enum dc_status one_row(struct rows *r, struct dc_error *err)
{
	enum dc_status st = built_row(&r->b, ++r->row, err);

	for (uint32_t i = 0; i < r->n_columns && st == DC_OK; i++)
		st = one_cell(r, i, err);
	if (st == DC_OK)
		st = built_break(&r->b, '\n', err);
	r->b.any_row = true;
	return st;
}

static enum dc_status one_note(struct rows *r, struct dc_error *err)
{
	uint32_t n = 0;
	struct dc_buf b;
	enum dc_status st = take(r, &n, sizeof n, err);

	if (st == DC_OK && n > r->ex->budget->cell_bytes)
		st = DC_EFORMAT;
	if (st == DC_OK)
		st = need(r, n, err);
	if (st != DC_OK)
		return st;
	dc_buf_init(&b, 0);
	st = dc_decode_name((struct dc_span){ r->in.p + r->at, n }, &b);
	r->at += n;
	if (st == DC_OK && b.n != 0)
		st = extract_name_text(r->ex, r->self, dc_buf_cstr(&b), err);
	dc_buf_done(&b);
	return st;
}

static enum dc_status the_end(struct rows *r, struct dc_error *err)
{
	uint16_t reason = 0;
	const char *detail = "";
	enum dc_status st = take(r, &reason, sizeof reason, err);

	if (st == DC_OK)
		st = take_name(r, &detail, err);
	if (st == DC_OK && reason >= DC_N_REASONS)
		st = DC_EFORMAT;
	if (st == DC_OK && reason != DC_R_none)
		extract_reason(r->ex, r->end, (enum dc_reason)reason, r->ex->read_bytes, *detail == '\0' ? NULL : detail);
	return st;
}

/* DC_OK: the end came. */
static enum dc_status frames(struct rows *r, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	uint8_t mark = 0;

	while (st == DC_OK) {
		st = take(r, &mark, 1, err);
		if (st != DC_OK)
			break;
		switch (mark) {
		case 'R':
			st = r->n_columns == 0 && r->columns == NULL ? DC_EFORMAT : one_row(r, err);
			break;
		case 'N':
			st = one_note(r, err);
			break;
		case 'K':
			break;
		case 'E':
			return the_end(r, err);
		default:
			st = DC_EFORMAT;
		}
	}
	return st;
}

static enum dc_status name_columns(struct rows *r, struct dc_error *err)
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

/* How the reading ended, for the ledger; what was read before stays. */
static enum dc_status settle(struct rows *r, enum dc_status st, struct dc_error *err)
{
	char detail[96];

	if (st == DC_END && !extract_stopped(r->ex)) {
		snprintf(detail, sizeof detail, "the connection was lost after %llu rows", (unsigned long long)r->row);
		extract_reason(r->ex, r->end, DC_R_io_error, r->ex->read_bytes, dc_arena_strdup(r->ex->arena, detail));
	} else if (st == DC_EFORMAT) {
		extract_reason(r->ex, r->end, DC_R_protocol_error, r->ex->read_bytes, "the connector sent what is no row");
	} else if (st == DC_EIO) {
		extract_reason(r->ex, r->end, DC_R_io_error, r->ex->read_bytes, NULL);
	} else if (st != DC_OK && st != DC_END) {
		return st;
	}
	*err = (struct dc_error){ 0 };
	return built_flush(&r->b, err);
}

enum dc_status dc_extract_rows(struct dc_extraction *ex, struct dc_item *item, struct dc_error *err)
{
	struct dc_part_end end = { .charset = NULL };
	struct dc_part self = { .name = "", .format = "table" };
	struct rows r = { .ex = ex, .item = item, .self = &self, .end = &end };
	struct dc_error later = { 0 };
	enum dc_status st, opened;

	dc_buf_init(&r.in, 0);
	dc_buf_init(&r.text, 0);
	st = take_head(&r, &self.table, err);
	opened = ex->sink->open(ex->sink, &self, &later);
	if (opened == DC_OK)
		opened = built_open(&r.b, ex, &self, &end, DC_TABLE, false, &later);
	if (opened == DC_OK && st == DC_OK)
		st = name_columns(&r, err);
	if (opened == DC_OK && st == DC_OK)
		st = frames(&r, err);
	if (opened == DC_OK)
		st = settle(&r, st, err);
	end.bytes = ex->read_bytes;
	if (opened == DC_OK && st == DC_OK)
		st = ex->sink->close(ex->sink, &self, &end, err);
	built_close(&r.b);
	for (uint32_t i = 0; r.decoders != NULL && i < r.n_columns; i++)
		dc_decoder_free(r.decoders[i]);
	dc_map_done(&r.map);
	dc_buf_done(&r.text);
	dc_buf_done(&r.in);
	if (opened != DC_OK)
		*err = later;
	return opened != DC_OK ? opened : st;
}
