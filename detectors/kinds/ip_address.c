/* ip_address.c -- IPv4 and IPv6 addresses of the public internet; private, loopback and documentation ranges name nobody. */
#include "propose.h"

#include <arpa/inet.h>

static const struct { uint32_t net; uint8_t bits; } not_public[] = {	/* RFC 6890, RFC 5771, RFC 1112 */
	{ 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 }, { 0x7f000000, 8 }, { 0xa9fe0000, 16 }, { 0xac100000, 12 },
	{ 0xc0000200, 24 }, { 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 }, { 0xe0000000, 3 },
};

static bool public_v4(uint32_t a)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(not_public); i++)
		if ((a ^ not_public[i].net) >> (32 - not_public[i].bits) == 0)
			return false;
	return true;
}

static enum dc_status propose_v4(const struct detector *self, const struct probe *at, struct candidates *out)
{
	const struct digit_run *run = at->run;
	uint32_t a = 0;
	char text[INET_ADDRSTRLEN];
	struct candidate *c;
	unsigned d = 0;
	enum dc_status st;

	if (run->groups != 4 || run->wide || !run_separator_in(run, "."))
		return DC_OK;
	for (unsigned g = 0; g < 4; d += run->group[g++]) {
		unsigned octet = (unsigned)run_number(run, d, d + run->group[g]);

		if (octet > 255 || (run->group[g] > 1 && run->digit[d] == 0))
			return DC_OK;
		a = a << 8 | octet;
	}
	if (!public_v4(a))
		return DC_OK;
	snprintf(text, sizeof text, "%u.%u.%u.%u", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
	st = candidates_add(out, &self->kind, run->start, run->end, dc_span_of(text), &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, run->n >= 8 ? DC_E_form : DC_E_form_weak, run->n >= 8 ? 0.6f : -1.2f);
	return DC_OK;
}

static bool hex_or_colon(uint8_t c)
{
	return fold_is_hex(c) || c == ':';
}

/* 2000::/3 without 2001:db8::/32: what is routed today. */
static bool public_v6(const struct in6_addr *a)
{
	return a->s6_addr[0] >> 5 == 1 && !(a->s6_addr[0] == 0x20 && a->s6_addr[1] == 0x01 && a->s6_addr[2] == 0x0d &&
		a->s6_addr[3] == 0xb8);
}

static enum dc_status propose_v6(const struct detector *self, const struct probe *at, struct candidates *out)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t start = at->anchor, end = start;
	char text[INET6_ADDRSTRLEN];
	struct in6_addr a;
	struct candidate *c;
	enum dc_status st;

	while (start > at->floor && at->anchor - start < 40 && hex_or_colon(p[start - 1]))
		start--;
	while (end < at->ceiling && end - start < 41 && hex_or_colon(p[end]))
		end++;
	if (end - start < 4 || end - start > 39 || (start > at->floor && (fold_is_letter(p[start - 1]) || p[start - 1] == '_')) ||
	    (end < at->ceiling && (fold_is_letter(p[end]) || p[end] == '_')))
		return DC_OK;
	memcpy(text, p + start, end - start);
	text[end - start] = '\0';
	if (inet_pton(AF_INET6, text, &a) != 1 || !public_v6(&a) || inet_ntop(AF_INET6, &a, text, sizeof text) == NULL)
		return DC_OK;
	st = candidates_add(out, &self->kind, start, end, dc_span_of(text), &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form, 1.6f);
	return DC_OK;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	return at->run != NULL ? propose_v4(self, at, out) : propose_v6(self, at, out);
}

const struct detector detector_ip_address = {
	.kind = {
		.id = "ip_address",
		.category = "online.ip_address",
		.ja = "IPアドレス", .en = "IP address",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "接続元 8.8.8.8", "client ip: 93.184.216.34", "IPアドレス 2001:4860:4860::8888",
			"remote 2a00:1450:400b:c00::65", NULL },
		.decoys = (const char *const[]){ "256.1.1.1", "1.2.3", "2001::1::2", "192.168.10.20", "10.20.30.40", "203.0.113.77",
			"std::vector", "12:34:56", "2001:db8::1", "1.3.6.1.4.1.311", "93.184.216.034", NULL },
		.near = (const char *const[]){ "IPアドレス", "接続元", "アクセス元", "IP address", "client ip", "remote addr", "ip", NULL },
		.near_not = (const char *const[]){ "version", "ver", "バージョン", "OID", NULL },
		.columns = (const char *const[]){ "ip", "ipaddr", "ipaddress", "remoteaddr", "clientip", "IPアドレス", "接続元", NULL },
		.sources = "RFC 791, RFC 4291, RFC 6890",
	},
	.triggers = ON_DIGITS | ON_HEX,
	.shapes = (const char *const[]){ "1~3-1~3-1~3-1~3", NULL },
	.propose = propose,
};
