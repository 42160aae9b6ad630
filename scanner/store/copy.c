/* copy.c -- a whole copy of the inventory while it is in use: by the database's own means where both sides are of one kind, else
 * row by row, in the order that foreign keys ask for. One state either way, not a mixture: rows are read in one walk's view of all tables.
 */
#include "db.h"
#include "file.h"

#include <unistd.h>

/* Each table's columns, a letter before each: i number, r real, t text, b bytes. The texts of one database may be the bytes of another. */
static const struct { const char *table, *columns; } tables[] = {
	{ "meta", "tname bvalue" },
	{ "run", "iid ttargets tdeclaration_sha256 trule_pack ttool_version tdetector_version toptions istarted_ns iended_ns isandboxed iatime_kept "
		"icomplete ipersons_lo ipersons_best ipersons_hi tjudged_by in_complete in_partial in_skipped in_failed icarried ibytes_read itook_ms" },
	{ "object", "iid bpath tasset treason tdetail idirectory isize ibytes_read tformat tcharset idev iino ibtime_ns imtime_ns ictime_ns imode iuid igid "
		"iattempts bcontent ipersons_lo ipersons_best ipersons_hi ifindings bdigest ifirst_run istate_run ilast_run iread_run iunchanged igone_run "
		"ilost_run treaders" },
	{ "link", "iobject_id inumber bpath" },
	{ "part", "iobject_id inumber tinner ttbl tformat tcharset treason tdetail ibytes tdates talike" },
	{ "finding", "iobject_id inumber ipart tfield icol tcategory tkind ino_value ilow imedium ihigh iplaceholders iroles rconfidence ipersons_lo "
		"ipersons_best ipersons_hi ioldest inewest bfingerprint ifirst_run" },
	{ "hit", "iobject_id ifinding iplace istart istop iline iline_col irow irecord rconfidence iflags tmasked bweights" },
	{ "evidence", "iid tname" },
	{ "token", "iobject_id ifinding inumber btokens" },
	{ "tablecol", "iobject_id inumber ipart icol tfield tcategory tkind rconfidence irows ifilled idistinct_values imatching bweights" },
	{ "object_was", "iobject_id isince iuntil treason isize imtime_ns bcontent igone" },
	{ "finding_was", "iobject_id isince inumber iuntil tinner ttbl tfield icol tcategory tkind ilow imedium ihigh iplaceholders rconfidence ipersons_lo "
		"ipersons_best ipersons_hi bfingerprint ifirst_run" },
	{ "audit", "iseq iat_ns iuid taction tdetail bhash" },
	{ "ruling", "irun inumber tscope tverdict treason tlevel twould_be tclause tclause_text tcandidates twaiver tsuggested tdetail" },
	{ "verdict", "irun iobject_id ifinding inumber iruling iis_primary" },
	{ "scope_run", "irun tscope in_complete in_partial in_skipped in_failed icarried ibytes_read" },
	{ "typed", "trow_id tname ttext" },
	{ "mark", "ichunk bmarks" },
	{ "met", "ichunk irun bbits" },
	{ "kept", "tregister btoken idate ikeep_until ifirst_run imet ilost_run" },
};

/* "a", "b" of "ta ib"; the number of columns. */
static int list_columns(const char *columns, struct dc_buf *out)
{
	int n = 0;

	for (const char *p = columns; *p != '\0'; n++) {
		size_t length = strcspn(p, " ");

		if (dc_buf_printf(out, "%s\"%.*s\"", n == 0 ? "" : ", ", (int)length - 1, p + 1) != DC_OK)
			return -1;
		p += length;
		p += *p == ' ';
	}
	return n;
}

static bool write_texts(size_t table, struct dc_buf *select, struct dc_buf *insert)
{
	int n;
	bool good = dc_buf_adds(select, "SELECT ") == DC_OK && dc_buf_printf(insert, "INSERT INTO %s (", tables[table].table) == DC_OK;

	good = good && list_columns(tables[table].columns, select) > 0;
	n = good ? list_columns(tables[table].columns, insert) : 0;
	good = n > 0 && dc_buf_printf(select, " FROM %s ORDER BY 1, 2", tables[table].table) == DC_OK && dc_buf_adds(insert, ") VALUES (?") == DC_OK;
	for (int i = 1; i < n && good; i++)
		good = dc_buf_adds(insert, ", ?") == DC_OK;
	return good && dc_buf_adds(insert, ")") == DC_OK && dc_buf_cstr(select) != NULL && dc_buf_cstr(insert) != NULL;
}

static void carry(const char *columns, struct sql_stmt *from, struct sql_bind *to)
{
	struct sql_row r = { from, 0 };
	struct dc_span bytes;

	for (const char *p = columns; *p != '\0'; p += strcspn(p, " "), p += *p == ' ') {
		if (sql_is_null(from, r.at)) {
			r.at++;
			sql_null(to);
			continue;
		}
		switch (*p) {
		case 'i':
			sql_int(to, sql_get_int(&r));
			break;
		case 'r':
			sql_real(to, sql_get_real(&r));
			break;
		case 't':
			sql_text(to, sql_get_text(&r));
			break;
		default:
			bytes = sql_get_blob(&r);
			sql_blob(to, bytes.p, bytes.n);
		}
	}
}

