/* calibrate.c -- a straight line in log-odds for each family of kinds (Platt 1999), fitted on labelled text. */
#include "calibrate.h"

#define CLEAR 9.0f			/* log-odds beyond which more says nothing: 0.9999 */

static const struct { const char *category; float slope, shift; } rows[] = {
#define CALIBRATION(category, slope, shift) { category, slope, shift },
#include "calibration.def"
#undef CALIBRATION
};

void calibration_of(const char *category, float *slope, float *shift)
{
	*slope = 1;
	*shift = 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (rows[i].category[0] == '\0' || category_is(category, rows[i].category)) {
			*slope = rows[i].slope;
			*shift = rows[i].shift;
			return;
		}
}

static float line(float raw, float slope, float shift)
{
	float x = raw * slope + shift;

	return x > CLEAR ? CLEAR : x < -CLEAR ? -CLEAR : x;
}

float calibrated(const char *category, float raw)
{
	float slope, shift;

	calibration_of(category, &slope, &shift);
	return line(raw, slope, shift);
}

void calibrate(struct candidate *c, const struct profiles *profiles)
{
	uint16_t kind = profile_of(profiles, c->kind);
	float raw = candidate_logodds(c), final;

	if (kind == NO_PROFILE || (c->category != NULL && c->category != c->kind->category))
		final = calibrated(c->category != NULL ? c->category : c->kind->category, raw);
	else
		final = line(raw, profiles->at[kind].slope, profiles->at[kind].shift);
	if (final != raw)
		candidate_weigh(c, DC_E_calibration, final - raw);
}
