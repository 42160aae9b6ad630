/* glob.c -- patterns of paths: "*" matches all but "/", "**" anything, "?" one code point but "/", "[a-z]" and "[!a]" one
 * ASCII character, "\x" the character x. Bytes that are no UTF-8 count as one code point each. No recursion: a pattern
 * comes from an operator, a name from anybody. */
#include "fs.h"

#include "utf8.h"

/* One code point: its bytes; 1 for what is no UTF-8. */
static size_t point(const char *text)
{
	uint32_t c;
	size_t n = utf8_read((const uint8_t *)text, strnlen(text, 4), &c);

	return n == 0 ? 1 : n;
}

/* Matches "[...]" at p against c; *len is the length of the bracket, 0 if it is never closed. */
static bool bracket(const char *p, unsigned char c, size_t *len)
{
	size_t i = 1;
	bool negated = p[1] == '!' || p[1] == '^', hit = false;

	*len = 0;
	i += negated;
	for (size_t first = i; p[i] != '\0' && (p[i] != ']' || i == first); i++) {
		unsigned char from = (unsigned char)p[i], to = from;

		if (p[i + 1] == '-' && p[i + 2] != ']' && p[i + 2] != '\0') {
			to = (unsigned char)p[i + 2];
			i += 2;
		}
		hit |= c >= from && c <= to;
	}
	if (p[i] == ']')
		*len = i + 1;
	return hit != negated && c != '/';
}

/* One element of the pattern that is no star: bytes of pattern and of text it takes, or false. */
static bool element(const char *p, const char *t, size_t *p_len, size_t *t_len)
{
	size_t len;

	*p_len = *t_len = 1;
	if (*t == '\0')
		return false;
	if (*p == '?') {
		*t_len = point(t);
		return *t != '/';
	}
	if (*p == '[') {
		bool hit = bracket(p, (unsigned char)*t, &len);

		if (len != 0) {
			*p_len = len;
			return hit;
		}
	}
	if (*p == '\\' && p[1] != '\0') {
		*p_len = 2;
		return p[1] == *t;
	}
	return *p == *t;
}

/* Where to go on when the match fails: behind a star, one character later; behind "**" and "/", one folder later. */
struct retry { const char *p, *t; bool folders; };

static bool again(struct retry *r, bool across, const char **p, const char **t)
{
	if (r->p == NULL || *r->t == '\0' || (!across && *r->t == '/'))
		return false;
	if (r->folders) {
		r->t = strchr(r->t, '/');
		if (r->t == NULL) {
			r->p = NULL;
			return false;
		}
	}
	r->t += point(r->t);
	*p = r->p;
	*t = r->t;
	return true;
}

bool source_glob(const char *p, const char *t)
{
	struct retry one = { 0 }, two = { 0 };	/* the last "*", the last "**" */

	while (*p != '\0' || *t != '\0') {
		size_t p_len, t_len;

		if (p[0] == '*' && p[1] == '*') {
			p += 2;
			two = (struct retry){ p, t, *p == '/' };
			if (*p == '/')
				two.p = ++p;
			one.p = NULL;
		} else if (*p == '*') {
			one = (struct retry){ ++p, t, false };
		} else if (*p != '\0' && element(p, t, &p_len, &t_len)) {
			p += p_len;
			t += t_len;
		} else if (!again(&one, false, &p, &t)) {
			one.p = NULL;
			if (!again(&two, true, &p, &t))
				return false;
		}
	}
	return true;
}

/* A rule without "/" is for names at any depth; with one, for the path below the root. "x/" is for folders alone; "x/ **"
 * leaves out the folder x as a whole, told in one line. */
static bool rule_matches(const char *rule, const char *below, bool directory)
{
	const char *name = strrchr(below, '/');
	size_t n = strlen(rule);
	bool anywhere;
	char cut[4096];

	if (n == 0 || n >= sizeof cut)
		return false;
	memcpy(cut, rule, n + 1);
	if (n > 1 && cut[n - 1] == '/') {
		if (!directory)
			return false;
		cut[n - 1] = '\0';
	}
	anywhere = strchr(cut, '/') == NULL;
	if (directory && n > 3 && strcmp(cut + n - 3, "/**") == 0)
		cut[n - 3] = '\0';
	if (anywhere)
		return source_glob(cut, name == NULL ? below : name + 1);
	return source_glob(cut[0] == '/' ? cut + 1 : cut, below);
}

static const char *matched(const char *const *rules, const char *below, bool directory)
{
	for (const char *const *rule = rules; rule != NULL && *rule != NULL; rule++)
		if (rule_matches(*rule, below, directory))
			return *rule;
	return NULL;
}

const char *source_left_out(const struct dc_source_options *opt, const char *below, bool directory)
{
	const char *rule = matched(opt->exclude, below, directory);

	if (rule == NULL && !directory && opt->include != NULL && matched(opt->include, below, false) == NULL)
		return "--include";
	return rule;
}

#define NAMES_MOST 4096			/* bytes of db.schema.table.column: longer ones match nothing */

const char *source_names(const char *const *rules, const char *const *parts, size_t n, bool column)
{
	size_t least = column ? 2 : 1, used = 0, at = NAMES_MOST - 1;
	char name[NAMES_MOST];

	name[at] = '\0';
	for (size_t i = n; i-- > 0;) {	/* from the name itself outwards */
		size_t k = strlen(parts[i]);

		if (k == 0)
			continue;
		if (k + 1 > at)
			break;
		if (used++ != 0)
			name[--at] = '.';
		at -= k;
		memcpy(name + at, parts[i], k);
		for (const char *const *rule = rules; used >= least && rule != NULL && *rule != NULL; rule++)
			if (source_glob(*rule, name + at))
				return *rule;
	}
	return NULL;
}
