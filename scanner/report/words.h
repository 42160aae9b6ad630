/* words.h -- every string a report prints, in Japanese and English, in one table. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "daicho/ledger.h"

enum lang { LANG_JA, LANG_EN, N_LANGS };

enum word {
#define WORD(id, en, ja) W_##id,
#include "words.def"
#undef WORD
	N_WORDS
};

const char *word_text(enum word w, enum lang lang);

/* Stored words for people; the stored word itself where the table has none. */
enum label_group { LABEL_VERDICT, LABEL_REASON, LABEL_LEVEL, LABEL_STEP, LABEL_BAND, LABEL_OUTCOME, LABEL_UNREAD, LABEL_READ, LABEL_PARENT, LABEL_ANSWER,
	LABEL_CHANGE, LABEL_CAUSE, LABEL_GRADE, LABEL_STATE, LABEL_BREACH };
const char *label_text(enum label_group group, const char *id, enum lang lang);
const char *label_category(const char *id, enum lang lang);
const char *label_evidence(unsigned why, enum lang lang);
const char *label_evidence_id(unsigned why);

#endif
