/* person.c -- see person.h. Two spellings of one value are the same once folded; numbers are compared digit for digit with what
 * stands between digits left out, and must not go on on either side. */
#include "person.h"

#include "cli.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

const struct attribute_kind attribute_kinds[N_ATTRIBUTES] = {
	[AT_NAME] = { "name", "name", "氏名", LIST("person.name", "person.name_kana"), false },
	[AT_KANA] = { "kana", "name in kana", "フリガナ", LIST("person.name_kana", "person.name"), false },
	[AT_EMAIL] = { "email", "e-mail address", "メール", LIST("contact.email"), true },
	[AT_PHONE] = { "phone", "telephone", "電話", LIST("contact.phone", "contact.fax", "contact.emergency"), true },
	[AT_BIRTH_DATE] = { "birth_date", "date of birth", "生年月日", LIST("person.birth_date"), false },
	[AT_ADDRESS] = { "address", "address", "住所", LIST("contact.address"), false },
	[AT_ID] = { "id", "number of customer or employee", "番号", LIST("work.employee_id", "online.user_id"), false },
	[AT_MY_NUMBER] = { "my_number", "My Number", "個人番号", LIST("govid.my_number"), false },
};

void person_done(struct person *p)
{
	for (size_t i = 0; i < p->n; i++) {
		explicit_bzero(p->values[i].text, strlen(p->values[i].text));
		free(p->values[i].text);
		if (p->values[i].folded.p != NULL)
			explicit_bzero(p->values[i].folded.p, p->values[i].folded.n);
		dc_buf_done(&p->values[i].folded);
	}
	p->n = 0;
}

/* ---- folding */

/* Old or variant characters of names -> the common ones, so that either spelling finds both. */
static const struct { uint32_t old, now; } variants[] = {
	{ 0x9AD9, 0x9AD8 }, { 0xFA11, 0x5D0E }, { 0x67F3, 0x67F3 }, { 0x6801, 0x67F3 }, { 0x6FF5, 0x6D5C }, { 0x6FF1, 0x6D5C }, { 0x6D5C, 0x6D5C },
	{ 0x908A, 0x8FBA }, { 0x9089, 0x8FBA }, { 0x9F4B, 0x658E }, { 0x9F4A, 0x658E }, { 0x6589, 0x658E }, { 0x6FA4, 0x6CA2 }, { 0x6AFB, 0x685C },
	{ 0x5EE3, 0x5E83 }, { 0x5D8B, 0x5CF6 }, { 0x5D8C, 0x5CF6 }, { 0x5FB7, 0x5FB3 }, { 0x60E0, 0x6075 }, { 0x570B, 0x56FD }, { 0x771E, 0x771F },
	{ 0x7028, 0x702C }, { 0x69AE, 0x6804 }, { 0x689D, 0x6761 }, { 0x85CF, 0x8535 }, { 0x8207, 0x4E0E }, { 0x58FD, 0x5BFF }, { 0x6DFA, 0x6D45 },
	{ 0x95DC, 0x95A2 }, { 0x61C9, 0x5FDC }, { 0x7576, 0x5F53 }, { 0x5BE6, 0x5B9F }, { 0x6E15, 0x6DF5 }, { 0x5186, 0x5186 }, { 0x5BCC, 0x5BCC },
	{ 0x51A8, 0x5BCC }, { 0x6A4B, 0x6A4B }, { 0x9F8D, 0x7ADC }, { 0x9EB4, 0x9EB9 }, { 0x9ED1, 0x9ED2 }, { 0x6A2A, 0x6A6B }, { 0x85AB, 0x85AB },
	{ 0x7DA0, 0x7DD1 }, { 0x5C3E, 0x5C3E }, { 0x6B65, 0x6B69 }, { 0x6E7E, 0x7063 }, { 0x7063, 0x7063 }, { 0x5ECF, 0x5EC9 },
};

static uint32_t common(uint32_t c)
{
	if (c >= 0x30A1 && c <= 0x30F6)
		return c - 0x60;
	for (size_t i = 0; i < DC_ARRAY_LEN(variants); i++)
		if (variants[i].old == c)
			return variants[i].now;
	return c;
}

static bool left_out(uint32_t c)
{
	return c == ' ' || (c >= 9 && c <= 13) || c == '-' || c == '.' || c == 0x30FB || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x3000 ||
		c == 0x200B || c == 0xFEFF;
}

