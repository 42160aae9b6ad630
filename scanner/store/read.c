/* read.c -- walks over what is stored, in the orders that the header states.
 *
 * Objects come by their index of paths, so only what hangs on one object is ever sorted: memory does not grow with the
 * inventory. Each walk prepares its own statement, so walks may nest.
 */
#include "db.h"

#define OF_RUN "CASE WHEN ?1 = 0 THEN o.gone_run IS NULL ELSE " MET_LAST_RUN("o") " = ?1 END"

static uint64_t number(struct sql_row *r)
{
	return sql_get_u64(r);
}

static uint32_t column_number(struct sql_row *r)
{
	uint64_t v = sql_get_count(r);

	return v > UINT32_MAX ? DC_NO_COLUMN : (uint32_t)v;
}

static enum dc_reason reason_named(const char *name)
{
	enum dc_reason reason;

	/* a name of a newer or damaged inventory must never read as complete */
	return dc_reason_parse(name, &reason) ? reason : DC_R_internal;
}

void db_read_object(struct sql_row *r, struct dc_stored_object *out)
{
	struct dc_span path;

	*out = (struct dc_stored_object){ .id = sql_get_int(r) };
	out->asset = sql_get_text(r);
	path = sql_get_blob(r);
	out->path = (const char *)path.p;
	out->path_len = path.n;
	out->reason = reason_named(sql_get_text(r));
	out->detail = sql_get_text(r);
	out->directory = sql_get_int(r) != 0;
	out->size = number(r);
	out->bytes_read = number(r);
	out->format = sql_get_text(r);
	out->charset = sql_get_text(r);
	out->mode = (uint32_t)sql_get_int(r);
	out->uid = (uint32_t)sql_get_int(r);
	out->gid = (uint32_t)sql_get_int(r);
	out->mtime_ns = sql_get_int(r);
	out->findings = number(r);
	out->read_run = sql_get_int(r);
}

static struct dc_persons read_persons(struct sql_row *r)
{
	struct dc_persons p;

	p.lo = number(r);
	p.best = number(r);
	p.hi = sql_get_count(r);
	return p;
}

static void read_place(struct sql_row *r, struct dc_stored_finding *out)
{
	struct dc_span path;

	out->object_id = sql_get_int(r);
	out->id = db_finding_id(out->object_id, sql_get_int(r));
	out->asset = sql_get_text(r);
	path = sql_get_blob(r);
	out->path = (const char *)path.p;
	out->path_len = path.n;
	out->inner = sql_get_text(r);
	out->table = sql_get_text(r);
	out->field = sql_get_text(r);
	out->column = column_number(r);
	out->format = sql_get_text(r);
	out->category = sql_get_text(r);
	out->kind = sql_get_text(r);
}

static void read_counts(struct sql_row *r, struct dc_stored_finding *out)
{
	out->low = number(r);
	out->medium = number(r);
	out->high = number(r);
	out->placeholders = number(r);
	out->roles = number(r);
	out->confidence = (float)sql_get_real(r);
	out->persons = read_persons(r);
	out->oldest = (int)sql_get_int(r);
	out->newest = (int)sql_get_int(r);
}

void db_read_finding(const struct db_store *s, struct sql_row *r, struct dc_weight weights[DC_WEIGHTS_MOST],
	struct dc_stored_finding *out)
{
	struct dc_span print;

	*out = (struct dc_stored_finding){ .dates = "", .alike = "" };
	read_place(r, out);
	read_counts(r, out);
	out->object_reason = reason_named(sql_get_text(r));
	out->mtime_ns = sql_get_int(r);
	out->mode = (uint32_t)sql_get_int(r);
	out->uid = (uint32_t)sql_get_int(r);
	out->gid = (uint32_t)sql_get_int(r);
	out->readers = sql_get_text(r);
	out->first_run = sql_get_int(r);
	out->last_run = sql_get_int(r);
	print = sql_get_blob(r);
	memcpy(out->fingerprint, print.p, print.n < sizeof out->fingerprint ? print.n : sizeof out->fingerprint);
	out->line = number(r);
	out->row = number(r);
	out->start = number(r);
	out->end = number(r);
	out->masked = sql_get_text(r);
	out->weights = weights;
	out->n_weights = db_weights_unpack(s, sql_get_blob(r), weights);
}

