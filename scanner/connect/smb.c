/* smb.c -- an SMB session through libsmbclient, in the process that has nothing else. The library's configuration is made here
 * and not read from the machine's smb.conf, so that a scan does the same everywhere: signing is required, SMB 1 is not spoken. */
#include "share.h"

#include <errno.h>
#include <fcntl.h>
#include <libsmbclient.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CONFIGURATION "[global]\n" \
	"client min protocol = SMB2_02\nclient signing = required\nclient ipc signing = required\nclient use spnego principal = no\n" \
	"name resolve order = host\nunix charset = UTF-8\ndos charset = ASCII\nclient lanman auth = no\nclient plaintext auth = no\n"
#define READ_BYTES (1024 * 1024)
#define URL_MOST (3 * SHARE_PATH_MOST + 1024)
#define LIST_BYTES 16384		/* of an access list */

struct smb {
	SMBCCTX *c;
	char root[1024];		/* "smb://host/share", encoded */
	char url[URL_MOST];
	char readers[2048], detail[128];
	char numbers[LIST_BYTES];	/* the last access list, which gave readers and */
	bool everyone;
	uint8_t *block;
	bool lists;			/* access lists can be asked for */
};

static struct smb_credentials login_with;	/* its password is wiped once connected */

static void on_login(const char *server, const char *share, char *domain, int domain_n, char *user, int user_n, char *password, int password_n)
{
	(void)server;
	(void)share;
	if (login_with.domain[0] != '\0')
		snprintf(domain, (size_t)domain_n, "%s", login_with.domain);
	snprintf(user, (size_t)user_n, "%s", login_with.user);
	snprintf(password, (size_t)password_n, "%s", login_with.password);
}

/* Percent-encodes all but letters, digits and a few; "/" stays. */
static bool encode(char *out, size_t cap, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/";
	size_t n = strlen(out);

	for (const char *p = text; *p != '\0'; p++) {
		if (n + 4 > cap)
			return false;
		n += (size_t)snprintf(out + n, 4, strchr(plain, *p) != NULL ? "%c" : "%%%02X", (unsigned char)*p);
	}
	return true;
}

static bool url_of(struct smb *s, const char *path)
{
	snprintf(s->url, sizeof s->url, "%s%s", s->root, *path == '\0' ? "" : "/");
	return encode(s->url, sizeof s->url, path);
}

/* ---- opening */

