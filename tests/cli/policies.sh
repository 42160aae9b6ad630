#!/bin/sh
# policies.sh -- the five declarations of real policies over made-up shares and databases: one scan each gives the verdicts of the
# specification's worked examples (PURPOSES 1.7), all 18 rows. Only the places are put where this machine has them.
. "$SOURCE_DIR/tests/support/check.sh"
export LC_ALL=C.UTF-8
policies=$SOURCE_DIR/corpora/policies

python3 "$SOURCE_DIR/corpora/generate/policies.py" "$work"
chmod 600 "$work"/lquom-en/db/*.db
# An access list with a name beyond the members of the joint use (C4). No account of that number has a name.
acl=no
if command -v setfacl >/dev/null && setfacl -m u:48123:r "$work/leverages-en/grp/talent/r01.docx" 2>/dev/null; then
	acl=yes
else
	echo "SKIPPED: C4: this file system keeps no access lists"
fi

# scan NAME TARGET...: judged by its declaration with the places' beginnings changed
scan()
{
	name=$1
	shift
	sed -e "s#smb://fs01/#$work/$name/fs01/#g; s#smb://grp/#$work/$name/grp/#g" \
		-e "s#pg://dw/pub\", table: \"anon\.\*#sqlite:$work/$name/db/pub.db\", table: \"*#; s#pg://db/app\", table: \"public\.\*#sqlite:$work/$name/db/app.db\", table: \"*#" \
		-e "s#pg://hr/pay#sqlite:$work/$name/db/pay.db#; s#pg://crm/eu#sqlite:$work/$name/db/eu.db#" \
		-e "s#EX-PAYROLL#root#; s#EX-RECRUIT#root#" "$policies/$name.yaml" > "$work/$name.yaml"
	check "$name: purposes check" "$DAICHO" purposes check "$work/$name.yaml" > "$work/said" 2>&1
	"$DAICHO" scan -q --fail-on never --kinds "$policies/kinds.yaml" -p "$work/$name.yaml" -i "$work/$name.db" "$@" 2> "$work/said" ||
		check "$name: the scan ($(head -n 1 "$work/said"))" false
	"$DAICHO" report violations -f jsonl -p "$work/$name.yaml" -i "$work/$name.db" -o "$work/$name.jsonl" 2>/dev/null
	"$DAICHO" report findings -f jsonl -p "$work/$name.yaml" -i "$work/$name.db" -o "$work/$name.f.jsonl" 2>/dev/null
}

# primary ROW NAME PLACE CATEGORY VERDICT: the primary verdict of all findings there
primary()
{
	got=$(jq -r --arg l "$3" --arg c "$4" 'select(.type? == $c and ((.path + " " + .table) | contains($l))) |
		.verdict + (if .reason == "" then "" else "/" + .reason end)' "$work/$2.f.jsonl" | sort -u | tr '\n' ' ')
	check "$1: $4 in $3 is ${got:-nothing}, must be $5" test "$got" = "$5 "
}

# also ROW NAME PLACE CATEGORY VERDICT [DETAIL]: stands among the verdicts of the violations list
also()
{
	check "$1: $5 is among the verdicts" sh -c 'jq -r --arg l "$2" --arg c "$3" '\''select(.category? == $c and ((.location // "") | contains($l))) |
		.verdict + (if .reason == "" then "" else "/" + .reason end) + (if .would_be == "" then "" else "(" + .would_be + ")" end) + " " + .detail'\'' "$1" | grep -qF -- "$4"' \
		- "$work/$2.jsonl" "$3" "$4" "$5"
}

scan levii-en "$work/levii-en"
primary A1 levii-en billing/2024.csv finance.card_number DECLARED
check "A1: lint L_SILENT_RETENTION" sh -c '"$1" purposes check "$2" 2>&1 | grep -q L_SILENT_RETENTION' - "$DAICHO" "$work/levii-en.yaml"
primary A2 levii-en out/partner/0905.csv person.birth_date PROHIBITED/handover_item_excess
also A2 levii-en out/partner/0905.csv person.birth_date UNDECLARED_CATEGORY
primary A3 levii-en scratch/copy.csv contact.email UNDECLARED_LOCATION
check "A3: e-mail alone makes no one sure: lo is 0" sh -c 'jq -e "select(.path | contains(\"scratch\")) | .persons_lo == 0 and .persons_hi == 120" "$1"' - "$work/levii-en.f.jsonl" >/dev/null

scan levii-ja "sqlite:$work/levii-ja/db/pub.db" "sqlite:$work/levii-ja/db/app.db"
primary B1 levii-ja pub.db contact.email PROHIBITED/identifier_in_processed_data
also B1 levii-ja pub.db contact.email OTHER_PURPOSE
primary B2 levii-ja pub.db person.age CONTROL_GAP/unpublished_items
primary B3 levii-ja pub.db anon.link_code PROHIBITED/identifier_in_processed_data
# Each code that counts as one (some look like keys of a mapping) is of app.db; all are compared, so nothing is left to error.
also B3 levii-ja pub.db anon.link_code "joinability 1.000 +- 0.000: 120 of 120 values are in data that is not processed"
# Of 150 ages of 62 years the database says itself how many are alone and what the smallest group is.
alone=$(sqlite3 "$work/levii-ja/db/pub.db" 'select count(*) from (select 1 from usage group by "年齢" having count(*) = 1)')
least=$(sqlite3 "$work/levii-ja/db/pub.db" 'select min(n) from (select count(*) n from usage group by "年齢")')
also B2 levii-ja pub.db person.age "k-min $least: $alone of 150 rows stand alone by person.age"
"$DAICHO" report ledger -f jsonl -p "$work/levii-ja.yaml" -i "$work/levii-ja.db" -o "$work/anon.jsonl" 2>/dev/null
check "the ledger says how far processed data can be told apart" sh -c 'jq -r "select(.processing != null) | .processing" "$1" | grep -qF "$2"' - "$work/anon.jsonl" \
	"k-min $least, $alone of 150 rows alone; joinability 1.000 ± 0.000"
check "and by finding, with the share, its error and the scope" sh -c 'jq -e "select(.section? == \"processed\" and .category == \"anon.link_code\") |
	.joinability == 1 and .joinability_error == 0 and .values == 120 and .joins_with != \"\"" "$1" > /dev/null' - "$work/anon.jsonl"

scan leverages-en "$work/leverages-en"
primary C1 leverages-en r01.docx person.photo PROHIBITED/joint_item_excess
also C1 leverages-en r01.docx person.photo UNDECLARED_CATEGORY
primary C2 leverages-en r01.docx special.medical_history PROHIBITED/special_care_no_basis
also C2 leverages-en r01.docx special.medical_history PROHIBITED/joint_item_excess
primary C3 leverages-en r01.docx career.education REVIEW
also C3 leverages-en r01.docx career.education "joint_item_excess"
if [ $acl = yes ]; then
	primary C4 leverages-en r01.docx person.name CONTROL_GAP/joint_member_excess
fi

scan handling-agreement-en "$work/handling-agreement-en"
primary D1 handling-agreement-en winners.csv contact.address OVER_RETENTION
also D1 handling-agreement-en winners.csv contact.address POLICY_SILENT/items
also D1 handling-agreement-en winners.csv contact.address "2025-12-30 < "
check "D2: the locked archive is UNKNOWN/password" sh -c 'jq -r "select((.location // \"\") | contains(\"entries.zip\")) | .verdict + \"/\" + .reason" "$1" | grep -qx UNKNOWN/password' - "$work/handling-agreement-en.jsonl"
primary D3 handling-agreement-en stats/trend.csv contact.phone PROHIBITED/identifier_in_processed_data

scan lquom-en "$work/lquom-en/fs01" "sqlite:$work/lquom-en/db/pay.db" "sqlite:$work/lquom-en/db/eu.db"
primary E1 lquom-en "pay.db gensen" govid.my_number DECLARED
primary E2 lquom-en memo.csv govid.my_number PROHIBITED/mynumber_outside_scope
also E2 lquom-en memo.csv govid.my_number UNDECLARED_LOCATION
primary E3 lquom-en "pay.db person" person.name OTHER_PURPOSE/subject
also E3 lquom-en "#col=氏名" person.name applicant
primary E4 lquom-en "eu.db customer" euspecial.trade_union PROHIBITED/special_care_no_basis
"$DAICHO" report ledger -f jsonl -p "$work/lquom-en.yaml" -i "$work/lquom-en.db" -o "$work/ledger.jsonl" 2>/dev/null
check "E5: no salary was found, all tables were read" sh -c 'jq -r "select(.scope? == \"payroll\" or (.row_id? // \"\" | startswith(\"payroll/\"))) | .items_not_found" "$1" | grep -q "salary"' - "$work/ledger.jsonl"
check "E5: and it is not said of tables that were not read" test "$(sqlite3 "$work/lquom-en.db" "select verdict from ruling where clause = 'work.salary'")" = NOT_FOUND
# ---- exports for machines
for name in levii-en levii-ja leverages-en handling-agreement-en lquom-en; do
	"$DAICHO" report violations -f sarif -p "$work/$name.yaml" -i "$work/$name.db" -o "$work/$name.sarif" 2>/dev/null
done
check "SARIF validates against its schema" /usr/bin/python3 "$SOURCE_DIR/tests/support/sarif.py" "$work"/*.sarif
sed 's/"version":"2.1.0"/"version":"9"/' "$work/lquom-en.sarif" > "$work/bad.json"
check "and the check can fail" sh -c '! /usr/bin/python3 "$1" "$2" > /dev/null' - "$SOURCE_DIR/tests/support/sarif.py" "$work/bad.json"
kinds() { jq -r '.runs[].results[] | .ruleId + " " + .kind' "$work/$1.sarif" | sort -u; }
check "what was not found is informational" sh -c 'echo "$1" | grep -qx "NOT_FOUND informational"' - "$(kinds lquom-en)"
check "an unread asset is open" sh -c 'echo "$1" | grep -qx "UNKNOWN/password open"' - "$(kinds handling-agreement-en)"
check "a review is one" sh -c 'echo "$1" | grep -qx "REVIEW review"' - "$(kinds leverages-en)"
for name in levii-en levii-ja leverages-en handling-agreement-en lquom-en; do
	for format in fideslang dpv; do
		"$DAICHO" report catalog -f $format -p "$work/$name.yaml" -i "$work/$name.db" -o "$work/$name.$format" 2>/dev/null
		check "$name: $format is JSON" sh -c 'jq -e . "$1" > /dev/null' - "$work/$name.$format"
	done
done
# Names and forms as fideslang 3 and DPV 2 have them.
check "fideslang: keys are keys" sh -c 'jq -e "[.dataset[], .system[]] | all(.fides_key | test(\"^[A-Za-z0-9_.<>-]+$\"))" "$1" > /dev/null' - "$work/levii-en.fideslang"
check "fideslang: a column is a field with its category" sh -c 'jq -r ".dataset[] | select(.name | endswith(\"billing/2024.csv\")) | .collections[].fields[] | .name + \" \" + .data_categories[0]" "$1" | grep -qx "カード番号 user.financial.credit_card"' - "$work/levii-en.fideslang"
check "fideslang: a purpose is a privacy declaration" sh -c 'jq -c ".system[] | select(.fides_key == \"billing\") | .privacy_declarations[] | [.data_use, .data_subjects[0], (.data_categories | index(\"user.financial.credit_card\") != null)]" "$1" | grep -qx "\[\"essential.service.payment_processing\",\"customer\",true\]"' - "$work/levii-en.fideslang"
check "dpv: a row is a process" sh -c 'jq -c ".[\"@graph\"][] | select(.[\"@id\"] == \"urn:daicho:billing/pay/customer\") | [.[\"@type\"], .[\"dpv:hasPurpose\"][0][\"@id\"], .[\"dpv:hasDataSubject\"][0][\"@id\"]]" "$1" | grep -qx "\[\"dpv:Process\",\"dpv:PaymentManagement\",\"dpv:Customer\"\]"' - "$work/levii-en.dpv"
finish
