/* extract.c -- picks the extractor of an item, opens and closes its part, counts what it reads and unpacks.
 *
 * Bids are cheap looks at the first bytes and the name; libmagic (slow: it tries some thousand patterns) is asked only when
 * none of them is sure. */
#include "extract.h"

#include "daicho/buf.h"
#include "daicho/decode.h"
#include "daicho/text.h"
#include "formats.h"
#include "ocr.h"
#include "zip.h"
#include "window.h"

#include <magic.h>
#include <stdlib.h>

#define SURE 40				/* a bid from here on needs no second opinion */

#define EXTRACTOR(id) extern const struct dc_extractor extractor_##id;
#include "extractors.def"
#undef EXTRACTOR

static const struct dc_extractor *const extractors[] = {
#define EXTRACTOR(id) &extractor_##id,
#include "extractors.def"
#undef EXTRACTOR
};

static magic_t magic;

/* An item whose first bytes were looked at, and whose bytes are counted. */
struct counted {
	struct dc_item item;
	struct dc_item *inner;
	struct dc_extraction *ex;
	bool object;			/* the object itself: its bytes count as read */
	struct dc_error failed;		/* what ended the reading: it is said again to who reads on */
	uint8_t head[EXTRACT_HEAD];
	size_t head_n, head_at;
};

size_t dc_extractor_count(void)
{
	return DC_ARRAY_LEN(extractors);
}

const struct dc_extractor *dc_extractor_at(size_t i)
{
	return i < DC_ARRAY_LEN(extractors) ? extractors[i] : NULL;
}

enum dc_status dc_extract_init(struct dc_error *err)
{
	if (magic != NULL)
		return DC_OK;
	magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF |
		MAGIC_NO_CHECK_TEXT | MAGIC_NO_CHECK_CSV | MAGIC_NO_CHECK_JSON | MAGIC_NO_CHECK_TOKENS);
	if (magic == NULL)
		return dc_fail(err, DC_ENOMEM, "libmagic: out of memory");
	if (magic_load(magic, NULL) != 0) {
		dc_fail(err, DC_EUSAGE, "libmagic cannot load its database: %s. Install it: apt-get install libmagic-mgc",
			magic_error(magic));
		magic_close(magic);
		magic = NULL;
		return err->status;
	}
	return formats_init(err);
}

void dc_extract_done(void)
{
	if (magic != NULL)
		magic_close(magic);
	magic = NULL;
	ocr_engine_free();
	formats_done();
	window_free_kept();
}

enum dc_status dc_extract_ocr(struct dc_error *err)
{
	return ocr_engine_load(err);
}

bool extract_stopped(struct dc_extraction *ex)
{
	if (ex->stop == NULL || *ex->stop == 0)
		return false;
	ex->crossed = DC_R_limit_time;
	return true;
}

enum dc_status extract_unpacked(struct dc_extraction *ex, uint64_t bytes, struct dc_error *why)
{
	const struct dc_budget *b = ex->budget;

	ex->output_bytes += bytes;
	if (extract_stopped(ex))
		return dc_fail(why, DC_ELIMIT, "out of time");
	if (ex->output_bytes > b->output_bytes) {
		ex->crossed = DC_R_limit_output;
		return dc_fail(why, DC_ELIMIT, "unpacks to more than %llu bytes", (unsigned long long)b->output_bytes);
	}
	if (ex->output_bytes > b->ratio_from && ex->output_bytes / b->ratio > ex->read_bytes) {
		ex->crossed = DC_R_limit_ratio;
		return dc_fail(why, DC_ELIMIT, "unpacks to more than %llu times its size", (unsigned long long)b->ratio);
	}
	return DC_OK;
}

/* At the limit itself all is well if nothing follows. */
static enum dc_status at_limit(struct counted *c, struct dc_error *err)
{
	uint8_t one;
	size_t got = 0;
	enum dc_status st = c->inner->read(c->inner, &one, 1, &got, err);

	if (st != DC_OK || got == 0)
		return st;
	c->ex->crossed = DC_R_limit_size;
	return dc_fail(err, DC_ELIMIT, "longer than %llu bytes", (unsigned long long)c->ex->budget->object_bytes);
}

static enum dc_status counted_inner(struct counted *c, void *into, size_t cap, size_t *got, struct dc_error *err)
{
	uint64_t left = UINT64_MAX;

	*got = 0;
	if (extract_stopped(c->ex))
		return dc_fail(err, DC_ELIMIT, "out of time");
	if (c->failed.status != DC_OK)
		return dc_fail(err, c->failed.status, "%s", c->failed.text);
	if (c->object)
		left = c->ex->budget->object_bytes - c->ex->read_bytes;
	if (left == 0)
		at_limit(c, &c->failed);
	else
		c->inner->read(c->inner, into, cap < left ? cap : (size_t)left, got, &c->failed);
	if (c->object)
		c->ex->read_bytes += *got;
	return c->failed.status == DC_OK ? DC_OK : dc_fail(err, c->failed.status, "%s", c->failed.text);
}

