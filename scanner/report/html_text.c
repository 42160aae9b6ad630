/* html_text.c -- text, signs and cells in HTML. */
#include "html.h"

#include "plain.h"

void html_text(struct out *o, struct dc_span s)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at, run = plain_run(s, at, "&<>\"'");
		uint8_t byte = 0;
		uint32_t c;

		if (run != 0) {
			out_bytes(o, s.p + at, run);
			at += run;
			continue;
		}
		c = plain_next(s, &at, &byte);

		if (c == UINT32_MAX)
			out_fmt(o, "\\x%02X", byte);
		else if (c == '&')
			out_str(o, "&amp;");
		else if (c == '<')
			out_str(o, "&lt;");
		else if (c == '>')
			out_str(o, "&gt;");
		else if (c == '"')
			out_str(o, "&quot;");
		else if (c == '\'')
			out_str(o, "&#39;");
		else if (plain_shown(c))
			out_bytes(o, s.p + from, at - from);
		else
			out_fmt(o, "\\u{%X}", (unsigned)c);
	}
}

void html_str(struct out *o, const char *s)
{
	html_text(o, dc_span_of(s));
}

const char *html_sign(const char *code)
{
	static const char *const signs[] = { "error", "warning", "note", "pass", "open", "high", "medium", "low", "placeholder",
		"complete", "partial", "skipped", "failed", "yes", "no", "undetermined" };

	for (size_t i = 0; i < DC_ARRAY_LEN(signs); i++) {
		if (strcmp(signs[i], code) == 0)
			return signs[i];
	}
	return "plain";
}

void html_icon(struct out *o, const char *id)
{
	out_fmt(o, "<svg class=\"i\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><use href=\"#i-%s\"/></svg>", html_sign(id));
}

const char *html_tone(enum tone t)
{
	static const char *const names[] = { [TONE_PLAIN] = "plain", [TONE_ERROR] = "error", [TONE_WARNING] = "warning",
		[TONE_NOTE] = "note", [TONE_PASS] = "pass", [TONE_OPEN] = "open", [TONE_HIGH] = "high",
		[TONE_MEDIUM] = "medium", [TONE_LOW] = "low", [TONE_COMPLETE] = "complete", [TONE_PARTIAL] = "partial",
		[TONE_SKIPPED] = "skipped", [TONE_FAILED] = "failed" };

	return names[t];
}

void html_path(struct out *o, struct dc_span s)
{
	const uint8_t *slash = s.n < 2 ? NULL : memrchr(s.p, '/', s.n - 1);

	if (slash != NULL) {
		size_t n = (size_t)(slash - s.p) + 1;

		out_str(o, "<span class=\"dir\">");
		html_text(o, (struct dc_span){ s.p, n });
		out_str(o, "</span>");
		s = dc_span_cut(s, n, s.n);
	}
	html_text(o, s);
}

bool html_cell_right(enum cell_type type)
{
	return type == CELL_COUNT || type == CELL_BYTES || type == CELL_SHARE;
}

static void put_code(struct page *p, const struct column *col, const struct cell *c)
{
	const char *label = c->label != NULL ? c->label : (const char *)c->text.p;

	if ((col->flags & COL_MARK) == 0) {
		html_str(&p->out, label);
		return;
	}
	out_fmt(&p->out, "<span class=\"mark m-%s\">", html_sign((const char *)c->text.p));
	html_icon(&p->out, (const char *)c->text.p);
	html_str(&p->out, label);
	out_str(&p->out, "</span>");
}

void html_cell(struct page *p, const struct column *col, const struct cell *c)
{
	char room[NUMBER_MOST];

	if (!c->known) {
		out_str(&p->out, col->type == CELL_COUNT && c->n == -1 ? "∞" : "<span class=\"none\">–</span>");
		return;
	}
	switch (col->type) {
	case CELL_TEXT:
		html_text(&p->out, c->text);
		break;
	case CELL_NAME:
		html_path(&p->out, c->text);
		break;
	case CELL_CODE:
		put_code(p, col, c);
		break;
	case CELL_COUNT:
		out_str(&p->out, number_count((uint64_t)c->n, room));
		break;
	case CELL_BYTES:
		out_str(&p->out, number_bytes((uint64_t)c->n, room));
		break;
	case CELL_SHARE:
		out_str(&p->out, number_share(c->x, room));
		break;
	case CELL_TIME:
		html_str(&p->out, number_when(p, c->n, room));
		break;
	case CELL_DATE:
		html_str(&p->out, number_date(c->n, room));
		break;
	case CELL_WEIGHTS:
		html_weights(p, c);
		break;
	}
}
