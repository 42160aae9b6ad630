/* mac_address.c -- MAC addresses of devices: six pairs of hexadecimal digits. */
#include "propose.h"

#define LENGTH 17

/* What a hexadecimal digit is worth. */
static unsigned hex(uint8_t c)
{
	return fold_is_digit(c) ? (unsigned)(c - '0') : (c | 0x20u) - 'a' + 10;
}

/* Six pairs with one separator; the text in lower case with colons. */
static bool read_pairs(const uint8_t *p, char text[LENGTH + 1], uint8_t octet[6])
{
	for (unsigned i = 0; i < LENGTH; i++) {
		if (i % 3 == 2 ? p[i] != p[2] : !fold_is_hex(p[i]))
			return false;
		text[i] = (char)(i % 3 == 2 ? ':' : fold_is_letter(p[i]) ? p[i] | 0x20 : p[i]);
		if (i % 3 == 1)
			octet[i / 3] = (uint8_t)(hex(p[i - 1]) << 4 | hex(p[i]));
	}
	text[LENGTH] = '\0';
	return true;
}

static bool of_a_device(const uint8_t octet[6])
{
	unsigned any = 0;

	for (int i = 0; i < 6; i++)
		any |= octet[i];
	return any != 0 && (octet[0] & 1) == 0;		/* bit 0: a group of receivers (IEEE 802-2014, 8.2.2) */
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	const uint8_t *p = at->text->bytes.p;
	char text[LENGTH + 1];
	uint8_t octet[6];
	struct candidate *c;
	enum dc_status st;
	uint32_t start = at->anchor - 2;

	if (at->anchor < at->floor + 2 || at->ceiling - start < LENGTH || !read_pairs(p + start, text, octet) || !of_a_device(octet))
		return DC_OK;
	if ((start > at->floor && (fold_is_hex(p[start - 1]) || p[start - 1] == p[at->anchor] || fold_is_letter(p[start - 1]))) ||
	    (at->ceiling - start > LENGTH && (fold_is_hex(p[start + LENGTH]) || p[start + LENGTH] == p[at->anchor] ||
	    fold_is_letter(p[start + LENGTH]))))
		return DC_OK;			/* a longer row of pairs: a key's fingerprint */
	st = candidates_add(out, &self->kind, start, start + LENGTH, (struct dc_span){ (const uint8_t *)text, LENGTH }, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form, p[at->anchor] == ':' ? 1.8f : 0.8f);
	return DC_OK;
}

const struct detector detector_mac_address = {
	.kind = {
		.id = "mac_address",
		.category = "online.device_id",
		.ja = "MACアドレス", .en = "MAC address",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "3c:22:fb:00:00:01", "MACアドレス 3C-22-FB-00-00-01", NULL },
		.decoys = (const char *const[]){ "3c:22:fb:00:00", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01",
			"3c:22:fb:00:00:01:7a:8b", "12:34:56", NULL },
		.near = (const char *const[]){ "MACアドレス", "端末", "mac", "mac address", NULL },
		.near_not = (const char *const[]){ "fingerprint", "フィンガープリント", NULL },
		.columns = (const char *const[]){ "mac", "macaddr", "macaddress", "MACアドレス", NULL },
		.sources = "IEEE Std 802-2014, 8.2",
	},
	.triggers = ON_HEX,
	.propose = propose,
};
