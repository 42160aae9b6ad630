/* fuzz_shares.c -- the first byte chooses a name, the rest are any bytes of that file. */
#define FUZZ_BESIDE 1
#include "item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "a.vcf", "a.ldif", "a.yaml", "a.ini", "a.dbf", "winmail.dat" };

	return size == 0 ? 0 : fuzz_item(data + 1, size - 1, names[data[0] % 6]);
}
