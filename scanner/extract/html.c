/* html.c -- web pages: text, tables, and attributes that hold text. */
#include "document.h"

#include <strings.h>

static const char *const names[] = { ".html", ".htm", ".xhtml", ".mht", NULL };

static bool begins_html(struct dc_span head)
{
	static const char *const marks[] = { "<!doctype html", "<html", "<head", "<body" };
	size_t n = head.n < 1024 ? head.n : 1024;

	for (size_t i = 0; i < n; i++) {
		const uint8_t *p = memchr(head.p + i, '<', n - i);

		if (p == NULL)
			return false;
		i = (size_t)(p - head.p);
		for (size_t k = 0; k < DC_ARRAY_LEN(marks); k++)
			if (n - i >= strlen(marks[k]) && strncasecmp((const char *)p, marks[k], strlen(marks[k])) == 0)
				return true;
	}
	return false;
}

static int html_bid(struct dc_span head, const char *mime, const char *name)
{
	if (begins_html(head))
		return name_ends(name, names) ? 90 : 75;
	if (strcmp(mime, "text/html") == 0 || (name_ends(name, names) && head.n > 0 && head_is_text(head)))
		return 65;
	return 0;
}

/* The charset a page declares: <meta charset=x>, content="text/html; charset=x", encoding="x". */
enum dc_charset html_charset(struct dc_span head)
{
	static const char *const keys[] = { "charset=", "encoding=" };
	enum dc_charset cs;
	char label[32];

	for (size_t k = 0; k < DC_ARRAY_LEN(keys); k++) {
		const uint8_t *p = memmem(head.p, head.n, keys[k], strlen(keys[k]));
		size_t n = 0;

		if (p == NULL)
			continue;
		p += strlen(keys[k]);
		while (p < head.p + head.n && (*p == '"' || *p == '\''))
			p++;
		while (p + n < head.p + head.n && n + 1 < sizeof label && strchr("\"'>;? /\r\n", p[n]) == NULL) {
			label[n] = (char)p[n];
			n++;
		}
		label[n] = '\0';
		if (dc_charset_parse(label, &cs))
			return cs;
	}
	return DC_CS_UNKNOWN;
}

static enum dc_status html_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct stream s = { 0 };
	struct built b = { 0 };
	uint64_t rows = 0;
	enum dc_status st = stream_open(&s, ex, item, self, end, html_charset(extract_head(item)), err);

	if (st == DC_OK)
		st = built_open(&b, ex, self, end, DC_PROSE, true, err);
	if (st == DC_OK)
		st = document_read(&s, &document_html, &b, &rows, err);
	stream_close(&s);
	built_close(&b);
	return st;
}

const struct dc_extractor extractor_html = {
	.id = "html",
	.reads = "HTML: text, comments, tables with their headings, attributes that hold text; not: scripts, styles, what scripts write",
	.bid = html_bid,
	.extract = html_extract,
};
