/* test_report.c -- reports over made-up inventories: what each format does to foreign text, what every report must say and
 * must not, and that the page is made of nothing but what we put there. Expected texts are those of RFC 4180, RFC 8259,
 * the HTML standard, and OWASP's list for CSV. */
#include "table.h"

#include "fake_store.h"
#include "words.h"

#include "daicho/buf.h"
#include "daicho/report.h"

#include <expat.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const set_ids[] = { "demo", "undeclared", "hostile", "vectors", "empty" };

/* Runs a report into memory; *out is NUL-terminated. */
static enum dc_status render_request(const struct dc_report_request *req, struct dc_buf *out, struct dc_error *err)
{
	int fd = memfd_create("report", MFD_CLOEXEC);
	enum dc_status st = dc_report_write(req, fd, err);
	off_t n = lseek(fd, 0, SEEK_END);

	dc_buf_init(out, 0);
	assert_true(n >= 0);
	assert_int_equal(dc_buf_reserve(out, (size_t)n + 1), DC_OK);
	assert_int_equal(pread(fd, out->p, (size_t)n, 0), n);
	out->n = (size_t)n;
	out->p[n] = '\0';
	close(fd);
	return st;
}

static struct dc_report_request request_of(const char *set, const char *report, const char *format, const char *lang)
{
	struct fake_set *s = fake_set_find(set);

	assert_non_null(s);
	return (struct dc_report_request){ .report = report, .format = format, .lang = lang, .store = &s->store, .run_before = strcmp(report, "diff") == 0,
		.subject = fake_subject(set),
		.declaration = s->declaration.sha256 == NULL ? NULL : &s->declaration, .version = "0.0 (test)" };
}

static void render(const char *set, const char *report, const char *format, const char *lang, struct dc_buf *out)
{
	struct dc_report_request req = request_of(set, report, format, lang);
	struct dc_error err = { 0 };

	if (render_request(&req, out, &err) != DC_OK)
		fail_msg("%s %s %s %s: %s", set, report, format, lang, err.text);
}

/* The findings report over one finding that stands at `name`. */
static void render_name(const char *name, size_t n, const char *format, struct dc_buf *out)
{
	struct dc_stored_finding f = { .id = 1, .object_id = 1, .asset = "t", .path = name, .path_len = n, .inner = "", .table = "",
		.field = "", .format = "", .category = "contact.email", .kind = "email", .high = 1, .confidence = 0.95f, .masked = "" };
	struct dc_store store = { .run = { .id = 1, .targets = "t", .declaration_sha256 = "", .rule_pack = "", .tool_version = "",
		.detector_version = "" }, .findings = &f, .n_findings = 1 };
	struct dc_report_request req = { .report = "findings", .format = format, .lang = "en", .store = &store, .version = "0" };
	struct dc_error err = { 0 };

	if (render_request(&req, out, &err) != DC_OK)
		fail_msg("%s: %s", format, err.text);
}

