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
expect "what a scan carried over is not told as left out" 0 "are as they were when they were read" env LC_ALL=C "$DAICHO" report coverage -q -f md -p "$work/two.yaml" -i "$work/inv.db"
check "1 object was skipped, the link" grep -q "0 of 1 objects read completely, 0 in part, 1 skipped" "$work/said"
check "its time is that of the declaration's zone" grep -qF "(UTC\\+9)" "$work/said"
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

# ---- the ledger: typed columns go out, come back, and stay
cp -r "$SOURCE_DIR/corpora/demo" "$work/demo"
decl=$work/demo/daicho.yaml
expect "the demo company" 1 "" "$DAICHO" scan -q -p "$decl" -i "$work/l.db" "$work/demo/share"
expect "its ledger in Japanese" 0 "" "$DAICHO" report ledger --lang ja -q -f csv -p "$decl" -i "$work/l.db" -o "$work/l.csv"
python3 - "$work/l.csv" "$work" <<'PY'
import csv, io, sys
text = open(sys.argv[1], encoding="utf-8-sig", newline="").read()
rows = list(csv.reader(io.StringIO(text)))
head, end = rows[0], rows.index([])
for need in ("管理番号", "個人情報の名称", "取扱部署", "管理責任者", "本人の種別", "個人情報の項目（宣言）", "発見した項目", "宣言外の項目", "利用目的",
	"根拠条項", "取得元", "取得の形態", "明示・通知・公表の方法", "保管場所", "媒体・形式", "保管方法", "保管国", "アクセス権（実測）", "保管期限と起算",
	"期限超過件数", "廃棄方法・実施日・実施者", "委託先・再委託先", "第三者提供先・根拠", "共同利用", "外国への提供", "リスク評価", "安全管理措置", "備考"):
	assert need in head, need
by = {r[0]: r for r in rows[1:end]}
assert len(by) == end - 1
out = by["delivery-out/sell/customer"]
assert "架空運送" in out[head.index("委託先・再委託先")] and "C-18" in out[head.index("委託先・再委託先")], out
assert by["stats-anon/stats/customer"][head.index("匿名・仮名・統計の別")].startswith("匿名加工情報")
by["payroll/personnel/employee"][head.index("備考")] = "棚卸し済み"
by["payroll/personnel/employee"][head.index("廃棄方法・実施日・実施者")] = "溶解、2026-12-01、委託"
by["sales/sell/customer"][head.index("リスク評価")] = "=1+1"
def save(name, body, encoding):
	with open(sys.argv[2] + "/" + name, "w", encoding=encoding, newline="") as f:
		w = csv.writer(f)
		w.writerows(body)
whole = rows[:end]
save("typed.csv", whole + [[]] + rows[end + 1:], "cp932")
save("lost.csv", [r for r in whole if r[0] != "payroll/personnel/employee"], "utf-8-sig")
save("twice.csv", whole + [by["sales/sell/customer"]], "utf-8-sig")
save("other.csv", whole + [["made/up"] + by["sales/sell/customer"][1:]], "utf-8-sig")
save("noid.csv", whole + [[""] + by["sales/sell/customer"][1:]], "utf-8-sig")
PY
check "the ledger has its columns" test $? = 0
import="$DAICHO ledger import -p $decl -i $work/l.db"
expect "a row less is refused and named" 2 "payroll/personnel/employee" env LC_ALL=C $import "$work/lost.csv"
expect "a row twice is refused and named" 2 "sales/sell/customer" env LC_ALL=C $import "$work/twice.csv"
expect "a row of another ledger is refused and named" 2 "made/up" env LC_ALL=C $import "$work/other.csv"
expect "a row without id is refused and named" 2 "no row id" env LC_ALL=C $import "$work/noid.csv"
check "nothing of these was taken in" test "$(sqlite3 "$work/l.db" 'select count(*) from typed')" = 0
expect "no ledger at all" 2 "管理番号" env LC_ALL=C $import "$decl"
expect "CP932 as a spreadsheet saves it" 0 "3 typed cells" env LC_ALL=C $import "$work/typed.csv"
expect "another scan" 1 "" "$DAICHO" scan -q -p "$decl" -i "$work/l.db" "$work/demo/share"
expect "its ledger as a workbook" 0 "" "$DAICHO" report ledger --lang ja -q -f xlsx -p "$decl" -i "$work/l.db" -o "$work/l.xlsx"
"$DAICHO" text "$work/l.xlsx" > "$work/l.txt"
check "what was typed is in it" sh -c 'grep -q "棚卸し済み" "$1" && grep -q "溶解、2026-12-01" "$1"' - "$work/l.txt"
sqlite3 "$work/l.db" 'delete from typed'
expect "the workbook comes back too" 0 "3 typed cells" env LC_ALL=C $import "$work/l.xlsx"
check "as it was typed" test "$(sqlite3 "$work/l.db" "select text from typed where name = 'risk'")" = "=1+1"
check "the import is in the audit log" sh -c 'test "$(sqlite3 "$1" "select count(*) from audit where action = '"'ledger_import'"'")" = 2' - "$work/l.db"
expect "CSV in CP932" 0 "" "$DAICHO" report ledger --lang ja -q --encoding cp932 -f csv -p "$decl" -i "$work/l.db" -o "$work/l932.csv"
check "it is CP932" sh -c 'iconv -f CP932 -t UTF-8 "$1" | grep -q "個人情報の名称"' - "$work/l932.csv"
expect "CP932 is for CSV" 2 "csv" "$DAICHO" report ledger --encoding cp932 -f html -p "$decl" -i "$work/l.db"

