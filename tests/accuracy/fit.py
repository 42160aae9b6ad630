#!/usr/bin/env python3
"""Fits calibration.def: for each kind a straight line in log-odds (Platt), from hits of a driver built without calibration
(the raw sums do not change) on labelled texts.

  fit.py LABELLED HITS [LABELLED HITS ...] > detectors/evidence/calibration.def

A second pair may be texts of real life that are not in the repository: kinds that are labelled there are fitted there alone.

Few hits move the line little: the prior is slope 1, shift 0, as strong as PRIOR hits that fit it. Slopes stay within
SLOPES, so that texts easier than life do not make everything certain.
"""
import math
import sys

import score

PRIOR, STEPS, SLOPES, SHIFTS, LEAST_HITS = 60.0, 4000, (0.7, 1.15), (-1.5, 0.3), 60


def fit(points):
    a, b, n = 1.0, 0.0, len(points)
    weights = {True: 1.0, False: 1.0}
    for _ in range(STEPS):
        ga = gb = 0.0
        for raw, right in points:
            e = weights[right] * (right - 1 / (1 + math.exp(-max(-30.0, min(30.0, a * raw + b)))))
            ga += e * raw
            gb += e
        a += 0.02 * (ga / n - PRIOR / n * (a - 1))
        b += 0.05 * (gb / n - PRIOR / n * b)
        a = min(max(a, SLOPES[0]), SLOPES[1])
        b = min(max(b, SHIFTS[0]), SHIFTS[1])
    return a, b


def main():
    pairs = {}
    for i in range(1, len(sys.argv), 2):
        docs, known, _ = score.load(sys.argv[i], sys.argv[i + 1])
        found, wanted = score.table(docs, known, None)
        pairs.update({kind: found[kind] for kind in found if i == 1 or len(wanted[kind]) >= LEAST_HITS})
    print("/* Fitted by tests/accuracy/fit.py on generated texts (seed 1): CALIBRATION(category, slope, shift); log-odds =\n"
          " * slope * raw + shift. Slopes are positive, so no finding overtakes another of its kind. The first match counts. */")
    for kind in sorted(pairs):
        seen = {}
        for _, right, raw, d, h in pairs[kind]:      # one table must not outvote all other texts
            key = (d["id"], round(raw, 1), right)
            seen[key] = seen.get(key, 0) + 1
        points = [(raw, right) for (_, raw, right), n in seen.items() for _ in range(min(n, 5))]
        if len(points) < LEAST_HITS:
            continue
        a, b = fit(points[:4000])
        print(f'CALIBRATION("{kind}", {a:.3f}f, {b:.3f}f)')
    print('CALIBRATION("", 1.0f, 0.0f)')


if __name__ == "__main__":
    main()
