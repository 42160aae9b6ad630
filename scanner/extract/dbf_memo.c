/* dbf_memo.c -- files of memos (.dbt of dBase III and IV, .fpt of FoxPro): blocks of one size, the first of them a header. dBase III ends
 * a text by 1A; dBase IV and FoxPro put its length before it, FoxPro with a type and the high byte first. */
#include "dbf_memo.h"

#include "cfb.h"

#include <string.h>

#define BLOCK 512
#define HEADER 22
#define HEAD 8				/* of a memo */
#define END 0x1a
#define PIECE 4096
#define FOXPRO_TEXT 1

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

void memos_open(struct memos *m, struct dc_item *file, uint8_t version, size_t most)
{
	uint8_t head[HEADER] = { 0 };
	struct dc_error why = { 0 };
	size_t got = 0;

	*m = (struct memos){ .file = file, .block = BLOCK };
	dc_buf_init(&m->text, most);
	if (file == NULL || file->seek == NULL || extract_fill(file, head, sizeof head, &got, &why) != DC_OK || got < sizeof head) {
		m->file = NULL;
		return;
	}
	m->form = version == 0x83 || version == 0x03 ? MEMO_DBASE3 : version == 0x8b || version == 0xcb ? MEMO_DBASE4 : MEMO_FOXPRO;
	if (m->form == MEMO_DBASE4 && le16(head + 20) != 0)
		m->block = le16(head + 20);
	if (m->form == MEMO_FOXPRO)
		m->block = (uint32_t)head[6] << 8 | head[7];
	if (m->block == 0)		/* FoxPro: of one byte */
		m->block = 1;
}

/* n bytes more, or what there is. */
static enum dc_status more(struct memos *m, struct dc_extraction *ex, size_t n, size_t *got, struct dc_error *why)
{
	enum dc_status st = dc_buf_reserve(&m->text, n);

	if (st == DC_OK)
		st = extract_fill(m->file, m->text.p + m->text.n, n, got, why);
	if (st == DC_OK)
		st = extract_unpacked(ex, *got, why);
	if (st == DC_OK)
		m->text.n += *got;
	return st == DC_ENOMEM ? dc_fail(why, st, "no memory for a memo") : st;
}

static enum dc_status by_end(struct memos *m, struct dc_extraction *ex, bool *cut, struct dc_error *why)
{
	enum dc_status st = DC_OK;
	size_t got = PIECE;

	while (st == DC_OK && got == PIECE && m->text.n + PIECE <= m->text.limit) {
		size_t from = m->text.n;
		uint8_t *end;

		st = more(m, ex, PIECE, &got, why);
		end = st == DC_OK ? memchr(m->text.p + from, END, m->text.n - from) : NULL;
		if (end != NULL) {
			m->text.n = (size_t)(end - m->text.p);
			return DC_OK;
		}
	}
	*cut = st == DC_OK;		/* no end, or beyond the longest cell */
	return st;
}

static enum dc_status by_length(struct memos *m, struct dc_extraction *ex, bool *cut, struct dc_error *why)
{
	static const uint8_t dbase4[4] = { 0xff, 0xff, 0x08, 0 };
	uint8_t head[HEAD];
	size_t got;
	uint64_t n;
	enum dc_status st = extract_fill(m->file, head, sizeof head, &got, why);

	if (st != DC_OK || got < sizeof head)
		return st != DC_OK ? st : dc_fail(why, DC_EFORMAT, "a memo behind the end of its file");
	if (m->form == MEMO_DBASE4 && memcmp(head, dbase4, sizeof dbase4) != 0)
		return dc_fail(why, DC_EFORMAT, "a memo that does not begin as one");
	if (m->form == MEMO_FOXPRO && be32(head) != FOXPRO_TEXT)
		return DC_OK;		/* a picture, an object */
	n = m->form == MEMO_FOXPRO ? be32(head + 4) : le32(head + 4);
	n -= m->form == MEMO_DBASE4 ? (n < HEAD ? n : HEAD) : 0;
	*cut = n > m->text.limit;
	n = *cut ? m->text.limit : n;
	for (got = PIECE; n > 0 && got > 0 && st == DC_OK; n -= got)
		st = more(m, ex, n < PIECE ? (size_t)n : PIECE, &got, why);
	return st == DC_OK && n > 0 ? dc_fail(why, DC_EFORMAT, "a memo that ends with its file") : st;
}

enum dc_status memos_read(struct memos *m, struct dc_extraction *ex, uint64_t at, bool *cut, struct dc_error *why)
{
	enum dc_status st = m->file->seek(m->file, at * m->block, why);

	*cut = false;
	dc_buf_clear(&m->text);
	if (st != DC_OK)
		return st;
	return m->form == MEMO_DBASE3 ? by_end(m, ex, cut, why) : by_length(m, ex, cut, why);
}

void memos_close(struct memos *m)
{
	dc_buf_done(&m->text);
}
