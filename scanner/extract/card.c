/* card.c -- vCard 2.1, 3.0 and 4.0 (RFC 6350) and iCalendar (RFC 5545): lines "PROPERTY;PARAMETER=x:value", a row for each object
 * between BEGIN and END.
 *
 * What telephones write is vCard 2.1 with ENCODING=QUOTED-PRINTABLE;CHARSET=SHIFT_JIS: the bytes behind the code are of that
 * charset, and a line that ends with "=" goes on in the next. */
#include "labelled.h"

#include <strings.h>

static const char *const names[] = { ".vcf", ".vcard", ".ics", ".ifb", ".vcs", NULL };

/* Properties whose names say little, with what they hold. */
static const struct { const char *property, *label; } labels[] = {
	{ "FN", "FN (name)" }, { "N", "N (name)" }, { "ADR", "ADR (address)" }, { "BDAY", "BDAY (birthday)" }, { "ORG", "ORG (company)" },
	{ "X-PHONETIC-LAST-NAME", "X-PHONETIC-LAST-NAME (フリガナ)" }, { "X-PHONETIC-FIRST-NAME", "X-PHONETIC-FIRST-NAME (フリガナ)" },
	{ "SOUND", "SOUND (フリガナ)" }, { "ATTENDEE", "ATTENDEE (mail)" }, { "ORGANIZER", "ORGANIZER (mail)" },
};

/* One line, taken apart. */
struct property {
	struct dc_span name, value;
	struct dc_span person;		/* CN= of ATTENDEE and ORGANIZER */
	enum dc_charset charset;
	bool quoted, base64;
};

static bool begins(struct dc_span head, const char *word)
{
	size_t i = head_has(head, 0, "\xef\xbb\xbf", 3) ? 3 : 0, n = strlen(word);

	while (i < head.n && (head.p[i] == '\r' || head.p[i] == '\n'))
		i++;
	return head.n >= i + n && strncasecmp((const char *)head.p + i, word, n) == 0;
}

static int card_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	if (begins(head, "BEGIN:VCARD") || begins(head, "BEGIN:VCALENDAR"))
		return 86;
	return name_ends(name, names) && head.n > 0 && head_is_text(head) ? 60 : 0;
}

/* Up to one of the stops that does not stand in quotes. */
static size_t until(struct dc_span s, size_t from, const char *stops)
{
	bool quote = false;

	for (; from < s.n; from++) {
		if (s.p[from] == '"')
			quote = !quote;
		else if (!quote && s.p[from] != 0 && strchr(stops, s.p[from]) != NULL)
			break;
	}
	return from;
}

static void parameter(struct property *p, struct dc_span s)
{
	size_t eq = until(s, 0, "=");
	struct dc_span name = { s.p, eq }, value = eq < s.n ? dc_span_cut(s, eq + 1, s.n) : s;	/* 2.1 has values alone */
	char label[32];

	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		value = dc_span_cut(value, 1, value.n - 1);
	if (span_is(value, "QUOTED-PRINTABLE"))
		p->quoted = true;
	if (span_is(value, "BASE64") || (span_is(name, "ENCODING") && span_is(value, "B")))
		p->base64 = true;
	if (span_is(name, "CN"))
		p->person = value;
	if (span_is(name, "CHARSET") && value.n < sizeof label) {
		memcpy(label, value.p, value.n);
		label[value.n] = '\0';
		(void)dc_charset_parse(label, &p->charset);
	}
}

/* False: no property. */
static bool take_apart(struct dc_span line, struct property *p)
{
	size_t at = until(line, 0, ";:");
	const uint8_t *group;

	*p = (struct property){ .name = { line.p, at }, .charset = DC_CS_UNKNOWN };
	while (at < line.n && line.p[at] == ';') {
		size_t next = until(line, at + 1, ";:");

		parameter(p, dc_span_cut(line, at + 1, next));
		at = next;
	}
	if (at == line.n)
		return false;
	p->value = dc_span_cut(line, at + 1, line.n);
	group = p->name.n == 0 ? NULL : memrchr(p->name.p, '.', p->name.n);	/* "item1.TEL" */
	if (group != NULL)
		p->name = dc_span_cut(p->name, (size_t)(group + 1 - p->name.p), p->name.n);
	return p->name.n != 0;
}

static struct dc_span label_of(struct dc_span property)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(labels); i++)
		if (span_is(property, labels[i].property))
			return dc_span_of(labels[i].label);
	return property;
}

/* Escapes undone; the components of a name or an address are put apart by blanks. */
static enum dc_status unescape(struct dc_buf *out, struct dc_span value)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < value.n && st == DC_OK; i++) {
		uint8_t b = value.p[i];

		if (b == '\\' && i + 1 < value.n) {
			b = value.p[++i];
			st = dc_buf_addc(out, b == 'n' || b == 'N' ? '\n' : (char)b);
		} else if (b != ';') {
			st = dc_buf_addc(out, (char)b);
		} else if (out->n != 0 && out->p[out->n - 1] != ' ') {
			st = dc_buf_addc(out, ' ');
		}
	}
	return st;
}

