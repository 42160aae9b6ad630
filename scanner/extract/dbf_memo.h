/* dbf_memo.h -- the file of memos that lies beside a dBase or FoxPro table: texts of any length, by the number of their first block. */
#ifndef EXTRACT_DBF_MEMO_H
#define EXTRACT_DBF_MEMO_H

#include "extract.h"

struct memos {
	struct dc_item *file;		/* NULL: there is none */
	enum memo_form { MEMO_DBASE3, MEMO_DBASE4, MEMO_FOXPRO } form;
	uint32_t block;			/* bytes */
	struct dc_buf text;		/* the last memo */
};

/* version: the table's first byte. file: NULL where none lies beside it, or none that can be read. most: bytes of a memo. */
void memos_open(struct memos *m, struct dc_item *file, uint8_t version, size_t most);
/* The memo that begins in a block (1 and on), into m->text, at most as long as memos_open said (*cut). Bytes that are no text give none.
 * DC_EFORMAT, DC_EIO: it cannot be read. DC_ELIMIT: too much was unpacked of one object. */
enum dc_status memos_read(struct memos *m, struct dc_extraction *ex, uint64_t at, bool *cut, struct dc_error *why);
void memos_close(struct memos *m);

#endif