static void test_escape(void **state)
{
	static const struct { const char *format, *why, *name, *want; } rows[] = {
		{ "csv", "plain", "a/b.csv", ",\"a/b.csv\"," },
		{ "csv", "quote doubled", "a\"b", ",\"a\"\"b\"," },
		{ "csv", "comma stays inside", "a,b", ",\"a,b\"," },
		{ "csv", "OWASP =", "=1+1", ",\"'=1+1\"," },
		{ "csv", "OWASP +", "+1", ",\"'+1\"," },
		{ "csv", "OWASP -", "-1", ",\"'-1\"," },
		{ "csv", "OWASP @", "@SUM(1)", ",\"'@SUM(1)\"," },
		{ "csv", "OWASP tab", "\t=1", ",\"'\\u{9}=1\"," },
		{ "csv", "OWASP carriage return", "\r=1", ",\"'\\u{D}=1\"," },
		{ "csv", "OWASP line feed", "\n=1", ",\"'\\u{A}=1\"," },
		{ "csv", "OWASP full width", "\xef\xbc\x9d" "1", ",\"'\xef\xbc\x9d" "1\"," },
		{ "csv", "blank before it", "  =1", ",\"'  =1\"," },
		{ "csv", "no-break space before it", "\xc2\xa0=1", ",\"'\xc2\xa0=1\"," },
		{ "csv", "ideographic space before it", "\xe3\x80\x80=1", ",\"'\xe3\x80\x80=1\"," },
		{ "csv", "DDE", "|cmd", ",\"'|cmd\"," },
		{ "csv", "newline within: one record, one line", "a\r\nb", ",\"a\\u{D}\\u{A}b\"," },
		{ "csv", "sign within is no formula", "a=1", ",\"a=1\"," },
		{ "jsonl", "quote, backslash", "a\"\\b", "\"path\":\"a\\\"\\\\b\"" },
		{ "jsonl", "control", "a\nb", "\"path\":\"a\\u000ab\"" },
		{ "jsonl", "escape sequence", "\x1b[2J", "\"path\":\"\\u001b[2J\"" },
		{ "jsonl", "Japanese stays", "名簿", "\"path\":\"名簿\"" },
		{ "jsonl", "beyond the first plane stays", "\xf0\xa0\xae\xb7", "\"path\":\"\xf0\xa0\xae\xb7\"" },
		{ "jsonl", "bidi override", "\xe2\x80\xae", "\"path\":\"\\u202e\"" },
		{ "jsonl", "noncharacter of plane 1, as a pair", "\xf0\x9f\xbf\xbe", "\"path\":\"\\ud83f\\udffe\"" },
		{ "jsonl", "no UTF-8: the bytes in a second field", "a\xff", "\"path\":\"a\\ufffd\",\"path_hex\":\"61ff\"" },
		{ "jsonl", "CP932", "\x96\xbc", "\"path_hex\":\"96bc\"" },
		{ "html", "element", "<b>", "&lt;b&gt;" },
		{ "html", "entity", "&amp;", "&amp;amp;" },
		{ "html", "quotes", "\"'", "&quot;&#39;" },
		{ "html", "bad byte is shown", "a\xff", "a\\xFF" },
		{ "html", "bidi override is shown", "a\xe2\x80\xae" "b", "a\\u{202E}b" },
		{ "html", "Windows path", "a\\b", "a\\b" },
		{ "md", "cell border", "a|b", "a\\|b" },
		{ "md", "emphasis", "*a*_b_", "\\*a\\*\\_b\\_" },
		{ "md", "HTML", "<b>&", "&lt;b&gt;&amp;" },
		{ "md", "link", "[a](b)", "\\[a\\](b)" },
		{ "md", "link by itself", "http://x", "http\\://x" },
		{ "md", "code", "`a`", "\\`a\\`" },
		{ "md", "newline", "a\nb", "a\\\\u\\{A\\}b" },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_buf b;

		render_name(rows[i].name, strlen(rows[i].name), rows[i].format, &b);
		if (strstr((const char *)b.p, rows[i].want) == NULL)
			fail_msg("%s: %s: %s is not in: %s", rows[i].format, rows[i].why, rows[i].want, b.n > 4000 ? "the page" : (char *)b.p);
		dc_buf_done(&b);
	}
}

/* A NUL in a name ends no string. */
static void test_nul(void **state)
{
	struct dc_buf b;

	(void)state;
	render_name("a\0b", 3, "jsonl", &b);
	assert_non_null(strstr((const char *)b.p, "\"path\":\"a\\u0000b\""));
	dc_buf_done(&b);
}

/* Every pair of a report and a format, for every inventory, in both languages. */
static void each_pair(void (*look)(const char *set, const char *report, const char *format, const char *lang))
{
	for (size_t i = 0; dc_report_list(i) != NULL; i++) {
		char line[128], *rest = line, *report, *format;

		snprintf(line, sizeof line, "%s", dc_report_list(i));
		report = strsep(&rest, " ");
		while ((format = strsep(&rest, " ")) != NULL) {
			for (size_t s = 0; s < DC_ARRAY_LEN(set_ids); s++) {
				look(set_ids[s], report, format, "ja");
				look(set_ids[s], report, format, "en");
			}
		}
	}
}

static bool has(const struct dc_buf *b, const char *what)
{
	return memmem(b->p, b->n, what, strlen(what)) != NULL;
}

static void look_twice(const char *set, const char *report, const char *format, const char *lang)
{
	struct dc_buf a, b;

	render(set, report, format, lang, &a);
	render(set, report, format, lang, &b);
	if (a.n != b.n || memcmp(a.p, b.p, a.n) != 0)
		fail_msg("%s %s %s %s: not the same twice", set, report, format, lang);
	dc_buf_done(&a);
	dc_buf_done(&b);
}

static void test_all_pairs_twice(void **state)
{
	(void)state;
	each_pair(look_twice);
}

/* PURPOSES §2: the sentence stands in every report; "compliant" in none; masks only where they were asked for. Lines that
 * other tools read (DESIGN §5) have no head. */
