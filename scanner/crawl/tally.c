/* tally.c -- counts hits by part, column, category and kind, lists them up to the budget, and forgets their values. */
#include "tally.h"

#include "alike.h"
#include "persons.h"
#include "unread.h"

#include <sodium.h>
#include <stdlib.h>

struct finding_cell { uint32_t finding; bool used; };

/* The hits kept of a finding where no list of all is asked for: those the store would choose. */
struct best { uint32_t at[DC_HITS_STORED]; uint32_t n, worst; bool quasi; };	/* quasi: its cells tell rows apart */

/* What a part says of when its data came to be. */
struct age {
	uint32_t parent;
	int column_oldest, column_newest;	/* of columns that tell; they outweigh what stands around */
	int text_oldest, text_newest;
	uint64_t personal;			/* bits of the columns in which something was found */
};

struct dated_column { uint32_t part, column; int oldest, newest; const char *field; };

/* The token of the value of a slot (dc_record.held). */
struct held {
	uint32_t finding;		/* it was made for; UINT32_MAX: for none so far */
	uint8_t token[DC_TOKEN_BYTES];
};

struct tally {
	const struct dc_store *store;
	const struct dc_budget *budget;
	struct dc_arena *arena;		/* of the result in the making; NULL between objects */
	struct persons *persons;
	struct alike *alike;
	struct dc_result_part *parts; size_t n_parts, cap_parts;
	struct dated_column *dated; size_t n_dated, cap_dated;
	struct age *ages; size_t cap_ages;	/* one for each part */
	struct dc_result_finding *findings; size_t n_findings, cap_findings;
	struct best *best; size_t cap_best;	/* one for each finding; unless all */
	struct tally_filter *filter;
	uint64_t below, by_list;	/* of this object's hits so far; a read that fails counts for nothing */
	const char *path;		/* borrowed; NULL between objects */
	bool all;			/* every hit is listed */
	uint64_t listable;		/* hits met within the budget */
	uint8_t count_key[crypto_shorthash_siphashx24_KEYBYTES];	/* of values that are only counted; never leaves */
	struct dc_result_hit *hits; size_t n_hits, cap_hits;
	struct dc_result_column *columns; size_t n_columns, cap_columns;
	struct finding_cell *cells; size_t n_cells;	/* hash of findings; a power of two */
	uint32_t last;			/* the finding of the hit before: most often the same again */
	uint32_t forms[UINT16_MAX];	/* dc_record.form - 1 -> finding; UINT32_MAX: not known */
	struct held held[UINT16_MAX];	/* of dc_record.held - 1 */
	uint64_t bytes_read, unlisted;
	enum dc_reason reason;
	const char *detail;
};

struct tally *tally_new(const struct dc_store *store, const struct dc_budget *budget, const char *folder, bool all, struct tally_filter *filter)
{
	struct tally *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->store = store;
	t->budget = budget;
	t->all = all;
	t->filter = filter;
	randombytes_buf(t->count_key, sizeof t->count_key);
	t->persons = persons_new(folder);
	t->alike = alike_new();
	if (t->persons != NULL && t->alike != NULL)
		return t;
	tally_free(t);
	return NULL;
}

void tally_reset(struct tally *t)
{
	dc_arena_free(t->arena);
	t->arena = NULL;
	t->n_parts = t->n_findings = t->n_hits = t->n_columns = t->n_dated = 0;
	if (t->n_cells != 0)
		memset(t->cells, 0, t->n_cells * sizeof *t->cells);
	t->last = UINT32_MAX;
	t->bytes_read = t->unlisted = t->listable = 0;
	t->below = t->by_list = 0;
	t->reason = DC_R_none;
	t->detail = NULL;
	persons_reset(t->persons);
	alike_reset(t->alike);
}

void tally_free(struct tally *t)
{
	if (t == NULL)
		return;
	dc_arena_free(t->arena);
	persons_free(t->persons);
	alike_free(t->alike);
	free(t->parts);
	free(t->ages);
	free(t->dated);
	free(t->findings);
	free(t->best);
	free(t->hits);
	free(t->columns);
	free(t->cells);
	sodium_memzero(t->count_key, sizeof t->count_key);
	free(t);
}

/* Room for one more. */
static bool room(void **p, size_t *cap, size_t n, size_t size)
{
	size_t want = *cap == 0 ? 16 : *cap * 2;
	void *q;

	if (n < *cap)
		return true;
	q = want > SIZE_MAX / size ? NULL : realloc(*p, want * size);
	if (q == NULL)
		return false;
	*p = q;
	*cap = want;
	return true;
}

