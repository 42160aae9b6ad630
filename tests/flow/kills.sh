#!/bin/sh
# kills.sh -- kill -9 and Ctrl-C at random points of scans that are resumed. Fifteen points; the thousand:
#   N=1000 python3 tests/flow/kills.py build-ci/daicho . EMPTY-FOLDER
. "$SOURCE_DIR/tests/support/check.sh"
check "disturbed scans end as undisturbed ones" python3 "$SOURCE_DIR/tests/flow/kills.py" "$DAICHO" "$SOURCE_DIR" "$work"
finish
