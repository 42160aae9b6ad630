/* mail.c -- messages (RFC 5322, MIME) and mailboxes, by GMime. Headers are text of the message's part; bodies, attachments and
 * messages within are parts of their own. Only transfer encodings and encoded words are GMime's: what charset a body is in
 * is told by looking, as for any text.
 *
 * A message is kept in memory, at most a quarter of the worker's. A mailbox is cut at its "From " lines as it comes. */
#include "built.h"
#include "daicho/decode.h"
#include "formats.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define BLOCK (64u << 10)

struct mail {
	struct dc_extraction *ex;
	const struct dc_part *self;
	struct dc_part_end *end;
	struct dc_error *err;
	enum dc_status st;
	unsigned n;			/* leaves met */
};

static const char *const message_names[] = { ".eml", ".mht", ".mhtml", ".emlx", NULL };
static const char *const box_names[] = { ".mbox", ".mbx", NULL };

static bool has_line(struct dc_span head, const char *field)
{
	size_t n = strlen(field);

	for (size_t i = 0; i + n <= head.n; i++)
		if ((i == 0 || head.p[i - 1] == '\n') && strncasecmp((const char *)head.p + i, field, n) == 0)
			return true;
	return false;
}

static unsigned fields(struct dc_span head)
{
	static const char *const all[] = { "From:", "To:", "Subject:", "Date:", "Message-ID:", "MIME-Version:", "Received:", "Return-Path:" };
	struct dc_span first = { head.p, head.n < 4096 ? head.n : 4096 };
	unsigned n = 0;

	for (size_t i = 0; i < DC_ARRAY_LEN(all); i++)
		n += has_line(first, all[i]);
	return n;
}

static bool begins_with_field(struct dc_span head)
{
	size_t i = 0;

	while (i < head.n && ((head.p[i] | 0x20) >= 'a' ? (head.p[i] | 0x20) <= 'z' : head.p[i] == '-'))
		i++;
	return i > 1 && i < head.n && head.p[i] == ':';
}

static int mail_bid(struct dc_span head, const char *mime, const char *name)
{
	if (head.n == 0 || head_has(head, 0, "From ", 5))
		return 0;
	if (name_ends(name, message_names) && head_is_text(head))
		return 84;
	if (begins_with_field(head) && fields(head) >= 3)
		return 74;
	return strcmp(mime, "message/rfc822") == 0 ? 60 : 0;
}

static int mbox_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	if (!head_has(head, 0, "From ", 5))
		return 0;
	return name_ends(name, box_names) ? 84 : fields(head) >= 2 ? 74 : 0;
}

/* One line: line ends within a field are blanks (RFC 5322, 2.2.3), at its ends nothing. */
static void unfold(char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	for (size_t i = 0; i < n; i++)
		if (s[i] == '\n' || s[i] == '\r' || s[i] == '\t')
			s[i] = ' ';
	while (n > 0 && s[n - 1] == ' ')
		s[--n] = '\0';
}

/* All header fields, their encoded words read. */
static enum dc_status headers(struct mail *m, GMimeObject *object, struct built *b)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	int n = g_mime_header_list_get_count(list);

	for (int i = 0; i < n && m->st == DC_OK; i++) {
		GMimeHeader *h = g_mime_header_list_get_header_at(list, i);
		const char *raw = g_mime_header_get_raw_value(h);
		char *value = g_mime_utils_header_decode_text(NULL, raw == NULL ? "" : raw);
		struct dc_buf line;

		unfold(value);
		dc_buf_init(&line, 0);
		m->st = dc_decode_name(dc_span_of(g_mime_header_get_name(h)), &line);
		if (m->st == DC_OK)
			m->st = dc_buf_adds(&line, ":");
		if (m->st == DC_OK)
			m->st = dc_decode_name(dc_span_of(value == NULL ? "" : value), &line);
		if (m->st == DC_OK)
			m->st = built_add(b, line.p, line.n, 0, m->err);
		else
			m->st = dc_fail(m->err, DC_ENOMEM, "no memory for a header field");
		if (m->st == DC_OK)
			m->st = built_break(b, '\n', m->err);
		dc_buf_done(&line);
		g_free(value);
	}
	return m->st;
}

static const char *ending(GMimeObject *o)
{
	GMimeContentType *t = g_mime_object_get_content_type(o);

	if (t != NULL && g_mime_content_type_is_type(t, "text", "html"))
		return "html";
	if (t != NULL && g_mime_content_type_is_type(t, "text", "csv"))
		return "csv";
	return t == NULL || g_mime_content_type_is_type(t, "text", "*") ? "txt" : "bin";
}

