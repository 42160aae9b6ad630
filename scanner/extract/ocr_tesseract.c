/* ocr_tesseract.c -- libtesseract by its C API, and leptonica, which decodes pictures for it. Loaded by dlopen, for whoever asks for it
 * alone: with what they need they are forty libraries. Both must do without threads and without files once loaded. */
#include "ocr.h"

#ifdef DAICHO_OCR
#include <dlfcn.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

#define QUIET 6				/* leptonica: L_SEVERITY_NONE */
#define COARSE 100			/* dots an inch: a picture that says less says nothing about its scan */
#define USUAL 200			/* of office scanners; with none given, letters at the ends of lines are lost */
#define SURE 60				/* mean confidence, of 100, from which the text is not tried upright as well */

#define OF_TESSERACT(X) X(TessBaseAPICreate) X(TessBaseAPIDelete) X(TessBaseAPISetVariable) X(TessBaseAPIInit2) \
	X(TessBaseAPIGetLoadedLanguagesAsVector) X(TessDeleteTextArray) X(TessBaseAPISetPageSegMode) X(TessBaseAPISetImage) X(TessBaseAPISetImage2) \
	X(TessBaseAPISetSourceResolution) X(TessBaseAPIRecognize) X(TessBaseAPIGetUTF8Text) X(TessDeleteText) X(TessBaseAPIMeanTextConf) X(TessBaseAPIClear) \
	X(TessBaseAPIClearAdaptiveClassifier) X(TessMonitorCreate) X(TessMonitorDelete) X(TessMonitorSetCancelFunc) \
	X(TessMonitorSetCancelThis) X(TessMonitorSetDeadlineMSecs)
#define OF_LEPTONICA(X) X(setMsgSeverity) X(pixReadHeaderMem) X(readHeaderMemTiff) X(pixReadMem) X(pixReadMemTiff) X(pixRemoveAlpha) \
	X(pixConvertTo8) X(pixGetWidth) X(pixGetHeight) X(pixGetXRes) X(pixDestroy)

#define FIELD(f) __typeof__(f) *f;
static struct calls {
	OF_TESSERACT(FIELD)
	OF_LEPTONICA(FIELD)
} lib;
static void *handles[2];
static TessBaseAPI *level, *upright;	/* lines of both scripts; Japanese from top to bottom */

#define ROW(f) { #f, offsetof(struct calls, f) },
static const struct call { const char *name; size_t at; } of_tesseract[] = { OF_TESSERACT(ROW) }, of_leptonica[] = { OF_LEPTONICA(ROW) };

static enum dc_status load(const char *name, const struct call *calls, size_t n, void **handle, struct dc_error *err)
{
	*handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (*handle == NULL)
		return dc_fail(err, DC_EUSAGE, "--ocr: %s cannot be loaded. Install it: apt-get install libtesseract5", name);
	for (size_t i = 0; i < n; i++) {
		void *f = dlsym(*handle, calls[i].name);

		if (f == NULL)
			return dc_fail(err, DC_EUSAGE, "--ocr: %s has no %s: it is of another version than daicho was built for", name, calls[i].name);
		memcpy((char *)&lib + calls[i].at, &f, sizeof f);
	}
	return DC_OK;
}

static size_t languages_of(TessBaseAPI *api)
{
	char **names = lib.TessBaseAPIGetLoadedLanguagesAsVector(api);
	size_t n = 0;

	while (names != NULL && names[n] != NULL)
		n++;
	lib.TessDeleteTextArray(names);
	return n;
}

static enum dc_status begin(const char *languages, size_t n, TessPageSegMode mode, TessBaseAPI **out, struct dc_error *err)
{
	TessBaseAPI *api = *out = lib.TessBaseAPICreate();

