#!/bin/sh
# servers.sh -- tables of real PostgreSQL and MariaDB servers on loopback: what is found, what may not be read, what goes wrong,
# and what the servers themselves say was done to them.
. "$SOURCE_DIR/tests/support/check.sh"
. "$SOURCE_DIR/tests/support/servers.sh"
export LC_ALL=C
secret=canary-Pw-83c1
chmod 755 "$work"
postgres_start "$work/pg" || exit 1
trap 'postgres_stop immediate; mariadb_stop; chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
mariadb_start "$work/my" || exit 1
python3 "$SOURCE_DIR/corpora/generate/tables.py" "$work" 400 11 || exit 1

echo "CREATE DATABASE crm; CREATE DATABASE empty; CREATE ROLE scan LOGIN PASSWORD '$secret'" | sed 's/; /;\n/g' | pg postgres
pg crm < "$work/tables.sql" > "$work/loaded" 2>&1 || cat "$work/loaded"
pg crm <<EOF
CREATE SCHEMA support;
CREATE TABLE support.tickets (id serial PRIMARY KEY, body text, meta jsonb, tags text[], doc bytea);
INSERT INTO support.tickets (body, meta, tags, doc) VALUES ('山本 真由美 様 090-8765-4321', '{"customer":{"mail":"kenta.sato@daicho-rei.co.jp"}}', '{a,080-1234-9876}', 'memo: rina.aoki@daicho-rei.co.jp');
CREATE VIEW everyone AS SELECT * FROM customers;
CREATE TABLE walled (who text); ALTER TABLE walled ENABLE ROW LEVEL SECURITY; INSERT INTO walled VALUES ('田中 一郎');
CREATE TABLE closed (who text);
CREATE TABLE half (id int, who text, pay text); INSERT INTO half VALUES (1, 'a', 'b');
CREATE TABLE parts (id int, who text) PARTITION BY RANGE (id); CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100); INSERT INTO parts VALUES (1, 'x');
CREATE TABLE keyed (a int, b int, t text, PRIMARY KEY (a, b)); INSERT INTO keyed SELECT g / 10, g % 10, repeat('x', 700) || g FROM generate_series(1, 120000) g; ANALYZE keyed;
CREATE TABLE unkeyed AS SELECT * FROM keyed; ANALYZE unkeyed;
COMMENT ON TABLE support.tickets IS 'ask suzuki.keiko@daicho-rei.co.jp';
CREATE TABLE "odd ""name"".x" ("select" text); INSERT INTO "odd ""name"".x" VALUES ('tarou.abe@daicho-rei.co.jp');
GRANT USAGE ON SCHEMA support TO scan; GRANT SELECT ON ALL TABLES IN SCHEMA public, support TO scan;
REVOKE ALL ON closed FROM scan; REVOKE ALL ON half FROM scan; GRANT SELECT (id, who) ON half TO scan; GRANT SELECT ON orders TO PUBLIC;
EOF
echo 'CREATE DATABASE shop CHARACTER SET utf8mb4' | my ""
my shop < "$work/tables.sql"
my shop <<EOF
CREATE TABLE legacy (id int PRIMARY KEY, name varchar(100) CHARACTER SET cp932, memo varchar(100) CHARACTER SET ujis, raw blob);
INSERT INTO legacy VALUES (1, '高橋 陽菜', '佐藤 健太', 'memo: rina.aoki@daicho-rei.co.jp');
CREATE TABLE docs (id int, doc json); INSERT INTO docs VALUES (1, '{"contact":{"email":"mika.ono@daicho-rei.co.jp"}}');
CREATE TABLE older (id int PRIMARY KEY, s varchar(99) CHARACTER SET sjis, e varchar(99) CHARACTER SET eucjpms, u3 varchar(99) CHARACTER SET utf8mb3, l varchar(99) CHARACTER SET latin1, k varchar(99) CHARACTER SET latin1);
INSERT INTO older VALUES (1, '高橋 陽菜', '佐藤 健太', '山本 真由美', x'8D828BB420977A8DD8', x'BAB4C6A320B7F2C2C0');
CREATE VIEW everyone AS SELECT * FROM customers;
GRANT SELECT ON shop.orders TO PUBLIC; GRANT INSERT ON shop.payroll TO PUBLIC;
CREATE USER scan@localhost IDENTIFIED BY '$secret'; CREATE USER scan@'127.0.0.1' IDENTIFIED BY '$secret';
GRANT SELECT ON shop.* TO scan@localhost; GRANT SELECT ON shop.* TO scan@'127.0.0.1';
EOF
echo "$secret" > "$work/pw"
chmod 600 "$work/pw"
p=postgresql://scan@127.0.0.1:$pg_port
m=mysql://scan@127.0.0.1:$my_port
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

