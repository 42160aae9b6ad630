/* xlsx.c -- a workbook: the first sheet has the head of the report, then a sheet for each table.
 *
 * libxlsxwriter writes rows as they come (constant_memory: strings stand in the cells). It writes to a named file alone,
 * so the workbook is made in a memfd, which is named by /proc, and copied. Cells are strings and numbers: no formula, no
 * hyperlink, whatever a name says.
 */
#include "page.h"
#include "plain.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xlsxwriter.h>

#define SHEET_ROWS_MOST 1048576u	/* ECMA-376: rows of a sheet */
#define CELL_TEXT_MOST 32767u		/* characters of a cell */
#define PAGE_CHARS 230			/* of width that a printed A3 page takes at about 8 points: still read with ease */
#define ROW_POINTS 16			/* a line of 10 points */
#define ROW_LINES_MOST 25		/* 409 points are the most that a row may be high */
#define PAPER_A3 8
#define PAPER_A4 9

struct xlsx {
	int fd;
	lxw_workbook *book;
	lxw_worksheet *sheet, *head;
	lxw_format *bold, *bold_right, *wrap, *plain, *count, *share, *cell;	/* cell: plain or wrap, as the open sheet has it */
	uint32_t row, head_row;
	uint64_t beyond;		/* rows that a full sheet could not take */
	unsigned sheets;
	struct dc_buf text;
};

static void failed(struct page *p, const char *what)
{
	if (p->out.status == DC_OK)
		p->out.status = dc_fail(p->err, DC_EIO, "writing the workbook: %s", what);
}

