#!/bin/sh
# faults.sh -- what real servers hold and do that a scan must not trip over: values of every type, bytes that are no text, cells
# and tables too large, keys of odd kinds, tables that go away; and what can be seen of the scan from outside while it runs.
. "$SOURCE_DIR/tests/support/check.sh"
. "$SOURCE_DIR/tests/support/servers.sh"
export LC_ALL=C
secret=canary-Pw-5e77
chmod 755 "$work"
postgres_start "$work/pg" || exit 1
trap 'postgres_stop immediate; mariadb_stop; chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
mariadb_start "$work/my" || exit 1
echo "$secret" > "$work/pw"
chmod 600 "$work/pw"
p=postgresql://scan@127.0.0.1:$pg_port
m=mysql://scan@127.0.0.1:$my_port

printf '%s;\n' "CREATE ROLE scan LOGIN PASSWORD '$secret'" "CREATE DATABASE types" "CREATE DATABASE big" "CREATE DATABASE many" \
	"CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0" | pg postgres
pg types > /dev/null <<'SQL'
CREATE EXTENSION IF NOT EXISTS hstore; CREATE EXTENSION IF NOT EXISTS citext;
CREATE TYPE person AS (who text, mail text); CREATE TYPE mood AS ENUM ('a@daicho-rei.co.jp', 'b'); CREATE DOMAIN addr AS text; CREATE DOMAIN addr2 AS addr;
CREATE TABLE every (id int PRIMARY KEY, c char(40), v varchar(80), n name, ci citext, j json, jb jsonb, x xml, a text[], h hstore, b bytea,
	card numeric(20,0), big bigint, d date, ts timestamptz, u uuid, i inet, e mood, dom addr2, comp person, nested person[], t tsvector);
INSERT INTO every VALUES (1, 'c1@daicho-rei.co.jp', 'v1@daicho-rei.co.jp', 'n1@daicho-rei.co.jp', 'ci@daicho-rei.co.jp', '{"k":"j1@daicho-rei.co.jp"}',
	'[{"m":"jb@daicho-rei.co.jp"}]', '<a m="x1@daicho-rei.co.jp">y</a>', '{"a1@daicho-rei.co.jp","z"}', 'mail=>h1@daicho-rei.co.jp,"full name"=>"山本 真由美"',
	convert_to('b1@daicho-rei.co.jp', 'UTF8'), 4532015112830366, 9012345678, '1980-02-29', now(), '123e4567-e89b-42d3-a456-426614174000', '203.0.113.9',
	'a@daicho-rei.co.jp', 'dom@daicho-rei.co.jp', ROW('山本, 真由美', 'comp@daicho-rei.co.jp'), ARRAY[ROW('x','nest@daicho-rei.co.jp')::person], 't1');
