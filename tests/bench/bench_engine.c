/* bench_engine.c -- bytes a second through a session, for each text, beside a plain read of the same bytes.
 *
 *   bench_engine [-s SECONDS] [-k KIND]... FILE...       *.csv is read as cells, all else as prose
 *   bench_engine -x                     hostile texts of 64 MiB, made here
 *   bench_engine -t                     profile thorough, before any of these
 */
#include "daicho/detector.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PAGE_BYTES (256u << 10)
#define HOSTILE_BYTES (16u << 20)

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);	/* of this process alone: others may be at work */
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint64_t hits;

static enum dc_status on_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	(void)sink;
	(void)err;
	hits += hit->band >= DC_BAND_LOW;
	return DC_OK;
}

static enum dc_status on_column(struct dc_hit_sink *sink, const struct dc_column_finding *column, struct dc_error *err)
{
	(void)sink;
	(void)column;
	(void)err;
	return DC_OK;
}

static struct dc_hit_sink sink = { on_hit, on_column };

static void fail(const struct dc_error *err)
{
	fprintf(stderr, "bench_engine: %s\n", err->text);
	exit(1);
}

static void read_prose(struct dc_session *s, const uint8_t *p, size_t n)
{
	struct dc_error err = { 0 };

	for (size_t at = 0; at < n; at += PAGE_BYTES) {
		size_t from = at < DC_TEXT_MARGIN ? 0 : at - DC_TEXT_MARGIN, end = n - at < PAGE_BYTES ? n : at + PAGE_BYTES;
		size_t to = n - end < DC_TEXT_MARGIN ? n : end + DC_TEXT_MARGIN;
		struct dc_text t = { .form = DC_PROSE, .bytes = { p + from, to - from }, .page = at - from,
			.page_end = end - from, .first_line = 1 };

		if (dc_session_text(s, &t, &sink, &err) != DC_OK)
			fail(&err);
	}
}

#define COLUMNS_MOST 64
#define CELLS_MOST (PAGE_BYTES / 2 + COLUMNS_MOST)

static struct dc_cell cells[CELLS_MOST];
static char names[COLUMNS_MOST][64];
static struct dc_column columns[COLUMNS_MOST];

static size_t heading(const uint8_t *p, size_t n, size_t *n_columns)
{
	size_t at = 0;

	for (*n_columns = 0; at < n && *n_columns < COLUMNS_MOST; (*n_columns)++) {
		size_t k = 0;

		while (at < n && p[at] != ',' && p[at] != '\n' && k < 63)
			names[*n_columns][k++] = (char)p[at++];
		names[*n_columns][k] = '\0';
		columns[*n_columns] = (struct dc_column){ names[*n_columns], "" };
		if (at < n && p[at++] == '\n') {
			(*n_columns)++;
			break;
		}
	}
	return at;
}

/* Splits at commas and ends of line; quotes are the extractor's business, not measured here. */
static void read_table(struct dc_session *s, const uint8_t *p, size_t n)
{
	struct dc_error err = { 0 };
	size_t n_columns, at = heading(p, n, &n_columns);
	uint64_t first_row = 2;

	while (at < n) {
		struct dc_text t = { .form = DC_TABLE, .cells = cells, .columns = columns, .n_columns = n_columns,
			.first_row = first_row };
		size_t from = at, cell = at;
		uint32_t row = 0, column = 0;

		for (; at < n && (at - from < PAGE_BYTES - 65536 || column != 0); at++) {
			if (p[at] != ',' && p[at] != '\n')
				continue;
			cells[t.n_cells++] = (struct dc_cell){ (uint32_t)(cell - from), (uint32_t)(at - from), column++, row };
			cell = at + 1;
			if (p[at] == '\n') {
				column = 0;
				row++;
			}
		}
		t.bytes = (struct dc_span){ p + from, at - from };
		t.page_end = at - from;
		first_row += row;
		if (dc_session_text(s, &t, &sink, &err) != DC_OK)
			fail(&err);
	}
}

static uint64_t read_plain(const uint8_t *p, size_t n)
{
	uint64_t sum = 0, w;

	for (size_t i = 0; i + 8 <= n; i += 8) {
		memcpy(&w, p + i, 8);
		sum += w;
	}
	return sum;
}

static volatile uint64_t kept;

