/* xls.c -- Excel 5 to 2003 [MS-XLS]: records of a type, a length and bytes. First the workbook's own (codepage, formats, shared
 * strings, the sheets' places), then each sheet's cells with their places. Formulas give the value that was stored. */
#include "built.h"
#include "cfb.h"
#include "workbook.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum record {
	R_FORMULA = 0x06, R_EOF = 0x0a, R_HEADER = 0x14, R_FOOTER = 0x15, R_DATEMODE = 0x22, R_FILEPASS = 0x2f, R_CONTINUE = 0x3c,
	R_CODEPAGE = 0x42, R_BOUNDSHEET = 0x85, R_MULRK = 0xbd, R_RSTRING = 0xd6, R_XF = 0xe0, R_SST = 0xfc, R_LABELSST = 0xfd, R_TXO = 0x1b6,
	R_NUMBER = 0x203, R_LABEL = 0x204, R_STRING = 0x207, R_RK = 0x27e, R_FORMAT = 0x41e, R_BOF = 0x809,
};

#define SHEETS_MOST 4096
#define DOCUMENT_BIFF8 0x600

struct sheet { uint32_t at; struct dc_buf name; };

struct xls {
	struct ole2_reading *r;
	struct dc_span s;		/* the stream */
	bool biff8, since_1904, locked;
	unsigned codepage;
	struct dc_buf strings, ends;	/* shared: text, and where each ends */
	struct dc_buf formats;		/* per XF: its number format */
	struct dc_buf dates;		/* number formats of its own that show dates */
	struct sheet *sheets;
	size_t n_sheets;
	/* the sheet being read */
	struct built b;
	uint64_t row;			/* as told */
	uint32_t stored_row;
	uint32_t formula_row, formula_column;
	bool awaiting;			/* the text of a formula's value */
	struct dc_buf notes, value;
};

struct record_at { uint16_t type; struct dc_span body; size_t next; };

static bool record_at(const struct xls *x, size_t at, struct record_at *out)
{
	size_t n;

	if (at + 4 > x->s.n)
		return false;
	n = le16(x->s.p + at + 2);
	if (n > x->s.n - at - 4)		/* a length that lies: what is there */
		n = x->s.n - at - 4;
	*out = (struct record_at){ le16(x->s.p + at), { x->s.p + at + 4, n }, at + 4 + n };
	return true;
}

/* ---- strings, which go on in CONTINUE records */

/* Bytes of a record and those that continue it. Within characters a continuation begins with a byte of its own that says how wide
 * they are; elsewhere it does not ([MS-XLS] 2.5.296). */
struct chain {
	const struct xls *x;
	struct dc_span body;
	size_t at, next;
};

static bool chain_more(struct chain *c)
{
	struct record_at r;

	while (c->at >= c->body.n) {
		if (!record_at(c->x, c->next, &r) || r.type != R_CONTINUE)
			return false;
		c->body = r.body;
		c->at = 0;
		c->next = r.next;
	}
	return true;
}

static bool chain_byte(struct chain *c, uint8_t *out)
{
	if (!chain_more(c))
		return false;
	*out = c->body.p[c->at++];
	return true;
}

static bool chain_number(struct chain *c, unsigned bytes, uint32_t *out)
{
	*out = 0;
	for (unsigned i = 0; i < bytes; i++) {
		uint8_t b;

		if (!chain_byte(c, &b))
			return false;
		*out |= (uint32_t)b << 8 * i;
	}
	return true;
}

static bool chain_skip(struct chain *c, uint64_t n)
{
	while (n != 0) {
		size_t here;

		if (!chain_more(c))
			return false;
		here = c->body.n - c->at < n ? c->body.n - c->at : (size_t)n;
		c->at += here;
		n -= here;
	}
	return true;
}

/* count characters appended as UTF-8. */
static enum dc_status chain_characters(struct chain *c, uint32_t count, bool wide, struct dc_buf *out)
{
	enum dc_status st = DC_OK;
	uint8_t unit[2] = { 0, 0 };
	bool first = true;

