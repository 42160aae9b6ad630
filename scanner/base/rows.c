/* rows.c -- the writing end of a stream of rows. */
#include "daicho/rows.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FULL (256 * 1024)
#define ROOM (64 * 1024)		/* beyond FULL, made once: what is shorter is added without a look at the buffer */

void rows_go_on(struct rows_out *o, int fd, uint32_t cell_most)
{
	*o = (struct rows_out){ .fd = fd, .cell_most = cell_most };
	dc_buf_init(&o->buf, 0);
	o->broken = dc_buf_reserve(&o->buf, FULL + ROOM) != DC_OK;
}

void rows_open(struct rows_out *o, int fd, uint32_t cell_most)
{
	rows_go_on(o, fd, cell_most);
	o->broken = o->broken || dc_buf_adds(&o->buf, ROWS_MAGIC) != DC_OK;
}

void rows_flush(struct rows_out *o)
{
	for (size_t done = 0; done < o->buf.n && !o->broken;) {
		ssize_t n = write(o->fd, o->buf.p + done, o->buf.n - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			o->broken = true;
		else
			done += (size_t)n;
	}
	dc_buf_clear(&o->buf);
}

/* Also what is large goes out in pieces: the buffer never grows, for a growing buffer is copied and wiped. */
static void put(struct rows_out *o, const void *p, size_t n)
{
	const uint8_t *from = p;

	o->bytes += n;
	while (n != 0 && !o->broken) {
		size_t k = n < ROOM ? n : ROOM;

		if (o->buf.n >= FULL)
			rows_flush(o);
		memcpy(o->buf.p + o->buf.n, from, k);
		o->buf.n += k;
		from += k;
		n -= k;
	}
}

static void put_u8(struct rows_out *o, uint8_t v)
{
	put(o, &v, sizeof v);
}

static void put_u16(struct rows_out *o, uint16_t v)
{
	put(o, &v, sizeof v);
}

static void put_u32(struct rows_out *o, uint32_t v)
{
	put(o, &v, sizeof v);
}

static void put_name(struct rows_out *o, const char *s)
{
	size_t n = s == NULL ? 0 : strnlen(s, ROWS_NAME_MOST);

	put_u16(o, (uint16_t)n);
	put(o, s, n);
}

void rows_head(struct rows_out *o, const char *table, const struct rows_column *columns, size_t n)
{
	put_u8(o, 'H');
	put_name(o, table);
	put_u32(o, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		put_name(o, columns[i].name);
		put_name(o, columns[i].type);
		put_u8(o, columns[i].shape);
		put_u8(o, columns[i].charset);
	}
}

void rows_note(struct rows_out *o, const char *text)
{
	size_t n = strnlen(text, o->cell_most);

	put_u8(o, 'N');
	put_u32(o, (uint32_t)n);
	put(o, text, n);
}

void rows_row(struct rows_out *o)
{
	put_u8(o, 'R');
	o->rows++;
}

void rows_cell(struct rows_out *o, const void *p, size_t n)
{
	if (p == NULL) {
		put_u32(o, ROWS_NULL);
		return;
	}
	if (n > o->cell_most) {
		o->truncated = true;
		n = o->cell_most;
	}
	if (n < ROOM - sizeof(uint32_t) && o->buf.n < FULL && !o->broken) {	/* most are short, and there are millions */
		uint32_t length = (uint32_t)n;

		memcpy(o->buf.p + o->buf.n, &length, sizeof length);
		memcpy(o->buf.p + o->buf.n + sizeof length, p, n);
		o->buf.n += sizeof length + n;
		o->bytes += sizeof length + n;
		return;
	}
	put_u32(o, (uint32_t)n);
	put(o, p, n);
}

void rows_alive(struct rows_out *o)
{
	put_u8(o, 'K');
	rows_flush(o);
}

void rows_end(struct rows_out *o, enum dc_reason reason, const char *detail)
{
	if (reason == DC_R_none && o->truncated)
		reason = DC_R_cell_truncated;
	put_u8(o, 'E');
	put_u16(o, (uint16_t)reason);
	put_name(o, detail);
	rows_flush(o);
}

void rows_close(struct rows_out *o)
{
	dc_buf_done(&o->buf);
}
