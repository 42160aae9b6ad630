/* register.c -- a reader of the CSV that offices keep by hand: a broken line is told and left out, never the register. */
#include "register.h"

#include "when.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FIELD_MOST 1024			/* bytes of a field that are kept; a longer one is a fault */
#define DECODED_MOST (3 * FIELD_MOST)	/* a byte of half-width kana becomes three */
#define FIELDS_MOST 256

static const char *const headings[N_REGISTER_COLUMNS][14] = {
	[REGISTER_DATE] = { "date", "日付", "年月日", "提供年月日", "提供日", "受領年月日", "受領日", "確認年月日", "確認日", "provided_on", "received_on" },
	[REGISTER_SCOPE] = { "scope", "スコープ", "範囲", "宣言範囲", "区分" },
	[REGISTER_PARTY] = { "recipient", "provider", "third_party", "提供先", "提供元", "受領元", "第三者", "第三者の氏名又は名称", "相手方", "名称" },
	[REGISTER_ADDRESS] = { "address", "住所", "所在地", "提供先住所", "提供元住所", "第三者の住所" },
	[REGISTER_REPRESENTATIVE] = { "representative", "代表者", "代表者氏名", "代表者の氏名" },
	[REGISTER_PERSON] = { "person", "name", "本人", "本人の氏名", "氏名", "本人を特定する事項", "顧客番号" },
	[REGISTER_ITEMS] = { "items", "項目", "個人データの項目", "提供項目" },
	[REGISTER_CONSENT] = { "consent", "同意", "本人の同意", "同意を得ている旨" },
	[REGISTER_CIRCUMSTANCES] = { "circumstances", "取得の経緯", "取得経緯" },
	[REGISTER_COUNTRY] = { "country", "国", "提供国", "国名" },
	[REGISTER_ROUTE] = { "route", "外国提供の根拠", "移転根拠" },
	[REGISTER_FILE] = { "file", "path", "ファイル", "ファイル名", "保管場所" },
	[REGISTER_CONTRACT] = { "contract", "契約書", "契約" },
};

struct reader {
	struct dc_span csv;
	size_t at;			/* behind the last record */
	uint64_t line, lines;		/* where the last record begins; line feeds seen up to at */
	bool cp932;
	int columns[N_REGISTER_COLUMNS];	/* place of each; -1: not there */
	size_t n_heading, n_fields;	/* of the heading; of the last record */
	enum dc_entry_fault fault;
	char field[N_REGISTER_COLUMNS][FIELD_MOST];
};

/* ---- bytes */

static bool decode(const struct reader *r, const char *raw, size_t n, char out[DECODED_MOST])
{
	char *in = (char *)(uintptr_t)raw, *to = out;
	size_t left = n, room = DECODED_MOST - 1, got;
	iconv_t cd;

	if (!r->cp932) {
		memcpy(out, raw, n);
		out[n] = '\0';
		return dc_utf8_valid((struct dc_span){ (const uint8_t *)raw, n });
	}
	cd = iconv_open("UTF-8", "CP932");
	if (cd == (iconv_t)-1)
		return false;
	got = iconv(cd, &in, &left, &to, &room);
	iconv_close(cd);
	*to = '\0';
	return got != (size_t)-1 && left == 0;
}

/* Lines with other than ASCII decide: a register in UTF-8 may have a broken line, one in CP932 has hardly a good one. */
static bool looks_cp932(struct dc_span csv)
{
	size_t good = 0, bad = 0;

	for (size_t at = 0; at < csv.n;) {
		const uint8_t *end = memchr(csv.p + at, '\n', csv.n - at);
		size_t n = (end == NULL ? csv.n : (size_t)(end - csv.p)) - at;
		bool ascii = true;

		for (size_t i = 0; i < n && ascii; i++)
			ascii = csv.p[at + i] < 0x80;
		good += !ascii && dc_utf8_valid((struct dc_span){ csv.p + at, n });
		bad += !ascii && !dc_utf8_valid((struct dc_span){ csv.p + at, n });
		at += n + 1;
	}
	return bad > good;
}

/* ---- records */

