/* page.h -- the one page that controller and worker share: sized and sealed before it is mapped, so that neither can
 * shrink it under the other. The controller believes nothing it reads here; it only judges by it how a worker that hangs
 * is to be called, and which of the objects that it was given is tried alone after its death: a lie costs that one a try. */
#ifndef SANDBOX_PAGE_H
#define SANDBOX_PAGE_H

#include <stdatomic.h>
#include <stdint.h>

enum page_phase { PAGE_IDLE, PAGE_WORKING, PAGE_READING };

struct page {
	volatile int stop;		/* by the controller: time is over, end with limit_time */
	_Atomic uint32_t phase;		/* by the worker: is it in a read of the object? */
	_Atomic uint64_t read_bytes;	/* by the worker */
	_Atomic uint64_t begun;		/* by the worker: objects so far, the one under way included */
};

#define PAGE_BYTES 4096

#endif
