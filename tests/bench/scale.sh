#!/bin/sh
# scale.sh -- one inventory of many files: opening, a night in which 1 % were written, report and diff, each with its time and memory.
# Never a test.
#   sh tests/bench/scale.sh [FILES]     FILES 10,000,000: 8 GB of disk for some minutes.
#   DAICHO=path of the program, SCALE=path of bench_scale, TMPDIR
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
daicho=${DAICHO:-$top/build-release/daicho}
scale=${SCALE:-$top/build-release/tests/bench_scale}
files=${1:-1000000}
work=$(mktemp -d "${TMPDIR:-/tmp}/daicho-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

# measure NAME COMMAND...
measure()
{
	python3 - "$@" <<'PY'
import os, subprocess, sys, time
t = time.monotonic()
p = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL)
_, status, use = os.wait4(p.pid, 0)
print("%-10s %9.1f s of CPU, %.1f s, %.1f MB%s" % (sys.argv[1], use.ru_utime + use.ru_stime, time.monotonic() - t, use.ru_maxrss / 1000,
    "" if status == 0 else " (it failed)"))
PY
}

"$scale" make "$work/inventory" "$files"
size=$(stat -c %s "$work/inventory")
echo "size       $((size / 1000000)) MB, $((size / (files / 1000) / 1000)) MB for a million files and half a million findings"
"$scale" open "$work/inventory" "$files"
"$scale" night "$work/inventory" "$files"
measure coverage "$daicho" report coverage -q -i "$work/inventory" -o "$work/coverage.html"
measure overview "$daicho" report overview -q -i "$work/inventory" -o "$work/overview.html"
measure findings "$daicho" report findings -q -f csv -i "$work/inventory" -o "$work/findings.csv"
measure diff "$daicho" report diff -q -f csv -i "$work/inventory" -o "$work/diff.csv"
size=$(stat -c %s "$work/inventory")
echo "size       $((size / 1000000)) MB after the night"