static const char *keep(struct tally *t, const char *s)
{
	return s == NULL || s[0] == '\0' ? "" : dc_arena_strdup(t->arena, s);
}

/* ---- parts */

/* PURPOSES §1.4: containers by "!/"; the name of a part, scanned as content, is "#name". */
static const char *inner_of(struct tally *t, const struct dc_record *r)
{
	const char *up = r->parent == UINT32_MAX ? "" : t->parts[r->parent].inner;

	if (strcmp(r->format, "name") == 0 && r->parent != UINT32_MAX)
		return dc_arena_printf(t->arena, "%s#name", up);
	if (r->name[0] == '\0')
		return up;
	return dc_arena_printf(t->arena, "%s%s%s", up, up[0] == '\0' ? "" : "!/", r->name);
}

static bool part_open(struct tally *t, const struct dc_record *r)
{
	struct dc_result_part *p;

	if (!room((void **)&t->parts, &t->cap_parts, t->n_parts, sizeof *t->parts) ||
	    !room((void **)&t->ages, &t->cap_ages, t->n_parts, sizeof *t->ages))
		return false;
	t->ages[t->n_parts] = (struct age){ .parent = r->parent };
	p = &t->parts[t->n_parts];
	*p = (struct dc_result_part){ .inner = inner_of(t, r), .table = keep(t, r->table), .format = keep(t, r->format), .charset = "", .detail = "",
		.dates = "", .alike = "" };
	t->n_parts++;
	return p->inner != NULL && p->table != NULL && p->format != NULL;
}

static bool part_close(struct tally *t, const struct dc_record *r)
{
	struct dc_result_part *p = &t->parts[r->part];

	p->reason = r->reason;
	p->bytes = r->bytes;
	p->detail = keep(t, r->detail);
	p->charset = keep(t, r->charset);
	return p->detail != NULL && p->charset != NULL;
}

/* ---- dates */

static void widen(int *oldest, int *newest, const struct dc_record *r)
{
	*oldest = *oldest == 0 || r->oldest < *oldest ? r->oldest : *oldest;
	*newest = r->newest > *newest ? r->newest : *newest;
}

static bool take_dates(struct tally *t, const struct dc_record *r)
{
	struct age *a = &t->ages[r->part];
	struct dated_column *d;

	if (r->text_column == DC_NO_COLUMN) {
		widen(&a->text_oldest, &a->text_newest, r);
		return true;
	}
	if (!room((void **)&t->dated, &t->cap_dated, t->n_dated, sizeof *t->dated))
		return false;
	if (r->telling)
		widen(&a->column_oldest, &a->column_newest, r);
	d = &t->dated[t->n_dated++];
	*d = (struct dated_column){ r->part, r->text_column, r->oldest, r->newest, keep(t, r->field) };
	return d->field != NULL;
}

/* A column of dates is kept by its heading, for a declaration may name it; not so where the engine saw data of persons in it (birth):
 * those are values, and no value is kept. */
static bool list_dates(struct tally *t)
{
	for (size_t i = 0; i < t->n_dated; i++) {
		const struct dated_column *d = &t->dated[i];
		struct dc_result_part *p = &t->parts[d->part];
		char *line;
		size_t before = strlen(p->dates);

		if (d->column < 64 && (t->ages[d->part].personal >> d->column & 1) != 0)
			continue;
		line = dc_arena_printf(t->arena, "%s%s\t%d\t%d\n", p->dates, d->field, d->oldest, d->newest);
		if (line == NULL)
			return false;
		for (char *c = line + before, *end = c + strlen(d->field); c < end; c++)
			if (*c == '\t' || *c == '\n' || *c == '\r')
				*c = ' ';
		p->dates = line;
	}
	return true;
}

/* The age of a part: its own columns, its own text, or that of the nearest part around it: a mail's date is its attachments'. */
static void date_findings(const struct tally *t)
{
	for (size_t i = 0; i < t->n_findings; i++) {
		struct dc_result_finding *f = &t->findings[i];

		for (uint32_t p = f->part; p != UINT32_MAX && f->oldest == 0; p = t->ages[p].parent) {
			const struct age *a = &t->ages[p];
			bool columns = a->column_oldest != 0 && p == f->part;

			f->oldest = columns ? a->column_oldest : a->text_oldest;
			f->newest = columns ? a->column_newest : a->text_newest;
		}
	}
}

/* ---- rows that can be told apart */

