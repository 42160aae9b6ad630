/* html_head.c -- the frame of the page: policy, style, signs, title, and the facts at the foot.
 *
 * The policy lets in nothing but the one style sheet, by its hash: no script, no image, no font, no request, no form.
 */
#include "html.h"

#include <sodium.h>

/* Signs, so that no meaning hangs on colour alone: SYMBOL(id, paths). Drawn on 16 x 16. */
static const struct { const char *id, *paths; } signs[] = {
	{ "error", "<path d=\"M5 1h6l4 4v6l-4 4H5l-4-4V5z\"/><path class=\"k\" d=\"M7.1 4h1.8l-.3 5H7.4zM7.1 10.3h1.8V12H7.1z\"/>" },
	{ "warning", "<path d=\"M8 1.2 15.4 14.4H.6z\"/><path class=\"k\" d=\"M7.2 5.6h1.6l-.3 4.3h-1zM7.2 11h1.6v1.6H7.2z\"/>" },
	{ "note", "<circle cx=\"8\" cy=\"8\" r=\"6.2\" class=\"o\"/><path d=\"M7.1 4.4h1.8v1.7H7.1zM7.1 7.2h1.8v4.6H7.1z\"/>" },
	{ "pass", "<circle cx=\"8\" cy=\"8\" r=\"6.2\" class=\"o\"/><path class=\"s\" d=\"M4.9 8.3 7.2 10.6 11.2 5.8\"/>" },
	{ "open", "<circle cx=\"8\" cy=\"8\" r=\"6.2\" class=\"o d\"/><path d=\"M4.6 7.1h6.8v1.8H4.6z\"/>" },
	{ "high", "<path d=\"M1.5 10h3v4.5h-3zM6.5 6h3v8.5h-3zM11.5 1.5h3v13h-3z\"/>" },
	{ "medium", "<path d=\"M1.5 10h3v4.5h-3zM6.5 6h3v8.5h-3z\"/><path class=\"f\" d=\"M11.5 1.5h3v13h-3z\"/>" },
	{ "low", "<path d=\"M1.5 10h3v4.5h-3z\"/><path class=\"f\" d=\"M6.5 6h3v8.5h-3zM11.5 1.5h3v13h-3z\"/>" },
	{ "placeholder", "<path class=\"f\" d=\"M1.5 10h3v4.5h-3zM6.5 6h3v8.5h-3zM11.5 1.5h3v13h-3z\"/>" },
	{ "complete", "<rect x=\"2\" y=\"2\" width=\"12\" height=\"12\" rx=\"2\"/>" },
	{ "partial", "<rect x=\"2.7\" y=\"2.7\" width=\"10.6\" height=\"10.6\" rx=\"2\" class=\"o\"/><path d=\"M2.7 2.7H8v10.6H2.7z\"/>" },
	{ "skipped", "<rect x=\"2.7\" y=\"2.7\" width=\"10.6\" height=\"10.6\" rx=\"2\" class=\"o\"/>" },
	{ "failed", "<rect x=\"2.7\" y=\"2.7\" width=\"10.6\" height=\"10.6\" rx=\"2\" class=\"o\"/><path class=\"s\" d=\"m5 5 6 6m0-6-6 6\"/>" },
	{ "yes", "<path d=\"M5 1h6l4 4v6l-4 4H5l-4-4V5z\"/><path class=\"k\" d=\"M7.1 4h1.8l-.3 5H7.4zM7.1 10.3h1.8V12H7.1z\"/>" },
	{ "no", "<circle cx=\"8\" cy=\"8\" r=\"6.2\" class=\"o\"/><path d=\"M4.6 7.1h6.8v1.8H4.6z\"/>" },
	{ "undetermined", "<path d=\"M8 1.2 15.4 14.4H.6z\"/><path class=\"k\" d=\"M7.2 5.6h1.6l-.3 4.3h-1zM7.2 11h1.6v1.6H7.2z\"/>" },
	{ "plain", "<circle cx=\"8\" cy=\"8\" r=\"4\"/>" },
};

