/* handling.c -- how each scope's data is handled, as declared, flat and in words: the columns D of the ledger (PURPOSES §2.1), and
 * its rows, one for each scope, purpose and kind of person. What nobody said is "", never a guess. */
#include "shapes.h"
#include "declared.h"

#include "places.h"

#include <stdio.h>
#include <string.h>

static const char *const languages[N_LANGUAGES] = { "ja", "en" };

/* Words of the declaration for people. */
static const struct { const char *id, *text[N_LANGUAGES]; } terms[] = {
	{ "principal", { "本人", "the person" } }, { "third_party", { "第三者", "a third party" } }, { "public", { "公開情報", "public sources" } },
	{ "created", { "自社で作成", "made here" } }, { "written", { "書面", "in writing" } }, { "web", { "ウェブの入力画面", "web form" } },
	{ "oral", { "口頭", "orally" } }, { "mail", { "メール", "e-mail" } }, { "device", { "機器から自動取得", "from devices" } },
	{ "consent", { "本人の同意", "consent" } }, { "law", { "法令", "law" } }, { "life", { "生命・身体・財産の保護", "protection of life, body or property" } },
	{ "public_health", { "公衆衛生・児童の健全育成", "public health" } }, { "cooperation", { "国の事務への協力", "cooperation with authorities" } },
	{ "apparent", { "外形上明らか", "apparent" } }, { "entrusted", { "委託・事業承継・共同利用による取得", "entrusted" } },
	{ "entrustment", { "委託", "entrustment" } }, { "succession", { "事業承継", "succession" } }, { "joint_use", { "共同利用", "joint use" } },
	{ "opt_out", { "オプトアウト", "opt-out" } }, { "vague", { "記載が不明確", "vague" } },
	{ "processor", { "委託先", "processor" } }, { "sub_processor", { "再委託先", "sub-processor" } },
	{ "designated_country", { "同等の水準の国", "designated country" } }, { "equivalent_system", { "基準適合体制", "equivalent system" } },
	{ "anonymised", { "匿名加工情報", "anonymised" } }, { "pseudonymised", { "仮名加工情報", "pseudonymised" } },
	{ "statistical", { "統計情報", "statistical" } }, { "direct", { "直接", "directly" } }, { "operator", { "他の事業者を経由", "through another operator" } },
	{ "none", { "なし", "none" } },
};

static const char *term(const char *id, size_t lang)
{
	for (size_t i = 0; id != NULL && i < DC_ARRAY_LEN(terms); i++)
		if (strcmp(terms[i].id, id) == 0)
			return terms[i].text[lang];
	return id == NULL ? "" : id;
}

/* A text that grows by pieces; what fails is seen at its end. */
struct line {
	struct dc_buf b;
	struct dc_arena *arena;
	size_t lang;
	bool failed;
};

static void add(struct line *l, const char *mark, const char *s)
{
	if (s == NULL || s[0] == '\0')
		return;
	l->failed = l->failed || (l->b.n != 0 && dc_buf_adds(&l->b, mark) != DC_OK) || dc_buf_adds(&l->b, s) != DC_OK;
}

/* "委託契約: C-18": the name of a part only where there is one. */
static void add_named(struct line *l, const char *ja, const char *en, const char *s)
{
	if (s == NULL || s[0] == '\0')
		return;
	add(l, l->lang == 0 ? "、" : "; ", l->lang == 0 ? ja : en);
	add(l, l->lang == 0 ? "：" : ": ", s);
}

static void add_list(struct line *l, const char *ja, const char *en, const struct words *w)
{
	const char *comma = l->lang == 0 ? "・" : ", ";

	if (w->n == 0)
		return;
	add_named(l, ja, en, w->v[0].s);
	for (size_t i = 1; i < w->n; i++)
		add(l, comma, w->v[i].s);
}

static const char *end(struct line *l)
{
	const char *s = l->failed ? NULL : dc_arena_strndup(l->arena, l->b.p == NULL ? (const uint8_t *)"" : l->b.p, l->b.n);

	dc_buf_clear(&l->b);
	l->failed = s == NULL;
	return s == NULL ? "" : s;
}

static bool is(const struct word *w, const char *s)
{
	return w->s != NULL && strcmp(w->s, s) == 0;
}

static bool processes(const struct recipient *r)
{
	return is(&r->role, "processor") || is(&r->role, "sub_processor");
}

static bool abroad(const struct recipient *r)
{
	return r->country.s != NULL && !is(&r->country, "JP");
}

