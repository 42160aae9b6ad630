/* memory.c -- slots, and that nothing stays in them. */
#include "memory.h"

#include <string.h>
#include <sys/mman.h>

struct record_memory *memory_new(void)
{
	struct record_memory *m = mmap(NULL, sizeof *m, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (m == MAP_FAILED)
		return NULL;
	madvise(m, sizeof *m, MADV_DONTDUMP);
	m->epoch = 1;			/* slots of zeros are of no object */
	return m;
}

void memory_forget(struct record_memory *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->n_used; i++)
		explicit_bzero(m->bytes[m->used[i]], sizeof m->bytes[0]);
	m->n_used = 0;
	if (++m->epoch == 0) {		/* after four thousand million objects a form of old could seem new */
		memset(m->forms, 0, sizeof m->forms);
		memset(m->values, 0, sizeof m->values);
		memset(m->sames, 0, sizeof m->sames);
		m->epoch = 1;
	}
}

void memory_free(struct record_memory *m)
{
	if (m == NULL)
		return;
	memory_forget(m);
	munmap(m, sizeof *m);
}

void memory_value_put(struct record_memory *m, uint16_t slot, struct dc_span v, uint32_t points, uint16_t shown, bool no_value)
{
	struct memory_value *mine = &m->values[slot];

	if (mine->epoch != m->epoch)
		m->used[m->n_used++] = slot;
	*mine = (struct memory_value){ .epoch = m->epoch, .points = points, .n = (uint16_t)v.n, .shown = shown, .no_value = no_value };
	if (v.n != 0)
		memcpy(m->bytes[slot], v.p, v.n);
}