static void measure(const struct dc_engine *engine, const char *name, const uint8_t *p, size_t n, bool table, double seconds)
{
	struct dc_error err = { 0 };
	struct dc_session *s;
	double best = 1e9, plain = 1e9, start = now();
	int runs = 0;

	if (dc_session_new(engine, &s, &err) != DC_OK)
		fail(&err);
	for (; runs < 3 || now() - start < seconds; runs++) {
		double t0 = now(), t1, t2;

		kept = read_plain(p, n);
		t1 = now();
		hits = 0;
		if (dc_session_begin(s, &(struct dc_document){ .file_name = name }, &err) != DC_OK)
			fail(&err);
		if (table)
			read_table(s, p, n);
		else
			read_prose(s, p, n);
		if (dc_session_end(s, &sink, &err) != DC_OK)
			fail(&err);
		t2 = now();
		plain = t1 - t0 < plain ? t1 - t0 : plain;
		best = t2 - t1 < best ? t2 - t1 : best;
		if (t2 - t1 > 20)
			break;
	}
	printf("%-28s %8.1f MB  %6.3f GB/s  read %6.2f GB/s  hits %llu\n", name, (double)n / 1e6, (double)n / best / 1e9,
		(double)n / plain / 1e9, (unsigned long long)hits);
	fflush(stdout);
	dc_session_free(s);
}

static uint8_t *padded(size_t n)
{
	uint8_t *p = calloc(1, n + 2 * DC_TEXT_PAD);

	if (p == NULL)
		exit(1);
	return p + DC_TEXT_PAD;
}

static void measure_file(const struct dc_engine *engine, const char *path, double seconds)
{
	FILE *f = fopen(path, "rb");
	size_t n, name = strlen(path);
	const char *slash = strrchr(path, '/');
	uint8_t *p;
	long size;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0) {
		perror(path);
		exit(1);
	}
	rewind(f);
	p = padded((size_t)size);
	n = fread(p, 1, (size_t)size, f);
	fclose(f);
	measure(engine, slash == NULL ? path : slash + 1, p, n, name > 4 && strcmp(path + name - 4, ".csv") == 0, seconds);
	free(p - DC_TEXT_PAD);
}

static void measure_hostile(const struct dc_engine *engine)
{
	static const char *const units[] = { "1", "@", "田", "a@", "@a.", "a@a.co ", "1-", "12 ", "0000 ", "１", "１－", "1ー", "山田", "S6.",
		"AB12", "AB12 ", "::1", "ab:cd:", "<<a", "a:", "password:", "電話", "個人番号", "丁目", "2024年1月", "A B ", "Smith John ",
		"+1", "+81 9", "タ ", "ﾀﾛ ", "eyJ.", "1234567,", "090-1234-5678 ", "4111 1111 1111 1111 ", "123456789018,",
		"1990-01-02,", "12345678 ", "\xef\xbc", "\n", "1.1.1.1 ", "性別:男", "東京都", "\xc2\xa0\x31", "-----BEGIN " };
	uint8_t *p = padded(HOSTILE_BYTES);

	for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
		size_t n = strlen(units[u]);

		for (size_t i = 0; i < HOSTILE_BYTES; i++)
			p[i] = (uint8_t)units[u][i % n];
		measure(engine, units[u][0] == '\n' ? "newlines" : units[u], p, HOSTILE_BYTES, false, 0);
	}
	free(p - DC_TEXT_PAD);
}

int main(int argc, char **argv)
{
	const char *only[32] = { NULL };
	struct dc_engine_options opt = { .today = 20261122 };
	struct dc_error err = { 0 };
	struct dc_engine *engine;
	double seconds = 1;
	bool hostile = false;
	int i = 1, kinds = 0;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (argv[i][1] == 'x')
			hostile = true;
		else if (argv[i][1] == 't')
			opt.profile = DC_PROFILE_THOROUGH;
		else if (argv[i][1] == 's' && i + 1 < argc)
			seconds = strtod(argv[++i], NULL);
		else if (argv[i][1] == 'k' && i + 1 < argc && kinds < 31)
			only[kinds++] = argv[++i];
	}
	opt.only = kinds == 0 ? NULL : only;
	if (dc_engine_new(&opt, &engine, &err) != DC_OK)
		fail(&err);
	printf("%s\n", dc_engine_cpu(engine));
	for (; i < argc; i++)
		measure_file(engine, argv[i], seconds);
	if (hostile)
		measure_hostile(engine);
	dc_engine_free(engine);
	return 0;
}