# ---- who may read: the group of a file and what its access list adds
mkdir "$work/acl"
list "$work/acl/plain.csv" 20
list "$work/acl/listed.csv" 20
chmod 600 "$work/acl/plain.csv" "$work/acl/listed.csv"
cat > "$work/acl.yaml" <<YAML
daicho: 1
controller: {name: {ja: 例示株式会社}}
policies: [{id: web, items: unspecified}]
subjects: [{id: employee}]
purposes:
  - {id: hr, text: {ja: 人事管理のため}, source: {policy: web, clause: "1"}, subjects: [employee], categories: [person.name, contact.email]}
scopes:
  - {id: hr, match: {files: ["$work/acl/**"]}, owner: {department: 人事部, manager: 情報管理者A, reviewed_on: 2026-06-01}, bindings: [{purpose: hr, subjects: [employee], categories: [person.name, contact.email]}], retention: unspecified, claims: {principals: ["EX-HR", mail]}}
YAML
# user::rw-, user:games:r--, user:mail:r--, group::---, mask::r--, other::--- (linux/posix_acl_xattr.h)
if python3 - "$work/acl/listed.csv" <<'PY'
import os, pwd, struct, sys
e = [(1, 6, 0xffffffff), (2, 4, pwd.getpwnam("games").pw_uid), (2, 4, pwd.getpwnam("mail").pw_uid), (4, 0, 0xffffffff), (16, 4, 0xffffffff), (32, 0, 0xffffffff)]
try:
	os.setxattr(sys.argv[1], "system.posix_acl_access", struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *x) for x in e))
except OSError:
	sys.exit(1)
PY
then
	expect "a share with an access list" 0 "" "$DAICHO" scan -q -p "$work/acl.yaml" -i "$work/acl.db" "$work/acl"
	"$DAICHO" report violations -q -f jsonl -p "$work/acl.yaml" -i "$work/acl.db" -o "$work/acl.jsonl"
	check "who is not among the declared is named" sh -c 'jq -r "select(.reason == \"wide_acl\") | [(.path | sub(\".*/\"; \"\")), .detail] | join(\" \")" "$1" | sort -u | grep -qx "listed.csv games"' - "$work/acl.jsonl"
	check "and nobody else" sh -c '! jq -r "select(.reason == \"wide_acl\") | .path" "$1" | grep -q plain.csv' - "$work/acl.jsonl"
	"$DAICHO" report ledger -q -f jsonl -p "$work/acl.yaml" -i "$work/acl.db" -o "$work/acl.ledger"
	check "the ledger has both, declared and seen" sh -c 'grep -q "EX-HR" "$1" && grep -q "games" "$1"' - "$work/acl.ledger"
else
	echo "SKIPPED: this file system keeps no access lists"
fi
expect "the EU record of a real policy's declaration" 0 "" "$DAICHO" report eu -q -f jsonl -p "$SOURCE_DIR/corpora/policies/lquom-en.yaml" -i "$work/l.db" -o "$work/eu.jsonl"
check "has its scope, and names what is not filled" sh -c 'jq -r "select(.section == \"eu\") | .scope" "$1" | grep -qx eu-customers' - "$work/eu.jsonl"
finish