static void trim(char *s)
{
	static const char wide[] = "\xe3\x80\x80";	/* ideographic space */
	size_t n = strlen(s), lead = 0;

	for (;;) {
		if (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
			n--;
		else if (n >= 3 && memcmp(s + n - 3, wide, 3) == 0)
			n -= 3;
		else
			break;
	}
	s[n] = '\0';
	while (s[lead] == ' ' || s[lead] == '\t' || strncmp(s + lead, wide, 3) == 0)
		lead += s[lead] == ' ' || s[lead] == '\t' ? 1 : 3;
	memmove(s, s + lead, n - lead + 1);
}

static void fail(struct reader *r, enum dc_entry_fault fault)
{
	if (r->fault == DC_ENTRY_GOOD)
		r->fault = fault;
}

/* One field from `at`, unquoted into raw; *quoted: it ended within quotes. Gives the byte behind it (at ',' '\n' or the end). */
static size_t scan_field(struct reader *r, size_t at, char raw[FIELD_MOST], size_t *n, bool *quoted)
{
	const uint8_t *p = r->csv.p;

	*quoted = false;
	*n = 0;
	for (; at < r->csv.n; at++) {
		if (p[at] == '"' && *quoted && at + 1 < r->csv.n && p[at + 1] == '"') {
			at++;
		} else if (p[at] == '"' && (*quoted || *n == 0)) {
			*quoted = !*quoted;
			continue;
		} else if (!*quoted && (p[at] == ',' || p[at] == '\n')) {
			break;
		}
		if (*n < FIELD_MOST - 1)
			raw[(*n)++] = (char)p[at];
		else
			fail(r, DC_ENTRY_LONG);
	}
	return at;
}

static void take_field(struct reader *r, size_t i, const char *raw, size_t n, void (*take)(struct reader *, size_t, const char *))
{
	char text[DECODED_MOST];

	if (!decode(r, raw, n, text)) {
		fail(r, DC_ENTRY_BYTES);
		return;
	}
	trim(text);
	take(r, i, text);
}

static size_t count_lines(struct dc_span csv, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += csv.p[i] == '\n';
	return n;
}

static bool over_lines(const struct reader *r, size_t end)
{
	return memchr(r->csv.p + r->at, '\n', end - r->at) != NULL;
}

/* The next record; false at the end. A quote that is open at the end of the file, or that joined lines to one with another number of
 * fields than the heading has, is a mistake of its line alone: the lines below it are read by themselves. */
static bool next_record(struct reader *r, void (*take)(struct reader *, size_t, const char *))
{
	size_t at = r->at, n;
	char raw[FIELD_MOST];
	bool open = false;

	if (at >= r->csv.n)
		return false;
	r->line = r->lines + 1;
	r->fault = DC_ENTRY_GOOD;
	r->n_fields = 0;
	for (int i = 0; i < N_REGISTER_COLUMNS; i++)
		r->field[i][0] = '\0';
	for (;; at++) {
		at = scan_field(r, at, raw, &n, &open);
		if (open || r->n_fields == FIELDS_MOST)
			break;
		take_field(r, r->n_fields++, raw, n, take);
		if (at >= r->csv.n || r->csv.p[at] == '\n')
			break;
	}
	open = open || (r->n_heading != 0 && r->n_fields != r->n_heading && over_lines(r, at));
	if (open || r->n_fields == FIELDS_MOST) {
		const uint8_t *end = memchr(r->csv.p + r->at, '\n', r->csv.n - r->at);

		r->fault = open ? DC_ENTRY_QUOTE : DC_ENTRY_FIELDS;
		at = end == NULL ? r->csv.n : (size_t)(end - r->csv.p);
	}
	r->lines += count_lines(r->csv, r->at, at + 1 > r->csv.n ? r->csv.n : at + 1);
	r->at = at + 1;
	return true;
}

/* ---- what the columns are */

static void take_heading(struct reader *r, size_t i, const char *text)
{
	for (int c = 0; c < N_REGISTER_COLUMNS; c++) {
		for (size_t k = 0; headings[c][k] != NULL && r->columns[c] < 0; k++) {
			if (strcasecmp(text, headings[c][k]) == 0)
				r->columns[c] = (int)i;
		}
	}
}

static void take_value(struct reader *r, size_t i, const char *text)
{
	for (int c = 0; c < N_REGISTER_COLUMNS; c++) {
		if (r->columns[c] == (int)i)
			snprintf(r->field[c], FIELD_MOST, "%.*s", FIELD_MOST - 1, c == REGISTER_PERSON && text[0] != '\0' ? "x" : text);
	}
}

static void check_line(struct reader *r, struct register_line *out)
{
	out->line = r->line;
	out->scoped = r->columns[REGISTER_SCOPE] >= 0;
	if (r->n_fields != r->n_heading)
		fail(r, DC_ENTRY_FIELDS);
	if (r->fault == DC_ENTRY_GOOD && r->field[REGISTER_DATE][0] != '\0' && !when_written(r->field[REGISTER_DATE], &out->date))
		fail(r, DC_ENTRY_DATE);
	out->fault = r->fault;
	for (int c = 0; c < N_REGISTER_COLUMNS; c++)
		out->field[c] = r->field[c];
}

const char *register_read(struct dc_span csv, bool (*each)(void *ctx, const struct register_line *), void *ctx)
{
	struct reader *r = calloc(1, sizeof *r);
	const char *why = NULL;

	if (r == NULL)
		return "out of memory";
	r->csv = csv;
	r->at = csv.n >= 3 && memcmp(csv.p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	r->cp932 = r->at == 0 && looks_cp932(csv);
	for (int c = 0; c < N_REGISTER_COLUMNS; c++)
		r->columns[c] = -1;
	if (!next_record(r, take_heading) || r->columns[REGISTER_DATE] < 0)
		why = "no column date";
	r->n_heading = r->n_fields;
	while (why == NULL && next_record(r, take_value)) {
		struct register_line line = { 0 };

		if (r->n_fields == 1 && r->field[REGISTER_DATE][0] == '\0' && r->fault == DC_ENTRY_GOOD && r->n_heading > 1)
			continue;	/* an empty line */
		check_line(r, &line);
		if (!each(ctx, &line))
			why = "out of memory";
	}
	free(r);
	return why;
}

/* ---- facts of one scope */

struct gather { const char *scope; struct register_facts *out; };

static bool gather(void *ctx, const struct register_line *l)
{
	struct gather *g = ctx;

	if (l->fault != DC_ENTRY_GOOD || l->date == 0 || (l->scoped && strcmp(l->field[REGISTER_SCOPE], g->scope) != 0))
		return true;
	g->out->lines++;
	g->out->latest = l->date > g->out->latest ? l->date : g->out->latest;
	return true;
}

const char *register_facts_of(struct dc_span csv, const char *scope, struct register_facts *out)
{
	*out = (struct register_facts){ 0 };
	return register_read(csv, gather, &(struct gather){ scope, out });
}
