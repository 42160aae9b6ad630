/* cmd_worker.c -- `daicho worker`: units of work claimed from a shared inventory, scanned, delivered; on any number of hosts.
 *
 * A unit is scanned by `daicho scan`, a process of its own, into an inventory of its own: a worker holds no more of the shared
 * inventory than its role lets it, and what ends it ends one unit's try. Where the role may write the inventory, deliveries are taken in too.
 */
#include "cli.h"
#include "signals.h"
#include "take.h"
#include "unitdir.h"

#include "daicho/fleet.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LEASE_S 300
#define POLL_MS 500
#define WORDS_MOST 512
#define LOST_MOST 20			/* connections in a row that fail, with a longer wait each time: some ten minutes */

struct work {
	const struct cli_values *v;
	const char *inventory, *site;
	char name[128];			/* host:process */
	unsigned lease_s;
	struct unitdir dir;
	struct dc_fleet *fleet;
	bool owner;
};

static void sleep_ms(unsigned ms)
{
	nanosleep(&(struct timespec){ ms / 1000, (long)(ms % 1000) * 1000000 }, NULL);
}

/* ---- one unit */

struct argv { const char *at[WORDS_MOST]; size_t n; };

static bool add(struct argv *a, const char *word)
{
	if (a->n == WORDS_MOST - 1)
		return false;
	a->at[a->n++] = word;
	return true;
}

/* Cuts the lines of text, in place, into words. */
static bool add_lines(struct argv *a, char *text)
{
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
		if (!add(a, line))
			return false;
	return true;
}

static bool build(const struct work *w, struct dc_unit *u, const char *path, char shard[32], char jobs[16], struct argv *a)
{
	const char *const fixed[] = { cli_program(), "scan", "--quiet", "--lang", cli_lang(), "-i", path, "--shard", shard };
	bool good = true;

	snprintf(shard, 32, "%u/%u", u->shard.i, u->shard.n);
	snprintf(jobs, 16, "%ld", w->v->jobs);
	for (size_t i = 0; i < DC_ARRAY_LEN(fixed); i++)
		good = good && add(a, fixed[i]);
	if (w->v->jobs != 0)
		good = good && add(a, "-j") && add(a, jobs);
	if (w->v->unsafe_no_sandbox)
		good = good && add(a, "--unsafe-no-sandbox");
	return good && add_lines(a, u->options) && add(a, "--") && add_lines(a, u->targets);
}

/* It ends with us, however we end. */
static pid_t start(struct argv *a, const char *log)
{
	pid_t parent = getpid(), child;
	int out = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600), in = open("/dev/null", O_RDONLY | O_CLOEXEC);

	a->at[a->n] = NULL;
	child = out < 0 || in < 0 ? -1 : fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
			_exit(127);
		execv(a->at[0], (char *const *)(uintptr_t)a->at);
		_exit(127);
	}
	if (out >= 0)
		close(out);
	if (in >= 0)
		close(in);
	return child;
}

enum ending { ENDED, ENDED_BADLY, STOPPED, LOST };

static bool heart(struct work *w, const struct dc_unit *u, enum dc_pulse *pulse)
{
	struct dc_error ignored = { 0 };

	/* a server that restarts is no reason to give the unit up: the lease says how long that may take */
	return dc_fleet_heartbeat(w->fleet, u, pulse, &ignored) == DC_OK;
}

/* Waits for the scan, and says every third of the lease that we live. */
static enum ending attend(struct work *w, const struct dc_unit *u, pid_t child)
{
	unsigned beat = w->lease_s * 1000 / 3, waited = 0;
	enum ending how = ENDED;
	int status = 0;

