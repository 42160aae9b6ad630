/* fleet.h -- work shared among hosts: jobs and their units stand in the inventory's database (PostgreSQL), beside the inventory.
 *
 * Two sides. A worker knows a connection whose role may claim, deliver and give back, and nothing else: it scans a unit into a file of
 * its own and delivers that. The owner, who may write the inventory, enqueues, takes deliveries in and looks after jobs. All times are
 * the server's; no call waits for work.
 */
#ifndef DAICHO_FLEET_H
#define DAICHO_FLEET_H

#include "daicho/store.h"

/* ---- a worker */

struct dc_fleet;

struct dc_unit {
	int64_t id, fence, job;
	struct dc_shard shard;
	char *targets, *options;	/* one a line; options: words of the command line of `daicho scan` */
};

/* lease_s: how long a unit is ours unless we say that we are alive; a transaction that idles for half of it is ended by the server. */
enum dc_status dc_fleet_open(const char *target, unsigned lease_s, struct dc_fleet **out, struct dc_error *err);
void dc_fleet_close(struct dc_fleet *f);		/* NULL is fine */
/* Gives an inventory yet to be made at the path the key of this one, from this host's copy of it. */
enum dc_status dc_fleet_lend_key(struct dc_fleet *f, const char *path, struct dc_error *err);
/* True if the role may write the inventory: then it can take in what was delivered. */
enum dc_status dc_fleet_is_owner(struct dc_fleet *f, bool *out, struct dc_error *err);

/* DC_END: nothing may be had now; *more: something may be later. DC_EUSAGE: there is work, but for another version of the program. */
enum dc_status dc_fleet_claim(struct dc_fleet *f, const char *site, const char *worker, struct dc_unit *out, bool *more, struct dc_error *err);
void dc_unit_done(struct dc_unit *unit);

enum dc_pulse { DC_PULSE_GO, DC_PULSE_STOP, DC_PULSE_LOST };	/* stop: the job was paused or cancelled; lost: another has the unit */
enum dc_status dc_fleet_heartbeat(struct dc_fleet *f, const struct dc_unit *unit, enum dc_pulse *out, struct dc_error *err);
/* The file and the end of the unit in one transaction. *taken false: the fence has moved on or the lease is over, nothing was taken. */
enum dc_status dc_fleet_deliver(struct dc_fleet *f, const struct dc_unit *unit, const char *path, bool *taken, struct dc_error *err);
/* keep: the try does not count. Otherwise it waits for a lease's time and has failed after the third try. */
enum dc_status dc_fleet_give_back(struct dc_fleet *f, const struct dc_unit *unit, const char *why, bool keep, struct dc_error *err);

/* ---- the owner: over an inventory in PostgreSQL, open for writing; DC_EUSAGE for one in a file */

struct dc_job {
	int64_t id, run;		/* run 0: nothing was taken in yet */
	const char *targets, *options;	/* as in struct dc_unit */
	const char *program, *site;
	const char *state;		/* "open" "paused" "cancelled" "done" */
	int64_t priority, readers;
	uint32_t units;			/* of them: */
	uint64_t waiting, leased, delivered, done, failed, again;	/* again: tries beyond the first */
	double seconds;			/* since it was enqueued, or until it ended */
	const char *note;		/* of a unit that failed, or was given back; "" */
};

/* Of job: targets, options, program, site, priority, readers, units. In the audit log. */
enum dc_status dc_fleet_enqueue(struct dc_store *store, const struct dc_job *job, int64_t *id, struct dc_error *err);
enum dc_status dc_fleet_each_job(struct dc_store *store, enum dc_status (*each)(void *ctx, const struct dc_job *, struct dc_error *), void *ctx,
	struct dc_error *err);
/* "open", "paused" or "cancelled". DC_EUSAGE: there is no such job, or it has ended. In the audit log. */
enum dc_status dc_fleet_set(struct dc_store *store, int64_t job, const char *state, struct dc_error *err);

/* One takes in at a time, until its store is closed. *got false: another does. */
enum dc_status dc_fleet_turn(struct dc_store *store, bool *got, struct dc_error *err);
/* What is delivered next, as a file at path (0600, replaced), and its place. Within begin/commit; DC_END: nothing is. */
struct dc_delivered {
	int64_t unit, fence, job, run;	/* run 0: the first of its job */
	char worker[128], targets[4096];
};
enum dc_status dc_fleet_fetch(struct dc_store *store, const char *path, struct dc_delivered *out, struct dc_error *err);
/* It stands in the inventory now, in this run; within the same begin/commit. In the audit log. */
enum dc_status dc_fleet_taken(struct dc_store *store, const struct dc_delivered *d, int64_t run, struct dc_error *err);
/* It is not what it ought to be: the unit has failed. Within the same begin/commit. */
enum dc_status dc_fleet_refused(struct dc_store *store, const struct dc_delivered *d, const char *why, struct dc_error *err);
/* A job of which nothing is left to wait for; DC_END: none. failed: units that are, with the note of one. Then dc_fleet_ended. */
struct dc_job_end { int64_t job, run; uint64_t failed; char targets[4096], note[512]; };
enum dc_status dc_fleet_finished(struct dc_store *store, struct dc_job_end *out, struct dc_error *err);
enum dc_status dc_fleet_ended(struct dc_store *store, const struct dc_job_end *end, struct dc_error *err);

#endif
