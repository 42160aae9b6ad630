#!/bin/sh
# demo.sh -- the demo share shows every kind of verdict once, and the same whatever the number of workers.
. "$SOURCE_DIR/tests/support/check.sh"
demo=$SOURCE_DIR/corpora/demo

cp -r "$demo" "$work/demo"
chmod 600 "$work/demo/share/hr/payroll/"*
for jobs in 1 2 8; do
	expect "scan with $jobs workers finds violations" 1 "" \
		"$DAICHO" scan -j "$jobs" -p "$work/demo/daicho.yaml" -i "$work/inv$jobs.db" --findings "$work/f$jobs.jsonl" "$work/demo/share"
	"$DAICHO" inventory dump -i "$work/inv$jobs.db" -o "$work/dump$jobs"
done
check "dump with 2 workers is that of 1" cmp -s "$work/dump1" "$work/dump2"
check "dump with 8 workers is that of 1" cmp -s "$work/dump1" "$work/dump8"
check "findings with 8 workers are those of 1" cmp -s "$work/f1.jsonl" "$work/f8.jsonl"
check "the dump is not empty" test -s "$work/dump1"
"$DAICHO" report violations -f jsonl -p "$work/demo/daicho.yaml" -i "$work/inv1.db" -o "$work/v.jsonl"
for verdict in PROHIBITED UNDECLARED_LOCATION UNDECLARED_CATEGORY OTHER_PURPOSE OVER_RETENTION CONTROL_GAP POLICY_SILENT; do
	check "verdict $verdict is there" grep -q "$verdict" "$work/v.jsonl"
done
for reason in mynumber_outside_scope special_care_no_basis identifier_in_processed_data handover_item_excess listed; do
	check "PROHIBITED/$reason is there" grep -q "$reason" "$work/v.jsonl"
done
"$DAICHO" report findings -f jsonl -p "$work/demo/daicho.yaml" -i "$work/inv1.db" -o "$work/findings.jsonl"
check "a My Number in its own scope is declared" sh -c 'jq -r "select(.detector == \"jp.my_number\" and (.path | contains(\"payroll\"))) | .verdict" "$1" | sort -u | grep -qx DECLARED' - "$work/f1.jsonl"
check "an order number is no My Number" sh -c '! jq -r "select(.field == \"order_no\") | .band" "$1" | grep -qE "medium|high"' - "$work/f1.jsonl"
check "a card number in a note is found" sh -c 'jq -r "select(.detector == \"card\" and .field == \"note\") | .band" "$1" | grep -qE "medium|high"' - "$work/f1.jsonl"
expect "judging again gives the same exit code" 1 "" "$DAICHO" judge -p "$work/demo/daicho.yaml" -i "$work/inv1.db"
expect "the inventory is sound" 0 "sound" env LC_ALL=C "$DAICHO" inventory verify -i "$work/inv1.db"
expect "never fails when told so" 0 "" "$DAICHO" scan --fail-on never -p "$work/demo/daicho.yaml" -i "$work/inv1.db" "$work/demo/share"
expect "incomplete coverage is 3" 3 "" "$DAICHO" scan --fail-on never --require-complete -p "$work/demo/daicho.yaml" -i "$work/inv1.db" "$work/demo/share"
check "a My Number has no token" test "$(sqlite3 "$work/inv1.db" "select count(*) from token t join finding f on f.object_id = t.object_id and f.number = t.finding where f.category = 'govid.my_number'")" = 0
check "every line is JSON" sh -c 'jq -e . < "$1" > /dev/null' - "$work/f1.jsonl"
finish
