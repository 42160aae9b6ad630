/* fuzz_channel.c -- packets of a worker that lies: whatever comes, a record that is believed keeps every promise of
 * worker.h. */
#include "records.h"

#include "daicho/log.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct dc_engine *table(void)
{
	static struct dc_engine *engine;
	struct dc_error err = { 0 };

	if (engine == NULL && dc_engine_new(&(struct dc_engine_options){ .table_only = true, .today = 20260101 }, &engine, &err) != DC_OK)
		abort();
	return engine;
}

static void must(bool kept)
{
	if (!kept)
		abort();
}

static void promises(const struct dc_record *r)
{
	must(r->name != NULL && r->format != NULL && r->table != NULL && r->detail != NULL && r->charset != NULL && r->field != NULL);
	must(r->reason < DC_N_REASONS);
	if (r->type != DC_REC_HIT)
		return;
	must(r->hit.kind != NULL && r->hit.category != NULL && r->hit.value.n <= DC_VALUE_MOST && r->hit.start <= r->hit.end);
	must(r->hit.confidence >= 0 && r->hit.confidence <= 1 && r->hit.shown <= r->hit.value.n && r->hit.n_weights <= DC_WEIGHTS_MOST);
	must(r->form <= MEMORY_FORMS && r->held <= MEMORY_VALUES && (r->form != 0 || !r->form_is_new) && (r->held != 0 || !r->held_is_new));
	must((r->hit.kind->flags & DC_KIND_NO_VALUE) != 0 ? r->hit.value.n == RECORDS_TOKEN : dc_utf8_valid(r->hit.value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct record_memory *memory;
	struct wire_in in = { .p = data, .n = size };
	struct record_check check;
	struct dc_record r;
	uint32_t parts = 0, closed = 0;

	if (memory == NULL && (memory = memory_new()) == NULL)
		abort();
	record_check_begin(&check, table(), 1000);
	check.memory = memory;
	while (record_next(&check, &in, &r)) {
		promises(&r);
		parts += r.type == DC_REC_PART_OPEN;
		closed += r.type == DC_REC_PART_CLOSE;
		must(closed <= parts && parts <= 1000);
		if (r.type != DC_REC_END)
			continue;
		must(closed == parts && parts != 0);
		parts = closed = 0;			/* another object's may follow */
		memory_forget(memory);
		record_check_begin(&check, table(), 1000);
		check.memory = memory;
	}
	memory_forget(memory);
	return 0;
}
