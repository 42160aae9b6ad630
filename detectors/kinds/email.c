/* email.c -- e-mail addresses: the practical part of RFC 5321, no quoted local parts, no address literals.
 *
 * The local part is read backwards from the sign, the domain forwards; widths are folded. The top-level domain must be
 * delegated, which turns away "logo@2x.png", "pkg@1.2.3" and "user@host".
 */
#include "folding.h"
#include "kind.h"
#include "tld.h"

#define LOCAL_MOST 64			/* RFC 5321, 4.5.3.1.1 */
#define DOMAIN_MOST 255			/* 4.5.3.1.2 */
#define PATH_MOST 254			/* 4.5.3.1.3, less the angle brackets */

struct address {
	char text[LOCAL_MOST + 1 + DOMAIN_MOST + 1];
	size_t local, n;		/* bytes of the local part; of all */
	uint32_t start, end;
	size_t labels, tld;		/* labels of the domain; where the last begins in text */
};

/* RFC 5321 atext and '.'. Signs that seldom stand in an address but often before one (key=address, path/address) end it. */
static bool is_local(unsigned c)
{
	return fold_is_letter(c) || fold_is_digit(c) || (c < 0x80 && c != 0 && strchr("._%+-'!#$^~", (int)c) != NULL);
}

/* An invisible character does not end a part: next to what it hides. */
static uint32_t local_start(const struct probe *at, char *reversed, size_t *n)
{
	uint32_t p = at->anchor;

	*n = 0;
	while (p > at->floor && *n <= LOCAL_MOST) {
		uint32_t q = (uint32_t)fold_back(at->text->bytes, p);
		struct folded f = fold_at(at->text->bytes, q);

		if (f.c != FOLD_NOTHING) {
			if (!is_local(f.c))
				break;
			reversed[(*n)++] = (char)(fold_is_upper(f.c) ? f.c | 0x20 : f.c);
		}
		p = q;
	}
	return p;
}

static bool read_local(const struct probe *at, struct address *a)
{
	char reversed[LOCAL_MOST + 1];
	size_t n, quotes = 0;

	a->start = local_start(at, reversed, &n);
	if (n == 0 || n > LOCAL_MOST)
		return false;
	while (n > 0 && strchr("'!#$%^~-+", reversed[n - 1]) != NULL) {
		n--;			/* what leads in: a quotation mark, a bullet */
		quotes++;
	}
	if (n == 0 || reversed[n - 1] == '.')
		return false;
	for (; quotes > 0; quotes--)
		a->start += fold_at(at->text->bytes, a->start).bytes;
	for (size_t i = 0; i < n; i++)
		a->text[i] = reversed[n - 1 - i];
	a->local = n;
	return true;
}

/* Labels of letters, digits and inner hyphens; the last one delegated. */
static bool read_domain(const struct probe *at, struct address *a)
{
	struct dc_span text = { at->text->bytes.p, at->ceiling };
	uint32_t p = at->anchor + fold_at(text, at->anchor).bytes;
	size_t n = a->local + 1, label = n;

	a->text[a->local] = '@';
	a->labels = 0;
	for (;;) {
		struct folded f = fold_at(text, p);
		bool plain = fold_is_letter(f.c) || fold_is_digit(f.c);

		if (f.c == FOLD_NOTHING) {
			p += f.bytes;
			continue;
		}
		if (plain || (f.c == '-' && f.bytes <= 3 && n > label)) {
			if (n - a->local > DOMAIN_MOST || n - label >= 63)
				return false;
			a->text[n++] = (char)(fold_is_letter(f.c) ? f.c | 0x20 : f.c);
			p += f.bytes;
			if (plain)
				a->end = p;
			continue;
		}
		if (f.c != '.' || n == label || a->text[n - 1] == '-' || n - a->local > DOMAIN_MOST)
			break;
		f = fold_at(text, p + f.bytes);
		if (!fold_is_letter(f.c) && !fold_is_digit(f.c))
			break;
		a->text[n++] = '.';
		label = n;
		a->labels++;
		p += fold_at(text, p).bytes;
	}
	while (n > label && a->text[n - 1] == '-')
		n--;
	a->labels++;
	a->n = n;
	a->tld = label;
	return n > label && a->labels >= 2 && n <= PATH_MOST && tld_delegated(a->text + label, n - label);
}

