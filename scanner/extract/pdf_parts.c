/* pdf_parts.c -- what a document holds beside its pages: properties, outline, form fields, notes, metadata, embedded files. */
#include "pdf.h"

#include "utf8.h"

#include <stdio.h>
#include <string.h>

#define LABEL 256			/* most bytes of a field's name */

/* Text of a string object, well-formed, in one line; end: what stands behind it. */
static enum dc_status add_text(struct pdf *p, struct dc_buf *out, qpdf_oh o, char end)
{
	struct dc_span t = pdf_text(p, o);
	enum dc_status st = DC_OK;

	for (size_t i = 0; i < t.n && st == DC_OK; ) {
		uint32_t c;
		size_t k = utf8_read(t.p + i, t.n - i, &c);

		st = k == 0 ? dc_buf_adds(out, "\xef\xbf\xbd") : c < 0x20 && c != '\n' && c != '\t' ? dc_buf_addc(out, ' ') :
			dc_buf_add(out, t.p + i, k);
		i += k == 0 ? 1 : k;
	}
	return st == DC_OK && t.n != 0 ? dc_buf_addc(out, end) : st;
}

static enum dc_status labelled(struct pdf *p, struct dc_buf *out, const char *label, qpdf_oh o)
{
	enum dc_status st = DC_OK;

	if (pdf_text(p, o).n == 0)
		return DC_OK;
	if (label[0] != '\0')
		st = dc_buf_printf(out, "%s: ", label);
	return st == DC_OK ? add_text(p, out, o, '\n') : st;
}

/* A label that is not UTF-8, or cut within a character, ends before that. */
static void trim(char *label)
{
	size_t n = strlen(label), i = 0, k = 1;
	uint32_t c;

	for (; i < n && k != 0; i += k)
		k = utf8_read((const uint8_t *)label + i, n - i, &c);
	label[i] = '\0';
}

/* A walk over a tree, each object once. */
struct tree {
	struct pdf *p;
	struct pdf_seen seen;
	struct dc_buf *out;
	struct dc_error *err;
};

static enum dc_status outline(struct tree *t, qpdf_oh node, unsigned depth)
{
	enum dc_status st = DC_OK;

	while (st == DC_OK && depth < PDF_DEPTH && qpdf_oh_is_dictionary(t->p->q, node)) {
		qpdf_oh next;

		if (!pdf_seen_add(&t->seen, qpdf_oh_get_object_id(t->p->q, node)) || qpdf_oh_get_object_id(t->p->q, node) == 0)
			break;
		st = labelled(t->p, t->out, "", pdf_key(t->p, node, "/Title"));
		if (st == DC_OK)
			st = outline(t, pdf_key(t->p, node, "/First"), depth + 1);
		next = pdf_key(t->p, node, "/Next");
		qpdf_oh_release(t->p->q, node);
		node = next;
	}
	return st;
}

/* A value is a string, a stream of text, or a list of strings. */
static enum dc_status field_value(struct tree *t, const char *label, qpdf_oh v)
{
	int n = qpdf_oh_is_array(t->p->q, v) ? qpdf_oh_get_array_n_items(t->p->q, v) : 0;
	enum dc_status st = labelled(t->p, t->out, label, v);

	for (int i = 0; i < n && st == DC_OK; i++)
		st = labelled(t->p, t->out, label, qpdf_oh_get_array_item(t->p->q, v, i));
	return st;
}

static enum dc_status field(struct tree *t, qpdf_oh node, const char *above, unsigned depth)
{
	qpdf_oh kids = pdf_key(t->p, node, "/Kids");
	int n = qpdf_oh_is_array(t->p->q, kids) ? qpdf_oh_get_array_n_items(t->p->q, kids) : 0;
	char label[LABEL];
	struct dc_buf name;
	enum dc_status st;

