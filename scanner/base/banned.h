/* banned.h -- functions that have hurt C programs before: using one is a compile error. Included by the build into every
 * source of ours (-include), behind the system headers it poisons. */
#ifndef BANNED_H
#define BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef BANNED_AFTER			/* a library's header that uses one of them itself */
#include BANNED_AFTER
#endif

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol localtime gmtime system gets tmpnam

#endif
