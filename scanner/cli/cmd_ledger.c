/* cmd_ledger.c -- `daicho ledger import FILE`: what people typed into the ledger comes back by row id. The sheet is read as any
 * foreign file is, by a sandboxed worker, so CSV in any encoding and workbooks alike. Nothing is taken in unless every row of the
 * ledger stands in the sheet once. */
#include "cli.h"
#include "declared.h"
#include "look.h"

#include "daicho/log.h"
#include "daicho/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MOST 256
#define TOLD_MOST 20			/* rows named of each fault */

struct row {
	const char *id;			/* NULL: none */
	uint64_t number;		/* in the sheet */
	const char *text[8];		/* by names[] */
	size_t seen;			/* times */
};

static const char *const names[] = { "disposal", "risk", "measures", "reviewed_on", "reviewed_by", "note" };

struct sheet {
	struct look look;
	const char *heading[COLUMNS_MOST];	/* stored name of each column, or NULL */
	bool headed, ended;
	uint32_t part;
	uint64_t last, headings;	/* row that came last; that of the headings where it came as cells */
	struct dc_buf rows;		/* struct row */
};

static struct row *row_at(const struct sheet *s, size_t i)
{
	return (struct row *)(void *)s->rows.p + i;
}

static size_t n_rows(const struct sheet *s)
{
	return s->rows.n / sizeof(struct row);
}

/* The row that carries the ledger's headings may be any of a sheet's first; what stands above it is passed over. */
static void take_heading(struct sheet *s, uint32_t part, uint32_t column, const char *text)
{
	const char *name = column < COLUMNS_MOST ? dc_ledger_column(text) : NULL;

	if (name == NULL)
		return;
	if (s->part != part) {
		memset(s->heading, 0, sizeof s->heading);
		s->part = part;
		s->headed = false;
	}
	s->heading[column] = name;
	s->headed = s->headed || strcmp(name, "row_id") == 0;
}

static enum dc_status take_cell(struct sheet *s, const struct dc_record *r, const char *name, struct dc_error *err)
{
	const char *text = dc_arena_strdup(s->look.arena, r->text);
	struct row fresh = { .number = r->text_row }, *row;

	if (text == NULL || (s->last != r->text_row && dc_buf_add(&s->rows, &fresh, sizeof fresh) != DC_OK))
		return dc_fail(err, DC_ENOMEM, "%s", s->look.name);
	s->last = r->text_row;
	row = row_at(s, n_rows(s) - 1);
	if (name != NULL && strcmp(name, "row_id") == 0)
		row->id = text;
	for (size_t i = 0; name != NULL && i < DC_ARRAY_LEN(names); i++)
		if (strcmp(name, names[i]) == 0)
			row->text[i] = text;
	return DC_OK;
}

/* The first table with a row id is the ledger; a blank line ends it, for below it our CSV has other tables. The reader gives the
 * heading of a column with each cell where it knows one, else the row of headings comes as cells. */
static enum dc_status each(struct look *l, const struct dc_record *r, struct dc_error *err)
{
	struct sheet *s = l->ctx;

	if (r->type != DC_REC_TEXT || r->text_column >= COLUMNS_MOST || s->ended)
		return DC_OK;
	if (n_rows(s) != 0 && (r->part != s->part || r->text_row > s->last + 1)) {
		s->ended = true;
		return DC_OK;
	}
	if (*r->field != '\0')
		take_heading(s, r->part, r->text_column, r->field);
	else if (n_rows(s) == 0 && dc_ledger_column(r->text) != NULL) {
		take_heading(s, r->part, r->text_column, r->text);
		s->headings = r->text_row;
	}
	if (!s->headed || r->part != s->part || r->text_row == s->headings)
		return DC_OK;
	return take_cell(s, r, s->heading[r->text_column], err);
}

/* ---- is it whole? */

static struct row *row_of(const struct sheet *s, const char *id)
{
	for (size_t i = 0; i < n_rows(s); i++)
		if (row_at(s, i)->id != NULL && strcmp(row_at(s, i)->id, id) == 0)
			return row_at(s, i);
	return NULL;
}

