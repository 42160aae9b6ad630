/* sarif.c -- SARIF 2.1.0 (OASIS) for the tools that track findings. A deviation is a result; what was not read is a
 * notification of the tool as well, so that an empty list of results is never taken for an all-clear. No snippets.
 *
 * Results come as they are read; the rules, which stand for the verdicts met, are written behind them.
 */
#include "json.h"

#include <stdlib.h>

struct sarif {
	char (*rules)[96];		/* "PROHIBITED/listed", each once */
	size_t n_rules, cap_rules;
	uint64_t results, notices;
	bool in_notices;
};

/* The stored word of a cell; cells of codes are C strings. */
static const char *word_of(const struct page *p, const struct cell *cells, const char *key)
{
	const struct cell *c = page_cell(p, cells, key);

	return c->known ? (const char *)c->text.p : "";
}

static const char *label_of(const struct page *p, const struct cell *cells, const char *key)
{
	const struct cell *c = page_cell(p, cells, key);

	return c->known && c->label != NULL ? c->label : word_of(p, cells, key);
}

/* A URI reference (RFC 3986) of a path or a data source name: what is not unreserved is escaped, byte by byte. */
static void put_uri(struct out *o, struct dc_span s)
{
	const uint8_t *scheme;
	size_t plain;

	if (s.p == NULL)
		s = dc_span_of("");
	scheme = memmem(s.p, s.n, "://", 3);
	plain = scheme == NULL ? 0 : (size_t)(scheme - s.p) + 3;
	out_str(o, s.n != 0 && s.p[0] == '/' ? "\"file://" : "\"");
	for (size_t i = 0; i < plain; i++)
		plain = (s.p[i] >= 'a' && s.p[i] <= 'z') || i + 3 >= plain ? plain : 0;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];

		if (i < plain || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    (c != 0 && strchr("-._~/", c) != NULL))
			out_bytes(o, &c, 1);
		else
			out_fmt(o, "%%%02X", c);
	}
	out_str(o, "\"");
}

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* kind and level, as PURPOSES §2.9 maps them; a level stands beside kind "fail" alone (SARIF 3.27.10). */
static void put_kind(struct page *p, const struct cell *cells)
{
	const char *level = word_of(p, cells, "level"), *verdict = word_of(p, cells, "verdict");

	if (same(verdict, "REVIEW"))
		out_str(&p->out, "\"kind\":\"review\",\"level\":\"none\"");
	else if (same(verdict, "NOT_FOUND"))
		out_str(&p->out, "\"kind\":\"informational\",\"level\":\"none\"");
	else if (same(level, "open"))
		out_str(&p->out, "\"kind\":\"open\",\"level\":\"none\"");
	else if (same(level, "pass"))
		out_str(&p->out, "\"kind\":\"pass\",\"level\":\"none\"");
	else
		out_fmt(&p->out, "\"kind\":\"fail\",\"level\":\"%s\"", same(level, "error") || same(level, "warning") ? level : "note");
}

static void rule_id(struct page *p, const struct cell *cells, char out[96])
{
	const char *reason = word_of(p, cells, "reason");

	snprintf(out, 96, "%.40s%s%.48s", word_of(p, cells, "verdict"), *reason == '\0' ? "" : "/", reason);
}

static void keep_rule(struct page *p, const char *id)
{
	struct sarif *s = p->state;

	for (size_t i = 0; i < s->n_rules; i++) {
		if (same(s->rules[i], id))
			return;
	}
	if (s->n_rules == s->cap_rules) {
		size_t cap = s->cap_rules == 0 ? 32 : s->cap_rules * 2;
		char (*more)[96] = reallocarray(s->rules, cap, sizeof *more);

		if (more == NULL) {
			p->out.status = dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
			return;
		}
		s->rules = more;
		s->cap_rules = cap;
	}
	snprintf(s->rules[s->n_rules++], sizeof *s->rules, "%s", id);
}

static void put_message(struct page *p, const struct cell *cells, const char *head, const char *more)
{
	const char *tail = label_of(p, cells, more);

	out_str(&p->out, "\"message\":{\"text\":\"");
	json_chars(&p->out, dc_span_of(label_of(p, cells, head)));
	out_str(&p->out, *tail == '\0' ? "" : ": ");
	json_chars(&p->out, dc_span_of(tail));
	out_str(&p->out, "\"}");
}

