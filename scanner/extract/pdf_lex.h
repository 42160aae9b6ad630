/* pdf_lex.h -- tokens of PDF syntax (ISO 32000-1, 7.2 and 7.3), in content streams and CMaps. */
#ifndef EXTRACT_PDF_LEX_H
#define EXTRACT_PDF_LEX_H

#include "daicho/buf.h"

#include <string.h>

enum pdf_token { PDF_END, PDF_NUMBER, PDF_NAME, PDF_STRING, PDF_OPEN, PDF_CLOSE, PDF_DICT, PDF_DICT_END, PDF_WORD };

struct pdf_lex {
	struct dc_span in;
	size_t at;
	enum pdf_token kind;
	double number;
	struct dc_span word;		/* WORD and NAME, as they stand, without the slash; within in */
	struct dc_buf string;		/* STRING: its bytes, escapes read; freed by the owner */
};

/* The next token into lex->kind. DC_ENOMEM alone fails. */
enum dc_status pdf_next(struct pdf_lex *lex);
static inline bool pdf_word_is(const struct pdf_lex *lex, const char *word)
{
	size_t n = strlen(word);

	return lex->word.n == n && memcmp(lex->word.p, word, n) == 0;
}
/* Past the data of an inline image whose ID was just read. */
void pdf_skip_image(struct pdf_lex *lex);
bool pdf_space(uint8_t b);
int pdf_hex(uint8_t b);			/* -1: no digit */

#endif
