/* mail.c -- the event as a mail by SMTP (RFC 5321), a report attached if one is named. MIME (RFC 2045, 2047) is libcurl's
 * but for the subject. */
#include "channel.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SUBJECT_BYTES 39		/* of one encoded word: 52 characters of base64, below the 75 of RFC 2047 2 */

struct mail {
	const struct channel *c;
	const struct notice *m;
	struct dc_buf password;
};

/* Encoded words, cut between characters. */
static enum dc_status add_subject(const char *line, struct dc_buf *out)
{
	size_t left = strlen(line);
	enum dc_status st = dc_buf_adds(out, "Subject:");

	while (left != 0 && st == DC_OK) {
		char word[sodium_base64_ENCODED_LEN(SUBJECT_BYTES, sodium_base64_VARIANT_ORIGINAL)];
		size_t n = left < SUBJECT_BYTES ? left : SUBJECT_BYTES;

		while (n < left && n > 1 && ((unsigned char)line[n] & 0xc0) == 0x80)
			n--;
		sodium_bin2base64(word, sizeof word, (const uint8_t *)line, n, sodium_base64_VARIANT_ORIGINAL);
		st = dc_buf_printf(out, " =?UTF-8?B?%s?=", word);
		line += n;
		left -= n;
		if (left != 0 && st == DC_OK)
			st = dc_buf_adds(out, "\r\n");
	}
	return st;
}

static bool add(struct curl_slist **list, const char *text)
{
	struct curl_slist *more = curl_slist_append(*list, text);

	if (more != NULL)
		*list = more;
	return more != NULL;
}

static bool add_date(struct curl_slist **list)
{
	time_t now = time(NULL);
	char text[64];
	struct tm t;

	gmtime_r(&now, &t);
	strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S +0000", &t);	/* the C locale's names: nobody sets another */
	return add(list, text);
}

static struct curl_slist *headers_of(const struct mail *s)
{
	struct curl_slist *list = NULL;
	struct dc_buf b;
	bool good;

	dc_buf_init(&b, 0);
	good = add_subject(s->m->line, &b) == DC_OK && add(&list, dc_buf_cstr(&b)) && add_date(&list);
	dc_buf_clear(&b);
	good = good && dc_buf_printf(&b, "From: <%s>", s->c->from.s) == DC_OK && add(&list, dc_buf_cstr(&b));
	dc_buf_clear(&b);
	for (size_t i = 0; i < s->c->recipients.n && good; i++)
		good = dc_buf_printf(&b, "%s<%s>", i == 0 ? "To: " : ",\r\n ", s->c->recipients.v[i].s) == DC_OK;
	good = good && add(&list, dc_buf_cstr(&b));
	dc_buf_clear(&b);
	good = good && dc_buf_printf(&b, "Message-ID: <%s@daicho.invalid>", s->m->id) == DC_OK && add(&list, dc_buf_cstr(&b));
	good = good && add(&list, "Auto-Submitted: auto-generated");
	dc_buf_done(&b);
	if (!good) {
		curl_slist_free_all(list);
		list = NULL;
	}
	return list;
}

static curl_mime *body_of(CURL *h, const struct mail *s)
{
	curl_mime *mime = curl_mime_init(h);
	curl_mimepart *part = curl_mime_addpart(mime);
	char path[4096 + 256];

	curl_mime_data(part, s->m->text, CURL_ZERO_TERMINATED);
	curl_mime_type(part, "text/plain; charset=utf-8");
	curl_mime_encoder(part, "base64");
	if (s->c->attach.s == NULL)
		return mime;
	snprintf(path, sizeof path, "%s/%s", s->m->folder, s->c->attach.s);
	if (access(path, R_OK) == 0) {
		part = curl_mime_addpart(mime);
		curl_mime_filedata(part, path);
		curl_mime_encoder(part, "base64");
	}
	return mime;
}

