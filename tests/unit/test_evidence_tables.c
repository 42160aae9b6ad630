/* test_evidence_tables.c -- columns: the group test, headings, bounded waiting, true values among remarks. */
#include "table.h"

#include "evidence.h"
#include "group.h"
#include "heading.h"

#include <stdio.h>
#include <stdlib.h>

static const struct dc_kind my_number = { .id = "jp.my_number", .category = "govid.my_number",
	.near = (const char *const[]){ "個人番号", "マイナンバー", NULL },
	.columns = (const char *const[]){ "個人番号", "mynumber", "kojinbango", NULL } };
static const struct dc_kind phone = { .id = "jp.phone", .category = "contact.phone",
	.near = (const char *const[]){ "電話", "電話番号", "TEL", "phone", NULL },
	.columns = (const char *const[]){ "tel", "phone", "denwa", "denwabango", "電話番号", NULL } };
static const struct dc_kind card = { .id = "card", .category = "finance.card_number",
	.near = (const char *const[]){ "カード番号", NULL }, .columns = (const char *const[]){ "cardno", NULL } };
static const struct dc_kind name = { .id = "jp.person_name", .category = "person.name",
	.near = (const char *const[]){ "氏名", "担当者", NULL }, .columns = (const char *const[]){ "name", "氏名", "shimei", NULL } };
static const struct dc_kind *const kinds[] = { &my_number, &phone, &card, &name };

size_t dc_engine_kinds(const struct dc_engine *engine)
{
	(void)engine;
	return DC_ARRAY_LEN(kinds);
}

const struct dc_kind *dc_engine_kind(const struct dc_engine *engine, size_t i)
{
	(void)engine;
	return kinds[i];
}

struct seen {
	struct dc_hit_sink sink;
	size_t band[4], hits, columns;
	uint64_t rows, distinct, matching, last_row;
	const struct dc_kind *kind;
	bool out_of_order;
};

static enum dc_status see_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	struct seen *s = (struct seen *)sink;
	float sum = 0;

	(void)err;
	for (size_t i = 0; i < hit->n_weights; i++)
		sum += hit->weights[i].logodds;
	assert_true(hit->confidence > 0.29f && hit->confidence <= 1);
	assert_true(1 / (1 + __builtin_expf(-sum)) - hit->confidence < 0.001f);
	assert_int_equal(hit->record, hit->row);
	s->out_of_order |= hit->row < s->last_row;
	s->last_row = hit->row;
	s->band[hit->band]++;
	s->hits++;
	s->kind = hit->kind;
	return DC_OK;
}

static enum dc_status see_column(struct dc_hit_sink *sink, const struct dc_column_finding *f, struct dc_error *err)
{
	struct seen *s = (struct seen *)sink;

	(void)err;
	s->columns++;
	s->rows = f->rows;
	s->distinct = f->distinct;
	s->matching = f->matching;
	s->kind = f->kind;
	return DC_OK;
}

/* The order of MIC no. 85 of 2014, art. 5. */
static char check_digit(const char *d)
{
	static const int w[11] = { 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };
	int sum = 0;

	for (int i = 0; i < 11; i++)
		sum += (d[i] - '0') * w[i];
	return (char)('0' + (sum % 11 <= 1 ? 0 : 11 - sum % 11));
}

static uint64_t seed;

