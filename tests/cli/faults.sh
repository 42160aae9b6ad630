#!/bin/sh
# faults.sh -- what goes wrong in the field: unreadable, full, read-only, interrupted, two at once. Each ends with the exit code and
# the message that says what, where and what to do; nothing is lost.
. "$SOURCE_DIR/tests/support/check.sh"
demo=$SOURCE_DIR/corpora/demo
mkdir "$work/share" "$work/big"
echo 'mail: hanae.yoshikawa@daicho-rei.co.jp' > "$work/share/a.txt"
export LC_ALL=C

# As another uid, or as we are.
as_nobody()
{
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}
is_root=false
if [ "$(id -u)" -eq 0 ]; then
	is_root=true
fi
# skip WHY: loud, so that nobody takes a missing test for one that held.
skip()
{
	echo "SKIPPED: $1"
}

# --- targets
expect "a target that is not there" 2 "no-such-folder" "$DAICHO" scan -i "$work/inv.db" "$work/no-such-folder"
expect "a target given twice" 2 "name only the outer one" "$DAICHO" scan -i "$work/twice.db" "$work/share" "$work/share"
expect "a file and its folder" 2 "name only the outer one" "$DAICHO" scan -i "$work/twice2.db" "$work/share/a.txt" "$work/share"
ln -s "$work/share" "$work/link"
expect "a symbolic link as target is followed" 0 "contact.email" "$DAICHO" scan -i "$work/link.db" "$work/link"
ln -s nowhere "$work/dangling"
expect "a link to nothing as target" 2 "dangling" "$DAICHO" scan -i "$work/link.db" "$work/dangling"
expect "standard input as target" 0 "contact.email" sh -c '"$DAICHO" scan -i "$1/stdin.db" - < "$1/share/a.txt"' - "$work"
mkdir -p "$work/own"
cp "$work/share/a.txt" "$work/own"
expect "target within the inventory's folder" 0 "contact.email" "$DAICHO" scan -i "$work/own/inv.db" "$work/own"
expect "the inventory itself as target" 2 "inventory" "$DAICHO" scan -i "$work/own/inv.db" "$work/own/inv.db"
expect "-j 0" 2 "--jobs" "$DAICHO" scan -j 0 -i "$work/inv.db" "$work/share"
expect "no home and no -i" 2 "-i" env -u HOME -u XDG_STATE_HOME -u DAICHO_INVENTORY setpriv --reuid 65534 --clear-groups --regid 65534 "$DAICHO" scan "$work/share"

# --- names
nasty=$(printf 'x\033[31mred\nline\007.txt')
cp "$work/share/a.txt" "$work/share/$nasty"
"$DAICHO" scan -i "$work/names.db" --findings "$work/names.jsonl" "$work/share" > "$work/said" 2>&1
"$DAICHO" report findings -f md -i "$work/names.db" -o "$work/names.md"
"$DAICHO" inventory dump -i "$work/names.db" -o "$work/names.dump"
for f in said names.jsonl names.md names.dump; do
	check "no raw control character of a name in $f" sh -c '! LC_ALL=C grep -q "$(printf "[\\033\\007]")" "$1"' - "$work/$f"
done
check "a name with a newline is one finding" test "$(jq -r 'select(.path | contains("red")) | .type' "$work/names.jsonl" | wc -l)" = 1
expect "a missing target's name is escaped, once" 2 '/none\x1B[2J' "$DAICHO" scan -i "$work/names.db" "$work/$(printf 'none\033[2J')"
rm "$work/share/$nasty"

# --- outputs
expect "findings file in a missing folder" 2 "none/f.jsonl" "$DAICHO" scan -i "$work/inv.db" --findings "$work/none/f.jsonl" "$work/share"
for i in $(seq 400); do
	printf 'mail: a%d@daicho-rei.co.jp tel 090-1234-%04d\n' "$i" "$i"
done > "$work/big/many.txt"
# Devices of our own: a program that replaced one would take the system's away from the whole machine.
if $is_root && mknod "$work/full" c 1 7 2>/dev/null && mknod "$work/null" c 1 3 && : > "$work/null"; then
	expect "findings to a full disk" 4 "No space left" "$DAICHO" scan -i "$work/full.db" --findings "$work/full" "$work/big"
	expect "report to a full disk" 4 "No space left" "$DAICHO" report findings -f jsonl -i "$work/full.db" -o "$work/full"
	check "a device stays a device" test -c "$work/full"
	expect "findings to nowhere" 0 "" "$DAICHO" scan -q -i "$work/full.db" --findings "$work/null" "$work/share"
	check "and nowhere stays a device" test -c "$work/null"
else
	skip "a full device: none can be made here"
fi
timeout 60 sh -c '"$DAICHO" scan -q -i "$1/pipe.db" --findings - "$1/big" 2> "$1/pipe.err" | head -n 1 > "$1/pipe.out"' - "$work"
check "a closed pipe ends in time" test $? -eq 0
check "a closed pipe gets its line" test "$(wc -l < "$work/pipe.out")" = 1
check "a closed pipe is no crash" sh -c '! grep -qi "abort\|segmentation\|bug" "$1"' - "$work/pipe.err"
"$DAICHO" scan -q -i "$work/pipe2.db" --findings - "$work/big" | true

