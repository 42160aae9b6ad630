/* pdf_filter.c -- stream filters (ISO 32000-1, 7.4): Flate and LZW with predictors, ASCII85, ASCIIHex, RunLength.
 *
 * Our own and not libqpdf's, which unpacks a stream whole before it can be counted: here every block counts against the
 * budget, and what stands before damage is kept. Filters of images are not undone. */
#include "pdf.h"
#include "pdf_lex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define BLOCK (64u << 10)
#define FILTERS 8			/* of one stream */

struct filter {
	struct pdf *p;
	struct dc_span in;
	struct dc_buf *out;
	long early;			/* LZW: EarlyChange */
};

static enum dc_status put(struct filter *f, const uint8_t *p, size_t n)
{
	enum dc_status st = extract_unpacked(f->p->ex, n, &f->p->why);

	if (st == DC_OK)
		st = dc_buf_add(f->out, p, n);
	if (st == DC_ELIMIT && f->p->why.status == DC_OK) {
		f->p->ex->crossed = DC_R_limit_memory;
		dc_fail(&f->p->why, DC_ELIMIT, "a stream does not fit in memory");
	}
	return st;
}

static enum dc_status flate(struct filter *f)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)f->in.p, .avail_in = (uInt)f->in.n };
	uint8_t *block = malloc(BLOCK);
	enum dc_status st = block == NULL || inflateInit(&z) != Z_OK ? DC_ENOMEM : DC_OK;
	int r = Z_OK;

	if (st != DC_OK) {
		free(block);
		return st;
	}
	while (st == DC_OK && r == Z_OK) {
		z.next_out = block;
		z.avail_out = BLOCK;
		r = inflate(&z, Z_NO_FLUSH);
		st = put(f, block, BLOCK - z.avail_out);
		if (r == Z_OK && z.avail_in == 0 && z.avail_out != 0)
			break;
	}
	if (r != Z_STREAM_END)
		f->p->damaged = true;
	inflateEnd(&z);
	free(block);
	return st;
}

static enum dc_status lzw(struct filter *f)
{
	struct entry { uint16_t before; uint8_t last, first; uint16_t n; } *t = calloc(4096, sizeof *t);
	uint8_t word[4096];
	unsigned next = 258, width = 9, held = 0, prev = 4096;
	uint32_t bits = 0;
	enum dc_status st = t == NULL ? DC_ENOMEM : DC_OK;

	for (unsigned i = 0; i < 256 && t != NULL; i++)
		t[i] = (struct entry){ 0, (uint8_t)i, (uint8_t)i, 1 };
	for (size_t at = 0; st == DC_OK; ) {
		unsigned code, n;

		while (held < width && at < f->in.n) {
			bits = bits << 8 | f->in.p[at++];
			held += 8;
		}
		if (held < width)
			break;
		code = bits >> (held - width) & ((1u << width) - 1);
		held -= width;
		if (code == 257)
			break;
		if (code == 256) {
			next = 258;
			width = 9;
			prev = 4096;
			continue;
		}
		if (code > next || (code == next && prev == 4096) || (code > 255 && code < 258)) {
			f->p->damaged = true;
			break;
		}
		if (prev != 4096 && next < 4096) {
			t[next] = (struct entry){ (uint16_t)prev, code == next ? t[prev].first : t[code].first, t[prev].first,
				(uint16_t)(t[prev].n + 1) };
			next++;
		}
		if (code >= next) {
			f->p->damaged = true;
			break;
		}
		n = t[code].n;
		for (unsigned i = n, c = code; i > 0; i--, c = t[c].before)
			word[i - 1] = t[c].last;
		st = put(f, word, n);
		prev = code;
		width = next + (unsigned)f->early >= 2048 ? 12 : next + (unsigned)f->early >= 1024 ? 11 : next + (unsigned)f->early >= 512 ? 10 : 9;
	}
	free(t);
	return st;
}