CREATE MATERIALIZED VIEW mat AS SELECT 'mat@daicho-rei.co.jp'::text AS mail;
CREATE TABLE child (more text) INHERITS (every); INSERT INTO child (id, more) VALUES (2, 'child@daicho-rei.co.jp');
CREATE TABLE empty (a text); CREATE TABLE nothing ();
CREATE TABLE huge (id int, t text); INSERT INTO huge VALUES (1, repeat('x', 64 << 20) || ' end@daicho-rei.co.jp'), (2, 'after@daicho-rei.co.jp');
SELECT lo_from_bytea(70001, convert_to('large@daicho-rei.co.jp', 'UTF8')); GRANT SELECT ON LARGE OBJECT 70001 TO scan;
SELECT lo_from_bytea(70002, convert_to('unseen@daicho-rei.co.jp', 'UTF8'));
GRANT SELECT ON ALL TABLES IN SCHEMA public TO scan;
SQL
pg bytes <<'SQL'
CREATE TABLE t (id int, name text); INSERT INTO t VALUES (1, E'\x8e\x52\x96\x7b \x90\x5e\x97\x52\x94\xfc'), (2, E'\xff\xfe\x80'), (3, E'\xe5\xb1\xb1\xe6\x9c\xac');
GRANT SELECT ON t TO scan;
SQL
pg big <<'SQL'
CREATE TABLE keyed (k text PRIMARY KEY, t text) WITH (autovacuum_enabled = off);
INSERT INTO keyed SELECT chr(97 + g % 26) || md5(g::text), repeat('x', 700) FROM generate_series(1, 120000) g;
CREATE TABLE zz_gone (a text); INSERT INTO zz_gone VALUES ('gone@daicho-rei.co.jp'); CREATE TABLE zz_here (a text); INSERT INTO zz_here VALUES ('here@daicho-rei.co.jp');
GRANT SELECT ON ALL TABLES IN SCHEMA public TO scan;
SQL
my "" <<SQL
CREATE DATABASE shop CHARACTER SET utf8mb4;
CREATE USER scan@'127.0.0.1' IDENTIFIED BY '$secret'; GRANT SELECT ON shop.* TO scan@'127.0.0.1';
USE shop;
CREATE TABLE keyed (k varchar(60) CHARACTER SET cp932 PRIMARY KEY, t text);
INSERT INTO keyed SELECT CONCAT('山', IF(seq % 2, 'A', 'b'), MD5(seq)), REPEAT('x', 700) FROM seq_1_to_120000;
CREATE TABLE byenum (k enum('z','y','x') PRIMARY KEY, v text); INSERT INTO byenum VALUES ('z','z@daicho-rei.co.jp'),('x','x@daicho-rei.co.jp');
CREATE TABLE every (id int, s set('s1@daicho-rei.co.jp','b'), e enum('e1@daicho-rei.co.jp'), b longblob, j json, l varchar(99) CHARACTER SET latin1, bi bit(8), d decimal(20,0), y year, vb varbinary(60), u uuid, i6 inet6);
INSERT INTO every VALUES (1, 's1@daicho-rei.co.jp', 'e1@daicho-rei.co.jp', 'b1@daicho-rei.co.jp', '{"m":"j1@daicho-rei.co.jp"}', x'8e52967b', b'101', 4111111111111111, 1980, 'vb@daicho-rei.co.jp', '123e4567-e89b-42d3-a456-426614174000', '2001:db8::9');
CREATE TABLE huge (id int, t longtext); INSERT INTO huge VALUES (1, CONCAT(REPEAT('x', 15 << 20), REPEAT('x', 2 << 20))), (2, 'after@daicho-rei.co.jp');
SQL
scan()		# NAME TARGET OPTION...
{
	name=$1 target=$2
	shift 2
	"$DAICHO" scan -q --password-file "$work/pw" -i "$work/$name.db" --findings "$work/$name.jsonl" "$@" "$target"
}
reason()	# NAME PATH-END
{
	sqlite3 "$work/$1.db" "SELECT coalesce(nullif(reason, ''), 'complete') FROM object WHERE CAST(path AS TEXT) LIKE '%$2'"
}
fields()	# NAME TABLE TYPE: the columns of that type
{
	jq -r -s "map(select(.table == \"$2\" and .type == \"$3\") | .field) | unique | join(\" \")" "$work/$1.jsonl"
}
rows_of()	# NAME TABLE COLUMN
{
	"$DAICHO" report columns -q -f jsonl -i "$work/$1.db" | jq -s "map(select(.table == \"$2\" and .field == \"$3\") | .rows) | max"
}

# --- types
expect "every type of PostgreSQL" 0 "" scan types "$p/types"
check "mail in every type that can hold it: $(fields types every contact.email)" test "$(fields types every contact.email)" = "a b c ci comp dom e h.mail j.k jb.m n nested v x"
check "numbers: $(fields types every finance.card_number)" test "$(fields types every finance.card_number)" = "card"
check "a materialised view" test "$(fields types mat contact.email)" = "mail"
check "a table that inherits: $(fields types child contact.email)" test "$(fields types child contact.email)" = "more"
check "large objects, and how many may not be read" test "$(reason types pg_largeobject) $(fields types pg_largeobject contact.email)" = "unsupported_part data"
check "a table without rows, one without columns" test "$(reason types public.empty) $(reason types public.nothing)" = "complete complete"
check "a cell of 64 MiB is cut and told; what follows is read" test "$(reason types public.huge) $(fields types huge contact.email)" = "cell_truncated t"
expect "bytes in SQL_ASCII" 0 "" scan bytes "$p/bytes"
check "are read as what they are: $(reason bytes public.t)" jq -e -s 'map(select(.table == "t" and .type == "person.name") | .row) | index(1) != null' "$work/bytes.jsonl"
expect "every type of MariaDB" 0 "" scan mytypes "$m/shop" -x keyed
check "mail in every type that can hold it: $(fields mytypes every contact.email)" test "$(fields mytypes every contact.email)" = "b e j.m s vb"
check "an enum as the key" test "$(reason mytypes byenum) $(fields mytypes byenum contact.email)" = "complete v"
check "a cell of 17 MiB is cut and told" test "$(reason mytypes /huge) $(fields mytypes huge contact.email)" = "cell_truncated t"

