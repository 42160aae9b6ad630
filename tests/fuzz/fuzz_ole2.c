/* fuzz_ole2.c -- any bytes as a compound file. */
#include "item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_item(data, size, "a.doc");
}
