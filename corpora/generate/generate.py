#!/usr/bin/env python3
"""Labelled texts for tests/accuracy: forms, mails, minutes, invoices, logs, source code, statutes, slips, tables.

  generate.py [--seed N] [--scale N] > labelled.jsonl

One document a line. Prose: {"id", "family", "file", "format", "text", "labels": [[start, end, category], ...]}, offsets in code
points. Tables: {"id", "family", "file", "format", "columns": [...], "rows": [[...]], "labels": [[row, column, category], ...]},
rows from 0; a label says that the cell holds one, wherever in it. All values are made up. What is not labelled is a decoy.
"""
import argparse
import json
import random
import sys

import values as v

NAME, KANA, PHONE, MAIL, ADDRESS, POST, BIRTH, CARD, MYN = (
    "person.name", "person.name_kana", "contact.phone", "contact.email", "contact.address", "contact.postal_code",
    "person.birth_date", "finance.card_number", "govid.my_number")
LICENCE, PASSPORT, RESIDENCE, PENSION, EMPLOYMENT, ACCOUNT = (
    "govid.drivers_license", "govid.passport", "govid.residence_card", "govid.pension", "govid.employment_insurance",
    "finance.bank_account")


class Doc:
    """A text that remembers what was planted where."""

    def __init__(self, r):
        self.r, self.parts, self.labels, self.n = r, [], [], 0

    def put(self, *pieces):
        for p in pieces:
            if isinstance(p, tuple):
                self.labels.append([self.n, self.n + len(p[0]), p[1]])
                p = p[0]
            self.parts.append(p)
            self.n += len(p)
        return self

    def line(self, *pieces):
        return self.put(*pieces, "\n")

    def done(self, family, file, fmt="text"):
        return {"family": family, "file": file, "format": fmt, "text": "".join(self.parts), "labels": self.labels}


def sep(r):
    return r.choice(["：", ":", ": ", "　", " ", "： ", " : "])


def put_address(d, r):
    a, b = v.address(r)
    d.put((a, ADDRESS), b)


def put_account(d, r):
    """As people write an account: bank and branch by name or code, the postal bank by symbol and number."""
    k = r.randrange(4)
    if k == 0:
        d.put(r.choice(v.BANKS), r.choice(["　", " ", ""]), r.choice(v.BRANCHES), r.choice(["　", " "]), r.choice(["普通", "当座", "普通預金"]), " ",
              (v.account(r), ACCOUNT))
    elif k == 1:
        d.put((f"{r.randrange(1, 600):04}-{r.randrange(1, 900):03} 普通 {v.account(r)}", ACCOUNT))
    elif k == 2:
        symbol, number = v.postal_account(r)
        d.put("ゆうちょ銀行 記号 ", (f"{symbol} 番号 {number}", ACCOUNT))
    else:
        d.put(r.choice(v.BANKS), " ", r.choice(v.BRANCHES), " 口座番号", r.choice(["：", " ", ":"]), (v.account(r), ACCOUNT))


def transfers(r):
    """A Zengin transfer file: lines of 120 characters; every data record is an account."""
    d = Doc(r)
    kind = r.choice(["21", "11", "12"])
    d.line(f"1{kind}0{v.digits(r, 10)}{v.half('ﾐﾎﾝｼﾖｳｶｲ', 40)}{r.randrange(1, 13):02}25{r.randrange(1, 600):04}{v.half('ﾐﾎﾝ', 15)}"
           f"{r.randrange(1, 900):03}{v.half('ﾎﾝﾃﾝ', 15)}1{v.account(r)}" + " " * 17)
    n = r.randrange(3, 30)
    total = 0
    for _ in range(n):
        amount = r.randrange(1000, 600000)
        total += amount
        d.put(f"2{r.randrange(1, 600):04}{v.half('ﾐﾎﾝ', 15)}{r.randrange(1, 900):03}{v.half('ｼﾌﾞﾔ', 15)}0000", (r.choice("12") + v.account(r), ACCOUNT))
        holder = v.half(v.kana(r), 30)
        d.put((holder.rstrip(), KANA), holder[len(holder.rstrip()):])
        d.line(f"{amount:010}0{' ' * 20}7{' ' * 8}")
    d.line(f"8{n:06}{total:012}" + " " * 101).line("9" + " " * 119)
    return d.done("zengin", "furikomi.txt")


