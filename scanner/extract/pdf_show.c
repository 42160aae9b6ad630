/* pdf_show.c -- runs a page's content (ISO 32000-1, 8 and 9) for its text alone: where glyphs stand decides on blanks and lines.
 *
 * Text comes in the order it is drawn. Matrices turn into one device space for the page, so that rotated text reads as a line
 * along its own direction. Text that is not painted (behind scans) counts as well. */
#include "pdf.h"
#include "pdf_lex.h"

#include "utf8.h"

#include <math.h>
#include <string.h>

#define OPERANDS 16
#define NAME_MOST 128			/* of a resource, with its slash */
#define STATES 64			/* saved by q; the standard asks for 28 */
#define RUNS 4096			/* form XObjects run for one page */
#define PAGE_TEXT (16u << 20)		/* most text of one page */

struct matrix { double a, b, c, d, e, f; };

struct state {
	struct matrix ctm;
	const struct pdf_font *font;
	double size, chars, words, scale, leading, rise;
};

struct show {
	struct pdf *p;
	struct pdf_page *out;
	struct dc_error *err;
	struct state now, saved[STATES];
	unsigned n_saved, forms, runs;
	struct matrix text, line;
	double end_x, end_y;		/* where the last glyph ended, on the page */
	bool any;			/* a glyph was shown */
	bool cjk;			/* and the last was of a script without blanks */
	qpdf_oh set_in;			/* the resources that the last font was looked up in, its name there; 0: none yet */
	char set_name[NAME_MOST];
	const struct pdf_font *set_font;
	unsigned marks, replaced;	/* marked content: nesting, and the level whose glyphs a text stands for */
};

struct operands {
	double n[OPERANDS];
	unsigned count;
	char name[NAME_MOST];		/* the last name */
	struct dc_buf text;		/* the last string */
	struct dc_buf actual;		/* ActualText of the last dictionary */
	bool has_actual;
};

static const struct matrix identity = { 1, 0, 0, 1, 0, 0 };

static struct matrix times(struct matrix m, struct matrix n)
{
	return (struct matrix){ m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d, m.c * n.a + m.d * n.c, m.c * n.b + m.d * n.d,
		m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f };
}

static struct matrix move(double x, double y)
{
	return (struct matrix){ 1, 0, 0, 1, x, y };
}

static enum dc_status put(struct show *s, uint32_t c)
{
	static const char *const ligatures[] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };	/* from U+FB00 on */
	struct dc_buf *text = &s->out->text;
	enum dc_status st;

	if (c == 0xad)			/* a hyphen that only shows at a line's end */
		c = '-';
	if (c < 0x20 || c == 0x7f || c == 0xa0)
		c = ' ';
	if (s->out->text.n >= PAGE_TEXT) {
		s->out->cut = true;
		return DC_OK;
	}
	if (c >= 0xfb00 && c <= 0xfb06) {
		st = dc_buf_adds(text, ligatures[c - 0xfb00]);
	} else {
		st = text->cap - text->n > 4 ? DC_OK : dc_buf_reserve(text, 4);
		if (st == DC_OK)
			text->n += utf8_write(c, text->p + text->n);
	}
	return st == DC_OK ? DC_OK : dc_fail(s->err, DC_ENOMEM, "no memory for a page's text");
}

static enum dc_status put_break(struct show *s, char c)
{
	if (s->out->text.n >= PAGE_TEXT || dc_buf_addc(&s->out->text, c) == DC_OK)
		return DC_OK;
	return dc_fail(s->err, DC_ENOMEM, "no memory for a page's text");
}

static bool is_cjk(uint32_t c)
{
	return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff00 && c <= 0xffef) || c >= 0x20000;
}

static uint8_t last(const struct show *s)
{
	return s->out->text.n == 0 ? '\n' : s->out->text.p[s->out->text.n - 1];
}

/* A blank, a tab or a line end before a glyph at `at`, by how far it stands from the end of the last. */
static enum dc_status gap(struct show *s, struct matrix at, uint32_t c)
{
	bool vertical = s->now.font != NULL && s->now.font->vertical;
	double dx = at.e - s->end_x, dy = at.f - s->end_y, x = vertical ? -at.c : at.a, y = vertical ? -at.d : at.b;
	double em = hypot(at.c, at.d), unit = hypot(x, y), along, across;