static void look_words(const char *set, const char *report, const char *format, const char *lang)
{
	bool bare = (strcmp(format, "jsonl") == 0 && (strcmp(report, "findings") == 0 || strcmp(report, "columns") == 0)) ||
		strcmp(format, "ocsf") == 0;
	struct dc_buf b;

	if (strcmp(format, "xlsx") == 0)
		return;			/* packed: tests/browser looks inside */
	render(set, report, format, lang, &b);
	if (!bare && !has(&b, strcmp(lang, "ja") == 0 ? "不存在を示すものではない" : "not proof of absence"))
		fail_msg("%s %s %s %s: the sentence is missing", set, report, format, lang);
	if (has(&b, "ompliant") || has(&b, "適合") || has(&b, "遵守"))
		fail_msg("%s %s %s %s: a report never says that the law is kept", set, report, format, lang);
	if (strcmp(set, "demo") == 0 && has(&b, "***********"))
		fail_msg("%s %s %s %s: a mask that nobody asked for", set, report, format, lang);
	dc_buf_done(&b);
}

static void test_what_is_said(void **state)
{
	(void)state;
	each_pair(look_words);
}

static void test_masks_when_asked(void **state)
{
	struct dc_report_request req = request_of("demo", "findings", "jsonl", "en");
	struct dc_error err = { 0 };
	struct dc_buf b;

	(void)state;
	req.masks = true;
	assert_int_equal(render_request(&req, &b, &err), DC_OK);
	assert_true(has(&b, "\"masked\":\"***********\""));
	dc_buf_done(&b);
}

/* With --mask-paths no name of a file, folder, member, sheet or column is left. */
static void test_mask_paths(void **state)
{
	static const char *const names[] = { "名簿", "健診", "給与明細", "share/sales", "/srv/share/", "カード番号", "個人番号\"" };
	static const char *const reports[] = { "findings", "violations", "columns", "coverage", "overview", "ledger", "diff", "trend" };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(reports); i++) {
		struct dc_report_request req = request_of("demo", reports[i], "jsonl", "en");
		struct dc_error err = { 0 };
		struct dc_buf b;

		req.mask_paths = true;
		assert_int_equal(render_request(&req, &b, &err), DC_OK);
		for (size_t k = 0; k < DC_ARRAY_LEN(names); k++) {
			if (has(&b, names[k]))
				fail_msg("%s: %s is still there", reports[i], names[k]);
		}
		dc_buf_done(&b);
	}
}

/* What the run's record and its verdicts say: 90 of 110 objects are read or unchanged since they were. */
static void test_trend(void **state)
{
	static const char *const wanted[] = { "\"seconds\":61,", "\"objects\":110,", "\"covered\":0.81818", "\"carried\":20,", "\"bytes_read\":5000,",
		"\"persons\":5420,", "\"scope\":\"hr\",\"run\":2,", "\"findings\":3,\"errors\":3,\"warnings\":0,",
		"\"objects\":10,\"covered\":0.8", "\"carried\":3,", "\"failed\":1,", "\"bytes_read\":700" };
	struct dc_report_request req = request_of("demo", "trend", "jsonl", "en");
	struct dc_error err = { 0 };
	struct dc_buf b;

	(void)state;
	assert_int_equal(render_request(&req, &b, &err), DC_OK);
	for (size_t i = 0; i < DC_ARRAY_LEN(wanted); i++)
		if (!has(&b, wanted[i]))
			fail_msg("%s is not there: %s", wanted[i], dc_buf_cstr(&b));
	dc_buf_done(&b);
}

static void test_refusals(void **state)
{
	static struct dc_store never = { .no_run = true };
	static struct dc_store keyless = { .no_key = true, .run = { .id = 1, .targets = "", .declaration_sha256 = "", .rule_pack = "",
		.tool_version = "", .detector_version = "" } };
	static const struct { const char *why; struct dc_report_request req; const char *says; } rows[] = {
		{ "no such report", { .report = "nonsense", .format = "csv", .store = &never }, "violations" },
		{ "no such format", { .report = "coverage", .format = "pdf", .store = &never }, "html" },
		{ "a format of another report", { .report = "coverage", .format = "sarif", .store = &never }, "csv" },
		{ "no scan yet", { .report = "coverage", .format = "csv", .store = &never }, "daicho scan" },
		{ "an earlier scan", { .report = "coverage", .format = "csv", .store = &keyless, .run = 7 }, "7" },
		{ "nothing to compare with", { .report = "diff", .format = "csv", .store = &keyless }, "two scans" },
		{ "no key to mask by", { .report = "coverage", .format = "csv", .store = &keyless, .mask_paths = true }, "key" },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_error err = { 0 };
		struct dc_buf b;

		if (render_request(&rows[i].req, &b, &err) != DC_EUSAGE || strstr(err.text, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].why, err.text);
		assert_int_equal(b.n, 0);
		dc_buf_done(&b);
	}
}

