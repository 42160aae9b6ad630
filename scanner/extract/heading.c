/* heading.c -- a heading row is as wide as the table, holds words and no values, and either some of them are words that
 * head columns, or what stands below is of another make (numbers, dates, addresses of mail). */
#include "heading.h"

#include "utf8.h"

#include <strings.h>

#define ROWS 60				/* rows looked at */
#define COLUMNS 256			/* columns looked at */
#define LONGEST 60			/* bytes of a heading */

/* Whole headings, blanks and case apart. */
static const char *const words[] = {
	"name", "id", "no", "no.", "tel", "fax", "email", "e-mail", "mail", "address", "phone", "mobile", "birthday", "birth", "dob",
	"gender", "sex", "age", "date", "zip", "postcode", "company", "department", "title", "note", "notes", "memo", "remarks",
	"comment", "city", "state", "country", "first", "last", "first name", "last name", "full name", "user", "username", "login",
	"password", "status", "type", "code", "value", "amount", "price", "kana", "key", "ssn", "pan",
	"氏名", "名前", "姓", "名", "姓名", "フリガナ", "ふりがな", "カナ", "かな", "漢字", "住所", "電話", "携帯", "メール", "性別", "年齢",
	"生年月日", "誕生日", "郵便番号", "都道府県", "市区町村", "会社", "部署", "所属", "役職", "備考", "摘要", "区分", "状態", "種別", "内容",
	"金額", "数量", "単価", "日付", "登録日", "更新日", "件名", "担当", "担当者", "商品", "品名", "口座", "銀行", "支店", "続柄", "国籍",
	"date of birth", "phone number", "telephone", "home address", "postal code", "zip code", "nationality", "occupation", "employer", "employee id",
	"signature", "emergency contact", "relationship", "account number", "passport number", "marital status", "place of birth",
	"連絡先", "勤務先", "緊急連絡先", "本籍地", "血液型", "最終学歴", "職業", "世帯主", "保護者", "申請者", "申込者", "届出人", "記入日", "入社日", "学歴",
	"職歴", "資格", "既往歴", "家族構成", "現住所", "代表者", "責任者", "氏名カナ", "氏名フリガナ", "アレルギー", "希望", "署名", "印",
	"マイナンバー", "個人番号", "メモ", "社員", "会員", "顧客", "得意先", "職種", "等級", "学年", "年度", "本籍", "病歴", "診断名", "傷病名",
};
/* How headings end. */
static const char *const endings[] = {
	"番号", "コード", "氏名", "住所", "電話", "アドレス", "年月日", "区分", "名称", "日時", "日付", "金額", "ＩＤ", "No", "ID", "_id", "_no",
	"_name", "_tel", "_date", "_at", "_cd", "_code", "名義", "有無", "欄", "理由", "内容", "状況", "結果", "種別", "会社名", "担当者", "（円）", "(円)",
};

enum make { EMPTY, WORD, VALUE };	/* what a cell looks like */

static struct dc_span of_cell(struct dc_span t, const struct dc_cell *c)
{
	struct dc_span s = { t.p + c->start, c->end - c->start };

	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = (struct dc_span){ s.p + 1, s.n - 1 };
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

/* c1, col_2, field03: names that programs make up for columns without one. */
static bool is_numbered(struct dc_span s)
{
	static const char *const stems[] = { "c", "col", "column", "f", "field", "v", "var", "x", "attr", "q" };
	size_t n = s.n;

	while (n > 0 && s.p[n - 1] >= '0' && s.p[n - 1] <= '9')
		n--;
	if (n == s.n || s.n - n > 3)
		return false;
	n -= n > 0 && s.p[n - 1] == '_';
	for (size_t i = 0; i < DC_ARRAY_LEN(stems); i++)
		if (n == strlen(stems[i]) && strncasecmp((const char *)s.p, stems[i], n) == 0)
			return true;
	return false;
}

static enum make make_of(struct dc_span s)
{
	size_t digits = 0, chars = 0, letters = 0;

	for (size_t i = 0; i < s.n; i += utf8_length(s.p + i, s.n - i), chars++) {
		uint32_t c = 0;

		utf8_read(s.p + i, s.n - i, &c);
		digits += (c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19);
		letters += (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x3041;
		if (c == '@')
			return VALUE;
	}
	if (chars == 0)
		return EMPTY;
	if (is_numbered(s))
		return WORD;
	return letters == 0 || digits * 2 >= chars || s.n > LONGEST ? VALUE : WORD;
}

static bool is_heading_word(struct dc_span s)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++)
		if (s.n == strlen(words[i]) && strncasecmp((const char *)s.p, words[i], s.n) == 0)
			return true;
	for (size_t i = 0; i < DC_ARRAY_LEN(endings); i++) {
		size_t n = strlen(endings[i]);

		if (s.n >= n && s.n <= LONGEST && memcmp(s.p + s.n - n, endings[i], n) == 0)
			return true;
	}
	return false;
}

/* Without what politeness and forms put around the word. */
static struct dc_span bare_label(struct dc_span s)
{
	static const char *const before[] = { "ご", "お", "御", "■", "□", "●", "○", "・", "【", "※" };
	static const char *const behind[] = { "：", ":", "】", "*", "※", " ", "　", "必須" };
	bool more = true;