static void add_recipient(struct line *l, const struct recipient *r)
{
	const char *name = text_in(r->name, languages[l->lang]);

	add(l, l->lang == 0 ? "／" : " / ", name[0] != '\0' ? name : r->id.s);
	add_named(l, "区分", "role", term(r->role.s, l->lang));
	add_list(l, "業務", "tasks", &r->tasks);
	add_list(l, "項目", "items", &r->items);
	add_named(l, "根拠", "basis", term(r->basis.s, l->lang));
	add_named(l, "国", "country", r->country.s);
	if (r->contract == NULL)
		return;
	add_named(l, "契約", "contract", r->contract->ref.s);
	add_named(l, "秘密保持", "confidentiality", is(&r->contract->confidentiality, "true") ? (l->lang == 0 ? "あり" : "yes") : r->contract->confidentiality.s);
	add_named(l, "確認日", "checked", r->contract->checked_on.s);
}

static const char *recipients_of(const struct scope *s, struct line *l, bool processors)
{
	for (size_t i = 0; s->sharing != NULL && i < s->sharing->recipients.n; i++) {
		const struct recipient *r = s->sharing->to[i];

		if (r != NULL && processes(r) == processors && !is(&r->role, "joint_user"))
			add_recipient(l, r);
	}
	return end(l);
}

static void add_foreign(struct line *l, const struct recipient *r)
{
	const char *name = text_in(r->name, languages[l->lang]);

	if (!abroad(r))
		return;
	add(l, l->lang == 0 ? "／" : " / ", name[0] != '\0' ? name : r->id.s);
	add_named(l, "国", "country", r->country.s);
	add_named(l, "根拠", "route", r->route.s == NULL ? (l->lang == 0 ? "宣言なし" : "not declared") : term(r->route.s, l->lang));
	add_named(l, "確認日", "checked", r->contract == NULL ? NULL : r->contract->checked_on.s);
}

static const char *foreign_of(const struct dc_declaration *d, const struct scope *s, struct line *l)
{
	const struct joint_use *joint = s->sharing == NULL ? NULL : s->sharing->joint;

	for (size_t i = 0; s->sharing != NULL && i < s->sharing->recipients.n; i++)
		if (s->sharing->to[i] != NULL)
			add_foreign(l, s->sharing->to[i]);
	for (size_t i = 0; joint != NULL && i < joint->members.n; i++) {
		const struct recipient *r = declaration_recipient(d, ((const struct member *)joint->members.v[i])->recipient.s);

		if (r != NULL)
			add_foreign(l, r);
	}
	return end(l);
}

static const char *joint_of(const struct dc_declaration *d, const struct scope *s, struct line *l)
{
	const struct joint_use *j = s->sharing == NULL ? NULL : s->sharing->joint;

	if (j == NULL)
		return "";
	add_named(l, "共同利用", "joint use", j->id.s);
	add_list(l, "項目", "items", &j->items);
	for (size_t i = 0; i < j->members.n; i++) {
		const struct recipient *r = declaration_recipient(d, ((const struct member *)j->members.v[i])->recipient.s);

		add_named(l, "範囲", "member", r == NULL ? NULL : text_in(r->name, languages[l->lang]));
	}
	for (size_t i = 0; i < j->purposes.n; i++) {
		const struct purpose *p = declaration_purpose(d, j->purposes.v[i].s);

		add_named(l, "目的", "purpose", p == NULL ? NULL : text_in(p->text, languages[l->lang]));
	}
	add_named(l, "責任者", "manager", j->manager == NULL ? NULL : text_in(j->manager->name, languages[l->lang]));
	add_named(l, "公表日", "announced", j->announced_on.s);
	return end(l);
}

/* The texts in which the purposes were told: policy, since when, clause. */
static const char *notice_of(const struct dc_declaration *d, const struct scope *s, struct line *l)
{
	for (size_t i = 0; i < s->bindings.n; i++) {
		const struct purpose *p = ((const struct binding *)s->bindings.v[i])->to;
		const struct policy *from = p == NULL ? NULL : declaration_policy(d, p->source->policy.s);

		if (from == NULL)
			continue;
		add(l, l->lang == 0 ? "／" : " / ", from->id.s);
		add_named(l, "条項", "clause", p->source->clause.s);
		add_named(l, "施行日", "effective", from->effective.s);
	}
	return end(l);
}

