/* dump.c -- the inventory as canonical text: the same content gives the same bytes, whatever the order it came in, the
 * threads, the interruptions, the host or the key.
 *
 * One record a line, fields by tabs, "name=value"; names and paths escaped (dc_escape), so a line is a line. Objects by
 * their path's bytes; below an object, indented by one tab: links by path, parts, findings with their hits below them
 * (two tabs, best first), columns, each by inner, table, column, heading, category, kind. Left out: what differs though
 * the content does not (row and run numbers, times of runs, device and inode, birth and change time, attempts, tokens, of
 * which the numbers of distinct ones and of their components stand in their place).
 */
#include "db.h"
#include "put.h"

#include "daicho/log.h"

#include <errno.h>
#include <unistd.h>

#define FLUSH_AT (64u << 10)

struct dump {
	struct db_store *s;
	int fd;
	struct dc_buf out;
	struct dc_buf tokens;		/* of the finding at hand */
};

static enum dc_status flush(struct dump *d, struct dc_error *err)
{
	for (size_t at = 0; at < d->out.n; ) {
		ssize_t w = write(d->fd, d->out.p + at, d->out.n - at);

		if (w < 0 && errno != EINTR)
			return dc_fail(err, DC_EIO, "writing the dump: %s", strerrordesc_np(errno));
		at += w < 0 ? 0 : (size_t)w;
	}
	dc_buf_clear(&d->out);
	return DC_OK;
}

/* What a column of a query becomes: by the first letter of its name in the query: i number, u without sign, n number or
 * "?", r probability, t text, b raw bytes, x hexadecimal. */
static enum dc_status put_value(struct dump *d, struct sql_stmt *st, int i)
{
	struct sql_row r = { st, i };
	struct dc_span v;

	switch (sql_column_name(st, i)[0]) {
	case 'i':
		return dc_buf_printf(&d->out, "%lld", (long long)sql_get_int(&r));
	case 'u':
		return dc_buf_printf(&d->out, "%llu", (unsigned long long)sql_get_u64(&r));
	case 'n':
		return sql_is_null(st, i) ? dc_buf_adds(&d->out, "?") :
			dc_buf_printf(&d->out, "%llu", (unsigned long long)sql_get_u64(&r));
	case 'r':
		return dc_buf_printf(&d->out, "%.9g", sql_get_real(&r));
	case 'x':
		v = sql_get_blob(&r);
		for (size_t k = 0; k < v.n; k++)
			if (dc_buf_printf(&d->out, "%02x", v.p[k]) != DC_OK)
				return DC_ENOMEM;
		return DC_OK;
	default:
		return dc_escape(&d->out, sql_get_blob(&r));
	}
}

/* Columns from first on, as "name=value" with the name's type letter and "_" cut off. */
static enum dc_status put_fields(struct dump *d, struct sql_stmt *st, int first)
{
	for (int i = first; i < sql_column_count(st); i++)
		if (dc_buf_printf(&d->out, "\t%s=", sql_column_name(st, i) + 2) != DC_OK || put_value(d, st, i) != DC_OK)
			return DC_ENOMEM;
	return DC_OK;
}

static enum dc_status put_weights(struct dump *d, struct dc_span packed)
{
	static const char *const names[] = {
#define EVIDENCE(id, en, ja) #id,
#include "daicho/evidence.def"
#undef EVIDENCE
	};
	struct dc_weight w[DC_WEIGHTS_MOST];
	size_t n = db_weights_unpack(d->s, packed, w);

	for (size_t i = 0; i < n; i++)
		if (dc_buf_printf(&d->out, "\t%s:%.9g", names[w[i].why], (double)w[i].logodds) != DC_OK)
			return DC_ENOMEM;
	return DC_OK;
}

static int by_component(const void *a, const void *b)
{
	return memcmp((const uint8_t *)a + DC_TOKEN_BYTES, (const uint8_t *)b + DC_TOKEN_BYTES, 4);
}

static int by_token(const void *a, const void *b)
{
	return memcmp(a, b, DC_TOKEN_BYTES);
}

/* How many differ, sorted by the comparison. */
static size_t distinct(struct dc_buf *packed, int (*by)(const void *, const void *))
{
	size_t n = packed->n / PUT_TOKEN_BYTES, differ = n > 0;

	if (n > 1)
		qsort(packed->p, n, PUT_TOKEN_BYTES, by);
	for (size_t i = 1; i < n; i++)
		differ += by(packed->p + (i - 1) * PUT_TOKEN_BYTES, packed->p + i * PUT_TOKEN_BYTES) != 0;
	return differ;
}

static enum dc_status put_token_counts(struct dump *d, int64_t object_id, int64_t finding, struct dc_error *err)
{
	struct sql_bind b;
	size_t tokens, components;
	enum dc_status st = db_get(d->s, SQ_FINDING_TOKENS, &b, err);

