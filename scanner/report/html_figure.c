/* html_figure.c -- charts. Labels and figures are text; only the bars are SVG, so they stretch while the type does not,
 * and every number that a bar shows can also be read. */
#include "html.h"

#include <inttypes.h>

#define BAR 1000		/* units across a bar's view box */

static uint64_t row_total(const struct figure *f, size_t r)
{
	uint64_t sum = 0;

	for (size_t k = 0; k < f->n_columns; k++)
		sum += f->values[r * f->n_columns + k];
	return sum;
}

static const char *amount(const struct figure *f, uint64_t n, char room[NUMBER_MOST])
{
	return f->bytes ? number_bytes(n, room) : number_count(n, room);
}

static void put_legend(struct page *p, const struct figure *f)
{
	out_str(&p->out, "<ul class=\"legend\">");
	for (size_t k = 0; k < f->n_columns; k++) {
		out_fmt(&p->out, "<li class=\"m-%s\">", html_tone(f->tones[k]));
		html_icon(&p->out, html_tone(f->tones[k]));
		html_str(&p->out, f->columns[k]);
		out_str(&p->out, "</li>");
	}
	out_str(&p->out, "</ul>");
}

/* Segments of one bar; what is not zero is never thinner than can be seen. */
static void put_bar(struct page *p, const struct figure *f, size_t r, uint64_t whole)
{
	double at = 0;

	out_fmt(&p->out, "<svg class=\"bar\" viewBox=\"0 0 %d 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">", BAR);
	out_fmt(&p->out, "<rect class=\"f-track\" width=\"%d\" height=\"10\"/>", BAR);
	for (size_t k = 0; k < f->n_columns && whole != 0; k++) {
		uint64_t v = f->values[r * f->n_columns + k];
		double w = (double)v / (double)whole * BAR;

		if (v == 0)
			continue;
		if (w < 4)
			w = 4;
		if (at + w > BAR)
			at = BAR - w;
		out_fmt(&p->out, "<rect class=\"f-%s\" x=\"%.1f\" width=\"%.1f\" height=\"10\"/>", html_tone(f->tones[k]), at,
			w > 6 ? w - 2 : w);
		at += w;
	}
	out_str(&p->out, "</svg>");
}

static void put_amounts(struct page *p, const struct figure *f, size_t r)
{
	char room[NUMBER_MOST];

	for (size_t k = 0; k < f->n_columns; k++) {
		uint64_t v = f->values[r * f->n_columns + k];

		if (v == 0)
			continue;
		out_fmt(&p->out, "<span class=\"m-%s\">", html_tone(f->tones[k]));
		html_icon(&p->out, html_tone(f->tones[k]));
		out_str(&p->out, "<span class=\"sr\">");
		html_str(&p->out, f->columns[k]);
		out_str(&p->out, " </span>");
		out_str(&p->out, amount(f, v, room));
		out_str(&p->out, "</span> ");
	}
}

static void put_bars(struct page *p, const struct figure *f)
{
	uint64_t most = 0;

	for (size_t r = 0; r < f->n_rows; r++)
		most = row_total(f, r) > most ? row_total(f, r) : most;
	put_legend(p, f);
	out_str(&p->out, "<table class=\"bars\"><tbody>");
	for (size_t r = 0; r < f->n_rows; r++) {
		out_str(&p->out, "<tr><th scope=\"row\">");
		html_str(&p->out, f->rows[r]);
		out_str(&p->out, "</th><td class=\"b\">");
		put_bar(p, f, r, f->kind == FIGURE_SHARES ? row_total(f, r) : most);
		out_str(&p->out, "</td><td class=\"v\">");
		put_amounts(p, f, r);
		out_str(&p->out, "</td></tr>");
	}
	out_str(&p->out, "</tbody></table>");
}

/* Five shades by the logarithm of the count: a share has places with three and places with three million. */
static int shade(uint64_t v)
{
	static const uint64_t from[] = { 1, 10, 100, 1000, 10000 };
	int s = 0;

	for (size_t i = 0; i < DC_ARRAY_LEN(from); i++)
		s += v >= from[i];
	return s;
}

static void put_grid(struct page *p, const struct figure *f)
{
	char room[NUMBER_MOST];

	out_str(&p->out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
	html_str(&p->out, f->title);
	out_str(&p->out, "\"><table class=\"grid\"><thead><tr><td></td>");
	for (size_t k = 0; k < f->n_columns; k++) {
		out_str(&p->out, "<th scope=\"col\">");
		html_str(&p->out, f->columns[k]);
		out_str(&p->out, "</th>");
	}
	out_str(&p->out, "</tr></thead><tbody>");
	for (size_t r = 0; r < f->n_rows; r++) {
		out_str(&p->out, "<tr><th scope=\"row\">");
		html_str(&p->out, f->rows[r]);
		out_str(&p->out, "</th>");
		for (size_t k = 0; k < f->n_columns; k++) {
			uint64_t v = f->values[r * f->n_columns + k];

			out_fmt(&p->out, "<td class=\"s%d\">%s</td>", shade(v), v == 0 ? "<span class=\"none\">·</span>"
				: amount(f, v, room));
		}
		out_str(&p->out, "</tr>");
	}
	out_str(&p->out, "</tbody></table></div>");
}

void html_figure(struct page *p, const struct figure *f)
{
	if (f->n_rows == 0 || f->n_columns == 0)
		return;
	out_fmt(&p->out, "<figure id=\"%s\" class=\"card fig\"><figcaption><h3>", f->id);
	html_str(&p->out, f->title);
	out_str(&p->out, "</h3>");
	if (f->note != NULL) {
		out_str(&p->out, "<p>");
		html_str(&p->out, f->note);
		out_str(&p->out, "</p>");
	}
	out_str(&p->out, "</figcaption>");
	if (f->kind == FIGURE_GRID)
		put_grid(p, f);
	else
		put_bars(p, f);
	out_str(&p->out, "</figure>\n");
}

/* A step of the waterfall: from where the sum stood to where it stands. */
static void put_step(struct page *p, double from, double to, double low, double high)
{
	double scale = BAR / (high - low), a = (from < to ? from : to) - low, w = from < to ? to - from : from - to;

	out_fmt(&p->out, "<svg class=\"bar\" viewBox=\"0 0 %d 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">", BAR);
	out_fmt(&p->out, "<rect class=\"f-axis\" x=\"%.1f\" width=\"3\" height=\"10\"/>", (0 - low) * scale);
	out_fmt(&p->out, "<rect class=\"%s\" x=\"%.1f\" y=\"1\" width=\"%.1f\" height=\"8\"/></svg>", to >= from ? "f-for" : "f-against",
		a * scale, w * scale < 4 ? 4.0 : w * scale);
}

static void put_sum(struct page *p, const struct cell *c, double sum)
{
	char room[NUMBER_MOST];

	out_str(&p->out, "<tr class=\"sum\"><th scope=\"row\">");
	html_str(&p->out, page_word(p, W_why_sum));
	out_fmt(&p->out, "</th><td class=\"b\"></td><td class=\"n\">%+.2f</td></tr>", sum);
	out_str(&p->out, "<tr class=\"sum\"><th scope=\"row\">");
	html_str(&p->out, page_word(p, W_c_confidence));
	out_str(&p->out, "</th><td class=\"b\"></td><td class=\"n\">");
	out_str(&p->out, number_share(c->x, room));
	out_str(&p->out, "</td></tr></tbody></table>");
}

void html_weights(struct page *p, const struct cell *c)
{
	double low = 0, high = 0, at = 0;

	for (size_t i = 0; i < c->n_weights; i++) {
		at += (double)c->weights[i].logodds;
		low = at < low ? at : low;
		high = at > high ? at : high;
	}
	if (high - low < 0.01)
		high = low + 0.01;
	at = 0;
	out_str(&p->out, "<table class=\"why\"><tbody>");
	for (size_t i = 0; i < c->n_weights; i++) {
		double w = (double)c->weights[i].logodds;

		out_str(&p->out, "<tr><th scope=\"row\">");
		html_str(&p->out, label_evidence(c->weights[i].why, p->lang));
		out_str(&p->out, "</th><td class=\"b\">");
		put_step(p, at, at + w, low, high);
		out_fmt(&p->out, "</td><td class=\"n\">%+.2f</td></tr>", w);
		at += w;
	}
	put_sum(p, c, at);
}
