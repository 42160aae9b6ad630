/* links.c -- inodes with several names: read once, all names told. The smallest name (by bytes) is the object's, so that
 * the order of the walk does not show. An inode waits here until all its names were met, or the walk is over; what waits
 * holds no descriptor. */
#include "fs.h"

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct name { struct name *next; size_t n; char path[]; };

struct inode {
	struct inode *next;		/* in its bucket */
	uint64_t dev, ino;
	struct name *names;
	size_t n_names;
	bool told;			/* its object was made; a name met later is a duplicate of it */
};

struct fs_links {
	struct inode **buckets;
	size_t n_buckets, n, cursor;
	struct inode *at;		/* fs_links_next: the next one to look at in bucket cursor - 1 */
};

struct fs_links *fs_links_new(void)
{
	struct fs_links *l = calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	l->n_buckets = 256;
	l->buckets = calloc(l->n_buckets, sizeof(struct inode *));
	if (l->buckets == NULL) {
		free(l);
		return NULL;
	}
	return l;
}

static void names_free(struct inode *i)
{
	for (struct name *n = i->names, *next; n != NULL; n = next) {
		next = n->next;
		free(n);
	}
	i->names = NULL;
}

void fs_links_free(struct fs_links *l)
{
	if (l == NULL)
		return;
	for (size_t b = 0; b < l->n_buckets; b++)
		for (struct inode *i = l->buckets[b], *next; i != NULL; i = next) {
			next = i->next;
			names_free(i);
			free(i);
		}
	free(l->buckets);
	free(l);
}

static size_t bucket_of(const struct fs_links *l, uint64_t dev, uint64_t ino)
{
	return (size_t)((ino * UINT64_C(0x9e3779b97f4a7c15) ^ dev * UINT64_C(0xc2b2ae3d27d4eb4f)) >> 20) & (l->n_buckets - 1);
}

/* Twice the buckets; where memory is out the chains grow longer, no more. */
static void grow(struct fs_links *l)
{
	struct inode **old = l->buckets, **wider = calloc(l->n_buckets * 2, sizeof(struct inode *));
	size_t n = l->n_buckets;

	if (wider == NULL)
		return;
	l->buckets = wider;
	l->n_buckets *= 2;
	for (size_t b = 0; b < n; b++)
		for (struct inode *i = old[b], *next; i != NULL; i = next) {
			size_t to = bucket_of(l, i->dev, i->ino);

			next = i->next;
			i->next = wider[to];
			wider[to] = i;
		}
	free(old);
}

static struct inode *find(struct fs_links *l, uint64_t dev, uint64_t ino)
{
	size_t b = bucket_of(l, dev, ino);
	struct inode *i = l->buckets[b];

	while (i != NULL && (i->dev != dev || i->ino != ino))
		i = i->next;
	if (i != NULL)
		return i;
	i = calloc(1, sizeof *i);
	if (i == NULL)
		return NULL;
	i->dev = dev;
	i->ino = ino;
	i->next = l->buckets[b];
	l->buckets[b] = i;
	if (++l->n > l->n_buckets * 2)
		grow(l);
	return i;
}

/* Keeps the names in the order of their bytes. */
static enum dc_status name_add(struct inode *i, const char *path, size_t n)
{
	struct name *new = malloc(sizeof *new + n + 1), **at = &i->names;

	if (new == NULL)
		return DC_ENOMEM;
	memcpy(new->path, path, n);
	new->path[n] = '\0';
	new->n = n;
	while (*at != NULL && strcmp((*at)->path, new->path) < 0)
		at = &(*at)->next;
	new->next = *at;
	*at = new;
	i->n_names++;
	return DC_OK;
}

/* The object of an inode whose names are complete. */
static struct dc_object *whole(struct fs_source *s, struct inode *i, struct fs_opened *opened)
{
	struct dc_object *o = fs_object(s, i->names->path, i->names->n, opened);
	const char **links;
	size_t k = 0;

	i->told = true;
	if (o == NULL)
		return NULL;
	links = dc_arena_array(o->arena, i->n_names, sizeof(char *));
	for (struct name *n = i->names->next; links != NULL && n != NULL; n = n->next)
		links[k++] = dc_arena_strndup(o->arena, n->path, n->n);
	o->links = i->n_names > 1 ? links : NULL;
	if (links == NULL) {
		dc_object_free(o);
		return NULL;
	}
	while (i->names->next != NULL) {		/* the smallest stays, to name it to duplicates */
		struct name *gone = i->names->next;

		i->names->next = gone->next;
		free(gone);
	}
	return o;
}

enum dc_status fs_links_add(struct fs_source *s, const char *path, size_t path_len, struct fs_opened *opened, struct dc_object **out)
{
	struct inode *i = find(s->links, makedev(opened->st.stx_dev_major, opened->st.stx_dev_minor), opened->st.stx_ino);
	enum dc_status st = DC_ENOMEM;

	*out = NULL;
	if (i != NULL && i->told) {
		close(opened->fd);
		opened->fd = -1;
		opened->reason = DC_R_duplicate_of;
		snprintf(opened->detail, sizeof opened->detail, "a name made while the scan ran");
		*out = fs_object(s, path, path_len, opened);
		return *out == NULL ? DC_ENOMEM : DC_OK;
	}
	if (i != NULL)
		st = name_add(i, path, path_len);
	if (st == DC_OK && i->n_names >= opened->st.stx_nlink) {
		*out = whole(s, i, opened);
		return *out == NULL ? DC_ENOMEM : DC_OK;
	}
	close(opened->fd);
	opened->fd = -1;
	return st;
}

enum dc_status fs_links_next(struct fs_source *s, struct dc_object **out)
{
	struct fs_links *l = s->links;

	*out = NULL;
	for (;;) {
		struct inode *i = l->at;
		struct fs_opened o = { .fd = -1 };
		const char *rel;

		if (i == NULL) {
			if (l->cursor == l->n_buckets)
				return DC_OK;
			l->at = l->buckets[l->cursor++];
			continue;
		}
		l->at = i->next;
		if (i->told)
			continue;
		rel = fs_below_root(s, i->names->path);
		fs_open_file_below(s, rel, strlen(rel), &o);
		*out = whole(s, i, &o);
		return *out == NULL ? DC_ENOMEM : DC_OK;
	}
}
