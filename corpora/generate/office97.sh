#!/bin/sh
# office97.sh -- makes the samples of corpora/files/office97 with LibreOffice (and the message with compound.py): run by hand when
# one is to change, not by the tests.   sh corpora/generate/office97.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work"
python3 "$here/compound.py" sources "$work"
cd "$work"
soffice --headless --writer --convert-to 'doc:MS Word 97' --outdir "$out" staff.html
soffice --headless --convert-to 'xls:MS Excel 97' --outdir "$out" staff.fods
soffice --headless --convert-to 'ppt:MS PowerPoint 97' --outdir "$out" slides.fodp
gzip -9nf "$out/slides.ppt"	# half a megabyte of empty previews
python3 "$here/compound.py" message "$out/mail.msg"