	if (api == NULL)
		return dc_fail(err, DC_ENOMEM, "tesseract");
	lib.TessBaseAPISetVariable(api, "debug_file", "/dev/null");	/* what it prints is of the pictures */
	if (lib.TessBaseAPIInit2(api, NULL, languages, OEM_LSTM_ONLY) != 0 || languages_of(api) != n)
		return dc_fail(err, DC_EUSAGE, "--ocr: tesseract has no model of %s. Install it: apt-get install tesseract-ocr-jpn "
			"tesseract-ocr-jpn-vert tesseract-ocr-eng", languages);
	lib.TessBaseAPISetVariable(api, "preserve_interword_spaces", "1");
	lib.TessBaseAPISetPageSegMode(api, mode);
	return DC_OK;
}

enum dc_status ocr_engine_load(struct dc_error *err)
{
	enum dc_status st;

	if (ocr_engine_ready())
		return DC_OK;
	setenv("OMP_THREAD_LIMIT", "1", 1);	/* read as the library is loaded: a worker may make no thread */
	st = load(DAICHO_OCR_LEPTONICA, of_leptonica, DC_ARRAY_LEN(of_leptonica), &handles[0], err);
	if (st == DC_OK)
		st = load(DAICHO_OCR_TESSERACT, of_tesseract, DC_ARRAY_LEN(of_tesseract), &handles[1], err);
	if (st == DC_OK) {
		lib.setMsgSeverity(QUIET);
		st = begin("jpn+eng", 2, PSM_AUTO, &level, err);
	}
	if (st == DC_OK)
		st = begin("jpn_vert", 1, PSM_SINGLE_BLOCK_VERT_TEXT, &upright, err);
	if (st != DC_OK)
		ocr_engine_free();
	return st;
}

/* The libraries stay: what they leave with the C++ run-time must not point to nowhere. */
void ocr_engine_free(void)
{
	if (level != NULL)
		lib.TessBaseAPIDelete(level);
	if (upright != NULL)
		lib.TessBaseAPIDelete(upright);
	level = upright = NULL;
}

bool ocr_engine_ready(void)
{
	return level != NULL && upright != NULL;
}

/* ---- pictures */

static bool is_tiff(struct dc_span file)
{
	return head_has(file, 0, "II*\0", 4) || head_has(file, 0, "MM\0*", 4);
}

static enum dc_status too_large(uint64_t width, uint64_t height, struct dc_error *why)
{
	return dc_fail(why, DC_ELIMIT, "a picture of %llu x %llu", (unsigned long long)width, (unsigned long long)height);
}

/* Without what shines through, in grey. Takes the picture. */
static PIX *grey_of(PIX *in, int samples)
{
	PIX *opaque = in != NULL && samples == 4 ? lib.pixRemoveAlpha(in) : NULL, *grey = NULL;

	if (in != NULL)
		grey = lib.pixConvertTo8(opaque != NULL ? opaque : in, 0);
	lib.pixDestroy(&opaque);
	lib.pixDestroy(&in);
	return grey;
}

enum dc_status ocr_engine_decode(struct dc_span file, unsigned page, uint64_t pixels, struct ocr_picture *out, struct dc_error *why)
{
	l_int32 format, w = 0, h = 0, bits, samples = 0, palette, resolution;
	bool tiff = is_tiff(file), known;
	PIX *grey;

	known = (tiff ? lib.readHeaderMemTiff(file.p, file.n, (l_int32)page, &w, &h, &bits, &samples, &resolution, &palette, &format)
		      : page == 0 ? lib.pixReadHeaderMem(file.p, file.n, &format, &w, &h, &bits, &samples, &palette) : 1) == 0;
	if (!known || w <= 0 || h <= 0)
		return page != 0 ? DC_END : dc_fail(why, DC_EFORMAT, "a picture that cannot be decoded");
	if ((uint64_t)w * (uint64_t)h > pixels)
		return too_large((uint64_t)w, (uint64_t)h, why);
	grey = grey_of(tiff ? lib.pixReadMemTiff(file.p, file.n, (l_int32)page) : lib.pixReadMem(file.p, file.n), samples);
	if (grey == NULL)
		return dc_fail(why, DC_EFORMAT, "a picture that cannot be decoded");
	*out = (struct ocr_picture){ .width = (uint32_t)lib.pixGetWidth(grey), .height = (uint32_t)lib.pixGetHeight(grey), .decoded = grey };
	return DC_OK;
}

