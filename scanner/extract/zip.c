/* zip.c -- walks a central directory beside libarchive, compares it with the local headers, and lists what no member covers.
 *
 * Every offset and length in here is the file's word: each is checked against the file before it is used, and walking only
 * goes forward. */
#include "zip.h"

#include "cfb.h"
#include "daicho/decode.h"

#include <stdlib.h>

#define TAIL (65535 + 22)		/* the end record stands in the last so many bytes */
#define ENTRY 46			/* bytes of a directory entry before its name, */
#define LOCAL 30			/* and of a local header */
#define WINDOW (256u << 10)
#define STEP 512			/* bytes read at a local header: mostly all of it */
#define DESCRIPTOR 8			/* flag: sizes stand behind the data */

struct range {
	uint64_t from, to;
	bool descriptor;
};

/* A stretch of the file in memory. */
struct view {
	uint8_t *p;
	uint64_t at;
	size_t n;
};

struct zip {
	struct dc_item *item;
	uint64_t size, shift;		/* shift: bytes before the zip, which its offsets do not count */
	uint64_t at, end_record, end;	/* next entry; the end record and what is behind it */
	uint64_t read;
	struct view directory, local;
	struct range *ranges;
	size_t n, cap, next;
	uint64_t covered;		/* up to here all is accounted for */
	bool sorted, after_descriptor;
	struct dc_buf name;		/* lines to hand on; given: they were */
	bool given;
};

static uint64_t le64(const uint8_t *p)
{
	return (uint64_t)le32(p) | (uint64_t)le32(p + 4) << 32;
}

/* n bytes of the file at `at`; step: how many to read if they are not there. NULL: the file does not have them. */
static const uint8_t *bytes_at(struct zip *z, struct view *v, uint64_t at, size_t n, size_t step)
{
	struct dc_error why = { 0 };

	if (at > z->size || n > z->size - at || n > WINDOW)
		return NULL;
	if (v->p != NULL && at >= v->at && at - v->at <= v->n && n <= v->n - (at - v->at))
		return v->p + (at - v->at);
	if (v->p == NULL)
		v->p = malloc(WINDOW);
	v->n = 0;
	v->at = at;
	if (v->p == NULL || z->item->seek(z->item, at, &why) != DC_OK)
		return NULL;
	extract_fill(z->item, v->p, n > step ? n : step, &v->n, &why);
	return n <= v->n ? v->p : NULL;
}

static enum dc_status add_range(struct zip *z, uint64_t from, uint64_t to, bool descriptor)
{
	if (z->n == z->cap) {
		size_t cap = z->cap == 0 ? 64 : z->cap * 2;
		struct range *ranges = realloc(z->ranges, cap * sizeof *ranges);

		if (ranges == NULL)
			return DC_ENOMEM;
		z->ranges = ranges;
		z->cap = cap;
	}
	z->ranges[z->n++] = (struct range){ from, to, descriptor };
	return DC_OK;
}

/* ---- the end record */

/* Where the directory begins by the zip64 records in front of the end record (APPNOTE 4.3.14, 4.3.15), if there are any. */
static void zip64_end(struct zip *z, uint64_t *directory, uint64_t *bytes)
{
	const uint8_t *p = z->end_record < 20 ? NULL : bytes_at(z, &z->local, z->end_record - 20, 20, STEP);
	uint64_t at;

	if (p == NULL || memcmp(p, "PK\6\7", 4) != 0)
		return;
	at = le64(p + 8);
	p = bytes_at(z, &z->local, at, 56, STEP);
	if (p == NULL || memcmp(p, "PK\6\6", 4) != 0)
		return;
	*bytes = le64(p + 40);
	*directory = le64(p + 48);
}

