#!/usr/bin/env python3
"""Makes shares and tables for the declarations of corpora/policies, the same bytes at every run (but for the salt of the locked archive):
what each of the worked examples of the specification needs to be found by a scan. All values are made up, by values.py.
Needs Python 3 and zip(1).   python3 corpora/generate/policies.py FOLDER

FOLDER/fs01, FOLDER/grp    file shares
FOLDER/db/*.db             databases, as SQLite files
"""
import csv
import os
import random
import sqlite3
import subprocess
import sys
import zipfile

import values as v

r = random.Random(20261122)


def mail(i):
	return "%s%03d@aobadai-rei.co.jp" % (r.choice(["sato", "m.ito", "kato", "yoshida-k", "hanae"]), i)


def tel():
	return "0%d0-%04d-%04d" % (r.choice([7, 8, 9]), r.randrange(1000, 9999), r.randrange(1000, 9999))


def rows(path, heading, lines):
	os.makedirs(os.path.dirname(path), exist_ok=True)
	with open(path, "w", encoding="utf-8", newline="") as f:
		csv.writer(f).writerows([heading] + lines)


def docx(path, paragraphs):
	"""A document as a word processor writes it, of text alone."""
	os.makedirs(os.path.dirname(path), exist_ok=True)
	body = "".join("<w:p><w:r><w:t xml:space=\"preserve\">%s</w:t></w:r></w:p>" % p for p in paragraphs)
	with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
		z.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
			'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
			'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
			'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
		z.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
			'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
			'Target="word/document.xml"/></Relationships>')
		z.writestr("word/document.xml", '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w='
			'"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>' + body + "</w:body></w:document>")


def database(path, tables):
	os.makedirs(os.path.dirname(path), exist_ok=True)
	db = sqlite3.connect(path)
	for name, (columns, lines) in tables.items():
		db.execute("CREATE TABLE %s (%s)" % (name, ", ".join('"%s" TEXT' % c for c in columns)))
		db.executemany("INSERT INTO %s VALUES (%s)" % (name, ", ".join("?" * len(columns))), lines)
	db.commit()
	db.close()


def levii(root):
	rows(root + "/fs01/billing/2024.csv", ["氏名", "メールアドレス", "カード番号"], [[v.name(r), mail(i), v.card_text(r)] for i in range(40)])
	rows(root + "/fs01/out/partner/0905.csv", ["氏名", "住所", "電話番号", "生年月日"],
		[[v.name(r), "".join(v.address(r)), tel(), "%d-%02d-%02d" % (r.randrange(1950, 2004), r.randrange(1, 13), r.randrange(1, 29))] for i in range(40)])
	rows(root + "/fs01/scratch/copy.csv", ["email"], [[mail(i)] for i in range(120)])


def levii_ja(root):
	codes = ["U-%010x" % r.getrandbits(40) for i in range(200)]
	database(root + "/db/app.db", {"users": (["user_id", "email"], [[c, mail(i)] for i, c in enumerate(codes)])})
	database(root + "/db/pub.db", {"usage": (["link_code", "年齢", "メールアドレス"],
		[[c, str(r.randrange(18, 80)), mail(i) if i % 5 == 0 else ""] for i, c in enumerate(codes[:150])])})


def leverages(root):
	docx(root + "/grp/talent/r01.docx", ["応募者経歴書", "氏名: " + v.name(r), "顔写真: r01-face.jpg", "最終学歴: 架空大学理工学部",
		"メールアドレス: " + mail(1), "既往歴: 気管支喘息(2015年に治療)"])


def handling(root):
	rows(root + "/fs01/campaign/2025s/winners.csv", ["当選者氏名", "住所"], [[v.name(r), "".join(v.address(r))] for i in range(60)])
	rows(root + "/fs01/campaign/2025s/entries.csv", ["氏名", "住所"], [[v.name(r), "".join(v.address(r))] for i in range(30)])
	subprocess.run(["zip", "-qjm", "-P", "made-up", root + "/fs01/campaign/2025s/entries.zip", root + "/fs01/campaign/2025s/entries.csv"], check=True)
	rows(root + "/fs01/out/stats/trend.csv", ["地域", "件数", "電話番号"], [["北", str(r.randrange(10, 90)), tel()] for i in range(12)])


def lquom(root):
	def number():
		n = v.my_number(r)
		return n if isinstance(n, str) else "".join(map(str, n))
	database(root + "/db/pay.db", {
		"gensen": (["社員番号", "氏名", "個人番号"], [["E%05d" % i, v.name(r), number()] for i in range(60)]),
		"person": (["氏名", "応募者番号"], [[v.name(r), "AP-%06d" % r.randrange(10**6)] for i in range(31)])})
	rows(root + "/fs01/general/memo.csv", ["氏名", "マイナンバー"], [[v.name(r), number()] for i in range(9)])
	unions = ["所属組合: 全国架空労働組合", "", "", ""]
	database(root + "/db/eu.db", {"customer": (["name", "email", "備考"], [[v.western(r), mail(i), unions[i % 4]] for i in range(16)])})


if __name__ == "__main__":
	root = sys.argv[1]
	levii(root + "/levii-en")
	levii_ja(root + "/levii-ja")
	leverages(root + "/leverages-en")
	handling(root + "/handling-agreement-en")
	lquom(root + "/lquom-en")
