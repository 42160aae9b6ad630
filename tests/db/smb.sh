#!/bin/sh
# smb.sh -- the shares of a real Samba server on loopback: what is found there is what is found on disk, whatever happens to the server.
. "$SOURCE_DIR/tests/support/check.sh"
. "$SOURCE_DIR/tests/support/servers.sh"
export LC_ALL=C.UTF-8
secret=canary-Pw-51d7
smb_pid=
trap 'samba_stop; chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
if [ ! -x "$(dirname "$DAICHO")/daicho-smb" ]; then
	expect "a build without the library says so" 2 "libsmbclient-dev" "$DAICHO" scan -i "$work/e.db" smb://127.0.0.1/x
	finish
fi
chmod 755 "$work"
files=$work/smb/office
mkdir -p "$files"
cp -R "$SOURCE_DIR/corpora/demo/share" "$files/demo"
mkdir -p "$files/nothing" "$files/odd 100%/a#b" "$files/denied" "$files/many" "$files/left out"
echo 'mika.ono@daicho-rei.co.jp' > "$files/odd 100%/a#b/50%25 + ~&;=.txt"
: > "$files/empty.txt"
for i in $(seq 400); do
	echo "kenta.sato$i@daicho-rei.co.jp 090-8765-4321" > "$files/many/$i.txt"
done
echo 'x' > "$files/left out/x.txt"
python3 -c 'import sys; sys.stdout.write("nothing to see here, only words\n" * 2400000 + "rina.aoki@daicho-rei.co.jp\n")' > "$files/big.txt"
chmod -R u+rwX,a+rX "$files"
echo 'tarou.abe@daicho-rei.co.jp' > "$files/unreadable.txt"
chmod 000 "$files/unreadable.txt" "$files/denied"
ln -s 'msdfs:elsewhere.invalid\there' "$work/smb/tree/link" 2>/dev/null || { mkdir -p "$work/smb/tree"; ln -s 'msdfs:elsewhere.invalid\there' "$work/smb/tree/link"; }
samba_start "$work/smb" || exit 1
echo "$secret" > "$work/pw"
printf 'username = nobody-else\nusername=%s\npassword=%s\n' "$smb_user" "$secret" > "$work/credentials"
chmod 600 "$work/pw" "$work/credentials"
s=smb://$smb_user@127.0.0.1:$smb_port
root=smb://127.0.0.1:$smb_port
scan()		# NAME TARGET OPTION...
{
	name=$1 target=$2
	shift 2
	"$DAICHO" scan -q --password-file "$work/pw" -i "$work/$name.db" "$@" "$target"
}
reason()	# NAME PATH
{
	sqlite3 "$work/$1.db" "SELECT coalesce(nullif(reason, ''), 'complete') FROM object WHERE CAST(path AS TEXT) = '$2'"
}
objects()	# NAME
{
	sqlite3 "$work/$1.db" "SELECT replace(CAST(path AS TEXT), '$2', ''), reason, size FROM object ORDER BY 1"
}
findings()	# NAME
{
	jq -c --arg root "$2" '[(.path | ltrimstr($root)), .member, .type, .start, .end, .line, .confidence, .masked, .table, .field, .row]' "$work/$1.jsonl"
}
balanced()
{
	"$DAICHO" inventory verify -i "$work/$1.db" > /dev/null
}

# --- the same as from disk
expect "a share" 0 "" scan smb "$s/office" --findings "$work/smb.jsonl" -x 'left out/'
chmod 755 "$files/denied"
expect "its files on disk" 0 "" scan disk "$files" --findings "$work/disk.jsonl" -x 'left out/' -x denied -x unreadable.txt
chmod 000 "$files/denied"
findings smb "$root/office" | grep -v unreadable > "$work/a"
findings disk "$files" > "$work/b"
check "findings as from disk" cmp "$work/a" "$work/b"
check "and they are many" test "$(wc -l < "$work/a")" -gt 2000
check "odd names" test "$(reason smb "$root/office/odd 100%/a#b/50%25 + ~&;=.txt")" = complete
check "a big file, by way of a file without a name" grep -q '"/big.txt","","contact.email",76800000' "$work/a"
check "a denied folder is a failure" test "$(reason smb "$root/office/denied")" = access_denied
check "a denied file is a failure" test "$(reason smb "$root/office/unreadable.txt")" = access_denied
check "what is excluded has its line" test "$(reason smb "$root/office/left out")" = policy_exclude
check "the ledger balances" balanced smb
expect "and is incomplete" 3 "" scan incomplete "$s/office" --require-complete
check "access times are called not protected" test "$(sqlite3 "$work/smb.db" 'SELECT max(atime_kept) FROM run')" = 0
expect "a second scan" 0 "" scan again "$s/office/many"
expect "reads only what changed" 0 "" scan again "$s/office/many"
check "by size, time and number" test "$(sqlite3 "$work/again.db" "SELECT count(*), sum(unchanged), sum(reason <> '') FROM object")" = "400|400|0"
expect "a folder of a share" 0 "" scan folder "$s/office/many" -x '1*'
check "alone" test "$(sqlite3 "$work/folder.db" "SELECT sum(reason = ''), sum(reason = 'policy_exclude') FROM object")" = "289|111"
expect "a file over the limit" 0 "" scan limit "$s/office" --max-size 1000000 -x demo -x many
check "is read in part" test "$(reason limit "$root/office/big.txt")" = limit_size

