#!/bin/sh
# subject.sh -- a person asks what is held of them: found, graded, corrected, verified; what was not searched is said.
. "$SOURCE_DIR/tests/support/check.sh"
mkdir -p "$work/share/sales" "$work/share/hr" "$work/registers"
python3 - "$work" <<'PY'
import sys
w = sys.argv[1]
other = ["例示 次郎,jiro%02d@kaisha-reiji.co.jp,03-1234-56%02d" % (i, i) for i in range(20)]
open(w + "/share/sales/list.csv", "w").write("氏名,メール,電話\n" + "\n".join(other) + "\n髙橋 花子,hanako@kaisha-reiji.co.jp,090-1234-5678\n")
open(w + "/share/sales/split.csv", "w").write("姓,名,メール\n" + "\n".join(o.replace(" ", ",") for o in other) + "\n高橋,花子,HANAKO@kaisha-reiji.co.jp\n")
open(w + "/share/sales/same-name.csv", "w").write("氏名,メール,電話\n" + "\n".join(other) + "\n高橋 花子,other@kaisha-reiji.co.jp,03-9999-8888\n")
open(w + "/share/sales/letter.txt", "w").write("お問い合わせ\n氏名: 高橋花子\n電話: +81 90-1234-5678\n" + "\n" * 40 + "氏名: 例示 次郎\n")
open(w + "/share/hr/pay.csv", "w").write("氏名,個人番号\n" + "例示 次郎,123456789018\n" * 3 + "高橋 花子,234567890124\n")
open(w + "/registers/provision.csv", "w").write("date,scope,recipient,氏名,メール\n2026-04-01,sales,例示運送,高橋 花子,hanako@kaisha-reiji.co.jp\n")
open(w + "/registers/stops.csv", "w", encoding="cp932").write("日付,氏名,電話\n2026-05-01,例示 次郎,03-1234-5607\n2026-05-02,見本 無之介,03-9999-0000\n2026-05-03,例示 三郎,1\n2099-01-01,例示 次郎,03-1234-5608\n")
open(w + "/d.yaml", "w").write("""daicho: 1
controller: {name: {ja: 例示株式会社}}
policies: [{id: web, items: unspecified}]
subjects: [{id: customer, ja: 顧客, en: customers}]
purposes:
  - {id: sell, text: {ja: 商品の販売のため, en: To sell goods}, source: {policy: web, clause: "2"}, subjects: [customer], categories: [person.name, contact]}
recipients:
  - {id: shipper, name: {ja: 例示運送}, role: processor, country: JP, tasks: [delivery], items: [person.name], basis: entrustment}
scopes:
  - {id: sales, title: {ja: 営業}, match: {files: ["share/sales/**"]}, owner: {department: 営業部, manager: 情報管理者A, reviewed_on: 2026-06-01}, bindings: [{purpose: sell, subjects: [customer], categories: [person.name, contact]}], acquisition: {from: principal, form: web}, retention: unspecified, sharing: {kind: handover, direction: out, recipients: [shipper]}}
requests: {fee: {amount: 1000, currency: JPY, per: record}, records: {provision: registers/provision.csv, stops: registers/stops.csv}}
""")
PY
"$DAICHO" scan -q --fail-on never -p "$work/d.yaml" -i "$work/inv.db" "$work/share" > "$work/said" 2>&1
printf 'name: 高橋 花子\nemail: hanako@kaisha-reiji.co.jp\nphone: 09012345678\n' > "$work/who"
find_it() { "$DAICHO" subject "$@" -q -p "$work/d.yaml" -i "$work/inv.db" < "$work/who"; }
rows() { jq -r 'select(.section == "subject") | [.grade, .state, (.path | sub(".*/"; "")), .records] | join(" ")' "$1"; }
has() { rows "$1" | grep -qx "$2"; }
check "find" find_it find -f jsonl -o "$work/a.jsonl"
check "old character, three attributes" has "$work/a.jsonl" "confirmed present list.csv 1"
check "name in two cells, e-mail in capitals" has "$work/a.jsonl" "confirmed present split.csv 1"
check "another of the same name is a candidate" has "$work/a.jsonl" "candidate present same-name.csv 1"
check "name and number near to each other in a letter" has "$work/a.jsonl" "confirmed present letter.txt 1"
check "a name beside a My Number alone is a candidate" has "$work/a.jsonl" "candidate present pay.csv 1"
check "the register of provision" has "$work/a.jsonl" "confirmed provision provision.csv 1"
check "purpose, source and recipients" sh -c 'jq "select(.section == \"subject\" and .grade == \"confirmed\" and (.path | contains(\"list.csv\"))) | (.purpose | contains(\"To sell goods\")) and (.processor | contains(\"例示運送\")) and (.acquired_from | length > 0)" "$1" | grep -qx true' - "$work/a.jsonl"
check "the fee" grep -q "1000 JPY / record" "$work/a.jsonl"
check "nothing of the person is in the answer" sh -c '! grep -qE "花子|hanako|HANAKO|12345678" "$1"' - "$work/a.jsonl"
check "nor in the audit log" sh -c '! sqlite3 "$1" "select * from audit" | grep -qE "花子|hanako|12345678"' - "$work/inv.db"
check "which says that there was a request" test "$(sqlite3 "$work/inv.db" "select count(*) from audit where action = 'subject_find'")" = 1
for format in html md csv xlsx; do
	check "as $format" find_it find -f $format -o "$work/a.$format"
	check "as $format: nothing of the person" sh -c '! LC_ALL=C grep -qaE "hanako|HANAKO|1234-5678" "$1"' - "$work/a.$format"
