/* config.c -- reads a watch's configuration: fields by table, with the reader of declarations; then what is computed. */
#include "config.h"

#include "channel.h"
#include "rules.h"
#include "textfile.h"

#include "daicho/watch.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD(s, member, rule, flags) { #member, FIELD_WORD, offsetof(struct s, member), flags, &rule, NULL }
#define WORDS(s, member, rule, flags) { #member, FIELD_WORDS, offsetof(struct s, member), flags, &rule, NULL }
#define RECORD(s, member, shape, flags) { #member, FIELD_RECORD, offsetof(struct s, member), flags, NULL, &shape }
#define RECORDS(s, member, shape, flags) { #member, FIELD_RECORDS, offsetof(struct s, member), flags, NULL, &shape }
#define SHAPE(name, s) static const struct shape name = { sizeof(struct s), ID_NONE, name##_fields, DC_ARRAY_LEN(name##_fields) }
#define NEED FIELD_REQUIRED
#define AMONG(...) .among = (const char *const[]){ __VA_ARGS__, NULL }

const char *const wake_names[] = { "violations", "lost_sight", "coverage", "triage", "failure", NULL };

/* ---- words of their own */

static bool schedule_valid(const char *s)
{
	struct calendar c;

	return calendar_parse(s, &c);
}

static bool window_valid(const char *s)
{
	struct hours w;

	return hours_parse(s, &w);
}

/* Options that the watch gives itself would fight with it. */
static bool option_valid(const char *s)
{
	static const char *const own[] = { "-p", "--purposes", "-i", "--inventory", "-j", "--jobs", "--resume", "--log", "--lang", "--findings",
		"-q", "--quiet", "-x", "--exclude", "--kinds", "--fail-on", "-h", "--help", "--" };

	for (size_t i = 0; i < DC_ARRAY_LEN(own); i++) {
		size_t n = strlen(own[i]);

		if (strncmp(s, own[i], n) == 0 && (s[n] == '\0' || s[n] == '=' || own[i][1] != '-'))
			return false;
	}
	return true;
}

static bool file_name_valid(const char *s)
{
	return s[0] != '.' && strchr(s, '/') == NULL;
}

static bool listen_valid(const char *s)
{
	return strncmp(s, "127.0.0.1:", 10) == 0 || strncmp(s, "[::1]:", 6) == 0;
}

static const struct word_rule
	watch_version = { "1", "1", AMONG("1") },
	watch_id = { "an id: a-z 0-9 . _ -", "id (a-z 0-9 . _ -)", NULL, NULL, ID_NONE },
	watch_schedule = { "a calendar expression as \"Mon..Fri 02:00\", \"*-*-1 03:30 Asia/Tokyo\", \"weekly\"",
		"暦の式 (例 \"Mon..Fri 02:00\"、\"*-*-1 03:30 Asia/Tokyo\"、\"weekly\")", schedule_valid, NULL, ID_NONE },
	watch_window = { "hours as 22:00-06:00", "時間帯 (例 22:00-06:00)", window_valid, NULL, ID_NONE },
	watch_option = { "an option of daicho scan that the watch does not set itself", "daicho scan の指定のうち watch が自分で決めないもの",
		option_valid, NULL, ID_NONE },
	watch_file = { "a file name without a folder", "フォルダなしのファイル名", file_name_valid, NULL, ID_NONE },
	watch_listen = { "an address of this machine as 127.0.0.1:9187", "このマシンのアドレス (例 127.0.0.1:9187)", listen_valid, NULL, ID_NONE },
	watch_lang = { "ja or en", "ja または en", AMONG("ja", "en") },
	watch_level = { "error, warning, note or never", "error、warning、note、never のどれか", AMONG("error", "warning", "note", "never") },
	watch_wake = { "an event", "出来事", .among = wake_names },
	watch_kind = { "a kind of channel", "通知先の種類", .among = channel_names },
	watch_form = { "rfc5424 or cef", "rfc5424 または cef", AMONG("rfc5424", "cef") },
	watch_tls = { "required, opportunistic or none", "required、opportunistic、none のどれか", AMONG("required", "opportunistic", "none") };

