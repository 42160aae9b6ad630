#!/bin/sh
# watch.sh -- scans by the calendar: configuration, schedule, reports, telling real receivers, metrics, faults.
. "$SOURCE_DIR/tests/support/check.sh"
export LC_ALL=C TZ=UTC
mkdir "$work/share" "$work/recv"
python3 "$SOURCE_DIR/tests/support/receivers.py" "$work/recv" s3cret-of-the-hook &
receivers=$!
trap 'touch "$work/recv/end"; wait $receivers 2>/dev/null; chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
for i in $(seq 100); do
	[ -e "$work/recv/ports" ] && break
	sleep 0.1
done
. "$work/recv/ports"
echo 's3cret-of-the-hook' > "$work/hook.key"
chmod 600 "$work/hook.key"
cat > "$work/daicho.yaml" <<EOF
daicho: 1
controller: {name: {en: Example Inc.}}
policies: [{id: web, lang: en, items: [person.name]}]
subjects: [{id: customer, en: customers}]
purposes: [{id: support, text: {en: To answer inquiries}, source: {policy: web, clause: "2(2)"}, subjects: [customer], categories: [person.name]}]
scopes: [{id: share, match: {files: ["$work/share/**"]}, owner: {department: Support}, bindings: [{purpose: support, subjects: [customer], categories: [person.name]}]}]
EOF
configuration()
{
	cat <<EOF
watch: 1
state: state
targets:
  - id: share
    paths: [share]
    purposes: daicho.yaml
    schedule: [$1]
    keep: P1D
    reports: [{name: violations, format: csv, file: violations.csv}, {name: overview, file: overview.html, lang: ja}]
    notify: [$2]
channels:
  - {id: hook, kind: webhook, to: "http://127.0.0.1:$web_port/in", secret_file: hook.key}
  - {id: busy, kind: webhook, to: "http://127.0.0.1:$web_port/busy", secret_file: hook.key}
  - {id: no, kind: webhook, to: "http://127.0.0.1:$web_port/no", secret_file: hook.key}
  - {id: mail, kind: mail, to: "smtp://127.0.0.1:$smtp_port", from: daicho@example.co.jp, recipients: [soc@example.co.jp, dpo@example.co.jp], tls: none, attach: violations.csv}
  - {id: udp, kind: syslog, to: "udp://127.0.0.1:$udp_port"}
  - {id: tcp, kind: syslog, to: "tcp://127.0.0.1:$tcp_port", facility: authpriv}
  - {id: unix, kind: syslog, to: "unix:$work/recv/log.sock", format: cef}
  - {id: program, kind: command, command: [/bin/sh, -c, 'cat > "$work/recv/program.got"; echo "\$DAICHO_SEVERITY" > "$work/recv/severity"']}
  - {id: fails, kind: command, command: [/bin/false]}
  - {id: deaf-web, kind: webhook, to: "http://127.0.0.1:$silent_port/in", secret_file: hook.key, seconds: 1}
  - {id: deaf-mail, kind: mail, to: "smtp://127.0.0.1:$silent_port", from: daicho@example.co.jp, recipients: [soc@example.co.jp], tls: none, seconds: 1}
  - {id: deaf-log, kind: syslog, to: "unix:$work/recv/full.sock", seconds: 1}
  - {id: deaf-program, kind: command, command: [/bin/sh, -c, 'sleep 1000 & echo \$! > "$work/recv/sleeps"; wait'], seconds: 1}
EOF
}
has()
{
	grep -qF -- "$2" "$1" || { echo "    $1 lacks: $2"; head -c 600 "$1"; return 1; }
}

# --- configurations that are not good
cd "$work" || exit 1
bad()
{
	printf '%s\n' "$3" > bad.yaml
	expect "$1" 2 "$2" "$DAICHO" watch -c bad.yaml --check
}
expect "no configuration" 2 "nowhere.yaml" "$DAICHO" watch -c nowhere.yaml --check
bad "a schedule that is none" "bad.yaml:2:" 'watch: 1
targets: [{id: a, paths: [share], schedule: ["0 2 * * *"]}]'
bad "an unknown key" "unknown key" 'watch: 1
targets: [{id: a, path: [share]}]'
bad "an option the watch sets itself" "does not set itself" 'watch: 1
targets: [{id: a, paths: [share], options: [--resume]}]'
bad "a channel that is not there" 'channel "sock"' 'watch: 1
targets: [{id: a, paths: [share], notify: [sock]}]
channels: [{id: soc, kind: journald}]'
bad "a channel without its address" "to: https" 'watch: 1
targets: [{id: a, paths: [share]}]
channels: [{id: soc, kind: webhook}]'
bad "metrics for all the world" "127.0.0.1" 'watch: 1
metrics: {listen: "0.0.0.0:9187"}
targets: [{id: a, paths: [share]}]'
bad "an id twice" "used twice" 'watch: 1
targets: [{id: a, paths: [share]}, {id: a, paths: [share]}]'
bad "an address that begins another header" "recipients" 'watch: 1
targets: [{id: a, paths: [share]}]
channels: [{id: m, kind: mail, to: "smtp://127.0.0.1", from: a@example.co.jp, recipients: ["b@example.co.jp\r\nBcc: c@example.co.jp"]}]'
configuration '"Mon..Fri 02:00"' hook > watch.yaml
expect "a good one shows its times" 0 "02:00:00 +0000" "$DAICHO" watch -c watch.yaml --check
expect "a target that is not there" 2 "no target 'x'" "$DAICHO" watch -c watch.yaml --once --target x

