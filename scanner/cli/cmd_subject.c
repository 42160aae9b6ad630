/* cmd_subject.c -- `daicho subject find | verify | stops`: where one person's data lies (PURPOSES §2.6). The inventory says which objects
 * can hold such data; each is read again now by a sandboxed worker, under the rights of whoever asks, for the inventory keeps no
 * values. What the person's data is is never printed, logged or kept: the audit log knows that a request was made. */
#include "cli.h"
#include "declared.h"
#include "subject.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define INPUT_MOST (64u << 10)

/* ---- the attributes: from a prompt or standard input, never from arguments */

static enum dc_status ask(struct search *s, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	char line[512];

	fprintf(stderr, "%s\n", T("What is known of the person; empty: not known. Nothing of it is kept.", "本人について分かることを入力します。空欄は不明。入力は保存しません。"));
	for (int a = 0; a < N_ATTRIBUTES && st == DC_OK; a++) {
		fprintf(stderr, "%s: ", T(attribute_kinds[a].en, attribute_kinds[a].ja));
		if (fgets(line, sizeof line, stdin) == NULL)
			break;
		st = person_add(&s->seekers->person, (enum attribute)a, dc_span_of(line), err);
		explicit_bzero(line, sizeof line);
	}
	return st != DC_OK || s->seekers->person.n != 0 ? st : dc_fail(err, DC_EUSAGE, T("no attribute was given", "属性がありません"));
}

static enum dc_status read_attributes(struct search *s, struct dc_error *err)
{
	char *text;
	size_t n = 0;
	ssize_t got;
	enum dc_status st;

	if (isatty(STDIN_FILENO))
		return ask(s, err);
	text = malloc(INPUT_MOST);
	if (text == NULL)
		return no_memory(err);
	while (n < INPUT_MOST && (got = read(STDIN_FILENO, text + n, INPUT_MOST - n)) > 0)
		n += (size_t)got;
	st = n == INPUT_MOST ? dc_fail(err, DC_EUSAGE, T("standard input: more than 64 KiB", "標準入力: 64 KiB を超えています"))
		: person_read(&s->seekers->person, (struct dc_span){ (const uint8_t *)text, n }, err);
	explicit_bzero(text, INPUT_MOST);
	free(text);
	return st;
}

/* ---- */

static int by_place(const void *a, const void *b)
{
	const struct dc_subject_place *x = a, *y = b;
	int c = strcmp(x->path, y->path);

	if (c == 0)
		c = strcmp(x->inner, y->inner);
	if (c == 0)
		c = strcmp(x->table, y->table);
	return x->confirmed != y->confirmed ? (x->confirmed ? -1 : 1) : c;
}

static int by_path(const void *a, const void *b)
{
	const struct dc_subject_missed *x = a, *y = b;
	int c = strcmp(x->path, y->path);

	return c != 0 ? c : strcmp(x->why, y->why);
}

static void sort_and_thin(struct search *s)
{
	struct dc_subject_missed *m = (struct dc_subject_missed *)(void *)s->missed.p;
	size_t n = s->missed.n / sizeof *m, kept_n = 0;

	if (s->places.n > sizeof(struct dc_subject_place))
		qsort(s->places.p, s->places.n / sizeof(struct dc_subject_place), sizeof(struct dc_subject_place), by_place);
	if (n > 1)
		qsort(m, n, sizeof *m, by_path);
	for (size_t i = 0; i < n; i++)
		if (kept_n == 0 || by_path(&m[kept_n - 1], &m[i]) != 0)
			m[kept_n++] = m[i];
	s->missed.n = kept_n * sizeof *m;
}

static enum dc_status write_answer(struct search *s, struct dc_error *err)
{
	char fee[96] = "";
	const struct dc_subject subject = { .places = (const struct dc_subject_place *)(const void *)s->places.p,
		.n_places = s->places.n / sizeof(struct dc_subject_place), .missed = (const struct dc_subject_missed *)(const void *)s->missed.p,
		.n_missed = s->missed.n / sizeof(struct dc_subject_missed), .fee = s->decl == NULL ? "" : dc_declaration_fee(s->decl, fee) };
	struct dc_report_request req = { .report = "subject", .format = s->values->format != NULL ? s->values->format : cli_format_of(s->values->output, "md"),
		.lang = cli_lang(), .mask_paths = s->values->mask_paths, .store = s->store, .declaration = s->decl, .subject = &subject,
		.version = DAICHO_VERSION };
	struct cli_output out;
	enum dc_status st = cli_output_open(&out, s->values->output, err);

	if (st == DC_OK)
		st = dc_report_write(&req, out.fd, err);
	if (cli_output_done(&out, st == DC_OK, err) != DC_OK)
		st = err->status;
	if (st == DC_OK && s->values->output != NULL && strcmp(s->values->output, "-") != 0 && !s->values->quiet)
		cli_note(T("written: %s (only you can read it)", "書き出しました: %s(本人だけが読めます)"), s->values->output);
	return st;
}

static enum dc_status tell_audit(const struct search *s, const char *what, struct dc_error *err)
{
	char detail[192];
	int n = snprintf(detail, sizeof detail, "{\"attributes\":[");

	for (int a = 0, any = 0; a < N_ATTRIBUTES; a++)		/* which, never what */
		if ((s->given & 1u << a) != 0)
			n += snprintf(detail + n, sizeof detail - (size_t)n, "%s\"%s\"", any++ ? "," : "", attribute_kinds[a].key);
	snprintf(detail + n, sizeof detail - (size_t)n, "],\"places\":%zu}", s->places.n / sizeof(struct dc_subject_place));
	return dc_store_audit(s->store, what, detail, err);
}

