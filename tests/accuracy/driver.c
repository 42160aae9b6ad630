/* driver.c -- the detector library over labelled texts (JSON Lines on standard input) or over a folder of text files.
 *
 *   accuracy_driver [--thorough]   hits as JSON Lines, for score.py: "id", "start", "end" or "row", "col", "category", "p", "raw"
 *   accuracy_driver --folder DIR   the most certain hits of a folder with the text around them, for reading false alarms.
 *                                  Values are shown: for documentation and source code, not for real data.
 */
#include "daicho/detector.h"

#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <sys/stat.h>

#define TABLE_BYTES_MOST (DC_TEXT_MOST - 64)
#define FILE_MOST (512u << 10)

struct printer {
	struct dc_hit_sink sink;
	json_int_t id;
	const char *path;		/* --folder */
	struct dc_span text;
	unsigned long bytes, hits[4];
};

static float raw_sum(const struct dc_hit *hit)
{
	float sum = 0;

	for (size_t i = 0; i < hit->n_weights; i++)
		if (hit->weights[i].why != DC_E_calibration)
			sum += hit->weights[i].logodds;
	return sum;
}

static void print_around(const struct printer *p, const struct dc_hit *hit)
{
	size_t from = hit->start > 40 ? hit->start - 40 : 0, to = hit->end + 40 < p->text.n ? hit->end + 40 : p->text.n;

	printf("%s:%llu: %s %.2f [", p->path, (unsigned long long)hit->line, hit->kind->id, (double)hit->confidence);
	for (size_t i = from; i < to; i++) {
		if (i == hit->start)
			fputs(">>", stdout);
		if (i == hit->end)
			fputs("<<", stdout);
		putchar(p->text.p[i] < 0x20 ? ' ' : p->text.p[i]);
	}
	fputs("]", stdout);
	for (size_t i = 0; i < hit->n_weights; i++)
		printf(" %s%+.1f", dc_evidence_name(hit->weights[i].why), (double)hit->weights[i].logodds);
	putchar('\n');
}

static enum dc_status on_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	struct printer *p = (struct printer *)sink;

	(void)err;
	p->hits[hit->band]++;
	if (p->path != NULL) {
		if (hit->band == DC_BAND_HIGH)
			print_around(p, hit);
		return DC_OK;
	}
	printf("{\"id\": %lld, \"start\": %llu, \"end\": %llu, \"row\": %lld, \"col\": %d, \"category\": \"%s\", \"kind\": \"%s\", "
		"\"p\": %.5f, \"raw\": %.4f, \"flags\": %u, \"why\": \"", (long long)p->id, (unsigned long long)hit->start,
		(unsigned long long)hit->end, (long long)hit->row - 1, hit->column == DC_NO_COLUMN ? -1 : (int)hit->column,
		hit->category, hit->kind->id, (double)hit->confidence, (double)raw_sum(hit), hit->flags);
	for (size_t i = 0; i < hit->n_weights; i++)
		printf("%s%s%+.1f", i > 0 ? " " : "", dc_evidence_name(hit->weights[i].why), (double)hit->weights[i].logodds);
	printf("\"}\n");
	return DC_OK;
}

static enum dc_status on_column(struct dc_hit_sink *sink, const struct dc_column_finding *f, struct dc_error *err)
{
	struct printer *p = (struct printer *)sink;

	(void)err;
	if (p->path == NULL)
		printf("{\"id\": %lld, \"column\": %u, \"category\": \"%s\", \"p\": %.5f, \"rows\": %llu, \"distinct\": %llu, "
			"\"matching\": %llu}\n", (long long)p->id, f->column, f->category, (double)f->confidence,
			(unsigned long long)f->rows, (unsigned long long)f->distinct, (unsigned long long)f->matching);
	return DC_OK;
}

/* A text's bytes with the readable pad on both sides; the caller frees *room. */
static struct dc_span padded(const void *bytes, size_t n, uint8_t **room)
{
	*room = calloc(1, n + 2 * DC_TEXT_PAD);
	if (*room == NULL)
		abort();
	memcpy(*room + DC_TEXT_PAD, bytes, n);
	return (struct dc_span){ *room + DC_TEXT_PAD, n };
}