static bool end_record_at(struct zip *z, uint64_t at, const uint8_t *p)
{
	uint64_t bytes = le32(p + 12), directory = le32(p + 16);

	z->end_record = at;
	z->end = at + 22 + le16(p + 20);
	if (z->end > z->size)
		return false;
	if (directory == UINT32_MAX || bytes == UINT32_MAX || le16(p + 10) == UINT16_MAX)
		zip64_end(z, &directory, &bytes);
	if (bytes > at || directory > at - bytes)
		return false;
	p = bytes_at(z, &z->local, directory, 4, STEP);
	if (bytes != 0 && (p == NULL || memcmp(p, "PK\1\2", 4) != 0))
		z->shift = at - bytes - directory;	/* something stands before it that was not counted */
	z->at = directory + z->shift;
	return true;
}

/* The last end record whose directory is there. */
static bool find_end(struct zip *z, size_t tail)
{
	uint64_t from = z->size > tail ? z->size - tail : 0;
	size_t n = (size_t)(z->size - from);

	if (n < 22 || bytes_at(z, &z->directory, from, n, n) == NULL)
		return false;
	for (const uint8_t *all = z->directory.p, *p = all + n - 22 + 1; (p = memrchr(all, 'P', (size_t)(p - all))) != NULL;)
		if (memcmp(p, "PK\5\6", 4) == 0 && end_record_at(z, from + (uint64_t)(p - all), p))
			return true;
	return false;
}

/* ---- one entry of the directory */

/* Sizes and offset beyond 32 bits (APPNOTE 4.5.3). */
static void zip64_sizes(const uint8_t *extra, size_t n, uint32_t plain, uint64_t *packed, uint64_t *offset)
{
	for (size_t at = 0; at + 4 <= n; at += 4 + (size_t)le16(extra + at + 2)) {
		size_t k = at + 4, end = k + le16(extra + at + 2);

		if (le16(extra + at) != 1 || end > n)
			continue;
		k += plain == UINT32_MAX ? 8 : 0;
		if (*packed == UINT32_MAX && k + 8 <= end) {
			*packed = le64(extra + k);
			k += 8;
		}
		if (*offset == UINT32_MAX && k + 8 <= end)
			*offset = le64(extra + k);
	}
}

/* Adds raw bytes of any charset, a line for each stretch between zeros. */
static enum dc_status add_line(struct dc_buf *out, struct dc_span raw)
{
	enum dc_status st = DC_OK;

	while (raw.n != 0 && st == DC_OK) {
		size_t n = strnlen((const char *)raw.p, raw.n), next = n < raw.n ? n + 1 : n;

		if (out->n != 0 && n != 0)
			st = dc_buf_addc(out, '\n');
		if (st == DC_OK && n != 0)
			st = dc_decode_name((struct dc_span){ raw.p, n }, out);
		raw = dc_span_cut(raw, next, raw.n);
	}
	return st;
}

/* The bytes of the member, and the names that libarchive does not give: it goes by the local header, and stops at a NUL. */
static enum dc_status compare(struct zip *z, uint64_t at, uint64_t packed, struct dc_span name)
{
	const uint8_t *p = at > z->size ? NULL : bytes_at(z, &z->local, at, LOCAL, STEP);
	struct dc_span local;
	size_t extra;
	enum dc_status st = DC_OK;

	if (p == NULL || memcmp(p, "PK\3\4", 4) != 0)
		return add_line(&z->name, name);
	local.n = le16(p + 26);
	extra = le16(p + 28);
	p = bytes_at(z, &z->local, at, LOCAL + local.n, STEP);
	if (p == NULL)
		return add_line(&z->name, name);
	local.p = p + LOCAL;
	if ((le16(p + 6) & DESCRIPTOR) == 0 && le32(p + 18) < packed)
		packed = le32(p + 18);
	if (!dc_span_eq(name, local) || memchr(name.p, 0, name.n) != NULL)
		st = add_line(&z->name, name);
	if (st == DC_OK && !dc_span_eq(name, local) && memchr(local.p, 0, local.n) != NULL)
		st = add_line(&z->name, local);
	at += LOCAL + local.n + extra;
	return st == DC_OK ? add_range(z, at - LOCAL - local.n - extra, at + packed < at ? UINT64_MAX : at + packed,
		(le16(p + 6) & DESCRIPTOR) != 0) : st;
}

