/* compare.c -- an earlier answer beside today's: what went, what is still there, what is not seen any more. */
#include "declared.h"
#include "subject.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool same_place(const struct dc_subject_place *p, json_t *was)
{
	const char *path = json_string_value(json_object_get(was, "path")), *member = json_string_value(json_object_get(was, "member"));
	const char *table = json_string_value(json_object_get(was, "table"));

	return strcmp(p->path, path == NULL ? "" : path) == 0 && strcmp(p->inner, member == NULL ? "" : member) == 0 &&
		strcmp(p->table, table == NULL ? "" : table) == 0;
}

static enum dc_status compare_line(struct search *s, json_t *was, struct dc_error *err)
{
	const char *section = json_string_value(json_object_get(was, "section")), *state = json_string_value(json_object_get(was, "state"));
	struct dc_subject_place *p = (struct dc_subject_place *)(void *)s->places.p, gone = { .state = "gone", .scope = -1, .categories = "" };
	size_t n = s->places.n / sizeof *p;
	const char *path = json_string_value(json_object_get(was, "path")), *text;
	bool found = false;

	if (section == NULL || strcmp(section, "subject") != 0 || path == NULL || (state != NULL && strcmp(state, "gone") == 0))
		return DC_OK;
	for (size_t i = 0; i < n; i++) {
		if (!same_place(&p[i], was))
			continue;
		p[i].state = strcmp(p[i].state, "new") == 0 ? "still" : p[i].state;
		found = true;
	}
	if (found)
		return DC_OK;
	gone.asset = "";
	gone.path = kept(s, path);
	text = json_string_value(json_object_get(was, "member"));
	gone.inner = kept(s, text == NULL ? "" : text);
	text = json_string_value(json_object_get(was, "table"));
	gone.table = kept(s, text == NULL ? "" : text);
	text = json_string_value(json_object_get(was, "attributes"));
	gone.attributes = kept(s, text == NULL ? "" : text);
	text = json_string_value(json_object_get(was, "grade"));
	gone.confirmed = text != NULL && strcmp(text, "confirmed") == 0;
	gone.scope = s->decl == NULL ? -1 : dc_declaration_scope_of(s->decl, gone.path, strlen(gone.path));
	for (size_t i = 0; i < s->missed.n / sizeof(struct dc_subject_missed); i++) {	/* not read is not gone */
		const struct dc_subject_missed *m = (const struct dc_subject_missed *)(const void *)s->missed.p + i;

		if (strcmp(m->path, path) == 0 && strcmp(m->why, "vanished") != 0)
			return DC_OK;
	}
	return dc_buf_add(&s->places, &gone, sizeof gone) == DC_OK ? DC_OK : no_memory(err);
}

enum dc_status compare_with(struct search *s, const char *before, struct dc_error *err)
{
	struct dc_subject_place *p = (struct dc_subject_place *)(void *)s->places.p;
	FILE *f = fopen(before, "re");
	char *line = NULL;
	size_t cap = 0, lines = 0;
	enum dc_status st = DC_OK;

	if (f == NULL)
		return dc_fail(err, DC_EUSAGE, "%s: %s", before, strerror(errno));
	for (size_t i = 0; i < s->places.n / sizeof *p; i++)
		if (strcmp(p[i].state, "present") == 0)
			p[i].state = "new";
	while (st == DC_OK && getline(&line, &cap, f) > 0) {
		json_t *was = json_loads(line, 0, NULL);

		lines++;
		st = was == NULL ? dc_fail(err, DC_EUSAGE, T("%s: line %zu is none of 'subject find -f jsonl'", "%s: %zu 行目が 'subject find -f jsonl' の出力ではありません"),
			before, lines) : compare_line(s, was, err);
		json_decref(was);
	}
	free(line);
	fclose(f);
	return st;
}
