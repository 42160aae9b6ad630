#!/bin/sh
# japanese.sh -- what a person can mend is said in Japanese to who asks for it: every text of the rooms that judge and report has a row in errors.def, no row
# speaks of what no room says, and the commands use them.
. "$SOURCE_DIR/tests/support/check.sh"
python3 - "$SOURCE_DIR" >"$work/lost" <<'PY'
import errno, glob, os, re, sys
root = sys.argv[1]
call = re.compile(r'dc_fail\(\s*[^,]+,\s*DC_EUSAGE,\s*((?:"(?:[^"\\]|\\.)*"(?:\s*PRI\w+\s*)?\s*)+)', re.S)
text = lambda s: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', s)).replace('\\"', '"')
said, asked = set(), set()
for room in ("report", "purpose", "store"):
	for name in glob.glob(root + "/scanner/" + room + "/*.c"):
		for m in call.finditer(open(name, encoding="utf-8").read()):
			s = text(re.sub(r"PRI\w+", '""', m.group(1)))
			said.add(re.sub(r"%(?:[-0-9.*]*(?:zu|lld|llu|ld|lu|[sduxo])?)", "*", s))
	asked |= said if room != "store" else set()
table = open(root + "/scanner/cli/errors.def", encoding="utf-8").read()
rows = re.findall(r'^ERROR\("((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\)$', table, re.M)
others = table[table.index("/* of other rooms"):]
known = {en.replace('\\"', '"') for en, ja in rows}
for s in sorted(asked - known):
	print("no Japanese:", s)
star = lambda s: re.sub(r"%(?:[-0-9.*]*(?:zu|lld|llu|ld|lu|[sduxo])?)", "*", s)
literal = re.compile(r'(?:"(?:[^"\\]|\\.)*"\s*(?:PRI\w+\s*)?)+', re.S)
anywhere = set(said)
for name in glob.glob(root + "/scanner/**/*.[ch]", recursive=True) + glob.glob(root + "/detectors/**/*.c", recursive=True):
	for m in literal.finditer(open(name, encoding="utf-8").read()):
		anywhere.add(star(text(re.sub(r"PRI\w+", '""', m.group(0)))))
system = {"*: " + os.strerror(e) for e in (errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC)}
for s in sorted(known - anywhere - system):
	if s[3:] not in anywhere and 'ERROR("' + s not in others:	# a part that is said behind a name; what other rooms say is theirs to change
		print("nobody says:", s)
for en, ja in rows:
	if not re.search("[ぁ-ん]", ja) or any(int(n) >= en.count("*") for n in re.findall(r"\{(\d)\}", ja)):
		print("not a translation:", ja)
print(len(said) > 30)
PY
check "every text has its Japanese: $(cat "$work/lost")" test "$(cat "$work/lost")" = True
echo '氏名,メール' >"$work/a.csv"
export LC_ALL=ja_JP.UTF-8
expect "a scan" 0 "" "$DAICHO" scan -q -i "$work/inv.db" "$work/a.csv"
expect "a report that is not there"	2 "報告書「nonsense」はありません" "$DAICHO" report nonsense -i "$work/inv.db"
expect "a format that is not there"	2 "報告書 catalog は html 形式では書けません" "$DAICHO" report catalog -f html -i "$work/inv.db"
expect "a scan that is not there"	2 "台帳に走査 7 はありません" "$DAICHO" report ledger --run 7 -i "$work/inv.db"
expect "one scan alone"			2 "この台帳には1回しかありません" "$DAICHO" report diff -i "$work/inv.db"
expect "no inventory"			2 "台帳がありません" "$DAICHO" report ledger -i "$work/none.db"
cp "$work/a.csv" "$work/b.db"; cp "$work/inv.db.key" "$work/b.db.key"; chmod 600 "$work/b.db"
expect "another file"			2 "daicho の台帳ではありません。別のファイル" "$DAICHO" report ledger -i "$work/b.db"
chmod 644 "$work/inv.db"
expect "an open inventory"		2 "他人も使える状態です (モード 0644)" "$DAICHO" report ledger -i "$work/inv.db"
chmod 600 "$work/inv.db"
expect "a place that is not there"	2 "そのファイルもフォルダーもありません。つづり" "$DAICHO" scan -i "$work/new.db" "$work/nowhere"
expect "English where it is asked for"	2 "there is no report 'nonsense'" "$DAICHO" report nonsense --lang en -i "$work/inv.db"
finish
