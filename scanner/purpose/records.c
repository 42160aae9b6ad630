/* records.c -- see records.h. Names of companies and items are compared as offices write them: any width, with or without spaces and
 * 株式会社. Of persons in a register nothing is kept but that the field is filled. */
#include "records.h"

#include "pack.h"
#include "register.h"
#include "shapes.h"
#include "textfile.h"

#include "daicho/category.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define NAME_MOST 256

static bool is(const struct word *w, const char *s)
{
	return w->s != NULL && strcmp(w->s, s) == 0;
}

const char *records_why(const char *why)
{
	static const struct { const char *en, *ja; } words[] = {
		{ "no column date", "日付の列がありません" }, { "larger than 16 MiB", "16 MiB を超えています" }, { "out of memory", "メモリーが足りません" },
		{ "the declaration is not a file", "宣言がファイルではありません" }, { "No such file or directory", "ファイルがありません" },
		{ "Permission denied", "読む権限がありません" }, { "Is a directory", "フォルダーです" },
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++)
		if (strcmp(why, words[i].en) == 0)
			return words[i].ja;
	return why;
}

/* ---- names */

static void drop(char *s, const char *what)
{
	size_t n = strlen(what);

	for (char *at = s; (at = strstr(at, what)) != NULL;)
		memmove(at, at + n, strlen(at + n) + 1);
}

/* False: out of memory. A name that is too long compares with nothing. */
static bool plain(const char *s, char out[NAME_MOST])
{
	static const char *const forms[] = { " ", "\t", "株式会社", "有限会社", "合同会社", "(株)", "(有)", "(同)", "の" };
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s, 0, &folded,
		UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);

	out[0] = '\0';
	if (n == UTF8PROC_ERROR_NOMEM)
		return false;
	if (n > 0 && n < NAME_MOST)
		memcpy(out, folded, (size_t)n + 1);
	free(folded);
	for (size_t i = 0; i < DC_ARRAY_LEN(forms); i++)
		drop(out, forms[i]);
	return true;
}

static bool same(const char *a, const char *b, bool *failed)
{
	char x[NAME_MOST], y[NAME_MOST];

	*failed = *failed || !plain(a, x) || !plain(b, y);
	return !*failed && x[0] != '\0' && strcmp(x, y) == 0;
}

/* What words of a register meant, for they come again and again. */
#define MEMO_MOST 512

struct memo {
	struct { const char *word; long value; } seen[MEMO_MOST];
	size_t n;
};

struct load {
	struct memo parties, scopes, words;
	struct dc_declaration *d;
	struct complaints *complaints;
	struct place at;		/* of the register's name */
	const char *file;
	bool receipt, failed;
	struct dc_entry *lines;
	size_t n, cap;
};

static long remember(struct load *l, struct memo *m, const char *word, long (*find)(struct load *, const char *))
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->seen[i].word, word) == 0)
			return m->seen[i].value;
	if (m->n == MEMO_MOST)
		return find(l, word);
	m->seen[m->n].word = dc_arena_strdup(l->d->arena, word);
	if (m->seen[m->n].word == NULL) {
		l->failed = true;
		return -1;
	}
	m->seen[m->n].value = find(l, word);
	return m->seen[m->n++].value;
}

static long recipient_of(struct load *l, const char *name)
{
	const struct records *all = &l->d->root.recipients;

	for (size_t i = 0; *name != '\0' && i < all->n; i++) {
		const struct recipient *r = all->v[i];

		if (same(name, r->id.s, &l->failed) || same(name, text_in(r->name, "ja"), &l->failed) || same(name, text_in(r->name, "en"), &l->failed))
			return (long)i;
	}
	return -1;
}

static long scope_named(struct load *l, const char *name)
{
	const struct records *all = &l->d->root.scopes;

	for (size_t i = 0; *name != '\0' && i < all->n; i++) {
		const struct scope *s = all->v[i];

		if (strcmp(name, s->id.s) == 0 || (s->title != NULL && (same(name, text_in(s->title, "ja"), &l->failed) ||
		    same(name, text_in(s->title, "en"), &l->failed))))
			return (long)i;
	}
	return -1;
}

/* ---- items */

