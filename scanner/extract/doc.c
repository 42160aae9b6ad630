/* doc.c -- Word 6 to 2003 [MS-DOC]: the piece table says where the text stands; main text, notes, headers, comments and text boxes
 * follow each other in it. Marks of fields are left out and their instructions kept: an address stands in them. */
#include "built.h"
#include "cfb.h"

#include "utf8.h"

#define CELL 0x07
#define ROW_CELLS_MOST 64		/* Word has at most 63 columns */

#define FIB_LEAST 0x1a
#define PIECES_MOST (1u << 20)

/* Windows-1252, 80 to 9F, for the pieces of one byte a character. */
static const uint16_t high[32] = {
	0x20ac, 0, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0, 0x17e, 0x178,
};

struct doc {
	struct ole2_reading *r;
	struct dc_buf main, table, text;
};

/* What stands for a character of Word's own ([MS-DOC] 2.4.1 and 2.3.2). 0: nothing. */
static uint32_t plain(uint32_t c)
{
	switch (c) {
	case CELL: return CELL;			/* end of a cell, and once more of a row */
	case 0x0b: case 0x0c: case 0x0d: case 0x0e: return '\n';
	case 0x13: case 0x14: case 0x15: return ' ';	/* a field: begins, its result, ends */
	case 0x1e: return '-';
	case 0x1f: return 0;			/* an optional hyphen */
	default: return c < 0x20 && c != '\t' ? 0 : c;
	}
}

static enum dc_status add_char(struct doc *d, uint32_t c)
{
	uint8_t u[4];

	c = plain(c);
	return c == 0 ? DC_OK : dc_buf_add(&d->text, u, utf8_write(c, u));
}

static enum dc_status add_wide(struct doc *d, const uint8_t *p, size_t units)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < units && st == DC_OK; i++) {
		uint32_t u = le16(p + 2 * i);

		if (u >= 0xd800 && u < 0xe000) {
			st = cfb_utf16(&d->text, p + 2 * i, i + 1 < units ? 2 : 1);
			i++;
		} else {
			st = add_char(d, u);
		}
	}
	return st;
}

static enum dc_status add_narrow(struct doc *d, const uint8_t *p, size_t n)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < n && st == DC_OK; i++)
		st = add_char(d, p[i] >= 0x80 && p[i] < 0xa0 ? high[p[i] - 0x80] : p[i]);
	return st;
}

/* Bytes in the language's own encoding (before Word 97). */
static enum dc_status add_bytes(struct doc *d, const uint8_t *p, size_t n, struct dc_error *err)
{
	struct dc_buf decoded;
	enum dc_status st;

	dc_buf_init(&decoded, 0);
	st = ole2_bytes(&decoded, (struct dc_span){ p, n }, 0, err);
	for (size_t i = 0, k; i < decoded.n && st == DC_OK; i += k) {
		uint32_t c;

		k = utf8_read(decoded.p + i, decoded.n - i, &c);
		st = k == 0 ? DC_OK : add_char(d, c);
		k = k == 0 ? 1 : k;
	}
	dc_buf_done(&decoded);
	return st;
}

/* One piece: `count` characters at fc. */
static enum dc_status add_piece(struct doc *d, uint32_t fc, uint64_t count, bool old, struct dc_error *err)
{
	bool narrow = old || (fc & 0x40000000) != 0;
	uint64_t at = old ? fc : narrow ? (fc & 0x3fffffff) / 2 : fc, bytes = narrow ? count : count * 2;

	if (at >= d->main.n) {
		extract_reason(d->r->ex, d->r->end, DC_R_corrupt_after, 0, "a piece of the text is not there");
		return DC_OK;
	}
	if (bytes > d->main.n - at) {
		extract_reason(d->r->ex, d->r->end, DC_R_corrupt_after, 0, "a piece of the text is cut short");
		bytes = d->main.n - at;
	}
	if (old)
		return add_bytes(d, d->main.p + at, (size_t)bytes, err);
	return narrow ? add_narrow(d, d->main.p + at, (size_t)bytes) : add_wide(d, d->main.p + at, (size_t)bytes / 2);
}

