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
		explicit_bzero(&m->values[m->used[i]], sizeof m->values[0]);
	m->n_used = 0;
	if (++m->epoch == 0) {		/* after four thousand million objects a form of old could seem new */
		memset(m->forms, 0, sizeof m->forms);
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

struct memory_value *memory_value_put(struct record_memory *m, uint16_t slot)
{
	struct memory_value *v = &m->values[slot];

	if (v->epoch != m->epoch)
		m->used[m->n_used++] = slot;
	v->epoch = m->epoch;
	return v;
}
