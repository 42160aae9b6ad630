/* dpv.c -- the declared handling as JSON-LD in the Data Privacy Vocabulary (DPV 2): each row of the ledger is a dpv:Process with its
 * purpose, personal data (the PD extension), data subject and controller. What is only in the data but not declared is not a process. */
#include "json.h"
#include "vocabulary.h"

#include "daicho/category.h"

#include <stdlib.h>

struct dpv {
	uint64_t processes;
	bool open;			/* a list was begun */
};

static void put_id(struct out *o, const char *prefix, struct dc_span term, bool first)
{
	out_fmt(o, "%s{\"@id\":\"%s:", first ? "" : ",", prefix);
	json_chars(o, term);
	out_str(o, "\"}");
}

static void put_terms(struct page *p, const char *property, struct dc_span list)
{
	bool first = true;

	if (list.n == 0)
		return;
	out_fmt(&p->out, ",\"dpv:%s\":[", property);
	for (size_t at = 0; at < list.n;) {
		const uint8_t *comma = memchr(list.p + at, ',', list.n - at);
		size_t end = comma == NULL ? list.n : (size_t)(comma - list.p);

		put_id(&p->out, "dpv", dc_span_cut(list, at, end), first);
		first = false;
		at = end + 1;
	}
	out_str(&p->out, "]");
}

static const char *term_of(size_t category)
{
	return dc_category_at(category)->dpv;
}

static void put_kind(void *ctx, const char *term, bool first)
{
	struct page *p = ctx;

	if (first)
		out_str(&p->out, ",\"dpv:hasPersonalData\":[");
	put_id(&p->out, "pd", dc_span_of(term), first);
	((struct dpv *)p->state)->open = true;
}

static void put_data(struct page *p, struct dc_span categories)
{
	struct dpv *d = p->state;

	d->open = false;
	vocabulary_terms(categories, term_of, put_kind, p);
	if (d->open)
		out_str(&p->out, "]");
}

/* An IRI of ours: what is not unreserved is escaped (RFC 3987 allows more; this is safe everywhere). */
static void put_urn(struct out *o, struct dc_span s)
{
	out_str(o, "\"urn:daicho:");
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c != 0 && strchr("-._~/", c) != NULL))
			out_bytes(o, &c, 1);
		else
			out_fmt(o, "%%%02X", c);
	}
	out_str(o, "\"");
}

static void dpv_row(struct page *p, const struct cell *cells)
{
	struct dpv *d = p->state;

	if (strcmp(p->section->id, "handling") != 0)
		return;
	out_str(&p->out, d->processes++ == 0 ? "\n{\"@id\":" : ",\n{\"@id\":");
	put_urn(&p->out, page_cell(p, cells, "row_id")->text);
	out_str(&p->out, ",\"@type\":\"dpv:Process\",\"dct:title\":");
	json_text(&p->out, page_cell(p, cells, "title")->text);
	out_str(&p->out, ",\"dct:description\":");
	json_text(&p->out, page_cell(p, cells, "purpose")->text);
	out_str(&p->out, ",\"dpv:hasDataController\":{\"@id\":\"urn:daicho:controller\"}");
	put_terms(p, "hasPurpose", page_cell(p, cells, "dpv_purposes")->text);
	put_data(p, page_cell(p, cells, "categories")->text);
	put_terms(p, "hasDataSubject", page_cell(p, cells, "subject_dpv")->text);
	out_str(&p->out, "}");
}

static enum dc_status dpv_begin(struct page *p)
{
	p->state = calloc(1, sizeof(struct dpv));
	if (p->state == NULL)
		return dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
	out_str(&p->out, "{\"@context\":{\"dpv\":\"https://w3id.org/dpv#\",\"pd\":\"https://w3id.org/dpv/pd#\",\"dct\":\"http://purl.org/dc/terms/\"},\n"
		"\"@graph\":[");
	return p->out.status;
}

static enum dc_status dpv_end(struct page *p)
{
	struct dpv *d = p->state;

	out_fmt(&p->out, "%s\n{\"@id\":\"urn:daicho:controller\",\"@type\":\"dpv:DataController\",\"dct:title\":", d->processes == 0 ? "" : ",");
	json_text(&p->out, dc_span_of(p->facts[FACT_CONTROLLER].value));
	out_str(&p->out, "},\n{\"@id\":\"urn:daicho:scan\",\"dct:description\":\"");
	json_chars(&p->out, dc_span_of(p->facts[FACT_COVERAGE].value));
	out_str(&p->out, " ");
	json_chars(&p->out, dc_span_of(p->facts[FACT_SENTENCE].value));
	out_str(&p->out, "\"}]}\n");
	return p->out.status;
}

static void dpv_close(struct page *p)
{
	free(p->state);
	p->state = NULL;
}

const struct format format_dpv = { .id = "dpv", .machine = true, .begin = dpv_begin, .row = dpv_row, .end = dpv_end, .close = dpv_close };
