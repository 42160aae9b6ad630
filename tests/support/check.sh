# check.sh -- sourced by test scripts: a folder of its own, counted checks, exit code at the end.
set -u
work=$(mktemp -d "${TMPDIR:-/tmp}/daicho-test.XXXXXX")
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
bad=0
good=0

# check WHY COMMAND...: the command must succeed.
check()
{
	why=$1
	shift
	if "$@"; then
		good=$((good + 1))
	else
		bad=$((bad + 1))
		echo "FAILED: $why"
	fi
}

# expect WHY CODE TEXT COMMAND...: exit code, and a piece of what it says on either stream ("" for any).
expect()
{
	why=$1 want=$2 text=$3
	shift 3
	"$@" >"$work/said" 2>&1 </dev/null
	got=$?
	if [ "$got" -ne "$want" ] || { [ -n "$text" ] && ! grep -qF -- "$text" "$work/said"; }; then
		bad=$((bad + 1))
		echo "FAILED: $why: exit $got (want $want), said:"
		sed 's/^/    /' "$work/said" | head -n 12
	else
		good=$((good + 1))
	fi
}

finish()
{
	echo "$good checks held, $bad did not"
	[ "$bad" -eq 0 ] && [ "$good" -gt 0 ]
	exit
}
