/* marktable.c -- a hash table in regions of 2 MiB, each closed in itself. A mark is a hash already: its share of 2^64 is its region, the
 * rest of it its place there; what collides goes to the next free place of the region.
 *
 * In a file, entries are first written one behind the other into their region as they come, 4 KiB at a time, and each region is then
 * brought in order in memory. A look reads a few places at once; the system's cache serves it from memory where there is room.
 *
 * A call of the system for each file would cost a quarter of a night. But files are met nearly in the order in which they were
 * first met, which is that of their ids: behind the regions the marks stand once more by id, and each thread keeps the blocks of those
 * that it found last.
 */
#include "marktable.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REGION_MOST (1u << 17)		/* entries: 2 MiB */
#define GATHERED 256			/* entries: 4 KiB */
#define LOOK 16				/* entries read at once */
#define BLOCK 256			/* marks by id that are read at once */
#define WINDOWS 4			/* blocks that a thread keeps: two walkers' objects were written in turns */

struct entry { uint64_t mark, id; };	/* mark 0: free */

struct block { uint64_t marks[BLOCK]; };

/* Of one thread, and of the table whose number it bears. */
struct window {
	uint64_t of;
	uint64_t block[WINDOWS];
	struct block at[WINDOWS];
	unsigned last, next;		/* that of the last mark found; that to be read over next */
};

static _Thread_local struct window window;
static _Atomic uint64_t n_tables;

struct marktable {
	uint64_t n_regions;
	uint32_t region;		/* entries of one; one of them at least stays free */
	struct entry *all;		/* of the one region that is in memory; NULL: fd has them */
	int fd;
	uint64_t number;		/* from 1: no other table's */
	uint64_t block;			/* at hand, while it is filled */
	struct block by_id;
	uint32_t *added;		/* by region, while it is filled */
	struct entry *gathered;		/* GATHERED for each region; the last added % GATHERED are not written */
};

static struct marktable *fail(struct marktable *t)
{
	marktable_free(t);
	return NULL;
}

struct marktable *marktable_new(uint64_t most, const char *folder)
{
	struct marktable *t = calloc(1, sizeof *t);
	uint64_t n = most + most / 3 + 1;

	if (t == NULL)
		return NULL;
	t->fd = folder == NULL || n <= REGION_MOST ? -1 : open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (t->fd < 0) {
		t->n_regions = 1;
		t->region = (uint32_t)n;
		t->all = n > UINT32_MAX ? NULL : calloc(n, sizeof *t->all);
		return t->all == NULL ? fail(t) : t;
	}
	t->number = atomic_fetch_add(&n_tables, 1) + 1;
	t->n_regions = (n + REGION_MOST - 1) / REGION_MOST;
	t->region = REGION_MOST;
	t->added = calloc(t->n_regions, sizeof *t->added);
	t->gathered = calloc(t->n_regions, GATHERED * sizeof *t->gathered);
	return t->added == NULL || t->gathered == NULL ? fail(t) : t;
}

void marktable_free(struct marktable *t)
{
	if (t == NULL)
		return;
	if (t->fd >= 0)
		close(t->fd);
	free(t->all);
	free(t->added);
	free(t->gathered);
	free(t);
}

/* Region and place within it. */
static uint64_t region_of(const struct marktable *t, uint64_t mark, uint32_t *place)
{
	unsigned __int128 all = (unsigned __int128)mark * t->n_regions;

	*place = (uint32_t)((unsigned __int128)(uint64_t)all * t->region >> 64);
	return (uint64_t)(all >> 64);
}

static off_t offset_of(const struct marktable *t, uint64_t region, uint32_t place)
{
	return (off_t)((region * t->region + place) * sizeof(struct entry));
}

static void insert(const struct marktable *t, struct entry *region, struct entry e)
{
	uint32_t i;

	region_of(t, e.mark, &i);
	while (region[i].mark != 0)
		i = i + 1 == t->region ? 0 : i + 1;
	region[i] = e;
}

static bool write_all(int fd, const void *from, size_t n, off_t at)
{
	return pwrite(fd, from, n, at) == (ssize_t)n;	/* a file on a disk is written whole, or the disk is full */
}

static off_t offset_by_id(const struct marktable *t, uint64_t block)
{
	return offset_of(t, t->n_regions, 0) + (off_t)(block * sizeof(struct block));
}

/* Ids that are left out have no mark. */
static bool add_by_id(struct marktable *t, uint64_t mark, uint64_t id)
{
	bool good = true;

	if (id / BLOCK != t->block) {
		good = write_all(t->fd, &t->by_id, sizeof t->by_id, offset_by_id(t, t->block));
		memset(&t->by_id, 0, sizeof t->by_id);
		t->block = id / BLOCK;
	}
	t->by_id.marks[id % BLOCK] = mark;
	return good;
}