void ocr_picture_done(struct ocr_picture *p)
{
	PIX *pix = p->decoded;

	if (pix != NULL)
		lib.pixDestroy(&pix);
	*p = (struct ocr_picture){ 0 };
}

/* ---- text */

static bool stopped(void *stop, int words)
{
	(void)words;
	return *(const volatile int *)stop != 0;
}

/* NULL: nothing. *ended: it came to its end. */
static char *recognise(TessBaseAPI *api, const struct ocr_picture *p, ETEXT_DESC *monitor, int *sure, bool *ended)
{
	char *text;

	lib.TessBaseAPIClearAdaptiveClassifier(api);	/* the same picture gives the same text, whatever came before it */
	if (p->decoded != NULL)
		lib.TessBaseAPISetImage2(api, p->decoded);
	else
		lib.TessBaseAPISetImage(api, p->grey, (int)p->width, (int)p->height, 1, (int)p->width);
	if (p->decoded == NULL || lib.pixGetXRes(p->decoded) < COARSE)
		lib.TessBaseAPISetSourceResolution(api, USUAL);
	*ended = lib.TessBaseAPIRecognize(api, monitor) == 0;
	text = lib.TessBaseAPIGetUTF8Text(api);
	*sure = text == NULL || *text == '\0' ? 0 : lib.TessBaseAPIMeanTextConf(api);
	lib.TessBaseAPIClear(api);
	return text;
}

enum dc_status ocr_engine_read(const struct ocr_picture *p, uint64_t ms, const volatile int *stop, struct dc_buf *out, struct dc_error *why)
{
	ETEXT_DESC *monitor = lib.TessMonitorCreate();
	int sure, again = 0;
	bool ended;
	char *text, *other = NULL, *best;
	enum dc_status st;

	if (monitor == NULL)
		return dc_fail(why, DC_ENOMEM, "tesseract");
	if (stop != NULL) {
		lib.TessMonitorSetCancelFunc(monitor, stopped);
		lib.TessMonitorSetCancelThis(monitor, (void *)(uintptr_t)stop);
	}
	lib.TessMonitorSetDeadlineMSecs(monitor, ms > INT32_MAX ? INT32_MAX : (int)ms);
	text = recognise(level, p, monitor, &sure, &ended);
	if (ended && sure < SURE)
		other = recognise(upright, p, monitor, &again, &ended);
	best = again > sure ? other : text;
	st = best == NULL ? DC_OK : dc_buf_add(out, best, strlen(best));
	lib.TessDeleteText(text);
	lib.TessDeleteText(other);
	lib.TessMonitorDelete(monitor);
	if (st != DC_OK)
		return dc_fail(why, st, "no memory for a picture's text");
	return ended ? DC_OK : dc_fail(why, DC_ELIMIT, "out of time");
}

#else

enum dc_status ocr_engine_load(struct dc_error *err)
{
	return dc_fail(err, DC_EUSAGE, "this daicho was built without OCR. Build it again with its libraries: apt-get install libtesseract-dev libleptonica-dev");
}

void ocr_engine_free(void)
{
}

bool ocr_engine_ready(void)
{
	return false;
}

enum dc_status ocr_engine_decode(struct dc_span file, unsigned page, uint64_t pixels, struct ocr_picture *out, struct dc_error *why)
{
	(void)file;
	(void)page;
	(void)pixels;
	(void)out;
	return dc_fail(why, DC_EFORMAT, "built without OCR");
}

void ocr_picture_done(struct ocr_picture *p)
{
	(void)p;
}

enum dc_status ocr_engine_read(const struct ocr_picture *p, uint64_t ms, const volatile int *stop, struct dc_buf *out, struct dc_error *why)
{
	(void)p;
	(void)ms;
	(void)stop;
	(void)out;
	return dc_fail(why, DC_EFORMAT, "built without OCR");
}
#endif