enum dc_status person_fold(struct dc_span text, struct dc_buf *out)
{
	utf8proc_uint8_t *made = NULL;
	utf8proc_ssize_t n = utf8proc_map(text.p, (utf8proc_ssize_t)text.n, &made, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
	enum dc_status st = DC_OK;

	if (n == UTF8PROC_ERROR_NOMEM)
		return DC_ENOMEM;
	if (n < 0)
		return dc_buf_add(out, text.p, text.n);
	for (utf8proc_ssize_t at = 0; at < n && st == DC_OK;) {
		utf8proc_int32_t c;
		utf8proc_uint8_t utf8[4];
		utf8proc_ssize_t step = utf8proc_iterate(made + at, n - at, &c);

		if (step <= 0)
			break;
		at += step;
		if (!left_out((uint32_t)c))
			st = dc_buf_add(out, utf8, (size_t)utf8proc_encode_char((utf8proc_int32_t)common((uint32_t)c), utf8));
	}
	explicit_bzero(made, (size_t)n);
	free(made);
	return st;
}

/* ---- attributes */

static const struct { const char *word; enum attribute of; } keys[] = {
	{ "name", AT_NAME }, { "氏名", AT_NAME }, { "名前", AT_NAME }, { "kana", AT_KANA }, { "フリガナ", AT_KANA }, { "ふりがな", AT_KANA }, { "カナ", AT_KANA },
	{ "email", AT_EMAIL }, { "e-mail", AT_EMAIL }, { "メール", AT_EMAIL }, { "メールアドレス", AT_EMAIL }, { "phone", AT_PHONE }, { "tel", AT_PHONE },
	{ "電話", AT_PHONE }, { "電話番号", AT_PHONE }, { "birth_date", AT_BIRTH_DATE }, { "生年月日", AT_BIRTH_DATE }, { "address", AT_ADDRESS },
	{ "住所", AT_ADDRESS }, { "id", AT_ID }, { "customer_id", AT_ID }, { "employee_id", AT_ID }, { "番号", AT_ID }, { "顧客番号", AT_ID },
	{ "会員番号", AT_ID }, { "社員番号", AT_ID }, { "my_number", AT_MY_NUMBER }, { "個人番号", AT_MY_NUMBER }, { "マイナンバー", AT_MY_NUMBER },
};

bool person_key(struct dc_span key, enum attribute *out)
{
	while (key.n > 0 && (key.p[key.n - 1] == ' ' || key.p[key.n - 1] == '\t'))
		key.n--;
	for (size_t i = 0; i < DC_ARRAY_LEN(keys); i++) {
		if (strlen(keys[i].word) == key.n && strncasecmp(keys[i].word, (const char *)key.p, key.n) == 0) {
			*out = keys[i].of;
			return true;
		}
	}
	return false;
}

static size_t digits_of(struct dc_span s, char *out, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && n + 1 < most; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			out[n++] = (char)s.p[i];
	out[n] = '\0';
	return n;
}

static bool number(enum attribute of)
{
	return of == AT_PHONE || of == AT_MY_NUMBER || of == AT_BIRTH_DATE;
}

/* "+81 90-1234-5678" and "090-1234-5678" are one number. */
static void national(char *digits, bool plus)
{
	size_t n = strlen(digits);

	if (!plus || strncmp(digits, "81", 2) != 0)
		return;
	if (strncmp(digits, "810", 3) == 0)	/* +81 (0)90 */
		memmove(digits, digits + 2, n - 1);
	else {
		digits[0] = '0';
		memmove(digits + 1, digits + 2, n - 1);
	}
}

enum dc_status person_add(struct person *p, enum attribute of, struct dc_span value, struct dc_error *err)
{
	struct person_value *v = &p->values[p->n];
	char digits[64] = "";

