/* birth_date.c -- dates of birth: Western and by era, valid, of somebody who may live. A date alone is hardly ever one:
 * it is proposed behind a label, under a heading, or before the word for "born". */
#include "propose.h"
#include "written_date.h"

#define AGE_MOST 120

/* Eras, by their first and last day; the year of era y is first_year + y - 1. Meiji counts from the Gregorian reform. */
static const struct era {
	char letter;
	const char *name, *square;	/* two kanji, one square character */
	int first_year, from, to;	/* yyyymmdd */
} eras[] = {
	{ 'm', "明治", "㍾", 1868, 18730101, 19120730 },
	{ 't', "大正", "㍽", 1912, 19120730, 19261225 },
	{ 's', "昭和", "㍼", 1926, 19261225, 19890107 },
	{ 'h', "平成", "㍻", 1989, 19890108, 20190430 },
	{ 'r', "令和", "㋿", 2019, 20190501, 99991231 },
};

#define WIDE_SPACE "\xe3\x80\x80"
#define UNNAMED (-4.0f)			/* no word names it: without its column it is nothing */

struct date {
	int year, month, day;
	uint32_t start, end;
	bool era;
};

static bool may_live(const struct date *d, int today)
{
	int ymd = d->year * 10000 + d->month * 100 + d->day;

	return check_date(d->year, d->month, d->day) && ymd <= today && today - ymd < (AGE_MOST + 1) * 10000;
}

static bool era_year(const struct era *e, int n, struct date *d)
{
	int ymd;

	d->year = e->first_year + n - 1;
	ymd = d->year * 10000 + d->month * 100 + d->day;
	return n >= 1 && ymd >= e->from && ymd <= e->to;
}

/* One or two digits of any width at *p. */
static int small_number(struct dc_span text, uint32_t *p)
{
	int v = 0, n = 0;

	for (; n < 2; n++) {
		struct folded f = fold_at(text, *p);

		if (!fold_is_digit(f.c))
			break;
		v = v * 10 + (int)(f.c - '0');
		*p += f.bytes;
	}
	return n == 0 ? -1 : v;
}

static bool eat(struct dc_span text, uint32_t *p, const char *word)
{
	size_t n = strlen(word);

	if (text.n - *p < n || memcmp(text.p + *p, word, n) != 0)
		return false;
	*p += (uint32_t)n;
	return true;
}

static void eat_spaces(struct dc_span text, uint32_t *p)
{
	while (*p < text.n && (text.p[*p] == ' ' || (text.n - *p >= 3 && memcmp(text.p + *p, WIDE_SPACE, 3) == 0)))
		*p += text.p[*p] == ' ' ? 1 : 3;
}

/* Forms have blanks on both sides of each number: 昭和 55 年 12 月 1 日. */
static uint32_t back_over_spaces(const struct probe *at, uint32_t end)
{
	const uint8_t *p = at->text->bytes.p;

	while (end > at->floor && (p[end - 1] == ' ' || (end - at->floor >= 3 && memcmp(p + end - 3, WIDE_SPACE, 3) == 0)))
		end -= p[end - 1] == ' ' ? 1 : 3;
	return end;
}

/* The digits that end at `end`, at most four; returns the number or -1, and where they begin. */
static int number_before(const struct probe *at, uint32_t end, uint32_t *start, int *digits)
{
	int v = 0, scale = 1, n = 0;
	uint32_t p = end;

	while (p > at->floor && n < 5) {
		uint32_t q = (uint32_t)fold_back(at->text->bytes, p);
		struct folded f = fold_at(at->text->bytes, q);

		if (!fold_is_digit(f.c))
			break;
		v += (int)(f.c - '0') * scale;
		scale *= 10;
		p = q;
		n++;
	}
	*start = p;
	*digits = n;
	return n == 0 || n > 4 ? -1 : v;
}

static const struct era *era_before(const struct probe *at, uint32_t *start)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t end = back_over_spaces(at, *start);

	for (size_t i = 0; i < DC_ARRAY_LEN(eras); i++) {
		size_t n = strlen(eras[i].name);

		if (end - at->floor >= n && memcmp(p + end - n, eras[i].name, n) == 0) {
			*start = end - (uint32_t)n;
			return &eras[i];
		}
		if (end - at->floor >= 3 && (memcmp(p + end - 3, eras[i].square, 3) == 0 || memcmp(p + end - 3, eras[i].name, 3) == 0)) {
			*start = end - 3;
			return &eras[i];
		}
		if (end > at->floor && (p[end - 1] | 0x20) == eras[i].letter) {
			*start = end - 1;
			return &eras[i];
		}
	}
	return NULL;
}