# --- pages
grep -c 'COPY (SELECT "k"' "$work/pg/server.log" > "$work/before"
expect "a table that was never analysed" 0 "" scan big "$p/big" -x 'zz*'
check "is read in short snapshots" test "$(grep -c 'COPY (SELECT "k"' "$work/pg/server.log")" -gt 1
check "to its last row" test "$(reason big public.keyed) $(sqlite3 "$work/big.db" "SELECT bytes_read > 84000000 FROM object WHERE CAST(path AS TEXT) LIKE '%keyed'")" = "complete 1"
expect "a key in CP932, case folded" 0 "" scan mybig "$m/shop" -x every -x huge -x byenum
check "to its last row too" test "$(reason mybig /keyed) $(sqlite3 "$work/mybig.db" "SELECT bytes_read > 84000000 AND bytes_read < 95000000 FROM object WHERE CAST(path AS TEXT) LIKE '%keyed'")" = "complete 1"
check "in pages" test "$(grep -a -c "WHERE \`k\` > _cp932 X'" "$work/my/general.log")" -ge 1

# --- seen from outside, while it runs
scan seen "$p/big" --max-rows-per-second 40000 -j 1 > /dev/null 2>&1 &
pid=$!
: > "$work/seen.txt"
for i in 1 2 3 4 5 6; do
	sleep 0.25
	for q in $(ps -eo pid,ppid,args | awk -v me="$pid" '$2 == me { print $1 }') $(pgrep -f "$DAICHO" || :); do
		tr '\0' '\n' < "/proc/$q/cmdline" >> "$work/seen.txt" 2>/dev/null
		tr '\0' '\n' < "/proc/$q/environ" >> "$work/seen.txt" 2>/dev/null
	done
	echo "SELECT 'lock ' || l.mode FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.usename = 'scan' AND l.locktype = 'relation'" | pg big >> "$work/locks.txt"
	[ "$i" -ne 3 ] || echo 'DROP TABLE zz_gone' | pg big
done
wait "$pid"
check "no lock above AccessShare" sh -c 'grep -q "lock AccessShareLock" "$1" && ! grep "lock " "$1" | grep -v AccessShareLock' - "$work/locks.txt"
check "the secret is in no command line and no environment" sh -c 'grep -q daicho "$1" && ! grep -F "$2" "$1"' - "$work/seen.txt" "$secret"
check "a table that was dropped meanwhile: $(reason seen zz_gone)" test "$(reason seen zz_gone) $(reason seen zz_here)" = "vanished complete"
check "the ledgers balance" sh -c 'for n in types bytes mytypes big mybig seen; do "$DAICHO" inventory verify -i "$1/$n.db" || exit 1; done' - "$work" > /dev/null
check "the secret is nowhere but in its file" sh -c '! grep -rlaF "$2" "$1" --include="*.db*" --include="*.jsonl" --include=said' - "$work" "$secret"

# --- servers that are none
cat > "$work/liar.py" <<'EOF2'
import socket, sys
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(8)
print(s.getsockname()[1], flush=True)
while True:
    c, _ = s.accept()
    if sys.argv[1] == "infile":     # a greeting as of MariaDB, then OK to all, then "send me the file" to the first question
        body = b"\x0a5.5.5-10.11.0-MariaDB\0" + b"\1\0\0\0" + b"12345678\0" + b"\xff\xf7\x21\2\0\xff\x81\x15" + b"\0" * 10 + b"123456789012\0mysql_native_password\0"
        c.sendall(len(body).to_bytes(3, "little") + b"\0" + body)
        c.recv(4096)
        c.sendall(b"\7\0\0\2\0\0\0\2\0\0\0")
        asked = c.recv(4096)
        c.sendall(b"\x0c\0\0\1\xfb/etc/passwd")
        open(sys.argv[2], "wb").write(asked + b"|" + c.recv(4096))
    else:
        c.recv(16)
        c.sendall(b"\xff\xfe\xfd" * 5000)
    c.close()
EOF2
liar()		# KIND: sets port and pid
{
	: > "$work/port"
	python3 "$work/liar.py" "$1" "$work/heard" > "$work/port" &
	liar=$!
	while [ ! -s "$work/port" ]; do sleep 0.05; done
	port=$(cat "$work/port")
}
liar noise
expect "noise for PostgreSQL" 2 "invalid response" timeout 60 "$DAICHO" scan -i "$work/e.db" "postgresql://scan@127.0.0.1:$port/x"
expect "noise for MySQL" 2 "Lost connection" timeout 60 "$DAICHO" scan -i "$work/e.db" "mysql://scan@127.0.0.1:$port/x"
kill "$liar"
liar infile
expect "a server that asks for a file of ours" 2 "Lost connection" timeout 60 "$DAICHO" scan -i "$work/e.db" "mysql://scan@127.0.0.1:$port/x"
kill "$liar"
check "is asked something, and gets none" sh -c 'grep -aq "SET " "$1" && ! grep -aq "root:" "$1"' - "$work/heard"

# --- many tables
(echo 'BEGIN;'; for i in $(seq 1000); do echo "CREATE TABLE t$i (a text);"; done; echo 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO scan; COMMIT;') | pg many
expect "a thousand tables" 0 "" scan many "$p/many"
check "each has its line" test "$(sqlite3 "$work/many.db" "SELECT count(*) FROM object WHERE reason = ''")" = 1000
finish