def form(r):
    d = Doc(r)
    d.line(r.choice(["入会申込書", "緊急連絡先届", "登録情報変更届", "参加申込フォーム", "【お客様情報】"])).line()
    rows = [
        (["氏名", "お名前", "氏　名", "申込者氏名", "ご契約者名"], lambda: d.put((v.name(r), NAME))),
        (["フリガナ", "ふりがな", "カナ氏名"], lambda: d.put((v.kana(r), KANA))),
        (["生年月日", "誕生日"], lambda: d.put((v.birth(r), BIRTH))),
        (["電話番号", "TEL", "連絡先電話", "携帯電話", "ご自宅電話番号", "ＴＥＬ"], lambda: d.put((v.phone_text(r), PHONE))),
        (["メールアドレス", "E-mail", "Ｅメール"], lambda: d.put((v.email(r), MAIL))),
        (["住所", "ご住所", "現住所"], lambda: put_address(d, r)),
        (["郵便番号", "〒"], lambda: d.put((v.postal(r), POST))),
    ]
    extra = [
        (["個人番号", "マイナンバー", "個人番号（マイナンバー）"], lambda: d.put((v.my_number_text(r), MYN))),
        (["カード番号", "クレジットカード番号"], lambda: d.put((v.card_text(r), CARD))),
        (["運転免許証番号", "免許証番号"], lambda: d.put((v.licence(r), LICENCE))),
        (["旅券番号", "パスポート番号"], lambda: d.put((v.passport(r), PASSPORT))),
        (["在留カード番号"], lambda: d.put((v.residence(r), RESIDENCE))),
        (["基礎年金番号"], lambda: d.put((v.pension(r), PENSION))),
        (["お振込先", "振込口座", "給与振込口座", "返金先口座"], lambda: put_account(d, r)),
        (["雇用保険被保険者番号"], lambda: d.put((v.employment(r), EMPLOYMENT))),
        (["会員番号", "受付番号", "整理番号", "注文番号", "管理番号"], lambda: d.put(v.digits(r, r.choice([8, 10, 12, 13])))),
        (["受付日", "記入日", "提出日"], lambda: d.put(f"2026年{r.randrange(1, 12)}月{r.randrange(1, 28)}日")),
    ]
    s = sep(r)
    below = r.random() < 0.15
    for labels, put in rows + r.sample(extra, 4):
        if r.random() < 0.12:
            continue
        d.put(r.choice(labels), "\n" if below else s)
        put()
        d.line()
    return d.done("form", r.choice(["申込書.txt", "form_0012.txt", "届出書.docx"]))


def english_form(r):
    d = Doc(r)
    d.line("Registration form").line()
    d.line(r.choice(["Name: ", "Full name: "]), (v.western(r), NAME))
    d.line(r.choice(["Phone: ", "Tel. ", "Mobile: "]), (v.phone_text(r), PHONE))
    d.line("E-mail: ", (v.email(r), MAIL))
    d.line("Date of birth: ", (f"{r.randrange(1940, 2005)}-{r.randrange(1, 13):02}-{r.randrange(1, 29):02}", BIRTH))
    d.line("Card number: ", (v.card_text(r), CARD))
    d.line("Order no: ", v.digits(r, 12)).line("Reference: ", v.digits(r, 16))
    return d.done("form", "registration.txt")


