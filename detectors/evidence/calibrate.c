/* calibrate.c -- a straight line in log-odds for each family of kinds (Platt 1999), fitted on labelled text. */
#include "calibrate.h"

#include "profile.h"

#define CLEAR 9.0f			/* log-odds beyond which more says nothing: 0.9999 */

static const struct { const char *category; float slope, shift; } rows[] = {
#define CALIBRATION(category, slope, shift) { category, slope, shift },
#include "calibration.def"
#undef CALIBRATION
};

float calibrated(const char *category, float raw)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		float x = raw * rows[i].slope + rows[i].shift;

		if (rows[i].category[0] == '\0' || category_is(category, rows[i].category))
			return x > CLEAR ? CLEAR : x < -CLEAR ? -CLEAR : x;
	}
	return raw;
}

void calibrate(struct candidate *c)
{
	float raw = candidate_logodds(c);
	float final = calibrated(c->category != NULL ? c->category : c->kind->category, raw);

	if (final != raw)
		candidate_weigh(c, DC_E_calibration, final - raw);
}
