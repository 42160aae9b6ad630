/* test_quick.c -- the quick ways through settled columns against the long one: the same table thrice, hit by hit. Cell by cell a reading
 * may differ in what it weighs, not in what it finds; row by row in nothing. */
#include "session.h"

#include "table.h"

#include <stdio.h>
#include <stdlib.h>

#define ROWS 7000
#define ROWS_A_TEXT 1300
#define CELL_MOST 128
#define COLUMNS_MOST 8

enum holds { ID, NAME, KANA, POSTAL, ADDRESS, PHONE, MAIL, REMARK, MIXED, TURNING, PHONE_OR_NAME, LANDLINE, FEW, SPARSE, SAMPLES };

struct found {
	uint64_t start, end, row;
	const struct dc_kind *kind;
	const char *category;
	enum dc_band band;
	unsigned flags;
	uint64_t value;			/* hash */
	uint64_t exact;			/* of confidence, weights, line and column as well */
};

enum rows { WHOLE = 1, ALONE = 2 };	/* most rows go whole; cell by cell, bands differ from the long way */
enum way { LONG, CELLS, ROWS_WHOLE };

struct list {
	struct dc_hit_sink sink;	/* first */
	struct found *at;
	size_t n, cap, columns;
	uint64_t matching, distinct;
	uint64_t rows;			/* that went to evidence whole */
};

static uint64_t seed;

static unsigned draw(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static uint64_t hash(uint64_t h, const void *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ ((const uint8_t *)p)[i]) * 1099511628211u;
	return h;
}

static uint64_t exact(const struct dc_hit *hit)
{
	uint64_t h = hash(14695981039346656037u, &hit->confidence, sizeof hit->confidence);

	for (size_t i = 0; i < hit->n_weights; i++)
		h = hash(hash(h, &hit->weights[i].why, sizeof hit->weights[i].why), &hit->weights[i].logodds, sizeof hit->weights[i].logodds);
	h = hash(hash(h, &hit->line, sizeof hit->line), &hit->col, sizeof hit->col);
	h = hash(hash(h, &hit->flags, sizeof hit->flags), &hit->shown, sizeof hit->shown);
	return hash(hash(h, &hit->record, sizeof hit->record), &hit->column, sizeof hit->column);
}

static enum dc_status on_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	struct list *l = (struct list *)sink;
	struct found *f;

	(void)err;
	if (l->n == l->cap) {
		l->cap = l->cap == 0 ? 1024 : l->cap * 2;
		l->at = realloc(l->at, l->cap * sizeof *l->at);
		assert_non_null(l->at);
	}
	f = &l->at[l->n++];
	*f = (struct found){ .start = hit->start, .end = hit->end, .row = hit->row, .kind = hit->kind, .category = hit->category,
		.band = hit->band, .flags = hit->flags & ~(unsigned)DC_HIT_COLUMN, .value = hash(14695981039346656037u, hit->value.p, hit->value.n), .exact = exact(hit) };
	return DC_OK;
}

static enum dc_status on_column(struct dc_hit_sink *sink, const struct dc_column_finding *c, struct dc_error *err)
{
	struct list *l = (struct list *)sink;

	(void)err;
	l->columns++;
	l->matching += c->matching;
	l->distinct += c->distinct;
	return DC_OK;
}

/* Luhn's digit behind fifteen digits: ISO/IEC 7812-1, annex B. */
static void card_number(char *out)
{
	int sum = 0;

	memcpy(out, "4539", 4);
	for (int i = 4; i < 15; i++)
		out[i] = (char)('0' + draw(10));
	for (int i = 0; i < 15; i++) {
		int d = (out[i] - '0') * (i % 2 == 0 ? 2 : 1);

		sum += d > 9 ? d - 9 : d;
	}
	out[15] = (char)('0' + (10 - sum % 10) % 10);
	out[16] = '\0';
}

static void name_at(unsigned i, char *out, size_t n)
{
	static const char *const family[] = { "佐久間", "三田村", "長谷部", "小野寺", "榊原", "篠田", "富永", "渡辺", "山本", "高橋", "木村", "清水" };
	static const char *const given[] = { "沙也加", "健太郎", "美奈子", "大輔", "千尋", "拓海", "由紀", "浩一", "恵子", "直樹" };

	snprintf(out, n, "%s%s%s", family[i % 12], i / 120 % 3 == 0 ? "" : i / 120 % 3 == 1 ? " " : "　", given[i / 12 % 10]);
}

