/* html.c -- one self-contained file that needs no script: sections fold by <details>, filters are radio buttons that the
 * style sheet looks at. Nothing may be loaded (html_head.c has the policy), so nothing can be. */
#include "html.h"

#include <inttypes.h>
#include <stdlib.h>

struct html {
	const char *group;		/* the heading that stands over the sections now */
	uint64_t shown;			/* rows of the open section that were written */
};

static enum dc_status html_begin(struct page *p)
{
	p->state = calloc(1, sizeof(struct html));
	if (p->state == NULL)
		return dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
	html_head(p);
	return p->out.status;
}

static void html_numbers(struct page *p, const struct number *numbers, size_t n)
{
	out_str(&p->out, "<dl class=\"numbers\">");
	for (size_t i = 0; i < n; i++) {
		out_fmt(&p->out, "<div class=\"n-%s\"><dt>", html_tone(numbers[i].tone));
		html_str(&p->out, numbers[i].label);
		out_str(&p->out, "</dt><dd class=\"big\">");
		html_str(&p->out, numbers[i].value);
		out_str(&p->out, "</dd><dd class=\"below\">");
		html_str(&p->out, numbers[i].below);
		out_str(&p->out, "</dd></div>");
	}
	out_str(&p->out, "</dl>\n");
}

static void html_lines(struct page *p, const char *id, const char *title, const char *const *lines, size_t n)
{
	out_fmt(&p->out, "<section id=\"%s\" class=\"lines\"><h2>", id);
	html_str(&p->out, title);
	out_str(&p->out, "</h2><div class=\"card\"><ol>");
	for (size_t i = 0; i < n; i++) {
		out_str(&p->out, "<li>");
		html_str(&p->out, lines[i]);
		out_str(&p->out, "</li>");
	}
	out_str(&p->out, "</ol></div></section>\n");
}

static void close_group(struct page *p)
{
	struct html *h = p->state;

	if (h->group != NULL)
		out_str(&p->out, "</section>\n");
	h->group = NULL;
}

/* One choice for all sections of the group; the style sheet hides what is not chosen. */
static void put_filter(struct page *p, const struct section *s)
{
	out_fmt(&p->out, "<fieldset class=\"filter\"><legend>%s</legend>", page_word(p, W_filter));
	out_fmt(&p->out, "<label><input type=\"radio\" name=\"f-%s\" value=\"all\" checked=\"checked\"/>", s->id);
	html_str(&p->out, page_word(p, W_filter_all));
	out_str(&p->out, "</label>");
	for (size_t i = 0; s->filter[i] != NULL; i++) {
		out_fmt(&p->out, "<label><input type=\"radio\" name=\"f-%s\" value=\"%s\"/>", s->id, s->filter[i]);
		html_icon(&p->out, s->filter[i]);
		html_str(&p->out, label_text(s->filter_labels, s->filter[i], p->lang));
		out_str(&p->out, "</label>");
	}
	out_str(&p->out, "</fieldset>");
}

static void open_group(struct page *p, const struct section *s)
{
	struct html *h = p->state;

	if (h->group != NULL && s->group != NULL && strcmp(h->group, s->group) == 0)
		return;
	close_group(p);
	if (s->group == NULL)
		return;
	h->group = s->group;
	out_fmt(&p->out, "<section id=\"%s\" class=\"group\"><h2>", s->id);
	html_str(&p->out, s->group);
	out_str(&p->out, "</h2>");
	if (s->note != NULL) {
		out_str(&p->out, "<p class=\"note\">");
		html_str(&p->out, s->note);
		out_str(&p->out, "</p>");
	}
	if (s->filter != NULL)
		put_filter(p, s);
}

static void put_title(struct page *p, const struct section *s)
{
	char room[NUMBER_MOST];

	if (s->group == NULL) {
		out_fmt(&p->out, "<section id=\"%s\"><h2>", s->id);
		html_str(&p->out, s->title);
		out_str(&p->out, "</h2>");
		if (s->note != NULL) {
			out_str(&p->out, "<p class=\"note\">");
			html_str(&p->out, s->note);
			out_str(&p->out, "</p>");
		}
		if (s->filter != NULL)
			put_filter(p, s);
		return;
	}
	out_str(&p->out, s->folded ? "<details class=\"fold\"><summary><h3>" :
		"<details class=\"fold\" open=\"open\"><summary><h3>");
	html_str(&p->out, s->title);
	out_str(&p->out, "</h3>");
	if (s->summary != NULL || s->rows != ROWS_UNKNOWN) {
		out_str(&p->out, "<span class=\"count\">");
		html_str(&p->out, s->summary != NULL ? s->summary : number_count(s->rows, room));
		out_str(&p->out, "</span>");
	}
	out_str(&p->out, "</summary>");
}