jq_quiet()
{
	jq -e -s "$@" > /dev/null
}

# --- what is found
expect "a scan of PostgreSQL" 0 "" scan pg "$p/crm"
expect "a scan of MariaDB" 0 "" scan my "$m/shop"
for db in pg my; do
	"$DAICHO" report columns -q -f jsonl -i "$work/$db.db" > "$work/$db.columns"
	python3 - "$work/expected.json" "$work/$db.columns" <<'EOF' > "$work/$db.score"
import json, sys
want = {tuple(k.split(".")): v for k, v in json.load(open(sys.argv[1])).items()}
got = {}
for line in open(sys.argv[2]):
    c = json.loads(line)
    if c["confidence"] >= 0.6:
        got.setdefault((c["table"], c["field"]), set()).add(c["type"])
tables = {t for t, _ in want} | {"orders"}
wrong = [(k, v) for k, v in got.items() if k[0] in tables and (k not in want or v != {want[k]})]
missed = [(k, v) for k, v in want.items() if v not in got.get(k, set())]
print("wrong", wrong, "missed", missed)
sys.exit(1 if wrong or missed else 0)
EOF
	check "columns of $db: $(cat "$work/$db.score")" test $? -eq 0
done
check "names as the source has them" jq_quiet 'map(select(.database == "crm" and .schema == "support" and .table == "tickets" and .field == "meta.customer.mail" and .row == 1)) | length == 1' "$work/pg.jsonl"
check "a list's elements" jq_quiet 'map(select(.field == "tags" and .type == "contact.phone")) | length == 1' "$work/pg.jsonl"
check "bytes" jq_quiet 'map(select(.field == "doc" and .type == "contact.email")) | length == 1' "$work/pg.jsonl"
check "comments are content" jq_quiet 'map(select(.table == "tickets" | not) | select(.path | endswith("support.tickets")) | select(.type == "contact.email")) | length == 1' "$work/pg.jsonl"
check "odd names are quoted" jq_quiet 'map(select(.field == "select" and .type == "contact.email")) | length == 1' "$work/pg.jsonl"
check "CP932 and EUC-JP columns" jq_quiet 'map(select(.table == "legacy" and .type == "person.name") | .field) | sort == ["memo", "name"]' "$work/my.jsonl"
check "sjis, eucjpms, utf8mb3, and latin1 that holds sjis and ujis" jq_quiet 'map(select(.table == "older" and .type == "person.name") | .field) | unique == ["e", "k", "l", "s", "u3"]' "$work/my.jsonl"
check "JSON that is a text" jq_quiet 'map(select(.field == "doc.contact.email" and .type == "contact.email")) | length == 1' "$work/my.jsonl"
check "all rows, by key" test "$(sqlite3 "$work/pg.db" "SELECT count(*) FROM object WHERE CAST(path AS TEXT) LIKE '%keyed' AND reason = '' AND bytes_read > 84000000")" = 2

