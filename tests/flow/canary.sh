#!/bin/sh
# canary.sh -- what we look for is what we guard: values planted on a share are found nowhere outside it, in no form.
. "$SOURCE_DIR/tests/support/check.sh"
mkdir "$work/share" "$work/out" "$work/tmp"
python3 - "$work" <<'PY'
import base64, random, sys
sys.path.insert(0, __import__("os").environ["SOURCE_DIR"] + "/corpora/generate")
from demo import Company, table
work = sys.argv[1]
c = Company(77)
people = c.people(40)
rows = [[p["name"], p["tel"], p["mail"], c.card(), c.my_number(), p["address"]] for p in people]
open(work + "/share/people.csv", "w", encoding="cp932").write(table([["氏名", "電話番号", "メール", "カード番号", "個人番号", "住所"]] + rows))
open(work + "/share/note.txt", "w").write("".join("氏名:%s\n電話:%s\nメール:%s\n\n" % tuple(r[:3]) for r in rows))
with open(work + "/needles", "wb") as f:
	for r in rows:
		local = r[2].split("@")[0]
		for v in (r[0], r[0].replace(" ", ""), r[1], r[1].replace("-", ""), r[2], local, r[3], r[4], r[5]):
			if len(v) < 6:
				continue
			raw = v.encode()
			forms = {raw, v.encode("utf-16-le"), v.encode("cp932", "replace"), raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")[:-1]}
			f.write(b"".join(x + b"\n" for x in forms if b"\n" not in x and len(x) >= 6))
PY
export TMPDIR="$work/tmp"
expect "scan" 0 "" "$DAICHO" scan -i "$work/out/inv.db" --findings "$work/out/f.jsonl" "$work/share"
cp "$work/said" "$work/out/said"
for report in overview violations coverage findings columns ledger; do
	for format in html csv jsonl md; do
		"$DAICHO" report $report -f $format -i "$work/out/inv.db" -o "$work/out/$report.$format" 2>>"$work/out/errors"
	done
done
# a person's request: the attributes are needles themselves
head -n 3 "$work/share/note.txt" | sed 's/^氏名/name/; s/^電話/phone/; s/^メール/email/' > "$work/who"
for format in html csv jsonl md xlsx; do
	check "subject find as $format" sh -c '"$DAICHO" subject find -f "$1" -i "$2/out/inv.db" -o "$2/out/subject.$1" < "$2/who" 2>>"$2/out/errors"' - $format "$work"
done
check "it finds the person" grep -q '"grade":"confirmed"' "$work/out/subject.jsonl"
"$DAICHO" scan -i "$work/out/inv.db" "$work/share" > "$work/out/said2" 2>&1
for format in html csv jsonl md; do
	"$DAICHO" report diff -f $format -i "$work/out/inv.db" -o "$work/out/diff.$format" 2>>"$work/out/errors"
	[ $format = csv ] || "$DAICHO" report triage -f $format -i "$work/out/inv.db" -o "$work/out/triage.$format" 2>>"$work/out/errors"
done
# ---- a declaration whose registers and processed data hold the needles, a request before and after, a breach
python3 - "$work" <<'PY'
import csv, sys
work = sys.argv[1]
rows = list(csv.reader(open(work + "/share/people.csv", encoding="cp932")))[1:]
with open(work + "/provision.csv", "w", encoding="cp932") as f:
	f.write("提供年月日,提供先,本人,個人データの項目,ファイル\n" + "".join('2026-10-%02d,架空商店,"%s %s",氏名,people.csv\n' % (i % 28 + 1, r[0], r[1]) for i, r in enumerate(rows)))
open(work + "/stops.csv", "w", encoding="utf-8").write("email,date\n" + "".join("%s,2026-01-01\n" % r[2] for r in rows))
open(work + "/d.yaml", "w", encoding="utf-8").write("""daicho: 1
controller: {name: {ja: 例示株式会社}}
policies: [{id: w, items: [person]}]
purposes: [{id: p, text: {ja: 販売}, source: {policy: w, clause: "1"}, categories: [person.name]}]
recipients: [{id: shop, name: {ja: 架空商店}, role: third_party, country: JP, items: [person.name], basis: consent}]
scopes:
  - {id: out, match: {files: ['%s/share/people.csv']}, owner: {manager: m}, bindings: [{purpose: p}], claims: {processing: anonymised, published_items: []},
     sharing: {kind: handover, direction: out, recipients: [shop]}, eu_adequacy: {territories: [EU], purposes_at_origin: [p]}}
requests: {records: {provision: provision.csv, stops: stops.csv}}
""" % work)
PY
"$DAICHO" judge -p "$work/d.yaml" -i "$work/out/inv.db" --fail-on never > "$work/out/judged" 2>&1
for report in violations ledger eu records trend catalog triage; do
	for format in html csv jsonl md xlsx sarif ocsf fideslang dpv; do
		"$DAICHO" report $report -f $format -p "$work/d.yaml" -i "$work/out/inv.db" -o "$work/out/p-$report.$format" 2>>"$work/out/errors"
	done
done
check "the ledger measured the processed data" grep -q "joinability" "$work/out/p-ledger.jsonl"
check "the records report has the register" grep -q '"section":"provision"' "$work/out/p-records.jsonl"
"$DAICHO" subject verify "$work/out/subject.jsonl" -p "$work/d.yaml" -i "$work/out/inv.db" -f jsonl -o "$work/out/verify.jsonl" < "$work/who" > "$work/out/said4" 2>&1
check "subject verify tells what is still there" grep -q '"still"' "$work/out/verify.jsonl"
"$DAICHO" subject stops -p "$work/d.yaml" -i "$work/out/inv.db" -f jsonl -o "$work/out/stops.jsonl" > "$work/out/said5" 2>&1
check "subject stops lists who is still handed over" test -s "$work/out/stops.jsonl"
for format in html md jsonl; do
	"$DAICHO" triage "$work/share" -p "$work/d.yaml" --known-at 2026-11-20 --cause intrusion -i "$work/out/breach.db" -f $format -o "$work/out/breach.$format" >> "$work/out/said3" 2>&1
	check "a triage as $format" test -s "$work/out/breach.$format"
done
"$DAICHO" inventory dump -i "$work/out/breach.db" -o "$work/out/dump2"
"$DAICHO" inventory dump -i "$work/out/inv.db" -o "$work/out/dump"
check "there are findings" test -s "$work/out/f.jsonl"
check "the needles are in the source" grep -qaFf "$work/needles" "$work/share/note.txt"
# ---- a crash in mid-scan leaves no memory behind: no core of a worker or of the controller, nothing in TMPDIR
mkdir "$work/crash" "$work/many"
for i in $(seq 1500); do
	cp "$work/share/note.txt" "$work/many/$i.txt"
done
case $(cat /proc/sys/kernel/core_pattern) in
*/*|'|'*) echo "SKIPPED: the kernel hands cores elsewhere (core_pattern); that none falls here shows nothing" ;;
*)
	(cd "$work/crash" && ulimit -c unlimited && sh -c 'kill -s ABRT $$') 2>/dev/null
	check "a program that does not guard itself leaves a core here" sh -c 'ls "$1"/core* > /dev/null' - "$work/crash"
	rm -f "$work/crash"/core*
	;;
esac

# filters PID: how many seccomp filters stand on a process.
filters()
{
	sed -n 's/^Seccomp_filters:[^0-9]*//p' "/proc/$1/status" 2>/dev/null | grep . || echo 0
}

