/* progress.c -- one line on standard error, rewritten in place; its width is the terminal's. */
#include "progress.h"

#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool shown;

static int width(void)
{
	struct winsize w;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 20 ? w.ws_col : 80;
}

/* Cuts at the terminal's width: wide characters take two columns, and Japanese messages have many. */
static void cut(char *text, int columns)
{
	int used = 0;

	for (unsigned char *p = (unsigned char *)text; *p != '\0';) {
		int wide = *p >= 0xe0 ? 2 : 1;

		if (used + wide >= columns) {
			*p = '\0';
			return;
		}
		used += wide;
		do
			p++;
		while ((*p & 0xc0) == 0x80);
	}
}

static void left(char *out, size_t cap, const struct dc_scan_progress *p)
{
	long s = (long)(p->seconds_left + 0.5);

	if (p->seconds_left < 0)
		snprintf(out, cap, "%s", T("listing ...", "一覧を作成中"));
	else if (s >= 3600)
		snprintf(out, cap, T("%ld h %ld min left", "残り%ld時間%ld分"), s / 3600, s / 60 % 60);
	else if (s >= 60)
		snprintf(out, cap, T("%ld min %ld s left", "残り%ld分%ld秒"), s / 60, s % 60);
	else
		snprintf(out, cap, T("%ld s left", "残り%ld秒"), s);
}

void progress_show(void *ctx, const struct dc_scan_progress *p)
{
	char text[512], time[64], rows[64] = "";

	(void)ctx;
	left(time, sizeof time, p);
	if (p->rows != 0)
		snprintf(rows, sizeof rows, T("  %s rows", "  %s 行"), cli_number(p->rows));
	snprintf(text, sizeof text, T("%s of %s files  %s%s  %s/s  %s findings  %s", "%s / %s ファイル  %s%s  毎秒%s  発見 %s  %s"), cli_number(p->objects),
		cli_number(p->discovered), cli_bytes(p->bytes), rows, cli_bytes((uint64_t)p->bytes_per_second), cli_number(p->findings), time);
	cut(text, width());
	fprintf(stderr, "\r%s\033[K", text);
	fflush(stderr);
	shown = true;
}

void progress_clear(void)
{
	if (shown)
		fprintf(stderr, "\r\033[K");
	shown = false;
}
