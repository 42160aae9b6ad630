/* A server's access list as text, and a credentials file. */
#include "share.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), readers[64];
	struct smb_credentials c;
	bool everyone;

	memcpy(text, data, size);
	text[size] = '\0';
	smb_readers(text, text, &everyone, readers, sizeof readers);
	smb_credentials(text, &c);
	free(text);
	return 0;
}
