/* session.c -- one thread's reading: texts in, anchors by the pass, candidates by the kinds, hits by the evidence. */
#include "session.h"

#include "evidence.h"

#include <stdlib.h>

/* Keeps hits of silent kinds from the caller: they competed, that is all they are for. */
struct loud {
	struct dc_hit_sink sink;	/* first */
	struct dc_hit_sink *out;
};

static enum dc_status loud_hit(struct dc_hit_sink *sink, const struct dc_hit *hit, struct dc_error *err)
{
	struct loud *l = (struct loud *)sink;

	return (hit->kind->flags & DC_KIND_SILENT) != 0 ? DC_OK : l->out->hit(l->out, hit, err);
}

static enum dc_status loud_column(struct dc_hit_sink *sink, const struct dc_column_finding *column, struct dc_error *err)
{
	struct loud *l = (struct loud *)sink;

	return (column->kind->flags & DC_KIND_SILENT) != 0 ? DC_OK : l->out->column(l->out, column, err);
}

#define CANDIDATES_FIRST 256
#define EARLY_LOOKS 4			/* so often a young table is weighed early: the sooner its columns are settled */
#define EARLY_CANDIDATES 1024
#define CANDIDATES_FLUSH 32768		/* so many go to evidence before the text is at its end: bounds memory */

enum dc_status dc_session_new(const struct dc_engine *engine, struct dc_session **out, struct dc_error *err)
{
	struct dc_session *s = calloc(1, sizeof *s);

	if (s == NULL)
		return dc_fail(err, DC_ENOMEM, "session");
	s->engine = engine;
	candidates_init(&s->found);
	s->found.at = malloc(CANDIDATES_FIRST * sizeof *s->found.at);
	s->found.cap = s->found.at == NULL ? 0 : CANDIDATES_FIRST;
	if (s->found.at == NULL || dc_buf_reserve(&s->found.values, 4096) != DC_OK) {
		dc_session_free(s);
		return dc_fail(err, DC_ENOMEM, "session");
	}
	s->pass = (struct pass){ .cpu = engine->cpu, .shapes = engine->shapes, .bitmap = engine->bitmap,
		.wanted = engine->anchors };
	if (evidence_new(engine, &s->evidence, err) != DC_OK ||
	    (engine->rules != NULL && rules_scan_new(engine->rules, &s->rules, err) != DC_OK)) {
		dc_session_free(s);
		return err->status;
	}
	*out = s;
	return DC_OK;
}

void dc_session_free(struct dc_session *s)
{
	if (s == NULL)
		return;
	evidence_free(s->evidence);
	rules_scan_free(s->rules);
	candidates_done(&s->found);
	free(s->columns);
	free(s->settled);
	again_free(s->again);
	explicit_bzero(s, sizeof *s);
	free(s);
}

size_t dc_session_given_up(const struct dc_session *s, const char **id)
{
	*id = NULL;
	return s->rules == NULL ? 0 : rules_given_up(s->rules, id);
}

enum dc_status dc_session_begin(struct dc_session *s, const struct dc_document *doc, struct dc_error *err)
{
	s->columns_of = NULL;
	s->n_columns = 0;
	s->early = 0;
	again_forget(s->again);
	return evidence_begin(s->evidence, doc, err);
}

/* Takes over what evidence knows of the columns. Users' own kinds look at all text, so with them no cell is quick. */
static void learn_settled(struct dc_session *s)
{
	for (size_t i = 0; i < s->n_columns && !s->long_way && s->rules == NULL; i++) {
		struct settled *c = &s->settled[i];
		const struct dc_kind *kind = evidence_settled(s->evidence, i, &c->own);

		c->kind = NULL;
		for (size_t k = 0; k < s->engine->n_kinds && kind != NULL; k++)
			if (&s->engine->kinds[k]->kind == kind && s->engine->kinds[k]->quick != QUICK_NONE) {
				c->kind = s->engine->kinds[k];
				c->labelled = kind_set_has(&s->columns[i], (unsigned)k);
			}
		if (c->kind != NULL && s->again == NULL)
			s->again = again_new();
	}
}

/* Which kinds each column's heading names; made when a table's columns are first seen. */
static enum dc_status learn_columns(struct dc_session *s, const struct dc_text *text, struct dc_error *err)
{
	struct kind_set *sets;
	struct settled *settled;

