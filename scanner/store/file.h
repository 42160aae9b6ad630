/* file.h -- files of the inventory: made 0600 under any umask, refused when others may read them. */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include "daicho/status.h"

#include <stdbool.h>
#include <stddef.h>

/* The path made absolute, its folder resolved: free it. DC_EUSAGE if the folder is not there. */
enum dc_status file_resolve(const char *path, char **out, struct dc_error *err);

enum file_state { FILE_MISSING, FILE_PRESENT };

/* Looks without opening: closing a descriptor of a database would drop the locks this process holds on it.
 * DC_EUSAGE if it is no regular file, or group or others may use it (says chmod 600), or it is another user's. */
enum dc_status file_look(const char *path, enum file_state *state, struct dc_error *err);

/* Makes the file with n bytes of content, 0600, on disk with its folder when this returns. It appears whole or not at
 * all. DC_EUSAGE if it was there. */
enum dc_status file_create(const char *path, const void *content, size_t n, struct dc_error *err);

/* Makes the folders of the path that are not there, 0700. */
enum dc_status file_make_folders(const char *path, struct dc_error *err);

/* True if the file system of the path's folder takes no writing. */
bool file_folder_read_only(const char *path);

/* A failed system call as a status: a full or read-only disk and missing rights are told apart, with what to do. */
enum dc_status file_failed(struct dc_error *err, const char *path, const char *doing, int number);

#endif