def mail(r):
    d = Doc(r)
    who, me, firm = v.name(r, ""), v.name(r, ""), r.choice(v.COMPANIES)
    d.line("差出人: ", (me, NAME), " <", (v.email(r), MAIL), ">").line("宛先: ", (v.email(r), MAIL))
    d.line("件名: ", r.choice(["打合せの件", "お見積りについて", "納期のご相談", "先日のお礼"])).line()
    d.line("株式会社", firm).line((who, NAME), " 様").line()
    d.line("いつもお世話になっております。", "仕様の件、同様に進めさせていただきます。")
    d.line(f"次回は{r.randrange(1, 13)}月{r.randrange(1, 28)}日 14:00 から、費用は合計{r.randrange(100, 999)},{v.digits(r, 3)}円です。")
    if r.random() < 0.5:
        d.line("ご不明な点は携帯 ", (v.mobile(r), PHONE), " までご連絡ください。")
    if r.random() < 0.4:
        d.line("お荷物の追跡番号は ", v.slip(r), " です。")
    d.line().line("-- ").line("株式会社", firm, " 営業部").line((me, NAME))
    d.put("〒", (v.postal(r), POST), " ")
    put_address(d, r)
    d.line().line("TEL ", (v.landline(r), PHONE), " / FAX ", (v.landline(r), "contact.fax")).line((v.email(r), MAIL))
    return d.done("mail", "打合せ.eml", "mail")


def minutes(r):
    d = Doc(r)
    d.line("第", str(r.randrange(1, 40)), "回 定例会議 議事録").line("日時：2026年", str(r.randrange(1, 12)), "月5日 10:00～11:30")
    d.put("出席者：")
    for i in range(r.randrange(2, 6)):
        d.put("、" if i else "", (v.name(r, ""), NAME))
    d.line().line("1. 前回の宿題").line("　", (r.choice(v.SURNAMES), NAME), "さんから資料の説明があった。様々な意見が出た。")
    d.line("2. 予算　第2四半期の実績は12,345,678円（前年比103.4%）。")
    d.line("3. 次回　東京都庁の見学。千葉での開催は見送る。福島工場の視察は7月。")
    if r.random() < 0.3:
        d.line("　連絡先は ", (v.mobile(r), PHONE), "（", (r.choice(v.SURNAMES), NAME), "様）。")
    return d.done("minutes", "議事録.txt")


def log(r):
    d = Doc(r)
    for i in range(r.randrange(15, 40)):
        t = f"2026-{r.randrange(1, 13):02}-{r.randrange(1, 29):02} {r.randrange(24):02}:{r.randrange(60):02}:{r.randrange(60):02}"
        k = r.randrange(7)
        if k == 0:
            d.line(t, " INFO order_id=", v.digits(r, 12), " amount=", str(r.randrange(1000, 99999)))
        elif k == 1:
            d.line(t, " DEBUG trace ", f"{r.getrandbits(64):016x}", " ts=17", v.digits(r, 11), " took 132 ms")
        elif k == 2:
            d.line(t, " INFO login user=", (v.email(r), MAIL), " ok")
        elif k == 3:
            d.line(t, " WARN retry job ", v.stamp(r), " id=", v.digits(r, 16))
        elif k == 4:
            d.line(t, " INFO ver 2.", str(r.randrange(10)), ".", str(r.randrange(99)), " build 20260401", v.digits(r, 4))
        elif k == 5:
            d.line(t, " ERROR txn=", v.digits(r, 10), " session=", v.digits(r, 13))
        else:
            d.line(t, " INFO 障害対応 完了 件数 ", str(r.randrange(10, 9999)))
    return d.done("log", "app.log", "log")


def source(r):
    d = Doc(r)
    d.line("#include <stdio.h>").line("/* Build 202604011230, see logo@2x.png */").line(f"static const unsigned long table[] = {{")
    for _ in range(8):
        d.line("\t", ", ".join(v.digits(r, r.choice([10, 12, 13, 16])) for _ in range(4)), ",")
    d.line("};").line('const char *url = "https://cdn.kakuu-shoji.co.jp/pkg@1.2.3/file.js";')
    if r.random() < 0.4:
        d.line("// author: ", (v.western(r), NAME), " <", (v.email(r), MAIL), ">")
    d.line("int x = 0x1234567890ab; /* 192.168.0.1:8080 */")
    return d.done("source", "table.c", "source")


