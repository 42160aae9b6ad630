/* webhook.c -- the event as JSON by HTTP POST, signed. The receiver computes HMAC-SHA-256 over the value of
 * X-Daicho-Timestamp, a dot and the body, with the shared secret, and compares it with X-Daicho-Signature. */
#include "channel.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct post {
	const struct channel *c;
	const struct notice *m;
	struct curl_slist *headers;
};

static size_t swallow(char *p, size_t size, size_t n, void *ctx)
{
	(void)p;
	(void)ctx;
	return size * n;		/* what a receiver answers is of no use to us */
}

static bool add_header(struct post *p, const char *text)
{
	struct curl_slist *more = curl_slist_append(p->headers, text);

	if (more != NULL)
		p->headers = more;
	return more != NULL;
}

static enum dc_status sign(struct post *p, struct dc_error *err)
{
	uint8_t sum[crypto_auth_hmacsha256_BYTES];
	char stamp[32], hex[2 * sizeof sum + 1], header[128];
	crypto_auth_hmacsha256_state state;
	struct dc_buf secret;
	enum dc_status st;

	snprintf(stamp, sizeof stamp, "%lld", (long long)time(NULL));
	snprintf(header, sizeof header, "X-Daicho-Timestamp: %s", stamp);
	if (!add_header(p, header))
		return dc_fail(err, DC_ENOMEM, "webhook");
	if (p->c->secret_file.s == NULL)
		return DC_OK;
	dc_buf_init(&secret, 0);
	st = channel_secret(p->c->secret_file.s, &secret, err);
	if (st == DC_OK) {
		crypto_auth_hmacsha256_init(&state, secret.p, secret.n);
		crypto_auth_hmacsha256_update(&state, (const uint8_t *)stamp, strlen(stamp));
		crypto_auth_hmacsha256_update(&state, (const uint8_t *)".", 1);
		crypto_auth_hmacsha256_update(&state, (const uint8_t *)p->m->json, strlen(p->m->json));
		crypto_auth_hmacsha256_final(&state, sum);
		sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
		snprintf(header, sizeof header, "X-Daicho-Signature: sha256=%s", hex);
		st = add_header(p, header) ? DC_OK : dc_fail(err, DC_ENOMEM, "webhook");
	}
	dc_buf_done(&secret);
	return st;
}

static enum dc_status prepare(struct post *p, struct dc_error *err)
{
	char id[192];

	snprintf(id, sizeof id, "X-Daicho-Delivery: %s", p->m->id);
	if (!add_header(p, "Content-Type: application/json; charset=utf-8") || !add_header(p, id) || !add_header(p, "Expect:"))
		return dc_fail(err, DC_ENOMEM, "webhook");
	return sign(p, err);
}

static enum dc_status post(void *ctx, struct dc_error *err)
{
	struct post *p = ctx;
	char why[CURL_ERROR_SIZE] = "";
	CURL *h = curl_easy_init();
	CURLcode code;
	long status = 0;

	if (h == NULL)
		return dc_fail(err, DC_ENOMEM, "webhook");
	curl_easy_setopt(h, CURLOPT_URL, p->c->to.s);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(h, CURLOPT_HTTPHEADER, p->headers);
	curl_easy_setopt(h, CURLOPT_POSTFIELDS, p->m->json);
	curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE, (long)strlen(p->m->json));
	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, swallow);
	curl_easy_setopt(h, CURLOPT_TIMEOUT, p->c->limit);
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(h, CURLOPT_USERAGENT, "daicho/" DAICHO_VERSION);
	if (p->c->ca_file.s != NULL)
		curl_easy_setopt(h, CURLOPT_CAINFO, p->c->ca_file.s);
	code = curl_easy_perform(h);
	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(h);
	if (code != CURLE_OK)
		return dc_fail(err, DC_EIO, "%s: %s", p->c->to.s, *why != '\0' ? why : curl_easy_strerror(code));
	if (status >= 400 && status < 500 && status != 408 && status != 429)
		return dc_fail(err, DC_EUSAGE, "%s: the receiver refuses it (HTTP %ld)", p->c->to.s, status);
	return status >= 200 && status < 300 ? DC_OK : dc_fail(err, DC_EIO, "%s: HTTP %ld", p->c->to.s, status);
}

static const char *lacks(const struct channel *c)
{
	if (c->to.s == NULL || (strncmp(c->to.s, "https://", 8) != 0 && strncmp(c->to.s, "http://", 7) != 0))
		return "to: https://...";
	return NULL;
}

static enum dc_status send_event(const struct channel *c, const struct notice *m, struct dc_error *err)
{
	struct post p = { .c = c, .m = m };
	enum dc_status st = prepare(&p, err);

	if (st == DC_OK)
		st = channel_try(post, &p, err);
	curl_slist_free_all(p.headers);
	return st;
}

const struct channel_ops channel_webhook = { .kind = "webhook", .seconds = CHANNEL_SECONDS, .lacks = lacks, .send = send_event };
