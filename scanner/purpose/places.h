/* places.h -- which scope a location belongs to (PURPOSES 1.4).
 *
 * The text of a location is its asset, then "!/" and what is inside (members, sheet), then "#col=" and the column:
 *   /srv/hr/list.zip!/a.xlsx!/Sheet1#col=C      smb://fs01/hr/list.xlsx      postgresql://hr/pay/public.salary#col=my_number
 * A pattern with "!/" is held against the asset with one or more levels inside, one with "#col=" against the whole,
 * any other against the asset alone. Plain paths and file: URIs are the same thing and exact; names on smb and in
 * MySQL, MariaDB and SQLite are compared without case, smb ones without width. pg: and postgres: are postgresql:,
 * mariadb: is mysql:; users, passwords, default ports and options of a DSN do not count. A table pattern without a dot
 * means the table of that name in any schema.
 */
#ifndef PURPOSE_PLACES_H
#define PURPOSE_PLACES_H

#include "declaration.h"
#include "glob.h"

#include "daicho/buf.h"

enum place_level { LEVEL_ASSET, LEVEL_INSIDE, LEVEL_COLUMN };

struct pattern {
	const struct scope *scope;
	struct glob glob;
	const char *prefix;		/* the literal beginning, normal; prefix_n bytes */
	uint32_t prefix_n;
	enum place_level level;
	struct place at;
	const char *shown;		/* as written */
	uint64_t hash;			/* of the prefix */
};

struct places {
	struct pattern *pattern;	/* by prefix length (longest first), prefix, pattern length (longest first), file order */
	size_t n, cap;
	uint32_t *bucket;		/* hash table: first pattern of a prefix + 1; 0: empty */
	size_t mask;
	uint32_t *length;		/* distinct prefix lengths, longest first */
	size_t n_lengths;
	struct excluded {		/* by scope index: [first[i], first[i + 1]) */
		struct pattern *pattern;
		size_t n, cap;
		uint32_t *first;
	} excluded;
	bool deep;			/* some pattern looks inside assets */
};

struct location {
	const char *path;
	size_t path_n;
	const char *inner, *table, *field;	/* "" where there is none */
};

/* One thread's memory of the last asset. */
struct locator {
	struct dc_buf path;		/* the last raw path */
	struct dc_buf text;		/* its normal form, and the inside of the last location */
	size_t asset_n;
	bool known;			/* path and asset_scope are of the last call */
	const struct scope *asset_scope;
	uint64_t *hash;			/* hash[i]: of the first i bytes of text */
	size_t hash_cap;
};

/* Compiles the patterns of all scopes and tells where two of them are of equal rank. */
enum dc_status places_build(const struct dc_declaration *d, struct complaints *complaints, struct places **out);

void locator_init(struct locator *l);
void locator_done(struct locator *l);
/* NULL in *out: no scope. */
enum dc_status locator_find(struct locator *l, const struct places *p, const struct location *where, const struct scope **out);
/* Calls each scope that has a pattern at or below the folder: what may be lost when it could not be read. */
enum dc_status locator_below(struct locator *l, const struct places *p, const char *folder, size_t n,
	void (*each)(void *ctx, const struct scope *), void *ctx);

/* The normal form of an asset or pattern, added to out. folder: where plain relative ones begin; NULL: taken as they are. */
enum dc_status place_normal(const char *s, size_t n, const char *folder, struct dc_buf *out);
uint64_t place_hash(uint64_t hash, uint8_t byte);
#define PLACE_HASH_START 0xcbf29ce484222325u

#endif
