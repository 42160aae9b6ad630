/* translate.c -- what a room said, in Japanese. Rooms return errors in English (they know no language); people read them here. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#define STARS_MOST 6

static const struct { const char *en, *ja; } errors[] = {
#define ERROR(en, ja) { en, ja },
#include "errors.def"
#undef ERROR
};

struct star { const char *at; size_t n; };

/* True if the text is the pattern with something for each star: the shortest that lets the rest match. */
static bool match(const char *pattern, const char *text, struct star star[STARS_MOST])
{
	size_t n_star = 0;

	for (;;) {
		size_t literal = strcspn(pattern, "*"), next;
		const char *end;

		if (strncmp(text, pattern, literal) != 0)
			return false;
		pattern += literal;
		text += literal;
		if (*pattern == '\0' || n_star == STARS_MOST)
			return *pattern == '\0' && *text == '\0';
		next = strcspn(++pattern, "*");
		end = *pattern == '\0' ? text + strlen(text) : next == 0 ? text : memmem(text, strlen(text), pattern, next);
		if (end == NULL)
			return false;
		star[n_star++] = (struct star){ text, (size_t)(end - text) };
		text = end;
	}
}

static void fill(const char *ja, const struct star star[STARS_MOST], char *out, size_t size)
{
	size_t n = 0;

	for (; *ja != '\0' && n + 1 < size; ja++) {
		bool hole = ja[0] == '{' && ja[1] >= '0' && ja[1] < '0' + STARS_MOST && ja[2] == '}';
		struct star s = hole ? star[ja[1] - '0'] : (struct star){ ja, 1 };
		size_t left = size - 1 - n;

		memcpy(out + n, s.at, s.n < left ? s.n : left);
		n += s.n < left ? s.n : left;
		ja += hole ? 2 : 0;
	}
	out[n] = '\0';
}

const char *cli_translate(const char *text, char *room, size_t size)
{
	struct star star[STARS_MOST] = { { "", 0 } };

	for (size_t i = 0; cli_japanese && i < sizeof errors / sizeof errors[0]; i++) {
		if (!match(errors[i].en, text, star))
			continue;
		fill(errors[i].ja, star, room, size);
		return room;
	}
	return text;
}
