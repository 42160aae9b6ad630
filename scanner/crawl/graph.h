/* graph.h -- the nodes that tokens of one object hang on: its records (rows, forms, signatures), and tokens that stand in none. What hangs
 * together is one person. */
#ifndef CRAWL_GRAPH_H
#define CRAWL_GRAPH_H

#include "daicho/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRAPH_NONE UINT32_MAX		/* no node */
#define GRAPH_NO_NAME 0x7fffffffu	/* the most that node.name holds */

struct node {
	uint32_t parent;		/* union-find; itself at the top */
	uint32_t low;			/* lower half of the record's number */
	uint32_t name : 31;		/* the record's first name, as its number in the list of tokens; GRAPH_NO_NAME */
	uint32_t linked : 1;		/* a token that links stands in the record */
	uint32_t birth;			/* likewise its first date of birth; UINT32_MAX */
};

/* Nodes one after the other whose records differ in the lower half of their numbers alone, in ascending order. */
struct graph_run { uint32_t part, high, first, n; };

struct graph_cell { uint32_t node, tag; };

struct graph {
	struct node *at;
	uint32_t n;
	size_t cap;
	struct graph_run *runs; size_t n_runs, cap_runs;
	struct graph_cell *cells; size_t n_cells;	/* record -> node, once records came out of order; a power of two, or 0 */
	uint64_t last_number; uint32_t last_part, last;	/* the record before: most often the same again */
};

void graph_clear(struct graph *g);		/* zeroed is empty as well */
void graph_done(struct graph *g);
/* The node of a record (number not 0), made where it is new. DC_ENOMEM. */
enum dc_status graph_record(struct graph *g, uint32_t part, uint64_t number, uint32_t *node);
/* A new node of no record. DC_ENOMEM. */
enum dc_status graph_alone(struct graph *g, uint32_t *node);
uint32_t graph_top(struct graph *g, uint32_t node);
void graph_join(struct graph *g, uint32_t a, uint32_t b);

#endif