	if (!s->any || em <= 0 || unit <= 0 || last(s) == '\n')
		return DC_OK;
	along = (dx * x + dy * y) / unit / em;
	across = fabs(dx * y - dy * x) / unit / em;
	if (across > 0.6 || along < -1.2)
		return put_break(s, '\n');
	if (last(s) == ' ' || last(s) == '\t' || c == ' ')
		return DC_OK;
	if (along > 2.5)
		return put_break(s, '\t');
	return along > (s->cjk && is_cjk(c) ? 0.6 : 0.16) ? put(s, ' ') : DC_OK;
}

/* UTF-16BE; add: to the last unit. */
static enum dc_status put_utf16(struct show *s, struct dc_span u, uint32_t add, uint32_t *final)
{
	enum dc_status st = DC_OK;

	for (size_t i = 0; i + 1 < u.n && st == DC_OK; i += 2) {
		uint32_t c = (uint32_t)u.p[i] << 8 | u.p[i + 1];

		if (c >= 0xd800 && c < 0xdc00 && i + 3 < u.n && (u.p[i + 2] & 0xfc) == 0xdc) {
			c = 0x10000 + ((c & 0x3ff) << 10) + ((uint32_t)(u.p[i + 2] & 3) << 8 | u.p[i + 3]);
			i += 2;
		}
		if (i + 2 >= u.n && add <= 0xffff)
			c += add;
		if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			c = 0xfffd;
		*final = c;
		st = c == 0 ? DC_OK : put(s, c);
	}
	return st;
}

/* The text of a glyph. Glyphs of one string follow each other: a gap is before the first of them alone. */
static enum dc_status glyph(struct show *s, const struct pdf_glyph *g, const struct matrix *first)
{
	uint32_t c = g->utf16.n > 1 ? (uint32_t)g->utf16.p[0] << 8 | g->utf16.p[1] : g->c;
	enum dc_status st = DC_OK;

	s->out->glyphs++;
	if (s->marks < s->replaced || s->replaced == 0) {
		st = first != NULL ? gap(s, *first, c) : DC_OK;
		if (st == DC_OK && g->utf16.n > 1)
			st = put_utf16(s, g->utf16, g->c, &c);
		else if (st == DC_OK)
			st = put(s, g->c == 0 ? 0xfffd : g->c);
		s->out->unknown += c == 0 || c == 0xfffd || (c >= 0xe000 && c <= 0xf8ff);
	}
	s->any = true;
	s->cjk = is_cjk(c);
	return st;
}

static enum dc_status show_string(struct show *s, struct dc_span t)
{
	struct matrix at = times((struct matrix){ s->now.size * s->now.scale, 0, 0, s->now.size, 0, s->now.rise },
		times(s->text, s->now.ctm));
	const struct matrix *first = &at;
	enum dc_status st = DC_OK;
	double x = 0, y = 0;

	if (s->now.font == NULL) {	/* without a font nobody knows what the bytes are */
		s->out->glyphs += t.n;
		s->out->unknown += t.n;
		return DC_OK;
	}
	if (t.n == 0)
		return DC_OK;
	for (; t.n > 0 && st == DC_OK; first = NULL) {
		struct pdf_glyph g = pdf_font_next(s->now.font, t);

		st = glyph(s, &g, first);
		if (s->now.font->vertical)	/* a glyph is an em high unless the font says otherwise, which hardly one does */
			y -= s->now.size + s->now.chars;
		else
			x += (g.width * s->now.size + s->now.chars + (g.taken == 1 && g.code == ' ' ? s->now.words : 0)) * s->now.scale;
		t.p += g.taken;
		t.n -= g.taken;
	}
	s->text = times(move(x, y), s->text);
	at = times(move(0, s->now.rise), times(s->text, s->now.ctm));
	s->end_x = at.e;
	s->end_y = at.f;
	return st;
}

static void next_line(struct show *s, double x, double y)
{
	s->line = times(move(x, y), s->line);
	s->text = s->line;
}