static const char *consent_of(const struct scope *s, struct line *l)
{
	if (s->special_care != NULL && is(&s->special_care->basis, "consent"))
		add_named(l, "要配慮", "special care", s->special_care->ref.s == NULL ? (l->lang == 0 ? "記録番号なし" : "no record") : s->special_care->ref.s);
	for (size_t i = 0; s->sharing != NULL && i < s->sharing->recipients.n; i++) {
		const struct recipient *r = s->sharing->to[i];

		if (r != NULL && (is(&r->basis, "consent") || is(&r->route, "consent")))
			add_named(l, "提供", "provision", text_in(r->name, languages[l->lang]));
	}
	return end(l);
}

static const char *waivers_of(const struct dc_declaration *d, const struct scope *s, struct line *l)
{
	for (size_t i = 0; i < d->root.waivers.n; i++) {
		const struct waiver *w = d->root.waivers.v[i];

		if (w->in != s)
			continue;
		add(l, l->lang == 0 ? "／" : " / ", w->id.s);
		add_named(l, "判定", "verdict", w->verdict.s);
		add_named(l, "項目", "item", w->category.s);
		add_named(l, "理由", "reason", w->reason.s);
		add_named(l, "承認", "approved by", w->approved_by.s);
		add_named(l, "期限", "until", w->expires.s);
	}
	return end(l);
}

static const char *eu_of(const struct scope *s, struct line *l)
{
	const struct eu_adequacy *e = s->eu_adequacy;

	if (e == NULL)
		return "";
	add_list(l, "地域", "territories", &e->territories);
	add_named(l, "提供元", "source", e->source.s);
	add_named(l, "受領日", "received", e->received_on.s);
	add_named(l, "経路", "via", term(e->via.s, l->lang));
	add_list(l, "当初目的", "purposes at origin", &e->purposes_at_origin);
	add_named(l, "記録", "record", e->record_ref.s);
	return end(l);
}

static const char *processing_of(const struct scope *s, struct line *l)
{
	const struct claims *c = s->claims;

	if (c == NULL || c->how == PROCESSING_NONE)
		return "";
	add(l, "", term(c->processing.s, l->lang));
	add_list(l, "公表項目", "published items", &c->published_items);
	if (c->published_items.given && c->published_items.n == 0)
		add(l, l->lang == 0 ? "、" : "; ", l->lang == 0 ? "公表項目：なし" : "published items: none");
	add_named(l, "公表方法", "published by", c->published_method.s);
	return end(l);
}

static const char *my_number_of(const struct scope *s, struct line *l)
{
	char period[48];

	if (s->my_number == NULL)
		return "";
	add_list(l, "事務", "affairs", &s->my_number->affairs);
	add_list(l, "担当", "handlers", &s->my_number->handlers);
	add_named(l, "法定保存", "kept by law", when_span_text(s->my_number->longest, l->lang == 0, period));
	return end(l);
}

static const char *special_care_of(const struct scope *s, struct line *l)
{
	if (s->special_care == NULL)
		return "";
	add_named(l, "根拠", "basis", term(s->special_care->basis.s, l->lang));
	add_named(l, "記録", "record", s->special_care->ref.s);
	return end(l);
}

static const char *country_of(const struct scope *s, struct line *l)
{
	bool here = s->match->files.n + s->match->tables.n != 0;

	for (size_t i = 0; s->sharing != NULL && i < s->sharing->recipients.n; i++)
		if (s->sharing->to[i] != NULL && abroad(s->sharing->to[i]))
			add(l, ", ", s->sharing->to[i]->country.s);
	return here || l->b.n != 0 ? end(l) : "";
}

static const char *use_until_of(const struct scope *s)
{
	static __thread char room[16];

	if (s->retention == NULL || !s->retention->longest.known || s->retention->fixed == 0)
		return "";
	return when_text(when_add(s->retention->fixed, s->retention->longest), room);
}

static const char *list_of(const struct words *w, struct line *l)
{
	for (size_t i = 0; i < w->n; i++)
		add(l, ", ", w->v[i].s);
	return end(l);
}

static const char *or_empty(const struct word *w)
{
	return w->s == NULL ? "" : w->s;
}

static void flatten_eu(const struct scope *s, struct line *l, struct dc_declared_eu *out)
{
	const struct eu_adequacy *e = s->eu_adequacy;

	if (e == NULL)
		return;
	*out = (struct dc_declared_eu){ .source = or_empty(&e->source), .received_on = or_empty(&e->received_on), .via = term(e->via.s, l->lang),
		.circumstances = or_empty(&e->circumstances), .record_ref = or_empty(&e->record_ref) };
	out->territories = list_of(&e->territories, l);
	out->purposes_at_origin = list_of(&e->purposes_at_origin, l);
}

