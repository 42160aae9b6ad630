/* metrics.h -- Prometheus text format (version 0.0.4): a file for a collector's folder, and a listener on loopback. */
#ifndef WATCH_METRICS_H
#define WATCH_METRICS_H

#include "steps.h"

struct metrics;

/* *out is NULL where the configuration asks for none. DC_EUSAGE: the address is taken. */
enum dc_status metrics_open(const struct dc_watch *w, struct metrics **out, struct dc_error *err);
void metrics_close(struct metrics *m);
int metrics_fd(const struct metrics *m);		/* readable when someone asks; -1: no listener */
/* Answers one request: GET /metrics. Waits a second at most for it. */
void metrics_answer(struct metrics *m, const struct supervisor *s);
/* Replaces the file, if there is one and anything changed. */
void metrics_write(struct metrics *m, const struct supervisor *s);

#endif