static void put_policy(struct page *p)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char text[64];

	crypto_hash_sha256(hash, html_style, html_style_size);
	sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
	out_fmt(&p->out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
		"base-uri 'none'; form-action 'none'\"/>\n", text);
}

static void put_signs(struct page *p)
{
	out_str(&p->out, "<svg class=\"signs\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs>");
	for (size_t i = 0; i < DC_ARRAY_LEN(signs); i++)
		out_fmt(&p->out, "<symbol id=\"i-%s\" viewBox=\"0 0 16 16\">", signs[i].id), out_str(&p->out, signs[i].paths),
			out_str(&p->out, "</symbol>");
	out_str(&p->out, "</defs></svg>\n");
}

static void put_contents(struct page *p)
{
	if (p->report->contents == NULL)
		return;
	out_fmt(&p->out, "<nav aria-label=\"%s\"><ol>", page_word(p, W_contents));
	for (const struct content *c = p->report->contents; c->anchor != NULL; c++)
		out_fmt(&p->out, "<li><a href=\"#%s\">%s</a></li>", c->anchor, page_word(p, c->title));
	out_str(&p->out, "</ol></nav>\n");
}

static void put_masthead(struct page *p)
{
	char room[NUMBER_MOST];
	bool complete = p->unread == 0 && p->objects[DC_COMPLETE] + p->carried != 0 && p->run.ended_ns != 0;

	out_str(&p->out, "<header class=\"mast\"><p class=\"brand\"><span class=\"seal\" aria-hidden=\"true\">台帳</span>daicho</p><h1>");
	html_str(&p->out, p->title);
	out_str(&p->out, "</h1><p class=\"who\">");
	html_str(&p->out, p->facts[FACT_CONTROLLER].value);
	out_str(&p->out, "</p><p class=\"when\">");
	html_str(&p->out, page_word(p, W_h_run));
	out_str(&p->out, " ");
	html_str(&p->out, p->facts[FACT_RUN].value);
	out_str(&p->out, " · <time>");
	html_str(&p->out, number_when(p, p->run.ended_ns != 0 ? p->run.ended_ns : p->run.started_ns, room));
	out_fmt(&p->out, "</time> <span class=\"mark m-%s\">", complete ? "pass" : "open");
	html_icon(&p->out, complete ? "pass" : "open");
	html_str(&p->out, page_word(p, complete ? W_run_complete : W_run_incomplete));
	out_str(&p->out, "</span></p></header>\n");
}

void html_head(struct page *p)
{
	out_fmt(&p->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n", p->lang == LANG_JA ? "ja" : "en");
	put_policy(p);
	out_str(&p->out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		"<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n"
		"<meta name=\"robots\" content=\"noindex\"/>\n<title>");
	html_str(&p->out, p->title);
	out_str(&p->out, " – daicho</title>\n<style>");
	out_bytes(&p->out, html_style, html_style_size);
	out_fmt(&p->out, "</style>\n</head>\n<body class=\"%s\">\n", p->report->contents != NULL ? "long" : "short");
	put_signs(p);
	put_masthead(p);
	put_contents(p);
	out_str(&p->out, "<main>\n<p class=\"sentence\">");
	html_str(&p->out, p->facts[FACT_COVERAGE].value);
	out_str(&p->out, " <b>");
	html_str(&p->out, p->facts[FACT_SENTENCE].value);
	out_str(&p->out, "</b></p>\n");
}

void html_foot(struct page *p)
{
	out_str(&p->out, "</main>\n<footer id=\"record\"><h2>");
	html_str(&p->out, page_word(p, W_s_record));
	out_str(&p->out, "</h2><dl class=\"facts\">");
	for (int i = 0; i < N_FACTS; i++) {
		out_str(&p->out, "<div><dt>");
		html_str(&p->out, page_word(p, p->facts[i].label));
		out_str(&p->out, "</dt><dd>");
		html_str(&p->out, p->facts[i].value);
		out_str(&p->out, "</dd></div>");
	}
	out_str(&p->out, "</dl></footer>\n</body>\n</html>\n");
}