static enum dc_status counted_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *err)
{
	struct counted *c = item->state;
	size_t n = c->head_n - c->head_at;

	if (n == 0)
		return counted_inner(c, into, cap, got, err);
	if (n > cap)
		n = cap;
	memcpy(into, c->head + c->head_at, n);
	c->head_at += n;
	*got = n;
	return DC_OK;
}

struct dc_span extract_head(const struct dc_item *item)
{
	const struct counted *c = item->state;

	return item->read == counted_read ? (struct dc_span){ c->head, c->head_n } : (struct dc_span){ 0 };
}

static enum dc_status counted_seek(struct dc_item *item, uint64_t at, struct dc_error *err)
{
	struct counted *c = item->state;

	c->head_at = c->head_n;
	if (c->failed.status != DC_ELIMIT)
		c->failed = (struct dc_error){ 0 };
	return c->inner->seek(c->inner, at, err);
}

/* Libraries' words may hold bytes of the file. */
static char *plain(struct dc_arena *arena, const char *detail)
{
	char *s = dc_arena_strdup(arena, detail);

	for (char *p = s; p != NULL && *p != '\0'; p++)
		if (*p < 0x20 || *p > 0x7e)
			*p = '?';
	return s;
}

void extract_reason(struct dc_extraction *ex, struct dc_part_end *end, enum dc_reason reason, uint64_t at, const char *detail)
{
	if (end->reason != DC_R_none)
		return;
	end->reason = reason;
	end->at = at;
	end->detail = detail == NULL || detail[0] == '\0' ? NULL : plain(ex->arena, detail);
}

enum dc_status extract_ended(struct dc_extraction *ex, const struct dc_part *self, struct dc_part_end *end, enum dc_status st,
	const struct dc_error *why, struct dc_error *err)
{
	enum dc_reason reason = DC_R_internal;

	switch (st) {
	case DC_OK:
	case DC_END:
		return DC_OK;
	case DC_EIO:
		reason = DC_R_io_error;
		break;
	case DC_EFORMAT:
		reason = DC_R_corrupt_after;
		break;
	case DC_ELOCKED:
		reason = self->parent == NULL ? DC_R_encrypted : DC_R_encrypted_part;
		break;
	case DC_ELIMIT:
		reason = ex->crossed != DC_R_none ? ex->crossed : DC_R_limit_memory;
		break;
	default:
		return dc_fail(err, st, "%s", why->text);
	}
	extract_reason(ex, end, reason, end->bytes, why->text);
	return DC_OK;
}

enum dc_status extract_name_text(struct dc_extraction *ex, const struct dc_part *self, const char *name, struct dc_error *err)
{
	size_t n = strlen(name);
	uint8_t *block;
	enum dc_status st;

	if (n == 0)
		return DC_OK;
	if (n > DC_TEXT_MOST)
		n = DC_TEXT_MOST;
	block = calloc(1, n + 2 * DC_TEXT_PAD);		/* not of the arena: there may be a million members */
	if (block == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for a name of %zu bytes", n);
	memcpy(block + DC_TEXT_PAD, name, n);	/* NOLINT(bugprone-not-null-terminated-result): calloc left zeroes behind it */
	st = ex->sink->text(ex->sink, self, &(struct dc_text){
		.form = DC_NAME, .bytes = { block + DC_TEXT_PAD, n }, .page_end = n }, err);
	explicit_bzero(block, n + 2 * DC_TEXT_PAD);
	free(block);
	return st;
}

static const struct dc_extractor *best_bid(struct dc_span head, const char *mime, const char *name, int *most)
{
	const struct dc_extractor *best = NULL;

	*most = 0;
	for (size_t i = 0; i < DC_ARRAY_LEN(extractors); i++) {
		int bid = extractors[i]->bid(head, mime, name);

		if (bid > *most) {
			*most = bid;
			best = extractors[i];
		}
	}
	return best;
}

bool extract_known(struct dc_span bytes)
{
	struct dc_span head = { bytes.p, bytes.n < EXTRACT_HEAD ? bytes.n : EXTRACT_HEAD };
	int bid;

	return best_bid(head, "", "", &bid) != NULL && bid >= SURE;
}

static const struct dc_extractor *pick(struct dc_extraction *ex, struct dc_span head, const char *name)
{
	const struct dc_extractor *best;
	const char *mime;
	int bid;

	if (ex->raw_only)
		return &extractor_raw;
	best = best_bid(head, "", name, &bid);
	if (best != NULL && (bid >= SURE || head_is_text(head)))
		return best;
	mime = magic == NULL ? NULL : magic_buffer(magic, head.p, head.n);
	best = best_bid(head, mime == NULL ? "" : mime, name, &bid);
	return best == NULL ? &extractor_raw : best;
}

/* *kept: the name, to be freed with the part. */
static enum dc_status part_of(const struct dc_item *item, const struct dc_part *parent, struct dc_part *out, char **kept,
	struct dc_error *err)
{
	struct dc_buf name;
	enum dc_status st;

