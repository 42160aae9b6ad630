#!/bin/sh
# need.sh LIST... -- installs the Debian packages of the lists that are missing; nothing when all are there.
# Root, or a user with sudo, is needed only when something is missing.
set -eu

missing=
for list in "$@"; do
	while read -r package; do
		case $package in ''|'#'*) continue ;; esac
		if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
			missing="$missing $package"
		fi
	done < "$list"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || { echo "These packages are missing and only root can install them:$missing" >&2; exit 1; }
	as_root=sudo
fi
echo "Installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# What apt says is worth reading only when it failed.
apt()
{
	# shellcheck disable=SC2086  # as_root may be empty
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; exit 1; }
}
apt update
# shellcheck disable=SC2086  # the list is split on purpose
apt install -y --no-install-recommends $missing