/* Excel reads "_x0041_" in a string as "A" (ECMA-376 part 1, 22.9.2.19): its first sign is written as "_x005F_". */
static bool coded(const uint8_t *p, size_t n)
{
	if (n < 7 || p[0] != '_' || (p[1] != 'x' && p[1] != 'X') || p[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++) {
		if (strchr("0123456789abcdefABCDEF", p[i]) == NULL || p[i] == 0)
			return false;
	}
	return true;
}

/* The one place where text becomes a cell: controls visible, valid XML, never longer than a cell may be. */
static void put_text(struct page *p, lxw_worksheet *sheet, uint32_t row, uint16_t col, struct dc_span s, lxw_format *format)
{
	struct xlsx *x = p->state;
	struct dc_buf plain;
	size_t points = 0;

	dc_buf_init(&plain, 0);
	dc_buf_clear(&x->text);
	if (plain_add(&plain, s) != DC_OK)
		failed(p, "no memory");
	for (size_t i = 0; i < plain.n; i++) {
		if ((plain.p[i] & 0xc0) != 0x80 && points++ > CELL_TEXT_MOST - 64) {
			dc_buf_adds(&x->text, "…");
			break;
		}
		if (coded(plain.p + i, plain.n - i)) {
			dc_buf_adds(&x->text, "_x005F_");
			points += 6;
		} else
			dc_buf_add(&x->text, plain.p + i, 1);
	}
	dc_buf_done(&plain);
	if (dc_buf_cstr(&x->text) == NULL ||
	    worksheet_write_string(sheet, row, col, dc_buf_cstr(&x->text), format) != LXW_NO_ERROR)
		failed(p, "a cell was refused");
}

static void put_number(struct page *p, uint16_t col, double v, lxw_format *format)
{
	struct xlsx *x = p->state;

	if (worksheet_write_number(x->sheet, x->row, col, v, format) != LXW_NO_ERROR)
		failed(p, "a cell was refused");
}

static void put_weights(struct page *p, uint16_t col, const struct cell *c)
{
	struct xlsx *x = p->state;
	struct dc_buf b;

	dc_buf_init(&b, 1 << 16);
	for (size_t i = 0; i < c->n_weights; i++) {
		dc_buf_printf(&b, "%s%s %+.2f", i == 0 ? "" : "; ", label_evidence(c->weights[i].why, p->lang),
			(double)c->weights[i].logodds);
	}
	put_text(p, x->sheet, x->row, col, (struct dc_span){ b.p, b.n }, x->plain);
	dc_buf_done(&b);
}

static void put_cell(struct page *p, uint16_t col, enum cell_type type, const struct cell *c)
{
	struct xlsx *x = p->state;
	char room[NUMBER_MOST];

	if (!c->known)
		return;
	switch (type) {
	case CELL_TEXT: case CELL_NAME:
		put_text(p, x->sheet, x->row, col, c->text, memchr(c->text.p, '\n', c->text.n) == NULL ? x->cell : x->wrap);
		break;
	case CELL_CODE:
		put_text(p, x->sheet, x->row, col, c->label != NULL ? dc_span_of(c->label) : c->text, x->cell);
		break;
	case CELL_COUNT: case CELL_BYTES:
		put_number(p, col, (double)c->n, x->count);
		break;
	case CELL_SHARE:
		put_number(p, col, c->x, x->share);
		break;
	case CELL_TIME:
		put_text(p, x->sheet, x->row, col, dc_span_of(number_when(p, c->n, room)), x->plain);
		break;
	case CELL_DATE:
		put_text(p, x->sheet, x->row, col, dc_span_of(number_date(c->n, room)), x->plain);
		break;
	case CELL_WEIGHTS:
		put_weights(p, col, c);
		break;
	}
}

/* The workbook's date is the scan's, so that one inventory gives one file. */
static void set_date(struct page *p)
{
	struct xlsx *x = p->state;
	lxw_doc_properties about = { .created = (time_t)(p->run.started_ns / 1000000000) };

	workbook_set_properties(x->book, &about);
}

/* A Japanese face: without one a spreadsheet picks another for each run of characters. */
static lxw_format *add_format(const struct xlsx *x)
{
	lxw_format *f = workbook_add_format(x->book);

	format_set_font_name(f, "Yu Gothic");
	format_set_font_size(f, 10);
	return f;
}

/* Lines that a text takes in a column: signs beyond Latin are two wide. Spreadsheets do not measure rows of a file that they open. */
static unsigned lines_of(struct dc_span s, double width)
{
	unsigned lines = 1;
	double at = 0;

	for (size_t i = 0; i < s.n; i++) {
		double wide = (s.p[i] & 0xc0) == 0x80 ? 0 : s.p[i] >= 0xe0 ? 2 : 1.1;

		at += wide;
		if (s.p[i] == '\n' || at > width) {
			lines++;
			at = wide;
		}
	}
	return lines;
}

/* As many pages side by side as the letters need to stay readable, any number below each other, with their numbers. */
static void set_printing(lxw_worksheet *sheet, uint8_t paper, uint16_t pages)
{
	if (paper == PAPER_A3)
		worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, paper);
	worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6);
	worksheet_fit_to_pages(sheet, pages, 0);
	worksheet_set_footer(sheet, "&L&8&A&R&8&P / &N");
}

