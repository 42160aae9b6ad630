"""Made-up schemas as companies have them: CRM, HR, shop and logs, Japanese and English, with columns that only look personal, each table
once more under c1, c2 ..., and tables whose names mislead.
schemas.py FOLDER ROWS SEED writes schemas.sql (PostgreSQL, MariaDB and SQLite alike) and schemas.json: {"named": ..., "bare": ...}, each
{"table.column": category or null}."""
import datetime, json, os, random, sys, uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import values as v

WORDS = "納期確認済み 見積書を再送 次回は来月訪問 先方より折返し希望 資料送付済み 契約更新の相談 在庫なし 至急対応 完了".split()
NOTES = ["sent the brochure again", "wants a quote by Friday", "renewal due next quarter", "left a message", "no reply yet", "prefers mornings", ""]
GOODS = "有機緑茶ティーバッグ 北欧風マグカップ 折りたたみ傘 ステンレス水筒 電動歯ブラシ ワイヤレスマウス 木製まな板 竹箸セット 防災ラジオ".split()
THINGS = ["Walnut Desk", "Steel Kettle", "Wool Blanket", "Garden Hose", "Reading Lamp", "Canvas Tote", "Oak Shelf", "Cast Iron Pan"]
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0", "curl/8.5.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0"]
SECTIONS = "営業部 総務部 経理部 開発部 製造部 品質保証部".split()


def date(r, first, last):
    return datetime.date(r.randrange(first, last), r.randrange(1, 13), r.randrange(1, 29)).isoformat()


def entered(r):
    """The day somebody entered a firm: the first of April, of another month, or a working day."""
    y, k = r.randrange(1995, 2026), r.random()
    if k < 0.8:
        return "%d-%02d-01" % (y, 4 if k < 0.5 else r.randrange(1, 13))
    d = datetime.date(y, r.randrange(1, 13), r.randrange(1, 28))
    return (d + datetime.timedelta(days=(7 - d.weekday()) % 7 if d.weekday() > 4 else 0)).isoformat()


def when(r):
    return date(r, 2023, 2027) + " %02d:%02d:%02d" % (r.randrange(24), r.randrange(60), r.randrange(60))


def us_phone(r):
    return "(%d%s) %d%s-%s" % (r.choice((2, 3, 4, 6, 7)), r.choice(("12", "13", "14", "15", "17")), r.randrange(2, 10), v.digits(r, 2), v.digits(r, 4))


def ssn(r):
    return "%03d-%02d-%04d" % (r.choice(range(1, 665)), r.randrange(1, 100), r.randrange(1, 10000))


def ipv4(r):
    return "%d.%d.%d.%d" % (r.choice((93, 101, 133, 153, 203, 210)), r.randrange(1, 255), r.randrange(256), r.randrange(1, 255))


def at(r, person):
    return person.lower().replace(" ", ".") + "%d@%s" % (r.randrange(1000), r.choice(v.DOMAINS))


