/* pdf.c -- PDF documents (ISO 32000-1): a part for each page that shows text, members for what is embedded.
 *
 * libqpdf finds the objects and decrypts them; text is read by our own interpreter (pdf_show.c). The whole file is kept in
 * memory. A file without its end (cut downloads, damaged disks) gets a new one, by which its objects are found. */
#include "pdf.h"

#include "built.h"
#include "ocr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS (1 << 20)		/* looked at for pages where no tree names them */

struct picture { unsigned page; int id; };

struct reading {
	struct pdf p;
	struct dc_buf all;
	struct dc_buf pages;		/* int each: object ids */
	struct dc_buf pictures;		/* struct picture each: of pages that show nothing else */
	struct pdf_seen seen;
	char images[160], fonts[160];	/* page numbers, as ranges */
	unsigned last_image, last_font;
};

static int pdf_bid(struct dc_span head, const char *mime, const char *name)
{
	static const char *const endings[] = { ".pdf", ".ai", ".fdf", NULL };

	(void)mime;
	if (head_has(head, 0, "%PDF-", 5))
		return 90;
	if (head.n < 8 || !name_ends(name, endings))
		return 0;
	return memmem(head.p, head.n < 1024 ? head.n : 1024, "%PDF-", 5) != NULL ? 86 : 0;
}

/* Notes a page in a list like " 1 3-5 9". */
static void list_page(char *list, size_t cap, unsigned *last, unsigned page)
{
	size_t n = strlen(list);
	char *dash = strrchr(list, '-'), *space = strrchr(list, ' ');

	if (n + 24 > cap) {
		if (n + 5 < cap && list[n - 1] != '.')
			snprintf(list + n, cap - n, " ...");
		return;
	}
	if (n != 0 && *last + 1 == page)
		n = dash != NULL && dash > space ? (size_t)(dash - list) : n;
	snprintf(list + n, cap - n, n != 0 && *last + 1 == page ? "-%u" : " %u", page);
	*last = page;
}

static enum dc_status collect(struct reading *r, qpdf_oh node, unsigned depth)
{
	qpdf_data q = r->p.q;
	qpdf_oh kids = pdf_key(&r->p, node, "/Kids");
	int id = qpdf_oh_get_object_id(q, node), n = qpdf_oh_is_array(q, kids) ? qpdf_oh_get_array_n_items(q, kids) : -1;
	enum dc_status st = DC_OK;

	if (id == 0 || depth == PDF_DEPTH || !qpdf_oh_is_dictionary(q, node) || !pdf_seen_add(&r->seen, id)) {
		r->p.damaged |= depth != 0;
		return DC_OK;
	}
	if (n < 0)
		return dc_buf_add(&r->pages, &id, sizeof id);
	for (int i = 0; i < n && st == DC_OK; i++) {
		qpdf_oh kid = qpdf_oh_get_array_item(q, kids, i);

		st = collect(r, kid, depth + 1);
		qpdf_oh_release(q, kid);
	}
	qpdf_oh_release(q, kids);
	return st;
}

/* Pages that no tree names. */
static enum dc_status collect_stray(struct reading *r)
{
	double size = pdf_number(&r->p, pdf_key(&r->p, qpdf_get_trailer(r->p.q), "/Size"), 0);
	enum dc_status st = DC_OK;

	for (int id = 1; id < size && id < OBJECTS && st == DC_OK && !extract_stopped(r->p.ex); id++) {
		qpdf_oh o = qpdf_get_object_by_id(r->p.q, id, 0);

		if (qpdf_oh_is_dictionary(r->p.q, o) && pdf_is(&r->p, o, "/Type", "/Page") && pdf_seen_add(&r->seen, id))
			st = dc_buf_add(&r->pages, &id, sizeof id);
		qpdf_oh_release(r->p.q, o);
	}
	return st;
}

static enum dc_status push(struct pdf *p, const struct dc_part *part, struct dc_part_end *end, const struct dc_buf *text,
	struct dc_error *err)
{
	struct built b = { 0 };
	enum dc_status st = built_open(&b, p->ex, part, end, DC_PROSE, false, err);