	if (text->columns == s->columns_of && text->n_columns == s->n_columns)
		return DC_OK;
	sets = calloc(text->n_columns == 0 ? 1 : text->n_columns, sizeof *sets);
	settled = calloc(text->n_columns == 0 ? 1 : text->n_columns, sizeof *settled);
	if (sets == NULL || settled == NULL) {
		free(sets);
		free(settled);
		return dc_fail(err, DC_ENOMEM, "columns");
	}
	for (size_t i = 0; i < text->n_columns; i++)
		if (text->columns[i].name != NULL)
			labels_heading(s->engine->labels, text->columns[i].name, &sets[i]);
	free(s->columns);
	free(s->settled);
	s->columns = sets;
	s->settled = settled;
	s->columns_of = text->columns;
	s->n_columns = text->n_columns;
	again_forget(s->again);
	learn_settled(s);
	return DC_OK;
}

static const struct kind_set *named_by_column(const struct dc_session *s, uint32_t cell)
{
	uint32_t column;

	if (cell == UINT32_MAX)
		return NULL;
	column = s->text->cells[cell].column;
	return column < s->n_columns ? &s->columns[column] : NULL;
}

/* Finds the cell that holds pos; anchors come in order, so this walks on. False: between cells. */
static bool enter_cell(struct dc_session *s, uint32_t pos)
{
	const struct dc_text *t = s->text;

	if (t->form != DC_TABLE) {
		s->cell = UINT32_MAX;
		s->floor = 0;
		s->ceiling = (uint32_t)t->bytes.n;
		return true;
	}
	while (s->cell_next < t->n_cells && t->cells[s->cell_next].end <= pos)
		s->cell_next++;
	if (s->cell_next == t->n_cells || t->cells[s->cell_next].start > pos)
		return false;
	s->cell = (uint32_t)s->cell_next;
	s->floor = t->cells[s->cell].start;
	s->ceiling = t->cells[s->cell].end;
	return true;
}

/* Whether any ASCII letter stands in the ASCII_REACH bytes before pos: the masks of the stride know. */
static bool letters_before(const struct dc_session *s, uint32_t pos)
{
	const struct masks *m = &s->pass.s.m;
	size_t i = LEAD + pos / BLOCK - s->first_block;
	uint64_t here, before;

	if (pos / BLOCK < s->first_block || pos / BLOCK >= s->first_block + STRIDE_BLOCKS)
		return true;			/* read behind or ahead of the stride */
	here = (m->upper[i] | m->lower[i]) & ((1ull << pos % BLOCK) - 1);
	before = m->upper[i - 1] | m->lower[i - 1];
	return (here | (pos % BLOCK < ASCII_REACH ? before >> (BLOCK - (ASCII_REACH - pos % BLOCK)) : 0)) != 0;
}

bool session_labelled(struct dc_session *s, unsigned kind, uint32_t pos)
{
	const struct kind_set *column = named_by_column(s, s->cell);

	if (kind_set_has(&s->named, kind) || (column != NULL && kind_set_has(column, kind)))
		return true;
	if (s->label_end[kind] != 0 && s->label_end[kind] - 1 >= s->floor && s->label_end[kind] - 1 <= pos &&
	    pos - (s->label_end[kind] - 1) <= LABEL_REACH)
		return true;
	if (s->ascii_at != pos + 1) {
		uint32_t from = pos - s->floor > ASCII_REACH ? pos - ASCII_REACH : s->floor;

		s->ascii_at = pos + 1;
		s->ascii_named = (struct kind_set){ { 0 } };
		if (letters_before(s, pos))
			labels_in(s->engine->labels, s->text->bytes, from, pos, &s->ascii_named);
	}
	return kind_set_has(&s->ascii_named, kind);
}

/* Of the candidates from the given one on, those that begin in the page. */
static void keep_page(struct dc_session *s, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < s->found.n; i++) {
		const struct candidate *c = &s->found.at[i];

		if (c->start >= s->text->page && c->start < s->text->page_end && c->end > c->start)
			s->found.at[kept++] = *c;
	}
	s->found.n = kept;
}

