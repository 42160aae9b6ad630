/* control.c -- what a finding's age, place and access add to the verdicts: over-retention and gaps of control. */
#include "judge.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is(const struct word *w, const char *s)
{
	return w->s != NULL && strcmp(w->s, s) == 0;
}

/* ---- age */

struct start {
	int day;			/* 0: not known */
	bool weak;			/* file time alone, which copying sets anew */
	const char *from;
};

static int day_in_name(const struct facts *f, int today)
{
	const char *slash = memrchr(f->where.path, '/', f->where.path_n);
	const char *name = slash == NULL ? f->where.path : slash + 1;
	int path = when_in_name(name, f->where.path_n - (size_t)(name - f->where.path), today);
	int inner = when_in_name(f->where.inner, strlen(f->where.inner), today);

	return path > inner ? path : inner;
}

/* The oldest date of the column of that name; 0: the table has no such column of dates. */
static int day_in_column(const char *dates, const char *name)
{
	size_t n = strlen(name);

	while (dates != NULL && *dates != '\0') {
		size_t field = strcspn(dates, "\t\n");

		if (field == n && strncasecmp(dates, name, n) == 0 && dates[n] == '\t')
			return (int)strtol(dates + n + 1, NULL, 10);
		dates += strcspn(dates, "\n");
		dates += *dates == '\n';
	}
	return 0;
}

/* The declared column; where the table has none, any other age is no more than a hint. */
static struct start start_of_column(const struct anchor *a, const struct facts *f, int today)
{
	int day = a->ref.s == NULL ? 0 : day_in_column(f->dates, a->ref.s);

	if (day != 0)
		return (struct start){ day, false, "declared column" };
	day = f->dated != 0 ? f->dated : day_in_name(f, today);
	return (struct start){ day != 0 ? day : f->modified, true, "the declared column was not found" };
}

/* Best evidence first: what was declared, dates in the data, the name, the file's time. */
static struct start start_of(const struct retention *r, const struct facts *f, int today)
{
	const struct word *kind = r->anchor == NULL ? NULL : &r->anchor->kind;
	int named;

	if (kind != NULL && (is(kind, "fixed") || is(kind, "register")))
		return (struct start){ r->fixed, false, is(kind, "fixed") ? "declared event" : "register" };
	if (kind != NULL && is(kind, "mtime"))
		return (struct start){ f->modified, false, "file time, as declared" };
	if (kind != NULL && is(kind, "column"))
		return start_of_column(r->anchor, f, today);
	if (f->dated != 0 && (kind == NULL || !is(kind, "name")))
		return (struct start){ f->dated, false, "date in the data" };
	named = day_in_name(f, today);
	if (named != 0)
		return (struct start){ named, false, "date in the name" };
	return (struct start){ f->modified, true, "file time alone" };
}

static void retention_rule(const struct ruling *r, const struct facts *f, int today, struct verdicts *out)
{
	static const struct retention by_law = { .at = { 0, 0, 0 } };
	const struct scope *s = r->scope;
	bool law = r->my_number && s->my_number != NULL && s->my_number->longest.known;
	const struct retention *own = s->retention == NULL ? &by_law : s->retention;
	struct span_of_time longest = law ? s->my_number->longest : own->longest;
	struct start from;
	struct verdict *v;
	int due;

	if (!longest.known)
		return;
	from = start_of(own, f, today);
	if (from.day == 0)
		return;
	due = when_add(from.day, longest);
	if (due >= today)
		return;
	verdicts_add(out, V_over_retention, W_none, r, from.from);
	v = &out->v[out->n - 1];
	v->due = due;
	if (r->my_number)
		v->level = LEVEL_ERROR;
	if (from.weak) {
		v->would_be = V_over_retention;
		v->kind = V_review;
		v->level = LEVEL_NOTE;
	}
}

/* ---- access */

