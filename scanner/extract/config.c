/* config.c -- YAML, TOML, INI, .properties, .env: lines of "key: value" or "key = value", whatever else the format allows. Keys
 * are headings, with those around them in front ("customer.name"); a section or an item of a list is a row.
 *
 * Read by line and not by the formats' grammars: most such files on a share are of no grammar's making, a broken one must be read
 * on, and all that is wanted is which value stands under which key. */
#include "labelled.h"

#include "utf8.h"

#define LEVELS 64
#define PATH_MOST 512
#define KEY_MOST 200

static const char *const names[] = { ".yaml", ".yml", ".toml", ".ini", ".properties", ".env", ".reg", ".url", ".desktop", NULL };
static const char *const yaml_names[] = { ".yaml", ".yml", NULL };

struct config {
	struct labelled l;
	bool yaml;			/* indentation means something */
	struct { size_t indent, path; } levels[LEVELS];
	size_t depth;
	char path[PATH_MOST];		/* of the sections around */
	size_t path_n;
	bool in_item;			/* of a list */
	size_t item_depth;		/* levels around that item */
	char last[PATH_MOST];		/* the last key, which a value on the next line belongs to */
	size_t last_n;
	bool block;			/* a text of several lines is open, of more than block_indent, or up to block_end */
	size_t block_indent;
	char block_end;			/* the quote that ends it three times over, or 0 */
	struct dc_buf text;		/* its lines */
};

static int config_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	return name_ends(name, names) && head.n > 0 && head_is_text(head) ? 64 : 0;
}

/* ---- where the key is */

/* "base.key" into out, PATH_MOST bytes; base alone if it does not fit. */
static size_t join(char *out, struct dc_span base, struct dc_span key)
{
	size_t n = base.n;

	if (n != 0 && (const char *)base.p != out)
		memcpy(out, base.p, n);
	if (key.n == 0 || n + key.n + 1 > PATH_MOST)
		return n;
	if (n != 0)
		out[n++] = '.';
	memcpy(out + n, key.p, key.n);
	return n + key.n;
}

static struct dc_span path(const struct config *c)
{
	return (struct dc_span){ (const uint8_t *)c->path, c->path_n };
}

static struct dc_span last(const struct config *c)
{
	return (struct dc_span){ (const uint8_t *)c->last, c->last_n };
}

/* Levels as deep as this indentation or deeper are over. What follows a mapping that is over is another record, unless both belong
 * to one item of a list. */
static void dedent(struct config *c, size_t indent)
{
	while (c->depth > 0 && c->levels[c->depth - 1].indent >= indent) {
		c->path_n = c->levels[--c->depth].path;
		c->in_item = c->in_item && c->depth >= c->item_depth;
		if (!c->in_item)
			labelled_record(&c->l);
	}
}

static void opens(struct config *c, size_t indent, struct dc_span key)
{
	if (c->depth == LEVELS)
		return;
	c->levels[c->depth].indent = indent;
	c->levels[c->depth++].path = c->path_n;
	c->path_n = join(c->path, path(c), key);
}

/* ---- values */

static bool quoted(struct dc_span s)
{
	return s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0];
}

static struct dc_span unquote(struct dc_span s)
{
	return quoted(s) ? dc_span_cut(s, 1, s.n - 1) : s;
}

/* \uXXXX at i of s: its character, 0 if there is none. */
static uint32_t escaped(struct dc_span s, size_t i)
{
	uint32_t c = 0;

	if (i + 6 > s.n || s.p[i] != '\\' || s.p[i + 1] != 'u')
		return 0;
	for (size_t k = i + 2; k < i + 6; k++) {
		uint8_t b = s.p[k] | 0x20;

		if (s.p[k] >= '0' && s.p[k] <= '9')
			c = c << 4 | (uint32_t)(s.p[k] - '0');
		else if (b >= 'a' && b <= 'f')
			c = c << 4 | (uint32_t)(b - 'a' + 10);
		else
			return 0;
	}
	return c >= 0xd800 && c < 0xe000 ? 0xfffd : c;
}

static enum dc_status put(struct config *c, struct dc_span label, struct dc_span value, struct dc_error *err)
{
	struct dc_buf text;
	enum dc_status st = DC_OK;

