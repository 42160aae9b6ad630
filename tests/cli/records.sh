#!/bin/sh
# records.sh -- registers of provision and receipt beside what lies in the scopes of hand-over (PURPOSES 2.8), both ways, as a company
# keeps them: code page 932, days written in three ways, broken lines.
. "$SOURCE_DIR/tests/support/check.sh"
mkdir -p "$work/share/mail" "$work/share/carrier" "$work/share/received" "$work/share/unrecorded"
python3 - "$work" <<'PY'
import sys
w = sys.argv[1]
def put(name, n, phone=False):
	with open(w + "/share/" + name, "w") as f:
		f.write("氏名,メール" + (",電話" if phone else "") + "\n")
		for i in range(n):
			f.write("例示 太郎,taro.reiji%d@kaisha-reiji.co.jp%s\n" % (i, ",03-1234-56%02d" % i if phone else ""))
put("mail/recorded-20261005.csv", 20)
put("mail/other-20261101.csv", 20)
put("mail/items-20260901.csv", 20, True)
put("mail/named.csv", 20)
put("carrier/entrusted-20261005.csv", 20)
put("unrecorded/list-20261005.csv", 20)
put("received/list-20261010.csv", 20)
open(w + "/provision.csv", "w", encoding="cp932").write("""提供年月日,提供先,住所,代表者,本人,個人データの項目,同意,ファイル,国
2026/10/6,(株)架空マーケ,東京都架空区1,架空 一郎,別紙一覧,氏名・メールアドレス,あり,,
令和8年9月1日,株式会社　架空マーケ,東京都架空区1,架空 一郎,別紙一覧,氏名、メール,,,
2023年12月10日,株式会社架空マーケ,東京都架空区1,架空 一郎,別紙一覧,氏名、メール,あり,,
2026-02-01,株式会社架空マーケ,東京都架空区1,架空 一郎,別紙一覧,氏名、メール,あり,mail/named.csv,
十月ごろ,株式会社架空マーケ,,,,,,,
2026-10-20,"閉じない引用符,,,,,,,
2026-10-21,足りない
2026-11-20,見知らぬ商会,,,ヒミツノヒト,氏名、暗号,,,US
""")
open(w + "/receipt.csv", "w").write("date,scope,provider,address,representative,person,items,circumstances\n"
	"2026-10-11,received,例示商事,東京都,例示 花子,別紙,氏名 / メール,本人から取得\n2026-10-11,nowhere,例示商事,,,,,\n")
scope = "  - {id: %s, match: {files: ['%s/share/%s/**']}, owner: {department: 営業部, manager: 情報管理者A, reviewed_on: 2026-06-01}, bindings: [{purpose: sell, subjects: [customer], categories: [person.name, contact]}], retention: unspecified, sharing: {%s}}\n"
open(w + "/daicho.yaml", "w").write("""daicho: 1
controller: {name: {ja: 例示株式会社}, contact: privacy@reiji.example}
policies: [{id: web, items: unspecified}]
subjects: [{id: customer, ja: 顧客, en: customers}]
purposes:
  - {id: sell, text: {ja: 販売のため, en: To sell}, source: {policy: web, clause: "1"}, subjects: [customer], categories: [person.name, contact]}
recipients:
  - {id: partner, name: {ja: 株式会社架空マーケ}, role: third_party, country: JP, items: [person.name, contact], basis: consent}
  - {id: shop, name: {ja: 架空商店}, role: third_party, country: JP, items: [person.name, contact], basis: consent}
  - {id: carrier, name: {ja: 架空運送}, role: processor, country: JP, items: [person.name, contact], basis: entrustment, contract: {ref: C-1, confidentiality: true, checked_on: 2026-06-01}}
scopes:
""" + scope % ("mail", w, "mail", "kind: handover, direction: out, recipients: [partner]")
	+ scope % ("unrecorded", w, "unrecorded", "kind: handover, direction: out, recipients: [shop]")
	+ scope % ("carrier", w, "carrier", "kind: handover, direction: out, recipients: [carrier]")
	+ scope % ("received", w, "received", "kind: received, direction: in")
	+ "requests: {records: {provision: provision.csv, receipt: receipt.csv}}\n")
