#!/bin/sh
# run.sh -- installs what the tests need, builds, runs every test, ends with ctest's summary. Servers that tests need are
# started by the tests themselves, on loopback.   sh tests/run.sh [PRESET]   (default: ci)
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
preset=${1:-ci}

sh "$top/scanner/install/need.sh" "$top/scanner/install/packages.txt" "$top/tests/packages.txt"
cd "$top"
cmake --preset "$preset" >"build-$preset.log" 2>&1 || { cat "build-$preset.log" >&2; exit 1; }
rm -f "build-$preset.log"
cmake --build --preset "$preset"
exec ctest --preset "$preset" -j2
