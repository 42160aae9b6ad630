#!/bin/sh
# hostile.sh -- a share of hostile items with good files among them: the run ends, its ledger balances, every good file is found, no
# worker outgrows its memory, nothing is written and nothing outside is reached.
#     sh tests/hostile/hostile.sh          the sample of ctest        HOSTILE=all sh tests/hostile/hostile.sh    all of make.py
. "$SOURCE_DIR/tests/support/check.sh"
here="$SOURCE_DIR/tests/hostile"
[ "${HOSTILE:-sample}" = all ] && few= || few=--sample
mkdir "$work/outside" "$work/out" "$work/tmp"
printf '山本花江 090-1234-5678 hanae.y@example.co.jp\n' > "$work/outside/secret.txt"
check "the items are made" sh -c 'python3 "$1/make.py" "$2/share" '$few' > "$2/made"' - "$here" "$work"
cat "$work/made"
check "good files lie among them" python3 "$here/check.py" canaries "$work/share"
check "and the share is noted down" python3 "$here/check.py" snapshot "$work" "$work/before"

# What changes under the walk: a file that grows, and a name that is now a file and now a link to what is outside.
python3 - "$work/share" "$work/outside/secret.txt" <<'PY' &
import os, sys, time
share, outside = sys.argv[1:]
for i in range(6000):
	with open(share + "/grows.log", "ab") as f:
		f.write(b"x" * 4096)
	if i % 2:
		os.symlink(outside, share + "/new")
	else:
		open(share + "/new", "w").close()
	os.rename(share + "/new", share + "/flips.txt")
	time.sleep(0.01)
	if os.path.exists(share + "/../stop"):
		break
PY
changer=$!
cd "$work/tmp" || exit 1
export TMPDIR="$work/tmp"
expect "the run ends well" 0 "" python3 "$here/check.py" scan "$work" "$DAICHO" scan -q ${few:+--max-size 256M} -i "$work/out/inv.db" --findings "$work/out/f.jsonl" "$work/share"
sed -n '/^peak/p' "$work/said"
touch "$work/stop"
wait "$changer"
check "nothing on the share is changed, nothing is made beside it" python3 "$here/check.py" same "$work" "$work/before"
check "every item has a status, the ledger balances" python3 "$here/check.py" ledger "$work"
check "every good file is found, nothing outside is" python3 "$here/check.py" found "$work"
# Pictures once more, with what reads the text in them.
if grep -q DAICHO_OCR_TESSERACT "$BUILD_DIR/build.ninja" 2>/dev/null; then
	mkdir "$work/pictures"
	find "$work/share" -type f \( -name '*.png' -o -name '*.jpg' -o -name '*.tif' -o -name '*.webp' -o -name '*.pdf' \) -exec cp -t "$work/pictures" {} + 2>/dev/null
	expect "pictures are read by OCR, and the run ends well" 0 "" python3 "$here/check.py" scan "$work" "$DAICHO" scan -q --ocr --ocr-seconds 4 -i "$work/out/ocr.db" "$work/pictures"
	sed -n '/^peak/p' "$work/said"
	check "no reader of pictures failed" sh -c '! "$1" report coverage -q -f csv -i "$2" | grep -E "^.?\"failed\",\"(parser|sandbox|protocol|internal)"' - "$DAICHO" "$work/out/ocr.db"
fi
check "nothing is left in TMPDIR" sh -c '! find "$1" -mindepth 1 | grep -q .' - "$work/tmp"
finish