static enum dc_status open_walk(struct db_store *s, const char *text, int64_t run, struct sql_bind *b, struct dc_error *err)
{
	enum dc_status st = sql_prepare_walk(s->db, text, &b->st, err);

	if (st == DC_OK)
		sql_int(b, run);
	return st;
}

/* DC_END from the walk itself is its good end. */
static enum dc_status close_walk(struct sql_bind *b, enum dc_status st)
{
	sql_finalize(b->st);
	return st;
}

enum dc_status db_each_finding(struct dc_store *store, int64_t run, store_each_finding_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT " DB_FINDING_COLUMNS " FROM object o CROSS JOIN finding f ON f.object_id = o.id "
		"CROSS JOIN part p ON p.object_id = f.object_id AND p.number = f.part "
		"LEFT JOIN hit h ON h.object_id = f.object_id AND h.finding = f.number AND h.place = 0 WHERE " OF_RUN
		" ORDER BY o.path, p.inner, p.tbl, f.col NULLS FIRST, f.field, f.category, f.kind, f.number";
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = open_walk(s, text, run, &b, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct dc_weight weights[DC_WEIGHTS_MOST];
		struct dc_stored_finding f;

		db_read_finding(s, &(struct sql_row){ b.st, 0 }, weights, &f);
		st = each(ctx, &f, err);
	}
	return close_walk(&b, st);
}

/* What the findings of one object, and of one part of it, have in common: copied, for they outlive their rows. */
struct common {
	int64_t object, part;		/* -1: none yet */
	bool of_run;
	struct dc_buf path, inner, table, readers, dates, alike;
	struct dc_stored_finding all;	/* what the object says of each */
};

static enum dc_status copy_text(struct dc_buf *to, struct dc_span from)
{
	dc_buf_clear(to);
	return dc_buf_add(to, from.p, from.n) != DC_OK || dc_buf_cstr(to) == NULL ? DC_ENOMEM : DC_OK;
}