	while (value.n > 0 && (value.p[0] == ' ' || value.p[0] == '\t')) {
		value.p++;
		value.n--;
	}
	while (value.n > 0 && strchr(" \t\r\n", value.p[value.n - 1]) != NULL)
		value.n--;
	if (value.n == 0)
		return DC_OK;
	if (p->n == PERSON_VALUES_MOST)
		return dc_fail(err, DC_EUSAGE, T("more than %d attributes", "属性は %d 個までです"), PERSON_VALUES_MOST);
	v->of = of;
	dc_buf_init(&v->folded, 1 << 16);
	v->text = strndup((const char *)value.p, value.n);
	if (v->text == NULL || person_fold(value, &v->folded) != DC_OK)
		return dc_fail(err, DC_ENOMEM, "subject");
	p->n++;
	if (number(of)) {
		bool plus = v->folded.n > 0 && v->folded.p[0] == '+';

		digits_of((struct dc_span){ v->folded.p, v->folded.n }, digits, sizeof digits);
		national(digits, plus);
		dc_buf_clear(&v->folded);
		dc_buf_adds(&v->folded, digits);
		explicit_bzero(digits, sizeof digits);
	}
	if (of == AT_BIRTH_DATE && v->folded.n != 8)
		return dc_fail(err, DC_EUSAGE, T("a date of birth is written as 1980-01-31", "生年月日は 1980-01-31 の形で書きます"));
	return v->folded.n >= 2 ? DC_OK : dc_fail(err, DC_EUSAGE, T("the value of '%s' is too short", "'%s' の値が短すぎます"), attribute_kinds[of].key);
}

static enum dc_status read_json(struct person *p, struct dc_span text, struct dc_error *err)
{
	json_error_t where;
	json_t *all = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, &where), *value, *one;
	const char *key;
	enum dc_status st = DC_OK;
	size_t i;

	if (all == NULL)
		return dc_fail(err, DC_EUSAGE, T("line %d is no JSON", "%d 行目が JSON ではありません"), where.line);
	if (!json_is_object(all))
		st = dc_fail(err, DC_EUSAGE, T("the JSON is no object", "JSON がオブジェクトではありません"));
	json_object_foreach(all, key, value) {
		enum attribute of = 0;

		if (st == DC_OK && !person_key(dc_span_of(key), &of))
			st = dc_fail(err, DC_EUSAGE, T("an attribute has an unknown key; there are: name kana email phone birth_date address id my_number",
				"不明な属性名があります。使えるもの: name kana email phone birth_date address id my_number"));
		if (st == DC_OK && json_is_string(value))
			st = person_add(p, of, dc_span_of(json_string_value(value)), err);
		json_array_foreach(value, i, one)
			if (st == DC_OK && json_is_string(one))
				st = person_add(p, of, dc_span_of(json_string_value(one)), err);
	}
	json_decref(all);
	return st;
}

enum dc_status person_read(struct person *p, struct dc_span text, struct dc_error *err)
{
	unsigned line = 1;
	size_t blank = 0;

	while (blank < text.n && strchr(" \t\r\n", text.p[blank]) != NULL)
		blank++;
	if (blank < text.n && text.p[blank] == '{')
		return read_json(p, text, err);
	for (size_t at = 0; at < text.n; line++) {
		const uint8_t *nl = memchr(text.p + at, '\n', text.n - at), *colon;
		size_t n = nl == NULL ? text.n - at : (size_t)(nl - text.p) - at, mark = 1;
		enum attribute of;

		colon = memchr(text.p + at, ':', n);
		if (colon == NULL && (colon = memmem(text.p + at, n, "：", 3)) != NULL)
			mark = 3;
		if (n > 1 || (n == 1 && text.p[at] != '\r')) {
			if (colon == NULL || !person_key((struct dc_span){ text.p + at, (size_t)(colon - text.p) - at }, &of))
				return dc_fail(err, DC_EUSAGE, T("line %u is not 'key: value' with a key of: name kana email phone birth_date address id my_number",
					"%u 行目が「属性名: 値」ではありません。属性名: name kana email phone birth_date address id my_number"), line);
			if (person_add(p, of, (struct dc_span){ colon + mark, n - ((size_t)(colon - text.p) - at) - mark }, err) != DC_OK)
				return err->status;
		}
		at += n + 1;
	}
	return p->n != 0 ? DC_OK : dc_fail(err, DC_EUSAGE, T("no attribute was given", "属性がありません"));
}

/* ---- is it there? */

static bool letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@' || c == '+';
}

/* Latin words must not go on on either side; Japanese may. */
static bool word_in(struct dc_span hay, struct dc_span needle)
{
	const uint8_t *at = hay.p, *end = hay.p + hay.n;

	while (needle.n != 0 && at < end && (at = memmem(at, (size_t)(end - at), needle.p, needle.n)) != NULL) {
		bool before = at > hay.p && letter(at[-1]) && letter(needle.p[0]);
		bool after = at + needle.n < end && letter(at[needle.n]) && letter(needle.p[needle.n - 1]);

		if (!before && !after)
			return true;
		at++;
	}
	return false;
}

