/* wire.h -- how the two sides of a worker's socket write and read. One message is one packet of at most WIRE_MOST bytes;
 * numbers stand as this machine has them (both sides are the same program), strings with their length before and a NUL
 * behind. Reading never goes beyond the packet: what does not fit sets bad, and all further reads give zero. */
#ifndef SANDBOX_WIRE_H
#define SANDBOX_WIRE_H

#include "daicho/worker.h"

#include <stdlib.h>
#include <string.h>

#define WIRE_MOST (64 * 1024)
#define WIRE_FDS 2			/* descriptors that go with a job: the object, and what belongs to it */
#define WIRE_STRING_MOST 4096		/* bytes of one string; longer ones are cut by who writes, refused by who reads */
#define WIRE_RECORD_MOST (16 * 1024)	/* bytes of one record: four strings */

enum wire_message { WIRE_CONFIG = 'C', WIRE_JOB = 'J', WIRE_READY = 'R', WIRE_REFUSED = 'E', WIRE_RECORDS = 'B' };

struct wire_out {
	uint8_t *p;			/* WIRE_MOST bytes */
	size_t n;
};

struct wire_in {
	const uint8_t *p;
	size_t n, at;
	bool bad;
};

static inline void wire_bytes(struct wire_out *o, const void *p, size_t n)
{
	if (n > WIRE_MOST - o->n)	/* cannot be: senders flush while WIRE_RECORD_MOST fits */
		abort();
	if (n != 0)
		memcpy(o->p + o->n, p, n);
	o->n += n;
}

static inline void wire_u8(struct wire_out *o, uint8_t v)
{
	wire_bytes(o, &v, sizeof v);
}

static inline void wire_u16(struct wire_out *o, uint16_t v)
{
	wire_bytes(o, &v, sizeof v);
}

static inline void wire_u32(struct wire_out *o, uint32_t v)
{
	wire_bytes(o, &v, sizeof v);
}

static inline void wire_u64(struct wire_out *o, uint64_t v)
{
	wire_bytes(o, &v, sizeof v);
}

static inline void wire_f32(struct wire_out *o, float v)
{
	wire_bytes(o, &v, sizeof v);
}

/* NULL is "". Cut at a code point where it is longer than WIRE_STRING_MOST; `tail` keeps the end instead of the beginning. */
void wire_string(struct wire_out *o, const char *s, bool tail);

static inline void wire_take(struct wire_in *i, void *into, size_t n)
{
	memset(into, 0, n);
	if (i->bad || n > i->n - i->at) {
		i->bad = true;
		return;
	}
	memcpy(into, i->p + i->at, n);
	i->at += n;
}

static inline uint8_t wire_get_u8(struct wire_in *i)
{
	uint8_t v;

	wire_take(i, &v, sizeof v);
	return v;
}

static inline uint16_t wire_get_u16(struct wire_in *i)
{
	uint16_t v;

	wire_take(i, &v, sizeof v);
	return v;
}

static inline uint32_t wire_get_u32(struct wire_in *i)
{
	uint32_t v;

	wire_take(i, &v, sizeof v);
	return v;
}

static inline uint64_t wire_get_u64(struct wire_in *i)
{
	uint64_t v;

	wire_take(i, &v, sizeof v);
	return v;
}

static inline float wire_get_f32(struct wire_in *i)
{
	float v;

	wire_take(i, &v, sizeof v);
	return v;
}

struct dc_span wire_get_bytes(struct wire_in *i, size_t most);
/* UTF-8 without a NUL in it; borrowed from the packet. */
const char *wire_get_string(struct wire_in *i);

/* What a worker needs to know before it is locked in. */
struct wire_config {
	const char *kinds_file;		/* "" for none */
	const char *test_fault;		/* "" for none */
	enum dc_profile profile;
	int today;
	struct dc_budget budget;
	bool unsafe_no_sandbox;
};

void wire_config_put(struct wire_out *o, const struct wire_config *c);
void wire_config_get(struct wire_in *i, struct wire_config *c);	/* strings borrowed */

#endif
