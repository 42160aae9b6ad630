/* extracted.h -- runs an extraction and writes down what it pushed, one line a row, page or part, checking every text on
 * the way: cells in order and inside, offsets that go back, bytes readable on both sides.
 *
 *   + name format          a part opens          # a|b           headings of a table
 *   3: 0=x 2=y             cells of row 3        > text          pages of prose, joined; label> where there is one
 *   - reason charset why   it closes */
#ifndef TESTS_EXTRACTED_H
#define TESTS_EXTRACTED_H

#include "table.h"

#include "daicho/buf.h"
#include "daicho/extractor.h"
#include "utf8_check.h"

#include <stdio.h>
#include <stdlib.h>

struct extracted {
	struct dc_sink sink;
	struct dc_buf out;
	struct dc_budget budget;
	struct dc_extraction ex;
	struct dc_item *beside;		/* of the object; NULL: nothing */
	const char *columns_shown;
	bool in_prose;
	uint64_t last_row;
	uint64_t stored_n;		/* bytes of the object, 0: offsets are not checked */
	unsigned sum;			/* so that reading the pad is not optimised away */
	unsigned texts;
};

static enum dc_status extracted_open(struct dc_sink *sink, const struct dc_part *part, struct dc_error *err)
{
	struct extracted *e = (struct extracted *)sink;

	(void)err;
	e->in_prose = false;
	e->last_row = 0;
	e->columns_shown = NULL;
	return dc_buf_printf(&e->out, "+ %s%s%s %s\n", part->name, part->table == NULL ? "" : "#",
		part->table == NULL ? "" : part->table, part->format);
}

static enum dc_status extracted_close(struct dc_sink *sink, const struct dc_part *part, const struct dc_part_end *end,
	struct dc_error *err)
{
	struct extracted *e = (struct extracted *)sink;

	(void)err;
	(void)part;
	e->in_prose = false;
	return dc_buf_printf(&e->out, "- %s%s%s%s%s\n", end->reason == DC_R_none ? "ok" : dc_reason_name(end->reason),
		end->charset == NULL ? "" : " ", end->charset == NULL ? "" : end->charset, end->detail == NULL ? "" : " ",
		end->detail == NULL ? "" : end->detail);
}

static void extracted_check(struct extracted *e, const struct dc_text *t)
{
	uint32_t before = 0;

	assert_true(t->page <= t->page_end && t->page_end <= t->bytes.n && t->bytes.n <= DC_TEXT_MOST);
	assert_int_equal(utf8_prefix_plain(t->bytes.p, t->bytes.n), t->bytes.n);
	for (size_t i = 1; i <= DC_TEXT_PAD; i++)
		e->sum += *(t->bytes.p - i) + t->bytes.p[t->bytes.n + i - 1];
	for (size_t i = 0; i < t->n_cells; i++) {
		assert_true(t->cells[i].start <= t->cells[i].end && t->cells[i].end <= t->bytes.n && before <= t->cells[i].start);
		before = t->cells[i].start;
	}
	if (e->stored_n != 0)
		assert_true(dc_map_stored_end(t->map, t->page_end) <= e->stored_n);
}

static void extracted_cells(struct extracted *e, const struct dc_text *t)
{
	if (t->n_columns != 0 && e->columns_shown == NULL) {
		dc_buf_adds(&e->out, "#");
		for (size_t i = 0; i < t->n_columns; i++)
			dc_buf_printf(&e->out, "%s%s%s%s", i == 0 ? " " : "|", t->columns[i].name,
				t->columns[i].type[0] == 0 ? "" : ":", t->columns[i].type);
		dc_buf_adds(&e->out, "\n");
		e->columns_shown = t->columns[0].name;
	}
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct dc_cell *c = &t->cells[i];
		uint64_t row = t->first_row + c->row;

		if (row != e->last_row || i == 0)
			dc_buf_printf(&e->out, "%s%llu:", i == 0 ? "" : "\n", (unsigned long long)row);
		e->last_row = row;
		if (c->column == DC_NO_COLUMN)
			dc_buf_adds(&e->out, " -=");
		else
			dc_buf_printf(&e->out, " %u=", c->column);
		for (uint32_t k = c->start; k < c->end; k++)
			dc_buf_printf(&e->out, t->bytes.p[k] == '\n' ? "\\n" : "%c", t->bytes.p[k]);
	}
	if (t->n_cells != 0)
		dc_buf_adds(&e->out, "\n");
}

static enum dc_status extracted_text(struct dc_sink *sink, const struct dc_part *part, const struct dc_text *t, struct dc_error *err)
{
	struct extracted *e = (struct extracted *)sink;

	(void)part;
	(void)err;
	e->texts++;
	extracted_check(e, t);
	if (t->form == DC_NAME)
		return dc_buf_printf(&e->out, "name %.*s\n", (int)t->bytes.n, (const char *)t->bytes.p);
	if (t->form == DC_TABLE) {
		extracted_cells(e, t);
		return DC_OK;
	}
	if (!e->in_prose || t->page == 0 || t->label != NULL)
		dc_buf_printf(&e->out, "%s> ", t->label == NULL ? "" : t->label);
	e->in_prose = true;
	dc_buf_add(&e->out, t->bytes.p + t->page, t->page_end - t->page);
	return dc_buf_addc(&e->out, '\n');
}

