/* evidence.c -- see evidence.h. The bytes are hashed, nothing of them is looked at. */
#include "evidence.h"

#include "daicho/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct making {
	struct dc_arena *arena;
	struct dc_buf items;		/* struct dc_manifest_item */
	int64_t last;			/* object */
};

static void hex_of(const uint8_t hash[32], char out[65])
{
	sodium_bin2hex(out, 65, hash, 32);
}

/* "" where it cannot be read now. */
static const char *hash_file(struct dc_arena *arena, const char *path)
{
	static uint8_t block[1 << 16];
	crypto_hash_sha256_state h;
	uint8_t hash[32];
	char hex[65];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_NOATIME);

	if (fd < 0 && errno == EPERM)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return "";
	crypto_hash_sha256_init(&h);
	while ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR))
		crypto_hash_sha256_update(&h, block, n > 0 ? (size_t)n : 0);
	close(fd);
	explicit_bzero(block, sizeof block);
	if (n < 0)
		return "";
	crypto_hash_sha256_final(&h, hash);
	hex_of(hash, hex);
	return dc_arena_strdup(arena, hex);
}

static enum dc_status take_finding(void *ctx, const struct dc_stored_finding *f, struct dc_error *err)
{
	struct making *m = ctx;
	struct dc_manifest_item item = { .mtime_ns = f->mtime_ns, .mode = f->mode, .uid = f->uid, .gid = f->gid };

	if (f->object_id == m->last)
		return DC_OK;
	m->last = f->object_id;
	item.path = dc_arena_strndup(m->arena, (const uint8_t *)f->path, f->path_len);
	item.readers = dc_arena_strdup(m->arena, f->readers == NULL ? "" : f->readers);
	item.sha256 = item.path == NULL ? NULL : hash_file(m->arena, item.path);
	if (item.path == NULL || item.readers == NULL || item.sha256 == NULL || dc_buf_add(&m->items, &item, sizeof item) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "evidence");
	return DC_OK;
}

struct sizes { struct dc_manifest_item *items; size_t n, at; };

/* Both walks go by path: the sizes fall into their places. */
static enum dc_status take_object(void *ctx, const struct dc_stored_object *o, struct dc_error *err)
{
	struct sizes *s = ctx;

	(void)err;
	if (s->at < s->n && strlen(s->items[s->at].path) == o->path_len && memcmp(s->items[s->at].path, o->path, o->path_len) == 0)
		s->items[s->at++].size = o->size;
	return DC_OK;
}

static enum dc_status seal(struct dc_store *store, struct dc_manifest *e, struct dc_error *err)
{
	crypto_hash_sha256_state h;
	uint8_t hash[32];
	char line[192], detail[192];

	crypto_hash_sha256_init(&h);
	for (size_t i = 0; i < e->n; i++) {
		const struct dc_manifest_item *it = &e->items[i];
		int n = snprintf(line, sizeof line, "%s %llu %lld %o ", it->sha256, (unsigned long long)it->size, (long long)it->mtime_ns, (unsigned)it->mode);

		crypto_hash_sha256_update(&h, (const uint8_t *)line, (size_t)n);
		crypto_hash_sha256_update(&h, (const uint8_t *)it->path, strlen(it->path) + 1);
	}
	crypto_hash_sha256_final(&h, hash);
	hex_of(hash, e->sha256);
	snprintf(detail, sizeof detail, "{\"objects\":%zu,\"manifest_sha256\":\"%s\"}", e->n, e->sha256);
	return dc_store_audit(store, "evidence", detail, err);
}

enum dc_status evidence_make(struct dc_store *store, int64_t run, struct dc_arena *arena, struct dc_manifest *out, struct dc_error *err)
{
	struct making m = { .arena = arena };
	enum dc_status st;

	*out = (struct dc_manifest){ .n = 0 };
	dc_buf_init(&m.items, 0);
	st = dc_store_each_finding(store, run, take_finding, &m, err);
	if (st == DC_OK && m.items.n != 0) {
		out->n = m.items.n / sizeof *out->items;
		out->items = dc_arena_array(arena, out->n, sizeof *out->items);
		if (out->items == NULL)
			st = dc_fail(err, DC_ENOMEM, "evidence");
		else
			memcpy(out->items, m.items.p, m.items.n);
	}
	if (st == DC_OK)
		st = dc_store_each_object(store, run, take_object, &(struct sizes){ out->items, out->n, 0 }, err);
	dc_buf_done(&m.items);
	return st == DC_OK ? seal(store, out, err) : st;
}