	if (depth == PDF_DEPTH || !pdf_seen_add(&t->seen, qpdf_oh_get_object_id(t->p->q, node)))
		return DC_OK;
	dc_buf_init(&name, 0);
	st = add_text(t->p, &name, pdf_key(t->p, node, "/T"), ' ');
	name.n -= name.n > 0;		/* the blank */
	if (name.n != 0)
		snprintf(label, sizeof label, "%.*s", (int)name.n, (const char *)name.p);
	else
		snprintf(label, sizeof label, "%s", above);
	dc_buf_done(&name);
	trim(label);
	if (st == DC_OK)
		st = field_value(t, label, pdf_key(t->p, node, "/V"));
	for (int i = 0; i < n && st == DC_OK; i++)
		st = field(t, qpdf_oh_get_array_item(t->p->q, kids, i), label, depth + 1);
	return st;
}

static enum dc_status fields(struct tree *t, qpdf_oh root)
{
	qpdf_oh form = pdf_key(t->p, root, "/AcroForm"), list = pdf_key(t->p, form, "/Fields");
	int n = qpdf_oh_is_array(t->p->q, list) ? qpdf_oh_get_array_n_items(t->p->q, list) : 0;
	enum dc_status st = DC_OK;

	for (int i = 0; i < n && st == DC_OK; i++)
		st = field(t, qpdf_oh_get_array_item(t->p->q, list, i), "", 0);
	return st;
}

enum dc_status pdf_properties(struct pdf *p, struct dc_buf *out, struct dc_error *err)
{
	qpdf_oh info = pdf_key(p, qpdf_get_trailer(p->q), "/Info"), root = qpdf_get_root(p->q);
	struct tree t = { .p = p, .out = out, .err = err };
	enum dc_status st = DC_OK;

	if (qpdf_oh_is_dictionary(p->q, info)) {
		char key[LABEL];

		qpdf_oh_begin_dict_key_iter(p->q, info);
		while (st == DC_OK && qpdf_oh_dict_more_keys(p->q)) {
			snprintf(key, sizeof key, "%s", qpdf_oh_dict_next_key(p->q));
			trim(key);
			st = key[0] == '\0' ? DC_OK : labelled(p, out, key + 1, pdf_key(p, info, key));
		}
	}
	if (st == DC_OK)
		st = outline(&t, pdf_key(p, pdf_key(p, root, "/Outlines"), "/First"), 0);
	if (st == DC_OK)
		st = fields(&t, root);
	pdf_seen_done(&t.seen);
	return st == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "no memory for properties");
}

enum dc_status pdf_annotations(struct pdf *p, qpdf_oh page, struct dc_buf *out, struct dc_error *err)
{
	static const char *const keys[] = { "/Contents", "/T", "/Subj", "/RC" };
	qpdf_oh list = pdf_key(p, page, "/Annots");
	int n = qpdf_oh_is_array(p->q, list) ? qpdf_oh_get_array_n_items(p->q, list) : 0;
	enum dc_status st = DC_OK;

	for (int i = 0; i < n && st == DC_OK && !extract_stopped(p->ex); i++) {
		qpdf_oh note = qpdf_oh_get_array_item(p->q, list, i), action = pdf_key(p, note, "/A");

		for (size_t k = 0; k < DC_ARRAY_LEN(keys) && st == DC_OK && !pdf_is(p, note, "/Subtype", "/Widget"); k++)
			st = add_text(p, out, pdf_key(p, note, keys[k]), '\n');
		if (st == DC_OK)
			st = add_text(p, out, pdf_key(p, action, "/URI"), '\n');
		qpdf_oh_release(p->q, action);
		qpdf_oh_release(p->q, note);
	}
	return st == DC_OK ? DC_OK : dc_fail(err, DC_ENOMEM, "no memory for notes");
}

/* Bytes as a member of the document. */
static enum dc_status member(struct pdf *p, const char *name, size_t name_len, struct dc_span bytes, struct dc_error *err)
{
	struct dc_item_memory state;
	struct dc_item item;

	if (p->ex->members >= p->ex->budget->members) {
		p->ex->crossed = DC_R_limit_members;
		return dc_fail(&p->why, DC_ELIMIT, "too many members");
	}
	p->ex->members++;
	dc_item_of_memory(&item, &state, bytes, name);
	item.name_len = name_len;
	return dc_extract_item(p->ex, &item, p->self, err);
}

