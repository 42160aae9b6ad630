/* verdict.c -- names, levels and steps of verdicts; what an object's reason means for what is known. */
#include "verdict.h"

#include <string.h>

static const struct { const char *name; enum level level; } kinds[] = {
#define VERDICT(symbol, name, level) { name, level },
#include "verdicts.def"
#undef VERDICT
};

static const struct { const char *name, *step; } whys[] = {
#define WHY(symbol, name, step) { name, step },
#include "verdicts.def"
#undef WHY
};

const char *verdict_name(enum verdict_kind kind)
{
	return kinds[kind].name;
}

const char *verdict_why(enum why why)
{
	return whys[why].name;
}

enum level verdict_level(enum verdict_kind kind)
{
	return kinds[kind].level;
}

const char *verdict_level_name(enum level level)
{
	static const char *const names[] = { "error", "warning", "note", "pass", "open" };

	return names[level];
}

const char *verdict_step(enum verdict_kind kind, enum why why)
{
	static const char *const steps[N_VERDICTS] = {
		[V_undeclared_location] = "move", [V_undeclared_category] = "declare", [V_other_purpose] = "move",
		[V_over_retention] = "delete_after_check", [V_policy_silent] = "declare", [V_review] = "ask",
		[V_not_found_unknown] = "ask",
	};

	if (kind == V_review)
		return steps[kind];
	if (whys[why].step[0] != '\0')
		return whys[why].step;
	return steps[kind] == NULL ? "" : steps[kind];
}

bool verdict_violates(const struct verdict *v)
{
	return v->waiver == NULL && (v->level == LEVEL_ERROR || v->level == LEVEL_WARNING);
}

bool verdict_named(const struct verdict *v, const char *name)
{
	const char *kind = kinds[v->kind].name;
	size_t n = strlen(kind);

	if (strncmp(name, kind, n) != 0)
		return false;
	return name[n] == '\0' || (name[n] == '/' && strcmp(name + n + 1, whys[v->why].name) == 0);
}

/* A lock with a password, as archives and documents have; other encryption is just encrypted. */
static bool password_format(const char *format)
{
	static const char *const formats[] = {
		"zip", "7z", "rar", "lha", "pdf", "ooxml", "docx", "xlsx", "pptx", "ole", "ole2", "doc", "xls", "ppt", "odf", "odt",
		"ods", "archive", "pst",
	};

	for (size_t i = 0; i < DC_ARRAY_LEN(formats); i++)
		if (strcmp(format, formats[i]) == 0)
			return true;
	return false;
}

bool verdict_unread(enum dc_reason reason, const char *format, enum why *why)
{
	static const uint8_t of[DC_N_REASONS] = {
		/* W_none: read, or nothing there to read (a link's target and a pseudo file are no content of their own; a
		 * duplicate and an unchanged object were read under another name or run; a view shows its tables) */
		[DC_R_limit_size] = W_too_large, [DC_R_limit_output] = W_too_large, [DC_R_limit_ratio] = W_too_large,
		[DC_R_limit_depth] = W_too_large, [DC_R_limit_members] = W_too_large, [DC_R_limit_time] = W_timeout,
		[DC_R_limit_memory] = W_too_large, [DC_R_limit_findings] = W_too_large, [DC_R_encrypted_part] = W_encrypted,
		[DC_R_corrupt_after] = W_corrupt, [DC_R_unsupported_part] = W_unsupported, [DC_R_changed] = W_changed_while_reading,
		[DC_R_sampled] = W_sampled, [DC_R_encoding_unknown] = W_unsupported, [DC_R_raw_fallback] = W_unsupported,
		[DC_R_cell_truncated] = W_too_large, [DC_R_row_error] = W_corrupt, [DC_R_image_no_ocr] = W_image_no_ocr,
		[DC_R_policy_exclude] = W_excluded, [DC_R_unsupported_type] = W_unsupported, [DC_R_other_mount] = W_excluded,
		[DC_R_offline_stub] = W_cloud_stub, [DC_R_poison] = W_corrupt, [DC_R_access_denied] = W_permission,
		[DC_R_io_error] = W_offline, [DC_R_io_timeout] = W_timeout, [DC_R_vanished] = W_changed_while_reading,
		[DC_R_encrypted] = W_encrypted, [DC_R_parser_crash] = W_corrupt, [DC_R_parser_timeout] = W_timeout,
		[DC_R_parser_memory] = W_too_large, [DC_R_sandbox_violation] = W_corrupt, [DC_R_protocol_error] = W_internal,
		[DC_R_auth_failed] = W_permission, [DC_R_lock_timeout] = W_timeout, [DC_R_stmt_timeout] = W_timeout,
		[DC_R_rls_blocked] = W_permission, [DC_R_name_too_long] = W_unsupported, [DC_R_internal] = W_internal,
	};

	*why = of[reason];
	if (*why == W_encrypted && password_format(format))
		*why = W_password;
	return *why != W_none;
}
