#!/usr/bin/env python3
"""Makes corpora/demo/share: the file share of a small made-up company, the same bytes at every run (but for the
random header of the encrypted archive).

Every person, address block, number and mail domain is invented by this program; numbers have valid check digits where a
detector must see them. Needs Python 3 and zip(1).   python3 corpora/generate/demo.py corpora/demo/share
"""
import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile

DOMAIN = "aoba-zakka-demo.jp"
FAMILY = [("佐久間", "サクマ", "sakuma"), ("三田村", "ミタムラ", "mitamura"), ("長谷部", "ハセベ", "hasebe"), ("小野寺", "オノデラ", "onodera"),
	("大河内", "オオコウチ", "okochi"), ("榊原", "サカキバラ", "sakakibara"), ("篠田", "シノダ", "shinoda"), ("瀬戸口", "セトグチ", "setoguchi"),
	("髙橋", "タカハシ", "takahashi"), ("富永", "トミナガ", "tominaga"), ("西園寺", "サイオンジ", "saionji"), ("野々村", "ノノムラ", "nonomura"),
	("藤巻", "フジマキ", "fujimaki"), ("山之内", "ヤマノウチ", "yamanouchi"), ("若林", "ワカバヤシ", "wakabayashi"), ("宮崎", "ミヤザキ", "miyazaki"),
	("渡邊", "ワタナベ", "watanabe"), ("東海林", "ショウジ", "shoji"), ("中曽根", "ナカソネ", "nakasone"), ("神谷", "カミヤ", "kamiya")]
GIVEN = [("沙也加", "サヤカ", "sayaka"), ("健太郎", "ケンタロウ", "kentaro"), ("美奈子", "ミナコ", "minako"), ("大輔", "ダイスケ", "daisuke"),
	("千尋", "チヒロ", "chihiro"), ("拓海", "タクミ", "takumi"), ("由紀", "ユキ", "yuki"), ("浩一", "コウイチ", "koichi"), ("あかね", "アカネ", "akane"),
	("翔", "ショウ", "sho"), ("恵子", "ケイコ", "keiko"), ("真理", "マリ", "mari"), ("直樹", "ナオキ", "naoki"), ("さくら", "サクラ", "sakura"),
	("誠", "マコト", "makoto"), ("智子", "トモコ", "tomoko")]
PLACES = [("150-0002", "東京都渋谷区渋谷"), ("231-0023", "神奈川県横浜市中区山下町"), ("460-0008", "愛知県名古屋市中区栄"), ("530-0001", "大阪府大阪市北区梅田"),
	("980-0811", "宮城県仙台市青葉区一番町"), ("810-0001", "福岡県福岡市中央区天神"), ("060-0001", "北海道札幌市中央区北一条西"), ("604-8005", "京都府京都市中京区三条通")]
BUILDINGS = ["", "", " 青葉ハイツ203", " コーポ欅1205号室", " 第二緑マンション408"]


