/* corpus.c -- see corpus.h. */
#include "corpus.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>

#include "daicho/buf.h"
#include "utf8.h"

#define LINE_BYTES_MOST 1300		/* longer lines are left out */
#define UNHEARD_GIVEN 4		/* of ten names drawn, made so that no dictionary has them */
#define UNHEARD_SURNAMES 1
#define IPADIC_COST_FACTOR 800.0	/* ipadic's costs are -800 ln p */

_Noreturn void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

uint32_t draw(uint32_t below)
{
	static uint64_t state = 0x853c49e6748fea9bu;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((state >> 33) % below);
}

/* ---- what is drawn from ---- */

struct drawn {
	char **word, **reading;
	double *sum;			/* of weights up to and with this one */
	size_t n, cap;
};

struct stock {
	struct drawn list[STOCK_LISTS];
};

static void drawn_add(struct drawn *d, const char *word, size_t n, const char *reading, double weight)
{
	if (d->n == d->cap) {
		d->cap = d->cap == 0 ? 4096 : d->cap * 2;
		d->word = realloc(d->word, d->cap * sizeof *d->word);
		d->reading = realloc(d->reading, d->cap * sizeof *d->reading);
		d->sum = realloc(d->sum, d->cap * sizeof *d->sum);
		if (d->word == NULL || d->reading == NULL || d->sum == NULL)
			die("out of memory");
	}
	d->word[d->n] = strndup(word, n);
	d->reading[d->n] = strndup(reading, strcspn(reading, "\n"));
	if (d->word[d->n] == NULL || d->reading[d->n] == NULL)
		die("out of memory");
	d->sum[d->n] = (d->n == 0 ? 0 : d->sum[d->n - 1]) + weight;
	d->n++;
}