static const struct field report_fields[] = {
	WORD(report_wish, name, rule_text, NEED), WORD(report_wish, format, rule_text, 0), WORD(report_wish, file, watch_file, NEED),
	WORD(report_wish, lang, watch_lang, 0),
};
SHAPE(report, report_wish);

static const struct field target_fields[] = {
	WORD(target, id, rule_id, NEED), WORDS(target, paths, rule_text, NEED), WORDS(target, schedule, watch_schedule, 0),
	WORD(target, purposes, rule_text, 0), WORD(target, kinds, rule_text, 0), WORD(target, inventory, rule_text, 0),
	WORD(target, window, watch_window, 0), WORD(target, keep, rule_span, 0), WORD(target, fail_on, watch_level, 0),
	WORDS(target, exclude, rule_text, 0), WORDS(target, options, watch_option, 0), WORDS(target, notify, watch_id, 0),
	WORDS(target, on, watch_wake, 0), RECORDS(target, reports, report, 0),
};
SHAPE(target, target);

static const struct field channel_fields[] = {
	WORD(channel, id, rule_id, NEED), WORD(channel, kind, watch_kind, NEED), WORD(channel, to, rule_text, 0),
	WORD(channel, from, rule_text, 0), WORDS(channel, recipients, rule_text, 0), WORDS(channel, command, rule_text, 0),
	WORD(channel, secret_file, rule_text, 0), WORD(channel, user, rule_text, 0), WORD(channel, password_file, rule_text, 0),
	WORD(channel, ca_file, rule_text, 0), WORD(channel, attach, rule_text, 0), WORD(channel, format, watch_form, 0),
	WORD(channel, facility, rule_text, 0), WORD(channel, tls, watch_tls, 0),
	WORD(channel, seconds, rule_number, 0),
};
SHAPE(channel, channel);

static const struct field metrics_fields[] = {
	WORD(metrics_wish, textfile, rule_text, 0), WORD(metrics_wish, listen, watch_listen, 0),
};
SHAPE(metrics, metrics_wish);

static const struct field root_fields[] = {
	WORD(config, watch, watch_version, NEED), WORD(config, state, rule_text, 0), WORD(config, jobs, rule_number, 0),
	WORD(config, mask_paths, rule_flag, 0), RECORD(config, metrics, metrics, 0), RECORDS(config, targets, target, NEED),
	RECORDS(config, channels, channel, 0),
};
SHAPE(root, config);

/* ---- what is computed */

struct loading {
	struct dc_watch *w;
	struct complaints complaints;
	struct reader reader;
	const char *folder;		/* of the configuration: relative names begin there */
};

static const char *absolute(struct loading *l, const char *name)
{
	const char *path = name[0] == '/' || strstr(name, "://") != NULL || strncmp(name, "sqlite:", 7) == 0 ? name :
		dc_arena_printf(l->w->arena, "%s/%s", l->folder, name);

	l->complaints.no_memory = l->complaints.no_memory || path == NULL;
	return path == NULL ? "" : path;
}

static void make_absolute(struct loading *l, struct word *w)
{
	if (w->s != NULL)
		w->s = absolute(l, w->s);
}

static const struct channel *find_channel(const struct config *c, const char *id)
{
	for (size_t i = 0; i < c->channels.n; i++) {
		const struct channel *ch = c->channels.v[i];

		if (ch->id.s != NULL && strcmp(ch->id.s, id) == 0)
			return ch;
	}
	return NULL;
}

static const char *nearest_channel(struct loading *l, const char *id)
{
	const struct config *c = &l->w->config;
	const char **names = dc_arena_array(l->w->arena, c->channels.n + 1, sizeof *names);
	size_t n = 0;

	for (size_t i = 0; names != NULL && i < c->channels.n; i++) {
		const struct channel *ch = c->channels.v[i];

		if (ch->id.s != NULL)
			names[n++] = ch->id.s;
	}
	return names == NULL ? "" : shapes_nearest(id, names);
}