# abort_in_scan WHO CODE: SIGABRT to a worker or the controller once there are workers, with cores allowed to our children.
abort_in_scan()
{
	(cd "$work/crash" && ulimit -c unlimited && exec "$DAICHO" scan -q -j 2 -i "$work/out/$1.db" "$work/many") > "$work/out/$1.said" 2>&1 &
	pid=$!
	worker=
	for i in $(seq 500); do
		worker=$(cat /proc/"$pid"/task/*/children 2>/dev/null | tr ' ' '\n' | head -n 1)
		# A worker with its filter on takes jobs within moments; one ended before that is a start that failed (code 4).
		[ -n "$worker" ] && [ "$(filters "$worker")" -gt "$(filters self)" ] && break
		sleep 0.01
	done
	sleep 0.05
	check "$1: the limits forbid a core" grep -Eq 'core file size +0 +0' "/proc/${worker:-none}/limits" "/proc/$pid/limits"
	if [ "$1" = worker ]; then
		check "$1: was in mid-scan when it was ended" kill -s ABRT "${worker:-none}"
	else
		check "$1: was in mid-scan when it was ended" kill -s ABRT "$pid"
	fi
	wait "$pid"
	check "$1: ends as it must" test $? -eq "$2"
	check "$1: leaves no core" sh -c '! find "$1" "$2" "$3" -name "core*" | grep -q .' - "$work/crash" "$work/out" "$work/tmp"
}
abort_in_scan worker 0
check "worker: every file is accounted for all the same" test "$(sqlite3 "$work/out/worker.db" 'select count(*) from object where directory = 0' 2>/dev/null)" = 1500
abort_in_scan controller 134
check "TMPDIR is empty after all" sh -c '! find "$1" -mindepth 1 | grep -q .' - "$work/tmp"
check "no needle in any output, log, inventory or temporary file" sh -c '! LC_ALL=C grep -rlaFf "$1/needles" "$1/out" "$1/tmp"' - "$work"
finish
