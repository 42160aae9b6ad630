/* placeholder.c -- lists of sample values. Test card numbers are those that payment networks and processors publish. */
#include "placeholder.h"

#define S(text) { (const uint8_t *)(text), sizeof(text) - 1 }

/* A marked value is never above medium: this is logit(0.85). */
#define MARKED_MOST 1.73f
#define ROLE_MOST 1.2f
#define NONE_MOST 15u			/* bytes of the longest cell that means "none" */

static const struct dc_span sample_domains[] = {
	S("example.com"), S("example.net"), S("example.org"), S("example.jp"), S("example.co.jp"), S("example.ne.jp"), S("example.or.jp"), S("example.ac.jp"),
	S("domain.com"), S("yourdomain.com"), S("test.com"), S("sample.com"), S("sample.co.jp"), S("mail.com.example"), S("xxx.co.jp"), S("xxx.com"),
};
/* RFC 2606 and RFC 6761. */
static const struct dc_span sample_tlds[] = { S(".example"), S(".test"), S(".invalid"), S(".localhost"), S(".example.com"), S(".example.net"),
	S(".example.org"), S(".example.co.jp"), S(".example.jp") };
static const struct dc_span role_locals[] = {
	S("info"), S("support"), S("contact"), S("sales"), S("admin"), S("administrator"), S("noreply"), S("no-reply"), S("webmaster"), S("postmaster"), S("hostmaster"),
	S("abuse"), S("help"), S("helpdesk"), S("office"), S("inquiry"), S("privacy"), S("security"), S("press"), S("pr"), S("recruit"), S("jobs"), S("careers"), S("hr"),
	S("billing"), S("service"), S("customer"), S("cs"), S("soumu"), S("jinji"), S("kojinjoho"), S("mailer-daemon"), S("root"), S("newsletter"), S("donotreply"),
	S("do-not-reply"), S("team"), S("hello"), S("shop"), S("order"), S("orders"), S("toiawase"), S("otoiawase"), S("eigyo"), S("koho"), S("kouhou"), S("saiyo"), S("saiyou"),
};
static const struct dc_span sample_names[] = {
	S("山田太郎"), S("山田花子"), S("鈴木一郎"), S("田中花子"), S("田中太郎"), S("佐藤太郎"), S("佐藤花子"), S("日本太郎"), S("日本花子"), S("東京太郎"), S("東京花子"),
	S("甲野太郎"), S("乙野花子"), S("甲野花子"), S("例示太郎"), S("番号太郎"), S("番号花子"), S("ヤマダタロウ"), S("ヤマダハナコ"), S("スズキイチロウ"), S("タナカハナコ"),
	S("johndoe"), S("janedoe"), S("doejohn"), S("doejane"), S("johnsmith"), S("yamadataro"), S("taroyamada"), S("yamadahanako"), S("hanakoyamada"),
	S("johnqpublic"), S("fulano"), S("mustermann"), S("maxmustermann"), S("erikamustermann"), S("名無しの権兵衛"),
};
static const struct dc_span test_numbers[] = {
	S("4111111111111111"), S("4242424242424242"), S("4012888888881881"), S("4000056655665556"), S("4222222222222"), S("4917610000000000"),
	S("4000000000000002"), S("4000002500003155"), S("4007000000027"), S("4005519200000004"), S("4009348888881881"), S("4012000033330026"),
	S("5555555555554444"), S("5105105105105100"), S("2223003122003222"), S("2223000048400011"), S("5200828282828210"), S("5424000000000015"),
	S("378282246310005"), S("371449635398431"), S("378734493671000"), S("370000000000002"),
	S("3530111333300000"), S("3566002020360505"), S("3566111111111113"), S("30569309025904"), S("38520000023237"), S("36227206271667"),
	S("6011111111111117"), S("6011000990139424"), S("6011000000000012"), S("6200000000000005"), S("6759649826438453"), S("6304000000000000"),
	S("5019717010103742"), S("6331101999990016"), S("123456789018"), S("123456789012"), S("078051120"), S("219099999"), S("457555462"), S("123456789"),
};

static bool ends_with(struct dc_span v, struct dc_span s)
{
	return v.n >= s.n && memcmp(v.p + v.n - s.n, s.p, s.n) == 0;
}

/* Lengths first: nearly all of a list is turned away without reading it. */
static bool listed(struct dc_span v, const struct dc_span *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].n == v.n && v.n > 0 && list[i].p[0] == v.p[0] && memcmp(list[i].p, v.p, v.n) == 0)
			return true;
	return false;
}

/* No role of the list has a digit, a dot or an underscore; most persons' addresses do. */
static bool only_letters(struct dc_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '-' && (s.p[i] < 'a' || s.p[i] > 'z'))
			return false;
	return true;
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
	if (only_letters(local) && listed(local, role_locals, DC_ARRAY_LEN(role_locals)))
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
	if (traits & KIND_MAIL)
		mark_email(c, value);
	else if (traits & (KIND_NAME | KIND_KANA))
		mark_name(c, value);
	else if (traits & KIND_NUMBER && !(traits & KIND_QUASI))
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
	static const struct dc_span none[] = { S("-"), S("--"), S("---"), S("―"), S("－"), S("ー"), S("*"), S("**"), S("***"), S("?"), S("？"), S("."), S("/"), S("x"), S("X"), S("0"),
		S("なし"), S("無し"), S("無"), S("ナシ"), S("未登録"), S("未記入"), S("未提出"), S("未入力"), S("未取得"), S("未定"), S("不明"), S("該当なし"), S("特になし"), S("空欄"), S("同上"), S("〃"),
		S("N/A"), S("n/a"), S("NA"), S("#N/A"), S("#REF!"), S("#VALUE!"), S("#NAME?"), S("NULL"), S("null"), S("None"), S("none"), S("nil"), S("NaN"), S("nan"),
		S("unknown"), S("Unknown"), S("TBD"), S("tbd"), S("undefined"), S("N.A."), S("\\N") };

	if (cell.n > NONE_MOST || (cell.n > 1 && cell.p[0] >= '0' && cell.p[0] <= '9'))
		return false;			/* most cells of most tables */
	return listed(cell, none, DC_ARRAY_LEN(none));
}
