#!/bin/sh
# clock.sh -- the clock is set back between scans: nothing is lost, nothing is made up, and it is said.
. "$SOURCE_DIR/tests/support/check.sh"
export LC_ALL=C TZ=UTC DAICHO
cd "$work" || exit 1
tree()
{
	rm -rf share
	mkdir share
	echo 'hanae.yoshikawa@daicho-rei.co.jp' > share/stays.txt
	echo 'taro.kurihara@daicho-rei.co.jp' > share/moves.txt
	echo 'jiro.kobayakawa@daicho-rei.co.jp' > share/changes.txt
	touch -d 2026-11-01 share/*
}
night()
{
	mv share/moves.txt share/moved.txt
	echo 'mitsuo.kobayakawa@daicho-rei.co.jp 090-1234-5678' > share/changes.txt
	touch -d 2026-11-02 share/changes.txt
}
sql() { python3 -c 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); print(*(r[0] for r in db.execute(sys.argv[2]))); db.commit()' "$@"; }
# ahead INVENTORY RUN DAYS: as if the clock had been so many days ahead in that run
ahead() { sql "$1" "UPDATE run SET started_ns = started_ns + $3 * 86400000000000, ended_ns = ended_ns + $3 * 86400000000000 WHERE id = $2 RETURNING id" > /dev/null; }
scan() { "$DAICHO" scan -i "$1" share; }

# --- the same three nights by a clock that is right, and by one that was ten days ahead for two of them
for name in right.db back.db; do
	tree
	expect "the first night" 0 "" scan $name
	[ $name = right.db ] || ahead $name 1 10
	expect "the second night" 0 "" scan $name
	if [ $name = back.db ]; then
		check "it is said, in seconds" grep -qE 'the clock is 86[34][0-9]{3} s behind the last scan' said
		ahead $name 2 10
	else
		check "a clock that goes on is not spoken of" sh -c '! grep -q "the clock" said'
	fi
	night
	expect "the third night" 0 "" scan $name
	"$DAICHO" inventory dump -i $name > $name.dump
	"$DAICHO" report diff -f csv -i $name | grep share/ > $name.diff
done
check "the unchanged is carried, the moved is moved, the changed is read: the same inventory" cmp right.db.dump back.db.dump
check "what changed since the last scan is the same" sh -c 'grep -q moved right.db.diff && cmp right.db.diff back.db.diff'
check "the audit log has it" sh -c 'sql=$1; echo "$sql" | grep -q "\"clock_back_s\":86[34]"' - "$(sql back.db "SELECT detail FROM audit")"
check "but not of the clock that is right" sh -c '! echo "$1" | grep -q clock_back' - "$(sql right.db "SELECT detail FROM audit")"
expect "sound" 0 "sound" "$DAICHO" inventory verify -i back.db
expect "the fourth night" 0 "" scan back.db
check "is told nothing more" sh -c '! grep -q "the clock" said'
check "trend goes by the scans' numbers" test "$("$DAICHO" report trend -f csv -i back.db | grep -c '^[0-9].*"share"')" = 4

# --- prune --keep: what may be younger than it stays
"$DAICHO" inventory dump -i back.db | grep '^finding' > stands
ahead back.db 1 -10
ahead back.db 2 -10
forgets()
{
	cp back.db pruned.db
	cp back.db.key pruned.db.key
	run=1
	for days in $2; do
		ahead pruned.db $run "$days"
		run=$((run + 1))
	done
	expect "$1" 0 "" "$DAICHO" inventory prune -i pruned.db --keep P5D
	check "$1: runs $3" test "$(sql pruned.db 'SELECT id FROM run ORDER BY id')" = "$3"
	check "$1: nothing that stands is touched" sh -c '"$DAICHO" inventory dump -i pruned.db | grep "^finding" | cmp - stands'
}
forgets "by days" "-9 -8 -7 0" "1 3 4"		# what stands was read in 1 and 3
forgets "the first two were ahead" "10 10 0 0" "1 2 3 4"
forgets "ahead between old ones" "-9 10 -8 0" "1 3 4"
forgets "ahead before a young one" "-9 10 0 0" "1 2 3 4"
forgets "back to 1970 between young ones" "0 -20000 0 0" "1 2 3 4"
forgets "all ahead" "10 10 10 10" "1 2 3 4"

# --- watch: a schedule does not wait until the clock is where it was
cat > watch.yaml <<EOF
watch: 1
state: state
targets: [{id: share, paths: [share], schedule: ["*:*:0/2"]}]
EOF
mkdir -m 700 state
echo '{"started": 4070908800, "ended": 4070908800, "code": 0, "scans": 1}' > state/share.watch.json
"$DAICHO" watch -c watch.yaml > served 2>&1 &
service=$!
for i in $(seq 100); do
	[ "$(jq .scans state/share.watch.json)" -ge 2 ] && break
	sleep 0.2
done
kill -TERM $service
wait $service
check "it scanned" test "$(jq .scans state/share.watch.json)" -ge 2
check "and said why" grep -q "share: the clock is [0-9]* s behind the last scan" served
finish
