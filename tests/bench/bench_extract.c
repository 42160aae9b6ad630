/* bench_extract.c -- how fast bytes become texts, in GB/s of stored bytes and of processor time: decoding by charset, CSV, the rest of the formats.
 * Each line is the best of some rounds over the same made-up text. usage: bench_extract
 * With files: the processor seconds that reading each takes, and the bytes of text it gives. usage: bench_extract FILE... */
#include "daicho/buf.h"
#include "daicho/decode.h"
#include "daicho/extractor.h"
#include "daicho/rows.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define SIZE (32u << 20)
#define ROUNDS 5

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t fill(uint8_t *p, const char *line)
{
	size_t k = strlen(line), n = 0;

	for (; n + k <= SIZE; n += k)
		memcpy(p + n, line, k);
	return n;
}

static size_t encode(const uint8_t *from, size_t n, const char *charset, uint8_t *to)
{
	iconv_t cd = iconv_open(charset, "UTF-8");
	char *in = (char *)(uintptr_t)from, *out = (char *)to;
	size_t left = n, room = 2 * SIZE;

	iconv(cd, &in, &left, &out, &room);
	iconv_close(cd);
	return 2 * SIZE - room;
}

static void bench_decode(const char *name, const uint8_t *p, size_t n)
{
	double best = 1e9;

	for (int r = 0; r < ROUNDS; r++) {
		struct dc_decoder *d = dc_decoder_new(DC_CS_UNKNOWN);
		struct dc_error err = { 0 };
		struct dc_map map = { 0 };
		struct dc_buf text;
		double t;

		dc_buf_init(&text, 0);
		dc_buf_reserve(&text, 1 << 20);
		t = now();
		for (size_t i = 0; i < n; i += 256 << 10) {
			dc_buf_clear(&text);
			dc_map_clear(&map, i);
			dc_decode(d, (struct dc_span){ p + i, n - i < 256 << 10 ? n - i : 256 << 10 }, i + (256 << 10) >= n, &text, &map, &err);
		}
		t = now() - t;
		best = t < best ? t : best;
		dc_buf_done(&text);
		dc_map_done(&map);
		dc_decoder_free(d);
	}
	printf("decode  %-22s %6.2f GB/s\n", name, (double)n / best / 1e9);
}

static enum dc_status no_part(struct dc_sink *s, const struct dc_part *p, struct dc_error *e)
{
	(void)s;
	(void)p;
	(void)e;
	return DC_OK;
}

static enum dc_status no_close(struct dc_sink *s, const struct dc_part *p, const struct dc_part_end *end, struct dc_error *e)
{
	(void)end;
	return no_part(s, p, e);
}

static uint64_t text_bytes;

static enum dc_status no_text(struct dc_sink *s, const struct dc_part *p, const struct dc_text *t, struct dc_error *e)
{
	text_bytes += t->page_end - t->page;
	return no_part(s, p, e);
}

/* Seconds of the best round. */
static double best_of(const char *name, const char *file, const uint8_t *p, size_t n)
{
	double best = 1e9;
	bool rows = strcmp(file, "rows") == 0;

	for (int r = 0; r < ROUNDS; r++) {
		struct dc_budget budget = { .object_bytes = UINT64_MAX, .output_bytes = UINT64_MAX, .ratio = 1000, .ratio_from = 1 << 30, .depth = 10,
			.markup_depth = 256, .members = 1000, .memory_bytes = 512 << 20, .cell_bytes = 16 << 20 };
		struct dc_sink sink = { no_part, no_text, no_close };
		struct dc_extraction ex = { .budget = &budget, .sink = &sink, .arena = dc_arena_new(0) };
		struct dc_error err = { 0 };
		struct dc_item_memory m;
		struct dc_item item;
		double t = now();

		text_bytes = 0;
		dc_item_of_memory(&item, &m, (struct dc_span){ p, n }, file);
		if ((rows ? dc_extract_rows(&ex, &item, &err) : dc_extract_item(&ex, &item, NULL, &err)) != DC_OK)
			fprintf(stderr, "%s: %s\n", name, err.text);
		t = now() - t;
		best = t < best ? t : best;
		dc_arena_free(ex.arena);
	}
	return best;
}

static void bench_item(const char *name, const char *file, const uint8_t *p, size_t n)
{
	printf("extract %-22s %6.2f GB/s\n", name, (double)n / best_of(name, file, p, n) / 1e9);
}

static int bench_file(const char *path)
{
	struct dc_error err = { 0 };
	FILE *f = fopen(path, "rb");
	struct dc_buf all;
	double t;

	if (f == NULL || dc_extract_init(&err) != DC_OK) {
		fprintf(stderr, "%s: cannot be read %s\n", path, err.text);
		return 1;
	}
	dc_buf_init(&all, 0);
	while (dc_buf_reserve(&all, 1 << 20) == DC_OK) {
		size_t n = fread(all.p + all.n, 1, 1 << 20, f);

		all.n += n;
		if (n == 0)
			break;
	}
	fclose(f);
	t = best_of(path, path, all.p, all.n);
	printf("%.6f %llu %s\n", t, (unsigned long long)text_bytes, path);
	dc_buf_done(&all);
	return 0;
}

