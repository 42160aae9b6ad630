/* exif.c -- directories of tags. Values are looked at where they stand: many entries may name the same bytes, and a copy of each
 * (as libexif makes) would let a small file fill the memory. */
#include "image.h"

#include "cfb.h"

#include <math.h>
#include <stdio.h>

#define DIRECTORIES_MOST 64		/* of a file: pages, Exif, GPS */
#define ENTRIES_MOST 4096
#define GPS_DEGREES 3			/* degrees, minutes, seconds */

enum kind { TEXT, WIDE, COMMENT, DIRECTORY, GPS, LATITUDE, LONGITUDE, XMP, IPTC };

static const struct tag { uint16_t id; enum kind kind; const char *label; } tags[] = {
	{ 0x010e, TEXT, "ImageDescription" }, { 0x0132, TEXT, "DateTime" }, { 0x013b, TEXT, "Artist (name)" }, { 0x013c, TEXT, "HostComputer" },
	{ 0x02bc, XMP, "" }, { 0x8298, TEXT, "Copyright" }, { 0x83bb, IPTC, "" }, { 0x8769, DIRECTORY, "" }, { 0x8825, GPS, "" },
	{ 0x9003, TEXT, "DateTimeOriginal" }, { 0x9286, COMMENT, "UserComment" }, { 0x9c9b, WIDE, "XPTitle" }, { 0x9c9c, WIDE, "XPComment" },
	{ 0x9c9d, WIDE, "XPAuthor (name)" }, { 0x9c9e, WIDE, "XPKeywords" }, { 0x9c9f, WIDE, "XPSubject" },
	{ 0xa430, TEXT, "CameraOwnerName (name)" }, { 0xa431, TEXT, "BodySerialNumber" }, { 0xa435, TEXT, "LensSerialNumber" },
};
static const struct tag gps_tags[] = {
	{ 2, LATITUDE, "GPS latitude" }, { 4, LONGITUDE, "GPS longitude" }, { 0x1b, COMMENT, "GPSProcessingMethod" }, { 0x1c, COMMENT, "GPSAreaInformation" },
	{ 0x1d, TEXT, "GPSDateStamp" },
};

struct exif {
	struct labelled *l;
	struct image_known *known;
	struct dc_span all;
	bool big;			/* the first byte is the highest */
	unsigned directories;
};

struct entry {
	uint16_t id, type;
	uint32_t count;
	struct dc_span value;
};

static uint32_t get(const struct exif *x, const uint8_t *p, unsigned bytes)
{
	uint32_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v |= (uint32_t)p[i] << 8 * (x->big ? bytes - 1 - i : i);
	return v;
}

/* The entry at p with its value; false: it lies outside. */
static bool take(const struct exif *x, const uint8_t *p, struct entry *e)
{
	static const uint8_t sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };
	uint64_t n;

	*e = (struct entry){ .id = (uint16_t)get(x, p, 2), .type = (uint16_t)get(x, p + 2, 2), .count = get(x, p + 4, 4) };
	if (e->type >= sizeof sizes)
		return false;
	n = (uint64_t)e->count * sizes[e->type];
	e->value = (struct dc_span){ p + 8, (size_t)n };
	if (n > 4) {
		uint32_t at = get(x, p + 8, 4);

		if (n > x->all.n || at > x->all.n - n)
			return false;
		e->value.p = x->all.p + at;
	}
	return n != 0;
}

static enum dc_status wide(struct exif *x, const char *label, struct dc_span v, bool big, struct dc_error *err)
{
	while (v.n >= 2 && (v.p[v.n - 1] | v.p[v.n - 2]) == 0)
		v.n -= 2;
	return v.n < 2 ? DC_OK : labelled_bytes(x->l, dc_span_of(label), v, big ? DC_CS_UTF16BE : DC_CS_UTF16LE, err);
}

static enum dc_status text(struct exif *x, const char *label, struct dc_span v, struct dc_error *err)
{
	v.n = strnlen((const char *)v.p, v.n);
	v = span_trim(v);
	return v.n == 0 ? DC_OK : labelled_bytes(x->l, dc_span_of(label), v, DC_CS_UNKNOWN, err);
}

/* Eight bytes say what the rest is (Exif 4.6.5, UserComment). */
static enum dc_status comment(struct exif *x, const char *label, struct dc_span v, struct dc_error *err)
{
	struct dc_span rest = dc_span_cut(v, v.n < 8 ? v.n : 8, v.n);

	if (v.n < 8)
		return DC_OK;
	if (memcmp(v.p, "UNICODE", 8) == 0)
		return wide(x, label, rest, x->big, err);
	return text(x, label, rest, err);
}

/* Degrees as a decimal number, as people and other programs write a place. */
static enum dc_status degrees(struct exif *x, const char *label, const struct entry *e, bool negative, struct dc_error *err)
{
	double v = 0, unit = 1;
	char number[32];