/* Runs of digits, with one separator allowed between two; a plus before it is part of it. */
static bool number_in(struct dc_span s, const char *want)
{
	char run[64];
	size_t n = 0;
	bool plus = false, gap = false;

	for (size_t i = 0; i <= s.n; i++) {
		uint8_t c = i < s.n ? s.p[i] : 'x';

		if (c >= '0' && c <= '9') {
			if (n == 0)
				plus = i > 0 && s.p[i - 1] == '+';
			if (n + 1 < sizeof run)
				run[n++] = (char)c;
			gap = false;
		} else if (n != 0 && !gap && strchr("-() /", c) != NULL && c != '\0') {
			gap = c != '(' && c != ')';
		} else if (n != 0) {
			run[n] = '\0';
			national(run, plus);
			if (strcmp(run, want) == 0)
				return true;
			n = 0;
			gap = false;
		}
	}
	return false;
}

static bool date_in(struct dc_span plain, struct dc_span folded, const char *want)
{
	static const struct { const char *name, *letter; int first, last; } eras[] = {
		{ "明治", "m", 1868, 1912 }, { "大正", "t", 1912, 1926 }, { "昭和", "s", 1926, 1989 }, { "平成", "h", 1989, 2019 }, { "令和", "r", 2019, 9999 },
	};
	int day = (int)strtol(want, NULL, 10), y = day / 10000, m = day / 100 % 100, d = day % 100;
	char forms[16][48];
	size_t n = 0;

	snprintf(forms[n++], 48, "%08d", day);
	snprintf(forms[n++], 48, "%d/%d/%d", y, m, d);
	snprintf(forms[n++], 48, "%d/%02d/%02d", y, m, d);
	snprintf(forms[n++], 48, "%d年%d月%d日", y, m, d);
	snprintf(forms[n++], 48, "%d年%02d月%02d日", y, m, d);
	for (size_t i = 0; i < DC_ARRAY_LEN(eras) && n + 3 < DC_ARRAY_LEN(forms); i++) {
		if (y < eras[i].first || y > eras[i].last)
			continue;
		snprintf(forms[n++], 48, "%s%d年%d月%d日", eras[i].name, y - eras[i].first + 1, m, d);
		snprintf(forms[n++], 48, "%s%d/%d/%d", eras[i].letter, y - eras[i].first + 1, m, d);
		snprintf(forms[n++], 48, "%s%02d%02d%02d", eras[i].letter, y - eras[i].first + 1, m, d);
	}
	for (size_t i = 0; i < n; i++)
		if (word_in(folded, dc_span_of(forms[i])))
			return true;
	return number_in(plain, want);
}

unsigned person_in(const struct person *p, struct dc_span text, struct dc_span folded)
{
	struct dc_buf plain;
	unsigned found = 0;

	dc_buf_init(&plain, 0);
	for (size_t i = 0; i < p->n; i++) {
		const struct person_value *v = &p->values[i];
		struct dc_span want = { v->folded.p, v->folded.n };
		char digits[64] = "";
		bool there;

		if ((found & 1u << v->of) != 0)
			continue;
		if (!number(v->of)) {
			there = word_in(folded, want);
		} else {
			size_t n = want.n < sizeof digits ? want.n : sizeof digits - 1;

			memcpy(digits, want.p, n);
			digits[n] = '\0';
			if (plain.n == 0) {	/* width folded, separators kept */
				utf8proc_uint8_t *made = NULL;
				utf8proc_ssize_t len = utf8proc_map(text.p, (utf8proc_ssize_t)text.n, &made, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);

				if (len > 0)
					dc_buf_add(&plain, made, (size_t)len);
				if (len > 0)
					explicit_bzero(made, (size_t)len);
				free(made);
			}
			there = v->of == AT_BIRTH_DATE ? date_in((struct dc_span){ plain.p, plain.n }, folded, digits)
				: number_in((struct dc_span){ plain.p, plain.n }, digits);
		}
		found |= there ? 1u << v->of : 0;
	}
	if (plain.p != NULL)
		explicit_bzero(plain.p, plain.n);
	dc_buf_done(&plain);
	return found;
}
