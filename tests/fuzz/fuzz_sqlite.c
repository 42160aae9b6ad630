/* fuzz_sqlite.c -- any bytes as a file called a.db. */
#include "item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_item(data, size, "a.db");
}
