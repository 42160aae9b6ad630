#!/bin/sh
# trust.sh -- whom a connector trusts and where its secrets come from: TLS with a made-up authority, passfile, service file and option
# file; and servers that are none, or want something.
. "$SOURCE_DIR/tests/support/check.sh"
. "$SOURCE_DIR/tests/support/servers.sh"
export LC_ALL=C
secret=canary-Pw-19d4
chmod 755 "$work"
fake_pid=
trap '[ -z "$fake_pid" ] || kill "$fake_pid" 2>/dev/null; postgres_stop immediate; mariadb_stop; chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
export HOME="$work/home"
mkdir "$HOME" "$work/tls"
chmod 755 "$work/tls"

# An authority, another one, and a server's key with a certificate for 127.0.0.1 alone.
authority()	# NAME
{
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/tls/$1.key" -out "$work/tls/$1.pem" -days 30 -subj "/CN=$1" 2> /dev/null
}
authority ours && authority others || exit 1
openssl req -newkey rsa:2048 -nodes -keyout "$work/tls/server.key" -out "$work/tls/server.csr" -subj /CN=server 2> /dev/null
printf 'subjectAltName=IP:127.0.0.1\n' > "$work/tls/san"
openssl x509 -req -in "$work/tls/server.csr" -CA "$work/tls/ours.pem" -CAkey "$work/tls/ours.key" -CAcreateserial -days 30 -extfile "$work/tls/san" \
	-out "$work/tls/server.pem" 2> /dev/null || exit 1
owned()		# USER: a copy of the key that the server's user alone can read
{
	cp "$work/tls/server.key" "$work/tls/$1.key"
	[ "$(id -u)" -ne 0 ] || chown "$1" "$work/tls/$1.key"
	chmod 600 "$work/tls/$1.key"
	chmod 644 "$work/tls/server.pem" "$work/tls/ours.pem"
}
owned postgres
owned mysql
my_more="--ssl-cert=$work/tls/server.pem --ssl-key=$work/tls/mysql.key --ssl-ca=$work/tls/ours.pem"
postgres_start "$work/pg" || exit 1
mariadb_start "$work/my" || exit 1
printf '%s;\n' "ALTER SYSTEM SET ssl_cert_file = '$work/tls/server.pem'" "ALTER SYSTEM SET ssl_key_file = '$work/tls/postgres.key'" "ALTER SYSTEM SET ssl = on" \
	"SELECT pg_reload_conf()" "CREATE ROLE scan LOGIN PASSWORD '$secret'" "CREATE DATABASE crm" | pg postgres > /dev/null
echo "CREATE TABLE t (who text); INSERT INTO t VALUES ('mika.ono@daicho-rei.co.jp'); GRANT SELECT ON t TO PUBLIC" | pg crm
my "" <<SQL
CREATE DATABASE shop; CREATE TABLE shop.t (who text); INSERT INTO shop.t VALUES ('mika.ono@daicho-rei.co.jp');
CREATE USER scan IDENTIFIED BY '$secret'; GRANT SELECT ON shop.* TO scan;
SQL
echo "$secret" > "$work/pw"
chmod 600 "$work/pw"
p=postgresql://scan@127.0.0.1:$pg_port/crm
m=mysql://scan@127.0.0.1:$my_port/shop
scan()		# TARGET OPTION...
{
	"$DAICHO" scan -q -i "$work/e.db" "$@"
}
tls_seen()	# what the server says of the last connection of the scan
{
	grep -a "connection authorized: user=scan" "$work/pg/server.log" | tail -n 1 | grep -q "SSL enabled"
}
echo "ALTER SYSTEM SET log_connections = on; SELECT pg_reload_conf()" | sed 's/; /;\n/' | pg postgres > /dev/null
sleep 0.5