# --- what may not be read
check "a view" test "$(reason pg public.everyone)" = view_or_foreign
check "row security is no silence" test "$(reason pg public.walled)" = rls_blocked
check "no grant" test "$(reason pg public.closed)" = access_denied
check "a column without a grant" test "$(reason pg public.half)" = unsupported_part
check "partitions are read, their parent is not read again" test "$(reason pg public.parts) $(reason pg public.parts_1)" = "duplicate_of complete"
check "system schemas are listed" test "$(reason pg pg_catalog.*)" = policy_exclude
expect "and the run is incomplete" 3 "" scan pg3 "$p/crm" --require-complete
check "the ledgers balance" sh -c '"$DAICHO" inventory verify -i "$1/pg.db" && "$DAICHO" inventory verify -i "$1/my.db"' - "$work" > /dev/null
check "PUBLIC may read: seen as others" test "$(sqlite3 "$work/pg.db" "SELECT mode & 4 FROM object WHERE CAST(path AS TEXT) LIKE '%.orders'")" = 4
check "MariaDB's PUBLIC as well, where it may read" test "$(sqlite3 "$work/my.db" "SELECT group_concat(mode & 4) FROM object WHERE CAST(path AS TEXT) LIKE '%/orders' OR CAST(path AS TEXT) LIKE '%/payroll'")" = 4,0
expect "all databases of a server" 0 "" scan all "$p"
check "each is there" test "$(reason all crm/public.customers)" = complete
expect "excluded tables have a line" 0 "" scan some "$p/crm" -x 'keyed' -x 'public.un*'
check "with its reason" test "$(reason some public.unkeyed)" = policy_exclude
expect "columns can be left out" 0 "" scan without "$p/crm" -x 'crm.public.customers.email' -x 'customers.birth*'
check "each has its line" test "$(reason without public.customers.email) $(reason without public.customers.birthday)" = "policy_exclude policy_exclude"
check "the table is read without them" test "$(reason without public.customers)" = complete
check "they are not asked for" sh -c 'grep -a "COPY (SELECT" "$1" | grep -a "customers" | tail -n 1 | grep -vqE "email|birthday"' - "$work/pg/server.log"
check "and nothing of them is found" jq_quiet 'map(select(.table == "customers") | .field) | contains(["tel"]) and (contains(["email"]) | not)' "$work/without.jsonl"
for db in "pg $p/crm public.customers public.orders" "my $m/shop customers orders"; do
	set -- $db
	expect "only what is named is read, of $1" 0 "" scan "only$1" "$2" --include 'customers.tel' --include "$3.na*"
	check "columns of a table" jq_quiet '[.[].field] | unique == ["name", "tel"]' "$work/only$1.jsonl"
	check "the others have their lines" test "$(reason "only$1" "/$3.kana") $(reason "only$1" "/$3") $(reason "only$1" "/$4")" = "policy_exclude complete policy_exclude"
	check "a table that is left out is one line" test "$(sqlite3 "$work/only$1.db" "SELECT count(*) FROM object WHERE CAST(path AS TEXT) LIKE '%$4%'")" = 1
done
expect "rows a second are told" 0 "rows/s" "$DAICHO" scan --password-file "$work/pw" -i "$work/rate.db" --include customers "$m/shop"
check "all columns left out is the table" sh -c '"$DAICHO" scan -q --password-file "$1/pw" -i "$1/none.db" -x "orders.*" "$2" && test "$(sqlite3 "$1/none.db" "SELECT reason, detail FROM object WHERE CAST(path AS TEXT) LIKE \"%public.orders\"")" = "policy_exclude|--exclude orders.*"' - "$work" "$p/crm"
expect "a sample" 0 "" scan sample "$p/crm" --sample 10%
check "is called one" test "$(reason sample public.keyed)" = sampled
expect "the first rows" 0 "" scan first "$m/shop" --max-rows 50
check "are called a sample" test "$(reason first customers)" = sampled
expect "rows that changed since" 0 "" scan since "$p/crm" --changed-since birthday=2000-01-01
expect "also of MariaDB" 0 "" scan sincemy "$m/shop" --changed-since birthday=2000-01-01T00:00
late=$(grep -c "^INSERT INTO customers.*'200[0-9]-[0-9-]*', '[0-9]*');" "$work/tables.sql")
for db in since sincemy; do
	check "are read, and no others: $db" test "$(sqlite3 "$work/$db.db" "SELECT f.high + f.medium FROM finding f JOIN object o ON o.id = f.object_id WHERE f.field = 'email' AND CAST(o.path AS TEXT) LIKE '%customers'")" = "$late"
	check "the table is called sampled, and why" test "$(sqlite3 "$work/$db.db" "SELECT reason, detail LIKE '%birthday is 2000-01-01%' FROM object WHERE CAST(path AS TEXT) LIKE '%customers'")" = "sampled|1"
	check "a table without the column is read whole" test "$(reason "$db" orders)" = complete