/* DC_END: no more entries. */
static enum dc_status entry(struct zip *z)
{
	const uint8_t *p = z->at >= z->end_record ? NULL : bytes_at(z, &z->directory, z->at, ENTRY, WINDOW);
	struct dc_span name, comment;
	size_t extra;
	uint64_t packed, offset;
	enum dc_status st;

	if (p == NULL || memcmp(p, "PK\1\2", 4) != 0)
		return DC_END;
	name.n = le16(p + 28);
	extra = le16(p + 30);
	comment.n = le16(p + 32);
	p = bytes_at(z, &z->directory, z->at, ENTRY + name.n + extra + comment.n, WINDOW);
	if (p == NULL)
		return DC_END;
	name.p = p + ENTRY;
	comment.p = name.p + name.n + extra;
	packed = le32(p + 20);
	offset = le32(p + 42);
	zip64_sizes(name.p + name.n, extra, le32(p + 24), &packed, &offset);
	st = offset > UINT64_MAX - z->shift ? DC_OK : compare(z, offset + z->shift, packed, name);
	if (st == DC_OK)
		st = add_line(&z->name, comment);
	if (st == DC_OK)
		st = add_range(z, z->at, z->at + ENTRY + name.n + extra + comment.n, false);
	z->at += ENTRY + name.n + extra + comment.n;
	return st;
}

/* ---- what no member covers */

