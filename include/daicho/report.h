/* report.h -- the inventory for people and machines. A report is one const struct in reports.def, a format another. */
#ifndef DAICHO_REPORT_H
#define DAICHO_REPORT_H

#include "daicho/purpose.h"

/* What a search for one person found; no value of the person's. */
struct dc_subject_place {
	const char *asset, *path, *inner, *table;
	const char *state;		/* "present"; of a comparison "still", "gone", "new"; "provision", "receipt": a register */
	const char *attributes;		/* names of those that agree, in the language of the report */
	const char *categories;		/* ids found in the object, comma-separated */
	uint64_t records;
	long scope;			/* index; -1: outside every scope */
	bool confirmed;
};
struct dc_subject_missed { const char *path, *why; };	/* why: a reason's name, or "database" */
struct dc_subject {
	const struct dc_subject_place *places;				size_t n_places;
	const struct dc_subject_missed *missed;				size_t n_missed;
	const char *fee;		/* as declared; "" */
};

/* Objects with findings as they lay there at the time of a triage. */
struct dc_manifest_item {
	const char *path, *sha256;	/* sha256: hex; "" if it could not be read */
	const char *readers;		/* as dc_stored_finding */
	uint64_t size;
	int64_t mtime_ns;
	uint32_t mode, uid, gid;
};
struct dc_manifest {
	struct dc_manifest_item *items; size_t n;
	char sha256[65];		/* of the manifest, as the audit log has it */
};

struct dc_report_request {
	const char *report;		/* "findings", "violations", "coverage", "ledger", "columns", "diff", "triage", "overview" */
	const char *format;		/* "html", "csv", "jsonl", "md", "xlsx", "sarif" */
	const char *lang;		/* "ja", "en" */
	bool masks;			/* show masked values (asked for) */
	bool mask_paths;		/* paths replaced by stable ids */
	bool cp932;			/* CSV in code page 932 instead of UTF-8 with its mark */
	struct dc_store *store;
	int64_t run;			/* 0: the last */
	int64_t run_before;		/* diff: the earlier of the two; 0: none */
	const struct dc_declaration *declaration;	/* NULL without one */
	const struct dc_manifest *evidence;	/* triage: NULL: none was taken */
	const struct dc_subject *subject;	/* for the report of that name */
	const char *version;
	int64_t known_at_ns;		/* triage: when the breach became known, UTC; 0: not said */
	double min_confidence;		/* findings: those below are counted alone, but for a My Number's; 0: all */
	const char *cause;		/* triage: "intrusion", "loss" ... as the operator says; NULL: not known */
};

/* Writes the report to fd (a temporary file that the caller renames). DC_EUSAGE names the formats there are. */
enum dc_status dc_report_write(const struct dc_report_request *req, int fd, struct dc_error *err);
/* The stored name of a column that people type, by its heading in either language; "row_id" too; NULL: not one of these. */
const char *dc_ledger_column(const char *heading);
/* The pairs there are, for help and completion: "violations html csv jsonl md". NULL at the end. */
const char *dc_report_list(size_t i);

#endif
