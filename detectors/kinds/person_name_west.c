/* person_name_west.c -- Western names, and Japanese names in Latin letters. One model judges both (name_west.h); two kinds
 * show them, for they come under different headings.
 *
 * A name has two words or more; one word counts behind a title (Mr, Dr) or where a label or heading asks for it. */
#include "kind.h"
#include "name_west.h"
#include "person_name_list.h"

#include <strings.h>

#define TITLE 1.6f
#define ASKED_SINGLE -0.8f		/* one listed word behind a label or in a column of names */
#define ASKED_UNLISTED -1.4f		/* one of no list */
#define SHARE_DICTIONARY 0.8f
#define LEAST_LOGODDS -2.5f

/* Lower case, one space between words, no stops: Taro Yamada and TARO YAMADA are one person's. */
static size_t value_of(struct dc_span name, uint8_t *value, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < name.n && n < cap; i++) {
		uint8_t c = name.p[i];

		if (c == '.' || c == ',' || (c == ' ' && n > 0 && value[n - 1] == ' '))
			continue;
		value[n++] = (uint8_t)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	return n;
}

static uint32_t value_begin(const struct probe *at)
{
	uint32_t pos = at->anchor;
	const uint8_t *p = at->text->bytes.p;

	while (pos < at->ceiling && pos - at->anchor < 12 && !(p[pos] >= 'A' && p[pos] <= 'Z') && p[pos] != '\n')
		pos++;
	return pos;
}

/* Programs and firms stand behind these as often as persons, if with one word: Manager: Django, Owner: root. */
static bool any_role(struct dc_span label)
{
	static const char *const words[] = { "manager", "representative", "requester", "assignee", "recipient", "guest", "consultant" };

	for (size_t i = 0; i < DC_ARRAY_LEN(words); i++) {
		if (label.n == strlen(words[i]) && strncasecmp((const char *)label.p, words[i], label.n) == 0)
			return true;
	}
	return false;
}

/* "Name:" and "File name:" name things as often as persons; "First name:" and "Patient:" do not. */
static bool any_name(const struct probe *at)
{
	const uint8_t *p = at->text->bytes.p;
	uint32_t end = at->label;

	if (at->trigger != ON_LABEL)
		return false;
	while (end < at->ceiling && ((p[end] | 0x20) >= 'a' && (p[end] | 0x20) <= 'z'))
		end++;
	if (any_role(dc_span_cut(at->text->bytes, at->label, end)))
		return true;
	return end - at->label == 4 && (p[at->label] | 0x20) == 'n' && memcmp(p + at->label + 1, "ame", 3) == 0 &&
		(p[end] == ':' || p[end] == '=');
}

/* What one word behind a label or under a heading weighs; LEAST_LOGODDS and less: it is no name. */
static float single(const struct probe *at, const struct west_hit *hit)
{
	if (hit->person)
		return ASKED_SINGLE;
	return any_name(at) ? 2 * LEAST_LOGODDS : ASKED_UNLISTED;
}

static enum dc_status propose_latin(
	const struct detector *self, const struct probe *at, struct candidates *out, bool japanese)
{
	bool asked = at->trigger == ON_LABEL || at->trigger == ON_CELL;
	uint32_t pos = asked ? value_begin(at) : at->anchor;
	struct dc_span text = { at->text->bytes.p + at->floor, at->ceiling - at->floor };
	uint8_t value[DC_VALUE_MOST];
	struct west_hit hit;
	struct candidate *c;
	enum dc_status st;
	float logodds;
	size_t n;

	if (pos >= at->ceiling || person_name_known(out, &self->kind, pos, pos + 1) || !name_west_again(at->scratch, at->lexicon, text, pos - at->floor, asked, &hit) ||
		hit.romaji != japanese)
		return DC_OK;
	logodds = hit.tokens > 1 || hit.title ? hit.logodds : single(at, &hit);
	hit.start += at->floor;
	hit.end += at->floor;
	if (logodds + (hit.title ? TITLE : 0) < LEAST_LOGODDS || person_name_known(out, &self->kind, hit.start, hit.end))
		return DC_OK;
	n = value_of(dc_span_cut(at->text->bytes, hit.start, hit.end), value, sizeof value);
	st = candidates_add(out, &self->kind, hit.start, hit.end, (struct dc_span){ value, n }, &c);
	if (st != DC_OK)
		return st;
	if (hit.dictionary) {
		candidate_weigh(c, DC_E_dictionary, SHARE_DICTIONARY);
		logodds -= SHARE_DICTIONARY;
	}
	if (hit.title)
		candidate_weigh(c, DC_E_honorific, TITLE);
	if (person_mailbox_behind(at, hit.end))
		candidate_weigh(c, DC_E_form, PERSON_MAILBOX);
	candidate_weigh(c, DC_E_model, logodds);
	return DC_OK;
}