/* From memory: no file of that name may exist, and none is written. */
static bool configure(SMBCCTX *c)
{
	int fd = memfd_create("daicho-smb.conf", MFD_CLOEXEC);
	char path[64];
	bool ok = fd >= 0 && write(fd, CONFIGURATION, sizeof CONFIGURATION - 1) == (ssize_t)sizeof CONFIGURATION - 1;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	ok = ok && smbc_setConfiguration(c, path) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

static SMBCCTX *context(const struct smb_login *l, smbc_smb_encrypt_level level)
{
	SMBCCTX *c = smbc_new_context();
	bool ticket = *l->secret == '\0' && !l->guest;

	if (c == NULL)
		return NULL;
	smbc_setDebug(c, 0);
	if (!configure(c)) {
		smbc_free_context(c, 1);
		return NULL;
	}
	smbc_setTimeout(c, (int)l->timeout_seconds * 1000);
	smbc_setFunctionAuthData(c, on_login);
	smbc_setOptionNoAutoAnonymousLogin(c, !l->guest);
	smbc_setOptionUseKerberos(c, ticket);
	smbc_setOptionFallbackAfterKerberos(c, 0);
	smbc_setOptionUseCCache(c, ticket);
	smbc_setOptionSmbEncryptionLevel(c, level);
	if (l->port != 0)
		smbc_setPort(c, (uint16_t)l->port);
	if (smbc_init_context(c) == NULL) {
		smbc_free_context(c, 1);
		return NULL;
	}
	return c;
}

/* The share's root, or for no share the list of shares: kept by the library for what comes. 0 or errno. */
static int try_root(struct smb *s, bool share)
{
	struct stat st;
	SMBCFILE *d;

	if (share)
		return smbc_getFunctionStat(s->c)(s->c, s->root, &st) == 0 ? 0 : errno;
	d = smbc_getFunctionOpendir(s->c)(s->c, s->root);
	if (d == NULL)
		return errno;
	smbc_getFunctionClosedir(s->c)(s->c, d);
	return 0;
}

static enum dc_status refused(const struct smb_login *l, int error, enum dc_reason *reason, struct dc_error *err)
{
	const char *name = strerrordesc_np(error);

	*reason = error == EACCES || error == EPERM ? DC_R_access_denied : error == ENOENT ? DC_R_vanished : error == ETIMEDOUT ? DC_R_io_timeout : DC_R_io_error;
	if (error == EACCES || error == EPERM)
		return dc_fail(err, DC_EUSAGE, "the server refuses: the password or the user is wrong, or the user may not use this share%s",
			*l->secret == '\0' && !l->guest ? "; there is no --password-file: is there a Kerberos ticket (klist)?" : "");
	if (error == ENOENT)
		return dc_fail(err, DC_EUSAGE, "the server has no share named '%s'", l->share);
	if (error == ENOEXEC || error == EINVAL || error == ENOTSUP || error == EPROTONOSUPPORT)
		return dc_fail(err, DC_EUSAGE, "the server does not speak what is asked for (SMB 2 or newer, signed%s): %s", l->must_encrypt ? ", encrypted" : "", name);
	if (error == ECONNREFUSED || error == EHOSTUNREACH)
		return dc_fail(err, DC_EUSAGE, "no SMB server answers there: %s", name);
	return dc_fail(err, DC_EUSAGE, "%s", name);
}

/* Samba 4.17 says that encryption is required, that the server has none, that it fails -- and goes on in clear, the call succeeds.
 * What it says goes to standard output and to no callback: so that is caught, and anything said there counts as "in clear". */
static int try_encrypted(struct smb *s, bool share, bool *complained)
{
	int heard = memfd_create("daicho-smb.out", MFD_CLOEXEC), error;
	struct stat said;

	*complained = true;
	if (heard < 0 || dup2(heard, STDOUT_FILENO) < 0)
		return ENOMEM;
	error = try_root(s, share);
	fflush(stdout);
	*complained = fstat(heard, &said) != 0 || said.st_size != 0;
	close(heard);
	return error;
}

/* 0 or errno; *without: there was no encryption to be had. What stands for "no encryption here" is none of `others`. */
static int connect_to(struct smb *s, const struct smb_login *l, bool *without)
{
	static const int others[] = { EACCES, EPERM, ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, ENOENT };
	bool share = *l->share != '\0', final = false, complained = true;
	int error = 0;

	*without = !l->want_encryption;
	if (l->want_encryption) {
		s->c = context(l, SMBC_ENCRYPTLEVEL_REQUIRE);
		error = s->c == NULL ? ENOMEM : try_encrypted(s, share, &complained);
		if (error == 0 && complained)
			error = ENOTSUP;
		final = error == 0 || l->must_encrypt;
		for (size_t i = 0; i < DC_ARRAY_LEN(others); i++)
			final |= error == others[i];
		if (final)
			return error;
		smbc_free_context(s->c, 1);
		*without = true;
	}
	s->c = context(l, SMBC_ENCRYPTLEVEL_NONE);
	return s->c == NULL ? ENOMEM : try_root(s, share);
}

enum dc_status smb_open(const struct smb_login *l, struct smb **out, const char **note, enum dc_reason *reason, struct dc_error *err)
{
	struct smb *s = calloc(1, sizeof *s);
	char list[LIST_BYTES];
	bool without;
	int error;

	*reason = DC_R_io_error;
	*note = "";
	if (s == NULL || (s->block = malloc(READ_BYTES)) == NULL) {
		free(s);
		return dc_fail(err, DC_ENOMEM, "a session");
	}
	smb_credentials(l->secret, &login_with);
	if (*l->user != '\0')
		snprintf(login_with.user, sizeof login_with.user, "%s", l->user);
	if (*l->domain != '\0')
		snprintf(login_with.domain, sizeof login_with.domain, "%s", l->domain);
	snprintf(s->root, sizeof s->root, "smb://");	/* the library takes no brackets, but decodes an address whose colons are encoded */
	encode(s->root, sizeof s->root, l->host);
	encode(s->root, sizeof s->root, "/");
	encode(s->root, sizeof s->root, l->share);
	error = connect_to(s, l, &without);
	/* Names of accounts come over a second connection, to the same server; libsmbclient makes it at port 445 alone. */
	if (error == 0 && *l->share != '\0')
		s->lists = smbc_getFunctionGetxattr(s->c)(s->c, s->root, "system.nt_sec_desc.*", list, sizeof list) >= 0;
	explicit_bzero(login_with.password, sizeof login_with.password);	/* the names: by them the library finds its session again */
	if (error != 0) {
		free(s->block);
		free(s);
		return refused(l, error, reason, err);
	}
	if (without && l->want_encryption)
		*note = "the server offers no encryption: what is read crosses the network signed but in clear (encrypt=require refuses that, encrypt=off says it is known)";
	*out = s;
	return DC_OK;
}

/* ---- what went wrong */

/* The folder's or file's own failure, or the session's: then the share itself answers no more. Only asked after a failure. */
static enum dc_status failed(struct smb *s, int error, enum dc_reason *reason, struct dc_error *err)
{
	static const struct { int error; enum dc_reason reason; } rows[] = {
		{ EACCES, DC_R_access_denied }, { EPERM, DC_R_access_denied }, { ENOENT, DC_R_vanished }, { ENOTDIR, DC_R_vanished },
		{ ENAMETOOLONG, DC_R_name_too_long }, { ELOOP, DC_R_symlink },
	};
	struct stat st;

	if (error == ETIMEDOUT || smbc_getFunctionStat(s->c)(s->c, s->root, &st) != 0)
		return dc_fail(err, DC_EIO, "the session was lost: %s", strerrordesc_np(error));
	*reason = DC_R_io_error;
	for (size_t i = 0; i < DC_ARRAY_LEN(rows); i++)
		if (rows[i].error == error)
			*reason = rows[i].reason;
	snprintf(s->detail, sizeof s->detail, "%s", strerrorname_np(error) == NULL ? "?" : strerrorname_np(error));
	return DC_OK;
}

/* ---- listing */

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct share_entry *const *)a)->name, (*(const struct share_entry *const *)b)->name);
}