static bool add_cell(struct tally *t, const struct dc_record *r)
{
	const struct dc_hit *h = &r->hit;

	return h->record == 0 || h->column == DC_NO_COLUMN || filter_placeholder(h) || alike_add(t->alike, r->part, h->column, h->record, h->value);
}

/* ---- findings */

static bool is_of(const struct dc_result_finding *f, const struct dc_record *r)
{
	return f->part == r->part && f->column == r->hit.column && f->kind == r->hit.kind && strcmp(f->category, r->hit.category) == 0;
}

static size_t hash_of(uint32_t part, uint32_t column, const struct dc_kind *kind)
{
	uint64_t h = part * UINT64_C(0x9e3779b97f4a7c15) ^ column * UINT64_C(0xc2b2ae3d27d4eb4f) ^
		     (uint64_t)(uintptr_t)kind * UINT64_C(0x165667b19e3779f9);

	return (size_t)(h ^ h >> 31);
}

static bool rehash(struct tally *t)
{
	size_t n = t->n_cells == 0 ? 64 : t->n_cells * 2;
	struct finding_cell *cells = calloc(n, sizeof *cells);

	if (cells == NULL)
		return false;
	for (uint32_t f = 0; f < t->n_findings; f++) {
		size_t i = hash_of(t->findings[f].part, t->findings[f].column, t->findings[f].kind) & (n - 1);

		while (cells[i].used)
			i = (i + 1) & (n - 1);
		cells[i] = (struct finding_cell){ f, true };
	}
	free(t->cells);
	t->cells = cells;
	t->n_cells = n;
	return true;
}

/* The finding that the hit counts for, made where it is new. UINT32_MAX: memory is out. */
static uint32_t finding_of(struct tally *t, const struct dc_record *r)
{
	size_t i;

	if (r->form != 0 && t->forms[r->form - 1] != UINT32_MAX)
		return t->forms[r->form - 1];
	if (t->last != UINT32_MAX && is_of(&t->findings[t->last], r))
		return t->last;
	if (t->n_findings * 2 >= t->n_cells && !rehash(t))
		return UINT32_MAX;
	i = hash_of(r->part, r->hit.column, r->hit.kind) & (t->n_cells - 1);
	while (t->cells[i].used && !is_of(&t->findings[t->cells[i].finding], r))
		i = (i + 1) & (t->n_cells - 1);
	if (!t->cells[i].used) {
		const char *field = keep(t, r->field);

		if (field == NULL || !room((void **)&t->findings, &t->cap_findings, t->n_findings, sizeof *t->findings) ||
		    !room((void **)&t->best, &t->cap_best, t->n_findings, sizeof *t->best))
			return UINT32_MAX;
		t->best[t->n_findings] = (struct best){ .quasi = alike_tells(r->hit.category) };
		t->findings[t->n_findings] = (struct dc_result_finding){ .part = r->part, .field = field, .column = r->hit.column,
			.category = r->hit.category, .kind = r->hit.kind, .sample = UINT32_MAX };
		if (r->hit.column < 64)
			t->ages[r->part].personal |= UINT64_C(1) << r->hit.column;
		t->cells[i] = (struct finding_cell){ (uint32_t)t->n_findings++, true };
	}
	t->last = t->cells[i].finding;
	return t->last;
}

/* Counts; true if it is the best so far and should be the sample. Persons outweigh placeholders however sure these are. */
static bool count(struct dc_result_finding *f, const struct dc_hit *h)
{
	bool real_before = f->low + f->medium + f->high != 0, any_before = real_before || f->placeholders != 0, better;

	if (filter_placeholder(h)) {
		f->placeholders++;
		better = !real_before && (!any_before || h->confidence > f->confidence);
	} else {
		f->low += h->band == DC_BAND_LOW;
		f->medium += h->band == DC_BAND_MEDIUM;
		f->high += h->band == DC_BAND_HIGH;
		f->roles += (h->flags & DC_HIT_ROLE) != 0;
		better = !real_before || h->confidence > f->confidence;
	}
	if (better)
		f->confidence = h->confidence;
	return better;
}

/* ---- hits */

static const char *mask_of(struct tally *t, const struct dc_record *r)
{
	char masked[DC_VALUE_MOST + 16];

	if ((r->hit.kind->flags & DC_KIND_NO_VALUE) != 0) {	/* no value is here, but its length */
		size_t n = r->value_points > 20 ? 20 : r->value_points;

		memset(masked, '*', n);
		masked[n] = '\0';
	} else {
		dc_mask(r->hit.kind->mask, r->hit.value, r->hit.shown, masked, sizeof masked);
	}
	return dc_arena_strdup(t->arena, masked);
}

