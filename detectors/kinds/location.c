/* location.c -- where somebody or something is: latitude or longitude, by label or heading alone, with four decimals or more (some ten
 * metres: ISO 6709 leaves precision open; fewer decimals name a town). */
#include "propose.h"

#define DECIMALS_LEAST 4

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	uint32_t start = value_start(at), p = start;
	unsigned whole = 0, digits = 0, decimals = 0;
	struct candidate *c;
	struct folded f = fold_at(text, p);
	enum dc_status st;

	if (f.c == '-' || f.c == '+')
		p += f.bytes;
	for (f = fold_at(text, p); p < at->ceiling && fold_is_digit(f.c) && digits < 4; f = fold_at(text, p), digits++) {
		whole = whole * 10 + (unsigned)(f.c - '0');
		p += f.bytes;
	}
	if (digits == 0 || digits > 3 || whole > 180 || p >= at->ceiling || f.c != '.')
		return DC_OK;
	p += f.bytes;
	for (f = fold_at(text, p); p < at->ceiling && fold_is_digit(f.c) && decimals < 16; f = fold_at(text, p), decimals++)
		p += f.bytes;
	if (!value_set_off(at, start) || decimals < DECIMALS_LEAST || !value_ends(at, p))
		return DC_OK;
	st = add_bytes(self, at, start, p, out, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form, -0.4f);
	return DC_OK;
}

const struct detector detector_location = {
	.kind = {
		.id = "location",
		.category = "online.location",
		.ja = "位置情報", .en = "location",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "緯度：35.681236", "経度 139.767125", "latitude: 34.702485", "lng=135.495951", NULL },
		.decoys = (const char *const[]){ "35.681236", "緯度 35.68", "latitude: 900.12345", "経度の計算", NULL },
		.near = (const char *const[]){ "緯度", "経度", "latitude", "longitude", "lat", "lng", "lon", NULL },
		.columns = (const char *const[]){ "ido", "keido", "lat", "lng", "lon", "latitude", "longitude", "gpslat", "gpslon", "緯度", "経度", NULL },
		.sources = "ISO 6709",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose,
};
