"""Made-up tables for database tests: customers with telling names, the same under c1..c6, misleading names, decoys.
tables.py FOLDER ROWS SEED writes tables.sql (for PostgreSQL and MySQL alike) and expected.json: {"table.column": category}."""
import datetime, json, os, random, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
SURNAMES = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 阿部 池田 橋本 石川 前田 藤田 小川 後藤 岡田 長谷川 村上 近藤 石井 坂本 遠藤 青木".split()
GIVEN = "翔太 健太 大輔 拓也 直樹 美咲 陽菜 結衣 七海 真由美 恵子 由美子 明美 裕子 浩 誠 隆 茂 和子 幸子 洋子 一郎 拓海 蓮 湊 悠真 凛 葵".split()
SURKANA = "サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ コバヤシ カトウ ヨシダ ヤマダ".split()
GIVKANA = "ショウタ ケンタ ダイスケ タクヤ ナオキ ミサキ ヒナ ユイ ナナミ マユミ ケイコ".split()
PLACES = [("101-0047", "東京都千代田区内神田1-2-3"), ("530-0001", "大阪府大阪市北区梅田2-4-9"), ("460-0008", "愛知県名古屋市中区栄3-15-33"),
          ("812-0011", "福岡県福岡市博多区博多駅前3-2-1"), ("060-0001", "北海道札幌市中央区北1条西2丁目"), ("220-0012", "神奈川県横浜市西区みなとみらい2-3-1")]


def luhn(body):
    total = 0
    for i, c in enumerate(reversed(body)):
        d = int(c) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    return body + str((10 - total % 10) % 10)


def my_number():
    d = [rng.randint(0, 9) for _ in range(11)]
    r = sum(a * b for a, b in zip(d, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
    return "".join(map(str, d)) + str(0 if r < 2 else 11 - r)


def person(i):
    zip_code, place = rng.choice(PLACES)
    born = datetime.date(rng.randint(1945, 2004), rng.randint(1, 12), rng.randint(1, 28))
    return {"id": i, "name": rng.choice(SURNAMES) + " " + rng.choice(GIVEN), "kana": rng.choice(SURKANA) + " " + rng.choice(GIVKANA),
            "email": "u%d.%s@daicho-rei.co.jp" % (i, rng.choice("abcdefgh")),
            "tel": "%s-%04d-%04d" % (rng.choice(("070", "080", "090")), rng.randint(1000, 9999), rng.randint(0, 9999)),
            "zip": zip_code, "address": place, "birthday": born.isoformat(), "card": luhn("4" + "".join(rng.choice("0123456789") for _ in range(14))),
            "my": my_number(), "order": "%012d" % rng.randint(10 ** 11, 10 ** 12 - 1), "product": "PRD-%05d" % rng.randint(0, 99999)}


people = [person(i) for i in range(1, count + 1)]
C = {"name": "person.name", "kana": "person.name_kana", "email": "contact.email", "tel": "contact.phone", "zip": "contact.postal_code",
     "address": "contact.address", "birthday": "person.birth_date", "card": "finance.card_number", "my": "govid.my_number"}
TABLES = [  # table, [(column, type, what stands in it)]
    ("customers", [("id", "int", "id"), ("name", "varchar(100)", "name"), ("kana", "varchar(100)", "kana"), ("email", "varchar(100)", "email"),
                   ("tel", "varchar(20)", "tel"), ("zip", "varchar(10)", "zip"), ("address", "varchar(200)", "address"), ("birthday", "date", "birthday"),
                   ("card_no", "varchar(20)", "card")]),
    ("export1", [("c1", "int", "id"), ("c2", "varchar(100)", "name"), ("c3", "varchar(100)", "email"), ("c4", "varchar(20)", "tel"),
                 ("c5", "varchar(200)", "address"), ("c6", "varchar(20)", "card")]),
    ("payroll", [("emp", "int", "id"), ("tel", "varchar(20)", "my")]),
    ("orders", [("id", "int", "id"), ("order_no", "varchar(20)", "order"), ("product_code", "varchar(20)", "product")]),
]
expected = {}
with open(os.path.join(folder, "tables.sql"), "w", encoding="utf-8") as out:
    for table, columns in TABLES:
        out.write("CREATE TABLE %s (%s, PRIMARY KEY (%s));\n" % (table, ", ".join("%s %s NOT NULL" % c[:2] for c in columns), columns[0][0]))
        for p in people:
            out.write("INSERT INTO %s VALUES (%s);\n" % (table, ", ".join("'%s'" % p[c[2]] for c in columns)))
        expected.update({table + "." + name: C[what] for name, _, what in columns if what in C})
json.dump(expected, open(os.path.join(folder, "expected.json"), "w"))