/* An item that gives at most `most` bytes a read, and can fail at a byte. */
struct slow_item {
	struct dc_item item;
	struct dc_item_memory memory;
	struct dc_item inner;
	size_t most;
	size_t fail_at;			/* SIZE_MAX: never */
};

static inline enum dc_status slow_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *err)
{
	struct slow_item *s = item->state;
	size_t left = s->fail_at - s->memory.at;

	if (s->memory.at >= s->fail_at)
		return dc_fail(err, DC_EIO, "read: Input/output error");
	cap = cap < s->most ? cap : s->most;
	return s->inner.read(&s->inner, into, cap < left ? cap : left, got, err);
}

static inline enum dc_status slow_seek(struct dc_item *item, uint64_t at, struct dc_error *err)
{
	struct slow_item *s = item->state;

	return s->inner.seek(&s->inner, at, err);
}

static void extracted_init(struct extracted *e)
{
	memset(e, 0, sizeof *e);
	dc_buf_init(&e->out, 0);
	e->sink = (struct dc_sink){ extracted_open, extracted_text, extracted_close };
	e->budget = (struct dc_budget){ .object_bytes = 4ull << 30, .output_bytes = 16ull << 30, .ratio = 200, .ratio_from = 64 << 20,
		.depth = 10, .markup_depth = 256, .members = 1000000, .memory_bytes = 512u << 20, .cell_bytes = 16 << 20 };
}

static void extracted_done(struct extracted *e)
{
	dc_buf_done(&e->out);
}

static void extracted_run(struct extracted *e, struct dc_item *item)
{
	struct dc_error err = { 0 };
	enum dc_status st;

	dc_buf_clear(&e->out);
	e->ex = (struct dc_extraction){ .budget = &e->budget, .sink = &e->sink, .arena = dc_arena_new(0), .raw_only = e->ex.raw_only,
		.beside = e->beside };
	st = dc_extract_item(&e->ex, item, NULL, &err);
	if (st != DC_OK)
		fail_msg("extraction ended with %d: %s", (int)st, err.text);
	dc_arena_free(e->ex.arena);
	dc_buf_cstr(&e->out);
}

static void extracted_slow(struct extracted *e, const void *p, size_t n, const char *name, size_t most, size_t fail_at, bool seek)
{
	struct slow_item s = { .most = most, .fail_at = fail_at };
	uint8_t *exact = malloc(n + (n == 0));

	if (n != 0)
		memcpy(exact, p, n);
	dc_item_of_memory(&s.inner, &s.memory, (struct dc_span){ exact, n }, name);
	s.item = (struct dc_item){ .name = name, .name_len = strlen(name), .size = seek ? n : UINT64_MAX, .read = slow_read,
		.seek = seek ? slow_seek : NULL, .state = &s };
	extracted_run(e, &s.item);
	free(exact);
}

static inline void extracted_bytes(struct extracted *e, const void *p, size_t n, const char *name)
{
	extracted_slow(e, p, n, name, SIZE_MAX, SIZE_MAX, true);
}

/* Whole, a byte at a time (the same must come out), and cut at every stride-th length (nothing may break). */
static inline void extracted_torture(const void *p, size_t n, const char *name, size_t stride)
{
	struct extracted a, b;

	extracted_init(&a);
	extracted_init(&b);
	extracted_bytes(&a, p, n, name);
	extracted_slow(&b, p, n, name, 1, SIZE_MAX, true);
	if (strcmp((char *)a.out.p, (char *)b.out.p) != 0)
		fail_msg("%s: read a byte at a time gives\n%s\nnot\n%s", name, b.out.p, a.out.p);
	for (size_t cut = 0; cut < n; cut += stride) {
		extracted_bytes(&a, p, cut, name);
		extracted_slow(&b, p, cut, name, 7, SIZE_MAX, false);
	}
	extracted_done(&a);
	extracted_done(&b);
}

#ifdef SOURCE_DIR
/* The bytes of corpora/files/FOLDER/FILE, at most cap; returns how many. A file that is missing fails the test. */
static inline size_t extracted_sample(const char *folder, const char *file, uint8_t *p, size_t cap)
{
	char path[4096];
	FILE *f;
	size_t n;

	snprintf(path, sizeof path, "%s/corpora/files/%s/%s", SOURCE_DIR, folder, file);
	f = fopen(path, "rb");
	if (f == NULL)
		fail_msg("%s is missing", path);
	n = fread(p, 1, cap, f);
	fclose(f);
	return n;
}
#endif

/* What a group of tests of extractors begins and ends with. */
static inline int extracted_start(void **state)
{
	struct dc_error err = { 0 };

	(void)state;
	return dc_extract_init(&err) == DC_OK ? 0 : -1;
}

static inline int extracted_stop(void **state)
{
	(void)state;
	dc_extract_done();
	return 0;
}

#endif
