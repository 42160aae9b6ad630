#!/bin/sh
# shards.sh -- three hosts scan a part each, and the merge of their inventories equals the scan of one host to the byte.
. "$SOURCE_DIR/tests/support/check.sh"
export LC_ALL=C
tree=$work/tree
cp -r "$SOURCE_DIR/corpora/demo/share" "$tree"
chmod -R u+rwX "$tree"
i=0
while [ $i -lt 150 ]; do
	mkdir -p "$tree/many/$((i % 7))"
	echo "row $i: hanae$i.yoshikawa@daicho-rei.co.jp, 03-5321-1$((100 + i))" > "$tree/many/$((i % 7))/file $i.txt"
	i=$((i + 1))
done
ln "$tree/many/0/file 0.txt" "$tree/many/1/a second name.txt"
ln -s many "$tree/link"
mkfifo "$tree/pipe"
mkdir "$tree/closed" && echo x > "$tree/closed/x.txt" && chmod 0 "$tree/closed"

# A folder nobody may read: only for who is not root.
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$work"
	mkdir -m 700 "$work/state"
	chown -R 65534:65534 "$tree" "$work/state"
	run() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
else
	mkdir -m 700 "$work/state"
	run() { "$@"; }
fi
cd "$work/state" || exit 1
scan() { run "$DAICHO" scan -q "$@" "$tree"; }
objects() { run "$DAICHO" inventory dump -i "$1" | grep '^object' | grep -vF closed | cut -f 2 | sort; }
dump_equal() { run "$DAICHO" inventory dump -i "$1" > "$work/x.dump" && run "$DAICHO" inventory dump -i "$2" > "$work/y.dump" && cmp "$work/x.dump" "$work/y.dump"; }

run "$DAICHO" inventory init -i 1.db > /dev/null
run cp 1.db.key 2.db.key
run cp 1.db.key 3.db.key
check "the scan of one host" scan -i one.db
for i in 1 2 3; do
	check "part $i of 3" scan --shard $i/3 -i $i.db
	objects $i.db >> "$work/parts"
	check "part $i has something" [ "$(objects $i.db | wc -l)" -gt 30 ]
done
sort "$work/parts" > "$work/parts.sorted"
objects one.db > "$work/whole"
check "the parts are disjoint and make the whole" cmp "$work/parts.sorted" "$work/whole"
for i in 1 2 3; do
	run "$DAICHO" inventory dump -i $i.db > "$work/part.dump"
	check "each part tells the folder it cannot read" grep -q '^object.*closed' "$work/part.dump"
done

expect "merge" 0 "in run 1" run "$DAICHO" inventory merge 3.db 1.db 2.db -o all.db
check "equal to one host's, in any order" dump_equal all.db one.db
expect "the folder that nobody read is counted once" 0 "" sh -c '[ "$(grep -c "^object.*closed" "$1")" -eq 1 ]' - "$work/x.dump"
expect "sound" 0 "sound" run "$DAICHO" inventory verify -i all.db

# --- the next night: one file new, one changed, one gone
rm "$tree/many/3/file 3.txt"
echo "new: taro.kobayakawa@daicho-rei.co.jp" > "$tree/many/2/new.txt"
echo "more: jiro.kobayakawa@daicho-rei.co.jp" >> "$tree/many/4/file 4.txt"
check "one host, again" scan -i one.db
for i in 1 2 3; do
	check "part $i again" scan --shard $i/3 -i $i.db
done
check "three parts in one inventory" scan --shard 1/3 -i turns.db
check "three parts in one inventory" scan --shard 2/3 -i turns.db
check "three parts in one inventory" scan --shard 3/3 -i turns.db
run "$DAICHO" inventory dump -i turns.db > "$work/turns.dump"
expect "a part takes nothing of another for gone" 1 "" grep -q gone=1 "$work/turns.dump"
expect "the merge of the second night is the next run" 0 "in run 2" run "$DAICHO" inventory merge 1.db 2.db 3.db -o all.db
check "equal again, with what is gone" dump_equal all.db one.db
expect "what is gone is told" 0 "" grep -q "file 3.txt.*gone=1" "$work/x.dump"
expect "what changed is told" 0 "many/2/new.txt" run "$DAICHO" report diff -i all.db -f csv

# --- what cannot be merged
expect "a part is missing" 2 "part 2/3 is missing" run "$DAICHO" inventory merge 1.db 3.db -o bad.db
expect "the last part is missing" 2 "part 3/3 is missing" run "$DAICHO" inventory merge 1.db 2.db -o bad.db
expect "a part twice" 2 "do not fit together" run "$DAICHO" inventory merge 1.db 2.db 2.db 3.db -o bad.db
expect "another key" 2 "copy one inventory's .key file" run "$DAICHO" inventory merge 1.db 2.db one.db -o bad.db
run cp 1.db.key 9.db.key
check "the whole with the same key" scan -i 9.db
expect "split and whole of one target" 2 "do not fit together" run "$DAICHO" inventory merge 1.db 2.db 3.db 9.db -o bad.db
run cp 1.db.key sub.db.key
run "$DAICHO" scan -q -i sub.db "$tree/many"
expect "one path in two" 2 "stands in another" run "$DAICHO" inventory merge 9.db sub.db -o bad.db
expect "into itself" 2 "into itself" run "$DAICHO" inventory merge 1.db 2.db 3.db -o 3.db
expect "no output" 2 "-o OUT" run "$DAICHO" inventory merge 1.db 2.db 3.db
expect "no inventory" 2 "nothing.db" run "$DAICHO" inventory merge nothing.db -o bad.db
expect "nothing was kept of what failed" 0 "daicho-inventory" run "$DAICHO" inventory dump -i bad.db
expect "nothing was kept of what failed" 1 "" grep -q '^object' "$work/said"
for text in 0/3 4/3 1/0 1 1/3x ' 1/3' 01/3 1/1025 -1/3; do
	expect "--shard $text" 2 "such as 1/3" scan --shard "$text" -i bad.db
done
chmod 700 "$tree/closed"
finish
