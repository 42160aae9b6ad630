/* bench_walk.c -- the floor that a rescan is measured against: every entry of a tree listed and looked at with statx,
 * by as many threads as asked for, and nothing else.
 *   bench_walk FOLDER [THREADS] */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct folder { struct folder *below; char path[]; };

static struct folder *stack;
static unsigned active;
static uint64_t files, bytes;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;

static void push(const char *above, const char *name)
{
	size_t n = strlen(above) + strlen(name) + 2;
	struct folder *f = malloc(sizeof *f + n);

	if (f == NULL)
		abort();
	snprintf(f->path, n, "%s/%s", above, name);
	pthread_mutex_lock(&lock);
	f->below = stack;
	stack = f;
	pthread_cond_signal(&more);
	pthread_mutex_unlock(&lock);
}

static struct folder *pop(void)
{
	struct folder *f;

	pthread_mutex_lock(&lock);
	while (stack == NULL && active != 0)
		pthread_cond_wait(&more, &lock);
	f = stack;
	if (f != NULL) {
		stack = f->below;
		active++;
	}
	pthread_mutex_unlock(&lock);
	return f;
}

static void list(const struct folder *f, char *entries, size_t room, uint64_t *n, uint64_t *size)
{
	int dir = open(f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ssize_t got;

	while (dir >= 0 && (got = getdents64(dir, entries, room)) > 0)
		for (ssize_t at = 0; at < got;) {
			const struct dirent64 *e = (const struct dirent64 *)(const void *)(entries + at);
			struct statx st;

			at += e->d_reclen;
			if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
				continue;
			if (e->d_type == DT_DIR) {
				push(f->path, e->d_name);
			} else if (statx(dir, e->d_name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_BTIME, &st) == 0) {
				++*n;
				*size += st.stx_size;
			}
		}
	if (dir >= 0)
		close(dir);
}

static void *walker(void *unused)
{
	char *entries = malloc(64 * 1024);
	uint64_t n = 0, size = 0;
	struct folder *f;

	(void)unused;
	while (entries != NULL && (f = pop()) != NULL) {
		list(f, entries, 64 * 1024, &n, &size);
		free(f);
		pthread_mutex_lock(&lock);
		active--;
		pthread_cond_broadcast(&more);
		pthread_mutex_unlock(&lock);
	}
	free(entries);
	pthread_mutex_lock(&lock);
	files += n;
	bytes += size;
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned threads = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1;
	struct timespec a, b;
	pthread_t t[64];

	if (argc < 2 || threads < 1 || threads > 64)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &a);
	push(argv[1], ".");
	for (unsigned i = 0; i < threads; i++)
		if (pthread_create(&t[i], NULL, walker, NULL) != 0)
			return 1;
	for (unsigned i = 0; i < threads; i++)
		pthread_join(t[i], NULL);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%llu files, %llu bytes, %.0f ns a file, wall\n", (unsigned long long)files, (unsigned long long)bytes,
	       ((double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / (double)(files == 0 ? 1 : files));
	return 0;
}