/* Tables with so many columns stand as blocks on a narrow screen, each cell under its heading. */
static bool is_wide(const struct section *s)
{
	size_t shown = 0;

	for (size_t i = 0; i < s->n_columns; i++)
		shown += (s->columns[i].flags & COL_DATA) == 0;
	return shown >= 4;
}

static void put_table_head(struct page *p, const struct section *s)
{
	out_str(&p->out, "<div class=\"scroll card\" tabindex=\"0\" role=\"region\" aria-label=\"");
	html_str(&p->out, s->title);
	out_str(&p->out, is_wide(s) ? "\"><table class=\"data wide\"><thead><tr>" : "\"><table class=\"data\"><thead><tr>");
	for (size_t i = 0; i < s->n_columns; i++) {
		if ((s->columns[i].flags & COL_DATA) != 0)
			continue;
		out_fmt(&p->out, "<th scope=\"col\"%s>", html_cell_right(s->columns[i].type) ? " class=\"n\"" : "");
		html_str(&p->out, page_word(p, s->columns[i].title));
		out_str(&p->out, "</th>");
	}
	out_str(&p->out, "</tr></thead><tbody>\n");
}

static void html_section(struct page *p, const struct section *s)
{
	struct html *h = p->state;

	open_group(p, s);
	put_title(p, s);
	h->shown = 0;
}

static void first_row(struct page *p)
{
	if (p->section->style == STYLE_TABLE)
		put_table_head(p, p->section);
	else
		out_fmt(&p->out, "<div class=\"%s\">\n", p->section->style == STYLE_CARDS ? "cards" : "rows card");
}

static void put_table_row(struct page *p, const struct cell *cells)
{
	const struct section *s = p->section;

	out_str(&p->out, "<tr>");
	for (size_t i = 0; i < s->n_columns; i++) {
		const char *kind = html_cell_right(s->columns[i].type) ? "n" : s->columns[i].type == CELL_NAME ? "name"
			: s->columns[i].type == CELL_DATE || s->columns[i].type == CELL_TIME ? "t d" : "t";

		if ((s->columns[i].flags & COL_DATA) != 0)
			continue;
		out_fmt(&p->out, "<td class=\"%s\" data-k=\"", kind);
		html_str(&p->out, page_word(p, s->columns[i].title));
		out_str(&p->out, "\">");
		html_cell(p, &s->columns[i], &cells[i]);
		out_str(&p->out, "</td>");
	}
	out_str(&p->out, "</tr>\n");
}

/* The parts of a line that have a flag, with a sign between them. */
static void put_parts(struct page *p, const struct cell *cells, unsigned flag, const char *between)
{
	const struct section *s = p->section;
	bool first = true;

	for (size_t i = 0; i < s->n_columns; i++) {
		if ((s->columns[i].flags & flag) == 0 || !cells[i].known)
			continue;
		if (!first)
			out_str(&p->out, between);
		html_cell(p, &s->columns[i], &cells[i]);
		first = false;
	}
}

static void put_right(struct page *p, const struct cell *cells)
{
	const struct section *s = p->section;

	for (size_t i = 0; i < s->n_columns; i++) {
		if ((s->columns[i].flags & COL_RIGHT) == 0)
			continue;
		out_fmt(&p->out, "<span class=\"right%s\"><span class=\"k\">", html_cell_right(s->columns[i].type) ? " n" : "");
		html_str(&p->out, page_word(p, s->columns[i].title));
		out_str(&p->out, "</span> <span class=\"x\">");
		html_cell(p, &s->columns[i], &cells[i]);
		out_str(&p->out, "</span></span>");
	}
}

static const char *mark_of(const struct section *s, const struct cell *cells)
{
	for (size_t i = 0; i < s->n_columns; i++) {
		if ((s->columns[i].flags & COL_MARK) != 0 && cells[i].known)
			return html_sign((const char *)cells[i].text.p);
	}
	return "plain";
}