/* An address as it is written where its characters are: post code; prefecture, town, street, house from the last component to
 * the first for Japanese. */
static enum dc_status address(struct dc_buf *out, struct dc_span value)
{
	struct dc_span component[7] = { { 0 } };
	bool wide = false;
	enum dc_status st = DC_OK;
	size_t n = 0;

	for (size_t i = 0, from = 0; i <= value.n && n < DC_ARRAY_LEN(component); i++) {
		wide = wide || (i < value.n && value.p[i] >= 0x80);
		if (i < value.n && (value.p[i] != ';' || (i > 0 && value.p[i - 1] == '\\')))
			continue;
		component[n++] = dc_span_cut(value, from, i);
		from = i + 1;
	}
	if (!wide || n < 6)
		return unescape(out, value);
	st = unescape(out, component[5]);
	if (st == DC_OK && component[5].n != 0)
		st = dc_buf_addc(out, ' ');
	for (size_t i = 5; i-- > 0 && st == DC_OK;)
		st = unescape(out, component[i]);
	return st;
}

static enum dc_status text_value(struct labelled *l, const struct property *p, struct dc_span value, struct dc_error *err)
{
	struct dc_span label = label_of(p->name), plain;
	struct dc_buf out;
	enum dc_status st;

	dc_buf_init(&out, 0);
	st = span_is(p->name, "ADR") ? address(&out, value) : unescape(&out, value);
	if (st != DC_OK)
		st = dc_fail(err, st, "no memory for a value");
	plain = (struct dc_span){ out.p, out.n };
	if (plain.n > 7 && strncasecmp((const char *)plain.p, "mailto:", 7) == 0)
		plain = dc_span_cut(plain, 7, plain.n);
	if (st == DC_OK)
		st = labelled_value(l, label, span_trim(plain), err);
	if (st == DC_OK && p->person.n != 0)
		st = labelled_value(l, dc_span_of("CN (name)"), p->person, err);
	dc_buf_done(&out);
	return st;
}

/* Bytes of another charset become text before the escapes in them mean anything. */
static enum dc_status coded_value(struct labelled *l, const struct property *p, struct dc_error *err)
{
	struct dc_decoder *d = dc_decoder_new(p->charset);
	struct dc_map map = { 0 };
	struct dc_buf bytes, text;
	enum dc_status st = d == NULL ? DC_ENOMEM : DC_OK;

	dc_buf_init(&bytes, 0);
	dc_buf_init(&text, 0);
	if (st == DC_OK)
		st = p->quoted ? decode_quoted(&bytes, p->value) : decode_base64(&bytes, p->value);
	if (st != DC_OK)
		st = dc_fail(err, st, "no memory for a value");
	else if (p->base64)
		st = labelled_bytes(l, label_of(p->name), (struct dc_span){ bytes.p, bytes.n }, p->charset, err);
	else
		st = dc_decode(d, (struct dc_span){ bytes.p, bytes.n }, true, &text, &map, err);
	if (st == DC_OK && !p->base64)
		st = text_value(l, p, (struct dc_span){ text.p, text.n }, err);
	dc_decoder_free(d);
	dc_map_done(&map);
	dc_buf_done(&bytes);
	dc_buf_done(&text);
	return st;
}

static enum dc_status one_line(struct labelled *l, struct dc_span line, struct dc_error *err)
{
	struct dc_span none = { 0 };
	struct property p;

	if (!take_apart(line, &p))
		return labelled_value(l, none, span_trim(line), err);
	if (span_is(p.name, "BEGIN") || span_is(p.name, "END")) {
		labelled_record(l);
		return DC_OK;
	}
	return p.quoted || p.base64 ? coded_value(l, &p, err) : text_value(l, &p, p.value, err);
}

/* Adds the lines that a line goes on in. */
static enum dc_status unfold(struct labelled *l, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	while (st == DC_OK) {
		struct dc_buf *b = &l->line;
		size_t n = b->n;
		bool soft = n > 0 && b->p[n - 1] == '=' && memmem(b->p, n, "QUOTED-PRINTABLE", 16) != NULL;

		if (!soft && !labelled_folds(l))
			return DC_OK;
		b->n -= soft;
		n = b->n;
		st = labelled_line(l, err);
		if (st == DC_OK && !soft && b->n > n) {
			memmove(b->p + n, b->p + n + 1, b->n - n - 1);
			b->n--;
		}
	}
	return st == DC_END ? DC_OK : st;
}

static enum dc_status card_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct labelled l;
	enum dc_status st = labelled_open(&l, ex, item, self, end, err);

	while (st == DC_OK) {
		dc_buf_clear(&l.line);
		st = labelled_line(&l, err);
		if (st == DC_OK)
			st = unfold(&l, err);
		if (st == DC_OK)
			st = one_line(&l, (struct dc_span){ l.line.p, l.line.n }, err);
	}
	return labelled_close(&l, st, err);
}

const struct dc_extractor extractor_card = {
	.id = "card",
	.reads = "vCard 2.1 to 4.0 and iCalendar: properties by name, quoted-printable in any charset, pictures as files",
	.bid = card_bid,
	.extract = card_extract,
};