done
check "the stop list against what is handed over" sh -c '"$DAICHO" subject stops -q -f jsonl -p "$1/d.yaml" -i "$1/inv.db" -o "$1/s.jsonl" < /dev/null 2> "$1/said"' - "$work"
check "a stop that is yet to come is not asked for" sh -c '! jq -r .attributes "$1" | grep -q "line 5" && grep -q "line 5 of the stop list: its day is yet to come" "$2"' - "$work/s.jsonl" "$work/said"
check "who is still there, by line and day" sh -c 'jq -r "select(.section == \"subject\") | .attributes + \" \" + (.path | sub(\".*/\"; \"\"))" "$1" | grep -q "line 2 of the stop list (2026-05-01): name, telephone list.csv"' - "$work/s.jsonl"
check "who is not, is not named" sh -c '! grep -q "line 3 of" "$1"' - "$work/s.jsonl"
check "a bad line is named, the good ones are used" grep -q "line 4" "$work/said"
printf '{"name": "高橋 花子", "my_number": "2345-6789-0124"}' > "$work/who"
check "JSON and a My Number, live" find_it find -f jsonl -o "$work/m.jsonl"
check "confirms" has "$work/m.jsonl" "confirmed present pay.csv 1"
printf 'name: 高橋 花子\nemail: hanako@kaisha-reiji.co.jp\nphone: 09012345678\n' > "$work/who"
sed -i '/花子/d' "$work/share/sales/list.csv"
rm "$work/share/sales/letter.txt"
cp "$work/share/sales/split.csv" "$work/share/sales/split.was" && rm "$work/share/sales/split.csv" && mkdir "$work/share/sales/split.csv"
check "verify" find_it verify "$work/a.jsonl" -f jsonl -o "$work/b.jsonl"
check "corrected" has "$work/b.jsonl" "confirmed gone list.csv 0"
check "deleted" has "$work/b.jsonl" "confirmed gone letter.txt 0"
check "still there" has "$work/b.jsonl" "candidate still same-name.csv 1"
check "what cannot be read is not gone" sh -c '! jq -r "select(.section == \"subject\") | .path" "$1" | grep -q split.csv' - "$work/b.jsonl"
check "but not searched" sh -c 'jq -r "select(.section == \"not_searched\") | .path" "$1" | grep -q split.csv' - "$work/b.jsonl"
printf 'name: 見本 無之介\nphone: 0399990000\n' > "$work/who"
check "nobody" find_it find --lang ja -f md -o "$work/n.md"
check "says so" grep -q "見当たらない（読んだ範囲）" "$work/n.md"
expect "no attributes in arguments" 2 "never from arguments" env LC_ALL=C "$DAICHO" subject find "高橋 花子" -i "$work/inv.db"
expect "no attributes at all" 2 "no attribute" env LC_ALL=C "$DAICHO" subject find -i "$work/inv.db"
expect "subject is no report of its own" 2 "subject find" env LC_ALL=C "$DAICHO" report subject -i "$work/inv.db"
# an SQLite database is read again as a file is, its log too
python3 - "$work" <<'PY'
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1] + "/crm.db", isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA wal_autocheckpoint=0")
db.execute("CREATE TABLE people (name TEXT, mail TEXT)")
db.executemany("INSERT INTO people VALUES (?, ?)", [("例示 次郎", "jiro%02d@kaisha-reiji.co.jp" % i) for i in range(20)])
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
db.execute("INSERT INTO people VALUES ('高橋 花子', 'hanako@kaisha-reiji.co.jp')")
os._exit(0)				# the last row stays in the log
PY
check "the log is there" test -s "$work/crm.db-wal"
"$DAICHO" scan -q -i "$work/crm.inv" "sqlite:$work/crm.db" > "$work/said" 2>&1
printf 'name: 高橋 花子\nemail: hanako@kaisha-reiji.co.jp\n' > "$work/who"
check "find in a database" sh -c '"$1" subject find -i "$2" -f jsonl -o "$3" < "$4" 2> "$5"' - "$DAICHO" "$work/crm.inv" "$work/crm.jsonl" "$work/who" "$work/said"
check "the row in the log is found, in its table" sh -c 'jq -r "select(.section == \"subject\") | [.grade, .table] | join(\" \")" "$1" | grep -qx "confirmed people"' - "$work/crm.jsonl"
expect "the inventory is sound" 0 "" "$DAICHO" inventory verify -i "$work/inv.db"
finish