/* Label and value of what the row itself does not show; empty ones are left out. */
static void put_more(struct page *p, const struct cell *cells)
{
	const struct section *s = p->section;

	out_str(&p->out, "<dl>");
	for (size_t i = 0; i < s->n_columns; i++) {
		if ((s->columns[i].flags & (COL_MAIN | COL_DATA)) != 0 || !cells[i].known || s->columns[i].type == CELL_WEIGHTS)
			continue;
		if ((s->columns[i].flags & COL_QUIET) != 0 && cells[i].n == 0)
			continue;
		out_str(&p->out, "<div><dt>");
		html_str(&p->out, page_word(p, s->columns[i].title));
		out_str(&p->out, "</dt><dd>");
		html_cell(p, &s->columns[i], &cells[i]);
		out_str(&p->out, "</dd></div>");
	}
	out_str(&p->out, "</dl>");
	for (size_t i = 0; i < s->n_columns; i++) {
		if (s->columns[i].type == CELL_WEIGHTS && cells[i].known) {
			out_fmt(&p->out, "<h4>%s</h4>", page_word(p, W_why));
			html_cell(p, &s->columns[i], &cells[i]);
		}
	}
}

static void put_fold_row(struct page *p, const struct cell *cells)
{
	const char *mark = mark_of(p->section, cells);

	out_fmt(&p->out, "<details class=\"row r-%s\"><summary><span class=\"what\"><span class=\"head\">", mark);
	put_parts(p, cells, COL_MARK, " ");
	out_str(&p->out, " <b>");
	put_parts(p, cells, COL_HEAD, " · ");
	out_str(&p->out, "</b><span class=\"because\">");
	put_parts(p, cells, COL_WHY, " · ");
	out_str(&p->out, "</span></span><span class=\"place\">");
	put_parts(p, cells, COL_PLACE, " <span class=\"sep\">›</span> ");
	out_str(&p->out, "</span><span class=\"step\">");
	put_parts(p, cells, COL_STEP, " · ");
	out_str(&p->out, "</span></span>");
	put_right(p, cells);
	out_str(&p->out, "</summary><div class=\"more\">");
	put_more(p, cells);
	out_str(&p->out, "</div></details>\n");
}

static void put_card(struct page *p, const struct cell *cells)
{
	out_fmt(&p->out, "<article class=\"card sheet r-%s\"><h3>", mark_of(p->section, cells));
	put_parts(p, cells, COL_HEAD, " · ");
	out_str(&p->out, "</h3><p class=\"place\">");
	put_parts(p, cells, COL_MARK, " ");
	out_str(&p->out, " ");
	put_parts(p, cells, COL_PLACE, " <span class=\"sep\">›</span> ");
	out_str(&p->out, "</p><div class=\"rights\">");
	put_right(p, cells);
	out_str(&p->out, "</div>");
	put_more(p, cells);
	out_str(&p->out, "</article>\n");
}

static void html_row(struct page *p, const struct cell *cells)
{
	static void (*const put[])(struct page *, const struct cell *) = {
		[STYLE_TABLE] = put_table_row, [STYLE_ROWS] = put_fold_row, [STYLE_CARDS] = put_card };
	struct html *h = p->state;

	if (h->shown == HTML_ROWS_MOST)
		return;
	if (h->shown++ == 0)
		first_row(p);
	put[p->section->style](p, cells);
}

static void html_section_end(struct page *p)
{
	struct html *h = p->state;
	char room[NUMBER_MOST];
	uint64_t all = p->rows;

	if (h->shown == 0) {
		out_str(&p->out, "<p class=\"empty card\">");
		html_str(&p->out, p->section->empty);
		out_str(&p->out, "</p>");
	} else
		out_str(&p->out, p->section->style == STYLE_TABLE ? "</tbody></table></div>" : "</div>");
	if (p->section->rows != ROWS_UNKNOWN && p->section->rows > all)
		all = p->section->rows;
	if (all > h->shown) {
		out_str(&p->out, "<p class=\"rest\">");
		html_str(&p->out, PAGE_SAY(p, W_rest, number_count(all - h->shown, room)));
		out_str(&p->out, "</p>");
	}
	out_str(&p->out, p->section->group == NULL ? "</section>\n" : "</details>\n");
}

static void html_figures(struct page *p, const struct figure *f)
{
	close_group(p);
	html_figure(p, f);
}

static void html_lines_alone(struct page *p, const char *id, const char *title, const char *const *lines, size_t n)
{
	close_group(p);
	html_lines(p, id, title, lines, n);
}

static enum dc_status html_end(struct page *p)
{
	close_group(p);
	html_foot(p);
	return p->out.status;
}

static void html_close(struct page *p)
{
	free(p->state);
	p->state = NULL;
}

const struct format format_html = { .id = "html", .begin = html_begin, .numbers = html_numbers, .figure = html_figures,
	.lines = html_lines_alone, .section = html_section, .row = html_row, .section_end = html_section_end, .end = html_end,
	.close = html_close };
