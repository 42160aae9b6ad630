/* sql.c -- dumps of databases: rows of INSERT ... VALUES and of COPY ... FROM stdin are tables, the rest is text.
 *
 * Lines are enough to tell what stands where: mysqldump, pg_dump, sqlite3 .dump and Oracle's and SQL Server's tools begin each
 * statement on a line. A table's part is opened at its first row and closed when another begins. Cells are unescaped:
 * '' and \' and, in COPY, \t \n \N. Bytes lead back to the store. */
#include "built.h"
#include "stream.h"

#include "utf8.h"
#include <strings.h>

#define LOOK 4096			/* bytes of a statement's head that must stand in the window */
#define LONGEST 128			/* of a table's name */

struct sql {
	struct stream s;
	struct built text, rows;	/* text: of the file's own part; rows: of the open table */
	size_t at;
	struct dc_part part;		/* of the open table */
	struct dc_part_end end;
	char table[LONGEST];
	bool open;
	uint64_t row;
};

static const char *const names[] = { ".sql", ".dump", ".dmp", NULL };

static int sql_bid(struct dc_span head, const char *mime, const char *name)
{
	static const char *const marks[] = { "-- MySQL dump", "-- MariaDB dump", "-- PostgreSQL database dump", "PRAGMA foreign_keys=",
		"INSERT INTO ", "CREATE TABLE " };

	(void)mime;
	if (head.n == 0 || !head_is_text(head))
		return 0;
	if (name_ends(name, names))
		return 82;
	for (size_t i = 0; i < DC_ARRAY_LEN(marks); i++)
		if (head_has(head, 0, marks[i], strlen(marks[i])) || head_has(head, 4, marks[i], strlen(marks[i])))
			return 58;
	return 0;
}

static enum dc_status need(struct sql *q, size_t n, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	while (st == DC_OK && q->s.text.n - q->at < n && !q->s.eof) {
		stream_drop(&q->s, q->at);
		q->at = 0;
		st = stream_more(&q->s, err);
		if (st == DC_ELIMIT && err->status == DC_OK)
			return DC_OK;
	}
	return st;
}

static size_t left(const struct sql *q)
{
	return q->s.text.n - q->at;
}

static const uint8_t *here(const struct sql *q)
{
	return q->s.text.p + q->at;
}

static enum dc_status close_table(struct sql *q, struct dc_error *err)
{
	enum dc_status st;

	if (!q->open)
		return DC_OK;
	q->open = false;
	st = built_cell_end(&q->rows, err);
	if (st == DC_OK)
		st = built_flush(&q->rows, err);
	built_close(&q->rows);
	q->end.charset = dc_decoder_charset(q->s.decoder);
	return st == DC_OK ? q->s.ex->sink->close(q->s.ex->sink, &q->part, &q->end, err) : st;
}

/* Words and signs of a statement's head. */
struct head {
	const uint8_t *p;
	size_t n, at;
};

static void blank(struct head *h)
{
	while (h->at < h->n && (h->p[h->at] == ' ' || h->p[h->at] == '\t' || h->p[h->at] == '\n' || h->p[h->at] == '\r'))
		h->at++;
}

static bool word(struct head *h, const char *w)
{
	size_t n = strlen(w);

	blank(h);
	if (h->n - h->at < n || strncasecmp((const char *)h->p + h->at, w, n) != 0)
		return false;
	h->at += n;
	return true;
}

/* A name, quoted by ` " [ ] or plain, of the last of its parts (schema.table gives table). */
static struct dc_span name(struct head *h)
{
	struct dc_span s;

	blank(h);
	do {
		uint8_t q = h->at < h->n ? h->p[h->at] : 0, close = q == '[' ? ']' : q;
		bool quoted = q == '`' || q == '"' || q == '[';

		h->at += quoted;
		s = (struct dc_span){ h->p + h->at, 0 };
		while (h->at < h->n && (quoted ? h->p[h->at] != close : strchr(" \t\r\n(),.;", h->p[h->at]) == NULL)) {
			h->at++;
			s.n++;
		}
		h->at += quoted && h->at < h->n;
	} while (h->at < h->n && h->p[h->at] == '.' && ++h->at);
	return s;
}

static enum dc_status open_table(struct sql *q, struct dc_span table, struct head *columns, struct dc_error *err)
{
	size_t n = table.n < LONGEST - 1 ? table.n : LONGEST - 1;
	enum dc_status st;

