/* ocsf.c -- events of OCSF 1.3.0, class Data Security Finding (uid 2006), one a line, for a SIEM: of the violations list what stands now,
 * of a comparison what changed. Never a pattern or a value: what was found, where, and which clause judged it.
 *
 * Class and objects: events/findings/data_security_finding.json, finding.json, objects/data_classification.json, data_security.json,
 * finding_info.json, metadata.json, file.json, table.json of the published schema.
 */
#include "json.h"

#include "daicho/category.h"

#define CLASS 2006
enum activity { CREATE = 1, UPDATE = 2, CLOSE = 3, SUPPRESS = 4 };
/* status_id of a finding: 1 New, 2 In Progress, 3 Suppressed, 4 Resolved; by activity. */
static const int status_of[] = { [CREATE] = 1, [UPDATE] = 2, [CLOSE] = 4, [SUPPRESS] = 3 };

static const char *word_of(const struct page *p, const struct cell *cells, const char *key)
{
	const struct cell *c = page_cell(p, cells, key);

	return c->known ? (const char *)c->text.p : "";
}

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* data_classification.category_id: 1 Personal, 2 Governmental, 3 Financial, 6 Security; 0 Unknown. */
static int category_of(const char *id)
{
	if (*id == '\0')
		return 0;
	if (dc_category_within(id, "govid"))
		return 2;
	if (dc_category_within(id, "finance") || dc_category_within(id, "holder"))
		return 3;
	return dc_category_within(id, "auth") ? 6 : 1;
}

/* severity_id: 1 Informational, 2 Low, 3 Medium, 4 High. */
static int severity_of(const char *level)
{
	return same(level, "error") ? 4 : same(level, "warning") ? 3 : same(level, "note") ? 2 : 1;
}

static enum activity activity_of(const struct page *p, const struct cell *cells)
{
	const char *change = word_of(p, cells, "change");

	if (*change != '\0')
		return same(change, "new") ? CREATE : same(change, "gone") ? CLOSE : UPDATE;
	if (page_cell(p, cells, "waiver")->known)
		return SUPPRESS;
	return page_cell(p, cells, "first_seen")->n == p->run.id ? CREATE : UPDATE;
}

static void put_key(struct out *o, const char *key, struct dc_span text)
{
	out_fmt(o, ",\"%s\":", key);
	json_text(o, text);
}

static void put_head(struct page *p, enum activity a, int severity)
{
	struct out *o = &p->out;
	int64_t at = p->run.ended_ns != 0 ? p->run.ended_ns : p->run.started_ns;

	out_fmt(o, "{\"class_uid\":%d,\"category_uid\":2,\"activity_id\":%d,\"type_uid\":%d,\"severity_id\":%d,\"status_id\":%d,\"time\":%lld", CLASS, (int)a,
		CLASS * 100 + (int)a, severity, status_of[a], (long long)(at / 1000000));
	out_str(o, ",\"metadata\":{\"version\":\"1.3.0\",\"product\":{\"name\":\"daicho\",\"vendor_name\":\"daicho\",\"version\":");
	json_text(o, dc_span_of(p->facts[FACT_VERSION].value));
	out_str(o, "}}");
}

/* The rule and the place tell a finding from others; both are the same in every scan. */
static void put_info(struct page *p, const struct cell *cells, const char *rule, const char *verdict)
{
	const char *reason = word_of(p, cells, "reason"), *category = word_of(p, cells, "category");
	struct dc_span mark = page_cell(p, cells, "fingerprint")->text;
	struct out *o = &p->out;

	if (mark.n == 0)		/* an object that was not read */
		mark = page_cell(p, cells, "path")->text;
	out_str(o, ",\"finding_info\":{\"uid\":\"");
	json_chars(o, mark);
	out_str(o, ":");
	json_chars(o, dc_span_of(rule));
	out_str(o, *reason == '\0' ? "" : "/");
	json_chars(o, dc_span_of(reason));
	out_str(o, "\",\"title\":\"");
	json_chars(o, dc_span_of(label_text(LABEL_VERDICT, verdict, p->lang)));
	out_str(o, *category == '\0' ? "" : ": ");
	json_chars(o, dc_span_of(*category == '\0' ? "" : label_category(category, p->lang)));
	out_str(o, "\",\"types\":[");
	json_text(o, dc_span_of(*reason == '\0' ? rule : reason));
	out_str(o, "]}");
}

