#!/bin/sh
# run.sh DRIVER [score.py options] -- generates labelled texts, runs the driver, prints the table, compares with the baseline.
# Another seed than that of the calibration (fit.py), so that it measures what was not fitted.
set -eu
here=$(dirname "$0")
driver=$1
shift
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -B "$here/../../corpora/generate/generate.py" --seed "${SEED:-2}" --scale "${SCALE:-1}" > "$tmp/labelled.jsonl"
"$driver" < "$tmp/labelled.jsonl" > "$tmp/hits.jsonl"
python3 -B "$here/score.py" "$tmp/labelled.jsonl" "$tmp/hits.jsonl" --baseline "$here/baseline.json" "$@"