	value = unquote(span_trim(value));
	if (value.n == 0 || memmem(value.p, value.n, "\\u", 2) == NULL)
		return labelled_value(&c->l, label, value, err);
	dc_buf_init(&text, 0);
	for (size_t i = 0; i < value.n && st == DC_OK; i++) {
		uint32_t ch = escaped(value, i);
		uint8_t u[4];

		if (ch != 0) {
			st = dc_buf_add(&text, u, utf8_write(ch, u));
			i += 5;
		} else {
			st = dc_buf_addc(&text, (char)value.p[i]);
		}
	}
	st = st == DC_OK ? labelled_value(&c->l, label, (struct dc_span){ text.p, text.n }, err) : dc_fail(err, st, "no memory for a value");
	dc_buf_done(&text);
	return st;
}

/* The key s begins with, and its value. False: no key. */
static bool find_key(struct dc_span s, bool yaml, struct dc_span *key, struct dc_span *value)
{
	bool equals = !yaml && s.n != 0 && memchr(s.p, '=', s.n) != NULL;
	size_t i = 0;

	if (s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'')) {
		const uint8_t *end = memchr(s.p + 1, s.p[0], s.n - 1);

		if (end == NULL)
			return false;
		i = (size_t)(end - s.p) + 1;
	}
	for (; i < s.n && i < KEY_MOST; i++) {
		if (equals ? s.p[i] == '=' : s.p[i] == ':' && (!yaml || i + 1 == s.n || s.p[i + 1] == ' ' || s.p[i + 1] == '\t'))
			break;
		if (s.p[i] == '{' || s.p[i] == '[' || s.p[i] == '#')
			return false;
	}
	if (i == 0 || i >= s.n || i == KEY_MOST)
		return false;
	*key = unquote(span_trim(dc_span_cut(s, 0, i)));
	*value = span_trim(dc_span_cut(s, i + 1, s.n));
	return key->n != 0;
}

/* [a, "b, c"] and {name: x, tel: y}: values of the key, or of keys below it. */
static enum dc_status flow(struct config *c, struct dc_span s, struct dc_error *err)
{
	enum dc_status st = DC_OK;
	uint8_t quote = 0;

	for (size_t i = 0, from = 0; i <= s.n && st == DC_OK; i++) {
		uint8_t b = i < s.n ? s.p[i] : ',';
		struct dc_span value, key;
		char name[PATH_MOST];
		size_t n;

		if (i < s.n && (quote != 0 || b == '"' || b == '\'')) {
			quote = quote == 0 ? b : b == quote ? 0 : quote;
			continue;
		}
		if (strchr(",[]{}", b) == NULL || b == 0)
			continue;
		if (b == '{' && !c->in_item)
			labelled_record(&c->l);
		value = span_trim(dc_span_cut(s, from, i));
		from = i + 1;
		n = last(c).n;
		if (find_key(value, c->yaml, &key, &value))
			n = join(name, last(c), key);
		else
			memcpy(name, c->last, n);
		st = put(c, (struct dc_span){ (const uint8_t *)name, n }, value, err);
	}
	return st;
}

