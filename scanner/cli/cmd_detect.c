/* cmd_detect.c -- `daicho detect [FILE|-]`: the findings of one file as JSON lines, with no inventory: for a look, for
 * scripts, for trying one's own kinds. */
#include "findings.h"
#include "look.h"

#include <string.h>
#include <unistd.h>

static void mask_of(const struct dc_record *r, char *out, size_t cap)
{
	static const uint8_t stars[] = "********************";
	size_t most = sizeof stars - 1;

	if ((r->hit.kind->flags & DC_KIND_NO_VALUE) != 0)
		dc_mask(DC_MASK_LENGTH, (struct dc_span){ stars, r->value_points < most ? r->value_points : most }, 0, out, cap);
	else
		dc_mask(r->hit.kind->mask, r->hit.value, r->hit.shown, out, cap);
}

static enum dc_status each(struct look *l, const struct dc_record *r, struct dc_error *err)
{
	const struct look_part *p = &l->parts[r->part];
	struct dc_buf *line = l->ctx;
	char masked[DC_VALUE_MOST + 8];
	struct dc_listed_finding f = {
		.asset = l->name, .path = l->name, .path_len = strlen(l->name), .inner = p->inner, .table = p->table, .format = p->format,
		.field = r->field, .column = r->hit.column, .category = r->hit.category, .start = r->hit.start, .end = r->hit.end,
		.line = r->hit.line, .row = r->hit.row, .col = r->hit.col, .confidence = r->hit.confidence, .band = r->hit.band,
		.flags = r->hit.flags, .masked = masked, .weights = r->hit.weights, .n_weights = r->hit.n_weights,
	};

	if (r->type != DC_REC_HIT || r->hit.band == DC_BAND_NONE)
		return DC_OK;
	f.kind = r->hit.kind->id;
	mask_of(r, masked, sizeof masked);
	if (findings_line(line, &f, NULL) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "detect");
	return cli_write(STDOUT_FILENO, (struct dc_span){ line->p, line->n }, err);
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct dc_buf line;
	struct look l = { .values = v, .name = argc > 0 ? argv[0] : "-", .each = each, .ctx = &line };
	int code;

	dc_buf_init(&line, 0);
	code = look_run(&l);
	dc_buf_done(&line);
	return code;
}

const struct cli_command command_detect = {
	.name = "detect", .args = "[FILE|-]", .options = "kinds profile raw ocr ocr-pages ocr-seconds ocr-pixels unsafe-no-sandbox", .least = 0, .most = 1, .run = run,
	.en = "findings of one file or text, no inventory", .ja = "1つのファイルや文の発見を示す(台帳なし)",
	.more_en = "Each line is a JSON object as `scan --findings` writes it. Values are masked.",
	.more_ja = "1行が1件のJSONで、`scan --findings` と同じ形です。値は伏せます。",
};
