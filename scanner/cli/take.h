/* take.h -- what workers delivered, into the shared inventory. */
#ifndef CLI_TAKE_H
#define CLI_TAKE_H

#include "cli.h"

/* Takes in all that is delivered and ends jobs that are through. folder: ours alone, for the file at hand. *any: there was something.
 * *elsewhere: another worker is at it, and may leave something behind. */
enum dc_status take_all(const char *inventory, const char *folder, bool quiet, bool *any, bool *elsewhere, struct dc_error *err);

#endif
