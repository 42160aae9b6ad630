#!/bin/sh
# retention.sh -- over-retention by the dates that stand in the data, of a real scan: rows, forms, mails, and what must not count.
. "$SOURCE_DIR/tests/support/check.sh"

mkdir -p "$work/share/rows" "$work/share/forms" "$work/share/column" "$work/share/lost"
cat > "$work/share/rows/old.csv" <<'X'
受付日,氏名,生年月日,メール,有効期限
2019-04-02,山本花江,1980-01-02,h.yamamoto@aoba-shoji.co.jp,2030-01-01
2026-08-01,佐藤健一,1975-12-31,k.sato@aoba-shoji.co.jp,2031-01-01
X
# Nothing but births and expiry tells nothing: the file's own time is new, so no verdict comes.
cat > "$work/share/rows/births.csv" <<'X'
氏名,生年月日,メール,入社日
山本花江,1980-01-02,h.yamamoto@aoba-shoji.co.jp,1999-04-01
佐藤健一,1975-12-31,k.sato@aoba-shoji.co.jp,1998-04-01
X
printf '参加申込書\n記入日: 令和元年6月3日\n氏名: 山本花江\nメール: h.yamamoto@aoba-shoji.co.jp\n' > "$work/share/forms/old.txt"
printf '参加申込書\n記入日: 令和8年10月3日\n氏名: 山本花江\nメール: h.yamamoto@aoba-shoji.co.jp\n会則は2003年5月30日に定めた。\n' > "$work/share/forms/new.txt"
printf 'From: h.yamamoto@aoba-shoji.co.jp\nTo: info@example.co.jp\nDate: Tue, 02 Jan 2018 03:04:06 +0900\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n山本花江です。電話は090-1234-5678です。\n' > "$work/share/forms/old.eml"
cat > "$work/share/column/closed.csv" <<'X'
created_at,closed_at,氏名,メール
2012-01-01,2026-04-02 10:00:00,山本花江,h.yamamoto@aoba-shoji.co.jp
2012-01-01,2026-05-02 10:00:00,佐藤健一,k.sato@aoba-shoji.co.jp
X
cat > "$work/share/column/overdue.csv" <<'X'
created_at,Closed_At,氏名,メール
2012-01-01,2020-04-02 10:00:00,山本花江,h.yamamoto@aoba-shoji.co.jp
2012-01-01,,佐藤健一,k.sato@aoba-shoji.co.jp
X
cp "$work/share/rows/old.csv" "$work/share/lost/nocolumn.csv"
cat > "$work/d.yaml" <<X
daicho: 1
controller: {name: {ja: 株式会社例示}, contact: privacy@example.co.jp}
policies: [{id: web, file: policy.txt, lang: ja, items: [person.name, contact]}]
subjects: [{id: customer, ja: 顧客, en: customers}]
purposes:
  - {id: p, text: {ja: お問い合わせへの対応, en: To answer inquiries}, source: {policy: web, clause: "2(2)"}, subjects: [customer], categories: [person, contact]}
scopes:
  - {id: rows, match: {files: ["$work/share/rows/**"]}, owner: {department: A}, bindings: [{purpose: p, subjects: [customer], categories: [person, contact]}], retention: {max: P3Y}}
  - {id: forms, match: {files: ["$work/share/forms/**"]}, owner: {department: A}, bindings: [{purpose: p, subjects: [customer], categories: [person, contact]}], retention: {max: P3Y, anchor: {kind: document}}}
  - {id: column, match: {files: ["$work/share/column/**"]}, owner: {department: A}, bindings: [{purpose: p, subjects: [customer], categories: [person, contact]}], retention: {max: P3Y, anchor: {kind: column, ref: closed_at}}}
  - {id: lost, match: {files: ["$work/share/lost/**"]}, owner: {department: A}, bindings: [{purpose: p, subjects: [customer], categories: [person, contact]}], retention: {max: P3Y, anchor: {kind: column, ref: closed_at}}}
X
echo policy > "$work/policy.txt"
expect "the scan" 0 "" "$DAICHO" scan -p "$work/d.yaml" -i "$work/x.db" "$work/share"
"$DAICHO" report violations -f jsonl -p "$work/d.yaml" -i "$work/x.db" -o "$work/v.jsonl"
# what the violations list says of a file, each once
said() {
	jq -r --arg f "$1" 'select(.location? != null and (.location | contains($f))) | .verdict + (if .would_be != "" then "(" + .would_be + ")" else "" end)' "$work/v.jsonl" | sort -u | tr '\n' ' '
}
row() { check "$1" test "$(said "$2")" = "$3"; }
row "rows older than the period" rows/old.csv "OVER_RETENTION "
row "births and hire dates are no age" rows/births.csv ""
row "a form's date behind its label" forms/old.txt "OVER_RETENTION "
row "a date in a sentence is no age" forms/new.txt ""
row "a mail's date" forms/old.eml "OVER_RETENTION "
row "the declared column counts, not another" column/closed.csv ""
row "the declared column, empty cells and all" column/overdue.csv "OVER_RETENTION "
row "without the declared column: a hint, to be looked at" lost/nocolumn.csv "REVIEW(OVER_RETENTION) "
"$DAICHO" report findings -f jsonl -p "$work/d.yaml" -i "$work/x.db" -o "$work/f.jsonl"
check "findings have oldest and newest" sh -c 'jq -re "select(.path | endswith(\"rows/old.csv\")) | select(.oldest == \"2019-04-02\" and .newest == \"2026-08-01\") | .path" "$1" | grep -q .' - "$work/f.jsonl"
"$DAICHO" inventory dump -i "$work/x.db" -o "$work/dump"
check "no birth date is kept as a date of the data" sh -c '! grep -E "dates=[^	]*(1980|1975)" "$1"' - "$work/dump"
# judged anew with another column, without the data
rm -rf "$work/share"
sed 's/ref: closed_at/ref: created_at/' "$work/d.yaml" > "$work/e.yaml"
expect "judged by another column" 0 "" "$DAICHO" judge -p "$work/e.yaml" -i "$work/x.db"
"$DAICHO" report violations -f jsonl -p "$work/e.yaml" -i "$work/x.db" -o "$work/v.jsonl"
row "now the other column counts" column/closed.csv "OVER_RETENTION "
finish
