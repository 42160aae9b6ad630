/* test_office97.c -- Office before 2007 and Outlook messages: documents written by LibreOffice 7.4, and files of compound.py where no
 * free program writes the form (corpora/files/office97). What must come out was written into their sources. */
#include "extracted.h"

#include "cfb.h"
#include "rtf_compressed.h"

static const struct { const char *file, *want[6]; const char *end; } rows[] = {
	{ "staff.doc", { "> 社員名簿 2026\n担当: 佐々木 健 (電話 03-6123-4567)\n", "# 氏名|生年月日|メール\n2: 0=山本 真由美 1=1980年3月4日 2=mayumi.yamamoto@daicho-rei.co.jp\n3: 0=高橋 陽菜",
		"> Contact: John Carter, john.carter@daicho-rei.co.jp, “quoted” text – dash € sign.", "> 社員名簿\n総務部 山本花江\n" }, "- ok\n" },
	{ "staff.xls", { "+ #社員 xls\nname 社員\n", "# 社員番号|氏名|生年月日|電話番号|口座番号|備考\n2: 0=1001 1=長谷川 陽菜 2=1997-06-26 3=090-9684-0001 4=1234568 5=1番 長い備考",
		"\n4: 0=1003 1=佐藤 真由美🙂 2=1973-08-28", "\n331: 0=1330 ", "要確認 090-6123-4567", "+ #隠し xls\nname 隠し\n> メール\t率\n" }, "- ok\n" },
	{ "slides.ppt.gz", { "営業会議 出席者: 山本 真由美\nhina.takahashi@daicho-rei.co.jp\n", "memo: call 090-6123-4567\n" }, "- ok\n" },
	{ "old.xls", { "# 氏名|電話\n2: 0=山本 真由美 1=090-6123-4567\n3: 0=1234567 1=1.5\n" }, "- ok\n" },
	{ "locked.xls", { "- encrypted password needed\n" }, "- encrypted password needed\n" },
	{ "mail.msg", { "> Subject: 打合せの件\nFrom: 山本 真由美\nFrom-Address: mayumi.yamamoto@daicho-rei.co.jp\n", "Recipient: 高橋 陽菜\nRecipient-Address: hina.takahashi@daicho-rei.co.jp\n",
		"+ body.html html\n", "RTF side 山本 ken.abe@daicho-rei.co.jp", "+ 名簿.csv csv\nname 名簿.csv\n> 氏名,電話\n# 氏名|電話\n2: 0=佐藤 健太 1=080-1234-5678\n",
		"+ 転送 ole2\n> Subject: 転送: 名簿\n内の連絡先 naka.abe@daicho-rei.co.jp\n" }, "- ok\n" },
};

static uint8_t bytes[1 << 18];

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++) {
		size_t n = extracted_sample("office97", rows[i].file, bytes, sizeof bytes), k = strlen(rows[i].end);
		struct extracted e;

		extracted_init(&e);
		extracted_bytes(&e, bytes, n, rows[i].file);
		for (size_t w = 0; w < 6 && rows[i].want[w] != NULL; w++)
			if (strstr((char *)e.out.p, rows[i].want[w]) == NULL)
				fail_msg("%s: got\n%swant\n%s", rows[i].file, e.out.p, rows[i].want[w]);
		assert_string_equal((char *)e.out.p + e.out.n - k, rows[i].end);
		extracted_done(&e);
	}
}

/* Cut at every 97th byte and with bits turned over: nothing breaks, and no text is made up of nothing. */
static void test_damage(void **state)
{
	static const char *const files[] = { "staff.doc", "old.xls", "mail.msg" };

	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(files); i++) {
		size_t n = extracted_sample("office97", files[i], bytes, sizeof bytes);
		struct extracted e;

		extracted_torture(bytes, n, files[i], 97);
		extracted_init(&e);
		for (size_t at = 0; at < n; at += at < 1024 ? 1 : 61) {
			uint8_t was = bytes[at];

			bytes[at] ^= (uint8_t)(1u << at % 8) | 0x80;
			extracted_bytes(&e, bytes, n, files[i]);
			bytes[at] = was;
		}
		extracted_done(&e);
	}
}

/* Rings: every sector follows itself; the directory's entries are each other's children. */
static void test_rings(void **state)
{
	size_t n = extracted_sample("office97", "mail.msg", bytes, sizeof bytes);
	struct dc_error err = { 0 };
	struct dc_buf out;
	struct cfb c;

	(void)state;
	for (size_t at = 512; at + 4 <= n; at += 4)
		if (le32(bytes + at) == 0xfffffffeu)
			memset(bytes + at, 0, 4);
	if (cfb_open(&c, (struct dc_span){ bytes, n }, &err) == DC_OK) {
		for (uint32_t i = 0; i < c.n; i++) {
			c.entries[i].left = c.entries[i].right = c.entries[i].child = i / 2;
			dc_buf_init(&out, 0);
			assert_int_equal(cfb_read(&c, i, &out, &err), DC_OK);
			assert_true(out.n <= 2 * n);
			dc_buf_done(&out);
		}
		assert_int_equal(cfb_find(&c, 0, "nowhere"), CFB_NONE);
	}
	cfb_close(&c);
}

/* The example of [MS-OXRTFCP] 3.2.1, and what is not of the form. */
static void test_rtf(void **state)
{
	static const uint8_t packed[] = { 0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63,
		0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0 };
	struct dc_buf out;

	(void)state;
	dc_buf_init(&out, 0);
	assert_int_equal(rtf_decompress((struct dc_span){ packed, sizeof packed }, &out), DC_OK);
	assert_string_equal(dc_buf_cstr(&out), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
	for (size_t n = 0; n < sizeof packed - 2; n++) {
		dc_buf_clear(&out);
		assert_int_equal(rtf_decompress((struct dc_span){ packed, n }, &out), DC_EFORMAT);
	}
	dc_buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_samples), cmocka_unit_test(test_damage), cmocka_unit_test(test_rings), cmocka_unit_test(test_rtf) };
	struct dc_error err = { 0 };

	if (dc_extract_init(&err) != DC_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
