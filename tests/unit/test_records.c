/* test_records.c -- hits that lean on those before them: what arrives is what was sent, whatever was overwritten on the way, and a worker
 * that leans on nothing is a liar. */
#include "table.h"

#include "records.h"

#include <stdio.h>

#define HITS 30000
#define COLUMNS 5

static struct dc_engine *engine;
static const struct dc_kind *kinds[COLUMNS];

/* Packets as they are sent are read at once. */
struct line {
	struct record_out out;
	struct record_check check;
	size_t sent, arrived, in_short;	/* hits; those without all of their fields */
	bool lied;
};

static uint8_t packet[WIRE_MOST];

/* The i-th hit: rows of COLUMNS cells. Values repeat now and then, those of one column have numbers, another has long ones, another My
 * Numbers, and what is known of a column changes. */
struct made { struct dc_hit hit; struct dc_weight weights[3]; char value[200]; char field[128]; uint8_t token[RECORDS_TOKEN]; };

static void make(size_t i, struct made *m)
{
	size_t column = i % COLUMNS, row = i / COLUMNS + 1, person = row % 7 == 0 ? row % 40 : row;

	memset(m, 0, sizeof *m);
	m->weights[0] = (struct dc_weight){ DC_E_form, 1.5f };
	m->weights[1] = (struct dc_weight){ DC_E_column_confirms, row < 500 ? 1.0f : 2.5f };
	snprintf(m->field, sizeof m->field, column == 3 ? "%0120zu" : "column %zu", column);
	snprintf(m->value, sizeof m->value, column == 2 ? "%0150zu" : "person%zu@daicho-rei.jp", person * 10 + column);
	memcpy(m->token, &person, sizeof person);
	m->hit = (struct dc_hit){ .kind = kinds[column], .category = kinds[column]->category, .start = i * 30, .end = i * 30 + 20, .line = row + 1,
		.col = (uint32_t)column * 30 + 1, .column = (uint32_t)column, .row = row, .record = row, .confidence = row % 100 == 3 ? 0.7f : 0.95f,
		.band = row % 100 == 3 ? DC_BAND_MEDIUM : DC_BAND_HIGH, .flags = row % 50 == 1 ? DC_HIT_ROLE : 0,
		.same = column == 0 ? person * 3 + 1 : 0, .value = { (const uint8_t *)m->value, strlen(m->value) }, .shown = (uint16_t)(column == 0 ? 3 : 0), .weights = m->weights,
		.n_weights = row % 100 == 3 ? 1 : 2 };
}

static void same(const struct dc_record *r, const struct made *m)
{
	bool no_value = (m->hit.kind->flags & DC_KIND_NO_VALUE) != 0;
	const struct dc_hit *a = &r->hit, *b = &m->hit;

	assert_int_equal(r->type, DC_REC_HIT);
	assert_ptr_equal(a->kind, b->kind);
	assert_string_equal(a->category, b->category);
	assert_string_equal(r->field, m->field);
	assert_true(a->start == b->start && a->end == b->end && a->line == b->line && a->col == b->col && a->column == b->column &&
		a->row == b->row && a->record == b->record);
	assert_true(a->confidence >= b->confidence && a->confidence <= b->confidence);
	assert_true(a->band == b->band && a->flags == b->flags && a->n_weights == b->n_weights);
	assert_memory_equal(a->weights, b->weights, b->n_weights * sizeof *b->weights);
	assert_int_equal(r->value_points, b->value.n);
	assert_int_equal(a->value.n, no_value ? RECORDS_TOKEN : b->value.n);
	assert_memory_equal(a->value.p, no_value ? m->token : b->value.p, a->value.n);
	assert_int_equal(a->shown, no_value ? 0 : b->shown);
}

static enum dc_status arrive(struct record_out *out, struct dc_error *err)
{
	struct line *l = out->ctx;
	struct wire_in in = { .p = out->out.p, .n = out->out.n };
	struct dc_record r;
	struct made m;

	(void)err;
	wire_get_u8(&in);
	while (record_next(&l->check, &in, &r)) {
		if (r.type != DC_REC_HIT)
			continue;
		make(l->arrived++, &m);
		same(&r, &m);
		l->in_short += r.form != 0 && !r.form_is_new;
	}
	l->lied |= in.bad;
	out->out.n = 0;
	return DC_OK;
}

static void open_line(struct line *l, struct record_memory *mine, struct record_memory *theirs)
{
	*l = (struct line){ .out = { .out = { .p = packet }, .send = arrive, .ctx = l, .engine = engine, .memory = mine } };
	record_check_begin(&l->check, engine, 100);
	l->check.memory = theirs;
}

static void test_what_is_sent_arrives(void **state)
{
	struct record_memory *mine = memory_new(), *theirs = memory_new();
	struct dc_error err = { 0 };
	struct line l;
	struct made m;

	(void)state;
	for (int object = 0; object < 2; object++) {		/* what the first one left is not leant on */
		open_line(&l, mine, theirs);
		assert_int_equal(record_part_open(&l.out, 0, UINT32_MAX, "", "csv", "", &err), DC_OK);
		for (size_t i = 0; i < HITS; i++) {
			make(i, &m);
			assert_int_equal(record_hit(&l.out, 0, &m.hit, m.field, m.hit.kind->flags & DC_KIND_NO_VALUE ? m.token : NULL, &err), DC_OK);
		}
		assert_int_equal(record_part_close(&l.out, 0, &(struct dc_part_end){ 0 }, &err), DC_OK);
		assert_int_equal(record_end(&l.out, DC_R_none, "", 1, &err), DC_OK);
		assert_false(l.lied);
		assert_int_equal(l.arrived, HITS);
		assert_in_range(l.in_short, HITS / 3, HITS * 4 / 5);	/* all but the column whose heading is too long, what is new, and
								 * two forms in turn in one slot, by where memory lies */
		memory_forget(mine);
		memory_forget(theirs);
	}
	memory_free(mine);
	memory_free(theirs);
}

