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

/* ---- hits like those before */

static uint8_t flags_of(const struct dc_hit *h, size_t n, bool token)
{
	return (uint8_t)(h->flags | (n < h->value.n && !token ? DC_HIT_TRUNCATED : 0));
}

static uint16_t form_slot(const struct dc_hit *h)
{
	uint64_t x = (uint64_t)(uintptr_t)h->kind >> 4 ^ (uint64_t)h->column << 20;
	uint32_t confidence;

	memcpy(&confidence, &h->confidence, sizeof confidence);
	x = (x ^ confidence) * UINT64_C(0x9e3779b97f4a7c15) + h->flags;
	return (uint16_t)((x ^ x >> 29 ^ x >> 47) & (MEMORY_FORMS - 1));
}

static bool is_form(const struct record_memory *m, const struct memory_form *f, uint32_t part, const struct dc_hit *h, uint8_t flags,
	const char *field)
{
	return f->epoch == m->epoch && f->part == part && f->column == h->column && f->kind == h->kind && f->category == h->category &&
		f->confidence >= h->confidence && f->confidence <= h->confidence && f->band == (uint8_t)h->band && f->flags == flags &&
		f->n_weights == h->n_weights && memcmp(f->weights, h->weights, h->n_weights * sizeof *h->weights) == 0 &&
		strcmp(f->field, field) == 0;
}

/* The form is now that of this hit. False: it has none. */
static bool form_put(struct record_memory *m, struct memory_form *f, uint32_t part, const struct dc_hit *h, uint8_t flags, const char *field)
{
	size_t n = strlen(field);

	if (n > MEMORY_FIELD_MOST || h->n_weights > DC_WEIGHTS_MOST)
		return false;
	*f = (struct memory_form){ .epoch = m->epoch, .part = part, .column = h->column, .kind = h->kind, .category = h->category,
		.confidence = h->confidence, .band = (uint8_t)h->band, .flags = flags, .n_weights = (uint8_t)h->n_weights };
	memcpy(f->weights, h->weights, h->n_weights * sizeof *h->weights);
	memcpy(f->field, field, n + 1);
	return true;
}

static uint16_t value_slot(const struct dc_hit *h, struct dc_span v)
{
	uint64_t x = (uint64_t)(uintptr_t)h->kind ^ v.n, word;
	size_t i = 0;

	for (; i + 8 <= v.n; i += 8) {
		memcpy(&word, v.p + i, 8);
		x = (x ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		x ^= x >> 32;
	}
	for (word = 0; i < v.n; i++)
		word = word << 8 | v.p[i];
	x = (x ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint16_t)((x >> 40) & (MEMORY_VALUES - 1));
}

static void put_value(struct wire_out *o, struct dc_span v, uint32_t points, uint16_t shown)
{
	wire_u16(o, shown);
	wire_u32(o, points);
	wire_u16(o, (uint16_t)v.n);
	wire_bytes(o, v.p, v.n);
	wire_u8(o, 0);
}

/* Whether the slot has the value already, by its number; if not, it is sent and has it then. */
static bool has_same(struct record_memory *m, uint16_t slot, uint32_t part, const struct dc_hit *h)
{
	struct memory_same *s = &m->sames[slot];
	bool has = s->same == h->same && s->epoch == m->epoch && s->part == part;

	*s = (struct memory_same){ h->same, m->epoch, part };
	return has;
}

/* The same by the value itself. */
static bool has_value(const struct record_memory *m, uint16_t slot, struct dc_span v, uint16_t shown, bool no_value)
{
	const struct memory_value *mine = &m->values[slot];

	return m->sames[slot].same == 0 && mine->epoch == m->epoch && mine->n == v.n && mine->shown == shown && mine->no_value == no_value &&
		memcmp(m->bytes[slot], v.p, v.n) == 0;
}

static void put_like(struct record_out *r, uint32_t part, const struct dc_hit *h, struct dc_span v, bool token, uint16_t form)
{
	struct record_like like = { .start = h->start, .end = h->end, .line = h->line, .row = h->row, .record = h->record, .col = h->col,
		.form = form, .value = MEMORY_NONE, .follows = 1 };
	uint16_t shown = h->shown > v.n || token ? 0 : h->shown;
	bool same = h->same != 0 && !token;
	uint32_t points;

	if (v.n <= MEMORY_VALUE_MOST) {
		like.value = same ? (uint16_t)(h->same & (MEMORY_VALUES - 1)) : value_slot(h, v);
		like.follows = same ? !has_same(r->memory, like.value, part, h) : !has_value(r->memory, like.value, v, shown, token);
	}
	wire_bytes(&r->out, &like, sizeof like);
	if (like.follows == 0)
		return;
	points = code_points(h->value);
	put_value(&r->out, v, points, shown);
	if (like.value == MEMORY_NONE || same)
		return;
	memory_value_put(r->memory, like.value, v, points, shown, token);
	r->memory->sames[like.value].same = 0;
}

static void put_hit(struct record_out *r, const struct dc_hit *h, struct dc_span v, bool token, uint8_t flags, const char *field, uint16_t form)
{
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
	wire_u8(&r->out, flags);
	put_value(&r->out, v, code_points(h->value), h->shown > v.n || token ? 0 : h->shown);
	wire_string(&r->out, h->category, false);
	wire_string(&r->out, field, false);
	put_weights(&r->out, h->weights, h->n_weights);
	wire_u16(&r->out, form);
}

enum dc_status record_hit(struct record_out *r, uint32_t part, const struct dc_hit *h, const char *field, const uint8_t *token,
	struct dc_error *err)
{
	struct dc_span v = { token != NULL ? token : h->value.p, token != NULL ? RECORDS_TOKEN : value_length(h->value) };
	uint8_t flags = flags_of(h, v.n, token != NULL);
	bool remembers = r->memory != NULL && h->row != 0;
	uint16_t form = remembers ? form_slot(h) : MEMORY_NONE;
	bool like = remembers && is_form(r->memory, &r->memory->forms[form], part, h, flags, field);
	enum dc_status st = begin(r, like ? DC_REC_LIKE : DC_REC_HIT, part, err);

	if (st != DC_OK)
		return st;
	if (like) {
		put_like(r, part, h, v, token != NULL, form);
		return DC_OK;
	}
	if (remembers && !form_put(r->memory, &r->memory->forms[form], part, h, flags, field))
		form = MEMORY_NONE;
	put_hit(r, h, v, token != NULL, flags, field, form);
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
	return r->hold ? DC_OK : r->send(r, err);
}
