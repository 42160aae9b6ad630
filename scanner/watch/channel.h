/* channel.h -- ways to tell someone. A new one is a file with a const struct and a line in channels.def. */
#ifndef WATCH_CHANNEL_H
#define WATCH_CHANNEL_H

#include "event.h"

#define CHANNEL_SECONDS 20		/* for one try with one receiver, unless the channel says otherwise */
#define CHANNEL_SECONDS_MOST 300
#define CHANNEL_TRIES 3

struct notice {
	const struct event *event;
	const char *line, *text, *json;	/* the event in three lengths */
	const char *id;			/* of this message: the same when it is sent again */
	const char *folder;		/* where the target's reports are, for attachments */
	const char *lang;
};

struct channel_ops {
	const char *kind;		/* "webhook" */
	long seconds;			/* for one try, unless the channel says otherwise */
	/* The key that the channel's record lacks; NULL: it has all it needs. */
	const char *(*lacks)(const struct channel *c);
	/* Sends, or DC_EIO with what the receiver said. Waits no longer than CHANNEL_TRIES * c->limit seconds and a little,
	 * whatever the receiver does. */
	enum dc_status (*send)(const struct channel *c, const struct notice *m, struct dc_error *err);
};

extern const char *const channel_names[];	/* NULL at the end */
const struct channel_ops *channel_find(const char *kind);

/* The first line of a file that its owner alone may read, without its end; wiped by dc_buf_done. DC_EUSAGE otherwise. */
enum dc_status channel_secret(const char *file, struct dc_buf *out, struct dc_error *err);
/* From now on, what waits in the system is cut short (EINTR) after so many seconds, once; 0: not any more. */
void channel_alarm(long seconds);
/* Calls until it is DC_OK or the tries are used up, with pauses of 1 and 5 seconds. */
enum dc_status channel_try(enum dc_status (*once)(void *ctx, struct dc_error *), void *ctx, struct dc_error *err);

#endif
