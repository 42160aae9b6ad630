#!/bin/sh
# ocr.sh -- pictures of text: told without --ocr, read with it inside a locked worker, found with their provenance, limits named.
. "$SOURCE_DIR/tests/support/check.sh"
if ! grep -q 'DAICHO_OCR_TESSERACT' "$BUILD_DIR/build.ninja"; then
	expect "built without OCR: the option says how it is got" 2 "libtesseract-dev" "$DAICHO" text --ocr "$SOURCE_DIR/corpora/files/ocr/level.png"
	finish
fi
mkdir "$work/share"
cp "$SOURCE_DIR"/corpora/files/ocr/* "$work/share"
# rows WHAT FILTER: how many findings of that type the filter lets through
rows()
{
	jq -c "select(.type == \"$1\" and ($2))" "$work/f.jsonl" | wc -l
}
scan()
{
	"$DAICHO" scan -i "$work/x.db" --findings "$work/f.jsonl" "$@" "$work/share" > "$work/out" 2>&1
}
status()
{
	"$DAICHO" report coverage -q -f csv -i "$work/x.db" | grep -F "$1" >/dev/null
}

expect "the text of a picture comes out" 0 "090-1234-5678" "$DAICHO" text --ocr "$work/share/level.png"
expect "with its place" 0 "level.png!/page:1 (ocr)" "$DAICHO" text --ocr "$work/share/level.png"
expect "without the option it is told" 0 "not read without --ocr" "$DAICHO" text "$work/share/scan.pdf"
scan
check "and scanned, nothing is found in pictures" test "$(rows contact.phone true)" = 0
check "which the ledger says" status image_no_ocr
scan --ocr
check "the numbers on pages in lines" test "$(rows contact.phone '.member == "page:1" and (.reasons[] | .why == "ocr" and .logodds < 0)')" = 4
check "the mails" test "$(rows contact.email '.member == "page:1"')" = 4
check "all is read" sh -c '! "$DAICHO" report coverage -q -f csv -i "$1" | grep image_no_ocr' - "$work/x.db"
expect "a limit of pages is named" 0 "more than 1 pages" "$DAICHO" text --ocr --ocr-pages 1 "$work/share/two.tif"
expect "of pixels" 0 "a picture of more than 1000 pixels" "$DAICHO" text --ocr --ocr-pixels 1000 "$work/share/level.png"
finish
