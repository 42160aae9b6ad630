/* fuzz_charset.c -- any bytes decode to valid UTF-8, the same whole and in two pieces. First byte: the hint and the cut. */
#include "daicho/decode.h"
#include "utf8_check.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(struct dc_span a, struct dc_span b, enum dc_charset hint, struct dc_buf *text)
{
	struct dc_decoder *d = dc_decoder_new(hint);
	struct dc_error err = { 0 };
	struct dc_map map = { 0 };

	dc_buf_init(text, 0);
	if (d == NULL || dc_decode(d, a, false, text, &map, &err) != DC_OK || dc_decode(d, b, true, text, &map, &err) != DC_OK)
		abort();
	if (utf8_prefix(text->p, text->n) != text->n || dc_map_stored_end(&map, text->n) > a.n + b.n)
		abort();
	dc_map_done(&map);
	dc_decoder_free(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dc_buf whole, pieces, name;
	size_t cut;

	if (size < 2)
		return 0;
	cut = data[1] * (size - 2) / 255;
	decode((struct dc_span){ data + 2, 0 }, (struct dc_span){ data + 2, size - 2 }, data[0] % (DC_CS_LATIN1 + 1), &whole);
	decode((struct dc_span){ data + 2, cut }, (struct dc_span){ data + 2 + cut, size - 2 - cut }, data[0] % (DC_CS_LATIN1 + 1), &pieces);
	if (!dc_span_eq((struct dc_span){ whole.p, whole.n }, (struct dc_span){ pieces.p, pieces.n }))
		abort();
	dc_buf_init(&name, 0);
	dc_decode_name((struct dc_span){ data, size }, &name);
	dc_buf_done(&name);
	dc_buf_done(&whole);
	dc_buf_done(&pieces);
	return 0;
}