NAME, KANA, MAIL, TEL = "person.name", "person.name_kana", "contact.email", "contact.phone"
# table: columns of (name, category or None, maker)
TABLES = {
    "顧客": [("顧客番号", None, lambda r, i: str(100000 + i)), ("氏名", NAME, lambda r, i: v.name(r)), ("フリガナ", KANA, lambda r, i: v.kana(r)),
            ("メールアドレス", MAIL, lambda r, i: v.email(r)), ("電話番号", TEL, lambda r, i: v.mobile(r)),
            ("郵便番号", "contact.postal_code", lambda r, i: v.postal(r)), ("住所", "contact.address", lambda r, i: "".join(v.address(r))),
            ("生年月日", "person.birth_date", lambda r, i: date(r, 1940, 2005)), ("登録日時", None, lambda r, i: when(r))],
    "社員": [("社員名", NAME, lambda r, i: v.name(r, " ")), ("部署", None, lambda r, i: r.choice(SECTIONS)),
            ("個人番号", "govid.my_number", lambda r, i: v.my_number(r)), ("内線", None, lambda r, i: str(r.randrange(1000, 9999))),
            ("携帯", TEL, lambda r, i: v.mobile(r)), ("入社日", None, lambda r, i: entered(r))],
    "出荷": [("伝票番号", None, lambda r, i: v.slip(r)), ("商品コード", None, lambda r, i: v.jan(r)), ("商品名", None, lambda r, i: r.choice(GOODS)),
            ("数量", None, lambda r, i: str(r.randrange(1, 20))), ("届け先氏名", NAME, lambda r, i: v.name(r, "　")),
            ("届け先住所", "contact.address", lambda r, i: "".join(v.address(r))), ("届け先電話", TEL, lambda r, i: v.landline(r))],
    "在庫": [("商品コード", None, lambda r, i: v.jan(r)), ("棚番", None, lambda r, i: "A-%02d-%03d" % (r.randrange(30), r.randrange(400))),
            ("ロット番号", None, lambda r, i: "%012d" % r.randrange(10 ** 12)), ("更新日時", None, lambda r, i: when(r)),
            ("摘要", None, lambda r, i: r.choice(WORDS))],
    "アクセス記録": [("日時", None, lambda r, i: when(r)), ("接続元IP", "online.ip_address", lambda r, i: ipv4(r)),
                ("パス", None, lambda r, i: "/item/%d" % r.randrange(9999)), ("端末", None, lambda r, i: r.choice(AGENTS))],
    "contacts": [("contact_id", None, lambda r, i: str(5000 + i)), ("full_name", NAME, lambda r, i: v.western(r)), ("email", MAIL, lambda r, i: at(r, v.western(r))),
                 ("phone", TEL, lambda r, i: us_phone(r)), ("lead_score", None, lambda r, i: str(r.randrange(100))),
                 ("created_at", None, lambda r, i: when(r))],
    "staff": [("badge", None, lambda r, i: "B%05d" % r.randrange(99999)), ("first_name", NAME, lambda r, i: r.choice(v.EN_FIRST)),
              ("last_name", NAME, lambda r, i: r.choice(v.EN_LAST)), ("ssn", "govid.foreign", lambda r, i: ssn(r)),
              ("birth_date", "person.birth_date", lambda r, i: date(r, 1950, 2004)), ("hired_on", None, lambda r, i: entered(r))],
    "payments": [("order_no", None, lambda r, i: "%012d" % r.randrange(10 ** 11, 10 ** 12)), ("sku", None, lambda r, i: "SKU-%06d" % r.randrange(10 ** 6)),
                 ("item", None, lambda r, i: r.choice(THINGS)), ("card_number", "finance.card_number", lambda r, i: v.card(r)),
                 ("receipt_email", MAIL, lambda r, i: at(r, v.western(r)))],
    "audit_log": [("ts", None, lambda r, i: when(r)), ("remote_addr", "online.ip_address", lambda r, i: ipv4(r)),
                  ("request_id", None, lambda r, i: str(uuid.UUID(int=r.getrandbits(128), version=4))), ("status", None, lambda r, i: r.choice(("200", "302", "404", "500"))),
                  ("message", None, lambda r, i: r.choice(NOTES))],
    "metrics": [("sensor", None, lambda r, i: "S%04d" % r.randrange(9999)), ("reading", None, lambda r, i: "%.4f" % (r.random() * 100)),
                ("epoch", None, lambda r, i: str(r.randrange(1600000000, 1800000000))), ("version", None, lambda r, i: "%d.%d.%d" % (r.randrange(9), r.randrange(20), r.randrange(90)))],
    # names that mislead
    "misc": [("tel", "govid.my_number", lambda r, i: v.my_number(r)), ("code", MAIL, lambda r, i: v.email(r)), ("amount", TEL, lambda r, i: v.mobile(r)),
             ("address", None, lambda r, i: r.choice(GOODS)), ("email", None, lambda r, i: "SKU-%06d" % r.randrange(10 ** 6))],
}

folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
named, bare = {}, {}
with open(os.path.join(folder, "schemas.sql"), "w", encoding="utf-8") as out:
    for number, (table, columns) in enumerate(TABLES.items()):
        rows = [[maker(rng, i) for _, _, maker in columns] for i in range(count)]
        plain = ["c%d" % (k + 1) for k in range(len(columns))]
        for name, heads in ((table, [c[0] for c in columns]), ("x%d" % number, plain)):
            quoted = ['"%s"' % h for h in heads]
            out.write('CREATE TABLE "%s" (%s);\n' % (name, ", ".join(q + " varchar(200)" for q in quoted)))
            for row in rows:
                out.write('INSERT INTO "%s" VALUES (%s);\n' % (name, ", ".join("'%s'" % c for c in row)))
            for (_, category, _), head in zip(columns, heads):
                (named if name == table else bare)[name + "." + head] = category
json.dump({"named": named, "bare": bare}, open(os.path.join(folder, "schemas.json"), "w"), ensure_ascii=False, indent=1)
