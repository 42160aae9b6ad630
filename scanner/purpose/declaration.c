/* declaration.c -- loads a declaration: the file, what it includes, checks, canonical hash, lints. Nothing half-loaded
 * leaves here: with any E_ complaint the whole is freed. */
#include "declared.h"
#include "link.h"
#include "places.h"
#include "shapes.h"
#include "textfile.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MOST 256			/* joined by include: */
#define ARENA_MOST ((size_t)1 << 30)

struct loader {
	struct dc_declaration *d;
	struct complaints complaints;
	struct reader reader;
	bool from_memory;
};

/* ---- files */

/* False: told, or memory is out. */
static bool slurp(struct loader *l, const char *path, struct place at, struct dc_buf *out)
{
	const char *why = textfile_read(".", path, out);

	if (why != NULL)
		complain(&l->complaints, M_unreadable, at, path, why, NULL);
	return why == NULL;
}

/* The number of a new file; -1: told, or memory is out. */
static int add_file(struct loader *l, const char *name, struct place at)
{
	struct dc_declaration *d = l->d;

	if (d->n_files == FILES_MOST) {
		complain(&l->complaints, M_file_count, at, "256", NULL, NULL);
		return -1;
	}
	d->files[d->n_files] = dc_arena_strdup(d->arena, name);
	if (d->files[d->n_files] == NULL) {
		l->complaints.no_memory = true;
		return -1;
	}
	return (int)d->n_files++;
}

static void read_part(struct loader *l, struct dc_span bytes, int file)
{
	struct yaml_node *top = yaml_read(bytes, file, l->d->arena, &l->complaints);

	if (top == NULL)
		return;
	if (top->kind != YAML_MAP) {
		complain(&l->complaints, M_want_map, top->at, "the document", "daicho, controller, purposes, scopes", NULL);
		return;
	}
	shapes_read(&l->reader, top, &shape_root, &l->d->root);
}

static bool include_valid(const char *s)
{
	if (s[0] == '/' || s[0] == '\0')
		return false;
	for (const char *p = s; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		if (p[0] == '.' && p[1] == '.' && (p[2] == '/' || p[2] == '\0'))
			return false;
	}
	return true;
}

/* Reads one included file; its name is taken from the folder of the file that includes it. */
static void include(struct loader *l, const struct word *w)
{
	const char *from = l->d->files[w->at.file], *slash = strrchr(from, '/');
	const char *path = dc_arena_printf(l->d->arena, "%.*s%s", slash == NULL ? 0 : (int)(slash + 1 - from), from, w->s);
	struct dc_buf bytes;
	int file;

	if (l->from_memory) {
		complain(&l->complaints, M_include_memory, w->at, NULL, NULL, NULL);
		return;
	}
	if (!include_valid(w->s)) {
		complain(&l->complaints, M_include_path, w->at, w->s, NULL, NULL);
		return;
	}
	for (size_t i = 0; path != NULL && i < l->d->n_files; i++) {
		if (strcmp(l->d->files[i], path) == 0) {
			complain(&l->complaints, M_include_twice, w->at, w->s, NULL, NULL);
			return;
		}
	}
	file = path == NULL ? -1 : add_file(l, path, w->at);
	if (file < 0)
		return;
	dc_buf_init(&bytes, TEXTFILE_BYTES_MOST);
	if (slurp(l, path, w->at, &bytes))
		read_part(l, (struct dc_span){ bytes.p, bytes.n }, file);
	dc_buf_done(&bytes);
}

/* ---- what follows reading */

static enum dc_status hash_canonical(struct dc_declaration *d)
{
	struct dc_buf text;
	uint8_t sum[crypto_hash_sha256_BYTES];
	enum dc_status st;

	dc_buf_init(&text, 0);
	st = shapes_canonical(&d->root, &text);
	if (st == DC_OK) {
		crypto_hash_sha256(sum, text.p, text.n);
		sodium_bin2hex(d->sha256, sizeof d->sha256, sum, sizeof sum);
	}
	dc_buf_done(&text);
	return st;
}

static enum dc_status finish(struct loader *l, int today)
{
	struct dc_declaration *d = l->d;
	enum dc_status st;