static bool says(GMimeObject *o, const char *parameter, const char *value)
{
	GMimeContentType *t = g_mime_object_get_content_type(o);
	const char *said = t == NULL ? NULL : g_mime_content_type_get_parameter(t, parameter);

	return said != NULL && g_ascii_strcasecmp(said, value) == 0;
}

/* format=flowed (RFC 3676): a line that ends with a blank goes on in the next, so that a value may stand in two. The blank is
 * dropped where DelSp says so, as texts without blanks between words want it. "-- " is a signature's line; quotes are left.
 * In place: the text only becomes shorter. */
static void unflow(GByteArray *b, bool drop)
{
	size_t n = 0, line = 0;

	for (size_t i = 0; i < b->len; i++) {
		bool end = b->data[i] == '\n', soft;

		if (end && n > line && b->data[n - 1] == '\r')
			n--;
		soft = end && n > line && b->data[n - 1] == ' ' && !(n - line == 3 && memcmp(b->data + line, "-- ", 3) == 0) &&
			i + 1 < b->len && b->data[i + 1] != '>' && b->data[line] != '>';
		if (soft)
			n -= drop;
		else
			b->data[n++] = b->data[i];
		if (end && !soft)
			line = n;
	}
	g_byte_array_set_size(b, (guint)n);
}

/* The content of a leaf, or a message within, as an item one level deeper. */
static void leaf(struct mail *m, GMimeObject *o, const char *name)
{
	GMimeStream *out = g_mime_stream_mem_new();
	GByteArray *bytes;
	struct dc_error why = { 0 };
	struct dc_item_memory state;
	struct dc_item item;
	enum dc_status st;

	if (GMIME_IS_MESSAGE_PART(o))
		g_mime_object_write_to_stream(GMIME_OBJECT(g_mime_message_part_get_message(GMIME_MESSAGE_PART(o))), NULL, out);
	else if (g_mime_part_get_content(GMIME_PART(o)) != NULL)
		g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(o)), out);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out));
	if (says(o, "format", "flowed"))
		unflow(bytes, says(o, "delsp", "yes"));
	st = extract_unpacked(m->ex, bytes->len, &why);
	if (st == DC_OK && m->ex->members >= m->ex->budget->members) {
		m->ex->crossed = DC_R_limit_members;
		st = dc_fail(&why, DC_ELIMIT, "too many members");
	}
	if (st != DC_OK) {
		m->st = extract_ended(m->ex, m->self, m->end, st, &why, m->err);
		m->st = m->st == DC_OK ? DC_END : m->st;
	} else {
		m->ex->members++;
		dc_item_of_memory(&item, &state, (struct dc_span){ bytes->data, bytes->len }, name);
		m->st = dc_extract_item(m->ex, &item, m->self, m->err);
	}
	g_object_unref(out);
}

static void walk(struct mail *m, GMimeObject *o, unsigned depth)
{
	char name[32];
	const char *file = NULL;

	if (o == NULL || m->st != DC_OK)
		return;
	if (GMIME_IS_MULTIPART(o)) {
		if (depth > m->ex->budget->markup_depth) {
			extract_reason(m->ex, m->end, DC_R_limit_depth, m->end->bytes, "too many multiparts in each other");
			return;
		}
		for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(o)) && m->st == DC_OK; i++)
			walk(m, g_mime_multipart_get_part(GMIME_MULTIPART(o), i), depth + 1);
		return;
	}
	m->n++;
	if (GMIME_IS_MESSAGE_PART(o)) {
		snprintf(name, sizeof name, "message-%u.eml", m->n);
	} else if (GMIME_IS_PART(o)) {
		file = g_mime_part_get_filename(GMIME_PART(o));
		snprintf(name, sizeof name, "body-%u.%s", m->n, ending(o));
	} else {
		return;
	}
	leaf(m, o, file == NULL || file[0] == '\0' ? name : file);
}

static enum dc_status message(struct mail *m, struct dc_span bytes, struct built *b)
{
	GMimeStream *in = g_mime_stream_mem_new_with_buffer((const char *)bytes.p, bytes.n);
	GMimeParser *parser = g_mime_parser_new_with_stream(in);
	GMimeMessage *msg = g_mime_parser_construct_message(parser, NULL);

	if (msg == NULL) {
		extract_reason(m->ex, m->end, DC_R_corrupt_after, 0, "no message");
	} else {
		headers(m, GMIME_OBJECT(msg), b);
		if (m->st == DC_OK)
			m->st = built_flush(b, m->err);
		walk(m, g_mime_message_get_mime_part(msg), 0);
		g_object_unref(msg);
	}
	g_object_unref(parser);
	g_object_unref(in);
	return m->st == DC_END ? DC_OK : m->st;
}