bool dc_declaration_eu(const struct dc_declaration *d, size_t scope, const char *lang, struct dc_declared_eu *out)
{
	*out = d->eu[lang != NULL && strcmp(lang, "en") == 0 ? 1 : 0][scope];
	return out->territories != NULL;
}

static void flatten(const struct dc_declaration *d, const struct scope *s, struct line *l, struct dc_handling *out)
{
	size_t lang = l->lang;

	*out = (struct dc_handling){
		.acquired_from = s->acquisition == NULL ? "" : term(s->acquisition->from.s, lang),
		.acquired_form = s->acquisition == NULL ? "" : term(s->acquisition->form.s, lang),
		.storage = s->claims != NULL && s->claims->is_encrypted ? (lang == 0 ? "暗号化" : "encrypted") : "",
		.received = scope_received(s), .received_recorded = s->receipt_recorded,
		.handed_over = s->sharing != NULL && (is(&s->sharing->kind, "handover") || is(&s->sharing->direction, "out")),
	};
	out->notice = notice_of(d, s, l);
	out->consent = consent_of(s, l);
	out->special_care = special_care_of(s, l);
	out->my_number = my_number_of(s, l);
	out->country = country_of(s, l);
	if (s->claims != NULL)
		add_list(l, "宣言", "declared", &s->claims->principals);
	out->access = end(l);
	add(l, "", use_until_of(s));
	out->use_until = end(l);
	out->processors = recipients_of(s, l, true);
	out->third_parties = recipients_of(s, l, false);
	out->joint_use = joint_of(d, s, l);
	out->foreign = foreign_of(d, s, l);
	out->processing = processing_of(s, l);
	out->eu = eu_of(s, l);
	out->waivers = waivers_of(d, s, l);
}

/* ---- rows: one for each scope, purpose and subject; one alone where nothing personal may be */

static const char *subject_name(const struct dc_declaration *d, const char *id, size_t lang)
{
	const struct subject *s = declaration_subject(d, id);
	const char *name = s == NULL ? NULL : lang == 0 ? s->ja.s : s->en.s;

	return name != NULL ? name : s != NULL && s->ja.s != NULL ? s->ja.s : id;
}

static const char *categories_of(const struct binding *b, struct line *l)
{
	for (size_t i = 0; b->eff != NULL && i < b->eff->n; i++)
		add(l, ", ", b->eff->v[i].s);
	return b->eff == NULL ? "unspecified" : end(l);
}

static long purpose_index(const struct dc_declaration *d, const struct purpose *p)
{
	for (size_t i = 0; i < d->root.purposes.n; i++)
		if (d->root.purposes.v[i] == p)
			return (long)i;
	return -1;
}

static size_t rows_of(const struct scope *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->bindings.n; i++) {
		size_t subjects = ((const struct binding *)s->bindings.v[i])->subjects.n;

		n += subjects == 0 ? 1 : subjects;
	}
	return n == 0 ? 1 : n;
}

/* A binding of the same purpose and subject again (one took it over by extends) has a number behind its id. */
static const char *row_id(const struct dc_declared_row *rows, size_t n, size_t scope, const char *id, struct dc_arena *arena)
{
	size_t same = 0, len = id == NULL ? 0 : strlen(id);

	for (size_t i = n; i > 0 && rows[i - 1].scope == scope; i--)
		same += id != NULL && strncmp(rows[i - 1].row_id, id, len) == 0 && (rows[i - 1].row_id[len] == '\0' || rows[i - 1].row_id[len] == '#');
	return same == 0 || id == NULL ? id : dc_arena_printf(arena, "%s#%zu", id, same + 1);
}

static size_t put_rows(struct dc_declaration *d, const struct scope *s, struct line *l, struct dc_declared_row *rows, size_t n)
{
	for (size_t i = 0; i < s->bindings.n; i++) {
		const struct binding *b = s->bindings.v[i];
		const char *categories = categories_of(b, l);

		for (size_t k = 0; k < (b->subjects.n == 0 ? 1 : b->subjects.n); k++) {
			const char *who = b->subjects.n == 0 ? "" : b->subjects.v[k].s;
			const char *id = dc_arena_printf(d->arena, "%s/%s%s%s", s->id.s, b->purpose.s, *who == '\0' ? "" : "/", who);
			struct dc_declared_row row = { .scope = s->index, .purpose = purpose_index(d, b->to), .categories = categories,
				.subject = *who == '\0' ? "" : subject_name(d, who, l->lang) };

			row.row_id = row_id(rows, n, s->index, id, d->arena);
			l->failed = l->failed || row.row_id == NULL;
			rows[n++] = row;
		}
	}
	if (s->bindings.n == 0)
		rows[n++] = (struct dc_declared_row){ .row_id = s->id.s, .scope = s->index, .purpose = -1, .subject = "", .categories = "" };
	return n;
}