static void name_of(char *out, size_t n)
{
	name_at(draw(360), out, n);
}

static void kana_of(char *out, size_t n)
{
	static const char *const family[] = { "サクマ", "ミタムラ", "ハセベ", "オノデラ", "シノダ", "トミナガ", "ワタナベ", "ヤマモト" };
	static const char *const given[] = { "サヤカ", "ケンタロウ", "ミナコ", "ダイスケ", "チヒロ", "タクミ", "ユキ", "コウイチ" };

	snprintf(out, n, "%s %s", family[draw(8)], given[draw(8)]);
}

static void fill_cell(enum holds what, unsigned row, char *out, size_t n)
{
	static const char *const towns[] = { "東京都渋谷区渋谷", "神奈川県横浜市中区山下町", "愛知県名古屋市中区栄", "大阪府大阪市北区梅田" };
	static const char *const odd[] = { "", "-", "なし", "本人希望により削除", "03-1234-567", "（株）青葉商会", "a@b", "090-1234-5678 / taro@daicho-rei.jp" };

	switch (what) {
	case ID:
		snprintf(out, n, "%u", row);
		break;
	case NAME:
		name_of(out, n);
		break;
	case KANA:
		kana_of(out, n);
		break;
	case POSTAL:
		snprintf(out, n, "%03u-%04u", 100 + draw(800), draw(10000));
		break;
	case ADDRESS:
		snprintf(out, n, "%s%u-%u-%u", towns[draw(4)], 1 + draw(9), 1 + draw(20), 1 + draw(30));
		break;
	case PHONE:
		snprintf(out, n, "0%u0-%04u-%04u", 7 + draw(3), 1000 + draw(9000), draw(10000));
		break;
	case LANDLINE:
		snprintf(out, n, "03-%04u-%04u", 3000 + draw(3000), draw(10000));
		break;
	case MAIL:
		snprintf(out, n, "user%u@daicho-rei%u.co.jp%s", draw(100000), draw(40), row % 7 == 0 ? "\r" : row % 11 == 0 ? "  " : "");
		break;
	case REMARK:
		if (row % 2000 == 1234)
			card_number(out);
		else
			snprintf(out, n, "%s", row % 3 == 0 ? "問題なし" : "確認済み 次回連絡");
		break;
	case MIXED:			/* telephone numbers, one in fifty something else */
		if (row % 50 == 49)
			snprintf(out, n, "%s", odd[draw(8)]);
		else if (row % 1500 == 777)
			card_number(out);
		else
			fill_cell(PHONE, row, out, n);
		break;
	case TURNING:			/* two files one behind the other */
		fill_cell(row < ROWS / 2 ? PHONE : MAIL, row, out, n);
		break;
	case FEW:
		name_at(row * 7 % 330, out, n);		/* few for so many rows, from row 3,300 on */
		break;
	case SPARSE:
		if (row % 3 != 0)
			fill_cell(MAIL, row, out, n);
		break;
	case SAMPLES:			/* now and then one that is nobody's */
		if (row % 40 == 13)
			snprintf(out, n, "%s", row % 80 == 13 ? "taro@example.com" : "info@daicho-rei.jp");
		else
			fill_cell(MAIL, row, out, n);
		break;
	case PHONE_OR_NAME:
		fill_cell(row % 2 == 0 ? PHONE : NAME, row, out, n);
		break;
	}
}

/* Rows [from, to) as one text. */
static void make_text(const enum holds *what, size_t columns, unsigned from, unsigned to, uint8_t *bytes, struct dc_cell *cells,
	struct dc_text *t)
{
	size_t n = 0;

	for (unsigned row = from; row < to; row++)
		for (size_t c = 0; c < columns; c++) {
			char cell[CELL_MOST] = "";
			size_t len;

			fill_cell(what[c], row, cell, sizeof cell);
			len = strlen(cell);
			cells[t->n_cells++] = (struct dc_cell){ (uint32_t)n, (uint32_t)(n + len), (uint32_t)c, row - from };
			memcpy(bytes + n, cell, len);
			n += len;
			bytes[n++] = c + 1 == columns ? '\n' : ',';
		}
	t->bytes = (struct dc_span){ bytes, n };
	t->page_end = n;
}

