/* html.h -- pieces of the HTML page. Well-formed as XML too, so that any parser reads it alike. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "page.h"

/* The one place where text becomes HTML, right in text and in quoted attributes. */
void html_text(struct out *o, struct dc_span s);
void html_str(struct out *o, const char *s);
void html_icon(struct out *o, const char *id);			/* id: a stored word with a sign of its own */
/* Folders pale, the last name plain. */
void html_path(struct out *o, struct dc_span s);
void html_cell(struct page *p, const struct column *col, const struct cell *c);
bool html_cell_right(enum cell_type type);			/* figures stand to the right */
void html_weights(struct page *p, const struct cell *c);
void html_figure(struct page *p, const struct figure *f);
const char *html_tone(enum tone t);				/* class name */
const char *html_sign(const char *code);			/* "error" if code has a sign, else "plain" */
void html_head(struct page *p);
void html_foot(struct page *p);

extern const unsigned char html_style[];			/* page.css */
extern const size_t html_style_size;

#endif