static unsigned draw(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

enum fill { RANDOM, REAL, ONE_VALUE, REMARKS, MIXED };

static void fill_cell(enum fill how, size_t row, char *out)
{
	for (int i = 0; i < 12; i++)
		out[i] = (char)('0' + draw(10));
	out[12] = '\0';
	if (how == ONE_VALUE)
		memcpy(out, "621498320257", 12);
	else if (how == REAL || (how == MIXED && row % 2 == 0) || (how == REMARKS && row == 7))
		out[11] = check_digit(out);
	if (how == REMARKS)
		memcpy(out, row == 7 ? out : "nothing here", 12);
}

/* What the kind's detector would propose: right check digits alone, as a bare number (facts §4: 1 in 10 by chance). */
static void propose(struct candidates *c, const struct dc_cell *cell, const uint8_t *p, float logodds)
{
	struct candidate *a;

	if (p[0] < '0' || p[0] > '9' || (char)p[11] != check_digit((const char *)p))
		return;
	assert_int_equal(candidates_add(c, &my_number, cell->start, cell->end, (struct dc_span){ p, 12 }, &a), DC_OK);
	a->checked = true;
	candidate_weigh(a, DC_E_form_weak, logodds);
}

#define ROWS_A_TEXT 500

static void run_sized(struct seen *s, const char *heading, enum fill how, size_t rows, float logodds)
{
	struct dc_column columns[2] = { { "c0", "" }, { heading, "" } };
	struct dc_document doc = { .file_name = "export.csv" };
	struct dc_cell cells[ROWS_A_TEXT * 2];
	struct evidence *ev = NULL;
	struct dc_error err = { 0 };
	struct candidates c;
	static uint8_t bytes[ROWS_A_TEXT * 16];

	*s = (struct seen){ .sink = { see_hit, see_column } };
	seed = 12345;
	candidates_init(&c);
	assert_int_equal(evidence_new(NULL, &ev, &err), DC_OK);
	assert_int_equal(evidence_begin(ev, &doc, &err), DC_OK);
	for (size_t row = 0; row < rows; row += ROWS_A_TEXT) {
		struct dc_text t = { .form = DC_TABLE, .first_row = row + 1, .cells = cells, .columns = columns, .n_columns = 2 };
		size_t n = 0;

		candidates_clear(&c);
		for (size_t i = 0; i < ROWS_A_TEXT && row + i < rows; i++) {
			char value[16];

			cells[2 * i] = (struct dc_cell){ (uint32_t)n, (uint32_t)n + 1, 0, (uint32_t)i };
			bytes[n++] = 'x';
			bytes[n++] = ',';
			fill_cell(how, row + i, value);
			cells[2 * i + 1] = (struct dc_cell){ (uint32_t)n, (uint32_t)n + 12, 1, (uint32_t)i };
			memcpy(bytes + n, value, 12);
			propose(&c, &cells[2 * i + 1], bytes + n, logodds);
			n += 12;
			bytes[n++] = '\n';
			t.n_cells += 2;
		}
		t.bytes = (struct dc_span){ bytes, n };
		t.page_end = n;
		assert_int_equal(evidence_text(ev, &t, &c, &s->sink, &err), DC_OK);
	}
	assert_int_equal(evidence_end(ev, &s->sink, &err), DC_OK);
	evidence_free(ev);
	candidates_done(&c);
}

/* One row for each rule of facts §4 and §12. hits: the share of rows that come out at least as `band`. */
static void test_columns(void **state)
{
	static const struct {
		const char *why, *heading; enum fill how; size_t rows; float own; enum dc_band band; float least, most; size_t columns;
	} rows[] = {
		{ "100,000 order numbers", "order_id", RANDOM, 100000, -1.2f, DC_BAND_LOW, 0, 0, 0 },
		{ "random, no heading", "c6", RANDOM, 100000, -1.2f, DC_BAND_LOW, 0, 0, 0 },
		{ "random, sure of itself", "c6", RANDOM, 3000, 2.0f, DC_BAND_LOW, 0, 0, 0 },
		{ "random under tel", "tel", RANDOM, 5000, -1.2f, DC_BAND_LOW, 0, 0, 0 },
		{ "random, though called My Number", "個人番号", RANDOM, 5000, -1.2f, DC_BAND_MEDIUM, 0, 0, 0 },
		{ "real, no heading", "c6", REAL, 5000, -1.2f, DC_BAND_HIGH, 1, 1, 1 },
		{ "real, misleading heading", "tel", REAL, 5000, -1.2f, DC_BAND_HIGH, 1, 1, 1 },
		{ "real, order_id", "order_id", REAL, 5000, -1.2f, DC_BAND_HIGH, 1, 1, 1 },
		{ "real, forty rows", "c6", REAL, 40, -1.2f, DC_BAND_HIGH, 1, 1, 1 },
		{ "real, three rows: proves nothing", "c6", REAL, 3, -1.2f, DC_BAND_LOW, 0, 0, 0 },
		{ "three rows with heading", "my_number", REAL, 3, -1.2f, DC_BAND_MEDIUM, 1, 1, 1 },
		{ "one value repeated", "c6", ONE_VALUE, 5000, -1.2f, DC_BAND_LOW, 0, 0, 0 },
		{ "half and half", "個人番号", MIXED, 4000, -1.2f, DC_BAND_MEDIUM, 0.5f, 0.6f, 1 },
		{ "one true number among remarks", "備考", REMARKS, 50000, 1.0f, DC_BAND_MEDIUM, 0.00002f, 0.00002f, 0 },
	};
	struct seen s;

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		size_t n = 0;
		float share;

		run_sized(&s, rows[i].heading, rows[i].how, rows[i].rows, rows[i].own);
		for (size_t b = rows[i].band; b <= DC_BAND_HIGH; b++)
			n += s.band[b];
		share = (float)n / (float)rows[i].rows;
		if (share < rows[i].least - 1e-6f || share > rows[i].most + 1e-6f || s.columns != rows[i].columns || s.out_of_order)
			fail_msg("%s: %zu low, %zu medium, %zu high, %zu columns", rows[i].why, s.band[1], s.band[2], s.band[3],
				s.columns);
		if (rows[i].columns == 1 && (s.rows != rows[i].rows || s.kind != &my_number))
			fail_msg("%s: %d rows, %d distinct, %d matching", rows[i].why, (int)s.rows, (int)s.distinct, (int)s.matching);
	}
}