def statute(r):
    d = Doc(r)
    for i in range(1, 12):
        d.line(f"第{i}条　この法律において「個人番号」とは、第{r.randrange(2, 9)}条第1項の規定により指定された番号をいう。")
        d.line(f"２　前項の規定は、昭和{r.randrange(22, 60)}年法律第{r.randrange(10, 200)}号第{r.randrange(1, 90)}条の{r.randrange(2, 5)}に準用する。")
        d.line("　　一　運転免許証、旅券その他の本人確認書類　二　電話番号及び住所")
    return d.done("statute", "法令.txt")


def products(r):
    d = Doc(r)
    d.line("商品一覧（抜粋）")
    for _ in range(20):
        k = r.randrange(4)
        if k == 0:
            d.line("JANコード ", v.jan(r), " ミネラルウォーター 500ml 単価 ", str(r.randrange(80, 300)), "円")
        elif k == 1:
            d.line("品番 AB", v.digits(r, 7), " 型番 XK-", v.digits(r, 4), "-", v.digits(r, 4), " 在庫 ", str(r.randrange(1000)), "個")
        elif k == 2:
            d.line("ロット番号 ", v.digits(r, 12), " 製造番号 ", v.digits(r, 16))
        else:
            d.line("商品コード ", v.grouped(v.digits(r, 12), (4, 4, 4), "-"), " 税込 ", str(r.randrange(1, 99)), ",", v.digits(r, 3), "円")
    return d.done("products", "商品マスタ.txt")


def slips(r):
    d = Doc(r)
    d.line(r.choice(["発送のお知らせ", "配送状況", "出荷リスト"]))
    for _ in range(r.randrange(5, 20)):
        d.line(r.choice(["お問い合わせ番号 ", "送り状No. ", "伝票番号：", "追跡番号 "]), v.slip(r), r.choice([" 配達完了", " 輸送中", ""]))
    return d.done("slips", "発送.txt")


def bare_list(r):
    """A list without any label: real numbers, or numbers that only look so."""
    d = Doc(r)
    real = r.random() < 0.5
    for _ in range(r.randrange(20, 60)):
        d.line((v.my_number(r), MYN) if real else v.digits(r, 12))
    return d.done("list", "list.txt")


def invoice(r):
    d = Doc(r)
    d.line("請求書").line("請求書番号：INV-", v.digits(r, 8)).line("登録番号：T", v.digits(r, 13))
    d.line("株式会社", r.choice(v.COMPANIES), " 御中").line("ご担当：", (v.name(r), NAME), " 様").line()
    for _ in range(4):
        d.line("部品 PX-", v.digits(r, 6), "  数量 ", str(r.randrange(1, 99)), "  金額 ", str(r.randrange(1, 999)), ",", v.digits(r, 3))
    d.put("発行元：架空商事株式会社　〒", (v.postal(r), POST), "　")
    put_address(d, r)
    d.line("　電話 ", (v.landline(r), PHONE))
    return d.done("invoice", "請求書_2026.pdf", "pdf")


def sample_text(r):
    """Placeholders: nothing here may be reported as high."""
    d = Doc(r)
    d.line("記入例").line("氏名：山田太郎").line("メール：taro@example.com").line("電話：03-0000-0000").line("カード番号：4111 1111 1111 1111")
    return d.done("sample", "記入例.txt")


def passing(r):
    """Twelve digits that pass My Number's check and are none."""
    return v.my_number(r)