static size_t drawn_index(const struct drawn *d)
{
	double x = (draw(1u << 30) + 0.5) / (1u << 30) * d->sum[d->n - 1];
	size_t from = 0, to = d->n - 1;

	while (from < to) {
		size_t middle = (from + to) / 2;

		if (d->sum[middle] < x)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static const char *drawn_pick(const struct drawn *d)
{
	return d->word[drawn_index(d)];
}

const char *stock_draw(const struct stock *s, enum stock_list list, const char **reading)
{
	size_t i = drawn_index(&s->list[list]);

	if (reading != NULL)
		*reading = s->list[list].reading[i];
	return s->list[list].word[i];
}

static void stock_file(struct stock *s, const char *path, bool weighted)
{
	FILE *f = fopen(path, "r");
	char line[256];

	if (f == NULL)
		die("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof line, f) != NULL) {
		char *tab = strchr(line, '\t');
		const char *kind = "SGWPOK", *at, *last = strrchr(line, '\t');
		double cost = weighted && tab != NULL ? strtod(tab + 3, NULL) : 0;

		if (tab != NULL && tab[1] != '\0' && (at = strchr(kind, tab[1])) != NULL)
			drawn_add(&s->list[at - kind], line, (size_t)(tab - line), weighted ? last + 1 : "", exp(-cost / IPADIC_COST_FACTOR * weighted));
	}
	fclose(f);
}

struct stock *stock_read(const char *sampling, const char *words)
{
	struct stock *s = calloc(1, sizeof *s);

	if (s == NULL)
		die("out of memory");
	stock_file(s, sampling, true);
	stock_file(s, words, false);
	for (unsigned i = 0; i < STOCK_LISTS; i++) {
		if (s->list[i].n == 0)
			die("%s, %s: list %u is empty", sampling, words, i);
	}
	return s;
}

void stock_free(struct stock *s)
{
	for (unsigned i = 0; i < STOCK_LISTS; i++) {
		for (size_t j = 0; j < s->list[i].n; j++)
			free(s->list[i].word[j]);
		for (size_t j = 0; j < s->list[i].n; j++)
			free(s->list[i].reading[j]);
		free(s->list[i].reading);
		free(s->list[i].word);
		free(s->list[i].sum);
	}
	free(s);
}

/* ---- lines ---- */

void corpus_done(struct corpus *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->at[i].text);
	free(c->at);
	*c = (struct corpus){ 0 };
}

static struct sample *corpus_add(struct corpus *c, const uint8_t *text, size_t n, enum origin_of_line origin)
{
	struct sample *s;
	uint32_t h = 2166136261u;

	if (c->n == c->cap) {
		c->cap = c->cap == 0 ? 16384 : c->cap * 2;
		c->at = realloc(c->at, c->cap * sizeof *c->at);
		if (c->at == NULL)
			die("out of memory");
	}
	s = &c->at[c->n++];
	*s = (struct sample){ .text = malloc(n + 1), .n = n, .origin = origin };
	if (s->text == NULL)
		die("out of memory");
	memcpy(s->text, text, n);
	for (size_t i = 0; i < n; i++)
		h = (h ^ text[i]) * 16777619u;
	s->fold = (uint8_t)((h ^ h >> 15) % 10);
	return s;
}

/* Byte offset of the code point with this number. */
static uint32_t byte_of(const uint8_t *p, size_t n, json_int_t character)
{
	size_t at = 0;

	while (at < n && character-- > 0)
		at += utf8_length(p + at, n - at);
	return (uint32_t)at;
}

static void json_line(struct corpus *c, const char *path, const char *line)
{
	json_error_t error;
	json_t *o = json_loads(line, 0, &error), *persons, *pair;
	const char *text;
	size_t i;
	struct sample *s;

	if (o == NULL)
		die("%s: %s", path, error.text);
	text = json_string_value(json_object_get(o, "text"));
	persons = json_object_get(o, "persons");
	if (text == NULL || persons == NULL)
		die("%s: no text or no persons", path);
	if (strlen(text) <= LINE_BYTES_MOST && strchr(text, '\n') == NULL && json_array_size(persons) <= PERSONS_MOST) {
		s = corpus_add(c, (const uint8_t *)text, strlen(text), LINE_REAL);
		json_array_foreach(persons, i, pair) {
			s->person[i].from = byte_of(s->text, s->n, json_integer_value(json_array_get(pair, 0)));
			s->person[i].to = byte_of(s->text, s->n, json_integer_value(json_array_get(pair, 1)));
			s->n_persons++;
		}
	}
	json_decref(o);
}

static void each_line(struct corpus *c, const char *path, void (*take)(struct corpus *, const char *, const char *))
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	if (f == NULL)
		die("%s: %s", path, strerror(errno));
	while ((n = getline(&line, &cap, f)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		if (line[0] != '\0')
			take(c, path, line);
	}
	free(line);
	fclose(f);
}

void corpus_read_jsonl(struct corpus *c, const char *path)
{
	each_line(c, path, json_line);
}

static void nameless_line(struct corpus *c, const char *path, const char *line)
{
	static const char *const credits[] = { "訳", "著", "Copyright", "作者", "@", "氏", "さん", "感謝", "協力", "編集", "校正", "査読", "名前は" };

	(void)path;
	for (size_t i = 0; i < DC_ARRAY_LEN(credits); i++) {
		if (strstr(line, credits[i]) != NULL)
			return;
	}
	if (strlen(line) <= LINE_BYTES_MOST && strlen(line) > 12)
		corpus_add(c, (const uint8_t *)line, strlen(line), LINE_NAMELESS);
}

void corpus_read_nameless(struct corpus *c, const char *path)
{
	each_line(c, path, nameless_line);
}

void corpus_rotate(struct corpus *c, unsigned r)
{
	for (size_t i = 0; i < c->n; i++)
		c->at[i].fold = (uint8_t)((c->at[i].fold + 20 - 2 * r) % 10);
}

/* True if the bytes are kanji alone. */
static bool all_kanji(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i += 3) {
		uint32_t ch;

		if (utf8_read(p + i, n - i, &ch) != 3 || ch < 0x3005 || (ch > 0x3006 && ch < 0x3400) || ch > 0x9fff)
			return false;
	}
	return n > 0;
}

static void add_person(struct sample *s, size_t from, size_t to)
{
	if (s->n_persons < PERSONS_MOST)
		s->person[s->n_persons++] = (struct person){ (uint32_t)from, (uint32_t)to };
}

