/* heading.h -- what a column name, form label or JSON key speaks for and against. Not public. */
#ifndef EVIDENCE_HEADING_H
#define EVIDENCE_HEADING_H

#include "context.h"

#define HEADING_KINDS 8

enum heading_flag {
	HEADING_OTHER_NUMBER = 1,	/* order_id, 金額: numbers, but nobody's */
	HEADING_FREE_TEXT = 2,		/* 備考, comment: anything may stand there */
	HEADING_SPEAKS = 4,		/* for some kind, clearly */
	HEADING_NUMBER = 8,		/* ... and that kind is a number */
	HEADING_OTHER_NAME = 16,		/* 会社名, product: names, but of no person */
	HEADING_ANY_NAME = 32		/* name, owner: a person's, or a thing's */
};

struct heading {
	uint16_t kind[HEADING_KINDS];
	float score[HEADING_KINDS];	/* 1: exactly a name of the kind; below 0: speaks against it */
	uint8_t n;
	uint8_t flags;
};

/* Reads a name as people and programs write them: 電話番号(携帯), customer_tel_no, custTelNo, T_KOKYAKU_DENWA. */
enum dc_status heading_read(struct context *ctx, const char *name, struct heading *out);
float heading_score(const struct heading *h, uint16_t kind);
/* Log-odds for a kind under this heading; 0 if it says nothing. */
float heading_logodds(const struct heading *h, const struct profiles *profiles, uint16_t kind);
/* Folds romaji spellings in place: shimei/simei, juusho/jyusho, bangou/bango are one. Returns the new length. */
size_t romaji_fold(uint8_t *p, size_t n);

#endif
