/* item.h -- an extraction of fuzzed bytes under a given name: every text must keep what text.h promises, limits are small. */
#ifndef FUZZ_ITEM_H
#define FUZZ_ITEM_H

#include "daicho/extractor.h"
#include "utf8_check.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzz_sink {
	struct dc_sink sink;
	unsigned open;
	uint64_t size;
	unsigned sum;
};

static void must(bool right)
{
	if (!right)
		abort();
}

static enum dc_status fuzz_open(struct dc_sink *sink, const struct dc_part *part, struct dc_error *err)
{
	(void)part;
	(void)err;
	((struct fuzz_sink *)sink)->open++;
	return DC_OK;
}

static enum dc_status fuzz_close(struct dc_sink *sink, const struct dc_part *part, const struct dc_part_end *end, struct dc_error *err)
{
	(void)part;
	(void)end;
	(void)err;
	must(((struct fuzz_sink *)sink)->open-- > 0);
	return DC_OK;
}

static enum dc_status fuzz_text(struct dc_sink *sink, const struct dc_part *part, const struct dc_text *t, struct dc_error *err)
{
	struct fuzz_sink *f = (struct fuzz_sink *)sink;
	uint32_t before = 0;

	(void)err;
	must(t->page <= t->page_end && t->page_end <= t->bytes.n && t->bytes.n <= DC_TEXT_MOST);
	must(utf8_prefix_plain(t->bytes.p, t->bytes.n) == t->bytes.n);
	for (size_t i = 1; i <= DC_TEXT_PAD; i++)
		f->sum += *(t->bytes.p - i) + t->bytes.p[t->bytes.n + i - 1];
	for (size_t i = 0; i < t->n_cells; i++) {
		must(t->cells[i].start <= t->cells[i].end && t->cells[i].end <= t->bytes.n && before <= t->cells[i].start);
		before = t->cells[i].start;
	}
	if (part->parent == NULL && t->form == DC_PROSE && t->map != NULL)
		must(dc_map_stored(t->map, t->page) <= dc_map_stored_end(t->map, t->page_end) + 1);
	return DC_OK;
}

#ifdef FUZZ_EXTRACT			/* what is to be tried instead of picking an extractor */
static enum dc_status FUZZ_EXTRACT(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *parent, struct dc_error *err);
#else
#define FUZZ_EXTRACT dc_extract_item
#endif

static inline int fuzz_item(const uint8_t *data, size_t size, const char *name)
{
	static const struct dc_budget budget = { .object_bytes = 1 << 20, .output_bytes = 4 << 20, .ratio = 200, .ratio_from = 1 << 20,
		.depth = 4, .markup_depth = 64, .members = 200, .memory_bytes = 64 << 20, .cell_bytes = 4096,
		.ocr_pages = 3, .ocr_seconds = 60, .ocr_pixels = 65536 };
	static bool ready;
	struct fuzz_sink f = { .sink = { fuzz_open, fuzz_text, fuzz_close }, .size = size };
	struct dc_extraction ex = { .budget = &budget, .sink = &f.sink };
	struct dc_error err = { 0 };
	struct dc_item_memory m;
	struct dc_item item;
#ifdef FUZZ_BESIDE
	struct dc_item_memory m2;
	struct dc_item beside;
#endif

	if (!ready)
		must(dc_extract_init(&err) == DC_OK);
	ready = true;
	ex.arena = dc_arena_new(64 << 20);
	dc_item_of_memory(&item, &m, (struct dc_span){ data, size }, name);
#ifdef FUZZ_BESIDE			/* the same bytes lie beside it once more */
	dc_item_of_memory(&beside, &m2, (struct dc_span){ data, size }, name);
	ex.beside = &beside;
#endif
	if (FUZZ_EXTRACT(&ex, &item, NULL, &err) == DC_OK)
		must(f.open == 0);
	else
		must(err.status == DC_ENOMEM);
	dc_arena_free(ex.arena);
	return 0;
}

#endif
