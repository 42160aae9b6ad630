/* test_shares.c -- what lies on shares beside documents: cards, directories, settings, dBase, winmail.dat. Samples in
 * corpora/files/shares by corpora/generate/shares.py and pst.py, the others in here; made-up persons only. */
#include "extracted.h"

#include "fail_alloc.h"

#include <sys/resource.h>

#define SAME_AS_FILE NULL

static const struct { const char *why, *file, *bytes; size_t n; const char *want[6]; } rows[] = {
#define ROW(why, file, bytes, ...) { why, file, bytes, sizeof bytes - 1, { __VA_ARGS__ } }
	ROW("vCard 2.1 of a telephone: quoted-printable in Shift_JIS over two lines, Japanese order of an address", "a.vcf",
		"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8E=52=96=7B;=89=D4=8D=5D;;;\r\nTEL;CELL:090-1234-5678\r\n"
		"ADR;HOME;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:;;=8A=DB=93=E0 1-1=\r\n-1;=90=E7=91=E3=93=63=8B=E6;=93=8C=8B=9E=93=73;100-0005;\r\n"
		"END:VCARD\r\n",
		"+  card\n", "=山本 花江", "=090-1234-5678", "=100-0005 東京都千代田区丸内 1-1-1\n- ok"),
	ROW("vCard 4.0: groups, quoted parameters, escapes, folded lines; a row for each card", "b.vcf",
		"BEGIN:VCARD\nFN:佐藤 一\nitem1.TEL;TYPE=\"cell;voice\":080-1234-5678\nNOTE:a\\nb\\, c\n  d\nEND:VCARD\nBEGIN:VCARD\nFN:山本\nEND:VCARD\n",
		"1: -=FN (name) 0=佐藤 一 -=TEL 1=080-1234-5678 -=NOTE 2=a\\nb, c d\n2: 0=山本\n- ok utf-8\n"),
	ROW("vCard 2.1: nothing under a charset is an empty value, not a null pointer to count from", "n.vcf",
		"BEGIN:VCARD\nN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:\nTEL:090-1234-5678\nEND:VCARD\n", "=090-1234-5678\n- ok"),
	ROW("vCard 3.0: a picture is a file", "c.vcf",
		"BEGIN:VCARD\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ\n AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\nEND:VCARD\n",
		"+ PHOTO ", "- image_no_ocr"),
	ROW("a table drawn in text by a client of a database: prose up to its heading, then rows; a bar in a cell", "t.txt",
		"mysql> x\n+----+------+\n| id | name |\n+----+------+\n|  1 | 山本 |\n|  2 |      |\n+----+------+\n2 rows a | b\n",
		"> mysql> x\n+----+------+\n", "# id|name\n1: 0=1 1=山本\n2: 0=2\n", "> 2 rows a | b\n"),
	ROW("a table in Markdown", "t.md", "# 名簿\n|氏名|TEL|\n|:--|--:|\n|山本 花江|090-1234-5678|\n本文\n", "# 氏名|TEL", "0=山本 花江 1=090-1234-5678\n", "> 本文\n"),
	ROW("rules without a heading, and a heading without rows, are text", "t.txt", "---|---\na\n\nb | c\n--- | ---\nd\n", "> ---|---\na\n\nb | c\n--- | ---\nd\n"),
	ROW("iCalendar: people by name and address", "d.ics",
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:面談\nATTENDEE;CN=\"山本 花江\";ROLE=CHAIR:mailto:hanae.y@example.co.jp\nEND:VEVENT\nEND:VCALENDAR\n",
		"=面談", "ATTENDEE (mail) 1=hanae.y@example.co.jp -=CN (name) 2=山本 花江\n"),
	ROW("LDIF: base64, folded lines, language options; an entry is a row", "e.ldif",
		"version: 1\n\ndn: uid=h\ncn:: 5bGx5pys6Iqx5rGf\ntelephoneNumber: 090-1234\n -5678\n\ndn: uid=b\nsn;lang-ja:: 5L2Q6Jek\n",
		"2: -=dn 1=uid=h -=cn (name) 2=山本花江 -=telephoneNumber 3=090-1234-5678\n3: 1=uid=b -=sn (surname) 4=佐藤\n- ok"),
	ROW("YAML: an item of a list is a row, with the mappings in it; keys in each other are one heading", "f.yaml",
		"# 顧客\nstaff:\n  - name: 山本 # 主\n    addr:\n      zip: 100-0005\n    tel: \"090-1234-5678\"\n  - {name: '佐藤, 一', tel: 080-1234-5678}\n",
		"2: -=# 主 -=staff.name 1=山本 -=staff.addr -=staff.addr.zip 3=100-0005 -=staff.tel 4=090-1234-5678\n",
		"3: 1=佐藤, 一 4=080-1234-5678\n- ok"),
	ROW("YAML: a text of several lines, then the next mapping", "g.yml",
		"a:\n  memo: |\n    一行\n    090-1234-5678\n  mails:\n  - x@example.com\nb:\n  url: https://example.com/?a=b\n",
		"=一行\\n090-1234-5678 ", "2: 2=x@example.com\n", "b.url 4=https://example.com/?a=b\n"),
	ROW("TOML: tables, strings of several lines", "h.toml", "[owner]\nname = \"山本\" # x\n[[p]]\nbio = '''\na = 1\n佐藤'''\ntel=\"03-1234-5678\"\n",
		"owner.name 0=山本\n", "p.bio 1=a = 1\\n佐藤 -=p.tel 2=03-1234-5678\n"),
	ROW("INI in CP932", "i.ini", "[\x92\x53\x93\x96]\n; memo\nname=\x8e\x52\x96\x7b\n", "=担当", "担当.name 0=山本\n- ok cp932\n"),
	ROW("properties: escapes, colons", "j.properties", "user.name=\\u5c71\\u672c\nurl: http://a/\n", "user.name 0=山本 -=url 1=http://a/\n"),
	ROW("registry in UTF-16", "k.reg", "\xff\xfe\"\0O\0w\0n\0e\0r\0\"\0=\0\"\0q\\,g\"\0\r\0\n\0", "Owner 0=山本\n- ok utf-16le\n"),
	ROW("Maildir: told by what is in it", "1700000000.M1P2.host,S=99:2,S", "Return-Path: <a@example.com>\nFrom: a@example.com\nTo: b@example.com\nSubject: s\n\n山本花江\n",
		"+  mail\n", "> 山本花江\n"),
	ROW("event log: strings of UTF-16 in bytes of another make", "l.evtx", "ElfFile\0\1\2\3\0\0\0\0\0h\0a\0n\0a\0e\0@\0e\0x\0.\0j\0p\0\0\0\0\xff\xff\xff\xff",
		"hanae@ex.jp", "- raw_fallback Windows event log: its strings, without their places\n"),
	ROW("registry hive", "NTUSER.DAT", "regf\1\0\0\0\0\0\0\0T\0e\0l\0 \0" "0\0" "9\0" "0\0-\0" "1\0" "2\0" "3\0" "4\0\0\0\xff\xff",
		"Tel 090-1234", "- raw_fallback Windows registry: its strings, without their keys\n"),
	ROW("shortcut", "m.lnk", "L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F\0\0\0C:\\\x96\xbc\x95\xeb\\\x8e\x52\x96\x7b.xlsx\0", "名簿", "- raw_fallback Windows shortcut: its strings\n"),
	{ "dBase: a row that is marked as deleted is there too", "members.dbf", SAME_AS_FILE, 0,
		{ "# 氏名:text|TEL:text|BIRTH:date|NO:numeric\n", "1: 0=山本花江 1=090-1234-5678 2=19800304 3=1001\n2: 0=佐藤一 1=080-1234-5678 2=19911201 3=1002\n", "- ok\n" } },
	{ "winmail.dat: charset of the sender, long names, a message within", "winmail.dat", SAME_AS_FILE, 0,
		{ "Subject: 名簿の件\n山本花江", "> 鈴木 03-1234-5678", "+ 名簿.csv csv\n", "+ 内側 tnef\n" } },
#define PST(file) { "Outlook store: folders, recipients, values of several blocks, attachments, messages within", file, SAME_AS_FILE, 0, \
	{ "name 受信トレイ\n+ 受信トレイ/message-1 pst\n", "> IPM.Note\nSubject: お問い合わせ\nFrom: 山本花江\nFrom-Address: hanae.y@example.co.jp\n山本花江です。電話は090-1234-5678", \
	"Recipient: 佐藤一\nRecipient-Address: hajime.sato@example.co.jp\n", "321: 0=高橋陽菜0319 1=080-1234-0319\n- ok cp932\n", "> 田中 080-9876-5432", \
	"+ message-2 pst\n> IPM.Note\nSubject: 転送\n鈴木健 03-1234-5678\n" } }
	PST("wide.pst"), PST("narrow.pst"), PST("cyclic.pst"),
	{ "mail: related parts, flowed lines joined, winmail.dat opened", "flowed.eml", SAME_AS_FILE, 0,
		{ "> related", "> 担当は山本花江、090-1234-5678です。\n-- \n署名\n> 引用 \n終わり\n", "+ winmail.dat tnef\n", "+ 名簿.csv csv\n" } },
};

