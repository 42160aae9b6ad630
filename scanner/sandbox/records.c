/* records.c -- the worker's side: records into packets. What the engine gives is cut to what the other side accepts. */
#include "records.h"

#include "utf8.h"

/* Room for one more record, sending what is there if need be. */
static enum dc_status begin(struct record_out *r, enum dc_record_type type, uint32_t part, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (r->out.n > WIRE_MOST - WIRE_RECORD_MOST)
		st = r->send(r, err);
	if (st != DC_OK)
		return st;
	if (r->out.n == 0)
		wire_u8(&r->out, WIRE_RECORDS);
	wire_u8(&r->out, (uint8_t)type);
	wire_u32(&r->out, part);
	return DC_OK;
}

enum dc_status record_part_open(struct record_out *r, uint32_t part, uint32_t parent, const char *name, const char *format,
	const char *table, struct dc_error *err)
{
	enum dc_status st = begin(r, DC_REC_PART_OPEN, part, err);

	if (st != DC_OK)
		return st;
	wire_u32(&r->out, parent);
	wire_string(&r->out, name, false);
	wire_string(&r->out, format, false);
	wire_string(&r->out, table, false);
	return DC_OK;
}

enum dc_status record_part_close(struct record_out *r, uint32_t part, const struct dc_part_end *end, struct dc_error *err)
{
	enum dc_status st = begin(r, DC_REC_PART_CLOSE, part, err);

	if (st != DC_OK)
		return st;
	wire_u16(&r->out, (uint16_t)end->reason);
	wire_u64(&r->out, end->at);
	wire_u64(&r->out, end->bytes);
	wire_string(&r->out, end->detail, false);
	wire_string(&r->out, end->charset, false);
	return DC_OK;
}

/* Looks on from the last hit's kind: those of a table come in the same order row by row. */
static uint32_t kind_index(struct record_out *r, const struct dc_kind *kind)
{
	size_t n = dc_engine_kinds(r->engine);

	for (size_t i = 0, at = r->last_kind; i < n; i++, at++) {
		if (at >= n)
			at = 0;
		if (dc_engine_kind(r->engine, at) == kind)
			return r->last_kind = (uint32_t)at;
	}
	return UINT32_MAX;
}

static void put_weights(struct wire_out *o, const struct dc_weight *w, size_t n)
{
	n = n > DC_WEIGHTS_MOST ? DC_WEIGHTS_MOST : n;
	wire_u8(o, (uint8_t)n);
	for (size_t i = 0; i < n; i++) {
		wire_u16(o, w[i].why);
		wire_f32(o, w[i].logodds);
	}
}

static uint32_t code_points(struct dc_span v)
{
	uint32_t n = 0;

	for (size_t i = 0; i < v.n; i++)
		n += (v.p[i] & 0xc0) != 0x80;
	return n;
}

/* The value is cut at a code point. */
static size_t value_length(struct dc_span v)
{
	size_t n = v.n;

	if (n > DC_VALUE_MOST)
		for (n = DC_VALUE_MOST; n != 0 && (v.p[n] & 0xc0) == 0x80; n--)
			;
	return n;
}

enum dc_status record_hit(struct record_out *r, uint32_t part, const struct dc_hit *h, const char *field, const uint8_t *token,
	struct dc_error *err)
{
	enum dc_status st = begin(r, DC_REC_HIT, part, err);
	size_t n = token != NULL ? RECORDS_TOKEN : value_length(h->value);

	if (st != DC_OK)
		return st;
	wire_u32(&r->out, kind_index(r, h->kind));
	wire_u64(&r->out, h->start);
	wire_u64(&r->out, h->end);
	wire_u64(&r->out, h->line);
	wire_u32(&r->out, h->col);
	wire_u32(&r->out, h->column);
	wire_u64(&r->out, h->row);
	wire_u64(&r->out, h->record);
	wire_f32(&r->out, h->confidence);
	wire_u8(&r->out, (uint8_t)h->band);
	wire_u8(&r->out, (uint8_t)(h->flags | (n < h->value.n && token == NULL ? DC_HIT_TRUNCATED : 0)));
	wire_u16(&r->out, h->shown > n || token != NULL ? 0 : h->shown);
	wire_u32(&r->out, code_points(h->value));
	wire_u16(&r->out, (uint16_t)n);
	wire_bytes(&r->out, token != NULL ? token : h->value.p, n);
	wire_u8(&r->out, 0);
	wire_string(&r->out, h->category, false);
	wire_string(&r->out, field, false);
	put_weights(&r->out, h->weights, h->n_weights);
	return DC_OK;
}

enum dc_status record_column(struct record_out *r, uint32_t part, const struct dc_column_finding *c, const char *field, struct dc_error *err)
{
	enum dc_status st = begin(r, DC_REC_COLUMN, part, err);

	if (st != DC_OK)
		return st;
	wire_u32(&r->out, kind_index(r, c->kind));
	wire_u32(&r->out, c->column);
	wire_f32(&r->out, c->confidence);
	wire_u64(&r->out, c->rows);
	wire_u64(&r->out, c->filled);
	wire_u64(&r->out, c->distinct);
	wire_u64(&r->out, c->matching);
	wire_string(&r->out, c->category, false);
	wire_string(&r->out, field, false);
	put_weights(&r->out, c->weights, c->n_weights);
	return DC_OK;
}

/* Bytes of a piece that fits one string of the wire: no NUL in it, whole code points, and what is no UTF-8 ends it. */
static size_t piece_length(struct dc_span text)
{
	size_t n = 0, k;
	uint32_t c;

	while (n < text.n && n < WIRE_STRING_MOST - 4 && text.p[n] != 0) {
		k = utf8_read(text.p + n, text.n - n, &c);
		if (k == 0)
			break;
		n += k;
	}
	return n;
}

enum dc_status record_text(struct record_out *r, uint32_t part, struct dc_span text, uint64_t line, uint64_t row, uint32_t column,
	const char *field, struct dc_error *err)
{
	char piece[WIRE_STRING_MOST];
	enum dc_status st = DC_OK;

	do {
		size_t n = piece_length(text);

		st = begin(r, DC_REC_TEXT, part, err);
		if (st != DC_OK)
			break;
		memcpy(piece, text.p, n);
		piece[n] = '\0';
		wire_u64(&r->out, line);
		wire_u64(&r->out, row);
		wire_u32(&r->out, column);
		wire_string(&r->out, piece, false);
		wire_string(&r->out, field, false);
		text = dc_span_cut(text, n + (n < text.n && (text.p[n] == 0 || n < WIRE_STRING_MOST - 8)), text.n);
	} while (text.n != 0);
	explicit_bzero(piece, sizeof piece);
	return st;
}

enum dc_status record_dates(struct record_out *r, uint32_t part, uint32_t column, int oldest, int newest, bool telling, const char *field,
	struct dc_error *err)
{
	enum dc_status st = begin(r, DC_REC_DATES, part, err);

	if (st != DC_OK)
		return st;
	wire_u32(&r->out, column);
	wire_u32(&r->out, (uint32_t)oldest);
	wire_u32(&r->out, (uint32_t)newest);
	wire_u8(&r->out, telling);
	wire_string(&r->out, field, false);
	return DC_OK;
}

enum dc_status record_end(struct record_out *r, enum dc_reason reason, const char *detail, uint64_t bytes, struct dc_error *err)
{
	enum dc_status st = begin(r, DC_REC_END, 0, err);

	if (st != DC_OK)
		return st;
	wire_u16(&r->out, (uint16_t)reason);
	wire_u64(&r->out, bytes);
	wire_string(&r->out, detail, false);
	return r->send(r, err);
}
