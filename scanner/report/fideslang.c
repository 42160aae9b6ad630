/* fideslang.c -- datasets and systems in fideslang's model (3.x, JSON): an object is a dataset, a sheet or member a collection, a
 * column a field; a scope is a system whose privacy declarations are its purposes. Keys may hold [A-Za-z0-9_.<>-] alone, so an object's
 * is a hash of its path. A purpose without a declared data use makes no privacy declaration: fideslang has none for "not said". */
#include "json.h"
#include "vocabulary.h"

#include "daicho/category.h"

#include <sodium.h>
#include <stdlib.h>

struct fideslang {
	struct dc_buf path, collection, field;	/* those open; path.n 0: none */
	struct dc_buf scope;			/* the open system */
	uint64_t datasets, collections, fields, kinds, systems, declarations;
	bool handling;
};

static void put_pair(struct out *o, const char *key, struct dc_span value)
{
	out_fmt(o, "\"%s\":", key);
	json_text(o, value);
}

static bool is_open(const struct dc_buf *b, struct dc_span s)
{
	return b->n == s.n + 1 && memcmp(b->p, s.p == NULL ? (const uint8_t *)"" : s.p, s.n) == 0;
}

/* Remembered with a byte behind it, so that nothing is open before the first. */
static void open_now(struct page *p, struct dc_buf *b, struct dc_span s)
{
	dc_buf_clear(b);
	page_had(p, dc_buf_add(b, s.p, s.n) == DC_OK && dc_buf_addc(b, '\0') == DC_OK);
}

static void close_field(struct page *p, struct fideslang *f)
{
	if (f->field.n != 0)
		out_str(&p->out, "]}");
	dc_buf_clear(&f->field);
}

static void close_collection(struct page *p, struct fideslang *f)
{
	close_field(p, f);
	if (f->collection.n != 0)
		out_str(&p->out, "]}");
	dc_buf_clear(&f->collection);
}

static void close_dataset(struct page *p, struct fideslang *f)
{
	close_collection(p, f);
	if (f->path.n != 0)
		out_str(&p->out, "]}");
	dc_buf_clear(&f->path);
}

static void open_dataset(struct page *p, struct fideslang *f, struct dc_span path)
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, path.p, path.n);
	out_str(&p->out, f->datasets++ == 0 ? "\n{\"fides_key\":\"object_" : ",\n{\"fides_key\":\"object_");
	for (size_t i = 0; i < 12; i++)
		out_fmt(&p->out, "%02x", hash[i]);
	out_str(&p->out, "\",\"organization_fides_key\":\"default_organization\",");
	put_pair(&p->out, "name", path);
	out_str(&p->out, ",\"collections\":[");
	open_now(p, &f->path, path);
	f->collections = 0;
}

static void put_data(struct page *p, struct fideslang *f, const struct cell *cells)
{
	struct dc_span path = page_cell(p, cells, "path")->text, member = page_cell(p, cells, "member")->text, table = page_cell(p, cells, "table")->text;
	struct dc_span field = page_cell(p, cells, "field")->text, collection = table.n != 0 ? table : member.n != 0 ? member : dc_span_of("content");

	if (!page_cell(p, cells, "fideslang")->known)
		return;
	if (!is_open(&f->path, path)) {
		close_dataset(p, f);
		open_dataset(p, f, path);
	}
	if (!is_open(&f->collection, collection)) {
		close_collection(p, f);
		out_str(&p->out, f->collections++ == 0 ? "{" : ",{");
		put_pair(&p->out, "name", collection);
		out_str(&p->out, ",\"fields\":[");
		open_now(p, &f->collection, collection);
		f->fields = 0;
	}
	field = field.n != 0 ? field : dc_span_of("content");
	if (!is_open(&f->field, field)) {
		close_field(p, f);
		out_str(&p->out, f->fields++ == 0 ? "{" : ",{");
		put_pair(&p->out, "name", field);
		out_str(&p->out, ",\"data_categories\":[");
		open_now(p, &f->field, field);
		f->kinds = 0;
	}
	out_str(&p->out, f->kinds++ == 0 ? "\"user." : ",\"user.");
	json_chars(&p->out, page_cell(p, cells, "fideslang")->text);
	out_str(&p->out, "\"");
}

static const char *term_of(size_t category)
{
	return dc_category_at(category)->fideslang;
}

static void put_kind(void *ctx, const char *term, bool first)
{
	struct page *p = ctx;

	out_fmt(&p->out, "%s\"user.%s\"", first ? "" : ",", term);
}

