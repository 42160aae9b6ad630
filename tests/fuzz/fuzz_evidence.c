/* fuzz_evidence.c -- any text, as prose or as a table, with candidates strewn over it; it is given twice, the second time
 * with a margin. First byte: form and what candidates look like; second: the heading. Checks what every hit promises. */
#include "evidence.h"

#include <math.h>
#include <stdlib.h>

#define CELLS_MOST 4096
#define TEXT_MOST 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct dc_kind kinds[] = {
	{ .id = "jp.my_number", .category = "govid.my_number", .near = (const char *const[]){ "個人番号", "my number", NULL },
	  .columns = (const char *const[]){ "mynumber", NULL } },
	{ .id = "jp.phone", .category = "contact.phone", .near = (const char *const[]){ "電話", "TEL", NULL } },
	{ .id = "jp.person_name", .category = "person.name", .near = (const char *const[]){ "氏名", "name", NULL } },
	{ .id = "jp.person_name_kana", .category = "person.name_kana", .near = (const char *const[]){ "カナ", NULL } },
	{ .id = "special_care", .category = "special.medical_history", .near_not = (const char *const[]){ "障害報告", NULL } },
	{ .id = "email", .category = "contact.email" },
	{ .id = "jp.address", .category = "contact.address" },
};

size_t dc_engine_kinds(const struct dc_engine *engine)
{
	(void)engine;
	return DC_ARRAY_LEN(kinds);
}

const struct dc_kind *dc_engine_kind(const struct dc_engine *engine, size_t i)
{
	(void)engine;
	return &kinds[i];
}

static size_t limit;

static enum dc_status see_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	float sum = 0;

	(void)sink;
	(void)err;
	for (size_t i = 0; i < hit->n_weights; i++)
		sum += hit->weights[i].logodds;
	if (hit->start >= hit->end || hit->end > limit || hit->n_weights > DC_WEIGHTS_MOST || hit->band == DC_BAND_NONE ||
	    fabsf(1 / (1 + expf(-sum)) - hit->confidence) > 0.001f || hit->value.n > DC_VALUE_MOST || hit->kind->id[0] == '\0')
		abort();
	if (hit->flags & (DC_HIT_PLACEHOLDER | DC_HIT_TEST) && hit->band == DC_BAND_HIGH)
		abort();
	return DC_OK;
}

static enum dc_status see_column(struct dc_hit_sink *sink, const struct dc_column_finding *f, struct dc_error *err)
{
	(void)sink;
	(void)err;
	if (f->matching > f->distinct || f->distinct > f->filled || f->filled > f->rows)
		abort();
	return DC_OK;
}

static size_t cut_cells(struct dc_span t, struct dc_cell *cells, size_t *columns)
{
	uint32_t from = 0, row = 0, col = 0;
	size_t n = 0;

	*columns = 1;
	for (uint32_t i = 0; i <= t.n && n < CELLS_MOST; i++) {
		if (i < t.n && t.p[i] != ',' && t.p[i] != '\n')
			continue;
		cells[n++] = (struct dc_cell){ from, i, col, row };
		if (col + 1 > *columns)
			*columns = col + 1;
		col = i < t.n && t.p[i] == ',' ? col + 1 : 0;
		row += col == 0;
		from = i + 1;
	}
	return n;
}

/* A candidate for about every word; the text itself decides of which kind and how sure. */
static void strew(struct candidates *c, struct dc_span t, uint8_t mode)
{
	uint32_t i = 0;

	while (i < t.n) {
		uint32_t end = i;
		struct candidate *a;

		while (end < t.n && end - i < 300 && strchr(" ,\n\t:", t.p[end]) == NULL)
			end++;
		if (end > i && (t.p[i] + mode) % 3 != 0) {
			if (candidates_add(c, &kinds[(t.p[i] + mode) % DC_ARRAY_LEN(kinds)], i, end, dc_span_cut(t, i, end), &a) != DC_OK)
				abort();
			a->checked = t.p[end - 1] % 2 == 0;
			candidate_weigh(a, DC_E_form, (float)((t.p[i] ^ mode) % 9) - 4);
			if (mode & 8 && end - i > 2 && candidates_add(c, &kinds[mode % DC_ARRAY_LEN(kinds)], i + 1, end,
			    dc_span_cut(t, i + 1, end), NULL) != DC_OK)
				abort();
		}
		i = end + 1;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const headings[] = { "", "個人番号", "tel", "order_id", "備考", "shimei", "c1", "会社名" };
	static struct dc_cell cells[CELLS_MOST];
	struct dc_column columns[CELLS_MOST];
	struct dc_text text = { .form = DC_PROSE, .first_line = 1 };
	struct dc_hit_sink sink = { see_hit, see_column };
	struct dc_error err = { 0 };
	struct evidence *ev = NULL;
	struct candidates found;
	uint8_t *copy;

	if (size < 3 || size > TEXT_MOST)
		return 0;
	copy = malloc(size - 2 + 2 * DC_TEXT_PAD);
	if (copy == NULL)
		abort();
	memset(copy, 0, size - 2 + 2 * DC_TEXT_PAD);
	memcpy(copy + DC_TEXT_PAD, data + 2, size - 2);
	text.bytes = (struct dc_span){ copy + DC_TEXT_PAD, size - 2 };
	limit = size - 2;
	if (data[0] & 1) {
		text.form = DC_TABLE;
		text.first_row = 1;
		text.cells = cells;
		text.n_cells = cut_cells(text.bytes, cells, &text.n_columns);
		for (size_t i = 0; i < text.n_columns; i++)
			columns[i] = (struct dc_column){ headings[(data[1] + i) % DC_ARRAY_LEN(headings)], "" };
		text.columns = columns;
	} else {
		text.label = data[1] % 9 == 8 ? NULL : headings[data[1] % DC_ARRAY_LEN(headings)];
	}
	candidates_init(&found);
	if (evidence_new(NULL, &ev, &err) != DC_OK || evidence_begin(ev, &(struct dc_document){ .file_name = "給与.csv" }, &err) != DC_OK)
		abort();
	for (int round = 0; round < 2; round++) {
		text.page = round == 1 && text.form == DC_PROSE ? text.bytes.n / 2 : 0;
		text.page_end = text.bytes.n;
		text.first_row += (uint64_t)round * text.n_cells;
		candidates_clear(&found);
		strew(&found, text.bytes, data[0]);
		if (evidence_text(ev, &text, &found, &sink, &err) != DC_OK)
			abort();
	}
	if (evidence_end(ev, &sink, &err) != DC_OK)
		abort();
	evidence_free(ev);
	candidates_done(&found);
	free(copy);
	return 0;
}