enum dc_status handling_flatten(struct dc_declaration *d)
{
	struct line l = { .arena = d->arena };
	size_t n = d->root.scopes.n, rows = 0;

	for (size_t i = 0; i < n; i++)
		rows += rows_of(scope_at(d, i));
	dc_buf_init(&l.b, 0);
	d->n_rows = rows;
	for (l.lang = 0; l.lang < N_LANGUAGES && !l.failed; l.lang++) {
		size_t at = 0;

		d->handling[l.lang] = dc_arena_array(d->arena, n, sizeof(struct dc_handling));
		d->rows[l.lang] = dc_arena_array(d->arena, rows, sizeof(struct dc_declared_row));
		d->eu[l.lang] = dc_arena_array(d->arena, n, sizeof(struct dc_declared_eu));
		l.failed = d->eu[l.lang] == NULL || d->handling[l.lang] == NULL || d->rows[l.lang] == NULL;
		for (size_t i = 0; i < n && !l.failed; i++) {
			d->eu[l.lang][i] = (struct dc_declared_eu){ 0 };
			flatten(d, scope_at(d, i), &l, &d->handling[l.lang][i]);
			flatten_eu(scope_at(d, i), &l, &d->eu[l.lang][i]);
			at = put_rows(d, scope_at(d, i), &l, d->rows[l.lang], at);
		}
	}
	dc_buf_done(&l.b);
	return l.failed ? DC_ENOMEM : DC_OK;
}

static size_t language(const char *lang)
{
	return lang != NULL && strcmp(lang, "en") == 0 ? 1 : 0;
}

void dc_declaration_handling(const struct dc_declaration *d, size_t i, const char *lang, struct dc_handling *out)
{
	*out = d->handling[language(lang)][i];
}

size_t dc_declaration_rows(const struct dc_declaration *d)
{
	return d->n_rows;
}

void dc_declaration_row(const struct dc_declaration *d, size_t i, const char *lang, struct dc_declared_row *out)
{
	*out = d->rows[language(lang)][i];
}

/* The subject of a row by the end of its id. */
static const struct subject *subject_of(const struct dc_declaration *d, const struct dc_declared_row *row)
{
	const char *slash = strrchr(row->row_id, '/');
	const struct defined *found = slash == NULL || row->subject[0] == '\0' ? NULL : shapes_find(d->ids, d->n_ids, ID_SUBJECT, slash + 1);

	return found == NULL ? NULL : found->record;
}

const char *dc_declaration_term(const struct dc_declaration *d, size_t i, enum dc_declared_term which, size_t k)
{
	const struct dc_declared_row *row = &d->rows[0][i];
	const struct purpose *p = row->purpose < 0 ? NULL : d->root.purposes.v[row->purpose];
	const struct subject *s = subject_of(d, row);
	const struct words *list = p == NULL ? NULL : which == DC_TERM_USE ? &p->fideslang : which == DC_TERM_DPV_PURPOSE ? &p->dpv : NULL;

	if (list != NULL)
		return k < list->n ? list->v[k].s : NULL;
	if (k != 0 || s == NULL)
		return NULL;
	return which == DC_TERM_FIDES_SUBJECT ? s->fideslang.s : which == DC_TERM_DPV_SUBJECT ? s->dpv.s : NULL;
}

const char *dc_declaration_register(const struct dc_declaration *d, const char *which, const char **folder)
{
	const struct registers *r = d->root.requests == NULL ? NULL : d->root.requests->records;

	*folder = d->folder;
	if (r == NULL)
		return NULL;
	return strcmp(which, "provision") == 0 ? r->provision.s : strcmp(which, "receipt") == 0 ? r->receipt.s : r->stops.s;
}

const char *dc_declaration_fee(const struct dc_declaration *d, char room[96])
{
	const struct fee *f = d->root.requests == NULL ? NULL : d->root.requests->fee;

	room[0] = '\0';
	if (f != NULL && f->amount.s != NULL)
		snprintf(room, 96, "%.30s %.10s%s%.30s", f->amount.s, f->currency.s == NULL ? "" : f->currency.s, f->per.s == NULL ? "" : " / ",
			f->per.s == NULL ? "" : f->per.s);
	return room;
}
