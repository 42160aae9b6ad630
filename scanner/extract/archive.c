/* archive.c -- containers, by libarchive: every member is an item of its own, read at once, one level deeper.
 *
 * Nothing is ever written. The names of members are data too and are handed on as such. A member's declared size is not
 * believed; what is unpacked is counted as it comes. Filters that would start programs (lrzip, grzip, lzop) are left out. */
#include "archive_item.h"
#include "daicho/decode.h"
#include "formats.h"
#include "zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK (256u << 10)

static const struct { size_t at; const char *bytes; size_t n; } magics[] = {
	{ 0, "PK\3\4", 4 }, { 0, "PK\5\6", 4 }, { 0, "PK\7\10PK", 6 }, { 0, "PK00PK\3\4", 8 },
	{ 0, "\x1f\x8b\x08", 3 }, { 0, "\x1f\x9d", 2 }, { 0, "BZh", 3 }, { 0, "\xfd" "7zXZ\0", 6 }, { 0, "\x28\xb5\x2f\xfd", 4 },
	{ 0, "\x04\x22\x4d\x18", 4 }, { 0, "LZIP", 4 }, { 0, "7z\xbc\xaf\x27\x1c", 6 }, { 257, "ustar", 5 }, { 0, "070701", 6 },
	{ 0, "070702", 6 }, { 0, "070707", 6 }, { 0, "\xc7\x71", 2 }, { 0, "!<arch>\n", 8 }, { 0, "\xed\xab\xee\xdb", 4 },
	{ 0, "MSCF\0\0\0\0", 8 }, { 0, "Rar!\x1a\x07", 6 }, { 0, "xar!\0", 5 },
};

static const char *const by_name[] = { ".iso", ".tar", ".lzma", ".tlz", NULL };

static int archive_bid(struct dc_span head, const char *mime, const char *name)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(magics); i++)
		if (head_has(head, magics[i].at, magics[i].bytes, magics[i].n))
			return 70;
	if (head.n > 20 && head_has(head, 2, "-l", 2) && (head.p[4] == 'h' || head.p[4] == 'z') && head.p[6] == '-')
		return 70;
	if (strcmp(mime, "application/x-iso9660-image") == 0 || strcmp(mime, "application/x-tar") == 0)
		return 60;
	return head.n > 0 && name_ends(name, by_name) && !head_is_text(head) ? 50 : 0;
}

static la_ssize_t on_read(struct archive *a, void *state, const void **p)
{
	struct container *c = state;
	struct dc_error why = { 0 };
	size_t got = 0;
	enum dc_status st = c->item->read(c->item, c->block, BLOCK, &got, &why);

	*p = c->block;
	c->end->bytes += got;
	c->at += got;
	if (st == DC_OK || got > 0)
		return (la_ssize_t)got;
	c->why = why;
	archive_set_error(a, EIO, "%s", why.text);
	return -1;
}

static la_int64_t on_seek(struct archive *a, void *state, la_int64_t offset, int whence)
{
	struct container *c = state;
	int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)c->at : (int64_t)c->item->size, to;
	struct dc_error why = { 0 };

	(void)a;
	if (__builtin_add_overflow(base, offset, &to) || to < 0 || c->item->seek(c->item, (uint64_t)to, &why) != DC_OK)
		return ARCHIVE_FATAL;
	c->at = (uint64_t)to;
	return to;
}

static enum dc_status as_status(struct container *c, struct dc_error *why)
{
	const char *text = archive_error_string(c->a);

	if (c->why.status != DC_OK)
		return dc_fail(why, c->why.status, "%s", c->why.text);
	if (archive_errno(c->a) == ENOMEM) {
		c->ex->crossed = DC_R_limit_memory;
		return dc_fail(why, DC_ELIMIT, "unpacking needs too much memory");
	}
	if (text != NULL && strstr(text, "too many filters") != NULL) {	/* libarchive's own limit: 25 compressions in each other */
		c->ex->crossed = DC_R_limit_depth;
		return dc_fail(why, DC_ELIMIT, "too many compressions in each other");
	}
	if (text != NULL && (strcasestr(text, "encrypt") != NULL || strcasestr(text, "passphrase") != NULL))
		return dc_fail(why, DC_ELOCKED, "password needed");
	if (text != NULL && strncasecmp(text, "unsupported ", 12) == 0) {
		c->ex->crossed = DC_R_unsupported_part;
		return dc_fail(why, DC_ELIMIT, "%s", text);
	}
	return dc_fail(why, DC_EFORMAT, "%s", text == NULL ? "damaged" : text);
}

