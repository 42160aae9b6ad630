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
"$DAICHO" inventory dump -i "$work/out/inv.db" -o "$work/out/dump"
check "there are findings" test -s "$work/out/f.jsonl"
check "the needles are in the source" grep -qaFf "$work/needles" "$work/share/note.txt"
check "no needle in any output, log, inventory or temporary file" sh -c '! LC_ALL=C grep -rlaFf "$1/needles" "$1/out" "$1/tmp"' - "$work"
finish
