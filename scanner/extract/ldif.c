/* ldif.c -- directories' entries as text (RFC 2849): "attribute: value", "attribute:: base64", folded lines; an entry is a row. */
#include "labelled.h"

#include <strings.h>

static const char *const names[] = { ".ldif", ".ldi", NULL };

/* Attributes whose names say little (RFC 4519), with what they hold. */
static const struct { const char *attribute, *label; } labels[] = {
	{ "cn", "cn (name)" }, { "sn", "sn (surname)" }, { "gn", "gn (given name)" }, { "o", "o (company)" }, { "ou", "ou (department)" },
	{ "l", "l (city)" }, { "st", "st (prefecture)" }, { "uid", "uid (user id)" },
};

static int ldif_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	if (name_ends(name, names) && head.n > 0 && head_is_text(head))
		return 84;
	return head_has(head, 0, "dn: ", 4) || head_has(head, 0, "dn:: ", 5) || head_has(head, 0, "version: 1\ndn:", 14) ? 60 : 0;
}

static struct dc_span label_of(struct dc_span attribute)
{
	const uint8_t *option = attribute.n == 0 ? NULL : memchr(attribute.p, ';', attribute.n);	/* "sn;lang-ja" */

	if (option != NULL)
		attribute.n = (size_t)(option - attribute.p);
	for (size_t i = 0; i < DC_ARRAY_LEN(labels); i++)
		if (span_is(attribute, labels[i].attribute))
			return dc_span_of(labels[i].label);
	return attribute;
}

static enum dc_status coded(struct labelled *l, struct dc_span label, struct dc_span text, struct dc_error *err)
{
	struct dc_buf bytes;
	enum dc_status st;

	dc_buf_init(&bytes, 0);
	st = decode_base64(&bytes, text);
	if (st != DC_OK)
		st = dc_fail(err, st, "no memory for a value");
	else
		st = labelled_bytes(l, label, (struct dc_span){ bytes.p, bytes.n }, DC_CS_UNKNOWN, err);
	dc_buf_done(&bytes);
	return st;
}

static enum dc_status one_line(struct labelled *l, struct dc_span line, struct dc_error *err)
{
	const uint8_t *colon = line.n == 0 ? NULL : memchr(line.p, ':', line.n);
	struct dc_span none = { 0 }, value;
	size_t at;

	if (span_trim(line).n == 0) {
		labelled_record(l);
		return DC_OK;
	}
	if (colon == NULL || line.p[0] == '#')
		return labelled_value(l, none, span_trim(line), err);
	at = (size_t)(colon - line.p);
	value = dc_span_cut(line, at + 1, line.n);
	line.n = at;
	if (value.n != 0 && value.p[0] == ':')
		return coded(l, label_of(line), dc_span_cut(value, 1, value.n), err);
	return labelled_value(l, label_of(line), span_trim(value), err);
}

static enum dc_status ldif_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct labelled l;
	enum dc_status st = labelled_open(&l, ex, item, self, end, err);

	while (st == DC_OK) {
		dc_buf_clear(&l.line);
		st = labelled_line(&l, err);
		while (st == DC_OK && labelled_folds(&l)) {
			size_t n = l.line.n;

			st = labelled_line(&l, err);
			if (st == DC_OK && l.line.n > n) {
				memmove(l.line.p + n, l.line.p + n + 1, l.line.n - n - 1);
				l.line.n--;
			}
		}
		if (st == DC_OK)
			st = one_line(&l, (struct dc_span){ l.line.p, l.line.n }, err);
	}
	return labelled_close(&l, st, err);
}

const struct dc_extractor extractor_ldif = {
	.id = "ldif",
	.reads = "LDIF: attributes of directory entries, base64 and folded ones too",
	.bid = ldif_bid,
	.extract = ldif_extract,
};