/* PlcPcd: n + 1 character positions, then n descriptors of 8 bytes. */
static enum dc_status add_pieces(struct doc *d, struct dc_span plc, bool old, struct dc_error *err)
{
	size_t n = plc.n < 4 ? 0 : (plc.n - 4) / 12;
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < n && i < PIECES_MOST && st == DC_OK; i++) {
		uint32_t from = le32(plc.p + 4 * i), to = le32(plc.p + 4 * i + 4);

		if (to > from && (uint64_t)d->text.n + (to - from) <= d->r->ex->budget->output_bytes)
			st = add_piece(d, le32(plc.p + 4 * (n + 1) + 8 * i + 2), to - from, old, err);
	}
	return st;
}

/* The piece table in a Clx: behind runs of properties. n 0: there is none. */
static struct dc_span piece_table(struct dc_span clx)
{
	size_t at = 0;

	while (at + 3 <= clx.n && clx.p[at] == 1)
		at += 3 + (size_t)le16(clx.p + at + 1);
	if (at + 5 > clx.n || clx.p[at] != 2)
		return (struct dc_span){ clx.p, 0 };
	return dc_span_cut(clx, at + 5, at + 5 + le32(clx.p + at + 1) < clx.n ? at + 5 + le32(clx.p + at + 1) : clx.n);
}

static struct dc_span clx_of(struct doc *d, bool old)
{
	const struct dc_buf *where = old ? &d->main : &d->table;
	size_t place = old ? 0x160 : 0x1a2;
	uint64_t at, n;

	if (d->main.n < place + 8)
		return (struct dc_span){ d->main.p, 0 };
	at = le32(d->main.p + place);
	n = le32(d->main.p + place + 4);
	if (at >= where->n)
		return (struct dc_span){ d->main.p, 0 };
	return (struct dc_span){ where->p + at, n < where->n - at ? (size_t)n : (size_t)(where->n - at) };
}

static enum dc_status read_text(struct doc *d, struct dc_error *err)
{
	uint16_t version = le16(d->main.p + 2), flags = le16(d->main.p + 10);
	bool old = version < 0xc1;	/* before Word 97 */
	uint32_t table;
	enum dc_status st = DC_OK;
	struct dc_span pieces;

	if ((flags & 0x100) != 0)
		return extract_ended(d->r->ex, d->r->self, d->r->end, DC_ELOCKED, &(struct dc_error){ DC_ELOCKED, "password needed" }, err);
	table = old ? CFB_NONE : cfb_find(d->r->cfb, d->r->storage, (flags & 0x200) != 0 ? "1Table" : "0Table");
	if (table != CFB_NONE)
		st = cfb_read(d->r->cfb, table, &d->table, err);
	pieces = piece_table(clx_of(d, old));
	if (st == DC_OK && pieces.n != 0)
		return add_pieces(d, pieces, old, err);
	if (st == DC_OK && old) {		/* not saved in pieces: from fcMin to fcMac */
		uint32_t from = le32(d->main.p + 0x18), to = d->main.n >= 0x20 ? le32(d->main.p + 0x1c) : 0;

		return to > from ? add_piece(d, from, to - from, true, err) : DC_OK;
	}
	if (st == DC_OK)
		extract_reason(d->r->ex, d->r->end, DC_R_corrupt_after, 0, "the table of pieces is not there");
	return st;
}

/* ---- what was gathered, as prose and tables */

/* Rows of n cells and an empty one for the row's end: the least n that the whole table agrees with; 0: none. */
static size_t cells_a_row(struct dc_span t)
{
	for (size_t n = 1; n < ROW_CELLS_MOST; n++) {
		size_t cell = 0;
		bool fits = true;

		for (size_t i = 0; i < t.n && fits; i++) {
			if (t.p[i] != CELL)
				continue;
			if (cell % (n + 1) == n)
				fits = t.p[i - 1] == CELL;
			cell++;
		}
		if (fits && cell % (n + 1) == 0 && cell != 0)
			return n;
	}
	return 0;
}

