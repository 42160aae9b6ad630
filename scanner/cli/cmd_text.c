/* cmd_text.c -- `daicho text FILE`: what the scanner reads in a file, with its places, through the same sandbox, so that a
 * user can see why something was or was not found. The one command that shows content: it is the user's own file. */
#include "look.h"

#include "daicho/log.h"

#include <unistd.h>

struct showing {
	struct dc_buf out;
	uint32_t part;			/* the last one named */
	bool any;
};

static enum dc_status name_part(struct showing *s, const struct look *l, const struct dc_record *r)
{
	const struct look_part *p = &l->parts[r->part];
	enum dc_status st = DC_OK;

	if (s->any && s->part == r->part)
		return DC_OK;
	dc_buf_adds(&s->out, "== ");
	dc_escape(&s->out, dc_span_of(l->name));
	if (*p->inner != '\0') {
		dc_buf_adds(&s->out, "!/");
		dc_escape(&s->out, dc_span_of(p->inner));
	}
	if (*p->table != '\0') {
		dc_buf_adds(&s->out, "!/");
		dc_escape(&s->out, dc_span_of(p->table));
	}
	st = dc_buf_printf(&s->out, " (%s)\n", p->format);
	s->any = true;
	s->part = r->part;
	return st;
}

static enum dc_status each(struct look *l, const struct dc_record *r, struct dc_error *err)
{
	struct showing *s = l->ctx;
	enum dc_status st;

	if (r->type != DC_REC_TEXT)
		return DC_OK;
	dc_buf_clear(&s->out);
	st = name_part(s, l, r);
	if (st == DC_OK && r->text_column != DC_NO_COLUMN)
		st = dc_buf_printf(&s->out, "%llu.%u", (unsigned long long)r->text_row, r->text_column + 1);
	else if (st == DC_OK && r->text_line != 0)
		st = dc_buf_printf(&s->out, "%llu", (unsigned long long)r->text_line);
	if (st == DC_OK && *r->field != '\0') {
		dc_buf_adds(&s->out, "\t[");
		dc_escape(&s->out, dc_span_of(r->field));
		dc_buf_addc(&s->out, ']');
	}
	dc_buf_addc(&s->out, '\t');
	dc_escape(&s->out, dc_span_of(r->text));
	if (st != DC_OK || dc_buf_addc(&s->out, '\n') != DC_OK)
		return dc_fail(err, DC_ENOMEM, "text");
	return cli_write(STDOUT_FILENO, (struct dc_span){ s->out.p, s->out.n }, err);
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct showing s = { .any = false };
	struct look l = { .values = v, .name = argc > 0 ? argv[0] : "-", .text_only = true, .each = each, .ctx = &s };
	int code;

	dc_buf_init(&s.out, 0);
	code = look_run(&l);
	dc_buf_done(&s.out);
	return code;
}

const struct cli_command command_text = {
	.name = "text", .args = "[FILE|-]", .options = "raw ocr ocr-pages ocr-seconds ocr-pixels unsafe-no-sandbox", .least = 0, .most = 1, .run = run,
	.en = "what the scanner reads in a file", .ja = "ファイルの中で読める文字を示す",
	.more_en = "Each line has its place (line, or row.column of a table with the heading in brackets) and what is read there.\n"
		"A heading '==' names the member, sheet or part. This command shows the content of the file.",
	.more_ja = "各行は場所(行、または表の行.列と見出し)と、そこで読める文字です。'==' の行は書庫の中のファイルや\n"
		"シートの名です。このコマンドはファイルの中身を表示します。",
};