done
for db in "pg $p/crm public.customers" "my $m/shop customers"; do
	set -- $db
	expect "a table's own column, of $1" 0 "" scan "own$1" "$2" --changed-since "$3.birthday=2000-01-01,nothing.here=2020-01-01,cust*.name=2021-01-01"
	check "is the first that fits" test "$(sqlite3 "$work/own$1.db" "SELECT reason, detail LIKE '%birthday is 2000-01-01%' FROM object WHERE CAST(path AS TEXT) LIKE '%customers'")" = "sampled|1"
	expect "another table's column" 0 "" scan "other$1" "$2" --changed-since "orders.birthday=2000-01-01"
	check "is not asked for" test "$(reason "other$1" customers)" = complete
done
expect "one of many times that is none" 2 "not 'b=2026-13-01'" scan bad "$p/crm" --changed-since a=2026-11-01,b=2026-13-01
expect "a time that is none" 2 "--changed-since" scan bad "$p/crm" --changed-since birthday=yesterday
expect "a sample that is none" 2 "--sample" scan bad "$p/crm" --sample many

# --- a person asks
tel=$(sed -n "s/^INSERT INTO customers VALUES ('7', .*'\(0[789]0-[0-9-]*\)'.*/\1/p" "$work/tables.sql")
mail=$(sed -n "s/^INSERT INTO customers VALUES ('7', .*'\(u7\.[a-h]@[^']*\)'.*/\1/p" "$work/tables.sql")
for db in "pg $p/crm/public.customers" "my $m/shop/customers"; do
	set -- $db
	place=$(echo "$2" | sed 's/scan@//')
	printf 'phone: %s\nemail: %s\n' "$tel" "$mail" > "$work/who"
	check "a person's data in $1" sh -c '"$DAICHO" subject find -q --password-file "$1/pw" -i "$1/$2.db" -f jsonl -o "$1/$2.person" < "$1/who"' - "$work" "$1"
	check "is found in their row alone" jq_quiet --arg place "$place" 'map(select(.path == $place and .grade == "confirmed")) | length == 1 and .[0].records == 1' "$work/$1.person"
	check "is told as not searched where the server is not to be had" sh -c '"$DAICHO" subject find -q -i "$1/$2.db" -f jsonl -o "$1/$2.none" < "$1/who" 2> "$1/said"; grep -q "auth_failed" "$1/$2.none"' - "$work" "$1"
done
check "no value of theirs is in a query" sh -c '! grep -aF "$2" "$1/pg/server.log" "$1/my/general.log" | grep -avE "INSERT"  | grep -q .' - "$work" "$mail"

# --- what goes wrong
expect "a wrong password" 2 "authentication failed" sh -c 'echo wrong > "$1/pw2"; chmod 600 "$1/pw2"; "$DAICHO" scan -i "$1/e.db" --password-file "$1/pw2" "$2/crm"' - "$work" "$p"
expect "a password others can read" 2 "chmod 600" sh -c 'chmod 644 "$1/pw2"; "$DAICHO" scan -i "$1/e.db" --password-file "$1/pw2" "$2/crm"' - "$work" "$p"
expect "a password in the target" 2 "--password-file" "$DAICHO" scan -i "$work/e.db" "postgresql://scan:$secret@127.0.0.1:$pg_port/crm"
expect "a database that is not there" 2 "does not exist" scan e "$p/nowhere"
expect "a server that is not there" 2 "refused" scan e "postgresql://scan@127.0.0.1:1/crm"
expect "TLS that is not to be had" 2 "SSL" scan e "$p/crm?sslmode=require"
expect "an unknown kind of server" 2 "oracle" scan e "oracle://h/db"
echo 'BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(8);' | pg crm > /dev/null &
sleep 0.5
expect "a table that somebody has locked" 0 "" scan lock "$p/crm"
check "is told within its deadline" test "$(reason lock public.orders)" = lock_timeout
wait $!
sleep_pid=
seen=$(grep -c 'COPY' "$work/pg/server.log")
(while [ "$(grep -c COPY "$work/pg/server.log")" -le "$seen" ]; do sleep 0.05; done; echo "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'scan'" | pg crm > /dev/null) &
expect "connections killed in mid-table" 0 "" scan killed "$p/crm" --max-rows-per-second 100000
check "what was lost is read again" test "$(reason killed public.keyed) $(reason killed public.customers)" = "complete complete"
wait $!