	if (st == DC_OK)
		st = built_add(&b, text->p, text->n, 0, err);
	if (st == DC_OK)
		st = built_flush(&b, err);
	built_close(&b);
	return st;
}

/* A page's text as a part of its own: "page:3". */
static enum dc_status push_page(struct pdf *p, unsigned number, const struct pdf_page *page, struct dc_error *err)
{
	struct dc_part_end end = { .bytes = page->text.n };
	char name[32];
	struct dc_part part = { .parent = p->self, .name = name, .format = "pdf", .depth = p->self->depth + 1 };
	enum dc_status st;

	if (page->text.n == 0)
		return DC_OK;
	snprintf(name, sizeof name, "page:%u", number);
	if (page->cut)
		extract_reason(p->ex, &end, DC_R_limit_output, 0, "the page shows more than is read of one page");
	st = p->ex->sink->open(p->ex->sink, &part, err);
	if (st == DC_OK)
		st = push(p, &part, &end, &page->text, err);
	return st == DC_OK ? p->ex->sink->close(p->ex->sink, &part, &end, err) : st;
}

/* A page of images alone: they are read once all text is through, or told. */
static enum dc_status image_only(struct reading *r, unsigned number, const struct pdf_page *page)
{
	enum dc_status st = DC_OK;

	if (page->n_images == 0 || !ocr_on(r->p.ex)) {
		list_page(r->images, sizeof r->images, &r->last_image, number);
		return DC_OK;
	}
	for (unsigned i = 0; i < page->n_images && st == DC_OK; i++)
		st = dc_buf_add(&r->pictures, &(struct picture){ number, page->images[i] }, sizeof(struct picture));
	return st;
}

static enum dc_status one_page(struct reading *r, unsigned number, int id, struct dc_error *err)
{
	struct pdf *p = &r->p;
	struct pdf_page page = { 0 };
	qpdf_oh o = qpdf_get_object_by_id(p->q, id, 0);
	enum dc_status st, pushed;

	if (p->n_fonts > PDF_FONTS)
		pdf_fonts_free(p);
	st = pdf_page_text(p, o, &page, err);
	if (page.image && page.glyphs == 0 && image_only(r, number, &page) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "no memory for the list of images");
	if (page.cut)
		extract_reason(p->ex, p->end, DC_R_limit_output, p->end->bytes, "a page draws more than is read of one page");
	if (page.unknown * 20 > page.glyphs)
		list_page(r->fonts, sizeof r->fonts, &r->last_font, number);
	if (page.text.n != 0 && dc_buf_addc(&page.text, '\n') != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "no memory for a page's text");
	if (st == DC_OK)
		st = pdf_annotations(p, o, &page.text, err);
	if (st == DC_OK || st == DC_ELIMIT) {
		pushed = push_page(p, number, &page, err);
		st = pushed == DC_OK ? st : pushed;
	}
	dc_buf_done(&page.text);
	qpdf_oh_release_all(p->q);
	return st;
}

static enum dc_status pages(struct reading *r, struct dc_error *err)
{
	qpdf_oh tree = pdf_key(&r->p, qpdf_get_root(r->p.q), "/Pages");
	const int *ids;
	enum dc_status st = collect(r, tree, 0);

	if (st == DC_OK && r->pages.n == 0)
		st = collect_stray(r);
	if (st != DC_OK)
		return dc_fail(err, DC_ENOMEM, "no memory for the list of pages");
	ids = (const int *)(const void *)r->pages.p;
	for (size_t i = 0; i < r->pages.n / sizeof *ids && st == DC_OK; i++) {
		if (r->p.ex->members++ >= r->p.ex->budget->members) {
			r->p.ex->crossed = DC_R_limit_members;
			return dc_fail(&r->p.why, DC_ELIMIT, "too many pages");
		}
		st = one_page(r, (unsigned)i + 1, ids[i], err);
	}
	return st;
}