/* Words of registers that the catalogue has otherwise; a parent stands for its children. */
static const struct { const char *word, *id; } words[] = {
	{ "名前", "person.name" }, { "お名前", "person.name" }, { "カナ", "person.name_kana" }, { "ふりがな", "person.name_kana" }, { "電話", "contact.phone" },
	{ "tel", "contact.phone" }, { "電話番号", "contact.phone" }, { "メール", "contact.email" }, { "eメール", "contact.email" }, { "e-mail", "contact.email" },
	{ "email", "contact.email" }, { "連絡先", "contact" }, { "カード", "finance.card_number" }, { "クレジットカード番号", "finance.card_number" },
	{ "口座番号", "finance.bank_account" }, { "購買履歴", "finance.transaction" }, { "購入履歴", "finance.transaction" }, { "マイナンバー", "govid.my_number" },
	{ "phone", "contact.phone" }, { "勤務", "work" }, { "会社名", "work.employer" }, { "部署", "work.title" },
};

/* Its place in the words above, behind them in the catalogue; -1: no category. */
static long category_of(struct load *l, const char *word)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++)
		if (strcmp(word, words[i].id) == 0 || same(word, words[i].word, &l->failed))
			return (long)i;
	for (size_t i = 0; i < dc_category_count(); i++) {
		const struct dc_category *c = dc_category_at(i);

		if (strcmp(word, c->id) == 0 || same(word, c->ja, &l->failed) || same(word, c->en, &l->failed))
			return (long)(DC_ARRAY_LEN(words) + i);
	}
	return -1;
}

static const char *category_id(long i)
{
	return i < 0 ? NULL : i < (long)DC_ARRAY_LEN(words) ? words[i].id : dc_category_at((size_t)i - DC_ARRAY_LEN(words))->id;
}

