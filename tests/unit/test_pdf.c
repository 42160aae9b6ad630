/* test_pdf.c -- PDF written by other programs (corpora/files/pdf), and small ones put together here, a row for a rule. Expected
 * texts come from ISO 32000-1 (annex D for encodings, 9.4 for operators), JIS X 0208 and Adobe's CMap resources. */
#include "extracted.h"

#include <sys/resource.h>

static const char both[] = "山田太郎 090-1234-5678\n佐藤花子 hanako@example.co.jp";

static const struct { const char *file, *want[4]; } samples[] = {
	{ "libreoffice.pdf", { "+  pdf\n", "Producer: LibreOffice 7.4\n", "+ page:1 pdf\n> ", both } },
	{ "object-streams.pdf", { "+ page:1 pdf\n> ", both, "\n- ok\n", "- ok\n" } },
	{ "empty-password.pdf", { "Producer: LibreOffice 7.4\n", "+ page:1 pdf\n> ", both, "- ok\n" } },
	{ "rc4.pdf", { "Producer: LibreOffice 7.4\n", "+ page:1 pdf\n> ", both, "- ok\n" } },
	{ "locked.pdf", { "+  pdf\n- encrypted password needed\n", "", "", "" } },
	{ "attached.pdf", { both, "+ 名簿.csv csv\nname 名簿.csv\n", "1=山本", "- ok\n" } },
	{ "chromium.pdf", { "Title: 名簿\n", "+ page:1 pdf\n> ", both, "東京都千代田区丸の内1-2-3" } },
	{ "image-only.pdf", { "image_no_ocr pages 1-2: images without text, not read without --ocr\n", "", "", "" } },
};

static const struct { const char *font, *content, *want; } fonts[] = {
	/* simple fonts: encodings and names */
	{ "/Type1/Encoding/WinAnsiEncoding", "(caf\\351 \\200 \\223x\\224) Tj", "café € “x”" },
	{ "/Type1/Encoding/MacRomanEncoding", "(caf\\216) Tj", "café" },
	{ "/Type1", "(it's \\341) Tj", "it’s Æ" },
	{ "/Type1/Encoding<</Differences[65/eacute/uni5C71/fi 70/zcaron.alt]>>", "(ABCF) Tj", "é山fiž" },
	{ "/Type1/Encoding/WinAnsiEncoding/ToUnicode 5 0 R", "(AB) Tj", "山田" },
	/* strings: escapes, hex */
	{ "/Type1", "(a\\(b\\)\\\\(c)\\\nd) Tj <4a4B4> Tj", "a(b)\\(c)dJK@" },
	/* where glyphs stand: lines and blanks */
	{ "/Type1", "(one) Tj 0 -12 Td (two) Tj T* (same) Tj", "one\ntwo\nsame" },
	{ "/Type1", "12 TL (one) Tj T* (two) Tj (three) '", "one\ntwo\nthree" },
	{ "/Type1", "[(Wo) 20 (rd) -400 (next)] TJ", "Word next" },
	{ "/Type1", "1 0 0 1 50 50 Tm (far) Tj 1 0 0 1 150 50 Tm (right) Tj", "far\tright" },
	{ "/Type1", "0 1 -1 0 50 50 Tm (up) Tj 0 1 -1 0 50 63 Tm (ward) Tj", "up ward" },
	{ "/Type1", "q 1 0 0 1 5 5 cm (a) Tj Q BI /W 1 /H 1 ID \001(x) Tj\nEI (b) Tj", "ab" },
	/* forms run where they are drawn; one that draws itself ends */
	{ "/Type1", "(before) Tj /X Do", "before\nwithin" },
	/* a text that stands for glyphs */
	{ "/Type1", "/Span<</ActualText<FEFF5C71>>>BDC (xyz) Tj EMC", "山" },
	/* Type0 fonts */
	{ "/Type0/Encoding/90ms-RKSJ-H/DescendantFonts[7 0 R]", "<8E5293638261B1> Tj", "山田Ｂｱ" },
	{ "/Type0/Encoding/EUC-H/DescendantFonts[7 0 R]", "<BBB3C5C4> Tj", "山田" },
	{ "/Type0/Encoding/H/DescendantFonts[7 0 R]", "<3B334544> Tj", "山田" },
	{ "/Type0/Encoding/UniJIS-UCS2-H/DescendantFonts[7 0 R]", "<5C717530> Tj", "山田" },
	{ "/Type0/Encoding/UniJIS-UTF16-H/DescendantFonts[7 0 R]", "<D842DFB75C71> Tj", "𠮷山" },
	{ "/Type0/Encoding/Identity-H/DescendantFonts[7 0 R]", "<0022> Tj <034B> Tj", "Aあ" },
	{ "/Type0/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[7 0 R]", "<0102010301100111> Tj", "佐佑ffiy" },
	{ "/Type0/Encoding/Identity-V/DescendantFonts[7 0 R]", "<00220023> Tj", "AB" },
};