	*out = (struct dc_part){ .parent = parent, .name = "", .format = "", .depth = parent == NULL ? 0 : parent->depth + 1 };
	if (parent == NULL)
		return DC_OK;
	dc_buf_init(&name, 0);
	st = dc_decode_name((struct dc_span){ (const uint8_t *)item->name, item->name_len }, &name);
	if (st == DC_OK)
		*kept = strndup(name.n == 0 ? "" : (const char *)name.p, name.n);
	dc_buf_done(&name);
	if (*kept != NULL)
		out->name = *kept;
	return *kept != NULL ? DC_OK : dc_fail(err, DC_ENOMEM, "no memory for a name");
}

/* What stands behind the damage is still looked at as bytes, where the item can go there. */
static enum dc_status after_damage(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct dc_error why = { 0 };

	if (end->reason != DC_R_corrupt_after || item->seek == NULL || item->seek(item, end->at, &why) != DC_OK)
		return DC_OK;
	return raw_runs(ex, item, self, end, end->at, err);
}

/* A stretch of an item up to its end, that can be sought in. */
struct stretch {
	struct dc_item item;
	struct dc_item *whole;
	uint64_t from;
};

static enum dc_status stretch_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *err)
{
	struct stretch *s = item->state;

	return s->whole->read(s->whole, into, cap, got, err);
}

static enum dc_status stretch_seek(struct dc_item *item, uint64_t at, struct dc_error *err)
{
	struct stretch *s = item->state;

	return at > UINT64_MAX - s->from ? dc_fail(err, DC_EIO, "seek: beyond all files") : s->whole->seek(s->whole, s->from + at, err);
}

/* A zip that stands behind what was read. */
static enum dc_status tail(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self, struct dc_part_end *end, struct dc_error *err)
{
	struct stretch s = { .whole = item };
	struct dc_error why = { 0 };

	if (ex->raw_only || item->seek == NULL || item->size == UINT64_MAX || !zip_behind(item, &s.from) || item->seek(item, s.from, &why) != DC_OK)
		return DC_OK;
	if (++ex->members > ex->budget->members) {
		extract_reason(ex, end, DC_R_limit_members, end->bytes, NULL);
		return DC_OK;
	}
	s.item = (struct dc_item){ .name = "behind.zip", .name_len = 10, .size = item->size - s.from, .read = stretch_read, .seek = stretch_seek, .state = &s };
	return dc_extract_item(ex, &s.item, self, err);
}

static enum dc_status read_part(struct dc_extraction *ex, struct counted *c, struct dc_part *self, struct dc_error *err)
{
	struct dc_part_end end = { 0 };
	struct dc_error why = { 0 };
	const struct dc_extractor *x = &extractor_raw;
	enum dc_status st = DC_OK, head = DC_OK;
	bool deep = self->depth > ex->budget->depth;

	if (!deep) {
		size_t got;

		head = extract_fill(&c->item, c->head, sizeof c->head, &got, &why);
		c->head_n = got;
		x = pick(ex, (struct dc_span){ c->head, c->head_n }, self->parent == NULL ? c->item.name : self->name);
	}
	self->format = x->id;
	st = ex->sink->open(ex->sink, self, err);
	if (st != DC_OK)
		return st;
	if (self->parent != NULL)
		st = extract_name_text(ex, self, self->name, err);
	if (deep)
		extract_reason(ex, &end, DC_R_limit_depth, 0, "too many containers in each other");
	else if (st == DC_OK && head != DC_OK && c->head_n == 0)
		st = extract_ended(ex, self, &end, head, &why, err);
	else if (st == DC_OK)
		st = x->extract(ex, &c->item, self, &end, err);
	if (st == DC_OK && x != &extractor_raw)
		st = after_damage(ex, &c->item, self, &end, err);
	if (st == DC_OK && x->tail && !deep)
		st = tail(ex, &c->item, self, &end, err);
	if (st != DC_OK)
		return st;
	return ex->sink->close(ex->sink, self, &end, err);
}

enum dc_status dc_extract_item(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *parent, struct dc_error *err)
{
	struct counted *c = malloc(sizeof *c);
	struct dc_part self;
	char *name = NULL;
	enum dc_status st;

	if (c == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory to read an item");
	*c = (struct counted){ .item = *item, .inner = item, .ex = ex, .object = parent == NULL };
	c->item.read = counted_read;
	c->item.seek = item->seek == NULL ? NULL : counted_seek;
	c->item.state = c;
	st = part_of(item, parent, &self, &name, err);
	if (st == DC_OK)
		st = read_part(ex, c, &self, err);
	explicit_bzero(c->head, c->head_n);
	free(c);
	free(name);
	return st;
}
