#!/bin/sh
# standby.sh -- a hot standby of a real PostgreSQL server, whose recovery cancels the scan's query in the middle of a table.
. "$SOURCE_DIR/tests/support/check.sh"
. "$SOURCE_DIR/tests/support/servers.sh"
export LC_ALL=C
secret=canary-Pw-77a2
chmod 755 "$work"
stop_all()
{
	as_user postgres "$pg_bin/pg_ctl" -D "$work/standby/data" -m immediate stop > /dev/null 2>&1
	postgres_stop immediate
}
trap 'stop_all; chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
postgres_start "$work/pg" || exit 1
echo "$secret" > "$work/pw"
chmod 600 "$work/pw"
printf '%s;\n' "CREATE ROLE scan LOGIN PASSWORD '$secret'" "CREATE DATABASE crm" | pg postgres
pg crm <<'SQL'
CREATE TABLE keyed (a int, b text, t text, PRIMARY KEY (a, b)) WITH (autovacuum_enabled = off);
INSERT INTO keyed SELECT g, 'k', repeat('x', 700) || ' u' || g || '@daicho-rei.co.jp' FROM generate_series(1, 60000) g;
CREATE TABLE unkeyed WITH (autovacuum_enabled = off) AS SELECT * FROM keyed;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO scan; ANALYZE;
SQL
mkdir "$work/standby"
[ "$(id -u)" -ne 0 ] || chown postgres "$work/standby"
as_user postgres "$pg_bin/pg_basebackup" -h "$pg_dir" -p "$pg_port" -U boss -D "$work/standby/data" -R -X stream -c fast > "$work/backup" 2>&1 || { cat "$work/backup"; exit 1; }
standby_port=$(free_port)
as_user postgres "$pg_bin/pg_ctl" -D "$work/standby/data" -w -l "$work/standby/log" -o "-p $standby_port -k $work/standby -c listen_addresses=127.0.0.1 \
	-c log_statement=all -c log_line_prefix='%u|%a|' -c max_standby_streaming_delay=100ms -c hot_standby_feedback=off -c shared_buffers=32MB" start > "$work/started" 2>&1 ||
	{ cat "$work/started" "$work/standby/log"; exit 1; }
s=postgresql://scan@127.0.0.1:$standby_port/crm
scan()		# NAME OPTION...
{
	name=$1
	shift
	"$DAICHO" scan -q --password-file "$work/pw" -i "$work/$name.db" "$@" "$s"
}
reason()	# NAME TABLE
{
	sqlite3 "$work/$1.db" "SELECT coalesce(nullif(reason, ''), 'complete') FROM object WHERE CAST(path AS TEXT) LIKE '%public.$2'"
}
values()	# NAME TABLE: e-mail addresses that were counted
{
	sqlite3 "$work/$1.db" "SELECT sum(f.high) FROM finding f JOIN object o ON o.id = f.object_id
		WHERE f.category = 'contact.email' AND CAST(o.path AS TEXT) LIKE '%public.$2'"
}
# Rows that the scan's snapshot still sees are taken away for good: the standby has to cancel the query or stand still.
disturb()	# TABLE, once its rows are being read
{
	while ! grep -q "COPY.*\"$1\"" "$work/standby/log"; do
		sleep 0.05
	done
	sleep 0.5
	printf '%s;\n' "DELETE FROM $1 WHERE a > 59000" "VACUUM $1" | pg crm
}

expect "a hot standby is read" 0 "" scan calm
check "whole" test "$(reason calm keyed) $(reason calm unkeyed)" = "complete complete"
: > "$work/standby/log"
disturb keyed &
expect "a conflict with its recovery" 0 "" scan keyed --include keyed --max-rows-per-second 15000
wait $!
check "there was one" grep -q "conflict with recovery" "$work/standby/log"
check "the table is read to its end all the same" test "$(reason keyed keyed)" = complete
check "each row once" sh -c 'test "$1" -ge 59000 && test "$1" -le 60000' - "$(values keyed keyed)"
check "behind the last key" grep -q 'WHERE ("a", "b") > (' "$work/standby/log"
disturb unkeyed &
expect "a table without a key cannot be gone on with" 0 "" scan unkeyed --include unkeyed --max-rows-per-second 15000
wait $!
check "and is a failure, said why" test "$(sqlite3 "$work/unkeyed.db" "SELECT reason, detail LIKE '%recovery%' FROM object WHERE CAST(path AS TEXT) LIKE '%unkeyed'")" = "io_error|1"
check "its ledger balances" "$DAICHO" inventory verify -i "$work/unkeyed.db" > /dev/null
finish
