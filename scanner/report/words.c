/* words.c -- looks up what reports say. */
#include "words.h"

#include "daicho/category.h"

#include <stdint.h>
#include <string.h>

static const char *const words[N_WORDS][N_LANGS] = {
#define WORD(id, en, ja) [W_##id] = { [LANG_EN] = en, [LANG_JA] = ja },
#include "words.def"
#undef WORD
};

static const struct {
	enum label_group group;
	const char *id, *text[N_LANGS];
} labels[] = {
#define LABEL(group, id, en, ja) { LABEL_##group, id, { [LANG_EN] = en, [LANG_JA] = ja } },
#include "labels.def"
#undef LABEL
};

/* The list, not the engine: a report needs no detector to be read. */
static const struct {
	const char *id, *text[N_LANGS];
} evidence[] = {
#define EVIDENCE(name, en, ja) { #name, { [LANG_EN] = en, [LANG_JA] = ja } },
#include "daicho/evidence.def"
#undef EVIDENCE
};

const char *word_text(enum word w, enum lang lang)
{
	return words[w][lang];
}

const char *label_text(enum label_group group, const char *id, enum lang lang)
{
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		if (labels[i].group == group && strcmp(labels[i].id, id) == 0)
			return labels[i].text[lang];
	}
	return id;
}

const char *label_category(const char *id, enum lang lang)
{
	const struct dc_category *c = dc_category_find(id);

	if (c == NULL)
		return label_text(LABEL_PARENT, id, lang);
	return lang == LANG_JA ? c->ja : c->en;
}

const char *label_evidence(unsigned why, enum lang lang)
{
	return why < sizeof evidence / sizeof evidence[0] ? evidence[why].text[lang] : "?";
}

const char *label_evidence_id(unsigned why)
{
	return why < sizeof evidence / sizeof evidence[0] ? evidence[why].id : "?";
}