/* A packet by hand: a part, a hit in full that leaves form 7, and one that leans. */
static bool believed(const struct record_like *like, uint32_t part, const char *value, size_t kind, bool with_memory, bool in_full)
{
	struct record_memory *theirs = with_memory ? memory_new() : NULL;
	struct record_check check;
	struct dc_record r;
	struct wire_out o = { .p = packet };
	struct wire_in in = { .p = packet };
	struct record_out out = { .out = o, .engine = engine };
	struct dc_error err = { 0 };
	struct made m;
	size_t n = 0;

	make(kind, &m);
	record_part_open(&out, 0, UINT32_MAX, "", "csv", "", &err);
	record_part_open(&out, 1, 0, "", "csv", "", &err);
	if (in_full) {
		record_hit(&out, 1, &m.hit, "mail", m.hit.kind->flags & DC_KIND_NO_VALUE ? m.token : NULL, &err);
		out.out.n -= 2;
		wire_u16(&out.out, 7);
	}
	wire_u8(&out.out, DC_REC_LIKE);
	wire_u32(&out.out, part);
	wire_bytes(&out.out, like, sizeof *like);
	if (value != NULL) {
		wire_u16(&out.out, 0);
		wire_u32(&out.out, (uint32_t)strlen(value));
		wire_string(&out.out, value, false);
	}
	in.n = out.out.n;
	record_check_begin(&check, engine, 100);
	check.memory = theirs;
	wire_get_u8(&in);
	while (record_next(&check, &in, &r))
		n += r.type == DC_REC_HIT;
	memory_free(theirs);
	return !in.bad && n == (in_full ? 2 : 1);
}

static void test_lies(void **state)
{
	static const struct { const char *why; struct record_like like; uint32_t part; const char *value; size_t kind; bool no_memory, no_form, want; } rows[] = {
		{ "as it should be", { .end = 9, .row = 2, .form = 7, .value = 3, .follows = 1 }, 1, "a@daicho-rei.jp", 0, false, false, true },
		{ "not remembered", { .end = 9, .row = 2, .form = 7, .value = MEMORY_NONE, .follows = 1 }, 1, "a@daicho-rei.jp", 0, false, false, true },
		{ "a value that nobody left", { .end = 9, .form = 7, .value = 3 }, 1, NULL, 0, false, false, false },
		{ "no value at all", { .end = 9, .form = 7, .value = MEMORY_NONE }, 1, NULL, 0, false, false, false },
		{ "a value's slot beyond the last", { .end = 9, .form = 7, .value = MEMORY_VALUES, .follows = 1 }, 1, "a@daicho-rei.jp", 0, false, false, false },
		{ "a form that nobody left", { .end = 9, .form = 8, .value = 3, .follows = 1 }, 1, "a@daicho-rei.jp", 0, false, false, false },
		{ "a form beyond the last", { .end = 9, .form = MEMORY_FORMS, .value = 3, .follows = 1 }, 1, "a@daicho-rei.jp", 0, false, false, false },
		{ "a form of another part", { .end = 9, .form = 7, .value = 3, .follows = 1 }, 0, "a@daicho-rei.jp", 0, false, false, false },
		{ "ends before it begins", { .start = 10, .end = 9, .form = 7, .value = 3, .follows = 1 }, 1, "a@daicho-rei.jp", 0, false, false, false },
		{ "no UTF-8", { .end = 9, .form = 7, .value = 3, .follows = 1 }, 1, "\xff@daicho-rei.jp", 0, false, false, false },
		{ "a value of a kind that has none", { .end = 9, .form = 7, .value = 3, .follows = 1 }, 1, "123456789018", 4, false, false, false },
		{ "nothing was in full before", { .end = 9, .form = 7, .value = 3, .follows = 1 }, 1, "a@daicho-rei.jp", 0, false, true, false },
		{ "who remembers nothing is not leant on", { .end = 9, .form = 7, .value = 3, .follows = 1 }, 1, "a@daicho-rei.jp", 0, true, true, false },
	};

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (believed(&rows[i].like, rows[i].part, rows[i].value, rows[i].kind, !rows[i].no_memory, !rows[i].no_form) != rows[i].want)
			fail_msg("%s: must give %d", rows[i].why, rows[i].want);
}

static int set_up(void **state)
{
	static const char *const categories[COLUMNS] = { "contact.email", "contact.phone", "contact.address", "person.name", "govid.my_number" };
	struct dc_error err = { 0 };

	(void)state;
	assert_int_equal(dc_engine_new(&(struct dc_engine_options){ .table_only = true, .today = 20260101 }, &engine, &err), DC_OK);
	for (size_t c = 0; c < COLUMNS; c++)
		for (size_t k = 0; k < dc_engine_kinds(engine) && kinds[c] == NULL; k++)
			if (strcmp(dc_engine_kind(engine, k)->category, categories[c]) == 0)
				kinds[c] = dc_engine_kind(engine, k);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dc_engine_free(engine);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_what_is_sent_arrives), cmocka_unit_test(test_lies) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