static void tell(const char *what, const char *id, uint64_t number, size_t *told)
{
	if (++*told <= TOLD_MOST && number != 0)
		cli_note(T("row %llu: %s%s%s", "%llu 行目: %s%s%s"), (unsigned long long)number, what, id == NULL ? "" : ": ", id == NULL ? "" : id);
	else if (*told <= TOLD_MOST)
		cli_note("%s: %s", what, id == NULL ? "" : id);
}

static bool declared(const struct dc_declaration *d, const char *id)
{
	struct dc_declared_row row;

	if (strcmp(id, "-") == 0)	/* what lies outside every scope */
		return true;
	for (size_t i = 0; i < dc_declaration_rows(d); i++) {
		dc_declaration_row(d, i, "ja", &row);
		if (strcmp(row.row_id, id) == 0)
			return true;
	}
	return false;
}

static size_t faults(const struct sheet *s, const struct dc_declaration *d)
{
	struct dc_declared_row row;
	size_t told = 0;

	for (size_t i = 0; i < n_rows(s); i++) {
		const struct row *r = row_at(s, i);

		if (r->id == NULL)
			tell(T("no row id", "管理番号がありません"), NULL, r->number, &told);
		else if (row_of(s, r->id) != r)
			tell(T("the row id stands there a second time", "管理番号が重複しています"), r->id, r->number, &told);
		else if (!declared(d, r->id))
			tell(T("the ledger has no such row", "台帳にない管理番号です"), r->id, r->number, &told);
	}
	for (size_t i = 0; i < dc_declaration_rows(d); i++) {
		dc_declaration_row(d, i, cli_lang(), &row);
		if (row_of(s, row.row_id) == NULL)
			tell(T("the row is missing from the sheet", "この管理番号の行がありません"), row.row_id, 0, &told);
	}
	return told;
}

/* ---- taking it in */

/* The date of review as the declaration has it is no typed text: it would outlive the declaration's next one. */
static bool as_declared(const struct dc_declaration *d, const struct row *r, const char *name, const char *text)
{
	struct dc_declared_scope scope;
	struct dc_declared_row row;

	if (strcmp(name, "reviewed_on") != 0)
		return false;
	for (size_t i = 0; i < dc_declaration_rows(d); i++) {
		dc_declaration_row(d, i, "ja", &row);
		if (strcmp(row.row_id, r->id) != 0)
			continue;
		dc_declaration_scope(d, row.scope, "ja", &scope);
		return strcmp(scope.reviewed_on, text) == 0;
	}
	return false;
}

/* Our CSV has an apostrophe before what a spreadsheet would take for a formula. */
static const char *plain_of(const char *text)
{
	return text[0] == '\'' && text[1] != '\0' && strchr("=+-@", text[1]) != NULL ? text + 1 : text;
}

static enum dc_status put_row(const struct dc_declaration *d, struct dc_store *store, const struct row *r, size_t *cells, struct dc_error *err)
{
	enum dc_status st = dc_store_typed_clear(store, r->id, err);

	for (size_t i = 0; i < DC_ARRAY_LEN(names) && st == DC_OK; i++) {
		if (r->text[i] == NULL || *r->text[i] == '\0' || as_declared(d, r, names[i], r->text[i]))
			continue;
		st = dc_store_typed_put(store, r->id, names[i], plain_of(r->text[i]), err);
		++*cells;
	}
	return st;
}

static enum dc_status put_all(const struct sheet *s, const struct dc_declaration *d, struct dc_store *store, size_t *cells, struct dc_error *err)
{
	enum dc_status st = dc_store_begin(store, err);
	char detail[192];

	if (st != DC_OK)
		return st;
	for (size_t i = 0; i < n_rows(s) && st == DC_OK; i++)
		st = put_row(d, store, row_at(s, i), cells, err);
	if (st == DC_OK)
		st = dc_store_commit(store, err);
	else
		dc_store_rollback(store);
	snprintf(detail, sizeof detail, "{\"rows\":%zu,\"cells\":%zu,\"declaration\":\"%.64s\"}", n_rows(s), *cells, dc_declaration_sha256(d));
	return st == DC_OK ? dc_store_audit(store, "ledger_import", detail, err) : st;
}