static void test_samples(void **state)
{
	struct rlimit before, none;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &before);
	none = (struct rlimit){ 0, before.rlim_max };
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		static uint8_t p[65536];
		size_t n = rows[i].bytes == SAME_AS_FILE ? extracted_sample("shares", rows[i].file, p, sizeof p) : rows[i].n;
		struct extracted e;

		if (rows[i].bytes != SAME_AS_FILE)
			memcpy(p, rows[i].bytes, n);
		extracted_init(&e);
		setrlimit(RLIMIT_NOFILE, &none);	/* a worker may open nothing */
		extracted_bytes(&e, p, n, rows[i].file);
		setrlimit(RLIMIT_NOFILE, &before);
		for (size_t k = 0; k < DC_ARRAY_LEN(rows[i].want) && rows[i].want[k] != NULL; k++)
			if (strstr((char *)e.out.p, rows[i].want[k]) == NULL)
				fail_msg("%s: got\n%swant\n%s", rows[i].why, e.out.p, rows[i].want[k]);
		extracted_done(&e);
		extracted_torture(p, n, rows[i].file, n > 8192 ? 997 : 3);
	}
}

/* A cell is as long as the budget says (here 8 bytes); what is beyond is told. */
static void test_cell_limit(void **state)
{
	static const struct { const char *value; bool cut; } limits[] = { { "1234567", false }, { "12345678", false }, { "123456789", true } };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(limits); i++) {
		struct extracted e;
		char file[64];

		extracted_init(&e);
		e.budget.cell_bytes = 8;
		snprintf(file, sizeof file, "%s\n", limits[i].value);
		extracted_bytes(&e, file, strlen(file), "a.ini");
		if ((strstr((char *)e.out.p, "- cell_truncated") != NULL) != limits[i].cut)
			fail_msg("%s: got\n%s", limits[i].value, e.out.p);
		extracted_done(&e);
	}
}

