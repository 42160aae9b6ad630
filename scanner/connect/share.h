/* share.h -- a connector for files: a process that has one session with one SMB server, for one share.
 *
 * It is a program of its own (daicho-smb), for two reasons: libsmbclient is GPLv3, and what is linked to it is so as a whole, while
 * daicho itself stays Apache-2.0; and the library brings a hundred others along, which no worker should have to load.
 * It connects, signs on, and locks itself in: no file system, no new socket. So what needs another connection is not done by
 * it: a lost session ends the process, and the controller starts the next one and asks again; a DFS link that leads to another
 * server or share is not followed and has its line in the ledger.
 */
#ifndef CONNECT_SHARE_H
#define CONNECT_SHARE_H

#include "connect.h"

#define SHARE_NAME_MOST 256
#define SHARE_PATH_MOST 3072		/* bytes of a path below the share; libsmbclient's own limits are not far beyond */

struct share_options {
	const char *program;		/* daicho's own executable: daicho-smb is looked for beside it */
	const struct connect_uri *uri;	/* params: domain= encrypt=require|off timeout=SECONDS guest */
	const char *share;		/* "": the server's list of shares */
	const char *password_file;	/* 0600: a password, or username= password= domain= lines; NULL: a Kerberos ticket */
	uint64_t most;			/* bytes of a file */
	bool unsafe_no_sandbox;
	const atomic_int *stop;
};

enum share_kind { SHARE_FILE, SHARE_FOLDER, SHARE_ITSELF, SHARE_OTHER };	/* OTHER: a printer, a pipe */

/* An entry of a folder. Strings are borrowed until the next call. */
struct share_entry {
	const char *name;		/* UTF-8 */
	uint8_t kind;			/* enum share_kind */
	uint32_t attributes;		/* MS-FSCC 2.6, the lower 16 bits: the library hands on no more */
	uint64_t size, ino;
	int64_t btime_ns, mtime_ns, ctime_ns;
};

/* What a fetch gave. Strings are borrowed until the next call. */
struct share_fetched {
	enum dc_reason reason;		/* DC_R_none: the file is there, or as much as was asked for */
	const char *detail;
	uint64_t size;			/* of the whole file, when it was opened */
	bool changed;			/* size or time were others at the end */
	bool everyone;			/* its access list lets everyone, all who sign on, or all of the domain read */
	const char *readers;		/* who else, by line; "": not known */
};

struct share;

/* "deadline_seconds" of a target: how long a server may say nothing. DC_EUSAGE: an option is wrong. */
enum dc_status share_deadline(const struct connect_uri *uri, unsigned *seconds, struct dc_error *err);
/* DC_EUSAGE: the server refuses us or is not there; *reason says it for the ledger. */
enum dc_status share_start(const struct share_options *opt, struct share **out, enum dc_reason *reason, struct dc_error *err);
/* What had to be done without ("no encryption: the server ..."); "": nothing. */
const char *share_note(const struct share *s);
/* Begins to list a folder ("": the share itself) with the names behind `after` (NULL: all), in the order of their bytes. */
enum dc_status share_list(struct share *s, const char *folder, const char *after, struct dc_error *err);
/* DC_OK: an entry; DC_END: no more, *reason not none if the folder could not be listed (err has the detail);
 * DC_EIO: the session is lost, close it; DC_ECANCEL. */
enum dc_status share_next(struct share *s, struct share_entry *out, enum dc_reason *reason, struct dc_error *err);
/* Writes a file's bytes to fd. DC_OK: see out; DC_EIO: the session is lost; DC_ECANCEL. */
enum dc_status share_fetch(struct share *s, const char *path, int fd, struct share_fetched *out, struct dc_error *err);
void share_close(struct share *s);		/* NULL is fine */

/* ---- inside daicho-smb: what the library gives, apart from how it is served (smb.c) */
struct smb_login {
	const char *host, *share, *user, *domain, *secret;	/* secret: the text of the password file; "": a Kerberos ticket */
	unsigned port;
	unsigned timeout_seconds;
	bool guest, want_encryption, must_encrypt;
};
struct smb;
/* Connects. *note: what was done without. DC_EUSAGE with *reason. */
enum dc_status smb_open(const struct smb_login *login, struct smb **out, const char **note, enum dc_reason *reason, struct dc_error *err);
/* Lists a folder in the order of names; each() ends it by its status. DC_EIO: the session is lost. */
enum dc_status smb_list(struct smb *s, const char *folder, const char *after, enum dc_status (*each)(const struct share_entry *, struct dc_error *),
	enum dc_reason *reason, struct dc_error *err);
enum dc_status smb_fetch(struct smb *s, const char *path, int fd, uint64_t most, struct share_fetched *out, struct dc_error *err);

/* ---- access list and credentials, as texts (acl.c, login.c): the library's and the user's own words */
struct smb_credentials { char user[256], password[512], domain[256]; };
/* "username=a\npassword=b\ndomain=c", as mount.cifs(8) has it, or the password alone on the first line. */
void smb_credentials(const char *text, struct smb_credentials *out);
/* Who may read by "REVISION:1,OWNER:S-1-..,GROUP:..,ACL:S-1-1-0:0/0/0x001200a9,..": names of `named`, the same list with names in
 * place of numbers ("" or NULL: none). readers: lines. */
void smb_readers(const char *numbers, const char *named, bool *everyone, char *readers, size_t cap);

#endif