static struct list read_table(const struct dc_engine *engine, const enum holds *what, const char *const *names, uint64_t from, enum way way)
{
	static uint8_t bytes[DC_TEXT_PAD + ROWS_A_TEXT * COLUMNS_MOST * CELL_MOST + DC_TEXT_PAD];
	static struct dc_cell cells[ROWS_A_TEXT * COLUMNS_MOST];
	struct list l = { .sink = { on_hit, on_column } };
	struct dc_column columns[COLUMNS_MOST];
	struct dc_error err = { 0 };
	struct dc_session *s = NULL;
	size_t n = 0;

	for (; names[n] != NULL; n++)
		columns[n] = (struct dc_column){ names[n], "" };
	assert_int_equal(dc_session_new(engine, &s, &err), DC_OK);
	s->long_way = way == LONG;
	s->no_rows = way != ROWS_WHOLE;
	assert_int_equal(dc_session_begin(s, &(struct dc_document){ .file_name = "list.csv" }, &err), DC_OK);
	seed = from;
	for (unsigned row = 0; row < ROWS; row += ROWS_A_TEXT) {
		struct dc_text t = { .form = DC_TABLE, .cells = cells, .columns = columns, .n_columns = n, .first_row = row + 2, .first_line = row + 2 };

		make_text(what, n, row, row + ROWS_A_TEXT < ROWS ? row + ROWS_A_TEXT : ROWS, bytes + DC_TEXT_PAD, cells, &t);
		assert_int_equal(dc_session_text(s, &t, &l.sink, &err), DC_OK);
	}
	assert_int_equal(dc_session_end(s, &l.sink, &err), DC_OK);
	l.rows = s->rows;
	dc_session_free(s);
	return l;
}

static const char *differ(const struct found *a, const struct found *b)
{
	if (a->row != b->row || a->start != b->start || a->end != b->end)
		return "span";
	if (a->kind != b->kind || strcmp(a->category, b->category) != 0)
		return "kind";
	if (a->band != b->band)
		return "band";
	if (a->flags != b->flags)
		return "flags";
	return a->value != b->value ? "value" : NULL;
}

/* The same table, row by row. */
static void same_by_rows(const struct dc_engine *engine, const char *why, const enum holds *what, const char *const *names,
	const struct list *cells, unsigned whole)
{
	struct list rows = read_table(engine, what, names, 4711, ROWS_WHOLE);

	for (size_t k = 0; k < cells->n && k < rows.n; k++) {
		const char *how = differ(&cells->at[k], &rows.at[k]);

		if (how != NULL || cells->at[k].exact != rows.at[k].exact)
			fail_msg("%s: %s of hit %zu, row %d by cells, %d by rows", why, how == NULL ? "weights" : how, k,
				(int)cells->at[k].row, (int)rows.at[k].row);
	}
	if (cells->n != rows.n || cells->columns != rows.columns || cells->matching != rows.matching || cells->distinct != rows.distinct)
		fail_msg("%s: %zu hits by cells, %zu by rows; %zu columns, %zu; %d matching, %d", why, cells->n, rows.n, cells->columns,
			rows.columns, (int)cells->matching, (int)rows.matching);
	if (whole && rows.rows < ROWS / 2)
		fail_msg("%s: %d rows went whole", why, (int)rows.rows);
	free(rows.at);
}