	while (waitpid(child, &status, WNOHANG) == 0) {
		enum dc_pulse pulse = DC_PULSE_GO;

		sleep_ms(20);
		waited += 20;
		if (waited >= beat && heart(w, u, &pulse))
			waited = 0;
		if (how == ENDED && (atomic_load(&cli_stop) != 0 || pulse == DC_PULSE_STOP)) {
			how = STOPPED;
			kill(child, SIGTERM);
		}
		if (pulse == DC_PULSE_LOST) {
			how = LOST;
			kill(child, SIGKILL);
		}
	}
	if (how == ENDED && (!WIFEXITED(status) || WEXITSTATUS(status) == CLI_USAGE || WEXITSTATUS(status) > CLI_INCOMPLETE))
		how = ENDED_BADLY;
	return how;
}

/* The last line of what the scan said. */
static void last_words(const char *log, char *out, size_t cap)
{
	FILE *f = fopen(log, "re");
	char line[480];

	snprintf(out, cap, "%s", "the scan ended without a word");
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '\0')
			snprintf(out, cap, "%s", strncmp(line, "daicho: ", 8) == 0 ? line + 8 : line);
	}
	if (f != NULL)
		fclose(f);
}

static enum dc_status settle(struct work *w, const struct dc_unit *u, enum ending how, const char *path, const char *log, struct dc_error *err)
{
	char why[500];
	bool taken = false;
	enum dc_status st = DC_OK;

	switch (how) {
	case ENDED:
		st = dc_fleet_deliver(w->fleet, u, path, &taken, err);
		if (st == DC_OK && !taken)
			cli_note(T("unit %lld took longer than its lease: another worker does it anew", "単位 %lld は貸出期限を過ぎたため、別の worker がやり直します"), (long long)u->id);
		break;
	case ENDED_BADLY:
		last_words(log, why, sizeof why);
		cli_note(T("unit %lld: %s", "単位 %lld: %s"), (long long)u->id, why);
		st = dc_fleet_give_back(w->fleet, u, why, false, err);
		break;
	case STOPPED:
		st = dc_fleet_give_back(w->fleet, u, "", true, err);
		break;
	case LOST:
		cli_note(T("unit %lld was given to another worker: what was read is dropped", "単位 %lld は別の worker に渡りました。読んだ分は捨てます"), (long long)u->id);
		break;
	}
	return st;
}

static enum dc_status do_unit(struct work *w, struct dc_unit *u, struct dc_error *err)
{
	char path[600], log[600], shard[32], jobs[16];
	struct argv a = { .n = 0 };
	enum dc_status st;
	pid_t child;

	unitdir_empty(&w->dir);
	snprintf(path, sizeof path, "%s/unit.db", w->dir.path);
	snprintf(log, sizeof log, "%s/log", w->dir.path);
	st = dc_fleet_lend_key(w->fleet, path, err);
	if (st == DC_OK && !build(w, u, path, shard, jobs, &a))
		st = dc_fail(err, DC_EUSAGE, "unit %lld: too many targets and options for one command", (long long)u->id);
	if (st != DC_OK) {		/* ours to mend, not the unit's fault */
		struct dc_error ignored = { 0 };

		dc_fleet_give_back(w->fleet, u, err->text, true, &ignored);
		return st;
	}
	child = start(&a, log);
	st = settle(w, u, child < 0 ? ENDED_BADLY : attend(w, u, child), path, log, err);
	unitdir_empty(&w->dir);
	return st;
}

/* ---- the loop */

/* *busy: something was done. *more: something may be left. */
static enum dc_status step(struct work *w, bool *busy, bool *more, struct dc_error *err)
{
	struct dc_unit u;
	bool any = false, elsewhere = false;
	enum dc_status st = dc_fleet_claim(w->fleet, w->site, w->name, &u, more, err);

	*busy = st == DC_OK;
	if (st == DC_OK) {
		st = do_unit(w, &u, err);
		dc_unit_done(&u);
	}
	if (st == DC_END)
		st = DC_OK;
	if (st == DC_OK && w->owner)
		st = take_all(w->inventory, w->dir.path, w->v->quiet, &any, &elsewhere, err);
	*busy = *busy || any;
	*more = *more || elsewhere;
	return st;
}

