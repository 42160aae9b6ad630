/* rows.c -- the reading end of a stream of rows (rows.h): cells of a table with the names and types of its columns. What a
 * connector sends is no more believed than a file: it may be in the hands of a hostile server. */
#include "record.h"

#include "daicho/decode.h"
#include "daicho/log.h"
#include "daicho/rows.h"

#include <stdlib.h>
#include <string.h>

#define READ_AT_ONCE (256 * 1024)

struct rows {
	struct dc_extraction *ex;
	struct dc_item *item;
	const struct dc_part *self;
	struct dc_part_end *end;
	struct dc_buf in;
	size_t at;
	bool eof;
	struct rows_column *columns;
	uint32_t n_columns;
	struct record record;
};

/* ---- frames */

static enum dc_status more(struct rows *r, size_t n, struct dc_error *err)
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

/* At least n bytes at the cursor. DC_END: the stream ends before. */
static inline enum dc_status need(struct rows *r, size_t n, struct dc_error *err)
{
	return r->in.n - r->at >= n ? DC_OK : more(r, n, err);
}

static inline enum dc_status take(struct rows *r, void *into, size_t n, struct dc_error *err)
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
	if (st == DC_OK && (c->shape >= ROWS_SHAPES || c->charset > DC_CS_LATIN1))
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
	if (r->columns == NULL)
		return dc_fail(err, DC_ENOMEM, "rows");
	for (uint32_t i = 0; i < r->n_columns && st == DC_OK; i++)
		st = take_column(r, &r->columns[i], err);
	return st;
}

/* ---- rows */

static enum dc_status one_cell(struct rows *r, uint32_t column, struct dc_error *err)
{
	uint32_t n = 0;
	enum dc_status st = take(r, &n, sizeof n, err);

	if (st != DC_OK || n == ROWS_NULL)
		return st;
	if (n > r->ex->budget->cell_bytes)
		return DC_EFORMAT;
	st = need(r, n, err);
	if (st == DC_OK)
		st = record_cell(&r->record, column, (enum rows_shape)r->columns[column].shape, (struct dc_span){ r->in.p + r->at, n }, err);
	r->at += st == DC_OK ? n : 0;
	return st;
}

static enum dc_status one_row(struct rows *r, struct dc_error *err)
{
	enum dc_status st = record_row(&r->record, err);

	for (uint32_t i = 0; i < r->n_columns && st == DC_OK; i++)
		st = one_cell(r, i, err);
	return st == DC_OK ? record_row_end(&r->record, err) : st;
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

/* How the reading ended, for the ledger; what was read before stays. */
static enum dc_status settle(struct rows *r, enum dc_status st, struct dc_error *err)
{
	char detail[96];

	if (st == DC_END && !extract_stopped(r->ex)) {
		snprintf(detail, sizeof detail, "the connection was lost after %llu rows", (unsigned long long)r->record.row);
		extract_reason(r->ex, r->end, DC_R_io_error, r->ex->read_bytes, dc_arena_strdup(r->ex->arena, detail));
	} else if (st == DC_EFORMAT) {
		extract_reason(r->ex, r->end, DC_R_protocol_error, r->ex->read_bytes, "the connector sent what is no row");
	} else if (st == DC_EIO) {
		extract_reason(r->ex, r->end, DC_R_io_error, r->ex->read_bytes, NULL);
	} else if (st != DC_OK && st != DC_END) {
		return st;
	}
	*err = (struct dc_error){ 0 };
	return record_flush(&r->record, err);
}

enum dc_status dc_extract_rows(struct dc_extraction *ex, struct dc_item *item, struct dc_error *err)
{
	struct dc_part_end end = { .charset = NULL };
	struct dc_part self = { .name = "", .format = "table" };
	struct rows r = { .ex = ex, .item = item, .self = &self, .end = &end };
	struct dc_error later = { 0 };
	enum dc_status st, opened;

	dc_buf_init(&r.in, 0);
	st = take_head(&r, &self.table, err);
	opened = ex->sink->open(ex->sink, &self, &later);
	if (opened == DC_OK)
		opened = record_open(&r.record, ex, &self, &end, r.columns, st == DC_OK ? r.n_columns : 0, &later);
	if (opened == DC_OK && st == DC_OK)
		st = frames(&r, err);
	if (opened == DC_OK)
		st = settle(&r, st, err);
	end.bytes = ex->read_bytes;
	if (opened == DC_OK && st == DC_OK)
		st = ex->sink->close(ex->sink, &self, &end, err);
	record_done(&r.record);
	dc_buf_done(&r.in);
	if (opened != DC_OK)
		*err = later;
	return opened != DC_OK ? opened : st;
}