	while (count != 0 && st == DC_OK) {
		size_t n;

		if (c->at >= c->body.n && !first) {
			uint8_t flags;

			if (!chain_byte(c, &flags))
				return DC_END;
			wide = (flags & 1) != 0;
		}
		first = false;
		if (!chain_more(c))
			return DC_END;
		n = (c->body.n - c->at) / (wide ? 2 : 1);
		n = n < count ? n : count;
		if (n == 0) {			/* half a character: broken */
			c->at = c->body.n;
			continue;
		}
		if (wide)
			st = cfb_utf16(out, c->body.p + c->at, n);
		for (size_t i = 0; !wide && i < n && st == DC_OK; i++) {
			unit[0] = c->body.p[c->at + i];
			st = cfb_utf16(out, unit, 1);
		}
		c->at += n * (wide ? 2 : 1);
		count -= (uint32_t)n;
	}
	return st;
}

/* A string of BIFF8 with its runs and extensions; the length has so many bytes. */
static enum dc_status chain_string(struct chain *c, unsigned length_bytes, struct dc_buf *out)
{
	uint32_t count, runs = 0, extension = 0;
	uint8_t flags;
	enum dc_status st;

	if (!chain_number(c, length_bytes, &count) || !chain_byte(c, &flags))
		return DC_END;
	if (((flags & 8) != 0 && !chain_number(c, 2, &runs)) || ((flags & 4) != 0 && !chain_number(c, 4, &extension)))
		return DC_END;
	st = chain_characters(c, count, (flags & 1) != 0, out);
	return st == DC_OK && !chain_skip(c, (uint64_t)runs * 4 + extension) ? DC_END : st;
}

/* A string of the record's own, in either form. */
static enum dc_status string_of(struct xls *x, struct record_at *r, size_t at, unsigned length_bytes, struct dc_buf *out, struct dc_error *err)
{
	struct chain c = { .x = x, .body = r->body, .at = at, .next = r->next };
	uint32_t n;
	enum dc_status st;

	if (at > r->body.n)
		return DC_OK;
	if (x->biff8) {
		st = chain_string(&c, length_bytes, out);
		return st == DC_END ? DC_OK : st == DC_OK ? DC_OK : dc_fail(err, st, "a string");
	}
	if (!chain_number(&c, length_bytes, &n) || c.at > c.body.n)
		return DC_OK;
	n = n < c.body.n - c.at ? n : (uint32_t)(c.body.n - c.at);
	return ole2_bytes(out, (struct dc_span){ c.body.p + c.at, n }, x->codepage, err);
}

/* ---- the workbook */

static enum dc_status take_strings(struct xls *x, struct record_at *r, struct dc_error *err)
{
	struct chain c = { .x = x, .body = r->body, .at = 8, .next = r->next };
	enum dc_status st = DC_OK;
	uint32_t count = r->body.n >= 8 ? le32(r->body.p + 4) : 0;

	for (uint32_t i = 0; i < count && st == DC_OK && chain_more(&c); i++) {
		st = chain_string(&c, 2, &x->strings);
		if (st == DC_OK || st == DC_END) {
			enum dc_status kept = dc_buf_add(&x->ends, &x->strings.n, sizeof x->strings.n);

			st = kept == DC_OK ? st : kept;
		}
	}
	return st == DC_OK || st == DC_END ? DC_OK : dc_fail(err, st, "shared strings");
}

static enum dc_status take_sheet(struct xls *x, struct record_at *r, struct dc_error *err)
{
	struct sheet *more;

	if (r->body.n < 8 || x->n_sheets == SHEETS_MOST)
		return DC_OK;
	more = realloc(x->sheets, (x->n_sheets + 1) * sizeof *more);
	if (more == NULL)
		return dc_fail(err, DC_ENOMEM, "sheets");
	x->sheets = more;
	x->sheets[x->n_sheets] = (struct sheet){ .at = le32(r->body.p) };
	dc_buf_init(&x->sheets[x->n_sheets].name, 0);
	return string_of(x, r, 6, 1, &x->sheets[x->n_sheets++].name, err);
}

static enum dc_status take_format(struct xls *x, struct record_at *r, struct dc_error *err)
{
	struct dc_buf code;
	enum dc_status st;

