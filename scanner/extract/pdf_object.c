/* pdf_object.c -- looking into a document's objects by libqpdf, whose handles are given back as soon as they are done with. */
#include "pdf.h"

#include <stdlib.h>
#include <string.h>

#define SEEN_MOST (1u << 22)		/* objects remembered */

qpdf_oh pdf_key(struct pdf *p, qpdf_oh from, const char *key)
{
	qpdf_oh dict, value;

	if (!qpdf_oh_is_stream(p->q, from))
		return qpdf_oh_get_key_if_dict(p->q, from, key);
	dict = qpdf_oh_get_dict(p->q, from);
	value = qpdf_oh_get_key_if_dict(p->q, dict, key);
	qpdf_oh_release(p->q, dict);
	return value;
}

bool pdf_is(struct pdf *p, qpdf_oh from, const char *key, const char *name)
{
	qpdf_oh o = pdf_key(p, from, key);
	bool is = qpdf_oh_is_name_and_equals(p->q, o, name);

	qpdf_oh_release(p->q, o);
	return is;
}

double pdf_number(struct pdf *p, qpdf_oh o, double otherwise)
{
	double v = qpdf_oh_is_number(p->q, o) ? qpdf_oh_get_numeric_value(p->q, o) : otherwise;

	return v < -1e9 ? -1e9 : v > 1e9 ? 1e9 : v == v ? v : otherwise;
}

struct dc_span pdf_text(struct pdf *p, qpdf_oh o)
{
	size_t n = 0;
	const char *s = qpdf_oh_is_string(p->q, o) ? qpdf_oh_get_binary_utf8_value(p->q, o, &n) : NULL;

	return (struct dc_span){ (const uint8_t *)s, s == NULL ? 0 : n };
}

static bool grow(struct pdf_seen *s)
{
	size_t cap = s->cap == 0 ? 1024 : s->cap * 2;
	int *ids = cap > SEEN_MOST ? NULL : calloc(cap, sizeof *ids);

	if (ids == NULL)
		return false;
	for (size_t i = 0; i < s->cap; i++) {
		size_t at = (unsigned)s->ids[i] * 2654435761u & (cap - 1);

		while (s->ids[i] != 0 && ids[at] != 0)
			at = (at + 1) & (cap - 1);
		if (s->ids[i] != 0)
			ids[at] = s->ids[i];
	}
	free(s->ids);
	s->ids = ids;
	s->cap = cap;
	return true;
}

bool pdf_seen_add(struct pdf_seen *s, int id)
{
	size_t at;

	if (id == 0)
		return true;
	if (s->n * 2 >= s->cap && !grow(s))
		return false;
	at = (unsigned)id * 2654435761u & (s->cap - 1);
	while (s->ids[at] != 0 && s->ids[at] != id)
		at = (at + 1) & (s->cap - 1);
	if (s->ids[at] == id)
		return false;
	s->ids[at] = id;
	s->n++;
	return true;
}

void pdf_seen_done(struct pdf_seen *s)
{
	free(s->ids);
	*s = (struct pdf_seen){ 0 };
}