# --- declarations
sed "s#\"share/#\"elsewhere/#" "$demo/daicho.yaml" > "$work/elsewhere.yaml"
cp "$demo/privacy-policy.txt" "$demo/campaign-rules.txt" "$work/"
"$DAICHO" scan -p "$work/elsewhere.yaml" -i "$work/else.db" "$work/share" > "$work/said" 2>&1
check "no scope matches what was scanned: the summary says so" grep -q "None of the .* declared scopes matches" "$work/said"

# --- read-only and unreadable
if $is_root && command -v setpriv >/dev/null; then
	mkdir -p "$work/locked" "$work/nob"
	chown 65534 "$work/nob"
	chmod 755 "$work"
	cp "$work/share/a.txt" "$work/locked/"
	chmod 700 "$work/locked"
	expect "a root that may not be read" 2 "CAP_DAC_READ_SEARCH" as_nobody "$DAICHO" scan -i "$work/nob/inv.db" "$work/locked"
	cp -r "$work/locked" "$work/half"
	echo 'nothing' > "$work/half/open.txt"
	chmod 755 "$work/half"
	chmod 000 "$work/half/a.txt"
	expect "a file that may not be read is told" 0 "access_denied" as_nobody "$DAICHO" scan -i "$work/nob/inv.db" "$work/half"
	expect "and is no complete scan" 3 "access_denied" as_nobody "$DAICHO" scan --require-complete -i "$work/nob/inv.db" "$work/half"
	expect "an inventory that may not be made" 2 "inv.db" as_nobody "$DAICHO" scan -i "$work/locked/inv.db" "$work/share"
else
	skip "unreadable roots: only root can become another user"
fi

# --- interrupted: the dump after --resume is that of an undisturbed run
mkdir "$work/many"
for i in $(seq 600); do
	cp "$work/big/many.txt" "$work/many/$i.txt"
done
"$DAICHO" scan -q -j 2 -i "$work/calm.db" "$work/many"
"$DAICHO" inventory dump -i "$work/calm.db" -o "$work/calm.dump"
check "the undisturbed dump is not empty" test -s "$work/calm.dump"
cut_short=0
for signal in INT TERM; do
	for wait in 0.1 0.3 0.6; do
		rm -f "$work/cut.db"*
		"$DAICHO" scan -q -j 2 -i "$work/cut.db" "$work/many" > "$work/cut.out" 2>&1 &
		pid=$!
		sleep "$wait"
		kill -s "$signal" "$pid" 2>/dev/null || true
		wait "$pid"
		[ "$(sqlite3 -readonly "$work/cut.db" 'select count(*) from object' 2>/dev/null || echo 0)" -ge 601 ] || cut_short=$((cut_short + 1))
		expect "--resume after $signal at $wait s" 0 "" "$DAICHO" scan -q -j 2 --resume -i "$work/cut.db" "$work/many"
		"$DAICHO" inventory dump -i "$work/cut.db" -o "$work/cut.dump"
		check "--resume after $signal at $wait s has the undisturbed dump" cmp -s "$work/calm.dump" "$work/cut.dump"
	done
done
check "one of the cuts at least came in mid-scan" test "$cut_short" -gt 0

# --- two at once
rm -f "$work/cut.db"*
"$DAICHO" scan -q -j 1 -i "$work/cut.db" "$work/many" > /dev/null 2>&1 &
pid=$!
for _ in $(seq 100); do
	sqlite3 -readonly "$work/cut.db" 'select 1 from object limit 1' 2>/dev/null | grep -q 1 && break
	sleep 0.05
done
kill -STOP "$pid"
expect "a second scan on one inventory" 2 "another scan is writing" "$DAICHO" scan -i "$work/cut.db" "$work/share"
kill -CONT "$pid"
wait "$pid"
"$DAICHO" inventory dump -i "$work/cut.db" -o "$work/cut.dump"
check "the first is not disturbed" cmp -s "$work/calm.dump" "$work/cut.dump"

# A worker that a killed scan was just starting holds its place a moment longer.
flock "$work/cut.db.key" sleep 0.2 &
expect "a lock that is about to go is waited for" 0 "" "$DAICHO" scan -q -i "$work/cut.db" "$work/share"
wait $!

# --- mounts: a read-only one, and one that fills up
if $is_root && mkdir "$work/ro" && mount -t tmpfs -o size=8m tmpfs "$work/ro" 2>/dev/null; then
	"$DAICHO" scan -q -i "$work/ro/inv.db" "$work/share"
	mount -o remount,ro "$work/ro"
	expect "inventory on a read-only mount" 2 "inv.db" "$DAICHO" scan -i "$work/ro/inv.db" "$work/share"
	expect "no inventory on a read-only mount" 2 "new.db" "$DAICHO" scan -i "$work/ro/new.db" "$work/share"
	umount "$work/ro"
	mount -t tmpfs -o size=1m tmpfs "$work/ro"
	expect "the disk of the inventory fills up" 4 "disk is full" "$DAICHO" scan -q -j 2 -i "$work/ro/inv.db" "$work/many"
	mount -o remount,size=64m "$work/ro"
	expect "--resume when there is room again" 0 "" "$DAICHO" scan -q -j 2 --resume -i "$work/ro/inv.db" "$work/many"
	"$DAICHO" inventory dump -i "$work/ro/inv.db" -o "$work/cut.dump"
	check "nothing was lost on the full disk" cmp -s "$work/calm.dump" "$work/cut.dump"
	umount "$work/ro"
else
	skip "full and read-only mounts: nothing may be mounted here"
fi
finish
