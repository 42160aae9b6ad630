/* fuzz_pdf.c -- any bytes as a file called a.pdf. */
#include "item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_item(data, size, "a.pdf");
}
