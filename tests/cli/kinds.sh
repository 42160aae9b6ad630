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

# --- what says something beside a person alone: in a table with names, and in the same table without them
cat > "$work/people.csv" <<'EOF'
氏名,お問い合わせ内容,続柄,残業時間,勤務先,人事評価,連結符号,顔写真,購入金額,所有株式数,最終学歴,閲覧履歴
山本花江,電話 090-1234-5671 へ折り返しをお願いします,妻,12.5,株式会社例示,A,K7-004821,a/1.jpg,1200,300,架空大学卒業,/water/12
佐藤健一,商品が壊れていました,長男,8.0,架空商事株式会社,B,K7-004822,a/2.jpg,31200,20,例示高等学校卒業,/water/3
高橋美咲,支払い方法を変えたい,夫,0,有限会社見本堂,A,K7-004823,a/3.jpg,800,1100,架空大学卒業,/light/7
渡辺直樹,届け先の変更をしたい,父,33.25,株式会社例示,C,K7-004824,a/4.jpg,5400,5,見本短期大学卒業,/light/1
中村恵子,返品の送料はいくらですか,母,2,例示工業株式会社,S,K7-004825,a/5.jpg,9900,42,架空大学卒業,/water/12
EOF
cut -d, -f2- "$work/people.csv" | sed 's/電話 090-1234-5671 へ//' > "$work/nobody.csv"
"$DAICHO" scan -i "$work/p.db" --findings "$work/people.jsonl" "$work/people.csv" > "$work/out" 2>&1
"$DAICHO" scan -i "$work/n.db" --findings "$work/nobody.jsonl" "$work/nobody.csv" > "$work/out" 2>&1
while read -r type n; do
	check "$type beside a person" test "$(jq -r "select(.type == \"$type\" and .band == \"high\") | .start" "$work/people.jsonl" | wc -l)" -ge "$n"
	check "$type of nobody" test "$(jq -r "select(.type == \"$type\") | .start" "$work/nobody.jsonl" | wc -l)" = 0
done <<'EOF'
content.inquiry 5
family.member 5
work.attendance 4
work.employer 5
work.evaluation 5
person.photo 5
finance.transaction 5
holder.shares 5
career.education 5
online.usage_history 5
anon.mapping_table 5
EOF
check "a telephone number in an inquiry is found beside it" grep -q '"contact.phone"' "$work/people.jsonl"
check "codes without persons are codes" test "$(jq -r 'select(.type == "anon.link_code") | .start' "$work/nobody.jsonl" | wc -l)" = 5

finish
