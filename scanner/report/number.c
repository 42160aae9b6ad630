/* number.c -- figures as people read them. */
#include "page.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

const char *number_count(uint64_t n, char out[NUMBER_MOST])
{
	char digits[24];
	int len, at = 0;

	if (n == DC_PERSONS_UNKNOWN)
		return "∞";
	len = snprintf(digits, sizeof digits, "%" PRIu64, n);
	for (int i = 0; i < len; i++) {
		if (i != 0 && (len - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
	return out;
}

const char *number_bytes(uint64_t n, char out[NUMBER_MOST])
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	double x = (double)n;
	size_t u = 0;

	while (x >= 1000 && u + 1 < DC_ARRAY_LEN(units)) {
		x /= 1024;
		u++;
	}
	snprintf(out, NUMBER_MOST, u == 0 || x >= 100 ? "%.0f %s" : "%.1f %s", x, units[u]);
	return out;
}

const char *number_share(double x, char out[NUMBER_MOST])
{
	double tenths = floor(x * 1000 + 0.5);

	if (tenths >= 1000 && x < 1)
		tenths = 999;
	if (tenths < 1 && x > 0)
		snprintf(out, NUMBER_MOST, "< 0.1 %%");
	else if (tenths == 0 || tenths == 1000)
		snprintf(out, NUMBER_MOST, "%.0f %%", tenths / 10);
	else
		snprintf(out, NUMBER_MOST, "%.1f %%", tenths / 10);
	return out;
}

const char *number_time(int64_t ns, char out[NUMBER_MOST])
{
	time_t t = (time_t)(ns / 1000000000);
	struct tm tm;

	out[0] = '\0';
	if (ns != 0 && gmtime_r(&t, &tm) != NULL)
		strftime(out, NUMBER_MOST, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return out;
}

const char *number_when(const struct page *p, int64_t ns, char out[NUMBER_MOST])
{
	int zone = p->req->declaration == NULL ? 0 : dc_declaration_zone(p->req->declaration), off = zone < 0 ? -zone : zone;
	time_t t = (time_t)(ns / 1000000000) + (time_t)zone * 60;
	struct tm tm;
	size_t n;

	out[0] = '\0';
	if (ns == 0 || gmtime_r(&t, &tm) == NULL)
		return out;
	n = strftime(out, NUMBER_MOST, "%Y-%m-%d %H:%M", &tm);
	if (zone == 0)
		snprintf(out + n, NUMBER_MOST - n, " UTC");
	else if (off % 60 == 0)
		snprintf(out + n, NUMBER_MOST - n, " (UTC%c%d)", zone < 0 ? '-' : '+', off / 60);
	else
		snprintf(out + n, NUMBER_MOST - n, " (UTC%c%d:%02d)", zone < 0 ? '-' : '+', off / 60, off % 60);
	return out;
}

const char *number_date(int64_t d, char out[NUMBER_MOST])
{
	out[0] = '\0';
	if (d > 0)
		snprintf(out, NUMBER_MOST, "%04d-%02d-%02d", (int)(d / 10000 % 10000), (int)(d / 100 % 100), (int)(d % 100));
	return out;
}
