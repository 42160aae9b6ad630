#!/bin/sh
# install.sh -- what `cmake --install` puts down works for somebody who has nothing else: program, library, pages, completion, unit.
. "$SOURCE_DIR/tests/support/check.sh"
stage=$work/stage
# A prefix that the build folder was not configured for, as a package has.
DESTDIR=$stage cmake --install "$BUILD_DIR" --prefix /opt/daicho > "$work/log" 2>&1
prefix=$stage/opt/daicho
library=$(find "$prefix" -name 'libdaicho.so.*.*.*')
manual=$prefix/share/man
skip()
{
	echo "SKIPPED: $1"
}

# --- program and library
expect "the installed program says its version" 0 "0.1" "$prefix/bin/daicho" version
expect "and scans" 0 "contact.email" sh -c 'echo "mail: hanae.yoshikawa@daicho-rei.co.jp" | "$1/bin/daicho" scan -i "$2/inv.db" -' - "$prefix" "$work"
check "the library is there" test -f "$library"
nm -D --defined-only "$library" | awk '{ print $3 }' > "$work/symbols"
check "the library shows something" grep -q '^dc_session_text$' "$work/symbols"
check "the library shows nothing but dc_" sh -c '! grep -qv "^dc_" "$1"' - "$work/symbols"
if grep -q 'DAICHO_SANITIZE:STRING=.' "$BUILD_DIR/CMakeCache.txt"; then
	skip "sanitized library: a plain program cannot load it"
else
	export PKG_CONFIG_SYSROOT_DIR="$stage" PKG_CONFIG_PATH="$(dirname "$(find "$prefix" -name daicho.pc)")"
	# shellcheck disable=SC2046  # pkg-config's words are to be split
	check "a program builds with pkg-config" cc -std=c17 -Wall -Wextra -Werror "$SOURCE_DIR/tests/support/installed.c" -o "$work/other" $(pkg-config --cflags --libs daicho)
	expect "it finds the e-mail" 0 "email 6-38 high" env LD_LIBRARY_PATH="$(dirname "$library")" "$work/other"
	unset PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_PATH
fi
strings -a "$prefix/bin/daicho" "$library" > "$work/strings"
if grep -q __asan_init "$work/strings"; then
	skip "sanitized program: its runtime keeps the paths of sources"
else
	check "no path of the build machine in program or library" sh -c '! grep -qF -e "$1/" "$2"' - "$SOURCE_DIR" "$work/strings"
fi

# --- pages: every option of scan stands in the manual
for page in man1/daicho.1 man5/daicho.yaml.5 man5/daicho-kinds.yaml.5; do
	check "$page is there" test -f "$manual/$page"
	if command -v mandoc >/dev/null; then
		mandoc -Tlint -M "$manual" "$manual/$page" 2>&1 | grep -v 'longer than 80 bytes\|referenced manual not found\|mandoc.db' > "$work/lint"
		check "$page is clean: $(head -n 3 "$work/lint")" test ! -s "$work/lint"
	else
		skip "no mandoc"
	fi
done

# --- completion
bash -c '. "$1"; PATH=$2:$PATH
	complete_it() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _daicho; echo "${COMPREPLY[*]}"; }
	complete_it daicho sc; complete_it daicho scan --res; complete_it daicho report ov; complete_it daicho scan --fail-on w
	complete_it daicho tri; complete_it daicho help pur' - "$prefix/share/bash-completion/completions/daicho" "$prefix/bin" > "$work/completed"
printf 'scan\n--resume\noverview\nwarning\ntriage\npurposes\n' > "$work/wanted"
check "bash completes commands, options, words: $(tr '\n' ' ' < "$work/completed")" cmp -s "$work/completed" "$work/wanted"
if command -v zsh >/dev/null; then
	# The two functions of zsh's completion system that it calls are replaced by ones that print what they were given.
	PATH=$prefix/bin:$PATH zsh -fc '_arguments() { print -rl -- "$@" }; _describe() { print -rl -- "${(@P)2}" }
		complete_it() { local -a words=("$@"); local CURRENT=$#; . "$completion" }
		completion=$1; complete_it daicho sc; complete_it daicho scan --res' - "$prefix/share/zsh/vendor-completions/_daicho" > "$work/completed" 2>&1
	for word in '^scan:' '^triage:' '^--resume\[' '^\*--purposes\[.*:file:_files$' '^\*--fail-on\[.*:(error warning note never)$' '^\*--jobs\[.*:N:$'; do
		check "zsh completes $word" grep -q -e "$word" "$work/completed"
	done
else
	skip "no zsh"
fi

# --- unit: systemd reads every line, and finds little to expose
unit=$(find "$stage" -name 'daicho-scan@.service')
check "the unit starts the installed program" grep -q "^ExecStart=${prefix#"$stage"}/bin/daicho scan" "$unit"
if command -v systemd-analyze >/dev/null; then
	cp "$(dirname "$unit")"/daicho-scan@.* "$work/"
	sed -i 's#^ExecStart=[^ ]*#ExecStart=/bin/true#; /^Documentation=/d' "$work/daicho-scan@.service"
	expect "the unit is sound" 0 "" systemd-analyze verify "$work/daicho-scan@test.service" "$work/daicho-scan@test.timer"
	check "and systemd has nothing to say: $(head -n 2 "$work/said")" test ! -s "$work/said"
	cp "$(dirname "$unit")/daicho-watch.service" "$work/"
	sed -i 's#^ExecStart=[^ ]*#ExecStart=/bin/true#; /^Documentation=/d' "$work/daicho-watch.service"
	expect "the watch's unit is sound" 0 "" systemd-analyze verify "$work/daicho-watch.service"
	check "and nothing is said of it: $(head -n 2 "$work/said")" test ! -s "$work/said"
	cp "$(dirname "$unit")/daicho-worker.service" "$work/"
	sed -i 's#^ExecStart=[^ ]*#ExecStart=/bin/true#; /^Documentation=/d' "$work/daicho-worker.service"
	expect "the worker's unit is sound" 0 "" systemd-analyze verify "$work/daicho-worker.service"
	for name in daicho-scan@ daicho-watch daicho-worker; do
		expect "$name exposes little: 2.6 at most" 0 "" systemd-analyze security --offline=true --threshold=26 "$work/$name.service"
	done
else
	skip "no systemd-analyze"
fi
finish
