/* decode.h -- any charset -> UTF-8, and the way back. For facts see the fact sheet on encodings in decode/charset.c.
 *
 * Order of tests: BOM (of UTF-32 too, which nothing else tells), ISO-2022-JP escapes, strict UTF-8, UTF-16 without BOM, CP932 against EUC-JP by validity and kana
 * frequency, Latin-1; per segment, because logs mix encodings. Bytes that fit nothing become U+FFFD and are counted.
 */
#ifndef DAICHO_DECODE_H
#define DAICHO_DECODE_H

#include "daicho/buf.h"
#include "daicho/map.h"

enum dc_charset { DC_CS_UNKNOWN, DC_CS_ASCII, DC_CS_UTF8, DC_CS_UTF16LE, DC_CS_UTF16BE, DC_CS_UTF32LE, DC_CS_UTF32BE, DC_CS_CP932, DC_CS_EUCJP, DC_CS_ISO2022JP, DC_CS_LATIN1 };

const char *dc_charset_name(enum dc_charset cs);	/* "cp932" */
bool dc_charset_parse(const char *name, enum dc_charset *out);	/* "Shift_JIS", "MS932", "x-sjis" ... (labels in HTML, mail, SQL dumps) */

struct dc_decoder;

/* hint: DC_CS_UNKNOWN to find out; else what a header declared (still left where the bytes contradict it). NULL: memory. */
struct dc_decoder *dc_decoder_new(enum dc_charset hint);
void dc_decoder_free(struct dc_decoder *d);		/* NULL is fine */
/* Decodes stored bytes that follow those of the last call. Appends UTF-8 to text, runs to map (whose text offsets are those of
 * text, stored offsets those of the part). Keeps back an unfinished character unless last. Straight through for ASCII and UTF-8. */
enum dc_status dc_decode(struct dc_decoder *d, struct dc_span stored, bool last, struct dc_buf *text, struct dc_map *map, struct dc_error *err);
/* "utf-8", or "mixed" when segments differed; what was seen so far. */
const char *dc_decoder_charset(const struct dc_decoder *d);
uint64_t dc_decoder_bad(const struct dc_decoder *d);	/* bytes that fitted nothing */
/* One-shot for names: UTF-8 if strict, else CP932 if valid, else \xNN escapes. */
enum dc_status dc_decode_name(struct dc_span raw, struct dc_buf *out);

#endif
