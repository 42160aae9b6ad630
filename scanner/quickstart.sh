#!/bin/sh
# quickstart.sh -- on a bare Debian 12 machine: installs what is missing, builds the release, scans the demo share with its
# declaration and says where the report is.   sh scanner/quickstart.sh [FOLDER FOR THE RESULT]
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$top/out/demo}

sh "$top/scanner/install/need.sh" "$top/scanner/install/packages.txt"
cd "$top"
cmake --preset release -DDAICHO_TESTS=OFF >"${TMPDIR:-/tmp}/daicho-configure.$$" 2>&1 || { cat "${TMPDIR:-/tmp}/daicho-configure.$$" >&2; exit 1; }
rm -f "${TMPDIR:-/tmp}/daicho-configure.$$"
cmake --build --preset release -- --quiet
daicho=$top/build-release/daicho

mkdir -p -m 700 "$out"
share=$top/corpora/demo/share
# Modes that git does not keep: payroll is for its handlers alone; nobody may read the locked entries (root may all the same).
chmod 600 "$share"/hr/payroll/*
chmod 000 "$share"/campaign/*/*.zip
trap 'chmod 644 "$share"/campaign/*/*.zip' EXIT	# a user who is not root could not copy the demo any more
code=0
"$daicho" scan -p "$top/corpora/demo/daicho.yaml" -i "$out/inventory.db" --findings "$out/findings.jsonl" "$share" || code=$?
[ "$code" -le 1 ] || exit "$code"
for lang in ja en; do
	"$daicho" report overview -f html --lang $lang -q -p "$top/corpora/demo/daicho.yaml" -i "$out/inventory.db" -o "$out/report-$lang.html"
done
echo
echo "Report (Japanese): $out/report-ja.html"
echo "Report (English):  $out/report-en.html"
echo "Findings, one a line: $out/findings.jsonl"
echo "The program: $daicho   (try: $daicho help)"
echo "The demo's share holds violations on purpose; a scan that finds errors ends with exit code 1 (here: $code)."
