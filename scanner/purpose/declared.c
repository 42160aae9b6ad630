/* declared.c -- what is declared, flat, for reports: made once when the declaration is loaded, in both languages, so that
 * a report may ask for every row. */
#include "declared.h"

#include "pack.h"
#include "places.h"

#include "daicho/log.h"

#include <string.h>

static const char *const languages[N_LANGUAGES] = { "ja", "en" };

static size_t language(const char *lang)
{
	return lang != NULL && strcmp(lang, "en") == 0 ? 1 : 0;
}

static const char *or_empty(const char *s)
{
	return s == NULL ? "" : s;
}

/* ---- texts of several parts */

struct joiner {
	struct dc_buf b;
	bool failed;
};

static void join(struct joiner *j, const char *mark, const char *s)
{
	if (s == NULL || s[0] == '\0')
		return;
	j->failed = j->failed || (j->b.n != 0 && dc_buf_adds(&j->b, mark) != DC_OK) || dc_buf_adds(&j->b, s) != DC_OK;
}

/* The same text once. */
static void join_once(struct joiner *j, const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	for (size_t i = 0; n != 0 && i + n <= j->b.n; i++)
		if (memcmp(j->b.p + i, s, n) == 0 && (i == 0 || j->b.p[i - 1] == ' ') && (i + n == j->b.n || j->b.p[i + n] == ','))
			return;
	join(j, ", ", s);
}

/* The text in the arena; NULL when memory is out. Ready for the next text. */
static const char *joined(struct joiner *j, struct dc_arena *arena)
{
	const char *s = j->failed ? NULL : dc_arena_strndup(arena, j->b.p, j->b.n);

	dc_buf_clear(&j->b);
	return s;
}

static void join_words(struct joiner *j, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		join_once(j, w->v[i].s);
}

/* ---- one scope */

static const char *places_of(const struct scope *s, struct joiner *j, struct dc_arena *arena)
{
	for (size_t i = 0; i < s->match->files.n; i++)
		join(j, ", ", s->match->files.v[i].s);
	for (size_t i = 0; i < s->match->tables.n; i++) {
		const struct table_match *t = s->match->tables.v[i];

		join(j, ", ", t->dsn.s);
		join(j, "/", t->table.s);
		for (size_t k = 0; k < t->columns.n; k++)
			join(j, k == 0 ? "#col=" : ",", t->columns.v[k].s);
	}
	return joined(j, arena);
}

static const char *subjects_of(const struct dc_declaration *d, const struct scope *s, size_t lang, struct joiner *j)
{
	for (size_t i = 0; i < s->bindings.n; i++) {
		const struct binding *b = s->bindings.v[i];

		for (size_t k = 0; k < b->subjects.n; k++) {
			const struct subject *who = declaration_subject(d, b->subjects.v[k].s);
			const char *name = who == NULL ? NULL : lang == 0 ? who->ja.s : who->en.s;

			join_once(j, name != NULL ? name : b->subjects.v[k].s);
		}
	}
	return joined(j, d->arena);
}

