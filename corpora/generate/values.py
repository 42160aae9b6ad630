"""Made-up values, each right by its rules, and look-alikes. Deterministic for a seeded random.Random."""
import datetime

SURNAMES = """佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 松本 井上 木村 林 斎藤 清水 山口 池田 橋本 阿部 石川
山下 森 小川 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 西村 太田 藤井 岡本 藤原 三浦 金子 中野 原田 松田 竹内 小野 田村
千葉 福島 長野 宮崎 石田 上田 森田 柴田 酒井 工藤 横山 宮本 内田 高木 安藤 谷口 大野 丸山 今井 河野 武田 髙田 新井 五十嵐 久保田 大西
小山内 四方 東海林 勅使河原 長宗我部 和泉 黒須 百瀬 早乙女 神田橋 鵜飼 寒河江 波多野 熊谷 土屋""".split()
GIVEN = """健一 美咲 翔太 陽子 大輔 裕子 拓也 真由美 直樹 恵 誠 由美 和也 千尋 哲也 明日香 修 智子 亮 さくら 学 彩 隆 舞 浩二 綾香 茂 美穂 豊
春菜 剛 久美子 勇気 麻衣 正樹 葵 悠斗 結衣 蓮 陽菜 颯太 凛 大翔 結愛 湊 芽依 樹 紬 律 澪 朝陽 杏 一誠 ひなた 史郎 節子 清 キヨ 勝 ミツ 幸男 登美子
義雄 千代子 修平 菜々子 圭吾 琴音 慎太郎 志穂 龍之介 佳奈 光一 ゆかり""".split()
KANA_SURNAMES = "サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ コバヤシ カトウ ヨシダ ササキ マツモト イノウエ キムラ サイトウ シミズ".split()
KANA_GIVEN = "ケンイチ ミサキ ショウタ ヨウコ ダイスケ ユウコ タクヤ マユミ ナオキ メグミ マコト ユミ カズヤ チヒロ テツヤ アスカ オサム トモコ".split()
ROMAJI_SURNAMES = "sato suzuki takahashi tanaka ito watanabe yamamoto nakamura kobayashi kato yoshida sasaki matsumoto inoue kimura".split()
ROMAJI_GIVEN = "kenichi misaki shota yoko daisuke yuko takuya mayumi naoki megumi makoto kazuya chihiro tetsuya asuka".split()
EN_FIRST = "Alice Robert Karen Michael Susan David Laura James Emily Thomas Nancy Brian Helen George Diane Peter Sarah Kevin".split()
EN_LAST = "Walker Thompson Mitchell Parker Collins Stewart Morris Murphy Bailey Cooper Richardson Howard Peterson Ramirez Foster".split()
DOMAINS = """kakuu-shoji.co.jp daicho-rei.co.jp midorinomori.ne.jp sora-kikaku.com kitayama-mokuzai.co.jp hoshizora-net.jp
umikaze.or.jp tsukimi-univ.ac.jp aozora-mail.ne.jp tanpopo-kai.org northwind-trading.com bluefieldmail.net""".split()
PLACES = """東京都千代田区丸の内 東京都新宿区西新宿 東京都港区芝公園 大阪府大阪市北区梅田 神奈川県横浜市中区山下町 愛知県名古屋市中区栄 北海道札幌市中央区北一条西
福岡県福岡市博多区博多駅前 京都府京都市下京区四条通 宮城県仙台市青葉区一番町 広島県広島市中区基町 埼玉県さいたま市大宮区桜木町 千葉県船橋市本町 兵庫県神戸市中央区三宮町
静岡県静岡市葵区追手町 新潟県新潟市中央区学校町通 長野県長野市南長野 石川県金沢市広坂 岡山県岡山市北区内山下 熊本県熊本市中央区手取本町 沖縄県那覇市泉崎
群馬県前橋市大手町 三重県四日市市諏訪町 広島県廿日市市下平良 東京都東村山市本町 北海道余市郡余市町朝日町""".split()
BUILDINGS = ["", "", "", " メゾン緑101", " 第二青空ビル3F", "コーポ高台205号室", "　グランハイツ1203"]
AREAS = [("03", 4), ("06", 4), ("045", 3), ("052", 3), ("011", 3), ("092", 3), ("075", 3), ("0467", 2), ("0422", 2), ("0798", 2), ("0995", 2)]
COMPANIES = "架空商事 台帳工業 緑の森製作所 空企画 北山木材 星空ネット 海風運輸 月見電機".split()
POSTAL = "100-0005 160-0023 105-0011 530-0001 231-0023 460-0008 812-0011 980-0811 330-0854 273-0005 650-0021 390-0811 920-0962".split()
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