static int take_in(struct sheet *s, const char *inventory, const struct dc_declaration *d)
{
	struct dc_store *store = NULL;
	struct dc_error err = { 0 };
	size_t cells = 0, wrong;
	int code = CLI_DONE;

	if (!s->headed)
		return cli_usage(T("%s: no sheet of it has the heading 'Row id' (管理番号, row_id)", "%s: 見出し「管理番号」(row_id)のある表がありません"), s->look.name);
	wrong = faults(s, d);
	if (wrong != 0)
		return cli_usage(T("%s: nothing was taken in: %s rows are lost, unknown or there twice; put them right and import again",
			"%s: 取り込みませんでした。欠けた行・不明な行・重複した行が %s 件あります。直してから再度取り込んでください"), s->look.name, cli_number(wrong));
	if (dc_store_open(inventory, DC_STORE_WRITE, &store, &err) != DC_OK || put_all(s, d, store, &cells, &err) != DC_OK)
		code = cli_fail(&err);
	dc_store_close(store);
	if (code == CLI_DONE && !s->look.values->quiet)
		printf(T("%s rows, %s typed cells taken in\n", "%s 行、記入 %s 項目を取り込みました\n"), cli_number(n_rows(s)), cli_number(cells));
	return code;
}

static int import_file(const struct cli_values *v, const char *file, const char *inventory, const struct dc_declaration *d)
{
	struct sheet *s = calloc(1, sizeof *s);
	int code;

	if (s == NULL)
		return CLI_INTERNAL;
	s->look = (struct look){ .values = v, .name = file, .text_only = true, .each = each, .ctx = s, .keep = true };
	s->part = UINT32_MAX;
	dc_buf_init(&s->rows, 256u << 20);
	code = look_run(&s->look);
	if (code == CLI_DONE)
		code = take_in(s, inventory, d);
	dc_arena_free(s->look.arena);
	dc_buf_done(&s->rows);
	free(s);
	return code;
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct dc_declaration *d = NULL;
	const char *inventory;
	int code;

	if (argc != 2 || strcmp(argv[0], "import") != 0)
		return cli_usage(T("ledger import FILE", "ledger import FILE の形で指定してください"));
	if (v->declaration == NULL)
		return cli_usage(T("the rows of the ledger are those of the declaration: -p daicho.yaml", "台帳の行は宣言で決まります: -p daicho.yaml"));
	inventory = cli_inventory(v, false);
	if (inventory == NULL)
		return CLI_USAGE;
	code = declared_load(v->declaration, &d, &(struct declared_count){ .quiet = true });
	if (code == CLI_DONE)
		code = import_file(v, argv[1], inventory, d);
	dc_declaration_free(d);
	return code;
}

const struct cli_command command_ledger = {
	.name = "ledger", .args = "import FILE -p FILE", .options = "purposes rule-pack inventory quiet unsafe-no-sandbox", .least = 1, .most = 2, .run = run,
	.en = "bring typed columns of the ledger back", .ja = "台帳に記入した項目を取り込む",
	.more_en = "FILE is a ledger written by 'report ledger' (CSV in UTF-8 or CP932, or XLSX) in which people typed: disposal, risk,\n"
		"measures, reviewed on and by, remarks. They are kept by row id across scans. A sheet with rows lost, unknown or there\n"
		"twice is refused, with these rows named; nothing is taken in then.",
	.more_ja = "FILE は report ledger で書き出し、人が記入した台帳です(UTF-8 または CP932 の CSV、XLSX)。廃棄、リスク評価、\n"
		"安全管理措置、見直し日・承認者、備考を管理番号ごとに保持し、以後の台帳に引き継ぎます。行の欠け、不明な管理番号、\n"
		"重複があるときは、その行を示して何も取り込みません。",
};
