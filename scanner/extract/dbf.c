/* dbf.c -- dBase III to 5 and FoxPro tables: a header of 32 bytes, 32 for each field, rows of fixed width. Rows that are marked as
 * deleted are still there, and read. Read to its end, however many rows the header promises. Memos stand in a
 * file beside it; elsewhere (in an archive) that file is read as bytes. */
#include "record.h"

#include "cfb.h"
#include "dbf_memo.h"

#include <stdio.h>
#include <stdlib.h>

#define HEADER 32
#define FIELD 32
#define FIELDS_MOST 2046		/* in 64 KB of header */
#define END_OF_FIELDS 0x0d

static const char *const names[] = { ".dbf", NULL };

struct field {
	uint32_t at, n;			/* in a row */
	uint8_t type;
};

struct dbf {
	struct dc_extraction *ex;
	struct dc_item *item;
	struct dc_part_end *end;
	struct rows_column *columns;
	struct field *fields;
	uint32_t n_fields;
	uint32_t promised, header_bytes, row_bytes;
	uint8_t version, charset;
	struct memos memos;
	struct record r;
};

/* What the header says holds together: lengths, a date, names of letters. */
static bool plausible(struct dc_span head)
{
	size_t fields = head.n < HEADER + 1 ? 0 : ((size_t)le16(head.p + 8) - HEADER) / FIELD;

	if (head.n < HEADER + FIELD + 1 || le16(head.p + 8) < HEADER + FIELD + 1 || le16(head.p + 10) < 2)
		return false;
	if (head.p[2] < 1 || head.p[2] > 12 || head.p[3] < 1 || head.p[3] > 31 || fields == 0)
		return false;
	return head.p[HEADER] >= 0x20 && strchr("CNFDLMGIYTBP0@+OVWQ", head.p[HEADER + 11]) != NULL && head.p[HEADER + 11] != 0;
}

static int dbf_bid(struct dc_span head, const char *mime, const char *name)
{
	static const uint8_t versions[] = { 0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8b, 0x8c, 0xcb, 0xf5, 0xfb };

	(void)mime;
	if (head.n == 0 || memchr(versions, head.p[0], sizeof versions) == NULL || !plausible(head))
		return 0;
	return name_ends(name, names) ? 80 : 45;
}

/* The language driver at byte 29. */
static uint8_t charset_of(uint8_t driver)
{
	switch (driver) {
	case 0x13: case 0x7b: return DC_CS_CP932;
	case 0x03: case 0x57: case 0x58: case 0x59: return DC_CS_LATIN1;
	default: return DC_CS_UNKNOWN;
	}
}

static enum dc_status name_of(struct dbf *d, const uint8_t *p, const char **out, struct dc_error *err)
{
	struct dc_buf name;
	enum dc_status st;

	dc_buf_init(&name, 0);
	st = dc_decode_name((struct dc_span){ p, strnlen((const char *)p, 11) }, &name);
	*out = st != DC_OK ? NULL : dc_arena_strndup(d->ex->arena, name.n == 0 ? (const uint8_t *)"" : name.p, name.n);
	dc_buf_done(&name);
	return *out != NULL ? DC_OK : dc_fail(err, DC_ENOMEM, "no memory for a field");
}

static enum dc_status take_fields(struct dbf *d, const uint8_t *p, size_t n, struct dc_error *err)
{
	uint32_t at = 1;		/* behind the mark of deletion */
	enum dc_status st = DC_OK;

	for (; n >= FIELD && p[0] != END_OF_FIELDS && d->n_fields < FIELDS_MOST && st == DC_OK; p += FIELD, n -= FIELD) {
		struct field *f = &d->fields[d->n_fields];
		struct rows_column *c = &d->columns[d->n_fields];

		*f = (struct field){ .at = at, .n = p[16], .type = p[11] };
		if (p[11] == 'C')	/* Clipper: 16 bits */
			f->n = le16(p + 16);
		if (at + f->n > d->row_bytes)
			break;
		at += f->n;
		*c = (struct rows_column){ .type = p[11] == 'D' ? "date" : p[11] == 'N' || p[11] == 'F' || p[11] == 'I' ? "numeric" : "text",
			.shape = ROWS_TEXT, .charset = d->charset };
		st = name_of(d, p, &c->name, err);
		d->n_fields += st == DC_OK;
	}
	return st;
}

/* DC_END: the file ends in it; the part's end says so. */
static enum dc_status header(struct dbf *d, const struct dc_part *self, struct dc_error *err)
{
	uint8_t fixed[HEADER], *rest;
	struct dc_error why = { 0 };
	size_t got, n;
	enum dc_status st = extract_fill(d->item, fixed, sizeof fixed, &got, &why);