static void test_quick_is_long(void **state)
{
	static const struct { const char *why; enum holds what[COLUMNS_MOST]; const char *names[COLUMNS_MOST + 1]; size_t least; unsigned rows; } rows[] = {
		{ "all personal", { ID, NAME, KANA, POSTAL, ADDRESS, PHONE, MAIL },
			{ "顧客番号", "氏名", "フリガナ", "郵便番号", "住所", "電話番号", "メールアドレス" }, 6 * ROWS - 10, WHOLE },
		{ "no headings", { ID, NAME, KANA, POSTAL, ADDRESS, PHONE, MAIL }, { "a", "b", "c", "d", "e", "f", "g" }, 3 * ROWS, 0 },
		{ "a card among remarks", { ID, REMARK, PHONE }, { "id", "備考", "tel" }, ROWS + 3, 0 },
		{ "odd cells and cards among telephones", { ID, MIXED, MAIL }, { "id", "電話番号", "mail" }, ROWS + ROWS * 95 / 100, 0 },
		{ "the same, no heading", { ID, MIXED, MAIL }, { "id", "x1", "x2" }, ROWS, 0 },
		{ "turns half way", { ID, TURNING, NAME }, { "id", "連絡先", "氏名" }, 2 * ROWS - 10, 0 },
		{ "half and half", { ID, PHONE_OR_NAME, ADDRESS }, { "id", "連絡先", "住所" }, ROWS, 0 },
		{ "misleading headings", { PHONE, MAIL, NAME, LANDLINE }, { "商品コード", "会社名", "住所", "金額" }, ROWS, 0 },
		{ "land lines", { LANDLINE, LANDLINE }, { "FAX", "tel" }, 2 * ROWS - 10, WHOLE },
		{ "names of a handful", { ID, FEW, MAIL }, { "id", "氏名", "mail" }, ROWS, WHOLE | ALONE },
		{ "empty cells", { SPARSE, PHONE, SPARSE }, { "mail", "tel", "メール" }, ROWS, WHOLE },
		{ "sample values", { SAMPLES, NAME }, { "mail", "氏名" }, ROWS, WHOLE },
	};
	struct dc_engine *engine = NULL;
	struct dc_error err = { 0 };

	(void)state;
	assert_int_equal(dc_engine_new(&(struct dc_engine_options){ .today = 20261122 }, &engine, &err), DC_OK);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct list slow = read_table(engine, rows[i].what, rows[i].names, 4711, LONG);
		struct list fast = read_table(engine, rows[i].what, rows[i].names, 4711, CELLS);

		/* Where the names' model turns down one in ten, cells counted the quick way make the column surer than it was. */
		for (size_t k = 0; (rows[i].rows & ALONE) == 0 && k < slow.n && k < fast.n; k++) {
			const char *how = differ(&slow.at[k], &fast.at[k]);

			if (how != NULL)
				fail_msg("%s: %s of hit %zu, row %d: %s %s %d, quick row %d: %s %s %d", rows[i].why, how, k,
					(int)slow.at[k].row, slow.at[k].kind->id, slow.at[k].category, slow.at[k].band,
					(int)fast.at[k].row, fast.at[k].kind->id, fast.at[k].category, fast.at[k].band);
		}
		if ((rows[i].rows & ALONE) == 0 && (slow.n != fast.n || slow.columns != fast.columns || slow.matching != fast.matching || slow.distinct != fast.distinct))
			fail_msg("%s: %zu hits, %zu quick; %zu columns, %zu; %d matching, %d", rows[i].why, slow.n, fast.n, slow.columns,
				fast.columns, (int)slow.matching, (int)fast.matching);
		if (slow.n < rows[i].least)
			fail_msg("%s: %zu hits, %zu at least", rows[i].why, slow.n, rows[i].least);
		same_by_rows(engine, rows[i].why, rows[i].what, rows[i].names, &fast, rows[i].rows & WHOLE);
		free(slow.at);
		free(fast.at);
	}
	dc_engine_free(engine);
}

/* A young table is weighed at the end of some stride; the stride may end within a cell. */
static void test_cells_on_the_edge(void **state)
{
	static const enum holds what[COLUMNS_MOST] = { MAIL };
	static const char *const names[] = { "mail", NULL };
	struct dc_engine *engine = NULL;
	struct dc_error err = { 0 };

	(void)state;
	assert_int_equal(dc_engine_new(&(struct dc_engine_options){ .today = 20261122 }, &engine, &err), DC_OK);
	for (uint64_t from = 1; from <= 12; from++) {
		struct list l = read_table(engine, what, names, from, ROWS_WHOLE);

		assert_int_equal(l.n, ROWS);
		free(l.at);
	}
	dc_engine_free(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_quick_is_long), cmocka_unit_test(test_cells_on_the_edge) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
