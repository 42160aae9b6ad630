/* check.c -- the controller's side: every field of every record is looked at before anything is believed. The packet is
 * the controller's own copy, so nothing changes between the look and the use. */
#include "records.h"

#include "checks.h"

#include "daicho/category.h"
#include "daicho/log.h"

#include <math.h>

void record_check_begin(struct record_check *c, const struct dc_engine *engine, uint64_t parts_most)
{
	memset(c, 0, sizeof *c);
	c->engine = engine;
	c->parts_most = parts_most;
}

static bool is_open(const struct record_check *c, uint32_t part)
{
	for (uint32_t i = c->n_open; i-- > 0;)
		if (c->open[i] == part)
			return true;
	return false;
}

static bool part_open(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	r->parent = wire_get_u32(i);
	r->name = wire_get_string(i);
	r->format = wire_get_string(i);
	r->table = wire_get_string(i);
	if (i->bad || r->part != c->next_part || c->next_part >= c->parts_most || c->n_open == RECORDS_NESTED)
		return false;
	if (r->part == 0 ? r->parent != UINT32_MAX : !is_open(c, r->parent))
		return false;
	c->open[c->n_open++] = c->next_part++;
	c->begun = true;
	return true;
}

static bool reason_of(struct wire_in *i, enum dc_reason *out)
{
	uint16_t v = wire_get_u16(i);

	*out = (enum dc_reason)v;
	return v < DC_N_REASONS;
}

static bool part_close(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	bool known = reason_of(i, &r->reason);

	r->at = wire_get_u64(i);
	r->bytes = wire_get_u64(i);
	r->detail = wire_get_string(i);
	r->charset = wire_get_string(i);
	if (i->bad || !known || c->n_open == 0 || c->open[c->n_open - 1] != r->part)
		return false;
	c->n_open--;
	return true;
}

/* The category a kind's finding may have: its own, or one of the catalogue; as a string that outlives the record. */
static const char *category_of(const struct dc_kind *kind, const char *id)
{
	const struct dc_category *known;

	if (strcmp(kind->category, id) == 0)
		return kind->category;
	known = dc_category_find(id);
	return known == NULL ? NULL : known->id;
}

static bool probability(float p)
{
	return p >= 0.0f && p <= 1.0f;		/* false for NaN */
}

static bool weights(struct record_check *c, struct wire_in *i, size_t *n)
{
	*n = wire_get_u8(i);
	if (*n > DC_WEIGHTS_MOST)
		return false;
	for (size_t k = 0; k < *n; k++) {
		c->weights[k].why = wire_get_u16(i);
		c->weights[k].logodds = wire_get_f32(i);
		if (i->bad || c->weights[k].why >= DC_N_EVIDENCE || !isfinite(c->weights[k].logodds))
			return false;
	}
	return !i->bad;
}

#define HIT_FLAGS (DC_HIT_PLACEHOLDER | DC_HIT_TEST | DC_HIT_ROLE | DC_HIT_COLUMN | DC_HIT_TRUNCATED)

static bool hit_fits(const struct dc_hit *h, uint32_t points)
{
	bool no_value = (h->kind->flags & DC_KIND_NO_VALUE) != 0;

	if (h->start > h->end || !probability(h->confidence) || h->band > DC_BAND_HIGH || (h->flags & ~(unsigned)HIT_FLAGS) != 0)
		return false;
	if (h->column != DC_NO_COLUMN && h->column >= RECORDS_COLUMNS)
		return false;
	if (no_value ? h->value.n != RECORDS_TOKEN : !dc_utf8_valid(h->value) || points < h->value.n / 4)
		return false;
	return h->shown <= h->value.n && (h->shown == h->value.n || (h->value.p[h->shown] & 0xc0) != 0x80 || no_value);
}

