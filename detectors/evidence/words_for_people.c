/* words_for_people.c -- names of evidence and bands, in English and Japanese. */
#include "daicho/detector.h"

static const struct { const char *name, *en, *ja; } evidence[DC_N_EVIDENCE] = {
#define EVIDENCE(id, en, ja) [DC_E_##id] = { #id, en, ja },
#include "daicho/evidence.def"
#undef EVIDENCE
};

const char *dc_evidence_name(unsigned why)
{
	return why < DC_N_EVIDENCE ? evidence[why].name : "";
}

const char *dc_evidence_text(unsigned why, const char *lang)
{
	if (why >= DC_N_EVIDENCE)
		return "";
	return lang != NULL && strncmp(lang, "ja", 2) == 0 ? evidence[why].ja : evidence[why].en;
}

enum dc_band dc_band_of(float confidence)
{
	if (confidence >= 0.90f)
		return DC_BAND_HIGH;
	if (confidence >= 0.60f)
		return DC_BAND_MEDIUM;
	return confidence >= 0.30f ? DC_BAND_LOW : DC_BAND_NONE;
}

const char *dc_band_name(enum dc_band band)
{
	static const char *const names[] = { "none", "low", "medium", "high" };

	return (unsigned)band < DC_ARRAY_LEN(names) ? names[band] : "";
}
