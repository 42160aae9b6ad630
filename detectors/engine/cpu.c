/* cpu.c -- which classifier runs here. */
#include "masks.h"

#include <string.h>

static const struct cpu *const all[] = {
#if defined(__x86_64__)
	&cpu_avx512, &cpu_avx2,
#endif
	&cpu_portable,
};

static int runs_here(const struct cpu *c)
{
#if defined(__x86_64__)
	__builtin_cpu_init();
	if (c == &cpu_avx512)
		return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
			__builtin_cpu_supports("avx512dq");
	if (c == &cpu_avx2)
		return __builtin_cpu_supports("avx2");
#endif
	return c == &cpu_portable;
}

const struct cpu *cpu_choose(const char *forced)
{
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (!runs_here(all[i]))
			continue;
		if (forced == NULL || forced[0] == '\0' || strcmp(forced, all[i]->name) == 0)
			return all[i];
	}
	return NULL;
}
