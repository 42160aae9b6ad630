/* biometric.c -- body features made into numbers: vectors and templates behind a label or heading. Templates in files of their own
 * (ISO/IEC 19794) are bytes, not text, and are not seen. */
#include "labelled.h"

/* Sixteen decimals or more, as lists of numbers are written. */
static bool is_vector(struct dc_span v)
{
	unsigned points = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '.' && i > 0 && i + 1 < v.n && fold_is_digit(v.p[i - 1]) && fold_is_digit(v.p[i + 1]))
			points++;
		else if (!fold_is_digit(v.p[i]) && (v.p[i] == '\0' || strchr("[]{}(), \t-+eE", v.p[i]) == NULL))
			return false;
	}
	return points >= 16;
}

/* Base64 or hexadecimal of 32 bytes or more. */
static bool is_blob(struct dc_span v)
{
	size_t digits = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (!fold_is_letter(v.p[i]) && !fold_is_digit(v.p[i]) && (v.p[i] == '\0' || strchr("+/=_-", v.p[i]) == NULL))
			return false;
		digits += fold_is_digit(v.p[i]);
	}
	return v.n >= 43 && digits >= 4;
}

static bool is_template(struct dc_span v)
{
	return is_vector(v) || is_blob(v);
}

static enum dc_status propose_biometric(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_template, 60000, true, -0.2f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_biometric = {
	.kind = {
		.id = "biometric",
		.category = "biometric.template",
		.ja = "生体特徴量", .en = "biometric template",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_NO_VALUE,
		.examples = (const char *const[]){ "顔特徴量：0.113,-0.024,0.551,0.003,0.774,-0.318,0.091,0.226,0.640,-0.005,0.118,0.902,-0.447,0.031,0.286,0.519",
			"fingerprint_template: Rk1SACAyMAAAAADkAAgAyQFnAMUAxQEAAAARIQBqAGsgPgCIAG0fRwC2AG2dSwCVAIUjUQ==", NULL },
		.decoys = (const char *const[]){ "顔特徴量の抽出", "face embedding", "顔特徴量：0.113", "fingerprint: SHA256:abcdef",
			NULL },
		.near = (const char *const[]){ "顔特徴量", "顔特徴ベクトル", "指紋特徴量", "静脈特徴量", "声紋", "虹彩",
			"face embedding", "face template", "fingerprint template", "voiceprint", "iris code", NULL },
		.columns = (const char *const[]){ "kaotokucho", "shimon", "jomyaku", "seimon", "faceembedding", "facevector",
			"facetemplate", "fingerprinttemplate", "voiceprint", "iriscode", "biometrictemplate", "顔特徴量",
			"顔特徴ベクトル", "指紋特徴量", "指紋", "静脈", "静脈特徴量", "声紋", "虹彩", NULL },
		.sources = "Order for the APPI art. 1(i); ISO/IEC 19794-2 (record head FMR)",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_biometric,
};
