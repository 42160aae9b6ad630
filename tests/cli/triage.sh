#!/bin/sh
# triage.sh -- a breach on a share of some thousand files: the plan, the first estimate against what is truly there, the report on a
# pipe, and a small share that needs no first look.
. "$SOURCE_DIR/tests/support/check.sh"
export LC_ALL=C.UTF-8

# 3,000 files of which one in four holds a name and a telephone number; one list of a telling name with payment cards.
python3 - "$work/share" <<'PY'
import os, random, sys
r = random.Random(7)
for i in range(3000):
	folder = "%s/d%02d" % (sys.argv[1], i % 40)
	os.makedirs(folder, exist_ok=True)
	with open("%s/f%05d.txt" % (folder, i), "w", encoding="utf-8") as f:
		f.write("氏名: 山本花江 電話 090-%04d-%04d\n" % (r.randrange(1000, 9999), r.randrange(1000, 9999)) if i % 4 == 0 else "nothing of note here\n" * 9)
def card():
	d = [4] + [r.randrange(10) for _ in range(14)]
	s = sum(x if i % 2 else (2 * x - 9 * (x > 4)) for i, x in enumerate(d))
	return "".join(map(str, d)) + str(-s % 10)
with open(sys.argv[1] + "/d07/顧客名簿.csv", "w", encoding="utf-8") as f:
	f.write("氏名,カード番号\n" + "".join("佐藤健一,%s\n" % card() for _ in range(12)))
PY
expect "triage of a big share" 0 "Plan: 3,001 objects" "$DAICHO" triage "$work/share" --known-at 2026-11-20T09:30 --cause intrusion -i "$work/t.db" -o "$work/t.html"
check "the telling list was read first" grep -q "payment card numbers: seen, 12 values" "$work/said"
check "the interval holds the truth" sh -c 'sed -n "s/.*(\([0-9]*\) to \([0-9]*\) %.*/\1 \2/p" "$1" | { read -r low high; [ "$low" -le 25 ] && [ "$high" -ge 25 ] && [ "$high" -lt 60 ]; }' - "$work/said"
check "the report is of everything" sh -c 'grep -q "3,001 of 3,001" "$1" || grep -q "3001" "$1"' - "$work/t.html"
expect "the estimate stands in the audit chain, which is sound" 0 "sound" "$DAICHO" inventory verify -i "$work/t.db"
check "by its name" test "$(sqlite3 "$work/t.db" "select count(*) from audit where action = 'triage_estimate'")" = 1
expect "the same in Japanese" 0 "第一次見積り" "$DAICHO" triage --lang ja "$work/share" --known-at 2026-11-20 -i "$work/u.db" -o "$work/u.md"
"$DAICHO" triage "$work/share" --known-at 2026-11-20 -i "$work/p.db" -f jsonl > "$work/p.jsonl" 2> "$work/said"
check "on a pipe the report stands alone" jq -e . "$work/p.jsonl" > /dev/null
check "and the estimate goes to the other stream" grep -q "First estimate" "$work/said"
check "the clock shows the next working day" sh -c 'jq -r "select(.section == \"clock\") | [.day, .date, .next_business_day] | join(\" \")" "$1" | grep -qx "3 2026-11-22 2026-11-24"' - "$work/p.jsonl"
check "a processor has a line of its own" sh -c 'jq -r "select(.section == \"clock\") | .what" "$1" | grep -q "processor"' - "$work/p.jsonl"
sed -n 's/.*,//p' "$work/share/d07/顧客名簿.csv" | tail -n +2 > "$work/planted"
cat "$work"/share/d0*/f*.txt | grep -oE '090-[0-9]{4}-[0-9]{4}' >> "$work/planted"
check "hundreds of values were planted" test "$(wc -l < "$work/planted")" -gt 100
check "none of them is in any output" sh -c '! grep -qFf "$@"' - "$work/planted" "$work/t.html" "$work/u.md" "$work/p.jsonl" "$work/said"
mkdir "$work/small"
cp "$work/share/d07/顧客名簿.csv" "$work/small"
expect "a small share is read at once" 0 "" "$DAICHO" triage "$work/small" --known-at 2026-11-20 -i "$work/s.db" -o "$work/s.md"
check "without a plan" sh -c '! grep -q Plan: "$1"' - "$work/said"
finish
