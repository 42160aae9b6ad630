/* pg_bulk.c -- rows that a batch adds, held back on this side and sent by COPY in binary form: a table at a time, without a statement for
 * each row. The tables go in the order in which the batch first met them, so that a row that is referred to stands before the one that refers.
 *
 * Whatever else is asked of the server waits until they are there (pg_settle). On only where a batch is known to add much (sql_bulk).
 */
#include "postgres.h"

#include <stdlib.h>
#include <string.h>

#define HELD_MOST (4u << 20)		/* bytes held before they are sent */

/* PostgreSQL's manual, COPY, "Binary Format": signature, flags, length of the header's extension. */
static const uint8_t head[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
static const uint8_t tail[2] = { 0xff, 0xff };

/* "INSERT INTO t (a, b) VALUES (?, ?)" as "COPY t (a, b) FROM STDIN ..."; NULL: the statement does more than that, or no memory. */
char *pg_bulk_copy(const char *text)
{
	static const char insert[] = "INSERT INTO ", values[] = " VALUES (";
	const char *at = strstr(text, values);
	char *out;

	if (strncmp(text, insert, strlen(insert)) != 0 || at == NULL)
		return NULL;
	text += strlen(insert);
	if (strspn(at + strlen(values), "?, ") + 1 != strlen(at + strlen(values)) || at[strlen(at) - 1] != ')')
		return NULL;
	return asprintf(&out, "COPY %.*s FROM STDIN (FORMAT binary)", (int)(at - text), text) < 0 ? NULL : out;
}

static void big_endian(uint8_t *out, uint64_t v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		out[i] = (uint8_t)(v >> 8 * (n - 1 - i));
}

static struct pg_held *held_of(struct pg *pg, const char *copy)
{
	for (size_t i = 0; i < pg->n_held; i++)
		if (pg->held[i].copy == copy)
			return &pg->held[i];
	if (pg->n_held == DC_ARRAY_LEN(pg->held))
		return NULL;
	pg->held[pg->n_held].copy = copy;
	dc_buf_init(&pg->held[pg->n_held].rows, 0);
	return &pg->held[pg->n_held++];
}

static enum dc_status add(struct dc_buf *out, int n, const char *const *values, const int *lengths)
{
	uint8_t word[4];
	enum dc_status st;

	big_endian(word, (uint64_t)n, 2);
	st = dc_buf_add(out, word, 2);
	for (int i = 0; i < n && st == DC_OK; i++) {
		big_endian(word, values[i] == NULL ? UINT32_MAX : (uint64_t)lengths[i], 4);
		st = dc_buf_add(out, word, 4);
		if (st == DC_OK && values[i] != NULL)
			st = dc_buf_add(out, values[i], (size_t)lengths[i]);
	}
	return st;
}

enum dc_status pg_bulk_add(struct pg *pg, const char *copy, int n, const char *const *values, const int *lengths, struct dc_error *err)
{
	struct pg_held *h = held_of(pg, copy);
	size_t before;

	if (h == NULL)
		return dc_fail(err, DC_EBUG, "%s: rows for more tables than there are", pg->base.name);
	before = h->rows.n;
	if ((before == 0 && dc_buf_add(&h->rows, head, sizeof head) != DC_OK) || add(&h->rows, n, values, lengths) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", pg->base.name);
	pg->held_bytes += h->rows.n - before;
	return pg->held_bytes < HELD_MOST ? DC_OK : pg_settle(pg, err);
}

static enum dc_status send_one(struct pg *pg, struct pg_held *h, struct dc_error *err)
{
	PGresult *res = PQexec(pg->conn, h->copy);
	enum dc_status st = DC_OK;

	if (PQresultStatus(res) != PGRES_COPY_IN)
		st = pg_failed(pg, res, err);
	PQclear(res);
	if (st != DC_OK)
		return st;
	if (PQputCopyData(pg->conn, (const char *)h->rows.p, (int)h->rows.n) != 1 || PQputCopyData(pg->conn, (const char *)tail, sizeof tail) != 1 ||
	    PQputCopyEnd(pg->conn, NULL) != 1)
		st = pg_failed(pg, NULL, err);
	while ((res = PQgetResult(pg->conn)) != NULL) {
		if (st == DC_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
			st = pg_failed(pg, res, err);
		PQclear(res);
	}
	return st;
}

/* No answer may be outstanding: a COPY is no part of a pipeline. */
enum dc_status pg_bulk_send(struct pg *pg, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (pg->held_bytes == 0)
		return DC_OK;
	pg->held_bytes = 0;
	for (size_t i = 0; i < pg->n_held; i++) {
		if (st == DC_OK && pg->held[i].rows.n != 0)
			st = send_one(pg, &pg->held[i], err);
		dc_buf_clear(&pg->held[i].rows);
	}
	return st;
}

/* Whatever is held is given up. */
void pg_bulk_end(struct pg *pg)
{
	for (size_t i = 0; i < pg->n_held; i++)
		dc_buf_done(&pg->held[i].rows);
	pg->n_held = 0;
	pg->held_bytes = 0;
	pg->bulk = false;
}