# --- once: scan, reports, telling
configuration '"Mon..Fri 02:00"' "hook, busy, mail, udp, tcp, unix, program" > watch.yaml
echo '山田 花乃 様' > share/a.txt
expect "nothing is wrong: no news" 0 "no violations" sh -c '"$DAICHO" watch -c watch.yaml --once; code=$?; cat state/share.log; echo no violations; exit $code'
check "nobody was told" test ! -e recv/web.got
check "the reports are there, for us alone" test "$(stat -c %a state/share/violations.csv state/share/overview.html state/share.db | tr '\n' ' ')" = "600 600 600 "
echo 'mail: hanae.yoshikawa@daicho-rei.co.jp マイナンバー 123456789018' > share/b.txt
expect "a violation" 1 "" "$DAICHO" watch -c watch.yaml --once
check "the hook got it once, signed" test "$(jq -s 'map(select(.signed)) | length' recv/web.got)" = 2
check "what it says" test "$(jq -r 'select(.id | startswith("share-2-")) | .body.why | join(" ")' recv/web.got | head -n 1)" = "violations triage"
check "the new places" has recv/web.got share/b.txt
check "My Number counts" test "$(jq -s '.[0].body.new.my_number' recv/web.got)" = 1
check "the receiver that was busy got it at the third try" test "$(wc -l < recv/web.got)" = 2
check "mail to both" test "$(grep -c RCPT recv/envelope.got)" = 2
check "its subject" has recv/mail.got "$(printf 'daicho: share: new violations' | base64 | cut -c1-30)"
check "its attachment" has recv/mail.got 'filename="violations.csv"'
check "syslog by RFC 5424" grep -qE '^<13[0-9]>1 [0-9T:Z-]+ [^ ]+ daicho [0-9]+ watch \[daicho@32473 target="share" run="2"' recv/udp.got
check "octet counting" sh -c 'n=$(head -n 1 recv/tcp.got | cut -d" " -f1); test "$(tail -c +$((${#n} + 2)) recv/tcp.got | head -c "$n" | wc -c)" = "$n" && grep -q "<8[0-9]>1 " recv/tcp.got'
check "CEF" has recv/unix.got 'CEF:0|daicho|daicho|'
check "the program got the event and its severity" sh -c 'jq -e .target recv/program.got > program.out && test "$(cat recv/severity)" = 2'
check "no value is in any message" sh -c '! grep -qE "hanae|123456789018|花乃" recv/*.got state/*.json state/*.log'

# --- again: nothing new, nobody told; then sight is lost
expect "the same again" 1 "" "$DAICHO" watch -c watch.yaml --once
check "nothing is told twice" test "$(wc -l < recv/web.got)" = 2
if [ "$(id -u)" -ne 0 ]; then
	chmod 000 share/b.txt
else
	printf 'PK\003\004broken' > share/b.txt
fi
expect "lost sight" 0 "" sh -c '"$DAICHO" watch -c watch.yaml --once; true'
check "lost sight is told, not taken for cleaned up" sh -c 'jq -s ".[-1].body | (.changes.lost_sight + .changes.gone)" recv/web.got | grep -qv "^0$"'
chmod 644 share/b.txt

# --- receivers that fail: told again with the next run
configuration '"Mon..Fri 02:00"' "no, fails, hook" > watch.yaml
echo 'mail: taro.kurihara@daicho-rei.co.jp' > share/c.txt
before=$(wc -l < recv/web.got)
expect "a refused message does not fail the scan" 1 "" "$DAICHO" watch -c watch.yaml --once
check "the others are told all the same" test "$(wc -l < recv/web.got)" = $((before + 1))
check "what was not told is counted" test "$(jq .untold state/share.watch.json)" = 1
expect "told by hand when the receiver is well" 0 "told hook" sh -c 'sed -i "s/notify:.*/notify: [hook]/" watch.yaml; "$DAICHO" watch -c watch.yaml --tell share'
check "and settled" test "$(jq .untold state/share.watch.json)" = 0
expect "a test of the channels" 0 "told hook" "$DAICHO" watch -c watch.yaml --test-tell share
chmod 644 hook.key
expect "a secret others can read is refused" 4 "" sh -c '"$DAICHO" watch -c watch.yaml --test-tell share 2> said; code=$?; grep -q "chmod 600" said && exit $code'
chmod 600 hook.key