static enum dc_status copy_table(struct sql *from, struct sql *to, size_t table, struct dc_error *err)
{
	struct dc_buf select, insert;
	struct sql_bind in = { 0 }, out = { 0 };
	enum dc_status st;

	dc_buf_init(&select, 0);
	dc_buf_init(&insert, 0);
	st = write_texts(table, &select, &insert) ? DC_OK : dc_fail(err, DC_ENOMEM, "a copy: out of memory");
	if (st == DC_OK)
		st = sql_prepare_walk(from, dc_buf_cstr(&select), &in.st, err);
	if (st == DC_OK)
		st = sql_prepare(to, dc_buf_cstr(&insert), &out.st, err);
	while (st == DC_OK && (st = sql_step(&in, err)) == DC_OK) {
		out.at = 0;
		carry(tables[table].columns, in.st, &out);
		st = sql_run(&out, err);
	}
	sql_finalize(in.st);
	sql_finalize(out.st);
	dc_buf_done(&select);
	dc_buf_done(&insert);
	return st == DC_END ? DC_OK : st;
}

/* A walk that is open from before the first table to behind the last holds one view of them all. */
static enum dc_status copy_tables(struct sql *from, struct sql *to, struct dc_error *err)
{
	struct sql_bind hold = { 0 };
	enum dc_status st = sql_prepare_walk(from, "SELECT name FROM meta", &hold.st, err);

	if (st == DC_OK && (st = sql_step(&hold, err)) == DC_END)
		st = DC_OK;
	for (size_t i = 0; i < DC_ARRAY_LEN(tables) && st == DC_OK; i++)
		st = copy_table(from, to, i, err);
	sql_finalize(hold.st);
	return st;
}

static enum dc_status row_by_row(struct sql *from, struct sql *to, struct dc_error *err)
{
	enum dc_status st = sql_open(to, DC_STORE_CREATE, err);

	if (st == DC_OK)
		st = sql_begin(to, err);
	if (st != DC_OK)
		return st;
	st = copy_tables(from, to, err);
	if (st == DC_OK && to->driver->filled != NULL)
		st = to->driver->filled(to, err);
	if (st == DC_OK)
		return sql_commit(to, err);
	sql_rollback(to);
	return st;
}

/* Half a copy in a file is none. In a server's database nothing is left but empty tables. */
static void take_back(const struct sql *to)
{
	char name[4096 + 16];

	if (to->driver->tails == NULL)
		return;
	unlink(to->name);
	for (const char *const *tail = to->driver->tails; *tail != NULL; tail++) {
		snprintf(name, sizeof name, "%s%s", to->name, *tail);
		unlink(name);
	}
}

static enum dc_status fill(struct sql *from, struct sql *to, struct dc_error *err)
{
	enum dc_status st;

	if (from->driver != to->driver || from->driver->copy == NULL) {
		st = row_by_row(from, to, err);
	} else {
		st = file_create(to->name, "", 0, err);
		if (st != DC_OK)
			return st;
		st = from->driver->copy(from, to->name, err);
	}
	if (st != DC_OK)
		take_back(to);
	return st;
}

static enum dc_status must_be_free(const char *path, struct dc_error *err)
{
	enum file_state state;
	enum dc_status st = file_look(path, &state, err);

	if (st == DC_OK && state == FILE_PRESENT)
		st = dc_fail(err, DC_EUSAGE, "%s: is there already: give another name, or move it away", path);
	return st;
}

static enum dc_status copy_to(struct sql *from, struct sql *to, bool with_key, struct dc_error *err)
{
	enum dc_status st = !to->there ? must_be_free(to->key, err) :
		dc_fail(err, DC_EUSAGE, "%s: is there already: give another name, or move it away", to->name);

	if (st == DC_OK && with_key)
		st = token_key_copy(from->key, to->key, err);
	if (st != DC_OK)
		return st;
	st = fill(from, to, err);
	if (st != DC_OK && with_key)
		unlink(to->key);
	return st;
}

enum dc_status db_copy(struct dc_store *store, const char *target, bool with_key, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql *to = NULL;
	enum dc_status st;

	if (s->in_batch)
		return dc_fail(err, DC_EBUG, "%s: a copy within a batch", s->path);
	st = sql_locate(target, DC_STORE_CREATE, &to, err);
	if (st == DC_OK)
		st = copy_to(s->db, to, with_key, err);
	sql_close(to);
	return st;
}

enum dc_status db_lend_key(struct dc_store *store, const char *target, struct dc_error *err)
{
	struct db_store *s = db_of(store);
	struct sql *to = NULL;
	enum file_state key = FILE_MISSING;
	enum dc_status st = sql_locate(target, DC_STORE_CREATE, &to, err);

	if (st == DC_OK)
		st = file_look(to->key, &key, err);
	if (st == DC_OK && !to->there && key == FILE_MISSING)
		st = token_key_copy(s->db->key, to->key, err);
	sql_close(to);
	return st;
}
