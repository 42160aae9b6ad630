# servers.sh -- sourced by tests that need a database server: real ones, on loopback or a local socket, in the test's folder,
# ended with it. They do not run as root: a user of the servers' own is taken where we are.
as_user()	# NAME COMMAND...
{
	( become "$@" )
}
become()	# NAME COMMAND... in this shell's place: what was started in the background so is ended by its own number
{
	user=$1
	shift
	if [ "$(id -u)" -eq 0 ]; then
		exec setpriv --reuid "$user" --regid "$user" --init-groups "$@"
	else
		exec "$@"
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
# mariadb_start FOLDER: sets my_port, my_pid; options of $my_more; root without password on the socket.
mariadb_start()
{
	my_dir=$1
	my_port=$(free_port)
	mkdir -p "$my_dir"
	[ "$(id -u)" -ne 0 ] || chown mysql "$my_dir"
	as_user mysql mariadb-install-db --no-defaults --auth-root-authentication-method=normal --skip-test-db --datadir="$my_dir/data" >"$my_dir.log" 2>&1 ||
		{ cat "$my_dir.log"; return 1; }
	become mysql mariadbd --no-defaults ${my_more:-} --datadir="$my_dir/data" --socket="$my_dir/s" --port="$my_port" --bind-address=127.0.0.1 --pid-file="$my_dir/pid" \
		--innodb-buffer-pool-size=32M --max-allowed-packet=64M --innodb-flush-log-at-trx-commit=0 --general-log=1 --general-log-file="$my_dir/general.log" >>"$my_dir.log" 2>&1 &
	my_pid=$!
	for i in $(seq 100); do
		mariadb-admin --no-defaults -S "$my_dir/s" -u root ping >/dev/null 2>&1 && return 0
		sleep 0.1
	done
	cat "$my_dir.log"
	return 1
}
mariadb_stop()	# and what does not go when it is asked to
{
	[ -n "${my_pid:-}" ] || return 0
	kill "$my_pid" 2>/dev/null
	for i in $(seq 100); do
		kill -0 "$my_pid" 2>/dev/null || break
		sleep 0.1
	done
	kill -9 "$my_pid" 2>/dev/null
	wait "$my_pid" 2>/dev/null
	my_pid=
}
my()		# DATABASE, SQL on standard input
{
	mariadb --no-defaults -S "$my_dir/s" -u root --default-character-set=utf8mb4 "$1"
}
# samba_start FOLDER [LINE...]: sets smb_port, smb_pid; user $smb_user with password $secret; shares office, closed (nobody may use it)
# and tree (a DFS root), files of FOLDER/office; further lines of [global] as given.
samba_start()
{
	smb_dir=$1
	smb_user=$(id -un)
	smb_port=${smb_port:-$(free_port)}
	smb_host=${smb_host:-127.0.0.1}
	shift
	case $smb_host in *:*) smb_bits=128 ;; *) smb_bits=32 ;; esac
	mkdir -p "$smb_dir/office" "$smb_dir/tree" "$smb_dir/ncalrpc" "$smb_dir/log"
	for d in lock state cache private pid; do
		mkdir -p "$smb_dir/$d"
	done
	chmod 755 "$smb_dir" "$smb_dir/office" "$smb_dir/tree"
	cat > "$smb_dir/smb.conf" <<EOT
[global]
server role = standalone server
smb ports = $smb_port
interfaces = $smb_host/$smb_bits
bind interfaces only = yes
lock directory = $smb_dir/lock
state directory = $smb_dir/state
cache directory = $smb_dir/cache
private dir = $smb_dir/private
pid directory = $smb_dir/pid
ncalrpc dir = $smb_dir/ncalrpc
passdb backend = tdbsam:$smb_dir/private/passdb.tdb
log file = $smb_dir/log/smbd
disable spoolss = yes
load printers = no
printing = bsd
disable netbios = yes
map to guest = never
$(printf '%s\n' "$@")
[office]
path = $smb_dir/office
$([ "$(id -u)" -ne 0 ] || echo 'force user = nobody')
[closed]
path = $smb_dir/office
valid users = nobody
[tree]
path = $smb_dir/tree
msdfs root = yes
EOT
	printf '%s\n%s\n' "$secret" "$secret" | smbpasswd -c "$smb_dir/smb.conf" -a -s "$smb_user" > "$smb_dir/log/passwd" 2>&1
	smbd --foreground -s "$smb_dir/smb.conf" -d1 --debug-stdout > "$smb_dir/log/out" 2>&1 &
	smb_pid=$!
	for i in $(seq 100); do
		smbclient -s "$smb_dir/smb.conf" -I "$smb_host" -p "$smb_port" -U "$smb_user%$secret" //server/office -c ls > "$smb_dir/log/client" 2>&1 && return 0
		kill -0 "$smb_pid" 2>/dev/null || break
		sleep 0.1
	done
	cat "$smb_dir/log/out" "$smb_dir/log/client"
	return 1
}
samba_sessions()	# the processes that serve one connection each
{
	pgrep -P "$smb_pid" -x smbd
}
samba_stop()	# stopped ones too; what it started for pipes stands in its folder of pids
{
	[ -n "${smb_pid:-}" ] || return 0
	children=$(pgrep -P "$smb_pid")
	kill -CONT "$smb_pid" $children 2>/dev/null
	kill "$smb_pid" $children $(cat "$smb_dir/pid/samba-dcerpcd.pid" 2>/dev/null) 2>/dev/null
	wait "$smb_pid" 2>/dev/null
	smb_pid=
}