static enum dc_status put_table(struct built *b, struct dc_span t, size_t n, uint64_t *row, struct dc_error *err)
{
	enum dc_status st = built_flush(b, err);
	size_t from = 0, cell = 0;

	built_table(b, true);
	for (size_t i = 0; i < t.n && st == DC_OK; i++) {
		if (t.p[i] != CELL)
			continue;
		if (cell % (n + 1) == 0)
			st = built_row(b, ++*row, err);
		if (st == DC_OK && cell % (n + 1) < n && i > from) {
			st = built_cell(b, (uint32_t)(cell % (n + 1)), err);
			if (st == DC_OK)
				st = built_add(b, t.p + from, i - from, 0, err);
			if (st == DC_OK)
				st = built_cell_end(b, err);
		}
		if (st == DC_OK && cell % (n + 1) == n)
			st = built_break(b, '\n', err);
		cell++;
		from = i + 1;
	}
	if (st == DC_OK)
		st = built_flush(b, err);
	built_table(b, false);
	return st;
}

/* A table stands in one line, cells with paragraphs of their own excepted: those come as prose, cell by cell. */
static enum dc_status put_line(struct built *b, struct dc_span line, uint64_t *row, struct dc_error *err)
{
	const uint8_t *last = line.n == 0 ? NULL : memrchr(line.p, CELL, line.n);
	size_t table = last == NULL ? 0 : (size_t)(last - line.p) + 1, n = table == 0 ? 0 : cells_a_row(dc_span_cut(line, 0, table)), from = 0;
	enum dc_status st = DC_OK;

	if (n != 0) {
		st = put_table(b, dc_span_cut(line, 0, table), n, row, err);
		from = table;
	}
	for (size_t i = from; i <= line.n && st == DC_OK; i++) {
		if (i < line.n && line.p[i] != CELL)
			continue;
		st = built_add(b, line.p + from, i - from, 0, err);
		if (st == DC_OK)
			st = built_break(b, i == line.n ? '\n' : '\t', err);
		from = i + 1;
	}
	return st;
}

static enum dc_status put_text(struct doc *d, struct dc_error *err)
{
	struct dc_span t = { d->text.p, d->text.n };
	struct built b;
	uint64_t row = 0;
	enum dc_status st = built_open(&b, d->r->ex, d->r->self, d->r->end, DC_PROSE, false, err);

	for (size_t at = 0; at < t.n && st == DC_OK;) {
		const uint8_t *nl = memchr(t.p + at, '\n', t.n - at);
		size_t to = nl == NULL ? t.n : (size_t)(nl - t.p);

		st = put_line(&b, dc_span_cut(t, at, to), &row, err);
		at = to + 1;
	}
	if (st == DC_OK)
		st = built_flush(&b, err);
	built_close(&b);
	return st;
}

enum dc_status doc_read(struct ole2_reading *r, uint32_t stream, struct dc_error *err)
{
	struct doc d = { .r = r };
	enum dc_status st;

	dc_buf_init(&d.main, 0);
	dc_buf_init(&d.table, 0);
	dc_buf_init(&d.text, (size_t)(r->ex->budget->memory_bytes / 4));
	st = cfb_read(r->cfb, stream, &d.main, err);
	if (st == DC_OK && d.main.n < FIB_LEAST + 8)
		extract_reason(r->ex, r->end, DC_R_corrupt_after, 0, "the head is cut short");
	else if (st == DC_OK)
		st = read_text(&d, err);
	if (st == DC_ELIMIT) {
		extract_reason(r->ex, r->end, DC_R_limit_memory, 0, NULL);
		st = DC_OK;
	}
	if (st == DC_OK && d.text.n != 0)
		st = put_text(&d, err);
	dc_buf_done(&d.main);
	dc_buf_done(&d.table);
	dc_buf_done(&d.text);
	return st == DC_OK || err->status != DC_OK ? st : dc_fail(err, st, "a document");
}