static void set_security(CURL *h, const struct mail *s)
{
	const char *tls = s->c->tls.s == NULL ? "required" : s->c->tls.s;

	curl_easy_setopt(h, CURLOPT_USE_SSL, (long)(strcmp(tls, "required") == 0 ? CURLUSESSL_ALL : strcmp(tls, "none") == 0 ? CURLUSESSL_NONE : CURLUSESSL_TRY));
	if (s->c->ca_file.s != NULL)
		curl_easy_setopt(h, CURLOPT_CAINFO, s->c->ca_file.s);
	if (s->c->user.s != NULL) {
		curl_easy_setopt(h, CURLOPT_USERNAME, s->c->user.s);
		curl_easy_setopt(h, CURLOPT_PASSWORD, (const char *)s->password.p);
	}
}

static CURLcode perform(CURL *h, const struct mail *s, struct curl_slist *headers, struct curl_slist *to)
{
	curl_mime *mime = body_of(h, s);
	CURLcode code;

	curl_easy_setopt(h, CURLOPT_URL, s->c->to.s);
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(h, CURLOPT_MAIL_FROM, s->c->from.s);
	curl_easy_setopt(h, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(h, CURLOPT_MIMEPOST, mime);
	curl_easy_setopt(h, CURLOPT_TIMEOUT, s->c->limit);
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	set_security(h, s);
	code = curl_easy_perform(h);
	curl_mime_free(mime);
	return code;
}

static enum dc_status post(void *ctx, struct dc_error *err)
{
	struct mail *s = ctx;
	CURL *h = curl_easy_init();
	struct curl_slist *headers = headers_of(s), *to = NULL;
	bool good = h != NULL && headers != NULL;
	CURLcode code = CURLE_OUT_OF_MEMORY;

	for (size_t i = 0; i < s->c->recipients.n && good; i++)
		good = add(&to, s->c->recipients.v[i].s);
	if (good)
		code = perform(h, s, headers, to);
	curl_slist_free_all(headers);
	curl_slist_free_all(to);
	curl_easy_cleanup(h);
	if (code == CURLE_OUT_OF_MEMORY)
		return dc_fail(err, DC_ENOMEM, "mail");
	return code == CURLE_OK ? DC_OK : dc_fail(err, DC_EIO, "%s: %s", s->c->to.s, curl_easy_strerror(code));
}

/* Addresses go into header lines: nothing that could begin another. */
static bool plain(const char *s)
{
	return strpbrk(s, "\r\n<>") == NULL && strchr(s, '@') != NULL;
}

static const char *lacks(const struct channel *c)
{
	if (c->to.s == NULL || (strncmp(c->to.s, "smtp://", 7) != 0 && strncmp(c->to.s, "smtps://", 8) != 0))
		return "to: smtp://host:port";
	if (c->from.s == NULL || !plain(c->from.s))
		return "from: address";
	for (size_t i = 0; i < c->recipients.n; i++)
		if (!plain(c->recipients.v[i].s))
			return "recipients: [address, ...]";
	if (c->user.s != NULL && c->password_file.s == NULL)
		return "password_file:";
	return c->recipients.n == 0 ? "recipients: [address, ...]" : NULL;
}

static enum dc_status send_event(const struct channel *c, const struct notice *m, struct dc_error *err)
{
	struct mail s = { .c = c, .m = m };
	enum dc_status st = DC_OK;

	dc_buf_init(&s.password, 0);
	if (c->user.s != NULL)
		st = channel_secret(c->password_file.s, &s.password, err);
	if (st == DC_OK && c->user.s != NULL && dc_buf_cstr(&s.password) == NULL)
		st = dc_fail(err, DC_ENOMEM, "mail");
	if (st == DC_OK)
		st = channel_try(post, &s, err);
	dc_buf_done(&s.password);
	return st;
}

const struct channel_ops channel_mail = { .kind = "mail", .seconds = CHANNEL_SECONDS, .lacks = lacks, .send = send_event };