/* A table as a connector sends it; its writing end is measured too. Returns bytes, with last as what the last column holds. */
static size_t fill_rows(uint8_t *p, const char *last)
{
	static const char *const cells[] = { "1024", "山本花江", "090-1234-5678", "hanae.y@example.co.jp", "1980-01-02", "12.50", NULL };
	struct rows_column columns[7];
	struct rows_out o;
	int fd = memfd_create("rows", MFD_CLOEXEC);
	double t = now();
	ssize_t n;

	for (size_t i = 0; i < DC_ARRAY_LEN(columns); i++)
		columns[i] = (struct rows_column){ i == 0 ? "id" : i == 6 ? "last" : "more", "text", i == 6 ? ROWS_JSON : ROWS_TEXT, DC_CS_UTF8 };
	rows_open(&o, fd, 1 << 20);
	rows_head(&o, "t", columns, DC_ARRAY_LEN(columns));
	while (o.bytes < SIZE) {
		rows_row(&o);
		for (size_t i = 0; i < DC_ARRAY_LEN(cells); i++)
			rows_cell(&o, i == 6 ? last : cells[i], strlen(i == 6 ? last : cells[i]));
	}
	rows_end(&o, DC_R_none, "");
	t = now() - t;
	printf("send    %-22s %6.2f GB/s\n", "table", (double)o.bytes / t / 1e9);
	rows_close(&o);
	n = pread(fd, p, 2 * SIZE, 0);
	close(fd);
	return n < 0 ? 0 : (size_t)n;
}

static int bench_all(void)
{
	static const char english[] = "The quick brown fox jumps over the lazy dog, and then some more words follow here until the end of line.\n";
	static const char japanese[] = "当社は、お客様の氏名、住所、電話番号などの個人情報を、次の目的のために利用いたします。詳しくはこちら。\n";
	static const char csv[] = "1024,山本花江,090-1234-5678,hanae.y@example.co.jp,東京都千代田区丸の内1-2-3,1980-01-02,active,12345\n";
	static const char ascii_csv[] = "1024,Yamamoto,090-1234-5678,hanae.y@example.co.jp,Marunouchi 1-2-3,1980-01-02,active,12345\n";
	uint8_t *p = malloc(2 * SIZE), *q = malloc(2 * SIZE);
	size_t n;

	if (p == NULL || q == NULL)
		return 1;
	n = fill(p, english);
	bench_decode("ascii", p, n);
	bench_item("text, ascii", "a.txt", p, n);
	n = fill(p, japanese);
	bench_decode("utf-8 japanese", p, n);
	bench_item("text, japanese", "a.txt", p, n);
	bench_decode("cp932", q, encode(p, n, "CP932", q));
	bench_decode("euc-jp", q, encode(p, n, "EUC-JP", q));
	bench_decode("iso-2022-jp", q, encode(p, n, "ISO-2022-JP", q));
	bench_decode("utf-16le", q, encode(p, n, "UTF-16LE", q));
	n = fill(p, csv);
	bench_item("csv", "a.csv", p, n);
	n = fill(p, ascii_csv);
	bench_item("csv, ascii", "a.csv", p, n);
	n = fill(p, "\"1024\",\"Yamamoto\",\"090-1234-5678\",\"hanae.y@example.co.jp\",\"1980-01-02\"\n");
	bench_item("csv, all quoted", "a.csv", p, n);
	n = fill(p, "{\"id\":1024,\"name\":\"山本花江\",\"tel\":\"090-1234-5678\",\"mail\":\"hanae.y@example.co.jp\"}\n");
	bench_item("json lines", "a.jsonl", p, n);
	n = fill(p, "<tr><td>1024</td><td>山本花江</td><td>090-1234-5678</td></tr>\n");
	memcpy(p, "<html><table>", 13);
	bench_item("html table", "a.html", p, n);
	n = fill(p, "<p><id>1024</id><name>山本花江</name><tel>090-1234-5678</tel></p>\n");
	bench_item("xml", "a.xml", p, n);
	n = fill(p, "INSERT INTO t (id,name,tel) VALUES (1024,'山本花江','090-1234-5678'),(1025,'佐藤一','080-1234-5678');\n");
	bench_item("sql", "a.sql", p, n);
	n = fill_rows(p, "the order was sent on time");
	bench_item("table", "rows", p, n);
	n = fill_rows(p, "{\"status\": \"sent\", \"n\": 3}");
	bench_item("table, a json column", "rows", p, n);
	for (size_t i = 0; i < SIZE; i++)
		p[i] = (uint8_t)(i * 2654435761u >> 13);
	bench_item("raw, random bytes", "a.bin", p, SIZE);
	free(p);
	free(q);
	return 0;
}

int main(int argc, char **argv)
{
	int code = argc > 1 ? 0 : bench_all();

	for (int i = 1; i < argc && code == 0; i++)
		code = bench_file(argv[i]);
	return code;
}