static bool hit(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	uint32_t kind = wire_get_u32(i);
	struct dc_hit *h = &r->hit;
	const char *category;

	if (i->bad || kind >= dc_engine_kinds(c->engine) || !is_open(c, r->part))
		return false;
	h->kind = dc_engine_kind(c->engine, kind);
	h->start = wire_get_u64(i);
	h->end = wire_get_u64(i);
	h->line = wire_get_u64(i);
	h->col = wire_get_u32(i);
	h->column = wire_get_u32(i);
	h->row = wire_get_u64(i);
	h->record = wire_get_u64(i);
	h->confidence = wire_get_f32(i);
	h->band = (enum dc_band)wire_get_u8(i);
	h->flags = wire_get_u8(i);
	h->shown = wire_get_u16(i);
	r->value_points = wire_get_u32(i);
	h->value = wire_get_bytes(i, DC_VALUE_MOST);
	category = wire_get_string(i);
	r->field = wire_get_string(i);
	h->weights = c->weights;
	if (!weights(c, i, &h->n_weights))
		return false;
	h->category = category_of(h->kind, category);
	return h->category != NULL && hit_fits(h, r->value_points);
}

static bool column(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	uint32_t kind = wire_get_u32(i);
	struct dc_column_finding *f = &r->column;
	const char *category;

	if (i->bad || kind >= dc_engine_kinds(c->engine) || !is_open(c, r->part))
		return false;
	f->kind = dc_engine_kind(c->engine, kind);
	f->column = wire_get_u32(i);
	f->confidence = wire_get_f32(i);
	f->rows = wire_get_u64(i);
	f->filled = wire_get_u64(i);
	f->distinct = wire_get_u64(i);
	f->matching = wire_get_u64(i);
	category = wire_get_string(i);
	r->field = wire_get_string(i);
	f->weights = c->weights;
	if (!weights(c, i, &f->n_weights))
		return false;
	f->category = category_of(f->kind, category);
	return f->category != NULL && probability(f->confidence) && (f->column < RECORDS_COLUMNS || f->column == DC_NO_COLUMN);
}

static bool text(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	r->text_line = wire_get_u64(i);
	r->text_row = wire_get_u64(i);
	r->text_column = wire_get_u32(i);
	r->text = wire_get_string(i);
	r->field = wire_get_string(i);
	return !i->bad && is_open(c, r->part) && (r->text_column < RECORDS_COLUMNS || r->text_column == DC_NO_COLUMN);
}

static bool is_day(uint32_t v)
{
	return v <= 99991231 && check_date((int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100));
}

static bool dates(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	uint32_t oldest, newest;
	uint8_t telling;

	r->text_column = wire_get_u32(i);
	oldest = wire_get_u32(i);
	newest = wire_get_u32(i);
	telling = wire_get_u8(i);
	r->field = wire_get_string(i);
	r->oldest = (int)oldest;
	r->newest = (int)newest;
	r->telling = telling != 0;
	return !i->bad && is_open(c, r->part) && is_day(oldest) && is_day(newest) && oldest <= newest && telling <= 1 &&
		(r->text_column < RECORDS_COLUMNS || r->text_column == DC_NO_COLUMN);
}

static bool end(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	bool known = reason_of(i, &r->reason);

	r->bytes = wire_get_u64(i);
	r->detail = wire_get_string(i);
	if (i->bad || !known || c->n_open != 0 || !c->begun || i->at != i->n)
		return false;
	c->ended = true;
	return true;
}

bool record_next(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	static bool (*const read_one[])(struct record_check *, struct wire_in *, struct dc_record *) = {
		[DC_REC_PART_OPEN] = part_open, [DC_REC_PART_CLOSE] = part_close, [DC_REC_HIT] = hit,
		[DC_REC_COLUMN] = column, [DC_REC_TEXT] = text, [DC_REC_DATES] = dates,
		[DC_REC_END] = end,
	};
	uint8_t type;

	if (i->bad || i->at == i->n)
		return false;
	memset(r, 0, sizeof *r);
	r->name = r->format = r->table = r->detail = r->charset = r->field = "";
	type = wire_get_u8(i);
	r->part = wire_get_u32(i);
	if (i->bad || c->ended || type > DC_REC_END || !read_one[type](c, i, r))
		i->bad = true;
	r->type = (enum dc_record_type)type;
	return !i->bad;		/* reading may have found the packet too short */
}
