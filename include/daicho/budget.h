/* budget.h -- every limit in one place. Each has a reason of ledger.h that says it was hit, and a test at L-1, L, L+1. */
#ifndef DAICHO_BUDGET_H
#define DAICHO_BUDGET_H

#include <stdint.h>

struct dc_budget {
	uint64_t object_bytes;		/* 4 GiB: most bytes read of one object; limit_size */
	uint64_t output_bytes;		/* 16 GiB: most bytes unpacked from one object; limit_output */
	uint64_t ratio;			/* 200: output to input, once output is beyond ratio_from; limit_ratio */
	uint64_t ratio_from;		/* 64 MiB */
	uint32_t depth;			/* 10 containers in each other; limit_depth */
	uint32_t markup_depth;		/* 256 open elements of XML, 512 of JSON are cut; limit_depth */
	uint64_t members;		/* 1,000,000 members of one object; limit_members */
	uint64_t memory_bytes;		/* 512 MiB of one worker; limit_memory */
	uint32_t cpu_seconds;		/* 60 for one object; limit_time */
	uint32_t wall_seconds;		/* 120 for one object; limit_time, parser_timeout */
	uint32_t cell_bytes;		/* 16 MiB of one cell; cell_truncated */
	uint32_t hits;			/* 1,000,000 findings listed of one object, then only counted; limit_findings */
	uint32_t recycle_objects;	/* 4,000: a worker is replaced after so many */
	uint64_t recycle_bytes;		/* 1 GiB: or after so many bytes */
	/* Text in pictures (OCR), off unless asked for. What is beyond a limit stays unread: image_no_ocr, of time limit_time. */
	uint32_t ocr_pages;		/* 0: off; most pictures read of one object */
	uint32_t ocr_seconds;		/* most time spent on one object's pictures, beside cpu_seconds and wall_seconds */
	uint64_t ocr_pixels;		/* of one picture */
};

extern const struct dc_budget dc_budget_default;

#endif