struct entries { struct share_entry **at; size_t n, cap; };

static bool keep(struct entries *l, const struct share_entry *e)
{
	size_t n = strlen(e->name) + 1;
	struct share_entry *copy;

	if (l->n == l->cap) {
		size_t cap = l->cap == 0 ? 256 : 2 * l->cap;
		struct share_entry **more = realloc(l->at, cap * sizeof *more);

		if (more == NULL)
			return false;
		l->at = more;
		l->cap = cap;
	}
	copy = malloc(sizeof *copy + n);
	if (copy == NULL)
		return false;
	*copy = *e;
	copy->name = memcpy(copy + 1, e->name, n);
	l->at[l->n++] = copy;
	return true;
}

static int64_t ns_of(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

#define IS_FOLDER 0x10u			/* FILE_ATTRIBUTE_DIRECTORY */

/* False: memory is out. *error: errno of the reading, 0. */
static bool gather_files(struct smb *s, SMBCFILE *d, struct entries *l, int *error)
{
	const struct libsmb_file_info *f;
	struct stat st = { 0 };

	errno = 0;
	while ((f = smbc_getFunctionReaddirPlus2(s->c)(s->c, d, &st)) != NULL) {
		struct share_entry e = { .name = f->name, .kind = (f->attrs & IS_FOLDER) != 0 ? SHARE_FOLDER : SHARE_FILE, .attributes = f->attrs,
			.size = f->size, .ino = st.st_ino, .btime_ns = ns_of(f->btime_ts), .mtime_ns = ns_of(f->mtime_ts), .ctime_ns = ns_of(f->ctime_ts) };

		if (strcmp(f->name, ".") != 0 && strcmp(f->name, "..") != 0 && !keep(l, &e))
			return false;
		errno = 0;
	}
	*error = errno;
	return true;
}

static bool gather_shares(struct smb *s, SMBCFILE *d, struct entries *l)
{
	const struct smbc_dirent *e;

	while ((e = smbc_getFunctionReaddir(s->c)(s->c, d)) != NULL) {
		struct share_entry one = { .name = e->name, .kind = e->smbc_type == SMBC_FILE_SHARE ? SHARE_ITSELF : SHARE_OTHER };

		if (!keep(l, &one))
			return false;
	}
	return true;
}

enum dc_status smb_list(struct smb *s, const char *folder, const char *after, enum dc_status (*each)(const struct share_entry *, struct dc_error *),
	enum dc_reason *reason, struct dc_error *err)
{
	bool shares = s->root[strlen(s->root) - 1] == '/', whole;
	struct entries l = { 0 };
	enum dc_status st = DC_OK;
	int error = 0;
	SMBCFILE *d;

	*reason = DC_R_name_too_long;
	s->detail[0] = '\0';
	if (!url_of(s, folder))
		return DC_OK;
	d = smbc_getFunctionOpendir(s->c)(s->c, shares ? s->root : s->url);
	if (d == NULL)
		st = failed(s, errno, reason, err);
	if (d == NULL)
		return st == DC_OK ? dc_fail(err, DC_OK, "%s", s->detail) : st;
	whole = shares ? gather_shares(s, d, &l) : gather_files(s, d, &l, &error);
	smbc_getFunctionClosedir(s->c)(s->c, d);
	*reason = DC_R_none;
	if (!whole)
		st = dc_fail(err, DC_ENOMEM, "a folder's list");
	else if (error != 0)
		st = failed(s, error, reason, err);
	if (st == DC_OK && l.n != 0)
		qsort(l.at, l.n, sizeof(*l.at), by_name);
	for (size_t i = 0; i < l.n && st == DC_OK; i++)
		if (*after == '\0' || strcmp(l.at[i]->name, after) > 0)
			st = each(l.at[i], err);
	for (size_t i = 0; i < l.n; i++)
		free(l.at[i]);
	free(l.at);
	return st;
}

/* ---- fetching */

/* 0 is success here, whatever the length. A share has few lists that differ: the names of the last one are not asked for again. */
static void look_at_list(struct smb *s, struct share_fetched *out)
{
	char numbers[LIST_BYTES], names[LIST_BYTES];

	if (!s->lists || smbc_getFunctionGetxattr(s->c)(s->c, s->url, "system.nt_sec_desc.*", numbers, sizeof numbers) < 0)
		return;
	if (strcmp(numbers, s->numbers) != 0) {
		if (smbc_getFunctionGetxattr(s->c)(s->c, s->url, "system.nt_sec_desc.*+", names, sizeof names) < 0)
			names[0] = '\0';
		smb_readers(numbers, names, &s->everyone, s->readers, sizeof s->readers);
		memcpy(s->numbers, numbers, sizeof numbers);
	}
	out->everyone = s->everyone;
	out->readers = s->readers;
}

static bool write_all(int fd, const uint8_t *p, size_t n)
{
	while (n != 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* 0 or errno; *full: there is no room for it on our side. */
static int copy(struct smb *s, SMBCFILE *f, int fd, uint64_t most, bool *full)
{
	*full = false;
	for (uint64_t done = 0; done < most;) {
		size_t want = most - done < READ_BYTES ? (size_t)(most - done) : READ_BYTES;
		ssize_t n = smbc_getFunctionRead(s->c)(s->c, f, s->block, want);

		if (n < 0)
			return errno;
		if (n == 0)
			break;
		*full = !write_all(fd, s->block, (size_t)n);
		if (*full)
			break;
		done += (uint64_t)n;
	}
	return 0;
}

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

enum dc_status smb_fetch(struct smb *s, const char *path, int fd, uint64_t most, struct share_fetched *out, struct dc_error *err)
{
	struct stat before = { 0 }, after = { 0 };
	enum dc_status st = DC_OK;
	bool full = false;
	SMBCFILE *f;
	int error;

	*out = (struct share_fetched){ .reason = DC_R_name_too_long, .detail = "", .readers = "" };
	if (!url_of(s, path))
		return DC_OK;
	out->reason = DC_R_none;
	f = smbc_getFunctionOpen(s->c)(s->c, s->url, O_RDONLY, 0);
	error = f == NULL ? errno : 0;
	if (error == 0 && smbc_getFunctionFstat(s->c)(s->c, f, &before) != 0)
		error = errno;
	if (error == 0)
		error = copy(s, f, fd, most, &full);
	if (error == 0 && smbc_getFunctionFstat(s->c)(s->c, f, &after) != 0)
		error = errno;
	if (error != 0)
		st = failed(s, error, &out->reason, err);
	if (f != NULL)
		smbc_getFunctionClose(s->c)(s->c, f);
	if (st != DC_OK)
		return st;
	explicit_bzero(s->block, READ_BYTES);
	out->detail = error != 0 ? s->detail : full ? "no room for it while it is read" : "";
	if (error == 0 && full)
		out->reason = DC_R_io_error;
	if (out->reason != DC_R_none)
		return DC_OK;
	out->size = (uint64_t)before.st_size;
	out->changed = !same(&before, &after);
	look_at_list(s, out);
	return DC_OK;
}
