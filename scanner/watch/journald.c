/* journald.c -- the event as a journal entry with fields of its own: journalctl DAICHO_TARGET=sales. */
#include "channel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>

#define FIELDS 7

static const char *lacks(const struct channel *c)
{
	(void)c;
	return NULL;
}

static enum dc_status send_event(const struct channel *c, const struct notice *m, struct dc_error *err)
{
	const struct event *e = m->event;
	struct dc_buf text[FIELDS];
	struct iovec v[FIELDS];
	enum dc_status st = DC_OK;
	int code;

	for (size_t i = 0; i < FIELDS; i++)
		dc_buf_init(&text[i], 0);
	dc_buf_printf(&text[0], "MESSAGE=%s", m->line);
	dc_buf_printf(&text[1], "PRIORITY=%d", event_severity(e));
	dc_buf_printf(&text[2], "DAICHO_TARGET=%s", e->target);
	dc_buf_printf(&text[3], "DAICHO_RUN=%lld", (long long)e->run);
	dc_buf_printf(&text[4], "DAICHO_VIOLATIONS=%llu", (unsigned long long)e->violations);
	dc_buf_printf(&text[5], "DAICHO_EVENT=%s", m->json);
	if (dc_buf_adds(&text[6], "SYSLOG_IDENTIFIER=daicho") != DC_OK)
		st = dc_fail(err, DC_ENOMEM, "journald");
	for (size_t i = 0; i < FIELDS; i++)
		v[i] = (struct iovec){ text[i].p, text[i].n };
	channel_alarm(c->limit);	/* it waits while the journal's queue is full */
	code = st == DC_OK ? sd_journal_sendv(v, FIELDS) : 0;
	channel_alarm(0);
	if (code < 0)
		st = dc_fail(err, DC_EIO, "the journal: %s", code == -EINTR ? "it takes nothing" : strerror(-code));
	for (size_t i = 0; i < FIELDS; i++)
		dc_buf_done(&text[i]);
	return st;
}

const struct channel_ops channel_journald = { .kind = "journald", .seconds = CHANNEL_SECONDS, .lacks = lacks, .send = send_event };