static int by_place(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* Members that libarchive did not come to are not covered: they are read as what stands there. */
static void forget_unread(struct zip *z)
{
	uint64_t members = 0;
	size_t kept = 0;

	for (size_t i = 0; i < z->n; i++) {
		bool member = z->ranges[i].from < z->at && bytes_at(z, &z->local, z->ranges[i].from, 4, STEP) != NULL &&
			memcmp(z->local.p + (z->ranges[i].from - z->local.at), "PK\3\4", 4) == 0;

		if (member && (i == 0 || z->ranges[i].from != z->ranges[i - 1].from))
			members++;
		if (!member || members <= z->read)
			z->ranges[kept++] = z->ranges[i];
	}
	z->n = kept;
}

static enum dc_status sort(struct zip *z)
{
	const uint8_t *p = bytes_at(z, &z->local, z->at, 12, STEP);
	enum dc_status st = add_range(z, z->end_record, z->end, false);

	if (st == DC_OK && p != NULL && memcmp(p, "PK\6\6", 4) == 0 && le64(p + 4) < 4096)
		st = add_range(z, z->at, z->at + 12 + le64(p + 4), false);
	p = z->end_record < 20 ? NULL : bytes_at(z, &z->local, z->end_record - 20, 4, STEP);
	if (st == DC_OK && p != NULL && memcmp(p, "PK\6\7", 4) == 0)
		st = add_range(z, z->end_record - 20, z->end_record, false);
	if (st != DC_OK)
		return st;
	qsort(z->ranges, z->n, sizeof *z->ranges, by_place);
	if (z->read != UINT64_MAX)
		forget_unread(z);
	z->sorted = true;
	return DC_OK;
}

/* The data descriptor behind a member (APPNOTE 4.3.9): 12 bytes, 20 for zip64, often with a signature before them. */
static uint64_t descriptor_bytes(struct zip *z, uint64_t from, uint64_t to)
{
	const uint8_t *p = bytes_at(z, &z->local, from, 4, STEP);
	bool signature = p != NULL && memcmp(p, "PK\7\10", 4) == 0;

	if (!z->after_descriptor)
		return 0;
	if (to - from == 12 || to - from == 16 || to - from == 20 || to - from == 24)
		return to - from;
	return signature ? 16 : 0;
}

/* Takes off what is only padding; then up to the first local header, or from it to the end. False: nothing is left. */
static bool cut_gap(struct zip *z, uint64_t *from, uint64_t *to)
{
	uint64_t end = *to;
	const uint8_t *p;

	*from += descriptor_bytes(z, *from, end);
	while (*from < end && (p = bytes_at(z, &z->local, *from, 1, WINDOW)) != NULL && *p == 0)
		++*from;
	for (uint64_t at = *from; at < end; at += WINDOW - 3) {
		size_t n = end - at < WINDOW ? (size_t)(end - at) : WINDOW;
		const uint8_t *found;

		p = bytes_at(z, &z->local, at, n, n);
		found = p == NULL ? NULL : memmem(p, n, "PK\3\4", 4);
		if (found != NULL && at + (uint64_t)(found - p) > *from) {
			*to = at + (uint64_t)(found - p);
			break;
		}
		if (p == NULL || found != NULL || n < WINDOW)
			break;
	}
	return *from < *to;
}

static enum dc_status gap(struct zip *z, struct zip_piece *out)
{
	for (;;) {
		bool more = z->next < z->n;
		uint64_t from = z->covered, to = more ? z->ranges[z->next].from : z->size;

		if (from < to) {
			bool found = cut_gap(z, &from, &to);

			z->covered = to;
			z->after_descriptor = false;
			if (!found)
				continue;
			*out = (struct zip_piece){ .from = from, .to = to };
			return DC_OK;
		}
		if (!more)
			return DC_END;
		if (z->ranges[z->next].to > z->covered) {
			z->covered = z->ranges[z->next].to;
			z->after_descriptor = z->ranges[z->next].descriptor;
		}
		z->next++;
	}
}

enum dc_status zip_next(struct zip *z, struct zip_piece *out)
{
	enum dc_status st = DC_OK;

	if (z->given)
		dc_buf_clear(&z->name);
	while (!z->sorted && z->name.n == 0 && st == DC_OK) {
		st = entry(z);
		if (st == DC_END)
			st = sort(z);
	}
	if (st != DC_OK)
		return st;
	if (z->name.n == 0)
		return gap(z, out);
	z->given = true;
	*out = (struct zip_piece){ .name = dc_buf_cstr(&z->name) };
	return out->name == NULL ? DC_ENOMEM : DC_OK;
}

enum dc_status zip_open(struct zip **out, struct dc_item *item, uint64_t read)
{
	struct zip *z;
	const uint8_t *p;
	enum dc_status st = DC_OK;

	if (item->seek == NULL || item->size == UINT64_MAX)
		return DC_END;
	z = calloc(1, sizeof *z);
	if (z == NULL)
		return DC_ENOMEM;
	z->item = item;
	z->size = item->size;
	z->read = read;
	dc_buf_init(&z->name, 0);
	if (!find_end(z, 22) && !find_end(z, TAIL)) {	/* most have no comment */
		zip_close(z);
		return DC_END;
	}
	p = z->directory.p + (z->end_record - z->directory.at);
	st = add_line(&z->name, (struct dc_span){ p + 22, le16(p + 20) });
	*out = z;
	return st;
}

bool zip_behind(struct dc_item *item, uint64_t *from)
{
	struct zip *z = NULL;
	bool found = false;

	if (zip_open(&z, item, UINT64_MAX) == DC_OK && entry(z) == DC_OK)
		for (size_t i = 0; i < z->n; i++)	/* the member, if its header is there, and its entry */
			if (z->ranges[i].from < z->at && !found) {
				*from = z->ranges[i].from;
				found = z->n == 2 && *from > 0;
			}
	zip_close(z);
	return found;
}

void zip_close(struct zip *z)
{
	if (z == NULL)
		return;
	free(z->directory.p);
	free(z->local.p);
	free(z->ranges);
	dc_buf_done(&z->name);
	free(z);
}
