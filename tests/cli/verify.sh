#!/bin/sh
# verify.sh -- scan --verify: unchanged files read all the same, and told where they say something else.
. "$SOURCE_DIR/tests/support/check.sh"
mkdir "$work/share"
for i in 1 2 3 4 5 6 7 8; do
	echo "row $i: hanae$i.yoshikawa@daicho-rei.co.jp" > "$work/share/$i.txt"
done
scan() { "$DAICHO" scan -i "$work/inv.db" "$@" "$work/share"; }
expect "the first scan" 0 "8  complete" scan
expect "nothing changed" 0 "unchanged_since        8" scan
expect "all of them again" 0 "Read again: 8 of the unchanged files, 0 of them" scan --verify 100%
expect "none of them" 0 "unchanged_since        8" scan --verify 0
# As if bytes had changed behind the times: what was found then is no longer what the inventory says.
python3 - "$work/inv.db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE object SET digest = zeroblob(16) WHERE CAST(path AS TEXT) LIKE '%/3.txt'")
db.commit()
PY
expect "one says something else" 0 "1 of 8 unchanged files say something else" scan --verify 100%
check "and is named" grep -qF "share/3.txt" "$work/said"
expect "and is settled" 0 "Read again: 8 of the unchanged files, 0 of them" scan --verify 100
for share in x 101 -1 5%% ''; do
	expect "--verify '$share'" 2 "a share from 0% to 100%" scan --verify "$share"
done
finish