static enum dc_status mail_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct mail m = { .ex = ex, .self = self, .end = end, .err = err };
	locale_t before = formats_locale();
	struct dc_error why = { 0 };
	struct built b = { 0 };
	struct dc_buf all;
	enum dc_status read = extract_spool(ex, item, &all, &why), st;

	end->bytes = all.n;
	st = extract_ended(ex, self, end, read, &why, err);	/* what was read is looked at all the same */
	if (st == DC_OK)
		st = built_open(&b, ex, self, end, DC_PROSE, false, err);
	if (st == DC_OK)
		st = message(&m, (struct dc_span){ all.p, all.n }, &b);
	built_close(&b);
	dc_buf_done(&all);
	uselocale(before);
	return st;
}

const struct dc_extractor extractor_mail = {
	.id = "mail",
	.reads = "mail messages: header fields, bodies, attachments, messages within; not: encrypted or Outlook's own",
	.bid = mail_bid,
	.extract = mail_extract,
};

/* A mailbox as a row of messages. */
struct mbox {
	struct dc_item *item;
	struct dc_part_end *end;
	struct dc_error why;		/* what ended the reading */
	uint8_t *p;
	size_t n, at;
	bool eof, line_begins;
};

static void box_more(struct mbox *x)
{
	size_t got = 0;

	memmove(x->p, x->p + x->at, x->n - x->at);
	x->n -= x->at;
	x->at = 0;
	x->eof = extract_fill(x->item, x->p + x->n, BLOCK - x->n, &got, &x->why) != DC_OK || got == 0;
	x->n += got;
	x->end->bytes += got;
}

/* Up to the next line that begins with "From ". */
static enum dc_status box_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *err)
{
	struct mbox *x = item->state;
	struct dc_span s;
	size_t i = 0;

	(void)err;
	if (x->n - x->at < 16 && !x->eof)
		box_more(x);
	s = (struct dc_span){ x->p + x->at, x->n - x->at };
	while (i < s.n && i < cap && (x->eof || i + 5 <= s.n)) {
		const uint8_t *nl;

		if (x->line_begins && head_has(s, i, "From ", 5))
			break;
		nl = memchr(s.p + i, '\n', s.n - i);
		x->line_begins = nl != NULL && (size_t)(nl - s.p) < cap;
		i = x->line_begins ? (size_t)(nl - s.p) + 1 : s.n < cap ? s.n : cap;
	}
	memcpy(into, s.p, i);
	x->at += i;
	*got = i;
	return DC_OK;
}

/* Past the "From " line itself. False: no more messages. */
static bool next_message(struct mbox *x)
{
	const uint8_t *nl;

	if (x->n - x->at < BLOCK / 2 && !x->eof)
		box_more(x);
	if (x->n == x->at)
		return false;
	nl = memchr(x->p + x->at, '\n', x->n - x->at);
	x->at = nl == NULL ? x->n : (size_t)(nl - x->p) + 1;
	x->line_begins = true;
	return true;
}

static enum dc_status mbox_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct mbox x = { .item = item, .end = end, .p = malloc(BLOCK) };
	enum dc_status st = x.p == NULL ? dc_fail(err, DC_ENOMEM, "no memory to read a mailbox") : DC_OK;

	for (unsigned n = 1; st == DC_OK && next_message(&x); n++) {
		char name[32];
		struct dc_item one = { .size = UINT64_MAX, .read = box_read, .state = &x };

		if (ex->members++ >= ex->budget->members) {
			ex->crossed = DC_R_limit_members;
			extract_reason(ex, end, DC_R_limit_members, end->bytes, NULL);
			break;
		}
		snprintf(name, sizeof name, "message-%u.eml", n);
		one.name = name;
		one.name_len = strlen(name);
		st = dc_extract_item(ex, &one, self, err);
		for (size_t got = 1; got != 0 && st == DC_OK; ) {	/* what its reader left */
			uint8_t rest[4096];

			box_read(&one, rest, sizeof rest, &got, err);
		}
	}
	if (st == DC_OK)
		st = extract_ended(ex, self, end, x.why.status, &x.why, err);
	free(x.p);
	return st;
}

const struct dc_extractor extractor_mbox = {
	.id = "mbox",
	.reads = "mailboxes of messages behind \"From \" lines",
	.bid = mbox_bid,
	.extract = mbox_extract,
};