/* [ (text) -250 (text) ] TJ: shown as it is read, numbers move back by thousandths. */
static enum dc_status show_array(struct show *s, struct pdf_lex *l)
{
	enum dc_status st = pdf_next(l);

	while (st == DC_OK && l->kind != PDF_CLOSE && l->kind != PDF_END && l->kind != PDF_WORD) {
		double by = -l->number / 1000 * s->now.size;

		if (l->kind == PDF_STRING)
			st = show_string(s, (struct dc_span){ l->string.p, l->string.n });
		else if (l->kind == PDF_NUMBER && s->now.font != NULL)
			s->text = times(s->now.font->vertical ? move(0, by) : move(by * s->now.scale, 0), s->text);
		if (st == DC_OK)
			st = pdf_next(l);
	}
	return st;
}

static enum dc_status run(struct show *s, struct dc_span content, qpdf_oh resources);

static qpdf_oh resource(struct show *s, qpdf_oh resources, const char *kind, const char *name)
{
	qpdf_oh all = pdf_key(s->p, resources, kind), one = pdf_key(s->p, all, name);

	qpdf_oh_release(s->p->q, all);
	return one;
}

static enum dc_status run_form(struct show *s, qpdf_oh form, qpdf_oh resources)
{
	qpdf_oh own = pdf_key(s->p, form, "/Resources"), m = pdf_key(s->p, form, "/Matrix");
	struct state before = s->now;
	struct matrix text = s->text, line = s->line, at = identity;
	unsigned n_saved = s->n_saved;
	double v[6];
	struct dc_buf b;
	enum dc_status st;

	if (s->forms == PDF_FORMS || s->runs++ >= RUNS) {
		s->out->cut = true;
		return DC_OK;
	}
	if (qpdf_oh_is_array(s->p->q, m) && qpdf_oh_get_array_n_items(s->p->q, m) == 6) {
		for (int i = 0; i < 6; i++)
			v[i] = pdf_number(s->p, qpdf_oh_get_array_item(s->p->q, m, i), 0);
		at = (struct matrix){ v[0], v[1], v[2], v[3], v[4], v[5] };
	}
	dc_buf_init(&b, 0);
	st = pdf_stream(s->p, form, &b, s->err);
	s->now.ctm = times(at, s->now.ctm);
	s->forms++;
	if (st == DC_OK)
		st = run(s, (struct dc_span){ b.p, b.n }, qpdf_oh_is_dictionary(s->p->q, own) ? own : resources);
	s->forms--;
	s->now = before;
	s->text = text;
	s->line = line;
	s->n_saved = n_saved;
	dc_buf_done(&b);
	return st;
}

static enum dc_status do_object(struct show *s, const char *name, qpdf_oh resources)
{
	qpdf_oh o = resource(s, resources, "/XObject", name);

	enum dc_status st = DC_OK;

	if (pdf_is(s->p, o, "/Subtype", "/Image")) {
		s->out->image = true;
		if (s->out->n_images < PDF_PICTURES)
			s->out->images[s->out->n_images++] = qpdf_oh_get_object_id(s->p->q, o);
	}
	if (pdf_is(s->p, o, "/Subtype", "/Form"))
		st = run_form(s, o, resources);
	qpdf_oh_release(s->p->q, o);
	return st;
}

