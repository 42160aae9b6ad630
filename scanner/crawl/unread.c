/* unread.c -- see unread.h. */
#include "unread.h"

static int64_t ns_of(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

struct dc_result *unread_result(struct dc_arena *arena, const struct dc_object *o)
{
	struct dc_result *r = dc_arena_alloc(arena, sizeof *r);
	size_t n = 0;
	const char **links;

	while (o->links != NULL && o->links[n] != NULL)
		n++;
	links = dc_arena_array(arena, n + 1, sizeof *links);
	if (r == NULL || links == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		links[i] = dc_arena_strdup(arena, o->links[i]);
		if (links[i] == NULL)
			return NULL;
	}
	*r = (struct dc_result){ .arena = arena, .asset = dc_arena_strdup(arena, o->asset), .path = dc_arena_strndup(arena, o->path, o->path_len),
		.path_len = o->path_len, .links = n == 0 ? NULL : links, .reason = o->reason, .directory = o->directory, .size = o->size,
		.detail = dc_arena_strdup(arena, o->detail == NULL ? "" : o->detail), .dev = o->dev, .ino = o->ino,
		.btime_ns = ns_of(o->btime), .mtime_ns = ns_of(o->mtime), .ctime_ns = ns_of(o->ctime),
		.mode = o->mode, .uid = o->uid, .gid = o->gid,
		.readers = dc_arena_strdup(arena, o->readers == NULL ? "" : o->readers) };
	return r->asset == NULL || r->path == NULL || r->detail == NULL ? NULL : r;
}

enum dc_status result_of_unread(const struct dc_object *object, struct dc_result **out, struct dc_error *err)
{
	struct dc_arena *arena = dc_arena_new(0);
	struct dc_result *r = arena == NULL ? NULL : unread_result(arena, object);

	if (r == NULL) {
		dc_arena_free(arena);
		return dc_fail(err, DC_ENOMEM, "a result");
	}
	*out = r;
	return DC_OK;
}
