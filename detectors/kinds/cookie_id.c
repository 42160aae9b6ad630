/* cookie_id.c -- ids that sites put into browsers: those of analytics by their own form (GA1.2.x.y, fb.1.x.y), others behind a
 * label alone. */
#include "labelled.h"

/* Dots and digits behind "GA1." or "fb.1.": at least two numbers of eight digits or more. */
static bool is_analytics(struct dc_span v)
{
	unsigned longs = 0, run = 0;

	if (v.n < 20 || (memcmp(v.p, "GA1.", 4) != 0 && memcmp(v.p, "fb.1", 4) != 0))
		return false;
	for (size_t i = 4; i <= v.n; i++) {
		if (i < v.n && fold_is_digit(v.p[i])) {
			run++;
			continue;
		}
		if (i < v.n && v.p[i] != '.')
			return false;
		longs += run >= 8;
		run = 0;
	}
	return longs >= 2;
}

static bool is_cookie(struct dc_span v)
{
	return is_analytics(v) || is_opaque(v, 12);
}

static enum dc_status propose_cookie_id(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_cookie, 200, false, -0.4f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_cookie_id = {
	.kind = {
		.id = "cookie_id",
		.category = "online.cookie_id",
		.ja = "Cookie ID", .en = "cookie id",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "cookie_id=8f14e45fceea167a5a36dedd4bea2543",
			"Cookie ID：c9f0f895-fb98-4b91-bc1c-6a2f1e3d5a70", "_ga=GA1.2.1033501218.1368477899", NULL },
		.decoys = (const char *const[]){ "cookie_id", "cookie id: required", "_ga", "GA1.2", "Cookie ID の取得",
			"visitor id: 12", NULL },
		.near = (const char *const[]){ "cookie id", "cookie_id", "_ga", "_gid", "_fbp", "visitor id", "anonymous id", "gclid",
			"クッキーID", "Cookie ID", "CookieID", "訪問者ID", NULL },
		.columns = (const char *const[]){ "cookieid", "cookie", "ga", "gid", "fbp", "visitorid", "anonymousid", "gclid",
			"cookieuid", "クッキーID", "訪問者ID", NULL },
		.sources = "APPI art. 2(7) (personal-related information); Google and Meta, forms of _ga and _fbp",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_cookie_id,
};