static const char cmap[] = "/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange <0000><ffff> endcodespacerange\n"
	"2 beginbfchar <41><5C71> <42><7530> endbfchar 2 beginbfrange <0102><0103><4F50> <0110><0111>[<006600660069><0079>] endbfrange\n"
	"endcmap";

/* Objects 1 to n as a file with its table. */
static void assemble(struct dc_buf *b, const char *const *objects, size_t n, const char *trailer)
{
	size_t at[16], xref;

	dc_buf_adds(b, "%PDF-1.4\n");
	for (size_t i = 0; i < n; i++) {
		at[i] = b->n;
		dc_buf_printf(b, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]);
	}
	xref = b->n;
	dc_buf_printf(b, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
	for (size_t i = 0; i < n; i++)
		dc_buf_printf(b, "%010zu 00000 n \n", at[i]);
	dc_buf_printf(b, "trailer\n<</Size %zu/Root 1 0 R%s>>\nstartxref\n%zu\n%%%%EOF\n", n + 1, trailer, xref);
}

static void one_page(struct dc_buf *b, const char *font, const char *content)
{
	char f[512], c[512], m[1024];
	const char *objects[] = { "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 6 0 R>>/XObject<</X 8 0 R>>>>>>",
		c, m, f, "<</Type/Font/Subtype/CIDFontType0/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 7>>>>",
		"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 52>>stream\nBT /F 10 Tf 0 -20 Td (within) Tj ET /X Do          \nendstream" };

	snprintf(c, sizeof c, "<</Length %zu>>stream\nBT /F 10 Tf %s ET\nendstream", strlen(content) + 15, content);
	snprintf(m, sizeof m, "<</Length %zu>>stream\n%s\nendstream", strlen(cmap), cmap);
	snprintf(f, sizeof f, "<</Type/Font/BaseFont/Any/Subtype%s>>", font);
	assemble(b, objects, DC_ARRAY_LEN(objects), "");
}

static void test_fonts(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(fonts); i++) {
		char want[256];
		struct extracted e;
		struct dc_buf b;

		dc_buf_init(&b, 0);
		one_page(&b, fonts[i].font, fonts[i].content);
		snprintf(want, sizeof want, "+ page:1 pdf\n> %s\n", fonts[i].want);
		extracted_init(&e);
		extracted_bytes(&e, b.p, b.n, "a.pdf");
		if (strstr((char *)e.out.p, want) == NULL && strstr(want, "within") == NULL)
			fail_msg("%s %s: got\n%swant\n%s", fonts[i].font, fonts[i].content, e.out.p, want);
		if (strstr((char *)e.out.p, fonts[i].want) == NULL)
			fail_msg("%s %s: got\n%swant\n%s", fonts[i].font, fonts[i].content, e.out.p, want);
		extracted_done(&e);
		dc_buf_done(&b);
	}
}

static const struct { const char *what, *objects[8], *trailer, *want; } documents[] = {
	{ "properties, outline, fields", { "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>/Outlines<</First 3 0 R>>>>",
		"<</Type/Pages/Kids[]/Count 0>>", "<</Title(Chapter)/Next 3 0 R/First 3 0 R>>",
		"<</T<FEFF6C0F540D>/Kids[5 0 R 4 0 R]>>", "<</V<FEFF5C717530>/Parent 4 0 R>>" },
		"/Info<</Author(Yamada)/Title<FEFF540D7C3F>>>", "> Author: Yamada\nTitle: 名簿\nChapter\n氏名: 山田\n" },
	{ "notes", { "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Annots[<</Subtype/Text/Contents(call 090-1234-5678)>> <</Subtype/Link/A<</URI(mailto:a@example.com)>>>>]>>" },
		"", "> call 090-1234-5678\nmailto:a@example.com\n" },
	{ "a page tree that loops", { "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 3>>",
		"<</Type/Page/Parent 2 0 R/Annots[<</Contents(once)>>]>>" }, "", "+ page:1 pdf\n> once\n\n- ok\n- corrupt_after" },
	{ "pages no tree names", { "<</Type/Catalog/Pages null>>", "<</Type/Page/Annots[<</Contents(stray)>>]>>" }, "",
		"+ page:1 pdf\n> stray\n" },
	{ "a form that draws itself", { "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>",
		"<</Subtype/Form/Length 5>>stream\n/X Do\nendstream" }, "", "- limit_output a page draws more" },
	{ "an unknown font", { "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", "<</Length 19>>stream\nBT /F 1 Tf (x) Tj ET\nendstream" }, "",
		"- unsupported_part pages 1: fonts that do not tell their characters\n" },
	{ "damage in a stream", { "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[<</Contents(kept)>>]>>",
		"<</Filter/FlateDecode/Length 4>>stream\nabcd\nendstream" }, "", "> kept\n\n- ok\n- corrupt_after damaged" },
	/* what Python's base64.a85encode gives, in hexadecimal */
	{ "ASCII85", { "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 3 0 R]>>>>>>", "<</Type/Pages/Kids[]/Count 0>>",
		"<</F(a.txt)/EF<</F 4 0 R>>>>", "<</Filter[/AHx/A85]/Length 71>>stream\n"
		"46 43 66 5d 3d 35 5c 35 31 4b 44 2f 61 3c 26 2f 6e 38 67 3a 2b 54 7e 3e\nendstream" }, "", "+ a.txt text\nname a.txt\n> text@example.com!\n" },
	/* the example of ISO 32000-1, 7.4.4.2 */
	{ "LZW", { "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 3 0 R]>>>>>>", "<</Type/Pages/Kids[]/Count 0>>",
		"<</F(a.txt)/EF<</F 4 0 R>>>>", "<</Filter[/AHx/LZWDecode]/Length 27>>stream\n"
		"80 0B 60 50 22 0C 0C 85 01>\nendstream" }, "", "+ a.txt text\nname a.txt\n> -----A---B\n" },
	{ "run length", { "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 3 0 R]>>>>>>", "<</Type/Pages/Kids[]/Count 0>>",
		"<</F(a.txt)/EF<</F 4 0 R>>>>", "<</Filter[/ASCIIHexDecode/RunLengthDecode]/Length 15>>stream\n"
		"02616263FE7880>\nendstream" }, "", "+ a.txt text\nname a.txt\n> abcxxx\n" },
};