TRUE_SENTENCES = [
    lambda d, r: d.put("控えによると、ご本人のマイナンバーは、前回の届出と同じく ", (v.my_number_text(r), MYN), " とのことです。"),
    lambda d, r: d.put("昨日は", (v.name(r, ""), NAME), "が来社し、見積りを持ち帰った。"),
    lambda d, r: d.put("担当は", (v.name(r, ""), NAME), "さんに代わりました。"),
    lambda d, r: d.put("折り返しは", (v.phone_text(r), PHONE), "へお願いします。"),
    lambda d, r: d.put("急ぎなら ", (v.mobile(r), PHONE), " にショートメッセージを。"),
    lambda d, r: d.put((v.birth(r), BIRTH), "生まれの", (r.choice(v.SURNAMES), NAME), "様から申込みあり。"),
    lambda d, r: (d.put("現在は"), put_address(d, r), d.put("にお住まいです。")),
    lambda d, r: d.put("資料は ", (v.email(r), MAIL), " 宛に送付済み。"),
    lambda d, r: d.put("決済に使うカードは ", (v.card_text(r), CARD), " で、名義は本人。"),
    lambda d, r: d.put("Please ask ", (v.western(r), NAME), " about the contract."),
    lambda d, r: d.put("免許証は ", (v.licence(r), LICENCE), " を確認した。"),
]
FALSE_SENTENCES = [
    lambda d, r: d.put("本人確認のため、申込番号 ", passing(r), " を控えてください。"),
    lambda d, r: d.put("支払調書の整理番号は ", passing(r), " です。"),
    lambda d, r: d.put("番号 ", passing(r), " の件、再送しました。"),
    lambda d, r: d.put("型番 ", v.landline(r), " のポンプは廃番。"),
    lambda d, r: d.put("カタログ ", v.landline(r), " 号を参照。"),
    lambda d, r: d.put("ポイントカードの会員番号 ", v.luhn_close("9" + v.digits(r, 14)), " に加算。"),
    lambda d, r: d.put("取引ID ", v.luhn_close("4" + v.digits(r, 14)), " は取消済み。"),
    lambda d, r: d.put("参照 ", v.luhn_close("5" + str(r.randrange(1, 6)) + v.digits(r, 13)), " / ", v.digits(r, 16), " / ", v.digits(r, 16)),
    lambda d, r: d.put(r.choice(["山田商店", "中村屋", "佐藤製薬", "本田技研", "松本市役所", "高橋工務店", "小林病院", "田中貴金属", "森ビル"]), "で打合せ。"),
    lambda d, r: d.put(r.choice(["千葉", "福島", "長野", "宮崎", "石川", "山口"]), "への出張は来月。仕様は同様。様々な模様。"),
    lambda d, r: d.put(f"{r.randrange(1950, 2020)}年{r.randrange(1, 13)}月{r.randrange(1, 28)}日に設立された。"),
    lambda d, r: d.put(f"契約日は{r.randrange(2001, 2026)}/{r.randrange(1, 13)}/{r.randrange(1, 28)}、更新は翌年。"),
    lambda d, r: d.put("東京都千代田区の交差点で工事。大阪府内の店舗は閉店。"),
    lambda d, r: d.put("The Parker Collins Foundation and Mitchell Street Garage reopened."),
    lambda d, r: d.put("バージョン 1.2.3.4、ポート 8080、チケット ", v.digits(r, 7), "、", v.digits(r, 4), "-", v.digits(r, 6), "。"),
    lambda d, r: d.put("部品 ", v.passport(r), " と ", v.residence(r), " を手配。"),
    lambda d, r: d.put("口座番号の桁数は7桁、電話番号は10桁または11桁、個人番号は12桁である。"),
    lambda d, r: d.put("伝票 ", v.slip(r), " と ", v.slip(r), " は同梱。"),
]


def tricky(r):
    """Sentences one by one, true and false, without forms to lean on."""
    d = Doc(r)
    for _ in range(12):
        r.choice(TRUE_SENTENCES if r.random() < 0.45 else FALSE_SENTENCES)(d, r)
        d.put(r.choice(["\n", "\n", "", "\n\n"]))
    return d.done("tricky", "メモ.txt")