/* Memos stand in a file beside the table: without it, cut at any byte, and with other bytes in its place. */
#define FIRST "1: 0=山本花江 1=折り返し 090-1234-5678 に電話する。\r\\n二行目\n2: 0=佐藤一\n3: 0=鈴木健 1=長い覚え書き。"
static const struct { const char *why, *table, *beside; size_t cut; uint32_t cell; const char *want[3]; } memos[] = {
	{ "dBase III: to a mark", "memo3.dbf", "memo3.dbt", SIZE_MAX, 4096, { FIRST, "。080-1234-5678\n", "- ok\n" } },
	{ "dBase IV: by length, blocks of 1024", "memo4.dbf", "memo4.dbt", SIZE_MAX, 4096, { FIRST, "。080-1234-5678\n", "- ok\n" } },
	{ "FoxPro: blocks of 64, numbers the other way round", "fox.dbf", "fox.fpt", SIZE_MAX, 4096, { FIRST, "。080-1234-5678\n", "- ok\n" } },
	{ "no file beside it", "memo3.dbf", NULL, 0, 4096, { "1: 0=山本花江\n2: 0=佐藤一\n", "3: 0=鈴木健\n", "- unsupported_part memos stand in a file that is not beside it\n" } },
	{ "a file of no length", "fox.dbf", "fox.fpt", 0, 4096, { "1: 0=山本花江\n", "3: 0=鈴木健\n", "- unsupported_part memos stand in a file that is not beside it\n" } },
	{ "cut within the second memo", "fox.dbf", "fox.fpt", 700, 4096, { FIRST, "3: 0=鈴木健 1=長い", "- corrupt_after a memo that ends with its file\n" } },
	{ "cut before it", "fox.dbf", "fox.fpt", 576, 4096, { "1: 0=山本花江 1=折り返し", "3: 0=鈴木健\n", "- corrupt_after a memo behind the end of its file\n" } },
	{ "of another make", "memo4.dbf", "memo3.dbt", SIZE_MAX, 4096, { "1: 0=山本花江\n", "3: 0=鈴木健\n", "- corrupt_after a memo that does not begin as one\n" } },
	{ "longer than a cell", "fox.dbf", "fox.fpt", SIZE_MAX, 824, { "折り返し 090-1234-5678", "3: 0=鈴木健 1=", "- cell_truncated a memo longer than a cell is read\n" } },
	{ "as long as a cell", "fox.dbf", "fox.fpt", SIZE_MAX, 1300, { FIRST, "。080-1234-5678\n", "- ok\n" } },
};

