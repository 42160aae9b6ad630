/* place.c -- where a finding stands. Names of files, folders, sheets and columns can hold personal data (氏名入りの履歴書):
 * --mask-paths replaces each by a stable id. */
#include "place.h"

#include <stdio.h>

static struct cell masked(const struct page *p, const char *name, size_t n, char room[PLACE_MASK_MOST])
{
	uint8_t token[DC_TOKEN_BYTES];
	int at = snprintf(room, PLACE_MASK_MOST, "id-");

	dc_store_token(p->req->store, (struct dc_span){ (const uint8_t *)name, n }, token);
	for (size_t i = 0; i < 12; i++)
		at += snprintf(room + at, PLACE_MASK_MOST - (size_t)at, "%02x", token[i]);
	return cell_text(room);
}

struct cell place_path(const struct page *p, const char *path, size_t n, char room[PLACE_MASK_MOST])
{
	if (p->req->mask_paths && n != 0)
		return masked(p, path, n, room);
	return cell_span(path, n);
}

struct cell place_name(const struct page *p, const char *name, char room[PLACE_MASK_MOST])
{
	return place_path(p, name, name == NULL ? 0 : strlen(name), room);
}

static enum dc_status step(const struct page *p, struct dc_buf *out, const char *sign, const char *name)
{
	char room[PLACE_MASK_MOST];
	struct cell c = place_name(p, name, room);
	enum dc_status st;

	if (!c.known)
		return DC_OK;
	st = dc_buf_adds(out, sign);
	return st == DC_OK ? dc_buf_add(out, c.text.p, c.text.n) : st;
}

enum dc_status place_locator(const struct page *p, const struct dc_stored_finding *f, struct dc_buf *out)
{
	char room[PLACE_MASK_MOST];
	struct cell c = place_path(p, f->path, f->path_len, room);
	enum dc_status st;

	dc_buf_clear(out);
	st = dc_buf_add(out, c.text.p, c.text.n);
	if (st == DC_OK)
		st = step(p, out, "!/", f->inner);
	if (st == DC_OK)
		st = step(p, out, "!/", f->table);
	if (st == DC_OK)
		st = step(p, out, "#col=", f->field);
	return st;
}

bool place_database(const char *asset)
{
	static const char *const schemes[] = { "postgresql://", "postgres://", "pg://", "mysql://", "mariadb://", "sqlite:" };

	for (size_t i = 0; i < DC_ARRAY_LEN(schemes); i++) {
		if (strncmp(asset, schemes[i], strlen(schemes[i])) == 0)
			return true;
	}
	return false;
}

struct cell place_mode(const struct page *p, uint32_t mode, char room[PLACE_MODE_MOST])
{
	enum word who = (mode & 0004) != 0 ? W_mode_all : (mode & 0040) != 0 ? W_mode_group : W_mode_owner;

	if (mode == 0)
		return cell_none();
	snprintf(room, PLACE_MODE_MOST, p->format->machine ? "%04o" : p->lang == LANG_JA ? "%04o（%s）" : "%04o (%s)", mode & 07777, page_word(p, who));
	return cell_text(room);
}
