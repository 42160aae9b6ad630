#!/bin/sh
# Work shared among workers: the same dump as one undisturbed scan, whatever ends them; what a worker's role may and may not.
# FLEET_KILLS (default 10), FLEET_RESTARTS (1) and FLEET_CUTS (2) say how hard it gets; the figures are printed at the end.
. "$SOURCE_DIR/tests/support/check.sh"
. "$SOURCE_DIR/tests/support/servers.sh"
export LC_ALL=C
kills=${FLEET_KILLS:-10}
restarts=${FLEET_RESTARTS:-1}
cuts=${FLEET_CUTS:-2}
dir=$work
chmod 755 "$dir"
export TMPDIR="$dir/tmp"
mkdir -m 700 "$TMPDIR"
workers=
stop_all()	# workers by their numbers, also stopped ones
{
	for w in $workers; do
		kill -CONT "$w" 2>/dev/null
		kill -9 "$w" 2>/dev/null
	done
	postgres_stop immediate
	chmod -R u+rwX "$work" 2>/dev/null
	rm -rf "$work"
}
postgres_start "$dir/pg" || exit 1
trap stop_all EXIT
trap 'exit 1' HUP INT TERM
echo 'CREATE DATABASE daicho; CREATE ROLE hand LOGIN' | pg postgres
base="@/daicho?host=$dir/pg&port=$pg_port&key=$dir/inventory.key"
owner="postgresql://boss$base"
hand="postgresql://hand$base"

# Made-up persons in a tree of folders: some files of many lines, so that units are under way for a while.
python3 - "$dir/share" <<'EOT'
import os, sys
root = sys.argv[1]
for d in range(12):
    os.makedirs(f"{root}/dept{d}/deep")
    for f in range(25):
        lines = 40 if f else 4000
        with open(f"{root}/dept{d}/{'deep/' if f % 3 == 0 else ''}file{f}.csv", "w") as out:
            out.write("name,mail,tel\n")
            for i in range(lines):
                out.write(f"person{d}-{f}-{i},user{(d * 31 + f * 7 + i) % 997}@example{i % 5}.co.jp,090-{1000 + i % 9000}-{2000 + f}\n")
EOT

"$DAICHO" scan -q -i "$dir/one.db" "$dir/share"
"$DAICHO" inventory dump -i "$dir/one.db" -o "$dir/want"
"$DAICHO" inventory init -i "$owner" > /dev/null
echo "SELECT daicho.allow_worker('hand')" | pg daicho > /dev/null
as()		# ROLE SQL: what psql says, on standard output
{
	echo "$2" | as_user postgres "$pg_bin/psql" -q -X -t -A -v ON_ERROR_STOP=1 -h "$pg_dir" -p "$pg_port" -U "$1" -d daicho 2>&1
}
sql()
{
	as boss "$1"
}
denied()	# SQL that the role of a worker may not
{
	as hand "$1" | grep -q "permission denied"
}
same()		# NAME: the shared inventory holds what one scan found
{
	"$DAICHO" inventory dump -i "$owner" -o "$dir/got"
	check "$1: the dump of a single scan" cmp "$dir/want" "$dir/got"
	check "$1: verify" sh -c "'$DAICHO' inventory verify -i '$owner' > /dev/null"
}
worker()	# URI OPTION...: one in the background
{
	uri=$1
	shift
	"$DAICHO" worker -q -j 1 -i "$uri" "$@" >> "$dir/worker.log" 2>&1 &
	last=$!
	workers="$workers $last"
}
wait_for()	# SQL that gives t in the end
{
	for i in $(seq 600); do
		[ "$(sql "$1")" != t ] || return 0
		sleep 0.05
	done
	return 1
}

# ---- two workers, one of them with the right to work alone
"$DAICHO" scan -q --enqueue --units 6 -i "$owner" "$dir/share"
worker "$hand" --once
first=$last
worker "$owner" --once
wait "$first"
wait "$last"
same "two workers"
check "objects that are new go in by COPY" grep -q "COPY object " "$pg_dir/server.log"
check "both sides are in the audit log" [ "$(sql "SELECT count(*) FROM daicho.audit WHERE action = 'take_in'")" = 6 ]

# ---- what the role of a worker may
for table in $(sql "SELECT relname FROM pg_class WHERE relnamespace = 'daicho'::regnamespace AND relkind = 'r' AND relname <> 'stamp'"); do
	check "no SELECT on $table" denied "SELECT 1 FROM daicho.$table"
	check "no DELETE on $table" denied "DELETE FROM daicho.$table"
	check "no INSERT into $table" denied "INSERT INTO daicho.$table DEFAULT VALUES"
done
check "may let nobody else work" denied "SELECT daicho.allow_worker('hand')"
check "no DELETE on stamp" denied "DELETE FROM daicho.stamp"
check "makes nothing in the schema" denied "CREATE TABLE daicho.mine (x int)"
check "a table of the same name of its own changes nothing" [ "$(as hand "CREATE TEMP TABLE unit (id bigint, fence bigint, state text, until timestamptz, ended
	timestamptz, note text); INSERT INTO unit VALUES (1, 99, 'leased', 'infinity'); SELECT daicho.complete(1, 99)")" = f ]