void session_propose(struct dc_session *s, unsigned kind, const struct probe *given)
{
	const struct detector *d = s->engine->kinds[kind];
	struct probe at = *given;
	size_t before = s->found.n;

	if (s->status != DC_OK)
		return;
	at.text = s->text;
	at.floor = s->floor;
	at.ceiling = s->ceiling;
	at.cell = s->cell;
	at.lexicon = s->engine->lexicon;
	at.scratch = &s->west;
	at.today = s->engine->today;
	at.profile = s->engine->profile;
	s->status = d->propose(d, &at, &s->found);
	for (size_t i = before; i < s->found.n; i++)
		s->found.at[i].cell = s->cell;
	keep_page(s, before);
}

/* Users' own kinds see the text first: their candidates then go to evidence with the others, part by part. */
static enum dc_status find_rules(struct dc_session *s, struct dc_error *err)
{
	if (s->rules == NULL)
		return DC_OK;
	if (rules_find(s->engine->rules, s->rules, s->text, s->engine->rules_wanted, &s->found, err) != DC_OK)
		return err->status;
	keep_page(s, 0);
	return DC_OK;
}

/* A word of letters and digits worth asking a label for has seven characters at least. */
static bool long_enough(const struct dc_session *s, uint32_t pos)
{
	const uint8_t *p = s->text->bytes.p + pos;

	return s->ceiling - pos > 6 && ((p[0] & 0x80) != 0 || ((p[4] - '0' < 10 && p[5] - '0' < 10 && p[6] - '0' < 10) || p[5] == ' '));
}

void session_wake(struct dc_session *s, enum trigger trigger, uint32_t pos)
{
	const struct kind_list *list = &s->engine->by_trigger[TRIGGER_INDEX(trigger)];
	bool weigh_label = (trigger & ON_YEAR) != 0 || ((trigger & ON_LETTER_DIGIT) != 0 && long_enough(s, pos));

	for (unsigned i = 0; i < list->n; i++)
		session_propose(s, list->at[i], &(struct probe){ .anchor = pos, .trigger = trigger,
			.labelled = weigh_label && session_labelled(s, list->at[i], pos) });
}

/* So few digits that no anchor can stand in them: digit_runs() of pass.c wants seven characters. */
#define DIGITS_SILENT 6

bool session_silent(const struct dc_session *s, const struct dc_cell *c)
{
	uint32_t at = c->start;

	if (s->rules != NULL || c->end - c->start > DIGITS_SILENT)
		return false;
	while (at < c->end && s->text->bytes.p[at] >= '0' && s->text->bytes.p[at] <= '9')
		at++;
	return at == c->end;
}

