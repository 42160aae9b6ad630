#!/bin/sh
# ledger.sh -- from two scans to what changed between them, as a person of the privacy office would: each kind of change is
# made on a share, and report diff must say which it is and why.
. "$SOURCE_DIR/tests/support/check.sh"
mkdir -p "$work/share/hr" "$work/share/out"
list()	# FILE COUNT: a list of made-up addresses
{
	python3 - "$1" "$2" <<'PY'
import sys
with open(sys.argv[1], "w") as f:
	f.write("氏名,メール\n")
	for i in range(int(sys.argv[2])):
		f.write("例示 太郎%d,taro.reiji%d@kaisha-reiji.co.jp\n" % (i, i))
PY
}
list "$work/share/hr/stays.csv" 20
list "$work/share/hr/grows.csv" 20
list "$work/share/hr/goes.csv" 20
list "$work/share/hr/moves.csv" 31
list "$work/share/hr/locked.csv" 20
cat > "$work/one.yaml" <<'YAML'
daicho: 1
controller: {name: {ja: 例示株式会社}, contact: privacy@reiji.example}
policies: [{id: web, items: unspecified}]
subjects: [{id: employee, ja: 従業者, en: employees}]
purposes:
  - {id: hr, text: {ja: 人事管理のため, en: To manage staff}, source: {policy: web, clause: "1"}, subjects: [employee], categories: [person.name, contact.email]}
scopes:
  - {id: hr, title: {ja: 人事}, match: {files: ["WORK/share/hr/**"]}, owner: {department: 人事部, manager: 情報管理者A, reviewed_on: 2026-06-01}, bindings: [{purpose: hr, subjects: [employee], categories: [person.name, contact.email]}], retention: unspecified}
YAML
sed -i "s|WORK|$work|" "$work/one.yaml"
sed 's/categories: \[person.name, contact.email\]}\], ret/categories: [person.name]}], prohibit: [contact.email], ret/' "$work/one.yaml" > "$work/two.yaml"
expect "first scan" 0 "" "$DAICHO" scan -q -p "$work/one.yaml" -i "$work/inv.db" "$work/share"
expect "one scan is not two" 2 "two scans" env LC_ALL=C "$DAICHO" report diff -f jsonl -i "$work/inv.db"
list "$work/share/hr/grows.csv" 60
rm "$work/share/hr/goes.csv"
list "$work/share/out/new.csv" 5
: > "$work/share/hr/locked.csv"
rm "$work/share/hr/locked.csv"
ln -s /nowhere "$work/share/hr/locked.csv"
expect "second scan" 1 "" "$DAICHO" scan -q -p "$work/one.yaml" -i "$work/inv.db" "$work/share"
expect "the difference" 0 "" "$DAICHO" report diff -q -f jsonl -i "$work/inv.db" -p "$work/one.yaml" -o "$work/d.jsonl"
changes() { jq -r 'select(.change != null) | [.section, .change, .cause, (.path | sub(".*/"; "")), .category] | join(" ")' "$1"; }
check "a list that grew" sh -c 'echo "$1" | grep -qx "changes count_changed data grows.csv contact.email"' - "$(changes "$work/d.jsonl")"
check "a list that went" sh -c 'echo "$1" | grep -qx "changes gone data goes.csv contact.email"' - "$(changes "$work/d.jsonl")"
check "a new list" sh -c 'echo "$1" | grep -qx "changes new data new.csv contact.email"' - "$(changes "$work/d.jsonl")"
check "what stayed is not there" sh -c '! echo "$1" | grep -q "stays.csv"' - "$(changes "$work/d.jsonl")"
check "a list behind a link is lost from sight, never gone" sh -c 'echo "$1" | grep -qx "by_coverage lost_sight coverage locked.csv contact.email"' - "$(changes "$work/d.jsonl")"
expect "a third scan under another declaration" 1 "" "$DAICHO" scan -q -p "$work/two.yaml" -i "$work/inv.db" "$work/share"
expect "the difference of scans by number" 0 "" "$DAICHO" report diff 2 3 -q -f jsonl -i "$work/inv.db" -o "$work/d23.jsonl"
check "judged otherwise by the declaration, apart" sh -c 'echo "$1" | grep -qx "by_declaration verdict_changed declaration stays.csv contact.email"' - "$(changes "$work/d23.jsonl")"
check "and nothing else" sh -c '! echo "$1" | grep -v "^by_declaration"' - "$(changes "$work/d23.jsonl")"
expect "judged anew it says what changed" 1 "PROHIBITED/listed -> DECLARED" env LC_ALL=C "$DAICHO" judge -p "$work/one.yaml" -i "$work/inv.db"
check "and by what" grep -q "by another declaration" "$work/said"
expect "again: nothing" 1 "no verdict has changed" env LC_ALL=C "$DAICHO" judge -p "$work/one.yaml" -i "$work/inv.db"
for format in html csv md xlsx; do
	expect "diff as $format" 0 "" "$DAICHO" report diff -q -f $format -i "$work/inv.db" -o "$work/d.$format"
	check "diff as $format is not empty" test -s "$work/d.$format"
done
expect "a scan there is not" 2 "" "$DAICHO" report diff 2 9 -i "$work/inv.db"
expect "the wrong way round" 2 "" "$DAICHO" report diff 3 2 -i "$work/inv.db"
expect "no number" 2 "" "$DAICHO" report diff x 2 -i "$work/inv.db"
expect "an earlier scan by its number" 0 "" "$DAICHO" report overview --run 1 -q -f jsonl -i "$work/inv.db" -o "$work/o.jsonl"
check "it is the scan that was asked for" grep -q '"run":"1"' "$work/o.jsonl"
expect "another report takes no two scans" 2 "--run" "$DAICHO" report ledger 1 2 -i "$work/inv.db"
finish
