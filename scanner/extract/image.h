/* image.h -- what is written beside the picture: Exif, XMP, IPTC, text chunks. */
#ifndef EXTRACT_IMAGE_H
#define EXTRACT_IMAGE_H

#include "labelled.h"

#define IMAGE_KNOWN_MOST 256

/* Stretches of the file that were understood. Beyond that many they are looked at as any bytes once more. */
struct image_known {
	struct dc_span file;
	struct { size_t from, to; } p[IMAGE_KNOWN_MOST];
	size_t n;
};

void image_known(struct image_known *k, struct dc_span s);	/* k NULL: nothing */
/* Values of an Exif block: a TIFF file [TIFF 6.0; Exif 2.32], or one within another image. known: of a TIFF file itself, or NULL. */
enum dc_status exif_read(struct labelled *l, struct dc_span tiff, struct image_known *known, struct dc_error *err);
/* IPTC records [IIM 4.2]. */
enum dc_status iptc_read(struct labelled *l, struct dc_span records, struct dc_error *err);
/* A packet of XMP, read as XML, in a part of its own. */
enum dc_status xmp_read(struct labelled *l, struct dc_span packet, struct dc_error *err);

#endif
