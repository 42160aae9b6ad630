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

static bool value_fits(const struct dc_hit *h, uint32_t points)
{
	bool no_value = (h->kind->flags & DC_KIND_NO_VALUE) != 0;

	if (no_value ? h->value.n != RECORDS_TOKEN : !dc_utf8_valid(h->value) || points < h->value.n / 4)
		return false;
	return h->shown <= h->value.n && (h->shown == h->value.n || (h->value.p[h->shown] & 0xc0) != 0x80 || no_value);
}

static bool hit_fits(const struct dc_hit *h)
{
	if (h->start > h->end || !probability(h->confidence) || h->band > DC_BAND_HIGH || (h->flags & ~(unsigned)HIT_FLAGS) != 0)
		return false;
	return h->column == DC_NO_COLUMN || h->column < RECORDS_COLUMNS;
}

static void value_of(struct wire_in *i, struct dc_record *r)
{
	r->hit.shown = wire_get_u16(i);
	r->value_points = wire_get_u32(i);
	r->hit.value = wire_get_bytes(i, DC_VALUE_MOST);
}

/* A hit in full may be one that others will lean on. */
static bool remember_form(struct record_check *c, uint16_t slot, struct dc_record *r)
{
	size_t n = strlen(r->field);
	struct memory_form *f;

	if (slot == MEMORY_NONE)
		return true;
	if (c->memory == NULL || slot >= MEMORY_FORMS || n > MEMORY_FIELD_MOST)
		return false;
	f = &c->memory->forms[slot];
	*f = (struct memory_form){ .epoch = c->memory->epoch, .part = r->part, .column = r->hit.column, .kind = r->hit.kind,
		.category = r->hit.category, .confidence = r->hit.confidence, .band = (uint8_t)r->hit.band, .flags = (uint8_t)r->hit.flags,
		.n_weights = (uint8_t)r->hit.n_weights };
	memcpy(f->weights, r->hit.weights, r->hit.n_weights * sizeof *f->weights);
	memcpy(f->field, r->field, n + 1);
	r->form = slot + 1u;
	r->form_is_new = true;
	return true;
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
	value_of(i, r);
	category = wire_get_string(i);
	r->field = wire_get_string(i);
	h->weights = c->weights;
	if (!weights(c, i, &h->n_weights))
		return false;
	h->category = category_of(h->kind, category);
	if (h->category == NULL || !hit_fits(h) || !value_fits(h, r->value_points))
		return false;
	return remember_form(c, wire_get_u16(i), r) && !i->bad;
}

/* The value that a hit leans on, or brings and leaves for others. It is checked when it comes. */
static bool like_value(struct record_check *c, struct wire_in *i, const struct record_like *like, struct dc_record *r)
{
	bool no_value = (r->hit.kind->flags & DC_KIND_NO_VALUE) != 0;
	const struct memory_value *v;

	if (like->value != MEMORY_NONE && like->value >= MEMORY_VALUES)
		return false;
	if (like->follows != 0) {
		value_of(i, r);
		if (i->bad || !value_fits(&r->hit, r->value_points) || (like->value != MEMORY_NONE && r->hit.value.n > MEMORY_VALUE_MOST))
			return false;
	} else if (like->value == MEMORY_NONE) {
		return false;
	}
	if (like->value == MEMORY_NONE)
		return true;
	r->held = like->value + 1u;
	r->held_is_new = like->follows != 0;
	if (r->held_is_new) {
		memory_value_put(c->memory, like->value, r->hit.value, r->value_points, r->hit.shown, no_value);
		return true;
	}
	v = &c->memory->values[like->value];
	r->hit.value = (struct dc_span){ c->memory->bytes[like->value], v->n };
	r->value_points = v->points;
	r->hit.shown = v->shown;
	return v->epoch == c->memory->epoch && v->no_value == no_value;
}

static bool like(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	struct record_like like;
	const struct memory_form *f;

	wire_take(i, &like, sizeof like);
	if (i->bad || c->memory == NULL || like.form >= MEMORY_FORMS || like.start > like.end || like.follows > 1)
		return false;
	f = &c->memory->forms[like.form];
	if (f->epoch != c->memory->epoch || f->part != r->part || !is_open(c, r->part))
		return false;
	r->form = like.form + 1u;
	r->field = f->field;
	r->hit = (struct dc_hit){ .kind = f->kind, .category = f->category, .start = like.start, .end = like.end, .line = like.line,
		.col = like.col, .column = f->column, .row = like.row, .record = like.record, .confidence = f->confidence,
		.band = (enum dc_band)f->band, .flags = f->flags, .weights = f->weights, .n_weights = f->n_weights };
	return like_value(c, i, &like, r);
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
	if (i->bad || !known || c->n_open != 0 || !c->begun)
		return false;
	c->ended = true;
	return true;
}

bool record_next(struct record_check *c, struct wire_in *i, struct dc_record *r)
{
	static bool (*const read_one[])(struct record_check *, struct wire_in *, struct dc_record *) = {
		[DC_REC_PART_OPEN] = part_open, [DC_REC_PART_CLOSE] = part_close, [DC_REC_HIT] = hit,
		[DC_REC_COLUMN] = column, [DC_REC_TEXT] = text, [DC_REC_DATES] = dates,
		[DC_REC_END] = end, [DC_REC_LIKE] = like,
	};
	uint8_t type;

	if (i->bad || i->at == i->n)
		return false;
	*r = (struct dc_record){ .name = "", .format = "", .table = "", .detail = "", .charset = "", .field = "" };
	type = wire_get_u8(i);
	r->part = wire_get_u32(i);
	if (i->bad || c->ended || type > DC_REC_LIKE || !read_one[type](c, i, r))
		i->bad = true;
	r->type = type == DC_REC_LIKE ? DC_REC_HIT : (enum dc_record_type)type;
	return !i->bad;		/* reading may have found the packet too short */
}