/* q Q cm and the text state. */
static bool set_state(struct show *s, struct dc_span w, const double *n, unsigned count)
{
	static const char words[][2] = { "q", "Q", "cm", "Tc", "Tw", "Tz", "TL", "Ts", "BT", "Tm", "Td", "TD", "T*" };	/* no NUL behind two */
	const char word[2] = { w.n > 0 ? (char)w.p[0] : '\0', w.n > 1 ? (char)w.p[1] : '\0' };
	size_t i = w.n > 2 ? DC_ARRAY_LEN(words) : 0;

	while (i < DC_ARRAY_LEN(words) && (words[i][0] != word[0] || words[i][1] != word[1]))
		i++;
	if (i == 0 && s->n_saved < STATES)
		s->saved[s->n_saved++] = s->now;
	if (i == 1 && s->n_saved > 0)
		s->now = s->saved[--s->n_saved];
	if (i == 2 && count >= 6)
		s->now.ctm = times((struct matrix){ n[0], n[1], n[2], n[3], n[4], n[5] }, s->now.ctm);
	if (i >= 3 && i <= 7 && count >= 1)
		*(i == 3 ? &s->now.chars : i == 4 ? &s->now.words : i == 5 ? &s->now.scale : i == 6 ? &s->now.leading : &s->now.rise) =
			i == 5 ? n[0] / 100 : n[0];
	if (i == 8)
		s->text = s->line = identity;
	if (i == 9 && count >= 6)
		s->text = s->line = (struct matrix){ n[0], n[1], n[2], n[3], n[4], n[5] };
	if (i == 11 && count >= 2)
		s->now.leading = -n[1];
	if ((i == 10 || i == 11) && count >= 2)
		next_line(s, n[0], n[1]);
	if (i == 12)
		next_line(s, 0, -s->now.leading);
	return i < DC_ARRAY_LEN(words);
}

static enum dc_status set_font(struct show *s, struct operands *o, qpdf_oh resources)
{
	qpdf_oh font;
	enum dc_status st;

	if (o->count >= 1)
		s->now.size = o->n[o->count - 1];
	if (s->set_in == resources && strcmp(s->set_name, o->name) == 0) {	/* as before each line */
		s->now.font = s->set_font;
		return DC_OK;
	}
	font = resource(s, resources, "/Font", o->name);
	st = pdf_font_of(s->p, font, &s->now.font, s->err);
	qpdf_oh_release(s->p->q, font);		/* a page may set fonts a million times */
	s->set_in = resources;
	s->set_font = s->now.font;
	memcpy(s->set_name, o->name, sizeof s->set_name);
	return st;
}

/* BMC BDC EMC: a text that stands for the glyphs within is taken instead of them. */
static enum dc_status mark(struct show *s, struct operands *o, bool begin)
{
	uint32_t c;
	struct matrix at = times((struct matrix){ s->now.size * s->now.scale, 0, 0, s->now.size, 0, 0 }, times(s->text, s->now.ctm));
	struct dc_span t = { o->actual.p, o->actual.n };
	enum dc_status st;

	if (!begin) {
		if (s->marks == s->replaced)
			s->replaced = 0;
		s->marks -= s->marks > 0;
		return DC_OK;
	}
	s->marks++;
	if (!o->has_actual || s->replaced != 0 || t.n < 4 || t.p[0] != 0xfe || t.p[1] != 0xff)
		return DC_OK;
	s->replaced = s->marks;
	c = (uint32_t)t.p[2] << 8 | t.p[3];
	st = gap(s, at, c);
	return st == DC_OK ? put_utf16(s, (struct dc_span){ t.p + 2, t.n - 2 }, 0, &c) : st;
}

static enum dc_status operate(struct show *s, struct pdf_lex *l, struct operands *o, qpdf_oh resources)
{
	struct dc_span text = { o->text.p, o->text.n };

	if (set_state(s, l->word, o->n, o->count))
		return DC_OK;
	if (pdf_word_is(l, "Tf"))
		return set_font(s, o, resources);
	if (pdf_word_is(l, "Tj"))
		return show_string(s, text);
	if (pdf_word_is(l, "'") || pdf_word_is(l, "\"")) {
		if (l->word.p[0] == '"' && o->count >= 2) {
			s->now.words = o->n[0];
			s->now.chars = o->n[1];
		}
		next_line(s, 0, -s->now.leading);
		return show_string(s, text);
	}
	if (pdf_word_is(l, "Do"))
		return do_object(s, o->name, resources);
	if (pdf_word_is(l, "BDC") || pdf_word_is(l, "BMC") || pdf_word_is(l, "EMC"))
		return mark(s, o, l->word.p[0] == 'B');
	if (pdf_word_is(l, "ID")) {
		s->out->image = true;
		pdf_skip_image(l);
	}
	return DC_OK;
}