# --- all shares of a server
expect "a server" 0 "" scan all "$root" --password-file "$work/credentials"
check "each share is there" test "$(reason all "$root/office/many/1.txt")" = complete
check "one that lets us not in" test "$(reason all "$root/closed")" = access_denied
check "pipes are listed" test "$(reason all "$root/IPC\$")" = special_file
check "a link to elsewhere is no silence" test -n "$(sqlite3 "$work/all.db" "SELECT reason FROM object WHERE CAST(path AS TEXT) LIKE '$root/tree/link%' AND reason <> ''")"
check "its ledger balances" balanced all

# --- what goes wrong at the start
echo wrong > "$work/pw2"
chmod 600 "$work/pw2"
expect "a wrong password" 2 "the server refuses" scan e "$s/office" --password-file "$work/pw2"
expect "a share without access" 2 "may not use this share" scan e "$s/closed"
expect "a share that is not there" 2 "no share named" scan e "$s/nowhere"
expect "a folder that is not there" 2 "has no folder nowhere" scan gone "$s/office/nowhere"
expect "a file as a folder" 2 "has no folder empty.txt" scan gone "$s/office/empty.txt"
expect "an empty folder" 0 "" scan gone "$s/office/nothing"
expect "a folder that is denied" 0 "" scan gone "$s/office/denied"
check "is a failure" test "$(reason gone "$root/office/denied")" = access_denied
expect "a server that is not there" 2 "no SMB server answers" scan e "smb://$smb_user@127.0.0.1:1/office"
expect "a password in the target" 2 "--password-file" "$DAICHO" scan -i "$work/e.db" "smb://$smb_user:$secret@127.0.0.1:$smb_port/office"
expect "an option that is none" 2 "is no option of smb" scan e "$s/office?encrypt=requre"
expect "a deadline that is none" 2 "seconds from 2" scan e "$s/office?timeout=soon"
chmod 644 "$work/pw2"
expect "a password others can read" 2 "chmod 600" scan e "$s/office" --password-file "$work/pw2"
cp "$DAICHO" "$work/daicho"
expect "without its connector it says what is missing" 2 "libsmbclient-dev" "$work/daicho" scan -i "$work/e.db" "$s/office"

# --- sessions that are killed
objects smb "$root/office" | grep '^/many' > "$work/a"
(
	for i in 1 2 3 4 5; do
		sleep 0.4
		victims=$(samba_sessions)
		[ -z "$victims" ] || kill -9 $victims
	done
) &
killer=$!
expect "sessions killed in mid-scan" 0 "" scan killed "$s/office" --findings "$work/killed.jsonl" -x 'left out/' -x demo -j 2
wait $killer
objects killed "$root/office" | grep '^/many' > "$work/b"
check "no file is lost, under the same names" cmp "$work/a" "$work/b"
check "and none of its findings" test "$(findings killed "$root/office" | grep -c '/many/.*contact.email')" = 400
check "the ledger balances too" balanced killed

# --- a server that freezes
(
	while ! grep -q . "$work/frozen.jsonl" 2>/dev/null && [ -z "$(samba_sessions)" ]; do sleep 0.05; done
	sleep 0.3
	kill -STOP "$smb_pid" $(samba_sessions)
) &
freezer=$!
began=$(date +%s)
expect "a frozen server" 0 "" timeout 120 "$DAICHO" scan -q --password-file "$work/pw" -i "$work/frozen.db" -j 2 "$s/office?timeout=2"
wait $freezer
check "ends by its deadlines" test $(($(date +%s) - began)) -lt 100
kill -CONT "$smb_pid" $(pgrep -P "$smb_pid")
check "what was not read is called so" test "$(sqlite3 "$work/frozen.db" "SELECT count(*) > 0 FROM object WHERE reason = 'io_timeout'")" = 1
check "and the ledger balances" balanced frozen

