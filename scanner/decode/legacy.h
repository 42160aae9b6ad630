/* legacy.h -- one segment of bytes of a known charset -> UTF-8 with its map. */
#ifndef DECODE_LEGACY_H
#define DECODE_LEGACY_H

#include "daicho/decode.h"

#include "tables.h"

/* Sets of ISO-2022-JP that an escape can call. */
enum jis_set { JIS_ASCII, JIS_KANA, JIS_X0208, JIS_X0212 };

/* Where decoded text goes. Room for 3 bytes for each stored byte must stand ready at p. */
struct legacy_out {
	uint8_t *p;			/* next byte to write */
	const uint8_t *origin;		/* byte that text offset 0 of the map stands for */
	struct dc_map *map;		/* or NULL */
	uint64_t stored;		/* offset of the next stored byte */
	unsigned text_step, stored_step;	/* of the run that is open; 0: none */
	uint64_t bad;			/* bytes that fitted nothing */
	enum dc_status status;
};

/* Each decodes up to n bytes and returns how many it took: all when final, else all but an unfinished character. */
typedef size_t legacy_decode(const uint8_t *p, size_t n, bool final, struct legacy_out *o);

legacy_decode legacy_cp932, legacy_eucjp, legacy_latin1, legacy_utf8, legacy_utf16le, legacy_utf16be, legacy_utf32le, legacy_utf32be;
size_t legacy_iso2022jp(const uint8_t *p, size_t n, bool final, enum jis_set *set, struct legacy_out *o);
/* Length of an escape at p that calls a set (3 or 4), 0 if it is none; *cut: it may become one with more bytes. */
size_t legacy_escape(const uint8_t *p, size_t n, enum jis_set *set, bool *cut);
/* The code point at p: bytes it takes; 0: not valid; -1: cut off by the end. */
static inline int legacy_char_cp932(const uint8_t *p, size_t n, uint32_t *c)
{
	uint8_t a = p[0];

	if (a < 0x80) {
		*c = a;
		return 1;
	}
	if (a >= 0xa1 && a <= 0xdf) {
		*c = 0xff61u + (a - 0xa1u);
		return 1;
	}
	if (a == 0x80 || a == 0xa0 || a > 0xfc)
		return 0;
	if (n < 2)
		return -1;
	*c = table_of_cp932(a, p[1]);
	return *c == 0 ? 0 : 2;
}

static inline int legacy_char_eucjp(const uint8_t *p, size_t n, uint32_t *c)
{
	uint8_t a = p[0];

	if (a < 0x80) {
		*c = a;
		return 1;
	}
	if (a != 0x8e && a != 0x8f && (a < 0xa1 || a > 0xfe))
		return 0;
	if (n < 2)
		return -1;
	if (a == 0x8e) {
		*c = 0xff61u + (p[1] - 0xa1u);
		return p[1] >= 0xa1 && p[1] <= 0xdf ? 2 : 0;
	}
	if (p[1] < 0xa1 || p[1] > 0xfe)
		return 0;
	if (a != 0x8f) {
		*c = table_of_jisx0208(a & 0x7f, p[1] & 0x7f);
		return *c == 0 ? 0 : 2;
	}
	if (n < 3)
		return -1;
	if (p[2] < 0xa1 || p[2] > 0xfe)
		return 0;
	*c = table_jisx0212[p[1] - 0xa1][p[2] - 0xa1];
	return *c == 0 ? 0 : 3;
}

#endif