bool marktable_add(struct marktable *t, uint64_t mark, uint64_t id)
{
	struct entry *gathered;
	uint64_t region;
	uint32_t place;

	if (t->all != NULL) {
		insert(t, t->all, (struct entry){ mark, id });
		return true;
	}
	if (!add_by_id(t, mark, id))
		return false;
	region = region_of(t, mark, &place);
	if (t->added[region] + 1 == t->region)	/* marks are spread evenly: this would be no accident. It is asked for by its path */
		return true;
	gathered = t->gathered + region * GATHERED;
	gathered[t->added[region]++ % GATHERED] = (struct entry){ mark, id };
	return t->added[region] % GATHERED != 0 ||
		write_all(t->fd, gathered, GATHERED * sizeof *gathered, offset_of(t, region, t->added[region] - GATHERED));
}

/* What was written as it came, then what is gathered still, each to its place. */
static bool order(const struct marktable *t, uint64_t region, struct entry *room)
{
	uint32_t rest = t->added[region] % GATHERED, written = t->added[region] - rest;
	struct entry some[GATHERED];
	bool good = true;

	memset(room, 0, t->region * sizeof *room);
	for (uint32_t i = 0; good && i < written; i += GATHERED) {
		good = pread(t->fd, some, sizeof some, offset_of(t, region, i)) == (ssize_t)sizeof some;
		for (uint32_t k = 0; good && k < GATHERED; k++)
			insert(t, room, some[k]);
	}
	for (uint32_t k = 0; k < rest; k++)
		insert(t, room, t->gathered[region * GATHERED + k]);
	return good && write_all(t->fd, room, t->region * sizeof *room, offset_of(t, region, 0));
}

bool marktable_ready(struct marktable *t)
{
	struct entry *room = t->all != NULL ? NULL : malloc(t->region * sizeof *room);
	bool good = t->all != NULL || room != NULL;

	if (good && t->all == NULL)
		good = write_all(t->fd, &t->by_id, sizeof t->by_id, offset_by_id(t, t->block));
	for (uint64_t i = 0; good && t->all == NULL && i < t->n_regions; i++)
		good = order(t, i, room);
	free(room);
	free(t->added);
	free(t->gathered);
	t->added = NULL;
	t->gathered = NULL;
	return good;
}

static bool look_in(const struct window *w, unsigned i, uint64_t mark, uint64_t *id)
{
	for (unsigned k = 0; k < BLOCK; k++) {
		if (w->at[i].marks[k] == mark) {
			*id = w->block[i] * BLOCK + k;
			return true;
		}
	}
	return false;
}

static bool find_near(const struct marktable *t, uint64_t mark, uint64_t *id)
{
	struct window *w = &window;

	if (w->of != t->number)
		return false;
	for (unsigned i = 0; i < WINDOWS; i++) {
		unsigned at = (w->last + i) % WINDOWS;

		if (look_in(w, at, mark, id)) {
			w->last = at;
			return true;
		}
	}
	return false;
}

static void keep_near(const struct marktable *t, uint64_t id)
{
	struct window *w = &window;

	if (w->of != t->number)
		memset(w, 0, sizeof *w);	/* no mark is 0 */
	w->of = t->number;
	w->last = w->next;
	w->next = (w->next + 1) % WINDOWS;
	w->block[w->last] = id / BLOCK;
	if (pread(t->fd, &w->at[w->last], sizeof w->at[0], offset_by_id(t, id / BLOCK)) != (ssize_t)sizeof w->at[0])
		memset(&w->at[w->last], 0, sizeof w->at[0]);
}

static bool find(const struct marktable *t, uint64_t mark, uint64_t *id)
{
	struct entry some[LOOK];
	uint32_t place;
	uint64_t region = region_of(t, mark, &place);

	for (;;) {
		uint32_t n = t->region - place < LOOK ? t->region - place : LOOK;
		const struct entry *e = some;

		if (t->all != NULL)
			e = t->all + place;
		else if (pread(t->fd, some, n * sizeof *some, offset_of(t, region, place)) != (ssize_t)(n * sizeof *some))
			return false;
		for (uint32_t i = 0; i < n; i++) {
			if (e[i].mark == mark)
				*id = e[i].id;
			if (e[i].mark == mark || e[i].mark == 0)
				return e[i].mark == mark;
		}
		place = place + n == t->region ? 0 : place + n;
	}
}

bool marktable_find(const struct marktable *t, uint64_t mark, uint64_t *id)
{
	bool found;

	if (t->all != NULL)
		return find(t, mark, id);
	if (find_near(t, mark, id))
		return true;
	found = find(t, mark, id);
	if (found)
		keep_near(t, *id);
	return found;
}