	for (size_t i = 0; i < DC_ARRAY_LEN(before); i++) {
		struct dc_span w = dc_span_of(before[i]);

		if (s.n > w.n && memcmp(s.p, w.p, w.n) == 0)
			s = dc_span_cut(s, w.n, s.n);
	}
	for (size_t i = 3; i + 3 <= s.n; i++)		/* （必須）, (半角) */
		if (memcmp(s.p + i, "（", 3) == 0 || s.p[i] == '(')
			s.n = i;
	while (more) {
		more = false;
		for (size_t i = 0; i < DC_ARRAY_LEN(behind); i++) {
			struct dc_span w = dc_span_of(behind[i]);

			if (s.n > w.n && memcmp(s.p + s.n - w.n, w.p, w.n) == 0) {
				s.n -= w.n;
				more = true;
			}
		}
	}
	return s;
}

/* 氏　名, 住 所: blanks between the characters of a short label. */
static struct dc_span without_blanks(struct dc_span s, uint8_t out[LONGEST])
{
	size_t n = 0;

	if (s.n > LONGEST || s.n == 0 || s.p[0] < 0xe3)
		return s;
	for (size_t i = 0; i < s.n; i++) {
		if (s.n - i >= 3 && memcmp(s.p + i, "　", 3) == 0)
			i += 2;
		else if (s.p[i] != ' ')
			out[n++] = s.p[i];
	}
	return (struct dc_span){ out, n };
}

bool heading_is_label(struct dc_span cell)
{
	struct dc_cell whole = { 0, (uint32_t)cell.n, 0, 0 };
	uint8_t joined[LONGEST];
	struct dc_span s = of_cell(cell, &whole);

	if (s.n == 0 || s.n > LONGEST || make_of(s) != WORD)
		return false;
	return is_heading_word(s) || is_heading_word(without_blanks(bare_label(s), joined));
}

/* An identifier as databases and programs name columns. */
static bool is_identifier(struct dc_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t b = s.p[i];
		bool letter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z';

		if (!letter && b != '_' && !(i > 0 && ((b >= '0' && b <= '9') || b == '.')))
			return false;
	}
	return s.n > 1;
}

struct row_view {
	unsigned filled, words, known, identifiers;
	bool values;
};

static struct row_view view_row(struct dc_span t, const struct dc_cell *cells, size_t n, uint32_t row)
{
	struct row_view v = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct dc_span s = of_cell(t, &cells[i]);
		enum make m = cells[i].row == row ? make_of(s) : EMPTY;

		if (m == EMPTY)
			continue;
		v.filled++;
		v.words += m == WORD;
		v.values = v.values || m == VALUE;
		v.known += m == WORD && is_heading_word(s);
		v.identifiers += m == WORD && is_identifier(s);
	}
	return v;
}

/* Columns that hold values below the row although the row has a word there. */
static unsigned columns_of_values(struct dc_span t, const struct dc_cell *cells, size_t n, uint32_t row)
{
	unsigned value[COLUMNS] = { 0 }, filled[COLUMNS] = { 0 }, found = 0;
	bool word[COLUMNS] = { false };

	for (size_t i = 0; i < n; i++) {
		enum make m = cells[i].column < COLUMNS ? make_of(of_cell(t, &cells[i])) : EMPTY;

		if (m == EMPTY || cells[i].row < row)
			continue;
		if (cells[i].row == row) {
			word[cells[i].column] = m == WORD;
			continue;
		}
		filled[cells[i].column]++;
		value[cells[i].column] += m == VALUE;
	}
	for (unsigned c = 0; c < COLUMNS; c++)
		found += word[c] && filled[c] > 0 && value[c] * 10 >= filled[c] * 6;
	return found;
}

/* The number of filled cells most rows have. */
static unsigned usual_width(const struct dc_cell *cells, size_t n)
{
	unsigned width[ROWS] = { 0 }, count[COLUMNS + 1] = { 0 }, best = 0;

	for (size_t i = 0; i < n; i++)
		width[cells[i].row]++;
	for (unsigned r = 0; r < ROWS; r++)
		count[width[r] < COLUMNS ? width[r] : COLUMNS] += width[r] > 0;
	for (unsigned w = 1; w <= COLUMNS; w++)
		if (count[w] >= count[best] && count[w] > 0)
			best = w;
	return best;
}

static bool names_columns(struct dc_span t, const struct dc_cell *cells, size_t n, uint32_t row, unsigned width)
{
	struct row_view v = view_row(t, cells, n, row);

	if (v.filled == 0 || v.words * 10 < v.filled * 8 || v.filled * 10 < width * 6)
		return false;
	if (v.known >= 2 || (v.known == 1 && v.filled <= 3 && !v.values))
		return true;
	if (v.values)
		return false;
	return columns_of_values(t, cells, n, row) > 0 || (v.filled >= 2 && v.identifiers == v.filled && n > v.filled);
}

int heading_row(struct dc_span text, const struct dc_cell *cells, size_t n)
{
	unsigned width;

	while (n > 0 && cells[n - 1].row >= ROWS)
		n--;
	width = usual_width(cells, n);
	for (uint32_t row = 0; row < HEADING_LOOK; row++) {
		struct row_view v = view_row(text, cells, n, row);

		if (v.filled == 0 || (v.filled * 10 < width * 6 && v.filled < 3))
			continue;	/* a title above the table */
		return names_columns(text, cells, n, row, width) ? (int)row : -1;
	}
	return -1;
}

size_t heading_cells(const struct dc_cell *cells, size_t n, uint32_t row, size_t *end)
{
	size_t first = 0;

	while (first < n && cells[first].row <= row)
		first++;
	*end = first == 0 ? 0 : cells[first - 1].end;
	return first;
}