/* Files in notes on pages, once the pages' texts are through. */
static enum dc_status attached(struct reading *r, struct dc_error *err)
{
	struct pdf *p = &r->p;
	const int *ids = (const int *)(const void *)r->pages.p;
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < r->pages.n / sizeof *ids && st == DC_OK; i++) {
		qpdf_oh list = pdf_key(p, qpdf_get_object_by_id(p->q, ids[i], 0), "/Annots");
		int n = qpdf_oh_is_array(p->q, list) ? qpdf_oh_get_array_n_items(p->q, list) : 0;

		for (int k = 0; k < n && st == DC_OK; k++)
			st = pdf_file(p, pdf_key(p, qpdf_oh_get_array_item(p->q, list, k), "/FS"), err);
		qpdf_oh_release_all(p->q);
	}
	return st;
}

/* What pages of images alone show. */
static enum dc_status pictures(struct reading *r, struct dc_error *err)
{
	struct pdf *p = &r->p;
	const struct picture *all = (const struct picture *)(const void *)r->pictures.p;
	size_t n = r->pictures.n / sizeof *all;
	enum dc_status st = DC_OK;
	struct dc_buf text;

	dc_buf_init(&text, p->ex->budget->cell_bytes);
	for (size_t i = 0; i < n && st == DC_OK && ocr_left(p->ex, p->end); i++) {
		st = pdf_picture(p, qpdf_get_object_by_id(p->q, all[i].id, 0), &text, err);
		qpdf_oh_release_all(p->q);
		if (st == DC_OK && (i + 1 == n || all[i + 1].page != all[i].page)) {
			st = ocr_push(p->ex, p->self, all[i].page, &text, err);
			dc_buf_clear(&text);
		}
	}
	dc_buf_done(&text);
	return st;
}

static enum dc_status document(struct reading *r, struct dc_error *err)
{
	struct dc_buf text;
	enum dc_status st;

	dc_buf_init(&text, 0);
	st = pdf_properties(&r->p, &text, err);
	if (st == DC_OK)
		st = push(&r->p, r->p.self, r->p.end, &text, err);
	dc_buf_done(&text);
	if (st == DC_OK)
		st = pages(r, err);
	if (st == DC_OK)
		st = pdf_members(&r->p, err);
	if (st == DC_OK)
		st = attached(r, err);
	if (st == DC_OK)
		st = pictures(r, err);
	return st;
}

/* What is told of the whole: the gravest first. */
static enum dc_status conclude(struct reading *r, enum dc_status st, struct dc_error *err)
{
	struct pdf *p = &r->p;
	char detail[256];

	if (st == DC_ELIMIT || (st == DC_OK && p->why.status != DC_OK))
		st = extract_ended(p->ex, p->self, p->end, DC_ELIMIT, &p->why, err);
	if (st != DC_OK)
		return st;
	while (qpdf_more_warnings(p->q)) {
		const char *w = qpdf_get_error_message_detail(p->q, qpdf_next_warning(p->q));

		p->damaged |= w != NULL && strstr(w, "reconstruct") != NULL;
	}
	if (p->damaged)
		extract_reason(p->ex, p->end, DC_R_corrupt_after, p->end->bytes, "damaged: what could be found in it was read");
	snprintf(detail, sizeof detail, "pages%s: fonts that do not tell their characters", r->fonts);
	if (r->fonts[0] != '\0')
		extract_reason(p->ex, p->end, DC_R_unsupported_part, 0, detail);
	snprintf(detail, sizeof detail, "pages%s: images without text, not read without --ocr", r->images);
	if (r->images[0] != '\0')
		extract_reason(p->ex, p->end, DC_R_image_no_ocr, 0, detail);
	return DC_OK;
}

static bool open_document(struct reading *r)
{
	r->p.q = qpdf_init();
	qpdf_silence_errors(r->p.q);
	qpdf_set_suppress_warnings(r->p.q, QPDF_TRUE);
	return (qpdf_read_memory(r->p.q, "pdf", (const char *)r->all.p, r->all.n, "") & QPDF_ERRORS) == 0;
}

