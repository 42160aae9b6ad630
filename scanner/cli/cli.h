/* cli.h -- what the commands share: options, language, ways to tell the operator. Only this room prints. */
#ifndef CLI_H
#define CLI_H

#include "daicho/buf.h"
#include "daicho/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit codes, stable (DESIGN §5). */
enum cli_exit { CLI_DONE = 0, CLI_VIOLATIONS = 1, CLI_USAGE = 2, CLI_INCOMPLETE = 3, CLI_INTERNAL = 4 };

/* English and Japanese stand side by side where they are said, so that neither can be forgotten. */
extern bool cli_japanese;
#define T(en, ja) (cli_japanese ? (ja) : (en))
const char *cli_lang(void);			/* "ja" or "en" */

/* Every option of every command; a command lists those it takes. Strings point into argv. */
struct cli_values {
	const char *declaration, *inventory, *findings, *kinds, *profile, *log, *lang, *format, *output, *fail_on, *run;
	const char *encoding, *known_at, *cause, *password_file, *sample, *changed_since, *keep, *config, *target, *tell, *test_tell, *shard, *min_confidence, *allow_list, *site, *verify;
	struct cli_list { const char *at[64]; size_t n; } exclude, include, rule_pack;	/* NULL-terminated */
	long ocr_pages, ocr_seconds, jobs, units, priority, readers, lease;
	uint64_t ocr_pixels, max_size, max_rows, max_rows_s, max_mbps, max_opens;
	bool ocr, idle, full, resume, require_complete, cross_mounts, unsafe_no_sandbox, masks, mask_paths, deps, help, quiet, raw, once, check, evidence, enqueue;
};

enum cli_take { CLI_FLAG, CLI_TEXT, CLI_COUNT, CLI_SIZE, CLI_LIST };

struct cli_option {
	char letter;				/* 0: long only */
	const char *name, *arg;			/* arg: its name in the help; NULL for a flag */
	enum cli_take take;
	size_t offset;				/* in struct cli_values */
	const char *en, *ja;
};

struct cli_command {
	const char *name;
	const char *args;			/* "TARGET..." */
	const char *options;			/* names of its options, separated by blanks */
	int least, most;			/* arguments; most < 0: any number */
	int (*run)(const struct cli_values *v, int argc, char **argv);
	const char *en, *ja;			/* one line */
	const char *more_en, *more_ja;		/* shown by `daicho help NAME`; or NULL */
};

/* Parses argv behind the command's name; the arguments that are no options stay in *argc, *argv. False: told already. */
bool cli_parse(const struct cli_command *c, int *argc, char ***argv, struct cli_values *v);
void cli_help(const struct cli_command *c);	/* NULL: the program as a whole */

/* "daicho: text" on standard error, escaped, one line; coloured on a terminal only. Returns the exit code of the status. */
int cli_fail(const struct dc_error *err);
/* The text in Japanese where that is asked for and errors.def has it; room holds it. */
const char *cli_translate(const char *text, char *room, size_t size);
int cli_usage(const char *fmt, ...) DC_PRINTF(1, 2);	/* returns CLI_USAGE */
void cli_note(const char *fmt, ...) DC_PRINTF(1, 2);
int cli_exit_of(enum dc_status status);

/* Our own executable by its path: /proc/self/exe is closed to a process that may not be dumped, unless it is root's. Read by
 * main before that is so. */
void cli_program_find(void);
const char *cli_program(void);

/* Today as yyyymmdd in local time; now in nanoseconds since 1970, UTC. */
int cli_today(void);
int64_t cli_now_ns(void);

/* "2026-11-20T09:30" or "2026-11-20", in Japan's time (UTC+9) unless an offset stands behind it; ns since 1970, UTC. */
/* A band's lower edge, or a probability. */
bool cli_confidence(const char *text, double *out);
bool cli_time(const char *text, int64_t *ns);
/* The time a period ("P90D", "P6M") before today's midnight here; ns since 1970, UTC. */
bool cli_ago(const char *period, int64_t *ns);

/* The inventory a command works on: -i, $DAICHO_INVENTORY, else the state folder (made 0700 when make is true).
 * Valid until the program ends; NULL: told already. */
const char *cli_inventory(const struct cli_values *v, bool make);
/* A file for output, made 0600 beside its final name and renamed by cli_output_done; "-" or NULL: standard output. */
struct cli_output { int fd; char *path, *temporary; };
enum dc_status cli_output_open(struct cli_output *o, const char *path, struct dc_error *err);
enum dc_status cli_output_done(struct cli_output *o, bool good, struct dc_error *err);
enum dc_status cli_write(int fd, struct dc_span bytes, struct dc_error *err);

/* 1234567 as "1,234,567" and bytes as "1.2 MB"; into a rotating set of buffers. */
const char *cli_number(uint64_t n);
const char *cli_bytes(uint64_t n);
bool cli_colour(int fd);
/* The format of a report by the ending of its file. */
const char *cli_format_of(const char *output, const char *otherwise);

#endif