static void test_full_disk(void **state)
{
	static const char *const formats[] = { "html", "csv", "jsonl", "md", "xlsx", "sarif" };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(formats); i++) {
		struct dc_report_request req = request_of("many", "violations", formats[i], "en");
		struct dc_error err = { 0 };
		int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

		assert_true(fd >= 0);
		assert_int_equal(dc_report_write(&req, fd, &err), DC_EIO);
		close(fd);
	}
}

static size_t count_of(const struct dc_buf *b, const char *what)
{
	size_t n = 0;

	for (const uint8_t *at = b->p; (at = memmem(at, b->n - (size_t)(at - b->p), what, strlen(what))) != NULL; at++)
		n++;
	return n;
}

/* APPI Rules arts. 7 and 8: the answers, three-valued, and the days. Day 1 is the day of knowledge in Japan; 22 November 2026
 * is a Sunday, 19 December a Saturday. */
static void test_triage(void **state)
{
	static const struct { const char *why, *set; int64_t known_at_ns; const char *cause, *want; } rows[] = {
		{ "special care is there", "demo", 0, NULL, "\"answer\":\"yes\",\"trigger\":\"Special-care data" },
		{ "a card number alone is enough", "demo", 0, NULL, "\"answer\":\"yes\",\"trigger\":\"Financial" },
		{ "nobody said the cause", "demo", 0, NULL, "\"answer\":\"undetermined\",\"trigger\":\"A wrongful" },
		{ "an intrusion", "demo", 0, "intrusion", "\"answer\":\"yes\",\"trigger\":\"A wrongful" },
		{ "sent to the wrong recipient, as the option names it", "demo", 0, "misdelivery", "\"answer\":\"no\",\"trigger\":\"A wrongful" },
		{ "a loss", "demo", 0, "loss", "\"answer\":\"no\",\"trigger\":\"A wrongful" },
		{ "143 at least, unread parts: not known", "demo", 0, NULL, "\"answer\":\"undetermined\",\"trigger\":\"More than 1,000" },
		{ "143 with a My Number at least", "demo", 0, NULL, "\"answer\":\"yes\",\"trigger\":\"More than 100 persons with" },
		{ "all read, none there", "empty", 0, NULL, "\"answer\":\"no\",\"trigger\":\"Special-care data" },
		{ "all read, nobody there", "empty", 0, NULL, "\"answer\":\"no\",\"trigger\":\"More than 1,000" },
		{ "the pack in force on the day of knowledge", "demo", 1795134600000000000, NULL, "rule pack appi-2024-04, in force from 2024-04-01" },
		{ "day 3 is a Sunday", "demo", 1795134600000000000, NULL,
			"\"day\":3,\"date\":\"2026-11-22\",\"next_business_day\":\"2026-11-24\"" },	/* the 23rd is Labour Thanksgiving Day */
		{ "a processor tells who entrusted the data", "demo", 1795134600000000000, NULL, "As a processor instead" },
		{ "the form names the triggers", "demo", 1795134600000000000, "intrusion", "Triggers of art. 7: [scan] 1, 2, 3, 4 (not known)" },
		{ "what the persons are told", "demo", 0, NULL, "{\"section\":\"notice\",\"item\":\"items of personal data\",\"text\":\"[scan]" },
		{ "day 30 is a Saturday", "demo", 1795134600000000000, NULL,
			"\"day\":30,\"date\":\"2026-12-19\",\"next_business_day\":\"2026-12-21\"" },
		{ "day 60 over the year's end", "demo", 1795134600000000000, NULL, "\"day\":60,\"date\":\"2027-01-18\",\"next_business_day\":\"\"" },
		{ "16:00 UTC is the next day in Japan", "demo", 1795104000000000000, NULL, "\"day\":5,\"date\":\"2026-11-24\"" },
		{ "day 30 on 29 December: closed until 4 January", "demo", 1795966200000000000, NULL,
			"\"day\":30,\"date\":\"2026-12-29\",\"next_business_day\":\"2027-01-04\"" },
	};
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_report_request req = request_of(rows[i].set, "triage", "jsonl", "en");
		struct dc_error err = { 0 };
		struct dc_buf b;

		req.known_at_ns = rows[i].known_at_ns;
		req.cause = rows[i].cause;
		assert_int_equal(render_request(&req, &b, &err), DC_OK);
		if (!has(&b, rows[i].want))
			fail_msg("%s: %s is not in %s", rows[i].why, rows[i].want, (char *)b.p);
		dc_buf_done(&b);
	}
}