/* A name as no dictionary has it: the first character of one and the last of another, of two characters both. */
static void add_unheard(struct dc_buf *b, struct stock *stock, enum stock_list list)
{
	const char *first = drawn_pick(&stock->list[list]), *last = drawn_pick(&stock->list[list]);

	if (strlen(first) == 6 && strlen(last) == 6) {
		dc_buf_add(b, first, 3);
		dc_buf_adds(b, last + 3);
	} else {
		dc_buf_adds(b, first);
	}
}

static void add_name(struct dc_buf *b, struct stock *stock, enum stock_list list, uint32_t of_ten_unheard)
{
	if (of_ten_unheard > 0 && draw(10) < of_ten_unheard)
		add_unheard(b, stock, list);
	else
		dc_buf_adds(b, drawn_pick(&stock->list[list]));
}

static void swap_one(struct corpus *c, struct stock *stock, size_t which)
{
	struct dc_buf b;
	struct sample old = c->at[which], *s;	/* a copy: adding moves the array */
	struct person where[PERSONS_MOST] = { { 0, 0 } };
	size_t done = 0;

	dc_buf_init(&b, 0);
	for (unsigned i = 0; i < old.n_persons; i++) {
		struct person p = old.person[i];

		dc_buf_add(&b, old.text + done, p.from - done);
		where[i].from = (uint32_t)b.n;
		if (all_kanji(old.text + p.from, p.to - p.from) && draw(8) > 0) {
			add_name(&b, stock, STOCK_SURNAME, UNHEARD_SURNAMES);
			if (p.to - p.from > 6)
				add_name(&b, stock, STOCK_GIVEN, UNHEARD_GIVEN);
		} else {
			dc_buf_add(&b, old.text + p.from, p.to - p.from);
		}
		where[i].to = (uint32_t)b.n;
		done = p.to;
	}
	dc_buf_add(&b, old.text + done, old.n - done);
	s = corpus_add(c, b.p, b.n, LINE_SWAPPED);
	s->fold = 9;
	memcpy(s->person, where, sizeof where);
	s->n_persons = old.n_persons;
	dc_buf_done(&b);
}

void corpus_swap(struct corpus *c, struct stock *stock, unsigned copies)
{
	size_t n = c->n;

	for (size_t i = 0; i < n; i++) {
		bool kanji = false;

		for (unsigned j = 0; j < c->at[i].n_persons; j++)
			kanji = kanji ||
				all_kanji(c->at[i].text + c->at[i].person[j].from,
					c->at[i].person[j].to - c->at[i].person[j].from);
		for (unsigned k = 0; kanji && c->at[i].origin == LINE_REAL && c->at[i].fold > 1 && k < copies; k++)
			swap_one(c, stock, i);
	}
}

/* ---- forms ----
 * %N a full name, %S a surname, %G a given name (each a person); %W a word, %P a place, %O an organisation; %d digits. */