# --- receivers that hang: each is left to itself, the rest is told
configuration '"Mon..Fri 02:00"' "deaf-web, deaf-mail, deaf-log, deaf-program, hook" > watch.yaml
before=$(wc -l < recv/web.got)
expect "receivers that hang" 4 "4 of 5 channels were not told" "$DAICHO" watch -c watch.yaml --test-tell share
for name in deaf-web deaf-mail deaf-log deaf-program; do
	check "$name is named" grep -q "share: $name was not told" said
done
check "the one behind them is told" test "$(wc -l < recv/web.got)" = $((before + 1))
check "what a program had started is gone with it" sh -c '! kill -0 "$(cat recv/sleeps)" 2>/dev/null || grep -q "^State:.*Z" "/proc/$(cat recv/sleeps)/status"'
configuration '"Mon..Fri 02:00"' hook > watch.yaml
bad "seconds that are no number" "bad.yaml:3:" 'watch: 1
targets: [{id: a, paths: [share]}]
channels: [{id: soc, kind: journald, seconds: soon}]'

# --- a real journal, in a view of its own: fields arrive, and one that is stopped with its queue full holds nobody up
journal=/lib/systemd/systemd-journald
if [ "$(id -u)" -eq 0 ] && [ -x $journal ] && unshare -m true 2>/dev/null; then
	printf 'watch: 1\nstate: state\ntargets: [{id: share, paths: [share], notify: [own]}]\nchannels: [{id: own, kind: journald, seconds: 1}]\n' > journal.yaml
	export journal
	unshare -m sh -c '
		mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal /run/log/journal || exit 1
		$journal > journald.said 2>&1 &
		pid=$!
		for i in $(seq 100); do [ -S /run/systemd/journal/socket ] && break; sleep 0.1; done
		"$DAICHO" watch -c journal.yaml --test-tell share > journal.told 2>&1
		for i in $(seq 100); do
			journalctl -D /run/log/journal --no-pager -o json DAICHO_TARGET=share > journal.got 2>/dev/null
			[ -s journal.got ] && break
			sleep 0.1
		done
		kill -STOP $pid
		python3 -c "
import socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.setblocking(False)
try:
    while True:
        s.sendto(b\"MESSAGE=\" + b\"x\" * 1000, \"/run/systemd/journal/socket\")
except BlockingIOError:
    pass"
		"$DAICHO" watch -c journal.yaml --test-tell share > journal.deaf 2>&1
		kill -CONT $pid
		kill $pid'
	check "the journal has the event's fields" test "$(jq -r '.DAICHO_EVENT | fromjson | .target' journal.got)" = share
	check "and its severity" jq -e '.PRIORITY | tonumber < 7' journal.got
	check "a journal that takes nothing is told of" grep -q 'own was not told: the journal: it takes nothing' journal.deaf
fi

# --- a scan that fails is news, once
mv share gone
expect "a target that vanished" 2 "" "$DAICHO" watch -c watch.yaml --once
check "is told" test "$(jq -s '.[-1].body | .why | index("failure") != null' recv/web.got)" = true
failures=$(wc -l < recv/web.got)
expect "still away" 2 "" "$DAICHO" watch -c watch.yaml --once
check "and not told every night" test "$(wc -l < recv/web.got)" = "$failures"
mv gone share

# --- the service: schedule, metrics, stop
metrics=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
configuration '"*:*:0/2"' hook > watch.yaml
sed -i "s|^state: state|state: state2\nmetrics: {textfile: $work/daicho.prom, listen: \"127.0.0.1:$metrics\"}|" watch.yaml
"$DAICHO" watch -c watch.yaml > served 2>&1 &
service=$!
expect "two at once in one folder" 2 "another watch" sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 0.3; "$DAICHO" watch -c watch.yaml --once > twice 2>&1; code=$?; grep -q "another watch" twice && cat twice && exit $code; done'
for i in $(seq 100); do
	[ "$(jq .scans state2/share.watch.json 2>/dev/null || echo 0)" -ge 2 ] && break
	sleep 0.2
done
check "it scanned by its schedule" test "$(jq .scans state2/share.watch.json)" -ge 2
for i in $(seq 50); do
	python3 -c "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:$metrics/metrics', timeout=10).read().decode())" > metrics
	grep -q '^daicho_verdicts' metrics && break	# between two scans
	sleep 0.2
done
check "metrics: verdicts" has metrics 'daicho_verdicts{target="share",level="error"}'
check "metrics: every line is a comment or a sample" sh -c '! grep -vE "^(#.*|[a-z_]+\{[^}]*\} -?[0-9.e+]+|)$" metrics'
check "the text file is readable to its collector" test "$(stat -c %a daicho.prom)" = 644
kill -TERM $service
wait $service
check "it ends well when stopped" test $? -eq 0
check "no message on what it was told" sh -c '! grep -q hanae served'
finish