	dc_buf_init(&code, 0);
	st = r->body.n < 2 ? DC_OK : string_of(x, r, 2, x->biff8 ? 2 : 1, &code, err);
	if (st == DC_OK && r->body.n >= 2 && workbook_code_is_date((struct dc_span){ code.p, code.n })) {
		uint16_t id = le16(r->body.p);

		st = dc_buf_add(&x->dates, &id, sizeof id);
	}
	dc_buf_done(&code);
	return st == DC_OK || err->status != DC_OK ? st : dc_fail(err, st, "formats");
}

static enum dc_status take_global(struct xls *x, struct record_at *r, struct dc_error *err)
{
	switch (r->type) {
	case R_BOF:
		x->biff8 = r->body.n >= 2 && le16(r->body.p) == DOCUMENT_BIFF8;
		return DC_OK;
	case R_FILEPASS:
		x->locked = true;
		return DC_OK;
	case R_CODEPAGE:
		x->codepage = r->body.n >= 2 ? le16(r->body.p) : 0;
		return DC_OK;
	case R_DATEMODE:
		x->since_1904 = r->body.n >= 2 && le16(r->body.p) != 0;
		return DC_OK;
	case R_XF: {
		uint16_t format = r->body.n >= 4 ? le16(r->body.p + 2) : 0;

		return dc_buf_add(&x->formats, &format, sizeof format) == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "formats");
	}
	case R_FORMAT:
		return take_format(x, r, err);
	case R_BOUNDSHEET:
		return take_sheet(x, r, err);
	case R_SST:
		return take_strings(x, r, err);
	default:
		return DC_OK;
	}
}

/* Up to its EOF. */
static enum dc_status take_globals(struct xls *x, struct dc_error *err)
{
	struct record_at r;
	enum dc_status st = DC_OK;

	for (size_t at = 0; st == DC_OK && !x->locked && record_at(x, at, &r) && r.type != R_EOF; at = r.next)
		st = take_global(x, &r, err);
	return st;
}

/* ---- cells */

static enum dc_status put_cell(struct xls *x, uint32_t row, uint32_t column, struct dc_span text, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (text.n == 0)
		return DC_OK;
	if (row != x->stored_row || x->row == 0) {
		if (x->row != 0)
			st = built_break(&x->b, '\n', err);
		x->stored_row = row;
		x->row = (uint64_t)row + 1 > x->row ? (uint64_t)row + 1 : x->row + 1;	/* rows ascend, but in a broken file */
		if (st == DC_OK)
			st = built_row(&x->b, x->row, err);
	}
	if (st == DC_OK)
		st = built_cell(&x->b, column, err);
	if (st == DC_OK)
		st = built_add(&x->b, text.p, text.n, 0, err);
	return st == DC_OK ? built_cell_end(&x->b, err) : st;
}

static bool shows_date(const struct xls *x, uint32_t xf)
{
	uint16_t format, own;

	if ((size_t)xf * 2 + 2 > x->formats.n)
		return false;
	memcpy(&format, x->formats.p + (size_t)xf * 2, 2);
	for (size_t i = 0; i + 2 <= x->dates.n; i += 2) {
		memcpy(&own, x->dates.p + i, 2);
		if (own == format)
			return true;
	}
	return workbook_builtin_date(format);
}

static enum dc_status put_number(struct xls *x, uint32_t row, uint32_t column, uint32_t xf, double v, struct dc_error *err)
{
	char text[64];
	size_t n = shows_date(x, xf) ? workbook_date(v, x->since_1904, text) : 0;

	if (n == 0 && v > -1e15 && v < 1e15 && v == floor(v))
		n = (size_t)snprintf(text, sizeof text, "%.0f", v);
	else if (n == 0)
		n = (size_t)snprintf(text, sizeof text, "%.15g", v);
	return put_cell(x, row, column, (struct dc_span){ (uint8_t *)text, n }, err);
}

