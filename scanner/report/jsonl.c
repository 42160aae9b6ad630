/* jsonl.c -- one JSON object a line: the full form, from which every other can be derived. Always valid UTF-8; a name
 * that is none keeps its bytes in a second field, in hexadecimal. */
#include "json.h"

#include "plain.h"

#include <inttypes.h>
#include <math.h>

/* The one place where text becomes JSON (RFC 8259). Beyond what it asks, U+007F to U+009F and what plain.h hides are
 * escaped too, so that a line is harmless in a terminal. */
void json_chars(struct out *o, struct dc_span s)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at, run = plain_run(s, at, "\"\\");
		uint8_t byte = 0;
		uint32_t c;

		if (run != 0) {
			out_bytes(o, s.p + at, run);
			at += run;
			continue;
		}
		c = plain_next(s, &at, &byte);
		if (c == UINT32_MAX)
			out_str(o, "\\ufffd");
		else if (c == '"' || c == '\\')
			out_fmt(o, "\\%c", (int)c);
		else if (plain_shown(c))
			out_bytes(o, s.p + from, at - from);
		else if (c < 0x10000)
			out_fmt(o, "\\u%04x", (unsigned)c);
		else
			out_fmt(o, "\\u%04x\\u%04x", (unsigned)(0xd800 + ((c - 0x10000) >> 10)),
				(unsigned)(0xdc00 + ((c - 0x10000) & 0x3ff)));
	}
}

void json_text(struct out *o, struct dc_span s)
{
	out_str(o, "\"");
	json_chars(o, s);
	out_str(o, "\"");
}

void json_number(struct out *o, double x, int decimals)
{
	if (isfinite(x))
		out_fmt(o, "%.*f", decimals, x);
	else
		out_str(o, "null");
}

static void put_weights(struct out *o, const struct cell *c)
{
	out_str(o, "[");
	for (size_t i = 0; i < c->n_weights; i++) {
		out_str(o, i == 0 ? "{\"why\":" : ",{\"why\":");
		json_text(o, dc_span_of(label_evidence_id(c->weights[i].why)));
		out_str(o, ",\"logodds\":");
		json_number(o, (double)c->weights[i].logodds, 4);
		out_str(o, "}");
	}
	out_str(o, "]");
}

static void put_value(struct out *o, enum cell_type type, const struct cell *c)
{
	static const char *const none[] = { [CELL_TEXT] = "\"\"", [CELL_NAME] = "\"\"", [CELL_CODE] = "\"\"", [CELL_COUNT] = "null",
		[CELL_BYTES] = "null", [CELL_SHARE] = "null", [CELL_TIME] = "\"\"", [CELL_DATE] = "\"\"", [CELL_WEIGHTS] = "[]" };
	char room[NUMBER_MOST];

	if (!c->known) {
		out_str(o, none[type]);
		return;
	}
	switch (type) {
	case CELL_TEXT: case CELL_NAME: case CELL_CODE:
		json_text(o, c->text);
		break;
	case CELL_COUNT: case CELL_BYTES:
		out_number(o, c->n);
		break;
	case CELL_SHARE:
		json_number(o, c->x, 6);
		break;
	case CELL_TIME:
		json_text(o, dc_span_of(number_time(c->n, room)));
		break;
	case CELL_DATE:
		json_text(o, dc_span_of(number_date(c->n, room)));
		break;
	case CELL_WEIGHTS:
		put_weights(o, c);
		break;
	}
}

static void put_bytes(struct out *o, const char *key, struct dc_span s)
{
	out_fmt(o, ",\"%s_hex\":\"", key);
	for (size_t i = 0; i < s.n; i++)
		out_fmt(o, "%02x", s.p[i]);
	out_str(o, "\"");
}

void json_cells(struct page *p, const struct cell *cells, bool first)
{
	for (size_t i = 0; i < p->section->n_columns; i++) {
		const struct column *col = &p->section->columns[i];

		out_str(&p->out, first ? "\"" : ",\"");
		out_str(&p->out, col->key);
		out_str(&p->out, "\":");
		first = false;
		put_value(&p->out, col->type, &cells[i]);
		if (col->type == CELL_NAME && cells[i].known && !plain_utf8(cells[i].text))
			put_bytes(&p->out, col->key, cells[i].text);
	}
}

void json_facts(struct page *p)
{
	for (int i = 0; i < N_FACTS; i++) {
		out_fmt(&p->out, "%s\"%s\":", i == 0 ? "" : ",", p->facts[i].key);
		json_text(&p->out, dc_span_of(p->facts[i].value));
	}
}

static enum dc_status jsonl_begin(struct page *p)
{
	if (p->report->bare)
		return DC_OK;
	out_fmt(&p->out, "{\"section\":\"head\",\"report\":\"%s\",", p->report->id);
	json_facts(p);
	out_str(&p->out, "}\n");
	return p->out.status;
}

static void jsonl_numbers(struct page *p, const struct number *numbers, size_t n)
{
	out_str(&p->out, "{\"section\":\"numbers\"");
	for (size_t i = 0; i < n; i++) {
		out_fmt(&p->out, ",\"%s\":", numbers[i].key);
		json_text(&p->out, dc_span_of(numbers[i].value));
	}
	out_str(&p->out, "}\n");
}

static void jsonl_figure(struct page *p, const struct figure *f)
{
	for (size_t r = 0; r < f->n_rows; r++) {
		out_fmt(&p->out, "{\"section\":\"%s\",\"label\":", f->id);
		json_text(&p->out, dc_span_of(f->rows[r]));
		out_str(&p->out, ",\"values\":{");
		for (size_t k = 0; k < f->n_columns; k++) {
			if (k != 0)
				out_str(&p->out, ",");
			json_text(&p->out, dc_span_of(f->columns[k]));
			out_fmt(&p->out, ":%" PRIu64, f->values[r * f->n_columns + k]);
		}
		out_str(&p->out, "}}\n");
	}
}

static void jsonl_lines(struct page *p, const char *id, const char *title, const char *const *lines, size_t n)
{
	(void)title;
	for (size_t i = 0; i < n; i++) {
		out_fmt(&p->out, "{\"section\":\"%s\",\"text\":", id);
		json_text(&p->out, dc_span_of(lines[i]));
		out_str(&p->out, "}\n");
	}
}

static void jsonl_row(struct page *p, const struct cell *cells)
{
	out_str(&p->out, "{");
	if (!p->report->bare)
		out_fmt(&p->out, "\"section\":\"%s\"", p->section->id);
	json_cells(p, cells, p->report->bare);
	out_str(&p->out, "}\n");
}

static enum dc_status jsonl_end(struct page *p)
{
	return p->out.status;
}

const struct format format_jsonl = { .id = "jsonl", .machine = true, .begin = jsonl_begin, .numbers = jsonl_numbers,
	.figure = jsonl_figure, .lines = jsonl_lines, .row = jsonl_row, .end = jsonl_end };
