#!/bin/sh
# Looks at reports with the programs that people open them with: a browser, Python's csv and json, LibreOffice where it is
# installed. Every name in the inventory is an attack; nothing of it may come alive.
set -eu
sample="$BUILD_DIR/tests/report_sample"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for report in overview violations findings coverage columns ledger triage diff trend subject eu records; do
	for lang in ja en; do
		"$sample" hostile "$report" html "$lang" >"$dir/$report.$lang.html"
		for format in csv xlsx jsonl md; do
			case "$report.$format" in
			overview.csv | overview.xlsx | triage.csv | triage.xlsx) continue ;;
			esac
			"$sample" hostile "$report" "$format" "$lang" >"$dir/$report.$lang.$format"
		done
	done
done
# A breach of the demo as it is triaged, with all that only a real run has (the hash of its evidence).
cp -r "$SOURCE_DIR/corpora/demo/share" "$dir/share"
for lang in ja en; do
	"$DAICHO" triage "$dir/share" --known-at 2026-11-20T09:30 --cause intrusion -q --lang $lang -i "$dir/breach.$lang.db" -o "$dir/breach.$lang.html" || [ $? -eq 1 ]
done
"$sample" vectors findings html en >"$dir/vectors.findings.html"
"$sample" vectors overview html ja >"$dir/vectors.overview.html"
"$sample" vectors findings csv en >"$dir/vectors.csv"
"$sample" vectors findings xlsx en >"$dir/vectors.xlsx"
"$sample" vectors findings jsonl en >"$dir/vectors.jsonl"
"$sample" hostile violations sarif en >"$dir/hostile.sarif"
"$sample" demo violations sarif ja >"$dir/demo.sarif"
"$sample" demo violations ocsf en >"$dir/demo.ocsf"
"$sample" demo diff ocsf en >"$dir/diff.ocsf"
"$sample" hostile violations ocsf ja >"$dir/hostile.ocsf"
cp "$SOURCE_DIR/tests/support/ocsf-2006.json" "$dir/ocsf-2006.schema"
"$sample" demo violations xlsx ja >"$dir/demo.xlsx"
python3 "$SOURCE_DIR/tests/browser/report_files.py" "$dir"

if command -v soffice >/dev/null 2>&1; then
	for f in "$dir"/violations.en.xlsx "$dir"/findings.ja.csv; do
		soffice -env:UserInstallation="file://$dir/office" --headless --convert-to fods --outdir "$dir/office-out" "$f" >/dev/null 2>&1
	done
	if grep -l 'table:formula\|xlink:href="http' "$dir"/office-out/*.fods; then
		echo "a spreadsheet found a formula or a link" >&2
		exit 1
	fi
	ls "$dir"/office-out/*.fods >/dev/null
else
	echo "LibreOffice is not installed: its look at the spreadsheets is left out"
fi

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
	echo "no Chromium: the browser's look at the pages is left out"
	exit 0
fi
python3 "$SOURCE_DIR/tests/browser/report_browser.py" "$browser" "$dir"