static double rk_of(uint32_t rk)
{
	uint64_t bits = (uint64_t)(rk & 0xfffffffcu) << 32;
	double v;

	if ((rk & 2) != 0)
		v = (double)((int32_t)rk >> 2);
	else
		memcpy(&v, &bits, sizeof v);
	return (rk & 1) != 0 ? v / 100 : v;
}

static double double_at(const uint8_t *p)
{
	double v;

	memcpy(&v, p, sizeof v);	/* little-endian, as this machine */
	return isfinite(v) ? v : 0;
}

static enum dc_status shared_cell(struct xls *x, const uint8_t *p, size_t n, struct dc_error *err)
{
	size_t from = 0, to, i = n >= 10 ? le32(p + 6) : SIZE_MAX;

	if (i >= x->ends.n / sizeof to)
		return DC_OK;
	if (i > 0)
		memcpy(&from, x->ends.p + (i - 1) * sizeof from, sizeof from);
	memcpy(&to, x->ends.p + i * sizeof to, sizeof to);
	return put_cell(x, le16(p), le16(p + 2), (struct dc_span){ x->strings.p + from, to - from }, err);
}

static enum dc_status formula_cell(struct xls *x, const uint8_t *p, size_t n, struct dc_error *err)
{
	if (n < 14)
		return DC_OK;
	if (p[12] != 0xff || p[13] != 0xff)
		return put_number(x, le16(p), le16(p + 2), le16(p + 4), double_at(p + 6), err);
	x->awaiting = p[6] == 0;	/* a text follows in a record of its own */
	x->formula_row = le16(p);
	x->formula_column = le16(p + 2);
	return DC_OK;
}

static enum dc_status text_cell(struct xls *x, struct record_at *r, uint32_t row, uint32_t column, size_t at, struct dc_error *err)
{
	enum dc_status st;

	dc_buf_clear(&x->value);
	st = string_of(x, r, at, 2, &x->value, err);
	return st == DC_OK ? put_cell(x, row, column, (struct dc_span){ x->value.p, x->value.n }, err) : st;
}

static enum dc_status many_cells(struct xls *x, struct dc_span b, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	for (size_t at = 4, column = b.n >= 4 ? le16(b.p + 2) : 0; at + 6 <= b.n - (b.n >= 2 ? 2 : 0) && st == DC_OK; at += 6, column++)
		st = put_number(x, le16(b.p), (uint32_t)column, le16(b.p + at), rk_of(le32(b.p + at + 2)), err);
	return st;
}

/* Comments and text boxes come as prose behind the cells: their text stands in the record's first continuation. */
static enum dc_status take_note(struct xls *x, struct record_at *r, struct dc_error *err)
{
	struct chain c = { .x = x, .body = { r->body.p, 0 }, .next = r->next };
	uint32_t count = r->body.n >= 12 ? le16(r->body.p + 10) : 0;
	uint8_t flags;
	enum dc_status st;

	if (count == 0 || !chain_byte(&c, &flags))
		return DC_OK;
	st = chain_characters(&c, count, (flags & 1) != 0, &x->notes);
	if (st == DC_OK || st == DC_END)
		st = dc_buf_addc(&x->notes, '\n');
	return st == DC_OK ? DC_OK : dc_fail(err, st, "comments");
}

static enum dc_status take_header(struct xls *x, struct record_at *r, struct dc_error *err)
{
	enum dc_status st = r->body.n == 0 ? DC_OK : string_of(x, r, 0, x->biff8 ? 2 : 1, &x->notes, err);

	return st != DC_OK ? st : dc_buf_addc(&x->notes, '\n') == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "headers");
}

static enum dc_status take_cell(struct xls *x, struct record_at *r, struct dc_error *err)
{
	const uint8_t *p = r->body.p;
	size_t n = r->body.n;

