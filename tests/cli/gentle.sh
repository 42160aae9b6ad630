#!/bin/sh
# gentle.sh -- a scan keeps to the files and megabytes in a second that it may, gives way to others, and can be paused. Only that it is
# not faster is asked: how slow a machine is says nothing.
. "$SOURCE_DIR/tests/support/check.sh"
export LC_ALL=C
cd "$work" || exit 1
mkdir many large
for i in $(seq 30); do
	echo "hanae$i.yoshikawa@daicho-rei.co.jp" > many/$i.txt
done
for i in 1 2 3 4; do
	yes "a line of a large file, number $i" | head -c 1000000 > large/$i.txt
done
now_ms() { date +%s%3N; }
# at_least WHY MS COMMAND...
at_least()
{
	why=$1 least=$2 began=$(now_ms)
	shift 2
	expect "$why" 0 "" "$@"
	took=$(($(now_ms) - began))
	check "$why: took $took ms" [ "$took" -ge "$least" ]
}
expect "as fast as it can" 0 "" "$DAICHO" scan -q -i fast.db many
# a second may be caught up on: eleven begin at once, each of the others a tenth of a second after the one before
at_least "30 files, 10 in a second, by 4 workers" 1900 "$DAICHO" scan -q -j 4 --max-opens 10 -i opens.db many
"$DAICHO" inventory dump -i fast.db > fast.dump
"$DAICHO" inventory dump -i opens.db > opens.dump
check "nothing else differs" cmp fast.dump opens.dump
at_least "4 MB, 1 in a second" 1900 "$DAICHO" scan -q -j 1 --max-mbps 1 -i bytes.db large
at_least "what is unchanged is not opened" 0 "$DAICHO" scan -q --max-opens 1 -i opens.db many
expect "a number is wanted" 2 "max-opens takes a number" "$DAICHO" scan --max-opens some -i bytes.db large

# --- the classes of the controller and its workers; a pause
"$DAICHO" scan -q -j 2 --idle --max-opens 4 -i idle.db many &
pid=$!
for i in $(seq 100); do
	sqlite3 -readonly idle.db 'select 1 from object limit 1' 2>/dev/null | grep -q 1 && break
	sleep 0.05
done
kill -STOP $pid
check "the controller is idle" sh -c 'ionice -p "$1" | grep -q idle' - $pid
workers=$(ps -o pid= --ppid $pid)
check "it has workers" [ -n "$workers" ]
for worker in $workers; do
	grep -q '^State:.*[ZX]' /proc/$worker/status 2>/dev/null && continue	# it has ended, and the controller is stopped
	check "a worker is idle" sh -c 'ionice -p "$1" | grep -q idle' - "$worker"
	check "and last in line" [ "$(ps -o ni= -p "$worker" | tr -d ' ')" = 19 ]
done
before=$(sqlite3 -readonly idle.db 'select count(*) from object')
sleep 1
check "paused, it does nothing" [ "$(sqlite3 -readonly idle.db 'select count(*) from object')" = "$before" ]
kill -CONT $pid
wait $pid
check "it goes on to its end" [ $? -eq 0 ]
"$DAICHO" inventory dump -i idle.db > idle.dump
check "as if nothing had been" cmp fast.dump idle.dump
expect "a stop is heeded while it waits" 0 "Stopped before the end" timeout --preserve-status -s INT 2 "$DAICHO" scan --max-opens 1 -i stop.db many
finish
