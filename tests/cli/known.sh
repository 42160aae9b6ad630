#!/bin/sh
# known.sh -- --allow-list and --min-confidence: what they leave out is counted, a My Number is never left out, faults are told.
. "$SOURCE_DIR/tests/support/check.sh"
mkdir -p "$work/share/public"
printf '電話 03-5555-0147\n電話 090-1234-5671\n連絡先 info@daicho-rei.co.jp\n連絡先 hanae.y@daicho-rei.co.jp\n' > "$work/share/note.txt"
printf '電話 090-8765-4321\n' > "$work/share/public/page.txt"
printf '番号 123456789018\n個人番号 023456789013\n' > "$work/share/my.txt"
cat > "$work/allow.txt" <<'EOF'
# the firm's own
contact.phone   value    ０３ 5555 0147
contact.phone   value    (03) 5555-0147
contact.email   pattern  ^info@
contact         path     */share/public/*
govid.my_number value    023456789013
EOF
# band TYPE FILE LINE: of the hit that stands there
band()
{
	jq -r --arg t "$1" --arg f "$2" --argjson l "$3" 'select(.type == $t and (.path | endswith($f)) and .line == $l) | .band' "$work/f.jsonl"
}
scan()
{
	"$DAICHO" scan -i "$work/x.db" --findings "$work/f.jsonl" "$@" "$work/share" > "$work/out" 2>&1
}

scan --allow-list "$work/allow.txt"
check "a value that is listed, written otherwise, is low" test "$(band contact.phone note.txt 1)" = low
check "another number is not" test "$(band contact.phone note.txt 2)" = high
check "a pattern" test "$(band contact.email note.txt 3)" = low
check "what the pattern does not match" test "$(band contact.email note.txt 4)" = high
check "a place" test "$(band contact.phone page.txt 1)" = low
check "a My Number has no value to be listed by" test "$(band govid.my_number my.txt 2)" = high
check "the hit says why" grep -q '"why":"known"' "$work/f.jsonl"
check "reasons add up to the confidence" sh -c "jq -r 'select(.reasons[] | .why == \"known\") | ([.reasons[].logodds] | add)' \"\$1\" | awk '\$1 > -0.84 || \$1 < -0.86 { bad = 1 } END { exit bad }'" - "$work/f.jsonl"
check "the summary counts them" grep -q "allow-list.*: 3 hits" "$work/out"
check "the inventory counts them as sample values" sh -c '"$DAICHO" report findings -q -f jsonl -i "$1/x.db" | jq -r "select(.type != \"govid.my_number\") | .placeholders" | awk "{ n += \$1 } END { exit n != 3 }"' - "$work"
check "no value of the list is in the inventory" sh -c '! grep -q "0355550147\|5555-0147" "$1/x.db"' - "$work"

scan --min-confidence high
check "nothing below the threshold" test "$(jq -r 'select(.band != "high" and .type != "govid.my_number") | .start' "$work/f.jsonl" | wc -l)" = 0
scan
low=$(jq -r 'select(.confidence < 0.999 and .type != "govid.my_number") | .start' "$work/f.jsonl" | wc -l)
scan --min-confidence 0.999
check "what is left out is counted" grep -q "Left out: $low hits" "$work/out"
check "a My Number is never left out" test "$(jq -r 'select(.type == "govid.my_number") | .start' "$work/f.jsonl" | wc -l)" -ge 1

printf 'contact.phone value\n' > "$work/bad.txt"
expect "an entry without its value" 2 "bad.txt:1: a category" "$DAICHO" scan --allow-list "$work/bad.txt" -i "$work/x.db" "$work/share"
printf '\ncontact.fon value 1\n' > "$work/bad.txt"
expect "an unknown category" 2 'bad.txt:2: "contact.fon" is no category' "$DAICHO" scan --allow-list "$work/bad.txt" -i "$work/x.db" "$work/share"
printf 'contact.phone pattern a(b\n' > "$work/bad.txt"
expect "a pattern that does not compile" 2 "bad.txt:1: pattern, character 4" "$DAICHO" scan --allow-list "$work/bad.txt" -i "$work/x.db" "$work/share"
printf '* sha256 12\n' > "$work/bad.txt"
expect "a hash that is none" 2 "bad.txt:1: 64 hexadecimal" "$DAICHO" scan --allow-list "$work/bad.txt" -i "$work/x.db" "$work/share"
printf '* value --\n' > "$work/bad.txt"
expect "a value of nothing" 2 "bad.txt:1: a value" "$DAICHO" scan --allow-list "$work/bad.txt" -i "$work/x.db" "$work/share"
expect "a list that is not there" 2 "none.txt: No such file" "$DAICHO" scan --allow-list "$work/none.txt" -i "$work/x.db" "$work/share"
expect "a threshold that is none" 2 "low, medium, high or a number" "$DAICHO" scan --min-confidence 1.5 -i "$work/x.db" "$work/share"

# A report that leaves out what is less sure than asked for, and says how many.
mkdir "$work/sure"
printf '氏名: 山本花江 電話 090-1234-5678\n' > "$work/sure/a.txt"
printf 'note 03-5555-0199 taro@kaisha-reiji.co.jp\n' > "$work/sure/b.txt"
expect "a scan of all" 0 "" "$DAICHO" scan -q -i "$work/inv.db" "$work/sure"
"$DAICHO" report findings -q -f jsonl -i "$work/inv.db" -o "$work/all.jsonl"
cut=$(jq -s '[.[] | select(.path != null) | .confidence] | max' "$work/all.jsonl")
below=$(jq -s --argjson c "$cut" '[.[] | select(.path != null and .confidence < $c and .type != "govid.my_number")] | length' "$work/all.jsonl")
"$DAICHO" report findings -q -f jsonl --min-confidence "$cut" --lang en -i "$work/inv.db" -o "$work/sure.jsonl"
check "something is below it" test "$below" -gt 0
check "none below it is listed" test "$(jq -s --argjson c "$cut" '[.[] | select(.path != null and .confidence < $c and .type != "govid.my_number")] | length' "$work/sure.jsonl")" = 0
check "and those left out are counted" sh -c 'grep -q "confidence asked for: $1 " "$2"' - "$below" "$work/sure.jsonl"
expect "not for verdicts" 2 "is for 'report findings'" env LC_ALL=C "$DAICHO" report violations --min-confidence high -f md -i "$work/inv.db" -o "$work/v.md"
expect "no such confidence" 2 "low, medium, high" env LC_ALL=C "$DAICHO" report findings --min-confidence sure -f md -i "$work/inv.db" -o "$work/v.md"
finish