static enum dc_status search(struct search *s, const char *inventory, const char *before, bool stops, struct dc_error *err)
{
	struct dc_engine_options eo = { .today = cli_today(), .table_only = true };
	enum dc_status st = DC_OK;

	if (!stops) {
		s->seekers = calloc(1, sizeof *s->seekers);
		s->n_seekers = s->seekers != NULL;
		st = s->seekers == NULL ? no_memory(err) : read_attributes(s, err);
	}

	for (size_t i = 0; st == DC_OK && !stops && i < s->seekers->person.n; i++)
		s->given |= 1u << s->seekers->person.values[i].of;
	if (st == DC_OK)
		st = dc_store_open(inventory, DC_STORE_WRITE, &s->store, err);
	if (st == DC_OK)
		st = dc_engine_new(&eo, &s->engine, err);
	if (st == DC_OK && stops)
		st = stops_read(s, err);
	if (st == DC_OK)
		st = dc_store_each_finding(s->store, 0, seek_take_finding, s, err);
	if (st == DC_OK)
		st = dc_store_each_object(s->store, 0, seek_take_object, s, err);
	if (st == DC_OK && stops)
		stops_keep_handed_over(s);
	if (st == DC_OK)
		st = seek_all(s, err);
	if (st == DC_OK && !stops)
		st = seek_registers(s, err);
	if (st == DC_OK && before != NULL)
		st = compare_with(s, before, err);
	if (st != DC_OK)
		return st;
	sort_and_thin(s);
	st = write_answer(s, err);
	return st == DC_OK ? tell_audit(s, stops ? "subject_stops" : before == NULL ? "subject_find" : "subject_verify", err) : st;
}

static void done(struct search *s)
{
	for (size_t i = 0; i < s->n_seekers; i++)
		person_done(&s->seekers[i].person);
	free(s->seekers);
	dc_worker_close(s->worker);
	dc_engine_free(s->engine);
	dc_store_close(s->store);
	dc_declaration_free(s->decl);
	dc_arena_free(s->arena);
	dc_buf_done(&s->objects);
	dc_buf_done(&s->places);
	dc_buf_done(&s->missed);
	dc_buf_done(&s->folded);
	dc_buf_done(&s->row);
	free(s->parts);
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct search s = { .values = v };
	bool verify = strcmp(argv[0], "verify") == 0, stops = strcmp(argv[0], "stops") == 0;
	const char *inventory = cli_inventory(v, false);
	struct dc_error err = { 0 };
	int code = CLI_DONE;

	if (inventory == NULL)
		return CLI_USAGE;
	if (!verify && ((strcmp(argv[0], "find") != 0 && !stops) || argc != 1))
		return cli_usage(T("subject find, subject verify BEFORE.jsonl, or subject stops; attributes come from standard input, never from arguments",
			"subject find、subject verify 前回.jsonl、subject stops のいずれか。属性は標準入力から読み、引数では受け取りません"));
	if (verify && argc != 2)
		return cli_usage(T("subject verify takes what 'subject find -f jsonl' wrote before", "subject verify には前回の 'subject find -f jsonl' の出力を指定します"));
	s.arena = dc_arena_new(0);
	if (s.arena == NULL)
		return CLI_INTERNAL;
	struct dc_buf *const bufs[] = { &s.objects, &s.places, &s.missed, &s.folded, &s.row };
	for (size_t i = 0; i < DC_ARRAY_LEN(bufs); i++)
		dc_buf_init(bufs[i], 0);
	if (v->declaration != NULL)
		code = declared_load(v->declaration, &s.decl, &(struct declared_count){ .quiet = true });
	if (code == CLI_DONE && search(&s, inventory, verify ? argv[1] : NULL, stops, &err) != DC_OK)
		code = cli_fail(&err);
	done(&s);
	return code;
}

const struct cli_command command_subject = {
	.name = "subject", .args = "find | verify BEFORE.jsonl | stops", .options = "inventory purposes rule-pack password-file format output mask-paths quiet unsafe-no-sandbox",
	.least = 1, .most = 2, .run = run,
	.en = "where one person's data lies, for a request of theirs", .ja = "本人からの請求に応じて、その人の情報の所在を調べる",
	.more_en = "Attributes are asked for, or read from standard input as 'key: value' lines or one JSON object; never from arguments.\n"
		"Keys: name kana email phone birth_date address id my_number. Each object that can hold them is read again now, under\n"
		"your rights. Two attributes that agree in one record are 'confirmed', one is a 'candidate'. The request is logged\n"
		"without the attributes. verify repeats the search and sets it against an earlier 'find -f jsonl'. stops reads the stop\n"
		"list of the declaration and tells which of its persons are still in what is handed over.",
	.more_ja = "属性は入力を求めるか、標準入力から「属性名: 値」の行または JSON オブジェクトで読みます。引数では受け取りません。\n"
		"属性名: name kana email phone birth_date address id my_number(氏名、電話番号などの日本語名も可)。情報を含み得る\n"
		"対象を、操作者の権限で今あらためて読みます。同じ記録で二つ以上一致すれば「確認」、一つなら「候補」です。請求は\n"
		"属性を含めずに記録します。verify は検索を繰り返し、前回の 'find -f jsonl' と比べます。stops は宣言にある停止の\n"
		"一覧を読み、提供・委託する範囲に残っている本人を示します。",
};