	switch (r->type) {
	case R_LABELSST:
		return shared_cell(x, p, n, err);
	case R_LABEL:
	case R_RSTRING:
		return n < 8 ? DC_OK : text_cell(x, r, le16(p), le16(p + 2), 6, err);
	case R_NUMBER:
		return n < 14 ? DC_OK : put_number(x, le16(p), le16(p + 2), le16(p + 4), double_at(p + 6), err);
	case R_RK:
		return n < 10 ? DC_OK : put_number(x, le16(p), le16(p + 2), le16(p + 4), rk_of(le32(p + 6)), err);
	case R_MULRK:
		return n < 12 ? DC_OK : many_cells(x, r->body, err);
	case R_FORMULA:
		return formula_cell(x, p, n, err);
	case R_STRING:
		if (!x->awaiting)
			return DC_OK;
		x->awaiting = false;
		return text_cell(x, r, x->formula_row, x->formula_column, 0, err);
	case R_TXO:
		return take_note(x, r, err);
	case R_HEADER:
	case R_FOOTER:
		return take_header(x, r, err);
	default:
		return DC_OK;
	}
}

static enum dc_status take_cells(struct xls *x, uint32_t from, struct dc_error *err)
{
	struct record_at r;
	enum dc_status st = DC_OK;
	unsigned depth = 0;		/* charts stand within sheets */

	for (size_t at = from; st == DC_OK && record_at(x, at, &r) && !extract_stopped(x->r->ex); at = r.next) {
		depth += r.type == R_BOF;
		if (r.type == R_EOF && (depth == 0 || --depth == 0))
			break;
		st = take_cell(x, &r, err);
	}
	return st;
}

static enum dc_status read_sheet(struct xls *x, struct sheet *s, struct dc_error *err)
{
	const char *name = dc_buf_cstr(&s->name);
	struct dc_part_end end = { 0 };
	struct dc_part self = { .parent = x->r->self, .name = "", .format = "xls", .table = name == NULL ? "" : name, .depth = x->r->self->depth + 1 };
	struct ole2_reading mine = { .ex = x->r->ex, .self = &self, .end = &end, .cfb = x->r->cfb };
	enum dc_status st = x->r->ex->sink->open(x->r->ex->sink, &self, err);

	if (st == DC_OK)
		st = extract_name_text(x->r->ex, &self, self.table, err);
	if (st == DC_OK)
		st = built_open(&x->b, x->r->ex, &self, &end, DC_TABLE, false, err);
	if (st != DC_OK)
		return st;
	x->row = 0;
	x->awaiting = false;
	dc_buf_clear(&x->notes);
	st = take_cells(x, s->at, err);
	if (st == DC_OK)
		st = built_flush(&x->b, err);
	built_close(&x->b);
	if (st == DC_OK && x->notes.n != 0)
		st = ole2_prose(&mine, (struct dc_span){ x->notes.p, x->notes.n }, err);
	return st == DC_OK ? x->r->ex->sink->close(x->r->ex->sink, &self, &end, err) : st;
}

static void xls_done(struct xls *x)
{
	struct dc_buf *all[] = { &x->strings, &x->ends, &x->formats, &x->dates, &x->notes, &x->value };

	for (size_t i = 0; i < DC_ARRAY_LEN(all); i++)
		dc_buf_done(all[i]);
	for (size_t i = 0; i < x->n_sheets; i++)
		dc_buf_done(&x->sheets[i].name);
	free(x->sheets);
}

enum dc_status xls_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err)
{
	struct xls x = { .r = r };
	struct dc_buf *all[] = { &x.strings, &x.ends, &x.formats, &x.dates, &x.notes, &x.value };
	struct dc_buf bytes;
	enum dc_status st;

	for (size_t i = 0; i < DC_ARRAY_LEN(all); i++)
		dc_buf_init(all[i], (size_t)(r->ex->budget->memory_bytes / 4));
	dc_buf_init(&bytes, 0);
	st = cfb_read(r->cfb, stream, &bytes, err);
	x.s = (struct dc_span){ bytes.p, bytes.n };
	if (st == DC_OK)
		st = take_globals(&x, err);
	if (st == DC_OK && x.locked)
		st = extract_ended(r->ex, r->self, r->end, DC_ELOCKED, &(struct dc_error){ DC_ELOCKED, "password needed" }, err);
	for (size_t i = 0; st == DC_OK && !x.locked && i < x.n_sheets; i++)
		st = read_sheet(&x, &x.sheets[i], err);
	xls_done(&x);
	dc_buf_done(&bytes);
	return st;
}
