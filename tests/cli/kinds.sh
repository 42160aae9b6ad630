#!/bin/sh
# kinds.sh -- users' own kinds of the demo: found by test, detect and scan; look-alikes are not; faults are told with their place.
. "$SOURCE_DIR/tests/support/check.sh"
kinds=$SOURCE_DIR/corpora/demo/kinds.yaml
mkdir "$work/share"
printf '社員番号: AZ-104233\n会員番号 M4000001232\n' > "$work/share/note.txt"
printf '社員番号: XAZ-1042339\n会員番号 M4000001233\n型番 AZ-1042\n' > "$work/share/decoys.txt"
{
	echo '社員番号,部署,会員番号'
	for n in 104233 104234 104241 104255 104262 104278 104281 104299 104303 104317; do
		echo "AZ-$n,営業,M4000001232"
	done
} > "$work/share/staff.csv"

# found DETECTOR FILE: how many findings of medium or more.
found()
{
	jq -r --arg d "$1" --arg f "$2" 'select(.detector == $d and (.path | endswith($f)) and (.band == "medium" or .band == "high")) | .start' \
		"$work/f.jsonl" | wc -l
}

"$DAICHO" kinds test --kinds "$kinds" > "$work/tested" 2>&1
check "examples and look-alikes of the own kinds hold" sh -c '! grep "^aoba" "$1"' - "$work/tested"
expect "the list shows them" 0 "aoba.membership" "$DAICHO" kinds list --kinds "$kinds"
expect "explain one" 0 "社員証" "$DAICHO" kinds explain aoba.employee_card --kinds "$kinds"
expect "detect finds the card" 0 '"aoba.employee_card"' "$DAICHO" detect --kinds "$kinds" "$work/share/note.txt"
expect "detect finds the member" 0 '"aoba.membership"' "$DAICHO" detect --kinds "$kinds" "$work/share/note.txt"
"$DAICHO" detect --kinds "$kinds" "$work/share/note.txt" > "$work/detected"
check "no built-in kind claims the same card" sh -c '! grep -q "\"employee_id\"" "$1"' - "$work/detected"
"$DAICHO" detect --kinds "$kinds" "$work/share/decoys.txt" > "$work/detected"
check "detect finds no look-alike" sh -c '! grep -q "\"aoba" "$1"' - "$work/detected"
expect "scan" 0 "aoba.membership_number" "$DAICHO" scan --kinds "$kinds" -i "$work/inv.db" --findings "$work/f.jsonl" "$work/share"
check "scan finds the card in the note" test "$(found aoba.employee_card note.txt)" = 1
check "scan finds the member in the note" test "$(found aoba.membership note.txt)" = 1
check "scan finds every card of the table" test "$(found aoba.employee_card staff.csv)" = 10
check "scan finds every member of the table" test "$(found aoba.membership staff.csv)" = 10
check "scan finds no look-alike" sh -c '! grep decoys.txt "$1" | grep -q "\"aoba"' - "$work/f.jsonl"

# fault WHY TEXT: the third line of a kinds file, and what is said of it.
fault()
{
	printf 'kinds:\n  - id: own.x\n%s\n    en: x\n' "$2" > "$work/bad.yaml"
	expect "$1" 2 "$3" "$DAICHO" kinds test --kinds "$work/bad.yaml"
}
fault "a pattern that does not compile" "    pattern: 'a(b'" "bad.yaml:3:15: pattern, character 4:"
fault "an unknown check" "    checks: [crc32]" 'bad.yaml:3:14: "crc32": known checks are'
fault "an unknown category" "    category: work.employe_id" 'bad.yaml:3:15: "work.employe_id"'
fault "an unknown field" "    patern: x" 'bad.yaml:3:5: unknown field "patern"'
fault "no YAML" "    pattern: [" "bad.yaml:"
expect "a kinds file that is not there" 2 "none.yaml" "$DAICHO" scan --kinds "$work/none.yaml" -i "$work/inv.db" "$work/share"
# --- a pattern that backtracks too far is told, not passed over
cat > "$work/slow.yaml" <<'EOF'
kinds:
  - {id: slow.kind, category: slow.number, en: slow, pattern: '(?<v>(?:a|aa)+(?=!))', examples: ["aa!"]}
EOF
printf '%090d? mail hanae.y@daicho-rei.co.jp\n' 0 | tr 0 a > "$work/slow.txt"
expect "a pattern that is given up" 3 "limit_time" "$DAICHO" scan --require-complete --kinds "$work/slow.yaml" -i "$work/slow.db" "$work/slow.txt"
check "which, and where" sh -c '"$DAICHO" report coverage -q -f jsonl -i "$1/slow.db" | grep -q "slow.kind was given up at"' - "$work"

finish