PY
expect "bad lines are named, the good ones used" 0 "provision.csv:6: this line of the register is left out: its date cannot be read" env LC_ALL=C "$DAICHO" purposes check "$work/daicho.yaml"
check "a quote that is not closed takes no other line with it" grep -q "provision.csv:7: .* a quotation mark is not closed" "$work/said"
check "a line with too few fields" grep -q "provision.csv:8: .* not as many fields" "$work/said"
check "a line of a scope that is not declared" grep -q "receipt.csv:3: .* scope is not declared" "$work/said"
check "no other line" test "$(grep -c L_REGISTER_LINE "$work/said")" = 4
expect "a scan" 0 "" "$DAICHO" scan -q -p "$work/daicho.yaml" -i "$work/inv.db" "$work/share"
expect "the report" 0 "" "$DAICHO" report records -q -f jsonl -p "$work/daicho.yaml" -i "$work/inv.db" -o "$work/r.jsonl"
row() { jq -r --arg s "$1" 'select(.section == $s) | [(.location // .line | tostring | sub(".*/"; "")), .code, .lines // (.files | tostring)] | join(" ")' "$work/r.jsonl" | grep -qx "$2"; }
check "a file with its line"		row handed_over "recorded-20261005.csv recorded 2"
check "a file that a line names"	row handed_over "named.csv recorded 5"
check "a file of another day"		row handed_over "other-20261101.csv other_day "
check "a file with more than was recorded" row handed_over "items-20260901.csv items_differ 3"
check "a file without any line"		row handed_over "list-20261005.csv no_record "
check "entrusted: no record is needed"	row handed_over "entrusted-20261005.csv not_required "
check "a line with its file"		row provision "2 traced 1"
check "a line without a trace"		row provision "4 no_trace 0"
check "lines of the receipt"		row receipt "2 traced 1"
check "the file received"		row received "list-20261010.csv recorded 2"
said() { jq -r --arg s "$1" --argjson n "$2" 'select(.section == $s and .line == $n) | .remarks' "$work/r.jsonl" | grep -qF "$3"; }
check "consent that is not filled in"	said provision 3 "not filled in: consent"
check "items found beyond the record"	sh -c 'jq "$1" "$2" | grep -qx true' - 'select(.code == "items_differ") | .items_unrecorded == "telephone number"' "$work/r.jsonl"
check "a period that ends three years on" sh -c 'jq "$1" "$2" | grep -qx true' - 'select(.section == "provision" and .line == 4) | .keep_until == "2026-12-10"' "$work/r.jsonl"
check "abroad without a route"		said provision 9 "no route is given"
check "who is not declared"		said provision 9 "not a declared recipient"
check "four files lack a record or a day"	sh -c 'jq "$1" "$2" | grep -qx true' - 'select(.section == "numbers") | .without_record == "2" and .left_out == "4"' "$work/r.jsonl"
for format in html csv md xlsx; do
	expect "records as $format" 0 "" "$DAICHO" report records -q -f $format -p "$work/daicho.yaml" -i "$work/inv.db" -o "$work/r.$format" --lang ja
	check "records as $format is not empty" test -s "$work/r.$format"
done
# A line that goes before its three years are over is noticed, in the report and in the comparison, until it is there again.
cp "$work/provision.csv" "$work/whole.csv"
sed -i 5d "$work/provision.csv"
expect "a second scan, a line less" 0 "" "$DAICHO" scan -q -p "$work/daicho.yaml" -i "$work/inv.db" "$work/share"
expect "records after it" 0 "" "$DAICHO" report records -q -f jsonl -p "$work/daicho.yaml" -i "$work/inv.db" -o "$work/r2.jsonl"
check "the line was lost early" sh -c 'jq -c "select(.section == \"provision_lost\") | [.state, .date, .keep_until, .missed_by]" "$1" | grep -qx "\[\"record_lost_early\",\"2026-02-01\",\"2029-02-01\",2\]"' - "$work/r2.jsonl"
check "and none of the receipt" sh -c '! grep -q receipt_lost "$1"' - "$work/r2.jsonl"
expect "the comparison" 0 "" "$DAICHO" report diff -q -f jsonl -p "$work/daicho.yaml" -i "$work/inv.db" -o "$work/d.jsonl"
check "names it too" sh -c 'jq -c "select(.section == \"records_lost\") | [.state, .register, .date]" "$1" | grep -qx "\[\"record_lost_early\",\"provision\",\"2026-02-01\"\]"' - "$work/d.jsonl"
cp "$work/whole.csv" "$work/provision.csv"
expect "judged with the line back" 0 "" "$DAICHO" judge -q -p "$work/daicho.yaml" -i "$work/inv.db"
expect "records then" 0 "" "$DAICHO" report records -q -f jsonl -p "$work/daicho.yaml" -i "$work/inv.db" -o "$work/r3.jsonl"
check "nothing is lost" sh -c '! grep -q record_lost_early "$1"' - "$work/r3.jsonl"
check "nothing of a person in a register, nor an undeclared name, is shown" sh -c '! grep -l "ヒミツノヒト\|見知らぬ" "$@"' - "$work"/r.*
finish
