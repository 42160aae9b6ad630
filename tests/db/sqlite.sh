#!/bin/sh
# sqlite.sh -- SQLite databases as targets and met on a share, made by Python's own: rows that stand in the log alone, nothing
# left beside, what is no database, and what the ledger says.
. "$SOURCE_DIR/tests/support/check.sh"
export LC_ALL=C
mkdir "$work/share"
cat > "$work/make.py" <<'EOF2'
import hashlib, json, os, sqlite3, subprocess, sys
work, program = sys.argv[1:3]
def made(name, mode):
    db = sqlite3.connect(os.path.join(work, "share", name), isolation_level=None)
    db.execute("PRAGMA journal_mode=" + mode)
    db.execute("PRAGMA wal_autocheckpoint=0")
    db.execute("CREATE TABLE members(id INTEGER PRIMARY KEY, name TEXT, mail TEXT, code TEXT)")
    for i in range(60):
        db.execute("INSERT INTO members VALUES(?,?,?,?)", (i, "山本 真由美", "member%d@daicho-rei.co.jp" % i, "A-%06d" % (i * 7919 % 1000000)))
    return db
plain = made("plain.db", "DELETE")
plain.close()
live = made("live.sqlite", "WAL")
live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
live.execute("CREATE TABLE late(id INTEGER PRIMARY KEY, tel TEXT)")
live.executemany("INSERT INTO late VALUES(?,?)", [(i, "090-%04d-%04d" % (1000 + 7 * i, 2000 + 13 * i)) for i in range(50)])
def state():
    return {n: (hashlib.sha256(open(os.path.join(work, "share", n), "rb").read()).hexdigest(), os.stat(os.path.join(work, "share", n)).st_mtime_ns)
        for n in sorted(os.listdir(os.path.join(work, "share")))}
before = state()
def scan(name, target, *more):
    return subprocess.run([program, "scan", "-q", "-i", work + "/" + name + ".db", *more, target]).returncode
def list_too(name):
    return "--findings", work + "/" + name + ".jsonl"
codes = [scan("live", "sqlite:" + work + "/share/live.sqlite", *list_too("live")),
    scan("plain", "sqlite://" + work + "/share/plain.db", *list_too("plain")), scan("share", work + "/share", *list_too("share"))]
same = state() == before
json.dump({"codes": codes, "same": same}, open(work + "/said.json", "w"))
live.execute("INSERT INTO late VALUES(500, '080-5555-1234')")    # nobody is in the writer's way; of the file itself nothing changes
scan("live", "sqlite:" + work + "/share/live.sqlite")
scan("plain", "sqlite:" + work + "/share/plain.db")
live.close()
EOF2
expect "databases are made, scanned while one is written to" 0 "" python3 "$work/make.py" "$work" "$DAICHO"
q()		# NAME FILTER
{
	jq -e -s "$2" "$work/$1.jsonl" > /dev/null
}
check "each scan ended well" jq -e '.codes == [0, 0, 0]' "$work/said.json"
check "nothing was written, moved or left beside" jq -e '.same' "$work/said.json"
check "columns by name" q plain 'map(select(.type == "contact.email" and .table == "members" and .field == "mail")) | length == 60'
check "the file is the database" q plain 'map(.database | endswith("/share/plain.db")) | all'
check "its place begins with the scheme" q plain 'map(.path | startswith("sqlite:/")) | all'
check "product codes are nobody" q plain 'map(select(.field == "code")) | length == 0'
check "rows of the log alone" q live 'map(select(.type == "contact.phone" and .table == "late" and .field == "tel")) | length == 50'
check "and on a share" q share 'map(select(.type == "contact.phone" and .table == "late" and (.path | endswith("/live.sqlite")))) | length == 50'
check "rows written since, though the file is the same" sh -c '"$DAICHO" report columns -q -f jsonl -i "$1/live.db" | jq -e -s "map(select(.table == \"late\" and .field == \"tel\" and .rows == 51)) | length == 1"' - "$work"
check "what is the same is not read again" test "$(sqlite3 "$work/plain.db" "SELECT count(*) FROM object WHERE unchanged")" = 1
check "read whole" test "$(sqlite3 "$work/live.db" "SELECT count(*) FROM object WHERE reason = ''")" = 1
check "columns of the report" sh -c '"$DAICHO" report columns -q -f jsonl -i "$1/plain.db" | jq -e -s "map(select(.table == \"members\" and .field == \"mail\" and .rows == 60 and .distinct == 60 and .read == \"whole\")) | length == 1"' - "$work"
check "the ledgers balance" sh -c '"$DAICHO" inventory verify -i "$1/share.db" && "$DAICHO" inventory verify -i "$1/live.db"' - "$work"
expect "a file that is none" 2 "not an SQLite database" "$DAICHO" scan -i "$work/e.db" "sqlite:$work/make.py"
expect "a file that is not there" 2 "there is no such file" "$DAICHO" scan -i "$work/e.db" "sqlite:$work/nowhere.db"
if [ "$(id -u)" -ne 0 ]; then
	cp "$work/share/plain.db" "$work/w.db"
	: > "$work/w.db-wal"
	chmod 0 "$work/w.db-wal"
	expect "a log that may not be read" 2 "the log beside it" "$DAICHO" scan -i "$work/e.db" "sqlite:$work/w.db"
fi
expect "a folder" 2 "there is no file of that name" "$DAICHO" scan -i "$work/e.db" "sqlite:$work/share"
finish