static void test_distinct_is_counted(void **state)
{
	struct seen s;

	(void)state;
	run_sized(&s, "my_number", REAL, 50000, -1.2f);
	assert_int_equal(s.distinct, 50000);		/* drawn from 10^11: all differ */
	assert_int_equal(s.matching, 50000);
	run_sized(&s, "my_number", REAL, 300000, -1.2f);
	assert_true(s.distinct > 294000 && s.distinct < 306000);	/* estimated beyond 65,536 */
}

static void test_group_logodds(void **state)
{
	(void)state;
	assert_true(group_logodds(20, 0) > 4);
	assert_true(group_logodds(2, 18) < -4);
	assert_true(group_logodds(1, 1) < 0);
}

static void test_headings(void **state)
{
	static const struct { const char *text; const struct dc_kind *kind; float least, most; uint8_t flags; } rows[] = {
		{ "電話番号", &phone, 0.99f, 1, HEADING_SPEAKS },
		{ "お客様電話番号", &phone, 0.7f, 0.99f, HEADING_SPEAKS },
		{ "電話番号（携帯）", &phone, 0.7f, 1, HEADING_SPEAKS },
		{ "ﾃﾞﾝﾜ", &phone, 0, 0, 0 },
		{ "お電話番号2", &phone, 0.7f, 1, HEADING_SPEAKS },
		{ "担当者番号", &name, 0, 0.2f, 0 },
		{ "TEL", &phone, 0.99f, 1, HEADING_SPEAKS },
		{ "ＴＥＬ１", &phone, 0.99f, 1, HEADING_SPEAKS },
		{ "tel1", &phone, 0.99f, 1, HEADING_SPEAKS },
		{ "customer_tel", &phone, 0.9f, 1, HEADING_SPEAKS },
		{ "custTel", &phone, 0.9f, 1, HEADING_SPEAKS },
		{ "T_KOKYAKU_DENWA", &phone, 0.9f, 1, HEADING_SPEAKS },
		{ "denwa-bangou", &phone, 0.99f, 1, HEADING_SPEAKS },
		{ "simei", &name, 0.99f, 1, HEADING_SPEAKS },
		{ "myNumber", &my_number, 0.99f, 1, HEADING_SPEAKS },
		{ "マイナンハ゛ー", &my_number, 0, 0, 0 },
		{ "マイナンハ\xe3\x82\x99ー", &my_number, 0.99f, 1, HEADING_SPEAKS },
		{ "まいなんばー", &my_number, 0.99f, 1, HEADING_SPEAKS },
		{ "ﾏｲﾅﾝﾊﾞｰ", &my_number, 0.99f, 1, HEADING_SPEAKS },
		{ "product_name", &name, 0, 0, HEADING_OTHER_NAME },
		{ "会社名", &name, 0, 0, HEADING_OTHER_NAME },
		{ "order_id", &my_number, 0, 0, HEADING_OTHER_NUMBER },
		{ "注文番号", &my_number, 0, 0, HEADING_OTHER_NUMBER },
		{ "備考", &phone, 0, 0, HEADING_FREE_TEXT },
		{ "c6", &phone, 0, 0, 0 },
		{ "hotel", &phone, 0, 0, 0 },
		{ "", &phone, 0, 0, 0 },
	};
	struct profiles profiles = { 0 };
	struct context ctx = { 0 };
	struct dc_error err = { 0 };

	(void)state;
	assert_int_equal(profiles_new(NULL, &profiles, &err), DC_OK);
	assert_int_equal(context_init(&ctx, &profiles, &err), DC_OK);
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		struct heading h;
		float score;

		assert_int_equal(heading_read(&ctx, rows[i].text, &h), DC_OK);
		score = heading_score(&h, profile_of(&profiles, rows[i].kind));
		if (score < rows[i].least || score > rows[i].most || (h.flags & rows[i].flags) != rows[i].flags)
			fail_msg("%s: %.2f, flags %u", rows[i].text, (double)score, h.flags);
	}
	context_done(&ctx);
	profiles_done(&profiles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns), cmocka_unit_test(test_distinct_is_counted), cmocka_unit_test(test_group_logodds),
		cmocka_unit_test(test_headings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