static enum dc_status member_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *why)
{
	struct container *c = item->state;
	la_ssize_t n;

	*got = 0;
	do {
		n = archive_read_data(c->a, into, cap);
	} while (n == ARCHIVE_RETRY);
	if (n < 0)
		return as_status(c, why);
	*got = (size_t)n;
	return extract_unpacked(c->ex, (uint64_t)n, why);
}

static enum dc_status locked_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *why)
{
	(void)item;
	(void)into;
	(void)cap;
	*got = 0;
	return dc_fail(why, DC_ELOCKED, "password needed");
}

/* A compressed file that is no container holds one nameless member: it is called what the file is, less its ending. */
static char *name_less_ending(const struct dc_item *item)
{
	static const char *const endings[] = { ".gz", ".bz2", ".xz", ".zst", ".lz4", ".lz", ".lzma", ".Z", NULL };
	const char *slash = memrchr(item->name, '/', item->name_len);
	size_t from = slash == NULL ? 0 : (size_t)(slash - item->name) + 1;
	char *name = strndup(item->name + from, item->name_len - from);

	for (size_t i = 0; name != NULL && endings[i] != NULL; i++) {
		const char *one[] = { endings[i], NULL };

		if (name_ends(name, one)) {
			name[strlen(name) - strlen(endings[i])] = '\0';
			break;
		}
	}
	return name;
}

static bool is_raw(const struct container *c)
{
	return archive_format(c->a) == ARCHIVE_FORMAT_RAW;
}