/* #41 within a name stands for A. */
static void take_name(struct operands *o, struct dc_span w)
{
	size_t n = 1;

	o->name[0] = '/';
	for (size_t i = 0; i < w.n && n < sizeof o->name - 1; i++) {
		bool hex = w.p[i] == '#' && i + 2 < w.n && pdf_hex(w.p[i + 1]) >= 0 && pdf_hex(w.p[i + 2]) >= 0;

		o->name[n++] = hex ? (char)(pdf_hex(w.p[i + 1]) << 4 | pdf_hex(w.p[i + 2])) : (char)w.p[i];
		i += hex ? 2 : 0;
	}
	o->name[n] = '\0';
}

static enum dc_status operand(struct show *s, struct pdf_lex *l, struct operands *o)
{
	enum dc_status st = DC_OK;

	if (l->kind == PDF_NUMBER && o->count < OPERANDS)
		o->n[o->count++] = l->number;
	if (l->kind == PDF_OPEN)
		return show_array(s, l);	/* of TJ; arrays of other operators hold no strings */
	if (l->kind == PDF_STRING) {
		dc_buf_clear(&o->text);
		st = dc_buf_add(&o->text, l->string.p, l->string.n);
		if (st == DC_OK && strcmp(o->name, "/ActualText") == 0) {
			dc_buf_clear(&o->actual);
			st = dc_buf_add(&o->actual, l->string.p, l->string.n);
			o->has_actual = true;
		}
	}
	if (l->kind == PDF_NAME) {
		take_name(o, l->word);
	}
	return st == DC_OK ? DC_OK : dc_fail(s->err, DC_ENOMEM, "no memory for a string");
}

static enum dc_status run(struct show *s, struct dc_span content, qpdf_oh resources)
{
	struct pdf_lex l = { .in = content };
	struct operands o = { 0 };
	enum dc_status st = pdf_next(&l);

	for (unsigned steps = 1; st == DC_OK && l.kind != PDF_END; steps++) {
		if (steps % 1024 == 0 && extract_stopped(s->p->ex)) {
			st = dc_fail(&s->p->why, DC_ELIMIT, "out of time");
			break;
		}
		if (l.kind != PDF_WORD) {
			st = operand(s, &l, &o);
		} else {
			st = operate(s, &l, &o, resources);
			o.count = 0;
			o.has_actual = false;
			o.name[0] = '\0';
			dc_buf_clear(&o.text);
		}
		if (st == DC_OK)
			st = pdf_next(&l);
	}
	dc_buf_done(&l.string);
	dc_buf_done(&o.text);
	dc_buf_done(&o.actual);
	return st;
}

/* Resources may stand with a node above the page. */
static qpdf_oh resources_of(struct pdf *p, qpdf_oh page)
{
	qpdf_oh node = page, r = pdf_key(p, page, "/Resources");

	for (unsigned i = 0; i < PDF_DEPTH && !qpdf_oh_is_dictionary(p->q, r); i++) {
		node = pdf_key(p, node, "/Parent");
		r = pdf_key(p, node, "/Resources");
	}
	return r;
}

enum dc_status pdf_page_text(struct pdf *p, qpdf_oh page, struct pdf_page *out, struct dc_error *err)
{
	struct show s = { .p = p, .out = out, .err = err, .now = { .ctm = identity, .scale = 1 }, .text = identity, .line = identity };
	qpdf_oh contents = pdf_key(p, page, "/Contents");
	int n = qpdf_oh_is_array(p->q, contents) ? qpdf_oh_get_array_n_items(p->q, contents) : 0;
	struct dc_buf b;
	enum dc_status st = DC_OK, ran;

	dc_buf_init(&b, 0);
	if (qpdf_oh_is_stream(p->q, contents))
		st = pdf_stream(p, contents, &b, err);
	for (int i = 0; i < n && st == DC_OK; i++) {
		st = pdf_stream(p, qpdf_oh_get_array_item(p->q, contents, i), &b, err);
		if (st == DC_OK && dc_buf_addc(&b, '\n') != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "no memory for a page's content");
	}
	ran = st == DC_OK || st == DC_ELIMIT ? run(&s, (struct dc_span){ b.p, b.n }, resources_of(p, page)) : st;
	dc_buf_done(&b);
	return ran == DC_OK ? st : ran;
}