/* What a period runs from, for people. */
static void join_anchor(const struct anchor *a, size_t lang, struct joiner *j)
{
	static const struct { const char *kind, *words[2]; } kinds[] = {
		{ "column", { "列 ", "column " } }, { "document", { "文書の日付", "the document's date" } },
		{ "name", { "名前にある日付", "the date in the name" } }, { "mtime", { "ファイルの更新日", "the file's time" } },
		{ "fixed", { "期日 ", "the day " } }, { "register", { "登録簿 ", "the register " } },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (a->kind.s != NULL && strcmp(kinds[i].kind, a->kind.s) == 0)
			join(j, lang == 0 ? "、起算: " : ", from ", kinds[i].words[lang]);
	join(j, "", a->ref.s);
}

/* "3 years, from column closed_at, 社内規程12条": period, anchor, basis. */
static const char *retention_of(const struct scope *s, size_t lang, struct joiner *j, struct dc_arena *arena)
{
	const struct retention *r = s->retention;
	char period[48];

	if (r == NULL)
		return lang == 0 ? "宣言なし" : "not declared";
	join(j, ", ", when_span_text(r->longest, lang == 0, period));
	if (r->anchor != NULL)
		join_anchor(r->anchor, lang, j);
	join(j, lang == 0 ? "、" : ", ", r->basis.s);
	return joined(j, arena);
}

static bool flatten_scope(const struct dc_declaration *d, const struct scope *s, size_t lang, struct joiner *j,
	struct dc_declared_scope *out)
{
	const struct owner *o = s->owner;

	*out = (struct dc_declared_scope){
		.id = s->id.s, .title = s->title == NULL ? s->id.s : text_in(s->title, languages[lang]),
		.department = o == NULL ? "" : or_empty(o->department.s), .manager = o == NULL ? "" : or_empty(o->manager.s),
		.reviewed_on = o == NULL ? "" : or_empty(o->reviewed_on.s),
	};
	out->places = places_of(s, j, d->arena);
	for (size_t i = 0; i < s->bindings.n; i++)
		join_once(j, ((const struct binding *)s->bindings.v[i])->purpose.s);
	out->purposes = joined(j, d->arena);
	out->subjects = subjects_of(d, s, lang, j);
	for (size_t i = 0; i < s->bindings.n; i++)
		if (((const struct binding *)s->bindings.v[i])->eff != NULL)
			join_words(j, ((const struct binding *)s->bindings.v[i])->eff);
	out->categories = joined(j, d->arena);
	out->retention = retention_of(s, lang, j, d->arena);
	return out->places != NULL && out->purposes != NULL && out->subjects != NULL && out->categories != NULL && out->retention != NULL;
}

static bool flatten_purpose(const struct dc_declaration *d, const struct purpose *p, size_t lang, struct joiner *j,
	struct dc_declared_purpose *out)
{
	*out = (struct dc_declared_purpose){ p->id.s, text_in(p->text, languages[lang]), p->source->policy.s, p->source->clause.s,
		p->is_vague, "unspecified" };
	if (p->eff == NULL)
		return true;
	join_words(j, p->eff);
	out->categories = joined(j, d->arena);
	return out->categories != NULL;
}

enum dc_status declared_flatten(struct dc_declaration *d)
{
	const struct root *r = &d->root;
	struct joiner j = { .failed = false };
	bool good = true;

	dc_buf_init(&j.b, 0);
	for (size_t lang = 0; good && lang < N_LANGUAGES; lang++) {
		d->flat_scopes[lang] = dc_arena_array(d->arena, r->scopes.n, sizeof(struct dc_declared_scope));
		d->flat_purposes[lang] = dc_arena_array(d->arena, r->purposes.n, sizeof(struct dc_declared_purpose));
		good = d->flat_scopes[lang] != NULL && d->flat_purposes[lang] != NULL;
		for (size_t i = 0; good && i < r->scopes.n; i++)
			good = flatten_scope(d, scope_at(d, i), lang, &j, &d->flat_scopes[lang][i]);
		for (size_t i = 0; good && i < r->purposes.n; i++)
			good = flatten_purpose(d, r->purposes.v[i], lang, &j, &d->flat_purposes[lang][i]);
	}
	dc_buf_done(&j.b);
	return good ? handling_flatten(d) : DC_ENOMEM;
}

/* ---- the header's accessors */

const char *dc_declaration_sha256(const struct dc_declaration *decl)
{
	return decl->sha256;
}

const char *dc_declaration_controller(const struct dc_declaration *d, const char *lang)
{
	return text_in(d->root.controller->name, languages[language(lang)]);
}

int dc_declaration_zone(const struct dc_declaration *d)
{
	return d->zone_minutes;
}

const char *dc_declaration_rule_pack(const struct dc_declaration *d)
{
	return d->pack->id;
}

size_t dc_declaration_purposes(const struct dc_declaration *d)
{
	return d->root.purposes.n;
}

size_t dc_declaration_scopes(const struct dc_declaration *d)
{
	return d->root.scopes.n;
}

void dc_declaration_purpose(const struct dc_declaration *d, size_t i, const char *lang, struct dc_declared_purpose *out)
{
	*out = d->flat_purposes[language(lang)][i];
}

void dc_declaration_scope(const struct dc_declaration *d, size_t i, const char *lang, struct dc_declared_scope *out)
{
	*out = d->flat_scopes[language(lang)][i];
}

long dc_declaration_scope_of(const struct dc_declaration *d, const char *path, size_t path_len)
{
	struct location where = { path, path_len, "", "", "" };
	const struct scope *s = NULL;
	struct locator l;
	enum dc_status st;

	locator_init(&l);
	st = locator_find(&l, d->places, &where, &s);
	locator_done(&l);
	return st != DC_OK || s == NULL ? -1 : (long)s->index;
}