static bool is_zip(const struct container *c)
{
	return (archive_format(c->a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
}

/* True when no more members can or may be read. */
static bool at_end(struct container *c, int r, enum dc_status *st, struct dc_error *err)
{
	struct dc_error why = { 0 };

	if (r == ARCHIVE_EOF)
		return true;
	if (r == ARCHIVE_FATAL || r == ARCHIVE_FAILED || (is_raw(c) && archive_filter_count(c->a) < 2)) {
		*st = r == ARCHIVE_OK || r == ARCHIVE_WARN ? dc_fail(&why, DC_EFORMAT, "damaged") : as_status(c, &why);
		*st = extract_ended(c->ex, c->self, c->end, *st, &why, err);
		return true;
	}
	if (c->ex->members >= c->ex->budget->members) {
		c->ex->crossed = DC_R_limit_members;
		extract_reason(c->ex, c->end, DC_R_limit_members, c->end->bytes, NULL);
		return true;
	}
	return false;
}

/* Bytes of the container itself, as an item that cannot be sought in. */
static enum dc_status rest_read(struct dc_item *item, void *into, size_t cap, size_t *got, struct dc_error *why)
{
	struct container *c = item->state;
	uint64_t left = c->rest.to - c->rest.from;
	enum dc_status st;

	*got = 0;
	if (left == 0)
		return DC_OK;
	st = c->item->seek(c->item, c->rest.from, why);
	if (st == DC_OK)
		st = c->item->read(c->item, into, cap < left ? cap : (size_t)left, got, why);
	c->rest.from += *got;
	return st;
}

/* The first byte from `at` on that is not zero: what follows an archive is mostly padding. */
static uint64_t not_zero(struct container *c, uint64_t at)
{
	struct dc_error why = { 0 };
	size_t got = BLOCK;

	while (at < c->item->size && got == BLOCK && c->item->seek(c->item, at, &why) == DC_OK) {
		extract_fill(c->item, c->block, BLOCK, &got, &why);
		for (size_t i = 0; i < got; i++, at++)
			if (c->block[i] != 0)
				return at;
	}
	return UINT64_MAX;
}

/* What stands behind the end of a compressed file, a tar, ar or cpio. Other formats are read in an order of their own. */
static enum dc_status behind(struct container *c)
{
	int base = archive_format(c->a) & ARCHIVE_FORMAT_BASE_MASK;
	bool in_order = base == ARCHIVE_FORMAT_TAR || base == ARCHIVE_FORMAT_AR || base == ARCHIVE_FORMAT_CPIO;
	int64_t at = archive_filter_bytes(c->a, -1);

	if (c->looked || c->failed || c->item->seek == NULL || c->item->size == UINT64_MAX || at < 0 || (!in_order && archive_filter_count(c->a) < 2))
		return DC_END;
	c->rest = (struct zip_piece){ .from = not_zero(c, (uint64_t)at), .to = c->item->size };
	return c->rest.from < c->rest.to ? DC_OK : DC_END;
}

static enum dc_status zip_piece(struct container *c)
{
	enum dc_status st = c->looked ? DC_OK : zip_open(&c->zip, c->item, c->failed ? c->listed : UINT64_MAX);

	return st != DC_OK ? st : c->zip == NULL ? DC_END : zip_next(c->zip, &c->rest);
}

/* What a container holds beside the members that libarchive gave: names as a folder's, bytes as a member. */
static enum dc_status next_hidden(struct container *c, struct dc_error *err)
{
	enum dc_status st = is_zip(c) ? zip_piece(c) : behind(c);
	char name[32];

	c->looked = true;
	if (st != DC_OK)
		return st == DC_END ? st : dc_fail(err, st, "no memory for a zip's directory");
	if (++c->ex->members > c->ex->budget->members) {
		c->ex->crossed = DC_R_limit_members;
		return DC_END;
	}
	c->no_content = c->rest.name != NULL;
	if (!c->no_content)
		snprintf(name, sizeof name, "unlisted-%u", ++c->hidden);
	c->name = strdup(c->no_content ? c->rest.name : name);
	if (c->name == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for a member's name");
	c->member = (struct dc_item){ .name = c->name, .name_len = strlen(c->name), .size = c->rest.to - c->rest.from, .read = rest_read,
		.state = c };
	return DC_OK;
}

enum dc_status container_next(struct container *c, struct dc_error *err)
{
	struct archive_entry *e = NULL;
	enum dc_status st = DC_OK;
	int r;

	free(c->name);
	c->name = NULL;
	if (c->ex->crossed == DC_R_unsupported_part)	/* that was the member's, not ours */
		c->ex->crossed = DC_R_none;
	if (c->ended)
		return c->hides ? next_hidden(c, err) : DC_END;
	do {
		r = archive_read_next_header(c->a, &e);
	} while (r == ARCHIVE_RETRY);
	if (at_end(c, r, &st, err)) {
		c->ended = true;
		c->failed = r != ARCHIVE_EOF;
		if (st != DC_OK)
			return st;
		return c->hides ? next_hidden(c, err) : DC_END;
	}
	c->listed++;
	c->ex->members++;
	c->name = is_raw(c) ? name_less_ending(c->item) : strdup(archive_entry_pathname(e) == NULL ? "" : archive_entry_pathname(e));
	if (c->name == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory for a member's name");
	c->member = (struct dc_item){ .name = c->name, .name_len = strlen(c->name), .size = UINT64_MAX, .read = member_read, .state = c };
	if (archive_entry_size_is_set(e) && archive_entry_size(e) >= 0)
		c->member.size = (uint64_t)archive_entry_size(e);
	if (archive_entry_is_data_encrypted(e) || archive_entry_is_metadata_encrypted(e))
		c->member.read = locked_read;
	c->no_content = archive_entry_filetype(e) == AE_IFDIR || archive_entry_filetype(e) == AE_IFLNK;
	return DC_OK;
}

/* A limit of the whole object ends the containers around it too. */
bool container_over(struct container *c)
{
	enum dc_reason r = c->ex->crossed;

	if (r != DC_R_limit_output && r != DC_R_limit_ratio && r != DC_R_limit_time && r != DC_R_limit_members)
		return false;
	extract_reason(c->ex, c->end, r, c->end->bytes, NULL);
	return true;
}

static struct archive *reader_new(void)
{
	struct archive *a = archive_read_new();

	if (a == NULL)
		return NULL;
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_compress(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_lzma(a);
	archive_read_support_filter_lzip(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_filter_lz4(a);
	archive_read_support_filter_rpm(a);
	archive_read_support_format_zip(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_7zip(a);
	archive_read_support_format_cpio(a);
	archive_read_support_format_ar(a);
	archive_read_support_format_cab(a);
	archive_read_support_format_lha(a);
	archive_read_support_format_rar(a);
	archive_read_support_format_rar5(a);
	archive_read_support_format_iso9660(a);
	archive_read_support_format_xar(a);
	archive_read_support_format_raw(a);
	archive_read_set_options(a, "tar:read_concatenated_archives");	/* what follows the mark of its end is read too */
	return a;
}

/* zip and 7z have their directory at the end: a member of that kind is kept in memory. A zip too long for that is read as
 * a stream. */
static void spool(struct container *c)
{
	struct dc_span head = extract_head(c->item);
	bool zip = head_has(head, 0, "PK", 2) &&
		(c->item->size == UINT64_MAX || c->item->size <= c->ex->budget->memory_bytes / 4);
	struct dc_error why = { 0 };
	size_t kept;

	if ((c->item->seek != NULL && c->item->size != UINT64_MAX) || (!zip && !head_has(head, 0, "7z", 2)))
		return;
	if (extract_spool(c->ex, c->item, &c->spool, &why) != DC_OK)
		c->why = why;
	kept = c->spool.n;
	dc_item_of_memory(&c->spooled, &c->memory, (struct dc_span){ c->spool.p, kept }, c->item->name);
	c->spooled.name_len = c->item->name_len;
	c->item = &c->spooled;
}

enum dc_status container_open(struct container *c, struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct dc_error why = { 0 };
	enum dc_status st;

	*c = (struct container){ .ex = ex, .item = item, .self = self, .end = end, .a = reader_new(), .block = malloc(BLOCK),
		.locale = formats_locale() };
	if (c->a == NULL || c->block == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory to unpack");
	spool(c);
	archive_read_set_callback_data(c->a, c);
	archive_read_set_read_callback(c->a, on_read);
	if (c->item->seek != NULL && c->item->size != UINT64_MAX)
		archive_read_set_seek_callback(c->a, on_seek);
	if (archive_read_open1(c->a) == ARCHIVE_OK)
		return DC_OK;
	st = extract_ended(ex, self, end, as_status(c, &why), &why, err);
	return st == DC_OK ? DC_END : st;
}

enum dc_status container_again(struct container *c, struct dc_error *err)
{
	struct dc_error why = { 0 };

	archive_read_free(c->a);
	c->a = reader_new();
	c->at = 0;
	c->ended = c->failed = false;
	c->listed = 0;
	if (c->a == NULL)
		return dc_fail(err, DC_ENOMEM, "no memory to unpack");
	archive_read_set_callback_data(c->a, c);
	archive_read_set_read_callback(c->a, on_read);
	archive_read_set_seek_callback(c->a, on_seek);
	if (c->item->seek == NULL || c->item->seek(c->item, 0, &why) != DC_OK || archive_read_open1(c->a) != ARCHIVE_OK)
		return DC_END;
	return DC_OK;
}

void container_close(struct container *c)
{
	archive_read_free(c->a);
	zip_close(c->zip);
	free(c->block);
	free(c->name);
	dc_buf_done(&c->spool);
	uselocale(c->locale);
}

/* A folder's name, in whatever charset, or what a zip says beside its members. */
static enum dc_status name_alone(struct container *c, struct dc_error *err)
{
	struct dc_buf name;
	enum dc_status st;

	if (c->rest.name != NULL)
		return extract_name_text(c->ex, c->self, c->rest.name, err);
	dc_buf_init(&name, 0);
	st = dc_decode_name((struct dc_span){ (const uint8_t *)c->name, strlen(c->name) }, &name);
	if (st != DC_OK || dc_buf_cstr(&name) == NULL)
		st = dc_fail(err, DC_ENOMEM, "no memory for a name");
	else
		st = extract_name_text(c->ex, c->self, (const char *)name.p, err);
	dc_buf_done(&name);
	return st;
}

static enum dc_status archive_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct container c;
	enum dc_status st = container_open(&c, ex, item, self, end, err);

	c.hides = true;
	while (st == DC_OK) {
		st = container_next(&c, err);
		if (st == DC_OK && c.no_content)
			st = name_alone(&c, err);
		else if (st == DC_OK)
			st = dc_extract_item(ex, &c.member, self, err);
		if (container_over(&c))
			break;
	}
	container_close(&c);
	return st == DC_END ? DC_OK : st;
}

const struct dc_extractor extractor_archive = {
	.id = "archive",
	.reads = "zip tar gzip bzip2 xz zstd lz4 7z cpio iso ar deb rpm cab lha rar xar, in each other; not: other volumes, passwords",
	.bid = archive_bid,
	.extract = archive_extract,
};
