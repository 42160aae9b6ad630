/* labelled.c -- lines of a stream, and a table of labels and values built of them. */
#include "labelled.h"

#include "daicho/log.h"
#include "utf8.h"

#include <strings.h>

#define FILE_LEAST 32			/* fewer bytes that are no text are no file either */

enum dc_status labelled_open(struct labelled *l, struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	enum dc_status st;

	*l = (struct labelled){ 0 };
	dc_buf_init(&l->line, ex->budget->cell_bytes);
	st = stream_open(&l->s, ex, item, self, end, DC_CS_UNKNOWN, err);
	return st == DC_OK ? built_open(&l->b, ex, self, end, DC_TABLE, false, err) : st;
}

enum dc_status labelled_table(struct labelled *l, struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end,
	struct dc_error *err)
{
	*l = (struct labelled){ .s = { .ex = ex, .self = self, .end = end } };
	return built_open(&l->b, ex, self, end, DC_TABLE, false, err);
}

/* Until a line end stands in the window, or all of the file, or the window is full. */
static enum dc_status fill(struct labelled *l, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	while (st == DC_OK && !l->s.eof && memchr(l->s.text.p + l->at, '\n', l->s.text.n - l->at) == NULL) {
		stream_drop(&l->s, l->at);
		l->at = 0;
		st = stream_more(&l->s, err);
	}
	return st == DC_ELIMIT && err->status == DC_OK ? DC_OK : st;
}

enum dc_status labelled_line(struct labelled *l, struct dc_error *err)
{
	enum dc_status st = fill(l, err);
	const uint8_t *p = l->s.text.p + l->at, *nl;
	size_t n = l->s.text.n - l->at, k;

	if (st != DC_OK || n == 0)
		return st == DC_OK ? DC_END : st;
	nl = memchr(p, '\n', n);
	k = nl == NULL ? n : (size_t)(nl - p);
	l->at += nl == NULL ? n : k + 1;
	st = dc_buf_add(&l->line, p, k > 0 && p[k - 1] == '\r' ? k - 1 : k);
	if (st == DC_ELIMIT) {
		extract_reason(l->s.ex, l->s.end, DC_R_cell_truncated, l->s.end->bytes, NULL);
		st = DC_OK;
	}
	if (st == DC_OK)
		st = fill(l, err);	/* so that what follows can be looked at */
	return st == DC_OK || err->status != DC_OK ? st : dc_fail(err, st, "no memory for a line");
}

bool labelled_folds(const struct labelled *l)
{
	return l->at < l->s.text.n && (l->s.text.p[l->at] == ' ' || l->s.text.p[l->at] == '\t');
}

void labelled_record(struct labelled *l)
{
	l->row_open = false;
}

static enum dc_status cell(struct labelled *l, uint32_t column, struct dc_span text, struct dc_error *err)
{
	enum dc_status st = built_cell(&l->b, column, err);

	for (size_t n; text.n != 0 && st == DC_OK; text = dc_span_cut(text, n, text.n)) {
		const uint8_t *zero = memchr(text.p, 0, text.n);

		n = zero == NULL ? text.n : (size_t)(zero - text.p);
		st = built_add(&l->b, text.p, n, 0, err);
		n += zero != NULL;
	}
	return st == DC_OK ? built_cell_end(&l->b, err) : st;
}

/* A label that is no UTF-8 becomes it. */
static enum dc_status odd_label(struct labelled *l, struct dc_span label, struct dc_span value, struct dc_error *err)
{
	struct dc_buf name;
	enum dc_status st;

	dc_buf_init(&name, 0);
	st = dc_decode_name(label, &name);
	if (st == DC_OK)
		st = labelled_value(l, (struct dc_span){ name.p, name.n }, value, err);
	dc_buf_done(&name);
	return st == DC_OK || err->status != DC_OK ? st : dc_fail(err, st, "no memory for a label");
}

enum dc_status labelled_value(struct labelled *l, struct dc_span label, struct dc_span value, struct dc_error *err)
{
	uint32_t column = DC_NO_COLUMN;
	bool fresh = false;
	enum dc_status st = DC_OK;