static void link_channels(struct loading *l, struct target *t)
{
	t->channels = dc_arena_array(l->w->arena, t->notify.n + 1, sizeof(*t->channels));
	if (t->channels == NULL)
		l->complaints.no_memory = true;
	for (size_t i = 0; t->channels != NULL && i < t->notify.n; i++) {
		const struct channel *ch = find_channel(&l->w->config, t->notify.v[i].s);

		if (ch != NULL)
			t->channels[t->n_channels++] = ch;
		else
			complain(&l->complaints, M_channel_unknown, t->notify.v[i].at, t->notify.v[i].s, nearest_channel(l, t->notify.v[i].s), NULL);
	}
}

static unsigned wakes_of(const struct words *on)
{
	unsigned bits = on->given ? 0 : ~0u;

	for (size_t i = 0; i < on->n; i++)
		for (unsigned k = 0; wake_names[k] != NULL; k++)
			if (strcmp(on->v[i].s, wake_names[k]) == 0)
				bits |= 1u << k;
	return bits;
}

static void link_target(struct loading *l, struct target *t)
{
	for (size_t i = 0; i < t->schedule.n && t->n_calendars < SCHEDULES_MOST; i++)
		if (calendar_parse(t->schedule.v[i].s, &t->calendars[t->n_calendars]))
			t->n_calendars++;
	t->has_hours = t->window.s != NULL && hours_parse(t->window.s, &t->hours);
	if (t->keep.s != NULL)
		when_parse_span(t->keep.s, &t->kept);
	for (size_t i = 0; i < t->paths.n; i++)
		make_absolute(l, &t->paths.v[i]);
	make_absolute(l, &t->purposes);
	make_absolute(l, &t->kinds);
	make_absolute(l, &t->inventory);
	t->wakes = wakes_of(&t->on);
	t->database = t->inventory.s != NULL ? t->inventory.s :
		dc_arena_printf(l->w->arena, "%s/%s.db", l->w->state, t->id.s == NULL ? "" : t->id.s);
	link_channels(l, t);
}

static void link_channel(struct loading *l, struct channel *ch)
{
	const char *lacks;

	if (ch->id.s == NULL || ch->kind.s == NULL)
		return;
	ch->ops = channel_find(ch->kind.s);
	ch->limit = ch->seconds.s == NULL ? 0 : strtol(ch->seconds.s, NULL, 10);
	ch->limit = ch->limit <= 0 ? ch->ops->seconds : ch->limit > CHANNEL_SECONDS_MOST ? CHANNEL_SECONDS_MOST : ch->limit;
	make_absolute(l, &ch->secret_file);
	make_absolute(l, &ch->password_file);
	make_absolute(l, &ch->ca_file);
	lacks = ch->ops->lacks(ch);
	if (lacks != NULL)
		complain(&l->complaints, M_channel_lacks, ch->at, ch->id.s, ch->kind.s, lacks);
}

static void check_twice(struct loading *l, const struct records *all, const struct word *(*id_of)(const void *))
{
	for (size_t i = 0; i < all->n; i++) {
		const struct word *a = id_of(all->v[i]);

		for (size_t k = 0; k < i && a->s != NULL; k++) {
			const struct word *b = id_of(all->v[k]);
			char line[16];

			snprintf(line, sizeof line, "%d", b->at.line);
			if (b->s != NULL && strcmp(a->s, b->s) == 0)
				complain(&l->complaints, M_id_twice, a->at, a->s, line, NULL);
		}
	}
}

static const struct word *target_id(const void *t)
{
	return &((const struct target *)t)->id;
}

static const struct word *channel_id(const void *ch)
{
	return &((const struct channel *)ch)->id;
}

static const char *default_state(struct dc_arena *arena)
{
	const char *state = getenv("STATE_DIRECTORY"), *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state != NULL && *state != '\0')
		return dc_arena_strdup(arena, state);
	if (xdg != NULL && *xdg != '\0')
		return dc_arena_printf(arena, "%s/daicho", xdg);
	return dc_arena_printf(arena, "%s/.local/state/daicho", home == NULL ? "" : home);
}