static enum dc_status propose_western(const struct detector *self, const struct probe *at, struct candidates *out)
{
	return propose_latin(self, at, out, false);
}

static enum dc_status propose_romaji(const struct detector *self, const struct probe *at, struct candidates *out)
{
	return propose_latin(self, at, out, true);
}

#define LATIN_COLUMNS "name", "fullname", "firstname", "lastname", "surname", "givenname", "familyname", "contactname", "customername", \
	"employeename", "author", "owner", "contact", "氏名", "名前", "英字氏名", "氏名英字", "ローマ字", "ローマ字氏名", "nameen", "romaji", \
	"namefirst", "namelast", "fname", "lname", "first", "last", "forename", "middlename", "maidenname", "preferredname", "legalname", \
	"nickname", "contactperson", "employee", "manager", "managername", "supervisor", "patient", "patientname", "student", \
	"studentname", "teacher", "passenger", "passengername", "guest", "guestname", "tenant", "applicant", "applicantname", \
	"cardholder", "cardholdername", "nameoncard", "accountholder", "beneficiary", "policyholder", "insured", "spouse", "spousename", \
	"nextofkin", "emergencycontact", "guardian", "parentname", "mothersmaidenname", "attendee", "participant", "respondent", \
	"recipient", "recipientname", "sendername", "salesrep", "accountmanager", "assignedto", "displayname", "billingname", \
	"shippingname", "shiptoname", "billtoname", "reviewer", "physician", "doctor"
#define LATIN_NEAR "name", "Name", "full name", "customer", "patient", "employee", "contact", "attn", "Attn", "Dear", "signed", \
	"first name", "last name", "surname", "given name", "family name", "middle name", "maiden name", "forename", "applicant", \
	"cardholder", "beneficiary", "next of kin", "account holder", "policyholder", "contact person", "guarantor", \
	"manager", "line manager", "supervisor", "representative", "requester", "assignee", "witness", "interviewer", "interviewee", "companion", \
	"attendees", "chairperson", "prepared by", "approved by", "signed by", "submitted by", "requested by", "recipient", "tenant", \
	"landlord", "claimant", "defendant", "plaintiff", "guardian", "spouse", "student", "physician", "consultant", "passenger", \
	"guest", "nominee", "emergency contact", "referee", "氏名", "名前", "英字", \
	"ローマ字"

const struct detector detector_person_name_west = {
	.kind = {
		.id = "person_name",
		.category = "person.name",
		.ja = "氏名(欧文)", .en = "Western name",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_LATIN,
		.examples = (const char *const[]){ "Name: Martina Garcia", "Mr Smith called", "said Emma Johnson,", NULL },
		.decoys = (const char *const[]){ "The Open Group", "Linux Kernel", "See Also", "New York", "GNU General Public License",
			"Monday Morning", NULL },
		.near = (const char *const[]){ LATIN_NEAR, NULL },
		.near_not = (const char *const[]){ "Inc", "Ltd", "University", "Street", "License", "Corporation", NULL },
		.columns = (const char *const[]){ LATIN_COLUMNS, NULL },
		.sources = "popular-names-by-country-dataset (CC0), SCOWL; weights trained on UNER English-EWT and WNUT 2017",
	},
	.triggers = ON_CAPITAL | ON_LABEL | ON_CELL,
	.propose = propose_western,
};

const struct detector detector_person_name_romaji = {
	.kind = {
		.id = "jp.person_name_romaji",
		.category = "person.name",
		.ja = "氏名(ローマ字)", .en = "Japanese name in Latin letters",
		.mask = DC_MASK_LENGTH,
		.examples = (const char *const[]){ "Name: YAMAMOTO Hanae", "Kenichi Satou", "Yamada, Tarou", NULL },
		.decoys = (const char *const[]){ "Tokyo Tower", "Mac Mini", "Sun Microsystems", "Are Made", NULL },
		.near = (const char *const[]){ LATIN_NEAR, NULL },
		.near_not = (const char *const[]){ "Inc", "Ltd", "Station", "University", NULL },
		.columns = (const char *const[]){ LATIN_COLUMNS, NULL },
		.sources = "mecab-ipadic 2.7.0 (readings), Hepburn and Kunrei romanisation",
	},
	.triggers = ON_CAPITAL | ON_LABEL | ON_CELL,
	.propose = propose_romaji,
};
