/* job.h -- what our workers do with an object: extract, detect, write records. */
#ifndef SANDBOX_JOB_H
#define SANDBOX_JOB_H

#include "serve.h"

extern const struct serve_job job_scan;

#endif
