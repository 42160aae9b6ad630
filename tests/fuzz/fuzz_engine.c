/* fuzz_engine.c -- any bytes through a session, as prose and as a table. Hits must lie in their text and explain themselves. */
#include "daicho/detector.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t text_bytes;

static enum dc_status on_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	(void)sink;
	(void)err;
	if (hit->start >= hit->end || hit->end > text_bytes || !(hit->confidence >= 0 && hit->confidence <= 1) || hit->n_weights == 0 ||
	    hit->value.n > DC_VALUE_MOST)
		abort();
	return DC_OK;
}

static enum dc_status on_column(struct dc_hit_sink *sink, const struct dc_column_finding *column, struct dc_error *err)
{
	(void)sink;
	(void)err;
	if (!(column->confidence >= 0 && column->confidence <= 1))
		abort();
	return DC_OK;
}

static struct dc_hit_sink sink = { on_hit, on_column };

static void run(struct dc_session *s, const struct dc_text *text)
{
	struct dc_error err = { 0 };

	if (dc_session_begin(s, &(struct dc_document){ .file_name = "a.txt" }, &err) != DC_OK ||
	    dc_session_text(s, text, &sink, &err) != DC_OK || dc_session_end(s, &sink, &err) != DC_OK)
		abort();
}

/* Cells end at commas, rows at newlines; the first row names the columns. */
static void run_table(struct dc_session *s, struct dc_text text)
{
	static struct dc_cell cells[4096];
	static const struct dc_column columns[] = { { "個人番号", "" }, { "tel", "" }, { "生年月日", "" }, { "口座番号", "bigint" },
		{ "password", "" }, { "備考", "" } };
	uint32_t start = 0, column = 0, row = 0;

	for (uint32_t i = 0; i <= text.bytes.n && text.n_cells < 4096; i++) {
		if (i < text.bytes.n && text.bytes.p[i] != ',' && text.bytes.p[i] != '\n')
			continue;
		cells[text.n_cells++] = (struct dc_cell){ start, i, column++, row };
		if (i < text.bytes.n && text.bytes.p[i] == '\n') {
			column = 0;
			row++;
		}
		start = i + 1;
	}
	text.form = DC_TABLE;
	text.cells = cells;
	text.columns = columns;
	text.n_columns = sizeof columns / sizeof columns[0];
	run(s, &text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dc_engine *engine;
	static struct dc_session *session;
	struct dc_error err = { 0 };
	uint8_t *padded;
	struct dc_text text = { .form = DC_PROSE, .page_end = size, .first_line = 1 };

	if (size > 65536)
		return 0;
	if (engine == NULL && (dc_engine_new(&(struct dc_engine_options){ .today = 20261122 }, &engine, &err) != DC_OK ||
	    dc_session_new(engine, &session, &err) != DC_OK))
		abort();
	padded = malloc(size + 2 * DC_TEXT_PAD);
	if (padded == NULL)
		abort();
	memset(padded, '4', size + 2 * DC_TEXT_PAD);
	if (size != 0)
		memcpy(padded + DC_TEXT_PAD, data, size);
	text.bytes = (struct dc_span){ padded + DC_TEXT_PAD, size };
	text_bytes = size;
	run(session, &text);
	run_table(session, text);
	free(padded);
	return 0;
}
