/* fuzz_rows.c -- any bytes as a stream of rows behind its first mark. */
#define FUZZ_EXTRACT dc_extract_rows_bytes
#include "item.h"

#include "daicho/rows.h"

static enum dc_status dc_extract_rows_bytes(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *parent, struct dc_error *err)
{
	(void)parent;
	return dc_extract_rows(ex, item, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t mark = sizeof ROWS_MAGIC - 1;
	uint8_t *all = malloc(size + mark);
	int code;

	memcpy(all, ROWS_MAGIC, mark);
	if (size != 0)
		memcpy(all + mark, data, size);
	code = fuzz_item(all, size + mark, "hr.staff");
	free(all);
	return code;
}
