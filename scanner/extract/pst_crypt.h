/* pst_crypt.h -- how the blocks of an Outlook store are written. */
#ifndef EXTRACT_PST_CRYPT_H
#define EXTRACT_PST_CRYPT_H

#include <stddef.h>
#include <stdint.h>

enum pst_crypt { PST_PLAIN, PST_PERMUTE, PST_CYCLIC, PST_LOCKED = 0x10 };	/* as the header says it */

/* In place. key: of a block, the low half of its number. */
void pst_decode(uint8_t *p, size_t n, enum pst_crypt how, uint32_t key);

#endif