	if (st != DC_OK)
		return st;
	dc_buf_clear(&d->tokens);
	sql_int(&b, object_id);
	sql_int(&b, finding);
	while ((st = sql_step(&b, err)) == DC_OK) {
		struct dc_span v = sql_get_blob(&(struct sql_row){ b.st, 0 });

		if (dc_buf_add(&d->tokens, v.p, v.n) != DC_OK) {
			st = dc_fail(err, DC_ENOMEM, "dump: out of memory");
			break;
		}
	}
	sql_reset(b.st);
	if (st != DC_END)
		return st;
	tokens = distinct(&d->tokens, by_token);
	components = distinct(&d->tokens, by_component);
	return dc_buf_printf(&d->out, "\ttokens=%zu\tcomponents=%zu", tokens, components) == DC_OK ? DC_OK :
		dc_fail(err, DC_ENOMEM, "dump: out of memory");
}

enum level { OBJECT, LINK, PART, FINDING, HIT, VERDICT, COLUMN, OBJECT_VERDICT, SCOPE_VERDICT, N_LEVELS };

/* Each query's first two columns are the key of what hangs below it; i_ u_ n_ r_ t_ x_ name the rest. */
static const struct {
	const char *head;		/* how its lines begin */
	int keys;			/* parameters: 0, object, object and finding */
	bool weights, tokens;		/* the last column is packed weights; counts of tokens follow */
	const char *query;
} levels[N_LEVELS] = {
	[OBJECT] = { "object", 0, false, false, "SELECT id, 0, path AS b_path, asset AS t_asset, CASE WHEN reason = '' THEN 'complete' ELSE reason END AS t_status, "
		"detail AS t_detail, directory AS i_directory, gone_run IS NOT NULL AS i_gone, lost_run IS NOT NULL AS i_lost, size AS u_size, "
		"bytes_read AS u_read, format AS t_format, charset AS t_charset, mode AS i_mode, uid AS i_uid, gid AS i_gid, readers AS t_readers, mtime_ns AS i_mtime, "
		"content AS x_content, persons_lo AS u_lo, persons_best AS u_best, persons_hi AS n_hi FROM object ORDER BY path" },
	[LINK] = { "\tlink", 1, false, false, "SELECT 0, 0, path AS b_path FROM link WHERE object_id = ?1 ORDER BY path" },
	[PART] = { "\tpart", 1, false, false, "SELECT 0, 0, \"inner\" AS t_inner, tbl AS t_table, CASE WHEN reason = '' THEN 'complete' ELSE reason END AS t_status, "
		"detail AS t_detail, format AS t_format, charset AS t_charset, bytes AS u_bytes, dates AS t_dates, alike AS t_alike FROM part WHERE object_id = ?1 "
		"ORDER BY \"inner\", tbl, reason, detail, format, charset, bytes, dates, alike" },
	[FINDING] = { "\tfinding", 1, false, true, "SELECT f.object_id, f.number, p.inner AS t_inner, p.tbl AS t_table, f.col AS n_column, "
		"f.field AS t_field, f.category AS t_category, f.kind AS t_kind, f.low AS u_low, f.medium AS u_medium, f.high AS u_high, "
		"f.placeholders AS u_placeholders, f.roles AS u_roles, f.confidence AS r_confidence, f.persons_lo AS u_lo, f.persons_best AS u_best, "
		"f.persons_hi AS n_hi, f.oldest AS i_oldest, f.newest AS i_newest FROM finding f JOIN part p ON p.object_id = f.object_id AND "
		"p.number = f.part WHERE f.object_id = ?1 ORDER BY p.inner, p.tbl, f.col NULLS FIRST, f.field, f.category, f.kind, f.low, f.medium, f.high, "
		"f.confidence, f.part" },
	[HIT] = { "\t\thit", 2, true, false, "SELECT 0, 0, start AS u_start, stop AS u_end, line AS u_line, line_col AS u_col, row AS u_row, "
		"record AS u_record, confidence AS r_confidence, flags AS i_flags, masked AS t_masked, weights AS x_weights FROM hit "
		"WHERE object_id = ?1 AND finding = ?2 ORDER BY place" },
	[VERDICT] = { "\t\tverdict", 2, false, false, "SELECT 0, 0, r.scope AS t_scope, r.verdict AS t_verdict, r.reason AS t_reason, r.level AS t_level, "
		"r.would_be AS t_would_be, v.is_primary AS i_primary FROM verdict v JOIN object o ON o.id = v.object_id AND " MET_LAST_RUN("o") " = v.run "
		"AND v.run >= o.state_run JOIN ruling r ON r.run = v.run AND r.number = v.ruling "
		"WHERE v.object_id = ?1 AND v.finding = ?2 ORDER BY v.is_primary DESC, r.scope, r.verdict, r.reason, r.would_be" },
	[COLUMN] = { "\tcolumn", 1, true, false, "SELECT 0, 0, p.inner AS t_inner, p.tbl AS t_table, c.col AS n_column, c.field AS t_field, "
		"c.category AS t_category, c.kind AS t_kind, c.confidence AS r_confidence, c.rows AS u_rows, c.filled AS u_filled, "
		"c.distinct_values AS u_distinct, c.matching AS u_matching, c.weights AS x_weights FROM tablecol c JOIN part p ON "
		"p.object_id = c.object_id AND p.number = c.part WHERE c.object_id = ?1 "
		"ORDER BY p.inner, p.tbl, c.col NULLS FIRST, c.field, c.category, c.kind, c.confidence, c.matching, c.part" },
	[OBJECT_VERDICT] = { "\tverdict", 1, false, false, "SELECT 0, 0, r.scope AS t_scope, r.verdict AS t_verdict, r.reason AS t_reason, "
		"r.level AS t_level, r.would_be AS t_would_be, v.is_primary AS i_primary FROM verdict v JOIN object o ON o.id = v.object_id "
		"AND " MET_LAST_RUN("o") " = v.run JOIN ruling r ON r.run = v.run AND r.number = v.ruling WHERE v.object_id = ?1 AND v.finding < 0 "
		"ORDER BY v.is_primary DESC, r.scope, r.verdict, r.reason, r.would_be" },
	[SCOPE_VERDICT] = { "scope", 0, false, false, "SELECT 0, 0, r.scope AS t_scope, r.verdict AS t_verdict, r.reason AS t_reason, r.level AS t_level, "
		"r.would_be AS t_would_be, v.is_primary AS i_primary FROM verdict v JOIN ruling r ON r.run = v.run AND r.number = v.ruling "
		"WHERE v.object_id = 0 AND v.run = (SELECT max(id) FROM run) ORDER BY r.scope, v.is_primary DESC, r.verdict, r.reason, r.would_be" },
};