/* "1990年1月2日", "昭和63年2月29日", "令和元年5月1日"; the anchor is the character for year. */
static bool read_kanji(const struct probe *at, struct date *d)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	uint32_t p = at->anchor, start = back_over_spaces(at, p);
	int n, digits;
	const struct era *era;

	if (start >= at->floor + 3 && memcmp(text.p + start - 3, "元", 3) == 0) {
		n = digits = 1;
		start -= 3;
	} else {
		n = number_before(at, start, &start, &digits);
	}
	p += 3;
	eat_spaces(text, &p);
	d->month = small_number(text, &p);
	eat_spaces(text, &p);
	if (n < 0 || d->month < 0 || !eat(text, &p, "月"))
		return false;
	eat_spaces(text, &p);
	d->day = small_number(text, &p);
	eat_spaces(text, &p);
	if (d->day < 0 || !eat(text, &p, "日"))
		return false;
	d->end = p;
	d->year = n;
	d->start = start;
	if (digits == 4)
		return true;
	era = era_before(at, &d->start);
	d->era = era != NULL;
	return d->era && era_year(era, n, d);
}

/* "S63.2.29", "㍼63/2/29": an era, and three numbers with one kind of separator. */
static bool read_era(const struct probe *at, struct date *d)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	struct folded letter = fold_at(text, at->anchor), joint, second;
	uint32_t p = at->anchor + letter.bytes;
	int n;

	d->start = at->anchor;
	if (eat(text, &p, "元"))
		n = 1;
	else
		n = small_number(text, &p);
	joint = fold_at(text, p);
	if (n < 0 || (joint.c != '.' && joint.c != '/' && joint.c != '-'))
		return false;
	p += joint.bytes;
	d->month = small_number(text, &p);
	second = fold_at(text, p);
	p += second.bytes;
	d->day = small_number(text, &p);
	if (second.c != joint.c || d->month < 0 || d->day < 0 || fold_is_digit(fold_at(text, p).c) || fold_is_letter(fold_at(text, p).c) ||
	    (fold_at(text, p).c == joint.c && fold_is_digit(fold_at(text, p + 1).c)))
		return false;
	d->end = p;
	d->era = true;
	for (size_t i = 0; i < DC_ARRAY_LEN(eras); i++)
		if ((letter.c | 0x20) == eras[i].letter)
			return era_year(&eras[i], n, d);
	return false;
}

/* 1990-01-02, 19900102, and 02/01/1990 where only one reading gives a date or both do (the month first then). */
static bool read_run(const struct digit_run *run, struct date *d)
{
	const uint8_t *g = run->group;

	d->start = run->start;
	d->end = run->end;
	if (run->groups == 1 && run->n == 8) {
		d->year = (int)run_number(run, 0, 4);
		d->month = (int)run_number(run, 4, 6);
		d->day = (int)run_number(run, 6, 8);
		return true;
	}
	if (run->groups != 3 || !run_separator_in(run, "-/."))
		return false;
	if (g[0] == 4) {
		d->year = (int)run_number(run, 0, 4);
		d->month = (int)run_number(run, 4, 4u + g[1]);
		d->day = (int)run_number(run, 4u + g[1], run->n);
		return true;
	}
	if (g[2] != 4)
		return false;
	d->year = (int)run_number(run, run->n - 4u, run->n);
	d->month = (int)run_number(run, 0, g[0]);
	d->day = (int)run_number(run, g[0], (unsigned)g[0] + g[1]);
	if (d->month > 12) {
		int day = d->month;

		d->month = d->day;
		d->day = day;
	}
	return true;
}

/* "... 生", "生まれ" behind the date. */
static bool born_behind(const struct probe *at, uint32_t end)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };

	eat_spaces(text, &end);
	return eat(text, &end, "生") || eat(text, &end, "うまれ");
}

static bool read_written(const struct probe *at, struct date *d)
{
	struct written_date w;

	d->start = value_start(at);
	if (!written_date_read((struct dc_span){ at->text->bytes.p, at->ceiling }, d->start, &w))
		return false;
	d->year = w.year;
	d->month = w.month;
	d->day = w.day;
	d->end = w.end;
	return true;
}

