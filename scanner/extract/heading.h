/* heading.h -- which of the first rows of a table names its columns. */
#ifndef EXTRACT_HEADING_H
#define EXTRACT_HEADING_H

#include "daicho/text.h"

#define HEADING_LOOK 10			/* rows a heading may stand in, titles above it */

/* cells: of the first rows, numbered from 0, in order. Returns the row, -1 if none names columns. */
int heading_row(struct dc_span text, const struct dc_cell *cells, size_t n);

/* True if the cell holds what people write as a label or heading: 氏名, ご住所, お電話番号（必須）, Name:, E-mail *. */
bool heading_is_label(struct dc_span cell);

/* What of a text's cells heads the table: cells[0 .. first) stand in rows up to `row`, and end before byte *end. */
size_t heading_cells(const struct dc_cell *cells, size_t n, uint32_t row, size_t *end);

#endif