	if (q->open && strlen(q->table) == n && memcmp(q->table, table.p, n) == 0)
		return DC_OK;
	st = close_table(q, err);
	while (n > 0 && n < table.n && (table.p[n] & 0xc0) == 0x80)
		n--;
	memcpy(q->table, table.p, n);
	q->table[n] = '\0';
	q->part = (struct dc_part){ .parent = q->s.self, .name = "", .format = "sql", .depth = q->s.self->depth + 1 };
	q->part.table = dc_arena_strdup(q->s.ex->arena, q->table);
	q->end = (struct dc_part_end){ 0 };
	q->row = 0;
	if (st == DC_OK && q->part.table == NULL)
		st = dc_fail(err, DC_ENOMEM, "no memory for a table's name");
	if (st == DC_OK)
		st = built_open(&q->rows, q->s.ex, &q->part, &q->end, DC_TABLE, true, err);
	if (st == DC_OK)
		st = q->s.ex->sink->open(q->s.ex->sink, &q->part, err);
	q->open = true;
	q->rows.heading = BUILT_NO_HEADING;
	while (st == DC_OK && columns != NULL && columns->at < columns->n && columns->p[columns->at] != ')') {
		struct dc_span c = name(columns);
		uint32_t number;
		bool fresh;

		st = built_column(&q->rows, (const char *)c.p, c.n, &number, &fresh, err);
		blank(columns);
		columns->at += columns->at < columns->n && columns->p[columns->at] != ')';
	}
	return st;
}

/* A value of VALUES behind the cursor, up to its , or ). Strings are unescaped, all else is taken as it stands. */
static enum dc_status sql_value(struct sql *q, uint32_t column, struct dc_error *err)
{
	enum dc_status st = need(q, 16, err);
	bool quoted = false;

	if (st == DC_OK && left(q) >= 2 && (*here(q) == 'N' || *here(q) == 'E' || *here(q) == '_') && here(q)[1] == '\'')
		q->at++;
	if (st == DC_OK)
		st = built_cell(&q->rows, column, err);
	while (st == DC_OK) {
		const uint8_t *p;
		size_t n, i = 0;

		st = need(q, 4, err);
		p = here(q);
		n = left(q);
		if (n == 0 || st != DC_OK || (!quoted && (*p == ',' || *p == ')' || *p == ';')))
			break;
		while (i < n && p[i] != '\'' && p[i] != '\\' && (quoted || (p[i] != ',' && p[i] != ')' && p[i] != ';')))
			i++;
		if (i > 0) {
			st = built_add_mapped(&q->rows, (struct dc_span){ p, i }, &q->s.map, q->at, err);
			q->at += i;
		} else if (*p == '\\' && n > 1 && quoted) {
			st = built_add_mapped(&q->rows, (struct dc_span){ p + 1, utf8_length(p + 1, n - 1) }, &q->s.map, q->at + 1, err);
			q->at += 1 + utf8_length(p + 1, n - 1);
		} else if (*p == '\'' && quoted && n > 1 && p[1] == '\'') {
			st = built_add_mapped(&q->rows, (struct dc_span){ p, 1 }, &q->s.map, q->at, err);
			q->at += 2;
		} else {
			quoted = *p == '\'' ? !quoted : quoted;
			q->at++;
		}
	}
	return st == DC_OK ? built_cell_end(&q->rows, err) : st;
}

static enum dc_status skip_blank(struct sql *q, struct dc_error *err)
{
	for (;;) {
		enum dc_status st = need(q, 1, err);

		if (st != DC_OK || left(q) == 0 || strchr(" \t\r\n", *here(q)) == NULL || *here(q) == 0)
			return st;
		q->at++;
	}
}

/* (a, b), (c, d) ... ; */
static enum dc_status values(struct sql *q, struct dc_error *err)
{
	enum dc_status st = skip_blank(q, err);

	while (st == DC_OK && left(q) > 0 && *here(q) == '(') {
		uint32_t column = 0;

		q->at++;
		st = built_row(&q->rows, ++q->row, err);
		while (st == DC_OK) {
			st = skip_blank(q, err);
			if (st == DC_OK)
				st = sql_value(q, column++, err);
			if (st != DC_OK || left(q) == 0 || *here(q) != ',')
				break;
			q->at++;
		}
		q->at += left(q) > 0 && *here(q) == ')';
		if (st == DC_OK)
			st = skip_blank(q, err);
		q->at += st == DC_OK && left(q) > 0 && *here(q) == ',';
		if (st == DC_OK)
			st = skip_blank(q, err);
	}
	return st;
}

/* A line of COPY, its end included; \. ends the data. */
static enum dc_status copy_line(struct sql *q, bool *done, struct dc_error *err)
{
	uint32_t column = 0;
	enum dc_status st = need(q, 4, err);