static void put_location(struct page *p, const struct cell *cells)
{
	const struct cell *line = page_cell(p, cells, "line"), *start = page_cell(p, cells, "start"), *end = page_cell(p, cells, "end");
	const struct cell *member = page_cell(p, cells, "member"), *where = page_cell(p, cells, "location");

	if (!page_cell(p, cells, "path")->known)		/* of a scope as a whole */
		return;
	out_str(&p->out, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
	put_uri(&p->out, page_cell(p, cells, "path")->text);
	out_str(&p->out, "}");
	if (!member->known && (line->known || start->known)) {	/* inside a container the bytes are not those of the file */
		out_str(&p->out, ",\"region\":{");
		if (line->known)
			out_fmt(&p->out, "\"startLine\":%lld", (long long)line->n);
		if (start->known)
			out_fmt(&p->out, "%s\"byteOffset\":%lld,\"byteLength\":%lld", line->known ? "," : "", (long long)start->n,
				(long long)(end->n - start->n));
		out_str(&p->out, "}");
	}
	out_str(&p->out, "}");
	if (where->known) {
		out_str(&p->out, ",\"logicalLocations\":[{\"fullyQualifiedName\":");
		json_text(&p->out, where->text);
		out_str(&p->out, "}]");
	}
	out_str(&p->out, "}]");
}

static void put_result(struct page *p, const struct cell *cells)
{
	struct sarif *s = p->state;
	char id[96];

	rule_id(p, cells, id);
	keep_rule(p, id);
	out_str(&p->out, s->results++ == 0 ? "\n{\"ruleId\":" : ",\n{\"ruleId\":");
	json_text(&p->out, dc_span_of(id));
	out_str(&p->out, ",");
	put_kind(p, cells);
	out_str(&p->out, ",");
	put_message(p, cells, "verdict", "category");
	put_location(p, cells);
	if (page_cell(p, cells, "fingerprint")->known) {
		out_str(&p->out, ",\"partialFingerprints\":{\"daicho/v1\":");
		json_text(&p->out, page_cell(p, cells, "fingerprint")->text);
		out_fmt(&p->out, "},\"baselineState\":\"%s\"", page_cell(p, cells, "first_seen")->n == p->run.id ? "new" : "unchanged");
	}
	if (page_cell(p, cells, "waiver")->known) {
		out_str(&p->out, ",\"suppressions\":[{\"kind\":\"external\",\"justification\":");
		json_text(&p->out, page_cell(p, cells, "waiver")->text);
		out_str(&p->out, "}]");
	}
	out_str(&p->out, ",\"properties\":{");
	json_cells(p, cells, true);
	out_str(&p->out, "}}");
}

static void put_notice(struct page *p, const struct cell *cells)
{
	struct sarif *s = p->state;

	out_fmt(&p->out, "%s\n{\"level\":\"%s\",\"descriptor\":{\"id\":", s->notices++ == 0 ? "" : ",",
		same(word_of(p, cells, "outcome"), "failed") ? "error" : "warning");
	json_text(&p->out, dc_span_of(word_of(p, cells, "reason")));
	out_str(&p->out, "},");
	put_message(p, cells, "outcome", "reason");
	put_location(p, cells);
	out_str(&p->out, "}");
}

static enum dc_status sarif_begin(struct page *p)
{
	p->state = calloc(1, sizeof(struct sarif));
	if (p->state == NULL)
		return dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
	out_str(&p->out, "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\","
		"\"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"results\":[");
	return p->out.status;
}

static void begin_notices(struct page *p)
{
	struct sarif *s = p->state;
	bool complete = p->run.ended_ns != 0;

	if (s->in_notices)
		return;
	s->in_notices = true;
	out_fmt(&p->out, "],\n\"invocations\":[{\"executionSuccessful\":%s,\"toolExecutionNotifications\":[", complete ? "true" : "false");
}

static void sarif_section(struct page *p, const struct section *s)
{
	if (same(s->id, "unread"))
		begin_notices(p);
}

static void sarif_row(struct page *p, const struct cell *cells)
{
	if (same(p->section->id, "violations"))
		put_result(p, cells);
	else if (same(p->section->id, "unread"))
		put_notice(p, cells);
}

static void put_rule(struct page *p, const char *id)
{
	const char *slash = strchr(id, '/');
	char verdict[96];

	snprintf(verdict, sizeof verdict, "%.*s", slash == NULL ? (int)strlen(id) : (int)(slash - id), id);
	out_str(&p->out, "{\"id\":");
	json_text(&p->out, dc_span_of(id));
	out_str(&p->out, ",\"shortDescription\":{\"text\":");
	json_text(&p->out, dc_span_of(label_text(LABEL_VERDICT, verdict, p->lang)));
	out_str(&p->out, "},\"fullDescription\":{\"text\":");
	json_text(&p->out, dc_span_of(slash == NULL ? label_text(LABEL_VERDICT, verdict, p->lang)
		: label_text(LABEL_REASON, slash + 1, p->lang)));
	out_str(&p->out, "}}");
}

static enum dc_status sarif_end(struct page *p)
{
	struct sarif *s = p->state;

	begin_notices(p);
	out_str(&p->out, "]}],\n\"tool\":{\"driver\":{\"name\":\"daicho\",\"version\":");
	json_text(&p->out, dc_span_of(p->facts[FACT_VERSION].value));
	out_str(&p->out, ",\"rules\":[");
	for (size_t i = 0; i < s->n_rules; i++) {
		out_str(&p->out, i == 0 ? "" : ",");
		put_rule(p, s->rules[i]);
	}
	out_str(&p->out, "]}},\n\"properties\":{");
	json_facts(p);
	out_str(&p->out, "}}]}\n");
	return p->out.status;
}

static void sarif_close(struct page *p)
{
	struct sarif *s = p->state;

	if (s != NULL)
		free(s->rules);
	free(s);
	p->state = NULL;
}

const struct format format_sarif = { .id = "sarif", .machine = true, .scopes = true, .begin = sarif_begin, .section = sarif_section, .row = sarif_row,
	.end = sarif_end, .close = sarif_close };