class Company:
	def __init__(self, seed):
		self.r = random.Random(seed)

	def person(self):
		r, f, g = self.r, self.r.choice(FAMILY), self.r.choice(GIVEN)
		zip_code, place = r.choice(PLACES)
		return {
			"name": f[0] + " " + g[0], "kana": f[1] + " " + g[1], "romaji": g[2].title() + " " + f[2].title(),
			"zip": zip_code, "address": "%s%d-%d-%d%s" % (place, r.randint(1, 9), r.randint(1, 29), r.randint(1, 19), r.choice(BUILDINGS)),
			"tel": "0%d0-%04d-%04d" % (r.choice([7, 8, 9]), r.randint(1000, 9999), r.randint(0, 9999)),
			"mail": "%s.%s%d@%s" % (g[2], f[2], r.randint(1, 99), DOMAIN),
			"birth": "%04d-%02d-%02d" % (r.randint(1948, 2004), r.randint(1, 12), r.randint(1, 28)),
		}

	def people(self, n):
		seen, out = set(), []
		while len(out) < n:
			p = self.person()
			if p["mail"] not in seen:
				seen.add(p["mail"])
				out.append(p)
		return out

	def digits(self, n):
		return "".join(str(self.r.randint(0, 9)) for _ in range(n))

	def my_number(self):
		d = self.digits(11)
		s = sum(int(c) * w for c, w in zip(d, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
		return d + str(0 if s <= 1 else 11 - s)

	def card(self):		# 400000 is an issuer range set aside for testing
		d = "400000" + self.digits(9)
		s = sum(int(c) if i % 2 else (int(c) * 2 - 9 if int(c) > 4 else int(c) * 2) for i, c in enumerate(d))
		return d + str(-s % 10)

	def order_number(self):
		return self.digits(12)


def table(rows, delimiter=","):
	out = io.StringIO()
	csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
	return out.getvalue()


class OldZipInfo(zipfile.ZipInfo):
	"""A member whose name is CP932 with no flag, as Windows' own archiver writes it."""
	def _encodeFilenameFlags(self):
		return self.filename.encode("cp932"), 0


def make_zip(path, members):
	with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
		for name, data in members:
			info = OldZipInfo(name, (2019, 3, 29, 18, 4, 0))
			info.compress_type = zipfile.ZIP_DEFLATED
			z.writestr(info, data)


def main(root):
	c = Company(20261122)
	shutil.rmtree(root, ignore_errors=True)

	def put(name, text, charset="utf-8", bom=b""):
		path = os.path.join(root, name)
		os.makedirs(os.path.dirname(path), exist_ok=True)
		with open(path, "wb") as f:
			f.write(bom + (text if isinstance(text, bytes) else text.encode(charset)))
		return path

	customers = c.people(60)
	head = ["顧客番号", "氏名", "フリガナ", "郵便番号", "住所", "電話番号", "メールアドレス"]
	rows = [[10001 + i, p["name"], p["kana"], p["zip"], p["address"], p["tel"], p["mail"]] for i, p in enumerate(customers)]
	put("sales/顧客名簿.csv", table([head] + rows), "cp932")
	put("sales/顧客名簿 - コピー.bak", table([head] + rows[:40]), "cp932")

	put("sales/orders-2026-10.csv", table([["order_no", "ordered_at", "customer_id", "item", "jan", "amount", "note"]] + [
		[c.order_number(), "2026-10-%02d %02d:%02d" % (c.r.randint(1, 31), c.r.randint(9, 20), c.r.randint(0, 59)), 10001 + c.r.randint(0, 59),
			c.r.choice(["エコバッグ 生成り", "マグカップ 藍", "手ぬぐい 七宝", "木製トレー"]), "49" + c.digits(11), c.r.randint(8, 90) * 110,
			"カード %s" % c.card() if i in (7, 23, 41) else ""] for i in range(50)]))
	put("sales/shop.sql", "-- dump of shop.members\nCREATE TABLE members (id int, full_name text, email text, password text);\n" +
		"INSERT INTO members (id, full_name, email) VALUES\n" + ",\n".join("(%d,'%s','%s')" % (i + 1, p["name"], p["mail"])
		for i, p in enumerate(customers[:25])) + ";\n")

	put("sales/誕生日クーポン.csv", table([["氏名", "生年月日", "メールアドレス"]] + [[p["name"], p["birth"].replace("-", "/"), p["mail"]] for p in customers[20:45]]))
	put("sales/返金先口座.csv", table([["口座名義", "金融機関コード", "支店コード", "種別", "口座番号"]] + [
		[p["kana"], "0%03d" % c.r.randint(1, 38), "%03d" % c.r.randint(1, 899), "普通", c.digits(7)] for p in customers[3:27]]), "cp932")

	staff = c.people(24)
	put("hr/社員名簿.csv", table([["社員番号", "氏名", "生年月日", "部署", "内線", "メール"]] + [
		["E%05d" % (2000 + i), p["name"], p["birth"], c.r.choice(["営業部", "総務部", "物流部"]), 300 + i, p["mail"]] for i, p in enumerate(staff)], "\t"),
		"utf-16-le", b"\xff\xfe")
	put("hr/payroll/給与明細-2026-10.csv", table([["社員番号", "氏名", "個人番号", "支給額", "源泉徴収税額"]] + [
		["E%05d" % (2000 + i), p["name"], c.my_number(), c.r.randint(210, 560) * 1000, c.r.randint(4, 30) * 1000] for i, p in enumerate(staff)]), "cp932")
	put("hr/採用/応募者-2026.jsonl", "".join(json.dumps({"応募者番号": "A%04d" % i, "氏名": p["name"], "生年月日": p["birth"], "電話": p["tel"], "email": p["mail"],
		"学歴": "市立大学 経済学部"}, ensure_ascii=False) + "\n" for i, p in enumerate(c.people(15))))
	put("hr/健診/2026-面談メモ.txt", "健康診断 事後面談メモ\n\n" + "\n".join("氏名:%s 生年月日:%s\n診断名:%s 要再検査\n" % (p["name"], p["birth"], d)
		for p, d in zip(staff[:4], ["高血圧症", "糖尿病", "うつ病", "脂質異常症"])))

	log = b""
	for i, p in enumerate(c.people(20)):
		line = "2026-11-%02d %02d:%02d:07 [inquiry] id=%d from=%s name=%s tel=%s 配送日を変更したい\n" % (
			1 + i, c.r.randint(9, 18), c.r.randint(0, 59), 70000 + i, p["mail"], p["name"].replace(" ", ""), p["tel"])
		log += line.encode("euc_jp" if i % 3 == 2 and "髙" not in line else "utf-8")
	put("support/inquiries.log", log)
	p = customers[5]
	put("support/mail/2026-11-02.eml", b"From: " + p["mail"].encode() + b"\r\nTo: info@" + DOMAIN.encode() + b"\r\nSubject: =?ISO-2022-JP?B?GyRCR1tBdyRLJEQkJCRGGyhC?=\r\n"
		b"Date: Mon, 02 Nov 2026 09:12:44 +0900\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" +
		("%s様\r\n\r\nお世話になっております。%sです。\r\n先日の注文の届け先を下記に変えてください。\r\n\r\n〒%s\r\n%s\r\n電話 %s\r\n" % (
			"佐藤", p["name"].split()[0], p["zip"], p["address"], p["tel"])).encode("iso2022_jp"))
	put("support/手順書.html", "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>返品の手順</title></head><body>\n<h1>返品の手順</h1>\n"
		"<p>お客様からの仕様の問い合わせは、同様の手順で受け付ける。様式は総務部の棚にある。</p>\n<table><tr><th>商品コード</th><th>棚</th></tr>\n" +
		"".join("<tr><td>%s</td><td>%d-%d</td></tr>\n" % ("49" + c.digits(11), i, i + 3) for i in range(1, 6)) + "</table>\n</body></html>\n")

	winners = c.people(30)
	put("campaign/2025夏/当選者.csv", table([["氏名", "郵便番号", "住所", "電話番号", "賞品"]] + [
		[p["name"], p["zip"], p["address"], p["tel"], c.r.choice(["手ぬぐい", "木製トレー"])] for p in winners]).replace("髙", "高"), "euc_jp")
	locked = put("campaign/2025夏/entries.csv", table([["氏名", "メール"]] + [[p["name"], p["mail"]] for p in winners]))
	os.utime(locked, (1756600000, 1756600000))
	subprocess.run(["zip", "-q", "-X", "-j", "-P", "natsu2025", os.path.join(root, "campaign/2025夏/応募データ.zip"), locked], check=True)
	os.unlink(locked)

	os.makedirs(os.path.join(root, "old/backup/2019"), exist_ok=True)
	make_zip(os.path.join(root, "old/backup/2019/名簿.zip"), [
		("営業/顧客一覧_表.csv", table([["氏名", "電話番号", "メール"]] + [[p["name"], p["tel"], p["mail"]] for p in c.people(40)]).encode("cp932", "replace")),
		("営業/能登支店.txt", "支店の棚卸し手順。個人に関する情報はありません。\r\n".encode("cp932"))])
	put("old/backup/memo.txt", "引き継ぎメモ\n\n" + "\n".join("%s マイナンバー %s" % (p["name"], n[:4] + " " + n[4:8] + " " + n[8:])
		for p, n in ((q, c.my_number()) for q in staff[:3])) + "\n\n送り状番号 4912-3456-7890 は受領済み。\n")
	with open(os.path.join(root, "old/backup/2019/名簿.zip"), "rb") as f:
		put("old/backup/2019/名簿-途中.zip", f.read()[:900])

	put("partner/out/配送先-20261105.csv", table([["氏名", "住所", "電話番号", "生年月日"]] + [
		[p["name"], p["address"], p["tel"], p["birth"]] for p in c.people(35)]), "cp932")
	put("stats/匿名加工/利用統計.csv", table([["link_id", "年齢", "購入回数", "連絡先"]] + [
		["u%04d" % i, c.r.randint(19, 80), c.r.randint(1, 40), p["mail"] if i % 2 else ""] for i, p in enumerate(c.people(40))]))
	put("docs/製品一覧.txt", "製品一覧(2026年版)\n\n" + "\n".join("品番 AZ-%04d  JAN %s  ロット %s" % (i, "49" + c.digits(11), c.digits(8)) for i in range(30)) + "\n")
	put("docs/build.log", "".join("2026-11-20T03:%02d:%02dZ build %s sha1 %040x ok\n" % (i, i, c.digits(12), c.r.getrandbits(160)) for i in range(40)))
	when = 1795136000
	for base, _, names in os.walk(root):
		for name in names:
			os.chmod(os.path.join(base, name), 0o644)
			os.utime(os.path.join(base, name), (when, when))


if __name__ == "__main__":
	if len(sys.argv) != 2:
		sys.exit("usage: demo.py FOLDER   (the folder is replaced)")
	main(sys.argv[1])