	*done = left(q) == 0 || (left(q) >= 2 && here(q)[0] == '\\' && here(q)[1] == '.');
	if (st == DC_OK && !*done)
		st = built_row(&q->rows, ++q->row, err);
	if (st == DC_OK && !*done)
		st = built_cell(&q->rows, column, err);
	while (st == DC_OK && !*done) {
		const uint8_t *p;
		size_t n, i = 0;

		st = need(q, 2, err);
		p = here(q);
		n = left(q);
		while (i < n && p[i] != '\t' && p[i] != '\n' && p[i] != '\\')
			i++;
		if (st == DC_OK && i > 0)
			st = built_add_mapped(&q->rows, (struct dc_span){ p, i }, &q->s.map, q->at, err);
		q->at += i;
		if (i > 0)
			continue;
		if (n == 0 || *p == '\n' || st != DC_OK) {
			q->at += n > 0;
			break;
		}
		if (*p == '\t') {
			st = built_cell_end(&q->rows, err);
			if (st == DC_OK)
				st = built_cell(&q->rows, ++column, err);
		} else if (n > 1 && p[1] != 'N') {
			uint64_t from = dc_map_stored(&q->s.map, q->at);

			st = built_char(&q->rows, p[1] == 't' ? '\t' : p[1] == 'n' ? '\n' : p[1] < 0x80 ? p[1] : '\\', from, 2, err);
			q->at += p[1] < 0x80;
		} else if (n > 1) {
			q->at++;
		}
		q->at++;
	}
	return st == DC_OK ? built_cell_end(&q->rows, err) : st;
}

static enum dc_status copy(struct sql *q, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	bool done = false;

	while (st == DC_OK && !done)
		st = copy_line(q, &done, err);
	return st;
}

/* At a line's begin: what a statement of rows begins, read to its end. False: no such statement. */
static bool statement(struct sql *q, enum dc_status *st, struct dc_error *err)
{
	struct head h = { here(q), left(q) < LOOK ? left(q) : LOOK, 0 }, columns;
	bool insert = word(&h, "INSERT INTO ") || word(&h, "REPLACE INTO ") || word(&h, "INSERT IGNORE INTO "), copies;
	struct dc_span table;

	copies = !insert && word(&h, "COPY ");
	if (!insert && !copies)
		return false;
	table = name(&h);
	blank(&h);
	columns = h;
	if (h.at < h.n && h.p[h.at] == '(') {
		columns.at++;
		while (h.at < h.n && h.p[h.at] != ')')
			h.at++;
		h.at++;
	} else {
		columns.n = columns.at;
	}
	if (h.at >= h.n || !(insert ? word(&h, "VALUES") : word(&h, "FROM stdin")))
		return false;
	while (copies && h.at < h.n && h.p[h.at] != '\n')
		h.at++;
	*st = open_table(q, table, &columns, err);
	q->at += h.at + (copies && h.at < h.n);
	if (*st == DC_OK)
		*st = insert ? values(q, err) : copy(q, err);
	return true;
}

/* Text to the end of the line. */
static enum dc_status line(struct sql *q, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	bool ends = false;

	while (st == DC_OK && !ends && left(q) > 0) {
		const uint8_t *nl = memchr(here(q), '\n', left(q));
		size_t n = nl == NULL ? left(q) : (size_t)(nl - here(q)) + 1;

		ends = nl != NULL;
		st = built_add_mapped(&q->text, (struct dc_span){ here(q), n }, &q->s.map, q->at, err);
		q->at += n;
		if (st == DC_OK)
			st = need(q, 1, err);
	}
	return st;
}

static enum dc_status all_statements(struct sql *q, struct dc_error *err)
{
	for (;;) {
		enum dc_status st = need(q, LOOK, err);

		if (st != DC_OK || left(q) == 0)
			return st;
		if (!statement(q, &st, err))
			st = line(q, err);
		if (st != DC_OK)
			return st;
	}
}

static enum dc_status sql_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct sql q = { 0 };
	enum dc_status st = stream_open(&q.s, ex, item, self, end, DC_CS_UNKNOWN, err), closed;

	if (st == DC_OK)
		st = built_open(&q.text, ex, self, end, DC_PROSE, true, err);
	if (st == DC_OK)
		st = all_statements(&q, err);
	closed = st == DC_OK ? close_table(&q, err) : st;
	if (closed == DC_OK)
		closed = built_flush(&q.text, err);
	if (q.open)
		built_close(&q.rows);
	stream_close(&q.s);
	built_close(&q.text);
	return closed;
}

const struct dc_extractor extractor_sql = {
	.id = "sql",
	.reads = "SQL dumps: rows of INSERT and COPY by table, the rest as text; not: binary dumps, rows of one line with other syntax",
	.bid = sql_bid,
	.extract = sql_extract,
};
