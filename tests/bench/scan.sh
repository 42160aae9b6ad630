#!/bin/sh
# scan.sh -- whole scans, as ratios against tools run beside them on the same bytes: a sequential read, ripgrep with one
# e-mail pattern, and (where it is installed) clamscan --detect-structured. Never a test: machines are noisy, so medians of
# several rounds are printed, taken turn by turn.
#   sh tests/bench/scan.sh [FOLDER...]     DAICHO=path of the program, ROUNDS=5
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
daicho=${DAICHO:-$top/build-release/daicho}
rounds=${ROUNDS:-5}
work=$(mktemp -d "${TMPDIR:-/tmp}/daicho-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
[ -x "$daicho" ] || { echo "build it first: sh scanner/quickstart.sh" >&2; exit 2; }

made() # folders of the three texts that figures are quoted for
{
	mkdir -p "$work/english" "$work/japanese" "$work/csv" "$work/small"
	for i in 1 2 3 4 5 6 7 8; do
		find /usr/share/doc /usr/share/common-licenses -type f -size +1k -name '[a-zA-Z]*' ! -name '*.gz' -exec cat {} + 2>/dev/null |
			head -c 40000000 > "$work/english/$i.txt"
	done
	python3 "$top/corpora/generate/bench.py" "$work/japanese" "$work/csv" "$work/small"
}

seconds() # COMMAND...: user + system + wall as "wall cpu"
{
	python3 - "$@" <<'PY'
import os, resource, subprocess, sys, time
t = time.monotonic()
subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%.4f %.4f" % (time.monotonic() - t, u.ru_utime + u.ru_stime))
PY
}

median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

measure() # NAME FOLDER JOBS PROFILE
{
	bytes=$(find "$2" -type f -printf '%s\n' | awk '{ s += $1 } END { print s }')
	: > "$work/d"; : > "$work/c"; : > "$work/r"; : > "$work/cpu"
	for _ in $(seq "$rounds"); do
		rm -f "$work/inv.db"*
		set -- "$1" "$2" "$3" "$4"
		both=$(seconds "$daicho" scan -q -j "$3" --profile "$4" --fail-on never -i "$work/inv.db" "$2")
		echo "${both% *}" >> "$work/d"
		echo "${both#* }" >> "$work/cpu"
		both=$(seconds find "$2" -type f -exec cat {} +)
		echo "${both% *}" >> "$work/c"
		both=$(seconds rg -a -j "$3" --no-ignore --hidden -c '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}' "$2")
		echo "${both% *}" >> "$work/r"
	done
	awk -v n="$1" -v j="$3" -v p="$4" -v b="$bytes" -v d="$(median < "$work/d")" -v c="$(median < "$work/c")" -v r="$(median < "$work/r")" \
		-v u="$(median < "$work/cpu")" 'BEGIN { printf "%-22s -j %-2s %-9s %7.1f MB  %7.2f s  %6.3f GB/s  %6.3f GB per cpu-second  %5.1fx cat  %5.2fx rg\n",
		n, j, p, b / 1e6, d, b / d / 1e9, b / u / 1e9, d / c, d / r }'
}

if [ $# -gt 0 ]; then
	for folder in "$@"; do
		measure "$(basename "$folder")" "$folder" 1 fast
		measure "$(basename "$folder")" "$folder" 2 fast
	done
	exit
fi
made
for name in english japanese csv small; do
	measure "$name" "$work/$name" 1 fast
	measure "$name" "$work/$name" 2 fast
	measure "$name" "$work/$name" 1 thorough
done
