#!/bin/sh
# usage.sh -- bad input gets a message that says what, where and what to do, and exit code 2.
. "$SOURCE_DIR/tests/support/check.sh"
mkdir "$work/share"
echo 'nothing here' > "$work/share/a.txt"
printf 'daicho: 1\ncontroller: {name: {en: X}}\n  bad: [\n' > "$work/broken.yaml"
sed 's/^purposes:/purpozes:/' "$SOURCE_DIR/corpora/demo/daicho.yaml" > "$work/unknown.yaml"
scan="$DAICHO scan -i $work/inv.db"

expect "no command" 2 "usage" "$DAICHO"
expect "unknown command" 2 "frobnicate" "$DAICHO" frobnicate
expect "help" 0 "scan" "$DAICHO" help
expect "help of a command" 0 "--require-complete" "$DAICHO" help scan
expect "help in Japanese" 0 "使い方" env LC_ALL=ja_JP.UTF-8 "$DAICHO" help
expect "version" 0 "0.1" "$DAICHO" --version
expect "libraries" 0 "sqlite" "$DAICHO" version --deps
expect "no target" 2 "TARGET" "$DAICHO" scan
expect "missing target" 2 "no-such-folder" $scan "$work/no-such-folder"
expect "jobs zero" 2 "--jobs" $scan -j 0 "$work/share"
expect "jobs text" 2 "--jobs" $scan -j many "$work/share"
expect "unknown option" 2 "--frob" $scan --frob "$work/share"
expect "option of another command" 2 "--masks" $scan --masks "$work/share"
expect "bad level" 2 "fail-on" $scan --fail-on loud "$work/share"
expect "bad size" 2 "max-size" $scan --max-size -5 "$work/share"
expect "unknown scheme" 2 "gopher" $scan gopher://host/share
expect "missing declaration" 2 "no-such.yaml" $scan -p "$work/no-such.yaml" "$work/share"
expect "broken declaration names line" 2 "broken.yaml:3" $scan -p "$work/broken.yaml" "$work/share"
expect "unknown key is named" 2 "purpozes" "$DAICHO" purposes check "$work/unknown.yaml"
expect "report without an inventory" 2 "inventory init" "$DAICHO" report overview -i "$work/none.db"
printf 'this is no inventory, but it is long enough to look like a file of one\n' > "$work/text.db"
chmod 600 "$work/text.db"
expect "inventory is no inventory" 2 "text.db" "$DAICHO" scan -i "$work/text.db" "$work/share"
"$DAICHO" inventory init -i "$work/empty.db" >/dev/null
expect "report before a scan" 2 "scan first" "$DAICHO" report overview -i "$work/empty.db"
expect "good scan" 0 "" $scan "$work/share"
chmod 644 "$work/inv.db"
expect "inventory others can read" 2 "chmod 600" $scan "$work/share"
chmod 600 "$work/inv.db"
sqlite3 "$work/inv.db" 'PRAGMA user_version = 9999'
expect "inventory of a newer version" 2 "newer" $scan "$work/share"
$DAICHO scan -q -i "$work/good.db" "$work/share"
expect "report that there is none" 2 "overview" "$DAICHO" report horoscope -i "$work/good.db"
expect "a target that holds the inventory: it is left out, with a ledger line" 0 "policy_exclude" "$DAICHO" scan -i "$work/share/inv.db" "$work/share"
mkfifo "$work/pipe"
cat "$work/pipe" > "$work/piped" &
expect "a pipe as output is written to" 0 "" "$DAICHO" report coverage -f jsonl -q -i "$work/good.db" -o "$work/pipe"
wait
check "and is still a pipe" test -p "$work/pipe"
check "what was written came through" grep -q section "$work/piped"
check "a device is still a device" sh -c '"$DAICHO" report coverage -f jsonl -q -i "$1/good.db" -o /dev/null && test -c /dev/null' - "$work"
finish
