/* token.c -- the key of an inventory, and values turned into tokens with it.
 *
 * HMAC-SHA-256 (RFC 2104, FIPS 198-1). The state after the key's block is computed once and copied for each value: half
 * the work, and the raw key is needed no more.
 */
#include "token.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

struct token_key {
	crypto_auth_hmacsha256_state keyed;	/* after the key, before any value */
};

static enum dc_status read_key(const char *path, uint8_t *key, struct dc_error *err)
{
	uint8_t beyond;
	size_t n = 0;
	ssize_t r;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return file_failed(err, path, "opening the key", errno);
	while (n < TOKEN_KEY_BYTES && (r = read(fd, key + n, TOKEN_KEY_BYTES - n)) != 0) {
		if (r < 0 && errno != EINTR) {
			file_failed(err, path, "reading the key", errno);
			break;
		}
		n += r < 0 ? 0 : (size_t)r;
	}
	if (err->status == DC_OK && (n != TOKEN_KEY_BYTES || read(fd, &beyond, 1) != 0))
		dc_fail(err, DC_EUSAGE, "%s: is no key of %d bytes: put back the copy you keep of it", path, TOKEN_KEY_BYTES);
	close(fd);
	return err->status;
}

static enum dc_status make_key(const char *path, uint8_t *key, struct dc_error *err)
{
	randombytes_buf(key, TOKEN_KEY_BYTES);
	return file_create(path, key, TOKEN_KEY_BYTES, err);
}

enum dc_status token_key_open(const char *path, bool create, struct token_key **out, struct dc_error *err)
{
	enum file_state state;
	enum dc_status st;
	struct token_key *k;
	uint8_t *key;

	if (sodium_init() < 0)
		return dc_fail(err, DC_EIO, "%s: no source of random numbers", path);
	st = file_look(path, &state, err);
	if (st != DC_OK)
		return st;
	if (state == FILE_MISSING && !create)
		return dc_fail(err, DC_EUSAGE, "%s: the key of the inventory is missing: put back the copy you keep of it", path);
	key = sodium_malloc(TOKEN_KEY_BYTES);
	k = sodium_malloc(sizeof *k);
	if (key == NULL || k == NULL) {
		st = dc_fail(err, DC_ENOMEM, "%s: out of memory for the key", path);
		goto out;
	}
	st = state == FILE_MISSING ? make_key(path, key, err) : read_key(path, key, err);
	if (st != DC_OK)
		goto out;
	crypto_auth_hmacsha256_init(&k->keyed, key, TOKEN_KEY_BYTES);
	sodium_mprotect_readonly(k);
	*out = k;
	k = NULL;
out:
	sodium_free(key);
	sodium_free(k);
	return st;
}

enum dc_status token_key_copy(const char *from, const char *to, struct dc_error *err)
{
	enum file_state state;
	enum dc_status st = sodium_init() < 0 ? dc_fail(err, DC_EIO, "%s: no source of random numbers", from) : file_look(from, &state, err);
	uint8_t *key;

	if (st != DC_OK)
		return st;
	key = sodium_malloc(TOKEN_KEY_BYTES);
	if (key == NULL)
		return dc_fail(err, DC_ENOMEM, "%s: out of memory for the key", from);
	st = read_key(from, key, err);
	if (st == DC_OK)
		st = file_create(to, key, TOKEN_KEY_BYTES, err);
	sodium_free(key);
	return st;
}

void token_key_close(struct token_key *key)
{
	sodium_free(key);
}

void token_make(const struct token_key *key, struct dc_span value, uint8_t token[DC_TOKEN_BYTES])
{
	crypto_auth_hmacsha256_state state = key->keyed;
	uint8_t whole[crypto_auth_hmacsha256_BYTES];

	crypto_auth_hmacsha256_update(&state, value.p, value.n);
	crypto_auth_hmacsha256_final(&state, whole);
	memcpy(token, whole, DC_TOKEN_BYTES);
	sodium_memzero(&state, sizeof state);
	sodium_memzero(whole, sizeof whole);
}

void token_mac(const struct token_key *key, const char *use, struct dc_span text, uint8_t mac[TOKEN_MAC_BYTES])
{
	crypto_auth_hmacsha256_state state = key->keyed;

	crypto_auth_hmacsha256_update(&state, (const uint8_t *)use, strlen(use) + 1);
	crypto_auth_hmacsha256_update(&state, text.p, text.n);
	crypto_auth_hmacsha256_final(&state, mac);
	sodium_memzero(&state, sizeof state);
}