static enum dc_status fill(struct tally *t, const struct dc_record *r, uint32_t finding, struct dc_result_hit *hit)
{
	const struct dc_hit *h = &r->hit;
	struct dc_weight *weights = dc_arena_array(t->arena, h->n_weights + 1, sizeof *weights);
	const char *masked = mask_of(t, r);

	if (weights == NULL || masked == NULL)
		return DC_ENOMEM;
	*hit = (struct dc_result_hit){ .part = r->part, .finding = finding, .start = h->start, .end = h->end, .line = h->line, .row = h->row,
		.record = h->record, .col = h->col, .field = t->findings[finding].field, .column = h->column, .confidence = h->confidence,
		.band = h->band, .flags = h->flags, .masked = masked, .weights = weights, .n_weights = h->n_weights };
	if (h->n_weights != 0)
		memcpy(weights, h->weights, h->n_weights * sizeof *weights);
	return DC_OK;
}

static enum dc_status append(struct tally *t, const struct dc_record *r, uint32_t finding)
{
	if (!room((void **)&t->hits, &t->cap_hits, t->n_hits, sizeof *t->hits) || fill(t, r, finding, &t->hits[t->n_hits]) != DC_OK)
		return DC_ENOMEM;
	t->n_hits++;
	return DC_OK;
}

#define COMPARE(x, y) do { if ((x) != (y)) return (x) < (y) ? -1 : 1; } while (0)

/* What decides between two hits. Before 0: x goes before y in the store's order (children.c). */
struct rank { bool sham; float confidence; uint64_t row, start, end; };

static int rank_compare(struct rank x, struct rank y)
{
	COMPARE(x.sham, y.sham);
	COMPARE(y.confidence, x.confidence);
	COMPARE(x.row, y.row);
	COMPARE(x.start, y.start);
	COMPARE(x.end, y.end);
	return 0;
}

static struct rank rank_of(const struct dc_result_hit *h)
{
	return (struct rank){ (h->flags & (DC_HIT_PLACEHOLDER | DC_HIT_TEST)) != 0, h->confidence, h->row, h->start, h->end };
}

/* The sample always stays. */
static void find_worst(const struct tally *t, struct best *b, uint32_t sample)
{
	b->worst = UINT32_MAX;
	for (uint32_t i = 0; i < b->n; i++)
		if (b->at[i] != sample && (b->worst == UINT32_MAX ||
		    rank_compare(rank_of(&t->hits[b->at[i]]), rank_of(&t->hits[b->worst])) > 0))
			b->worst = b->at[i];
}

/* Keeps the hit if it is among the best of its finding; a worse one gives its place. */
static enum dc_status keep_best(struct tally *t, const struct dc_record *r, uint32_t finding, bool sample)
{
	const struct dc_hit *h = &r->hit;
	struct best *b = &t->best[finding];
	uint32_t at = (uint32_t)t->n_hits;
	enum dc_status st;

	if (b->n < DC_HITS_STORED) {
		st = append(t, r, finding);
		if (st == DC_OK)
			b->at[b->n++] = at;
	} else {
		at = b->worst;
		if (!sample && rank_compare((struct rank){ filter_placeholder(h), h->confidence, h->row, h->start, h->end },
		    rank_of(&t->hits[at])) >= 0)
			return DC_OK;
		st = fill(t, r, finding, &t->hits[at]);
	}
	if (st == DC_OK && sample)
		t->findings[finding].sample = at;
	if (st == DC_OK && b->n == DC_HITS_STORED)
		find_worst(t, b, t->findings[finding].sample);
	return st;
}

static enum dc_status list(struct tally *t, const struct dc_record *r, uint32_t finding, bool sample)
{
	enum dc_status st;

	if (t->listable == t->budget->hits) {
		t->unlisted++;
		return DC_OK;
	}
	t->listable++;
	if (!t->all)
		return keep_best(t, r, finding, sample);
	st = append(t, r, finding);
	if (st == DC_OK && sample)
		t->findings[finding].sample = (uint32_t)t->n_hits - 1;
	return st;
}

_Static_assert(crypto_shorthash_siphashx24_BYTES == DC_TOKEN_BYTES, "a count's hash stands where a token does");

/* Values that are told apart within the object and no further: they link nobody and are no half of a name with its birth date.
 * 128 bits of SipHash serve for that at a fifth of the price of the inventory's HMAC. */
