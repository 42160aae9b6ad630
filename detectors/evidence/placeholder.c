/* placeholder.c -- lists of sample values. Test card numbers are those that payment networks and processors publish. */
#include "placeholder.h"

/* A marked value is never above medium: this is logit(0.85). */
#define MARKED_MOST 1.73f
#define ROLE_MOST 1.2f

static const char *const sample_domains[] = {
	"example.com", "example.net", "example.org", "example.jp", "example.co.jp", "example.ne.jp", "example.or.jp", "example.ac.jp",
	"domain.com", "yourdomain.com", "test.com", "sample.com", "sample.co.jp", "mail.com.example", "xxx.co.jp", "xxx.com",
};
/* RFC 2606 and RFC 6761. */
static const char *const sample_tlds[] = { ".example", ".test", ".invalid", ".localhost", ".example.com", ".example.net",
	".example.org", ".example.co.jp", ".example.jp" };
static const char *const role_locals[] = {
	"info", "support", "contact", "sales", "admin", "administrator", "noreply", "no-reply", "webmaster", "postmaster", "hostmaster",
	"abuse", "help", "helpdesk", "office", "inquiry", "privacy", "security", "press", "pr", "recruit", "jobs", "careers", "hr",
	"billing", "service", "customer", "cs", "soumu", "jinji", "kojinjoho", "mailer-daemon", "root", "newsletter", "donotreply",
	"do-not-reply", "team", "hello", "shop", "order", "orders", "toiawase", "otoiawase", "eigyo", "koho", "kouhou", "saiyo", "saiyou",
};
static const char *const sample_names[] = {
	"山田太郎", "山田花子", "鈴木一郎", "田中花子", "田中太郎", "佐藤太郎", "佐藤花子", "日本太郎", "日本花子", "東京太郎", "東京花子",
	"甲野太郎", "乙野花子", "甲野花子", "例示太郎", "番号太郎", "番号花子", "ヤマダタロウ", "ヤマダハナコ", "スズキイチロウ", "タナカハナコ",
	"johndoe", "janedoe", "doejohn", "doejane", "johnsmith", "yamadataro", "taroyamada", "yamadahanako", "hanakoyamada",
	"johnqpublic", "fulano", "mustermann", "maxmustermann", "erikamustermann", "名無しの権兵衛",
};
static const char *const test_numbers[] = {
	"4111111111111111", "4242424242424242", "4012888888881881", "4000056655665556", "4222222222222", "4917610000000000",
	"4000000000000002", "4000002500003155", "4007000000027", "4005519200000004", "4009348888881881", "4012000033330026",
	"5555555555554444", "5105105105105100", "2223003122003222", "2223000048400011", "5200828282828210", "5424000000000015",
	"378282246310005", "371449635398431", "378734493671000", "370000000000002",
	"3530111333300000", "3566002020360505", "3566111111111113", "30569309025904", "38520000023237", "36227206271667",
	"6011111111111117", "6011000990139424", "6011000000000012", "6200000000000005", "6759649826438453", "6304000000000000",
	"5019717010103742", "6331101999990016", "123456789018", "123456789012", "078051120", "219099999", "457555462", "123456789",
};

static bool ends_with(struct dc_span v, const char *s)
{
	size_t n = strlen(s);

	return v.n >= n && memcmp(v.p + v.n - n, s, n) == 0;
}

static bool listed(struct dc_span v, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (dc_span_eq(v, dc_span_of(list[i])))
			return true;
	return false;
}

static void mark_email(struct candidate *c, struct dc_span value)
{
	const uint8_t *at = memrchr(value.p, '@', value.n);
	struct dc_span local, domain;

	if (at == NULL)
		return;
	local = dc_span_cut(value, 0, (size_t)(at - value.p));
	domain = dc_span_cut(value, local.n + 1, value.n);
	if (listed(domain, sample_domains, DC_ARRAY_LEN(sample_domains)))
		c->flags |= DC_HIT_PLACEHOLDER;
	for (size_t i = 0; i < DC_ARRAY_LEN(sample_tlds); i++)
		if (ends_with(domain, sample_tlds[i]))
			c->flags |= DC_HIT_PLACEHOLDER;
	if (listed(local, role_locals, DC_ARRAY_LEN(role_locals)))
		c->flags |= DC_HIT_ROLE;
}

