/* dates.c -- dates in cells and behind labels, for the age of data. Whole days; the time of day is read to be skipped. */
#include "dates.h"

#include "checks.h"

#include <string.h>

#define FIRST_YEAR 1950			/* earlier ones are history, not handling */
#define CELL_MOST 48			/* bytes of the longest date with time and zone */
#define LOG_LINES 3

/* ---- one date */

struct cursor { const uint8_t *p; size_t n, at; };

static bool eat(struct cursor *c, const char *word)
{
	size_t n = strlen(word);

	if (c->n - c->at < n || memcmp(c->p + c->at, word, n) != 0)
		return false;
	c->at += n;
	return true;
}

/* A digit, ASCII or full width; -1 for none. */
static int digit(struct cursor *c)
{
	const uint8_t *p = c->p + c->at;

	if (c->at < c->n && *p >= '0' && *p <= '9') {
		c->at++;
		return *p - '0';
	}
	if (c->n - c->at >= 3 && p[0] == 0xef && p[1] == 0xbc && p[2] >= 0x90 && p[2] <= 0x99) {
		c->at += 3;
		return p[2] - 0x90;
	}
	return -1;
}

static int number(struct cursor *c, int most, int *digits)
{
	int v = 0, d;

	for (*digits = 0; *digits < most && (d = digit(c)) >= 0; (*digits)++)
		v = v * 10 + d;
	return *digits == 0 ? -1 : v;
}

static int day_of(int year, int month, int day)
{
	return year >= FIRST_YEAR && year <= 9999 && check_date(year, month, day) ? year * 10000 + month * 100 + day : 0;
}

/* Behind the year: "-04-01", "/4/1", ".4.1", "年4月1日". */
static int rest_of_date(struct cursor *c, int year)
{
	static const struct { const char *first, *second, *end; } forms[] = {
		{ "-", "-", "" }, { "/", "/", "" }, { ".", ".", "" }, { "年", "月", "日" },
	};
	size_t from = c->at;

	for (size_t i = 0; i < DC_ARRAY_LEN(forms); i++) {
		int month, day, n;

		c->at = from;
		if (!eat(c, forms[i].first))
			continue;
		month = number(c, 2, &n);
		if (month < 1 || !eat(c, forms[i].second))
			continue;
		day = number(c, 2, &n);
		if (day < 1 || !eat(c, forms[i].end))
			continue;
		from = c->at;
		if (digit(c) >= 0)		/* a longer number */
			return 0;
		c->at = from;
		return day_of(year, month, day);
	}
	return 0;
}

/* The year of an era begins with its first; "元" is 1. */
static int era_year(struct cursor *c)
{
	static const struct { const char *mark; int before; } eras[] = {
		{ "令和", 2018 }, { "平成", 1988 }, { "昭和", 1925 }, { "㋿", 2018 }, { "㍻", 1988 }, { "R", 2018 }, { "H", 1988 }, { "S", 1925 },
	};
	int n, digits;

	for (size_t i = 0; i < DC_ARRAY_LEN(eras); i++) {
		if (!eat(c, eras[i].mark))
			continue;
		n = eat(c, "元") ? 1 : number(c, 2, &digits);
		return n < 1 ? 0 : eras[i].before + n;
	}
	return 0;
}

/* RFC 5322, behind its day of the week: "2 Jan 2026 03:04:06 +0900". */
static int mail_date(struct cursor *c)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int n, day = number(c, 2, &n), year;

	if (day < 1 || !eat(c, " ") || c->n - c->at < 3)
		return 0;
	for (int m = 0; m < 12; m++)
		if (memcmp(c->p + c->at, months + (size_t)m * 3, 3) == 0) {
			c->at += 3;
			year = eat(c, " ") ? number(c, 5, &n) : -1;
			return n == 4 ? day_of(year, m + 1, day) : 0;
		}
	return 0;
}

/* The date that begins at c; 0: none does. c stands behind it. */
static int date_at(struct cursor *c)
{
	static const char *const week[] = { "Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, " };
	size_t from = c->at;
	int n, year, date = 0;

	for (size_t i = 0; i < DC_ARRAY_LEN(week); i++)
		if (eat(c, week[i]))
			return mail_date(c);
	year = era_year(c);
	if (year != 0)
		return rest_of_date(c, year);
	c->at = from;
	year = number(c, 9, &n);
	if (n == 4)
		date = rest_of_date(c, year);
	else if (n == 8)
		date = day_of(year / 10000, year / 100 % 100, year % 100);
	if (date != 0 || n < 1 || n > 2)
		return date;
	c->at = from;
	return mail_date(c);
}

/* " 10:20:30", "T10:20", "(月) 10時": a time of day stands behind the date. */
static bool time_follows(struct cursor c)
{
	int n;

	if (!eat(&c, "T"))
		while (eat(&c, " "))
			;
	return number(&c, 2, &n) >= 0 && (eat(&c, ":") || eat(&c, "時"));
}

/* ---- labels */