def odd_table(r):
    """Columns that look like a kind and are none, and kinds that hardly show."""
    plan = [
        ("顧客番号", lambda: v.luhn_close("9" + v.digits(r, 14)), None), ("c2", lambda: v.luhn_close("6" + v.digits(r, 10)), None),
        ("担当", lambda: r.choice(v.SURNAMES), NAME), ("c4", lambda: v.digits(r, 10), None),
        ("出身", lambda: r.choice(["千葉", "福島", "長野", "宮崎", "石川", "山口", "東京", "大阪"]), None),
        ("code", lambda: v.digits(r, 4) + "-" + v.digits(r, 6), None), ("店", lambda: r.choice(["中村屋", "山田商店", "森ビル", "松本店"]), None),
        ("mobile", lambda: v.mobile(r).replace("-", "")[1:], PHONE), ("製品", lambda: v.passport(r), None),
    ]
    r.shuffle(plan)
    rows, labels = [], []
    for i in range(r.choice([8, 40, 120])):
        rows.append([make() for _, make, _ in plan])
        labels += [[i, c, kind] for c, (_, _, kind) in enumerate(plan) if kind]
    return {"family": "odd_table", "file": "list.csv", "format": "csv", "columns": [p[0] for p in plan], "rows": rows, "labels": labels}


COLUMNS = {
    NAME: (["氏名", "お名前", "担当者名", "name", "shimei", "顧客氏名", "full_name", "customer_name"], v.name),
    KANA: (["フリガナ", "カナ氏名", "kana", "furigana", "name_kana"], v.kana),
    PHONE: (["電話番号", "tel", "TEL", "携帯番号", "denwa_bango", "phone", "customer_tel_no", "keitai"], v.phone_text),
    MAIL: (["メールアドレス", "email", "mail", "e_mail", "mailAddress"], v.email),
    ADDRESS: (["住所", "address", "jusho", "現住所", "addr1"], lambda r: "".join(v.address(r))),
    POST: (["郵便番号", "zip", "yubin_no", "postal_code"], v.postal),
    BIRTH: (["生年月日", "birthday", "dob", "seinengappi", "birth_date"], v.birth),
    MYN: (["個人番号", "マイナンバー", "my_number", "kojin_bango", "mynumber"], v.my_number),
    CARD: (["カード番号", "card_no", "credit_card", "cc_num"], v.card),
    LICENCE: (["免許証番号", "menkyo_no", "license_no"], v.licence),
    PASSPORT: (["旅券番号", "passport_no"], v.passport),
    PENSION: (["基礎年金番号", "nenkin_no"], v.pension),
    ACCOUNT: (["口座番号", "koza_no", "account_no"], v.account),
}
NEUTRAL = [
    (["order_id", "注文番号", "受注番号"], lambda r: v.digits(r, 12)), (["伝票番号", "slip_no"], v.slip),
    (["JAN", "商品コード"], v.jan), (["金額", "amount"], lambda r: str(r.randrange(100, 99999))),
    (["created_at", "更新日時"], lambda r: f"2026-{r.randrange(1, 13):02}-{r.randrange(1, 29):02} 10:{r.randrange(60):02}:00"),
    (["商品名", "item"], lambda r: r.choice(["水", "鉛筆", "山田錦", "佐藤錦", "高野豆腐", "ノート", "大島紬", "石川の酒"])),
    (["会社名", "company"], lambda r: "株式会社" + r.choice(v.COMPANIES)), (["id", "no"], lambda r: v.digits(r, 10)),
    (["受付日", "date"], lambda r: f"2026/{r.randrange(1, 13):02}/{r.randrange(1, 29):02}"),
    (["都道府県", "pref"], lambda r: r.choice(["東京都", "大阪府", "北海道", "愛知県", "福岡県"])),
    (["トランザクション", "txn"], lambda r: v.digits(r, 16)), (["部品番号", "part_no"], lambda r: v.digits(r, 4) + "-" + v.digits(r, 6)),
    (["契約日", "contract_date"], v.business_day), (["部品", "part"], lambda r: r.choice(["TX", "MB", "TA"]) + v.digits(r, 7)),
    (["問合せ番号", "ticket"], lambda r: v.digits(r, 7)), (["status", "状態"], lambda r: r.choice(["完了", "未着手", "保留"])),
]


