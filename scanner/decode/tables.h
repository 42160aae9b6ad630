/* tables.h -- two-byte codes to Unicode; 0: not assigned. */
#ifndef DECODE_TABLES_H
#define DECODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

/* [lead][trail]: leads 81-9F then E0-FC, trails 40-7E then 80-FC. */
extern const uint16_t table_cp932[60][188];
/* [row][cell] from A1 on, the two bytes behind 8F in EUC-JP. */
extern const uint16_t table_jisx0212[94][94];

static inline uint32_t table_of_cp932(uint8_t lead, uint8_t trail)
{
	unsigned l = lead >= 0xe0 ? lead - 0xe0u + 31 : lead - 0x81u;
	unsigned t = trail >= 0x80 ? trail - 0x41u : trail - 0x40u;

	if (lead < 0x81 || (lead > 0x9f && lead < 0xe0) || lead > 0xfc || trail < 0x40 || trail == 0x7f || trail > 0xfc)
		return 0;
	return table_cp932[l][t];
}

/* Row and cell of JIS X 0208 (both 21-7E), with the extensions Windows puts there; rows 75-7E are user-defined. */
static inline uint32_t table_of_jisx0208(uint8_t row, uint8_t cell)
{
	unsigned r, lead, trail;

	if (row < 0x21 || row > 0x7e || cell < 0x21 || cell > 0x7e)
		return 0;
	if (row >= 0x75)
		return 0xe000u + (row - 0x75u) * 94 + (cell - 0x21u);
	r = (row - 0x21u) / 2;
	lead = r < 31 ? 0x81 + r : 0xe0 + r - 31;
	if ((row & 1) != 0)
		trail = cell + 0x1fu + (cell >= 0x60);
	else
		trail = cell + 0x7eu;
	return table_of_cp932((uint8_t)lead, (uint8_t)trail);
}

#endif