/* A cell of a birth column: a date with a time of midnight perhaps, or an era, or kanji. */
static bool read_cell(const struct probe *at, struct date *d)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	struct probe inside = *at;
	struct digit_run run;

	if (cell_run(at, &run))
		return read_run(&run, d);
	for (inside.anchor = at->floor; inside.anchor + 3 <= at->ceiling && inside.anchor - at->floor < 24; inside.anchor++)
		if (memcmp(text.p + inside.anchor, "年", 3) == 0)
			return read_kanji(&inside, d);
	inside.anchor = at->floor;
	if (read_era(&inside, d) || read_written(at, d))
		return true;
	if (at->ceiling - at->floor < 19 || (text.p[at->floor + 10] != ' ' && text.p[at->floor + 10] != 'T'))
		return false;
	inside.ceiling = at->floor + 10;	/* "1990-01-02 00:00:00" */
	return cell_run(&inside, &run) && read_run(&run, d);
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct date d = { 0 };
	char text[16];
	struct candidate *c;
	enum dc_status st;
	bool read, born;

	if (at->trigger == ON_CELL)
		read = read_cell(at, &d);
	else if (at->trigger == ON_LABEL)
		read = read_written(at, &d);	/* all others have anchors of their own */
	else if (at->trigger == ON_DIGITS)
		read = read_run(at->run, &d);
	else if (at->text->bytes.p[at->anchor] == 0xe5)
		read = read_kanji(at, &d);
	else
		read = read_era(at, &d);
	if (!read || !may_live(&d, at->today))
		return DC_OK;
	born = born_behind(at, d.end);
	if (!born && !at->labelled && at->trigger != ON_LABEL && !fills_its_cell(at, d.start, d.end))
		return DC_OK;
	snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
	st = candidates_add(out, &self->kind, d.start, d.end, dc_span_of(text), &c);
	if (st != DC_OK)
		return st;
	if (born || at->labelled || at->trigger == ON_LABEL)
		candidate_weigh(c, DC_E_form, -1.2f);
	else
		candidate_weigh(c, DC_E_form_weak, UNNAMED);	/* any date: its column must show that they are days of birth */
	if (born)
		candidate_weigh(c, DC_E_label, 3.0f);
	return DC_OK;
}

const struct detector detector_birth_date = {
	.kind = {
		.id = "birth_date",
		.category = "person.birth_date",
		.ja = "生年月日", .en = "date of birth",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "生年月日：1990年1月2日", "生年月日 昭和63年2月29日", "昭和64年1月7日生", "生年月日: S63.2.29",
			"生年月日 Ｓ６３－２－２９", "DOB: 1990-01-02", "date of birth 02/01/1990", "生年月日：平成1年1月8日", "誕生日 1990/1/2",
			"生年月日 令和元年5月1日", "昭和1年12月25日生まれ", "DOB: 14 March 1988", "Date of birth: March 14th, 1988",
			"born: 7-Sep-1971", "昭和 55 年 12 月 1 日生", "1991年　11月　23日生", NULL },
		.decoys = (const char *const[]){ "昭和64年1月8日生", "生年月日：平成31年5月1日", "生年月日 昭和62年2月29日", "生年月日 令和1年4月30日",
			"1990-01-02", "2024年1月15日", "version H2.1.2", "生年月日：2090年1月1日", "生年月日 1880-01-01", "14 March 1988", "DOB: 31 June 1988",
			"DOB: 14 Marble 1988", NULL },
		.near = (const char *const[]){ "生年月日", "誕生日", "生まれ", "年齢", "birth", "birthday", "birth date", "date of birth", "dob",
			"born", NULL },
		.near_not = (const char *const[]){ "発行日", "作成日", "年月日時", "発生日時", "発生年月日", "更新日", "契約日", "有効期限", "改正", NULL },
		.columns = (const char *const[]){ "seinengappi", "birthday", "birthdate", "dateofbirth", "dob", "birth", "umare", "生年月日",
			"誕生日", NULL },
		.sources = "Era Name Act and cabinet orders on era names; ISO 8601",
	},
	.triggers = ON_DIGITS | ON_YEAR | ON_LABEL | ON_CELL,
	.shapes = (const char *const[]){ "8", "4-1~2-1~2", NULL },
	.labelled_shapes = (const char *const[]){ "8", "4-1~2-1~2", "1~2-1~2-4", NULL },
	.propose = propose,
};