/* The bytes of the sign at s that parts items; 0: it is another. */
static size_t parts(const char *s)
{
	static const char *const marks[] = { ",", ";", "/", "\n", "、", "，", "；", "／", "・" };

	for (size_t i = 0; i < DC_ARRAY_LEN(marks); i++)
		if (strncmp(s, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

static const char *items_of(struct load *l, const char *s, bool *unclear)
{
	const char *out = "";

	while (*s != '\0' && out != NULL) {
		char word[NAME_MOST];
		const char *id;
		size_t n = 0, k;

		for (; *s == ' ' || (k = parts(s)) != 0; s += *s == ' ' ? 1 : k)
			;
		for (; s[n] != '\0' && parts(s + n) == 0; n++)
			;
		if (n == 0)
			break;
		snprintf(word, sizeof word, "%.*s", n < NAME_MOST ? (int)n : NAME_MOST - 1, s);
		id = category_id(remember(l, &l->words, word, category_of));
		*unclear = *unclear || id == NULL;
		if (id != NULL)
			out = dc_arena_printf(l->d->arena, "%s%s%s", out, *out == '\0' ? "" : ",", id);
		s += n;
	}
	l->failed = l->failed || out == NULL;
	return out == NULL ? "" : out;
}

/* ---- lines */

static unsigned lacks_of(const struct load *l, const struct register_line *r, const struct recipient *to)
{
	static const struct { enum register_column column; unsigned bit; } both[] = {
		{ REGISTER_PARTY, DC_LACKS_PARTY }, { REGISTER_ADDRESS, DC_LACKS_ADDRESS }, { REGISTER_REPRESENTATIVE, DC_LACKS_REPRESENTATIVE },
		{ REGISTER_PERSON, DC_LACKS_PERSON }, { REGISTER_ITEMS, DC_LACKS_ITEMS },
	};
	unsigned bits = 0;

	for (size_t i = 0; i < DC_ARRAY_LEN(both); i++)
		bits |= r->field[both[i].column][0] == '\0' ? both[i].bit : 0;
	if (l->receipt)
		return bits | (r->field[REGISTER_CIRCUMSTANCES][0] == '\0' ? DC_LACKS_CIRCUMSTANCES : 0);
	return bits | (to != NULL && is(&to->basis, "consent") && r->field[REGISTER_CONSENT][0] == '\0' ? DC_LACKS_CONSENT : 0);
}

static bool foreign_no_route(const struct register_line *r, const struct recipient *to)
{
	const char *country = r->field[REGISTER_COUNTRY];
	bool abroad = country[0] != '\0' ? strcmp(country, "JP") != 0 && strcmp(country, "日本") != 0 : to != NULL && to->country.s != NULL &&
		!is(&to->country, "JP");

	return abroad && r->field[REGISTER_ROUTE][0] == '\0' && (to == NULL || to->route.s == NULL);
}

/* A year where a contract document is the record, else three (Rules arts. 21, 25). */
static int keep_until(const struct load *l, const struct register_line *r)
{
	const struct pack *pack = l->d->pack == NULL ? pack_at(0) : l->d->pack;
	bool contract = r->field[REGISTER_CONTRACT][0] != '\0';

	return when_add(r->date, (struct span_of_time){ true, 12 * pack_value(pack, contract ? "records.contract" : "records.other"), 0 });
}

static void fill(struct load *l, const struct register_line *r, struct dc_entry *out)
{
	const struct recipient *to;

	out->recipient = remember(l, &l->parties, r->field[REGISTER_PARTY], recipient_of);
	to = out->recipient < 0 ? NULL : l->d->root.recipients.v[out->recipient];
	out->scope = remember(l, &l->scopes, r->field[REGISTER_SCOPE], scope_named);
	out->date = r->date;
	out->keep_until = keep_until(l, r);
	out->file = dc_arena_strdup(l->d->arena, r->field[REGISTER_FILE]);
	out->items = items_of(l, r->field[REGISTER_ITEMS], &out->items_unclear);
	out->lacks = lacks_of(l, r, to);
	out->foreign_no_route = foreign_no_route(r, to);
	if (r->field[REGISTER_SCOPE][0] != '\0' && out->scope < 0)
		out->fault = DC_ENTRY_NO_SCOPE;
	l->failed = l->failed || out->file == NULL;
}

static void tell_fault(struct load *l, const struct dc_entry *r)
{
	static const struct { const char *en, *ja; } why[] = {
		[DC_ENTRY_FIELDS] = { "it has not as many fields as the heading", "項目の数が見出しと違います" },
		[DC_ENTRY_BYTES] = { "it is neither UTF-8 nor code page 932, as the rest is", "文字コードがほかの行と違います" },
		[DC_ENTRY_QUOTE] = { "a quotation mark is not closed", "引用符が閉じていません" },
		[DC_ENTRY_LONG] = { "a field is longer than 1,023 bytes", "1,023 バイトを超える欄があります" },
		[DC_ENTRY_DATE] = { "its date cannot be read", "日付を読めません" }, [DC_ENTRY_NO_DATE] = { "it has no date", "日付がありません" },
		[DC_ENTRY_NO_SCOPE] = { "its scope is not declared", "その範囲は宣言にありません" },
	};
	char where[512];

	snprintf(where, sizeof where, "%s:%llu", l->file, (unsigned long long)r->line);
	complain(l->complaints, M_register_line, l->at, where, why[r->fault].en, why[r->fault].ja);
}

static bool take(void *ctx, const struct register_line *r)
{
	struct load *l = ctx;
	struct dc_entry *out;

	if (!shapes_grow(l->d->arena, (void **)&l->lines, l->n, &l->cap, sizeof *l->lines))
		return false;
	out = &l->lines[l->n++];
	*out = (struct dc_entry){ .line = r->line, .fault = r->fault, .scope = -1, .recipient = -1, .file = "", .items = "" };
	if (out->fault == DC_ENTRY_GOOD && r->date == 0)
		out->fault = DC_ENTRY_NO_DATE;
	if (out->fault == DC_ENTRY_GOOD)
		fill(l, r, out);
	if (out->fault != DC_ENTRY_GOOD)
		tell_fault(l, out);
	return !l->failed;
}

static enum dc_status load(struct load *l, const struct word *file, struct dc_entries *out)
{
	struct dc_buf text;
	const char *why;

	l->at = file->at;
	l->file = file->s;
	dc_buf_init(&text, TEXTFILE_BYTES_MOST);
	why = l->d->folder[0] == '\0' ? "the declaration is not a file" : textfile_read(l->d->folder, file->s, &text);
	if (why == NULL)
		why = register_read((struct dc_span){ text.p, text.n }, take, l);
	dc_buf_done(&text);
	if (why != NULL)
		complain(l->complaints, M_register_unread, file->at, file->s, why, records_why(why));
	*out = (struct dc_entries){ .file = file->s, .lines = l->lines, .n = why == NULL ? l->n : 0 };
	return l->failed ? DC_ENOMEM : DC_OK;
}

/* A line that names no scope counts for each. */
static bool recorded(const struct dc_entries *all, const struct scope *s)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->lines[i].fault == DC_ENTRY_GOOD && (all->lines[i].scope < 0 || all->lines[i].scope == (long)s->index))
			return true;
	return false;
}

enum dc_status records_link(struct dc_declaration *d, struct complaints *complaints)
{
	const struct registers *r = d->root.requests == NULL ? NULL : d->root.requests->records;
	struct load *l = calloc(2, sizeof *l);
	enum dc_status st = l == NULL ? DC_ENOMEM : DC_OK;

	for (int i = 0; i < 2 && st == DC_OK && r != NULL; i++) {
		l[i].d = d;
		l[i].complaints = complaints;
		l[i].receipt = i == 1;
		if ((i == 0 ? &r->provision : &r->receipt)->s != NULL)
			st = load(&l[i], i == 0 ? &r->provision : &r->receipt, &d->records[i]);
	}
	free(l);
	for (size_t i = 0; st == DC_OK && i < d->root.scopes.n; i++) {
		struct scope *s = d->root.scopes.v[i];

		s->receipt_recorded = scope_received(s) && recorded(&d->records[1], s);
	}
	return st;
}

void dc_declaration_entries(const struct dc_declaration *d, const char *which, struct dc_entries *out)
{
	*out = d->records[strcmp(which, "receipt") == 0];
}

/* ---- who is provided with data, and whether it is to be recorded */

/* Arts. 29(1), 27(1) and 27(5): no record where the law allows or asks for it, nor for entrustment, succession and joint use; but a
 * third party abroad on consent is one whatever the basis (art. 28(1)). */
static const char *exempt(const struct recipient *r, bool ja)
{
	static const struct { const char *basis, *ja, *en; } reasons[] = {
		{ "entrustment", "委託（法27条5項1号）", "entrustment (APPI art. 27(5)(i))" },
		{ "succession", "事業承継（法27条5項2号）", "succession (APPI art. 27(5)(ii))" },
		{ "joint_use", "共同利用（法27条5項3号）", "joint use (APPI art. 27(5)(iii))" },
		{ "law", "法令（法27条1項1号）", "law (APPI art. 27(1)(i))" },
		{ "life", "生命・身体・財産の保護（法27条1項2号）", "protection of life, body or property (APPI art. 27(1)(ii))" },
		{ "public_health", "公衆衛生等（法27条1項3号）", "public health (APPI art. 27(1)(iii))" },
		{ "cooperation", "国の事務への協力（法27条1項4号）", "cooperation with authorities (APPI art. 27(1)(iv))" },
	};

	if (is(&r->route, "consent") && r->country.s != NULL && !is(&r->country, "JP"))
		return NULL;
	for (size_t i = 0; i < DC_ARRAY_LEN(reasons); i++)
		if (is(&r->basis, reasons[i].basis))
			return ja ? reasons[i].ja : reasons[i].en;
	return NULL;
}

static long index_of(const struct dc_declaration *d, const struct recipient *r)
{
	for (size_t i = 0; i < d->root.recipients.n; i++)
		if (d->root.recipients.v[i] == r)
			return (long)i;
	return -1;
}

bool dc_declaration_recipient(const struct dc_declaration *d, size_t scope, size_t k, const char *lang, struct dc_declared_recipient *out)
{
	const struct sharing *sharing = scope_at(d, scope)->sharing;
	const struct recipient *r;
	const char *why;

	if (sharing == NULL || k >= sharing->recipients.n || (r = sharing->to[k]) == NULL)
		return false;
	why = exempt(r, strcmp(lang, "ja") == 0);
	*out = (struct dc_declared_recipient){ .index = index_of(d, r), .name = text_in(r->name, lang), .why = why == NULL ? "" : why,
		.recorded = why == NULL };
	if (out->name[0] == '\0')
		out->name = r->id.s;
	return true;
}