static void put_place(struct page *p, const struct cell *cells)
{
	const struct cell *path = page_cell(p, cells, "path"), *table = page_cell(p, cells, "table"), *where = page_cell(p, cells, "location");
	struct out *o = &p->out;
	const uint8_t *slash;

	if (!path->known)
		return;
	slash = memrchr(path->text.p, '/', path->text.n);
	if (table->known && (path->text.n == 0 || path->text.p[0] != '/')) {
		out_str(o, ",\"table\":{\"name\":");
		json_text(o, table->text);
		put_key(o, "uid", path->text);
	} else {
		size_t at = slash == NULL || slash + 1 == path->text.p + path->text.n ? 0 : (size_t)(slash + 1 - path->text.p);

		out_str(o, ",\"file\":{\"type_id\":1,\"name\":");	/* 1: Regular File */
		json_text(o, (struct dc_span){ path->text.p + at, path->text.n - at });
		put_key(o, "path", path->text);
	}
	out_str(o, "},\"resources\":[{\"uid\":");
	json_text(o, where->known ? where->text : path->text);
	if (page_cell(p, cells, "owner")->known) {
		out_str(o, ",\"group\":{\"name\":");
		json_text(o, page_cell(p, cells, "owner")->text);
		out_str(o, "}");
	}
	out_str(o, "}]");
}

static void put_data(struct page *p, const struct cell *cells)
{
	const struct cell *clause = page_cell(p, cells, "clause"), *text = page_cell(p, cells, "clause_text"), *sure = page_cell(p, cells, "confidence");
	struct out *o = &p->out;

	out_fmt(o, ",\"data_security\":{\"category_id\":%d,\"data_lifecycle_state_id\":1", category_of(word_of(p, cells, "category")));	/* 1: at rest */
	if (clause->known) {
		out_str(o, ",\"policy\":{\"name\":");
		json_text(o, clause->text);
		if (text->known)
			put_key(o, "desc", text->text);
		out_str(o, "}");
	}
	out_str(o, "}");
	if (sure->known)		/* confidence_id: 1 Low, 2 Medium, 3 High, as our bands */
		out_fmt(o, ",\"confidence_score\":%d,\"confidence_id\":%d", (int)(sure->x * 100), sure->x >= 0.9 ? 3 : sure->x >= 0.6 ? 2 : 1);
}

static enum dc_status ocsf_begin(struct page *p)
{
	return p->out.status;
}

static void ocsf_row(struct page *p, const struct cell *cells)
{
	bool change = page_cell(p, cells, "change")->known, gone = same(word_of(p, cells, "change"), "gone");
	char rule[96], verdict[96];

	if (!change && !same(p->section->id, "violations"))
		return;
	snprintf(rule, sizeof rule, "%.95s", word_of(p, cells, !change ? "verdict" : gone ? "verdict_before" : "verdict_after"));
	if (change && *rule == '\0')		/* lost from sight */
		snprintf(rule, sizeof rule, "UNKNOWN");
	snprintf(verdict, sizeof verdict, "%.*s", (int)strcspn(rule, "/"), rule);
	put_head(p, activity_of(p, cells), change ? (same(verdict, "DECLARED") ? 1 : 3) : severity_of(word_of(p, cells, "level")));
	put_info(p, cells, rule, verdict);
	put_place(p, cells);
	put_data(p, cells);
	out_str(&p->out, ",\"unmapped\":{");
	json_cells(p, cells, true);
	out_str(&p->out, "}}\n");
}

static enum dc_status ocsf_end(struct page *p)
{
	return p->out.status;
}

const struct format format_ocsf = { .id = "ocsf", .machine = true, .begin = ocsf_begin, .row = ocsf_row, .end = ocsf_end };
