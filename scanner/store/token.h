/* token.h -- the key of an inventory, and values turned into tokens with it. */
#ifndef STORE_TOKEN_H
#define STORE_TOKEN_H

#include "daicho/result.h"
#include "daicho/status.h"

#include <stdbool.h>

#define TOKEN_KEY_BYTES 32
#define TOKEN_MAC_BYTES 32

struct token_key;

/* The key of the file; made (0600, whatever the umask) if it is not there and create is set. DC_EUSAGE for one that others
 * may read, has another length, or is missing. The key lives in guarded memory, locked and left out of cores where the
 * limits allow. */
enum dc_status token_key_open(const char *path, bool create, struct token_key **out, struct dc_error *err);
/* Another file with the same key; DC_EUSAGE if it is there. */
enum dc_status token_key_copy(const char *from, const char *to, struct dc_error *err);
void token_key_close(struct token_key *key);			/* wipes; NULL is fine */

/* HMAC-SHA-256 of value, cut to DC_TOKEN_BYTES. Any thread. */
void token_make(const struct token_key *key, struct dc_span value, uint8_t token[DC_TOKEN_BYTES]);
/* The whole HMAC, over text that names its use first, so that it never equals the token of a value. */
void token_mac(const struct token_key *key, const char *use, struct dc_span text, uint8_t mac[TOKEN_MAC_BYTES]);

#endif
