/* formats.c -- loads what would otherwise be opened later, when a worker may open nothing: libraries that are loaded when they
 * are first called, the charsets that libarchive and GMime ask iconv for, and a locale. */
#include "formats.h"

#include <gmime/gmime.h>
#include <iconv.h>
#include <qpdf/qpdf-c.h>

static const char *const charsets[] = { "UTF-16LE", "UTF-16BE", "UTF-8", "CP437", "CP932", "SHIFT_JIS", "EUC-JP",
	"ISO-8859-1", "ISO-2022-JP" };
static iconv_t kept[DC_ARRAY_LEN(charsets)];	/* open, so that glibc keeps their modules */
static locale_t utf8;

enum dc_status formats_init(struct dc_error *err)
{
	if (utf8 != (locale_t)0)
		return DC_OK;
	utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (utf8 == (locale_t)0)
		return dc_fail(err, DC_EUSAGE, "the locale C.UTF-8 is missing. Install it: apt-get install libc-bin");
	g_mime_init();
	qpdf_get_qpdf_version();
	for (size_t i = 0; i < DC_ARRAY_LEN(charsets); i++)
		kept[i] = iconv_open("UTF-8", charsets[i]);
	return DC_OK;
}

void formats_done(void)
{
	if (utf8 == (locale_t)0)
		return;
	for (size_t i = 0; i < DC_ARRAY_LEN(charsets); i++)
		if (kept[i] != (iconv_t)-1)
			iconv_close(kept[i]);
	g_mime_shutdown();
	freelocale(utf8);
	utf8 = (locale_t)0;
}

locale_t formats_locale(void)
{
	return utf8 == (locale_t)0 ? uselocale((locale_t)0) : uselocale(utf8);
}