static bool is_padding(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

void session_cell(struct dc_session *s, uint32_t i)
{
	const struct dc_cell *c = &s->text->cells[i];

	s->cell = i;
	s->floor = c->start;
	s->ceiling = c->end;
	while (s->ceiling > s->floor + 1 && is_padding(s->text->bytes.p[s->ceiling - 1]))
		s->ceiling--;			/* no part of the value */
}

/* Cells under a heading that names a kind are shown to it whole, cells of settled columns to their kind. True if it can have no
 * anchors, or none that count. */
static bool show_cell(struct dc_session *s, const struct dc_cell *c)
{
	const struct kind_list *list = &s->engine->by_trigger[TRIGGER_INDEX(ON_CELL)];
	const struct settled *settled;

	if (c->start >= c->end)
		return true;
	if (c->column >= s->n_columns)
		return false;
	settled = &s->settled[c->column];
	if (kind_set_empty(&s->columns[c->column]) && settled->kind == NULL)
		return session_silent(s, c);
	session_cell(s, (uint32_t)s->cell_shown);
	if (settled->kind != NULL && session_quick(s, settled)) {
		s->quiet_until = c->end;
		return true;
	}
	s->ceiling = c->end;
	for (unsigned i = 0; i < list->n; i++)
		if (kind_set_has(&s->columns[c->column], list->at[i]))
			session_propose(s, list->at[i], &(struct probe){ .anchor = c->start, .trigger = ON_CELL,
				.labelled = true });
	return false;
}

void session_cells(struct dc_session *s, uint32_t until)
{
	const struct dc_text *t = s->text;

	for (; s->cell_shown < t->n_cells && t->cells[s->cell_shown].start < until; s->cell_shown++)
		if (!show_cell(s, &t->cells[s->cell_shown]))
			s->loud_until = t->cells[s->cell_shown].end;
}

/* Shows the cells that begin before `until`, up to the first that may have anchors. True if there is none, nor one that reaches in
 * from before: the pass need not see these bytes. */
static bool all_quiet(struct dc_session *s, uint32_t from, uint32_t until, struct dc_hit_sink *out, struct dc_error *err)
{
	const struct dc_text *t = s->text;

	if (t->form != DC_TABLE || s->long_way)
		return false;
	while (s->loud_until <= from && s->cell_shown < t->n_cells && t->cells[s->cell_shown].start < until) {
		if (session_row(s, out, err))
			continue;
		if (s->status != DC_OK)
			return true;
		if (!show_cell(s, &t->cells[s->cell_shown]))
			s->loud_until = t->cells[s->cell_shown].end;
		s->cell_shown++;
	}
	return s->loud_until <= from;
}

static int by_start(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	return strcmp(x->kind->id, y->kind->id);
}

/* Candidates come nearly in order: moves each to its place, within a budget of moves. False: too far out of order. */
static bool insert_in_order(struct candidates *c)
{
	size_t moves = 0, most = 4 * c->n + 64;

	for (size_t i = 1; i < c->n; i++) {
		struct candidate one;
		size_t to = i;

		while (to > 0 && by_start(&c->at[to - 1], &c->at[i]) > 0)
			to--;
		if (to == i)
			continue;
		moves += i - to;
		if (moves > most)
			return false;
		one = c->at[i];
		memmove(&c->at[to + 1], &c->at[to], (i - to) * sizeof one);
		c->at[to] = one;
	}
	return true;
}

/* Orders the candidates and drops what two triggers of one kind found twice; the better one stays. */
static void order(struct candidates *c)
{
	size_t kept = 0;

	if (!insert_in_order(c))
		qsort(c->at, c->n, sizeof *c->at, by_start);
	for (size_t i = 0; i < c->n; i++) {
		struct candidate *last = kept == 0 ? NULL : &c->at[kept - 1];

		if (last == NULL || by_start(last, &c->at[i]) != 0) {
			if (kept != i)
				c->at[kept] = c->at[i];
			kept++;
		} else if (candidate_logodds(&c->at[i]) > candidate_logodds(last)) {
			*last = c->at[i];
		}
	}
	c->n = kept;
}

/* Takes candidates [from, n) over into a list of their own, values with them. */
static enum dc_status split_off(const struct candidates *c, size_t from, struct candidates *rest)
{
	candidates_init(rest);
	for (size_t i = from; i < c->n; i++) {
		const struct candidate *old = &c->at[i];
		struct candidate *copy;
		uint32_t value;

		if (candidates_add(rest, old->kind, old->start, old->end, (struct dc_span){ c->values.p + old->value, old->value_len },
		    &copy) != DC_OK) {
			candidates_done(rest);
			return DC_ENOMEM;
		}
		value = copy->value;
		*copy = *old;
		copy->value = value;
	}
	return DC_OK;
}

/* The part of the text that evidence gets: its page up to cut, and in a table the cells that begin there. */
static struct dc_text part_until(struct dc_session *s, uint32_t cut)
{
	struct dc_text part = *s->text;
	size_t cells = s->cell_given;

	while (cells < part.n_cells && part.cells[cells].start < cut)
		cells++;
	for (size_t i = 0; i < s->found.n; i++)
		if (s->found.at[i].cell != UINT32_MAX)
			s->found.at[i].cell -= (uint32_t)s->cell_given;
	part.cells = part.cells == NULL ? NULL : part.cells + s->cell_given;
	part.n_cells = cells - s->cell_given;
	part.page = s->page;
	part.page_end = cut < part.page_end ? cut : part.page_end;
	s->page = part.page_end;
	s->cell_given = cells;
	return part;
}

/* Gives evidence what begins before `cut`, as a text of its own page; the rest stays. */
enum dc_status session_flush(struct dc_session *s, uint32_t cut, struct dc_hit_sink *out, struct dc_error *err)
{
	struct candidates rest;
	struct dc_text part;
	enum dc_status st;
	size_t n;

	order(&s->found);
	n = s->found.n;
	while (n > 0 && s->found.at[n - 1].start >= cut)
		n--;
	if (split_off(&s->found, n, &rest) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "candidates");
	s->found.n = n;
	part = part_until(s, cut);
	st = evidence_part(s->evidence, &part, &s->found, out, err);
	if (rest.n == 0) {
		candidates_done(&rest);
		candidates_clear(&s->found);	/* its memory serves the next text */
		return st;
	}
	candidates_done(&s->found);
	s->found = rest;
	return st;
}

static enum dc_status flush_and_learn(struct dc_session *s, uint32_t cut, struct dc_hit_sink *out, struct dc_error *err)
{
	enum dc_status st = session_flush(s, cut, out, err);

	if (s->text->form == DC_TABLE)
		learn_settled(s);
	return st;
}

/* Where a text may be cut that was read up to `read`: before the row that is still being read, or at `read`. A cell that goes on
 * beyond `read` was shown under its heading, yet its anchors were not all seen. */
static uint32_t cut_at(const struct dc_session *s, uint32_t read)
{
	const struct dc_text *t = s->text;
	size_t i = s->cell_shown;

	if (t->form != DC_TABLE || i == 0)
		return read;
	if (i > s->cell_given && (i == t->n_cells || t->cells[i - 1].end > read))
		i--;
	while (i > s->cell_given && t->cells[i - 1].row == t->cells[i].row)
		i--;
	return i == t->n_cells ? read : t->cells[i].start;
}

/* Enough was found to give evidence what there is. */
static bool is_time(struct dc_session *s)
{
	if (s->text->form == DC_TABLE && !s->long_way && s->early < EARLY_LOOKS && s->found.n >= EARLY_CANDIDATES) {
		s->early++;
		return true;
	}
	return s->found.n >= CANDIDATES_FLUSH;
}

static void begin_text(struct dc_session *s, const struct dc_text *text)
{
	s->text = text;
	s->status = DC_OK;
	s->cell_next = s->cell_shown = s->cell_given = 0;
	s->page = text->page;
	s->quiet_until = s->loud_until = 0;
	s->row_flushes = 0;
	s->digits_until = s->hex_until = s->ascii_at = 0;
	memset(s->label_end, 0, sizeof s->label_end);
	s->west = (struct west_memo){ 0 };
	s->named = (struct kind_set){ { 0 } };
	if (text->label != NULL)
		labels_heading(s->engine->labels, text->label, &s->named);
	candidates_clear(&s->found);
}

enum dc_status dc_session_text(struct dc_session *s, const struct dc_text *text, struct dc_hit_sink *out, struct dc_error *err)
{
	size_t blocks = (text->bytes.n + BLOCK - 1) / BLOCK;
	struct loud loud = { { loud_hit, loud_column }, out };

	if (text->bytes.n > DC_TEXT_MOST || text->page > text->page_end || text->page_end > text->bytes.n)
		return dc_fail(err, DC_EBUG, "a text of %zu bytes, page %zu to %zu", text->bytes.n, text->page, text->page_end);
	if (learn_columns(s, text, err) != DC_OK)
		return err->status;
	begin_text(s, text);
	evidence_text_begin(s->evidence, text);
	if (find_rules(s, err) != DC_OK)
		return err->status;
	if (enter_cell(s, 0))
		session_wake(s, ON_TEXT, 0);
	for (size_t first = 0; first < blocks && s->status == DC_OK; first += STRIDE_BLOCKS) {
		size_t n = blocks - first < STRIDE_BLOCKS ? blocks - first : STRIDE_BLOCKS;
		uint32_t read = (uint32_t)((first + n) * BLOCK);

		if (!all_quiet(s, (uint32_t)(first * BLOCK), read, &loud.sink, err)) {
			pass_stride(&s->pass, text->bytes, first);
			s->first_block = first;
			for (size_t b = 0; b < n; b++)
				session_block(s, b);
			session_cells(s, read);
		}
		if (is_time(s) && s->status == DC_OK && read < text->bytes.n)
			s->status = flush_and_learn(s, cut_at(s, read), &loud.sink, err);
	}
	if (s->status != DC_OK)
		return err->status != DC_OK ? err->status : dc_fail(err, s->status, "candidates");
	if (flush_and_learn(s, (uint32_t)text->bytes.n + 1, &loud.sink, err) == DC_OK)
		evidence_text_end(s->evidence, text);
	return err->status;
}

bool session_enter(struct dc_session *s, uint32_t pos)
{
	return enter_cell(s, pos);
}

enum dc_status dc_session_end(struct dc_session *s, struct dc_hit_sink *out, struct dc_error *err)
{
	struct loud loud = { { loud_hit, loud_column }, out };

	return evidence_end(s->evidence, &loud.sink, err);
}
