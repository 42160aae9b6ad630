/* made_store.h -- an inventory in a folder of its own, for tests; or in the database that DAICHO_TEST_POSTGRES names (a URI with
 * options), which db/on_postgres.sh starts a server for. */
#ifndef TESTS_MADE_STORE_H
#define TESTS_MADE_STORE_H

#include "made_result.h"
#include "table.h"

#include <dirent.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
	char folder[64];
	char path[320];			/* of the inventory */
	char key[96];			/* of its token key */
};

static inline const char *place_server(void)
{
	return getenv("DAICHO_TEST_POSTGRES");
}

static inline void place_sql(const char *text)
{
	const char *const words[] = { "dbname", NULL }, *const values[] = { place_server(), NULL };
	PGconn *conn = PQconnectdbParams(words, values, 1);	/* "dbname" may be a whole address */
	PGresult *res = PQexec(conn, text);

	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", text, PQerrorMessage(conn));
	PQclear(res);
	PQfinish(conn);
}

static inline void place_drop(void)
{
	if (place_server() != NULL)
		place_sql("SET client_min_messages = error; DROP SCHEMA IF EXISTS daicho CASCADE");
}

static inline void place_make(struct place *p)
{
	snprintf(p->folder, sizeof p->folder, "/tmp/daicho-store-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->key, sizeof p->key, "%s/inventory.key", p->folder);
	if (place_server() != NULL)
		snprintf(p->path, sizeof p->path, "%s&key=%s", place_server(), p->key);
	else
		snprintf(p->path, sizeof p->path, "%s/inventory", p->folder);
	place_drop();
}

/* Empties the folder; nothing in it is a folder. */
static inline void place_clear(const struct place *p)
{
	DIR *d = opendir(p->folder);
	struct dirent *e;

	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL)
		unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	place_drop();
}

static inline void place_done(const struct place *p)
{
	chmod(p->folder, 0700);
	place_clear(p);
	rmdir(p->folder);
}

/* Fails the test with the store's own words. */
#define GOOD(err, call) do { \
	enum dc_status good_status = (call); \
	if (good_status != DC_OK) \
		fail_msg("%s gives %d: %s", #call, good_status, (err).text); \
} while (0)

static inline struct dc_store *store_at(const char *path, enum dc_store_mode mode)
{
	struct dc_error err = { 0 };
	struct dc_store *s = NULL;

	GOOD(err, dc_store_open(path, mode, &s, &err));
	return s;
}

static inline int64_t run_of(struct dc_store *s, const char *targets)
{
	struct dc_run run = { .targets = targets, .declaration_sha256 = "", .rule_pack = "r", .tool_version = "1", .detector_version = "1",
		.options = "{}", .started_ns = 5 };
	struct dc_error err = { 0 };

	GOOD(err, dc_store_run_begin(s, &run, &err));
	return run.id;
}

static inline void run_done(struct dc_store *s, int64_t id)
{
	struct dc_run run = { .id = id, .ended_ns = 9, .sandboxed = true };
	struct dc_error err = { 0 };

	GOOD(err, dc_store_run_end(s, &run, &err));
}

/* Puts one result in a batch of its own, and frees it. */
static inline void put_alone(struct dc_store *s, int64_t run, struct made *m)
{
	struct dc_error err = { 0 };

	GOOD(err, dc_store_begin(s, &err));
	GOOD(err, dc_store_put(s, run, &m->r, &err));
	GOOD(err, dc_store_commit(s, &err));
	made_free(m);
}

/* The canonical dump as a string to be freed. */
static inline char *dump_of(struct dc_store *s)
{
	struct dc_error err = { 0 };
	int fd = memfd_create("dump", MFD_CLOEXEC);
	off_t n;
	char *text;

	assert_true(fd >= 0);
	GOOD(err, dc_store_dump(s, fd, &err));
	n = lseek(fd, 0, SEEK_END);
	text = calloc((size_t)n + 1, 1);
	assert_non_null(text);
	assert_int_equal(pread(fd, text, (size_t)n, 0), n);
	close(fd);
	return text;
}

struct told {
	char lines[4096];
};

static inline void tell_into(void *ctx, const char *line)
{
	struct told *t = ctx;
	size_t n = strlen(t->lines);

	snprintf(t->lines + n, sizeof t->lines - n, "%s\n", line);
}

/* The lines that verify tells. */
static inline uint64_t verify_into(struct dc_store *s, struct told *told)
{
	struct dc_error err = { 0 };
	uint64_t problems = 0;

	told->lines[0] = '\0';
	GOOD(err, dc_store_verify(s, tell_into, told, &problems, &err));
	return problems;
}

static inline void must_be_whole(struct dc_store *s)
{
	struct told told;

	if (verify_into(s, &told) != 0)
		fail_msg("verify tells: %s", told.lines);
}

#endif