# --- a large table is gone on with where its connection was lost
my shop <<EOF2
CREATE TABLE big (id int PRIMARY KEY, t varchar(1000)); INSERT INTO big SELECT seq, concat(repeat('x', 700), seq) FROM seq_1_to_120000; ANALYZE TABLE big;
EOF2
as_read()	# NAME TABLE: how often it was begun, and how many bytes were read
{
	sqlite3 "$work/$1.db" "SELECT attempts, bytes_read FROM object WHERE reason = '' AND CAST(path AS TEXT) LIKE '%$2'"
}
kill_my()
{
	echo "SELECT concat('KILL ', id, ';') FROM information_schema.processlist WHERE user = 'scan'" | my "" | tail -n +2 | my ""
}
restart_pg()
{
	as_user postgres "$pg_bin/pg_ctl" -D "$pg_dir/data" -w -m immediate -l "$pg_dir/server.log" restart > /dev/null
}
for lost in "restart_pg keyed $p/crm $work/pg/server.log" "kill_my big $m/shop $work/my/general.log"; do
	set -- $lost
	expect "$2, undisturbed" 0 "" scan "calm$1" "$3" --include "$2"
	seen=$(grep -aEc "SELECT [^ ]+, .* FROM .*$2" "$4")
	(while [ "$(grep -aEc "SELECT [^ ]+, .* FROM .*$2" "$4")" -le "$seen" ]; do sleep 0.05; done; sleep 0.4; $1) &
	expect "$1 in mid-table" 0 "" scan "lost$1" "$3" --include "$2" --max-rows-per-second 60000
	wait $!
	check "the table is begun once and read whole: $(as_read "lost$1" "$2"), $(as_read "calm$1" "$2"); $(sqlite3 "$work/lost$1.db" "SELECT reason, detail FROM object WHERE reason NOT LIKE 'policy%'" | tr '\n' ' ')" test "$(as_read "lost$1" "$2")" = "$(as_read "calm$1" "$2")"
done
seen=$(grep -c 'COPY' "$work/pg/server.log")
(while [ "$(grep -c COPY "$work/pg/server.log")" -le "$seen" ]; do sleep 0.05; done; postgres_stop immediate) &
expect "a server that dies in mid-table" 0 "" scan dead "$p/crm" --max-rows-per-second 20000
check "is a failure of each table it took along, not silence" sh -c 'test "$(sqlite3 "$1/dead.db" "SELECT count(*) FROM object WHERE reason IN (\"io_error\", \"auth_failed\")")" -ge 1' - "$work"
check "and its ledger balances" "$DAICHO" inventory verify -i "$work/dead.db"
wait $!

# --- what the servers say was done to them
check "PostgreSQL saw reads in READ ONLY transactions alone" sh -c '! grep "^scan|daicho|" "$1" | grep -E "statement:|execute" | grep -vE "(statement|execute[^:]*): (BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY|COMMIT|ROLLBACK|COPY \(SELECT|SELECT )"' - "$work/pg/server.log"
check "MariaDB saw reads in READ ONLY transactions alone" sh -c '! grep -a "Query" "$1" | grep -a -E "^[^	]*	 *[0-9]+ Query	|Query	" | grep -a -vE "Query	(SELECT|SET |START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY|COMMIT|CREATE|INSERT|GRANT|ping|SHOW|/\*|select @@|DROP|USE|FLUSH|ANALYZE|KILL)"' - "$work/my/general.log"
check "the secret is nowhere but in its file" sh -c '! grep -rlaF "$2" "$1" --include="*.db*" --include="*.jsonl" --include="*.columns" --include=said' - "$work" "$secret"
finish
