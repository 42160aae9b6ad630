/* office.c -- Office Open XML and OpenDocument: packages of XML in a zip. Text goes to the document's own part, each sheet and
 * whatever is embedded gets a part. Packages locked by password are OLE2 files and told by ole2.c. */
#include "archive_item.h"
#include "document.h"
#include "workbook.h"

#include <fnmatch.h>

static const char *const names[] = { ".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xltx", ".pptx", ".pptm", ".ppsx", ".odt",
	".ods", ".odp", ".ott", ".ots", ".odg", NULL };

/* What to do with a member, by its name; the first that fits. format NULL: it holds no text of its own. */
static const struct { const char *pattern; const struct document_format *format; } members[] = {
	{ "word/document*.xml", &document_word }, { "word/header*.xml", &document_word }, { "word/footer*.xml", &document_word },
	{ "word/comments*.xml", &document_word }, { "word/footnotes.xml", &document_word }, { "word/endnotes.xml", &document_word },
	{ "ppt/slides/slide*.xml", &document_slide }, { "ppt/notesSlides/*.xml", &document_slide },
	{ "ppt/comments/*.xml", &document_slide }, { "ppt/diagrams/data*.xml", &document_slide },
	{ "xl/comments*.xml", &document_slide }, { "xl/threadedComments/*.xml", &document_slide }, { "xl/drawings/*.xml", &document_slide },
	{ "*.rels", &document_relations }, { "content.xml", &document_odf }, { "docProps/*.xml", &document_properties },
	{ "meta.xml", &document_properties }, { "xl/persons/*", NULL },
	{ "*Content_Types].xml", NULL }, { "*/theme/*", NULL }, { "*/styles.xml", NULL }, { "styles.xml", &document_odf_pages }, { "*settings.xml", NULL },
	{ "*ettings.xml", NULL }, { "word/fontTable.xml", NULL }, { "word/numbering.xml", NULL }, { "xl/calcChain.xml", NULL },
	{ "xl/workbook.xml", NULL }, { "xl/sharedStrings.xml", NULL }, { "*/printerSettings/*", NULL }, { "ppt/slideLayouts/*", NULL },
	{ "ppt/slideMasters/*", NULL }, { "ppt/*Props.xml", NULL }, { "ppt/presentation.xml", NULL }, { "ppt/tableStyles.xml", NULL },
	{ "ppt/notesMasters/*", NULL }, { "mimetype", NULL }, { "META-INF/*", NULL }, { "Configurations2/*", NULL },
	{ "manifest.rdf", NULL }, { "layout-cache", NULL }, { "Thumbnails/*", NULL }, { "docProps/thumbnail*", NULL }, { "word/stylesWithEffects.xml", NULL },
};

struct office {
	struct container c;
	struct workbook *w;
	struct built b;
	uint64_t rows;			/* of tables in the text */
};

static int office_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	if (!head_has(head, 0, "PK\3\4", 4))
		return 0;
	if (name_ends(name, names))
		return 90;
	if (memmem(head.p, head.n, "[Content_Types].xml", 19) != NULL || head_has(head, 30, "mimetypeapplication/vnd.oasis", 29))
		return 85;
	return 0;
}

static bool is_sheet(const char *name)
{
	return fnmatch("xl/worksheets/*.xml", name, FNM_PATHNAME) == 0;
}

/* Why a member ended early is why its document did. */
static void inherit(struct office *o, const struct dc_part_end *end)
{
	if (end->reason != DC_R_none)
		extract_reason(o->c.ex, o->c.end, end->reason, o->c.end->bytes, end->detail);
}

static enum dc_status take(struct office *o, struct dc_error *err)
{
	struct dc_part_end end = { 0 };
	struct stream s;
	bool known;
	enum dc_status st = stream_open(&s, o->c.ex, &o->c.member, o->c.self, &end, DC_CS_UTF8, err);

	if (st == DC_OK)
		st = workbook_take(o->w, o->c.name, &s, &known, err);
	if (st == DC_ELIMIT && err->status == DC_OK) {
		extract_reason(o->c.ex, o->c.end, DC_R_limit_memory, o->c.end->bytes, "the strings of the workbook do not fit in memory");
		st = DC_OK;
	}
	stream_close(&s);
	inherit(o, &end);
	return st;
}

