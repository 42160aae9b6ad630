#!/bin/sh
# rescan.sh -- a night in which nothing changed, against a bare walk that only calls statx: CPU and wall as medians of ROUNDS
# (7) turns, one after the other. Never a test.
#   sh tests/bench/rescan.sh [FILES]     DAICHO=path of the program, WALK=path of bench_walk
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
daicho=${DAICHO:-$top/build-release/daicho}
walk=${WALK:-$top/build-release/tests/bench_walk}
files=${1:-200000}
work=$(mktemp -d "${TMPDIR:-/tmp}/daicho-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

python3 - "$work/tree" "$files" <<'PY'
import os, sys
root, n = sys.argv[1], int(sys.argv[2])
for i in range(n):
    folder = os.path.join(root, "%04d" % (i // 2000), "%02d" % (i // 100 % 20))
    if i % 100 == 0:
        os.makedirs(folder)
    with open(os.path.join(folder, "file_%06d.txt" % i), "w") as f:
        f.write("mail taro%d@example-k.jp\n" % i if i % 10 == 0 else "memo %d\n" % i)
PY
"$daicho" scan -q -i "$work/inventory" "$work/tree"
"$daicho" scan -q -i "$work/inventory" "$work/tree"
for _ in $(seq "${ROUNDS:-7}"); do
	python3 - "$work/walk" "$walk" "$work/tree" 2 <<'PY'
import resource, subprocess, sys, time
t = time.monotonic()
subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, check=True)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "a").write("%.4f %.4f\n" % (u.ru_utime + u.ru_stime, time.monotonic() - t))
PY
	python3 - "$work/scan" "$daicho" scan -q -j 2 -i "$work/inventory" "$work/tree" <<'PY'
import resource, subprocess, sys, time
t = time.monotonic()
subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, check=True)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "a").write("%.4f %.4f\n" % (u.ru_utime + u.ru_stime, time.monotonic() - t))
PY
done
paste "$work/walk" "$work/scan" | awk -v n="$files" '{ w[NR] = $1; s[NR] = $3; c[NR] = $3 / $1; r[NR] = $4 / $2 }
	function median(a,  i, k, x) { for (i = 2; i <= NR; i++) { x = a[i]; for (k = i - 1; k > 0 && a[k] > x; k--) a[k + 1] = a[k]; a[k + 1] = x }
		return a[int((NR + 1) / 2)] }
	END { s1 = median(s); printf "rescan of %d unchanged files: %.2f CPU-seconds, %.2f times the walk (wall: %.2f times), %d files/s per two cores\n",
		n, s1, median(c), median(r), 2 * n / s1 }'
