/* pq.c -- PostgreSQL's client library. */
#include <libpq-fe.h>

#define LATE_FUNCTIONS "pq.def"
#include "bind.h"