static bool ends_with(const struct address *a, const char *domain)
{
	size_t n = strlen(domain);

	return a->n - a->local >= n && memcmp(a->text + a->n - n, domain, n) == 0;
}

/* Dots side by side or before the sign: no mailbox, but old addresses of these carriers have them. */
static bool dots_allowed(const struct address *a)
{
	bool odd = a->text[a->local - 1] == '.';

	for (size_t i = 1; i < a->local; i++)
		odd |= a->text[i] == '.' && a->text[i - 1] == '.';
	return !odd || ends_with(a, "@docomo.ne.jp") || ends_with(a, "@ezweb.ne.jp") || ends_with(a, "@softbank.ne.jp");
}

static bool is_one_of(const struct address *a, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == a->local && memcmp(*words, a->text, a->local) == 0)
			return true;
	return false;
}

/* Ids of messages and users of repositories look like addresses and are none. */
static bool is_machine(const struct probe *at, const struct address *a)
{
	static const char *const repositories[] = { "git", "hg", "svn", NULL };
	static const char *const headers[] = { "essage-I", "n-Reply-To:", "eferences:", "ontent-I" };
	uint32_t from = a->start - at->floor > 96 ? a->start - 96 : at->floor;
	const uint8_t *p = at->text->bytes.p;

	if (is_one_of(a, repositories) && a->end < at->ceiling && (p[a->end] == ':' || p[a->end] == '/'))
		return true;
	if (a->start == at->floor || p[a->start - 1] != '<')
		return false;
	for (size_t i = 0; i < DC_ARRAY_LEN(headers); i++)
		if (memmem(p + from, a->start - from, headers[i], strlen(headers[i])) != NULL)
			return true;
	return false;
}

static bool in_address_of_service(const struct probe *at, const struct address *a)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t q = a->start;

	while (q > at->floor && a->start - q < 64 && p[q - 1] > ' ' && p[q - 1] != '"')
		q--;
	return memmem(p + q, a->start - q, "://", 3) != NULL;
}

static enum dc_status propose(const struct detector *self, const struct probe *at, struct candidates *out)
{
	struct address a;
	struct candidate *c;
	enum dc_status st;

	if (!read_local(at, &a) || !read_domain(at, &a) || !dots_allowed(&a) || is_machine(at, &a))
		return DC_OK;
	st = candidates_add(out, &self->kind, a.start, a.end, (struct dc_span){ (const uint8_t *)a.text, a.n }, &c);
	if (st != DC_OK)
		return st;
	candidate_weigh(c, DC_E_form, 2.2f);
	if (tld_like_file(a.text + a.tld, a.n - a.tld) && a.labels == 2)
		candidate_weigh(c, DC_E_range_bad, -2.0f);
	else
		candidate_weigh(c, DC_E_range, 1.3f);
	if (in_address_of_service(at, &a))
		candidate_weigh(c, DC_E_code_like, -2.5f);
	return DC_OK;
}

const struct detector detector_email = {
	.kind = {
		.id = "email",
		.category = "contact.email",
		.ja = "メールアドレス", .en = "e-mail address",
		.mask = DC_MASK_DOMAIN,
		.flags = DC_KIND_LINKS,
		.examples = (const char *const[]){ "連絡先: hanae.y@daicho-rei.co.jp", "a+b@sub.daicho-rei.com",
			"ｔａｒｏ＠ｄａｉｃｈｏ．ｊｐ", "mail=o'brien@daicho.co.uk&x=1", "a..b.@docomo.ne.jp", NULL },
		.decoys = (const char *const[]){ "a@b", "@daicho.com", "a@-x.com", "a@x..jp", "logo@2x.png", "pkg@1.2.3",
			"git@daicho.com:team/repo.git", "user@host", "Message-ID: <20240101.1@mail.daicho.com>", NULL },
		.near = (const char *const[]){ "メール", "メールアドレス", "Eメール", "電子メール", "email", "e-mail", "mail",
			"mail address", "連絡先", NULL },
		.near_not = (const char *const[]){ "Message-ID", "commit", NULL },
		.columns = (const char *const[]){ "mail", "email", "emailaddress", "mailaddr", "mailaddress", "eml", "メール",
			"メールアドレス", "Eメール", "電子メール", NULL },
		.sources = "RFC 5321 4.1.2, 4.5.3.1; IANA root zone (tlds.inc)",
	},
	.triggers = ON_AT,
	.propose = propose,
	.quick = QUICK_AT,
};