def damage(r, kind, cell):
    """What spreadsheets and people do to a cell; returns it and whether the value is still there."""
    k = r.random()
    if k < 0.02:
        return r.choice(["-", "未提出", "なし", "N/A", ""]), False
    if k < 0.03 and kind in (MYN, PHONE):
        return f"{float(int(cell.translate(str.maketrans('', '', '-()+')) or 0)):.5E}" if cell.isdigit() else cell, not cell.isdigit()
    if k < 0.05:
        return " " + cell + "　", True
    if k < 0.06 and cell.isdigit():
        return "'" + cell, True
    return cell, True


def table(r, headings="right"):
    kinds = r.sample(list(COLUMNS), r.randrange(3, 6))
    plan = [(r.choice(COLUMNS[k][0]), COLUMNS[k][1], k) for k in kinds]
    plan += [(r.choice(h), make, None) for h, make in r.sample(NEUTRAL, r.randrange(2, 5))]
    r.shuffle(plan)
    names = [p[0] for p in plan]
    if headings == "none":
        names = [f"c{i + 1}" for i in range(len(plan))]
    elif headings == "wrong":
        names = [r.choice(["tel", "番号", "data", "col_x", "value"]) if p[2] in (MYN, CARD) else p[0] for p in plan]
    rows, labels = [], []
    for i in range(r.choice([12, 30, 60, 200])):
        row = []
        for c, (_, make, kind) in enumerate(plan):
            cell, there = damage(r, kind, make(r))
            if kind is not None and there:
                labels.append([i, c, kind])
            row.append(cell)
        rows.append(row)
    return {"family": "table_" + headings, "file": r.choice(["export.csv", "顧客一覧.csv", "data.csv"]), "format": "csv",
            "columns": names, "rows": rows, "labels": labels}


def remarks(r):
    """Free text beside keys; a true number now and then."""
    rows, labels = [], []
    for i in range(300):
        text = r.choice(["特になし", "折り返し連絡済み", "3個追加、計1,200円", "前回 2026/03/01 に出荷", "仕様確認中", "配送 " + v.slip(r)])
        if r.random() < 0.02:
            text = "カード番号 " + v.card_text(r) + " で決済希望"
            labels.append([i, 1, CARD])
        elif r.random() < 0.02:
            text = "携帯は" + v.mobile(r) + "へ"
            labels.append([i, 1, PHONE])
        rows.append([v.digits(r, 12), text])
    return {"family": "remarks", "file": "inquiry.csv", "format": "csv", "columns": ["受付番号", "備考"], "rows": rows, "labels": labels}


MAKERS = [(form, 60), (english_form, 15), (mail, 40), (minutes, 25), (log, 15), (source, 10), (statute, 6), (products, 10), (slips, 12),
          (bare_list, 14), (invoice, 25), (sample_text, 3), (transfers, 6), (lambda r: table(r), 25), (lambda r: table(r, "none"), 20),
          (lambda r: table(r, "wrong"), 12), (remarks, 3), (tricky, 120), (odd_table, 12)]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--scale", type=float, default=1.0)
    o = a.parse_args()
    r = random.Random(o.seed)
    n = 0
    for make, count in MAKERS:
        for _ in range(max(1, int(count * o.scale))):
            doc = make(r)
            n += 1
            sys.stdout.write(json.dumps({"id": n, **doc}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
