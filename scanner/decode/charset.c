/* charset.c -- names of charsets, as headers of HTML, mail and SQL dumps write them.
 *
 * Shift_JIS on disk is nearly always CP932 (NEC row 13, IBM extensions), EUC-JP nearly always eucJP-ms, and what calls
 * itself Latin-1 is nearly always windows-1252 (WHATWG Encoding, "names and labels"): each is decoded as the larger set. */
#include "daicho/decode.h"

#include <strings.h>

static const char *const names[] = {
	[DC_CS_UNKNOWN] = "unknown", [DC_CS_ASCII] = "ascii", [DC_CS_UTF8] = "utf-8", [DC_CS_UTF16LE] = "utf-16le",
	[DC_CS_UTF16BE] = "utf-16be", [DC_CS_UTF32LE] = "utf-32le", [DC_CS_UTF32BE] = "utf-32be",
	 [DC_CS_CP932] = "cp932", [DC_CS_EUCJP] = "euc-jp", [DC_CS_ISO2022JP] = "iso-2022-jp",
	[DC_CS_LATIN1] = "latin-1",
};

static const struct { const char *label; enum dc_charset cs; } labels[] = {
	{ "utf-8", DC_CS_UTF8 }, { "utf8", DC_CS_UTF8 }, { "utf8mb3", DC_CS_UTF8 }, { "utf8mb4", DC_CS_UTF8 },
	{ "unicode-1-1-utf-8", DC_CS_UTF8 }, { "us-ascii", DC_CS_ASCII }, { "ascii", DC_CS_ASCII }, { "sql_ascii", DC_CS_UNKNOWN },
	{ "utf-16", DC_CS_UTF16LE }, { "utf-16le", DC_CS_UTF16LE }, { "utf16le", DC_CS_UTF16LE }, { "unicode", DC_CS_UTF16LE },
	{ "ucs-2", DC_CS_UTF16LE }, { "utf-16be", DC_CS_UTF16BE }, { "utf16", DC_CS_UTF16BE }, { "utf16be", DC_CS_UTF16BE },
	{ "shift_jis", DC_CS_CP932 }, { "shift-jis", DC_CS_CP932 }, { "sjis", DC_CS_CP932 }, { "x-sjis", DC_CS_CP932 },
	{ "ms_kanji", DC_CS_CP932 }, { "cp932", DC_CS_CP932 }, { "ms932", DC_CS_CP932 }, { "windows-31j", DC_CS_CP932 },
	{ "cswindows31j", DC_CS_CP932 }, { "csshiftjis", DC_CS_CP932 }, { "ibm-943", DC_CS_CP932 }, { "sjis-win", DC_CS_CP932 },
	{ "mskanji", DC_CS_CP932 }, { "win932", DC_CS_CP932 }, { "shift_jis_2004", DC_CS_CP932 },
	{ "euc-jp", DC_CS_EUCJP }, { "eucjp", DC_CS_EUCJP }, { "euc_jp", DC_CS_EUCJP }, { "x-euc-jp", DC_CS_EUCJP },
	{ "ujis", DC_CS_EUCJP }, { "eucjpms", DC_CS_EUCJP }, { "eucjp-ms", DC_CS_EUCJP }, { "eucjp-win", DC_CS_EUCJP },
	{ "cseucpkdfmtjapanese", DC_CS_EUCJP },
	{ "iso-2022-jp", DC_CS_ISO2022JP }, { "iso2022jp", DC_CS_ISO2022JP }, { "csiso2022jp", DC_CS_ISO2022JP },
	{ "iso-2022-jp-ms", DC_CS_ISO2022JP }, { "iso-2022-jp-1", DC_CS_ISO2022JP }, { "cp50220", DC_CS_ISO2022JP },
	{ "cp50221", DC_CS_ISO2022JP }, { "jis", DC_CS_ISO2022JP },
	{ "iso-8859-1", DC_CS_LATIN1 }, { "iso8859-1", DC_CS_LATIN1 }, { "latin1", DC_CS_LATIN1 }, { "latin-1", DC_CS_LATIN1 },
	{ "l1", DC_CS_LATIN1 }, { "windows-1252", DC_CS_LATIN1 }, { "cp1252", DC_CS_LATIN1 }, { "win1252", DC_CS_LATIN1 },
	{ "iso-8859-15", DC_CS_LATIN1 }, { "latin9", DC_CS_LATIN1 },
};

const char *dc_charset_name(enum dc_charset cs)
{
	return (size_t)cs < DC_ARRAY_LEN(names) ? names[cs] : names[DC_CS_UNKNOWN];
}

bool dc_charset_parse(const char *name, enum dc_charset *out)
{
	for (size_t i = 0; i < DC_ARRAY_LEN(labels); i++) {
		if (strcasecmp(name, labels[i].label) == 0) {
			*out = labels[i].cs;
			return true;
		}
	}
	return false;
}
