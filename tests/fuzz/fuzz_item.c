/* fuzz_item.c -- any bytes as a file of any kind: told by sight. */
#include "item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_item(data, size, "a");
}