static enum dc_status take_object(struct db_store *s, int64_t run, int64_t id, struct common *c, struct dc_error *err)
{
	struct sql_bind b;
	struct sql_row r;
	enum dc_status st = db_get(s, SQ_OBJECT_FACTS, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, id);
	sql_int(&b, run);
	st = sql_step(&b, err);
	r = (struct sql_row){ b.st, 0 };
	if (st == DC_OK && copy_text(&c->path, sql_get_blob(&r)) != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	if (st == DC_OK) {
		c->object = id;
		c->part = -1;
		c->all = (struct dc_stored_finding){ .object_id = id, .asset = "", .format = "", .kind = "", .masked = "", .dates = "", .alike = "",
			.path = dc_buf_cstr(&c->path), .path_len = c->path.n, .object_reason = reason_named(sql_get_text(&r)),
			.mtime_ns = sql_get_int(&r), .mode = (uint32_t)sql_get_int(&r), .uid = (uint32_t)sql_get_int(&r), .gid = (uint32_t)sql_get_int(&r) };
		if (copy_text(&c->readers, dc_span_of(sql_get_text(&r))) != DC_OK)
			st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
		c->all.readers = dc_buf_cstr(&c->readers);
		c->of_run = sql_get_int(&r) != 0;
	}
	sql_reset(b.st);
	return st == DC_END ? dc_fail(err, DC_EUSAGE, "%s: is damaged (a finding without its object): go back to your last copy", s->path) : st;
}

static enum dc_status take_part(struct db_store *s, int64_t part, struct common *c, struct dc_error *err)
{
	struct sql_bind b;
	struct sql_row r;
	enum dc_status st = db_get(s, SQ_PART_FACTS, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, c->object);
	sql_int(&b, part);
	st = sql_step(&b, err);
	r = (struct sql_row){ b.st, 0 };
	if (st == DC_OK && (copy_text(&c->inner, dc_span_of(sql_get_text(&r))) != DC_OK || copy_text(&c->table, dc_span_of(sql_get_text(&r))) != DC_OK ||
	    copy_text(&c->dates, dc_span_of(sql_get_text(&r))) != DC_OK || copy_text(&c->alike, dc_span_of(sql_get_text(&r))) != DC_OK))
		st = dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	if (st == DC_OK) {
		c->part = part;
		c->all.inner = dc_buf_cstr(&c->inner);
		c->all.table = dc_buf_cstr(&c->table);
		c->all.dates = dc_buf_cstr(&c->dates);
		c->all.alike = dc_buf_cstr(&c->alike);
	}
	sql_reset(b.st);
	return st == DC_END ? dc_fail(err, DC_EUSAGE, "%s: is damaged (a finding without its part): go back to your last copy", s->path) : st;
}

static void read_fact(struct sql_row *r, struct dc_stored_finding *out)
{
	out->field = sql_get_text(r);
	out->column = column_number(r);
	out->category = sql_get_text(r);
	out->low = number(r);
	out->medium = number(r);
	out->high = number(r);
	out->placeholders = number(r);
	out->roles = number(r);
	out->confidence = (float)sql_get_real(r);
	out->oldest = (int)sql_get_int(r);
	out->newest = (int)sql_get_int(r);
}

/* The table of findings from end to end: what stands beside it is looked up once for each object and part. */
enum dc_status db_each_fact(struct dc_store *store, int64_t run, store_each_finding_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT object_id, number, part, field, col, category, low, medium, high, placeholders, roles, confidence, "
		"oldest, newest FROM finding ORDER BY object_id, number";
	struct db_store *s = db_of(store);
	struct common c = { .object = -1, .part = -1 };
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare_walk(s->db, text, &b.st, err);

	dc_buf_init(&c.path, 0);
	dc_buf_init(&c.inner, 0);
	dc_buf_init(&c.readers, 0);
	dc_buf_init(&c.table, 0);
	dc_buf_init(&c.dates, 0);
	dc_buf_init(&c.alike, 0);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		int64_t object = sql_get_int(&r), place = sql_get_int(&r), part = sql_get_int(&r);
		struct dc_stored_finding f;

		if (object != c.object)
			st = take_object(s, run, object, &c, err);
		if (st == DC_OK && c.of_run && part != c.part)
			st = take_part(s, part, &c, err);
		if (st != DC_OK || !c.of_run)
			continue;
		f = c.all;
		f.id = db_finding_id(object, place);
		read_fact(&r, &f);
		st = each(ctx, &f, err);
	}
	dc_buf_done(&c.path);
	dc_buf_done(&c.inner);
	dc_buf_done(&c.readers);
	dc_buf_done(&c.table);
	dc_buf_done(&c.dates);
	dc_buf_done(&c.alike);
	return close_walk(&b, st);
}

enum dc_status db_each_object(struct dc_store *store, int64_t run, store_each_object_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT " DB_OBJECT_COLUMNS " FROM object o WHERE " OF_RUN " ORDER BY o.path";
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = open_walk(s, text, run, &b, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct dc_stored_object o;

		db_read_object(&(struct sql_row){ b.st, 0 }, &o);
		st = each(ctx, &o, err);
	}
	return close_walk(&b, st);
}

enum dc_status db_each_part(struct dc_store *store, int64_t run, bool all, store_each_part_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT " DB_OBJECT_COLUMNS ", p.object_id, p.inner, p.tbl, p.format, p.charset, p.reason, p.detail, p.bytes "
		"FROM object o CROSS JOIN part p ON p.object_id = o.id WHERE " OF_RUN " AND (?2 <> 0 OR p.reason <> '') "
		"ORDER BY o.path, p.inner, p.tbl, p.number";
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = open_walk(s, text, run, &b, err);

	if (st == DC_OK)
		sql_int(&b, all);
	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		struct dc_stored_object o;
		struct dc_stored_part p = { 0 };

		db_read_object(&r, &o);
		p.object_id = sql_get_int(&r);
		p.inner = sql_get_text(&r);
		p.table = sql_get_text(&r);
		p.format = sql_get_text(&r);
		p.charset = sql_get_text(&r);
		p.reason = reason_named(sql_get_text(&r));
		p.detail = sql_get_text(&r);
		p.bytes = number(&r);
		st = each(ctx, &o, &p, err);
	}
	return close_walk(&b, st);
}