static enum dc_status text_member(struct office *o, const struct document_format *format, struct dc_error *err)
{
	struct dc_part_end end = { 0 };
	struct stream s;
	enum dc_status st = stream_open(&s, o->c.ex, &o->c.member, o->c.self, &end, DC_CS_UTF8, err);

	if (st == DC_OK)
		st = document_read(&s, format, &o->b, &o->rows, err);
	stream_close(&s);
	inherit(o, &end);
	return st;
}

/* A name in the package may be any bytes. */
static const char *table_name(struct office *o)
{
	const char *name = workbook_sheet_name(o->w, o->c.name), *kept = NULL;
	struct dc_buf b;

	dc_buf_init(&b, 0);
	if (dc_decode_name(dc_span_of(name), &b) == DC_OK)
		kept = dc_arena_strndup(o->c.ex->arena, b.p, b.n);
	dc_buf_done(&b);
	return kept;
}

static enum dc_status sheet_member(struct office *o, struct dc_error *err)
{
	struct dc_part part = { .parent = o->c.self, .name = "", .format = "xlsx",
		.table = table_name(o), .depth = o->c.self->depth + 1 };
	struct dc_part_end end = { 0 };
	struct built b = { 0 };
	struct stream s = { 0 };
	enum dc_status st;

	if (part.table == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for a sheet's name");
	st = o->c.ex->sink->open(o->c.ex->sink, &part, err);
	if (st == DC_OK)
		st = stream_open(&s, o->c.ex, &o->c.member, &part, &end, DC_CS_UTF8, err);
	if (st == DC_OK)
		st = built_open(&b, o->c.ex, &part, &end, DC_TABLE, false, err);
	if (st == DC_OK)
		st = workbook_sheet(o->w, &s, &b, err);
	stream_close(&s);
	built_close(&b);
	return st == DC_OK ? o->c.ex->sink->close(o->c.ex->sink, &part, &end, err) : st;
}

static enum dc_status one_member(struct office *o, struct dc_error *err)
{
	if (o->c.no_content)
		return DC_OK;
	if (is_sheet(o->c.name))
		return sheet_member(o, err);
	for (size_t i = 0; i < DC_ARRAY_LEN(members); i++) {
		if (fnmatch(members[i].pattern, o->c.name, 0) != 0)
			continue;
		return members[i].format == NULL ? DC_OK : text_member(o, members[i].format, err);
	}
	return dc_extract_item(o->c.ex, &o->c.member, o->c.self, err);
}

/* Sheets refer to strings and formats that may stand behind them: those are read first. */
static enum dc_status prepare(struct office *o, struct dc_error *err)
{
	uint64_t members_before = o->c.ex->members;
	bool any = false;
	enum dc_status st = DC_OK;

	for (int round = 0; round < 2 && st == DC_OK; round++) {	/* relations name sheets: the workbook's list comes first */
		while ((st = container_next(&o->c, err)) == DC_OK && !container_over(&o->c)) {
			bool relations = strcmp(o->c.name, "xl/_rels/workbook.xml.rels") == 0;

			if (!workbook_wants(o->c.name) || relations != (round == 1))
				continue;
			any = true;
			st = take(o, err);
			if (st != DC_OK)
				return st;
		}
		if (st != DC_END && st != DC_OK)
			return st;
		st = container_again(&o->c, err);
		if (!any)
			break;
	}
	o->c.ex->members = members_before;
	return st;
}

static enum dc_status office_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct office o = { .w = workbook_new(ex) };
	enum dc_status st = container_open(&o.c, ex, item, self, end, err);

	if (st == DC_OK && o.w == NULL)
		st = dc_fail(err, DC_ENOMEM, "no memory for a document");
	if (st == DC_OK)
		st = built_open(&o.b, ex, self, end, DC_PROSE, false, err);
	if (st == DC_OK)
		st = prepare(&o, err);
	o.c.hides = true;
	while (st == DC_OK) {
		st = container_next(&o.c, err);
		if (st == DC_OK)
			st = one_member(&o, err);
		if (container_over(&o.c))
			break;
	}
	built_close(&o.b);
	container_close(&o.c);
	workbook_free(o.w);
	return st == DC_END ? DC_OK : st;
}

const struct dc_extractor extractor_office = {
	.id = "office",
	.reads = "docx xlsx pptx odt ods odp: text, tables, sheets with stored values, comments, notes, headers, properties, embedded files",
	.bid = office_bid,
	.extract = office_extract,
};
