/* fuzz_main.c -- runs a fuzz target over its kept corpus where libFuzzer is not linked: each file whole, then cut at
 * every 61st byte. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	size_t n;

	if (f == NULL)
		return -1;
	data = malloc(1 << 20);
	if (data == NULL)
		abort();
	n = fread(data, 1, 1 << 20, f);
	fclose(f);
	for (size_t cut = 0; cut < n; cut += 61) {
		uint8_t *exact = malloc(cut == 0 ? 1 : cut);	/* exact size, so that a read beyond the end is seen */

		if (exact == NULL)
			abort();
		for (size_t i = 0; i < cut; i++)
			exact[i] = data[i];
		LLVMFuzzerTestOneInput(exact, cut);
		free(exact);
	}
	LLVMFuzzerTestOneInput(data, n);
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	DIR *d = argc == 2 ? opendir(argv[1]) : NULL;
	struct dirent *e;
	int files = 0;

	if (d == NULL) {
		fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
		return 2;
	}
	while ((e = readdir(d)) != NULL) {
		char path[4096];

		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", argv[1], e->d_name);
		files += run_file(path) == 0;
	}
	closedir(d);
	printf("%d files\n", files);
	return files == 0;
}