	for (size_t i = 0; i < d->root.include.n; i++)	/* grows while files are read */
		include(l, &d->root.include.v[i]);
	shapes_check(&l->reader, &d->root);
	d->ids = l->reader.ids;
	d->n_ids = l->reader.n_ids;
	if (l->complaints.no_memory)
		return DC_ENOMEM;
	if (l->complaints.errors != 0)
		return DC_OK;
	st = hash_canonical(d);
	if (st == DC_OK)
		st = link_declaration(d, &l->complaints);
	if (st == DC_OK)
		st = places_build(d, &l->complaints, &d->places);
	if (st == DC_OK)
		lint_declaration(d, today, &l->complaints);
	return st == DC_OK && l->complaints.errors == 0 ? declared_flatten(d) : st;
}

static enum dc_status prepare(struct loader *l)
{
	struct dc_declaration *d = calloc(1, sizeof *d);

	if (d == NULL)
		return DC_ENOMEM;
	l->d = d;
	d->arena = dc_arena_new(ARENA_MOST);
	d->files = d->arena == NULL ? NULL : dc_arena_array(d->arena, FILES_MOST, sizeof *d->files);
	if (d->files == NULL)
		return DC_ENOMEM;
	d->folder = "";
	l->complaints = (struct complaints){ .arena = d->arena, .files = d->files };
	l->reader = (struct reader){ .arena = d->arena, .complaints = &l->complaints };
	return DC_OK;
}

/* Tells everything; hands the declaration over if nothing was an error. */
static enum dc_status conclude(struct loader *l, enum dc_status st, struct dc_declaration **out,
	void (*tell)(void *ctx, const struct dc_lint *), void *ctx, struct dc_error *err)
{
	if (st == DC_OK)
		st = complaints_tell(&l->complaints, tell, ctx);
	if (st != DC_OK)
		st = dc_fail(err, st, "declaration: out of memory");
	else if (l->complaints.errors != 0)
		st = dc_fail(err, DC_EUSAGE, "%s: the declaration has %zu error%s", l->d->files[0], l->complaints.errors,
			l->complaints.errors == 1 ? "" : "s");
	if (st == DC_OK)
		*out = l->d;
	else
		dc_declaration_free(l->d);
	return st;
}

/* The absolute folder of the file, NFC; relative patterns begin there. */
static const char *folder_of(struct dc_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
	char *real = dir == NULL ? NULL : realpath(dir, NULL);
	const char *copy = real == NULL ? NULL : dc_arena_strdup(arena, real);

	free(dir);
	free(real);
	return copy;
}

enum dc_status dc_declaration_load(const char *path, int today, struct dc_declaration **out,
	void (*tell)(void *ctx, const struct dc_lint *), void *ctx, struct dc_error *err)
{
	struct loader l = { 0 };
	enum dc_status st = prepare(&l);
	struct dc_buf bytes;

	dc_buf_init(&bytes, TEXTFILE_BYTES_MOST);
	if (st == DC_OK && add_file(&l, path, (struct place){ 0 }) < 0)
		st = DC_ENOMEM;
	if (st == DC_OK && slurp(&l, path, (struct place){ 0, 1, 1 }, &bytes)) {
		l.d->folder = folder_of(l.d->arena, path);
		if (l.d->folder == NULL)
			st = DC_ENOMEM;
		else
			read_part(&l, (struct dc_span){ bytes.p, bytes.n }, 0);
	}
	if (st == DC_OK && l.d->root.at.line != 0)
		st = finish(&l, today);
	dc_buf_done(&bytes);
	return conclude(&l, st, out, tell, ctx, err);
}

enum dc_status declaration_load_bytes(struct dc_span bytes, const char *folder, int today, struct dc_declaration **out,
	void (*tell)(void *ctx, const struct dc_lint *), void *ctx, struct dc_error *err)
{
	struct loader l = { .from_memory = true };
	enum dc_status st = prepare(&l);

	if (st == DC_OK && add_file(&l, "(memory)", (struct place){ 0 }) < 0)
		st = DC_ENOMEM;
	if (st == DC_OK) {
		l.d->folder = dc_arena_strdup(l.d->arena, folder);
		st = l.d->folder == NULL ? DC_ENOMEM : DC_OK;
	}
	if (st == DC_OK)
		read_part(&l, bytes, 0);
	if (st == DC_OK && l.d->root.at.line != 0)
		st = finish(&l, today);
	return conclude(&l, st, out, tell, ctx, err);
}

void dc_declaration_free(struct dc_declaration *decl)
{
	if (decl == NULL)
		return;
	dc_arena_free(decl->arena);
	free(decl);
}