static enum dc_status xlsx_begin(struct page *p)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	struct xlsx *x = calloc(1, sizeof *x);
	char name[48];

	if (x == NULL)
		return dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
	p->state = x;
	dc_buf_init(&x->text, 1 << 20);
	x->fd = memfd_create("report.xlsx", MFD_CLOEXEC);
	if (x->fd < 0)
		return dc_fail(p->err, DC_EIO, "workbook: memfd_create: %s", strerror(errno));
	snprintf(name, sizeof name, "/proc/self/fd/%d", x->fd);
	x->book = workbook_new_opt(name, &options);
	if (x->book == NULL)
		return dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
	set_date(p);
	x->bold = add_format(x);
	format_set_bold(x->bold);
	format_set_bottom(x->bold, LXW_BORDER_THIN);
	format_set_text_wrap(x->bold);
	format_set_align(x->bold, LXW_ALIGN_VERTICAL_BOTTOM);
	x->bold_right = add_format(x);
	format_set_bold(x->bold_right);
	format_set_bottom(x->bold_right, LXW_BORDER_THIN);
	format_set_text_wrap(x->bold_right);
	format_set_align(x->bold_right, LXW_ALIGN_RIGHT);
	x->plain = add_format(x);
	format_set_align(x->plain, LXW_ALIGN_VERTICAL_TOP);
	x->wrap = add_format(x);
	format_set_text_wrap(x->wrap);
	format_set_align(x->wrap, LXW_ALIGN_VERTICAL_TOP);
	x->count = add_format(x);
	format_set_align(x->count, LXW_ALIGN_VERTICAL_TOP);
	format_set_num_format(x->count, "#,##0");
	x->share = add_format(x);
	format_set_align(x->share, LXW_ALIGN_VERTICAL_TOP);
	format_set_num_format(x->share, "0.0%");
	x->head = workbook_add_worksheet(x->book, NULL);
	if (x->head == NULL)
		return dc_fail(p->err, DC_ENOMEM, "report %s", p->report->id);
	worksheet_set_column(x->head, 0, 0, 26, x->wrap);
	worksheet_set_column(x->head, 1, 1, 90, x->wrap);
	set_printing(x->head, PAPER_A4, 1);
	put_text(p, x->head, 0, 0, dc_span_of(p->title), x->bold);
	for (int i = 0; i < N_FACTS; i++) {
		put_text(p, x->head, (uint32_t)i + 2, 0, dc_span_of(page_word(p, p->facts[i].label)), x->wrap);
		put_text(p, x->head, (uint32_t)i + 2, 1, dc_span_of(p->facts[i].value), x->wrap);
		worksheet_set_row(x->head, (uint32_t)i + 2, ROW_POINTS * lines_of(dc_span_of(p->facts[i].value), 90), NULL);
	}
	x->head_row = N_FACTS + 3;
	return p->out.status;
}

static void xlsx_lines(struct page *p, const char *id, const char *title, const char *const *lines, size_t n)
{
	struct xlsx *x = p->state;

	(void)id;
	for (size_t i = 0; i < n; i++) {
		put_text(p, x->head, x->head_row, 0, dc_span_of(i == 0 ? title : ""), x->wrap);
		put_text(p, x->head, x->head_row++, 1, dc_span_of(lines[i]), x->wrap);
	}
}

static double width_of(const struct column *c)
{
	if (c->type == CELL_NAME)
		return 44;
	return c->type == CELL_TEXT || c->type == CELL_CODE ? 22 : c->type == CELL_WEIGHTS ? 60 : 13;
}

static bool is_figure(enum cell_type type)
{
	return type == CELL_COUNT || type == CELL_BYTES || type == CELL_SHARE;
}

/* Titles of sections without a group are ours; others hold names from the declaration. NULL: "Sheet2". */
static const char *sheet_name(struct page *p, const struct section *s)
{
	struct xlsx *x = p->state;
	const char *name = s->group != NULL ? s->group : s->title;

	return workbook_validate_sheet_name(x->book, name) == LXW_NO_ERROR ? name : NULL;
}

/* A sheet of one row for each scope is read cell by cell, so its texts are shown whole; lists keep a line for each row. */
static void set_columns(struct page *p, const struct section *s)
{
	struct xlsx *x = p->state;
	lxw_format *format = s->style == STYLE_CARDS ? x->wrap : x->plain;
	double total = 0;

	x->cell = format;
	for (size_t i = 0; i < s->n_columns; i++) {
		double width = width_of(&s->columns[i]);

		total += width;
		worksheet_set_column(x->sheet, (uint16_t)i, (uint16_t)i, width, format);
		put_text(p, x->sheet, 0, (uint16_t)i, dc_span_of(page_word(p, s->columns[i].title)),
			is_figure(s->columns[i].type) ? x->bold_right : x->bold);
	}
	worksheet_set_row(x->sheet, 0, 2 * ROW_POINTS, NULL);
	set_printing(x->sheet, PAPER_A3, (uint16_t)((total + PAGE_CHARS - 1) / PAGE_CHARS));
	worksheet_repeat_rows(x->sheet, 0, 0);
}

