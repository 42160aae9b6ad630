#!/bin/sh
# codes.sh -- each code that users can be shown has a fixture: verdicts, their reasons, lints of the declaration. A new one in the lists
# without a test that names it fails here.
. "$SOURCE_DIR/tests/support/check.sh"
cd "$SOURCE_DIR" || exit 1
named() { grep -rqw --include='*.c' --include='*.sh' --include='*.yaml' --include='*.txt' -- "$1" tests corpora; }
for code in $(sed -n 's/^MESSAGE([a-z_]*, "\([EL]_[A-Z_]*\)".*/\1/p' scanner/purpose/messages.def | sort -u) \
	$(sed -n 's/^VERDICT([^"]*"\([A-Z_]*\)".*/\1/p; s/^WHY([^"]*"\([a-z_]\{1,\}\)".*/\1/p' scanner/purpose/verdicts.def); do
	check "$code is met in some test" named "$code"
done
check "and a code without one would be told" sh -c '! grep -rqw --include="*.sh" -- "$1" tests' - "$(printf 'E_%s' NOWHERE)"
finish