/* What speaks for "when it was made, received or changed"; normalised as below. */
static const char *const labels[] = {
	"作成日", "作成", "作成年月日", "記入日", "記入年月日", "記載日", "申込日", "申込年月日", "申込み日", "申請日", "申請年月日", "受付日",
	"受付年月日", "受信日", "受領日", "受注日", "登録日", "登録", "登録年月日", "応募日", "応募年月日", "取得日", "取得年月日", "収集日",
	"提出日", "提出年月日", "発行日", "発行年月日", "発送日", "発注日", "送信日", "注文日", "購入日", "取引日", "取引年月日", "利用日",
	"契約日", "契約年月日", "面談日", "面接日", "実施日", "受診日", "記録日", "対応日", "回答日", "完了日", "解決日", "更新日", "更新",
	"更新年月日", "最終更新日", "変更日", "修正日", "日付", "年月日", "日時", "date", "datetime", "timestamp", "created", "createdat",
	"createdon", "createdate", "creationdate", "datecreated", "registered", "registeredat", "registeredon", "registrationdate",
	"received", "receivedat", "receivedon", "receiveddate", "datereceived", "submitted", "submittedat", "submittedon", "ordered",
	"orderedat", "orderdate", "purchasedat", "purchasedate", "transactiondate", "sent", "sentat", "sentdate", "insertedat", "addedat",
	"enteredon", "collectedat", "collectedon", "signedon", "closedat", "closedon", "completedat", "resolvedat", "updated", "updatedat",
	"updatedon", "lastupdated", "lastmodified", "modified", "modifiedat", "modifiedon", "loggedat", "entryts", "createts",
};

/* Lower case without spaces, separators and brackets around; "受付日時" is "受付日". */
static size_t normalise(struct dc_span label, char out[CELL_MOST])
{
	static const char *const dropped[] = { " ", " ", "\t", "_", "-", ".", ":", ":", "【", "】", "(", ")", "[", "]", "■", "●", "*", "#", "\r", "|" };
	struct cursor c = { label.p, label.n, 0 };
	size_t n = 0;

	while (c.at < c.n) {
		bool skip = false;

		for (size_t i = 0; i < DC_ARRAY_LEN(dropped) && !skip; i++)
			skip = eat(&c, dropped[i]);
		if (skip)
			continue;
		if (n == CELL_MOST - 1)
			return 0;
		out[n++] = (char)(c.p[c.at] >= 'A' && c.p[c.at] <= 'Z' ? c.p[c.at] | 0x20 : c.p[c.at]);
		c.at++;
	}
	out[n] = '\0';
	if (n > 6 && strcmp(out + n - 6, "日時") == 0)
		n -= 3;
	out[n] = '\0';
	return n;
}

bool dates_label(struct dc_span label)
{
	char name[CELL_MOST];

	if (label.n > 2 * CELL_MOST || normalise(label, name) == 0)
		return false;
	for (size_t i = 0; i < DC_ARRAY_LEN(labels); i++)
		if (strcmp(name, labels[i]) == 0)
			return true;
	return strcmp(name, "日") == 0;		/* "日時" alone */
}

/* ---- ranges */

static void widen(struct date_range *r, int date, int today)
{
	if (date > today)
		return;
	r->oldest = r->oldest == 0 || date < r->oldest ? date : r->oldest;
	r->newest = date > r->newest ? date : r->newest;
}

void dates_begin(struct dates *d, int today)
{
	memset(d, 0, sizeof *d);
	d->today = today;
}

/* Most places are none: two bytes tell. p has one more byte behind it, at least of the text's pad. */
static bool may_begin(const uint8_t *p)
{
	switch (p[0]) {
	case 0xe3:
		return p[1] == 0x8b || p[1] == 0x8d;	/* the square eras */
	case 0xe4:
		return p[1] == 0xbb;			/* 令和 */
	case 0xe5:
		return p[1] == 0xb9;			/* 平成 */
	case 0xe6:
		return p[1] == 0x98;			/* 昭和 */
	case 0xef:
		return p[1] == 0xbc;			/* digits of full width */
	default:
		return (p[0] >= '0' && p[0] <= '9') || (p[0] >= 'F' && p[0] <= 'W');
	}
}

/* Two bytes that may begin a date, and few others, without a branch for each kind of byte: in Japanese no two stand in a row. The
 * second is compared less two bits, which 8B and 8D differ in. */