static enum dc_status ascii_hex(struct filter *f)
{
	int high = -1;
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < f->in.n && f->in.p[i] != '>' && st == DC_OK; i++) {
		int v = pdf_hex(f->in.p[i]);
		uint8_t b;

		if (v < 0)
			continue;
		b = (uint8_t)((high < 0 ? 0 : high) << 4 | v);
		if (high >= 0)
			st = put(f, &b, 1);
		high = high >= 0 ? -1 : v;
	}
	return st;
}

static enum dc_status ascii85(struct filter *f)
{
	uint32_t v = 0;
	unsigned n = 0;
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < f->in.n && st == DC_OK; i++) {
		uint8_t c = f->in.p[i];

		if (c == '~')
			break;
		if (c == 'z' && n == 0)
			st = put(f, (const uint8_t[4]){ 0 }, 4);
		if (c < '!' || c > 'u')
			continue;
		v = v * 85 + (c - (uint32_t)'!');
		if (++n == 5) {
			st = put(f, (const uint8_t[4]){ (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v }, 4);
			v = n = 0;
		}
	}
	for (unsigned i = n; n > 1 && i < 5; i++)
		v = v * 85 + 84;
	if (st == DC_OK && n > 1)
		st = put(f, (const uint8_t[4]){ (uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v }, n - 1);
	return st;
}

static enum dc_status run_length(struct filter *f)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < f->in.n && f->in.p[i] != 128 && st == DC_OK; ) {
		unsigned n = f->in.p[i] < 128 ? f->in.p[i] + 1u : 257u - f->in.p[i];
		uint8_t same[128];

		i++;
		if (n > 128 || i + (f->in.p[i - 1] < 128 ? n : 1) > f->in.n)
			break;
		memset(same, f->in.p[i], n);
		st = put(f, f->in.p[i - 1] < 128 ? f->in.p + i : same, n);
		i += f->in.p[i - 1] < 128 ? n : 1;
	}
	return st;
}

static uint8_t paeth(int a, int b, int c)
{
	int pa = abs(b - c), pb = abs(a - c), pc = abs(a + b - 2 * c);

	return (uint8_t)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

/* PNG predictors (10 to 15) undone in place: rows of a tag and `row` bytes. */
static void unpredict(struct dc_buf *b, size_t row, size_t pixel)
{
	size_t to = 0;

	for (size_t at = 0; at + 1 < b->n; at += row + 1) {
		uint8_t tag = b->p[at];
		size_t n = b->n - at - 1 < row ? b->n - at - 1 : row;

		for (size_t i = 0; i < n; i++) {
			int left = i >= pixel ? b->p[to + i - pixel] : 0, up = to >= row ? b->p[to + i - row] : 0;
			int corner = i >= pixel && to >= row ? b->p[to + i - row - pixel] : 0;
			int add = tag == 1 ? left : tag == 2 ? up : tag == 3 ? (left + up) / 2 : tag == 4 ? paeth(left, up, corner) : 0;

			b->p[to + i] = (uint8_t)(b->p[at + 1 + i] + add);
		}
		to += n;
	}
	b->n = to;
}

static void predictor(struct pdf *p, qpdf_oh parms, struct dc_buf *out)
{
	double kind = pdf_number(p, pdf_key(p, parms, "/Predictor"), 1), colors = pdf_number(p, pdf_key(p, parms, "/Colors"), 1);
	double bits = pdf_number(p, pdf_key(p, parms, "/BitsPerComponent"), 8), columns = pdf_number(p, pdf_key(p, parms, "/Columns"), 1);

	if (kind < 10 || colors < 1 || colors > 32 || bits < 1 || bits > 16 || columns < 1 || columns > 1e6)
		return;
	unpredict(out, ((size_t)colors * (size_t)bits * (size_t)columns + 7) / 8, ((size_t)colors * (size_t)bits + 7) / 8);
}

static const struct { const char *name, *abbreviation; enum dc_status (*run)(struct filter *); } filters[] = {
	{ "/FlateDecode", "/Fl", flate }, { "/LZWDecode", "/LZW", lzw }, { "/ASCII85Decode", "/A85", ascii85 },
	{ "/ASCIIHexDecode", "/AHx", ascii_hex }, { "/RunLengthDecode", "/RL", run_length },
};

/* Undoes one filter. DC_END: it is one of images, or unknown. */
static enum dc_status undo(struct filter *f, qpdf_oh name, qpdf_oh parms)
{
	const char *s = qpdf_oh_is_name(f->p->q, name) ? qpdf_oh_get_name(f->p->q, name) : "";
	enum dc_status st;

	f->early = pdf_number(f->p, pdf_key(f->p, parms, "/EarlyChange"), 1) != 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(filters); i++) {
		if (strcmp(s, filters[i].name) != 0 && strcmp(s, filters[i].abbreviation) != 0)
			continue;
		st = filters[i].run(f);
		if (i < 2)
			predictor(f->p, parms, f->out);
		return st;
	}
	if (strcmp(s, "/Crypt") != 0)
		return DC_END;
	return put(f, f->in.p, f->in.n);
}