static void link_all(struct loading *l)
{
	struct dc_watch *w = l->w;
	struct config *c = &w->config;

	w->state = c->state.s != NULL ? absolute(l, c->state.s) : default_state(w->arena);
	w->targets = (struct target **)c->targets.v;
	w->n_targets = c->targets.n;
	w->jobs = c->jobs.s == NULL ? 0 : strtol(c->jobs.s, NULL, 10);
	check_twice(l, &c->targets, target_id);
	check_twice(l, &c->channels, channel_id);
	for (size_t i = 0; i < c->channels.n; i++)
		link_channel(l, c->channels.v[i]);
	for (size_t i = 0; i < w->n_targets; i++)
		link_target(l, w->targets[i]);
	if (w->state == NULL)
		l->complaints.no_memory = true;
}

/* ---- reading */

static void read_file(struct loading *l, const char *path)
{
	struct place top_of_file = { 0, 1, 1 };
	struct yaml_node *top = NULL;
	struct dc_buf bytes;
	const char *why;

	dc_buf_init(&bytes, TEXTFILE_BYTES_MOST);
	why = textfile_read(".", path, &bytes);
	if (why != NULL)
		complain(&l->complaints, M_unreadable, top_of_file, path, why, NULL);
	else
		top = yaml_read((struct dc_span){ bytes.p, bytes.n }, 0, l->w->arena, &l->complaints);
	if (top != NULL && top->kind != YAML_MAP)
		complain(&l->complaints, M_want_map, top->at, "the document", "watch, targets, channels", NULL);
	else if (top != NULL)
		shapes_read(&l->reader, top, &root, &l->w->config);
	dc_buf_done(&bytes);
}

static const char *folder_of(struct dc_arena *arena, const char *path)
{
	char *real = realpath(path, NULL), *slash = real == NULL ? NULL : strrchr(real, '/');
	const char *folder = slash == NULL ? dc_arena_strdup(arena, ".") : dc_arena_strndup(arena, real, slash == real ? 1 : (size_t)(slash - real));

	free(real);
	return folder;
}

enum dc_status dc_watch_load(const char *path, struct dc_watch **out, void (*tell)(void *ctx, const struct dc_lint *), void *ctx,
	struct dc_error *err)
{
	struct dc_watch *w = calloc(1, sizeof *w);
	struct loading l = { .w = w };
	enum dc_status st = DC_ENOMEM;

	if (w != NULL)
		w->arena = dc_arena_new((size_t)64 << 20);
	if (w != NULL && w->arena != NULL) {
		w->files[0] = dc_arena_strdup(w->arena, path);
		l.folder = folder_of(w->arena, path);
		l.complaints = (struct complaints){ .arena = w->arena, .files = w->files };
		l.reader = (struct reader){ .arena = w->arena, .complaints = &l.complaints };
		if (w->files[0] != NULL && l.folder != NULL) {
			read_file(&l, path);
			if (l.complaints.errors == 0)
				link_all(&l);
			st = complaints_tell(&l.complaints, tell, ctx);
		}
	}
	if (st != DC_OK)
		st = dc_fail(err, st, "%s: out of memory", path);
	else if (l.complaints.errors != 0)
		st = dc_fail(err, DC_EUSAGE, "%s: %zu error%s", path, l.complaints.errors, l.complaints.errors == 1 ? "" : "s");
	if (st == DC_OK)
		*out = w;
	else
		dc_watch_free(w);
	return st;
}

void dc_watch_free(struct dc_watch *w)
{
	if (w == NULL)
		return;
	dc_arena_free(w->arena);
	free(w);
}

size_t dc_watch_targets(const struct dc_watch *w)
{
	return w->n_targets;
}

const char *dc_watch_target(const struct dc_watch *w, size_t i)
{
	return w->targets[i]->id.s;
}

int64_t dc_watch_next(const struct dc_watch *w, size_t i, int64_t after)
{
	const struct target *t = w->targets[i];
	int64_t first = 0;

	for (size_t k = 0; k < t->n_calendars; k++) {
		int64_t at = calendar_next(&t->calendars[k], after);

		if (at != 0 && (first == 0 || at < first))
			first = at;
	}
	return first;
}