/* What the data did is one section; every other cause stands apart (PURPOSES §2.3), and lost sight is never "gone". */
static void test_diff(void **state)
{
	static const struct { const char *why, *want; } rows[] = {
		{ "new", "{\"section\":\"changes\",\"change\":\"new\",\"category\":\"contact.email\"" },
		{ "gone", "{\"section\":\"changes\",\"change\":\"gone\"" },
		{ "moved says where from", "\"location_before\":\"/srv/share/tmp/list.csv\"" },
		{ "count", "\"change\":\"count_changed\",\"category\":\"contact.email\",\"location\":\"/srv/share/hr/a.csv\",\"location_before\":\"\",\"count_before\":100,\"count_after\":120" },
		{ "another declaration", "{\"section\":\"by_declaration\",\"change\":\"verdict_changed\"" },
		{ "both verdicts", "\"verdict_before\":\"DECLARED\",\"verdict_after\":\"PROHIBITED/listed\"" },
		{ "another detector", "{\"section\":\"by_detector\",\"change\":\"new\"" },
		{ "lost sight", "{\"section\":\"by_coverage\",\"change\":\"lost_sight\"" },
		{ "and why", "\"read_after\":\"access_denied\",\"cause\":\"coverage\"" },
		{ "regained", "{\"section\":\"by_coverage\",\"change\":\"regained\"" },
	};
	struct dc_report_request req = request_of("demo", "diff", "jsonl", "en");
	struct dc_error err = { 0 };
	struct dc_buf b;

	(void)state;
	assert_int_equal(render_request(&req, &b, &err), DC_OK);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (!has(&b, rows[i].want))
			fail_msg("%s: %s is not in %s", rows[i].why, rows[i].want, (char *)b.p);
	dc_buf_done(&b);
}

/* A field that nobody filled is empty and named; a purpose that was not one at origin is told (PURPOSES §2.7). */
static void test_eu(void **state)
{
	static const char *const want[] = { "\"state\":\"error\"", "\"missing\":\"Received from, Circumstances of acquisition\"",
		"\"source\":\"\"", "\"purposes_at_origin\":\"sell\",\"purposes_bound\":\"sell\",\"purposes_beyond\":\"\"", "\"scope\":\"sales\"" };
	struct dc_buf b;

	(void)state;
	render("demo", "eu", "jsonl", "en", &b);
	for (size_t i = 0; i < DC_ARRAY_LEN(want); i++)
		if (!has(&b, want[i]))
			fail_msg("%s is not in %s", want[i], (char *)b.p);
	assert_false(has(&b, "\"scope\":\"payroll\""));
	dc_buf_done(&b);
}

/* In the cell of its scope, and in a section of its own. */
static void test_processed(void **state)
{
	static const struct { const char *lang, *want; } rows[] = {
		{ "en", "k-min 1, 678 of 12,345 rows alone; joinability 0.250 \xc2\xb1 0.013 (" },
		{ "ja", "k-min 1、単独の行 678／12,345、突合割合 0.250 \xc2\xb1 0.013（" },
		{ "en", "\"rows\":12345,\"k_min\":1,\"rows_alone\":678,\"rows_alone_share\":0.054921,\"rows_by\":\"age, sex\",\"values\":null" },
		{ "en", "\"rows\":null,\"k_min\":null,\"rows_alone\":null,\"rows_alone_share\":null,\"rows_by\":\"\",\"values\":90000,"
			"\"joinability\":0.250000,\"joinability_error\":0.013200" },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct dc_buf b;

		render("demo", "ledger", "jsonl", rows[i].lang, &b);
		if (!has(&b, rows[i].want))
			fail_msg("%s is not in %s", rows[i].want, (char *)b.p);
		dc_buf_done(&b);
	}
}