/* What hangs on each level, in the order it is written. */
static const struct { enum level of, child; } children[] = {
	{ OBJECT, LINK }, { OBJECT, PART }, { OBJECT, FINDING }, { OBJECT, COLUMN }, { OBJECT, OBJECT_VERDICT },
	{ FINDING, HIT }, { FINDING, VERDICT },
};

struct statements { struct sql_bind b[N_LEVELS]; };

static enum dc_status put_line(struct dump *d, enum level level, struct sql_stmt *st, int64_t object_id, int64_t finding, struct dc_error *err)
{
	enum dc_status done = dc_buf_adds(&d->out, levels[level].head);

	if (done == DC_OK && levels[level].weights) {
		int last = sql_column_count(st) - 1;

		for (int i = 2; i < last && done == DC_OK; i++)
			if (dc_buf_printf(&d->out, "\t%s=", sql_column_name(st, i) + 2) != DC_OK || put_value(d, st, i) != DC_OK)
				done = DC_ENOMEM;
		if (done == DC_OK)
			done = put_weights(d, sql_get_blob(&(struct sql_row){ st, last }));
	} else if (done == DC_OK) {
		done = put_fields(d, st, 2);
	}
	if (done == DC_OK && levels[level].tokens)
		done = put_token_counts(d, object_id, finding, err);
	if (done == DC_OK)
		done = dc_buf_addc(&d->out, '\n');
	if (done != DC_OK)
		return dc_fail(err, DC_ENOMEM, "dump: out of memory");
	return d->out.n >= FLUSH_AT ? flush(d, err) : DC_OK;
}

static enum dc_status put_level(struct dump *d, struct statements *all, enum level level, const int64_t keys[2], struct dc_error *err)
{
	struct sql_bind *b = &all->b[level];
	enum dc_status st;

	b->at = 0;
	for (int i = 0; i < levels[level].keys && i < 2; i++)
		sql_int(b, keys[i]);
	while ((st = sql_step(b, err)) == DC_OK) {
		struct sql_row r = { b->st, 0 };
		int64_t below[2];

		below[0] = sql_get_int(&r);
		below[1] = sql_get_int(&r);
		st = put_line(d, level, b->st, below[0], below[1], err);
		for (size_t i = 0; i < DC_ARRAY_LEN(children) && st == DC_OK; i++)
			if (children[i].of == level)
				st = put_level(d, all, children[i].child, below, err);
		if (st != DC_OK)
			break;
	}
	sql_reset(b->st);
	return st == DC_END ? DC_OK : st;
}

enum dc_status db_dump(struct dc_store *store, int fd, struct dc_error *err)
{
	struct dump d = { .s = db_of(store), .fd = fd };
	struct statements all = { 0 };
	const int64_t none[2] = { 0, 0 };
	enum dc_status st = DC_OK;

	dc_buf_init(&d.out, 0);
	dc_buf_init(&d.tokens, 0);
	for (size_t i = 0; i < N_LEVELS && st == DC_OK; i++)
		st = (i == OBJECT ? sql_prepare_walk : sql_prepare)(d.s->db, levels[i].query, &all.b[i].st, err);
	if (st == DC_OK && dc_buf_adds(&d.out, "daicho-inventory\t1\n") != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "dump: out of memory");
	if (st == DC_OK)
		st = put_level(&d, &all, OBJECT, none, err);
	if (st == DC_OK)
		st = put_level(&d, &all, SCOPE_VERDICT, none, err);
	if (st == DC_OK)
		st = flush(&d, err);
	for (size_t i = 0; i < N_LEVELS; i++)
		sql_finalize(all.b[i].st);
	dc_buf_done(&d.out);
	dc_buf_done(&d.tokens);
	return st;
}