static void read_part(struct dc_session *s, struct printer *p, const struct dc_document *doc, struct dc_text *text)
{
	struct dc_error err = { 0 };

	text->page_end = text->bytes.n;
	p->bytes += text->bytes.n;
	if (dc_session_begin(s, doc, &err) != DC_OK || dc_session_text(s, text, &p->sink, &err) != DC_OK ||
	    dc_session_end(s, &p->sink, &err) != DC_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static void read_table(struct dc_session *s, struct printer *p, const struct dc_document *doc, json_t *columns, json_t *rows)
{
	size_t n_columns = json_array_size(columns), n_rows = json_array_size(rows), n = 0;
	struct dc_column *cols = calloc(n_columns + 1, sizeof *cols);
	struct dc_cell *cells = calloc(n_columns * n_rows + 1, sizeof *cells);
	struct dc_text text = { .form = DC_TABLE, .first_row = 1, .columns = cols, .n_columns = n_columns, .cells = cells };
	struct dc_buf bytes;
	uint8_t *room;

	dc_buf_init(&bytes, TABLE_BYTES_MOST);
	if (cols == NULL || cells == NULL)
		abort();
	for (size_t c = 0; c < n_columns; c++)
		cols[c] = (struct dc_column){ json_string_value(json_array_get(columns, c)), "" };
	for (size_t r = 0; r < n_rows; r++)
		for (size_t c = 0; c < n_columns; c++) {
			const char *cell = json_string_value(json_array_get(json_array_get(rows, r), c));

			cells[n].start = (uint32_t)bytes.n;
			if (dc_buf_adds(&bytes, cell) != DC_OK)
				abort();
			cells[n].end = (uint32_t)bytes.n;
			cells[n].column = (uint32_t)c;
			cells[n++].row = (uint32_t)r;
			if (dc_buf_addc(&bytes, c + 1 < n_columns ? ',' : '\n') != DC_OK)
				abort();
		}
	text.n_cells = n;
	text.bytes = padded(bytes.p, bytes.n, &room);
	read_part(s, p, doc, &text);
	free(room);
	free(cols);
	free(cells);
	dc_buf_done(&bytes);
}

static void read_line(struct dc_session *s, struct printer *p, json_t *line)
{
	struct dc_document doc = { .file_name = json_string_value(json_object_get(line, "file")),
		.format = json_string_value(json_object_get(line, "format")) };
	const char *prose = json_string_value(json_object_get(line, "text"));
	struct dc_text text = { .form = DC_PROSE, .first_line = 1 };
	uint8_t *room;

	p->id = json_integer_value(json_object_get(line, "id"));
	if (prose == NULL) {
		read_table(s, p, &doc, json_object_get(line, "columns"), json_object_get(line, "rows"));
		return;
	}
	text.bytes = padded(prose, strlen(prose), &room);
	read_part(s, p, &doc, &text);
	free(room);
}

static void read_file(struct dc_session *s, struct printer *p, const char *path)
{
	static uint8_t bytes[FILE_MOST];
	struct dc_document doc = { .file_name = path, .format = "text" };
	struct dc_text text = { .form = DC_PROSE, .first_line = 1 };
	FILE *f = fopen(path, "rb");
	uint8_t *room;
	size_t n;

	if (f == NULL)
		return;
	n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	if (memchr(bytes, '\0', n) != NULL || !dc_utf8_valid((struct dc_span){ bytes, n }))
		return;
	text.bytes = p->text = padded(bytes, n, &room);
	p->path = path;
	read_part(s, p, &doc, &text);
	free(room);
}

static void read_folder(struct dc_session *s, struct printer *p, const char *path, unsigned depth)
{
	DIR *d = opendir(path);
	struct dirent *e;

	if (d == NULL || depth > 24)
		return;
	while ((e = readdir(d)) != NULL) {
		char inner[4096];
		struct stat st;

		if (e->d_name[0] == '.' || snprintf(inner, sizeof inner, "%s/%s", path, e->d_name) >= (int)sizeof inner)
			continue;
		if (lstat(inner, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			read_folder(s, p, inner, depth + 1);
		else if (S_ISREG(st.st_mode))
			read_file(s, p, inner);
	}
	closedir(d);
}

static void read_stdin(struct dc_session *s, struct printer *p)
{
	char *buf = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&buf, &cap, stdin)) > 0) {
		json_error_t e;
		json_t *line = json_loadb(buf, (size_t)n, 0, &e);

		if (line == NULL) {
			fprintf(stderr, "standard input: %s\n", e.text);
			exit(2);
		}
		read_line(s, p, line);
		json_decref(line);
	}
	free(buf);
}

int main(int argc, char **argv)
{
	struct dc_engine_options opt = { .today = 20261122, .profile = DC_PROFILE_FAST };
	struct printer p = { .sink = { on_hit, on_column } };
	struct dc_error err = { 0 };
	struct dc_engine *engine = NULL;
	struct dc_session *session = NULL;

	if (argc > 1 && strcmp(argv[1], "--thorough") == 0) {
		opt.profile = DC_PROFILE_THOROUGH;
		argc--;
		argv++;
	}
	if (dc_engine_new(&opt, &engine, &err) != DC_OK || dc_session_new(engine, &session, &err) != DC_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	if (argc == 1) {
		for (size_t i = 0; i < dc_engine_kinds(engine); i++)
			printf("{\"known\": \"%s\"}\n", dc_engine_kind(engine, i)->category);
		read_stdin(session, &p);
	} else if (argc == 3 && strcmp(argv[1], "--folder") == 0) {
		read_folder(session, &p, argv[2], 0);
		printf("%lu bytes: %lu high, %lu medium, %lu low\n", p.bytes, p.hits[DC_BAND_HIGH], p.hits[DC_BAND_MEDIUM],
			p.hits[DC_BAND_LOW]);
	} else {
		fprintf(stderr, "usage: accuracy_driver [--thorough] [--folder DIR] < labelled.jsonl\n");
	}
	dc_session_free(session);
	dc_engine_free(engine);
	return 0;
}