/* Letters of the value with blanks out and ASCII small; names are compared so. */
static struct dc_span squeeze(struct dc_span v, uint8_t out[DC_VALUE_MOST])
{
	size_t n = 0;

	for (size_t i = 0; i < v.n && n < DC_VALUE_MOST; i++) {
		uint8_t b = v.p[i];

		if (v.n - i >= 3 && memcmp(v.p + i, "\xe3\x80\x80", 3) == 0)
			i += 2;
		else if (b != ' ' && b != ',' && b != '.' && b != '-')
			out[n++] = b >= 'A' && b <= 'Z' ? (uint8_t)(b + 32) : b;
	}
	return (struct dc_span){ out, n };
}

static void mark_name(struct candidate *c, struct dc_span value)
{
	uint8_t buf[DC_VALUE_MOST];
	struct dc_span v = squeeze(value, buf);

	if (listed(v, sample_names, DC_ARRAY_LEN(sample_names)))
		c->flags |= DC_HIT_PLACEHOLDER;
}

/* The digits of a number; letters end the trial. */
static size_t digits_of(struct dc_span v, uint8_t out[DC_VALUE_MOST])
{
	size_t n = 0;

	for (size_t i = 0; i < v.n && i < DC_VALUE_MOST; i++) {
		if (v.p[i] >= '0' && v.p[i] <= '9')
			out[n++] = v.p[i];
		else if (v.p[i] != '-' && v.p[i] != '+' && v.p[i] != ' ')
			return 0;
	}
	return n;
}

/* All digits but two are the same (0000..., 03-0000-0000), or they run on: 123456789012. */
static bool dull(const uint8_t *d, size_t n)
{
	size_t runs = 0, same[10] = { 0 }, most = 0;

	for (size_t i = 0; i < n; i++) {
		same[d[i] - '0']++;
		if (same[d[i] - '0'] > most)
			most = same[d[i] - '0'];
		if (i > 0)
			runs += d[i] == (d[i - 1] == '9' ? '0' : d[i - 1] + 1);
	}
	return most == n || (n >= 10 && most + 2 >= n) || runs + 1 >= n || (memcmp(d, "123456", 6) == 0 && runs + 3 >= n);
}

static void mark_number(struct candidate *c, struct dc_span value)
{
	uint8_t digits[DC_VALUE_MOST];
	size_t n = digits_of(value, digits);

	if (n < 6)
		return;
	if (listed((struct dc_span){ digits, n }, test_numbers, DC_ARRAY_LEN(test_numbers)))
		c->flags |= DC_HIT_TEST;
	if (dull(digits, n))
		c->flags |= DC_HIT_PLACEHOLDER;
}

void placeholder_mark(struct candidate *c, struct dc_span value, unsigned traits)
{
	const char *category = c->category != NULL ? c->category : c->kind->category;

	if (category_is(category, "contact.email"))
		mark_email(c, value);
	else if (traits & KIND_NAME || category_is(category, "person.name_kana"))
		mark_name(c, value);
	else if (traits & KIND_NUMBER && !category_is(category, "contact.postal_code"))
		mark_number(c, value);
}

static void cap(struct candidate *c, enum dc_evidence why, float most)
{
	float sum = candidate_logodds(c);

	if (sum > most)
		candidate_weigh(c, why, most - sum);
}

void placeholder_cap(struct candidate *c)
{
	if (c->flags & DC_HIT_TEST)
		cap(c, DC_E_test_number, MARKED_MOST);
	if (c->flags & DC_HIT_PLACEHOLDER)
		cap(c, DC_E_placeholder, MARKED_MOST);
	if (c->flags & DC_HIT_ROLE)
		cap(c, DC_E_role, ROLE_MOST);
}

bool placeholder_none(struct dc_span cell)
{
	static const char *const none[] = { "-", "--", "---", "―", "－", "ー", "*", "**", "***", "?", "？", ".", "/", "x", "X", "0",
		"なし", "無し", "無", "ナシ", "未登録", "未記入", "未提出", "未入力", "未取得", "未定", "不明", "該当なし", "特になし", "空欄", "同上", "〃",
		"N/A", "n/a", "NA", "#N/A", "#REF!", "#VALUE!", "#NAME?", "NULL", "null", "None", "none", "nil", "NaN", "nan",
		"unknown", "Unknown", "TBD", "tbd", "undefined", "N.A.", "\\N" };

	return listed(cell, none, DC_ARRAY_LEN(none));
}