enum dc_status pdf_file(struct pdf *p, qpdf_oh spec, struct dc_error *err)
{
	static const char *const names[] = { "/UF", "/F" };
	qpdf_oh files = pdf_key(p, spec, "/EF");
	struct dc_buf bytes, name;
	enum dc_status st = DC_OK;

	if (!qpdf_oh_is_dictionary(p->q, files))
		return DC_OK;
	dc_buf_init(&bytes, (size_t)(p->ex->budget->memory_bytes / 8));
	dc_buf_init(&name, 0);
	for (size_t i = 0; i < DC_ARRAY_LEN(names) && name.n == 0 && st == DC_OK; i++)
		st = add_text(p, &name, pdf_key(p, spec, names[i]), ' ');
	name.n -= name.n > 0;
	if (st == DC_OK && (name.n == 0 ? dc_buf_adds(&name, "file") != DC_OK : false))
		st = DC_ENOMEM;
	if (st != DC_OK || dc_buf_cstr(&name) == NULL)
		st = dc_fail(err, DC_ENOMEM, "no memory for a file's name");
	if (st == DC_OK)
		st = pdf_stream(p, pdf_key(p, files, "/F"), &bytes, err);
	if (st == DC_OK)
		st = member(p, (const char *)name.p, name.n, (struct dc_span){ bytes.p, bytes.n }, err);
	dc_buf_done(&bytes);
	dc_buf_done(&name);
	return st;
}

/* A name tree (ISO 32000-1, 7.9.6) of file specifications. */
static enum dc_status files(struct tree *t, qpdf_oh node, unsigned depth)
{
	qpdf_oh names = pdf_key(t->p, node, "/Names"), kids = pdf_key(t->p, node, "/Kids");
	int n = qpdf_oh_is_array(t->p->q, names) ? qpdf_oh_get_array_n_items(t->p->q, names) : 0;
	enum dc_status st = DC_OK;

	if (depth == PDF_DEPTH || !pdf_seen_add(&t->seen, qpdf_oh_get_object_id(t->p->q, node)))
		return DC_OK;
	for (int i = 1; i < n && st == DC_OK; i += 2)
		st = pdf_file(t->p, qpdf_oh_get_array_item(t->p->q, names, i), t->err);
	n = qpdf_oh_is_array(t->p->q, kids) ? qpdf_oh_get_array_n_items(t->p->q, kids) : 0;
	for (int i = 0; i < n && st == DC_OK; i++)
		st = files(t, qpdf_oh_get_array_item(t->p->q, kids, i), depth + 1);
	return st;
}

/* One stream, or the pieces of XFA: [ name stream name stream ... ]. */
static enum dc_status xml(struct pdf *p, qpdf_oh o, const char *name, struct dc_error *err)
{
	int n = qpdf_oh_is_array(p->q, o) ? qpdf_oh_get_array_n_items(p->q, o) : 0;
	struct dc_buf bytes;
	enum dc_status st;

	dc_buf_init(&bytes, (size_t)(p->ex->budget->memory_bytes / 8));
	st = pdf_stream(p, o, &bytes, err);
	for (int i = 0; i < n && st == DC_OK; i++)
		st = pdf_stream(p, qpdf_oh_get_array_item(p->q, o, i), &bytes, err);
	if (st == DC_OK && bytes.n != 0)
		st = member(p, name, strlen(name), (struct dc_span){ bytes.p, bytes.n }, err);
	dc_buf_done(&bytes);
	return st;
}

enum dc_status pdf_members(struct pdf *p, struct dc_error *err)
{
	qpdf_oh root = qpdf_get_root(p->q);
	struct tree t = { .p = p, .err = err };
	enum dc_status st = xml(p, pdf_key(p, root, "/Metadata"), "metadata.xml", err);

	if (st == DC_OK)
		st = xml(p, pdf_key(p, pdf_key(p, root, "/AcroForm"), "/XFA"), "xfa.xml", err);
	if (st == DC_OK)
		st = files(&t, pdf_key(p, pdf_key(p, root, "/Names"), "/EmbeddedFiles"), 0);
	pdf_seen_done(&t.seen);
	return st;
}