def digits(r, n):
    return "".join(str(r.randrange(10)) for _ in range(n))


def my_number(r):
    while True:
        d = digits(r, 11)
        s = sum(int(c) * w for c, w in zip(d, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
        if len(set(d)) > 3:
            return d + str(0 if s <= 1 else 11 - s)


def luhn_close(d):
    s = 0
    for i, c in enumerate(reversed(d)):
        x = int(c) * (2 if i % 2 == 0 else 1)
        s += x - 9 if x > 9 else x
    return d + str((10 - s % 10) % 10)


def card(r):
    iin, n = r.choice([("4", 16), ("4", 16), ("52", 16), ("55", 16), ("3530", 16), ("3566", 16), ("37", 15), ("36", 14)])
    return luhn_close(iin + digits(r, n - 1 - len(iin)))


def grouped(d, sizes, sep):
    out, i = [], 0
    for s in sizes:
        out.append(d[i:i + s])
        i += s
    return sep.join(out)


def card_text(r):
    d = card(r)
    if r.random() < 0.45:
        return d
    sizes = {16: (4, 4, 4, 4), 15: (4, 6, 5), 14: (4, 6, 4)}[len(d)]
    return grouped(d, sizes, r.choice(["-", " "]))


def my_number_text(r):
    d = my_number(r)
    k = r.random()
    if k < 0.4:
        return d
    s = grouped(d, (4, 4, 4), r.choice(["-", " ", "　"]))
    return s.translate(WIDE) if k > 0.9 else s


def mobile(r):
    return r.choice(["090", "080", "070"]) + "-" + str(r.randrange(1, 10)) + digits(r, 3) + "-" + digits(r, 4)


def landline(r):
    area, n = r.choice(AREAS)
    return area + "-" + str(r.randrange(2, 10)) + digits(r, n - 1) + "-" + digits(r, 4)


def phone_text(r):
    p = mobile(r) if r.random() < 0.6 else landline(r)
    k = r.random()
    if k < 0.15:
        return p.replace("-", "")
    if k < 0.25:
        return p.translate(WIDE)
    if k < 0.32:
        a, b, c = p.split("-")
        return f"({a}){b}-{c}"
    if k < 0.36:
        return "+81-" + p[1:]
    return p


def name(r, gap=None):
    g = r.choice(["", "", " ", "　"]) if gap is None else gap
    return r.choice(SURNAMES) + g + r.choice(GIVEN)


def kana(r):
    return r.choice(KANA_SURNAMES) + r.choice(["", " ", "　"]) + r.choice(KANA_GIVEN)


def western(r):
    return r.choice(EN_FIRST) + " " + r.choice(EN_LAST)


def email(r):
    s, g = r.choice(ROMAJI_SURNAMES), r.choice(ROMAJI_GIVEN)
    local = r.choice([f"{g}.{s}", f"{s}_{g[0]}", f"{g[0]}-{s}", f"{s}{r.randrange(1960, 2005)}", f"{g}{r.randrange(10, 99)}"])
    return local + "@" + r.choice(DOMAINS)


def address(r):
    block = r.choice([lambda: f"{r.randrange(1, 9)}-{r.randrange(1, 30)}-{r.randrange(1, 20)}",
                      lambda: f"{r.randrange(1, 9)}丁目{r.randrange(1, 30)}番{r.randrange(1, 20)}号",
                      lambda: f"{r.randrange(1, 999)}番地{r.randrange(1, 9)}",
                      lambda: f"{r.randrange(1, 9)}－{r.randrange(1, 30)}－{r.randrange(1, 20)}".translate(WIDE)])()
    return r.choice(PLACES) + block, r.choice(BUILDINGS)


def postal(r):
    return r.choice(POSTAL)


def birth(r):
    y, m, d = r.randrange(1935, 2008), r.randrange(1, 13), r.randrange(1, 29)
    k = r.randrange(6)
    if k == 0:
        return f"{y}/{m:02}/{d:02}"
    if k == 1:
        return f"{y}-{m:02}-{d:02}"
    if k == 2:
        return f"{y}年{m}月{d}日"
    if k == 3 and 1927 <= y < 1989:
        return f"昭和{y - 1925}年{m}月{d}日"
    if k == 4 and 1990 <= y < 2019:
        return f"平成{y - 1988}年{m}月{d}日"
    return f"{y}.{m}.{d}"


def licence(r):
    d = r.choice(["30", "45", "54", "62", "90", "10", "52"]) + f"{r.randrange(60, 100):02}" + digits(r, 6)
    s = sum(int(c) * w for c, w in zip(d, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
    return d + str((11 - s) % 10) + "0"


def passport(r):
    return r.choice("TM") + r.choice("KRSZHG") + digits(r, 7)


def residence(r):
    return "".join(r.choice("ABCDEFGHJKLMNPQRSTUWXYZ") for _ in range(2)) + digits(r, 8) + \
        "".join(r.choice("ABCDEFGHJKLMNPQRSTUWXYZ") for _ in range(2))


def pension(r):
    return f"{r.randrange(1000, 9999)}-{digits(r, 6)}"


def employment(r):
    return f"{r.randrange(1000, 9999)}-{digits(r, 6)}-{r.randrange(10)}"


def slip(r):
    d = digits(r, 11)
    d += str(int(d) % 7)
    return r.choice([d, grouped(d, (4, 4, 4), "-")])


def jan(r):
    d = r.choice(["45", "49"]) + digits(r, 10)
    s = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(d))
    return d + str((10 - s % 10) % 10)


def stamp(r):
    return f"20{r.randrange(10, 27)}{r.randrange(1, 13):02}{r.randrange(1, 29):02}{r.randrange(24):02}{r.randrange(60):02}"


BANKS = ["例示銀行", "架空銀行", "みほん信用金庫", "見本銀行", "空想銀行"]
BRANCHES = ["本店", "渋谷支店", "丸の内支店", "駅前支店", "梅田支店"]
KANA_FULL = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォャュョッー"
KANA_HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰ"
HALF = dict(zip(KANA_FULL, KANA_HALF))
HALF.update((chr(ord(c) + 1), HALF[c] + "ﾞ") for c in "カキクケコサシスセソタチツテトハヒフヘホ")
HALF.update((chr(ord(c) + 2), HALF[c] + "ﾟ") for c in "ハヒフヘホ")


def half(kana, width):
    """Half-width kana in a field of so many characters, as transfer files have it."""
    text = "".join(HALF.get(c, c if c in KANA_HALF or c in "ﾞﾟ" else " ") for c in kana)[:width]
    return text + " " * (width - len(text))


def account(r):
    return digits(r, 7)


def postal_account(r):
    """Savings of the postal bank: the symbol begins with 1 and ends in 0, the number ends in 1."""
    return f"1{digits(r, 3)}0", digits(r, r.randrange(5, 8)) + "1"


def business_day(r):
    """Working days of thirty years, the first of a month more often than others."""
    while True:
        day = datetime.date(1995, 1, 1) + datetime.timedelta(days=r.randrange(31 * 365))
        if r.random() < 0.3:
            day = day.replace(day=1)
        if day.weekday() < 5:
            return day.strftime(r.choice(["%Y-%m-%d", "%Y/%m/%d"]))