check "an invented fence completes nothing" [ "$(as hand "SELECT daicho.complete(1, 99)")" = f ]

# ---- stopped beyond its lease: what it brings is refused
"$DAICHO" scan -q --enqueue --units 2 -i "$owner" "$dir/share"
worker "$hand" --lease 2
slow=$last
wait_for "SELECT count(*) > 0 FROM daicho.unit WHERE state = 'leased'"
kill -STOP "$slow"
worker "$owner" --once --lease 2
wait "$last"
check "the other worker did its unit" [ "$(sql "SELECT state FROM daicho.job ORDER BY id DESC LIMIT 1")" = done ]
: > "$dir/worker.log"
kill -CONT "$slow"
sleep 2
check "the late one was refused" grep -q "lease\|another worker" "$dir/worker.log"
kill "$slow"
wait "$slow"
same "a worker stopped beyond its lease"

# ---- killed at any point, and the server too
"$DAICHO" scan -q --enqueue --units 24 --readers 3 -i "$owner" "$dir/share"
done_kills=0
done_restarts=0
done_cuts=0
began=$(date +%s)
while [ "$done_kills" -lt "$kills" ]; do
	worker "$owner" --lease 1
	a=$last
	worker "$hand" --lease 1
	sleep "$(awk -v s="$done_kills" 'BEGIN { srand(s + 7); printf "%.3f", 0.05 + rand() * 0.9 }')"
	if [ $((done_cuts * kills)) -lt $((done_kills * cuts)) ]; then	# all connections of a moment, and their workers go on
		sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'daicho' AND pid <> pg_backend_pid()" > /dev/null
		done_cuts=$((done_cuts + 1))
		sleep 0.7
	fi
	kill -9 "$a" "$last" 2>/dev/null
	wait "$a" 2>/dev/null
	wait "$last" 2>/dev/null
	done_kills=$((done_kills + 2))
	if [ $((done_restarts * kills)) -lt $((done_kills * restarts)) ]; then
		as_user postgres "$pg_bin/pg_ctl" -D "$pg_dir/data" -w -m immediate -l "$pg_dir/server.log" restart > /dev/null
		done_restarts=$((done_restarts + 1))
	fi
	# a unit whose worker is lost three times is given up; here it is the test that kills, so the count begins anew
	sql "UPDATE daicho.unit SET tries = 1 WHERE tries > 1" > /dev/null
	if [ "$(sql "SELECT count(*) FROM daicho.job WHERE state = 'open'")" = 0 ]; then
		same "after $done_kills kills"
		"$DAICHO" scan -q --enqueue --units 24 --readers 3 -i "$owner" "$dir/share"
	fi
done
timeout 300 "$DAICHO" worker -q -i "$owner" --once --lease 2
took=$(($(date +%s) - began))
again=$(sql "SELECT sum(fence - 1) FROM daicho.unit")
same "after all kills"
check "no unit failed" [ "$(sql "SELECT count(*) FROM daicho.unit WHERE state = 'failed'")" = 0 ]
check "nothing delivered is left behind" [ "$(sql "SELECT count(*) FROM daicho.delivery")" = 0 ]

