/* curl.c -- libcurl. Of the options a call gives one value: a number or an address, as the option's range says. The range of
 * curl_off_t is none that is used. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#include <stdarg.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

#define LATE_FUNCTIONS "curl.def"
#include "bind.h"

CURLcode curl_easy_setopt(CURL *h, CURLoption option, ...)
{
	CURLcode (*set)(CURL *, CURLoption, ...) = LATE_CALL(CURLcode, curl_easy_setopt, (CURL *, CURLoption, ...));
	CURLcode code;
	va_list args;

	va_start(args, option);
	if (option < CURLOPTTYPE_OBJECTPOINT)		/* NOLINT(bugprone-branch-clone): the branches read other types */
		code = set(h, option, va_arg(args, long));
	else
		code = set(h, option, va_arg(args, void *));
	va_end(args);
	return code;
}

CURLcode curl_easy_getinfo(CURL *h, CURLINFO info, ...)
{
	CURLcode code;
	va_list args;

	va_start(args, info);
	code = LATE_CALL(CURLcode, curl_easy_getinfo, (CURL *, CURLINFO, ...))(h, info, va_arg(args, void *));
	va_end(args);
	return code;
}