# --- TLS
pw="--password-file $work/pw"
expect "PostgreSQL, its authority known" 0 "" scan $pw "$p?sslmode=verify-full&sslrootcert=$work/tls/ours.pem"
check "the connection is encrypted" tls_seen
expect "a certificate for another host" 2 "certificate" scan $pw "postgresql://scan@localhost:$pg_port/crm?sslmode=verify-full&sslrootcert=$work/tls/ours.pem"
expect "another authority" 2 "certificate verify failed" scan $pw "$p?sslmode=verify-full&sslrootcert=$work/tls/others.pem"
expect "an authority that is not there" 2 "does not exist" scan $pw "$p?sslmode=verify-full&sslrootcert=$work/tls/none.pem"
expect "MariaDB, its authority known" 0 "" scan $pw "$m?ssl-mode=verify-full&ssl-ca=$work/tls/ours.pem"
expect "MariaDB, a certificate for another host" 2 "ertificate" scan $pw "mysql://scan@127.1:$my_port/shop?ssl-mode=verify-full&ssl-ca=$work/tls/ours.pem"
expect "MariaDB, another authority" 2 "ertificate" scan $pw "$m?ssl-mode=verify-full&ssl-ca=$work/tls/others.pem"

# --- where secrets come from
expect "no password" 2 "password" scan "$p"
printf '127.0.0.1:%s:crm:scan:%s\n' "$pg_port" "$secret" > "$HOME/.pgpass"
chmod 600 "$HOME/.pgpass"
expect "a passfile" 0 "" scan "$p"
chmod 644 "$HOME/.pgpass"
expect "a passfile that others can read is not used" 2 "password" scan "$p"
rm "$HOME/.pgpass"
printf '127.0.0.1:%s:crm:scan:%s\n' "$pg_port" "$secret" > "$work/passfile"
chmod 600 "$work/passfile"
expect "a passfile by name" 0 "" scan "$p?passfile=$work/passfile"
printf '[nightly]\nhost=127.0.0.1\nport=%s\nuser=scan\ndbname=crm\npassword=%s\n' "$pg_port" "$secret" > "$HOME/.pg_service.conf"
chmod 600 "$HOME/.pg_service.conf"
expect "a service" 0 "" scan "postgresql:///crm?service=nightly"
printf '[client]\nuser=scan\npassword=%s\nssl-ca=%s\nssl-verify-server-cert\n' "$secret" "$work/tls/ours.pem" > "$HOME/.my.cnf"
chmod 600 "$HOME/.my.cnf"
expect "an option file" 0 "" scan "mysql://127.0.0.1:$my_port/shop"
sed -i "s/ours.pem/others.pem/" "$HOME/.my.cnf"
expect "with an authority that is not the server's" 2 "ertificate" scan "mysql://127.0.0.1:$my_port/shop"
rm "$HOME/.my.cnf"
check "the secret is in no inventory" sh -c '! grep -qaF "$2" "$1"/e.db*' - "$work" "$secret"

# --- servers that are none
fake()		# KIND: sets fake_port
{
	[ -z "$fake_pid" ] || kill "$fake_pid" 2>/dev/null
	rm -f "$work/fake.port"
	python3 "$SOURCE_DIR/tests/support/fake_server.py" "$1" "$work/fake.port" "$work/fake.got" & fake_pid=$!
	while [ ! -s "$work/fake.port" ]; do
		sleep 0.05
	done
	fake_port=$(cat "$work/fake.port")
}
echo "nobody must ask for this: canary-file" > "$work/wanted"
for kind in garbage closes huge; do
	fake "$kind"
	expect "PostgreSQL: a server that sends $kind" 2 "postgresql://" scan $pw "postgresql://scan@127.0.0.1:$fake_port/crm"
	expect "MySQL: a server that sends $kind" 2 "mysql://" scan $pw "mysql://scan@127.0.0.1:$fake_port/shop"
done
fake "infile:$work/wanted"
expect "a server that asks for a file of ours" 2 "" scan $pw "mysql://scan@127.0.0.1:$fake_port/shop"
check "was asked something" grep -qa "SESSION" "$work/fake.got"
check "and gets nothing of it" sh -c '! grep -qaF canary-file "$1"' - "$work/fake.got"
fake "infile-list:$work/wanted"
expect "also when it asks in answer to a query for tables" 2 "" scan $pw "mysql://scan@127.0.0.1:$fake_port/shop"
check "nothing" sh -c '! grep -qaF canary-file "$1"' - "$work/fake.got"
finish