# --- what only the usual port gives: access lists (libsmbclient asks for them at 445 alone)
usual=$(python3 -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", 445)); print(445)' 2>/dev/null)
if [ -n "$usual" ]; then
	samba_stop
	mkdir -p "$files/lists"
	echo 'a' > "$files/lists/open.txt"
	echo 'b' > "$files/lists/group.txt"
	chmod 644 "$files/lists/open.txt"
	chmod 640 "$files/lists/group.txt"
	[ "$(id -u)" -ne 0 ] || chown root:nogroup "$files/lists/group.txt"
	other_port=$smb_port smb_port=$usual
	samba_start "$work/smb" || exit 1
	expect "access lists" 0 "" scan lists "smb://$smb_user@127.0.0.1/office/lists"
	check "the usual port is not in names" test "$(reason lists smb://127.0.0.1/office/lists/open.txt)" = complete
	check "what Everyone may read" test "$(sqlite3 "$work/lists.db" "SELECT mode & 4 FROM object WHERE CAST(path AS TEXT) LIKE '%open.txt'")" = 4
	check "and a group, by its name" test "$(sqlite3 "$work/lists.db" "SELECT mode & 4, readers FROM object WHERE CAST(path AS TEXT) LIKE '%group.txt'")" = '0|Unix Group\nogroup'
	smb_port=$other_port
else
	echo "access lists: not looked at, port 445 is not to be had"
fi

# --- files that are kept offline
if ls /usr/lib/*/samba/vfs/offline.so > /dev/null 2>&1; then
	samba_stop
	samba_start "$work/smb" 'vfs objects = offline' || exit 1
	expect "offline files" 0 "" scan offline "$s/office/many"
	check "are not recalled" test "$(sqlite3 "$work/offline.db" "SELECT count(*) FROM object WHERE reason = 'offline_stub'")" = 400
else
	echo "offline files: not looked at, samba-vfs-modules is not there"
fi

# --- who signs on as nobody, and by IPv6
samba_stop
samba_start "$work/smb" 'map to guest = bad user' 'guest account = nobody' 'guest ok = yes' 'server signing = auto' || exit 1
expect "a guest" 0 "" "$DAICHO" scan -q -i "$work/guest.db" "smb://127.0.0.1:$smb_port/office/many?guest"
check "reads what guests may" test "$(sqlite3 "$work/guest.db" "SELECT count(*) FROM object WHERE reason = ''")" = 400
samba_stop
if grep -q '^0\{31\}1 ' /proc/net/if_inet6 2> /dev/null; then
	smb_host=::1
	samba_start "$work/smb" || exit 1
	expect "by IPv6" 0 "" scan six "smb://$smb_user@[::1]:$smb_port/office/many"
	check "named as it was typed" test "$(reason six "smb://[::1]:$smb_port/office/many/1.txt")" = complete
	samba_stop
	smb_host=127.0.0.1
else
	echo "IPv6: not looked at, this machine has none"
fi

# --- encryption and secrets
samba_start "$work/smb" 'server smb encrypt = off' || exit 1
expect "a server without encryption" 0 "offers no encryption" "$DAICHO" scan --password-file "$work/pw" -i "$work/clear.db" "$s/office/many"
expect "is refused on demand" 2 "encrypted" scan e "$s/office/many?encrypt=require"
expect "or taken as it is" 0 "" scan off "$s/office/many?encrypt=off"
check "without a word" sh -c '! grep -q encryption "$1"' - "$work/said"
samba_stop
samba_start "$work/smb" 'server smb encrypt = required' || exit 1
expect "a server that demands it" 0 "" scan must "$s/office/many"
check "all is read" test "$(sqlite3 "$work/must.db" "SELECT count(*) FROM object WHERE reason = ''")" = 400
"$DAICHO" scan -q --full --password-file "$work/pw" -i "$work/must.db" "$s/office" > /dev/null &
scanner=$!
: > "$work/seen"
for i in $(seq 200); do			# as long as it runs: connectors come and go
	kill -0 $scanner 2>/dev/null || break
	for p in $scanner $(pgrep -P $scanner); do
		tr '\0' '\n' < /proc/$p/cmdline
		tr '\0' '\n' < /proc/$p/environ
	done >> "$work/seen" 2>/dev/null
	sleep 0.1
done
wait $scanner
check "processes were looked at" grep -q 'connector' "$work/seen"
check "the secret is nowhere but in its files" sh -c '! grep -rlaF "$2" "$1" --include="*.db*" --include="*.jsonl" --include=said --include=seen' - "$work" "$secret"
finish
