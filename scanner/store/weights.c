/* weights.c -- the evidence behind a hit, packed: a row of table evidence and a float for each piece.
 *
 * The enum's numbers are this program's own; the table gives each name a number that stays.
 */
#include "db.h"

#define PACKED 6			/* bytes of one weight: u16 row, IEEE float, little-endian */

static const char *const names[DC_N_EVIDENCE] = {
#define EVIDENCE(id, en, ja) #id,
#include "daicho/evidence.def"
#undef EVIDENCE
};

static uint16_t evidence_named(const char *name)
{
	uint16_t e = 0;

	while (e < DC_N_EVIDENCE && strcmp(names[e], name) != 0)
		e++;
	return e;
}

static enum dc_status note_row(struct db_store *s, int64_t row, uint16_t e, struct dc_error *err)
{
	size_t n = s->n_evidence_of;

	if (row < 1 || row > UINT16_MAX)
		return dc_fail(err, DC_EUSAGE, "%s: is damaged (table evidence): go back to your last copy", s->path);
	if ((size_t)row >= n) {
		uint16_t *grown = realloc(s->evidence_of, ((size_t)row + 1) * sizeof *grown);

		if (grown == NULL)
			return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
		while (n <= (size_t)row)
			grown[n++] = DC_N_EVIDENCE;
		s->evidence_of = grown;
		s->n_evidence_of = n;
	}
	s->evidence_of[row] = e;
	if (e < DC_N_EVIDENCE)
		s->evidence_row[e] = (uint16_t)row;
	return DC_OK;
}

static enum dc_status load(struct db_store *s, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_prepare(s->db, "SELECT id, name FROM evidence ORDER BY id", &b.st, err);

	while (st == DC_OK && (st = sql_step(&b, err)) == DC_OK) {
		struct sql_row r = { b.st, 0 };
		int64_t row = sql_get_int(&r);

		st = note_row(s, row, evidence_named(sql_get_text(&r)), err);
	}
	sql_finalize(b.st);
	return st == DC_END ? DC_OK : st;
}

static bool all_known(const struct db_store *s)
{
	for (unsigned e = 0; e < DC_N_EVIDENCE; e++)
		if (s->evidence_row[e] == 0)
			return false;
	return true;
}

/* All names get their rows when the file is opened for writing, not when first met: a batch that is rolled back could
 * take the row along and leave its number behind in this program's memory. */
static enum dc_status add_names(struct db_store *s, struct dc_error *err)
{
	struct sql_bind b = { 0 };
	enum dc_status st = sql_begin(s->db, err);

	if (st != DC_OK)
		return st;
	st = sql_prepare(s->db, "INSERT INTO evidence (name) VALUES (?) ON CONFLICT (name) DO NOTHING", &b.st, err);
	for (unsigned e = 0; e < DC_N_EVIDENCE && st == DC_OK; e++) {
		b.at = 0;
		sql_text(&b, names[e]);
		st = sql_run(&b, err);
	}
	sql_finalize(b.st);
	if (st == DC_OK)
		return sql_commit(s->db, err);
	sql_rollback(s->db);
	return st;
}

enum dc_status db_weights_load(struct db_store *s, struct dc_error *err)
{
	enum dc_status st = load(s, err);

	if (st != DC_OK || !s->writable || all_known(s))
		return st;
	st = add_names(s, err);
	return st == DC_OK ? load(s, err) : st;
}

enum dc_status db_weights_pack(struct db_store *s, const struct dc_weight *w, size_t n, struct dc_buf *out, struct dc_error *err)
{
	dc_buf_clear(out);
	if (n > DC_WEIGHTS_MOST)
		return dc_fail(err, DC_EBUG, "%s: a hit with %zu weights", s->path, n);
	if (dc_buf_reserve(out, DC_WEIGHTS_MOST * PACKED) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory", s->path);
	for (size_t i = 0; i < n; i++) {
		uint16_t row;
		uint32_t bits;

		if (w[i].why >= DC_N_EVIDENCE)
			return dc_fail(err, DC_EBUG, "%s: evidence %u does not exist", s->path, w[i].why);
		row = s->evidence_row[w[i].why];
		memcpy(&bits, &w[i].logodds, sizeof bits);
		out->p[out->n++] = (uint8_t)row;
		out->p[out->n++] = (uint8_t)(row >> 8);
		for (unsigned k = 0; k < 4; k++)
			out->p[out->n++] = (uint8_t)(bits >> 8 * k);
	}
	return DC_OK;
}

size_t db_weights_unpack(const struct db_store *s, struct dc_span packed, struct dc_weight out[DC_WEIGHTS_MOST])
{
	size_t n = 0;

	for (size_t at = 0; at + PACKED <= packed.n && n < DC_WEIGHTS_MOST; at += PACKED) {
		const uint8_t *p = packed.p + at;
		size_t row = p[0] | (size_t)p[1] << 8;
		uint32_t bits = p[2] | (uint32_t)p[3] << 8 | (uint32_t)p[4] << 16 | (uint32_t)p[5] << 24;

		if (row >= s->n_evidence_of || s->evidence_of[row] >= DC_N_EVIDENCE)
			continue;
		out[n].why = s->evidence_of[row];
		memcpy(&out[n++].logodds, &bits, sizeof bits);
	}
	return n;
}