static void read_column(const struct db_store *s, struct sql_row *r, struct dc_weight weights[DC_WEIGHTS_MOST],
	struct dc_result_column *out)
{
	*out = (struct dc_result_column){ .part = (uint32_t)sql_get_int(r) };
	out->column = column_number(r);
	out->field = sql_get_text(r);
	out->category = sql_get_text(r);
	out->confidence = (float)sql_get_real(r);
	out->rows = number(r);
	out->filled = number(r);
	out->distinct = number(r);
	out->matching = number(r);
	out->weights = weights;
	out->n_weights = db_weights_unpack(s, sql_get_blob(r), weights);
}

enum dc_status db_each_column(struct dc_store *store, int64_t run, store_each_column_fn *each, void *ctx, struct dc_error *err)
{
	static const char text[] = "SELECT " DB_OBJECT_COLUMNS ", p.inner, p.tbl, c.kind, c.part, c.col, c.field, c.category, c.confidence, "
		"c.rows, c.filled, c.distinct_values, c.matching, c.weights FROM object o CROSS JOIN tablecol c ON c.object_id = o.id "
		"CROSS JOIN part p ON p.object_id = c.object_id AND p.number = c.part WHERE " OF_RUN
		" ORDER BY o.path, p.inner, p.tbl, c.col NULLS FIRST, c.field, c.category, c.kind, c.number";
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	enum dc_status st = open_walk(s, text, run, &b, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		struct dc_weight weights[DC_WEIGHTS_MOST];
		struct dc_stored_object o;
		struct dc_result_column c;
		const char *inner, *table, *kind;

		db_read_object(&r, &o);
		inner = sql_get_text(&r);
		table = sql_get_text(&r);
		kind = sql_get_text(&r);
		read_column(s, &r, weights, &c);
		st = each(ctx, &o, inner, table, &c, kind, err);
	}
	return close_walk(&b, st);
}

/* ---- for the persons interval */

static enum dc_status one_finding(struct db_store *s, int64_t object_id, int64_t place, struct store_person_sink *sink, struct dc_error *err)
{
	struct store_person_finding f = { .object_id = object_id };
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_FINDING_PERSONS, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, object_id);
	sql_int(&b, place);
	st = sql_step(&b, err);
	if (st == DC_OK) {
		struct sql_row r = { b.st, 0 };

		f.kind = sql_get_text(&r);
		f.whole = sql_get_int(&r) != 0;
		f.persons = read_persons(&r);
		st = sink->finding(sink, &f, err);
	} else if (st == DC_END) {
		st = dc_fail(err, DC_EBUG, "%s: there is no finding %lld of object %lld", s->path, (long long)place, (long long)object_id);
	}
	sql_reset(b.st);
	return st;
}

static enum dc_status its_tokens(struct db_store *s, int64_t object_id, int64_t place, struct store_person_sink *sink, struct dc_error *err)
{
	struct sql_bind b;
	enum dc_status st = db_get(s, SQ_FINDING_TOKENS, &b, err);

	if (st != DC_OK)
		return st;
	sql_int(&b, object_id);
	sql_int(&b, place);
	while ((st = sql_step(&b, err)) == DC_OK) {
		st = sink->tokens(sink, sql_get_blob(&(struct sql_row){ b.st, 0 }), err);
		if (st != DC_OK)
			break;
	}
	sql_reset(b.st);
	return st == DC_END ? DC_OK : st;
}

/* ---- the same of many objects at a time */

#define TOGETHER 32			/* objects of one question */

struct asked {				/* ids [at, end) are of the objects asked for */
	const int64_t *ids;
	size_t at, end;
	int64_t last;			/* the finding at hand; -1: none */
};

/* Rows come by object and number, as the ids do: what is before the row's is not there, what is beyond was not asked for. */
static enum dc_status take_row(struct db_store *s, struct asked *a, struct sql_stmt *st, struct store_person_sink *sink, struct dc_error *err)
{
	struct sql_row r = { st, 0 };
	struct store_person_finding f = { .object_id = sql_get_int(&r) };
	int64_t id = db_finding_id(f.object_id, sql_get_int(&r));
	enum dc_status done = DC_OK;

