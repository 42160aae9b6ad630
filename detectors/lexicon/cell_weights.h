/* cell_weights.h -- made by build/train_cell.c; log-odds for each feature of cell.c. */
#ifndef LEXICON_CELL_WEIGHTS_H
#define LEXICON_CELL_WEIGHTS_H

static const float cell_weights[CELL_TRAINED][CELL_FEATURES] = {
	{ 3.843f, 7.784f, 2.034f, 6.250f, -1.707f, -1.602f, -3.256f, -4.302f, -1.177f, -4.654f,
	  -5.625f, -5.395f, -3.360f, 2.634f, 2.105f, -1.067f, -2.696f, -0.555f, -2.720f, -2.624f, },
	{ -2.956f, 8.216f, -2.372f, 4.086f, -0.129f, -0.264f, 0.064f, 0.778f, 0.788f, -0.315f,
	  0.149f, -0.153f, -0.735f, 0.605f, 0.000f, 0.000f, 0.000f, 0.000f, 0.000f, 0.000f, },
	{ -4.161f, 9.603f, 0.699f, 4.617f, 3.289f, 1.474f, -1.329f, -2.055f, 0.000f, -0.489f,
	  -1.310f, -1.867f, -3.872f, -0.715f, 0.000f, 0.000f, 0.000f, 0.000f, 0.000f, 0.000f, },
	{ -3.733f, 3.326f, 5.608f, 6.159f, 3.326f, 2.013f, -3.253f, 0.322f, 0.000f, 0.000f,
	  -2.050f, -0.069f, 0.329f, 1.243f, 0.306f, 4.049f, 0.000f, 0.000f, 0.000f, 0.000f, },
};

#endif