/* The highest object number in front of " obj", by its bytes. */
static unsigned highest(struct dc_span s)
{
	unsigned most = 0;

	for (size_t i = 4; i + 3 < s.n; i++) {
		size_t at;
		unsigned long v = 0, step = 1;

		if (memcmp(s.p + i, "obj", 3) != 0 || s.p[i - 1] != ' ' || s.p[i - 2] < '0' || s.p[i - 2] > '9' || s.p[i - 3] != ' ')
			continue;
		for (at = i - 3; at > 0 && s.p[at - 1] >= '0' && s.p[at - 1] <= '9' && step < 100000000; at--, step *= 10)
			v += (s.p[at - 1] - (unsigned long)'0') * step;
		most = v < OBJECTS && v > most ? (unsigned)v : most;
	}
	return most;
}

/* Gives a file that lost its end a trailer and a catalog. */
static bool mend(struct reading *r)
{
	unsigned id = highest((struct dc_span){ r->all.p, r->all.n }) + 1;

	qpdf_cleanup(&r->p.q);
	r->p.damaged = true;
	r->all.limit = 0;
	return id > 1 && dc_buf_printf(&r->all, "\nendstream\nendobj\n%u 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n"
		"<</Size %u/Root %u 0 R>>\nstartxref\n0\n%%%%EOF\n", id, id + 1, id) == DC_OK && open_document(r);
}

static enum dc_status unreadable(struct reading *r, struct dc_item *item, struct dc_error *err)
{
	struct pdf *p = &r->p;
	struct dc_item_memory state;
	struct dc_item memory;

	extract_reason(p->ex, p->end, DC_R_corrupt_after, 0, "no PDF objects can be found: read as bytes");
	if (item->seek != NULL || p->end->reason != DC_R_corrupt_after)
		return DC_OK;		/* the caller goes back and reads it as bytes */
	dc_item_of_memory(&memory, &state, (struct dc_span){ r->all.p, p->end->bytes }, "");
	return raw_runs(p->ex, &memory, p->self, p->end, 0, err);
}

static enum dc_status read_all(struct reading *r, struct dc_item *item, struct dc_error *err)
{
	struct pdf *p = &r->p;
	enum dc_status st = DC_OK;

	if (!open_document(r)) {
		qpdf_error e = qpdf_get_error(p->q);
		struct dc_error why = { 0 };

		if (e != NULL && qpdf_get_error_code(p->q, e) == qpdf_e_password) {
			st = dc_fail(&why, DC_ELOCKED, "password needed");
			return extract_ended(p->ex, p->self, p->end, st, &why, err);
		}
		if (!mend(r))
			return unreadable(r, item, err);
	}
	st = document(r, err);
	return conclude(r, st, err);
}

static enum dc_status pdf_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct reading r = { .p = { .ex = ex, .self = self, .end = end } };
	struct dc_error why = { 0 };
	enum dc_status read = extract_spool(ex, item, &r.all, &why), st;

	end->bytes = r.all.n;
	st = extract_ended(ex, self, end, read, &why, err);	/* what was read is looked at all the same */
	if (st == DC_OK)
		st = read_all(&r, item, err);
	pdf_fonts_free(&r.p);
	if (r.p.q != NULL)
		qpdf_cleanup(&r.p.q);
	pdf_seen_done(&r.seen);
	dc_buf_done(&r.pages);
	dc_buf_done(&r.pictures);
	dc_buf_done(&r.all);
	return st;
}

const struct dc_extractor extractor_pdf = {
	.id = "pdf",
	.reads = "PDF: text of pages, properties, outline, form fields, notes, metadata, embedded files; pages of images alone with --ocr; not: "
		"Chinese and Korean fonts without Unicode",
	.tail = true,
	.bid = pdf_bid,
	.extract = pdf_extract,
};