/* 18 findings, 5,556 times over: 500 in the page, 99,508 counted; all of them in the lines. */
static void test_many(void **state)
{
	struct dc_buf b;

	(void)state;
	render("many", "findings", "html", "en", &b);
	assert_int_equal(count_of(&b, "<details class=\"row"), 500);
	assert_true(has(&b, "99,508 more"));
	assert_true(b.n < 4u << 20);
	dc_buf_done(&b);
	render("many", "findings", "jsonl", "en", &b);
	assert_int_equal(count_of(&b, "\n"), 100008);
	dc_buf_done(&b);
}

/* The page as a parser sees it: only elements and attributes of ours, whatever the names say. */
struct seen {
	const char *set, *report;
	size_t scripts, links, elements;
};

static bool among(const char *word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (strcmp(*list, word) == 0)
			return true;
	}
	return false;
}

static void XMLCALL start(void *ctx, const XML_Char *name, const XML_Char **att)
{
	static const char *const elements[] = { "html", "head", "meta", "title", "style", "body", "svg", "defs", "symbol", "path", "circle",
		"rect", "use", "header", "p", "span", "h1", "h2", "h3", "h4", "time", "nav", "ol", "ul", "li", "a", "main", "b", "dl", "dt",
		"dd", "div", "section", "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "article",
		"fieldset", "legend", "label", "input", "footer", NULL };
	static const char *const attributes[] = { "lang", "charset", "http-equiv", "content", "name", "class", "id", "viewBox", "aria-hidden",
		"aria-label", "data-k", "width", "height", "d", "cx", "cy", "r", "rx", "x", "y", "href", "role", "tabindex", "scope", "open", "type", "value",
		"checked", "preserveAspectRatio", NULL };
	struct seen *s = ctx;

	s->elements++;
	if (!among(name, elements))
		fail_msg("%s %s: element %s is none of ours", s->set, s->report, name);
	for (; att[0] != NULL; att += 2) {
		if (!among(att[0], attributes))
			fail_msg("%s %s: attribute %s is none of ours", s->set, s->report, att[0]);
		if (strcmp(att[0], "href") == 0 && att[1][0] != '#')
			fail_msg("%s %s: a link that leaves the page: %s", s->set, s->report, att[1]);
	}
}

static void look_html(const char *set, const char *report, const char *format, const char *lang)
{
	struct seen seen = { .set = set, .report = report };
	XML_Parser parser;
	struct dc_buf b;

	if (strcmp(format, "html") != 0)
		return;
	render(set, report, format, lang, &b);
	parser = XML_ParserCreate("UTF-8");
	XML_SetUserData(parser, &seen);
	XML_SetStartElementHandler(parser, start);
	if (XML_Parse(parser, (const char *)b.p, (int)b.n, 1) != XML_STATUS_OK)
		fail_msg("%s %s %s: line %lu: %s", set, report, lang, XML_GetCurrentLineNumber(parser),
			XML_ErrorString(XML_GetErrorCode(parser)));
	assert_true(seen.elements > 20);
	assert_true(has(&b, "default-src 'none'; style-src 'sha256-"));
	assert_false(has(&b, "unsafe-inline"));
	XML_ParserFree(parser);
	dc_buf_done(&b);
}

static void test_html(void **state)
{
	(void)state;
	each_pair(look_html);
}

/* Both languages have every string, with the same places to fill. */
static void test_words(void **state)
{
	(void)state;
	for (int w = 0; w < N_WORDS; w++) {
		const char *en = word_text((enum word)w, LANG_EN), *ja = word_text((enum word)w, LANG_JA);

		assert_true(en[0] != '\0' && ja[0] != '\0');
		for (char k = '0'; k <= '9'; k++) {
			char place[4] = { '{', k, '}', '\0' };

			if ((strstr(en, place) == NULL) != (strstr(ja, place) == NULL))
				fail_msg("%s: %s is in one language alone", en, place);
		}
	}
	for (int r = 0; r < DC_N_REASONS; r++) {
		const char *id = dc_reason_name((enum dc_reason)r);

		if (label_text(LABEL_UNREAD, id, LANG_JA) == id)
			fail_msg("the reason %s has no words", id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape), cmocka_unit_test(test_nul), cmocka_unit_test(test_all_pairs_twice),
		cmocka_unit_test(test_what_is_said), cmocka_unit_test(test_masks_when_asked), cmocka_unit_test(test_mask_paths),
		cmocka_unit_test(test_refusals), cmocka_unit_test(test_full_disk), cmocka_unit_test(test_diff), cmocka_unit_test(test_trend), cmocka_unit_test(test_eu), cmocka_unit_test(test_processed), cmocka_unit_test(test_many),
		cmocka_unit_test(test_triage), cmocka_unit_test(test_html), cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
