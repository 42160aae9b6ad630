/* ole2.c -- OLE2 compound files: Office documents before 2007, Outlook messages, and Office Open XML locked by a password.
 *
 * [MS-OFFCRYPTO] 2.3: a locked package is an OLE2 file with a stream "EncryptedPackage". The older formats are not parsed:
 * the part says so, and their text runs (UTF-16LE and CP932) are read. */
#include "extract.h"

static int ole2_bid(struct dc_span head, const char *mime, const char *name)
{
	(void)mime;
	(void)name;
	return head_has(head, 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) ? 80 : 0;
}

static bool holds(struct dc_span s, const char *name)
{
	uint8_t wide[64];
	size_t n = strlen(name);

	for (size_t i = 0; i < n; i++) {
		wide[2 * i] = (uint8_t)name[i];
		wide[2 * i + 1] = 0;
	}
	return s.n > 0 && memmem(s.p, s.n, wide, 2 * n) != NULL;
}

static enum dc_status ole2_extract(struct dc_extraction *ex, struct dc_item *item, const struct dc_part *self,
	struct dc_part_end *end, struct dc_error *err)
{
	struct dc_error why = { 0 };
	struct dc_item_memory memory;
	struct dc_item again;
	struct dc_buf all;
	enum dc_status st = extract_spool(ex, item, &all, &why);
	struct dc_span bytes = { all.p, all.n };

	if (holds(bytes, "EncryptedPackage") && holds(bytes, "EncryptionInfo")) {
		end->bytes = all.n;
		st = extract_ended(ex, self, end, DC_ELOCKED, &(struct dc_error){ DC_ELOCKED, "password needed" }, err);
	} else {
		dc_item_of_memory(&again, &memory, bytes, "");
		extract_ended(ex, self, end, st, &why, err);
		st = raw_runs(ex, &again, self, end, 0, err);
		extract_reason(ex, end, self->parent == NULL ? DC_R_unsupported_type : DC_R_unsupported_part, 0,
			"Office format before 2007: text runs only");
	}
	dc_buf_done(&all);
	return st;
}

const struct dc_extractor extractor_ole2 = {
	.id = "ole2",
	.reads = "OLE2 files: tells packages locked by a password; of doc, xls, ppt, msg the text runs only",
	.bid = ole2_bid,
	.extract = ole2_extract,
};