	d->end->bytes += got;
	if (st != DC_OK || got < sizeof fixed)
		return st == DC_OK ? DC_END : extract_ended(d->ex, self, d->end, st, &why, err) == DC_OK ? DC_END : err->status;
	d->version = fixed[0];
	d->promised = le32(fixed + 4);
	d->header_bytes = le16(fixed + 8);
	d->row_bytes = le16(fixed + 10);
	d->charset = charset_of(fixed[29]);
	n = d->header_bytes - HEADER;
	rest = dc_arena_alloc(d->ex->arena, n);
	d->fields = dc_arena_array(d->ex->arena, n / FIELD + 1, sizeof *d->fields);
	d->columns = dc_arena_array(d->ex->arena, n / FIELD + 1, sizeof *d->columns);
	if (rest == NULL || d->fields == NULL || d->columns == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for fields");
	st = extract_fill(d->item, rest, n, &got, &why);
	d->end->bytes += got;
	if (st != DC_OK)
		st = extract_ended(d->ex, self, d->end, st, &why, err);
	return st == DC_OK ? take_fields(d, rest, got, err) : st;
}

/* Where a memo begins: ten digits, or a number of four bytes; 0: there is none. */
static uint64_t memo_at(struct dc_span s)
{
	uint64_t at = 0;

	if (s.n == 4)
		return le32(s.p);
	for (size_t i = 0; i < s.n && i < 10; i++)
		at = s.p[i] >= '0' && s.p[i] <= '9' ? at * 10 + (uint64_t)(s.p[i] - '0') : at;
	return at;
}

static enum dc_status memo(struct dbf *d, uint32_t i, struct dc_span place, struct dc_error *err)
{
	uint64_t at = memo_at(place);
	struct dc_error why = { 0 };
	bool cut;
	enum dc_status st;

	if (at == 0)
		return DC_OK;
	if (d->memos.file == NULL) {
		extract_reason(d->ex, d->end, DC_R_unsupported_part, 0, "memos stand in a file that is not beside it");
		return DC_OK;
	}
	st = memos_read(&d->memos, d->ex, at, &cut, &why);
	if (cut)
		extract_reason(d->ex, d->end, DC_R_cell_truncated, d->end->bytes, "a memo longer than a cell is read");
	if (st == DC_ENOMEM)
		return dc_fail(err, st, "%s", why.text);
	if (st == DC_ELIMIT)
		extract_reason(d->ex, d->end, d->ex->crossed != DC_R_none ? d->ex->crossed : DC_R_limit_output, d->end->bytes, why.text);
	else if (st != DC_OK)
		extract_reason(d->ex, d->end, DC_R_corrupt_after, d->end->bytes, why.text);
	if (st == DC_ELIMIT)
		d->memos.file = NULL;	/* no more of them: the reason is told */
	return d->memos.text.n == 0 ? DC_OK : record_cell(&d->r, i, ROWS_TEXT, (struct dc_span){ d->memos.text.p, d->memos.text.n }, err);
}

static enum dc_status cell(struct dbf *d, uint32_t i, const uint8_t *row, struct dc_error *err)
{
	struct dc_span s = { row + d->fields[i].at, d->fields[i].n };
	char number[16];

	switch (d->fields[i].type) {
	case 'I': case '+':
		if (s.n != 4)
			return DC_OK;
		s.n = (size_t)snprintf(number, sizeof number, "%d", (int)le32(s.p));
		s.p = (const uint8_t *)number;
		break;
	case 'C': case 'N': case 'F': case 'D': case 'L': case 'V':
		while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == 0))
			s.n--;
		while (s.n > 0 && s.p[0] == ' ')
			s = dc_span_cut(s, 1, s.n);
		break;
	case 'M':
		return memo(d, i, s, err);
	default:
		return DC_OK;		/* a picture's place in the file of memos, a time, a number in binary */
	}
	return s.n == 0 ? DC_OK : record_cell(&d->r, i, ROWS_TEXT, s, err);
}

static enum dc_status all_rows(struct dbf *d, const struct dc_part *self, struct dc_error *err)
{
	uint8_t *row = dc_arena_alloc(d->ex->arena, d->row_bytes);
	enum dc_status st = row == NULL ? dc_fail(err, DC_ENOMEM, "no memory for a row") : DC_OK;
	uint64_t rows = 0;

	while (st == DC_OK) {
		struct dc_error why = { 0 };
		size_t got;
		enum dc_status rd = extract_fill(d->item, row, d->row_bytes, &got, &why);

		d->end->bytes += got;
		if (rd != DC_OK || got < d->row_bytes || (row[0] != ' ' && row[0] != '*')) {
			st = rd == DC_OK ? DC_OK : extract_ended(d->ex, self, d->end, rd, &why, err);
			break;
		}
		rows++;
		st = record_row(&d->r, err);
		for (uint32_t i = 0; i < d->n_fields && st == DC_OK; i++)
			st = cell(d, i, row, err);
		if (st == DC_OK)
			st = record_row_end(&d->r, err);
	}
	if (st == DC_OK && rows < d->promised)
		extract_reason(d->ex, d->end, DC_R_corrupt_after, d->end->bytes, "fewer rows than its header promises");
	return st;
}

static enum dc_status dbf_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct dbf d = { .ex = ex, .item = item, .end = end };
	enum dc_status st = header(&d, self, err);

	memos_open(&d.memos, self->parent == NULL ? ex->beside : NULL, d.version, ex->budget->cell_bytes);
	if (st == DC_OK)
		st = record_open(&d.r, ex, self, end, d.columns, d.n_fields, err);
	if (st == DC_OK)
		st = all_rows(&d, self, err);
	if (st == DC_OK)
		st = record_flush(&d.r, err);
	record_done(&d.r);
	memos_close(&d.memos);
	return st == DC_END ? DC_OK : st;
}

const struct dc_extractor extractor_dbf = {
	.id = "dbf",
	.reads = "dBase and FoxPro tables: rows by field, deleted ones too, memos of the file beside it; not: pictures in memos",
	.bid = dbf_bid,
	.extract = dbf_extract,
};