static enum dc_status connect(struct work *w, struct dc_error *err)
{
	enum dc_status st;

	if (w->fleet != NULL)
		return DC_OK;
	st = dc_fleet_open(w->inventory, w->lease_s, &w->fleet, err);
	return st == DC_OK ? dc_fleet_is_owner(w->fleet, &w->owner, err) : st;
}

/* A server that is away comes back: what was committed is there, and a unit under way is claimed anew. */
static enum dc_status work(struct work *w, struct dc_error *err)
{
	unsigned lost = 0;
	bool met = false;

	while (atomic_load(&cli_stop) == 0) {
		bool busy = false, more = true;
		enum dc_status st;

		*err = (struct dc_error){ 0 };
		st = connect(w, err);
		if (st == DC_OK)
			st = step(w, &busy, &more, err);
		met = met || st == DC_OK;
		lost = st == DC_OK ? 0 : lost + 1;
		/* what is wrong from the first is told at once; what fails later mends itself, or is told in the end */
		if (st != DC_OK && ((st == DC_EUSAGE && !met) || (st != DC_EIO && st != DC_EUSAGE) || lost > LOST_MOST))
			return st;
		if (st != DC_OK) {
			cli_note("%s", err->text);
			dc_fleet_close(w->fleet);
			w->fleet = NULL;
			sleep_ms(lost * POLL_MS < 60000 ? lost * POLL_MS : 60000);
		} else if (!busy && !more && w->v->once) {
			return DC_OK;
		} else if (!busy) {
			sleep_ms(POLL_MS);
		}
	}
	*err = (struct dc_error){ 0 };
	return DC_OK;
}

static int run(const struct cli_values *v, int argc, char **argv)
{
	struct work w = { .v = v, .inventory = cli_inventory(v, false), .site = v->site != NULL ? v->site : "", .dir.fd = -1,
		.lease_s = v->lease != 0 ? (unsigned)v->lease : LEASE_S };
	struct dc_error err = { 0 };
	char host[64] = "host";
	enum dc_status st;

	(void)argc;
	(void)argv;
	if (w.inventory == NULL)
		return CLI_USAGE;
	gethostname(host, sizeof host - 1);
	snprintf(w.name, sizeof w.name, "%s:%ld", host, (long)getpid());
	cli_catch_signals();
	st = unitdir_make(&w.dir, &err);
	if (st == DC_OK)
		st = work(&w, &err);
	dc_fleet_close(w.fleet);
	unitdir_remove(&w.dir);
	return st == DC_OK ? CLI_DONE : cli_fail(&err);
}

const struct cli_command command_worker = {
	.name = "worker", .args = "", .options = "inventory once site jobs lease unsafe-no-sandbox quiet", .least = 0, .most = 0, .run = run,
	.en = "scan what is enqueued in a shared inventory", .ja = "共有の台帳に登録された走査を分担する",
	.more_en = "Run it on as many hosts as there are, each with -i postgresql://user@host/database?key=FILE and the inventory's key. A worker that\n"
		"dies loses nothing: its unit is done by another when the lease (300 s) is over. A role that may only work is made with\n"
		"SELECT daicho.allow_worker('role'); then at least one worker of the inventory's owner has to run, to take in what is delivered.\n"
		"With --once it ends when nothing is left to do.",
	.more_ja = "何台でも、それぞれ -i postgresql://user@host/database?key=ファイル と台帳の鍵を渡して動かします。worker が落ちても失われるものは\n"
		"なく、貸出期限(300秒)が過ぎると別の worker がその単位をやり直します。作業だけを許す役割は\n"
		"SELECT daicho.allow_worker('役割') で作れます。その場合、取り込みのために所有者の worker が1つ以上必要です。\n"
		"--once を付けると、することがなくなったら終わります。",
};