	if (value.n == 0 && label.n == 0)
		return DC_OK;
	if (!dc_utf8_valid(label))
		return odd_label(l, label, value, err);
	if (!l->row_open)
		st = built_row(&l->b, ++l->row, err);
	l->row_open = true;
	if (st == DC_OK && label.n != 0)
		st = built_column(&l->b, (const char *)label.p, label.n, &column, &fresh, err);
	if (st == DC_OK && fresh)
		st = cell(l, DC_NO_COLUMN, label, err);
	return st == DC_OK && value.n != 0 ? cell(l, column, value, err) : st;
}

/* What is surely a file, or no text at all. */
static bool is_file(struct dc_span bytes)
{
	struct dc_span head = { bytes.p, bytes.n < EXTRACT_HEAD ? bytes.n : EXTRACT_HEAD };

	return bytes.n >= FILE_LEAST && (extract_known(head) || !head_is_text(head));
}

static enum dc_status file(struct labelled *l, struct dc_span label, struct dc_span bytes, struct dc_error *err)
{
	struct dc_item_memory memory;
	struct dc_item item;
	char name[64];
	size_t n = label.n < sizeof name - 1 ? label.n : sizeof name - 1;

	if (++l->s.ex->members > l->s.ex->budget->members) {
		l->s.ex->crossed = DC_R_limit_members;
		extract_reason(l->s.ex, l->s.end, DC_R_limit_members, l->s.end->bytes, NULL);
		return DC_OK;
	}
	memcpy(name, label.p, n);
	name[n] = '\0';
	dc_item_of_memory(&item, &memory, bytes, name);
	return dc_extract_item(l->s.ex, &item, l->s.self, err);
}

enum dc_status labelled_bytes(struct labelled *l, struct dc_span label, struct dc_span bytes, enum dc_charset hint, struct dc_error *err)
{
	struct dc_decoder *d;
	struct dc_map map = { 0 };
	struct dc_buf text;
	enum dc_status st;

	if (is_file(bytes))
		return file(l, label, bytes, err);
	d = dc_decoder_new(hint);
	dc_buf_init(&text, 0);
	st = d == NULL ? dc_fail(err, DC_ENOMEM, "no memory to decode") : dc_decode(d, bytes, true, &text, &map, err);
	if (st == DC_OK)
		st = labelled_value(l, label, (struct dc_span){ text.p, text.n }, err);
	dc_decoder_free(d);
	dc_map_done(&map);
	dc_buf_done(&text);
	return st;
}

enum dc_status labelled_close(struct labelled *l, enum dc_status st, struct dc_error *err)
{
	if (st == DC_OK || st == DC_END)
		st = built_flush(&l->b, err);
	stream_close(&l->s);
	built_close(&l->b);
	dc_buf_done(&l->line);
	return st;
}

/* ---- words and codes */

static bool blank(uint8_t b)
{
	return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

struct dc_span span_trim(struct dc_span s)
{
	while (s.n > 0 && blank(s.p[0]))
		s = dc_span_cut(s, 1, s.n);
	while (s.n > 0 && blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool span_is(struct dc_span s, const char *word)
{
	return s.n == strlen(word) && strncasecmp((const char *)s.p, word, s.n) == 0;
}

static int value_of(uint8_t b)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = b == 0 ? NULL : strchr(digits, b);

	return at == NULL ? -1 : (int)(at - digits);
}

enum dc_status decode_base64(struct dc_buf *out, struct dc_span text)
{
	uint32_t bits = 0;
	unsigned n = 0;
	enum dc_status st = dc_buf_reserve(out, text.n / 4 * 3 + 4);

	for (size_t i = 0; i < text.n && text.p[i] != '=' && st == DC_OK; i++) {
		int v = value_of(text.p[i]);

		if (v < 0)
			continue;
		bits = bits << 6 | (uint32_t)v;
		n += 6;
		if (n >= 8) {
			n -= 8;
			st = dc_buf_addc(out, (char)(bits >> n & 0xff));
		}
	}
	return st;
}

static int hex(uint8_t b)
{
	uint8_t small = b | 0x20;

	return b >= '0' && b <= '9' ? b - '0' : small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

enum dc_status decode_quoted(struct dc_buf *out, struct dc_span text)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < text.n && st == DC_OK; i++) {
		bool code = text.p[i] == '=' && i + 2 < text.n && hex(text.p[i + 1]) >= 0 && hex(text.p[i + 2]) >= 0;

		st = dc_buf_addc(out, code ? (char)(hex(text.p[i + 1]) << 4 | hex(text.p[i + 2])) : (char)text.p[i]);
		i += code ? 2 : 0;
	}
	return st;
}