static const char *const forms[] = {
	"氏名:%N", "氏名:%N", "氏名 %N", "お名前:%N", "名前: %N", "担当:%S", "担当者:%N", "担当 %S", "代表者氏名 %N", "保護者氏名:%N",
	"世帯主:%N", "申込者 %N", "患者名:%N 様", "受取人: %N", "%N 様", "%N様", "%S様", "%N殿", "%Sさん", "%Sです。", "%Oの%Sです。",
	"%O %Sです。お世話になっております。", "%O\t%N", "%W部 %N", "%W課 %S", "%W部%W課 %N 様", "To: %N", "From: %N <a@example.co.jp>",
	"%d,%N,%W,%P", "%d,%N,%Pd,090-%d", "%N,%S,%W", "\"%N\",\"%W\",\"%P\"", "%d\t%N\t%W", "%N\t%d", "%N | %W | %P", "<td>%N</td><td>%W</td>",
	"<td>%N</td>", "<li>%N(%W)</li>", "{\"name\": \"%N\", \"dept\": \"%W\"}", "name=%N", "・%N", "%d. %N", "%N(%W)", "%N、%N、%N",
	"出席者:%N、%N、%S", "%S、%S、%S", "参加者 %N %N", "報告者:%S", "作成者 %N", "承認 %S", "%Sより", "%S拝", "宛先:%O %W部 %N様",
	"%S%G", "姓:%S 名:%G", "%S,%G,%W", "%Nに電話", "%Nさんから%Wの件", "%S部長", "%S課長に%Wを送付", "%Sさんと%P", "%Sが%Wを担当", "%Nの%W",
	"%N", "%N", "%S %G",
	"%W:%W", "%W: %P", "%W %W", "%W", "%W", "%P", "%P", "%O", "%O", "%O御中", "%d,%W,%W,%P", "%W,%W,%W", "%P,%P,%P", "\"%W\",\"%O\",\"%P\"",
	"<td>%W</td><td>%P</td>", "<td>%O</td>", "<td>%W</td>", "<li>%W</li>", "・%W", "%d. %W%W", "%W(%W)", "%W、%W、%W", "%W様式", "仕様:%W",
	"件名:%W%Wの件", "商品名:%W%W", "住所:%P%d", "勤務先:%O", "会社名:%O", "部署:%W部", "%W課", "%W部", "%P支店", "%P営業所", "%P店",
	"%P駅", "%P市", "%P町", "%P区%P", "%W係", "%W様", "お客様", "関係者各位", "お得意様", "%W担当者", "担当者:%W部", "氏名:", "氏名,住所,電話",
	"{\"name\": \"%W\", \"dept\": \"%W\"}", "name=%W", "%W=%W", "%W/%W/%d", "%W-%P-%d.xlsx", "%P大学", "%P高校", "%P病院", "%W株式会社",
	"株式会社%W", "(株)%P%W", "%P%W株式会社", "%Pの%W", "%Wの%W", "%W%W", "%W%W%W", "%P%W", "%P%P%W", "%O%W"
};

/* A given name, one in eight in hiragana. */
static void add_given(struct dc_buf *b, const struct stock *s)
{
	const char *kana, *kanji = stock_draw(s, STOCK_GIVEN, &kana);
	uint32_t c;

	if (draw(8) > 0 || kana[0] == '\0') {
		dc_buf_adds(b, kanji);
		return;
	}
	for (size_t n = strlen(kana), at = 0; at < n; ) {
		uint8_t utf8[4];
		size_t step = utf8_read((const uint8_t *)kana + at, n - at, &c);

		if (step == 0)
			return;
		dc_buf_add(b, utf8, utf8_write(c >= 0x30a1 && c <= 0x30f6 ? c - 0x60 : c, utf8));
		at += step;
	}
}

static void form_part(struct dc_buf *b, struct sample *where, struct stock *s, char what)
{
	static const char *const gaps[] = { "", "", "", " ", "\xe3\x80\x80" };
	size_t from = b->n;

	switch (what) {
	case 'N':
		dc_buf_adds(b, drawn_pick(&s->list[STOCK_SURNAME]));
		dc_buf_adds(b, gaps[draw(DC_ARRAY_LEN(gaps))]);
		add_given(b, s);
		add_person(where, from, b->n);
		break;
	case 'S': case 'G':
		dc_buf_adds(b, drawn_pick(&s->list[what == 'S' ? STOCK_SURNAME : STOCK_GIVEN]));
		add_person(where, from, b->n);
		break;
	case 'W': case 'P': case 'O':
		dc_buf_adds(b, drawn_pick(&s->list[what == 'W' ? STOCK_WORD : what == 'P' ? STOCK_PLACE : STOCK_ORG]));
		break;
	default:
		dc_buf_printf(b, "%u", draw(what == 'd' ? 100000 : 100));
	}
}

void corpus_make_forms(struct corpus *c, struct stock *stock, size_t n)
{
	struct dc_buf b;

	dc_buf_init(&b, 0);
	for (size_t i = 0; i < n; i++) {
		const char *form = forms[draw(DC_ARRAY_LEN(forms))];
		struct sample where = { 0 }, *s;

		dc_buf_clear(&b);
		for (const char *p = form; *p != '\0'; p++) {
			if (*p == '%' && p[1] != '\0')
				form_part(&b, &where, stock, *++p);
			else
				dc_buf_addc(&b, *p);
		}
		s = corpus_add(c, b.p, b.n, LINE_FORM);
		memcpy(s->person, where.person, sizeof where.person);
		s->n_persons = where.n_persons;
	}
	dc_buf_done(&b);
}