static void test_documents(void **state)
{
	(void)state;
	for (size_t i = 0; i < DC_ARRAY_LEN(documents); i++) {
		struct extracted e;
		struct dc_buf b;
		size_t n = 0;

		while (n < 8 && documents[i].objects[n] != NULL)
			n++;
		dc_buf_init(&b, 0);
		assemble(&b, documents[i].objects, n, documents[i].trailer);
		extracted_init(&e);
		extracted_bytes(&e, b.p, b.n, "a.pdf");
		if (strstr((char *)e.out.p, documents[i].want) == NULL)
			fail_msg("%s: got\n%swant\n%s", documents[i].what, e.out.p, documents[i].want);
		extracted_torture(b.p, b.n, "a.pdf", 41);
		extracted_done(&e);
		dc_buf_done(&b);
	}
}

static void test_samples(void **state)
{
	static uint8_t p[1 << 18];
	struct rlimit before, none;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &before);
	none = (struct rlimit){ 0, before.rlim_max };
	for (size_t i = 0; i < DC_ARRAY_LEN(samples); i++) {
		size_t n = extracted_sample("pdf", samples[i].file, p, sizeof p);
		struct extracted e;

		extracted_init(&e);
		setrlimit(RLIMIT_NOFILE, &none);	/* a worker may open nothing */
		extracted_bytes(&e, p, n, samples[i].file);
		setrlimit(RLIMIT_NOFILE, &before);
		for (size_t k = 0; k < 4; k++)
			if (strstr((char *)e.out.p, samples[i].want[k]) == NULL)
				fail_msg("%s: got\n%swant\n%s", samples[i].file, e.out.p, samples[i].want[k]);
		extracted_done(&e);
		extracted_torture(p, n, samples[i].file, n / 24 + 1);
	}
}

/* What stood before the cut is read, and the cut is told. */
static void test_cut(void **state)
{
	static uint8_t p[1 << 18];
	size_t n = extracted_sample("pdf", "libreoffice.pdf", p, sizeof p);
	struct extracted e;

	(void)state;
	extracted_init(&e);
	extracted_bytes(&e, p, n - 200, "a.pdf");	/* without its table and trailer */
	if (strstr((char *)e.out.p, both) == NULL || strstr((char *)e.out.p, "- corrupt_after damaged") == NULL)
		fail_msg("cut: got\n%s", e.out.p);
	extracted_done(&e);
}

/* Unpacked bytes count against the budget; pages count as members. */
static void test_limits(void **state)
{
	static uint8_t p[1 << 18];
	size_t n = extracted_sample("pdf", "libreoffice.pdf", p, sizeof p);
	struct extracted e;

	(void)state;
	extracted_init(&e);
	e.budget.output_bytes = 100;
	extracted_bytes(&e, p, n, "a.pdf");
	assert_non_null(strstr((char *)e.out.p, "- limit_output"));
	e.budget.output_bytes = 1 << 20;
	e.budget.members = 0;
	extracted_bytes(&e, p, n, "a.pdf");
	assert_non_null(strstr((char *)e.out.p, "- limit_members too many pages"));
	e.budget.members = 1;
	extracted_bytes(&e, p, n, "a.pdf");
	assert_non_null(strstr((char *)e.out.p, both));
	assert_null(strstr((char *)e.out.p, "limit_members"));
	extracted_done(&e);
}

static int start(void **state)
{
	struct dc_error err = { 0 };

	(void)state;
	return dc_extract_init(&err) == DC_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_fonts), cmocka_unit_test(test_documents),
		cmocka_unit_test(test_samples), cmocka_unit_test(test_cut), cmocka_unit_test(test_limits) };

	return cmocka_run_group_tests(tests, start, NULL);
}