# ---- certificates: the server's is checked, the worker's is its password, one that is over is refused
if command -v openssl > /dev/null; then
	cert()	# NAME SUBJECT FROM TO [EXTENSION]
	{
		openssl req -new -newkey rsa:2048 -nodes -keyout "$dir/$1.key" -subj "/CN=$2" -out "$dir/$1.csr" 2> /dev/null
		printf '%s\n' "[ca]" "default_ca=c" "[c]" "dir=$dir" "database=$dir/index" "new_certs_dir=$dir" "serial=$dir/serial" "default_md=sha256" \
			"policy=p" "unique_subject=no" "x509_extensions=x" "[p]" "commonName=supplied" "[x]" "${5:-basicConstraints=CA:FALSE}" > "$dir/ca.cnf"
		openssl ca -batch -config "$dir/ca.cnf" -keyfile "$dir/ca.key" -cert "$dir/ca.crt" -startdate "$3" -enddate "$4" -in "$dir/$1.csr" -out "$dir/$1.crt" -notext 2> /dev/null
		chmod 600 "$dir/$1.key"
	}
	: > "$dir/index"
	echo 01 > "$dir/serial"
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/ca.key" -subj /CN=ca -days 2 -out "$dir/ca.crt" 2> /dev/null
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$dir/other.key" -subj /CN=other -days 2 -out "$dir/other.crt" 2> /dev/null
	cert server localhost 20200101000000Z 20400101000000Z subjectAltName=DNS:localhost
	cert good hand 20200101000000Z 20400101000000Z
	cert over hand 20200101000000Z 20200102000000Z
	cp "$dir/server.crt" "$dir/server.key" "$dir/ca.crt" "$pg_dir/data/"
	[ "$(id -u)" -ne 0 ] || chown postgres "$pg_dir/data/server.crt" "$pg_dir/data/server.key" "$pg_dir/data/ca.crt"
	printf 'local all all trust\nhostssl daicho hand 127.0.0.1/32 cert\n' > "$pg_dir/data/pg_hba.conf"
	sql "ALTER SYSTEM SET ssl = on" > /dev/null
	sql "ALTER SYSTEM SET ssl_ca_file = 'ca.crt'" > /dev/null
	as_user postgres "$pg_bin/pg_ctl" -D "$pg_dir/data" -w -l "$pg_dir/server.log" restart > /dev/null
	tls="postgresql://hand@localhost:$pg_port/daicho?hostaddr=127.0.0.1&sslmode=verify-full&key=$dir/inventory.key"
	expect "a certificate in place of a password" 0 "" "$DAICHO" worker --once -i "$tls&sslrootcert=$dir/ca.crt&sslcert=$dir/good.crt&sslkey=$dir/good.key"
	expect "the server's certificate is of another authority" 2 "certificate verify failed" "$DAICHO" worker --once \
		-i "$tls&sslrootcert=$dir/other.crt&sslcert=$dir/good.crt&sslkey=$dir/good.key"
	expect "a certificate that is over" 2 "expired" "$DAICHO" worker --once -i "$tls&sslrootcert=$dir/ca.crt&sslcert=$dir/over.crt&sslkey=$dir/over.key"
	expect "no certificate" 2 "certificate" "$DAICHO" worker --once -i "$tls&sslrootcert=$dir/ca.crt"
	expect "no key of the inventory" 2 "key is not here" sh -c "'$DAICHO' scan -q --enqueue --units 1 -i '$owner' '$dir/share' && '$DAICHO' worker --once \
		-i 'postgresql://hand@/daicho?host=$dir/pg&port=$pg_port&key=$dir/nokey'"
	"$DAICHO" worker -q --once -i "$owner"
	same "a unit that was given back"
fi

# ---- who gets what: priority first, no more readers than allowed, the site's own work for the site alone
version=$(sql "SELECT program FROM daicho.job LIMIT 1")
claim()		# SITE: number of units of the job whose unit is given, or nothing
{
	as hand "SELECT shards FROM daicho.claim('$version', '$1', 'test', 300)"
}
"$DAICHO" scan -q --enqueue --units 5 --readers 2 -i "$owner" /srv/nightly
"$DAICHO" scan -q --enqueue --units 4 --readers 9 --priority 20 --site tokyo -i "$owner" /srv/tokyo
"$DAICHO" scan -q --enqueue --units 1 --priority 30 -i "$owner" /srv/breach
check "the highest priority first" [ "$(claim '')" = 1 ]
check "then a reader of the share" [ "$(claim '')" = 5 ]
check "then the second" [ "$(claim '')" = 5 ]
check "and no third, nor what is another site's" [ "$(claim osaka)" = "" ]
check "the site has its own" [ "$(claim tokyo)" = 4 ]
for job in $(sql "SELECT id FROM daicho.job WHERE state = 'open'"); do
	"$DAICHO" status cancel "$job" -i "$owner"
done

# ---- a share that is gone; pause and cancel; a file instead of a database
"$DAICHO" scan -q --enqueue --units 1 -i "$owner" "$dir/nowhere"
"$DAICHO" worker -q --once --lease 1 -i "$owner" 2> "$dir/err"
check "told why" grep -q "nowhere: there is no such file" "$dir/err"
"$DAICHO" inventory dump -i "$owner" -o "$dir/got"
check "recorded as not read" grep -q "path=$dir/nowhere.*status=internal" "$dir/got"
"$DAICHO" scan -q --enqueue --units 2 -i "$owner" "$dir/share"
job=$(sql "SELECT max(id) FROM daicho.job")
"$DAICHO" status pause "$job" -i "$owner"
"$DAICHO" worker -q --once -i "$owner"
check "a paused job waits" [ "$(sql "SELECT count(*) FROM daicho.unit WHERE job = $job AND state = 'waiting'")" = 2 ]
"$DAICHO" status cancel "$job" -i "$owner"
check "shown" sh -c "'$DAICHO' status --lang en -i '$owner' | grep -q 'job $job  cancelled'"
check "an ended job cannot be resumed" sh -c "! '$DAICHO' status resume $job -i '$owner' 2> '$dir/err' && grep -q 'has ended' '$dir/err'"
check "a file has no queue" sh -c "! '$DAICHO' worker --once -i '$dir/one.db' 2> '$dir/err' && grep -q postgresql:// '$dir/err'"
sql "UPDATE daicho.job SET state = 'open', program = '99.0', ended = NULL WHERE id = $job"
expect "another version's work is left to it" 2 "99.0" "$DAICHO" worker --once -i "$hand"
printf '%s kills of workers, %s restarts of the server, %s cuts of all connections: %s s, %s units tried again\n' "$done_kills" "$done_restarts" \
	"$done_cuts" "$took" "$again"
finish
