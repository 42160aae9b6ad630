/* gmime.c -- mail. What is used of GLib is found through it, which needs GLib itself. */
#include <gmime/gmime.h>

#undef g_free			/* a macro in newer versions */
#undef g_object_unref

#define LATE_FUNCTIONS "gmime.def"
#include "bind.h"
