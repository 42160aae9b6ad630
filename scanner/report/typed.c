/* typed.c -- see typed.h; and which heading of a sheet that comes back names which of these columns. */
#include "typed.h"

#include <stdlib.h>

static const struct { const char *name; enum word heading; } names[] = {
	{ "row_id", W_l_row_id }, { "disposal", W_l_disposal }, { "risk", W_l_risk }, { "measures", W_l_measures },
	{ "reviewed_on", W_c_reviewed_on }, { "reviewed_by", W_l_reviewed_by }, { "note", W_l_note },
};

const char *dc_ledger_column(const char *heading)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++) {
		if (strcmp(heading, names[i].name) == 0 || strcmp(heading, word_text(names[i].heading, LANG_JA)) == 0 ||
		    strcmp(heading, word_text(names[i].heading, LANG_EN)) == 0)
			return names[i].name;
	}
	return NULL;
}

static enum dc_status keep(void *ctx, const char *row_id, const char *name, const char *text, struct dc_error *err)
{
	struct typed *t = ctx;
	struct typed_cell *c;

	if (t->n == t->cap) {
		size_t cap = t->cap == 0 ? 64 : t->cap * 2;
		struct typed_cell *more = reallocarray(t->cells, cap, sizeof *more);

		if (more == NULL)
			return dc_fail(err, DC_ENOMEM, "report ledger");
		t->cells = more;
		t->cap = cap;
	}
	c = &t->cells[t->n++];
	*c = (struct typed_cell){ dc_arena_strdup(t->page->arena, row_id), dc_arena_strdup(t->page->arena, name), dc_arena_strdup(t->page->arena, text) };
	return c->row_id != NULL && c->name != NULL && c->text != NULL ? DC_OK : dc_fail(err, DC_ENOMEM, "report ledger");
}

enum dc_status typed_read(struct page *p, struct typed *t, struct dc_error *err)
{
	*t = (struct typed){ .page = p };
	return dc_store_each_typed(p->req->store, keep, t, err);
}

void typed_done(struct typed *t)
{
	free(t->cells);
}

static int by_place(const void *a, const void *b)
{
	const struct typed_cell *x = a, *y = b;
	int c = strcmp(x->row_id, y->row_id);

	return c != 0 ? c : strcmp(x->name, y->name);
}

struct cell typed_cell(const struct typed *t, const char *row_id, const char *name, struct cell instead)
{
	const struct typed_cell key = { row_id, name, NULL };
	const struct typed_cell *found = t->n == 0 ? NULL : bsearch(&key, t->cells, t->n, sizeof *t->cells, by_place);

	return found == NULL ? instead : cell_text(found->text);
}
