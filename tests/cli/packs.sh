#!/bin/sh
# packs.sh -- a triage goes by the rule pack in force on the day of knowledge: one read from a file, of ten weeks in 2026, beside the one
# built in; and what is wrong with such a file is told with line and column.
. "$SOURCE_DIR/tests/support/check.sh"
export LC_ALL=C.UTF-8
made=$SOURCE_DIR/tests/cli/packs/made.yaml
mkdir "$work/share"
printf 'employee_id,name\n' > "$work/share/list.csv"
i=0
while [ $i -lt 12 ]; do
	printf 'E%05d,例示 太郎%d,taro%d@kaisha-reiji.co.jp\n' $i $i $i >> "$work/share/list.csv"
	i=$((i + 1))
done
expect "a triage" 0 "" "$DAICHO" triage "$work/share" --known-at 2026-10-01 -i "$work/t.db" -o "$work/t.md"
# on DAY THRESHOLD FINAL PACK: what the report of that day says
on()
{
	"$DAICHO" report triage -q -f jsonl --known-at "$1" --rule-pack "$made" -i "$work/t.db" -o "$work/$1.jsonl" 2> "$work/said"
	check "$1: more than $2 persons" grep -q "$2 persons" "$work/$1.jsonl"
	check "$1: the final report by $3" sh -c 'jq -r "select(.section == \"clock\") | .date" "$1" | grep -qx "$2"' - "$work/$1.jsonl" "$3"
	check "$1: by $4" grep -q "$4" "$work/$1.jsonl"
}
on 2026-09-30 1,000 2026-10-29 appi-2024-04
on 2026-10-01 7 2026-10-20 made-2026-10
on 2026-12-31 7 2027-01-19 made-2026-10
on 2027-01-01 1,000 2027-01-30 appi-2024-04
expect "before every pack there is none" 2 "no rule pack is in force on 20240331" "$DAICHO" report triage --known-at 2024-03-31 -f md -i "$work/t.db" -o "$work/x.md"
# wrong WHAT SED CODE HINT: the file with one thing changed
wrong()
{
	sed "$2" "$made" > "$work/bad.yaml"
	expect "$1" 2 "$3" "$DAICHO" report triage --rule-pack "$work/bad.yaml" --known-at 2026-10-01 -f md -i "$work/t.db" -o "$work/x.md"
	check "$1: says what to do" grep -q "$4" "$work/said"
}
wrong "a number that no pack has" 's/breach.final/breach.finel/' 'bad.yaml:10:10: E_UNKNOWN_ID' 'did you mean "breach.final"'
wrong "a base that is not there" 's/base: .*/base: appi-1999-01/' 'bad.yaml:4:7: E_RULE_PACK' 'known: appi-2024-04'
printf 'rule_pack: 1\nid: a\n' > "$work/short.yaml"
expect "what is missing is told" 2 "4 errors" "$DAICHO" report triage --rule-pack "$work/short.yaml" --known-at 2026-10-01 -f md -i "$work/t.db" -o "$work/x.md"
check "once each" test "$(grep -c E_MISSING "$work/said")" = 4
wrong "no day of effect" '/effective_from/d' 'E_MISSING: effective_from is missing' 'required'
wrong "no such day" 's/2026-10-01/2026-02-30/' 'bad.yaml:5:17: E_VALUE' 'a date'
wrong "days the wrong way round" 's/2026-12-31/2026-09-30/' 'bad.yaml:6:15: E_VALUE: effective_to 2026-09-30 is before' 'between'
wrong "a value of nothing" 's/value: 7/value: 0/' 'bad.yaml:9:39: E_VALUE' 'whole number'
wrong "an id that is taken" 's/^id: .*/id: appi-2024-04/' 'bad.yaml:3:5: E_DUPLICATE_ID' 'another id'
wrong "an unknown key" 's/^title:/titel:/' 'E_KEY: titel: unknown key' '"title"'
expect "a file that is not there" 2 "cannot be read" "$DAICHO" report triage --rule-pack "$work/none.yaml" --known-at 2026-10-01 -f md -i "$work/t.db" -o "$work/x.md"
expect "the same in Japanese" 2 "「breach.final」の誤り" sh -c 'sed s/breach.final/breach.finel/ "$3" > "$1/bad.yaml"; "$2" report triage --lang ja --rule-pack "$1/bad.yaml" --known-at 2026-10-01 -f md -i "$1/t.db" -o "$1/x.md"' - "$work" "$DAICHO" "$made"
printf 'daicho: 1\ncontroller: {name: {ja: 例示}}\nrule_pack: made-2026-10\npolicies: [{id: w, items: []}]\nscopes: [{id: s, match: {files: [/s]}, owner: {}, bindings: []}]\npurposes: [{id: p, text: {ja: p}, source: {policy: w, clause: "1"}, categories: []}]\n' > "$work/d.yaml"
expect "a declaration names it" 0 "" "$DAICHO" purposes check "$work/d.yaml" --rule-pack "$made"
expect "and cannot without the file" 2 "E_RULE_PACK" "$DAICHO" purposes check "$work/d.yaml"
finish
