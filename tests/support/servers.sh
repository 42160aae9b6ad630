# servers.sh -- sourced by tests that need a database server: real ones, on loopback or a local socket, in the test's folder,
# ended with it. They do not run as root: a user of the servers' own is taken where we are.
as_user()	# NAME COMMAND...
{
	user=$1
	shift
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid "$user" --regid "$user" --init-groups "$@"
	else
		"$@"
	fi
}
free_port()
{
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
# postgres_start FOLDER [ENCODING]: sets pg_port; superuser "boss", trust on the socket, scram on TCP.
postgres_start()
{
	pg_dir=$1
	pg_bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
	pg_port=$(free_port)
	mkdir -p "$pg_dir"
	[ "$(id -u)" -ne 0 ] || chown postgres "$pg_dir"
	as_user postgres "$pg_bin/initdb" -D "$pg_dir/data" -U boss -E "${2:-UTF8}" --locale=C --auth-local=trust --auth-host=scram-sha-256 >"$pg_dir.log" 2>&1 ||
		{ cat "$pg_dir.log"; return 1; }
	as_user postgres "$pg_bin/pg_ctl" -D "$pg_dir/data" -w -l "$pg_dir/server.log" -o "-p $pg_port -k $pg_dir -c listen_addresses=127.0.0.1 \
		-c log_statement=all -c log_line_prefix='%u|%a|' -c fsync=off -c shared_buffers=32MB" start >>"$pg_dir.log" 2>&1 || { cat "$pg_dir.log"; return 1; }
}
postgres_stop()
{
	as_user postgres "$pg_bin/pg_ctl" -D "$pg_dir/data" -m "${1:-fast}" stop >/dev/null 2>&1
}
pg()		# DATABASE, SQL on standard input
{
	as_user postgres "$pg_bin/psql" -q -X -v ON_ERROR_STOP=1 -h "$pg_dir" -p "$pg_port" -U boss -d "$1"
}
# mariadb_start FOLDER: sets my_port, my_pid; root without password on the socket.
mariadb_start()
{
	my_dir=$1
	my_port=$(free_port)
	mkdir -p "$my_dir"
	[ "$(id -u)" -ne 0 ] || chown mysql "$my_dir"
	as_user mysql mariadb-install-db --no-defaults --auth-root-authentication-method=normal --skip-test-db --datadir="$my_dir/data" >"$my_dir.log" 2>&1 ||
		{ cat "$my_dir.log"; return 1; }
	as_user mysql mariadbd --no-defaults --datadir="$my_dir/data" --socket="$my_dir/s" --port="$my_port" --bind-address=127.0.0.1 --pid-file="$my_dir/pid" \
		--innodb-buffer-pool-size=32M --max-allowed-packet=64M --innodb-flush-log-at-trx-commit=0 --general-log=1 --general-log-file="$my_dir/general.log" >>"$my_dir.log" 2>&1 &
	my_pid=$!
	for i in $(seq 100); do
		mariadb-admin --no-defaults -S "$my_dir/s" -u root ping >/dev/null 2>&1 && return 0
		sleep 0.1
	done
	cat "$my_dir.log"
	return 1
}
mariadb_stop()	# the server itself: where it runs as another user, my_pid is a shell's before it
{
	server=$(cat "$my_dir/pid" 2>/dev/null)
	kill "${server:-$my_pid}" 2>/dev/null
	wait "$my_pid" 2>/dev/null
	for i in $(seq 100); do
		[ -n "$server" ] && kill -0 "$server" 2>/dev/null || return 0
		sleep 0.1
	done
	kill -9 "$server"
}
my()		# DATABASE, SQL on standard input
{
	mariadb --no-defaults -S "$my_dir/s" -u root --default-character-set=utf8mb4 "$1"
}