	if (e->type != 5 || e->count < GPS_DEGREES)
		return DC_OK;
	for (unsigned i = 0; i < GPS_DEGREES; i++) {
		uint32_t over = get(x, e->value.p + 8 * (size_t)i, 4), under = get(x, e->value.p + 8 * (size_t)i + 4, 4);

		v += under == 0 ? 0 : (double)over / under / unit;
		unit *= 60;
	}
	if (!isfinite(v) || v > 180)
		return DC_OK;
	snprintf(number, sizeof number, "%s%.6f", negative ? "-" : "", v);
	return labelled_value(x->l, dc_span_of(label), dc_span_of(number), err);
}

static enum dc_status directory(struct exif *x, uint32_t at, bool gps, struct dc_error *err);

static enum dc_status one(struct exif *x, const struct tag *t, const struct entry *e, bool negative, struct dc_error *err)
{
	image_known(x->known, e->value);
	switch (t->kind) {
	case TEXT: return text(x, t->label, e->value, err);
	case WIDE: return wide(x, t->label, e->value, false, err);
	case COMMENT: return comment(x, t->label, e->value, err);
	case DIRECTORY: case GPS: return e->value.n < 4 ? DC_OK : directory(x, get(x, e->value.p, 4), t->kind == GPS, err);
	case LATITUDE: case LONGITUDE: return degrees(x, t->label, e, negative, err);
	case XMP: return xmp_read(x->l, e->value, err);
	default: return iptc_read(x->l, e->value, err);
	}
}

/* Entries of one directory. A text of a tag that is not in the list is content without a label. */
static enum dc_status directory(struct exif *x, uint32_t at, bool gps, struct dc_error *err)
{
	const struct tag *list = gps ? gps_tags : tags;
	size_t n_list = gps ? DC_ARRAY_LEN(gps_tags) : DC_ARRAY_LEN(tags), n;
	enum dc_status st = DC_OK;
	bool negative = false;

	while (x->directories < DIRECTORIES_MOST && at != 0 && x->all.n >= 2 && at <= x->all.n - 2 && st == DC_OK) {
		const uint8_t *p = x->all.p + at + 2;

		x->directories++;
		n = get(x, p - 2, 2);
		if (n > (x->all.n - at - 2) / 12)
			n = (x->all.n - at - 2) / 12;
		if (n > ENTRIES_MOST)
			n = ENTRIES_MOST;
		for (size_t i = 0; i < n && st == DC_OK; i++, p += 12) {
			const struct tag *t = NULL;
			struct entry e;

			if (!take(x, p, &e))
				continue;
			for (size_t k = 0; k < n_list && t == NULL; k++)
				t = list[k].id == e.id ? &list[k] : NULL;
			if (gps && (e.id == 1 || e.id == 3) && e.type == 2)	/* the letter stands before the number */
				negative = e.value.p[0] == 'S' || e.value.p[0] == 'W';
			else if (t != NULL)
				st = one(x, t, &e, negative, err);
			else if (e.type == 2)
				st = text(x, "", e.value, err);
		}
		at = gps || (size_t)(p - x->all.p) + 4 > x->all.n ? 0 : get(x, p, 4);
	}
	return st;
}

enum dc_status exif_read(struct labelled *l, struct dc_span tiff, struct image_known *known, struct dc_error *err)
{
	struct exif x = { .l = l, .known = known, .all = tiff, .big = tiff.n >= 8 && tiff.p[0] == 'M' };

	if (tiff.n < 8 || (memcmp(tiff.p, "II*\0", 4) != 0 && memcmp(tiff.p, "MM\0*", 4) != 0))
		return DC_OK;
	return directory(&x, get(&x, tiff.p + 4, 4), false, err);
}

static const struct { uint8_t id; const char *label; } iptc[] = {
	{ 5, "Title" }, { 25, "Keywords" }, { 80, "By-line (name)" }, { 90, "City" }, { 95, "Province-State" }, { 105, "Headline" }, { 110, "Credit" },
	{ 115, "Source" }, { 116, "Copyright" }, { 118, "Contact" }, { 120, "Caption" }, { 122, "Writer (name)" },
};

enum dc_status iptc_read(struct labelled *l, struct dc_span s, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	while (s.n >= 5 && s.p[0] == 0x1c && st == DC_OK) {
		size_t n = (size_t)s.p[3] << 8 | s.p[4];
		const char *label = "";

		if (n > s.n - 5)
			n = s.n - 5;
		for (size_t i = 0; i < DC_ARRAY_LEN(iptc); i++)
			if (iptc[i].id == s.p[2])
				label = iptc[i].label;
		if (s.p[1] == 2 && n > 2)
			st = labelled_bytes(l, dc_span_of(label), (struct dc_span){ s.p + 5, n }, DC_CS_UNKNOWN, err);
		s = dc_span_cut(s, 5 + n, s.n);
	}
	return st;
}
