/* glob.h -- patterns of places (PURPOSES 1.4): * within a segment, ** across, ? one code point, [a-z] one of a set. */
#ifndef PURPOSE_GLOB_H
#define PURPOSE_GLOB_H

#include "daicho/arena.h"
#include "daicho/span.h"

enum glob_token_kind { GLOB_CHAR, GLOB_ANY, GLOB_SET, GLOB_STAR, GLOB_STARS };

struct glob_range { uint32_t from, to; };

struct glob_token {
	uint8_t kind;
	bool negated;			/* GLOB_SET: [!a-z] */
	uint16_t n;			/* GLOB_SET: ranges */
	uint32_t c;			/* GLOB_CHAR */
	const struct glob_range *ranges;
};

struct glob {
	const struct glob_token *token;
	uint32_t n;
	uint32_t literal;		/* tokens before the first that is not GLOB_CHAR */
};

#define GLOB_TOKENS_MOST 2048

/* literal is taken as it stands, text with its wildcards; both are normal already. False: memory is out, or more tokens
 * than the limit. text must be valid. */
bool glob_compile(struct dc_span literal, struct dc_span text, struct dc_arena *arena, struct glob *out);
/* Against the rest of a place, from token `from` of the pattern on. */
bool glob_matches(const struct glob *g, size_t from, struct dc_span text);
/* True if some text matches both, from token `from` on. *steps is used up by the work; at 0 it gives up and says true. */
bool glob_meet(const struct glob *a, const struct glob *b, size_t from, size_t *steps);

bool glob_file_valid(const char *s);	/* a pattern of match.files, as written */
bool glob_dsn_valid(const char *s);
/* Bytes of the scheme with its colon ("smb:"); 0: a plain path. */
size_t glob_scheme(const char *s, size_t n);

#endif