static bool may_be(const uint8_t *p)
{
	static const uint8_t any[256] = { ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1,
		['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1,
		['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1 };
	static const uint8_t second[256] = { [0xe3] = 0x89, [0xe4] = 0xb9, [0xe5] = 0xb9, [0xe6] = 0x98, [0xef] = 0xb8 };

	return (any[p[0]] | (second[p[0]] == (p[1] & 0xf9))) != 0;
}

/* Nothing more, a time of day, or a day of the week in brackets. */
static bool ends_cell(struct cursor c)
{
	if (time_follows(c))
		return true;
	while (eat(&c, " "))
		;
	return c.at == c.n || eat(&c, "(") || eat(&c, "(");
}

static void take_cell(struct date_range *r, struct dc_span cell, int today)
{
	struct cursor c = { cell.p, cell.n, 0 };
	int date;

	while (c.at < c.n && c.p[c.at] == ' ')
		c.at++;
	if (c.at == c.n)
		return;
	r->filled++;
	if (c.n - c.at < 6 || c.n - c.at > CELL_MOST || !may_begin(c.p + c.at))
		return;
	date = date_at(&c);
	if (date == 0 || !ends_cell(c))
		return;
	r->dated++;
	widen(r, date, today);
}

static void take_table(struct dates *d, const struct dc_text *t)
{
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct dc_cell *cell = &t->cells[i];

		if (cell->column >= DATES_COLUMNS)
			continue;
		if (cell->column >= d->n_columns)
			d->n_columns = cell->column + 1;
		take_cell(&d->columns[cell->column], dc_span_cut(t->bytes, cell->start, cell->end), d->today);
	}
}

/* ---- running text */

static bool is_gap(const uint8_t *p, size_t from)
{
	return p[from - 1] == ' ' || (from >= 3 && memcmp(p + from - 3, "\xe3\x80\x80", 3) == 0);	/* U+3000 */
}

/* The label in front of a date: spaces, then back to the beginning of the line, of the field, or to a gap. */
static struct dc_span label_before(struct dc_span text, size_t at)
{
	size_t from, end = at;

	while (end > 0 && (text.p[end - 1] == ' ' || text.p[end - 1] == ':'))
		end--;
	for (from = end; from > 0 && end - from < 2 * CELL_MOST && strchr("\n\t,;|", text.p[from - 1]) == NULL; from--)
		if (is_gap(text.p, from) && (text.p[from - 1] != ' ' || (from > 1 && text.p[from - 2] == ' ')))
			break;
	return dc_span_cut(text, from, end);
}

/* "担当 鈴木 受付日": the last word may be the label; not so in English, where "expiry date" ends like "date". */
static struct dc_span last_word(struct dc_span label)
{
	size_t from = label.n;

	while (from > 0 && label.p[from - 1] != ' ')
		from--;
	return from < label.n && label.p[from] >= 0x80 ? dc_span_cut(label, from, label.n) : (struct dc_span){ label.p, 0 };
}

static void take_date(struct dates *d, struct dc_span text, size_t at, size_t end, int date, const char *under)
{
	struct dc_span label = label_before(text, at);
	struct cursor behind = { text.p, text.n, end };
	bool first = at == 0 || text.p[at - 1] == '\n' || text.p[at - 1] == '[';

	if (dates_label(label) || dates_label(last_word(label)) || (under != NULL && label.n == 0 && dates_label((struct dc_span){ (const uint8_t *)under, strlen(under) }))) {
		d->labelled.dated++;
		widen(&d->labelled, date, d->today);
	} else if (first && time_follows(behind)) {
		d->logged.dated++;
		widen(&d->logged, date, d->today);
	}
}

static bool begins_number(struct dc_span t, size_t i)
{
	return i == 0 || !((t.p[i - 1] >= '0' && t.p[i - 1] <= '9') || (t.p[i - 1] >= 'A' && t.p[i - 1] <= 'Z') ||
		(t.p[i - 1] >= 'a' && t.p[i - 1] <= 'z'));
}

static void take_prose(struct dates *d, const struct dc_text *t)
{
	size_t room = DATES_PROSE - d->looked, end = t->page_end - t->page > room ? t->page + room : t->page_end;

	d->looked += end - t->page;
	for (size_t i = t->page; i < end; i++) {
		struct cursor c = { t->bytes.p, t->bytes.n, i };
		int date;

		if (!may_be(t->bytes.p + i) || !may_begin(t->bytes.p + i) || !begins_number(t->bytes, i))
			continue;
		date = date_at(&c);
		if (date == 0)
			continue;
		take_date(d, t->bytes, i, c.at, date, t->label);
		i = c.at - 1;
	}
}

void dates_text(struct dates *d, const struct dc_text *text)
{
	if (text->form == DC_TABLE)
		take_table(d, text);
	else if (text->form == DC_PROSE && d->looked < DATES_PROSE)
		take_prose(d, text);
}

/* Headings of dates that are persons' own, whatever the engine made of their cells. */
bool dates_of_birth(const char *heading)
{
	static const char *const words[] = { "生年", "誕生", "生まれ", "birth", "dob", "death", "死亡", "没年" };

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++)
		if (strcasestr(heading, words[i]) != NULL)
			return true;
	return false;
}

bool dates_column(const struct dates *d, uint32_t column, struct date_range *out)
{
	if (column >= d->n_columns)
		return false;
	*out = d->columns[column];
	return out->oldest != 0 && out->dated * 10 >= out->filled * 9;
}

bool dates_prose(const struct dates *d, struct date_range *out)
{
	*out = d->labelled.dated != 0 ? d->labelled : d->logged;
	return out->oldest != 0 && (d->labelled.dated != 0 || d->logged.dated >= LOG_LINES);
}