static bool only_counted(const struct dc_hit *h)
{
	return (h->kind->flags & (DC_KIND_LINKS | DC_KIND_ONE_EACH)) == 0 && strcmp(h->category, "person.name") != 0 &&
		strcmp(h->category, "person.birth_date") != 0;
}

static bool no_value(const struct dc_hit *h)
{
	return (h->kind->flags & DC_KIND_NO_VALUE) != 0;
}

static void token_of(const struct tally *t, const struct dc_hit *h, uint8_t token[DC_TOKEN_BYTES])
{
	if (no_value(h))
		memcpy(token, h->value.p, DC_TOKEN_BYTES);	/* the worker's hash, good for this object alone */
	else if (only_counted(h))
		crypto_shorthash_siphashx24(token, h->value.p, h->value.n, t->count_key);
	else
		dc_store_token(t->store, h->value, token);
}

/* Who the hit is about. Placeholders and roles are nobody. */
static enum dc_status person(struct tally *t, const struct dc_record *r, uint32_t finding)
{
	struct held *held = r->held == 0 ? NULL : &t->held[r->held - 1];
	struct person_hit p = { .kind = r->hit.kind, .category = r->hit.category, .part = r->part, .finding = finding, .record = r->hit.record };

	if (filter_placeholder(&r->hit) || (r->hit.flags & DC_HIT_ROLE) != 0)
		return DC_OK;
	if (r->hit.band < DC_BAND_MEDIUM) {
		persons_add_weak(t->persons, finding);
		return DC_OK;
	}
	p.stored = !no_value(&r->hit) && !only_counted(&r->hit);
	if (held != NULL && held->finding == finding)
		memcpy(p.token, held->token, sizeof p.token);
	else
		token_of(t, &r->hit, p.token);
	if (held != NULL) {
		held->finding = finding;
		memcpy(held->token, p.token, sizeof held->token);
	}
	return persons_add(t->persons, &p);
}

void tally_path(struct tally *t, const char *path)
{
	t->path = path;
}

static enum dc_status take_hit(struct tally *t, const struct dc_record *r)
{
	enum dc_status st;
	uint32_t f;
	bool best;

	if (r->hit.band == DC_BAND_NONE && !filter_placeholder(&r->hit))
		return DC_OK;
	f = finding_of(t, r);
	if (f == UINT32_MAX)
		return DC_ENOMEM;
	if (r->form != 0)
		t->forms[r->form - 1] = f;
	best = count(&t->findings[f], &r->hit);
	if (t->best[f].quasi && !add_cell(t, r))
		return DC_ENOMEM;
	st = list(t, r, f, best);
	return st == DC_OK ? person(t, r, f) : st;
}

static enum dc_status hit(struct tally *t, const struct dc_record *r)
{
	struct dc_weight room[DC_WEIGHTS_MOST];
	struct dc_record known;

	if (r->form_is_new)
		t->forms[r->form - 1] = UINT32_MAX;
	if (r->held_is_new)
		t->held[r->held - 1].finding = UINT32_MAX;
	switch (t->filter == NULL ? FILTER_KEEP : filter_hit(t->filter, t->path, &r->hit)) {
	case FILTER_KNOWN:
		known = *r;
		filter_known(&known.hit, room);
		t->by_list++;
		return take_hit(t, &known);
	case FILTER_BELOW:
		t->below++;
		return DC_OK;
	case FILTER_KEEP:
		break;
	}
	return take_hit(t, r);
}

static bool column(struct tally *t, const struct dc_record *r)
{
	const struct dc_column_finding *c = &r->column;
	struct dc_weight *weights = dc_arena_array(t->arena, c->n_weights + 1, sizeof *weights);
	const char *field = keep(t, r->field);

	if (weights == NULL || field == NULL || !room((void **)&t->columns, &t->cap_columns, t->n_columns, sizeof *t->columns))
		return false;
	memcpy(weights, c->weights, c->n_weights * sizeof *weights);
	t->columns[t->n_columns++] = (struct dc_result_column){ .part = r->part, .column = c->column, .field = field, .category = c->category,
		.kind = c->kind, .confidence = c->confidence, .rows = c->rows, .filled = c->filled, .distinct = c->distinct,
		.matching = c->matching, .weights = weights, .n_weights = c->n_weights };
	return true;
}

enum dc_status tally_record(void *ctx, const struct dc_record *r, struct dc_error *err)
{
	struct tally *t = ctx;
	bool kept = true;