/* Where a comment begins behind a value: " #" that does not stand in quotes. */
static size_t comment_at(struct dc_span s)
{
	uint8_t quote = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (quote != 0)
			quote = s.p[i] == quote ? 0 : quote;
		else if ((s.p[i] == '"' || s.p[i] == '\'') && i == 0)
			quote = s.p[i];
		else if (s.p[i] == '#' && i > 0 && (s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
			return i;
	}
	return s.n;
}

/* ---- lines */

static enum dc_status close_block(struct config *c, struct dc_error *err)
{
	enum dc_status st = DC_OK;

	if (c->block)
		st = put(c, last(c), (struct dc_span){ c->text.p, c->text.n }, err);
	c->block = false;
	dc_buf_clear(&c->text);
	return st;
}

/* *took: the line was of the open text. */
static enum dc_status block_line(struct config *c, struct dc_span line, size_t indent, bool *took, struct dc_error *err)
{
	const char three[] = { c->block_end, c->block_end, c->block_end };
	const uint8_t *end = c->block_end == 0 || line.n == 0 ? NULL : memmem(line.p, line.n, three, 3);
	enum dc_status st;

	*took = c->block_end != 0 || indent > c->block_indent || span_trim(line).n == 0;
	if (!*took)
		return close_block(c, err);
	if (end != NULL)
		line.n = (size_t)(end - line.p);
	line = span_trim(line);
	st = c->text.n == 0 ? DC_OK : dc_buf_addc(&c->text, '\n');
	if (st == DC_OK)
		st = dc_buf_add(&c->text, line.p, line.n);
	if (st == DC_ELIMIT) {
		extract_reason(c->l.s.ex, c->l.s.end, DC_R_cell_truncated, c->l.s.end->bytes, NULL);
		st = DC_OK;
	}
	if (st != DC_OK)
		return dc_fail(err, st, "no memory for a text");
	return end != NULL ? close_block(c, err) : DC_OK;
}

static enum dc_status value_of(struct config *c, struct dc_span value, size_t indent, struct dc_error *err)
{
	struct dc_span none = { 0 };
	size_t end = comment_at(value);
	enum dc_status st = DC_OK;

	if (value.n >= 3 && (value.p[0] == '"' || value.p[0] == '\'') && value.p[1] == value.p[0] && value.p[2] == value.p[0]) {
		bool took;

		c->block = true;
		c->block_end = (char)value.p[0];
		return block_line(c, dc_span_cut(value, 3, value.n), indent, &took, err);
	}
	if (end < value.n)
		st = labelled_value(&c->l, none, span_trim(dc_span_cut(value, end, value.n)), err);
	value = span_trim(dc_span_cut(value, 0, end));
	if (c->yaml && value.n > 0 && (value.p[0] == '|' || value.p[0] == '>') && value.n <= 3) {
		c->block = true;
		c->block_end = 0;
		c->block_indent = indent;
		return st;
	}
	if (st == DC_OK && value.n > 1 && (value.p[0] == '[' || value.p[0] == '{'))
		return flow(c, value, err);
	return st == DC_OK ? put(c, last(c), value, err) : st;
}

static enum dc_status section(struct config *c, struct dc_span line, struct dc_error *err)
{
	struct dc_span none = { 0 };

	while (line.n > 0 && line.p[0] == '[')
		line = dc_span_cut(line, 1, line.n);
	while (line.n > 0 && line.p[line.n - 1] == ']')
		line.n--;
	line = unquote(span_trim(line));
	labelled_record(&c->l);
	c->path_n = join(c->path, none, line);
	return labelled_value(&c->l, none, line, err);
}

static enum dc_status one_line(struct config *c, struct dc_span raw, struct dc_error *err)
{
	struct dc_span s = span_trim(raw), none = { 0 }, key, value;
	size_t indent = (size_t)(s.p - raw.p);
	bool took = false;
	enum dc_status st = c->block ? block_line(c, raw, indent, &took, err) : DC_OK;

	if (st != DC_OK || took || s.n == 0)
		return st;
	if (s.p[0] == '#' || s.p[0] == ';')
		return labelled_value(&c->l, none, s, err);
	if (c->yaml && s.n >= 3 && memcmp(s.p, "---", 3) == 0) {
		labelled_record(&c->l);
		s = span_trim(dc_span_cut(s, 3, s.n));
	}
	if (!c->yaml && s.n > 0 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		return section(c, s, err);
	while (c->yaml && s.n > 0 && s.p[0] == '-' && (s.n == 1 || s.p[1] == ' ')) {
		dedent(c, indent + 1);
		labelled_record(&c->l);
		c->in_item = true;
		c->item_depth = c->depth;
		c->last_n = join(c->last, path(c), none);
		s = span_trim(dc_span_cut(s, 1, s.n));
		indent = s.n == 0 ? indent + 1 : (size_t)(s.p - raw.p);
	}
	if (!find_key(s, c->yaml, &key, &value))
		return value_of(c, s, indent, err);	/* a line of the value above, an item of its list */
	if (c->yaml)
		dedent(c, indent);
	c->last_n = join(c->last, path(c), key);
	if (c->yaml && (value.n == 0 || value.p[0] == '#'))
		opens(c, indent, key);
	return value_of(c, value, indent, err);
}

static enum dc_status config_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct config c = { .yaml = name_ends(self->parent == NULL ? item->name : self->name, yaml_names) };
	enum dc_status st = labelled_open(&c.l, ex, item, self, end, err);

	dc_buf_init(&c.text, ex->budget->cell_bytes);
	while (st == DC_OK) {
		dc_buf_clear(&c.l.line);
		st = labelled_line(&c.l, err);
		if (st == DC_OK)
			st = one_line(&c, (struct dc_span){ c.l.line.p, c.l.line.n }, err);
	}
	if (st == DC_END)
		st = close_block(&c, err);
	dc_buf_done(&c.text);
	return labelled_close(&c.l, st, err);
}

const struct dc_extractor extractor_config = {
	.id = "config",
	.reads = "YAML, TOML, INI, .properties, .env, .reg: values under their keys; not: anchors, text of several lines in quotes once",
	.bid = config_bid,
	.extract = config_extract,
};