	if (id != a->last) {
		if (a->at == a->end || a->ids[a->at] > id)
			return DC_OK;
		if (a->ids[a->at] < id)
			return dc_fail(err, DC_EBUG, "%s: there is no finding %lld", s->path, (long long)a->ids[a->at]);
		a->last = a->ids[a->at++];
		f.kind = sql_get_text(&r);
		f.whole = sql_get_int(&r) != 0;
		f.persons = read_persons(&r);
		done = sink->finding(sink, &f, err);
	} else {
		r.at += 5;
	}
	return done != DC_OK || sql_is_null(st, r.at) ? done : sink->tokens(sink, sql_get_blob(&r), err);
}

/* As many ids as there are objects for one question; the last object fills the places that are left. */
static size_t bind_objects(struct sql_bind *b, const int64_t *ids, size_t n)
{
	size_t at = 0, objects = 0;
	int64_t object = 0;

	while (at < n && (objects < TOGETHER || ids[at] >> DB_FINDING_BITS == object)) {
		if (objects == 0 || ids[at] >> DB_FINDING_BITS != object) {
			object = ids[at] >> DB_FINDING_BITS;
			sql_int(b, object);
			objects++;
		}
		at++;
	}
	for (; objects < TOGETHER; objects++)
		sql_int(b, object);
	return at;
}

static enum dc_status tokens_together(struct db_store *s, const int64_t *ids, size_t n, struct store_person_sink *sink, struct dc_error *err)
{
	struct asked a = { .ids = ids, .last = -1 };
	enum dc_status st = DC_OK;

	while (a.at < n && st == DC_OK) {
		struct sql_bind b;

		st = db_get(s, SQ_TOKENS_OF_MANY, &b, err);
		if (st != DC_OK)
			return st;
		a.end = a.at + bind_objects(&b, ids + a.at, n - a.at);
		while ((st = sql_step(&b, err)) == DC_OK) {
			st = take_row(s, &a, b.st, sink, err);
			if (st != DC_OK)
				break;
		}
		sql_reset(b.st);
		if (st == DC_END)
			st = a.at == a.end ? DC_OK : dc_fail(err, DC_EBUG, "%s: there is no finding %lld", s->path, (long long)ids[a.at]);
	}
	return st;
}

enum dc_status db_each_token(struct dc_store *store, const int64_t *ids, size_t n, struct store_person_sink *sink, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	enum dc_status st = DC_OK;

	if (s->db->driver->far && n > 1)
		return tokens_together(s, ids, n, sink, err);
	for (size_t i = 0; i < n && st == DC_OK; i++) {
		int64_t object_id = ids[i] >> DB_FINDING_BITS, place = ids[i] & (DB_FINDINGS_MOST - 1);

		st = one_finding(s, object_id, place, sink, err);
		if (st == DC_OK)
			st = its_tokens(s, object_id, place, sink, err);
	}
	return st;
}

/* Objects, findings and tokens side by side, as they lie. */
enum dc_status db_each_run_token(struct dc_store *store, int64_t run, struct store_person_sink *sink, struct dc_error *err)
{
	static const char text[] = "SELECT o.id, f.number, f.kind, o.reason = '' AND o.lost_run IS NULL, f.persons_lo, f.persons_best, f.persons_hi, t.tokens "
		"FROM object o CROSS JOIN finding f ON f.object_id = o.id LEFT JOIN token t ON t.object_id = f.object_id AND t.finding = f.number "
		"WHERE o.findings <> 0 AND " OF_RUN " ORDER BY o.id, f.number, t.number";
	struct db_store *s = db_of(store);
	struct sql_bind b = { 0 };
	int64_t last = -1;
	enum dc_status st = open_walk(s, text, run, &b, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		struct store_person_finding f = { .object_id = sql_get_int(&r) };
		int64_t id = db_finding_id(f.object_id, sql_get_int(&r));

		f.kind = sql_get_text(&r);
		f.whole = sql_get_int(&r) != 0;
		f.persons = read_persons(&r);
		if (id != last)
			st = sink->finding(sink, &f, err);
		last = id;
		if (st == DC_OK && !sql_is_null(b.st, r.at))
			st = sink->tokens(sink, sql_get_blob(&r), err);
	}
	st = close_walk(&b, st);
	return st == DC_END ? DC_OK : st;
}