static void put_categories(struct page *p, struct dc_span list)
{
	out_str(&p->out, "\"data_categories\":[");
	vocabulary_terms(list, term_of, put_kind, p);
	out_str(&p->out, "]");
}

static void put_declarations(struct page *p, struct fideslang *f, const struct cell *cells)
{
	struct dc_span uses = page_cell(p, cells, "uses")->text, subject = page_cell(p, cells, "subject_fideslang")->text;
	struct dc_span categories = page_cell(p, cells, "categories")->text;

	for (size_t at = 0; at < uses.n;) {
		const uint8_t *comma = memchr(uses.p + at, ',', uses.n - at);
		size_t end = comma == NULL ? uses.n : (size_t)(comma - uses.p);

		out_str(&p->out, f->declarations++ == 0 ? "\n {" : ",\n {");
		put_pair(&p->out, "name", page_cell(p, cells, "row_id")->text);
		out_str(&p->out, ",");
		put_pair(&p->out, "data_use", dc_span_cut(uses, at, end));
		out_str(&p->out, ",");
		put_categories(p, categories);
		out_str(&p->out, ",\"data_subjects\":[");
		if (subject.n != 0)
			json_text(&p->out, subject);
		out_str(&p->out, "]}");
		at = end + 1;
	}
}

static void close_system(struct page *p, struct fideslang *f)
{
	if (f->scope.n != 0)
		out_str(&p->out, "]}");
	dc_buf_clear(&f->scope);
}

static void put_handling(struct page *p, struct fideslang *f, const struct cell *cells)
{
	struct dc_span scope = page_cell(p, cells, "scope")->text;

	if (!is_open(&f->scope, scope)) {
		close_system(p, f);
		out_str(&p->out, f->systems++ == 0 ? "\n{" : ",\n{");
		put_pair(&p->out, "fides_key", scope);
		out_str(&p->out, ",\"organization_fides_key\":\"default_organization\",\"system_type\":\"Service\",");
		put_pair(&p->out, "name", page_cell(p, cells, "title")->text);
		out_str(&p->out, ",\"privacy_declarations\":[");
		open_now(p, &f->scope, scope);
		f->declarations = 0;
	}
	put_declarations(p, f, cells);
}

static enum dc_status fideslang_begin(struct page *p)
{
	struct fideslang *f = calloc(1, sizeof *f);

	if (f == NULL)
		return dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
	p->state = f;
	dc_buf_init(&f->path, 0);
	dc_buf_init(&f->collection, 0);
	dc_buf_init(&f->field, 0);
	dc_buf_init(&f->scope, 0);
	out_str(&p->out, "{\"organization\":[{\"fides_key\":\"default_organization\",");
	put_pair(&p->out, "name", dc_span_of(p->facts[FACT_CONTROLLER].value));
	out_str(&p->out, ",\"description\":\"");
	json_chars(&p->out, dc_span_of(p->facts[FACT_COVERAGE].value));
	out_str(&p->out, " ");
	json_chars(&p->out, dc_span_of(p->facts[FACT_SENTENCE].value));
	out_str(&p->out, "\"}],\n\"dataset\":[");
	return p->out.status;
}

static void begin_systems(struct page *p, struct fideslang *f)
{
	if (f->handling)
		return;
	close_dataset(p, f);
	out_str(&p->out, "],\n\"system\":[");
	f->handling = true;
}

static void fideslang_section(struct page *p, const struct section *s)
{
	if (strcmp(s->id, "handling") == 0)
		begin_systems(p, p->state);
}

static void fideslang_row(struct page *p, const struct cell *cells)
{
	if (strcmp(p->section->id, "data") == 0)
		put_data(p, p->state, cells);
	else
		put_handling(p, p->state, cells);
}

static enum dc_status fideslang_end(struct page *p)
{
	struct fideslang *f = p->state;

	begin_systems(p, f);
	close_system(p, f);
	out_str(&p->out, "]}\n");
	return p->out.status;
}

static void fideslang_close(struct page *p)
{
	struct fideslang *f = p->state;

	if (f != NULL) {
		dc_buf_done(&f->path);
		dc_buf_done(&f->collection);
		dc_buf_done(&f->field);
		dc_buf_done(&f->scope);
	}
	free(f);
	p->state = NULL;
}

const struct format format_fideslang = { .id = "fideslang", .machine = true, .begin = fideslang_begin, .section = fideslang_section, .row = fideslang_row,
	.end = fideslang_end, .close = fideslang_close };