/* '*' for any letters; without case, as directories compare. */
static bool name_matches(const char *pattern, const char *name)
{
	const char *star = NULL, *retry = NULL;

	while (*name != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			retry = name;
		} else if (strncasecmp(pattern, name, 1) == 0) {
			pattern++;
			name++;
		} else if (star != NULL) {
			pattern = star + 1;
			name = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

static bool named_in(const struct words *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (name_matches(list->v[i].s, name))
			return true;
	return false;
}

/* Names that stand for everybody, whatever was claimed. */
static bool everybody(const char *name)
{
	static const char *const names[] = {
		"everyone", "s-1-1-0", "guest", "guests", "anonymous", "anonymous logon", "authenticated users", "public", "trust",
		"*\\everyone", "*\\guests", "domain users", "*\\domain users", "world", "other",
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(names); i++)
		if (name_matches(names[i], name))
			return true;
	return false;
}

/* The first principal that none of the lists names; NULL: none. Lists that were not given allow nothing. */
static const char *beyond(const struct facts *f, const struct words *claimed, const struct joint_use *joint)
{
	for (size_t i = 0; i < f->n_principals; i++) {
		bool known = claimed != NULL && named_in(claimed, f->principals[i]);

		for (size_t m = 0; !known && joint != NULL && m < joint->members.n; m++)
			known = named_in(&((const struct member *)joint->members.v[m])->principals, f->principals[i]);
		if (!known)
			return f->principals[i];
	}
	return NULL;
}

static bool members_claimed(const struct joint_use *joint)
{
	for (size_t m = 0; joint != NULL && m < joint->members.n; m++)
		if (((const struct member *)joint->members.v[m])->principals.given)
			return true;
	return false;
}

static const char others_note[] = "the file's mode lets others read";

static void access_rule(const struct ruling *r, const struct facts *f, struct verdicts *out)
{
	const struct scope *s = r->scope;
	const struct sharing *sharing = s->sharing;
	const struct joint_use *joint = sharing != NULL && is(&sharing->kind, "joint") ? sharing->joint : NULL;
	const struct words *claimed = s->claims != NULL && s->claims->principals.given ? &s->claims->principals : NULL;
	const char *extra = NULL;

	for (size_t i = 0; extra == NULL && i < f->n_principals; i++)
		if (everybody(f->principals[i]))
			extra = f->principals[i];
	if (extra == NULL && joint == NULL && claimed != NULL)
		extra = beyond(f, claimed, NULL);
	if (extra != NULL)
		verdicts_add(out, V_control_gap, W_wide_acl, r, extra);
	else if (members_claimed(joint) && (extra = beyond(f, claimed, joint)) != NULL)
		verdicts_add(out, V_control_gap, W_joint_member_excess, r, extra);
	else if (claimed != NULL && (f->mode & 0006) != 0)
		verdicts_add(out, V_control_gap, W_wide_acl, r, others_note);
}

/* My Number may be read by those who handle its affairs alone (My Number Act arts. 12, 20). */
static void handler_rule(const struct ruling *r, const struct facts *f, struct verdicts *out)
{
	const struct my_number *m = r->scope->my_number;
	const char *extra;

	if (!r->my_number || m == NULL || !m->handlers.given)
		return;
	extra = beyond(f, &m->handlers, NULL);
	if (extra == NULL && (f->mode & 0006) != 0)
		extra = others_note;
	if (extra != NULL)
		verdicts_add(out, V_prohibited, W_mynumber_handler, r, extra);
}

/* ---- left-over copies */

/* One of the words, each of which begins with a slash, stands in the path. */
static bool in_folder(const char *path, size_t n, const char *const *words, size_t n_words)
{
	const char *end = path + n;

	for (const char *p = memchr(path, '/', n); p != NULL; p = memchr(p + 1, '/', (size_t)(end - p - 1)))
		for (size_t i = 0; i < n_words; i++) {
			size_t len = strlen(words[i]);

			if ((size_t)(end - p) >= len && strncasecmp(p, words[i], len) == 0)
				return true;
		}
	return false;
}

static bool ends(const char *s, size_t n, const char *word)
{
	size_t len = strlen(word);

	return n >= len && strncasecmp(s + n - len, word, len) == 0;
}

/* Bins, temporary and older copies, by the names that systems and editors give them. */
bool control_residual(const char *path, size_t path_n)
{
	static const char *const folders[] = {
		"/$recycle.bin/", "/recycler/", "/#recycle/", "/@recycle/", "/.recycle/", "/.trash/", "/.trash-", "/.trashes/",
		"/lost+found/", "/.snapshot/", "/@gmt-", "/~snapshot/",
	};
	static const char *const endings[] = { ".bak", ".old", ".orig", ".tmp", ".temp", ".swp", ".swo", "~", ".save", ".wbk" };
	static const char *const fronts[] = { "~$", "~wr", ".~lock.", ".#" };
	const char *slash = memrchr(path, '/', path_n);
	const char *name = slash == NULL ? path : slash + 1;
	size_t n = path_n - (size_t)(name - path);
	bool found = in_folder(path, path_n, folders, DC_ARRAY_LEN(folders));

	for (size_t i = 0; !found && i < DC_ARRAY_LEN(endings); i++)
		found = ends(name, n, endings[i]);
	for (size_t i = 0; !found && i < DC_ARRAY_LEN(fronts); i++)
		found = n > strlen(fronts[i]) && strncasecmp(name, fronts[i], strlen(fronts[i])) == 0;
	return found;
}

/* ---- */

/* What only the data itself shows of processed data: joins with an identified scope, rows of one person each. A table of totals has each
 * combination once, and so may one of persons: that a person has to look at. */
static void processed_rule(const struct ruling *r, const struct facts *f, struct verdicts *out)
{
	const struct claims *c = r->scope->claims;
	bool statistical = c != NULL && c->how == PROCESSING_STATISTICAL;
	struct verdict *v;

	if (c == NULL || c->how == PROCESSING_NONE || c->how == PROCESSING_PSEUDONYMISED)
		return;
	if (f->linked_code)
		verdicts_add(out, V_prohibited, W_identifier_in_processed_data, r, f->joinability);
	else if (statistical && f->single_rows)
		verdicts_add(out, V_prohibited, W_identifier_in_processed_data, r, f->alike);
	else if (statistical && f->totals) {
		verdicts_add(out, V_review, W_identifier_in_processed_data, r, f->alike);
		v = &out->v[out->n - 1];
		v->would_be = V_prohibited;
	}
}

void control_rules(const struct ruling *r, const struct facts *f, bool residual, int today, struct verdicts *out)
{
	if (r->scope == NULL)
		return;
	processed_rule(r, f, out);
	handler_rule(r, f, out);
	retention_rule(r, f, today, out);
	access_rule(r, f, out);
	if (residual)
		verdicts_add(out, V_control_gap, W_residual, r, NULL);
}