static void test_memos(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(memos); i++) {
		static uint8_t p[4096], b[8192];
		size_t n = extracted_sample("shares", memos[i].table, p, sizeof p);
		size_t bn = memos[i].beside == NULL ? 0 : extracted_sample("shares", memos[i].beside, b, sizeof b);
		struct dc_item_memory memory;
		struct dc_item beside;
		struct extracted e;

		extracted_init(&e);
		e.budget.cell_bytes = memos[i].cell;
		dc_item_of_memory(&beside, &memory, (struct dc_span){ b, bn < memos[i].cut ? bn : memos[i].cut }, "");
		e.beside = memos[i].beside == NULL ? NULL : &beside;
		extracted_bytes(&e, p, n, memos[i].table);
		for (size_t k = 0; k < DC_ARRAY_LEN(memos[i].want); k++)
			if (strstr((char *)e.out.p, memos[i].want[k]) == NULL)
				fail_msg("%s: got\n%swant\n%s", memos[i].why, e.out.p, memos[i].want[k]);
		for (size_t cut = 0; cut < bn; cut += 7) {	/* and nothing breaks, wherever it ends */
			dc_item_of_memory(&beside, &memory, (struct dc_span){ b, cut }, "");
			extracted_bytes(&e, p, n, memos[i].table);
		}
		extracted_done(&e);
	}
}

/* Each allocation fails in turn while memos are read: no crash, no leak, and what is called whole is. */
static void test_memory(void **state)
{
	uint8_t p[4096], b[8192];
	size_t n = extracted_sample("shares", "fox.dbf", p, sizeof p), bn = extracted_sample("shares", "fox.fpt", b, sizeof b);
	bool any = true;

	(void)state;
	for (long k = 1; any; k++) {
		struct dc_item_memory of_item, of_beside;
		struct dc_item item, beside;
		struct dc_error err = { 0 };
		struct extracted e;
		enum dc_status st;

		extracted_init(&e);
		dc_item_of_memory(&item, &of_item, (struct dc_span){ p, n }, "fox.dbf");
		dc_item_of_memory(&beside, &of_beside, (struct dc_span){ b, bn }, "");
		e.ex = (struct dc_extraction){ .budget = &e.budget, .sink = &e.sink, .arena = dc_arena_new(0), .beside = &beside };
		fail_alloc_from(k, 1);
		st = dc_extract_item(&e.ex, &item, NULL, &err);
		any = fail_alloc_stop();
		if (st != DC_OK)
			assert_int_equal(st, DC_ENOMEM);
		else if (strstr(dc_buf_cstr(&e.out), "- ok\n") != NULL)
			assert_non_null(strstr((char *)e.out.p, "。080-1234-5678\n"));
		dc_arena_free(e.ex.arena);
		extracted_done(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_samples), cmocka_unit_test(test_cell_limit), cmocka_unit_test(test_memos),
		cmocka_unit_test(test_memory) };

	return cmocka_run_group_tests(tests, extracted_start, extracted_stop);
}