/* left: where what stops at the filter of an image stays as it is there; or NULL. */
static enum dc_status undo_all(struct pdf *p, qpdf_oh stream, struct dc_buf *now, struct pdf_left *left)
{
	qpdf_oh names = pdf_key(p, stream, "/Filter"), parms = pdf_key(p, stream, "/DecodeParms");
	bool many = qpdf_oh_is_array(p->q, names);
	int n = many ? qpdf_oh_get_array_n_items(p->q, names) : qpdf_oh_is_name(p->q, names);
	enum dc_status st = n > FILTERS ? DC_END : DC_OK;

	for (int i = 0; i < n && st == DC_OK; i++) {
		qpdf_oh one = many ? qpdf_oh_get_array_item(p->q, names, i) : names;
		qpdf_oh parm = qpdf_oh_is_array(p->q, parms) && i < qpdf_oh_get_array_n_items(p->q, parms) ?
			qpdf_oh_get_array_item(p->q, parms, i) : parms;
		struct dc_buf next;
		struct filter f = { .p = p, .in = { now->p, now->n }, .out = &next };

		dc_buf_init(&next, (size_t)(p->ex->budget->memory_bytes / 8));
		st = undo(&f, one, parm);
		if (st == DC_END && left != NULL) {
			snprintf(left->filter, sizeof left->filter, "%s", qpdf_oh_is_name(p->q, one) ? qpdf_oh_get_name(p->q, one) : "?");
			left->parms = parm;
			dc_buf_done(&next);
			return DC_OK;
		}
		dc_buf_done(now);
		*now = next;
	}
	return st;
}

enum dc_status pdf_stream(struct pdf *p, qpdf_oh stream, struct dc_buf *out, struct dc_error *err)
{
	return pdf_stream_left(p, stream, out, NULL, err);
}

enum dc_status pdf_stream_left(struct pdf *p, qpdf_oh stream, struct dc_buf *out, struct pdf_left *left, struct dc_error *err)
{
	struct dc_buf now;
	unsigned char *raw = NULL;
	size_t n = 0;
	enum dc_status st;

	if (!qpdf_oh_is_stream(p->q, stream) || p->why.status != DC_OK)
		return p->why.status;
	if ((qpdf_oh_get_stream_data(p->q, stream, qpdf_dl_none, NULL, &raw, &n) & QPDF_ERRORS) != 0) {
		p->damaged = true;
		free(raw);
		return DC_OK;
	}
	dc_buf_init(&now, 0);
	st = dc_buf_add(&now, raw, n);
	free(raw);
	if (st == DC_OK)
		st = undo_all(p, stream, &now, left);
	if (st == DC_OK || (st == DC_ELIMIT && now.n != 0))
		st = dc_buf_add(out, now.p, now.n) == DC_ENOMEM ? DC_ENOMEM : st;
	dc_buf_done(&now);
	if (st == DC_ENOMEM)
		return dc_fail(err, DC_ENOMEM, "no memory for a stream");
	return st == DC_END ? DC_OK : st;
}