	if (t->arena == NULL)
		t->arena = dc_arena_new(0);
	if (t->arena == NULL)
		return dc_fail(err, DC_ENOMEM, "a result");
	switch (r->type) {
	case DC_REC_PART_OPEN:
		kept = part_open(t, r);
		break;
	case DC_REC_PART_CLOSE:
		kept = part_close(t, r);
		break;
	case DC_REC_HIT:
		kept = hit(t, r) == DC_OK;
		break;
	case DC_REC_COLUMN:
		kept = column(t, r);
		break;
	case DC_REC_END:
		t->reason = r->reason;
		t->bytes_read = r->bytes;
		t->detail = keep(t, r->detail);
		kept = t->detail != NULL;
		break;
	case DC_REC_DATES:
		kept = take_dates(t, r);
		break;
	case DC_REC_TEXT:		/* asked for by text_only jobs alone */
	case DC_REC_LIKE:		/* is seen as a hit */
		break;
	}
	return kept ? DC_OK : dc_fail(err, DC_ENOMEM, "a result");
}

/* ---- the result */

static void compose(void *ctx, const uint8_t pair[2 * DC_TOKEN_BYTES], uint8_t out[DC_TOKEN_BYTES])
{
	dc_store_token(ctx, (struct dc_span){ pair, 2 * DC_TOKEN_BYTES }, out);
}

static void *copied(struct dc_arena *a, const void *p, size_t n, size_t size)
{
	void *q = dc_arena_array(a, n + 1, size);

	if (q != NULL && n != 0)
		memcpy(q, p, n * size);
	return q;
}

static bool lists(const struct tally *t, struct dc_result *r)
{
	r->parts = copied(r->arena, t->parts, t->n_parts, sizeof *t->parts);
	r->findings = copied(r->arena, t->findings, t->n_findings, sizeof *t->findings);
	r->hits = copied(r->arena, t->hits, t->n_hits, sizeof *t->hits);
	r->columns = copied(r->arena, t->columns, t->n_columns, sizeof *t->columns);
	r->n_parts = t->n_parts;
	r->n_findings = t->n_findings;
	r->n_hits = t->n_hits;
	r->n_columns = t->n_columns;
	return r->parts != NULL && r->findings != NULL && r->hits != NULL && r->columns != NULL;
}

static void reason_of(const struct tally *t, struct dc_result *r, enum dc_reason reason, const char *detail)
{
	r->reason = reason != DC_R_none ? reason : t->reason;
	r->detail = reason != DC_R_none ? (detail == NULL ? "" : dc_arena_strdup(r->arena, detail)) : t->detail == NULL ? "" : t->detail;
	if (r->reason == DC_R_none && t->unlisted != 0) {
		r->reason = DC_R_limit_findings;
		r->detail = dc_arena_printf(r->arena, "%llu more were counted and not listed", (unsigned long long)t->unlisted);
	}
}

uint64_t tally_bytes(const struct tally *t, bool *whole)
{
	*whole = t->reason == DC_R_none;
	return t->bytes_read;
}

enum dc_status tally_result(struct tally *t, const struct dc_object *object, enum dc_reason reason, const char *detail, uint32_t attempts,
	struct dc_result **out, struct dc_error *err)
{
	enum dc_status st = DC_ENOMEM;
	struct dc_result *r;

	if (t->arena == NULL)
		t->arena = dc_arena_new(0);
	r = t->arena == NULL ? NULL : unread_result(t->arena, object);
	if (r != NULL) {
		reason_of(t, r, reason, detail);
		r->attempts = attempts;
		/* Archives are read forwards and back, and the fallback reads once more: no byte counts twice. */
		r->bytes_read = t->bytes_read < r->size ? t->bytes_read : r->size;
		date_findings(t);
		if (r->detail != NULL && list_dates(t) &&
		    alike_list(t->alike, t->findings, t->n_findings, t->parts, t->n_parts, t->arena))
			st = persons_finish(t->persons, compose, (void *)(uintptr_t)t->store, r->reason == DC_R_none, r->arena, t->findings,
					    t->n_findings, r);
		if (st == DC_OK && !lists(t, r))
			st = DC_ENOMEM;
	}
	if (st != DC_OK)
		return dc_fail(err, st, "a result");
	t->arena = NULL;		/* handed over */
	*out = r;
	if (t->filter != NULL) {
		t->filter->below += t->below;
		t->filter->by_list += t->by_list;
	}
	return DC_OK;
}