static void xlsx_section(struct page *p, const struct section *s)
{
	struct xlsx *x = p->state;
	uint16_t fixed = s->style == STYLE_CARDS ? 3 : 1;

	if (p->columns == s->columns && s->group != NULL && x->sheet != NULL)
		return;
	x->sheet = workbook_add_worksheet(x->book, sheet_name(p, s));
	if (x->sheet == NULL) {
		failed(p, "no memory");
		return;
	}
	set_columns(p, s);
	worksheet_freeze_panes(x->sheet, 1, fixed);
	worksheet_repeat_columns(x->sheet, 0, (uint16_t)(fixed - 1));	/* what a row is about stands on each page it runs over */
	x->row = 1;
}

static void set_height(struct xlsx *x, const struct section *s, const struct cell *cells)
{
	unsigned most = 1;

	for (size_t i = 0; i < s->n_columns; i++) {
		struct dc_span text = cells[i].label != NULL ? dc_span_of(cells[i].label) : cells[i].text;
		unsigned lines = cells[i].known ? lines_of(text, width_of(&s->columns[i])) : 1;

		most = lines > most ? lines : most;
	}
	if (most > 1)
		worksheet_set_row(x->sheet, x->row, ROW_POINTS * (most > ROW_LINES_MOST ? ROW_LINES_MOST : most), NULL);
}

static void xlsx_row(struct page *p, const struct cell *cells)
{
	struct xlsx *x = p->state;

	if (x->sheet == NULL)
		return;
	if (x->row == SHEET_ROWS_MOST - 1) {		/* the last row says what is missing */
		x->beyond++;
		return;
	}
	if (x->cell == x->wrap)
		set_height(x, p->section, cells);
	for (size_t i = 0; i < p->section->n_columns; i++)
		put_cell(p, (uint16_t)i, p->section->columns[i].type, &cells[i]);
	x->row++;
}

static void xlsx_section_end(struct page *p)
{
	struct xlsx *x = p->state;
	char room[NUMBER_MOST];

	if (x->sheet == NULL)
		return;
	if (p->rows == 0 && x->row == 1)
		put_text(p, x->sheet, x->row, 0, dc_span_of(p->section->empty), x->plain);
	if (x->beyond != 0)
		put_text(p, x->sheet, x->row, 0, dc_span_of(PAGE_SAY(p, W_rest, number_count(x->beyond, room))), x->plain);
	x->beyond = 0;
	if (x->row > 1)
		worksheet_autofilter(x->sheet, 0, 0, x->row - 1, (uint16_t)(p->section->n_columns - 1));
}

static enum dc_status copy_out(struct page *p, int fd)
{
	char bytes[16384];
	ssize_t n;

	if (lseek(fd, 0, SEEK_SET) != 0)
		return dc_fail(p->err, DC_EIO, "workbook: %s", strerror(errno));
	while ((n = read(fd, bytes, sizeof bytes)) != 0) {
		if (n < 0 && errno != EINTR)
			return dc_fail(p->err, DC_EIO, "workbook: %s", strerror(errno));
		if (n > 0)
			out_bytes(&p->out, bytes, (size_t)n);
	}
	return p->out.status;
}

static enum dc_status xlsx_end(struct page *p)
{
	struct xlsx *x = p->state;
	lxw_error e = workbook_close(x->book);

	x->book = NULL;
	if (e != LXW_NO_ERROR)
		failed(p, lxw_strerror(e));
	return p->out.status == DC_OK ? copy_out(p, x->fd) : p->out.status;
}

static void xlsx_close(struct page *p)
{
	struct xlsx *x = p->state;

	if (x == NULL)
		return;
	if (x->book != NULL)
		workbook_close(x->book);		/* after a failure: frees it, what it writes is thrown away */
	if (x->fd >= 0)
		close(x->fd);
	dc_buf_done(&x->text);
	free(x);
	p->state = NULL;
}

const struct format format_xlsx = { .id = "xlsx", .begin = xlsx_begin, .lines = xlsx_lines, .section = xlsx_section,
	.row = xlsx_row, .section_end = xlsx_section_end, .end = xlsx_end, .close = xlsx_close };
